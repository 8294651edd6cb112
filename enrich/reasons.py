"""The sentences of a verdict: which filer, its counts, what the posting says, and the model with its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from enrich.employers.match import Match
from enrich.filings import Coverage, decided, granted
from enrich.likelihood.history import History, newest_whole
from enrich.likelihood.model import FittedModel, ModelFile, best_score
from enrich.record import Filings, Statement
from enrich.stated import Stated

CASES_SHOWN: Final = 5
"""Case numbers that a reason names, at most."""

BREAK_YEAR: Final = 2027
"""First fiscal year wholly after the payment of September 2025 and the weighted selection of February 2026."""

_QUOTED: Final = 240
_ADD_DATA: Final = "load USCIS hub or LCA disclosure files with `sponsorfeed reference add FILE...`"


def say_who(match: Match | None) -> str:
    """Return which filer the employer is, and how that was found."""
    if match is None:
        return f"No filing data are loaded, so nothing is known about the employer; {_ADD_DATA}."
    if match.filer is None:
        return f"No filer is known for the employer ({match.rule}): {match.reason}."
    spellings = len(match.filer.names)
    counted = "one spelling" if spellings == 1 else f"{spellings} spellings"
    if match.decision == "match":
        return (
            f'The employer is taken for the filer "{match.filer.name}" ({match.filer.id}, {counted}), found by'
            f" {match.rule} with confidence {match.confidence:.2f}: {match.reason}."
        )
    return (
        f'The employer may be the filer "{match.filer.name}" ({match.filer.id}), which is not certain enough to count'
        f" its filings ({match.rule}): {match.reason}."
    )


def say_counts(filings: Filings, coverage: Coverage, cases: Mapping[str, Sequence[str]]) -> str:
    """Return the filings in words; ``cases`` are the newest case numbers by source."""
    parts = [
        part
        for part in (
            _hub_counts(filings, coverage),
            _applications(filings, coverage, "lca", cases.get("lca", ())),
            _applications(filings, coverage, "perm", cases.get("perm", ())),
        )
        if part
    ]
    if not parts:
        return "The loaded files hold no decision under this filer's names."
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
        texts.append(f"FY{year.fiscal_year}{part} {new} initial and {continuing} continuing approved, {denied} denied")
    return f"H-1B petitions decided by USCIS: {'; '.join(texts)}" if texts else ""


_CLASSES: Final = {
    "lca": ("labor condition applications certified", ("H-1B", "E-3", "H-1B1")),
    "perm": ("permanent labor certifications", ("PERM",)),
}


def _applications(filings: Filings, coverage: Coverage, source: str, cases: Sequence[str]) -> str:
    what, classes = _CLASSES[source]
    texts = []
    for visa in classes:
        years = [year for year in coverage.of(source) if granted(filings, source, year.fiscal_year, visa)][-3:]
        found = [
            f"{granted(filings, source, year.fiscal_year, visa)} in FY{year.fiscal_year}"
            f"{'' if year.is_whole else ' (as far as loaded)'}"
            for year in reversed(years)
        ]
        if found:
            texts.append(f"{'' if source == 'perm' else visa + ' '}{', '.join(found)}")
    if not texts:
        return ""
    shown = f", newest cases {', '.join(cases[:CASES_SHOWN])}" if cases else ""
    return f"{what}: {'; '.join(texts)}{shown}"


def say_stated(stated: Stated, statements: Sequence[Statement]) -> str:
    """Return what the posting says, with the quotes."""
    said = _said_here(stated, statements)
    if not stated.elsewhere:
        return said
    statement = stated.elsewhere[0]
    return f'{said} It says of other jobs: "{_short(statement.quote)}" ({", ".join(statement.scope)}).'


def _said_here(stated: Stated, statements: Sequence[Statement]) -> str:
    if stated.statements:
        shown = stated.statements[:2]
        quotes = " and ".join(f'"{_short(statement.quote)}" ({statement.kind})' for statement in shown)
        more = f", and {len(stated.statements) - 2} more statements" if len(stated.statements) > 2 else ""
        kinds = {statement.kind for statement in stated.statements}
        torn = " It contradicts itself, and the refusal is taken." if {"offers", "no_sponsorship"} <= kinds else ""
        return f"The posting says: {quotes}{more}.{torn}"
    if len(statements) > len(stated.elsewhere):
        statement = next(statement for statement in statements if statement not in stated.elsewhere)
        return (
            f'The posting says "{_short(statement.quote)}" ({statement.kind}), which neither offers nor refuses a visa.'
        )
    return "The posting says nothing about visa sponsorship, which is not a no."


def say_model(coverage: Coverage, history: History, models: ModelFile) -> str:
    """Return what the model says of the filer, its date and score, and what it does not know."""
    found = {track: history.estimates[track] for track in ("h1b", "h1b_new", "perm") if track in history.estimates}
    if not found:
        last = newest_whole(coverage, ("uscis", "lca"))
        return (
            f"Model {models.version} gives no probability without a decision in the two years up to FY{last}, the"
            " newest that is loaded whole."
        )
    first = next(iter(found.values()))
    says = ", ".join(f"{_TARGETS[track]} {_percent(history.tracks[track].probability)}" for track in found)
    work = " for this kind of work" if first.model.by_occupation else ""
    part = "" if first.is_whole else f"; FY{first.fiscal_year} is loaded in part, so its counts are lower bounds"
    lent = "; certified applications are read as approvals here, which was not measured" if first.is_borrowed else ""
    return (
        f"Of filers with such a record up to FY{first.fiscal_year}, model {models.version}"
        f" ({models.made_on}{_scored(first.model)}) expects in the year after, FY{first.fiscal_year + 1}{work}: {says}"
        f"{part}{lent}."
        f" {_limits(first.model)}"
    )


def _percent(probability: float | None) -> str:
    """Return a probability in words that never say sure."""
    if probability is None:
        return "unknown"
    return "over 99%" if probability > 0.99 else "under 1%" if probability < 0.01 else f"{probability:.0%}"


_TARGETS: Final = {
    "h1b": "any H-1B approval",
    "h1b_new": "an initial one (new employment, not a change of employer)",
    "perm": "a permanent labor certification",
}


def _scored(model: FittedModel) -> str:
    score = best_score(model)
    if score is None:
        return f", fitted on outcomes up to FY{max(model.fitted_on)}, tested on no other year"
    return (
        f"; refitted without FY{score.test} and tested on it: log loss {score.log_loss:.3f}, by count bins"
        f" {score.bins_log_loss:.3f}, calibration error {score.calibration_error:.3f}"
    )


def _limits(model: FittedModel) -> str:
    limits = "It speaks of the filer, not of this posting"
    if max(model.fitted_on) >= BREAK_YEAR:
        return f"{limits}."
    return (
        f"{limits}, and its newest outcomes (FY{max(model.fitted_on)}) are older than the payment on new petitions of"
        " September 2025 and the wage-weighted selection of February 2026."
    )


def _short(quote: str) -> str:
    text = " ".join(quote.split())
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"


def _some(files: Sequence[str]) -> str:
    return ", ".join(files) if len(files) <= 4 else f"{', '.join(files[:3])} and {len(files) - 3} more"
