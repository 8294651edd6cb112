"""Labor condition applications: outcomes, classes, workers, years, and the traps of the published files."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.synthetic_lca import HEADER, make_rows, write_csv, write_workbook
from enrich.reference.lca import split_place
from tests.reference.files import (
    LCA_HEADER,
    add_one,
    inline_rows,
    lca_row,
    query,
    sheet,
    totals,
    write_lca,
    write_package,
)
from tests.reference.test_layouts import EFILE, FY2016, FY2019, ICERT


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "reference.db"


def load(tmp_path: Path, *rows: dict[str, object], without: tuple[str, ...] = ()) -> Path:
    """A database with one CSV of ``rows``, some columns left out."""
    header = [name for name in LCA_HEADER if name not in without]
    add_one(write_lca(tmp_path / "lca.csv", rows, header), tmp_path / "reference.db")
    return tmp_path / "reference.db"


def test_outcomes_are_counted_apart_and_positions_beside_filings(tmp_path: Path) -> None:
    database = load(
        tmp_path,
        lca_row(1, TOTAL_WORKER_POSITIONS=10, NEW_EMPLOYMENT=10),
        lca_row(2, CASE_STATUS="CERTIFIED-WITHDRAWN"),
        lca_row(3, CASE_STATUS="Withdrawn"),
        lca_row(4, CASE_STATUS="Denied"),
        lca_row(5),
    )
    assert [(row[7], row[9], row[10]) for row in totals(database)] == [
        ("certified", 2, 11),
        ("certified_withdrawn", 1, 1),
        ("denied", 1, 1),
        ("withdrawn", 1, 1),
    ]
    assert totals(database)[0][:7] == ("Tallow & Wick, Inc.", "", "MA", "lca", "H-1B", 2024, "15-1200")


@pytest.mark.parametrize(
    ("changes", "employment"),
    [
        ({"NEW_EMPLOYMENT": 1}, "new"),
        ({"NEW_EMPLOYMENT": 0, "CHANGE_EMPLOYER": 1}, "new"),
        ({"NEW_EMPLOYMENT": 0, "NEW_CONCURRENT_EMPLOYMENT": "2.0"}, "new"),
        ({"NEW_EMPLOYMENT": 1, "CONTINUED_EMPLOYMENT": 9}, "new"),
        ({"NEW_EMPLOYMENT": 0, "CONTINUED_EMPLOYMENT": 1}, "continuing"),
        ({"NEW_EMPLOYMENT": 0, "CHANGE_PREVIOUS_EMPLOYMENT": 1}, "continuing"),
        ({"NEW_EMPLOYMENT": 0, "AMENDED_PETITION": 1}, "continuing"),
        ({"NEW_EMPLOYMENT": 0}, ""),
        ({"NEW_EMPLOYMENT": "", "CONTINUED_EMPLOYMENT": 1}, "continuing"),
        ({"NEW_EMPLOYMENT": "", "CONTINUED_EMPLOYMENT": 1, "TOTAL_WORKER_POSITIONS": 2}, ""),
        ({"NEW_EMPLOYMENT": "", "CHANGE_EMPLOYER": 1}, "new"),
    ],
)
def test_hires_are_told_from_people_already_employed(
    tmp_path: Path, changes: dict[str, object], employment: str
) -> None:
    assert totals(load(tmp_path, lca_row(1, **changes)))[0][8] == employment


def test_without_the_worker_columns_new_or_continuing_is_unknown(tmp_path: Path) -> None:
    gone = ("NEW_EMPLOYMENT", "CHANGE_EMPLOYER", "TOTAL_WORKER_POSITIONS")
    row = totals(load(tmp_path, lca_row(CONTINUED_EMPLOYMENT=1), without=gone))[0]
    assert (row[8], row[9], row[10]) == ("", 1, None)


@pytest.mark.parametrize(
    ("decided", "year", "quarter"),
    [
        ("2023-09-30", 2023, 4),
        ("2023-10-01", 2024, 1),
        ("12/31/2023", 2024, 1),
        ("2024/1/1", 2024, 2),
        ("45308", 2024, 2),
        ("30-SEP-24", 2024, 4),
    ],
)
def test_the_fiscal_year_is_that_of_the_decision(tmp_path: Path, decided: str, year: int, quarter: int) -> None:
    database = load(tmp_path, lca_row(DECISION_DATE=decided))
    assert query(database, "SELECT fiscal_year, fiscal_quarter FROM lca_case") == [(year, quarter)]


def test_an_extract_without_dates_is_dated_by_what_it_has(tmp_path: Path, database: Path) -> None:
    header = ("CASE_NUMBER", "EMPLOYER_NAME", "SOC_CODE", "Year", "Quarter")
    rows = [
        {
            "CASE_NUMBER": "I-203-24300-000001",
            "EMPLOYER_NAME": "A CO",
            "SOC_CODE": "29-1141",
            "Year": 2025,
            "Quarter": "Q2",
        }
    ]
    report = add_one(write_lca(tmp_path / "stated.csv", rows, header), database)
    assert "case_status" in report.absent and "fiscal_year" not in report.absent
    add_one(write_lca(tmp_path / "case.csv", [{**rows[0], "CASE_NUMBER": "I-203-24300-000002"}], header[:3]), database)
    assert [row[2:9] for row in totals(database)] == [
        ("", "lca", "E-3 Australian", 2025, "29-1000", "unknown", "")
    ] * 2  # the second: received 26 October 2024, by its number
    assert query(database, "SELECT fiscal_quarter FROM lca_case ORDER BY case_number") == [(2,), (1,)]


def test_rows_without_employer_period_or_of_another_program_are_refused(tmp_path: Path) -> None:
    database = load(
        tmp_path,
        lca_row(1),
        lca_row(2, EMPLOYER_NAME="  "),
        lca_row(3, CASE_NUMBER="", DECISION_DATE=""),
        lca_row(4, CASE_NUMBER="A-19001-12345"),
        lca_row(5, CASE_NUMBER="H-300-24010-000005"),
    )
    assert query(database, "SELECT rows_read, rows_kept, rows_refused FROM file") == [(5, 1, 4)]


def test_class_comes_from_the_case_number_only_where_the_file_has_none(tmp_path: Path) -> None:
    numbers = ("I-200-24010-000001", "I-201-24010-000002", "I-202-24010-000003", "I-203-24010-000004", "")
    rows = [lca_row(CASE_NUMBER=number, EMPLOYER_NAME=f"{i} CO") for i, number in enumerate(numbers)]
    database = load(tmp_path, *rows, without=("VISA_CLASS",))
    found = [row[4] for row in totals(database)]
    assert found == ["H-1B", "H-1B1 Chile", "H-1B1 Singapore", "E-3 Australian", "unknown"]


def test_an_unknown_status_or_class_is_noted_and_unknown(tmp_path: Path, database: Path) -> None:
    rows = [lca_row(i) for i in range(1, 8)]
    rows += [lca_row(8, CASE_STATUS="Pending"), lca_row(9, VISA_CLASS="Select Visa Classification")]
    report = add_one(write_lca(tmp_path / "lca.csv", rows), database)
    assert report.noted == {
        "case_status: a case status that is not known: 'Pending'": 1,
        "visa_class: a visa class that is not known: 'Select Visa Classification'": 1,
    }
    assert report.rows_kept == 9
    assert {(row[4], row[7]) for row in totals(database)} == {("H-1B", "certified"), ("H-1B", "unknown")}


def test_numbers_that_may_be_a_persons_are_dropped_and_counted(tmp_path: Path, database: Path) -> None:
    feins = ("47-1234567", "123-45-6789", "912-73-4567", "12-3456789", "99-9999999", "471234568", "N/A")
    rows = [lca_row(i, EMPLOYER_FEIN=fein) for i, fein in enumerate(feins, 1)]
    report = add_one(write_lca(tmp_path / "lca.csv", rows), database)
    kept = [row[0] for row in query(database, "SELECT employer_fein FROM lca_case ORDER BY line")]
    assert kept == ["47-1234567", None, None, None, None, "47-1234568", None]
    assert report.noted == {
        "employer_fein: an employer number in the shape of a person's: dropped": 2,
        "employer_fein: an employer number that is a placeholder: dropped": 2,
    }
    assert b"123-45-6789" not in database.read_bytes()


def test_contact_data_never_enter_the_database(tmp_path: Path, database: Path) -> None:
    marker = "ZQXPERSON"
    row = [
        f"{marker}{i}"
        if any(m in name for m in ("POC", "ATTORNEY", "PREPARER", "PHONE", "ADDRESS", "LAWFIRM", "COURT"))
        else v
        for i, (name, v) in enumerate(zip(HEADER, next(make_rows(1)), strict=True))
    ]
    assert sum(str(value).startswith(marker) for value in row) >= 40
    write_csv(tmp_path / "lca.csv", [row])
    add_one(tmp_path / "lca.csv", database)
    assert marker.encode() not in database.read_bytes()


@pytest.mark.parametrize(
    ("pay", "unit", "prevailing", "suspect"),
    [
        (98000, "Year", 90000, 0),
        (135000, "Hour", 90000, 1),
        (47.5, "Hour", 45, 0),
        (47.5, "Year", 45, 1),
        (120000, "Week", 90000, 1),
        (120000, "Month", "", 0),
        (98000, "", 90000, None),
        ("", "Year", 90000, None),
    ],
)
def test_pay_that_does_not_go_with_its_unit_is_marked(
    tmp_path: Path, pay: object, unit: str, prevailing: object, suspect: int | None
) -> None:
    header = (*LCA_HEADER, "PREVAILING_WAGE", "PW_UNIT_OF_PAY")
    row = lca_row(WAGE_RATE_OF_PAY_FROM=pay, WAGE_UNIT_OF_PAY=unit)
    changes = {"PREVAILING_WAGE": prevailing, "PW_UNIT_OF_PAY": unit or "Year"}
    add_one(write_lca(tmp_path / "lca.csv", [{**row, **changes}], header), tmp_path / "reference.db")
    assert query(tmp_path / "reference.db", "SELECT wage_suspect FROM lca_case") == [(suspect,)]


def test_workbook_and_csv_of_the_same_rows_give_the_same_cases(tmp_path: Path) -> None:
    rows = list(make_rows(400))
    write_workbook(tmp_path / "lca.xlsx", rows, blank_rows=500)
    write_csv(tmp_path / "lca.csv", rows)
    contents = []
    for name in ("lca.xlsx", "lca.csv"):
        database = tmp_path / f"{name}.db"
        report = add_one(tmp_path / name, database)
        assert (report.rows_read, report.rows_kept, report.noted) == (400, 400, {})
        contents.append(query(database, "SELECT * FROM lca_case ORDER BY line"))
    assert contents[0] == contents[1]
    by_name = dict(zip(HEADER, rows[0], strict=True))
    stored = query(tmp_path / "lca.xlsx.db", "SELECT case_number, employer_name, wage_rate_of_pay_from FROM lca_case")[
        0
    ]
    assert stored == (by_name["CASE_NUMBER"], by_name["EMPLOYER_NAME"], by_name["WAGE_RATE_OF_PAY_FROM"])


def test_zips_and_codes_that_a_workbook_holds_as_numbers_are_whole_again(tmp_path: Path, database: Path) -> None:
    row = lca_row(EMPLOYER_POSTAL_CODE=2138, DECISION_DATE=45308, RECEIVED_DATE=45301.0, EMPLOYER_FEIN=41234567)
    path = write_package(
        tmp_path / "lca.xlsx", {"LCA": sheet(inline_rows([LCA_HEADER, [row[name] for name in LCA_HEADER]]))}
    )
    add_one(path, database)
    assert query(
        database, "SELECT employer_postal_code, decision_date, received_date, employer_fein FROM lca_case"
    ) == [("02138", "2024-01-17", "2024-01-10", "04-1234567")]


_ERA_VALUES = {
    "employer": "Tallow & Wick, Inc.",
    "decided": "2016-03-02",
    "status": "CERTIFIED",
    "case": "I-200-16053-000001",
}


@pytest.mark.parametrize(
    ("names", "values", "expected"),
    [
        (
            FY2019,
            "WORKSITE_CITY_1=LYNN WORKSITE_CITY_2=SALEM WAGE_RATE_OF_PAY_FROM_1=50 WAGE_UNIT_OF_PAY_1=Hour "
            "TOTAL_WORKER_POSITIONS=2 NEW_EMPLOYMENT=2 SOC_CODE=15-1132 EMPLOYER_BUSINESS_DBA=Wick",
            ("LYNN", 50.0, "Hour", 2, "15-1132", "Wick", "H-1B"),
        ),
        (
            FY2016,
            "WORKSITE_CITY=LYNN WAGE_RATE_OF_PAY_FROM=90,000.00 WAGE_UNIT_OF_PAY=Year TOTAL_WORKERS=3 "
            "SOC_CODE=15-1132 VISA_CLASS=E-3",
            ("LYNN", 90000.0, "Year", 3, "15-1132", None, "E-3 Australian"),
        ),
        (
            ICERT,
            "LCA_CASE_WORKLOC1_CITY=LYNN LCA_CASE_WAGE_RATE_FROM=90000 LCA_CASE_WAGE_RATE_UNIT=Year TOTAL_WORKERS=1 "
            "LCA_CASE_SOC_CODE=15-1031.00",
            ("LYNN", 90000.0, "Year", 1, "15-1031", None, "H-1B"),
        ),
        (
            EFILE,
            "CITY_1=LYNN WAGE_RATE_1=40 RATE_PER_1=HR NBR_IMMIGRANTS=4",
            ("LYNN", 40.0, "Hour", 4, None, None, "H-1B"),
        ),
    ],
)
def test_every_era_gives_the_same_table(
    tmp_path: Path, database: Path, names: str, values: str, expected: tuple[object, ...]
) -> None:
    header = names.split()
    row = dict.fromkeys(header, "")
    for name in header:
        if name in {"EMPLOYER_NAME", "LCA_CASE_EMPLOYER_NAME", "NAME"}:
            row[name] = _ERA_VALUES["employer"]
        elif name in {"DECISION_DATE", "DOL_DECISION_DATE"}:
            row[name] = _ERA_VALUES["decided"]
        elif name in {"CASE_STATUS", "STATUS", "APPROVAL_STATUS"}:
            row[name] = _ERA_VALUES["status"]
        elif name in {"CASE_NUMBER", "LCA_CASE_NUMBER", "CASE_NO"}:
            row[name] = _ERA_VALUES["case"]
    changes = dict(pair.split("=") for pair in values.split())
    report = add_one(write_lca(tmp_path / "era.csv", [{**row, **changes}], header), database)
    assert report.noted == {}
    assert query(
        database,
        "SELECT worksite_city, wage_rate_of_pay_from, wage_unit_of_pay, total_worker_positions, soc_code,"
        " trade_name_dba, visa_class FROM lca_case",
    ) == [expected]
    ((name, *_, year, _, status, _, filings, _, _),) = totals(database)
    assert (name, year, status, filings) == ("Tallow & Wick, Inc.", 2016, "certified", 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ANN ARBOR, MICHIGAN", ("ANN ARBOR", "MI")),
        ("WASHINGTON, DISTRICT OF COLUMBIA", ("WASHINGTON", "DC")),
        ("LYNN, NORTH, MASSACHUSETTS", ("LYNN, NORTH", "MA")),
        ("NA, NA", (None, None)),
        ("LYNN", ("LYNN", None)),
    ],
)
def test_a_place_of_work_in_one_column_is_taken_apart(text: str, place: tuple[str | None, str | None]) -> None:
    assert split_place(text) == place
