from __future__ import annotations

import json
import math
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.likelihood import recovered
from enrich.backtest.run import BacktestError, backtest, open_population, told_years
from enrich.backtest.scores import area_under_curve, reliability_plot, score
from enrich.likelihood.model import OWN_NAME, load_models
from sponsorfeed import main
from tests.enrich.databases import Total, write_reference


def hub(path: Path, years: range = range(2018, 2022), filers: int = 700) -> Path:
    """Filers of two kinds: those that file every year, and those that do so by chance."""
    draw = Random(7)
    totals = []
    for number in range(filers):
        steady = number % 3 == 0
        for year in years:
            if draw.random() < (0.95 if steady else 0.25):
                kind = "new" if draw.random() < 0.6 else "continuing"
                totals.append(Total(f"QUORVEX {number:04d} INC", year, 12 if steady else 1, employment=kind))
    return write_reference(path, totals)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hub(tmp_path_factory.mktemp("hub") / "reference.db")


def test_the_scores_are_those_of_the_textbook() -> None:
    found = score(np.array([0.1, 0.4, 0.4, 0.8]), np.array([False, False, True, True]))
    assert found.brier == pytest.approx((0.01 + 0.16 + 0.36 + 0.04) / 4)
    assert found.log_loss == pytest.approx(-(math.log(0.9) + math.log(0.6) + math.log(0.4) + math.log(0.8)) / 4)
    assert found.auc == pytest.approx(3.5 / 4)
    assert found.calibration_error == pytest.approx((0.1 + 2 * 0.1 + 0.2) / 4)
    assert [bin_.cases for bin_ in found.bins] == [1, 2, 1]


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.3, 0.5, 0.9]), st.booleans()), min_size=2, max_size=30))
def test_the_area_is_the_share_of_pairs_in_order(pairs: list[tuple[float, bool]]) -> None:
    true = [p for p, y in pairs if y]
    false = [p for p, y in pairs if not y]
    wins = sum((a > b) + 0.5 * (a == b) for a in true for b in false)
    expected = wins / (len(true) * len(false)) if true and false else 0.5
    probability, outcome = np.array([p for p, _ in pairs]), np.array([y for _, y in pairs])
    assert area_under_curve(probability, outcome, np.ones(len(pairs))) == pytest.approx(expected)


def test_the_model_beats_what_knows_less_and_sees_nothing_of_the_tested_year(reference: Path) -> None:
    report = backtest(open_population(reference, "uscis"), 2021)
    assert report.train == [2020] and [tested.track for tested in report.tracks] == ["h1b_new", "h1b"]
    for tested in report.tracks:
        assert [one.name for one in tested.predictors] == ["constant", "filed last year", "count bins", "this model"]
        constant = tested.predictors[0].scores
        assert tested.ours.log_loss < constant.log_loss and tested.ours.auc > 0.7
        assert all(len(line) < 100 for line in reliability_plot(tested.ours.bins))
    altered = hub(reference.with_name("altered.db"))
    with closing(sqlite3.connect(altered)) as connection, connection:
        connection.execute("UPDATE filing_total SET filings = 90 WHERE fiscal_year = 2021")
        connection.execute("UPDATE filing_total SET status = 'denied' WHERE fiscal_year = 2021 AND rowid % 9 = 0")
    again = backtest(open_population(altered, "uscis"), 2021)
    for one, other in zip(report.tracks, again.tracks, strict=True):
        before, after = ({p.filer: p for p in found.predictions} for found in (one, other))
        assert {filer: p.probability for filer, p in before.items()} == {f: p.probability for f, p in after.items()}
        assert {filer: p.outcome for filer, p in before.items()} != {f: p.outcome for f, p in after.items()}


def test_only_filers_seen_in_the_two_years_before_are_predicted(tmp_path: Path) -> None:
    totals = [Total(f"A{n} INC", year, 1) for n in range(300) for year in (2018, 2019) if n % 2]
    totals += [Total(f"A{n} INC", 2020, 1) for n in range(300) if n % 3]
    totals += [Total(f"A{n} INC", 2021, 1) for n in range(300) if n % 4]
    population = open_population(write_reference(tmp_path / "r.db", totals), "uscis")
    samples = population.samples("h1b", 2020, years=2, by_occupation=False, uses_hub=False)
    assert {sample.filer for sample in samples} == {f"f:a{n}" for n in range(1, 300, 2)}
    assert {sample.filer for sample in samples if sample.outcome} == {f"f:a{n}" for n in range(1, 300, 2) if n % 3}
    assert {sample.last_year for sample in samples} == {1}


def test_years_that_cannot_be_told_are_named(reference: Path) -> None:
    population = open_population(reference, "uscis")
    assert told_years(population) == [2020, 2021] and told_years(population, 1) == [2019, 2020, 2021]
    for test, train in ((2022, ()), (2020, ()), (2021, (2019,))):
        with pytest.raises(BacktestError, match="FY2018, FY2019, FY2020, FY2021"):
            backtest(population, test, train)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["backtest", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_prints_scores_writes_predictions_and_fits(reference: Path, tmp_path: Path) -> None:
    lines, own = tmp_path / "p.jsonl", tmp_path / OWN_NAME
    data = str(reference.parent)
    text = run(
        "--data",
        data,
        "--train",
        "2018",
        "2019",
        "2020",
        "--test",
        "2021",
        "--predictions",
        str(lines),
        "--fit",
        str(own),
    )
    assert "count bins" in text and "calibration error" in text and "tested on FY2021" in text
    rows = [json.loads(line) for line in lines.read_text().splitlines()]
    assert set(rows[0]) == {"filer", "track", "probability", "outcome", "last_year"}
    assert {row["track"] for row in rows} == {"h1b", "h1b_new"} and {row["outcome"] for row in rows} == {0, 1}
    assert all(0 < row["probability"] < 1 for row in rows)
    models = load_models(own)
    mine = [model for model in models.models if model.fitted_on == [2020, 2021]]
    assert models.version.startswith("own-uscis-2021.") and {model.track for model in mine} == {"h1b", "h1b_new"}
    assert mine[0].scores[0].test == 2021 and models.data == [f"uscis_{year}.csv" for year in range(2018, 2022)]
    report = json.loads(run("--data", data, "--test", "2021", "--json"))
    assert report["tracks"][0]["predictors"][3]["name"] == "this model"


def test_a_year_that_is_not_loaded_is_an_error_of_use(reference: Path) -> None:
    result = CliRunner().invoke(main, ["backtest", "--data", str(reference.parent), "--test", "2030"])
    assert result.exit_code == 2


def test_known_probabilities_are_found_again_and_work_of_another_kind_is_not_credited_in_full() -> None:
    found = recovered(filers=2500)
    assert found["calibration error against the known probabilities"] <= 0.02
    assert found["the same, groups with history"] <= 0.03
    here, elsewhere = (value for name, value in found.items() if name.startswith("20 filings"))
    assert here > 0.9 and elsewhere < 0.25
