from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.filings import Coverage, coverage_of
from enrich.likelihood import RATES, rate_row, read_history, tag_for
from enrich.record import FilingCount, Filings

WHOLE = coverage_of({"uscis": [(2020, 400_000), (2021, 410_000)]})
WITH_PART = coverage_of({"uscis": [(2020, 400_000), (2021, 410_000), (2022, 150_000)]})


def count(
    fiscal_year: int, filings: int, *, source: str = "uscis", visa: str = "H-1B", status: str = "approved"
) -> FilingCount:
    return FilingCount(
        source=source, visa_class=visa, fiscal_year=fiscal_year, soc_group=None, status=status,
        employment="continuing", filings=filings, positions=None,
    )  # fmt: skip


def filings(*counts: FilingCount) -> Filings:
    return Filings(counts=list(counts), first_fiscal_year=2020, last_fiscal_year=2022, files=["a.csv"])


@given(st.integers(0, 100_000))
def test_every_count_has_one_row(number: int) -> None:
    row = rate_row(number)
    assert row.least <= number <= (row.most if row.most is not None else number)
    assert [r for r in RATES if r.least <= number <= (r.most or (0 if r.least == 0 else 10**9))] == [row]


def test_more_approvals_never_lower_the_rate() -> None:
    assert all(a.any <= b.any and a.initial <= b.initial for a, b in zip(RATES, RATES[1:], strict=False))
    assert all(row.initial <= row.any for row in RATES)


@pytest.mark.parametrize(
    ("number", "h1b", "h1b_new"),
    [(1, "possible", "unlikely"), (2, "possible", "unlikely"), (4, "possible", "possible"), (8, "likely", "possible"),
     (500, "likely", "likely")],
)  # fmt: skip
def test_the_last_whole_year_chooses_the_row(number: int, h1b: str, h1b_new: str) -> None:
    history = read_history(filings(count(2020, 9000), count(2021, number)), WHOLE)
    assert (history.fiscal_year, history.count) == (2021, number)
    assert (history.tracks["h1b"].tag, history.tracks["h1b_new"].tag) == (h1b, h1b_new)
    assert history.tracks["h1b"].probability == rate_row(number).any


def test_denials_are_no_approvals() -> None:
    history = read_history(filings(count(2021, 50, status="denied"), count(2021, 2)), WHOLE)
    assert history.count == 2


def test_no_approval_in_the_last_year_after_one_before_is_the_measured_zero() -> None:
    history = read_history(filings(count(2020, 12)), WHOLE)
    assert history.row == RATES[0]
    assert history.tracks["h1b"].tag == "unlikely"


def test_old_history_is_outside_what_was_measured() -> None:
    coverage = coverage_of({"uscis": [(2015, 300_000), (2020, 400_000), (2021, 410_000)]})
    history = read_history(filings(count(2015, 40)), coverage)
    assert history.row is None and history.tracks["h1b"].tag == "unknown"


def test_a_part_year_can_raise_and_never_lower() -> None:
    steady = filings(count(2020, 30), count(2021, 30), count(2022, 9))
    assert read_history(steady, WITH_PART).count == 30
    grown = read_history(filings(count(2021, 1), count(2022, 60)), WITH_PART)
    assert (grown.count, grown.fiscal_year, grown.is_whole) == (60, 2022, False)
    silent = read_history(filings(count(2021, 30)), WITH_PART)
    assert silent.tracks["h1b"].tag == "likely"


def test_part_years_are_told_from_whole_ones() -> None:
    assert [year.is_whole for year in WITH_PART.years] == [True, True, False]
    assert WITH_PART.last_whole("uscis") == 2021
    lca = coverage_of({"lca": [(2024, 110_000), (2025, 480_000)]})
    assert [year.is_whole for year in lca.years] == [False, True]


def test_applications_alone_can_raise_but_a_sample_without_them_says_nothing() -> None:
    coverage = coverage_of({"lca": [(2025, 5_000)]})
    found = read_history(filings(count(2025, 40, source="lca", status="certified")), coverage)
    assert (found.source, found.count, found.is_whole) == ("lca", 40, False)
    assert found.tracks["h1b"].tag == "likely"
    nothing = read_history(filings(count(2025, 3, source="lca", status="denied")), coverage)
    assert nothing.tracks["h1b"].tag == "unknown"


def test_the_newest_whole_year_of_any_source_is_the_last() -> None:
    coverage = coverage_of({"uscis": [(2020, 400_000), (2021, 410_000)], "lca": [(2019, 9_000), (2025, 450_000)]})
    old = filings(count(2021, 50), count(2019, 80, source="lca", status="certified"))
    assert read_history(old, coverage).row is None
    new = filings(count(2021, 50), count(2025, 4, source="lca", status="certified"))
    assert (read_history(new, coverage).count, read_history(new, coverage).fiscal_year) == (4, 2025)


def test_a_withdrawn_certification_was_certified() -> None:
    coverage = coverage_of({"lca": [(2025, 5_000)]})
    assert read_history(filings(count(2025, 7, source="lca", status="certified_withdrawn")), coverage).count == 7


def test_rare_classes_are_possible_with_applications_and_never_unlikely() -> None:
    coverage = coverage_of({"lca": [(2024, 300_000), (2025, 300_000)]})
    history = read_history(filings(count(2025, 2, source="lca", visa="E-3 Australian", status="certified")), coverage)
    assert (history.tracks["e3"].tag, history.tracks["e3"].probability) == ("possible", None)
    assert history.tracks["h1b1"].tag == history.tracks["perm"].tag == "unknown"
    chile = count(2025, 1, source="lca", visa="H-1B1 Chile", status="certified")
    found = read_history(filings(chile), coverage)
    assert found.tracks["h1b1"].tag == "possible" and found.tracks["h1b"].tag == "unknown"


def test_nothing_loaded_is_unknown() -> None:
    history = read_history(filings(), Coverage())
    assert {track.tag for track in history.tracks.values()} == {"unknown"}


def test_thresholds() -> None:
    assert [tag_for(p) for p in (0.75, 0.7499, 0.25, 0.2499)] == ["likely", "possible", "possible", "unlikely"]
