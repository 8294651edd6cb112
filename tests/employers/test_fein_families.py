"""Names filed under one full employer number: what is joined, what stays apart, and what names the employer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest

from enrich.employers.build import FiledName
from enrich.employers.entities import TaxIdRow
from enrich.employers.index import EmployerIndex, encode_index
from enrich.employers.normalise import core
from enrich.employers.store import load_index
from tests.employers.filers import index_of
from tests.reference.files import LCA_HEADER, add_one, lca_row, write_lca

FEIN = "365554821"


def case(
    name: str, fein: str = FEIN, *, filings: int = 5, year: int = 2024, state: str = "IL", code: str = "60601",
    naics: str = "54",
) -> TaxIdRow:  # fmt: skip
    return TaxIdRow(name, fein[-4:], state, filings, code, naics, year, fein)


def hub(name: str, tax_id: str, *, filings: int = 5, code: str = "60601") -> TaxIdRow:
    return TaxIdRow(name, tax_id, "IL", filings, code, "54", 2019)


def joined(*rows: TaxIdRow) -> EmployerIndex:
    return index_of(
        *(FiledName(row.name, "", row.state, row.filings, row.first_year) for row in rows), aliases=[], tax_ids=rows
    )


def is_one(*rows: TaxIdRow) -> bool:
    return len(joined(*rows).filers) == 1


def test_a_new_name_joins_the_older_one_with_the_reason_and_can_be_undone() -> None:
    old, new = case("OSTERVALE ROBOTICS INC", code="60601"), case("PLINTHO AUTOMATION INC", year=2025, code="60614")
    index = joined(new, old)
    assert len(index.filers) == 1 and index.filers[0].id == "f:ostervale-robotics"
    why = index.filers[0].links["PLINTHO AUTOMATION INC"]
    assert "one FEIN (..4821)" in why and "ostervale robotics" in why and FEIN not in why
    assert joined(old).filers[0].names == ["OSTERVALE ROBOTICS INC"]
    assert not is_one(old, case("PLINTHO AUTOMATION INC", "365554822", year=2025, code="60614"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UNIVERSITY OF BRENWICK", "UNIVERSITY OF BRENWICK DENHOLM"),
        ("STATE OF MARLOW DEPT OF HEALTH", "STATE OF MARLOW DEPT OF ROADS"),
        ("DENHOLM COUNTY", "BRENWICK CLINIC"),
        ("TARNWAY HOTELS 1 LLC", "TARNWAY HOTELS 2 LLC"),
    ],
)
def test_campuses_agencies_and_numbered_names_stay_apart(one: str, other: str) -> None:
    assert not is_one(case(one), case(other))


def test_spellings_of_a_campus_are_one() -> None:
    assert is_one(
        case("BRENWICK STATE COLLEGE NURSING SCHOOL"), case("BRENWICK STATE COLLEGE NURSING SCHL", code="60999")
    )


def test_a_row_with_a_slip_in_its_number_joins_nothing() -> None:
    old = case("OSTERVALE ROBOTICS INC")
    assert not is_one(old, case("PLINTHO AUTOMATION INC", filings=1))
    slips = case("OSTERVALE FREIGHT LLC", filings=1), case("OSTERVALE FREIGHT LLC", "471112222", filings=9)
    assert not is_one(old, *slips)
    assert not is_one(old, case("OSTERVALE FREIGHT LLC", filings=2), hub("OSTERVALE FREIGHT LLC", "2222", filings=40))


def test_names_that_have_nothing_but_the_number_in_common_stay_apart() -> None:
    old = case("OSTERVALE ROBOTICS INC")
    assert not is_one(old, case("PLINTHO AUTOMATION INC", state="TX", code="75201"))
    assert not is_one(old, case("PLINTHO BAKERY INC", code="60614", naics="31"))
    assert is_one(old, case("PLINTHO BAKERY INC", naics="31"))
    assert is_one(old, case("OSTERVALE ROBOTIX INC", state="TX", code="75201", filings=1))


def test_a_number_of_many_unlike_names_is_no_employers() -> None:
    names = ("QUARREL LLC", "MIRTHSTONE INC", "VEXLEBY CORP", "DUNMARROW LLC", "PLINTHO INC")
    assert len(joined(*map(case, names)).filers) == 5
    assert is_one(*map(case, names[:4]))
    spelt = joined(*map(case, names), case("MIRTHSTONES INC"))
    assert spelt.filers[spelt.by_core[core("MIRTHSTONES INC")]].names == ["MIRTHSTONE INC", "MIRTHSTONES INC"]


def test_a_case_joins_the_name_that_the_hub_shows_at_its_zip_under_the_last_digits() -> None:
    assert is_one(hub("OSTERVALE ROBOTICS INC", "4821"), case("PLINTHO AUTOMATION INC"))
    assert not is_one(hub("OSTERVALE ROBOTICS INC", "4821"), case("PLINTHO AUTOMATION INC", code="60614"))
    assert not is_one(hub("OSTERVALE ROBOTICS INC", "4822"), case("PLINTHO AUTOMATION INC"))


def test_order_changes_nothing_and_newer_files_keep_the_id() -> None:
    rows = (
        case("OSTERVALE ROBOTICS INC"), case("PLINTHO AUTOMATION INC", filings=90), case("OSTERVAEL ROBOTICS LLC")
    )  # fmt: skip
    expected = encode_index(joined(*rows))
    assert all(encode_index(joined(*order)) == expected for order in permutations(rows))
    newer = case("VEXLEBY GROUP LLC", year=2026, filings=500)
    assert joined(*rows).filers[0].id == joined(*rows, newer).filers[0].id
    assert joined(rows[0]).filers[0].id == joined(rows[0], newer).filers[0].id


def test_a_newer_number_does_not_rename_an_older_family() -> None:
    first = TaxIdRow("OSTERVALE ROBOTICS INC", "7777", "IL", 5, "60601", "54", 2014)
    second = TaxIdRow("OSTERVALE ROBOTIX LLC", "7777", "IL", 5, "60601", "54", 2020)
    before = joined(first, second)
    new = case("MIRTHSTONE INC", "365557777", year=2019), case("OSTERVALE ROBOTIX LLC", "365557777", year=2024)
    after = joined(first, second, *new)
    assert [one.filers[0].id for one in (before, after)] == ["f:ostervale-robotics"] * 2 and len(after.filers) == 1


def test_a_newer_legal_name_beside_a_trade_name_does_not_rename_a_filer() -> None:
    old, newer = FiledName("VEXLEBY", "", "IL", 5, 2014), FiledName("ACORN INC", "VEXLEBY", "IL", 500, 2024)
    [filer] = index_of(old, newer, aliases=[]).filers
    assert filer.id == "f:vexleby" and filer.name == "ACORN INC"


def test_numbers_are_read_from_the_cases_that_count(tmp_path: Path) -> None:
    old = {"EMPLOYER_NAME": "Ostervale Robotics, Inc.", "EMPLOYER_FEIN": "36-5554821", "NAICS_CODE": "541511"}
    new = old | {"EMPLOYER_NAME": "Plintho Automation LLC", "EMPLOYER_POSTAL_CODE": "60614-1234"}
    agency = {"EMPLOYER_NAME": "Quarrel Staffing LLC", "EMPLOYER_FEIN": "47-1112222"}
    placed = agency | {"SECONDARY_ENTITY": "Yes", "SECONDARY_ENTITY_BUSINESS_NAME": "Plintho Automation LLC"}
    cases = [old, old, new, new, placed, placed]
    header = (*LCA_HEADER, "NAICS_CODE")
    rows = [lca_row(at, **values) for at, values in enumerate(cases, 1)]
    assert add_one(write_lca(tmp_path / "lca.csv", rows, header), tmp_path / "reference.db").rows_kept == len(cases)
    index = load_index(tmp_path / "reference.db")
    families = sorted(filer.names for filer in index.filers)
    assert families == [["Ostervale Robotics, Inc.", "Plintho Automation LLC"], ["Quarrel Staffing LLC"]]
    with closing(sqlite3.connect(tmp_path / "reference.db")) as connection, connection:
        connection.execute("UPDATE lca_case SET counted = 0 WHERE employer_name LIKE 'Plintho%'")
        connection.execute("UPDATE meta SET value = 'newer' WHERE key = 'version'")
    assert len(load_index(tmp_path / "reference.db").filers) == 3
