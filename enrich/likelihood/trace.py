"""SQL by which a reader of ``reference.db`` computes a probability of the model again, without this program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from enrich.filings import GRANTED
from enrich.likelihood.case import REFUSED
from enrich.likelihood.history import Estimate, Part
from enrich.likelihood.model import LEAST
from enrich.likelihood.tags import VISA_CLASS, TrackName
from enrich.likelihood.terms import TERMS

_MARKS: Final = {
    "level_one": (
        "SELECT 1.0 * sum(CASE WHEN level.key = 'I' THEN level.value ELSE 0 END) / sum(level.value)"
        " FROM filing_evidence AS e, json_each(e.wage_levels) AS level WHERE {scope}"
    ),
    "dependent": (
        "SELECT 1.0 * sum(coalesce(e.h_1b_dependent_filings, 0)) / max(1, sum(e.filings))"
        " FROM filing_evidence AS e WHERE {scope}"
    ),
    "placed": (
        "SELECT 1.0 * sum(coalesce(e.secondary_entity_filings, 0)) / max(1, sum(e.filings))"
        " FROM filing_evidence AS e WHERE {scope}"
    ),
}


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def class_sql(track: TrackName) -> str:
    """Return the condition on ``visa_class`` of a track."""
    visa = VISA_CLASS[track]
    apart = " AND visa_class NOT LIKE 'H-1B1%'" if visa == "H-1B" else ""
    return f"visa_class LIKE '{visa}%'{apart}"


def case_sql(track: TrackName, estimate: Estimate, part: Part, members: Sequence[str]) -> str:
    """Return the query of one row with the counts that the model reads: ``new_1`` is of the last year."""
    names = ", ".join(map(literal, members))
    columns = []
    for at in (1, 2):
        # What is not loaded counts as nothing, as in the model of one year.
        year = f"fiscal_year = {estimate.fiscal_year + 1 - at}" if at <= estimate.model.years else "FALSE"
        for name, of in _outcomes(estimate.source).items():
            columns.append(f"{_sum(f'{year} AND {of}{_group(part)}')} AS {name}_{at}")
        if part.group is not None:
            granted = f"{year} AND {_granted(estimate.source)} AND soc_group <> {literal(part.group)}"
            columns.append(f"{_sum(granted)} AS elsewhere_{at}")
    source = f"source = {literal(estimate.source)} AND {class_sql(track)}"
    return f"SELECT {', '.join(columns)} FROM filing_total WHERE {source} AND employer_name IN ({names})"


def probability_sql(track: TrackName, estimate: Estimate, part: Part, members: Sequence[str]) -> str:
    """Return the query whose one value is the probability, by the coefficients and the loaded filings."""
    model, names = estimate.model, ", ".join(map(literal, members))
    years = f"{estimate.fiscal_year}, {estimate.fiscal_year + 1 - model.years}"
    scope = (
        f"e.source = {literal(estimate.source)} AND e.{class_sql(track).replace(' visa_class', ' e.visa_class')}"
        f" AND e.fiscal_year IN ({years}) AND e.employer_name IN ({names})"
    )
    extra = [f"{part.case.common!r} AS common"] if "unseen_common" in model.coefficients else []
    for name, sql in _MARKS.items():
        if name in model.coefficients:
            extra.append(f"coalesce(({sql.format(scope=scope)}), 0.0) AS {name}")
    if model.uses_hub:
        hub_granted = _granted("uscis")
        hub = f"source = 'uscis' AND fiscal_year = {estimate.fiscal_year} AND employer_name IN ({names})"
        for name, of in (("hub_new", f"{hub_granted} AND employment = 'new'"), ("hub_granted", hub_granted)):
            extra.append(f"(SELECT coalesce(sum(filings), 0) FROM filing_total WHERE {hub} AND {of}) AS {name}")
    inner = f"SELECT counts.*{''.join(f', {column}' for column in extra)} FROM counts"
    odds = " + ".join(
        [repr(model.intercept), *(f"{weight!r} * ({TERMS[name].sql})" for name, weight in model.coefficients.items())]
    )
    return (
        f"WITH counts AS ({case_sql(track, estimate, part, members)}), evidence AS ({inner})"
        f" SELECT round(min({1 - LEAST}, max({LEAST}, 1 / (1 + exp(-({odds}))))), 3) AS probability FROM evidence"
    )


def _quoted(values: Sequence[str]) -> str:
    return ", ".join(map(literal, sorted(values)))


def _granted(source: str) -> str:
    """Return the condition on ``status`` for what the source grants."""
    if source == "uscis":
        return "status = 'approved'"
    return f"status IN ({_quoted([status for status in GRANTED if status != 'approved'])})"


def _outcomes(source: str) -> dict[str, str]:
    refused = "status = 'denied'" if source == "uscis" else f"status IN ({_quoted(list(REFUSED))})"
    outcomes = {
        "new": f"{_granted(source)} AND employment = 'new'",
        "continuing": f"{_granted(source)} AND employment IS NOT 'new'",
        "refused": refused,
    }
    return outcomes if source == "uscis" else {**outcomes, "withdrawn": "status = 'withdrawn'"}


def _sum(condition: str) -> str:
    return f"coalesce(sum(filings) FILTER (WHERE {condition}), 0)"


def _group(part: Part) -> str:
    return f" AND soc_group = {literal(part.group)}" if part.group is not None else ""
