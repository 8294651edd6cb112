"""The row in ``listing``: one open posting in the few columns that people search, filter and count by."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, get_args

from crawler.items import JobLocationType
from enrich.record import EnrichedPosting, Statement, Tag

if TYPE_CHECKING:
    from exports.rows import Row

YEARLY = {"YEAR": 1, "MONTH": 12, "WEEK": 52, "DAY": 260, "HOUR": 2080}
"""How often a full-time year has each unit of pay: 52 weeks of five days of eight hours."""

FACET_VALUES: tuple[tuple[str, tuple[object, ...]], ...] = (
    *((name, (None, *get_args(Tag))) for name in ("sponsorship", "h1b", "h1b_new", "perm", "e3", "h1b1")),
    ("work_mode", (None, *get_args(JobLocationType))),
    ("wage_level", (None, 0, 1, 2, 3, 4)),
)
"""What each octal digit of ``facets`` stands for, the first digit first: the value at its place in the list."""

_PLACES_CHARACTERS = 120
_EXTRAS = ("ote", "total")


def listing_rows(record: EnrichedPosting) -> list[Row]:
    """The row, its number left to the writer; none for a closed posting or a second door to another one."""
    if record.status != "open" or record.duplicate_of is not None:
        return []
    tracks, filer, roles = record.sponsorship.tracks, record.filer, record.occupational_category
    verdicts = (
        record.sponsorship.tag,
        *(track.tag for track in (tracks.h1b, tracks.h1b_new, tracks.perm, tracks.e3, tracks.h1b1)),
    )
    mode, level = work_mode(record), None if record.wage_level is None else record.wage_level.min
    return [
        (
            *(None, record.id, record.title, record.hiring_organization.name),
            *verdicts,
            next((said.kind for said in record.statements if _is_about_this_job(said)), None),
            *(filer.id, filer.decision),
            *((roles[0].soc, roles[0].title) if roles else (None, None)),
            level,
            *yearly_pay(record),
            *(mode, states(record), _places(record), _posted(record), pack_facets((*verdicts, mode, level))),
        )
    ]


@lru_cache(maxsize=4096)  # postings of an employer mostly have the same values
def pack_facets(values: tuple[object, ...]) -> int:
    """One number for a value of each facet, so that all are counted at once: eight octal digits."""
    number = 0
    for (_, choices), value in zip(FACET_VALUES, values, strict=True):
        number = number * 8 + choices.index(value)
    return number


def unpack_facets(number: int) -> dict[str, object]:
    """The value of each facet in ``number``."""
    digits = f"{number:0{len(FACET_VALUES)}o}"
    return {name: choices[int(digit)] for (name, choices), digit in zip(FACET_VALUES, digits, strict=True)}


def yearly_pay(record: EnrichedPosting) -> tuple[int | None, int | None]:
    """Lowest and highest stated pay in U.S. dollars a year; base pay alone where it is stated."""
    values: dict[bool, list[float]] = {}
    for pay in record.base_salary:
        times = YEARLY.get(pay.unit_text or "")
        if pay.currency == "USD" and times is not None:
            stated = [value * times for value in (pay.min_value, pay.max_value) if value is not None]
            values.setdefault(pay.kind in _EXTRAS, []).extend(stated)
    counted = values.get(False, values.get(True))
    return (round(min(counted)), round(max(counted))) if counted else (None, None)


def work_mode(record: EnrichedPosting) -> str | None:
    """What the system's field says, else the one thing that the text says for everybody."""
    if record.job_location_type is not None:
        return record.job_location_type
    said = {mode.value for mode in record.work_mode if mode.scope is None}
    return said.pop() if len(said) == 1 else None


def states(record: EnrichedPosting) -> str | None:
    """U.S. states in alphabetical order, each between blanks (`` CA NY ``)."""
    for places in (record.job_location, record.work_places):
        found = sorted({place.region for place in places if place.country == "US" and place.region})
        if found:
            return f" {' '.join(found)} "
    return None


def _is_about_this_job(said: Statement) -> bool:
    return all(scope.startswith("visa:") for scope in said.scope)


def _places(record: EnrichedPosting) -> str | None:
    said = " | ".join(dict.fromkeys([place.raw for place in record.job_location if place.raw]))
    return said or None if len(said) <= _PLACES_CHARACTERS else f"{said[: _PLACES_CHARACTERS - 1]}…"


def _posted(record: EnrichedPosting) -> str:
    posted = record.date_posted
    return (record.first_seen if posted is None or posted.value is None else posted.value)[:10]
