"""Employers that share a core: when names that are equal belong to several of them, by their tax ids and states."""

from __future__ import annotations

from collections import Counter
from typing import Final

from enrich.employers.entities import TaxIdRow
from enrich.employers.normalise import name_parts

ONE_EMPLOYER_SHARE: Final = 0.9
"""Share of a core's filings that one employer must hold before the core is taken for that employer."""


def several_employers(tax_ids: list[TaxIdRow], cores: dict[str, str]) -> dict[str, str]:
    """Return core -> reason, for cores under which employers with unlike tax ids file from different states.

    Tax ids of one core that share a state are taken for one employer (entities of a group, typing errors); the core is
    one employer when such a cluster holds :data:`ONE_EMPLOYER_SHARE` of its filings.
    """
    first: dict[str, str] = {}
    several: set[str] = set()
    texts = [cores.get(row.name) or cores.setdefault(row.name, name_parts(row.name).legal) for row in tax_ids]
    for text, row in zip(texts, tax_ids, strict=True):
        if first.setdefault(text, row.tax_id) != row.tax_id:
            several.add(text)
    rows: dict[str, dict[str, Counter[str]]] = {text: {} for text in first if text in several}
    for text, row in zip(texts, tax_ids, strict=True):
        if text in several:
            rows[text].setdefault(row.tax_id, Counter())[row.state] += max(row.filings, 1)
    reasons: dict[str, str] = {}
    for text, by_tax_id in rows.items():
        clusters = _clusters(by_tax_id)
        total = sum(filings for _, filings in clusters)
        if clusters[0][1] < ONE_EMPLOYER_SHARE * total:
            places = ", ".join(sorted({state for states, _ in clusters[:4] for state in states if state}))
            reasons[text] = f"{len(clusters)} employers with unlike tax ids file under this name ({places})"
    return reasons


def _clusters(by_tax_id: dict[str, Counter[str]]) -> list[tuple[set[str], int]]:
    """Return (states, filings) of the tax ids joined by a common state, most filings first."""
    clusters: list[tuple[set[str], int]] = []
    for states in by_tax_id.values():
        total = states.total()
        shown = {state for state, filings in states.items() if filings >= 0.1 * total}
        apart: list[tuple[set[str], int]] = []
        for other, filings in clusters:
            if shown & other:
                shown, total = shown | other, total + filings
            else:
                apart.append((other, filings))
        clusters = [*apart, (shown, total)]
    return sorted(clusters, key=lambda cluster: (-cluster[1], sorted(cluster[0])))
