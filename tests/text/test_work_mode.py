"""Where the work is done: remote, hybrid, on site, with days and with the people that each is limited to."""

from __future__ import annotations

import pytest

from enrich.text.work_mode import read_work_mode


def _modes(text: str) -> list[tuple[str, float | None]]:
    return [(mode.value, mode.days_on_site) for mode in read_work_mode(text)]


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("This role is fully remote within the United States.", [("remote", None)]),
        ("Location: Remote (US)", [("remote", None)]),
        ("Remote", [("remote", None)]),
        ("Remote - United States", [("remote", None)]),
        ("You will have the flexibility to work remotely from anywhere in the country.", [("remote", None)]),
        ("This position is hybrid, 3 days per week in our Tulsa office.", [("hybrid", 3)]),
        ("We work in the office three days a week.", [("hybrid", 3)]),
        ("Hybrid schedule with at least two days on-site each week", [("hybrid", 2)]),
        ("In-office: 4 days/week", [("hybrid", 4)]),
        ("Workplace type: Hybrid", [("hybrid", None)]),
        ("This role can be remote or hybrid.", [("remote", None), ("hybrid", None)]),
        ("Location: Bend, OR - Onsite/Remote: Hybrid", [("hybrid", None)]),
        ("This is an on-site position in Tulsa.", [("onsite", None)]),
        ("Onsite in Dayton, OH", [("onsite", None)]),
        ("Must be in the office 5 days a week.", [("onsite", 5)]),
        ("This is not a remote position.", [("onsite", None)]),
        ("Remote work is not available for this role.", [("onsite", None)]),
        ("Work schedule: Monday to Friday, on site", [("onsite", None)]),
    ],
)
def test_mode(text: str, modes: list[tuple[str, float | None]]) -> None:
    assert _modes(text) == modes
    assert _modes(f"What you will do\nBuild pumps.\n\n{text}\n\nWe look forward to meeting you.") == modes


@pytest.mark.parametrize(
    "text",
    [
        "Experience with remote sensing and hybrid cloud.",
        "An on-site gym and an on-site clinic.",
        "Support remote users and remote access tools.",
        "Lead remote teams across three regions.",
        "Occasional remote work is possible.",
        "Ability to work remotely when needed.",
        "Work from anywhere for up to four weeks a year.",
        "Will you be able to work onsite in Denver?",
        "Visit customers three days a week.",
        "We design hybrid vehicles.",
        "",
    ],
)
def test_other_senses_and_now_and_then_are_no_mode(text: str) -> None:
    assert _modes(text) == []


def test_a_mode_is_limited_to_whom_it_holds_for() -> None:
    text = (
        "You may work remotely from anywhere within the U.S.\n"
        "If you live within 40 miles of Duluth, MN, you will work four days a week in the office."
    )
    found = read_work_mode(text)
    assert [(mode.value, mode.days_on_site, mode.scope) for mode in found] == [
        ("remote", None, None),
        ("hybrid", 4, "If you live within 40 miles of Duluth, MN"),
    ]
    assert all(text[mode.start : mode.end] == mode.quote for mode in found)


def test_clauses_are_read_each_for_itself() -> None:
    text = "Employees in the Denver area work in the office 3 days per week; all others may work remotely."
    assert [(mode.value, mode.scope) for mode in read_work_mode(text)] == [
        ("hybrid", "Employees in the Denver area"),
        ("remote", None),
    ]


def test_a_group_of_people_keeps_the_whole_name_of_its_place() -> None:
    text = "For all hires in the Tulsa or Washington, D.C. area, you must work in the office four days per week."
    assert [mode.scope for mode in read_work_mode(text)] == ["all hires in the Tulsa or Washington, D.C. area"]
