"""Test the likelihood on real hub years, and on invented filings whose probabilities are known.

``python -m benchmarks.likelihood [--data FOLDER] [--train FY...] [--test FY] [--plot FOLDER] [--synthetic]``:
``FOLDER`` (by default ``../shared/data`` beside the project) holds ``dol/uscis_hub``. With scikit-learn at hand (no
dependency) gradient boosting is shown beside the model.
"""

from __future__ import annotations

import argparse
import importlib
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.calibration_plot import draw
from enrich.backtest.population import Population, Sample
from enrich.backtest.run import backtest, data_of, open_population
from enrich.backtest.scores import Floats, Outcomes, score
from enrich.likelihood.case import Case, Tally, Year
from enrich.likelihood.fit import fit, matrix, probabilities
from enrich.likelihood.tags import TrackName
from enrich.likelihood.terms import APPLICATIONS, OCCUPATION
from enrich.reference import add_files
from operations.commands.backtest import show_backtest

GROUPS = tuple(f"{major}-{minor}000" for major in range(11, 31, 2) for minor in (1, 2, 3))
"""Invented SOC minor groups."""

LAST = 2030
"""The last fiscal year of the invented evidence."""


def hub_population(folder: Path) -> Population:
    with tempfile.TemporaryDirectory() as place:
        reference = Path(place) / "reference.db"
        add_files(sorted(folder.glob("*.csv.gz")), reference)
        return open_population(reference, "uscis")


def raw(samples: Sequence[Sample]) -> Floats:
    """The counts themselves, for the reference model to find its own terms."""
    years = ((s.case.last, s.case.before) for s in samples)
    return np.array([[y.new, y.continuing, y.refused, b.new, b.continuing, b.refused] for y, b in years], np.float64)


def boosted(population: Population, track: TrackName, train: Sequence[int], test: int) -> None:
    """Print the scores of gradient boosting, when scikit-learn is installed."""
    try:
        ensemble: Any = importlib.import_module("sklearn.ensemble")
    except ImportError:
        print("gradient boosting: scikit-learn is not installed")
        return
    learnt = [s for year in train for s in _filers(population, track, year)]
    tested = _filers(population, track, test)
    model = ensemble.HistGradientBoostingClassifier(max_iter=150, learning_rate=0.06, min_samples_leaf=100)
    model.fit(raw(learnt), [s.outcome for s in learnt])
    found = score(model.predict_proba(raw(tested))[:, 1], np.array([s.outcome for s in tested]))
    print(
        f"gradient boosting {track}: Brier {found.brier:.4f} log loss {found.log_loss:.4f} AUC {found.auc:.3f}"
        f" calibration error {found.calibration_error:.4f}"
    )


def _filers(population: Population, track: TrackName, year: int) -> list[Sample]:
    return population.samples(track, year, years=2, by_occupation=False, uses_hub=False)


def synthetic(filers: int, seed: int = 1) -> tuple[Population, dict[tuple[str, str], float]]:
    """Invented filers, and for each and SOC minor group the known probability of a filing in the next year.

    A filer has one to three kinds of work with a rate of filings a year each, and a small chance to begin another that
    grows with its size; filings are Poisson.
    """
    draw_from = Random(seed)
    weights = [1 / (at + 1) for at in range(len(GROUPS))]
    tallies: dict[int, Tally] = {}
    truth: dict[tuple[str, str], float] = {}
    for filer in range(filers):
        own = set(draw_from.choices(GROUPS, weights, k=draw_from.randint(1, 3)))
        rates = {group: math.exp(draw_from.gauss(-0.3, 1.3)) for group in own}
        size = sum(rates.values())
        tally = tallies[filer] = Tally()
        for group, weight in zip(GROUPS, weights, strict=True):
            rate = rates.get(group, 0.01 * weight * math.log1p(size))
            for year in (LAST - 2, LAST - 1, LAST, LAST + 1):
                filings = _poisson(draw_from, rate)
                if filings:
                    tally.add(year, group, "certified", "new" if draw_from.random() < 0.5 else "continuing", filings)
            truth[f"f:{filer}", group] = 1 - math.exp(-rate)
    ids = [f"f:{filer}" for filer in range(filers)]
    return Population("lca", ids, {"H-1B": tallies}, years=tuple(range(LAST - 2, LAST + 2))), truth


