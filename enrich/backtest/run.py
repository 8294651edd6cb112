"""Fit on some fiscal years and test on another: what ``sponsorfeed backtest`` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from enrich.backtest.population import Population, Sample, read_population
from enrich.backtest.scores import Floats, Outcomes, Scores, score
from enrich.employers.store import load_index, open_reference
from enrich.likelihood.fit import Fit, fit, matrix, probabilities
from enrich.likelihood.tags import TrackName
from enrich.likelihood.terms import APPLICATIONS, HUB, OCCUPATION, ONE_YEAR, TWO_YEARS

TRACKS_OF: Final[dict[str, tuple[TrackName, ...]]] = {
    "uscis": ("h1b_new", "h1b"),
    "lca": ("h1b_new", "h1b", "e3", "h1b1"),
    "perm": ("perm",),
}
"""Tracks whose outcome a source tells."""

LEAST_OUTCOMES: Final = 100
"""Cases that came true, and that did not, without which a track is neither fitted nor tested."""

BIN_EDGES: Final = (1, 2, 3, 6, 11, 26, 101)
"""Grants of the last year at which a bin of the count-bin predictor begins."""


class BacktestError(ValueError):
    """The fiscal years asked for cannot be tested with what is loaded; the message says which can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a model reads."""

    years: int = 2
    by_occupation: bool = False
    uses_hub: bool = False

    def terms(self, source: str) -> tuple[str, ...]:
        """Return the names of the terms."""
        if self.years == 1:
            return ONE_YEAR
        kept = TWO_YEARS if source == "uscis" else APPLICATIONS
        return (*kept, *(OCCUPATION if self.by_occupation else ()), *(HUB if self.uses_hub else ()))


@dataclass(frozen=True, slots=True)
class Predictor:
    """One way to predict, with its scores."""

    name: str
    scores: Scores


@dataclass(frozen=True, slots=True)
class Prediction:
    """One line of ``--predictions``."""

    filer: str
    track: TrackName
    probability: float
    outcome: int
    last_year: int
    """Grants of the track in the year before."""
    group: str | None = None


@dataclass(frozen=True, slots=True)
class TrackTest:
    """The test of one track."""

    track: TrackName
    shape: Shape
    predictors: list[Predictor]
    predictions: list[Prediction] = field(repr=False)

    @property
    def ours(self) -> Scores:
        """The scores of the model."""
        return self.predictors[-1].scores

    @property
    def bins(self) -> Scores:
        """The scores of the count bins."""
        return self.predictors[-2].scores


@dataclass(frozen=True, slots=True)
class BacktestReport:
    """The test of a source on one fiscal year."""

    source: str
    train: list[int]
    test: int
    tracks: list[TrackTest]
    skipped: dict[str, str]
    """Track -> why it was not tested."""

    def scores_alone(self) -> BacktestReport:
        """Return the report without its predictions, which are a line for each filer."""
        return replace(self, tracks=[replace(tested, predictions=[]) for tested in self.tracks])


@dataclass(frozen=True, slots=True)
class Data:
    """Samples as arrays."""

    samples: list[Sample]
    terms: Floats
    outcome: Outcomes
    weight: Floats
    granted: NDArray[np.int64]
    """All grants of the last year."""


def data_of(samples: list[Sample], names: Sequence[str]) -> Data:
    """Return samples as arrays, with the terms of those names."""
    return Data(
        samples,
        matrix([sample.case for sample in samples], names),
        np.array([sample.outcome for sample in samples], np.bool_),
        np.array([sample.weight for sample in samples], np.float64),
        np.array([sample.case.last.granted for sample in samples], np.int64),
    )


def open_population(reference: Path, source: str) -> Population:
    """Return the population of a source of a reference database; raises ``ReferenceUnusable``."""
    index = load_index(reference)
    with closing(open_reference(reference)) as connection:
        return read_population(connection, index, source)


def told_years(population: Population, years: int = 2) -> list[int]:
    """Return the fiscal years whose outcome can be told from as many years before."""
    loaded = set(population.years)
    return [year for year in population.years if all(year - back in loaded for back in range(1, years + 1))]


def backtest(population: Population, test: int, train: Sequence[int] = ()) -> BacktestReport:
    """Fit on the outcomes of ``train`` (by default all that can be told before ``test``) and predict ``test``.

    Raises :class:`BacktestError` when the test year, or every training year, lacks the two years before it.
    """
    possible = told_years(population)
    known = [year for year in possible if year < test and (not train or year in train)]
    if test not in possible or not known:
        raise BacktestError(
            f"FY{test} cannot be tested with {population.source} data: the outcome of a year needs the two years before"
            f" it, and one such year before for the fit; years loaded: {_listed(population.years)}; years that can be"
            f" told: {_listed(possible)}"
        )
    tracks: list[TrackTest] = []
    skipped: dict[str, str] = {}
    for track in TRACKS_OF[population.source]:
        for shape in shapes_of(population, test, known):
            found = score_track(population, track, shape, known, test)
            if found is None:
                skipped[track] = f"fewer than {LEAST_OUTCOMES} cases that came true"
            else:
                tracks.append(found)
    return BacktestReport(population.source, known, test, tracks, skipped)


def _listed(years: Sequence[int]) -> str:
    return ", ".join(f"FY{year}" for year in years) or "none"


def shapes_of(population: Population, test: int, train: Sequence[int]) -> list[Shape]:
    """Return what models of this source read."""
    if population.source == "uscis":
        return [Shape()]
    hub = all(year - 1 in population.hub_years for year in (*train, test))
    return [Shape(by_occupation=by, uses_hub=hub) for by in (False, True)]


def score_track(
    population: Population, track: TrackName, shape: Shape, train: Sequence[int], test: int
) -> TrackTest | None:
    """Return the test of one track, ``None`` with too few outcomes to fit or to test."""
    names = shape.terms(population.source)
    learnt = data_of([sample for year in train for sample in samples_of(population, track, year, shape)], names)
    tested = data_of(samples_of(population, track, test, shape), names)
    if not (is_enough(learnt) and is_enough(tested)):
        return None
    ours = probabilities(tested.terms, fit_data(learnt, names))
    predictors = [
        Predictor(name, score(np.clip(guess, 0.001, 0.999), tested.outcome, tested.weight))
        for name, guess in (*_simple(learnt, tested), ("this model", ours))
    ]
    predictions = [
        Prediction(sample.filer, track, round(float(guess), 4), int(sample.outcome), sample.last_year, sample.group)
        for sample, guess in zip(tested.samples, ours, strict=True)
    ]
    return TrackTest(track, shape, predictors, predictions)


def samples_of(population: Population, track: TrackName, year: int, shape: Shape) -> list[Sample]:
    """Return the samples of a shape whose outcome is in the year."""
    return population.samples(
        track, year, years=shape.years, by_occupation=shape.by_occupation, uses_hub=shape.uses_hub
    )


def is_enough(data: Data) -> bool:
    """Return whether enough cases came true, and enough did not."""
    true = int(data.outcome.sum())
    return min(true, len(data.outcome) - true) >= LEAST_OUTCOMES


def fit_data(data: Data, names: Sequence[str]) -> Fit:
    """Return the coefficients fitted on samples."""
    return fit(data.terms, names, data.outcome, data.weight)


def _simple(learnt: Data, tested: Data) -> Iterator[tuple[str, Floats]]:
    """Yield the predictors to beat: one rate, two rates by whether anything was granted, rates by bins of grants."""
    for name, edges in (("constant", ()), ("filed last year", (1,)), ("count bins", BIN_EDGES)):
        bins = np.digitize(learnt.granted, edges)
        rates = np.array(
            [_rate(learnt.outcome[bins == at], learnt.weight[bins == at]) for at in range(len(edges) + 1)], np.float64
        )
        yield name, rates[np.digitize(tested.granted, edges)]


def _rate(outcome: Outcomes, weight: Floats) -> float:
    """Return the observed rate, drawn to a half by one case."""
    return float(((outcome * weight).sum() + 0.5) / (weight.sum() + 1))


def write_predictions(report: BacktestReport, path: Path) -> int:
    """Write one JSON line for each filer and track, with ``group`` where the model is for kinds of work."""
    written = 0
    with path.open("wb") as file:
        for tested in report.tracks:
            for prediction in tested.predictions:
                line = {name: getattr(prediction, name) for name in Prediction.__slots__}
                if line["group"] is None:
                    del line["group"]
                file.write(msgspec.json.encode(line) + b"\n")
                written += 1
    return written
