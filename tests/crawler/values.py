"""Hypothesis strategies for what a server may send."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_ODD = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "\udfff\ud800",
        "\u2028",
        "\ufeff",
        "\U0001f3ed",
        "é",
        "<",
        "&",
        '"',
        "\\",
        "\n",
        "{",
        "[",
        "%00",
    ]
)


def any_text(*, max_size: int = 60) -> st.SearchStrategy[str]:
    """Text with lone surrogates, control characters and mark-up among it."""
    return st.lists(
        st.one_of(_ODD, st.text(st.characters(codec=None), max_size=8)), max_size=max(1, max_size // 8)
    ).map("".join)


def any_json(*, max_leaves: int = 12) -> st.SearchStrategy[Any]:
    """Any value that a lenient JSON decoder may hand over, the numbers of Python included."""
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([10**19, -(10**30), 10**4000]),
        st.floats(),
        any_text(),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(any_text(max_size=16), inner, max_size=4)),
        max_leaves=max_leaves,
    )
