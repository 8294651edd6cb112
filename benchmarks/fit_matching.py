"""Fit the weights of similar names: ``python -m benchmarks.fit_matching [--data FOLDER]`` writes ``similar.json``.

Leaves out one hub year at a time, asks the names first seen in it, and fits logistics by Newton's method: of every
filer weighed, whether it is the employer (a tax id and ZIP in common); of the first, and of the one that an equal name
finds, the probability. One name in two is asked with its town, too, and one in four without its state. Where the truth
cannot tell (``benchmarks.hub``), a filer is left out. No row that is reported on is used: FY2021 is left alone, and of
FY2023 half of the employers.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.hub import FAIR, HubRow, HubTruth, half_of, index_of, new_names, read_hub
from enrich.employers.confidence import FITTED, REVIEW_FITTED
from enrich.employers.doubts import NOWHERE, Places, is_other_form
from enrich.employers.index import EmployerIndex
from enrich.employers.keyed import keyed
from enrich.employers.likeness import TERMS
from enrich.employers.match import EmployerQuery, find
from enrich.employers.normalise import core
from enrich.employers.similar import (
    COEFFICIENTS,
    EQUAL,
    STANDING,
    Similar,
    Weights,
    equal_standing,
    similar,
    standing,
)

YEARS: tuple[tuple[int, int | None], ...] = ((2019, None), (2020, None), (2023, 0))
"""Years that are left out in turn, with the half of the employers that is asked."""

RIGHT = FAIR | {"right"}

WITHOUT_STATE = 4
"""Of so many names, one is asked without its state."""

WITH_TOWN = 2
"""Of so many names, one is asked again with its town."""

START = Weights(0.0, (1.0,) * len(TERMS), (0.0,) * (1 + len(STANDING)), (0.0,) * (1 + len(EQUAL)))
"""Weights before the fit: only the core by which a filer with several is weighed depends on them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One name with the filers weighed for it."""

    is_known: bool
    ranked: Sequence[Similar]
    right: list[bool | None]
    """Of each filer, whether it is right; ``None`` where the truth cannot tell."""
    other_form: list[bool]
    equal: list[float] | None
    """Standing of the filer that an equal name finds beyond doubt, which is not weighed against others."""
    equal_right: bool | None


def asked_names(rows: list[HubRow], year: int, half: int | None, start: Weights) -> Iterator[Asked]:
    """Yield the names first seen in a year, of all employers or of half of them, with and without their state."""
    rest, queries = new_names(rows, year)
    index, truth = index_of(rest), HubTruth.of(rest)
    for number, row in enumerate(queries):
        if half not in (None, half_of(row)):
            continue
        yield _asked(row, EmployerQuery(row.name, state=row.state).places, index, truth, start)
        if number % WITH_TOWN == 0:
            yield _asked(row, EmployerQuery(row.name, row.city, row.state).places, index, truth, start)
        if number % WITHOUT_STATE == 0:
            yield _asked(row, NOWHERE, index, truth, start)


def _asked(row: HubRow, places: Places, index: EmployerIndex, truth: HubTruth, start: Weights) -> Asked:
    found = find(row.name, index, places)
    equal, verdict = None, None
    if found is not None and found.rule in FITTED:
        doubt = found.doubt[0] if found.doubt is not None else None
        if doubt is None or doubt in REVIEW_FITTED:
            filer = index.filers[found.filer]
            equal = equal_standing(core(row.name), filer, index, places, is_other_form(row.name, filer), doubt)
            verdict = truth.judge(row, filer.cores)
    ranked = similar(core(row.name), index, places, start, keyed(row.name, index))
    verdicts = [truth.judge(row, index.filers[other.filer].cores) for other in ranked]
    return Asked(
        truth.knows(row),
        ranked,
        [other in RIGHT for other in verdicts],
        [is_other_form(row.name, index.filers[other.filer]) for other in ranked],
        equal,
        verdict in RIGHT if verdict is not None else None,
    )


def fit(rows: list[list[float]], right: list[bool], *, steps: int = 12, ridge: float = 1.0) -> list[float]:
    """Return bias and coefficients of the logistic that makes the outcomes likeliest; ``ridge`` holds them small."""
    matrix = np.column_stack([np.ones(len(rows)), np.array(rows)])
    truth, held = np.array(right, dtype=float), np.eye(matrix.shape[1]) * ridge
    held[0, 0] = 0.0
    weights = np.zeros(matrix.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        slope = matrix.T @ (truth - chance) - held @ weights
        curve = (matrix.T * (chance * (1 - chance))) @ matrix + held
        weights = weights + np.linalg.solve(curve, slope)
    return [round(float(weight), 4) for weight in weights]


def fit_weights(asked: list[Asked]) -> Weights:
    pairs = [
        (list(other.terms), truth)
        for one in asked
        for other, truth in zip(one.ranked, one.right, strict=True)
        if truth is not None
    ]
    bias, *by_term = fit([values for values, _ in pairs], [truth for _, truth in pairs])
    firsts: list[tuple[list[float], bool]] = []
    equals: list[tuple[list[float], bool]] = []
    for one in asked:
        if one.equal is not None and one.equal_right is not None:
            equals.append((one.equal, one.equal_right))
        ranked = sorted(_reweighed(one, bias, by_term), key=lambda entry: (-entry[0].logit, entry[0].filer))
        if one.equal is None and ranked and (truth := ranked[0][1]) is not None:
            firsts.append((standing([other for other, *_ in ranked], ranked[0][2]), truth))
    best, equal = (
        fit([values for values, _ in judged], [truth for _, truth in judged], ridge=0.1) for judged in (firsts, equals)
    )
    return Weights(bias, tuple(by_term), tuple(best), tuple(equal))


def _reweighed(one: Asked, bias: float, by_term: list[float]) -> Iterator[tuple[Similar, bool | None, bool]]:
    """Yield the filers of one name by new weights, with whether they are right and of another legal form."""
    for other, truth, form in zip(one.ranked, one.right, one.other_form, strict=True):
        logit = bias + sum(a * b for a, b in zip(by_term, other.terms, strict=True))
        yield replace(other, logit=logit), truth, form


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=COEFFICIENTS)
    parser.add_argument("--date", required=True, help="day of the fit, written into the file (YYYY-MM-DD)")
    options = parser.parse_args()
    rows = list(read_hub(options.data / "dol" / "uscis_hub"))
    asked = [one for year, half in YEARS for one in asked_names(rows, year, half, START)]
    weights = fit_weights(asked)
    stored = {
        "fitted_on": "USCIS H-1B Employer Data Hub FY2014-16, 2019-21, 2023: names first seen in FY2019, FY2020, and in"
        " FY2023 of half of the employers",
        "date": options.date,
        "names": len(asked),
        "of_known_employers": sum(one.is_known for one in asked),
        "bias": weights.bias,
        "terms": dict(zip(TERMS, weights.terms, strict=True)),
        "best": dict(zip(("bias", *STANDING), weights.best, strict=True)),
        "equal": dict(zip(("bias", *EQUAL), weights.equal, strict=True)),
    }
    options.out.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(options.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
