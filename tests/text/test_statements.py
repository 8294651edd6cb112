"""What sentences say, one proposition each; and what whole postings come to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.statements import CORPUS, corpus_rows
from enrich.record import Statement
from enrich.text import authorization, citizenship, hedges, offers, refusals, sponsorship, visa_words
from enrich.text.fold import fold
from enrich.text.rule import Rule, holds_any
from enrich.text.statements import STRENGTH, explain_statements, read_statements, strongest

TABLE = Path(__file__).with_name("sentences.tsv")
"""Kind and sentence, tab-separated: what one sentence of a posting says, ``none`` when it says nothing."""


def _rows() -> list[tuple[str, str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [(kind, sentence) for kind, _, sentence in (line.partition("\t") for line in lines)]


def _kind(text: str) -> str:
    found = strongest(read_statements(text))
    return found.kind if found else "none"


@pytest.mark.parametrize(("kind", "sentence"), _rows())
def test_sentence(kind: str, sentence: str) -> None:
    assert _kind(sentence) == kind


@pytest.mark.parametrize(("kind", "sentence"), [row for row in _rows() if not row[1].startswith("-")])
def test_the_same_sentence_inside_a_posting(kind: str, sentence: str) -> None:
    posting = f"About the job\nYou will build useful things with us.\n\n{sentence}\n\nWe look forward to meeting you."
    if sentence.endswith(":"):
        pytest.skip("an open field would take the next line as its answer")
    assert _kind(posting) == kind


def test_every_kind_is_in_the_table() -> None:
    assert {kind for kind, _ in _rows()} == {*STRENGTH, "none"}


def test_quote_is_the_sentence_and_offsets_reproduce_it() -> None:
    text = "We build boats.\n  • We cannot sponsor visas. Come and see us!\nYou need to be a U.S. citizen"
    statements = read_statements(text)
    assert [(s.kind, s.quote) for s in statements] == [
        ("no_sponsorship", "We cannot sponsor visas."),
        ("citizenship_or_clearance_required", "You need to be a U.S. citizen"),
    ]
    assert all(text[s.start : s.end] == s.quote for s in statements)


@pytest.mark.parametrize(
    "text",
    [
        "We do not spon\u00adsor vi\u200bsas.",
        "We\u00a0do\u00a0not\u2009sponsor\u202fwork\u202fvisas.",
        "We don\u2019t sponsor work visas.",
        "WE DO NOT SPONSOR WORK VISAS.",
        "Great team.We do not sponsor work visas.Apply now.",
        "\ufeffWe do not sponsor work visas.",
        "We do not\r\nsponsor work visas.",
        "Our people come from many places and they all love the work, but we do not\nsponsor visas.",
        "\u0130stanbul is nice. We do not sponsor work visas.",
    ],
)
def test_typography_does_not_hide_a_refusal(text: str) -> None:
    statements = read_statements(text)
    assert [s.kind for s in statements] == ["no_sponsorship"]
    assert text[statements[0].start : statements[0].end] == statements[0].quote
    assert "vi" in statements[0].quote.lower()


def test_us_abbreviation_ends_no_sentence_unless_one_follows() -> None:
    text = "You must be authorized to work in the U.S. We are unable to sponsor work visas. U.S. citizens are welcome."
    assert [(s.kind, s.quote) for s in read_statements(text)] == [
        ("work_authorization_required_only", "You must be authorized to work in the U.S."),
        ("no_sponsorship", "We are unable to sponsor work visas."),
    ]


def test_contradiction_is_kept_and_the_refusal_is_stronger() -> None:
    statements = read_statements("We sponsor visas for most teams.\nFor this role we cannot sponsor visas.")
    assert [s.kind for s in statements] == ["conditional", "no_sponsorship"]
    found = strongest(statements)
    assert found is not None and found.kind == "no_sponsorship"


def test_contradiction_is_shown_by_the_explanation() -> None:
    findings = explain_statements("We sponsor H-1B visas.\nSponsorship is not available for this role.")
    assert [(f.rule, f.counted) for f in findings] == [
        ("sponsorship.employer_sponsors", True),
        ("combine.contradicted", False),
        ("sponsorship.not_available", True),
    ]


def test_transfers_accepted_turn_a_refusal_of_new_petitions_into_a_condition() -> None:
    text = "H-1B transfers are welcome. We cannot file new H-1B petitions; we do not sponsor new H-1B visas."
    assert {s.kind for s in read_statements(text)} == {"conditional"}
    assert _kind("We do not sponsor new H-1B visas.") == "no_sponsorship"


def test_preferred_section_makes_a_clearance_a_wish() -> None:
    wish = "Preferred Qualifications\n- Active Secret clearance\n- Python"
    demand = "Required Qualifications\n- Active Secret clearance\n- Python"
    assert _kind(wish) == "none"
    assert _kind(demand) == "citizenship_or_clearance_required"


def test_labelled_field_below_a_preferred_list_is_a_field() -> None:
    text = "Nice to have\n- Rust\nSecurity Clearance Level: Top Secret\n"
    assert _kind(text) == "citizenship_or_clearance_required"


def test_duties_of_an_immigration_team_are_not_offers() -> None:
    text = "Responsibilities\n- Provide visa support to relocating staff\n- Own H-1B and green card sponsorship filings"
    assert read_statements(text) == []


def test_benefit_list_offers() -> None:
    assert _kind("Benefits\n- Health insurance\n- Visa support\n- Lunch") == "offers"


def test_verbatim_repeat_is_listed_once() -> None:
    text = "We cannot sponsor visas.\nWe build.\nWe cannot sponsor visas.\n"
    assert len(read_statements(text)) == 1


def test_description_of_e_verify_is_not_a_second_notice() -> None:
    text = "Acme participates in E-Verify. E-Verify is an internet-based system. Learn more about E-Verify."
    assert [s.quote for s in read_statements(text)] == ["Acme participates in E-Verify."]


def test_job_title_with_a_clearance_is_not_a_statement() -> None:
    assert read_statements("Senior Data Engineer (TS/SCI with polygraph)\nWe build things.") == []


def test_line_of_fields_answers_its_own_field_only() -> None:
    text = "Shift: Day Visa Sponsorship: No Travel: Yes, 10%"
    assert _kind(text) == "no_sponsorship"
    assert _kind("Shift: Day Visa Sponsorship: Yes Travel: No") == "offers"
    assert _kind("Relocation: Visa Sponsorship: Travel: Not Applicable") == "none"


def test_posting_in_another_language_is_left_unread() -> None:
    text = (
        "Wir suchen eine Person für unser Team in Berlin. Visa-Sponsoring ist leider nicht möglich und "
        "die Arbeitserlaubnis ist nicht Teil von dem Angebot."
    )
    assert read_statements(text) == []


def test_strongest_follows_the_order_of_kinds() -> None:
    made = [Statement(kind=kind, value=None, quote="x", start=0, end=1, rule="r") for kind in reversed(STRENGTH)]
    found = strongest(made)
    assert found is not None and found.kind == "no_sponsorship"
    assert strongest([]) is None


def test_explanation_names_the_veto() -> None:
    rules = {f.rule for f in explain_statements("Will you require visa sponsorship?")}
    assert rules == {"veto.question"}
    assert {f.rule for f in explain_statements("We value people regardless of race, age, sex or citizenship.")} == {
        "veto.protected_list"
    }


def test_finer_marks() -> None:
    def value(text: str) -> str | None:
        return read_statements(text)[0].value

    assert value("H-1B transfers are welcome.") == "transfer_only"
    assert value("You must be a U.S. person under ITAR.") == "us_person"
    assert value("US citizens or permanent residents only.") == "permanent_resident_ok"
    assert value("Must be authorized to work for any employer in the United States.") == "unrestricted"


def test_a_demand_in_a_list_under_an_unknown_heading_is_no_duty() -> None:
    text = "What you will do\n- Build things\n\nWorth knowing\n- Candidates must be authorized to work in the U.S."
    assert _kind(text) == "work_authorization_required_only"


def test_events_sponsored_beside_visas_hide_nothing() -> None:
    text = "We sponsor hackathons, which are fun. We sponsor H-1B visas. Choose the meetups we sponsor."
    assert [s.quote for s in read_statements(text)] == ["We sponsor H-1B visas."]
    vetoes = {f.rule for f in explain_statements("Choose the meetups we sponsor.")}
    assert vetoes == {"veto.other_sense.sponsored_thing"}


def test_an_offer_with_a_negation_that_no_rule_explains_is_left_out() -> None:
    rules = {f.rule for f in explain_statements("We sponsor visas not without pride.")}
    assert rules == {"veto.unclear_negation"}


def _gates() -> list[tuple[str, re.Pattern[str], tuple[str, ...]]]:
    """Every pattern that is searched only when a part of it is there, with those parts."""
    tables = [
        table
        for module in (visa_words, refusals, offers, hedges)
        for table in vars(module).values()
        if isinstance(table, tuple)
    ]
    gated = [rule for table in tables for rule in table if isinstance(rule, Rule) and rule.parts]
    return [
        *((rule.id, rule.pattern, rule.parts) for rule in gated),
        ("topic", sponsorship._TOPIC, sponsorship._TOPIC_PARTS),
        ("citizen", citizenship._CITIZEN, citizenship._CITIZEN_PARTS),
        ("clearance", citizenship._CLEARANCE, citizenship._CLEARANCE_PARTS),
        ("export", citizenship._EXPORT, citizenship._EXPORT_PARTS),
        ("e-verify", authorization._E_VERIFY, authorization._E_VERIFY_PARTS),
        ("i-9", authorization._I9, authorization._E_VERIFY_PARTS),
        ("cap", authorization._CAP_EXEMPT, authorization._CAP_PARTS),
        ("right", authorization._AUTHORIZED.pattern, authorization._RIGHT_PARTS),
        ("aside", refusals.ASIDES, refusals.ASIDE_PARTS),
    ]


@pytest.mark.parametrize(("name", "pattern", "parts"), _gates())
def test_the_cheap_look_misses_nothing_that_the_pattern_finds(
    name: str, pattern: re.Pattern[str], parts: tuple[str, ...]
) -> None:
    folded = [fold(row[-1]).text for row in (*_rows(), *corpus_rows(CORPUS))]
    found = [sentence for sentence in folded if pattern.search(sentence)]
    assert found, f"no sentence of the table meets {name}"
    assert [sentence for sentence in found if not holds_any(sentence, parts)] == []


@pytest.mark.parametrize(
    ("label", "answer", "kind"),
    [
        ("Clearance level must currently possess:", "None", "none"),
        ("Public trust or other required:", "N/A", "none"),
        ("US citizenship required:", "No", "none"),
        ("US citizenship required:", "Yes", "citizenship_or_clearance_required"),
        ("Security clearance:", "Not required", "none"),
        ("Visa sponsorship:", "No", "no_sponsorship"),
        ("Visa sponsorship:", "Not available", "no_sponsorship"),
        ("Visa sponsorship:", "Remote work:", "none"),
        ("Visa sponsorship available?", "No", "no_sponsorship"),
        ("Visa sponsorship available", "No", "no_sponsorship"),
        ("Visa sponsorship available", "\nNo", "no_sponsorship"),
        ("Eligible for visa sponsorship", "None", "no_sponsorship"),
        ("- Immigration sponsorship", "No", "no_sponsorship"),
        ("H-1B sponsorship", "Not available", "no_sponsorship"),
        ("Eligible for visa sponsorship", "Yes", "offers"),
        ("US citizenship required", "No", "none"),
        ("Security clearance required", "Yes", "citizenship_or_clearance_required"),
        ("Security clearance required", "None", "none"),
        ("Do you need visa sponsorship", "No", "none"),
        ("Visa", "US citizen/visa only", "work_authorization_required_only"),
        ("Visa", "US citizenship/visa not required", "none"),
        ("Visa", "Will sponsor", "offers"),
        ("Will you require visa sponsorship now or in the future?", "No", "none"),
        ("Are you a U.S. citizen?", "Yes", "none"),
    ],
)
def test_a_field_is_read_with_the_answer_on_the_next_line(label: str, answer: str, kind: str) -> None:
    posting = f"Type of job:\nRegular\n\n{label}\n{answer}\n\nTravel:\nNone\n\nYou will look after our pumps."
    assert _kind(posting) == kind
    found = strongest(read_statements(posting))
    assert found is None or posting[found.start : found.end] == found.quote
