"""A name in one word and in two is one name, also where one half is a word that has an abbreviation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.employers.joining import joined_filer
from enrich.employers.match import EmployerQuery, match
from enrich.employers.normalise import core
from tests.employers.filers import filed, index_of

INDEX = index_of(
    filed("VELLOQUIN TECH INC", 40),
    filed("MEDBRASK LLC", 40),
    filed("INFO SATCHEL CORP", 40),
    filed("SOLNTEX INC", 40),
    filed("4417 INC", 40),
    aliases=[],
)


@pytest.mark.parametrize(
    ("name", "filer"),
    [
        ("VelloquinTech", "VELLOQUIN TECH INC"),
        ("Med Brask", "MEDBRASK LLC"),
        ("InfoSatchel, Inc.", "INFO SATCHEL CORP"),
        ("Soln Tex", "SOLNTEX INC"),
        ("medbraskllc", "MEDBRASK LLC"),
    ],
)
def test_a_half_that_has_an_abbreviation_is_joined_and_split(name: str, filer: str) -> None:
    found = match(EmployerQuery(name), INDEX)
    assert (found.decision, found.rule) == ("match", "joined") and found.filer is not None
    assert found.filer.name == filer


@pytest.mark.parametrize("name", ["Velloquinology", "Brask Med", "Tech Velloquin", "Info", "Tech", "Tex"])
def test_letters_in_another_order_or_too_few_are_another_name(name: str) -> None:
    assert joined_filer(name, core(name), INDEX) is None


@given(st.text(max_size=40))
def test_any_name_may_be_asked(name: str) -> None:
    found = joined_filer(name, core(name), INDEX)
    assert found is None or INDEX.filers[found].filings == 40


def test_a_number_with_a_legal_form_is_an_employer_and_a_number_that_nobody_files_is_none() -> None:
    assert match(EmployerQuery("4417 Inc."), INDEX).decision == "match"
    assert match(EmployerQuery("4418 Inc"), INDEX).rule == "not_found"
    assert match(EmployerQuery("4418"), INDEX).rule == match(EmployerQuery("44.17"), INDEX).rule == "no_name"


def test_a_number_that_is_filed_is_an_employer_without_a_legal_form() -> None:
    index = index_of(filed("44 17 LLC", 40), aliases=[])
    assert match(EmployerQuery("44.17\u00b0"), index).decision == "match"
