"""Names of one tax id and ZIP code: what is joined, what stays apart, and that it can be undone."""

from __future__ import annotations

from itertools import permutations

from enrich.employers.entities import TaxIdRow
from enrich.employers.index import EmployerIndex, encode_index
from enrich.employers.normalise import core
from tests.employers.filers import filed, index_of


def hub(name: str, tax_id: str = "4821", code: str = "60601", year: int = 2019, filings: int = 5) -> TaxIdRow:
    return TaxIdRow(name, tax_id, "IL", filings, code, "54", year)


def joined(*rows: TaxIdRow) -> EmployerIndex:
    return index_of(*(filed(row.name, row.filings, row.state) for row in rows), aliases=[], tax_ids=rows)


def family(index: EmployerIndex, name: str) -> list[str]:
    return index.filers[index.by_core[core(name)]].names


def test_a_misspelling_and_a_new_name_join_the_older_one_with_the_reason() -> None:
    index = joined(
        hub("OSTERVALE ROBOTICS INC"), hub("OSTERVAEL ROBOTIC LLC", year=2021), hub("PLINTHO INC", year=2023)
    )
    assert len(index.filers) == 1 and index.filers[0].id == "f:ostervale-robotics"
    for name in ("OSTERVAEL ROBOTIC LLC", "PLINTHO INC"):
        assert "..4821" in index.filers[0].links[name] and "60601" in index.filers[0].links[name]


def test_another_zip_or_tax_id_joins_nothing() -> None:
    first = hub("OSTERVALE ROBOTICS INC")
    assert len(joined(first, hub("PLINTHO INC", code="94105", year=2023)).filers) == 2
    assert len(joined(first, hub("PLINTHO INC", tax_id="4822", year=2023)).filers) == 2


def test_names_much_alike_under_one_tax_id_join_across_zips() -> None:
    first = hub("OSTERVALE ROBOTICS INC")
    index = joined(first, hub("OSTERVALE ROBOTIX INC", code="94105", year=2023))
    assert len(index.filers) == 1 and "spelt much alike" in index.filers[0].links["OSTERVALE ROBOTIX INC"]
    assert len(joined(first, hub("OSTERVALE ROBOTIX INC", tax_id="4822", code="94105")).filers) == 2
    assert len(joined(first, hub("OSTERVALE FREIGHT LLC", code="94105")).filers) == 2


def test_campuses_of_one_tax_id_stay_apart_across_zips() -> None:
    names = ("UNIV OF BRENWICK HLTH SCIENCES CTR", "UNIV OF BRENWICK HEALTH SCIENCES CENTER DENHOLM")
    assert len(joined(*(hub(name, code=f"6060{at}") for at, name in enumerate(names))).filers) == 2
    spelt = ("BRENWICK STATE COLLEGE NURSING SCH", "BRENWICK STATE COLLEGE NURSING SCHL")
    assert len(joined(*(hub(name, code=f"6060{at}") for at, name in enumerate(spelt))).filers) == 1


def test_unlike_names_of_a_crowded_zip_may_be_chance() -> None:
    crowd = [hub(f"QUARREL {number} LLC", tax_id=f"{number:04}") for number in range(100)]
    index = joined(*crowd, hub("OSTERVALE ROBOTICS INC"), hub("OSTERVALE ROBOTIX", year=2021), hub("PLINTHO INC"))
    assert family(index, "OSTERVALE ROBOTICS INC") == ["OSTERVALE ROBOTICS INC", "OSTERVALE ROBOTIX"]
    assert family(index, "PLINTHO INC") == ["PLINTHO INC"]


def test_campuses_and_agencies_under_one_tax_id_stay_apart() -> None:
    for one, other in (
        ("UNIVERSITY OF BRENWICK", "UNIVERSITY OF BRENWICK DENHOLM"),
        ("STATE OF MARLOW DEPT OF HEALTH", "STATE OF MARLOW DEPT OF ROADS"),
        ("DENHOLM SCHOOL DISTRICT 1", "DENHOLM SCHOOL DISTRICT 2"),
        ("DENHOLM COUNTY", "BRENWICK CLINIC"),
    ):
        assert len(joined(hub(one), hub(other, year=2021)).filers) == 2


def test_numbered_companies_stay_apart() -> None:
    assert len(joined(hub("TARNWAY HOTELS 1 LLC"), hub("TARNWAY HOTELS 2 LLC", year=2021)).filers) == 2


def test_a_name_that_mostly_files_under_another_tax_id_is_not_drawn_in() -> None:
    index = joined(
        hub("OSTERVALE ROBOTICS INC"), hub("OSTERVALE ROBOTICS GROUP LLC", filings=1),
        hub("OSTERVALE ROBOTICS GROUP LLC", tax_id="9177", code="94105", filings=40),
    )  # fmt: skip
    assert len(index.filers) == 2


def test_order_changes_nothing_and_a_newer_file_keeps_the_id() -> None:
    rows = (hub("OSTERVALE ROBOTICS INC"), hub("OSTERVAEL ROBOTICS LLC", year=2021), hub("PLINTHO INC", year=2023))
    expected = encode_index(joined(*rows))
    assert all(encode_index(joined(*order)) == expected for order in permutations(rows))
    assert joined(*rows[:2]).filers[0].id == joined(*rows).filers[0].id == joined(rows[0]).filers[0].id
