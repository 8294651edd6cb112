"""Which host a board's pages are on, for systems that give each employer one."""

from __future__ import annotations

from crawler.items import Board


def tenant_host(board: Board, domain: str) -> str:
    """``<token>.<domain>``, or the token itself where it is a host: the employer's own, or one below ``domain``."""
    return board.token if "." in board.token else f"{board.token}.{domain}"
