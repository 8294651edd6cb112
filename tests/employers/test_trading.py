"""Legal entities that give one trade name: those of a group are one employer, the shops of a chain are not."""

from __future__ import annotations

import pytest

from enrich.employers.aliases import Alias
from enrich.employers.entities import TaxIdRow
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, match
from tests.employers.filers import filed, index_of


def traded(trade: str, *legal: str) -> EmployerIndex:
    states = ("OH", "MI", "TX", "WA")
    rows = [filed(name, 4, state, trade) for name, state in zip(legal, states, strict=False)]
    return index_of(*rows, aliases=[])


@pytest.mark.parametrize(
    ("trade", "legal"),
    [
        ("Smilewright Dental & Braces", ("ORLOPDENT DENHOLM LLC", "ORLOPDENT MARLOW LLC")),
        ("Vexuity", ("Vexuity - Ohio, LLC", "Vexuity - Michigan, PLLC", "Vexuity-South Carolina, PLLC")),
        ("Tansy Home Health", ("INNOVATIVE CARE NURSES OF DENHOLM", "INNOVATIVE CARE NURSES OF MARLOW")),
        ("BU Physicians", ("BU HEALTH CARE ASSOCIATES", "BRENWICK UNIVERSITY HEALTH CARE ASSOCIATES INC")),
    ],
)
def test_entities_of_a_group_are_one_employer_and_the_link_says_why(trade: str, legal: tuple[str, ...]) -> None:
    index = traded(trade, *legal)
    assert len(index.filers) == 1 and trade.split()[0].lower() in " ".join(index.filers[0].links.values())
    found = match(EmployerQuery(trade), index)
    assert found.filer is index.filers[0]
    assert match(EmployerQuery(trade, state="OH"), index).decision == "match"


@pytest.mark.parametrize(
    ("trade", "legal"),
    [
        ("The Quenby Store", ("MARROWFIELD LLC", "OAKLIGHT INC", "PLINTHO LLC")),
        ("Orlop Dental", ("ORLOP DENTAL 2 PC", "ORLOP DENTAL 5 PC")),
        ("Orlop Dental", ("ORLOP DENTAL TWO PC", "ORLOP DENTAL FIVE PC")),
        ("Community Hospital", ("MARLOW COUNTY HOSPITAL", "MARLOW VALLEY HOSPITAL")),
        ("Quenby Diner", ("QUENBY DINER PLINTHO BROTHERS LLC", "QUENBY DINER VEXLE INC")),
    ],
)
def test_shops_of_a_chain_and_numbered_names_stay_apart(trade: str, legal: tuple[str, ...]) -> None:
    assert len(traded(trade, *legal).filers) == len(legal)


OFFICE = (
    # name, tax id, ZIP code, first year
    ("MARROWFIELD LLC", "1111", "43001", 2016),
    ("OAKLIGHT INC", "2222", "43001", 2014),
    ("OAKLIGHT INC", "2222", "48002", 2020),
    ("PLINTHO LLC", "3333", "76003", 2019),
    ("QUENBY STORES 7 INC", "4444", "43001", 2019),
)


def of_one_office(trade: str, *others: tuple[str, str, str, int]) -> EmployerIndex:
    rows = [TaxIdRow(name, tax_id, "OH", 4, code, "44", year) for name, tax_id, code, year in (*OFFICE, *others)]
    names = [filed(row.name, 4, "OH", "" if row.name == trade.upper() else trade) for row in rows]
    return index_of(*names, aliases=[], tax_ids=rows)


def test_entities_that_trade_under_one_name_from_one_zip_code_are_one_employer() -> None:
    index = of_one_office("The Quenby Store")
    found = match(EmployerQuery("Quenby Store"), index)
    assert found.filer is not None and found.filer.names == ["MARROWFIELD LLC", "OAKLIGHT INC"]
    assert found.filer.id == "f:oaklight", "the older name gives the id"
    assert "43001" in found.filer.links["MARROWFIELD LLC"]
    assert index.by_core["plintho"] != index.by_core["oaklight"], "a shop elsewhere may be another's"
    assert index.by_core["quenby stores 7"] != index.by_core["oaklight"], "and so may a numbered one"


def test_shops_that_meet_in_a_zip_code_stay_apart_when_the_brand_is_filed_from_elsewhere() -> None:
    assert len(of_one_office("Quenby", ("QUENBY", "9999", "10001", 2014)).filers) == 5
    assert len(of_one_office("Quenby", ("QUENBY", "9999", "43001", 2014)).filers) == 3


@pytest.mark.parametrize("trade", ["Health", "The", "Medical Center Group"])
def test_a_trade_name_of_common_words_makes_no_office(trade: str) -> None:
    assert len(of_one_office(trade).filers) == 4


def test_of_several_filers_of_a_trade_name_the_one_named_after_it_is_meant() -> None:
    rows = filed("MARROWFIELD LLC", 9, "OH", "Vexuity"), filed("Vexuity Ostervale LLC", 4, "TX", "Vexuity")
    found = match(EmployerQuery("Vexuity"), index_of(*rows, aliases=[]))
    assert found.filer is not None and found.filer.name == "Vexuity Ostervale LLC"
    assert (found.decision, found.rule) == ("review", "several_filers") and found.confidence < 0.3


