"""The posting in a page that is full of other matter."""

from __future__ import annotations

from enrich.text.page import posting_body, posting_spans
from enrich.text.reading import read_posting

POSTING = """About the role
You will design pumps with our team in Tulsa.
Responsibilities
- Draw pumps and test them with the shop
Required Qualifications
- Bachelor's degree in mechanical engineering and 3 years of experience
- Must hold an active Secret clearance
Benefits
- Health insurance and a pension
All qualified applicants are considered without regard to race, sex or citizenship.
"""
ADVICE = """Frequently asked questions about pump jobs
Do pump engineers get H-1B sponsorship?
Many employers sponsor visas. Your employer files the petition with USCIS and must pay the prevailing wage.
Can I change jobs on an H-1B?
Yes, H-1B portability lets you start when the petition is filed. Some companies that don't sponsor will say so.
"""


def page() -> str:
    return (
        "Pump Engineer Jobs with Visa Sponsorship\nPump roles are sponsored often and USCIS approves the petitions.\n"
        f"See all 312 pump jobs\nSign up for free to unlock all listings\n{POSTING}\n"
        f"See all 312 pump jobs\n{ADVICE}\nSimilar jobs\nValve Engineer, no visa sponsorship available\n"
    )


def test_only_the_posting_is_taken_from_a_page() -> None:
    body = posting_body(page())
    assert "design pumps" in body and "pension" in body
    assert "prevailing wage" not in body and "Valve" not in body and "Sign up" not in body


def test_statements_come_from_the_posting_alone() -> None:
    reading = read_posting(text=page())
    assert [s.kind for s in reading.statements] == ["citizenship_or_clearance_required"]
    assert reading.description_text == page()


def test_whole_page_gives_the_posting_as_description() -> None:
    reading = read_posting(text=page(), whole_page=True)
    assert reading.description_text.startswith("About the role")
    assert [s.quote for s in reading.statements] == ["Must hold an active Secret clearance"]
    assert [reading.description_text[s.start : s.end] for s in reading.statements] == [
        s.quote for s in reading.statements
    ]


def test_all_of_a_posting_is_read_when_the_caller_says_so() -> None:
    text = "See all 3 jobs\nWe cannot sponsor visas.\nSimilar jobs\n"
    assert len(read_posting(text=text, whole_page=False).statements) == 1


def test_a_posting_without_a_site_around_it_is_all_posting() -> None:
    assert posting_spans(POSTING) == [(0, len(POSTING))]
    assert posting_spans("") == [(0, 0)]
    assert posting_body(f"\n {POSTING}") == f"\n {POSTING}"


def test_a_posting_printed_twice_is_taken_once() -> None:
    text = f"Sign up for free today\n{POSTING}\n{POSTING}\nSee all 312 pump jobs\n{ADVICE}"
    assert posting_body(text).count("Draw pumps") == 1


def test_general_advice_states_nothing_even_without_a_page_around_it() -> None:
    assert read_posting(text="Many employers sponsor H-1B visas for pump engineers.").statements == []
