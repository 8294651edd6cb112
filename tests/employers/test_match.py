from __future__ import annotations

from itertools import islice, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.employers.aliases import Alias
from enrich.employers.answers import match_names
from enrich.employers.build import FiledName
from enrich.employers.entities import TaxIdRow
from enrich.employers.index import EmployerIndex, decode_index, encode_index
from enrich.employers.match import EmployerQuery, Match, match
from enrich.employers.vocabulary import HUB_CUT
from enrich.reference import add_files
from tests.employers.filers import TRAPS, filed, index_of
from tests.growth import Work, assert_grows_with_size
from tests.reference.files import write_hub


@pytest.fixture(scope="module")
def traps() -> EmployerIndex:
    return index_of(*TRAPS)


def ask(index: EmployerIndex, name: str, **about: Any) -> Match:
    return match(EmployerQuery(name, **about), index)


@pytest.mark.parametrize(
    ("name", "filed_name"),
    [
        ("Cohere", "COHERE US INC"),
        ("Cohere Health", "COHERE HEALTH INC"),
        ("Epic Games", "EPIC GAMES INC"),
        ("Lucid Motors", "LUCID USA INC"),
        ("Lucid Software", "LUCID SOFTWARE INC"),
        ("Relativity", "RELATIVITY ODA LLC"),
        ("HP", "HP INC"),
        ("HP Inc.", "HP INC"),
        ("Hewlett Packard Enterprise", "HEWLETT PACKARD ENTERPRISE COMPANY"),
        ("AWS", "AMAZON WEB SERVICES INC"),
        ("Amazon Web Services (AWS)", "AMAZON WEB SERVICES INC"),
        ("State Street", "STATE STREET BANK AND TRUST COMPANY"),
        ("Deloitte", "DELOITTE CONSULTING LLP"),
        ("Qualcomm", "QUALCOMM TECHNOLOGIES INC"),
        ("JPMorganChase", "JPMORGAN CHASE & CO"),
        ("JP Morgan Chase", "JPMORGAN CHASE & CO"),
        ("Discover", "DISCOVER PRODUCTS INC"),
        ("Square", "SQUARE INC"),
        ("Block", "BLOCK INC"),
        ("Capital One", "CAPITAL ONE SERVICES LLC"),
        ("The New York Times", "THE NEW YORK TIMES COMPANY"),
        ("Ford", "FORD MOTOR COMPANY"),
    ],
)
def test_known_traps_go_to_the_right_filer(traps: EmployerIndex, name: str, filed_name: str) -> None:
    found = ask(traps, name)
    assert found.decision == "match", found.reason
    assert found.filer is not None and filed_name in found.filer.names


@pytest.mark.parametrize(
    "name",
    ["Epic", "Relativity Space", "Rocket Lab", "State Street Kiln", "HP Tuners", "New York Life Coaching",
     "Lucid Dreams", "Discovery", "Squared", "Capital Info", "Fordham", "Coheres"],
)  # fmt: skip
def test_look_alikes_are_not_matched(traps: EmployerIndex, name: str) -> None:
    assert ask(traps, name).decision != "match"


def test_renamed_and_several_entities_are_one_family(traps: EmployerIndex) -> None:
    square, block, deloitte = ask(traps, "Square").filer, ask(traps, "Block, Inc.").filer, ask(traps, "Deloitte").filer
    assert square is not None and block is not None and deloitte is not None
    assert square.id == block.id and {"SQUARE INC", "BLOCK INC"} <= set(square.names)
    assert {"DELOITTE LLP", "DELOITTE CONSULTING LLP"} <= set(deloitte.names)
    assert "SQUARE TRADE INC" not in square.names
    assert "alias" in square.links["SQUARE INC"]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("", "no_name"), ("   ", "no_name"), ("-", "no_name"), ("\U0001f680", "no_name"), ("LLC", "no_name"),
        ("A", "too_short"), ("x" * 10_000, "too_long"), ("Confidential", "placeholder"), ("12345", "no_name"),
        ("Stealth startup", "placeholder"), ("Undisclosed Employer", "placeholder"), ("Various Clients", "placeholder"),
        ("A client of ours", "client_of_agency"), ("Staffco on behalf of a bank", "client_of_agency"),
        ("Robert Half's client", "client_of_agency"), ("Indeed", "job_board"), ("ZipRecruiter, Inc.", "job_board"),
        ("Company Name", "placeholder"), ("\u682a\u5f0f\u4f1a\u793e", "not_found"),
    ],
)  # fmt: skip
def test_names_that_name_nobody_are_refused_with_the_reason(traps: EmployerIndex, name: str, rule: str) -> None:
    found = ask(traps, name)
    assert (found.decision, found.confidence, found.filer, found.rule) == ("none", 0.0, None, rule)
    assert found.reason


