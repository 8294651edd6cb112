"""Workday's career site API: POST for a page of rows, GET for each row's detail; a row's date is relative prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from samples import markup
from samples.exchange import CrawlDay, Exchange, compact_json, stable_hex
from samples.markup import Block
from samples.shapes.robots import robots
from samples.sources import Board, Posting, postings_on, seen_on

_LIMIT = 20
_ATTEMPTS = 3  # a crawl asks a failing page again, and each answer is a record of its own
_COUNTRIES = {"US": "United States of America", "CA": "Canada", "IN": "India"}
_REMOTE = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On-site"}
_JSON = "application/json;charset=UTF-8"
_HEADERS = (("Cache-Control", "no-cache, no-store"), ("Vary", "Accept-Encoding"), ("X-WD-Request-Type", "cxs"))
_ERROR = {"errorCode": "HTTP_500", "httpStatus": 500, "message": "An internal error occurred", "messageParams": {}}


def exchanges(board: Board, day: CrawlDay) -> Iterator[Exchange]:
    """Requests and answers of a crawl of ``board`` on ``day``: list pages, then a detail for every row received."""
    tenant, site = board.token.split("/")
    yield robots(
        board.host,
        allow=[f"/{site}/"],
        disallow=[f"/{tenant}_Internal_Careers/", "/refreshFacet/"],
        sitemap=f"https://{board.host}/{site}/siteMap.xml",
    )
    postings = postings_on(board, day.number)
    failed = board.day2.failed_offset if day.number == 2 else None
    for offset in range(0, len(postings), _LIMIT):
        if offset == failed:
            yield from [_list_page(board, offset, _ERROR, "500 Internal Server Error")] * _ATTEMPTS
            break
        yield _list_page(board, offset, _page(board, postings, offset, day), "200 OK")
    for posting in seen_on(board, day.number):
        yield _detail(board, posting, day)


def external_path(posting: Posting) -> str:
    """The path Workday makes of place, title and requisition."""
    return f"/job/{_slug(posting.location)}/{_slug(posting.title)}_{posting.id}"


def _list_page(board: Board, offset: int, answer: dict[str, Any], status: str) -> Exchange:
    tenant, site = board.token.split("/")
    body = {"appliedFacets": {}, "limit": _LIMIT, "offset": offset, "searchText": ""}
    return Exchange(
        f"https://{board.host}/wday/cxs/{tenant}/{site}/jobs",
        compact_json(answer),
        _JSON,
        method="POST",
        request_body=compact_json(body),
        status=status,
        headers=_HEADERS,
    )


def _page(board: Board, postings: list[Posting], offset: int, day: CrawlDay) -> dict[str, Any]:
    return {
        "total": len(postings),
        "jobPostings": [_row(posting, day) for posting in postings[offset : offset + _LIMIT]],
        "facets": [_facet(board, postings, "jobFamilyGroup", "Job Category", "department"), _times(board, postings)],
        "userAuthenticated": False,
    }


def _row(posting: Posting, day: CrawlDay) -> dict[str, Any]:
    several = len(posting.locations) + 1
    row = {
        "title": posting.title,
        "externalPath": external_path(posting),
        "locationsText": f"{several} Locations" if posting.locations else posting.location,
        "timeType": posting.employment,
        "postedOn": _posted_on(posting, day),
        "bulletFields": [posting.requisition],
    }
    return row | ({"remoteType": _REMOTE[posting.workplace]} if posting.workplace else {})


def _detail(board: Board, posting: Posting, day: CrawlDay) -> Exchange:
    tenant, site = board.token.split("/")
    path = external_path(posting)
    country = posting.address.country if posting.address else "US"
    named = {"descriptor": _COUNTRIES[country], "id": stable_hex("country", country)}
    info: dict[str, Any] = {
        "id": stable_hex(board.token, posting.id),
        "title": posting.title,
        "jobDescription": _description(board, posting),
        "location": posting.location,
        **({"additionalLocations": posting.locations} if posting.locations else {}),
        "postedOn": _posted_on(posting, day),
        "startDate": posting.posted.date().isoformat(),
        "timeType": posting.employment,
        "jobReqId": posting.requisition,
        "jobPostingId": path.rpartition("/")[2],
        "jobPostingSiteId": site,
        "country": named,
        "canApply": True,
        "posted": True,
        "includeResumeParsing": True,
        "jobRequisitionLocation": {"descriptor": posting.location, "country": {**named, "alpha2Code": country}},
        **({"remoteType": _REMOTE[posting.workplace]} if posting.workplace else {}),
        "externalUrl": f"https://{board.host}/{site}{path}",
        "questionnaireId": stable_hex(board.token, "questionnaire"),
    }
    answer = {
        "jobPostingInfo": info,
        "hiringOrganization": {"name": board.legal_name, "url": ""},
        "similarJobs": [],
        "userAuthenticated": False,
    }
    return Exchange(
        f"https://{board.host}/wday/cxs/{tenant}/{site}{path}", compact_json(answer), _JSON, headers=_HEADERS
    )


def _description(board: Board, posting: Posting) -> str:
    source = "\n\n".join((board.about, posting.body, board.closing))
    return "".join(_html(block) for block in markup.blocks(source))


def _html(block: Block) -> str:
    gap = '<p style="text-align:inherit"></p>'
    if block.kind == "heading":
        return f'<p style="text-align:left"><b><u>{markup.inline_html(block.text)}:</u></b></p>{gap}'
    if block.kind == "paragraph":
        return f'<p style="text-align:left">{markup.inline_html(block.text)}</p>{gap}'
    items = "".join(f"<li><p>{markup.inline_html(line)}</p></li>" for line in block.lines)
    return f"<ul>{items}</ul>{gap}"


def _posted_on(posting: Posting, day: CrawlDay) -> str:
    days = (day.date - posting.posted.date()).days
    if days > 30:
        return "Posted 30+ Days Ago"
    return {0: "Posted Today", 1: "Posted Yesterday"}.get(days, f"Posted {days} Days Ago")


def _facet(board: Board, postings: list[Posting], parameter: str, descriptor: str, field: str) -> dict[str, Any]:
    counts = Counter(str(getattr(posting, field)) for posting in postings)
    values = [
        {"descriptor": name, "id": stable_hex(board.token, parameter, name), "count": count}
        for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return {"facetParameter": parameter, "descriptor": descriptor, "values": values}


def _times(board: Board, postings: list[Posting]) -> dict[str, Any]:
    return _facet(board, postings, "timeType", "Time Type", "employment")


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "-", text).strip("-")
