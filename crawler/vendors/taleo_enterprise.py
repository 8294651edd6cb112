"""Taleo Enterprise: a career section's search service and its detail pages.

Which column of a row is what, each career section decides; the answer says where title and places are. A job's page
carries its texts URL-encoded in an array without names, each text behind ``!*!``.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import jmespath
from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_text
from crawler.items import Board
from crawler.listings.collect import decode_json
from crawler.listings.listing import JSON_HEADERS, Page
from crawler.values.markup import page_of
from crawler.values.rows import convert_rows

# Without a time zone the service answers HTTP 500; which one makes no difference.
_HEADERS = {**JSON_HEADERS, "Content-Type": "application/json", "tz": "GMT-05:00", "tzname": "America/New_York"}
_PORTAL = re.compile(r"portalNo['\"]?\s*[:=]\s*['\"](\d+)['\"]")
_ARRAY = re.compile(r"fillList\('requisitionDescriptionInterface',\s*'descRequisition',\s*\[(.*?)\]\)", re.DOTALL)
_VALUE = re.compile(r"'((?:[^'\\]|\\.)*)'")
_TEXT = re.compile(r"!\*!?")
_HOURS = re.compile(r"(?:full|part)[- ]?time(?: \w+)?", re.IGNORECASE)


def section_url(board: Board) -> str:
    """The career section: ``https://{tenant}.taleo.net/careersection/{section}``."""
    tenant, _, section = board.token.partition("/")
    return f"https://{tenant if '.' in tenant else tenant + '.taleo.net'}/careersection/{quote(section, safe='')}"


def portal_in_url(board: Board) -> str | None:
    """The portal's number where the board's URL has it."""
    return next(iter(parse_qs(urlsplit(board.url).query).get("portal", [])), None)


def read_portal(response: Response) -> str:
    """The portal's number on the search page of a career section. Raises ``ValueError`` when it has none."""
    page_of(response)
    match = _PORTAL.search(response.text)
    if match is None:
        raise ValueError("no portalNo on the search page; is the career section open?")
    return match[1]


def search_request(board: Board, portal: str, number: int) -> Request:
    """Page ``number`` of the search, counted from 0; 25 rows, as asking for more changes what later pages hold."""
    body = {
        "multilineEnabled": False,
        "sortingSelection": {"sortBySelectionParam": "3", "ascendingSortingOrder": "false"},
        "fieldData": {"fields": {"KEYWORD": "", "LOCATION": "", "ORGANIZATION": ""}, "valid": True},
        "filterSelectionParam": {"searchFilterSelections": []},
        "advancedSearchFiltersSelectionParam": {"searchFilterSelections": []},
        "pageNo": number + 1,
    }
    host = section_url(board).split("/careersection/")[0]
    url = f"{host}/careersection/rest/jobboard/searchjobs?lang=en&portal={portal}"
    return Request(url, method="POST", body=json.dumps(body), headers=_HEADERS, dont_filter=True)


def read_search(response: Response) -> Page:
    """Rows of a page. The total counts requisitions that no page lists, so a board may never add up."""
    answer = decode_json(response.body)
    if answer.get("careerSectionUnAvailable"):
        raise ValueError("the career section is not available")
    return Page(convert_rows(answer["requisitionList"], _row), jmespath.search("pagingData.totalCount", answer))


def read_detail(response: Response) -> dict[str, Any]:
    """Texts and hours of a job's page. Raises ``ValueError`` when it holds no job."""
    page_of(response)
    array = _ARRAY.search(response.text)
    values = [value.replace("\\'", "'") for value in _VALUE.findall(array[1])] if array else []
    texts = [unquote(value[match.end() :]) for value in values if (match := _TEXT.match(value))]
    if not any(texts):
        raise ValueError("no description of a job on the page; is it still open?")
    hours = next((value for value in values if _HOURS.fullmatch(value.strip())), None)
    return {"html": "".join(f"<div>{text}</div>" for text in texts if text.strip()), "type": hours}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    columns = row["column"]
    linked, located = row.get("linkedColumn") or 0, row.get("locationsColumns") or []
    others = [clean_text(value) for at, value in enumerate(columns) if at != linked and at not in located]
    return {
        "id": row["contestNo"],
        "title": columns[linked],
        "places": [place for at in located if at is not None and at < len(columns) for place in _places(columns[at])],
        "others": [value for value in others if value],
    }


def _places(cell: str | None) -> list[str]:
    """A list in a string: ``["US-Kansas-Wichita"]``."""
    if cell is None:
        return []
    try:
        places = json.loads(cell)
    except ValueError:
        return [cell]
    return [str(place) for place in places] if isinstance(places, list) else [str(places)]
