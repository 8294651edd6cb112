"""The town of an employer speaks for a filer with an address there, however the town is spelt."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import HiringOrganization, JobPosting, Place
from enrich.employers.addresses import Addresses
from enrich.employers.answers import match_names
from enrich.employers.entities import TaxIdRow
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, match
from enrich.enrichment import MOST_TOWNS, BoardFacts, Reference, query_of
from enrich.reference import add_files
from enrich.towns import town_key
from tests.employers.filers import filed, index_of
from tests.reference.files import HUB_HEADER, LCA_HEADER, lca_row, write_lca

TOWNS = st.sampled_from(["TX|austin", "TX|dallas", "MO|st louis", "NY|new york"])


@given(st.lists(st.tuples(st.integers(0, 5), TOWNS)))
def test_the_towns_of_a_filer_are_those_of_its_addresses(held: list[tuple[int, str]]) -> None:
    addresses = Addresses.of(held, 6)
    for filer in range(6):
        own = {town for at, town in held if at == filer}
        assert set(addresses.of_filer(filer)) == addresses.numbered(own)
        for town in ("TX|austin", "NY|new york", "WA|seattle"):
            assert addresses.is_in(filer, [town]) == (town in own)


def placed(*rows: tuple[str, str, str, int]) -> EmployerIndex:
    """Return an index of (name, state, town, filings), each under a tax id of its own."""
    return index_of(
        *(filed(name, filings, state) for name, state, _, filings in rows),
        aliases=[],
        tax_ids=[TaxIdRow(name, f"{at:04}", state, n, city=town) for at, (name, state, town, n) in enumerate(rows)],
    )


ALIKE = placed(
    ("QUELLMORE PRECISION MOLDS INC", "MO", "SAINT LOUIS", 4),
    ("QUELLMORE PRECISION TOOLS INC", "MO", "KANSAS CITY", 4),
    ("PENDRIGAL INC", "TX", "AUSTIN", 4),
    ("PENDRIGAL HOSPITALITY INC", "TX", "EL PASO", 400),
)


@pytest.mark.parametrize(
    ("city", "filer"),
    [("St. Louis", "QUELLMORE PRECISION MOLDS INC"), ("Kansas City", "QUELLMORE PRECISION TOOLS INC")],
)
def test_of_names_that_are_as_alike_the_one_in_the_town_is_meant(city: str, filer: str) -> None:
    found = match(EmployerQuery("Quellmore Precision Inc", city, "MO"), ALIKE)
    assert found.filer is not None and found.filer.name == filer
    anywhere = match(EmployerQuery("Quellmore Precision Inc", state="MO"), ALIKE)
    assert found.confidence > anywhere.confidence


def test_a_larger_namesake_elsewhere_in_the_state_is_no_doubt_in_the_own_town() -> None:
    assert match(EmployerQuery("Pendrigal", state="TX"), ALIKE).rule == "larger_namesake"
    found = match(EmployerQuery("Pendrigal", "Austin", "TX"), ALIKE)
    assert (found.decision, found.rule) == ("match", "core")


def test_the_own_town_speaks_against_a_small_filer_elsewhere_and_a_town_of_work_does_not() -> None:
    name = "Quellmore Precision Molds Inc"
    plain = match(EmployerQuery(name, states=("MO",)), ALIKE).confidence
    assert match(EmployerQuery(name, "Joplin", "MO"), ALIKE).confidence < plain
    assert match(EmployerQuery(name, states=("MO",), towns=("MO|joplin",)), ALIKE).confidence == plain
    assert match(EmployerQuery(name, states=("MO",), towns=("MO|st louis",)), ALIKE).confidence > plain


def test_of_filers_with_one_trade_name_in_a_state_the_one_in_the_town_is_meant() -> None:
    rows = [("VINSK ORTHODONTICS LLC", "DENVER"), ("BREEL HOLDINGS INC", "BOULDER")]
    index = index_of(
        *(filed(name, 9, "CO", trade_name="Grinwell Dental") for name, _ in rows),
        aliases=[],
        tax_ids=[TaxIdRow(name, f"{at}", "CO", 9, city=town) for at, (name, town) in enumerate(rows)],
    )
    assert match(EmployerQuery("Grinwell Dental", state="CO"), index).rule == "several_filers"
    found = match(EmployerQuery("Grinwell Dental", "Boulder", "CO"), index)
    assert found.decision == "match" and found.filer is not None and found.filer.name == "BREEL HOLDINGS INC"


HUB = f"""{HUB_HEADER}
2023,PENDRIGAL INC,4,0,0,0,54,1111,TX,AUSTIN,78701
2023,PENDRIGAL HOSPITALITY INC,400,0,0,0,72,2222,TX,EL PASO,79901
2023,VOSTRIL SYSTEMS INC,90,0,0,0,54,3333,TX,AUSTIN,78701
"""


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    (tmp_path / "hub-2023.csv").write_text(HUB, encoding="utf-8")
    add_files([tmp_path / "hub-2023.csv"], tmp_path / "reference.db")
    return tmp_path / "reference.db"


def test_the_town_of_the_filings_is_read_and_the_town_of_a_query_is_weighed(reference: Path) -> None:
    plain, placed = match_names(
        [{"name": "Pendrigal", "state": "TX"}, {"name": "Pendrigal", "city": "Austin", "state": "TX"}], reference
    )
    assert (plain["decision"], placed["decision"]) == ("review", "match")


def posting(name: str, *towns: str) -> JobPosting:
    return JobPosting(
        id="lever:vexle:1", board="lever:vexle", url="https://example.com/1", title="Engineer",
        hiring_organization=HiringOrganization(name=name),
        job_location=[Place(raw=town, locality=town, region="TX", country="US") for town in towns],
    )  # fmt: skip


def test_the_stage_weighs_the_towns_of_work_and_asks_a_known_employer_once(reference: Path) -> None:
    facts = BoardFacts(employer="Vexle")
    query = query_of(posting("Pendrigal", "Austin", "El Paso"), facts)
    assert query.towns == (town_key("TX", "Austin"), town_key("TX", "El Paso"))
    assert not query_of(posting("Vexle", *(f"Town {number}" for number in range(MOST_TOWNS + 1))), facts).towns
    with Reference.open(reference) as data:
        asked = [query_of(posting("Pendrigal", town), facts) for town in ("Austin", "Waco")]
        answers = [data.employer(query, facts.employer).match for query in asked]
        assert [found is not None and found.decision for found in answers] == ["match", "review"]
        data.known.clear()
        for town in ("Austin", "Waco", "Dallas", "El Paso"):
            data.employer(query_of(posting("Vostril Systems", town), facts), facts.employer)
        assert len(data.known) == 1


def test_the_town_of_an_application_is_read(tmp_path: Path) -> None:
    filed_from = [("Pendrigal Inc", "Austin")] + 30 * [("Pendrigal Hospitality Inc", "El Paso")]
    rows = [
        lca_row(at, EMPLOYER_NAME=name, EMPLOYER_STATE="TX", EMPLOYER_CITY=town, EMPLOYER_FEIN="")
        for at, (name, town) in enumerate(filed_from)
    ]
    path = write_lca(tmp_path / "lca.csv", rows, (*LCA_HEADER, "EMPLOYER_CITY"))
    add_files([path], tmp_path / "reference.db")
    plain, placed = match_names(
        [{"name": "Pendrigal", "state": "TX"}, {"name": "Pendrigal", "city": "Austin", "state": "TX"}],
        tmp_path / "reference.db",
    )
    assert (plain["decision"], placed["decision"]) == ("review", "match")
