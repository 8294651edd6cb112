"""Snapshots in an object store fold to the same ledger, also when its list is old and when it fails meanwhile."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from crawler import PARSER_VERSION
from crawler.boards import read_boards
from crawler.crawl import CrawlOptions, crawl
from crawler.files.storage import Location, ObjectPath, StorageError, folders_in, names_in
from crawler.items import Board
from crawler.ledger import fold_snapshots, forget_postings, ledger_version, rebuild
from crawler.listings.carry import Earlier
from crawler.runs.runs import Run, boards_to_do, note_snapshots
from crawler.snapshots import read_header, snapshot_path
from samples import folder
from tests.ledger import crawls
from tests.ledger.crawls import ACME, HILL, at, posting
from tests.storage.faults import install


def two_days(place: Location) -> None:
    crawls.crawl(place, at(1), [posting(1), posting(2)])
    crawls.crawl(place, at(1), [posting(9, HILL)], HILL)
    crawls.crawl(place, at(2), [posting(2, title="Lead Blade Engineer")])


def test_the_same_snapshots_make_the_same_ledger_wherever_they_lie(s3: ObjectPath, tmp_path: Path) -> None:
    for place, data in ((s3, tmp_path / "one"), (tmp_path / "snapshots", tmp_path / "two")):
        two_days(place)
        report = fold_snapshots(place, data / "ledger.db")
        assert (report.folded, report.new, report.changed, report.closed, report.problems) == (3, 3, 1, 1, [])
        assert fold_snapshots(place, data / "ledger.db").already == 3
    assert ledger_version(tmp_path / "one" / "ledger.db") == ledger_version(tmp_path / "two" / "ledger.db")
    before = ledger_version(tmp_path / "one" / "ledger.db")
    assert rebuild(s3, tmp_path / "one" / "ledger.db").folded == 3
    assert ledger_version(tmp_path / "one" / "ledger.db") == before


def test_a_snapshot_is_fetched_once_to_be_folded(
    s3: ObjectPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_days(s3)
    fetched: list[str] = []
    fetch = ObjectPath.fetch

    def noted(self: ObjectPath, path: Path) -> None:
        fetched.append(self.url)
        fetch(self, path)

    monkeypatch.setattr(ObjectPath, "fetch", noted)
    fold_snapshots(s3, tmp_path / "ledger.db")
    assert sorted(fetched) == [f"{s3}/{name}" for name in names_in(s3)]


def test_what_is_forgotten_stays_forgotten_when_its_snapshots_are_in_a_store(s3: ObjectPath, tmp_path: Path) -> None:
    two_days(s3)
    fold_snapshots(s3, tmp_path / "ledger.db")
    assert forget_postings([posting(1).id], s3, tmp_path / "ledger.db") == [posting(1).id]
    rebuild(s3, tmp_path / "ledger.db")
    assert set(crawls.statuses(tmp_path / "ledger.db")) == {"2", "9"}


def test_a_snapshot_that_the_list_lacks_is_folded_when_the_run_knows_of_it(
    s3: ObjectPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_days(s3)
    store = install(monkeypatch)
    store.unlisted = lambda key: "/hill" in key
    (tmp_path / "runs").mkdir()
    assert fold_snapshots(s3, tmp_path / "ledger.db").folded == 2
    note_snapshots(tmp_path / "runs", "20261101T060000Z", ["20261101T060000Z/lever/hill.jsonl.gz"])
    assert fold_snapshots(s3, tmp_path / "ledger.db").folded == 1
    assert crawls.statuses(tmp_path / "ledger.db")["9"] == "open"


def test_a_list_that_lacks_what_is_folded_takes_nothing_away(
    s3: ObjectPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_days(s3)
    fold_snapshots(s3, tmp_path / "ledger.db")
    before = ledger_version(tmp_path / "ledger.db")
    store = install(monkeypatch)
    store.unlisted = lambda _: True
    assert fold_snapshots(s3, tmp_path / "ledger.db").folded == 0
    assert rebuild(s3, tmp_path / "ledger.db").folded == 3
    assert ledger_version(tmp_path / "ledger.db") == before and not store.removed


def test_a_board_that_an_old_list_lacks_is_crawled_again_and_its_first_snapshot_stays(
    s3: ObjectPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = crawls.crawl(s3, at(1), [posting(1)])
    run = Run(datetime.fromisoformat(at(1)))
    assert boards_to_do(s3, run, [ACME, HILL]) == [HILL]
    store = install(monkeypatch)
    store.unlisted = lambda _: True
    assert boards_to_do(s3, run, [ACME, HILL]) == [ACME, HILL]
    monkeypatch.setattr(ObjectPath, "unlink", lambda *_, **__: None)
    crawls.crawl(s3, at(1), [posting(1), posting(2)])
    assert read_header(path).collected == 1


def test_a_store_that_fails_while_it_is_folded_leaves_a_ledger_that_the_next_update_ends(
    s3: ObjectPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_days(s3)
    fetched: list[str] = []
    fetch = ObjectPath.fetch

    def fails_at_the_third(self: ObjectPath, path: Path) -> None:
        fetched.append(self.url)
        if len(fetched) == 3:
            raise StorageError(f"{self}: no answer")
        fetch(self, path)

    with monkeypatch.context() as patch:
        patch.setattr(ObjectPath, "fetch", fails_at_the_third)
        with pytest.raises(StorageError, match="no answer"):
            fold_snapshots(s3, tmp_path / "ledger.db")
    report = fold_snapshots(s3, tmp_path / "ledger.db")
    assert report.already + report.folded == 3 and not report.problems
    two_days(tmp_path / "snapshots")
    fold_snapshots(tmp_path / "snapshots", tmp_path / "other.db")
    assert ledger_version(tmp_path / "ledger.db") == ledger_version(tmp_path / "other.db")


def test_the_last_crawl_of_a_board_is_found_in_the_store(s3: ObjectPath) -> None:
    header = read_header(crawls.crawl(s3, at(1), [posting(1)], parser_version=PARSER_VERSION))
    with Earlier(s3, "20261103T060000Z", ACME) as earlier:
        assert earlier.header == header and earlier.name == "20261101T060000Z/greenhouse/acme.jsonl.gz"
        assert [line.id for line in earlier.postings()] == [posting(1).id] and earlier.has_page(posting(1).url)
    with Earlier(s3, "20261103T060000Z", HILL) as earlier:
        assert earlier.header is None and earlier.postings() == []


def test_a_header_that_is_longer_than_most_is_read_whole(s3: ObjectPath) -> None:
    ids = [f"greenhouse:acme:{number:x}{hash(str(number)):x}" for number in range(20_000)]
    path = crawls.crawl(s3, at(1), [posting(1)], unreadable_ids=ids)
    assert read_header(path).unreadable_ids == ids


def test_a_replay_into_a_store_keeps_what_it_keeps_in_a_folder(s3: ObjectPath, tmp_path: Path) -> None:
    boards = read_boards(folder() / "boards.csv")
    day = folder() / "day1.warc.gz"
    crawl(boards, CrawlOptions(tmp_path / "one", replay=(day,)))
    report = crawl(boards, CrawlOptions(tmp_path / "two", snapshots=s3, replay=(day,)))
    local = tmp_path / "one" / "snapshots"
    assert names_in(s3) == names_in(local) and len(names_in(s3)) == len(boards) == len(report.snapshots)
    for name in names_in(local):
        assert (s3 / name).read_bytes() == (local / name).read_bytes(), name
    assert folders_in(s3) == [report.run] and not (tmp_path / "two" / "snapshots").exists()
    again = crawl(boards, CrawlOptions(tmp_path / "two", snapshots=s3, replay=(day,)))
    assert again.resumed == len(boards)


def test_a_store_that_refuses_ends_a_crawl_before_anything_is_fetched(
    s3: ObjectPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = install(monkeypatch)
    store.puts_left = 0
    board = Board(employer="Nobody", url="http://127.0.0.1:1/careers", ats="jsonld", token="127.0.0.1")
    options = CrawlOptions(tmp_path, snapshots=s3, contact="ops@stave.example", allowed_hosts=("127.0.0.1",))
    with pytest.raises(StorageError, match=rf"{s3}.*refused.*check what the credentials"):
        crawl([board], options)
    assert not (tmp_path / "runs").exists()


def test_a_store_that_refuses_later_ends_the_crawl_and_the_next_one_goes_on(
    s3: ObjectPath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards = read_boards(folder() / "boards.csv")
    options = CrawlOptions(tmp_path, snapshots=s3, replay=(folder() / "day1.warc.gz",))
    with monkeypatch.context() as patch:
        store = install(patch)

        def refuse_after_three(_: str) -> None:
            if sum(key.endswith(".jsonl.gz") for key in store.put) == 3:
                raise PermissionError(13, "Access Denied")

        store.before_put = refuse_after_three
        with pytest.raises(StorageError, match="refused"):
            crawl(boards, options)
        there = names_in(s3)
    assert len(there) == 3
    report = crawl(boards, options)
    assert report.resumed == 3 and not report.unfinished and len(names_in(s3)) == len(boards)
    assert snapshot_path(s3, report.run, boards[0]).exists()
