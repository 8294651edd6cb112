"""``backtest``: how often the model came true."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from operations.console import out
from operations.options import Context, common

if TYPE_CHECKING:
    from enrich.backtest.run import BacktestReport


@click.command()
@click.option("--source", type=click.Choice(["uscis", "lca", "perm"]), default="uscis", show_default=True)
@click.option(
    "--train", type=int, multiple=True, metavar="FY...", help="Fiscal years of the outcomes to fit on [default: all]."
)
@click.option("--test", "tested", type=int, required=True, metavar="FY", help="Fiscal year to predict.")
@click.option("--predictions", type=click.Path(path_type=Path), help="Write a JSON line for each filer and track.")
@click.option(
    "--fit", "fitted", type=click.Path(path_type=Path), help="Fit on all those years too, and write the file."
)
@click.argument("more", nargs=-1, type=int, metavar="")
@common
def backtest(
    context: Context,
    source: str,
    train: tuple[int, ...],
    tested: int,
    predictions: Path | None,
    fitted: Path | None,
    more: tuple[int, ...],
) -> None:
    """Predict a fiscal year from the years before, and say how often that came true.

    With --fit, models fitted on all those years are written; enrich uses a file likelihood.json beside reference.db.
    """
    from enrich.backtest.refit import refit
    from enrich.backtest.run import backtest as run_backtest
    from enrich.backtest.run import open_population, write_predictions

    population = open_population(context.reference, source)
    report = run_backtest(population, tested, (*train, *more))
    if predictions is not None:
        write_predictions(report, predictions)
    if fitted is not None:
        refit(population, report, context.reference, fitted)
    context.answer(report.scores_alone(), lambda: show_backtest(report))


def show_backtest(report: BacktestReport) -> None:
    """The scores of every predictor, and for the model how often what it stated came true."""
    from enrich.backtest.scores import reliability_plot

    trained = ", ".join(f"FY{year}" for year in report.train)
    out.print(f"{report.source}: fitted on outcomes of {trained}, tested on FY{report.test}", style="bold")
    for tested in report.tracks:
        kind = ", for each SOC minor group" if tested.shape.by_occupation else ""
        ours = tested.ours
        out.print(f"\n{tested.track}{kind}: {ours.cases:,} cases, {ours.base:.1%} came true", style="bold")
        out.print(f"{'':16} {'Brier':>7} {'log loss':>9} {'AUC':>6} {'calibration error':>18}")
        for one in tested.predictors:
            s = one.scores
            out.print(f"{one.name:16} {s.brier:7.4f} {s.log_loss:9.4f} {s.auc:6.3f} {s.calibration_error:18.4f}")
        out.print("stated  (# observed, | stated)                    stated observed cases", style="dim")
        for line in reliability_plot(ours.bins):
            out.print(line)
    for track, why in report.skipped.items():
        out.print(f"\n{track}: not tested, {why}")
