"""Lever's postings API: a bare array a page, no total; bullets apart from the text, closing words in a third place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from samples import markup
from samples.exchange import CrawlDay, Exchange, compact_json
from samples.markup import Block, Section
from samples.shapes.robots import robots
from samples.sources import Board, Posting, seen_on

_HOST = "api.lever.co"
_LIMIT = 100
_WORKPLACES = {"remote": "remote", "hybrid": "hybrid", "onsite": "on-site", "": "unspecified"}
_INTERVALS = {"YEAR": "per-year-salary", "HOUR": "per-hour-wage"}


def exchanges(board: Board, day: CrawlDay) -> Iterator[Exchange]:
    """Requests and answers of a crawl of ``board`` on ``day``: the pages, then the empty one that ends them."""
    yield robots(_HOST)
    rows = [_posting(board, posting) for posting in seen_on(board, day.number)]
    skips = [*range(0, len(rows), _LIMIT), len(rows)]
    for skip in skips:
        yield Exchange(
            f"https://{_HOST}/v0/postings/{board.token}?mode=json&skip={skip}&limit={_LIMIT}",
            compact_json(rows[skip : skip + _LIMIT]),
            "application/json; charset=utf-8",
            headers=(("Access-Control-Allow-Origin", "*"), ("Vary", "Accept, Accept-Encoding")),
        )


def _posting(board: Board, posting: Posting) -> dict[str, Any]:
    cut = markup.sections(posting.body)
    listed = [s for s in cut if s.heading and all(b.kind == "list" for b in s.blocks)]
    spoken = [s for s in cut if s not in listed]
    opening, body = _divs(markup.blocks(board.about)), _sections_html(spoken)
    opening_plain, body_plain = markup.plain(markup.blocks(board.about)), _sections_plain(spoken)
    page = f"https://jobs.lever.co/{board.token}/{posting.id}"
    categories = {
        "commitment": posting.employment,
        "department": posting.department,
        "location": posting.location,
        "team": posting.team,
        "allLocations": [posting.location, *posting.locations],
    }
    answer = {
        "additionalPlain": markup.plain(markup.blocks(board.closing)),
        "additional": _divs(markup.blocks(board.closing)),
        "categories": {name: value for name, value in categories.items() if value},
        "createdAt": int(posting.posted.timestamp() * 1000),
        "descriptionPlain": f"{opening_plain}\n\n\n{body_plain}",
        "description": f"{opening}<div><br></div>{body}",
        "id": posting.id,
        "lists": [{"text": s.heading, "content": _bare_items(s)} for s in listed],
        "text": posting.title,
        "country": posting.address.country if posting.address else None,
        "workplaceType": _WORKPLACES[posting.workplace],
        "opening": opening,
        "openingPlain": opening_plain,
        "descriptionBody": body,
        "descriptionBodyPlain": body_plain,
        "hostedUrl": page,
        "applyUrl": f"{page}/apply",
    }
    return answer | _pay(posting)


def _pay(posting: Posting) -> dict[str, Any]:
    if not posting.pay:
        return {}
    line = posting.pay[0]
    shown = {
        "currency": line.currency,
        "interval": _INTERVALS[line.unit],
        "min": _trim(line.min),
        "max": _trim(line.max),
    }
    if not line.blurb:
        return {"salaryRange": shown}
    described = {
        "salaryDescription": f"<div>{markup.inline_html(line.blurb)}</div>",
        "salaryDescriptionPlain": line.blurb,
    }
    return {"salaryRange": shown, **described}


def _trim(amount: float) -> float:
    return int(amount) if amount == int(amount) else amount


def _sections_html(spoken: list[Section]) -> str:
    parts = []
    for section in spoken:
        if section.heading:
            heading = markup.inline_html(section.heading)
            parts.append(f'<div><strong style="font-size: 18px;">{heading}</strong></div>\n<div>&nbsp;</div>\n')
        parts.append(_divs(list(section.blocks)))
    return "<div><br></div>".join(parts)


def _sections_plain(spoken: list[Section]) -> str:
    # Lever's plain text keeps the non-breaking space of the empty line under a heading.
    texts = [(f"{s.heading}\n\u00a0\n" if s.heading else "") + markup.plain(list(s.blocks)) for s in spoken]
    return "\n\n\n".join(texts)


def _divs(found: list[Block]) -> str:
    parts = []
    for block in found:
        if block.kind == "list":
            items = "".join(f"<li>{markup.inline_html(line)}</li>" for line in block.lines)
            parts.append(f"<ul>{items}</ul>")
        else:
            bold = block.kind == "heading"
            text = markup.inline_html(block.text)
            parts.append(f"<div><b>{text}</b></div>" if bold else f"<div>{text}</div>")
    return "<div><br></div>".join(parts)


def _bare_items(section: Section) -> str:
    lines = [line for block in section.blocks for line in block.lines]
    return "\n" + "".join(f"<li>{markup.inline_html(line)}</li>\n" for line in lines)
