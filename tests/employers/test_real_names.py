"""Floors on real names: what the benchmark measures must not fall."""

from __future__ import annotations

import pytest

from benchmarks.matching import brand_rows, dev_cases, hard_negatives, index_of, institutions, read_hub
from enrich.employers.aliases import read_aliases
from enrich.employers.index import EmployerIndex
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
    assert hard_negatives(shared_path("data", "dol", "truth", "hub_hard_negatives_dev.tsv.gz"), hub) <= 0.02


def test_institutions_are_found_by_name(hub: EmployerIndex) -> None:
    tally = institutions(shared_path("data", "dol", "truth", "ipeds_ein_vs_hub_dev.tsv"), hub)
    assert tally.precision >= 0.97 and tally.recall >= 0.8


def test_legal_names_marked_as_checked_are_in_the_hub(hub: EmployerIndex) -> None:
    checked = [alias.legal_name for alias in read_aliases() if "not seen" not in alias.source]
    assert len(checked) > 500 and not [name for name in checked if core(name) not in hub.by_core]
