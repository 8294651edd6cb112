"""Years, degrees, the combinations accepted, and the category that they would suit."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrich.text.requirements import Requirements, read_requirements


def _paths(found: Requirements) -> list[tuple[str | None, float | None]]:
    return [(p.degree, p.min_years) for p in found.experience.paths] if found.experience else []


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("4+ years of experience in logistics", 4, None),
        ("At least four years of professional experience", 4, None),
        ("Minimum of 4 (four) years of related work experience", 4, None),
        ("4-6 years of experience as a buyer", 4, 6),
        ("4 to 6 years' experience", 4, 6),
        ("4\u20136+ years of experience", 4, 6),
        ("Three or more years of experience in retail", 3, None),
        ("1 year of experience", 1, None),
        ("1.5 years of experience in a lab", 1.5, None),
        ("6+ years of experience (Senior), 9+ years (Staff)", 6, None),
        ("10 years of experience, including 4 years leading people", 10, None),
        ("Bachelor's degree and 5 years of experience", 5, None),
        ("Bachelor's degree with 6 years of experience or Master's degree with 4 years", 4, None),
        ("Bachelor's degree or 3+ years of related experience", 0, None),
        ("6+ years of experience, or 3+ years with a PhD", 3, None),
    ],
)
def test_years(text: str, least: float, most: float | None) -> None:
    found = read_requirements(text).experience
    assert found is not None
    assert (found.min_years, found.max_years) == (least, most)


@pytest.mark.parametrize(
    "text",
    [
        "A four-year degree is required",
        "20 years since our launch",
        "We have over 30 years of experience in steel",
        "You must be 18 years of age",
        "A two-year program",
        "For the past 10 years we have worked on pumps",
        "401(k) vesting over 4 years",
        "5+ years of experience preferred",
        "Nice to have: 3 years of experience with Go",
        "500+ years of combined experience",
        "Renewable one-year term",
        "A high degree of care in your work",
        "",
    ],
)
def test_other_years_are_not_asked_for(text: str) -> None:
    assert read_requirements(text).experience is None


@pytest.mark.parametrize(
    ("text", "required", "preferred"),
    [
        ("Bachelor's degree in biology", "bachelor", None),
        ("Bachelor\u2019s or Master\u2019s degree in biology", "bachelor", None),
        ("BS/MS in Chemistry", "bachelor", None),
        ("B.S. in Chemistry", "bachelor", None),
        ("BA or BS in Economics", "bachelor", None),
        ("University degree in law", "bachelor", None),
        ("Master's degree in statistics", "master", None),
        ("An advanced degree in statistics", "master", None),
        ("MBA or other graduate degree", "master", None),
        ("Ph.D. in physics", "phd", None),
        ("Doctorate in physics", "phd", None),
        ("PhD or Master's degree in physics", "master", None),
        ("Bachelor's degree required; Master's degree preferred", "bachelor", "master"),
        ("Bachelor's degree in nursing preferred", None, "bachelor"),
        ("A PhD is a plus", None, "phd"),
        ("Preferably a Master's degree in law", None, "master"),
        ("Currently enrolled in a Bachelor's degree in biology", "enrolled_bachelor", None),
        ("A degree in design", "any_degree", None),
    ],
)
def test_degree(text: str, required: str | None, preferred: str | None) -> None:
    found = read_requirements(text).education
    assert found is not None
    assert (found.required, found.preferred) == (required, preferred)


@pytest.mark.parametrize(
    "text", ["Scrum master with MS Office and MS SQL", "Office in Cambridge, MA with parking", "Keep master data clean"]
)
def test_words_that_look_like_degrees(text: str) -> None:
    assert read_requirements(text).education is None


@pytest.mark.parametrize(
    ("text", "equivalent"),
    [
        ("Bachelor's degree or equivalent experience", True),
        ("Bachelor's degree in law, or an equivalent combination of education and experience", True),
        ("Bachelor's degree or 4 years of experience", True),
        ("Bachelor's degree (or foreign equivalent) in law", False),
        ("Bachelor's degree in law or equivalent technical field", False),
        ("Bachelor's degree in law", False),
    ],
)
def test_equivalence(text: str, equivalent: bool) -> None:
    found = read_requirements(text).education
    assert found is not None and found.equivalent_ok is equivalent


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Master's degree in engineering", "EB-2"),
        ("Bachelor's degree and 5 years of experience", "EB-2"),
        ("Bachelor's degree and 7 years or Master's degree and 2 years of experience", "EB-2"),
        ("Bachelor's degree and 4 years of experience", "EB-3"),
        ("Bachelor's degree in engineering", "EB-3"),
        ("Bachelor's degree and 8 years, or Bachelor's degree and 2 years of experience", "EB-3"),
        ("PhD or 10 years of experience", "unclear"),
        ("8+ years of experience", "unclear"),
    ],
)
def test_eb_hint(text: str, hint: str) -> None:
    found = read_requirements(text).eb_hint
    assert found is not None
    assert (found.value, found.quote) == (hint, text)


def test_a_posting_is_put_together_from_its_lines() -> None:
    text = (
        "About us\nWe have 40 years of history and 12 years of experience in Ohio.\n"
        "Basic Qualifications\n- Bachelor's degree in Computer Science, Statistics or a related field\n"
        "- 6+ years of professional software engineering experience\n- 2+ years of experience with Terraform\n"
        "Preferred Qualifications\n- Master's degree\n- 9+ years of experience\n"
    )
    found = read_requirements(text)
    assert _paths(found) == [("bachelor", 6.0)]
    assert found.education is not None and found.eb_hint is not None
    assert (found.education.required, found.education.preferred) == ("bachelor", "master")
    assert found.education.fields == ["Computer Science", "Statistics"]
    assert found.eb_hint.value == "EB-2"


def test_a_line_with_degree_and_years_decides() -> None:
    text = (
        "Requirements\n- Extensive (9+ years) experience in hospitals\n"
        "- Master's degree with 8 years of experience or Bachelor's degree with 10 years of experience\n"
    )
    assert _paths(read_requirements(text)) == [("master", 8.0), ("bachelor", 10.0)]


def _rows() -> list[tuple[str, str, str, str]]:
    """Least years, degree, category (empty where there is none) and the line that asks for them."""
    lines = Path(__file__).with_name("requirements.tsv").read_text("utf-8").splitlines()
    return [(years, degree, hint, text) for years, degree, hint, text in (line.split("\t") for line in lines[1:])]


@pytest.mark.parametrize(("years", "degree", "hint", "text"), _rows())
def test_line(years: str, degree: str, hint: str, text: str) -> None:
    found = read_requirements(text)
    assert (found.experience.min_years if found.experience else None) == (float(years) if years else None)
    assert ((found.education and found.education.required) or "none") == degree
    assert (found.eb_hint.value if found.eb_hint else "unclear") == hint


def test_a_degree_holds_for_each_level_that_has_its_own_years() -> None:
    text = "Requirements\n- BS in law\n- 5+ years of experience (Sr.), or 7+ years (Staff), in courts\n"
    found = read_requirements(text)
    assert _paths(found) == [("bachelor", 5.0), ("bachelor", 7.0)]
    assert found.experience is not None and found.experience.min_years == 5


def test_five_years_of_one_tool_do_not_make_a_category() -> None:
    text = "Requirements\n- Bachelor's degree in law\n- 7 years of Photoshop experience with plugins\n"
    hint = read_requirements(text).eb_hint
    assert hint is not None and hint.value == "unclear"


def test_silence() -> None:
    assert read_requirements("We build pumps in Tulsa.") == Requirements()