def test_a_job_board_is_the_employer_on_its_own_domain() -> None:
    index = index_of(filed("INDEED INC", 400, "TX"))
    assert ask(index, "Indeed").decision == "none"
    assert ask(index, "Indeed", domain="www.indeed.com").decision == "match"
    assert ask(index, "Indeed", domain="notindeed.com").decision == "none"


def test_the_stated_legal_name_wins_over_the_brand() -> None:
    index = index_of(filed("PALLORAN SYSTEMS INC", 30), filed("BRIGHTLEAF HOLDINGS INC", 40))
    by_legal = ask(index, "Brightleaf Holdings", legal_name="Palloran Systems, Inc.")
    assert (by_legal.decision, by_legal.rule) == ("match", "legal_name")
    assert by_legal.filer is not None and by_legal.filer.name == "PALLORAN SYSTEMS INC"
    unknown = ask(index, "Brightleaf Holdings", legal_name="Ottermere Mills LLC")
    assert (unknown.decision, unknown.rule) == ("review", "legal_name_differs")
    fuller = ask(index, "Brightleaf Holdings", legal_name="Brightleaf Holdings of Ohio LLC")
    assert fuller.decision == "match"
    assert ask(index, "Confidential", legal_name="Palloran Systems Inc").decision == "match"


def test_one_name_of_several_employers_is_for_review() -> None:
    names = (filed("MERIDEW GROUP INC", 40, "NJ"), filed("MERIDEW GROUP LLC", 35, "TX"))
    apart = [TaxIdRow("MERIDEW GROUP INC", "1111", "NJ", 40), TaxIdRow("MERIDEW GROUP LLC", "2222", "TX", 35)]
    found = ask(index_of(*names, tax_ids=apart), "Meridew Group")
    assert (found.decision, found.rule) == ("review", "ambiguous_name")
    assert "NJ, TX" in found.reason
    group = [TaxIdRow("MERIDEW GROUP INC", "1111", "NJ", 40), TaxIdRow("MERIDEW GROUP LLC", "2222", "NJ", 35)]
    assert ask(index_of(*names, tax_ids=group), "Meridew Group").decision == "match"


def test_a_small_namesake_of_a_large_filer_is_for_review() -> None:
    index = index_of(filed("CHIVEN INC", 2, "MA"), filed("CHIVEN FINANCIAL INC", 200), aliases=[])
    found = ask(index, "Chiven")
    assert (found.decision, found.rule) == ("review", "larger_namesake")
    assert [c.name for c in found.candidates] == ["CHIVEN FINANCIAL INC"]
    assert ask(index, "Chiven Financial").decision == "match"


def test_a_small_filer_in_another_state_is_for_review() -> None:
    index = index_of(filed("PELLWORTH ARCHITECTS INC", 2, "OR"))
    assert ask(index, "Pellworth Architects", state="FL").rule == "other_state"
    assert ask(index, "Pellworth Architects", state="OR").decision == "match"
    assert ask(index, "Pellworth Architects").decision == "match"


def test_common_words_alone_are_for_review() -> None:
    index = index_of(filed("GLOBAL VISION SOLUTIONS INC", 6, "NJ"))
    assert ask(index, "Global Vision Solutions").rule == "common_words"
    assert ask(index, "Global Vision Solutions", state="NJ").decision == "match"
    assert ask(index, "Global Vision Tech Partners").decision == "none"


