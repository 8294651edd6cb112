"""Which process crawls which boards: those that meet at a backend stay together.

Together they share connections and ask each host for its robots.txt once. That the backend is not asked too often does
not rest on it: boards that meet by a redirect, or by pages on another host, have one pace all the same.
"""

from __future__ import annotations

import os
from collections import defaultdict
from typing import Final

from crawler.items import Board
from crawler.manners.backends import VENDORS, backend_of

BOARDS_EACH: Final = 25
"""A process of its own costs a second to start; fewer boards than this are not worth one more."""


def processes_for(boards: list[Board]) -> int:
    """How many processes crawl ``boards`` well on this machine: one a core, none without work."""
    wanted = -(-len(boards) // BOARDS_EACH)
    return max(1, min(os.cpu_count() or 1, wanted, len(together(boards))))


def divide(boards: list[Board], most: int) -> list[list[Board]]:
    """``boards`` in at most ``most`` shares of about one size, each in the order given, none of them empty."""
    groups = sorted(together(boards), key=len, reverse=True)
    shares: list[list[int]] = [[] for _ in range(min(most, len(groups)))]
    for group in groups:
        min(shares, key=len).extend(group)
    return [[boards[number] for number in sorted(share)] for share in shares]


def together(boards: list[Board]) -> list[list[int]]:
    """Numbers of the boards that meet at a backend, directly or by others: one list for each such company."""
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            leader[key] = key = leader[leader[key]]
        return key

    for board in boards:
        first, *others = _backends(board)
        for other in others:
            leader[find(other)] = find(first)
    groups: dict[str, list[int]] = defaultdict(list)
    for number, board in enumerate(boards):
        groups[find(_backends(board)[0])].append(number)
    return list(groups.values())


def _backends(board: Board) -> list[str]:
    """Backends that a crawl of ``board`` asks, as far as its row tells."""
    asked = backend_of(board.url, board.ats)
    # A careers page under the employer's own name, with the vendor's interface behind it.
    is_behind = board.ats in VENDORS and asked.partition(" ")[0] != board.ats
    return [asked, board.ats] if is_behind else [asked]
