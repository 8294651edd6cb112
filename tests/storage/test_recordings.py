"""A recording in an object store is there when it is whole, and replays as one on this machine does."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.archive import Archive, ArchiveError, Recorder
from crawler.crawl import CrawlOptions, crawl
from crawler.files.recordings import recording
from crawler.files.storage import ObjectPath, StorageError, put_bytes
from crawler.items import Board
from tests.loopback import HOST, serve
from tests.storage.faults import install

WHEN = "2026-11-20T07:30:00Z"
PAGE = "https://stave.example/jobs"


def record(place: ObjectPath, data: Path, number: int) -> None:
    with recording(place, data) as path:
        recorder = Recorder(path, WHEN)
        url = f"{PAGE}?n={number}"
        recorder.record(Request(url), HtmlResponse(url, body=f"job {number}".encode()))
        recorder.close()


def answers(place: ObjectPath) -> list[str]:
    archive = Archive([place])
    return [archive.answer(Request(f"{PAGE}?n={number}"), "x:stave").text for number in range(len(archive))]


def test_a_recording_is_continued_and_sent_whole(s3: ObjectPath, tmp_path: Path) -> None:
    place = s3 / "night.warc.gz"
    record(place, tmp_path / "one", 0)
    record(place, tmp_path / "other machine", 1)
    assert answers(place) == ["job 0", "job 1"]
    assert not list(tmp_path.rglob("*.warc.gz"))


def test_a_recording_that_could_not_be_sent_is_kept_and_sent_later(
    s3: ObjectPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = s3 / "night.warc.gz"
    with monkeypatch.context() as patch:
        install(patch).puts_left = 0
        with pytest.raises(StorageError, match=r"refused.*the recording is .*night\.warc\.gz"):
            record(place, tmp_path, 0)
    assert not place.exists()
    record(place, tmp_path, 1)
    assert answers(place) == ["job 0", "job 1"]


def test_a_crawl_whose_recording_could_not_be_sent_sends_it_when_it_is_taken_up(
    s3: ObjectPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = s3 / "night.warc.gz"
    board = Board(employer="Stave & Co", url="", ats="jsonld", token=HOST)
    with serve() as site:
        board.url = f"{site.origin}/careers"
        site.put("/robots.txt", "User-agent: *\nAllow: /\n", "text/plain")
        site.html("/careers", "<p>No jobs</p>")
        options = CrawlOptions(tmp_path, contact="ops@stave.example", allowed_hosts=(HOST,), record=place)
        with monkeypatch.context() as patch:
            install(patch).puts_left = 0
            with pytest.raises(StorageError, match="refused"):
                crawl([board], options)
        asked = len(site.log)
        report = crawl([board], options)
        assert report.resumed == 1 and len(site.log) == asked
    assert b"/careers" in gzip.decompress(place.read_bytes())
    replayed = crawl([board], CrawlOptions(tmp_path / "again", replay=(place,)))
    assert replayed.snapshots[0].outcome == report.snapshots[0].outcome


def test_what_is_no_recording_is_not_recorded_over_and_is_named_by_its_url(s3: ObjectPath, tmp_path: Path) -> None:
    place = s3 / "boards.csv"
    put_bytes(b"employer,url\n", place)
    with pytest.raises(ArchiveError, match=f"^{place}: exists and is no recording"):
        record(place, tmp_path, 0)
    assert place.read_bytes() == b"employer,url\n"
    with pytest.raises(ArchiveError, match=f"^{place}: not a readable WARC file"):
        Archive([place])
    with pytest.raises(ArchiveError, match=f"^{s3}/none: no such file"):
        Archive([s3 / "none"])
