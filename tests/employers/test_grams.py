"""Cores found by rare pieces of letters: the packed counts are what counting by hand gives, in bounded time."""

from __future__ import annotations

import time
from array import array
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.employers.grams import GRAMS_ASKED, MOST_CORES, TOGETHER, gram_lists, grams_of, nearest
from enrich.employers.match import EmployerQuery, match
from tests.employers.filers import filed, index_of

CORES = st.lists(st.text("abcé\U0001f600 ", min_size=1, max_size=12), max_size=30, unique=True).map(sorted)

WORDS = ("technology", "solutions", "global", "university", "systems", "texas", "health", "care", "group", "services")
CROWD = index_of(
    *(filed(f"{WORDS[at % 10]} {WORDS[at // 10 % 10]} {WORDS[at // 100 % 10]} {at % 7} INC") for at in range(3000)),
    aliases=[],
)


def positions(packed: bytes) -> list[int]:
    return array("I", packed).tolist()


@given(CORES)
def test_a_gram_lists_the_cores_that_have_it(cores: list[str]) -> None:
    lists = gram_lists(cores)
    assert set(lists) == {gram for text in cores for gram in grams_of(text)}
    for gram, packed in lists.items():
        assert positions(packed) == [at for at, text in enumerate(cores) if gram in grams_of(text)]


def test_lists_go_on_from_one_run_of_cores_to_the_next_and_common_grams_are_left_out() -> None:
    cores = [f"{at:x} marl" for at in range(TOGETHER + 5)] + ["vexle", "vexlo"]
    lists = gram_lists(cores)
    assert "mar" not in lists and all(len(positions(packed)) <= MOST_CORES for packed in lists.values())
    assert positions(lists["vex"]) == [len(cores) - 2, len(cores) - 1]


@given(CORES, st.text("abcé ", max_size=20), st.integers(1, 9))
def test_the_nearest_share_most_of_the_rarest_grams(cores: list[str], text: str, most: int) -> None:
    lists = gram_lists(cores)
    asked = sorted((lists[gram] for gram in grams_of(text) if gram in lists), key=lambda packed: (len(packed), packed))
    counts = Counter(position for packed in asked[:GRAMS_ASKED] for position in positions(packed))
    assert nearest(text, lists, most) == [position for position, _ in counts.most_common(most)]


@pytest.mark.parametrize(
    "name",
    [
        "technology solutions " * 9, "a " * 99, "univ of tx " * 18, "(formerly " * 19, "a & t " * 33, "é" * 199,
        "\U0001f600 vexle " * 20, "\u682a\u5f0f\u4f1a\u793e" * 45, "x" * 10_000, "global " * 28, "careers at " * 18,
    ],
)  # fmt: skip
def test_no_name_takes_long_among_many_that_look_like_it(name: str) -> None:
    answers = []
    for _ in range(3):
        start = time.process_time()
        assert match(EmployerQuery(name, state="CA", domain="example.com"), CROWD).decision != "match"
        answers.append(time.process_time() - start)
    assert min(answers) < 0.02
