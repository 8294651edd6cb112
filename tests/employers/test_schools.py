"""Schools under the name of their owner, their district or a name that was cut; look-alikes of another kind apart."""

from __future__ import annotations

import pytest

from enrich.employers.aliases import Alias
from enrich.employers.doubts import Places
from enrich.employers.entities import TaxIdRow
from enrich.employers.institutions import institution_of
from enrich.employers.match import EmployerQuery, match
from tests.employers.filers import filed, index_of

FILED = (
    ("QUILLTON STAGE LLC", "FL"), ("ORLOPDENT USA CORP", "WA"), ("ELSPETH MARROW ENTERPRISES LLC", "GA"),
    ("RICHMAN BLENDE COLLEGE", "VA"), ("TAVISTROCK COLLEGE", "NC"), ("SOUTHEASTERN COLLEGE", "IA"),
    ("QUARNE SCHOOL OF BUSINESS INC", "MI"), ("BRACKENRIDGE COLLEGE", "PA"),
    ("HEXWORTH GLENN COMMUNITY COLLEGE D", "CA"), ("ELLERBY TECHNICAL AND COMMUNITY CO", "MA"),
    ("PONDERWICK OF NEWHAVEN COMMUNITY C", "NY"), ("STATE UNIVERSITY OF NEW YORK COLLE", "NY"),
    ("OSU HLTH SCIENCES CTR AT PLINTHO", "LA"), ("HAVERTON PUBLIC SCHOOLS", "OH"), ("TARN COLLEGE LTD", "NY"),
    ("OSTERVAL COMMUNITY & TECHNICAL CO", "KY"), ("SOUTHEAST OSTERVAL COMMUNITY AND T", "KY"),
    ("PACIFIC COLLEGE OF MINERALS", "OR"), ("TEXAS COLLEGE", "TX"), ("WOLDSHIRE COLLEGE", "AZ"), ("VEXUITY INC", "OH"),
)  # fmt: skip
SCHOOLS = index_of(
    *(filed(name, 6, state) for name, state in FILED),
    tax_ids=[
        TaxIdRow(name, f"{number:04}", state, 6, "10001", "54" if name == "VEXUITY INC" else "61", 2020)
        for number, (name, state) in enumerate(FILED)
    ],
    aliases=[],
)


@pytest.mark.parametrize(
    ("name", "state", "filed_name"),
    [
        ("Quillton Stage University", "FL", "QUILLTON STAGE LLC"),
        ("Orlopdent Institute of Technology", "WA", "ORLOPDENT USA CORP"),
        ("Elspeth Marrow Institute", "GA", "ELSPETH MARROW ENTERPRISES LLC"),
        ("Richman Blande College", "VA", "RICHMAN BLENDE COLLEGE"),
        ("Hexworth College", "CA", "HEXWORTH GLENN COMMUNITY COLLEGE D"),
        ("Glenn College", "CA", "HEXWORTH GLENN COMMUNITY COLLEGE D"),
        ("Ellerby Technical and Community College", "MA", "ELLERBY TECHNICAL AND COMMUNITY CO"),
        ("Southeast Osterval Community & Technical College", "KY", "SOUTHEAST OSTERVAL COMMUNITY AND T"),
        ("CUNY Ponderwick of Newhaven Community College", "NY", "PONDERWICK OF NEWHAVEN COMMUNITY C"),
        ("Ostervale State University Health Sciences Center-Plintho", "LA", "OSU HLTH SCIENCES CTR AT PLINTHO"),
        ("Haverton Public Schools Adult and Continuing Education", "OH", "HAVERTON PUBLIC SCHOOLS"),
        ("Woldshire County Community College District", "AZ", "WOLDSHIRE COLLEGE"),
    ],
)
def test_a_school_is_found_under_its_owner_its_district_or_a_name_that_was_cut(
    name: str, state: str, filed_name: str
) -> None:
    found = match(EmployerQuery(name, state=state), SCHOOLS)
    assert (found.decision, found.rule) == ("match", "institution"), found
    assert found.filer is not None and found.filer.name == filed_name
    assert match(EmployerQuery(name, state="ME"), SCHOOLS).decision != "match"


@pytest.mark.parametrize(
    ("name", "state", "why"),
    [
        ("Vexuity Institute", "OH", "the filer is not in education"),
        ("Tavistrock Technical Community College", "NC", "a college of another kind"),
        ("Community College of Brackenridge County", "PA", "the county's is another one"),
        ("Southwestern College", "IA", "the other direction"),
        ("Quarne College", "MI", "each names another kind of school"),
        ("Tarn Community College", "NY", "a community college does not file as one that is none"),
        ("Pacific College", "OR", "its name is common words, and the filed one says more"),
        ("Texas College of Tailoring-Alba", "TX", "what follows is not a campus"),
    ],
)
def test_a_school_of_another_kind_or_place_is_not_taken_for_it(name: str, state: str, why: str) -> None:
    assert match(EmployerQuery(name, state=state), SCHOOLS).decision != "match", why


@pytest.mark.parametrize(
    "name", ["SUNY College of Agriculture at Orlop", "Ponderwick of Newhaven Community Clinic School"]
)
def test_a_cut_name_stands_for_no_school_of_which_it_lost_more_than_the_kind(name: str) -> None:
    assert institution_of(name, SCHOOLS, Places(frozenset({"NY"}), "NY")) is None


def test_a_campus_to_which_an_alias_gives_the_name_of_the_whole_is_no_other_campus() -> None:
    listed = {
        "Ostervale State University": "Ostervale State Univ Marlow",
        "Vexle State University": "Vexle State Univ Office of Counsel",
    }
    aliases = [Alias(brand, legal, "brand", "test", "") for brand, legal in listed.items()]
    index = index_of(*(filed(legal, 60, "OH") for legal in listed.values()), aliases=aliases)
    assert match(EmployerQuery("Ostervale State University", state="OH"), index).rule == "alias"
    assert match(EmployerQuery("Ostervale State University-Plintho", state="OH"), index).decision != "match"
    assert match(EmployerQuery("Vexle State University-Plintho", state="OH"), index).rule == "institution"
