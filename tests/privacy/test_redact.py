"""What belongs to a person is taken out of a posting, and nothing else; text, quotes and offsets stay of one piece."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.privacy import corpus, measure, parse
from crawler.items import HiringOrganization, JobPosting
from enrich.enrichment import BoardFacts
from enrich.posting import enrich_one
from enrich.privacy.redact import EMAIL, NAME, PHONE, redact_html, redact_posting
from enrich.text.body import html_to_text
from tests.growth import Work, assert_grows_with_size

FLOORS = {EMAIL: (0.95, 0.98), PHONE: (0.95, 0.95), NAME: (0.97, 0.93)}
"""Precision and recall below which a change of the rules has lost something."""


def test_the_corpus_is_redacted_as_well_as_is_said() -> None:
    table, errors = measure()
    for label, (precision, recall) in FLOORS.items():
        assert table[label][0] >= precision and table[label][1] >= recall, errors


def test_the_corpus_is_large_and_varied() -> None:
    lines = [line for _, line in corpus()]
    assert len(lines) >= 300 and len(set(lines)) == len(lines)
    assert sum(1 for line in lines if not parse(line)[1]) >= 100


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<p>Mail <a href="mailto:jane.doe@acme.example">Jane Doe</a></p>',
            f"<p>Mail <a>{NAME}</a></p>",
        ),
        (
            '<p>Mail <a href="mailto:careers@acme.example">careers@acme.example</a></p>',
            '<p>Mail <a href="mailto:careers@acme.example">careers@acme.example</a></p>',
        ),
        (
            "<p>Contact <b>Jane</b> <i>Doe</i>: jane&#64;acme.example</p>",
            f"<p>Contact <b>{NAME}</b><i></i>: {EMAIL}</p>",
        ),
        ('<a href="tel:+14155550134">Call us</a>', "<a>Call us</a>"),
        ('<a href="tel:18005550134">Call us</a>', '<a href="tel:18005550134">Call us</a>'),
        ("<li>Phone:&nbsp;(415)&nbsp;555-0134</li>", f"<li>Phone:&nbsp;{PHONE}</li>"),
        ('<a href="https://www.linkedin.com/in/jdoe-1">my profile</a>', "<a>my profile</a>"),
        ("<p>H-1B sponsorship &amp; relocation: $90,000</p>", "<p>H-1B sponsorship &amp; relocation: $90,000</p>"),
    ],
)
def test_pieces_go_and_tags_stay(html: str, expected: str) -> None:
    assert redact_html(html) == expected


def test_words_of_the_employers_name_are_no_persons() -> None:
    posting = _posting("<p>Contact Morgan Stanton Group at info@ms.example. Recruiter: Morgan Stanton</p>")
    assert redact_posting(posting)[0].description_html == posting.description_html


def test_what_is_not_changed_is_the_same_object() -> None:
    posting = _posting("<p>We sponsor H-1B visas.</p>")
    assert redact_posting(posting)[0] is posting


def test_quotes_stand_in_the_text_that_is_published() -> None:
    html = (
        "<p>Recruiter: Priya Raman, (415) 555-0134.</p><p>We do not sponsor visas; questions to"
        " priya.raman@acme.example.</p>"
    )
    record = enrich_one(_posting(html), BoardFacts(employer="Acme"), None)
    assert record.description_text is not None and record.statements
    assert record.redacted is not None and (record.redacted.emails, record.redacted.phones, record.redacted.names) == (
        1,
        1,
        1,
    )
    for said in record.statements:
        assert record.description_text[said.start : said.end] == said.quote
    assert html_to_text(redact_html(html)) == record.description_text
    assert "Raman" not in record.description_text and "555" not in record.description_text


def test_the_operator_may_keep_it() -> None:
    record = enrich_one(
        _posting("<p>Mail jane@acme.example</p>"), BoardFacts(employer="Acme"), None, keep_personal_data=True
    )
    assert record.redacted is None and record.description_text == "Mail jane@acme.example"


def test_a_title_with_an_address_is_redacted() -> None:
    posting = _posting("<p>x</p>", title="Cook - call 415-555-0134 or jo@acme.example")
    assert redact_posting(posting)[0].title == f"Cook - call {PHONE} or {EMAIL}"


@given(
    st.lists(st.sampled_from([line for _, line in corpus()]), min_size=1, max_size=4),
    st.sampled_from(["<br>", "<p>", " "]),
)
def test_redacting_twice_changes_nothing(lines: list[str], joint: str) -> None:
    html = joint.join(lines).replace("{", "").replace("}", "")
    once = redact_html(html)
    assert "@" not in html_to_text(redact_html(once)) or redact_html(once).count("@") == once.count("@")


@given(st.text(alphabet="ab @.<>&;\"'=/-()+0123456789JD\n\u00a0é", max_size=200))
def test_any_text_can_be_redacted(html: str) -> None:
    redact_html(html)


@pytest.mark.parametrize(
    "unit",
    [
        "a@b.co ",
        "415-555-0134 ",
        "Contact Jane Doe ",
        "@",
        "1 ",
        "&#64;",
        "<b>",
        '<a href="',
        "Dr. Jane Doe ",
        "jane (at) x (dot) co ",
    ],
)
def test_cost_grows_with_the_text_alone(unit: str) -> None:
    def work_of(size: int) -> Work:
        text = unit * (size // len(unit))
        return lambda: redact_html(text)

    assert_grows_with_size(work_of, 60_000)


def _posting(html: str, title: str = "Analyst") -> JobPosting:
    return JobPosting(
        id="greenhouse:acme:1",
        board="greenhouse:acme",
        url="https://jobs.example/1",
        title=title,
        hiring_organization=HiringOrganization(name="Morgan Stanton"),
        description_html=html,
    )
