"""``jobs.csv``: one row a posting in flat columns, for spreadsheets.

RFC 4180: UTF-8, comma, every line ends with CR LF, nothing in a cell means unknown. A cell that a spreadsheet would
take for a formula begins with an apostrophe. The description is not in it: a cell of Excel holds 32,767 characters.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from enrich.record import EnrichedPosting, Track
from exports.cleaning import clean_text
from exports.encoded import ByteWriter, Encoded, in_parts

NAME = "jobs.csv"

Cell = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class Column:
    """One column and how a record fills it; ``type`` is that of a Frictionless table schema."""

    name: str
    type: str
    doc: str
    value: Callable[[EnrichedPosting], Cell]


def safe_cell(text: str) -> str:
    """``text`` so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def write(records: Iterable[EnrichedPosting], path: Path) -> int:
    """Write ``records`` to ``path``; how many they were."""
    with open_writer(path) as out:
        for part in in_parts(records):
            out.add(encode(part))
    return out.rows


def open_writer(path: Path) -> ByteWriter:
    """A file that has its header and no row yet."""
    return ByteWriter(path, _lines([[column.name for column in COLUMNS]]))


def encode(records: Sequence[EnrichedPosting]) -> Encoded:
    """The rows of ``records``."""
    return Encoded(len(records), _lines([_text(column.value(record)) for column in COLUMNS] for record in records))


