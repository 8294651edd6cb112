"""The probability that a filer found by a key is the employer: fitted for an equal name, measured for other rules."""

from __future__ import annotations

from typing import Final

from enrich.employers.doubts import Doubt, Places, has_no_address, is_local, is_other_form
from enrich.employers.index import EmployerIndex, Filer
from enrich.employers.normalise import core
from enrich.employers.similar import equal_standing, probability_of_equal

CONFIDENCE: Final = {
    "alias": 0.97,
    "legal_name": 0.97,
    "trade_name": 0.85,
    "former_name": 0.85,
    "domain": 0.9,
    "institution": 0.9,
}
"""Share of right answers of the rules that no fit covers: measured where docs/matching.md says so."""

CONFIDENCE_LOCAL: Final = CONFIDENCE | {"trade_name": 0.95, "former_name": 0.9}
"""The same for a filer in a state of the query."""

MOST_EQUAL_ELSEWHERE: Final = 0.89
"""Most that is stated of a small filer elsewhere with an equal name: of 115 for which the fit says .8 and more, first
seen in FY2019, FY2020 and half of FY2023, 102 had the very tax id."""

MOST_ELSEWHERE: Final = 0.1
"""Most that is stated of a filer elsewhere: the few that aliases and trade names found were others."""

REVIEW_FITTED: Final = frozenset(
    {"other_form", "ambiguous_name", "larger_namesake", "common_words", "other_spelling", "other_state"}
)
"""Doubts about an equal name, of which the fitted probability knows: for the rest, half of it is stated."""

FITTED: Final = frozenset({"core", "joined"})
"""Rules of an equal name, of which the probability is fitted."""

SIMILAR_MATCH: Final = 0.9
"""Fitted probability from which a similar name is a match."""


def confidence(name: str, filer: Filer, index: EmployerIndex, places: Places, rule: str, doubt: Doubt | None) -> float:
    """Return the probability that a filer found by a rule is the employer, before :func:`in_doubt`."""
    if rule in CONFIDENCE:
        return (CONFIDENCE_LOCAL if is_local(filer, places) else CONFIDENCE)[rule]
    values = equal_standing(
        core(name), filer, index, places, is_other_form(name, filer), doubt[0] if doubt is not None else None
    )
    return round(probability_of_equal(values), 3)


def doubt_unlikely(filer: Filer, places: Places, rule: str, stated: float) -> Doubt | None:
    """Return a doubt about an equal name whose filer is far away and likelier another employer of the name."""
    if rule not in FITTED or stated >= SIMILAR_MATCH or not has_no_address(filer, places):
        return None
    return "other_state", f"its filer is in {', '.join(filer.states)} and not in {places.own}"


def in_doubt(stated: float, rule: str, doubt: Doubt | None, share: float) -> float:
    """Return what is left of a probability in doubt; ``share`` is that of the filings under another name.

    The fitted one knows of the doubts of :data:`REVIEW_FITTED`.
    """
    if rule in FITTED and (doubt is None or doubt[0] in REVIEW_FITTED):
        return min(stated, MOST_EQUAL_ELSEWHERE) if doubt is not None and doubt[0] == "other_state" else stated
    if doubt is not None and doubt[0] == "other_state":
        return min(stated, MOST_ELSEWHERE)
    return round(stated * share if share < 1 else stated / 2, 3)
