"""The real files, where they are: every row is accounted for, and sums agree with a plain reading of the file."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import python_calamine

from enrich.reference import FileReport, add_files, list_files
from tests.real_data import shared_path
from tests.reference.files import query

pytestmark = pytest.mark.real

_COUNTS = ("Initial Approvals", "Initial Denials", "Continuing Approvals", "Continuing Denials")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, FileReport]]:
    folders = ("uscis_hub", "lca", "onet", "ipeds", "sec")
    paths = [path for folder in folders for path in sorted(shared_path("data", "dol", folder).iterdir())]
    database = tmp_path_factory.mktemp("real") / "reference.db"
    return database, {path.name: report for path, report in zip(paths, add_files(paths, database), strict=True)}


def _plain_rows(path: Path) -> Iterator[dict[str, str]]:
    if path.suffix == ".xlsx":
        rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        header = [str(cell) for cell in rows[0]]
        yield from (dict(zip(header, map(str, row), strict=True)) for row in rows[1:])
        return
    text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
    if path.suffix == ".json":
        yield from json.loads(text).values()
    elif ".txt" in path.name:
        yield from csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        yield from csv.DictReader(io.StringIO(text, newline=""))


_FOLDERS = {"uscis": "uscis_hub"}
_TWO_EXPORTS = "h1b_datahubexport-2021.csv.gz"


def test_every_file_loads_and_every_row_is_accounted_for(loaded: tuple[Path, dict[str, FileReport]]) -> None:
    for name, report in loaded[1].items():
        assert report.error is None, report.error
        path = shared_path("data", "dol", _FOLDERS.get(report.source, report.source), name)
        assert report.rows_read == sum(1 for _ in _plain_rows(path)), name
        assert report.rows_read == report.rows_kept + report.rows_replaced + report.rows_refused
        assert report.rows_refused <= 10 and set(report.refused) <= {"no employer name"}
        assert report.rows_replaced == (8_840 if name == _TWO_EXPORTS else 0)


def test_the_listing_agrees_with_what_is_written_beside_the_files(loaded: tuple[Path, dict[str, FileReport]]) -> None:
    written = shared_path("data", "dol", "README.md").read_text(encoding="utf-8")
    told = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", written)}
    coverage = list_files(loaded[0])
    assert {file.name for file in coverage.files} == set(loaded[1])
    assert [file.name for file in coverage.files if file.rows_read not in told] == []
    assert sum(file.rows_read for file in coverage.files if file.source == "uscis") in told
    assert {file.source for file in coverage.files if "CC BY 4.0" in file.attribution} == {"onet"}


def test_reference_tables_agree_with_a_plain_reading(loaded: tuple[Path, dict[str, FileReport]]) -> None:
    onet = shared_path("data", "dol", "onet", "Alternate_Titles.txt.gz")
    titles = [line.split("\t") for line in gzip.decompress(onet.read_bytes()).decode().splitlines()[1:]]
    found = query(loaded[0], "SELECT onet_soc, alternate_title FROM onet_alternate_title ORDER BY line")
    assert found == [(code, " ".join(title.split())) for code, title, *_ in titles]
    institutions = list(_plain_rows(shared_path("data", "dol", "ipeds", "hd2023_institutions.csv.gz")))
    found = query(loaded[0], "SELECT unitid, replace(ein, '-', '') FROM ipeds_institution ORDER BY line")
    assert sum(number is None for _, number in found) <= 100
    assert all(
        unit == int(row["UNITID"]) and number in (None, row["EIN"].zfill(9))
        for (unit, number), row in zip(found, institutions, strict=True)
    )
    companies = json.loads(shared_path("data", "dol", "sec", "company_tickers_20230208.json").read_bytes()).values()
    found = query(loaded[0], "SELECT cik, ticker, title FROM sec_company ORDER BY line")
    assert found == [(row["cik_str"], row["ticker"], " ".join(row["title"].split())) for row in companies]


def test_the_combined_place_of_work_is_taken_apart(loaded: tuple[Path, dict[str, FileReport]]) -> None:
    places = query(
        loaded[0],
        "SELECT worksite_city, worksite_state FROM lca_case c JOIN file f ON f.id = c.file WHERE f.name LIKE 'kaggle%'",
    )
    assert all(city and "," not in city for city, _ in places)
    assert sum(state is not None and len(state) == 2 for _, state in places) > 0.99 * len(places)


def test_hub_sums_agree_with_a_plain_reading(loaded: tuple[Path, dict[str, FileReport]]) -> None:
    for name in (name for name in loaded[1] if name.startswith("h1b_")):
        entries: dict[object, Counter[str]] = {}
        for line, row in enumerate(_plain_rows(shared_path("data", "dol", "uscis_hub", name))):
            if row["Employer"] and row["Employer"] != "#NAME?":
                counts = Counter({column: int(row[column].replace(",", "")) for column in _COUNTS})
                key = tuple(row[column] for column in row if column not in _COUNTS) if name == _TWO_EXPORTS else line
                entries[key] = max(entries.get(key, counts), counts, key=Counter.total)
        expected = sum(entries.values(), Counter[str]())
        found = query(
            loaded[0],
            "SELECT employment, status, sum(filings) FROM filing_total WHERE file = ? GROUP BY 1, 2 ORDER BY 1, 2",
            name,
        )
        assert [count for *_, count in found] == [
            expected["Continuing Approvals"],
            expected["Continuing Denials"],
            expected["Initial Approvals"],
            expected["Initial Denials"],
        ]


@pytest.mark.parametrize(("year", "approved"), [(2019, 388_403), (2020, 426_710), (2021, 407_071)])
def test_hub_approvals_are_those_that_uscis_reports(
    loaded: tuple[Path, dict[str, FileReport]], year: int, approved: int
) -> None:
    # "Characteristics of H-1B Specialty Occupation Workers", annual reports to Congress.
    total = "SELECT sum(filings) FROM filing_total WHERE source = 'uscis' AND status = 'approved' AND fiscal_year = ?"
    assert query(loaded[0], total, year)[0][0] == pytest.approx(approved, rel=0.005)


def test_application_outcomes_and_classes_agree_with_another_reader(
    loaded: tuple[Path, dict[str, FileReport]],
) -> None:
    name = "LCA_FY2020_sample10000.xlsx"
    rows = list(_plain_rows(shared_path("data", "dol", "lca", name)))
    found = query(
        loaded[0],
        "SELECT c.case_status, c.visa_class, c.total_worker_positions, c.decision_date, c.wage_rate_of_pay_from,"
        " c.soc_code, c.employer_name, c.h_1b_dependent FROM lca_case c JOIN file f ON f.id = c.file WHERE f.name = ?"
        " ORDER BY c.line",
        name,
    )
    yes = {"Y": 1, "N": 0, "": None}
    assert found == [
        (
            row["CASE_STATUS"],
            row["VISA_CLASS"],
            int(float(row["TOTAL_WORKER_POSITIONS"])),
            row["DECISION_DATE"][:10],
            float(row["WAGE_RATE_OF_PAY_FROM"]),
            re.sub(r"\.0+$", "", row["SOC_CODE"]),
            " ".join(row["EMPLOYER_NAME"].split()),
            yes[row["H-1B_DEPENDENT"]],
        )
        for row in rows
    ]
    periods = {(p.fiscal_year, p.fiscal_quarter): p.rows_kept for p in list_files(loaded[0]).periods if name in p.files}
    assert periods == {(2020, 2): 10_000}


def test_wages_in_the_wrong_unit_are_marked(loaded: tuple[Path, dict[str, FileReport]]) -> None:
    hours = query(
        loaded[0], "SELECT wage_suspect FROM lca_case WHERE wage_unit_of_pay = 'Hour' AND wage_rate_of_pay_from > 20000"
    )
    assert hours and all(suspect == (1,) for suspect in hours)


def test_no_contact_data_are_loaded(loaded: tuple[Path, dict[str, FileReport]]) -> None:
    columns = {row[1] for row in query(loaded[0], "PRAGMA table_info(lca_case)")}
    assert not [
        name for name in columns if any(mark in name for mark in ("poc", "attorney", "preparer", "phone", "email"))
    ]
