"""A synthetic LCA disclosure workbook and CSV with the FY2024 header (97 columns). Every name and figure is invented.

The shape is that of the published files: one sheet, shared strings, dates as day numbers, blank cells left out.
"""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import escape

from enrich.reference.workbook import column_letters

_NAMES = """
CASE_NUMBER CASE_STATUS RECEIVED_DATE DECISION_DATE ORIGINAL_CERT_DATE VISA_CLASS JOB_TITLE SOC_CODE SOC_TITLE
FULL_TIME_POSITION BEGIN_DATE END_DATE TOTAL_WORKER_POSITIONS NEW_EMPLOYMENT CONTINUED_EMPLOYMENT
CHANGE_PREVIOUS_EMPLOYMENT NEW_CONCURRENT_EMPLOYMENT CHANGE_EMPLOYER AMENDED_PETITION EMPLOYER_NAME TRADE_NAME_DBA
EMPLOYER_ADDRESS1 EMPLOYER_ADDRESS2 EMPLOYER_CITY EMPLOYER_STATE EMPLOYER_POSTAL_CODE EMPLOYER_COUNTRY
EMPLOYER_PROVINCE EMPLOYER_PHONE EMPLOYER_PHONE_EXT EMPLOYER_FEIN NAICS_CODE EMPLOYER_POC_LAST_NAME
EMPLOYER_POC_FIRST_NAME EMPLOYER_POC_MIDDLE_NAME EMPLOYER_POC_JOB_TITLE EMPLOYER_POC_ADDRESS1 EMPLOYER_POC_ADDRESS2
EMPLOYER_POC_CITY EMPLOYER_POC_STATE EMPLOYER_POC_POSTAL_CODE EMPLOYER_POC_COUNTRY EMPLOYER_POC_PROVINCE
EMPLOYER_POC_PHONE EMPLOYER_POC_PHONE_EXT EMPLOYER_POC_EMAIL AGENT_REPRESENTING_EMPLOYER AGENT_ATTORNEY_LAST_NAME
AGENT_ATTORNEY_FIRST_NAME AGENT_ATTORNEY_MIDDLE_NAME AGENT_ATTORNEY_ADDRESS1 AGENT_ATTORNEY_ADDRESS2
AGENT_ATTORNEY_CITY AGENT_ATTORNEY_STATE AGENT_ATTORNEY_POSTAL_CODE AGENT_ATTORNEY_COUNTRY AGENT_ATTORNEY_PROVINCE
AGENT_ATTORNEY_PHONE AGENT_ATTORNEY_PHONE_EXT AGENT_ATTORNEY_EMAIL_ADDRESS LAWFIRM_NAME_BUSINESS_NAME
STATE_OF_HIGHEST_COURT NAME_OF_HIGHEST_STATE_COURT WORKSITE_WORKERS SECONDARY_ENTITY SECONDARY_ENTITY_BUSINESS_NAME
WORKSITE_ADDRESS1 WORKSITE_ADDRESS2 WORKSITE_CITY WORKSITE_COUNTY WORKSITE_STATE WORKSITE_POSTAL_CODE
WAGE_RATE_OF_PAY_FROM WAGE_RATE_OF_PAY_TO WAGE_UNIT_OF_PAY PREVAILING_WAGE PW_UNIT_OF_PAY PW_TRACKING_NUMBER
PW_WAGE_LEVEL PW_OES_YEAR PW_OTHER_SOURCE PW_OTHER_YEAR PW_SURVEY_PUBLISHER PW_SURVEY_NAME TOTAL_WORKSITE_LOCATIONS
AGREE_TO_LC_STATEMENT H_1B_DEPENDENT WILLFUL_VIOLATOR SUPPORT_H1B STATUTORY_BASIS APPENDIX_A_ATTACHED
PUBLIC_DISCLOSURE PREPARER_LAST_NAME PREPARER_FIRST_NAME PREPARER_MIDDLE_INITIAL PREPARER_BUSINESS_NAME PREPARER_EMAIL
"""
HEADER: tuple[str, ...] = tuple(_NAMES.split())
"""The 97 columns of the FY2024 files."""
DATES = frozenset(name for name in HEADER if name.endswith("_DATE"))

