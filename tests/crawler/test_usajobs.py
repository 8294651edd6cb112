"""USAJOBS asks for a key, which must be asked for in words and must not end up in a recording."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from crawler.items import Board
from crawler.listings.collect import FetchError
from crawler.spiders.usajobs import UsaJobs

BOARD = Board(employer="Lake Survey", url="https://www.usajobs.gov/search/results/?a=LK00", ats="usajobs", token="LK00")


def spider(**settings: str) -> UsaJobs:
    made = UsaJobs(boards=[BOARD])
    made.settings = Settings(settings)
    return made


def test_without_a_key_the_board_fails_and_says_where_to_get_one() -> None:
    with pytest.raises(FetchError, match="developer.usajobs.gov and set USAJOBS_KEY"):
        spider().query(BOARD, 0)


def test_the_key_is_a_header_and_in_no_url() -> None:
    request = spider(USAJOBS_KEY="s3cret").query(BOARD, 2)
    assert request.headers[b"Authorization-Key"] == b"s3cret"
    assert "s3cret" not in request.url
    assert "Page=3" in request.url
    assert "Organization=LK00" in request.url