def test_one_who_trades_under_a_name_more_than_its_namesake_files_is_likelier_meant() -> None:
    rows = filed("Tansy Associates", 3, "NC"), filed("Marrowfield, Oaklight LLC", 16, "FL", "Tansy Associates")
    index = index_of(*rows, aliases=[])
    found = match(EmployerQuery("Tansy Associates"), index)
    assert found.filer is not None and found.filer.name == "Marrowfield, Oaklight LLC"
    assert found.decision == "review" and "Tansy Associates" in found.reason and 0.6 < found.confidence < 0.85
    assert (
        match(EmployerQuery("Tansy Associates", state="NC"), index).filer
        is index.filers[index.by_core["tansy association"]]
    )


def test_a_brand_in_a_name_of_the_family_needs_no_other_evidence() -> None:
    rows = [
        TaxIdRow(name, tax_id, "OH", 4, "43001", "62", 2019)
        for name, tax_id in (("OAKLIGHT INC", "1111"), ("VEXUITY - OHIO LLC", "2222"))
    ]
    index = index_of(*(filed(row.name, 4, "OH", "Vexuity") for row in rows), aliases=[], tax_ids=rows)
    assert match(EmployerQuery("Vexuity"), index).decision == "match"


BRAND = [Alias("Vexuity Health", "Marrowfield Hospital as Part of Vexuity", "brand", "test", "")]


@pytest.mark.parametrize(
    ("legal", "state", "is_family"),
    [
        ("Marrowfield Hospital", "PA", True),
        ("Marrowfield Hospital", "TX", False),
        ("Oaklight Surgery LLC", "PA", False),
        ("Vexuity Health LLC", "PA", False),
        ("Marrowfield Hospital 2", "PA", False),
    ],
)
def test_who_gives_a_listed_brand_as_trade_name_is_its_family_when_the_names_are_alike_in_one_state(
    legal: str, state: str, is_family: bool
) -> None:
    rows = filed("Marrowfield Hospital as Part of Vexuity", 9, "PA"), filed(legal, 4, state, "Vexuity Health")
    index = index_of(*rows, aliases=BRAND)
    assert (len(index.filers) == 1) == is_family
    assert match(EmployerQuery("Vexuity Health"), index).rule == "alias"


def test_the_legal_names_of_a_brand_and_those_who_trade_under_it_from_their_zip_code_are_one_employer() -> None:
    rows = [
        TaxIdRow(name, tax_id, "OH", 4, code, "62", 2019)
        for name, tax_id, code in (
            ("MARROWFIELD HOSPITAL AS PART OF VEXUITY", "1111", "43001"),
            ("OAKLIGHT SURGERY LLC", "2222", "43001"),
            ("PLINTHO LLC", "3333", "76003"),
        )
    ]
    names = [filed(row.name, 4, "OH", "" if row.tax_id == "1111" else "Vexuity Health") for row in rows]
    index = index_of(*names, aliases=BRAND, tax_ids=rows)
    assert index.by_core["oaklight surgery"] == index.by_core["marrowfield hospital as part of vexuity"]
    assert index.by_core["plintho"] != index.by_core["oaklight surgery"]


def test_a_trade_name_written_with_its_legal_form_is_found_by_it() -> None:
    index = index_of(filed("MARROWFIELD PHYSICIANS LLC", 9, "OH", "Tansy Valley Medical Group, LLC"), aliases=[])
    assert match(EmployerQuery("Tansy Valley Medical Group, LLC"), index).decision == "match"
    assert match(EmployerQuery("Tansy Valley Medical Group, Inc"), index).rule == "other_form"


@pytest.mark.parametrize(
    ("trade", "legal"),
    [
        ("OUHSM", "University of Ostervale Health Sciences Marlow"),
        ("ODMHAS", "Ostervale Department of Mental Health & Addiction Services"),
        ("QuenbyHealth", "Lester E. Quenby Medical Centers"),
    ],
)
def test_one_word_made_of_the_legal_name_needs_no_other_evidence(trade: str, legal: str) -> None:
    assert match(EmployerQuery(trade), index_of(filed(legal, 9, "OH", trade), aliases=[])).decision == "match"


def test_one_word_that_has_nothing_of_the_legal_name_is_for_review() -> None:
    index = index_of(filed("International Institute for the Brain", 9, "OH", "Chairman"), aliases=[])
    assert match(EmployerQuery("Chairman"), index).rule == "common_words"


def test_of_several_filers_of_a_trade_name_the_share_of_the_largest_is_stated() -> None:
    def stated(filings: int) -> float:
        rows = (
            filed("MARROWFIELD LLC", filings, "OH", "The Quenby Store"),
            filed("PLINTHO INC", 4, "TX", "Quenby Store"),
        )
        found = match(EmployerQuery("Quenby Store"), index_of(*rows, aliases=[]))
        assert (found.decision, found.rule) == ("review", "several_filers")
        return found.confidence

    assert stated(30) > stated(12) > stated(5)
