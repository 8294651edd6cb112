from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st

from exports.datasette.charts import HEIGHT, WIDTH, stacked
from exports.datasette.highlight import Span, cut
from exports.datasette.views import age
from exports.datasette.visible import visible
from exports.listing import FACET_VALUES, pack_facets, unpack_facets

SPANS = st.lists(st.builds(Span, st.integers(-2, 30), st.integers(-2, 30), st.sampled_from("ab"), st.just("q")))


@given(text=st.text(max_size=25), spans=SPANS)
def test_a_cut_text_is_whole_and_marks_what_is_quoted(text: str, spans: list[Span]) -> None:
    pieces = cut(text, spans)
    assert "".join(piece.text for piece in pieces) == text
    inside = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    marked = {at for span in inside for at in range(span.start, span.end)}
    at = 0
    for piece in pieces:
        for offset in range(at, at + len(piece.text)):
            assert bool(piece.kinds) == (offset in marked)
        at += len(piece.text)
    assert sum(len(piece.anchors) for piece in pieces) == len(inside)


_COUNTS = st.lists(st.integers(0, 10**9), min_size=3, max_size=3)


@given(series=st.dictionaries(st.text(max_size=5), _COUNTS, max_size=4))
def test_bars_stay_in_the_picture_and_are_as_high_as_their_numbers(series: dict[str, list[int]]) -> None:
    chart = stacked("Filed", ("FY1", "FY2", "FY3"), series)
    highest = max((sum(values) for _, values in chart.table), default=0)
    assert int(chart.levels[-1].text.replace(",", "")) >= highest
    assert 2 <= len(chart.levels) <= 6
    for bar in chart.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
    assert len(chart.bars) == sum(value > 0 for values in series.values() for value in values)
    for column, values in chart.table:
        assert [series[name][chart.table.index((column, values))] for name in chart.series] == list(values)


@given(st.tuples(*(st.sampled_from(choices) for _, choices in FACET_VALUES)))
def test_facets_come_out_as_they_went_in(values: tuple[object, ...]) -> None:
    assert tuple(unpack_facets(pack_facets(values)).values()) == values


@given(text=st.text())
def test_what_is_made_visible_keeps_its_length(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert visible(shown) == shown
    assert not set(shown) & set("\x00\x1b\x7f\x9f\u202e\u2069\r")


@pytest.mark.parametrize(
    ("hour", "words"),
    [(6, "less than an hour ago"), (7, "1 hour ago"), (20, "14 hours ago"), (5, "")],
)
def test_how_long_ago_in_words(hour: int, words: str) -> None:
    assert age("2026-11-20T06:00:00Z", datetime(2026, 11, 20, hour, tzinfo=UTC)) == words


def test_a_database_that_is_no_dump_is_left_to_datasette() -> None:
    async def ask() -> tuple[int, dict[str, str], str]:
        datasette = Datasette(memory=True)
        await datasette.invoke_startup()
        answer = await datasette.client.get("/")
        missing = await datasette.client.get("/postings")
        return missing.status_code, dict(answer.headers), answer.text

    status, headers, text = asyncio.run(ask())
    assert status == 404
    assert "content-security-policy" not in headers
    assert "open postings" not in text
