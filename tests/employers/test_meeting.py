"""Many pairs at once: their words meet as ``align`` finds for each pair, and answers are those of one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.employers.likeness import MEASURES, Pair, Rarity, align, align_equal, measure, side
from enrich.employers.match import TOGETHER, EmployerQuery, match, match_all
from enrich.employers.meeting import meet
from enrich.employers.spelling import loose_words
from enrich.employers.words import CoreWords, pack_words
from tests.employers.filers import filed, index_of

MADE_OF = (
    "health healthy hlth systems systens system hs ab co inc alpha beta 7 b2 north n carolina nc human resources hr in"
    " indiana \u682a\u5f0f r\u00e9"
)
WORDS = st.sampled_from(MADE_OF.split()) | st.text("abst", min_size=1, max_size=6)
"""Words of every kind, and words of few letters, of which many are others misspelt, shortened or spelt out."""


def words_of(cores: list[str]) -> tuple[Rarity, CoreWords]:
    counts, packed, lengths = pack_words(cores)
    rarity = Rarity(counts, len(cores))
    return rarity, CoreWords.of(counts, packed, lengths, rarity.among)


CORES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@given(st.lists(CORES, min_size=1, max_size=9))
def test_a_word_is_counted_once_for_each_core_that_has_it(cores: list[str]) -> None:
    counts, packed, lengths = pack_words(cores)
    assert counts == Counter(word for text in cores for word in set(text.split()))
    texts = list(counts)
    assert [texts[at] for at in np.frombuffer(packed, dtype=np.uint32)] == " ".join(cores).split()
    assert np.frombuffer(lengths, dtype=np.uint32).tolist() == [len(text.split()) for text in cores]


@given(st.lists(CORES, min_size=1, max_size=6), st.lists(CORES, min_size=1, max_size=8, unique=True).map(sorted))
def test_words_meet_as_they_do_one_pair_after_the_other(names: list[str], cores: list[str]) -> None:
    rarity, words = words_of([" ".join(loose_words(text)) for text in cores])
    pairs = [(owner, place) for owner in range(len(names)) for place in range(len(cores))]
    owners, places = (np.array([pair[at] for pair in pairs]) for at in (0, 1))
    met = meet([loose_words(name) for name in names], owners, places, words)
    for at, (owner, place) in enumerate(pairs):
        one, other = side(names[owner], rarity), side(cores[place], rarity)
        aligned = align(one, other)
        if met.open[at]:
            continue
        expected = measure(Pair(one, other, aligned, 0, 0, 0))[: len(met.measures)]
        found = dict(zip(MEASURES, (float(column[at]) for column in met.measures), strict=False))
        assert found == pytest.approx(dict(zip(MEASURES, map(float, expected), strict=False))), (one.text, other.text)
        if met.soft[at]:
            continue
        plain = align_equal(one.words, other.words)
        assert sorted(plain.shared_words) == sorted(aligned.shared_words) and plain.first == aligned.first
        assert [word for _, word in plain.missing] == [word for _, word in aligned.missing]
        assert [word for _, word in plain.added] == [word for _, word in aligned.added]


def test_a_misspelt_or_shortened_word_needs_no_look_word_by_word_where_it_is_like_one_only() -> None:
    _, words = words_of(["vexle systems harbor", "vexle systems systens", "vexle human services"])
    met = meet([["vexle", "systes", "harbour"], ["vexle", "hs"]], np.array([0, 0, 1]), np.array([0, 1, 2]), words)
    assert met.open.tolist() == [False, True, True] and met.soft.tolist() == [True, True, False]


def test_most_pairs_need_no_look_word_by_word() -> None:
    _, words = words_of(["acme robotics", "blue harbor dental", "quenby diner"])
    met = meet([["acme", "foundry"]], np.array([0, 0, 0]), np.array([0, 1, 2]), words)
    assert not (met.open | met.soft).any()


def test_asking_together_is_asking_one_by_one() -> None:
    index = index_of(
        *(filed(f"{word} {other} INC", 3 + at, "OH") for at, word in enumerate(("THORNQUIST", "VEXLE", "PELLGATE"))
          for other in ("BIOLOGICS", "MARINE", "GAMES", "HEALTH SYSTEMS")), aliases=[],
    )  # fmt: skip
    names = ["Thornquest Biologic", "Vexle Marine", "Pellgate", "", "Confidential", "Vexla Games", "Zzz Qqq", "Vexle"]
    queries = [EmployerQuery(name, state=state) for name in names for state in (None, "OH", "TX")]
    queries *= 1 + TOGETHER // len(queries)
    assert match_all(queries, index) == [match(query, index) for query in queries]
    assert match_all([], index) == []
