from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.cap_exempt import read_asked, scored
from enrich.attested import Attestation, read_attestation
from enrich.cap_exempt import read_cap_exempt
from enrich.institutions import Institutions, read_institutions
from enrich.record import Statement
from tests.real_data import shared_path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Wexcombe University", "likely"),
        ("The University of North Marlow", "likely"),
        ("Regents of the University of Marlow", "likely"),
        ("SUNY College at Brenwick", "likely"),
        ("Brenwick Community College District", "likely"),
        ("Marlow Institute of Technology", "likely"),
        ("Marlow State University Denwood", "likely"),
        ("Wexcombe University Inc", "likely"),
        ("Wexcombe University at Denwood", "likely"),
        ("Larchwood College of Art and Design", "likely"),
        ("Marlow Theological Seminary", "likely"),
        ("Trustees of Larchwood College", "likely"),
        ("Marlow Tech University", "likely"),
        ("University of Phoenix Inc", "unknown"),
        ("University Honda", "unknown"),
        ("College Hunks Hauling Junk", "unknown"),
        ("Institute for Supply Planning", "unknown"),
        ("Beauty College of Marlow", "unknown"),
        ("Wexcombe University LLC", "possible"),
        ("Wexcombe University Hospital", "possible"),
        ("Denwood National Laboratory", "possible"),
        ("University Frames Inc", "unknown"),
        ("College Prep Tutors", "unknown"),
        ("University Federal Credit Union", "unknown"),
        ("Kestrel Software Inc", "unknown"),
        ("Universal Robots", "unknown"),
    ],
)
def test_names(name: str, value: str) -> None:
    found = read_cap_exempt([name], None, [])
    assert found.value == value
    assert (found.reason is None) == (value == "unknown")


def test_the_domain_and_the_posting_speak_too() -> None:
    assert read_cap_exempt(["Kestrel"], "kestrel.edu", []).value == "likely"
    assert read_cap_exempt(["Kestrel"], "kestrel.edu.example", []).value == "unknown"
    stated = Statement(kind="cap_exempt", value=None, quote="We are cap-exempt.", start=0, end=18, rule="r")
    found = read_cap_exempt(["Kestrel"], None, [stated])
    assert found.value == "likely" and found.reason is not None and "We are cap-exempt." in found.reason


@pytest.fixture
def survey(tmp_path: Path) -> Iterator[Institutions]:
    with closing(sqlite3.connect(tmp_path / "reference.db")) as connection:
        connection.executescript(
            """
            CREATE TABLE ipeds_institution (
                file, line, instnm, ialias, stabbr, webaddr, control, deggrant, ein, zip, city
            );
            CREATE TABLE current_part (table_name, file, edition);
            CREATE TABLE uscis_employer (employer, tax_id, state, zip, city, naics, counted);
            INSERT INTO current_part VALUES ('ipeds_institution', 1, '2023');
            INSERT INTO ipeds_institution VALUES
                (1, 1, 'Overleigh', 'Overleigh Polytechnic|OP', 'OH', 'overleigh.edu/', 1, 1, '12-3454411', '43004',
                 'Dun'),
                (1, 2, 'Larkin University', NULL, 'OH', 'https://larkin.edu', 3, 1, '12-3455522', '43005', 'Dun'),
                (1, 3, 'Trade Center of Dun', NULL, 'OH', NULL, 1, 2, '12-3456633', '43006', 'Dun'),
                (1, 4, 'Larkin University', NULL, 'TX', NULL, 2, 1, NULL, '75001', 'Ash');
            INSERT INTO uscis_employer VALUES
                ('REGENTS OF O P', '4411', 'OH', '43004', 'DUN', '611310', 1),
                ('CONSULTING DOT COM', '4411', 'OH', '43099', 'DUN', '611430', 1),
                ('O P SCHOOL OF MUSIC', '4411', 'OH', '43099', 'DUN', '61', 1),
                ('OVERLEIGH CLINIC', '4411', 'OH', '43004', 'DUN', '61', 1),
                ('A BAKERY', '4411', 'OH', '43004', 'DUN', '31', 1);
            """
        )
        yield read_institutions(connection)


@pytest.mark.parametrize(
    ("name", "domain", "states", "value", "said"),
    [
        ("Overleigh", None, (), "likely", "Overleigh (OH) is public"),
        ("Overleigh Polytechnic", None, (), "likely", "is its name"),
        ("OP", None, (), "unknown", None),
        ("Careers", "jobs.overleigh.edu", (), "likely", "overleigh.edu is its web domain"),
        ("REGENTS OF O P", None, (), "likely", "employer number"),
        ("O P SCHOOL OF MUSIC", None, (), "likely", "employer number"),
        ("CONSULTING DOT COM", None, (), "unknown", None),
        ("OVERLEIGH CLINIC", None, (), "possible", "hospital or clinic"),
        ("A BAKERY", None, (), "unknown", None),
        ("Larkin University", None, ("OH",), "unknown", "for profit"),
        ("Larkin University", None, ("TX",), "likely", "private nonprofit"),
        ("Larkin", "larkin.edu", (), "unknown", "for profit"),
        ("Trade Center of Dun", None, (), "possible", "no degrees"),
    ],
)
def test_the_survey_speaks_before_names(
    survey: Institutions, name: str, domain: str | None, states: tuple[str, ...], value: str, said: str | None
) -> None:
    institution = survey.find([name], domain, states)
    found = read_cap_exempt([name], domain, [], institution=institution)
    assert found.value == value
    assert said is None or (found.reason is not None and said in found.reason)


def test_an_attestation_is_what_the_employer_states() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert read_attestation(connection, ["OVERLEIGH CLINIC"]) is None
        connection.execute(
            "CREATE TABLE acwia_attestation (employer_name, requests, higher_education, affiliated_non_profit,"
            " research_organization, case_number)"
        )
        connection.execute("INSERT INTO acwia_attestation VALUES ('OVERLEIGH CLINIC', 4, 0, 4, 1, 'P-100-1')")
        attested = read_attestation(connection, ["OVERLEIGH CLINIC", "OTHER"])
    assert attested == Attestation(
        (
            "a nonprofit related to or affiliated with an institution of higher education",
            "a nonprofit or governmental research organization",
        ),
        4,
        "P-100-1",
    )
    found = read_cap_exempt(["Overleigh Clinic"], None, [], attested=attested)
    assert found.value == "likely" and found.reason is not None
    assert (
        "states" in found.reason and "P-100-1" in found.reason and "an institution of higher education" in found.reason
    )


@pytest.mark.real
def test_names_alone_keep_what_they_were_measured_at() -> None:
    lines = scored(read_asked(shared_path("data", "dol"), "hub_employer"), Institutions()).split()
    assert float(lines[1]) >= 0.98 and float(lines[3].rstrip(",")) >= 0.9