def test_a_tiny_filer_needs_a_distinctive_name() -> None:
    index = index_of(
        filed("ZOLV INC", 1), filed("QUERNSTONE INC", 1), filed("HIGH LOFT LLC", 1), filed("BARDING INC", 2),
        *(filed(f"BARDING {word} INC", 1) for word in ("FARMS", "MOTORS", "DENTAL")),
    )  # fmt: skip
    assert ask(index, "Zolv").rule == ask(index, "Barding").rule == "common_words"
    assert ask(index, "Zolv", state="CA").decision == "match"
    assert ask(index, "Quernstone").decision == "match"
    assert ask(index, "Highloft").rule == "other_spelling"
    assert ask(index, "DB E.C.O. Group").decision == "none" and ask(index, "DB E.C.O. Group").rule == "not_found"
    assert ask(index, "Quernstone c/o Barding").rule == "client_of_agency"


def test_trade_names_are_known_with_their_filing() -> None:
    index = index_of(
        filed("MARROWFIELD HOSPITAL CORP", 30, "OH", "Tansy Valley Health"),
        filed("OAKLIGHT INC DBA THE TAMARISK KITCHEN", 9, "AZ"),
        filed("DORRANCE ONE PC", 4, "OH", "Smilewright Dental Care"),
        filed("DORRANCE TWO PC", 4, "MI", "Smilewright Dental Care"),
        filed("QUENBY LLC FORMERLY KELLAWAY PARTNERS LLC", 8, "CA"),
    )
    found = ask(index, "Tansy Valley Health")
    assert (found.decision, found.rule) == ("match", "trade_name")
    assert "MARROWFIELD HOSPITAL CORP" in found.reason and "30" in found.reason
    assert ask(index, "The Tamarisk Kitchen").decision == "match"
    assert ask(index, "Kellaway Partners").rule == "former_name"
    assert ask(index, "Smilewright Dental Care").rule == "several_filers"
    mirror = index_of(filed("QUENBY LLC DBA TANSYLO", 4))
    assert ask(mirror, "Tansylo").rule == "common_words"
    local = ask(index, "Smilewright Dental Care", state="MI")
    assert local.decision == "match" and local.filer is not None and local.filer.name == "DORRANCE TWO PC"


def test_cut_names_join_their_whole_and_are_found_alone() -> None:
    whole, cut = "BREDALE INSTITUTE OF MARINE BIOLOGY INC", "BREDALE INSTITUTE OF MARINE BIOLOG"
    both = index_of(filed(whole, 5), filed(cut, 9))
    assert len(both.filers) == 1 and "cut" in " ".join(both.filers[0].links.values())
    alone = ask(index_of(filed(cut, 9)), "Bredale Institute of Marine Biology")
    assert (alone.decision, alone.rule) == ("match", "cut")


def test_what_a_family_files_under_other_names_makes_no_larger_namesake() -> None:
    names = filed("BRINDLEM INC", 30), filed("BRINDLEM POULTRY LLC", 4), filed("TALLOWAY FOODS INC", 900)
    joined = [Alias("Talloway", name, "brand", "test", "") for name in ("Talloway Foods Inc", "Brindlem Poultry LLC")]
    assert ask(index_of(*names, aliases=joined), "Brindlem").decision == "match"
    larger = filed("BRINDLEM INC", 30), filed("BRINDLEM POULTRY LLC", 900)
    assert ask(index_of(*larger, aliases=[]), "Brindlem").rule == "larger_namesake"


