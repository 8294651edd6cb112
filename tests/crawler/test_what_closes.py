"""What a site has to say before a posting that was open is closed: a careers site over two days, to the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.items import Snapshot
from crawler.ledger import fold_snapshots
from tests.crawler.test_carry import DAYS, board
from tests.crawler.test_hostile import Mapped, careers
from tests.crawler.toys import Whole
from tests.ledger.crawls import rows
from tests.loopback import Answer, Site, serve
from tests.spiders import crawl_with


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put("/robots.txt", "", "text/plain")
        paths = ("/careers/cooper", "/careers/clerk")
        for path in paths:
            job = json.dumps({"@type": "JobPosting", "title": path.rpartition("/")[2]})
            running.html(path, f'<script type="application/ld+json">{job}</script>')
        running.html("/careers", "".join(f'<a href="{path}">Job</a>' for path in paths))
        locations = "".join(f"<url><loc>{running.origin}{path}</loc></url>" for path in paths)
        running.put("/sitemap.xml", f"<urlset>{locations}</urlset>", "application/xml")
        yield running


def day(site: Site, folder: Path, number: int) -> tuple[Snapshot, dict[str, str]]:
    """What a crawl says, and which postings are open after it."""
    header, _ = crawl_with(Mapped, careers(site), folder / "snapshots", run=DAYS[number], RETRY_TIMES=0)
    fold_snapshots(folder / "snapshots", folder / "ledger.db")
    return header, dict(rows(folder / "ledger.db", "SELECT json_extract(content, '$.title'), status FROM posting"))


BOTH = {"cooper": "open", "clerk": "open"}


@pytest.mark.parametrize("status", [404, 410, 401, 403, 429, 500, 502, 503])
def test_only_a_page_that_is_gone_closes_its_posting(site: Site, tmp_path: Path, status: int) -> None:
    assert day(site, tmp_path, 0)[1] == BOTH
    site.answers["/careers/clerk"] = Answer(status=status, headers={"Retry-After": "0"})
    header, after = day(site, tmp_path, 1)
    gone = status in (404, 410)
    assert header.outcome == ("complete" if gone else "partial")
    assert after == BOTH | {"clerk": "closed" if gone else "open"}


def test_a_robots_txt_that_comes_to_forbid_closes_nothing(site: Site, tmp_path: Path) -> None:
    assert day(site, tmp_path, 0)[1] == BOTH
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")
    asked = len(site.asked("/careers"))
    header, after = day(site, tmp_path, 1)
    assert header.outcome == "blocked" and "robots.txt" in (header.reason or "")
    assert len(site.asked("/careers")) == asked
    assert after == BOTH


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(b"{}", 404), "gone"),
        (Answer(b"<html>This account is inactive.</html>", headers={"Content-Type": "text/html"}), "failed"),
        (Answer(b'{"message": "This account is inactive."}', headers={"Content-Type": "application/json"}), "failed"),
        (Answer(b"", headers={"Content-Type": "application/json"}), "failed"),
    ],
    ids=["404", "page", "message", "nothing"],
)
def test_a_tenant_that_is_gone_is_no_board_without_jobs(
    site: Site, tmp_path: Path, answer: Answer, outcome: str
) -> None:
    site.put("/b/list", json.dumps({"jobs": [{"id": 1, "title": "Cooper"}]}))
    snapshots, ledger = tmp_path / "snapshots", tmp_path / "ledger.db"
    for number, said in enumerate((site.answers["/b/list"], answer)):
        site.answers["/b/list"] = said
        header, _ = crawl_with(Whole, board(site, "whole"), snapshots, run=DAYS[number], RETRY_TIMES=0)
        fold_snapshots(snapshots, ledger)
    assert header.outcome == outcome
    assert rows(ledger, "SELECT status FROM posting") == [("open",)]
