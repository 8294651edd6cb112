"""One record as rows of the dump, values in the order of :mod:`exports.tables`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from enrich.record import EnrichedPosting, Track
from exports.listing import listing_rows

Value = str | int | float | None
Row = tuple[Value, ...]

_encoder = msgspec.json.Encoder()


def json_text(value: Sequence[object]) -> str:
    """``value`` as JSON text."""
    return _encoder.encode(value).decode() if value else "[]"


def posting_row(record: EnrichedPosting) -> Row:
    """The row in ``posting``."""
    organization, filer, verdict = record.hiring_organization, record.filer, record.sponsorship
    tracks, occupations, origin = verdict.tracks, record.occupational_category, record.provenance
    return (
        *(record.id, record.title, organization.name, record.board, record.status, verdict.tag),
        *_track(tracks.h1b),
        *_track(tracks.h1b_new),
        *_track(tracks.perm),
        *_track(tracks.e3),
        *_track(tracks.h1b1),
        *(filer.id, filer.decision, filer.confidence, filer.rule),
        *(record.cap_exempt.value, record.cap_exempt.reason, occupations[0].soc if occupations else None),
        *_wage_level(record),
        *(record.job_location_type, record.employment_type, record.department),
        *_dates(record),
        *(record.first_seen, record.last_seen, record.changed_at, record.closed_at, record.close_reason),
        *(organization.legal_name, organization.domain, record.identifier, record.url, record.apply_url),
        *_doors(record),
        *_requirements(record),
        *(
            json_text(verdict.reasons),
            record.description_text,
            record.language,
            None if record.redacted is None else _encoder.encode(record.redacted).decode(),
            origin.snapshot,
            origin.source_sha256,
            origin.parser_version,
        ),
        *(origin.reference_version, origin.model_version, record.schema_version),
    )


def html_rows(record: EnrichedPosting) -> list[Row]:
    """The row in ``posting_html``, if any."""
    return [] if record.description_html is None else [(record.id, record.description_html)]


def location_rows(record: EnrichedPosting) -> list[Row]:
    """Rows in ``location``; here and below the row number is left to the database."""
    return [
        (None, record.id, place.raw, place.locality, place.region, place.country, place.postal_code)
        for place in record.job_location
    ]


def pay_rows(record: EnrichedPosting) -> list[Row]:
    """Rows in ``pay``."""
    return [
        (
            *(None, record.id, pay.min_value, pay.max_value, pay.currency, pay.unit_text, pay.kind, pay.scope),
            *(pay.raw, pay.source),
        )
        for pay in record.base_salary
    ]


def statement_rows(record: EnrichedPosting) -> list[Row]:
    """Rows in ``statement``."""
    return [
        (None, record.id, said.kind, said.value, said.quote, said.start, said.end, said.rule, json_text(said.scope))
        for said in record.statements
    ]


def occupation_rows(record: EnrichedPosting) -> list[Row]:
    """Rows in ``occupation``."""
    return [(None, record.id, role.soc, role.title, role.share) for role in record.occupational_category]


def seniority_rows(record: EnrichedPosting) -> list[Row]:
    """Rows in ``seniority``."""
    found = record.seniority
    return [] if found is None else [(None, record.id, level, found.quote, found.source) for level in found.levels]


def work_mode_rows(record: EnrichedPosting) -> list[Row]:
    """Rows in ``work_mode``."""
    return [
        (None, record.id, mode.value, mode.days_on_site, mode.scope, mode.quote, mode.start, mode.end)
        for mode in record.work_mode
    ]


def work_place_rows(record: EnrichedPosting) -> list[Row]:
    """Rows in ``work_place``."""
    return [
        (None, record.id, place.locality, place.region, place.country, place.quote, place.start, place.end)
        for place in record.work_places
    ]


CHILDREN: dict[str, Callable[[EnrichedPosting], list[Row]]] = {
    "posting_html": html_rows,
    "location": location_rows,
    "pay": pay_rows,
    "statement": statement_rows,
    "occupation": occupation_rows,
    "seniority": seniority_rows,
    "work_mode": work_mode_rows,
    "work_place": work_place_rows,
    "listing": listing_rows,
}
"""Tables that hold what one record says, and how to read their rows from it."""


def filer_row(record: EnrichedPosting) -> Row:
    """The row in ``filer`` of a record that names one."""
    filer, filings = record.filer, record.filings
    if filings is None:
        return (filer.id, filer.name, json_text(filer.members), None, None, None)
    window = (filings.first_fiscal_year, filings.last_fiscal_year)
    return (filer.id, filer.name, json_text(filer.members), *window, json_text(filings.files))


def filing_rows(record: EnrichedPosting) -> list[Row]:
    """Rows in ``filing_total``: the same for every posting of one filer."""
    if record.filings is None or record.filer.id is None:
        return []
    return [
        (
            *(None, record.filer.id, count.source, count.visa_class, count.fiscal_year, count.soc_group),
            *(count.status, count.employment, count.filings, count.positions),
        )
        for count in record.filings.counts
    ]


def _track(track: Track) -> Row:
    return track.tag, track.probability


def _wage_level(record: EnrichedPosting) -> Row:
    level = record.wage_level
    if level is None:
        return *((None,) * 8), record.wage_level_reason
    entries = (None, None) if level.entries is None else (level.entries.min, level.entries.max)
    return level.min, level.max, *entries, level.below_level_1, level.soc, level.area, level.wage_year, None


def _doors(record: EnrichedPosting) -> Row:
    evidence = record.duplicate_evidence
    why = (None, None) if evidence is None else (evidence.rule, evidence.value)
    alike = record.copies
    copies = (None,) * 4 if alike is None else (alike.text_group, alike.open_alike, alike.reposts, alike.first_posted)
    return record.duplicate_of, *why, record.group_id, *copies


def _dates(record: EnrichedPosting) -> Row:
    posted = record.date_posted
    if posted is None:
        return None, None, None, record.valid_through
    return posted.value, posted.raw, posted.precision, record.valid_through


def _requirements(record: EnrichedPosting) -> Row:
    experience, education, hint = record.experience, record.education, record.eb_hint
    level = record.seniority
    return (
        *(
            (None, None, None)
            if experience is None
            else (experience.min_years, experience.max_years, json_text(experience.paths))
        ),
        *(
            (None, None, None, None)
            if education is None
            else (
                *(education.required, education.preferred, json_text(education.fields)),
                None if education.equivalent_ok is None else int(education.equivalent_ok),
            )
        ),
        *((None, None) if hint is None else (hint.value, hint.quote)),
        *((None, None) if level is None else (json_text(level.levels), level.quote)),
        json_text(record.work_mode),
        json_text(record.work_places),
    )