def test_a_name_as_long_as_a_cut_one_is_whole_in_files_that_cut_none(tmp_path: Path) -> None:
    name = "ARDVALE CARE INC DBA HOLLIN HEALTH"
    assert len(name) == HUB_CUT
    answers = []
    for year in (2021, 2022):
        hub = write_hub(tmp_path / f"hub-{year}.csv", f"{year},{name},30,0,0,0,54,1111,NY,NEW YORK,10001")
        reference = tmp_path / f"{year}.db"
        add_files([hub], reference)
        answers.append([found["decision"] for found in match_names([{"name": "Hollin Health"}], reference)])
    assert answers == [["none"], ["match"]]
    short, long = "KESTREL VALLEY SCHOOL OF MARINE AR", "KESTREL VALLEY SCHOOL OF MARINE ARTS"
    filers = [
        len(index_of(FiledName(short, "", "NY", 30, is_whole=whole), filed(long, 5, "NY")).filers)
        for whole in (False, True)
    ]
    assert filers == [1, 2]


def test_similar_names_are_for_review_at_most_and_say_why() -> None:
    index = index_of(filed("THORNQUIST BIOLOGICS INC", 50), filed("THORNQUEST MARINE INC", 3))
    found = ask(index, "Thornquist Biologics Partners")
    assert (found.decision, found.rule) == ("review", "similar")
    other = ask(index, "Thornquist Fisheries")
    assert other.decision == "none"
    assert any(c.name == "THORNQUIST BIOLOGICS INC" and "lacks fisheries" in c.why_not for c in other.candidates)


def test_an_alias_whose_filer_is_not_loaded_says_so(traps: EmployerIndex) -> None:
    found = ask(traps, "GEICO")
    assert (found.decision, found.rule) == ("none", "alias_not_loaded")
    assert "Government Employees Insurance Company" in found.reason


def test_the_full_filed_name_of_another_employer_beats_no_alias() -> None:
    alias = Alias("Chiven", "Chiven Financial Inc", "brand", "test", "")
    index = index_of(filed("CHIVEN INC", 2, "MA"), filed("CHIVEN FINANCIAL INC", 200), aliases=[alias])
    assert ask(index, "Chiven").decision == "match"
    assert ask(index, "CHIVEN INC").rule == "filed_by_another"


def test_a_brand_with_a_legal_form_of_its_own_elsewhere_is_another_employer() -> None:
    alias = Alias("Chiven", "Chiven Financial Inc", "brand", "test", "")
    index = index_of(filed("CHIVEN FINANCIAL INC", 200), aliases=[alias])
    assert ask(index, "Chiven", state="MA").decision == ask(index, "Chiven Inc", state="CA").decision == "match"
    assert ask(index, "Chiven Inc", state="MA").rule == "other_state"


def test_a_filer_of_any_size_elsewhere_is_doubted_by_how_rare_its_name_is() -> None:
    index = index_of(filed("DELTA TECH INC", 40, "NJ"), filed("OSTERVALE PLINTHO QUARREL ADVISORS LLC", 40, "NJ"))
    far = ask(index, "Delta Technologies Inc", state="UT")
    assert (far.decision, far.rule) == ("review", "other_state") and "NJ" in far.reason
    rare = ask(index, "Ostervale Plintho Quarrel Advisors LLC", state="UT")
    assert rare.confidence > far.confidence
    assert ask(index, "Delta Technologies Inc", state="NJ").decision == "match"


def test_a_namesake_elsewhere_speaks_against_no_filer_in_the_own_state() -> None:
    index = index_of(filed("CHIVEN INC", 2, "MA"), filed("CHIVEN FINANCIAL INC", 200, "CA"), aliases=[])
    assert ask(index, "Chiven", state="MA").decision == "match"
    assert ask(index, "Chiven").rule == ask(index, "Chiven", states=("MA",)).rule == "larger_namesake"


@pytest.mark.parametrize(
    ("name", "filed_name"),
    [
        ("RI Quarrel Imaging Associates", "RHODE ISLAND QUARREL IMAGING ASSOCIATES"),
        ("North Florida Quarrel Imaging", "N FL QUARREL IMAGING INC"),
        ("First Quarrel Imaging Associates", "1ST QUARREL IMAGING ASSOCIATES LLC"),
    ],
)
def test_places_and_numbers_written_otherwise_are_found(name: str, filed_name: str) -> None:
    others = (filed(f"{word} QUARREL IMAGING", 50, "FL") for word in ("SOUTH", "WEST", "VERMONT", "SECOND"))
    index = index_of(filed(filed_name, 2, "FL"), *others, aliases=[])
    found = ask(index, name, state="FL")
    assert (found.decision, found.filer and found.filer.name) == ("match", filed_name)


