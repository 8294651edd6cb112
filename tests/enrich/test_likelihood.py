from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.filings import Coverage, coverage_of
from enrich.likelihood.case import Case, Year
from enrich.likelihood.history import History, read_history
from enrich.likelihood.model import OWN_NAME, SHIPPED, ModelError, best_score, load_models
from enrich.likelihood.tags import TRACKS, tag_for
from enrich.likelihood.terms import MOST_TERMS
from enrich.likelihood.trace import case_sql, probability_sql
from enrich.record import FilingCount, Filings
from tests.enrich.databases import Total, write_reference

WHOLE = coverage_of({"uscis": [(2020, 400_000), (2021, 410_000)]})
WITH_PART = coverage_of({"uscis": [(2020, 400_000), (2021, 410_000), (2022, 150_000)]})
MODELS = load_models()


def count(
    fiscal_year: int,
    filings: int,
    *,
    source: str = "uscis",
    visa: str = "H-1B",
    status: str = "approved",
    new: bool = False,
) -> FilingCount:
    return FilingCount(
        source=source, visa_class=visa, fiscal_year=fiscal_year, soc_group=None, status=status,
        employment="new" if new else "continuing", filings=filings, positions=None,
    )  # fmt: skip


def history(*counts: FilingCount, coverage: Coverage = WHOLE) -> History:
    filings = Filings(counts=list(counts), first_fiscal_year=2020, last_fiscal_year=2022, files=["a.csv"])
    return read_history(filings, coverage, MODELS)


def probability(*counts: FilingCount, coverage: Coverage = WHOLE) -> float:
    found = history(*counts, coverage=coverage).tracks["h1b"].probability
    assert found is not None
    return found


def test_the_shipped_models_say_what_they_were_fitted_and_tested_on() -> None:
    assert {(model.track, model.years) for model in MODELS.models} == {
        ("h1b", 2), ("h1b", 1), ("h1b_new", 2), ("h1b_new", 1)
    }  # fmt: skip
    for model in MODELS.models:
        score = best_score(model)
        assert score is not None and score.test not in score.train and len(model.coefficients) <= MOST_TERMS
        assert score.log_loss < score.bins_log_loss
    two = next(model for model in MODELS.models if model.key[:3] == ("h1b_new", "uscis", 2))
    score = best_score(two)
    assert score is not None and score.log_loss <= 0.95 * score.bins_log_loss
    assert score.auc >= 0.82 and score.calibration_error <= 0.012


def test_no_history_is_outside_what_was_measured_and_old_history_too() -> None:
    coverage = coverage_of({"uscis": [(2015, 300_000), (2020, 400_000), (2021, 410_000)]})
    found = history(count(2015, 40), coverage=coverage)
    assert found.tracks["h1b"].tag == "unknown" and not found.estimates
    assert {track.tag for track in history(coverage=Coverage()).tracks.values()} == {"unknown"}


@pytest.mark.parametrize(("number", "tag"), [(1, "possible"), (300, "likely")])
def test_steady_filers_are_likelier_the_more_they_file(number: int, tag: str) -> None:
    steady = (count(2020, number), count(2021, number))
    assert history(*steady).tracks["h1b"].tag in (tag, "likely")
    assert probability(*steady) < probability(count(2020, number + 5), count(2021, number + 5)) or number == 300


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 400))
def test_more_in_both_years_is_never_less_likely(one: int, other: int, more: int) -> None:
    for model in MODELS.models:
        less, greater = (
            Case(Year(one + n, one + n), Year(other + n, other + n) if model.years == 2 else Year()) for n in (0, more)
        )
        assert model.probability(greater) >= model.probability(less) - 0.01


def test_large_steady_filers_are_nearly_sure_and_lapsed_ones_are_not() -> None:
    large = [count(year, 4000, new=new) for year in (2020, 2021) for new in (True, False)]
    assert probability(*large) >= 0.98
    assert probability(count(2020, 1)) < 0.25
    assert history(count(2020, 1)).tracks["h1b"].tag == "unlikely"


