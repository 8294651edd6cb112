"""Reads a demo archive as a crawler does, knowing the systems' answers but nothing of how the samples are built."""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from crawler.items import Board

Key = tuple[str, str, bytes]


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Listing:
    """What a walk of one board finds: answer text by posting id, and whether the listing added up."""

    postings: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str | None] = field(default_factory=dict)
    total: int | None = None
    failed: bool = False

    @property
    def outcome(self) -> str:
        whole = self.total is None or self.total == len(self.postings)
        return "complete" if whole and not self.failed else "partial"

    def add(self, posting_id: str, title: str | None, text: str) -> None:
        assert posting_id not in self.postings
        self.postings[posting_id], self.titles[posting_id] = text, title


def records(packed: bytes) -> list[Any]:
    """Every record, its payload read and its digests checked."""
    found = []
    for record in ArchiveIterator(io.BytesIO(packed), check_digests="raise"):
        record.text = record.content_stream().read()
        found.append(record)
    return found


class Replay:
    """Answers exact requests only; remembers which were asked."""

    def __init__(self, packed: bytes) -> None:
        self.answers: dict[Key, list[Answer]] = defaultdict(list)
        response: Any = None
        for record in records(packed):
            if record.rec_type == "response":
                response = record
            elif record.rec_type == "request":
                url = record.rec_headers.get_header("WARC-Target-URI")
                assert response.rec_headers.get_header("WARC-Target-URI") == url
                kind = response.http_headers.get_header("Content-Type")
                answer = Answer(int(response.http_headers.get_statuscode()), kind, response.text)
                self.answers[(record.http_headers.protocol, url, record.text)].append(answer)
        self.asked: set[Key] = set()

    def ask(self, url: str, body: bytes = b"") -> Answer:
        key = ("POST" if body else "GET", url, body)
        assert key in self.answers, f"not in the archive: {key}"
        self.asked.add(key)
        return self.answers[key][0]


def walk(replay: Replay, board: Board) -> Listing:
    host_walk = {
        "greenhouse": _greenhouse,
        "lever": _lever,
        "ashby": _ashby,
        "workday": _workday,
        "jsonld": _jsonld,
    }
    return host_walk[board.ats](replay, board)


def _allowed(replay: Replay, host: str) -> None:
    answer = replay.ask(f"https://{host}/robots.txt")
    assert answer.status == 200
    assert b"User-agent: *" in answer.body
    assert b"Disallow: /\n" not in answer.body


def _greenhouse(replay: Replay, board: Board) -> Listing:
    _allowed(replay, "boards-api.greenhouse.io")
    answer = replay.ask(f"https://boards-api.greenhouse.io/v1/boards/{board.token}/jobs?content=true").json()
    listing = Listing(total=answer["meta"]["total"])
    for job in answer["jobs"]:
        assert isinstance(job["id"], int)
        assert job["absolute_url"].endswith(str(job["id"]))
        listing.add(str(job["id"]), job["title"], job["content"])
    return listing


def _lever(replay: Replay, board: Board) -> Listing:
    _allowed(replay, "api.lever.co")
    listing = Listing()
    while True:
        skip = len(listing.postings)
        page = replay.ask(f"https://api.lever.co/v0/postings/{board.token}?mode=json&skip={skip}&limit=100").json()
        if not page:
            return listing
        for job in page:
            parts = [job["description"], job["additional"], json.dumps(job.get("salaryRange"))]
            parts += [part["content"] for part in job["lists"]]
            listing.add(job["id"], job["text"], "\n".join(parts))


def _ashby(replay: Replay, board: Board) -> Listing:
    _allowed(replay, "api.ashbyhq.com")
    url = f"https://api.ashbyhq.com/posting-api/job-board/{board.token}?includeCompensation=true"
    listing = Listing()
    for job in replay.ask(url).json()["jobs"]:
        text = job["descriptionHtml"] + json.dumps(job["compensation"]["summaryComponents"])
        listing.add(job["id"], job["title"], text)
    return listing


def _workday(replay: Replay, board: Board) -> Listing:
    match = re.match(r"https://([^/]+)/en-US/([^/]+)$", board.url)
    assert match is not None
    host, site = match.groups()
    _allowed(replay, host)
    cxs = f"https://{host}/wday/cxs/{host.partition('.')[0]}/{site}"
    listing = Listing()
    rows: list[dict[str, Any]] = []
    while listing.total is None or len(rows) < listing.total:
        body = f'{{"appliedFacets":{{}},"limit":20,"offset":{len(rows)},"searchText":""}}'
        answer = replay.ask(f"{cxs}/jobs", body.encode())
        if answer.status != 200:
            listing.failed = True
            break
        page = answer.json()
        listing.total = page["total"]
        assert page["jobPostings"]
        rows += page["jobPostings"]
    for row in rows:
        detail = replay.ask(cxs + row["externalPath"]).json()
        assert detail["hiringOrganization"]["name"]
        assert detail["jobPostingInfo"]["jobReqId"] in row["bulletFields"]
        text = detail["jobPostingInfo"]["jobDescription"]
        listing.add(row["externalPath"].rpartition("_")[2], row["title"], text)
    return listing


def _jsonld(replay: Replay, board: Board) -> Listing:
    _allowed(replay, board.token)
    front = replay.ask(board.url).body.decode()
    sitemap = replay.ask(f"https://{board.token}/sitemap.xml").body.decode()
    pages = re.findall(r"<loc>(.*?)</loc>", sitemap)
    linked = re.findall(r'href="(/jobs/[^"]+)"', front)
    assert [f"https://{board.token}{path}" for path in linked] == pages
    listing = Listing()
    for page in pages:
        text = replay.ask(page).body.decode()
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        assert len(blocks) == 1
        data = json.loads(blocks[0], strict=False)
        job = next(item for item in data.get("@graph", [data]) if item["@type"] == "JobPosting")
        listing.add(job["identifier"]["value"], job["title"], job["description"] + json.dumps(job.get("baseSalary")))
    return listing
