"""What stands behind an employer's totals: exact over files, in step with what counts, gone with its file."""

from __future__ import annotations

import sqlite3
import statistics
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.reference import Evidence, read_evidence, remove_file
from tests.reference.files import LCA_HEADER, add_one, lca_row, write_lca
from tests.reference.test_programs import NEW_FORM, write

HEADER = (*LCA_HEADER, "PW_WAGE_LEVEL", "WORKSITE_STATE", "SECONDARY_ENTITY", "H-1B_DEPENDENT")


def evidence(database: Path, *names: str, years: tuple[int, ...] | None = None) -> list[Evidence]:
    with closing(sqlite3.connect(database)) as connection:
        return read_evidence(connection, names or ("Tallow & Wick, Inc.",), years)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "reference.db"


def test_evidence_adds_up_over_spellings_files_and_years(tmp_path: Path, database: Path) -> None:
    more = {"PW_WAGE_LEVEL": "II", "WORKSITE_STATE": "MA", "SECONDARY_ENTITY": "No", "H-1B_DEPENDENT": "Yes"}
    first = [
        lca_row(1, WAGE_RATE_OF_PAY_FROM=100000, DECISION_DATE="2023-11-01", **more),
        lca_row(2, WAGE_RATE_OF_PAY_FROM=50, WAGE_UNIT_OF_PAY="Hour", DECISION_DATE="2023-11-02", **more),
        lca_row(3, WAGE_RATE_OF_PAY_FROM=135000, WAGE_UNIT_OF_PAY="Hour", DECISION_DATE="2023-11-03", **more),
        lca_row(4, EMPLOYER_NAME="Somebody Else LLC", DECISION_DATE="2023-11-04", **more),
    ]
    second = [
        lca_row(5, WAGE_RATE_OF_PAY_FROM=120000, DECISION_DATE="2024-11-05", EMPLOYER_NAME="TALLOW AND WICK"),
        lca_row(6, WAGE_RATE_OF_PAY_FROM=140000, NEW_EMPLOYMENT=0, CHANGE_EMPLOYER=1, DECISION_DATE="2024-02-06")
        | {"WORKSITE_STATE": "NEW YORK", "PW_WAGE_LEVEL": "IV", "SECONDARY_ENTITY": "Yes"},
    ]
    add_one(write_lca(tmp_path / "a.csv", first, HEADER), database)
    add_one(write_lca(tmp_path / "b.csv", second, HEADER), database)
    (found,) = evidence(database, "Tallow & Wick, Inc.", "TALLOW AND WICK")
    assert (found.source, found.visa_class, found.filings) == ("lca", "H-1B", 5)
    assert (found.new_filings, found.change_employer_filings) == (5, 1)
    assert (found.secondary_entity_filings, found.h_1b_dependent_filings) == (1, 3)
    assert found.wage_levels == {"II": 3, "IV": 1}
    assert (found.median_wage, found.wages) == (
        112000,
        4,
    )  # of 100000, 104000, 120000, 140000; nobody has 135000 an hour
    assert (found.first_decision, found.last_decision) == ("2023-11-01", "2024-11-05")
    assert found.case_numbers == [f"I-200-24010-{number:06d}" for number in (5, 6, 3, 2, 1)]
    assert found.worksite_states == {"MA": 3, "NY": 1}
    assert (found.first_fiscal_year, found.last_fiscal_year) == (2024, 2025)
    (newest,) = evidence(database, "Tallow & Wick, Inc.", "TALLOW AND WICK", years=(2025,))
    assert (newest.filings, newest.median_wage) == (1, 120000)
    assert evidence(database, "Nobody Inc") == []


def test_a_certification_tells_pay_and_says_nothing_of_hires(tmp_path: Path, database: Path) -> None:
    add_one(write(tmp_path / "p.csv", NEW_FORM), database)
    (found,) = evidence(database)
    assert (found.source, found.visa_class, found.filings, found.median_wage) == ("perm", "PERM", 1, 140000)
    assert (found.new_filings, found.secondary_entity_filings) == (None, None)
    assert (found.case_numbers, found.worksite_states) == (["G-100-23334-000001"], {"MA": 1})


def test_evidence_follows_what_counts_and_leaves_with_its_file(tmp_path: Path, database: Path) -> None:
    add_one(write_lca(tmp_path / "a.csv", [lca_row(1), lca_row(2)], HEADER), database)
    before = evidence(database)
    later = lca_row(2, CASE_STATUS="Withdrawn", DECISION_DATE="2024-06-01", WAGE_RATE_OF_PAY_FROM=200000)
    add_one(write_lca(tmp_path / "b.csv", [later], HEADER), database)
    (found,) = evidence(database)
    assert (found.filings, found.median_wage, found.last_decision) == (2, 149000, "2024-06-01")
    remove_file("b.csv", database)
    assert evidence(database) == before
    remove_file("a.csv", database)
    assert evidence(database) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(20_000, 900_000), max_size=6), min_size=1, max_size=3))
def test_the_median_is_that_of_all_filings_however_they_lie_in_files(files: list[list[int]]) -> None:
    with TemporaryDirectory() as folder:
        database = Path(folder) / "reference.db"
        number = 0
        for at, wages in enumerate(files):
            rows = [lca_row(number := number + 1, WAGE_RATE_OF_PAY_FROM=wage) for wage in wages]
            if rows:
                add_one(write_lca(Path(folder) / f"{at}.csv", rows), database)
        every = [wage for wages in files for wage in wages]
        if every:
            (found,) = evidence(database)
            assert (found.median_wage, found.wages) == (statistics.median(every), len(every))
            assert len(found.case_numbers) == min(5, len(every))
