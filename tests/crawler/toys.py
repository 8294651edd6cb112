"""A system that exists in tests alone: its list names jobs, and says of each all there is, or leaves it to a page."""

from __future__ import annotations

from typing import Any

from scrapy import Request

from crawler.items import Board, HiringOrganization, JobPosting
from crawler.patterns import JsonBoard


def read(job: dict[str, Any], board: Board) -> JobPosting:
    """The posting, of its own page where the spider fetches one."""
    detail = job.get("detail", job) or {}
    return JobPosting(
        id=f"{board.id}:{job['id']}",
        board=board.id,
        url=f"{board.url}/{job['id']}",
        title=job["title"],
        hiring_organization=HiringOrganization(name=board.employer),
        description_html=detail.get("text"),
        detail_missing=not detail,
    )


class Whole(JsonBoard):
    name = "whole"
    jobs = "jobs"

    def query(self, board: Board) -> Request:
        return Request(f"{board.url}/list", dont_filter=True)

    def posting(self, job: dict[str, Any], board: Board) -> JobPosting:
        return read(job, board)
