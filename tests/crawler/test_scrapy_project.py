"""The project as any Scrapy project: ``scrapy crawl``, and settings that are safe whoever starts it."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.ssl import _make_ssl_context

from crawler import settings as project_settings
from crawler.archive import Archive, ReplayDownloadHandler
from crawler.guard import GuardedDownloadHandler
from crawler.parallel.spider_process import crawl_settings
from samples import folder
from tests.capture import write_warc

ROOT = Path(__file__).parents[2]
DAY_1 = folder() / "day1.warc.gz"


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("ats", "board", "found"),
    [
        ("greenhouse", "https://boards.greenhouse.io/quillhaven", "greenhouse:quillhaven:"),
        ("workday", "https://brightmoor.wd5.myworkdayjobs.com/en-US/Brightmoor_Careers", "workday:brightmoor/"),
        ("jsonld", "https://careers.wrenfield.example/jobs", "jsonld:careers.wrenfield.example:"),
    ],
)
def test_scrapy_crawl_writes_the_postings_of_a_board(tmp_path: Path, ats: str, board: str, found: str) -> None:
    out = tmp_path / "x.jsonl"
    done = scrapy("crawl", ats, "-a", f"board={board}", "-s", f"REPLAY={DAY_1}", "-O", str(out))
    assert done.returncode == 0, done.stderr
    postings = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(postings) > 5 and all(posting["id"].startswith(found) for posting in postings)
    assert f"{found.rstrip(':/')}" in done.stderr  # the outcome, which a feed export has no place for


def test_scrapy_crawl_counts_relative_dates_from_the_archives_day(tmp_path: Path) -> None:
    row = {"title": "Cooper", "externalPath": "/job/Barre/Cooper_R-1", "postedOn": "Posted 8 Days Ago"}
    listed = {"total": 1, "jobPostings": [row]}
    url = "https://stave.wd5.myworkdayjobs.com/wday/cxs/stave/Careers/jobs"
    answer = {"url": url, "method": "POST", "answer": json.dumps(listed).encode()}
    archive = write_warc(tmp_path / "a.warc.gz", [answer], when="2020-02-09T06:00:00Z")
    out = tmp_path / "x.json"
    board = "board=https://stave.wd5.myworkdayjobs.com/Careers"
    done = scrapy("crawl", "workday", "-a", board, "-s", f"REPLAY={archive}", "-O", str(out))
    assert done.returncode == 0, done.stderr
    assert [job["date_posted"]["value"] for job in json.loads(out.read_text(encoding="utf-8"))] == ["2020-02-01"]


def test_scrapy_crawl_without_a_board_says_how() -> None:
    done = scrapy("crawl", "greenhouse")
    assert done.returncode != 0
    assert "no board; run: scrapy crawl greenhouse -a board=URL" in done.stderr


def test_scrapy_crawl_of_a_file_that_is_no_archive_names_it() -> None:
    board = "board=https://boards.greenhouse.io/quillhaven"
    done = scrapy("crawl", "greenhouse", "-a", board, "-s", f"REPLAY={folder() / 'boards.csv'}")
    assert done.returncode != 0
    assert "boards.csv: not a readable WARC file" in done.stderr


def crawler_of(settings: Settings, ats: str = "greenhouse") -> Crawler:
    """A crawler with the settings that its requests are made under: project, spider and add-ons."""
    crawler = Crawler(SpiderLoader.from_settings(settings).load(ats), settings)
    crawler.spider = crawler._create_spider(board="https://boards.greenhouse.io/stave")
    crawler._apply_settings()
    return crawler


@pytest.fixture(params=["project", "crawl stage", "replay"])
def effective(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "project":
        settings = Settings()
        settings.setmodule(project_settings)
    else:
        archive = Archive([DAY_1]) if request.param == "replay" else None
        settings = crawl_settings("ops@stave.example", (), archive)
    return crawler_of(settings).settings


def test_the_settings_in_effect_are_safe(effective: Settings) -> None:
    off = [
        *("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED", "HTTPPROXY_ENABLED"),
        *("METAREFRESH_ENABLED", "HTTPCACHE_ENABLED"),
    ]
    assert [name for name in off if effective.getbool(name)] == []
    assert effective.getbool("ROBOTSTXT_OBEY")
    assert effective.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert effective.getint("DOWNLOAD_MAXSIZE") == 32 * 2**20
    assert effective.getint("DOWNLOAD_TIMEOUT") <= 30
    assert effective.getint("REDIRECT_MAX_TIMES") <= 5
    assert effective.get("REFERRER_POLICY") == "no-referrer"
    assert not effective.get("JOBDIR")


def test_only_the_web_can_be_fetched(effective: Settings) -> None:
    handlers = effective.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} <= {"http", "https"}


def test_the_middlewares_of_scrapy_that_are_replaced_are_off(effective: Settings) -> None:
    enabled = {
        name if isinstance(name, str) else f"{name.__module__}.{name.__qualname__}"
        for name, order in effective.getwithbase("DOWNLOADER_MIDDLEWARES").items()
        if order is not None
    }
    assert "crawler.politeness.FailClosedRobotsMiddleware" in enabled
    assert "crawler.politeness.PoliteRetryMiddleware" in enabled
    for name in ("robotstxt.RobotsTxtMiddleware", "retry.RetryMiddleware", "httpauth.HttpAuthMiddleware"):
        assert f"scrapy.downloadermiddlewares.{name}" not in enabled
    replayed = effective.get("REPLAY_ARCHIVE") is not None
    assert ("crawler.guard.GuardMiddleware" in enabled) is not replayed
    # What one board's failures are to another must not depend on the order of a replay.
    assert ("crawler.politeness.PaceMiddleware" in enabled) is not replayed
    assert (effective.getfloat("DOWNLOAD_DELAY") == 0) is replayed


def test_certificates_are_verified_by_the_handler_itself() -> None:
    settings = Settings()
    settings.setmodule(project_settings)
    crawler = crawler_of(settings)
    assert crawler.settings["DOWNLOAD_HANDLERS"]["https"] == "crawler.politeness.PacedDownloadHandler"
    context = _make_ssl_context(crawler.settings)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert GuardedDownloadHandler.experimental is False


def test_contact_and_replay_are_settings_of_a_plain_crawl(tmp_path: Path) -> None:
    settings = Settings()
    settings.setmodule(project_settings)
    archive = write_warc(tmp_path / "a.warc.gz", [{"url": "https://a.example/", "answer": b"x"}])
    settings.set("CONTACT", "ops@stave.example", priority="cmdline")
    settings.set("REPLAY", f"{archive},{DAY_1}", priority="cmdline")
    effective = crawler_of(settings).settings
    assert effective["USER_AGENT"] == "sponsorfeed (ops@stave.example)"
    assert len(effective["REPLAY_ARCHIVE"]) == 1 + len(Archive([DAY_1]))
    assert effective["DOWNLOAD_HANDLERS"]["https"].endswith(ReplayDownloadHandler.__name__)
