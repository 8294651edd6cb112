"""How good probabilities are: Brier score, log loss, area under the curve, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

BINS: Final = 10

Floats = NDArray[np.float64]
Outcomes = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose stated probability lies in one tenth of 0 to 1."""

    low: float
    high: float
    cases: int
    stated: float
    """Mean probability."""
    observed: float
    """Share that came true."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one predictor."""

    cases: int
    base: float
    """Share of the cases that came true."""
    brier: float
    log_loss: float
    auc: float
    calibration_error: float
    """Mean distance of stated and observed over the bins, by cases."""
    bins: tuple[Bin, ...]


def score(probability: Floats, outcome: Outcomes, weights: Floats | None = None) -> Scores:
    """Return the scores; probabilities must lie between 0 and 1, both excluded, for a finite log loss."""
    weight = np.ones(len(outcome)) if weights is None else weights
    bins = reliability(probability, outcome, weight)
    total = float(weight.sum())
    loss = -np.log(np.where(outcome, probability, 1 - probability))
    sizes = [float(weight[_members(probability, at)].sum()) for at in range(BINS)]
    distances = {bin_.low: abs(bin_.stated - bin_.observed) for bin_ in bins}
    return Scores(
        cases=len(outcome),
        base=float(np.average(outcome, weights=weight)),
        brier=float(np.average((probability - outcome) ** 2, weights=weight)),
        log_loss=float(np.average(loss, weights=weight)),
        auc=area_under_curve(probability, outcome, weight),
        calibration_error=sum(size * distances.get(at / BINS, 0.0) for at, size in enumerate(sizes)) / total,
        bins=bins,
    )


def _members(probability: Floats, at: int) -> Outcomes:
    found: Outcomes = np.minimum((probability * BINS).astype(np.int64), BINS - 1) == at
    return found


def reliability(probability: Floats, outcome: Outcomes, weights: Floats) -> tuple[Bin, ...]:
    """Return the bins that hold cases, lowest first."""
    bins = []
    for at in range(BINS):
        inside = _members(probability, at)
        if inside.any():
            weight = weights[inside]
            stated = float(np.average(probability[inside], weights=weight))
            observed = float(np.average(outcome[inside], weights=weight))
            bins.append(Bin(at / BINS, (at + 1) / BINS, int(inside.sum()), stated, observed))
    return tuple(bins)


def area_under_curve(probability: Floats, outcome: Outcomes, weights: Floats) -> float:
    """Return the probability that a case that came true was ranked above one that did not; ties count half."""
    _, place = np.unique(probability, return_inverse=True)
    true = np.bincount(place, weights=weights * outcome)
    false = np.bincount(place, weights=weights * ~outcome)
    pairs = float(true.sum() * false.sum())
    below = np.cumsum(false) - false
    return float((true * (below + false / 2)).sum()) / pairs if pairs else 0.5


def reliability_plot(bins: Sequence[Bin], width: int = 40) -> list[str]:
    """Return the lines of a plot for a terminal: a bar of the observed share, ``|`` where it was stated."""
    lines = []
    for bin_ in bins:
        bar = list("#" * round(width * bin_.observed) + " " * width)[: width + 1]
        bar[round(width * bin_.stated)] = "|"
        lines.append(
            f"{bin_.low:.1f}-{bin_.high:.1f} {''.join(bar)} {bin_.stated:.3f} {bin_.observed:.3f} {bin_.cases:,}"
        )
    return lines
