"""Greenhouse's board API: the whole board in one answer, ``content`` entity-escaped once, pay as a block inside it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from samples import markup
from samples.exchange import CrawlDay, Exchange, stable_hex
from samples.shapes.robots import robots
from samples.sources import Board, Posting, ShownPay, seen_on

_HOST = "boards-api.greenhouse.io"
_CONSENT = {
    "type": "gdpr",
    "requires_consent": False,
    "requires_processing_consent": False,
    "requires_retention_consent": False,
    "retention_period": None,
    "demographic_data_consent_applies": False,
}


def exchanges(board: Board, day: CrawlDay) -> Iterator[Exchange]:
    """Requests and answers of a crawl of ``board`` on ``day``."""
    yield robots(_HOST, disallow=["/internal/"])
    postings = seen_on(board, day.number)
    advertised = board.day2.advertised if day.number == 2 else None
    answer = {
        "jobs": [_job(board, posting, day) for posting in postings],
        "meta": {"total": len(postings) if advertised is None else advertised},
    }
    yield Exchange(
        f"https://{_HOST}/v1/boards/{board.token}/jobs?content=true",
        json.dumps(answer, ensure_ascii=False, indent=2).encode(),
        "application/json; charset=utf-8",
        headers=(
            ("Cache-Control", "max-age=0, private, must-revalidate"),
            ("Vary", "Accept-Encoding"),
            ("X-Content-Type-Options", "nosniff"),
        ),
    )


def _job(board: Board, posting: Posting, day: CrawlDay) -> dict[str, Any]:
    site = board.site_url or f"https://job-boards.greenhouse.io/{board.token}/jobs/"
    return {
        "absolute_url": f"{site}{posting.id}",
        "data_compliance": [_CONSENT],
        "internal_job_id": int(posting.id) - 2_600_000,
        "location": {"name": posting.location},
        "metadata": None,
        "id": int(posting.id),
        # Boards are touched as a whole every night: the stamp moves on every job, edited or not.
        "updated_at": f"{day.date.isoformat()}T00:30:0{day.number}-05:00",
        "requisition_id": posting.requisition,
        "title": posting.title or None,
        "company_name": board.employer,
        "first_published": posting.posted.isoformat(),
        "language": "en",
        "application_deadline": None,
        "content": html.escape(_content(board, posting)),
        "departments": [
            {"id": _number(board, posting.department), "name": posting.department, "child_ids": [], "parent_id": None}
        ],
        "offices": [
            {"id": _number(board, place), "name": place, "location": place, "child_ids": [], "parent_id": None}
            for place in posting.location.split(" | ")
        ],
        "ai_disclaimer": None,
        "include_ai_disclaimer": None,
        "ai_opt_out_request_url": None,
    }


def _content(board: Board, posting: Posting) -> str:
    intro = markup.html(markup.blocks(board.about)).strip()
    body = markup.html(markup.blocks(posting.body)).strip()
    conclusion = markup.html(markup.blocks(board.closing)).strip()
    pay = "".join(_pay_input(line) for line in posting.pay)
    block = f'<div class="content-pay-transparency">{pay}</div>' if pay else ""
    return f'<div class="content-intro">{intro}</div>{body}{block}<div class="content-conclusion">{conclusion}</div>'


def _pay_input(line: ShownPay) -> str:
    blurb = f"<p>{markup.inline_html(line.blurb)}</p>" if line.blurb else ""
    places = 2 if line.unit == "HOUR" else 0
    low, high = f"${line.min:,.{places}f}", f"${line.max:,.{places}f} {line.currency}"
    return (
        f'<div class="pay-input"><div class="description">{blurb}</div><div class="title">{line.title}</div>'
        f'<div class="pay-range"><span>{low}</span><span class="divider">&mdash;</span><span>{high}</span></div></div>'
    )


def _number(board: Board, name: str) -> int:
    return 4_000_000 + int(stable_hex(board.token, name)[:5], 16)
