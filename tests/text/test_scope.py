"""For whom a statement holds, as the sentence says it."""

from __future__ import annotations

import pytest

from enrich.text.statements import read_statements


@pytest.mark.parametrize(
    ("sentence", "kind", "scope"),
    [
        ("We cannot sponsor visas.", "no_sponsorship", []),
        ("This internship is not eligible for visa sponsorship.", "no_sponsorship", []),
        ("Interns are not eligible for visa sponsorship.", "no_sponsorship", ["employment_type:INTERN"]),
        (
            "We do not sponsor visas for contract or temporary positions.",
            "no_sponsorship",
            ["employment_type:CONTRACTOR", "employment_type:TEMPORARY"],
        ),
        ("Sponsorship is not offered for part-time jobs.", "no_sponsorship", ["employment_type:PART_TIME"]),
        ("Remote roles are not eligible for visa sponsorship.", "no_sponsorship", ["work_mode:remote"]),
        (
            "While we do not sponsor interns, we do sponsor visas for full-time employees.",
            "conditional",
            ["employment_type:FULL_TIME"],
        ),
        ("We sponsor visas in our London office, not in New York.", "conditional", ["place:london"]),
        ("You must have the right to work in the UK without sponsorship.", "no_sponsorship", ["country:GB"]),
        (
            "Must be authorized to work in the U.S. or Canada without sponsorship.",
            "no_sponsorship",
            ["country:CA", "country:US"],
        ),
        ("Come and work with us: we do not sponsor visas.", "no_sponsorship", []),
        ("Green card sponsorship is not offered.", "no_sponsorship", ["visa:green card"]),
        ("We sponsor H-1B, TN and O-1 visas.", "offers", ["visa:H-1B", "visa:TN", "visa:O-1"]),
        ("Right to work in Ireland is required.", "work_authorization_required_only", ["country:IE"]),
        ("We participate in E-Verify in the United States.", "e_verify", []),
    ],
)
def test_scope(sentence: str, kind: str, scope: list[str]) -> None:
    statement = read_statements(sentence)[0]
    assert (statement.kind, statement.scope) == (kind, scope)
