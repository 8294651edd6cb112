"""The words of a topic are found wherever they start a word, by the fast look as by the plain one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enrich.text.fold import fold
from enrich.text.stems import WordStarts
from enrich.text.topics import STEMS, Topic

_STEMS = sorted({stem for stems in STEMS.values() for stem in stems})
_PIECES = st.one_of(
    st.sampled_from(_STEMS),
    st.sampled_from([" ", " ", "-", "\n", ".", "(", "é", "5", "x", "s", "中", "\u00ad"]),
    st.text(max_size=3),
)


def _plainly(text: str, topic: Topic) -> list[int]:
    """Offsets found one stem after another, letter by letter."""
    found: list[int] = []
    for stem in STEMS[topic]:
        for place in range(len(text)):
            before, after = text[place - 1 : place], text[place + len(stem) : place + len(stem) + 1]
            whole = stem.isalnum() and len(stem) < 4
            if text.startswith(stem, place) and not before.isalpha() and not (whole and after.isalnum()):
                found.append(place + len(stem) // 2)
    return sorted(found)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_every_stem_is_found_where_it_starts_a_word_and_nowhere_else(text: str) -> None:
    folded = fold(text).text
    words = WordStarts(folded)
    for topic in STEMS:
        assert sorted(words.offsets(topic)) == _plainly(folded, topic)
