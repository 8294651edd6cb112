"""Write the coefficients fitted on what is loaded, for the enrich stage to use instead of the shipped ones."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from enrich.backtest.population import Population
from enrich.backtest.run import (
    TRACKS_OF,
    BacktestReport,
    Data,
    Shape,
    TrackTest,
    data_of,
    fit_data,
    is_enough,
    samples_of,
    score_track,
    shapes_of,
    told_years,
)
from enrich.employers.store import open_reference
from enrich.likelihood.model import FittedModel, ModelFile, Score, encode_models
from enrich.likelihood.tags import TrackName


def refit(population: Population, report: BacktestReport, reference: Path, path: Path) -> ModelFile:
    """Fit on the outcomes of the years of a test and those before it, write the file to ``path`` and return it."""
    years = sorted({*report.train, report.test})
    with closing(open_reference(reference)) as connection:
        rows = connection.execute(
            "SELECT DISTINCT file FROM filing_total WHERE source = ? AND fiscal_year BETWEEN ? AND ? ORDER BY file",
            (population.source, years[0] - 2, years[-1]),
        )
        files = [name for (name,) in rows]
    found = fit_models(population, years, files=files, version=f"own-{population.source}-{years[-1]}")
    path.write_bytes(encode_models(found))
    return found


def fit_models(population: Population, years: Sequence[int], *, files: Sequence[str], version: str) -> ModelFile:
    """Return models fitted on the outcomes of all of ``years``, each scored on every year that its forerunners had not.

    The scores are of models fitted in the same way on the years before.
    """
    models: list[FittedModel] = []
    for track in TRACKS_OF[population.source]:
        shapes = [*shapes_of(population, years[-1], years), Shape(years=1)]
        for shape in shapes:
            told = [year for year in told_years(population, shape.years) if year <= max(years)]
            if shape.years == 2:
                told = [year for year in told if year in years]
            names = shape.terms(population.source)
            learnt = data_of([s for year in told for s in samples_of(population, track, year, shape)], names)
            if told and is_enough(learnt):
                models.append(_fitted(population, track, shape, told, learnt, names))
    groups = population.common("h1b", max(years)) if population.source == "lca" else {}
    made_on = datetime.now(UTC).strftime("%Y-%m-%d")
    return ModelFile(version=version, made_on=made_on, data=list(files), models=models, groups=groups)


def _fitted(
    population: Population, track: TrackName, shape: Shape, told: Sequence[int], learnt: Data, names: Sequence[str]
) -> FittedModel:
    found = fit_data(learnt, names)
    scores = []
    for at in range(1, len(told)):
        tested = score_track(population, track, shape, told[:at], told[at])
        if tested is not None:
            scores.append(_kept(tested, told[:at], told[at]))
    return FittedModel(
        track=track,
        source=population.source,
        years=shape.years,
        by_occupation=shape.by_occupation,
        uses_hub=shape.uses_hub,
        fitted_on=list(told),
        cases=len(learnt.samples),
        intercept=found.intercept,
        coefficients=found.coefficients,
        scores=scores,
    )


def _kept(tested: TrackTest, train: Sequence[int], test: int) -> Score:
    ours = tested.ours
    return Score(
        test=test,
        train=list(train),
        cases=ours.cases,
        base=round(ours.base, 4),
        brier=round(ours.brier, 4),
        log_loss=round(ours.log_loss, 4),
        auc=round(ours.auc, 4),
        calibration_error=round(ours.calibration_error, 4),
        bins_log_loss=round(tested.bins.log_loss, 4),
    )