@pytest.mark.parametrize(
    ("name", "filed_name"),
    [
        ("SOUTHWEST QUARREL HEALTHCARE CORP", "SOUTHEAST QUARREL HEALTHCARE CORP"),
        ("QUARREL SCHOOL DISTRICT TWO", "QUARREL SCHOOL DISTRICT ONE"),
        ("QUARREL PAPER OHIO LLC", "QUARREL PAPER NEW YORK LLC"),
    ],
)
def test_another_direction_number_or_state_is_another_employer(name: str, filed_name: str) -> None:
    assert ask(index_of(filed(filed_name, 5, "SC"), aliases=[]), name, state="SC").decision != "match"


def test_ids_do_not_change_when_other_files_are_added() -> None:
    first = index_of(*TRAPS[:20])
    more = index_of(*TRAPS, filed("ZEBULON FABRICS LLC"), filed("ABBOTSLEY FARMS INC"))
    ids = {name: filer.id for filer in more.filers for name in filer.names}
    for filer in first.filers:
        assert {ids[name] for name in filer.names} == {filer.id}


def test_the_order_of_the_filings_changes_nothing() -> None:
    names = (
        *TRAPS[15:27],
        filed("BREDALE INSTITUTE OF MARINE BIOLOG", 9),
        filed("BREDALE INSTITUTE OF MARINE BIOLOGY INC"),
    )
    expected = encode_index(index_of(*names))
    for order in islice(permutations(names), 0, 5000, 977):
        again = index_of(*order)
        assert [f.id for f in again.filers] == [f.id for f in decode_index(expected).filers]
        assert again.by_core == decode_index(expected).by_core


@given(st.text(max_size=80), st.text(max_size=20) | st.none())
def test_any_text_gets_an_answer(traps: EmployerIndex, name: str, legal_name: str | None) -> None:
    found = match(EmployerQuery(name, legal_name=legal_name), traps)
    assert 0 <= found.confidence <= 1 and found.reason
    assert (found.filer is None) == (found.decision == "none")


@pytest.mark.parametrize("unit", ["a ", "univ of ", "(", "x", "inc ", "&"])
def test_a_long_name_costs_no_more_than_its_length(traps: EmployerIndex, unit: str) -> None:
    def work_of(size: int) -> Work:
        name = unit * (size // len(unit))
        return lambda: ask(traps, name)

    assert_grows_with_size(work_of, 50_000)
    assert_grows_with_size(work_of, 50)


def test_the_other_name_that_a_name_gives_finds_its_filer() -> None:
    index = index_of(filed("DUNMARROW DISPLAYS INC", 12, "GA"), filed("CHIVEN SAUCES INC", 12, "GA"))
    for name in ("DMC Manufacturing dba Dunmarrow Displays", "Quell Works LLC f/k/a Dunmarrow Displays Inc"):
        found = ask(index, name, state="GA")
        assert found.filer is not None and found.filer.name == "DUNMARROW DISPLAYS INC", found
        assert found.rule == "trade_name" and "gives" in found.reason


def test_a_name_of_another_state_gives_way_to_a_similar_one_in_the_state_asked_for() -> None:
    index = index_of(filed("QUARRELMERE TRADING INC", 2, "MN"), filed("QUARRELMER TRADING INC", 2, "IL"))
    found = ask(index, "Quarrelmere Trading Inc", state="IL")
    assert found.filer is not None and found.filer.name == "QUARRELMER TRADING INC"
    assert ask(index, "Quarrelmere Trading Inc").filer is not found.filer


def test_an_owner_behind_the_legal_form_is_no_part_of_the_name() -> None:
    index = index_of(filed("OSTERVALE DEVICES INC", 30))
    for name in ("Ostervale Devices Inc a Quillmarch Company", "Ostervale Devices Inc subsidiary of Quill"):
        assert ask(index, name).decision == "match"
