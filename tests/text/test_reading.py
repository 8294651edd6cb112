"""One posting read whole: what is there, what is not, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.text import citizenship, offers, refusals, visa_words
from enrich.text.reading import explain_posting, read_posting
from enrich.text.reasons import why
from enrich.text.rule import Rule

HTML = """<div><h2>What you'll do</h2><ul><li>Draw pumps</li></ul>
<h2>Minimum qualifications</h2><ul><li>Bachelor&rsquo;s degree in physics and 5 years of experience</li>
<li>Must be authorized to work in the U.S.&nbsp;without visa sponsor&shy;ship</li></ul>
<p>The base salary is $95,000 &ndash; $120,000 per year.</p>
<p>We consider everyone without regard to race, sex, age or citizenship.</p></div>"""

FRAGMENTS = [
    *(
        "We ",
        "do not ",
        "sponsor ",
        "visas",
        "visa sponsorship ",
        "is available",
        ". ",
        "\n",
        "- ",
        "? ",
        ": No ",
        "U.S. ",
    ),
    *(
        "citizenship ",
        "required",
        "clearance ",
        "ITAR ",
        "E-Verify ",
        "\u00ad",
        "\u200b",
        "\u0130",
        "$100,000 - ",
        "$120k",
        "5+ years ",
        "Location: ",
        "Tulsa, OK",
        " remote ",
        "hybrid, 3 days a week in the office ",
    ),
    *(
        "of experience ",
        "Bachelor's degree ",
        "or ",
        "race, sex, age, ",
        "\u2019",
        "\u00a0",
        "\r\n",
        "\t",
        "\ud800",
        "\x00",
        "\U0001f600",
    ),
]


def test_html_posting() -> None:
    reading = read_posting(html=HTML)
    assert [(s.kind, s.quote) for s in reading.statements] == [
        ("no_sponsorship", "Must be authorized to work in the U.S. without visa sponsorship")
    ]
    assert [(p.min_value, p.max_value, p.kind) for p in reading.pay] == [(95000, 120000, "base")]
    assert reading.experience is not None and reading.experience.min_years == 5
    assert reading.education is not None and reading.education.fields == ["physics"]
    assert reading.eb_hint is not None and reading.eb_hint.value == "EB-2"
    assert (reading.seniority, reading.work_mode, reading.work_places) == (None, [], [])


def test_silent_posting_stays_silent() -> None:
    reading = read_posting(text="We build pumps. Come and build pumps with us.")
    assert (reading.statements, reading.pay, reading.experience, reading.education, reading.eb_hint) == (
        [],
        [],
        None,
        None,
        None,
    )


def test_html_or_text_not_both() -> None:
    with pytest.raises(ValueError, match="either html or text"):
        read_posting()
    with pytest.raises(ValueError, match="either html or text"):
        read_posting(html="<p>", text="p")


def test_a_line_that_repeats_the_title_states_nothing() -> None:
    text = "Analyst, TS/SCI clearance required\nWe build pumps."
    assert read_posting(text=text).statements
    assert read_posting(text=text, title="Analyst, TS/SCI clearance required").statements == []
    assert [e.rule for e in explain_posting(text=text, title="Analyst, TS/SCI clearance required") if e.kind] == []


def test_explanations_cover_what_was_read_and_what_was_vetoed() -> None:
    found = explain_posting(html=HTML)
    kinds = {e.kind for e in found if e.counted}
    assert kinds == {"no_sponsorship", "pay", "requirement"}
    assert any(e.rule == "veto.protected_list" and "regard" in e.quote for e in found)
    text = read_posting(html=HTML).description_text
    assert all(text[e.start : e.end] == e.quote for e in found)


def test_where_the_work_is_done_is_explained() -> None:
    text = "This role is hybrid.\nLocation: Tulsa, OK"
    found = [(e.kind, e.quote) for e in explain_posting(text=text)]
    assert found == [("work_mode", "This role is hybrid."), ("work_place", "Tulsa, OK")]


def test_every_rule_has_a_reason() -> None:
    tables = [value for module in (visa_words, refusals, offers, citizenship) for value in vars(module).values()]
    ids = [rule.id for table in tables if isinstance(table, tuple) for rule in table if isinstance(rule, Rule)]
    assert len(ids) > 40
    for rule in ids:
        assert why(f"veto.{rule}" if rule.startswith("other_sense") else rule)


@given(st.one_of(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join), st.text(max_size=200)))
def test_offsets_always_reproduce_the_quote(text: str) -> None:
    reading = read_posting(text=text)
    assert reading.description_text == text
    for statement in reading.statements:
        assert statement.quote and text[statement.start : statement.end] == statement.quote
    assert [s.start for s in reading.statements] == sorted(s.start for s in reading.statements)
    for pay in reading.pay:
        assert pay.raw in text
    for mode in reading.work_mode:
        assert mode.quote and text[mode.start : mode.end] == mode.quote
    for place in reading.work_places:
        assert place.quote and text[place.start : place.end] == place.quote


@given(
    st.lists(st.sampled_from([*FRAGMENTS, "<p>", "</p>", "<li>", "<br>", "&nbsp;", "<", "&shy;"]), max_size=40).map(
        "".join
    )
)
def test_offsets_reproduce_the_quote_in_html_too(html: str) -> None:
    reading = read_posting(html=html)
    for statement in reading.statements:
        assert reading.description_text[statement.start : statement.end] == statement.quote
    for explanation in explain_posting(html=html):
        assert explanation.why
