"""Legal entities that give one trade name: those of a group are one employer, the shops of a chain are not."""

from __future__ import annotations

import pytest

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
