"""Ashby's posting API: the whole board in one answer, pay as tiers of components, HTML not escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from samples import markup
from samples.exchange import CrawlDay, Exchange, stable_hex
from samples.markup import Block
from samples.shapes.robots import robots
from samples.sources import Board, Posting, ShownPay, seen_on

_HOST = "api.ashbyhq.com"
_STYLE = ' style="min-height:1.5em"'
_WORKPLACES = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "OnSite", "": None}
_INTERVALS = {"YEAR": "1 YEAR", "HOUR": "1 HOUR"}
_SIGNS = {"USD": "$", "GBP": "£", "EUR": "€"}
_COUNTRIES = {"US": "United States", "GB": "United Kingdom", "DE": "Germany"}


def exchanges(board: Board, day: CrawlDay) -> Iterator[Exchange]:
    """Requests and answers of a crawl of ``board`` on ``day``."""
    yield robots(_HOST)
    answer = {"jobs": [_job(board, posting) for posting in seen_on(board, day.number)], "apiVersion": "1"}
    yield Exchange(
        f"https://{_HOST}/posting-api/job-board/{board.token}?includeCompensation=true",
        json.dumps(answer, ensure_ascii=False, indent=1).encode(),
        "application/json; charset=utf-8",
        headers=(("Access-Control-Allow-Origin", "*"), ("Vary", "Accept-Encoding")),
    )


def _job(board: Board, posting: Posting) -> dict[str, Any]:
    described = [*markup.blocks(board.about), *markup.blocks(posting.body), *markup.blocks(board.closing)]
    page = f"https://jobs.ashbyhq.com/{board.token}/{posting.id}"
    return {
        "id": posting.id,
        "title": posting.title,
        "department": posting.department,
        "team": posting.team or posting.department,
        "employmentType": posting.employment,
        "location": posting.location,
        "shouldDisplayCompensationOnJobPostings": bool(posting.pay),
        "secondaryLocations": [{"location": place, "address": None} for place in posting.locations],
        "publishedAt": posting.posted.astimezone(UTC).isoformat(timespec="milliseconds"),
        "isListed": True,
        "isRemote": posting.workplace == "remote",
        "workplaceType": _WORKPLACES[posting.workplace],
        "address": _address(posting),
        "jobUrl": page,
        "applyUrl": f"{page}/application",
        "descriptionHtml": "".join(_html(block) for block in described),
        "descriptionPlain": _plain(described),
        "compensation": _compensation(board, posting),
    }


def _address(posting: Posting) -> dict[str, Any] | None:
    if posting.address is None:
        return None
    return {
        "postalAddress": {
            "addressRegion": posting.address.region,
            "addressCountry": _COUNTRIES[posting.address.country],
            "addressLocality": posting.address.locality,
        }
    }


def _compensation(board: Board, posting: Posting) -> dict[str, Any]:
    tiers = [_tier(board, posting, line) for line in posting.pay]
    summary = " • ".join(tier["tierSummary"] for tier in tiers) or None
    return {
        "compensationTierSummary": summary,
        "scrapeableCompensationSalarySummary": _amounts(posting.pay[0]) if posting.pay else None,
        "compensationTiers": tiers,
        "summaryComponents": [component for tier in tiers for component in tier["components"]],
    }


def _tier(board: Board, posting: Posting, line: ShownPay) -> dict[str, Any]:
    salary = {
        "id": stable_hex(board.token, posting.id, line.title),
        "summary": _amounts(line),
        "compensationType": "Salary",
        "interval": _INTERVALS[line.unit],
        "currencyCode": line.currency,
        "minValue": line.min,
        "maxValue": line.max,
    }
    return {
        "id": stable_hex(board.token, posting.id, line.title, "tier"),
        "tierSummary": f"{_amounts(line)}{' • Offers Equity' if 'equity' in line.blurb.lower() else ''}",
        "title": line.title,
        "additionalInformation": line.blurb or None,
        "components": [salary],
    }


def _amounts(line: ShownPay) -> str:
    sign = _SIGNS[line.currency]
    if line.unit == "HOUR":
        return f"{sign}{line.min:,.2f} – {sign}{line.max:,.2f} per hour"
    return f"{sign}{line.min / 1000:g}K – {sign}{line.max / 1000:g}K"


def _html(block: Block) -> str:
    text = markup.inline_html
    if block.kind == "list":
        items = "".join(f"<li><p{_STYLE}>{text(line)}</p></li>" for line in block.lines)
        return f"<ul{_STYLE}>{items}</ul><p{_STYLE}></p>"
    if block.kind == "heading":
        return f"<p{_STYLE}><strong>{text(block.text)}</strong></p>"
    return f"<p{_STYLE}>{text(block.text)}</p><p{_STYLE}></p>"


def _plain(described: list[Block]) -> str:
    return "\n\n".join(markup.plain([b]).upper() if b.kind == "heading" else markup.plain([b]) for b in described)
