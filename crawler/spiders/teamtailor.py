"""Teamtailor's JSON Feed (https://www.jsonfeed.org/version/1.1/) with a schema.org JobPosting in each item.

Paged by its own links. The feed has no department, and pay only where the JobPosting states it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.clean import clean_html, parse_posted
from crawler.items import Board, JobPosting
from crawler.listings.collect import decode_json
from crawler.listings.jsonld import posting_from_jsonld
from crawler.patterns import Page, PagedSearch
from crawler.recognition.tenants import tenant_host

_NUMBER = re.compile(r"/jobs/(\d+)")


class Teamtailor(PagedSearch):
    """The token is the label or labels before ``.teamtailor.com``, or the employer's own host."""

    name = "teamtailor"
    linked = True

    def query(self, board: Board, offset: int) -> Request:
        """The feed's first page."""
        host = urlsplit(board.url).netloc.lower()
        if not host.endswith(".teamtailor.com"):  # a label may hold a point, so the URL knows best
            host = tenant_host(board, "teamtailor.com")
        return Request(f"https://{host}/jobs.json", headers=self.headers, dont_filter=True)

    def page(self, response: Response, board: Board) -> Page:
        """Items, and where the next ones are."""
        feed = decode_json(response.body)
        if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
            raise ValueError("not a JSON Feed: the answer has no items")
        return Page(feed["items"], next_url=feed.get("next_url"))

    def job_key(self, job: dict[str, Any]) -> str:
        """The item's id."""
        return str(job["id"])

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        """Map one item; its JobPosting has a plainer description than the item itself."""
        described = job.get("_jobposting") or {}
        posting = posting_from_jsonld(described | {"title": job["title"]}, job["url"], board)
        numbered = _NUMBER.search(job["url"])
        return replace(
            posting,
            id=f"teamtailor:{board.token}:{posting.identifier or (numbered[1] if numbered else job['id'])}",
            url=job["url"],
            description_html=clean_html(job.get("content_html")) or posting.description_html,
            date_posted=parse_posted(job.get("date_published")) or posting.date_posted,
        )