_WORDS = (
    *("Alder", "Basalt", "Cobalt", "Dune", "Ember", "Fathom", "Garnet", "Harbor", "Indigo", "Juniper", "Kestrel"),
    *("Larch", "Mica", "Nimbus", "Onyx", "Pumice"),
)
_KINDS = (
    "Analytics",
    "Clinics",
    "Engineering",
    "Foods",
    "Laboratories",
    "Logistics",
    "Networks",
    "Robotics",
    "Systems",
)
_FORMS = ("Inc.", "LLC", "Corp.", "L.P.", "& Sons, Inc.")
_CITIES = [
    (f"{word}{end}", state) for word in _WORDS for end, state in (("ville", "TX"), (" Falls", "WA"), ("port", "NJ"))
]
_SOCS = [("15-1252.00", "Software Developers"), ("15-2051.00", "Data Scientists"), ("29-1141.00", "Registered Nurses")]
_SOCS += [(f"17-{2000 + 10 * i}.00", f"Engineers, kind {i}") for i in range(1, 20)]
_TITLES = [
    f"{rank} {word} {job}"
    for rank in ("Junior", "Senior", "Lead")
    for word in _WORDS
    for job in ("Analyst", "Engineer")
]
_FIRST_DAY = 45_200  # 1 October 2023 as a day number
_LEVELS = ("I", "II", "II", "III", "IV")
_STATUSES = ("Certified",) * 18 + ("Certified - Withdrawn", "Denied")
_KIND_OF_FILING = HEADER[13:19]

Cell = str | int | float | None


