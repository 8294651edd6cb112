"""Writes filing files for tests: workbooks from raw XML or from rows, CSV files, and reads the database back."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from enrich.reference import FileReport, add_files

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_T = "application/vnd.openxmlformats-officedocument.spreadsheetml"

HUB_HEADER = (
    "Fiscal Year,Employer,Initial Approvals,Initial Denials,Continuing Approvals,Continuing Denials,"
    "NAICS,Tax ID,State,City,ZIP"
)
LCA_HEADER = (
    *("CASE_NUMBER", "CASE_STATUS", "RECEIVED_DATE", "DECISION_DATE", "VISA_CLASS", "JOB_TITLE", "SOC_CODE"),
    *("TOTAL_WORKER_POSITIONS", "NEW_EMPLOYMENT", "CONTINUED_EMPLOYMENT", "CHANGE_PREVIOUS_EMPLOYMENT"),
    *("NEW_CONCURRENT_EMPLOYMENT", "CHANGE_EMPLOYER", "AMENDED_PETITION", "EMPLOYER_NAME", "TRADE_NAME_DBA"),
    *("EMPLOYER_STATE", "EMPLOYER_POSTAL_CODE", "EMPLOYER_FEIN", "WAGE_RATE_OF_PAY_FROM", "WAGE_UNIT_OF_PAY"),
)
_LCA_ROW: Mapping[str, object] = {
    "CASE_NUMBER": "I-200-24010-000001",
    "CASE_STATUS": "Certified",
    "RECEIVED_DATE": "2024-01-10",
    "DECISION_DATE": "2024-01-17",
    "VISA_CLASS": "H-1B",
    "JOB_TITLE": "Glassblower",
    "SOC_CODE": "15-1252.00",
    "TOTAL_WORKER_POSITIONS": 1,
    "NEW_EMPLOYMENT": 1,
    "CONTINUED_EMPLOYMENT": 0,
    "CHANGE_PREVIOUS_EMPLOYMENT": 0,
    "NEW_CONCURRENT_EMPLOYMENT": 0,
    "CHANGE_EMPLOYER": 0,
    "AMENDED_PETITION": 0,
    "EMPLOYER_NAME": "Tallow & Wick, Inc.",
    "TRADE_NAME_DBA": "",
    "EMPLOYER_STATE": "MA",
    "EMPLOYER_POSTAL_CODE": "02138",
    "EMPLOYER_FEIN": "47-1234567",
    "WAGE_RATE_OF_PAY_FROM": 98000,
    "WAGE_UNIT_OF_PAY": "Year",
}


def lca_row(number: int = 1, **changes: object) -> dict[str, object]:
    """One application; the case number ends in ``number``."""
    return {**_LCA_ROW, "CASE_NUMBER": f"I-200-24010-{number:06d}", **changes}


def write_lca(path: Path, rows: Iterable[Mapping[str, object]], header: Sequence[str] = LCA_HEADER) -> Path:
    """A CSV of applications."""
    with closing(path.open("w", newline="", encoding="utf-8")) as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([[row.get(name, "") for name in header] for row in rows])
    return path


def write_hub(path: Path, *lines: str, header: str = HUB_HEADER) -> Path:
    """A hub CSV of lines."""
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """Delimited text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def write_package(
    path: Path, sheets: Mapping[str, str | bytes], strings: str | None = None, properties: str = ""
) -> Path:
    """A workbook from the whole XML of its sheets and of its shared string table."""
    names = list(sheets)
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_R}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    if strings is not None:
        relations += f'<Relationship Id="rIdS" Type="{_R}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    listed = "".join(f'<sheet name={quoteattr(n)} sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_P}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="{_T}.worksheet+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_T}.sheet.main+xml"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_P}/relationships"><Relationship Id="rId1" Type="{_R}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.xml",
            f'<workbook {MAIN} xmlns:r="{_R}"><workbookPr {properties}/><sheets>{listed}</sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_P}/relationships">{relations}</Relationships>'
        )
        for number, xml in enumerate(sheets.values(), 1):
            package.writestr(f"xl/worksheets/sheet{number}.xml", xml)
        if strings is not None:
            package.writestr("xl/sharedStrings.xml", strings)
    return path


def sheet(rows: str) -> str:
    """A sheet around the XML of its rows."""
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>'


def inline_rows(rows: Iterable[Sequence[object]], first: int = 1) -> str:
    """XML of rows with every text inline; ``None`` and blank cells are left out."""
    lines = []
    for number, row in enumerate(rows, first):
        cells = []
        for column, value in enumerate(row):
            place = f"{letters(column)}{number}"
            if isinstance(value, (int, float)):
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
            elif value:
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(lines)


def letters(column: int) -> str:
    """Column letters, counted another way than the reader does."""
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def add_one(path: Path, database: Path) -> FileReport:
    """Add a file that is expected to load."""
    (report,) = add_files([path], database)
    assert report.error is None, report.error
    return report


def refusal(path: Path, database: Path) -> str:
    """The one line with which a file is refused; checks that the database was left alone."""
    before = database.read_bytes() if database.exists() else None
    (report,) = add_files([path], database)
    assert report.error is not None, report
    assert "\n" not in report.error
    assert path.name in report.error
    assert (database.read_bytes() if database.exists() else None) == before
    return report.error


def query(database: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a query."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql, values).fetchall()


def totals(database: Path) -> list[tuple[Any, ...]]:
    """Everything that later stages read, in a fixed order."""
    return query(
        database,
        "SELECT employer_name, trade_name_dba, state, source, visa_class, fiscal_year, soc_group, status, employment,"
        " filings, positions, file FROM filing_total ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 12",
    )