def test_denials_are_no_approvals() -> None:
    assert probability(count(2021, 50, status="denied")) < 0.5 < probability(count(2021, 50))


def test_new_employment_is_never_likelier_than_any() -> None:
    for number in (1, 2, 5, 20, 100):
        found = history(count(2020, number, new=True), count(2021, number, new=True))
        new, every = found.tracks["h1b_new"].probability, found.tracks["h1b"].probability
        assert new is not None and every is not None and new <= every


def test_a_part_year_can_raise_and_never_lower() -> None:
    steady = (count(2020, 30), count(2021, 30))
    assert probability(*steady, count(2022, 9), coverage=WITH_PART) >= probability(*steady)
    grown = history(count(2021, 1), count(2022, 60), coverage=WITH_PART)
    estimate = grown.estimates["h1b"]
    assert (estimate.fiscal_year, estimate.is_whole) == (2022, False) and grown.tracks["h1b"].tag == "likely"
    assert probability(count(2021, 30), coverage=WITH_PART) == probability(count(2021, 30))


def test_part_years_are_told_from_whole_ones() -> None:
    assert [year.is_whole for year in WITH_PART.years] == [True, True, False]
    assert WITH_PART.last_whole("uscis") == 2021
    lca = coverage_of({"lca": [(2024, 110_000), (2025, 480_000)]})
    assert [year.is_whole for year in lca.years] == [False, True]


def test_one_loaded_year_has_coefficients_of_its_own() -> None:
    only = coverage_of({"uscis": [(2021, 410_000)]})
    found = history(count(2021, 12), coverage=only).estimates["h1b"]
    assert found.model.years == 1 and found.probability != probability(count(2021, 12))
    assert not history(count(2019, 12), coverage=only).estimates


def test_a_future_fiscal_year_is_a_year_like_any() -> None:
    future = coverage_of({"uscis": [(2030, 400_000), (2031, 410_000)]})
    assert history(count(2030, 9), count(2031, 9), coverage=future).estimates["h1b"].fiscal_year == 2031


def test_applications_alone_can_raise_but_a_sample_without_them_says_nothing() -> None:
    coverage = coverage_of({"lca": [(2025, 5_000)]})
    found = history(count(2025, 40, source="lca", status="certified"), coverage=coverage)
    estimate = found.estimates["h1b"]
    assert (estimate.source, estimate.is_whole, estimate.is_borrowed) == ("lca", False, True)
    assert found.tracks["h1b"].tag == "likely"
    nothing = history(count(2025, 3, source="lca", status="denied"), coverage=coverage)
    assert nothing.tracks["h1b"].tag == "unknown"


def test_the_newest_whole_year_of_any_source_is_the_last() -> None:
    coverage = coverage_of({"uscis": [(2020, 400_000), (2021, 410_000)], "lca": [(2019, 9_000), (2025, 450_000)]})
    assert not history(count(2021, 50), count(2019, 80, source="lca", status="certified"), coverage=coverage).estimates
    new = history(count(2021, 50), count(2025, 4, source="lca", status="certified"), coverage=coverage)
    assert (new.estimates["h1b"].source, new.estimates["h1b"].fiscal_year) == ("lca", 2025)


def test_a_withdrawn_certification_was_certified() -> None:
    coverage = coverage_of({"lca": [(2025, 5_000)]})
    certified = history(count(2025, 7, source="lca", status="certified"), coverage=coverage)
    withdrawn = history(count(2025, 7, source="lca", status="certified_withdrawn"), coverage=coverage)
    assert certified.tracks == withdrawn.tracks


