"""Taleo Business Edition: the pages of its careers sites, ten jobs each.

The list: from documentation, not yet seen live. The cells under a title are the employer's choice and without labels.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.clean import parse_employment_type
from crawler.items import Board
from crawler.listings.listing import PAGE_HEADERS, Page
from crawler.values.markup import absolute, job_page, page_of, words
from crawler.values.places import parse_place

_ROWS = 10
_RID = re.compile(r"[?&]rid=(\d+)")


def is_business(board: Board) -> bool:
    """Whether the board is on a host of the Business Edition."""
    return (urlsplit(board.url).hostname or "").endswith(".tbe.taleo.net")


def search_request(board: Board, number: int) -> Request:
    """Page ``number`` of the search, counted from 0."""
    url = f"{_site(board)}/searchResults?{_key(board)}"
    if number:
        url += f"&next&rowFrom={number * _ROWS}&act=null&sortColumn=null&sortOrder=null"
    return Request(url, headers=PAGE_HEADERS, dont_filter=True)


def read_search(response: Response) -> Page:
    """Rows of a page. Raises ``ValueError`` when it is not one of a careers site."""
    page = page_of(response)
    if b"oracletaleocwsv2" not in response.body:
        raise ValueError("not a page of a Taleo careers site; are org and cws right?")
    links = page.css(".oracletaleocwsv2-head-title a[href*='rid=']")
    return Page([row for link in links if (row := _row(link, response)) is not None])


def job_url(board: Board, number: str) -> str:
    """The page of a requisition."""
    return f"{_site(board)}/viewRequisition?{_key(board)}&rid={number}"


def read_detail(response: Response) -> dict[str, Any]:
    """JSON-LD where a site has it, and text and labelled fields of the page, which has one of two layouts."""
    page, detail = job_page(response, "[name=cwsJobDescription]", ".oracletaleocwsv2-job-description")
    fields = {
        label.strip(" :"): value
        for node in page.css(".oracletaleocwsv2-job-description .small")
        if (label := words(node, "label") or words(node))
        and (value := words(node, "strong") or words(Selector(text=node.xpath("following::strong[1]").get() or "<p>")))
    }
    return detail | {"fields": fields}


def _site(board: Board) -> str:
    parts = urlsplit(board.url)
    return f"https://{parts.netloc}{parts.path.partition('/ats/')[0]}/ats/careers/v2"


def _key(board: Board) -> str:
    org, _, cws = board.token.partition("/")
    return f"org={org}&cws={cws}"


def _row(link: Selector, response: Response) -> dict[str, Any] | None:
    number = _RID.search(absolute(response, link.attrib["href"]))
    if number is None:
        return None
    cells = [text for cell in link.xpath("ancestor::h4[1]/following-sibling::div") if (text := words(cell))]
    hours = next((text for text in cells if parse_employment_type(text)), None)
    rest = [text for text in cells if text != hours]
    place = next((text for text in rest if parse_place(text).country or "remote" in text.lower()), None)
    if place is None and len(rest) == 1:
        place = rest[0]  # a lone cell is the place
    return {
        "id": number[1],
        "title": words(link),
        "places": [place] if place else [],
        "type": hours,
        "department": next((text for text in rest if text != place), None),
    }
