from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.employers import normalise, refuse, vocabulary
from enrich.employers.normalise import core, cut_core, is_cut, name_parts, squash

SAME = [
    ("Orchard Valley Robotics, Inc.", "ORCHARD VALLEY ROBOTICS INC"),
    ("Orchard Valley Robotics", "The Orchard Valley Robotics Company, L.L.C."),
    ("Brigg & Stowe LLP", "BRIGG AND STOWE"),
    ("Quillon Mgmt Svcs Intl Corp", "Quillon Management Services International Corporation"),
    ("R. J. Pell Engrg", "RJ Pell Engineering"),
    ("Tamsin Motors (Americas) Inc.", "TAMSIN MOTORS USA INC"),
    ("Univ of TX at Marlow", "The University of Texas Marlow"),
    ("The Regents of the University of Brenwick", "University of Brenwick"),
    ("O'Dell Women's Clinic", "O DELL WOMEN S CLINIC"),
    ("Tamsin Int'l Foods", "TAMSIN INT L FOODS INC"),
    ("Wendel Hospitalists S.C.", "WENDEL HOSPITALISTS SC"),
    ("Kestrel Careers", "Kestrel Inc"),
    ("Jobs at Kestrel", "KESTREL LLC"),
    ("Kestrel, Inc. (Denver)", "Kestrel"),
    ("Kestrel - Fort Collins, CO", "Kestrel"),
    ("Énergie Boréale SA", "Energie Boreale"),
    ("Sk\u00f8nland \u0141ask A/S", "SKONLAND LASK AS"),
    ("Fennel Health Care", "FENNEL HEALTH CARE PC"),
    ("Kestrel Valley Coporation", "Kestrel Valley Incorperated"),
    ("Larkspur N.A.", "Larkspur National Association"[:8]),
    ("U. of Brenwick", "University of Brenwick"),
    ("Larkspur ISD", "LARKSPUR INDEPENDENT SCH DIST"),
    ("Larkspur CISD", "Larkspur Consolidated Independent School District"),
    ("Larkspur Ntl Bk", "LARKSPUR NATL BANK"),
    ("Larkspur Hts Twp Library", "Larkspur Heights Township Library"),
]

DIFFERENT = [
    ("Bank of America", "Bank of"),
    ("Marlow State University", "University of Marlow"),
    ("Washington University", "University of Washington"),
    ("Kestrel Health", "Kestrel"),
    ("U of M", "University of M"),
    ("ISD", "Independent School District"),
    ("ISD Kestrel", "Kestrel ISD"),
    ("Kestrel Federal LLC", "Kestrel LLC"),
    ("University of Brenwick Hospital", "University of Brenwick"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_share_a_core(one: str, other: str) -> None:
    assert core(one) == core(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names_keep_different_cores(one: str, other: str) -> None:
    assert core(one) != core(other)


def test_trade_and_former_names_are_split_off() -> None:
    parts = name_parts("Marrow Foods Inc. d/b/a Tidewater Kitchens (formerly Bayline Foods LLC)")
    assert (parts.legal, parts.trade, parts.former) == ("marrow foods", ("tidewater kitchens",), ("bayline foods",))
    assert name_parts("MARROW FOODS INC DBA").trade == ()
    for mark in ("T/A", "doing bus as", "D B A"):
        assert name_parts(f"Marrow Foods Inc {mark} Tidewater Kitchens").trade == ("tidewater kitchens",)
    assert name_parts("T A Tidewater Kitchens").trade == ()
    assert name_parts("dba Tidewater Kitchens").legal == "tidewater kitchens"


def test_names_without_identity_have_a_defined_core() -> None:
    assert core("L.L.C.") == "llc"
    assert core("The") == "the"
    assert core("") == core("  ") == core("\U0001f980 — !") == ""


def test_a_cut_name_is_the_beginning_of_the_whole() -> None:
    whole = "Harrow & Fitch Institute of Biological Research Inc"
    filed = "HARROW & FITCH INST OF BIOLOGICAL RESEARCH INC"[:34]
    assert is_cut(filed)
    assert core(whole).startswith(cut_core(filed))
    assert cut_core("ABERNATHY ROLLING STOCK REPAIR COR") == core("Abernathy Rolling Stock Repair Corp")
    assert not is_cut("Harrow & Fitch")


NAMES = st.text(st.characters(codec="ascii"), max_size=60) | st.lists(
    st.sampled_from(
        [
            *"abcdo&'.-/(),", "inc", "llc", "l l c", "dba", "formerly", "the", "and", "of", "at", "univ", "university",
            "regents", "board", "usa", "u.s.", "america", "careers", "jobs", "tx", "women", "s", "kestrel", "north",
            "united states of america", "株式会社", "Œuvre",
        ]
    ),
    max_size=9,
).map(" ".join)  # fmt: skip


def plain_words(name: str) -> list[str]:
    """What ``_words`` does, by regular expressions alone."""
    text = normalise._plain(name)
    outside = normalise._PARENTHESIS.sub(normalise._parenthesis, text)
    text = outside if any(map(str.isalnum, outside)) else text
    text = normalise._APOSTROPHE.sub("", normalise._LOCATION_TAIL.sub("", text))
    text = normalise._AND.sub(" and ", normalise._A_AND_T.sub(vocabulary.A_AND_T, text))
    text = normalise._TRADING_AS.sub(" dba ", normalise._INITIALED_MARK.sub(r" \1\3a ", text))
    return normalise._join_letters(normalise._WORD.findall(text))


@given(NAMES | st.text("dbkafnt&+'`/. \t", max_size=12).map("Kestrel {}".format))
def test_short_cuts_for_plain_names_read_the_words_that_the_expressions_read(name: str) -> None:
    assert normalise._words(name) == plain_words(name)


SAID_OF_CLIENTS = (
    "confidential stealth mode stealthmode client clients of our for a the company name hiring recruiting on behalf n"
    " na self employed private family not stated direct kestrel c/o - s"
)
PIECES = st.sampled_from(SAID_OF_CLIENTS.split())


@given(st.lists(PIECES, min_size=1, max_size=5).map(" ".join))
def test_every_name_that_the_expressions_find_is_refused(name: str) -> None:
    words = refuse._NOT_WORD.sub(" ", name)
    found = refuse._PLACEHOLDERS.match(words) or refuse._HIDDEN.search(words) or refuse._CLIENT_WORDS.search(words)
    if found or refuse._CARE_OF.search(name):
        assert refuse.refuse(name) is not None


@given(NAMES | st.text(max_size=40))
def test_core_is_idempotent(name: str) -> None:
    assert core(core(name)) == core(name)


@given(NAMES)
def test_case_and_punctuation_do_not_matter(name: str) -> None:
    assert core(name.upper()) == core(name.lower())
    plain = name.replace("(", " ").replace(")", " ")
    assert core(plain.replace(",", ";")) == core(plain.replace(",", "*"))


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=30))
def test_a_name_with_letters_has_a_core(name: str) -> None:
    assert core(name)
    assert squash(core(name)) == core(name).replace(" ", "")


def test_the_vocabulary_settles_in_one_step() -> None:
    assert not set(vocabulary.ABBREVIATIONS) & set(vocabulary.ABBREVIATIONS.values())


def test_legal_forms_are_listed_in_one_place_only() -> None:
    forms = {"llc", "gmbh", "pllc", "incorporated"}
    for path in Path(vocabulary.__file__).parent.parent.rglob("*.py"):
        if path.name == "vocabulary.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        listed = [text for text in texts if len(text) < 30 and text.casefold() in forms]
        assert not listed, f"{path}: legal forms belong in vocabulary.py, found {listed}"
