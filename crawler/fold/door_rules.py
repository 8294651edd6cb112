"""The rules by which postings that share a key are second doors to one of them, or one job in several places.

Pure: they judge a :class:`Cluster`, whoever collected it. The original is the posting of the system that lies behind
rather than of the front end (:data:`FRONT_ENDS`), then the one seen first, then the smaller id. Only postings of one
life are compared: open ones with open ones, closed ones with closed ones that were there at the same time; so when an
original closes, its role passes on.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, NamedTuple

from crawler.fold.door_keys import APPLY, GROUP, PAGE, REQUISITION, Signature, may_be_one

Row = tuple[str, ...]

Rule = Literal["same_page", "applies_at", "same_application", "same_requisition"]
"""Strongest first: both have one address; one sends applicants to the other; both send applicants to one place; same
employer, requisition id and title, and places that do not contradict each other."""

FRONT_ENDS = {
    "jsonld": 2,
    "workatastartup": 2,
    "eightfold": 1,
    "jibe": 1,
    "phenom": 1,
    "radancy": 1,
    "successfactors_rmk": 1,
}
"""Systems that show what is kept elsewhere; the larger, the farther from where the requisition is kept."""

_STRENGTH: tuple[Rule, ...] = ("same_page", "applies_at", "same_application", "same_requisition")


@dataclass(frozen=True, slots=True)
class Door:
    """A posting as the rules see it."""

    id: str
    board: str
    status: str
    first_seen: str
    last_seen: str
    title: str
    places: Signature
    native: str
    tenant: str | None
    """Of a Workday posting: its requisition within the tenant."""

    @property
    def rank(self) -> tuple[int, str, str]:
        """The first by rank among the doors to one job is the original."""
        return FRONT_ENDS.get(self.board.partition(":")[0], 0), self.first_seen, self.id

    def lived_with(self, other: Door) -> bool:
        """Whether both were there at one time and both are still, or neither is."""
        if self.status != other.status:
            return False
        return self.status == "open" or (self.first_seen <= other.last_seen and other.first_seen <= self.last_seen)


class _Edge(NamedTuple):
    strength: int
    value: str


@dataclass(slots=True)
class Cluster:
    """Postings connected by keys, and the keys: key -> role -> postings. One posting alone is only named."""

    ids: set[str]
    doors: dict[str, Door] = field(default_factory=dict)
    blocks: dict[str, dict[str, list[Door]]] = field(default_factory=dict)


# -- second doors ------------------------------------------------------------------------------------------------------


def find_duplicates(cluster: Cluster) -> list[Row]:
    """Rows ``posting, original, rule, value``.

    By rank, each posting either leads to an original before it or is one itself. So an original is never a duplicate,
    and there are no cycles.
    """
    edges: dict[str, dict[str, _Edge]] = defaultdict(dict)
    for key, roles in cluster.blocks.items():
        for one, other, rule in _pairs(roles):
            edge = _Edge(_STRENGTH.index(rule), key.partition(" ")[2])
            known = edges[one.id].get(other.id)
            edges[one.id][other.id] = edges[other.id][one.id] = min(edge, known) if known else edge
    originals: dict[str, Door] = {}
    rows: list[Row] = []
    for door in sorted(cluster.doors.values(), key=lambda door: door.rank):
        leads = []
        for linked, edge in edges[door.id].items():
            original = originals.get(linked)
            if original is not None and original.board != door.board and original.lived_with(door):
                leads.append((original.rank, original.id != linked, edge, original.id))
        if leads:
            _, _, edge, original_id = min(leads)
            rows.append((door.id, original_id, _STRENGTH[edge.strength], edge.value))
        originals[door.id] = cluster.doors[original_id] if leads else door
    return rows


def _pairs(roles: dict[str, list[Door]]) -> list[tuple[Door, Door, Rule]]:
    """Postings of different boards that one key makes one job."""
    found: list[tuple[Door, Door, Rule]] = []
    for status in ("open", "closed"):
        pages, applying, requisitions = (
            [door for door in roles.get(role, []) if door.status == status] for role in (PAGE, APPLY, REQUISITION)
        )
        pages = _alone_on_board(pages)
        found += [(one, other, "same_page") for one, other in combinations(pages, 2)]
        found += [(one, other, "applies_at") for one in pages for other in applying if one.id != other.id]
        found += [
            (one, other, "same_application")
            for one, other in combinations(_alone_on_board(applying), 2)
            if one.title == other.title
        ]
        found += [(one, other, "same_requisition") for one, other in _same_requisition(requisitions)]
    return [pair for pair in found if pair[0].board != pair[1].board and pair[0].lived_with(pair[1])]


def _alone_on_board(doors: list[Door]) -> list[Door]:
    """Those whose board has no second posting with this key: what all postings share says nothing about one."""
    boards = Counter(door.board for door in doors)
    return [door for door in doors if boards[door.board] == 1]


def _same_requisition(doors: list[Door]) -> list[tuple[Door, Door]]:
    """A requisition that a board lists several times, once for each place, is told apart by the places."""
    alone = _alone_on_board(doors)
    pairs = [(one, other) for one, other in combinations(alone, 2) if may_be_one(one.places, other.places)]
    if len(alone) < len(doors):
        by_places: dict[Signature, list[Door]] = defaultdict(list)
        for door in doors:
            if door.places:
                by_places[door.places].append(door)
        for same in by_places.values():
            pairs += combinations(_alone_on_board(same), 2)
    return [pair for pair in pairs if not _are_numbered_apart(*pair)]


def _are_numbered_apart(one: Door, other: Door) -> bool:
    """``R-88`` and ``R-88-1`` of one Workday tenant: one requisition in several places, unless it is one place."""
    if one.tenant is None or one.tenant != other.tenant or one.native == other.native:
        return False
    return not one.places or one.places != other.places


# -- one job in several places -----------------------------------------------------------------------------------------


def find_groups(cluster: Cluster) -> list[Row]:
    """Rows ``posting, group_id, value``: connected postings, of which each key joins those in several places."""
    leader: dict[str, str] = {}
    value: dict[str, str] = {}

    def lead(id: str) -> str:
        while leader.get(id, id) != id:
            id = leader[id]
        return id

    for key, roles in sorted(cluster.blocks.items()):
        for members in _neighbours(roles[GROUP]):
            if len({door.places or door.id for door in members}) < 2 or not _is_told(key, members):
                continue
            first = min(lead(door.id) for door in members)
            for door in members:
                leader[lead(door.id)] = first
                leader.setdefault(door.id, first)
                value.setdefault(door.id, key)
    return [(id, _group_id(lead(id)), value[id]) for id in sorted(value)]


def _is_told(key: str, members: list[Door]) -> bool:
    """Whether two places are named; Workday's own number says so without."""
    return key.startswith("workday ") or len({door.places for door in members if door.places}) > 1


def _neighbours(doors: list[Door]) -> list[list[Door]]:
    """Open ones; and closed ones, in runs of which each was there with another."""
    runs = [[door for door in doors if door.status == "open"]]
    end = ""
    for door in sorted((door for door in doors if door.status != "open"), key=lambda door: (door.first_seen, door.id)):
        if door.first_seen > end:
            runs.append([])
        runs[-1].append(door)
        end = max(end, door.last_seen)
    return runs


def _group_id(smallest: str) -> str:
    return f"g{hashlib.sha256(smallest.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
