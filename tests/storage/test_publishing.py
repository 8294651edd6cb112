"""What is published in an object store: a version at once or not at all, and one that a reader can end reading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.boards import read_boards
from crawler.crawl import CrawlOptions, crawl
from crawler.files.storage import ObjectPath, StorageError, folders_in, names_in, put_bytes
from crawler.ledger import fold_snapshots
from enrich.stage import enrich_ledger
from exports.manifest import NAME
from exports.publication import export
from exports.records import ExportError
from exports.remote import POINTER, read_pointer, send, verify_at
from samples import folder
from tests.storage.faults import install


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Three versions that follow one another, each as a folder of its own with all that it had published."""
    from shutil import copytree

    data = tmp_path_factory.mktemp("data")
    boards = read_boards(folder() / "boards.csv")
    found = []
    for number, (day, formats) in enumerate([(1, ("jsonl",)), (2, ("jsonl",)), (2, ("jsonl", "csv"))]):
        crawl(boards, CrawlOptions(data, replay=(folder() / f"day{day}.warc.gz",)))
        fold_snapshots(data / "snapshots", data / "ledger.db")
        enrich_ledger(data / "ledger.db", data / "reference.db")
        export(data / "ledger.db", data / "reference.db", data / "out", formats)
        found.append(copytree(data / "out", data / f"out{number}", symlinks=True))
    yield found


def published(place: ObjectPath) -> dict[str, bytes]:
    """The files that a reader finds, who begins at the pointer."""
    pointer = json.loads((place / POINTER).read_bytes())
    said = json.loads((place / pointer["folder"] / NAME).read_bytes())
    files = {entry["path"]: (place / pointer["folder"] / entry["path"]).read_bytes() for entry in said["files"]}
    return files | {step["file"]: (place / step["file"]).read_bytes() for step in said["changes"]}


def expected(out: Path) -> dict[str, bytes]:
    said = json.loads((out / NAME).read_bytes())
    names = [entry["path"] for entry in said["files"]] + [step["file"] for step in said["changes"]]
    return {name: (out / name).read_bytes() for name in names}


def test_a_reader_of_the_store_finds_what_a_reader_of_the_folder_does(s3: ObjectPath, versions: list[Path]) -> None:
    for out in versions:
        sent = send(out, s3)
        assert sent.files > 2 and published(s3) == expected(out)
        assert verify_at(s3) == []
    assert any(name.startswith("changes/") for name in expected(versions[1]))
    assert send(versions[2], s3).files == 0
    # The version before the newest is there for who has begun to read it; the one before that is not.
    assert len(folders_in(s3 / "versions")) == 2
    pointer = read_pointer(s3)
    assert pointer is not None and pointer.previous_folder is not None
    before = json.loads((s3 / pointer.previous_folder / NAME).read_bytes())
    assert before["feed_version"] == json.loads((versions[1] / NAME).read_bytes())["feed_version"]


def test_a_reader_follows_the_changes_from_an_earlier_copy(s3: ObjectPath, versions: list[Path]) -> None:
    send(versions[0], s3)
    send(versions[1], s3)
    assert verify_at(s3, previous=versions[0]) == []


def test_broken_off_at_any_object_the_old_version_stays_and_the_next_call_goes_on(
    s3: ObjectPath, versions: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(versions[0], s3)
    puts = 0
    while True:
        with monkeypatch.context() as patch:
            store = install(patch)
            store.puts_left = puts
            try:
                send(versions[1], s3)
            except StorageError as error:
                assert str(s3) in str(error) and "refused" in str(error)
            else:
                break
        assert published(s3) == expected(versions[0]) and verify_at(s3) == []
        puts += 1
    assert puts > 3
    assert store.put[-1].endswith(POINTER) and store.put[-2].endswith(NAME), "the marks come last"
    assert published(s3) == expected(versions[1]) and verify_at(s3) == []


def test_of_two_that_publish_at_once_the_second_is_refused(
    s3: ObjectPath, versions: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(versions[0], s3)
    store = install(monkeypatch)

    def other(key: str) -> None:
        if key.endswith(NAME) and len(store.put) > 1:
            store.before_put = lambda _: None
            send(versions[2], s3)

    store.before_put = other
    with pytest.raises(ExportError, match="another export has published there meanwhile"):
        send(versions[1], s3)
    assert published(s3) == expected(versions[2]) and verify_at(s3) == []


def test_an_old_list_never_removes_what_is_published(
    s3: ObjectPath, versions: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = install(monkeypatch)
    store.unlisted = lambda _: True
    for out in versions:
        send(out, s3)
        assert published(s3) == expected(out) and verify_at(s3) == []


def test_a_store_that_lets_nothing_be_removed_is_published_to_all_the_same(
    s3: ObjectPath, versions: list[Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = install(monkeypatch)

    def refuse(key: str) -> None:
        raise PermissionError(13, "Access Denied")

    monkeypatch.setattr(store, "rm_file", refuse, raising=False)
    for out in versions:
        send(out, s3)
    assert published(s3) == expected(versions[2]) and verify_at(s3) == []
    assert "older versions are not removed" in caplog.text


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("missing", "jobs.jsonl: missing"),
        ("other", "jobs.jsonl: sha256"),
        ("manifest", "manifest.json: missing"),
        ("edited", "names another manifest.json"),
        ("pointer", "which no export writes"),
        ("torn", "cannot be read"),
        ("nothing", "missing: nothing is published"),
        ("extra", "jobs.csv: not of this version"),
        ("changes", "changes/.*missing"),
    ],
)
def test_what_is_not_as_it_was_published_is_told(s3: ObjectPath, versions: list[Path], harm: str, said: str) -> None:
    import re

    send(versions[1], s3)
    pointer = read_pointer(s3)
    assert pointer is not None
    at = s3 / pointer.folder
    if harm == "missing":
        (at / "jobs.jsonl").unlink(missing_ok=True)
    elif harm == "other":
        put_bytes((at / "jobs.jsonl").read_bytes().replace(b"2026", b"2025", 1), at / "jobs.jsonl")
    elif harm == "manifest":
        (at / NAME).unlink(missing_ok=True)
    elif harm == "edited":
        put_bytes((versions[0] / NAME).read_bytes(), at / NAME)
    elif harm == "pointer":
        put_bytes((s3 / POINTER).read_bytes().replace(b'"versions/', b'"../elsewhere/'), s3 / POINTER)
    elif harm == "torn":
        put_bytes((s3 / POINTER).read_bytes()[:20], s3 / POINTER)
    elif harm == "nothing":
        (s3 / POINTER).unlink(missing_ok=True)
    elif harm == "extra":
        put_bytes(b"x", at / "jobs.csv")
    else:
        [name] = names_in(s3 / "changes")
        (s3 / "changes" / name).unlink(missing_ok=True)
    problems = [str(problem) for problem in verify_at(s3)]
    assert any(re.search(said, problem) for problem in problems), problems
