"""Fit the weights of similar names: ``python -m benchmarks.fit_matching [--data FOLDER]`` writes ``similar.json``.

Leaves out one hub year at a time, asks the names first seen in it that no key finds, and fits two logistics by Newton's
method: of every filer weighed, whether it is the employer (a tax id and ZIP in common), and of the first of them the
probability. Half of the names are asked without their state. No row of a year that is reported on is used: FY2021 is
left alone, and of FY2023 half of the employers.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.matching import HubRow, half_of, index_of, read_hub
from enrich.employers.doubts import NOWHERE, Places
from enrich.employers.likeness import TERMS
from enrich.employers.match import find
from enrich.employers.normalise import core
from enrich.employers.similar import COEFFICIENTS, Similar, Weights, similar, standing

START = Weights(
    -15.0, (3.0, 4.0, 1.0, 0.5, -0.5, -1.0, 7.0, 1.0, 0.2, -1.0, 0.5, 0.5, 2.0, -2.0, 0.0), (0.0, 1.0, 0.0)
)  # fmt: skip
"""Where the fit begins; only the order of filers with the same name depends on it."""

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One name with the filers weighed for it, and which of them are right; ``None`` where the truth is not known."""

    is_known: bool
    ranked: list[tuple[Similar, Truth]]


def asked_names(rows: list[HubRow], year: int, *, half: int | None = None) -> Iterator[Asked]:
    """Yield the names first seen in a year that no key finds, of all employers or of half of them."""
    rest = [row for row in rows if row.year != year]
    index = index_of(rest)
    known = {row.name for row in rest}
    entities: dict[tuple[str, str], set[str]] = defaultdict(set)
    tax_ids: dict[str, set[str]] = defaultdict(set)
    for row in rest:
        if row.tax_id and row.zip:
            entities[row.tax_id, row.zip].add(core(row.name))
            tax_ids[core(row.name)].add(row.tax_id)
    queries = {
        row.name: row for row in reversed(rows) if row.year == year and row.name not in known and row.tax_id and row.zip
    }
    for number, row in enumerate(queries.values()):
        places = Places(frozenset([row.state]), row.state) if number % 2 else NOWHERE
        if (half is not None and half_of(row) != half) or find(row.name, index, places) is not None:
            continue
        truth = entities.get((row.tax_id, row.zip))
        ranked: list[tuple[Similar, Truth]] = []
        for other in similar(core(row.name), index, places, START):
            cores = index.filers[other.filer].cores
            moved = truth is None and any(row.tax_id in tax_ids[text] for text in cores)
            ranked.append((other, None if moved else truth is not None and not truth.isdisjoint(cores)))
        yield Asked(truth is not None, ranked)


def fit(rows: Sequence[Sequence[float]], right: Sequence[bool], *, steps: int = 8, ridge: float = 1.0) -> list[float]:
    """Return bias and coefficients of the logistic that makes the outcomes likeliest; ``ridge`` holds them small."""
    size = len(rows[0]) + 1
    weights = [0.0] * size
    for _ in range(steps):
        slope = [0.0, *(-ridge * weight for weight in weights[1:])]
        curve = [[ridge * (i == j and i > 0) for j in range(size)] for i in range(size)]
        for values, is_right in zip(rows, right, strict=True):
            row = [1.0, *values]
            chance = logistic(sum(map(float.__mul__, weights, row)))
            for i, value in enumerate(row):
                if value:
                    slope[i] += (is_right - chance) * value
                    spread = chance * (1 - chance) * value
                    for j in range(i, size):
                        curve[i][j] += spread * row[j]
        for i in range(size):
            for j in range(i):
                curve[i][j] = curve[j][i]
        weights = [weight + step for weight, step in zip(weights, solve(curve, slope), strict=True)]
    return weights


def logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return the solution of a symmetric positive system by elimination."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, size):
            factor = rows[r][i] / rows[i][i]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    solution = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - rest) / rows[i][i]
    return solution


def fit_weights(asked: list[Asked]) -> Weights:
    pairs = [(other.terms, truth) for one in asked for other, truth in one.ranked if truth is not None]
    bias, *by_term = fit([terms for terms, _ in pairs], [truth for _, truth in pairs])
    firsts, right = [], []
    for one in asked:
        ranked = reweighed(one, bias, by_term)
        if ranked and (truth := ranked[0][1]) is not None:
            firsts.append(standing([other for other, _ in ranked]))
            right.append(truth)
    best = fit(firsts, right, ridge=0.1)
    return Weights(round(bias, 4), tuple(round(weight, 4) for weight in by_term), (
        round(best[0], 4), round(best[1], 4), round(best[2], 4)
    ))  # fmt: skip


def reweighed(one: Asked, bias: float, by_term: Sequence[float]) -> list[tuple[Similar, Truth]]:
    """Return the filers of one name by new weights, best first."""
    again = [
        (
            Similar(o.filer, o.core, bias + sum(a * b for a, b in zip(by_term, o.terms, strict=True)), o.met, o.terms),
            truth,
        )
        for o, truth in one.ranked
    ]
    return sorted(again, key=lambda entry: (-entry[0].logit, entry[0].filer))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=COEFFICIENTS)
    parser.add_argument("--date", required=True, help="day of the fit, written into the file (YYYY-MM-DD)")
    options = parser.parse_args()
    rows = list(read_hub(options.data / "dol" / "uscis_hub"))
    asked = [*asked_names(rows, 2020), *asked_names(rows, 2023, half=0)]
    weights = fit_weights(asked)
    stored = {
        "fitted_on": "USCIS H-1B Employer Data Hub FY2014-16, 2019-21, 2023: names first seen in FY2020, and in FY2023"
        " of half of the employers, that no key finds in the other years",
        "date": options.date,
        "names": len(asked),
        "of_known_employers": sum(one.is_known for one in asked),
        "bias": weights.bias,
        "terms": dict(zip(TERMS, weights.terms, strict=True)),
        "best": dict(zip(("bias", "logit", "lead"), weights.best, strict=True)),
    }
    options.out.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(options.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
