"""Names that are not equal: what is matched, what is left for review, and what evidence beside the name does."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import HiringOrganization, JobPosting, Place
from enrich.employers.candidates import why_not
from enrich.employers.domains import domain_word
from enrich.employers.doubts import NOWHERE
from enrich.employers.grams import gram_lists
from enrich.employers.index import EmployerIndex
from enrich.employers.likeness import TERMS, Rarity, align, side
from enrich.employers.match import EmployerQuery, Match, match
from enrich.employers.nearby import nearest
from enrich.employers.similar import COEFFICIENTS, probability, read_weights, similar
from enrich.enrichment import BoardFacts, query_of
from tests.employers.filers import filed, index_of
from tests.growth import Work, assert_costs_at_most

INDEX = index_of(
    filed("THORNQUIST BIOLOGICS INC", 50, "OH"), filed("THORNQUEST MARINE INC", 3, "FL"),
    filed("WENDLEBURY AGRICULTURAL INSTRUMENTS INC", 12, "IA"), filed("VEXLE INC", 9, "CA"),
    filed("GLOBAL BUSINESS SOLUTIONS INC", 9, "NJ"), filed("PELLGATE GAMES INC", 40, "NC"),
    filed("PELLGATE HEALTH SYSTEMS INC", 300, "WI"), filed("PELLGATE INC", 25, "CA"), aliases=[],
)  # fmt: skip


def ask(name: str, **about: Any) -> Match:
    return match(EmployerQuery(name, **about), INDEX)


def test_a_misspelling_of_a_rare_name_in_its_state_is_a_match_that_says_what_differs() -> None:
    found = ask("Wendelbury Agricultural Instruments", state="IA")
    assert (found.decision, found.rule) == ("match", "similar"), found
    assert found.filer is not None and found.filer.name == "WENDLEBURY AGRICULTURAL INSTRUMENTS INC"
    assert found.confidence >= 0.9 and "is similar" in found.reason


def test_the_state_of_the_employer_speaks_for_and_against() -> None:
    near, unknown, far = (
        similar("wendelbury agricultural instruments", INDEX, EmployerQuery("", state=state).places)
        for state in ("IA", None, "TX")
    )
    assert probability(near, False) > probability(unknown, False) > probability(far, False)


def test_a_place_of_work_elsewhere_speaks_against_nobody() -> None:
    places = EmployerQuery("", states=("TX",)).places
    ranked = similar("wendelbury agricultural instruments", INDEX, places)
    nowhere = similar("wendelbury agricultural instruments", INDEX, NOWHERE)
    assert probability(ranked, False) == probability(nowhere, False)


def test_a_name_filed_under_other_legal_forms_only_is_less_likely() -> None:
    ranked = similar("wendelbury agricultural instruments", INDEX, NOWHERE)
    assert probability(ranked, True) < probability(ranked, False)


@pytest.mark.parametrize("name", ["Vexla", "Global Business Partners", "Thornquist", "Pellgate Foods", "Wendlebury"])
def test_short_names_common_words_and_parts_are_not_matched(name: str) -> None:
    assert ask(name).decision != "match"


def test_another_direction_is_no_misspelling() -> None:
    index = index_of(filed("SOUTHEASTERN ORLOP COMMUNITY CLINIC", 40), aliases=[])
    assert match(EmployerQuery("Southwestern Orlop Community Clinic"), index).decision != "match"
    assert match(EmployerQuery("SE Orlop Community Clinic"), index).decision == "match"


@pytest.mark.parametrize(
    "name", ["Orchardmere School District 2752", "Orchardmere School District 27", "Dentalbrook04"]
)
def test_another_number_is_no_misspelling(name: str) -> None:
    index = index_of(filed("ORCHARDMERE SCHOOL DISTRICT 275", 40), filed("DENTALBROOK02", 40), aliases=[])
    assert match(EmployerQuery(name), index).decision != "match"


def test_the_domain_spells_out_which_filer_is_meant() -> None:
    index = index_of(filed("PELLGATE GAMES INC", 40), filed("PELLGATE HEALTH SYSTEMS INC", 300), aliases=[])
    assert match(EmployerQuery("Pellgate"), index).decision != "match"
    found = match(EmployerQuery("Pellgate", domain="www.pellgategames.com"), index)
    assert (found.decision, found.rule) == ("match", "domain")
    assert found.filer is not None and found.filer.name == "PELLGATE GAMES INC"


@pytest.mark.parametrize(
    ("name", "domain", "filer"),
    [
        ("Orlop", "orlop.ai", "ORLOP AI INC"),
        ("Tansy", "www.tansytech.com", "TANSY TECHNOLOGIES LLC"),
        ("Quenby AI", "quenby.ai", "QUENBY INC"),
        ("Quenby.com", "quenby.com", "QUENBY INC"),
    ],
)
def test_the_ending_of_a_domain_may_be_a_word_of_the_name_or_none(name: str, domain: str, filer: str) -> None:
    index = index_of(
        filed("ORLOP AI INC", 40), filed("ORLOP HEALTH SYSTEMS INC", 300), filed("TANSY TECHNOLOGIES LLC", 40),
        filed("TANSY FOODS LLC", 300), filed("QUENBY INC", 40), aliases=[],
    )  # fmt: skip
    found = match(EmployerQuery(name, domain=domain), index)
    assert (found.decision, found.rule) == ("match", "domain")
    assert found.filer is not None and found.filer.name == filer
    assert match(EmployerQuery(name, domain="example.org"), index).decision != "match"
    assert match(EmployerQuery("Quenby Security", domain="quenby.security"), index).decision != "match"


def test_a_domain_that_spells_another_filer_makes_an_equal_name_doubtful() -> None:
    index = index_of(filed("PELLGATE INC", 250), filed("PELLGATE GAMES INC", 40), aliases=[])
    assert match(EmployerQuery("Pellgate", domain="pellgate.com"), index).decision == "match"
    found = match(EmployerQuery("Pellgate", domain="pellgategames.com"), index)
    assert (found.decision, found.rule) == ("review", "domain_differs")
    index = index_of(filed("PELLGATE INC", 250), filed("PELLGATE COM INC", 3), aliases=[])
    assert match(EmployerQuery("Pellgate", domain="pellgate.com"), index).rule == "core"


@pytest.mark.parametrize(
    ("domain", "word"),
    [("www.pellgate-games.com", "pellgategames"), ("jobs.vexle.co.uk", "vexle"), ("vexle", ""), ("", ""), ("..", "")],
)
def test_the_word_of_a_domain(domain: str, word: str) -> None:
    assert domain_word(domain) == word


def test_a_trade_name_that_is_filed_itself_joins_the_legal_name_but_not_a_chain_or_another_state() -> None:
    index = index_of(
        filed("TANSY VALLEY MEDICAL CENTER", 3, "OH"),
        filed("MARROWFIELD TRUST", 9, "OH", "Tansy Valley Medical Center"),
        filed("QUENBY DINER LLC", 3, "AZ"), filed("OAKLIGHT INC", 9, "TX", "Quenby Diner"),
        filed("ORLOP DENTAL PC", 3, "WA"),
        *(filed(f"ORLOP SMILES {word} PC", 3, "WA", "Orlop Dental") for word in ("ONE", "TWO", "THREE", "FOUR")),
    )  # fmt: skip
    joined = index.filers[index.by_core["tansy valley medical center"]]
    assert "MARROWFIELD TRUST" in joined.names and "trade name" in " ".join(joined.links.values())
    assert index.filers[index.by_core["quenby diner"]].names == ["QUENBY DINER LLC"]
    assert index.filers[index.by_core["orlop dental"]].names == ["ORLOP DENTAL PC"]


def test_every_term_has_a_coefficient_and_the_file_says_what_it_was_fitted_on() -> None:
    stored = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    assert tuple(stored["terms"]) == TERMS and len(read_weights().terms) == len(TERMS)
    assert "FY2020" in stored["fitted_on"] and stored["date"] and stored["names"] > 10_000


def test_words_meet_equal_first_then_misspelt_or_shortened() -> None:
    rarity = Rarity({"instruments": 50, "marlow": 2}, 10)
    met = align(side("marlow comp instruments", rarity), side("marlow instrumants computer east", rarity))
    assert met.shared_words == ["marlow", "comp", "instruments"] and met.missing == []
    assert [word for _, word in met.added] == ["e"] and met.first


@given(st.text("abcdefgh ", min_size=1, max_size=40))
def test_a_core_is_near_itself_and_a_reader_is_told_why_not(text: str) -> None:
    core_text = " ".join(text.split()) or "abc"
    cores = sorted({core_text, "thornquist biologics", "vexle"})
    if len(core_text.replace(" ", "")) >= 2:
        lists = gram_lists(cores)
        assert cores.index(core_text) in nearest([lists.rarest(core_text, 8)], lists, 3)[1]
    for other in similar(core_text, INDEX, NOWHERE):
        assert why_not(other) and len(other.terms) == len(TERMS)


@pytest.mark.parametrize("name", ["thornquist " * 18, "a b c d e f g h " * 12, "agricultural instruments " * 8])
def test_a_name_made_of_similar_words_costs_little_more_than_another(name: str) -> None:
    def asking(asked: str) -> Work:
        return lambda: [ask(asked[:200]) for _ in range(20)]

    assert_costs_at_most(8, asking(name), asking("Wendelbury Agricultural Instruments"))


def test_a_decision_is_sent_with_its_candidates_and_without_the_index() -> None:
    found = ask("Thornquist Fisheries", state="OH")
    assert [candidate.name for candidate in found.candidates] and found.candidates[0] == found.candidates[:2][0]
    sent = pickle.dumps(found)
    assert pickle.loads(sent) == found and b"WENDLEBURY" not in sent
    assert found != ask("Thornquist", state="OH")


def test_the_stage_passes_the_states_of_the_places_of_work_in_the_country() -> None:
    places = [
        Place(raw="Ames, IA", region="IA", country="US"), Place(raw="Bern", region="BE", country="CH"),
        Place(raw="Remote", country="US"), Place(raw="Austin, TX", region="TX", country="US"),
    ]  # fmt: skip
    posting = JobPosting(
        id="lever:vexle:1", board="lever:vexle", url="https://example.com/1", title="Engineer",
        hiring_organization=HiringOrganization(name="Vexle"), job_location=places,
    )  # fmt: skip
    query = query_of(posting, BoardFacts(employer="Vexle"))
    assert (query.state, query.states) == (None, ("IA", "TX"))


def test_another_legal_form_of_a_small_filer_is_doubtful_and_a_brand_without_one_is_not() -> None:
    index = index_of(filed("ZEPHELIN MILLWORK CORP", 6), filed("TRANDLE MILLWORK CORP", 600), aliases=[])
    assert ask_of(index, "Zephelin Millwork LLC") == ("review", "other_form")
    assert ask_of(index, "Zephelin Millwork Inc.") == ask_of(index, "Zephelin Millwork") == ("match", "core")
    assert ask_of(index, "Trandle Millwork LLC") == ("match", "core")


def ask_of(index: EmployerIndex, name: str) -> tuple[str, str]:
    found = match(EmployerQuery(name), index)
    return found.decision, found.rule
