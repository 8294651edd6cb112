"""Colleges and universities: found under another form of their name in their own state, campuses apart."""

from __future__ import annotations

import pytest

from enrich.employers.colleges import College
from enrich.employers.entities import TaxIdRow
from enrich.employers.match import EmployerQuery, match
from enrich.employers.normalise import core
from tests.employers.filers import filed, index_of

COLLEGES = index_of(
    filed("TAMARISK COMMUNITY COLLEGE DISTRIC", 6, "CA"), filed("ORDWAY COLLEGE", 6, "OH"),
    filed("DENHOLM UNIVERSITY", 30, "IA"), filed("BRENWICK UNIVERSITY", 30, "TX"),
    filed("BRENWICK UNIVERSITY MARLOW", 30, "TX"), filed("UNIV OF HOLLIN", 400, "ND"),
    filed("UNIV OF HOLLIN EASTFORD", 6, "ND"), filed("UNIV OF HOLLIN PHYSICIANS", 200, "ND"),
    filed("PARRISH JUNIOR COLLEGE DIST 12", 3, "TX"), filed("QUARNE COUNTY COMMUNITY COLLEGE", 3, "AZ"),
    filed("VELLUM COLLEGE OF BUSINESS ADMIN", 4, "MA"), filed("VELLUM COLLEGE PREP SCHOOL", 4, "MA"),
    filed("MIRADOR COLLEGE HIGH SCHOOL", 4, "MA"), filed("OLDRIDGE COLLEGE OF THE CITY UNIV", 20, "NY"),
    filed("OLDRIDGE COLLEGE CITY UNIVERSITY OF", 5, "NY"), filed("STATE UNIV OF NEW YORK AT HARFIELD", 9, "NY"),
    filed("STATE UNIVERSITY OF NEW YORK COLLE", 9, "NY"), filed("THE CORP OF PENHALE COLLEGE", 3, "IN"),
    filed("BOR USGA OBO TARVIN UNIV", 3, "GA"), filed("MENDIP INSTITUTE", 2, "NJ"), filed("UTAH COLLEGE", 9, "UT"),
    aliases=[],
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "state", "filed_name"),
    [
        ("Tamarisk College", "CA", "TAMARISK COMMUNITY COLLEGE DISTRIC"),
        ("Ordway University", "OH", "ORDWAY COLLEGE"),
        ("The University of Ordway", "OH", "ORDWAY COLLEGE"),
        ("Denholm University-Harrow", "IA", "DENHOLM UNIVERSITY"),
        ("Denholm University Extended Campus", "IA", "DENHOLM UNIVERSITY"),
        ("Brenwick University System Administration", "TX", "BRENWICK UNIVERSITY"),
        ("University of Hollin at Norwell", "ND", "UNIV OF HOLLIN"),
        ("University of Hollin-Norwell", "ND", "UNIV OF HOLLIN"),
        ("Parrish College", "TX", "PARRISH JUNIOR COLLEGE DIST 12"),
        ("Quarne Community College System Office", "AZ", "QUARNE COUNTY COMMUNITY COLLEGE"),
        ("Vellum College", "MA", "VELLUM COLLEGE OF BUSINESS ADMIN"),
        ("CUNY Oldridge College", "NY", "OLDRIDGE COLLEGE OF THE CITY UNIV"),
        ("Mendip Institute-Wayne", "NJ", "MENDIP INSTITUTE"),
    ],
)
def test_a_college_is_found_under_another_form_of_its_name_in_its_own_state_only(
    name: str, state: str, filed_name: str
) -> None:
    found = match(EmployerQuery(name, state=state), COLLEGES)
    assert (found.decision, found.rule) == ("match", "institution"), found
    assert found.filer is not None and found.filer.name == filed_name
    assert match(EmployerQuery(name, state="ME"), COLLEGES).decision != "match"