def test_classes_without_a_model_are_possible_with_grants_and_never_unlikely() -> None:
    coverage = coverage_of({"lca": [(2024, 300_000), (2025, 300_000)], "perm": [(2024, 90_000), (2025, 90_000)]})
    found = history(count(2025, 2, source="lca", visa="E-3 Australian", status="certified"), coverage=coverage)
    assert (found.tracks["e3"].tag, found.tracks["e3"].probability) == ("possible", None)
    assert found.tracks["h1b1"].tag == found.tracks["perm"].tag == "unknown"
    chile = history(count(2025, 1, source="lca", visa="H-1B1 Chile", status="certified"), coverage=coverage)
    assert chile.tracks["h1b1"].tag == "possible" and chile.tracks["h1b"].tag == "unknown"
    expired = count(2024, 1, source="perm", visa="PERM", status="certified_expired")
    assert history(expired, coverage=coverage).tracks["perm"].tag == "possible"


def test_thresholds() -> None:
    assert [tag_for(p) for p in (0.75, 0.7499, 0.25, 0.2499)] == ["likely", "possible", "possible", "unlikely"]


COUNTS = st.tuples(*(st.integers(0, 60) for _ in range(6)))


@settings(max_examples=40)
@given(COUNTS)
def test_the_printed_sql_computes_the_probability(
    tmp_path_factory: pytest.TempPathFactory, counts: tuple[int, ...]
) -> None:
    path = tmp_path_factory.mktemp("sql") / "reference.db"
    kinds = [
        (year, status, employment)
        for year in (2021, 2020)
        for status, employment in (("approved", "new"), ("approved", "continuing"), ("denied", "new"))
    ]
    totals = [Total("O'X INC", y, n, status=s, employment=e) for n, (y, s, e) in zip(counts, kinds, strict=True) if n]
    write_reference(path, [*totals, Total("OTHER INC", 2021, 9)])
    filed = [
        FilingCount(
            source="uscis", visa_class="H-1B", fiscal_year=t.fiscal_year, soc_group=None, status=t.status,
            employment="new" if t.employment == "new" else "continuing", filings=t.filings, positions=None,
        )
        for t in totals
    ]  # fmt: skip
    found = history(*filed)
    with closing(sqlite3.connect(path)) as connection:
        for track, estimate in found.estimates.items():
            (part,) = estimate.parts
            (again,) = connection.execute(probability_sql(track, estimate, part, ["O'X INC"])).fetchone()
            assert again == pytest.approx(estimate.probability, abs=0.0011)
            new, continuing = connection.execute(case_sql(track, estimate, part, ["O'X INC"])).fetchone()[:2]
            assert (new, continuing) == (part.case.last.new, part.case.last.continuing)
    assert bool(found.estimates) == bool(totals)


def test_an_own_file_goes_before_the_shipped_models(tmp_path: Path) -> None:
    own = tmp_path / OWN_NAME
    assert load_models(own) is MODELS
    shipped = msgspec.json.decode(SHIPPED.read_bytes())
    mine = {**shipped, "version": "own-1", "models": [{**m, "intercept": 9.0} for m in shipped["models"][:1]]}
    own.write_bytes(msgspec.json.encode(mine))
    found = load_models(own)
    assert found.version.startswith("own-1.") and len(found.models) == len(MODELS.models)
    changed = next(model for model in found.models if model.intercept == 9.0)
    assert changed.probability(Case()) > 0.99
    own.write_bytes(msgspec.json.encode({**mine, "made_on": "2027-01-01"}))
    assert load_models(own).version != found.version


@pytest.mark.parametrize(
    ("change", "said"),
    [({"coefficients": {"luck": 1.0}}, "no term 'luck'"), ({"intercept": 1e999}, "cannot be read"), (None, "own")],
)
def test_a_broken_own_file_is_an_error_that_names_it(
    tmp_path: Path, change: dict[str, object] | None, said: str
) -> None:
    own = tmp_path / "own.json"
    file = msgspec.json.decode(SHIPPED.read_bytes())
    file["models"][0].update(change or {})
    own.write_bytes(msgspec.json.encode(file).replace(b'"intercept":null', b'"intercept":1e999') if change else b"{")
    with pytest.raises(ModelError, match=said):
        load_models(own)


def test_every_track_has_a_verdict() -> None:
    assert set(history(count(2021, 3)).tracks) == set(TRACKS)
