"""Words written otherwise: what counts as the same, for names that a tax id joins already."""

from __future__ import annotations

import pytest

from enrich.employers.normalise import core
from enrich.employers.spelling import loose_words, same_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fl Hosp Dunmarrow Inc", "Florida Hospital Dunmarrow Inc"),
        ("Ostervale Grdn Sys", "Ostervale Garden Systems"),
        ("N Quarrel County Clinic", "North Quarrel County Clinic"),
        ("NY Ostervale Society", "New York Ostervale Society"),
        ("Ostervale Lanterm Works PC", "Ostervale Lantern Works P.C."),
        ("Quillfeather Engineering Consultants of Mar", "Quillfeather Engineering Consultants of Marlow"),
    ],
)
def test_the_same_words(one: str, other: str) -> None:
    assert same_words(core(one), core(other)) and same_words(core(other), core(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ostervale Robotics", "Ostervale Logistics"),
        ("Ostervale Robotics", "Ostervale Robotics Hungary"),
        ("North Marlow Clinic", "South Marlow Clinic"),
    ],
)
def test_other_words(one: str, other: str) -> None:
    assert not same_words(core(one), core(other))


def test_a_cut_name_counts_only_where_names_may_be_cut() -> None:
    cut, whole = core("UNIV OF MARLOW HEALTH SCIENCES CTR"), core("Univ of Marlow Health Sciences Ctr Denholm")
    assert same_words(cut, whole) and not same_words(cut, whole, cut=False)


def test_places_become_their_codes() -> None:
    assert loose_words("north carolina west quarrel of new york") == ["nc", "w", "quarrel", "of", "ny"]
