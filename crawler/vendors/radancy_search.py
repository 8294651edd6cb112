"""Radancy's search: its requests, what a page of results says about itself, and the facets it can be divided by.

A filter is heeded only when its id is the active facet's too and it comes with its count and name; without them the
search answers with everything. Facets come only when their module is named. From captures and public clients.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

from parsel import Selector
from scrapy import Request

from crawler.items import Board
from crawler.listings.listing import Part, facet_parts

_SEARCH = "{site}/search-jobs/results?CurrentPage={page}&RecordsPerPage={rows}&SearchResultsModuleName=Search+Results"
_FILTERS = "&SearchFiltersModuleName=Search+Filters"
_ROWS = 100
_LOCALE = re.compile(r"/[a-z]{2}(?:-[a-z]{2})?(?=/|$)", re.IGNORECASE)
_PAGE = re.compile(r"(?<=[?&]CurrentPage=)\d+")
_ACTIVE = re.compile(r"&ActiveFacetID=[^&]*")


def search_request(board: Board) -> Request:
    """The first page of the site that the board's URL is in."""
    return Request(_SEARCH.format(site=_site(board), page=1, rows=_ROWS), dont_filter=True)


def further_page(url: str, number: int) -> str:
    """Page ``number`` of the search that ``url`` is a page of, counted as the site itself counts."""
    return _PAGE.sub(str(number), url)


def facets_request(request: Request) -> Request:
    """The search with its facets."""
    return request.replace(url=request.url + _FILTERS)


def narrowed(request: Request, part: Part) -> Request:
    """The search with one filter more."""
    kind, _, field = part.facet.partition(":")
    number = request.url.count(".IsApplied=")
    asked = {"ID": part.value, "FacetType": kind, "Count": part.count, "Display": part.label, "IsApplied": "true"}
    named = {f"FacetFilters[{number}].{name}": value for name, value in {**asked, "FieldName": field}.items()}
    url = _ACTIVE.sub("", request.url)
    return request.replace(url=f"{url}&{urlencode({'ActiveFacetID': part.value} | named)}")


def read_facets(filters: str | None) -> list[list[Part]]:
    """Facets of the page by their kind (1 category, 2 country, 3 state, 4 city, 5 the site's own)."""
    facets: dict[str, list[Selector]] = {}
    for box in Selector(text=filters or "<p>").css("input[data-facet-type][data-id]"):
        facet = f"{box.attrib['data-facet-type']}:{box.attrib.get('data-field-name', '')}"
        facets.setdefault(facet, []).append(box)
    return [
        [
            Part(part.facet, part.value, part.count, box.attrib.get("data-display", ""))
            for box in boxes
            for part in facet_parts(facet, [box.attrib], lambda said: (said["data-id"], said["data-count"]))
        ]
        for facet, boxes in facets.items()
    ]


def _site(board: Board) -> str:
    path = urlsplit(board.url).path
    before, found, _ = path.partition("/search-jobs")
    locale = _LOCALE.match(path)
    return f"https://{board.token}{before if found else locale[0] if locale else ''}"
