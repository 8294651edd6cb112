"""Cores found by rare pieces of letters: the packed counts are what counting by hand gives, in bounded time."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.employers import grams
from enrich.employers.grams import MOST_CORES, GramLists, gram_lists
from enrich.employers.match import EmployerQuery, match
from enrich.employers.nearby import GRAMS_ASKED, TOGETHER, Found, StateLists, nearest, nearest_in
from tests.employers.filers import filed, index_of
from tests.growth import Work, assert_costs_at_most

CORES = st.lists(st.text("abcé\U0001f600 ", min_size=1, max_size=12), max_size=30, unique=True).map(sorted)

WORDS = ("technology", "solutions", "global", "university", "systems", "texas", "health", "care", "group", "services")
CROWD = index_of(
    *(filed(f"{WORDS[at % 10]} {WORDS[at // 10 % 10]} {WORDS[at // 100 % 10]} {at % 7} INC") for at in range(3000)),
    aliases=[],
)


def grams_of(text: str) -> set[str]:
    letters = f"^{text.replace(' ', '')}"
    return {letters[at : at + 3] for at in range(len(letters) - 2)}


def by_gram(lists: GramLists) -> dict[str, list[int]]:
    return {gram: lists.held_by(rank).tolist() for gram, rank in lists.ranks.items()}


@given(CORES)
def test_a_gram_lists_the_cores_that_have_it_and_the_rarest_comes_first(cores: list[str]) -> None:
    held = by_gram(gram_lists(cores))
    assert set(held) == {gram for text in cores for gram in grams_of(text)}
    for gram, positions in held.items():
        assert positions == [at for at, text in enumerate(cores) if gram in grams_of(text)]
    assert list(map(len, held.values())) == sorted(map(len, held.values()))


def test_lists_go_on_from_one_run_of_cores_to_the_next_and_common_grams_are_left_out() -> None:
    cores = [f"{at:x} marl" for at in range(grams.TOGETHER + 5)] + ["vexle", "vexlo"]
    held = by_gram(gram_lists(cores))
    assert "mar" not in held and all(len(positions) <= MOST_CORES for positions in held.values())
    assert held["vex"] == [len(cores) - 2, len(cores) - 1]


TEXTS = st.lists(st.text("abcé ", max_size=20), max_size=3)


def of_name(found: Found, number: int) -> list[int]:
    names, cores = found
    held: list[int] = cores[names == number].tolist()
    return held


@given(CORES, TEXTS, st.integers(1, 9))
def test_the_nearest_share_most_of_the_rarest_grams(cores: list[str], texts: list[str], most: int) -> None:
    lists = gram_lists(cores)
    held = by_gram(lists)
    found = nearest([lists.rarest(text, 24) for text in texts], lists, most)
    for number, text in enumerate(texts):
        asked = sorted(lists.ranks[gram] for gram in grams_of(text) if gram in held)[:GRAMS_ASKED]
        counts = Counter(position for rank in asked for position in lists.held_by(rank).tolist())
        assert set(of_name(found, number)) == {position for position, _ in counts.most_common(most)}


@given(CORES, TEXTS, st.integers(1, 9), st.lists(st.integers(0, 3), min_size=30, max_size=30))
def test_the_nearest_in_states_share_the_most_and_rarest_grams_there(
    cores: list[str], texts: list[str], most: int, where: list[int]
) -> None:
    lists = gram_lists(cores)
    held = by_gram(lists)
    # The bits of a number say in which of two states a core is.
    states = np.array([[bits & 1, bits & 2] for bits in where[: len(cores)]], dtype=np.uint16).reshape(-1, 2)
    # Every name is asked in both states, but for the second one, which is asked in the second state.
    asked_in = [
        [state for state in ([2] if number == 1 else [1, 2]) if state in states] for number in range(len(texts))
    ]
    asked = [lists.rarest(text, 24) for text in texts]
    found = nearest_in(asked_in, asked, StateLists.of(states, lists), most)
    for number, text in enumerate(texts):
        worth = {
            at: sum(math.log(len(cores) / len(held[gram])) for gram in grams_of(text) if at in held.get(gram, ()))
            for at, (first, second) in enumerate(states.tolist())
            if (second or (first and number != 1)) and any(at in held.get(gram, ()) for gram in grams_of(text))
        }
        best = of_name(found, number)
        assert set(best) <= worth.keys() and len(best) == min(most, len(worth)) == len(set(best))
        assert [worth[at] for at in best] == pytest.approx(sorted(worth.values(), reverse=True)[:most])


def test_names_beyond_those_that_are_counted_together_find_the_same() -> None:
    lists = CROWD.grams
    asked = [lists.rarest(f"{WORDS[at % 10]} {WORDS[at // 10 % 10]}", 24) for at in range(2 * TOGETHER + 3)]
    states = [CROWD.columns.numbers_of({"CA"})] * len(asked)
    for together, alone in (
        (nearest(asked, lists, 9), [nearest([ranks], lists, 9) for ranks in asked]),
        (
            nearest_in(states, asked, CROWD.state_lists, 9),
            [nearest_in(states[:1], [ranks], CROWD.state_lists, 9) for ranks in asked],
        ),
    ):
        assert [of_name(together, at) for at in range(len(asked))] == [of_name(one, 0) for one in alone]
        assert all(len(cores) == 9 for _, cores in alone)


def test_more_cores_than_short_numbers_hold_are_counted_alike() -> None:
    few = gram_lists(["abc", "abcd", "xbcd"])
    # The same lists, of cores at the end of an index of a hundred million.
    last = 10**8
    many = GramLists(few.ranks, few.ends, (few.positions + np.uint32(last)).tobytes())
    asked = [few.rarest(text, 24) for text in ("abcd", "bcd", "abc") * TOGETHER]
    names, cores = nearest(asked, many, 2)
    expected_names, expected_cores = nearest(asked, few, 2)
    assert (names == expected_names).all() and (cores == expected_cores + last).all()


@pytest.mark.parametrize(
    "name",
    [
        "technology solutions " * 9, "a " * 99, "univ of tx " * 18, "(formerly " * 19, "a & t " * 33, "é" * 199,
        "\U0001f600 vexle " * 20, "\u682a\u5f0f\u4f1a\u793e" * 45, "x" * 10_000, "global " * 28, "careers at " * 18,
    ],
)  # fmt: skip
def test_no_name_takes_long_among_many_that_look_like_it(name: str) -> None:
    def asking(asked: str) -> Work:
        query = EmployerQuery(asked, state="CA", domain="example.com")
        return lambda: [match(query, CROWD) for _ in range(10)]

    assert match(EmployerQuery(name, state="CA", domain="example.com"), CROWD).decision != "match"
    assert_costs_at_most(8, asking(name), asking("Technology Solutions Global Holdings"))
