"""Floors on real names: what the benchmark measures must not fall."""

from __future__ import annotations

import pytest

from benchmarks.hub import index_of, read_hub
from benchmarks.matching import brand_rows, dev_cases, hard_negatives, institutions
from enrich.employers.aliases import groups, read_aliases, read_shared_names
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, match, match_all
from enrich.employers.normalise import core
from tests.real_data import shared_path

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
