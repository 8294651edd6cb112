"""A careers site of an employer's own: a listing page, a sitemap, and a page a posting that carries JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from samples import markup
from samples.exchange import CrawlDay, Exchange
from samples.shapes.robots import robots
from samples.sources import Board, Posting, ShownPay, seen_on

_HTML = "text/html; charset=utf-8"


def exchanges(board: Board, day: CrawlDay) -> Iterator[Exchange]:
    """Requests and answers of a crawl of ``board`` on ``day``."""
    postings = seen_on(board, day.number)
    yield robots(board.token, disallow=["/apply/", "/search?"], sitemap=f"https://{board.token}/sitemap.xml")
    yield Exchange(f"https://{board.token}/jobs", _listing(board, postings).encode(), _HTML)
    yield Exchange(f"https://{board.token}/sitemap.xml", _sitemap(board, postings).encode(), "application/xml")
    for posting in postings:
        yield Exchange(_page_url(board, posting), _page(board, posting).encode(), _HTML)


def _page_url(board: Board, posting: Posting) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", posting.title.lower()).strip("-")
    return f"https://{board.token}/jobs/{slug}-{posting.id.lower()}"


def _listing(board: Board, postings: list[Posting]) -> str:
    rows = "\n".join(
        f'      <li class="opening"><a href="{_page_url(board, p).removeprefix(f"https://{board.token}")}">'
        f"{escape(p.title)}</a> <span>{escape(p.location)}</span></li>"
        for p in postings
    )
    count = f"{len(postings)} open positions"
    main = f'    <h1>Open positions</h1>\n    <p>{count}</p>\n    <ul class="openings">\n{rows}\n    </ul>'
    return _shell(board, f"Careers at {board.employer}", "", main)


def _sitemap(board: Board, postings: list[Posting]) -> str:
    rows = "\n".join(
        f"  <url><loc>{_page_url(board, p)}</loc><lastmod>{p.posted.date().isoformat()}</lastmod></url>"
        for p in postings
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}\n</urlset>\n'
    )


def _page(board: Board, posting: Posting) -> str:
    script = f'  <script type="application/ld+json">{_json_ld(board, posting)}</script>\n'
    main = (
        f"    <h1>{escape(posting.title)}</h1>\n    <p>{escape(posting.location)}</p>\n"
        f'    <div class="description">{_description(board, posting)}</div>\n'
        f'    <a class="apply" href="/apply/{posting.id.lower()}">Apply for this job</a>'
    )
    return _shell(board, f"{posting.title} | {board.employer}", script, main)


def _shell(board: Board, title: str, head: str, main: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n  <meta charset="utf-8">\n'
        f"  <title>{escape(title)}</title>\n{head}</head>\n<body>\n"
        '  <nav><a href="/">Home</a> <a href="/jobs">Jobs</a></nav>\n'
        f"  <main>\n{main}\n  </main>\n"
        f"  <footer>{escape(board.employer)}. We use cookies to remember your search.</footer>\n"
        "</body>\n</html>\n"
    )


def _json_ld(board: Board, posting: Posting) -> str:
    job = _job(board, posting)
    if posting.json_ld == "graph":
        page = {"@type": "WebPage", "url": _page_url(board, posting), "name": posting.title}
        return _encoded({"@context": "https://schema.org", "@graph": [page, job]})
    text = _encoded({"@context": "https://schema.org/", **job})
    # Templates that paste a description between quotation marks leave its line breaks raw, which strict JSON forbids.
    return text.replace("\\n", "\n") if posting.json_ld == "raw_newlines" else text


def _encoded(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2).replace("</", "<\\/")


def _job(board: Board, posting: Posting) -> dict[str, Any]:
    job: dict[str, Any] = {
        "@type": "JobPosting",
        "title": posting.title,
        "description": _description(board, posting),
        "identifier": {"@type": "PropertyValue", "name": board.employer, "value": posting.id},
        "datePosted": posting.posted.date().isoformat(),
        "employmentType": posting.employment,
        "hiringOrganization": {"@type": "Organization", "name": board.employer, "sameAs": f"https://{board.token}/"},
        "jobLocation": {"@type": "Place", "address": _address(posting)},
        "url": _page_url(board, posting),
    }
    if posting.workplace == "remote":
        job["jobLocationType"] = "TELECOMMUTE"
        job["applicantLocationRequirements"] = {"@type": "Country", "name": "USA"}
    if posting.pay:
        job["baseSalary"] = _salary(posting.pay[0])
    return job


def _address(posting: Posting) -> dict[str, str]:
    if posting.address is None:
        return {"@type": "PostalAddress", "addressLocality": posting.location}
    parts = {
        "addressLocality": posting.address.locality,
        "addressRegion": posting.address.region,
        "postalCode": posting.address.postal_code,
        "addressCountry": posting.address.country,
    }
    return {"@type": "PostalAddress"} | {name: value for name, value in parts.items() if value}


def _salary(line: ShownPay) -> dict[str, Any]:
    value = {"@type": "QuantitativeValue", "minValue": line.min, "maxValue": line.max, "unitText": line.unit}
    return {"@type": "MonetaryAmount", "currency": line.currency, "value": value}


def _description(board: Board, posting: Posting) -> str:
    source = "\n\n".join((board.about, posting.body, board.closing))
    return markup.html(markup.blocks(source)).strip()
