"""Is this snapshot believable: how many of a board's postings carry each field, against what they carried before.

A careers site that changes its layout goes on answering: the listing is complete, every posting is there, and each has
lost its date or its text. One posting less with a date is news; all of them is a fault of the reading.

What is measured and what is kept of it is one value, :class:`Standing`, which follows from the board's complete crawls
in order: so it is the same however the snapshots were folded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import comb

import msgspec

from crawler.items import JobPosting

DESCRIPTION = "description_html"

FIELDS: dict[str, Callable[[JobPosting], object]] = {
    "date_posted.value": lambda posting: posting.date_posted is not None and posting.date_posted.value,
    "job_location.country": lambda posting: any(place.country for place in posting.job_location),
    DESCRIPTION: lambda posting: posting.description_html,
    "employment_type": lambda posting: posting.employment_type,
    "department": lambda posting: posting.department,
    "base_salary": lambda posting: posting.base_salary,
    "hiring_organization.legal_name": lambda posting: posting.hiring_organization.legal_name,
    "apply_url": lambda posting: posting.apply_url,
    "identifier": lambda posting: posting.identifier,
    "job_location_type": lambda posting: posting.job_location_type,
}
"""Field -> whether a posting carries it (as truth)."""

_BITS = {name: 1 << place for place, name in enumerate(FIELDS)}

MOST = 0.5
FEW = 0.25
LEAST = 5
CHANCE = 0.005
"""A field has fallen when at least :data:`MOST` of the postings carried it, now at most :data:`FEW` of that share do,
of at least :data:`LEAST` postings, and a draw as poor as this one happens less often than :data:`CHANCE` (Fisher's
exact test, one-sided) if nothing changed. Chosen, not measured: of 5 postings that all had a date, 1 may be left and
nothing is said (1 in 42 draws); none left (1 in 252) is no turnover of jobs."""

_LARGE = 100
"""Of two lots of this size the shares that :data:`MOST` and :data:`FEW` allow never come by chance (below 1e-8)."""

REFERENCE_LASTS = timedelta(days=30)
"""How long a good crawl stays what the next ones are measured by. Details are asked again over two weeks
(:data:`crawler.listings.carry.REFRESH_DAYS`), so a fall may come a few postings a day; from one day to the next it is
none."""

BELIEVED_AFTER = (5, timedelta(days=30))
"""So many complete crawls over so long without the field: then that is how the board is, and it closes again."""


def fields_carried(posting: JobPosting) -> int:
    """Which of :data:`FIELDS` ``posting`` carries, the first as the lowest bit."""
    return sum(_BITS[name] for name, carries in FIELDS.items() if carries(posting))


@dataclass(frozen=True, slots=True)
class Count:
    """How many of some postings carry a field."""

    carried: int
    postings: int

    @property
    def share(self) -> float:
        """0 to 1; 0 of no postings."""
        return self.carried / self.postings if self.postings else 0.0


@dataclass(slots=True)
class Coverage:
    """How many postings carry each of :data:`FIELDS`. Postings whose detail is missing are not counted."""

    postings: int = 0
    fields: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))

    def add(self, carries: int) -> None:
        """Count a posting that carries these fields."""
        self.postings += 1
        for name, bit in _BITS.items():
            if carries & bit:
                self.fields[name] += 1

    def __add__(self, other: Coverage) -> Coverage:
        both = {name: carried + other.fields[name] for name, carried in self.fields.items()}
        return Coverage(self.postings + other.postings, both)

    def of(self, name: str) -> Count:
        """The count of field ``name``."""
        return Count(self.fields.get(name, 0), self.postings)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a field is measured by."""

    carried: int
    postings: int
    at: str
    """Time of the crawl that was as good as this."""

    @property
    def count(self) -> Count:
        """As a count."""
        return Count(self.carried, self.postings)


@dataclass(frozen=True, slots=True)
class Fall:
    """A field that most postings carried and few do now."""

    carried: int
    postings: int
    since: str
    """Time of the first complete crawl that showed it."""
    crawls: int
    """Complete crawls that showed it, in a row."""


