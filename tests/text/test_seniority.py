"""The level that a title names, and the words that only sound like one."""

from __future__ import annotations

import pytest

from enrich.text.seniority import read_seniority


@pytest.mark.parametrize(
    ("title", "levels"),
    [
        ("Senior Software Engineer", ["senior"]),
        ("Sr. Data Engineer", ["senior"]),
        ("Sr./Staff Engineer", ["senior", "staff"]),
        ("Staff Software Engineer", ["staff"]),
        ("Principal Scientist", ["principal"]),
        ("Lead Mechanical Engineer", ["lead"]),
        ("Mid/Senior Java Developer", ["mid", "senior"]),
        ("Mid-Level Technician", ["mid"]),
        ("Jr. Analyst", ["entry"]),
        ("New Grad Hardware Engineer", ["entry"]),
        ("Software Engineer Intern", ["intern"]),
        ("Senior Member of Technical Staff", ["senior"]),
        ("Manager, Data Engineering", ["manager"]),
        ("Engineering Manager", ["manager"]),
        ("Senior Product Manager", ["senior"]),
        ("Associate Director, Quality", ["director"]),
        ("Senior Director of Sales", ["director"]),
        ("Head of Design", ["director"]),
        ("Vice President, Finance", ["vice_president"]),
        ("Chief Technology Officer", ["executive"]),
    ],
)
def test_level_of_a_title(title: str, levels: list[str]) -> None:
    found = read_seniority(title, "")
    assert found is not None
    assert (found.levels, found.quote, found.source) == (levels, title, "title")


@pytest.mark.parametrize(
    "title",
    [
        *("Software Engineer", "Software Engineer II", "Staff Accountant", "Staff Nurse", "Member of Technical Staff"),
        *("Product Manager", "Senior Living Nurse", "Lead Generation Specialist", "Chief of Staff", "Designer"),
        *("Executive Assistant to the CEO", "Principal of Oak Hill School"),
    ],
)
def test_words_of_a_role_are_no_level(title: str) -> None:
    assert read_seniority(title, "We build pumps.") is None


def test_the_text_tells_what_the_title_does_not() -> None:
    text = "About the job\nThis is an entry-level role on a small team."
    found = read_seniority("Chemist", text)
    assert found is not None
    assert (found.levels, found.quote, found.source) == (
        ["entry"],
        "This is an entry-level role on a small team.",
        "text",
    )
    assert read_seniority("Senior Chemist", text) != found
    labelled = read_seniority(None, "Career level: Mid-Senior")
    assert labelled is not None and labelled.levels == ["mid", "senior"]
    assert read_seniority(None, "You help entry-level colleagues with data entry.") is None


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("As a Sr./Staff Pump Engineer within our team, you design pumps.", ["senior", "staff"]),
        ("We build pumps. As a Principal Engineer, you will set the course.", ["principal"]),
        ("The Lead Welder is responsible for every joint.", ["lead"]),
        ("The Senior Chemist is an on-site role in our laboratory.", ["senior"]),
        ("As a staff member, you will greet people.", None),
        ("As a senior, I liked it. As a leader in pumps, we hire.", None),
        ("The senior team is great and the principal is kind.", None),
        ("As a welder, you will work with senior staff.", None),
    ],
)
def test_a_text_without_a_title_introduces_the_job_by_its_name(text: str, levels: list[str] | None) -> None:
    found = read_seniority(None, text)
    assert (found.levels if found else None) == levels
    assert found is None or found.quote in text
    assert read_seniority("Welder", text) is None
