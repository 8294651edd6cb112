"""Whatever a server sends, a system of pages or feeds reads it or says what it is instead."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler import settings as project_settings
from crawler.items import Board
from crawler.listings.listing import Listing
from crawler.values.odd_fields import UNREADABLE
from tests.growth import Work, assert_grows_with_size

SYSTEMS = [
    "avature", "clearcompany", "comeet", "gusto", "icims", "jazzhr", "jobvite", "meta", "neogov", "pageup", "paylocity",
    "personio", "phenom", "radancy", "successfactors", "successfactors_rmk", "taleo", "trakstar", "workatastartup",
]  # fmt: skip
SITES = {"taleo": "https://phx.tbe.taleo.net/phx01/ats/careers/v2/searchResults?org=ODD&cws=1"}

_CARD = (
    '<li class="iCIMS_JobCardItem data-row jobItem js-careers-page-job-list-item" data-href="/jobs/1/">'
    '<a class="iCIMS_Anchor jobTitle-link" data-job-id="1" href="/jobs/1/x/job/JobDetail/x/1?rid=1">Odd</a></li>'
)
HEAVY: dict[str, Callable[[int], str]] = {
    "deep page": lambda size: "<html><body>" + "<div>" * (30 * size) + _CARD,
    "wide page": lambda size: "<html><body>" + _CARD * (3 * size),
    "deep feed": lambda size: "<rss>" + "<item>" * (30 * size) + "</item>" * (30 * size) + "</rss>",
    "deep data": lambda size: "<script>window.pageData = " + "[" * (100 * size) + "</script>",
}
"""Answers by a thousandth of their size."""


@cache
def spider(name: str) -> Listing:
    loaded = Settings()
    loaded.setmodule(project_settings)
    found = SpiderLoader.from_settings(loaded).load(name)(boards=[board(name)])
    assert isinstance(found, Listing)
    return found


def board(name: str) -> Board:
    return Board(employer="Odd", url=SITES.get(name, "https://jobs.odd.example/"), ats=name, token="jobs.odd.example")


def read(name: str, body: bytes) -> None:
    answer = HtmlResponse(board(name).url, body=body, encoding="utf-8")
    for reading in (lambda: spider(name).page(answer, board(name)), lambda: spider(name).detail(answer)):
        try:
            reading()
        except UNREADABLE as error:
            assert str(error)


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("kind", HEAVY)
def test_a_heavy_answer_costs_what_its_size_costs(name: str, kind: str) -> None:
    def work_of(size: int) -> Work:
        answer = HEAVY[kind](size).encode()
        return lambda: read(name, answer)

    assert_grows_with_size(work_of, 250, at_least=1)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SYSTEMS), st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_any_answer_is_read_or_refused(name: str, body: bytes) -> None:
    read(name, body)


PIECES = [
    _CARD, "<rss>", "</rss>", "<item>", "</item>", "<link>x</link>", "<title>", "<urlset>", "<loc>", "<Job-Listing>",
    "<Job>", "<ReqId>1</ReqId>", '{"results": ', "null", "{}", "[", '"', "<h4 class='oracletaleocwsv2-head-title'>",
    "}", "<tr>", "window.pageData = ", "COMPANY_POSITIONS_DATA = ", "eagerLoadRefineSearch", "<body data-page='{}'>",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SYSTEMS), st.lists(st.sampled_from(PIECES), max_size=12))
def test_pieces_of_answers_in_any_order_are_read_or_refused(name: str, pieces: list[str]) -> None:
    read(name, "".join(pieces).encode())
