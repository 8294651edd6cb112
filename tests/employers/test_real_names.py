"""Floors on real names: what the benchmark measures must not fall."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.hub import index_of, read_hub
from benchmarks.matching import brand_rows, dev_cases, hard_negatives, institutions
from enrich.employers.aliases import groups, read_aliases, read_shared_names
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, match, match_all
from enrich.employers.normalise import core
from enrich.employers.store import load_index
from tests.real_data import shared_path
from tests.reference.files import add_one, query

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def hub() -> EmployerIndex:
    return index_of(read_hub(shared_path("data", "dol", "uscis_hub")))


def test_hand_made_cases(hub: EmployerIndex) -> None:
    tally = dev_cases(shared_path("data", "matching", "dev_cases.tsv"), hub)
    assert tally.precision >= 0.97 and tally.recall >= 0.85 and tally.refused == tally.negatives > 0


def test_brands_go_to_their_families(hub: EmployerIndex) -> None:
    same, of_same, different = brand_rows(shared_path("data", "dol", "truth", "brand_to_hub_gold_dev.tsv"), hub)
    assert same / (same + different) >= 0.97 and same / of_same >= 0.85


def test_look_alikes_stay_apart(hub: EmployerIndex) -> None:
    assert hard_negatives(shared_path("data", "dol", "truth", "hub_hard_negatives_dev.tsv.gz"), hub) < 0.0205


def test_institutions_are_found_by_name(hub: EmployerIndex) -> None:
    tally = institutions(shared_path("data", "dol", "truth", "ipeds_ein_vs_hub_dev.tsv"), hub)
    assert tally.precision >= 0.97 and tally.recall >= 0.8


def test_legal_names_marked_as_checked_are_in_the_hub(hub: EmployerIndex) -> None:
    checked = [alias.legal_name for alias in read_aliases() if "not seen" not in alias.source]
    checked += [row.legal_name for row in read_shared_names() if "not seen" not in row.source]
    assert len(checked) > 500 and not [name for name in checked if core(name) not in hub.by_core]


def test_every_alias_leads_to_a_match(hub: EmployerIndex) -> None:
    filed = [rows[0].alias for rows in groups(read_aliases()).values() if hub.by_alias[core(rows[0].alias)]]
    answers = zip(filed, match_all([EmployerQuery(alias) for alias in filed], hub), strict=True)
    lost = [(alias, found.reason) for alias, found in answers if (found.decision, found.rule) != ("match", "alias")]
    assert len(filed) > 1000 and not lost


@pytest.mark.parametrize(
    ("name", "filed_name"),
    [
        ("Databricks", "DATABRICKS INC"),
        ("Oracle", "ORACLE AMERICA INC"),
        ("Rivian", "RIVIAN AUTOMOTIVE LLC"),
        ("UnitedHealth Group", "UNITED HEALTHCARE SERVICES INC"),
        ("Mayo Clinic", "MAYO CLINIC"),
        ("Cohere Health", "COHERE HEALTH INC"),
        ("Epic Games", "EPIC GAMES INC"),
        ("Lucid Motors", "LUCID USA INC"),
        ("Relativity", "RELATIVITY ODA LLC"),
        ("HP", "HP INC"),
        ("AWS", "AMAZON WEB SERVICES INC"),
        ("State Street", "STATE STREET BANK AND TRUST COMPANY"),
        ("Deloitte", "DELOITTE CONSULTING LLP"),
        ("Qualcomm", "QUALCOMM TECHNOLOGIES INC"),
        ("JPMorganChase", "JPMORGAN CHASE & CO"),
        ("Discover", "DISCOVER PRODUCTS INC"),
        ("Square", "SQUARE INC"),
        ("Block", "SQUARE INC"),
        ("Capital One", "CAPITAL ONE SERVICES LLC"),
        ("Freddie Mac", "FEDERAL HOME LOAN MORTGAGE CORP"),
        ("CME Group", "CHICAGO MERCANTILE EXCHANGE INC"),
        ("Cencora", "AMERISOURCEBERGEN CORPORATION"),
        ("SunTrust", "TRUIST BANK"),
        ("LexisNexis", "REED ELSEVIER INC LEXISNEXIS DIVIS"),
        ("Crate & Barrel", "EUROMARKET DESIGNS INC"),
    ],
)
def test_well_known_employers_go_to_their_families(hub: EmployerIndex, name: str, filed_name: str) -> None:
    found = match(EmployerQuery(name), hub)
    assert found.decision == "match" and found.filer is not None, found.reason
    assert core(filed_name) in found.filer.cores


@pytest.mark.parametrize("name", ["Relativity Space", "Rocket Lab", "Capital Info", "Fetch Robotics Rentals"])
def test_their_look_alikes_do_not(hub: EmployerIndex, name: str) -> None:
    assert match(EmployerQuery(name), hub).decision != "match"


@pytest.mark.parametrize(
    ("name", "fein"),
    [
        ("Microsoft", "91-1144442"),
        ("Google", "77-0493581"),
        ("Apple", "94-2404110"),
        ("Intel", "94-1672743"),
        ("Netflix", "77-0467272"),
        ("Qualcomm", "95-3685934"),
        ("Ford", "38-0549190"),
    ],
)
def test_the_number_of_an_annual_report_bears_the_last_digits_of_the_hub(
    hub: EmployerIndex, name: str, fein: str
) -> None:
    own, others = (match(EmployerQuery(name, fein=number), hub) for number in (fein, "36-5554816"))
    assert own.decision == "match" and f"..{fein[-4:]}" in own.reason
    assert others.filer == own.filer and others.confidence < own.confidence


def test_numbers_of_real_cases_find_the_names_that_file_under_them(tmp_path: Path) -> None:
    path = shared_path("data", "dol", "lca", "LCA_FY2024_dmv_analysts_97col_VA_DC.csv")
    add_one(path, tmp_path / "reference.db")
    index = load_index(tmp_path / "reference.db")
    feins = "SELECT employer_fein, min(employer_name), count(*) FROM lca_case WHERE counted GROUP BY 1"
    rows = [row for row in query(tmp_path / "reference.db", feins) if row[0]]
    assert len(rows) > 40
    for fein, name, cases in rows:
        own, found = (match(EmployerQuery(asked, fein=fein), index) for asked in (name, "Quorvex"))
        assert (own.decision, own.rule, own.filer) == ("match", "fein", found.filer)
        assert found.filer is not None and name in found.filer.names and found.rule == "fein"
        is_part = "share a number" in found.reason
        assert (found.decision == "review") == (is_part or cases == 1), name