def test_a_college_of_a_system_is_found_by_its_place_and_not_by_a_name_that_was_cut_before_it() -> None:
    found = match(EmployerQuery("SUNY College of Technology at Harfield", state="NY"), COLLEGES)
    assert found.rule == "institution" and found.filer is not None
    assert found.filer.name == "STATE UNIV OF NEW YORK AT HARFIELD"


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Brenwick University-Harrow", "TX"),
        ("Denholm University School of Medicine", "IA"),
        ("Mirador College", "MA"),
        ("University of Utah", "UT"),
    ],
)
def test_another_campus_a_school_of_the_name_and_the_states_own_university_stay_apart(name: str, state: str) -> None:
    assert match(EmployerQuery(name, state=state), COLLEGES).decision != "match"


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("THE CORP OF PENHALE COLLEGE", "penhale college"),
        ("BOR USGA OBO TARVIN UNIV", "tarvin university"),
        ("President & Fellows of Penhale College", "penhale college"),
        ("Board of Directors of Penhale College", "penhale college"),
    ],
)
def test_the_body_that_files_for_a_college_is_not_part_of_its_name(written: str, own: str) -> None:
    assert core(written) == own and core(own) == own


NUMBERED = (
    ("OVERLEIGH BIBLE SEMINARY", "4411", "OH", "43004", "61"),
    ("WRAXALL COMMUNITY COLLEGE DIST", "5522", "CA", "94601", "61"),
    ("BARROW STATE UNIV", "6633", "MN", "55901", "61"),
    ("HALSE SCH OF MUSIC", "7744", "NY", "10002", "61"),
    ("GRENDON BAKERY INC", "8855", "NY", "10003", "31"),
    ("DUNMORE COLLEGE", "9966", "PA", "18501", "61"),
)
SURVEY = (
    College("Overleigh Christian University", "4411", "OH", "43004"),
    College("Tressilian College", "5522", "CA", "94601"),
    College("Barrow State University-Main Campus", "6633", "MN", "55901"),
    College("Corley Technical College", "6633", "MN", "55901"),
    College("Halse Conservatory of Music", "7744", "NY", "10011"),
    College("Pinder Institute", "7744", "NY", "10011"),
    College("Grendon Culinary School", "8855", "NY", "10003"),
    College("Dunmore College", "9966", "PA", "18501"),
    College("Ambler University", "1177", "OH", "43004"),
)
LISTED = index_of(
    *(filed(name, 9, state) for name, _, state, _, _ in NUMBERED),
    tax_ids=[TaxIdRow(name, number, state, 9, code, naics, 2020) for name, number, state, code, naics in NUMBERED],
    colleges=SURVEY,
    aliases=[],
)


@pytest.mark.parametrize(
    ("name", "filed_name"),
    [
        ("Overleigh Christian University", "OVERLEIGH BIBLE SEMINARY"),
        ("Tressilian College", "WRAXALL COMMUNITY COLLEGE DIST"),
        ("Halse Conservatory of Music", "HALSE SCH OF MUSIC"),
    ],
)
def test_a_college_is_found_by_the_tax_id_and_place_that_the_survey_gives(name: str, filed_name: str) -> None:
    state = next(college.state for college in SURVEY if college.name == name)
    found = match(EmployerQuery(name, state=state), LISTED)
    assert (found.decision, found.rule) == ("match", "institution"), found
    assert found.filer is not None and found.filer.name == filed_name and "IPEDS" in found.reason


@pytest.mark.parametrize(
    "name", ["Corley Technical College", "Pinder Institute", "Grendon Culinary School", "Ambler University"]
)
def test_another_college_of_the_number_an_unlike_one_nearby_and_other_industries_are_not_its_filer(name: str) -> None:
    assert match(EmployerQuery(name), LISTED).decision != "match"


def test_a_college_that_files_under_its_own_name_is_found_by_it() -> None:
    found = match(EmployerQuery("Dunmore College", state="PA"), LISTED)
    assert (found.decision, found.rule) == ("match", "core")
    assert "dunmore college" not in LISTED.by_other_name