@dataclass(slots=True)
class Standing:
    """What the complete crawls of a board say about its fields, up to one of them."""

    references: dict[str, Reference] = field(default_factory=dict)
    falls: dict[str, Fall] = field(default_factory=dict)


def encode(value: Coverage | Standing) -> str:
    """``value`` as JSON text."""
    return msgspec.json.encode(value).decode()


def decode_standing(text: str | None) -> Standing:
    """The value that :func:`encode` wrote; an empty one for ``None``."""
    return Standing() if text is None else msgspec.json.decode(text, type=Standing)


def has_fallen(before: Count, now: Count) -> bool:
    """Whether ``now`` is a fault of the reading rather than other postings: see :data:`CHANCE`."""
    if before.share < MOST or now.postings < LEAST or now.share > before.share * FEW:
        return False
    return _chance(before, now) < CHANCE


def _chance(before: Count, now: Count) -> float:
    """Probability that ``now`` has so few or fewer carriers when both are drawn from one lot."""
    if min(before.postings, now.postings) >= _LARGE:
        return 0.0
    carriers, every = before.carried + now.carried, before.postings + now.postings
    # Said of the smaller of both, since the sum has as many terms and its numbers as many digits.
    drawn, likely = now.postings, range(now.carried + 1)
    if before.postings < now.postings:
        drawn, likely = before.postings, range(before.carried, before.postings + 1)
    ways = sum(comb(carriers, hits) * comb(every - carriers, drawn - hits) for hits in likely)
    return ways / comb(every, drawn)


def find_falls(standing: Standing, counted: Iterable[Coverage]) -> list[str]:
    """Fields that have fallen in any of ``counted``: all postings of a crawl, and the known ones that it read anew.

    Among the first are those carried forward from before, which hide a fall; among the second are no new ones, which a
    department may post without what the others have.
    """
    lots = list(counted)
    return [
        name
        for name, reference in standing.references.items()
        if any(has_fallen(reference.count, lot.of(name)) for lot in lots)
    ]


def follow(standing: Standing, at: str, coverage: Coverage, fallen: list[str]) -> Standing:
    """The standing after a complete crawl at ``at``.

    A fall that lasted (:data:`BELIEVED_AFTER`) makes what is there now the reference; not so for the description: no
    employer takes the text out of all its postings, so what is known of it is never given up.
    """
    after = Standing()
    for name in FIELDS:
        now, reference = coverage.of(name), standing.references.get(name)
        if name in fallen:
            assert reference is not None  # what it has fallen from
            before = standing.falls.get(name)
            fall = Fall(now.carried, now.postings, before.since if before else at, before.crawls + 1 if before else 1)
            if name == DESCRIPTION or not _is_believed(fall, at):
                after.references[name], after.falls[name] = reference, fall
                continue
            reference = None
        if now.postings:
            better = reference is None or now.share >= reference.count.share
            old = reference is not None and _days(reference.at, at) > REFERENCE_LASTS
            reference = Reference(now.carried, now.postings, at) if better or old else reference
        if reference is not None:
            after.references[name] = reference
    return after


def why_held(standing: Standing, at: str) -> str | None:
    """The fields whose fall keeps a board from closing anything, with before and after; ``None`` without one."""
    said = [
        f"{name}: {reference.carried} of {reference.postings} postings carried it on {reference.at[:10]},"
        f" {fall.carried} of {fall.postings} do now"
        for name, fall in standing.falls.items()
        if not _is_believed(fall, at)
        for reference in (standing.references[name],)
    ]
    return f"field coverage fell: {'; '.join(said)}" if said else None


def _is_believed(fall: Fall, at: str) -> bool:
    crawls, span = BELIEVED_AFTER
    return fall.crawls >= crawls and _days(fall.since, at) >= span


def _days(since: str, until: str) -> timedelta:
    return datetime.fromisoformat(until) - datetime.fromisoformat(since)
