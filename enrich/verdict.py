"""The verdict on one posting: what it states, over what the filings of its employer say, with reasons to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crawler.items import Place
from enrich.employers.match import Match
from enrich.filings import Coverage, decided, granted
from enrich.likelihood import (
    MODEL_VERSION,
    NO_HISTORY,
    TRACKS,
    UNKNOWN,
    History,
    TrackName,
    rate_row,
    read_history,
)
from enrich.record import Filings, Sponsorship, Statement, Tag, Track, Tracks
from enrich.stated import Stated, apply, read_stated

_STRONGEST: Final[tuple[Tag, ...]] = (
    "stated_yes",
    "likely",
    "possible",
    "unlikely",
    "unknown",
    "excluded_by_posting",
)
"""The posting's tag is that of its strongest track; it is excluded only when every track is."""

_QUOTED: Final = 240
_ADD_DATA: Final = "load USCIS hub or LCA disclosure files with `sponsorfeed reference add FILE...`"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the filings say about one employer, the same for all its postings."""

    history: History
    who: str
    """Which filer it is, and how that was found."""
    counts: str | None
    """Its filings in words; ``None`` without a confident match."""
    model: str | None


def assess(match: Match | None, filings: Filings | None, coverage: Coverage) -> Assessment:
    """Return what the filings of an employer say; ``match`` is ``None`` when no reference data are loaded.

    ``filings`` are those of a confident match, ``None`` for any other.
    """
    if filings is None:
        return Assessment(NO_HISTORY, _who(match), None, None)
    history = read_history(filings, coverage)
    return Assessment(history, _who(match), _counts(filings, coverage), _model(filings, coverage, history))


def is_outside_us(places: Sequence[Place]) -> bool:
    """Return whether every place of work with a known country is outside the United States, and there is one."""
    countries = {place.country for place in places if place.country}
    return bool(countries) and "US" not in countries


def judge(places: Sequence[Place], statements: Sequence[Statement], assessment: Assessment) -> Sponsorship:
    """Return the tag, the verdict of each track and one to four reasons."""
    if is_outside_us(places):
        where = ", ".join(sorted({place.country for place in places if place.country}))
        reason = f"The place of work is outside the United States ({where}), where U.S. visa filings say nothing."
        return Sponsorship(tag="unknown", tracks=Tracks(**dict.fromkeys(TRACKS, UNKNOWN)), reasons=[reason])
    stated = read_stated(statements)
    history = assessment.history.tracks
    verdicts: dict[TrackName, Track] = {track: apply(history[track], stated.effects.get(track)) for track in TRACKS}
    reasons = (assessment.who, assessment.counts, _said(stated, statements), assessment.model)
    return Sponsorship(
        tag=min((track.tag for track in verdicts.values()), key=_STRONGEST.index),
        tracks=Tracks(**verdicts),
        reasons=[reason for reason in reasons if reason is not None],
    )


def _who(match: Match | None) -> str:
    if match is None:
        return f"No filing data are loaded, so nothing is known about the employer; {_ADD_DATA}."
    if match.filer is None:
        return f"No filer is known for the employer ({match.rule}): {match.reason}."
    spellings = len(match.filer.names)
    counted = "one spelling" if spellings == 1 else f"{spellings} spellings"
    if match.decision == "match":
        return (
            f'The employer is the filer "{match.filer.name}" ({match.filer.id}, {counted}), found by {match.rule}'
            f" with confidence {match.confidence:.2f}: {match.reason}."
        )
    return (
        f'The employer may be the filer "{match.filer.name}" ({match.filer.id}), which is not certain enough to count'
        f" its filings ({match.rule}): {match.reason}."
    )


def _counts(filings: Filings, coverage: Coverage) -> str:
    parts = [part for part in (_hub_counts(filings, coverage), _lca_counts(filings, coverage)) if part]
    if not parts:
        return "The loaded files hold no H-1B decision under this filer's names."
    return f"{'; '.join(parts)} (files: {_some(filings.files)})."


def _hub_counts(filings: Filings, coverage: Coverage) -> str:
    years = [year for year in coverage.of("uscis") if decided(filings, "uscis", year.fiscal_year, "H-1B")][-3:]
    texts = []
    for year in reversed(years):
        new = granted(filings, "uscis", year.fiscal_year, "H-1B", "new")
        continuing = granted(filings, "uscis", year.fiscal_year, "H-1B", "continuing")
        denied = decided(filings, "uscis", year.fiscal_year, "H-1B") - granted(
            filings, "uscis", year.fiscal_year, "H-1B"
        )
        part = "" if year.is_whole else " (part of the year)"
        texts.append(f"FY{year.fiscal_year}{part} {new} new and {continuing} continuing approved, {denied} denied")
    return f"H-1B petitions decided by USCIS: {'; '.join(texts)}" if texts else ""


def _lca_counts(filings: Filings, coverage: Coverage) -> str:
    texts = []
    for visa in ("H-1B", "E-3", "H-1B1"):
        years = [year for year in coverage.of("lca") if granted(filings, "lca", year.fiscal_year, visa)][-3:]
        found = [
            f"{granted(filings, 'lca', year.fiscal_year, visa)} in FY{year.fiscal_year}"
            f"{'' if year.is_whole else ' (as far as loaded)'}"
            for year in reversed(years)
        ]
        if found:
            texts.append(f"{visa} {', '.join(found)}")
    return f"labor condition applications certified: {'; '.join(texts)}" if texts else ""


def _said(stated: Stated, statements: Sequence[Statement]) -> str:
    if stated.statements:
        shown = stated.statements[:2]
        quotes = " and ".join(f'"{_short(statement.quote)}" ({statement.kind})' for statement in shown)
        more = f", and {len(stated.statements) - 2} more statements" if len(stated.statements) > 2 else ""
        return f"The posting says: {quotes}{more}."
    if statements:
        statement = statements[0]
        return (
            f'The posting says "{_short(statement.quote)}" ({statement.kind}), which neither offers nor refuses a visa.'
        )
    return "The posting says nothing about visa sponsorship, which is not a no."


def _model(filings: Filings, coverage: Coverage, history: History) -> str:
    limits = (
        "It speaks of the employer and not of this posting, knows nothing of the fee of September 2025 and the"
        " wage-weighted selection of February 2026, and PERM files are not loaded."
    )
    if history.row is None or history.fiscal_year is None:
        last = coverage.last_whole("uscis") or filings.last_fiscal_year
        return f"Model {MODEL_VERSION} gives no rate without a decision in the two years up to FY{last}. {limits}"
    row = rate_row(history.count)
    whole = "" if history.is_whole else ", loaded in part, so at least"
    source = "approvals" if history.source == "uscis" else "certified applications, read as approvals"
    return (
        f"Model {MODEL_VERSION}: of employers with {row.label} approvals in a year (here FY{history.fiscal_year}{whole}"
        f" {history.count} {source}), {row.any:.0%} had an approval and {row.initial:.0%} a new hire's approval in the"
        f" next. {limits}"
    )


def _short(quote: str) -> str:
    text = " ".join(quote.split())
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"


def _some(files: Sequence[str]) -> str:
    return ", ".join(files) if len(files) <= 4 else f"{', '.join(files[:3])} and {len(files) - 3} more"