def make_rows(count: int, *, seed: int = 7, first: int = 0) -> Iterator[list[Cell]]:
    """``count`` rows in the order of :data:`HEADER`; ``first`` is the number of the first case."""
    random_ = random.Random(seed)
    employers = [_employer(random_, i) for i in range(max(200, count // 12))]
    for number in range(first, first + count):
        employer = employers[int(len(employers) * random_.random() ** 3)]
        row = _row(random_, number, employer)
        yield [row.get(name) for name in HEADER]


def _employer(random_: random.Random, number: int) -> dict[str, Cell]:
    city, state = random_.choice(_CITIES)
    name = (
        f"{random_.choice(_WORDS)} {random_.choice(_WORDS)} {random_.choice(_KINDS)} {number} {random_.choice(_FORMS)}"
    )
    contact = {
        name: f"{name.replace('_', ' ').lower()} {number}"
        for name in HEADER
        if name.startswith(("EMPLOYER_POC", "AGENT_ATTORNEY", "PREPARER")) and random_.random() < 0.6
    }
    return {
        **contact,
        "EMPLOYER_NAME": name,
        "TRADE_NAME_DBA": f"{name.split()[0]} & Co" if random_.random() < 0.15 else None,
        "EMPLOYER_ADDRESS1": f"{100 + number % 9000} {random_.choice(_WORDS)} Street",
        "EMPLOYER_CITY": city,
        "EMPLOYER_STATE": state,
        "EMPLOYER_POSTAL_CODE": f"{7001 + number % 90000:05d}",
        "EMPLOYER_COUNTRY": "UNITED STATES OF AMERICA",
        "EMPLOYER_PHONE": f"1555{number:07d}",
        "EMPLOYER_FEIN": f"{20 + number % 70:02d}-{1_000_000 + number:07d}",
        "NAICS_CODE": str(541500 + number % 20),
        "LAWFIRM_NAME_BUSINESS_NAME": f"{random_.choice(_WORDS)} & {random_.choice(_WORDS)} LLP",
        "H_1B_DEPENDENT": random_.choice(("Yes", "No", "No")),
    }


def _row(random_: random.Random, number: int, employer: dict[str, Cell]) -> dict[str, Cell]:
    received = _FIRST_DAY + number % 360
    soc, soc_title = random_.choice(_SOCS)
    city, state = random_.choice(_CITIES)
    pay = 60_000 + 50 * int(random_.random() * 3_000)
    level = random_.choice(_LEVELS)
    kind = random_.choice(_KIND_OF_FILING)
    year, day = (23, received - 45_200 + 274) if received < 45_292 else (24, received - 45_291)
    return {
        **employer,
        "CASE_NUMBER": f"I-200-{year:02d}{day:03d}-{number:06d}",
        "CASE_STATUS": random_.choice(_STATUSES),
        "RECEIVED_DATE": received,
        "DECISION_DATE": received + 7,
        "VISA_CLASS": "H-1B",
        "JOB_TITLE": random_.choice(_TITLES),
        "SOC_CODE": soc,
        "SOC_TITLE": soc_title,
        "FULL_TIME_POSITION": "Y",
        "BEGIN_DATE": received + 90,
        "END_DATE": received + 90 + 1094,
        "TOTAL_WORKER_POSITIONS": 1,
        **{name: int(name == kind) for name in _KIND_OF_FILING},
        "AGENT_REPRESENTING_EMPLOYER": "Yes",
        "WORKSITE_WORKERS": 1,
        "SECONDARY_ENTITY": "No",
        "WORKSITE_ADDRESS1": f"{number % 5000} {random_.choice(_WORDS)} Avenue",
        "WORKSITE_CITY": city,
        "WORKSITE_COUNTY": city.upper(),
        "WORKSITE_STATE": state,
        "WORKSITE_POSTAL_CODE": f"{7001 + number % 3000:05d}",
        "WAGE_RATE_OF_PAY_FROM": pay,
        "WAGE_RATE_OF_PAY_TO": pay + 20_000 if random_.random() < 0.4 else None,
        "WAGE_UNIT_OF_PAY": "Year",
        "PREVAILING_WAGE": pay - 1_500,
        "PW_UNIT_OF_PAY": "Year",
        "PW_WAGE_LEVEL": level,
        "PW_OES_YEAR": "7/1/2023 - 6/30/2024",
        "TOTAL_WORKSITE_LOCATIONS": 1,
        "AGREE_TO_LC_STATEMENT": "Yes",
        "WILLFUL_VIOLATOR": "No",
        "SUPPORT_H1B": "N/A",
        "PUBLIC_DISCLOSURE": "Disclose Business",
    }


_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_NS} xmlns:r="{_RELATIONS}">'
    '<sheets><sheet name="LCA" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet {_NS}><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}


def write_workbook(path: Path, rows: Iterable[list[Cell]], *, blank_rows: int = 0) -> None:
    """Write a workbook; ``blank_rows`` formatted rows without values follow the data, as in some published files."""
    strings: dict[str, int] = {}
    letters = [column_letters(i) for i in range(len(HEADER))]
    is_date = [name in DATES for name in HEADER]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
        for name, xml in _PARTS.items():
            package.writestr(name, xml)
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f"<worksheet {_NS}><sheetData>".encode())
            number = 0
            for number, row in enumerate(_with_header(rows), 1):
                sheet.write(_row_xml(number, row, letters, is_date, strings))
            for blank in range(number + 1, number + 1 + blank_rows):
                cells = "".join(f'<c r="{column}{blank}" s="1"/>' for column in letters)
                sheet.write(f'<row r="{blank}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with package.open("xl/sharedStrings.xml", "w", force_zip64=True) as table:
            table.write(f'<sst {_NS} uniqueCount="{len(strings)}">'.encode())
            for text in strings:
                table.write(f"<si><t>{escape(text)}</t></si>".encode())
            table.write(b"</sst>")


def _with_header(rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    yield list(HEADER)
    yield from rows


def _row_xml(number: int, row: list[Cell], letters: list[str], is_date: list[bool], strings: dict[str, int]) -> bytes:
    cells = [f'<row r="{number}" spans="1:97">']
    for letter, value, date in zip(letters, row, is_date, strict=True):
        if isinstance(value, str):
            cells.append(f'<c r="{letter}{number}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>')
        elif value is not None:
            cells.append(f'<c r="{letter}{number}"{" s=" + chr(34) + "1" + chr(34) if date else ""}><v>{value}</v></c>')
    cells.append("</row>")
    return "".join(cells).encode()


def write_csv(path: Path, rows: Iterable[list[Cell]]) -> None:
    """Write the same rows as CSV; dates stay day numbers."""
    with closing(path.open("w", newline="", encoding="utf-8")) as out:
        writer = csv.writer(out)
        writer.writerows(_with_header(rows))
