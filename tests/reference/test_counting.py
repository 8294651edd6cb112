"""Nothing is counted twice, whatever is added in whatever order, and every step can be undone."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.reference import ReferenceDataError, add_files, list_files, reference_version, remove_file
from tests.reference.files import LCA_HEADER, add_one, lca_row, query, totals, write_hub, write_lca


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "reference.db"


def counted(database: Path) -> list[tuple[Any, ...]]:
    """Case numbers that count, with their status and file."""
    return query(
        database,
        "SELECT c.case_number, c.case_status, f.name FROM lca_case c JOIN file f ON f.id = c.file"
        " WHERE c.counted ORDER BY 1, 2, 3",
    )


def test_the_newest_decision_of_a_case_wins_in_any_order_of_adding(tmp_path: Path) -> None:
    old = write_lca(tmp_path / "q1.csv", [lca_row(1), lca_row(2)])
    new = write_lca(
        tmp_path / "q2.csv",
        [
            lca_row(1, CASE_STATUS="Certified - Withdrawn", DECISION_DATE="2024-04-02"),
            lca_row(3, DECISION_DATE="2024-04-03"),
        ],
    )
    results = []
    for number, order in enumerate(itertools.permutations((old, new))):
        database = tmp_path / f"{number}.db"
        for path in order:
            add_one(path, database)
        results.append((counted(database), totals(database), reference_version(database)))
    assert results[0] == results[1]
    assert results[0][0] == [
        ("I-200-24010-000001", "Certified - Withdrawn", "q2.csv"),
        ("I-200-24010-000002", "Certified", "q1.csv"),
        ("I-200-24010-000003", "Certified", "q2.csv"),
    ]
    assert sum(row[9] for row in results[0][1]) == 3
    reports = {report.name: report for report in list_files(database).files}
    assert (reports["q1.csv"].rows_kept, reports["q1.csv"].rows_replaced) == (1, 1)
    assert (reports["q2.csv"].rows_kept, reports["q2.csv"].rows_replaced) == (2, 0)


def test_a_case_that_two_files_repeat_counts_once_and_in_the_later_file(tmp_path: Path, database: Path) -> None:
    add_one(write_lca(tmp_path / "q2.csv", [lca_row(1), lca_row(2, DECISION_DATE="2024-03-20")]), database)
    add_one(write_lca(tmp_path / "q1.csv", [lca_row(1)]), database)
    assert counted(database)[0] == ("I-200-24010-000001", "Certified", "q2.csv")
    assert sum(row[9] for row in totals(database)) == 2


def test_a_case_twice_in_one_file_counts_once(tmp_path: Path, database: Path) -> None:
    report = add_one(write_lca(tmp_path / "q.csv", [lca_row(1), lca_row(1), lca_row(2)]), database)
    assert (report.rows_read, report.rows_kept, report.rows_replaced) == (3, 2, 1)
    assert sum(row[9] for row in totals(database)) == 2


def test_the_same_content_again_changes_nothing(tmp_path: Path, database: Path) -> None:
    plain = write_hub(tmp_path / "hub.csv", "2022,A CO,3,0,0,0,54,1234,MA,LYNN,01901")
    first = add_one(plain, database)
    before = database.read_bytes()
    packed = tmp_path / "same.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    for path in (plain, packed):
        (again,) = add_files([path], database)
        assert again.already_loaded and again.error is None
        assert (again.rows_read, again.rows_kept) == (first.rows_read, first.rows_kept)
    assert database.read_bytes() == before


def test_the_version_follows_the_content_and_not_the_order_or_the_names(tmp_path: Path) -> None:
    one = write_hub(tmp_path / "one.csv", "2022,A CO,3,0,0,0,54,1234,MA,LYNN,01901")
    two = write_hub(tmp_path / "two.csv", "2021,A CO,3,0,0,0,54,1234,MA,LYNN,01901")
    renamed = tmp_path / "renamed.csv"
    renamed.write_bytes(one.read_bytes())
    versions = []
    for number, paths in enumerate([(one, two), (two, renamed), (one,)]):
        database = tmp_path / f"{number}.db"
        add_files(paths, database)
        versions.append(reference_version(database))
    assert versions[0] == versions[1] != versions[2]
    remove_file("two.csv", tmp_path / "0.db")
    assert reference_version(tmp_path / "0.db") == versions[2]


def test_removing_a_file_brings_back_what_it_replaced(tmp_path: Path, database: Path) -> None:
    add_one(write_lca(tmp_path / "q1.csv", [lca_row(1), lca_row(2)]), database)
    before = (counted(database), totals(database), reference_version(database), list_files(database))
    later = lca_row(1, CASE_STATUS="Withdrawn", DECISION_DATE="2024-05-05")
    added = add_one(write_lca(tmp_path / "q3.csv", [later]), database)
    assert counted(database) != before[0]
    assert remove_file(added.sha256, database).name == "q3.csv"
    assert (counted(database), totals(database), reference_version(database), list_files(database)) == before


def test_removing_what_is_not_loaded_says_what_is(tmp_path: Path, database: Path) -> None:
    add_one(write_hub(tmp_path / "hub.csv", "2022,A CO,3,0,0,0,54,1234,MA,LYNN,01901"), database)
    with pytest.raises(ReferenceDataError, match=r"other\.csv: not loaded; loaded files: hub\.csv"):
        remove_file("other.csv", database)


def test_two_files_of_one_name_are_told_apart(tmp_path: Path, database: Path) -> None:
    for year in ("2021", "2022"):
        (tmp_path / year).mkdir()
        add_one(write_hub(tmp_path / year / "hub.csv", f"{year},A CO,3,0,0,0,54,1234,MA,LYNN,01901"), database)
    names = [report.name for report in list_files(database).files]
    assert names[0] == "hub.csv" and names[1].startswith("hub.csv (")
    assert {row[11] for row in totals(database)} == set(names)


def test_an_extract_without_case_numbers_does_not_repeat_the_full_file(tmp_path: Path) -> None:
    extract_header = [
        n for n in LCA_HEADER if n not in {"CASE_NUMBER", "JOB_TITLE", "EMPLOYER_STATE", "TRADE_NAME_DBA"}
    ]
    rows = [lca_row(i, WAGE_RATE_OF_PAY_FROM=90_000 + i, EMPLOYER_NAME="A CO") for i in range(1, 6)]
    stranger = lca_row(9, WAGE_RATE_OF_PAY_FROM=77_777, EMPLOYER_NAME="A CO")
    extract = write_lca(tmp_path / "extract.csv", [*rows[:3], stranger], extract_header)
    full = write_lca(tmp_path / "full.csv", rows)
    for number, order in enumerate(itertools.permutations((extract, full))):
        database = tmp_path / f"{number}.db"
        for path in order:
            add_one(path, database)
        assert sum(row[9] for row in totals(database)) == 6
        assert query(database, "SELECT name, rows_kept, rows_replaced FROM file ORDER BY name") == [
            ("extract.csv", 1, 3),
            ("full.csv", 5, 0),
        ]
        remove_file("full.csv", database)
        assert sum(row[9] for row in totals(database)) == 4


_STATUSES = ("Certified", "Certified - Withdrawn", "Withdrawn", "Denied")
_FILES = st.lists(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 28), st.sampled_from(_STATUSES)), min_size=1, max_size=6),
    min_size=1,
    max_size=4,
    unique_by=tuple,
)


@settings(max_examples=15, deadline=None)
@given(_FILES, st.data())
def test_what_counts_depends_on_the_files_and_not_on_the_way(
    files: list[list[tuple[int, int, str]]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(files))))
    extra = data.draw(st.sampled_from(range(len(files))))
    with TemporaryDirectory() as folder:
        paths = [
            write_lca(
                Path(folder) / f"{i}.csv",
                [lca_row(case, DECISION_DATE=f"2024-02-{day:02d}", CASE_STATUS=status) for case, day, status in rows],
            )
            for i, rows in enumerate(files)
        ]
        straight, other = Path(folder) / "a.db", Path(folder) / "b.db"
        assert all(report.error is None for report in add_files(paths, straight))
        add_files([paths[i] for i in order], other)
        remove_file(f"{extra}.csv", other)
        add_files([paths[extra]], other)
        assert counted(straight) == counted(other)
        assert totals(straight) == totals(other)
        newest: dict[int, int] = {}
        for case, day, _ in itertools.chain.from_iterable(files):
            newest[case] = max(day, newest.get(case, 0))
        dated = query(straight, "SELECT case_number, decision_date FROM lca_case WHERE counted ORDER BY 1")
        assert dated == [(f"I-200-24010-{case:06d}", f"2024-02-{day:02d}") for case, day in sorted(newest.items())]
        for report in list_files(other).files:
            assert report.rows_read == report.rows_kept + report.rows_replaced + report.rows_refused
        assert sum(r.rows_kept for r in list_files(other).files) == len(newest) == sum(row[9] for row in totals(other))
