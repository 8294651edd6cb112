"""Answers of four systems, whole, for tests to break; and what a snapshot has to say of them."""

from __future__ import annotations

import json
from typing import Any

from crawler.items import Board, JobPosting, Snapshot

Exchange = dict[str, Any]


def board(ats: str, url: str, token: str) -> Board:
    return Board(employer="Stave & Co", url=url, ats=ats, token=token)


GREENHOUSE = board("greenhouse", "https://boards.greenhouse.io/stave", "stave")
GREENHOUSE_URL = "https://boards-api.greenhouse.io/v1/boards/stave/jobs?content=true"
LEVER = board("lever", "https://jobs.lever.co/stave", "stave")
LEVER_URL = "https://api.lever.co/v0/postings/stave?mode=json&skip={}&limit=100"
ASHBY = board("ashby", "https://jobs.ashbyhq.com/stave", "stave")
ASHBY_URL = "https://api.ashbyhq.com/posting-api/job-board/stave?includeCompensation=true"
WORKDAY = board("workday", "https://stave.wd5.myworkdayjobs.com/Careers", "stave/Careers")
WORKDAY_URL = "https://stave.wd5.myworkdayjobs.com/wday/cxs/stave/Careers"


def greenhouse_job(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Cooper {number}",
        "absolute_url": f"https://job-boards.greenhouse.io/stave/jobs/{number}",
        "company_name": "Stave & Co",
        "location": {"name": "Barre, VT"},
        "content": "&lt;p&gt;Make casks.&lt;/p&gt;",
        "first_published": "2026-07-14T18:35:00-04:00",
        "departments": [{"name": "Shop"}],
        "metadata": [{"name": "Entity", "value": "Stave Holdings, Inc."}],
        "pay_input_ranges": [{"min_cents": 6150000, "max_cents": 8300000, "currency_type": "USD", "title": "Range"}],
    } | fields


def lever_job(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"id-{number}",
        "text": f"Cooper {number}",
        "hostedUrl": f"https://jobs.lever.co/stave/id-{number}",
        "applyUrl": f"https://jobs.lever.co/stave/id-{number}/apply",
        "categories": {
            "location": "Barre, VT",
            "allLocations": ["Barre, VT"],
            "commitment": "Full-time",
            "team": "Shop",
        },
        "country": "US",
        "description": "<p>Make casks.</p>",
        "lists": [{"text": "Needs", "content": "<li>Hands</li>"}],
        "createdAt": 1771403416463,
        "workplaceType": "onsite",
        "salaryRange": {"min": 52000, "max": 61000, "currency": "USD", "interval": "per-year-salary"},
    } | fields


def ashby_job(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"id-{number}",
        "title": f"Cooper {number}",
        "jobUrl": f"https://jobs.ashbyhq.com/stave/id-{number}",
        "isListed": True,
        "isRemote": False,
        "location": "Barre",
        "address": {"postalAddress": {"addressLocality": "Barre", "addressRegion": "VT", "addressCountry": "US"}},
        "secondaryLocations": [{"location": "Boston", "address": {"postalAddress": {"addressRegion": "MA"}}}],
        "employmentType": "FullTime",
        "publishedAt": "2026-07-08T19:48:19.767+00:00",
        "descriptionHtml": "<p>Make casks.</p>",
        "compensation": {
            "compensationTiers": [
                {"components": [{"compensationType": "Salary", "minValue": 1, "maxValue": 2, "interval": "1 YEAR"}]}
            ]
        },
    } | fields


def workday_row(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "title": f"Cooper {number}",
        "externalPath": f"/job/Barre/Cooper_R-{number}",
        "locationsText": "Barre, VT",
        "postedOn": "Posted 8 Days Ago",
        "bulletFields": [f"R-{number}"],
    } | fields


def workday_detail(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "jobPostingInfo": {
            "title": f"Cooper {number}",
            "jobDescription": "<p>Make casks.</p>",
            "location": "Barre, VT",
            "additionalLocations": ["Boston, MA"],
            "startDate": "2026-11-10",
            "timeType": "Full time",
            "jobReqId": f"R-{number}",
            "jobPostingId": f"Cooper_R-{number}",
            "country": {"descriptor": "United States of America"},
            "externalUrl": f"https://stave.wd5.myworkdayjobs.com/Careers/job/Barre/Cooper_R-{number}",
        },
        "hiringOrganization": {"name": "Stave Holdings, Inc."},
    } | fields


def encoded(answer: Any) -> bytes:
    return answer if isinstance(answer, bytes) else json.dumps(answer).encode("utf-8", "surrogatepass")


def greenhouse(answer: Any) -> list[Exchange]:
    return [{"url": GREENHOUSE_URL, "answer": encoded(answer)}]


def lever(*pages: tuple[int, Any]) -> list[Exchange]:
    return [{"url": LEVER_URL.format(skip), "answer": encoded(answer)} for skip, answer in pages]


def ashby(answer: Any) -> list[Exchange]:
    return [{"url": ASHBY_URL, "answer": encoded(answer)}]


def workday_page(offset: int, answer: Any, **more: Any) -> Exchange:
    body = f'{{"appliedFacets":{{}},"limit":20,"offset":{offset},"searchText":""}}'
    return {"url": f"{WORKDAY_URL}/jobs", "method": "POST", "body": body, "answer": encoded(answer)} | more


def workday_details(*numbers: int) -> list[Exchange]:
    return [
        {"url": f"{WORKDAY_URL}/job/Barre/Cooper_R-{number}", "answer": encoded(workday_detail(number))}
        for number in numbers
    ]


def listed(total: int, *numbers: int) -> dict[str, Any]:
    return {"total": total, "jobPostings": [workday_row(number) for number in numbers]}


def told(header: Snapshot) -> str:
    """Everything that the snapshot says to the operator."""
    return "\n".join([header.reason or "", *header.problems])


def accounted(header: Snapshot, postings: list[JobPosting]) -> int:
    """Postings of the header, which are those of the file, and those that were unreadable."""
    assert header.collected == len(postings) == len({posting.id for posting in postings})
    assert header.detail_missing == sum(posting.detail_missing for posting in postings)
    assert len(header.problems) <= 20
    return header.collected + header.unreadable