def _poisson(draw_from: Random, rate: float) -> int:
    """Draw a number of filings, by waiting times."""
    count, waited = 0, draw_from.expovariate(1.0)
    while waited < rate:
        count += 1
        waited += draw_from.expovariate(1.0)
    return count


def recovered(filers: int = 6000) -> dict[str, float]:
    """Fit on one draw of invented filers and test on another, against the known probabilities and not the outcomes."""
    names = (*APPLICATIONS, *OCCUPATION)
    learnt, _ = synthetic(filers, seed=1)
    data = data_of(learnt.samples("h1b", LAST, years=2, by_occupation=True, uses_hub=False), names)
    model = fit(data.terms, names, data.outcome, data.weight)
    population, truth = synthetic(filers, seed=2)
    samples = population.samples("h1b", LAST + 1, years=2, by_occupation=True, uses_hub=False)
    stated = probabilities(matrix([sample.case for sample in samples], names), model)
    known = np.array([truth[sample.filer, sample.group or ""] for sample in samples])
    weight = np.array([sample.weight for sample in samples])
    here, elsewhere = _credit(model_odds=lambda case: float(probabilities(matrix([case], names), model)[0]))
    seen = np.array([sample.case.is_seen for sample in samples])
    return {
        "calibration error against the known probabilities": known_error(stated, known, weight),
        "the same, groups with history": known_error(stated[seen], known[seen], weight[seen]),
        "the same, groups without history": known_error(stated[~seen], known[~seen], weight[~seen]),
        "20 filings a year in the group: probability": here,
        "20 filings a year in another group: probability": elsewhere,
    }


def _credit(model_odds: Any) -> tuple[float, float]:
    """The probability with history in the group asked for, and with the same history in another one."""
    years = Year(10, 10), Year(10, 10)
    return (
        model_odds(Case(*years, common=0.1)),
        model_odds(Case(elsewhere_last=20, elsewhere_before=20, common=0.1)),
    )


def known_error(stated: Floats, known: Floats, weight: Floats) -> float:
    """Mean distance of the mean stated and the mean known probability over ten bins of the stated one, by cases."""
    place = np.minimum((stated * 10).astype(np.int64), 9)
    bins: list[Outcomes] = [place == at for at in range(10)]
    gaps = [
        weight[found].sum() * abs(np.average(stated[found] - known[found], weights=weight[found]))
        for found in bins
        if found.any()
    ]
    return float(sum(gaps) / weight.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    parser.add_argument("--train", type=int, nargs="*", default=(), help="fiscal years of the outcomes to fit on")
    parser.add_argument("--test", type=int, default=2021, help="fiscal year to predict")
    parser.add_argument("--plot", type=Path, help="folder for SVG plots")
    parser.add_argument("--synthetic", action="store_true", help="invented filings alone")
    options = parser.parse_args()
    if options.synthetic:
        for name, value in recovered().items():
            print(f"{name}: {value:.4f}")
        return
    population = hub_population(options.data / "dol" / "uscis_hub")
    report = backtest(population, options.test, options.train)
    show_backtest(report)
    for tested in report.tracks:
        boosted(population, tested.track, report.train, options.test)
        if options.plot:
            points = [(bin_.stated, bin_.observed, bin_.cases) for bin_ in tested.ours.bins]
            draw(points, f"{tested.track}, FY{options.test}", options.plot / f"likelihood-{tested.track}.svg")


if __name__ == "__main__":
    main()
