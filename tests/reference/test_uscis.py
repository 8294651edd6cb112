"""Hub files in every spelling that USCIS has used, into counts that add up."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reference.files import HUB_HEADER, add_one, inline_rows, query, sheet, totals, write_hub, write_package

SIX = (
    *("Line by line", "Fiscal Year   ", "Employer (Petitioner) Name", "Tax ID", "Industry (NAICS) Code"),
    *("Petitioner City", "Petitioner State", "Petitioner Zip Code", "New Employment Approval", "New Employment Denial"),
    *("Continuation Approval", "Continuation Denial", "Change with Same Employer Approval"),
    *("Change with Same Employer Denial", "New Concurrent Approval", "New Concurrent Denial"),
    *("Change of Employer Approval", "Change of Employer Denial", "Amended Approval", "Amended Denial"),
)
SIX_ROW = (
    *("1", "2025", "Tallow & Wick, Inc.", "0567", "54 - Professional, Scientific, and Technical Services"),
    *("CAMBRIDGE", "MA", "02138", "10", "1", "1,200", "2", "3", "0", "4", "0", "50", "5", "6", "7"),
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "reference.db"


def test_a_row_becomes_a_count_for_each_outcome(tmp_path: Path, database: Path) -> None:
    hub = write_hub(tmp_path / "hub.csv", '2019,TALLOW & WICK INC,2,1,"1,234",0,54,567,MA,CAMBRIDGE,2138')
    report = add_one(hub, database)
    assert (report.source, report.rows_read, report.rows_kept, report.rows_refused) == ("uscis", 1, 1, 0)
    head = ("TALLOW & WICK INC", "", "MA", "uscis", "H-1B", 2019, "")
    assert totals(database) == [
        (*head, "approved", "continuing", 1234, None, "hub.csv"),
        (*head, "approved", "new", 2, None, "hub.csv"),
        (*head, "denied", "new", 1, None, "hub.csv"),
    ]
    assert query(database, "SELECT fiscal_year, tax_id, naics, city, zip, line FROM uscis_employer") == [
        (2019, "0567", "54", "CAMBRIDGE", "02138", 2)
    ]


def test_spellings_of_one_employer_and_equal_rows_are_all_counted(tmp_path: Path, database: Path) -> None:
    line = "2016,PELLAMAR LLC,1,0,0,0,54,4155,TX,AUSTIN,78701"
    add_one(
        write_hub(tmp_path / "hub.csv", line, line, line.replace("AUSTIN", "WACO"), line.replace(" LLC", "")), database
    )
    assert [(row[0], row[9]) for row in totals(database)] == [("PELLAMAR", 1), ("PELLAMAR LLC", 3)]


@pytest.mark.parametrize("singular", [True, False])
@pytest.mark.parametrize("packed", [True, False])
def test_header_spellings_and_gzip(tmp_path: Path, database: Path, singular: bool, packed: bool) -> None:
    header = HUB_HEADER.replace("Approvals", "Approval").replace("Denials", "Denial") if singular else HUB_HEADER
    plain = write_hub(tmp_path / "hub.csv", "2022,A CO,3,0,0,0,54,1234,MA,LYNN,01901", header=header)
    path = plain
    if packed:
        path = tmp_path / "hub.csv.gz"
        path.write_bytes(gzip.compress(plain.read_bytes()))
    add_one(path, database)
    assert totals(database)[0][9] == 3


def test_rows_that_cannot_be_counted_are_refused_and_say_why(tmp_path: Path, database: Path) -> None:
    hub = write_hub(
        tmp_path / "hub.csv",
        "2020,,0,1,0,0,71,3557,NY,ASTORIA,11106",
        "2020,#NAME?,0,0,1,0,33,3011,MI,LIVONIA,48150",
        "2020,GOOD CO,0,0,1,0,33,3011,MI,LIVONIA,48150",
        "2020,HALF CO,0,x,1,0,33,3011,MI,LIVONIA,48150",
        "2020,NIL CO,0,0,0,0,33,3011,MI,LIVONIA,48150",
        "2020,COMMA, INC,0,0,1,0,33,3011,MI,LIVONIA,48150",
        "soon,LATE CO,0,0,1,0,33,3011,MI,LIVONIA,48150",
        ",Grand Total,0,0,9,0,,,,,",
        ",,,,,,,,,,",
    )
    report = add_one(hub, database)
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (8, 1, 7)
    assert report.refused == {
        "a count that cannot be read": 1,
        "a total over employers": 1,
        "more cells than the header": 1,
        "no employer name": 2,
        "no fiscal year": 1,
        "no petitions": 1,
    }
    assert report.noted == {
        "employer: a spreadsheet error (#NAME?) in place of text": 1,
        "fiscal_year: a fiscal year that cannot be read": 1,
        "initial_denials: a count that cannot be read": 1,
    }
    assert [row[0] for row in totals(database)] == ["GOOD CO"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_every_encoding_in_use_is_read(tmp_path: Path, database: Path, encoding: str) -> None:
    text = f"{HUB_HEADER}\n2023,CAFÉ “OLÉ” LLC,1,0,0,0,72,1234,FL,MIAMI,33101\n"
    (tmp_path / "hub.csv").write_bytes(text.encode(encoding))
    add_one(tmp_path / "hub.csv", database)
    assert totals(database)[0][0] == "CAFÉ “OLÉ” LLC"


def check_six_kinds(database: Path) -> None:
    assert [(row[7], row[8], row[9]) for row in totals(database)] == [
        ("approved", "continuing", 1200 + 3 + 50 + 6),
        ("approved", "new", 14),
        ("denied", "continuing", 2 + 5 + 7),
        ("denied", "new", 1),
    ]
    assert query(
        database,
        "SELECT employer, naics, tax_id, zip, change_employer_approvals, change_employer_denials FROM uscis_employer",
    ) == [("Tallow & Wick, Inc.", "54", "0567", "02138", 50, 5)]


def test_the_tab_separated_utf16_download_is_read(tmp_path: Path, database: Path) -> None:
    text = "\t".join(SIX) + "\r\n" + "\t".join(SIX_ROW) + "\r\n"
    (tmp_path / "Employer Information.csv").write_bytes(text.encode("utf-16"))
    add_one(tmp_path / "Employer Information.csv", database)
    check_six_kinds(database)


def test_the_workbook_download_is_read(tmp_path: Path, database: Path) -> None:
    path = write_package(tmp_path / "hub.xlsx", {"Sheet 1": sheet(inline_rows([SIX, SIX_ROW]))})
    add_one(path, database)
    check_six_kinds(database)


def test_a_fuller_export_of_a_year_replaces_what_it_repeats(tmp_path: Path, database: Path) -> None:
    part = write_hub(
        tmp_path / "part.csv",
        "2023,OSTRAVIA HEALTH SYSTEMS OF THE UPPE,1,0,0,0,62,12,MA,LYNN,1901",
        "2023,ONLY HERE,1,0,0,0,62,0013,MA,LYNN,01901",
    )
    whole = write_hub(
        tmp_path / "whole.csv",
        "2023,Ostravia Health Systems of the Upper Valley,4,0,2,0,62,0012,MA,LYNN,01901",
        "2023,ANOTHER,1,0,0,0,62,0014,MA,LYNN,01901",
    )
    first, second = tmp_path / "one.db", tmp_path / "two.db"
    for paths, target in (((part, whole), first), ((whole, part), second)):
        for path in paths:
            add_one(path, target)
    assert totals(first) == totals(second)
    assert sorted((row[0], row[8], row[9]) for row in totals(first)) == [
        ("ANOTHER", "new", 1),
        ("ONLY HERE", "new", 1),
        ("Ostravia Health Systems of the Upper Valley", "continuing", 2),
        ("Ostravia Health Systems of the Upper Valley", "new", 4),
    ]
    assert query(first, "SELECT name, rows_kept, rows_replaced FROM file ORDER BY name") == [
        ("part.csv", 1, 1),
        ("whole.csv", 2, 0),
    ]


def _doubled_year(again: Callable[[int], str | None], keys: int = 2000) -> list[str]:
    """A year of 5 approvals for each of ``keys`` employers, and a second row of every tenth of them."""
    lines = []
    for number in range(keys):
        place = f"54,{number:04d},MA,LYNN,01901"
        lines.append(f"2021,EMPLOYER {number},2,0,3,0,{place}")
        counts = again(number) if number % 10 == 0 else None
        lines += [f"2021,EMPLOYER {number},{counts},{place}"] if counts else []
    return lines


@pytest.mark.parametrize(
    ("again", "keys", "kept", "approved"),
    [
        (lambda number: "2,0,3,0" if number % 20 else "1,0,3,0", 2000, 2000, 10_000),  # an export, and one before it
        (lambda number: "2,0,3,0" if number % 20 else "9,0,3,0", 2000, 2000, 10_700),  # in either order
        (lambda number: "3,0,1,0", 2000, 2200, 10_800),  # two petitioners: neither row is the other's beginning
        (lambda number: "2,0,3,0" if number % 50 == 0 else None, 2000, 2040, 10_200),  # as in any year
        (lambda number: "2,0,3,0", 500, 550, 2_750),  # too few to tell
    ],
)
def test_a_file_that_holds_two_exports_of_its_year_counts_once(
    tmp_path: Path, database: Path, again: Callable[[int], str | None], keys: int, kept: int, approved: int
) -> None:
    lines = _doubled_year(again, keys)
    report = add_one(write_hub(tmp_path / "hub.csv", *lines), database)
    assert (report.rows_read, report.rows_kept) == (len(lines), kept)
    assert report.rows_replaced == len(lines) - kept
    assert query(database, "SELECT sum(filings) FROM filing_total") == [(approved,)]


def test_years_in_separate_files_do_not_touch_each_other(tmp_path: Path, database: Path) -> None:
    for year in (2021, 2022):
        add_one(write_hub(tmp_path / f"{year}.csv", f"{year},A CO,3,0,0,0,54,1234,MA,LYNN,01901"), database)
    assert [(row[5], row[9]) for row in totals(database)] == [(2021, 3), (2022, 3)]
