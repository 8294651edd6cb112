"""Files that cannot be loaded: one clear line each, the database untouched, the other files loaded."""

from __future__ import annotations

import gzip
import signal
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from enrich.reference import ReferenceDataError, add_files, list_files, reference_version
from tests.reference.files import (
    HUB_HEADER,
    LCA_HEADER,
    add_one,
    inline_rows,
    lca_row,
    query,
    refusal,
    sheet,
    totals,
    write_hub,
    write_lca,
    write_package,
)

LINE = "2022,A CO,3,0,0,0,54,1234,MA,LYNN,01901"


@pytest.fixture(params=["empty", "loaded"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A database that is not there yet, and one with a file."""
    path = tmp_path / "reference.db"
    if request.param == "loaded":
        add_one(write_hub(tmp_path / "before.csv", LINE.replace("2022", "2015")), path)
    return path


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("report.xlsx", b"%PDF-1.7 ...", "PDF"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls"),
        ("page.csv", b"<!DOCTYPE html><html><title>Access Denied</title></html>", "web page"),
        ("page.xlsx", b"\xef\xbb\xbf\n <html>403</html>", "web page"),
        ("nothing.csv", b"", "empty"),
        ("blank.csv", b"\n\n  \n", "empty"),
        ("cut.xlsx", b"PK\x03\x04" + b"\x14\0" * 40, "truncated or damaged"),
        ("binary.csv", bytes(range(256)) * 20, "binary"),
        ("cut.csv.gz", gzip.compress((HUB_HEADER + "\n" + LINE * 4000).encode())[:-30], "gzip"),
        ("inner.csv.gz", gzip.compress(b"PK\x03\x04..."), "archive inside gzip"),
        ("notes.csv", b"name,value\na,1\nb,2\n", "no header of a known layout"),
        ("headeronly.csv", (HUB_HEADER + "\n").encode(), "no rows"),
        ("quote.csv", (HUB_HEADER + '\n2022,"A CO" LLC,3,0,0,0,54,1,MA,LYNN,1901\n').encode(), "quote.csv:2"),
        ("open.csv", (HUB_HEADER + f'\n{LINE}\n2022,"A CO,3,0\n').encode(), "open.csv:3"),
        ("long.csv", b"x" * (2 * 2**20), "over 1,048,576 characters"),
        ("half.csv", (HUB_HEADER + "\n").encode("utf-16") + b"\x00\xd8x\x00\n\x00", "half.csv: about line"),
        ("h2a.csv", b"CASE_NO,DECISION_DATE,EMPLOYER_NAME,H2A_LABOR_CONTRACTOR\nH-300,x,y,z\n", "another program"),
        ("no_dates.csv", (",".join(LCA_HEADER[:-1]) + "\n" + "x," * 19 + "x\n").encode(), "none of the 1 rows"),
        ("short.csv", HUB_HEADER.replace(",Initial Denials", "").encode() + b"\n1\n", "no column Initial Denials"),
        ("wrong.csv", HUB_HEADER.replace("ing Denials", "ing Denails").encode() + b"\n1\n", "'Continuing Denails'"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_filing_file_is_refused(
    tmp_path: Path, database: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert says in refusal(tmp_path / name, database)


def test_a_folder_and_an_absent_file_are_refused(tmp_path: Path, database: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "a folder" in refusal(tmp_path / "folder", database)
    assert "cannot be read" in refusal(tmp_path / "absent.csv", database)


def test_a_gzip_bomb_is_refused(tmp_path: Path, database: Path) -> None:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(f"{HUB_HEADER}\n".encode())]
    parts += [packer.compress(b"," * 2**20 + b"\n") for _ in range(80)]
    (tmp_path / "bomb.csv.gz").write_bytes(b"".join([*parts, packer.flush()]))
    assert "bomb" in refusal(tmp_path / "bomb.csv.gz", database)


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ({"S": sheet("")}, "empty"),
        ({"A": sheet(""), "B": sheet(inline_rows([["x", "y"], [1, 2]]))}, "sheet 'B'!A1: no header of a known layout"),
        ({"A": sheet(inline_rows([LCA_HEADER]))}, "sheet 'A': a header and no rows"),
        (
            {name: sheet(inline_rows([LCA_HEADER, list(lca_row().values())])) for name in ("Q1", "Q2")},
            "sheet 'Q1' and workbook.xlsx sheet 'Q2' both hold filings",
        ),
        (
            {"S": sheet(inline_rows([[*LCA_HEADER, "EMPLOYER_NAME"], list(lca_row().values())]))},
            "sheet 'S'!O1 and workbook.xlsx sheet 'S'!V1: column EMPLOYER_NAME is there twice",
        ),
        (
            {"S": sheet(inline_rows([["EMPLOYER NAMES" if n == "EMPLOYER_NAME" else n for n in LCA_HEADER]]))},
            "sheet 'S'!A1: no column EMPLOYER_NAME (LCA FLAG (FY2020 on)); nearest is 'EMPLOYER NAMES'",
        ),
    ],
)
def test_a_workbook_without_one_table_of_filings_is_refused(
    tmp_path: Path, database: Path, sheets: dict[str, str], says: str
) -> None:
    assert says in refusal(write_package(tmp_path / "workbook.xlsx", sheets), database)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path, database: Path) -> None:
    path = write_package(tmp_path / "w.xlsx", {"S": sheet("")})
    data = path.read_bytes().replace(b"xl/workbook.xml", b"xl/workbook.mlx")
    path.write_bytes(data)
    assert "a ZIP, not a workbook" in refusal(path, database)


def test_a_workbook_that_breaks_after_thousands_of_rows_leaves_nothing(tmp_path: Path, database: Path) -> None:
    rows = inline_rows([LCA_HEADER, *(list(lca_row(i).values()) for i in range(3000))])
    whole = sheet(rows)
    path = write_package(tmp_path / "cut.xlsx", {"S": whole[: len(whole) * 3 // 4]})
    before = totals(database) if database.exists() else None
    assert "ends early" in refusal(path, database)
    assert (totals(database) if database.exists() else None) == before


def test_a_column_that_is_something_else_is_refused(tmp_path: Path, database: Path) -> None:
    rows = [lca_row(i, DECISION_DATE="Software Developers", CASE_STATUS="Certified") for i in range(20)]
    message = refusal(write_lca(tmp_path / "shifted.csv", rows), database)
    assert "shifted.csv:1:4: most cells of the column cannot be read as decision_date" in message


def test_one_bad_file_does_not_stop_the_others_and_each_says_its_own(tmp_path: Path) -> None:
    database = tmp_path / "reference.db"
    (tmp_path / "bad.csv").write_text("not,a,table\n")
    paths = [
        write_hub(tmp_path / "one.csv", LINE),
        tmp_path / "bad.csv",
        tmp_path / "absent.csv",
        write_hub(tmp_path / "two.csv", LINE.replace("2022", "2021")),
    ]
    reports = add_files(paths, database)
    assert [report.name for report in reports] == ["one.csv", "bad.csv", "absent.csv", "two.csv"]
    assert [report.error is None for report in reports] == [True, False, False, True]
    assert [row[5] for row in totals(database)] == [2021, 2022]


_KILLED = """
import os, signal, sys
from pathlib import Path
from enrich.reference import add_files
kill = lambda name, rows: rows >= 60_000 and os.kill(os.getpid(), signal.SIGKILL)
add_files([Path(sys.argv[1])], Path(sys.argv[2]), kill)
"""


def test_a_killed_load_leaves_what_was_there_and_can_be_repeated(tmp_path: Path) -> None:
    database = tmp_path / "reference.db"
    add_one(write_hub(tmp_path / "one.csv", LINE), database)
    before = (totals(database), list_files(database))
    big = write_hub(tmp_path / "big.csv", *(f"2021,CO {i},3,0,0,0,54,1234,MA,LYNN,01901" for i in range(61_000)))
    done = subprocess.run([sys.executable, "-c", _KILLED, str(big), str(database)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (list_files(database), totals(database)) == (before[1], before[0])
    assert add_one(big, database).rows_kept == 61_000


def test_a_pivot_beside_the_data_is_no_obstacle(tmp_path: Path) -> None:
    pivot = sheet(inline_rows([["CASE_STATUS", "VISA_CLASS", "EMPLOYER_STATE"], ["Certified", "H-1B", 12]]))
    data = sheet(inline_rows([LCA_HEADER, list(lca_row().values())]))
    for number, sheets in enumerate(({"P": pivot, "D": data}, {"D": data, "P": pivot})):
        path = write_package(tmp_path / f"{number}.xlsx", sheets)
        assert add_one(path, tmp_path / f"{number}.db").rows_kept == 1


def test_header_rows_below_titles_and_other_sheets_are_found(tmp_path: Path) -> None:
    database = tmp_path / "reference.db"
    titles: list[list[object]] = [["Disclosure data"], [], ["as of", 45308]]
    table = inline_rows([*titles, list(LCA_HEADER), list(lca_row().values())])
    path = write_package(tmp_path / "w.xlsx", {"Read me": sheet(inline_rows([["notes"]])), "Data": sheet(table)})
    assert add_one(path, database).rows_read == 1
    assert query(database, "SELECT line FROM lca_case") == [(5,)]


def test_a_file_that_is_no_database_of_ours_is_not_touched(tmp_path: Path) -> None:
    hub = write_hub(tmp_path / "hub.csv", LINE)
    text = tmp_path / "notes.db"
    text.write_text("these are notes, not a database" * 20)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE mine (x)")
        connection.commit()
    for path in (text, other):
        before = path.read_bytes()
        for use in (lambda p: add_files([hub], p), list_files, reference_version):
            with pytest.raises(ReferenceDataError, match=path.name):
                use(path)
        assert path.read_bytes() == before


def test_a_database_that_does_not_exist_is_an_empty_one(tmp_path: Path) -> None:
    coverage = list_files(tmp_path / "absent.db")
    assert (coverage.version, coverage.files, coverage.periods, coverage.gaps) == (None, [], [], [])
    assert reference_version(tmp_path / "absent.db") is None
    assert not (tmp_path / "absent.db").exists()
