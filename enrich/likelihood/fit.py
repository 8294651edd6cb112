"""Fit the coefficients of one model: logistic regression with a small ridge penalty, by Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from enrich.likelihood.case import Case
from enrich.likelihood.model import LEAST
from enrich.likelihood.terms import TERMS

RIDGE: Final = 1.0
"""Penalty on each squared coefficient of a term brought to variance 1: it decides only what the data leave open."""

_STEPS: Final = 60
_ENOUGH: Final = 1e-9
_DIGITS: Final = 5


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients on the terms as they are, not standardised."""

    intercept: float
    coefficients: dict[str, float]


def matrix(cases: Sequence[Case], names: Sequence[str]) -> NDArray[np.float64]:
    """Return the terms of cases, one row a case."""
    terms = [TERMS[name].of for name in names]
    rows: dict[Case, int] = {}
    places = [rows.setdefault(case, len(rows)) for case in cases]  # most filers are like many others
    values = np.fromiter((term(case) for case in rows for term in terms), np.float64, len(rows) * len(terms))
    found: NDArray[np.float64] = values.reshape(len(rows), len(terms))[places]
    return found


def fit(
    terms: NDArray[np.float64], names: Sequence[str], outcomes: NDArray[np.bool_], weights: NDArray[np.float64]
) -> Fit:
    """Return the coefficients that make the outcomes likeliest; ``weights`` say how many cases a row stands for.

    A term that is the same in all cases has coefficient 0. The same input gives the same coefficients.
    """
    mean = np.average(terms, axis=0, weights=weights)
    scale = np.sqrt(np.average((terms - mean) ** 2, axis=0, weights=weights))
    varied = scale > 1e-12
    scale = np.where(varied, scale, 1.0)
    standard = np.column_stack([np.ones(len(terms)), np.where(varied, (terms - mean) / scale, 0.0)])
    beta = _newton(standard, outcomes.astype(np.float64), weights)
    raw = beta[1:] / scale
    intercept = float(beta[0] - (raw * mean).sum())
    return Fit(
        round(intercept, _DIGITS), {name: round(float(value), _DIGITS) for name, value in zip(names, raw, strict=True)}
    )


def _newton(
    standard: NDArray[np.float64], outcomes: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    penalty = np.full(standard.shape[1], RIDGE)
    penalty[0] = 1e-6
    beta = np.zeros(standard.shape[1])
    for _ in range(_STEPS):
        probability = 1 / (1 + np.exp(-np.clip(standard @ beta, -30, 30)))
        gradient = standard.T @ (weights * (outcomes - probability)) - penalty * beta
        curvature = np.maximum(weights * probability * (1 - probability), 1e-12)
        hessian = (standard * curvature[:, None]).T @ standard + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        beta = beta + np.clip(step, -4, 4)
        if np.abs(step).max() < _ENOUGH:
            break
    return beta


def probabilities(terms: NDArray[np.float64], found: Fit) -> NDArray[np.float64]:
    """Return the probabilities of rows of terms, in the order of the coefficients."""
    odds = found.intercept + terms @ np.array(list(found.coefficients.values()))
    probability: NDArray[np.float64] = np.clip(1 / (1 + np.exp(-np.clip(odds, -30, 30))), LEAST, 1 - LEAST)
    return probability