def _lines(rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _text(value: Cell) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return safe_cell(clean_text(str(value)))


def _join(values: Iterable[str | None]) -> str | None:
    return _BETWEEN.join(dict.fromkeys(value for value in values if value)) or None


def _field(name: str, type: str, doc: str) -> Column:
    return Column(name, type, doc, lambda record: getattr(record, name))


def _of(part: str, field: str, name: str, type: str, doc: str) -> Column:
    """A field of a part of the record that may be unknown as a whole."""

    def value(record: EnrichedPosting) -> Cell:
        whole = getattr(record, part)
        first = whole[0] if isinstance(whole, list) and whole else whole or None
        found: Cell = None if first is None else getattr(first, field)
        return found

    return Column(name, type, doc, value)


def _track(name: str) -> tuple[Column, Column]:
    def track(record: EnrichedPosting) -> Track:
        found: Track = getattr(record.sponsorship.tracks, name)
        return found

    return (
        Column(name, "string", f"Verdict for the track `{name}`.", lambda record: track(record).tag),
        Column(
            f"{name}_probability",
            "number",
            "That the filer has at least one such filing in the next fiscal year; not that this posting sponsors.",
            lambda record: track(record).probability,
        ),
    )


COLUMNS = (
    _field("id", "string", "`<ats>:<token>:<id at the ATS>`, each once, ascending."),
    _field("title", "string", "As published."),
    _of("hiring_organization", "name", "employer", "string", "Who hires, as the posting says it."),
    _field("status", "string", "`open` or `closed`."),
    Column("sponsorship", "string", "Tag of the strongest track.", lambda record: record.sponsorship.tag),
    *(column for name in ("h1b", "h1b_new", "perm", "e3", "h1b1") for column in _track(name)),
    Column("reasons", "string", "Why, ` | ` between them.", lambda record: _join(record.sponsorship.reasons)),
    Column(
        "statements",
        "string",
        "Kinds of what the text says about visas and citizenship, ` | ` between them.",
        lambda record: _join(said.kind for said in record.statements),
    ),
    Column(
        "quotes",
        "string",
        "The words that say so, ` | ` between them.",
        lambda record: _join(said.quote for said in record.statements),
    ),
    Column(
        "locations",
        "string",
        "Places of work in the source's words, ` | ` between them.",
        lambda record: _join(place.raw for place in record.job_location),
    ),
    Column(
        "regions",
        "string",
        "States or regions, ` | ` between them.",
        lambda record: _join(place.region for place in record.job_location),
    ),
    Column(
        "countries",
        "string",
        "ISO 3166-1 alpha-2 codes, ` | ` between them.",
        lambda record: _join(place.country for place in record.job_location),
    ),
    _field("job_location_type", "string", "`remote`, `hybrid` or `onsite`."),
    _field("employment_type", "string", "schema.org style: `FULL_TIME`."),
    _field("department", "string", "In the employer's words."),
    _of("base_salary", "min_value", "pay_min", "number", "Of the first pay range in the record."),
    _of("base_salary", "max_value", "pay_max", "number", "Of the first pay range."),
    _of("base_salary", "currency", "pay_currency", "string", "ISO 4217 code."),
    _of("base_salary", "unit_text", "pay_unit", "string", "`YEAR`, `MONTH`, `WEEK`, `DAY` or `HOUR`."),
    _of("base_salary", "kind", "pay_kind", "string", "`base`, `ote`, `total` or `unspecified`."),
    _of("wage_level", "min", "wage_level_min", "integer", "OFLC wage level, 0 to 4, that the lowest stated pay meets."),
    _of(
        "wage_level", "max", "wage_level_max", "integer", "OFLC wage level, 0 to 4, that the highest stated pay meets."
    ),
    _of("wage_level", "below_level_1", "wage_below_level_1", "string", "`no`, `possible` or `yes`."),
    _field("wage_level_reason", "string", "Why there is no wage level."),
    _of("occupational_category", "soc", "soc", "string", "SOC 2018 code of the likeliest occupation."),
    _of("occupational_category", "title", "occupation", "string", "Its title."),
    _of("experience", "min_years", "experience_min_years", "number", "Years of experience asked for."),
    _of("education", "required", "education_required", "string", "Degree asked for."),
    _of("eb_hint", "value", "eb_hint", "string", "Employment-based category the requirements would suit."),
    Column(
        "seniority",
        "string",
        "Levels that the title or the text names, ` | ` between them.",
        lambda record: _join(record.seniority.levels if record.seniority else ()),
    ),
    Column(
        "work_mode",
        "string",
        "`remote`, `hybrid`, `onsite` as the text says, ` | ` between them.",
        lambda record: _join(dict.fromkeys(said.value for said in record.work_mode)),
    ),
    _of("filer", "id", "filer_id", "string", "Filer the employer was matched to."),
    _of("filer", "name", "filer_name", "string", "Its name."),
    _of("filer", "decision", "filer_decision", "string", "`match`, `review` or `none`."),
    _of("filer", "confidence", "filer_confidence", "number", "Probability that the filer is the employer."),
    _of("cap_exempt", "value", "cap_exempt", "string", "`likely`, `possible` or `unknown`."),
    _of("date_posted", "value", "date_posted", "string", "Day or UTC time, as far as the employer says it."),
    _field("valid_through", "string", "Last day or UTC time that the employer states."),
    _field("first_seen", "datetime", "Crawl time, UTC."),
    _field("last_seen", "datetime", "Crawl time, UTC."),
    _field("changed_at", "datetime", "Crawl time, UTC."),
    _field("closed_at", "datetime", "Crawl time, UTC."),
    _field("close_reason", "string", "Why it closed."),
    _field("duplicate_of", "string", "Id of the posting this one is a second door to."),
    _field("group_id", "string", "Shared by postings of one job in several places."),
    _of("copies", "text_group", "text_group", "string", "Shared by postings of the board with nearly one text."),
    _of("copies", "open_alike", "open_alike", "integer", "Open postings of the board with nearly this text."),
    _of("copies", "reposts", "reposts", "integer", "Postings of the same job that had closed when this one came."),
    _field("identifier", "string", "Requisition id at the employer."),
    _field("board", "string", "Careers site it was read from."),
    _field("url", "string", "Page of the posting."),
    _field("apply_url", "string", "Where a person applies."),
)
"""The columns in order: one declaration that makes the file, its table schema and its documentation."""
