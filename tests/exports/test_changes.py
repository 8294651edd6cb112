from __future__ import annotations

import hashlib
import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import JobPosting
from crawler.ledger import fold_snapshots
from exports import changes, manifest
from exports.changes import ChangeError, Moment
from exports.feed import encode_line
from exports.manifest import ChangeFile, Manifest, feed_version
from exports.publication import export
from exports.records import Life, compose
from exports.verify import verify
from tests.exports.editions import a_ledger, a_rich_posting, derive, digests, enrich, lines, publish
from tests.ledger.crawls import at, crawl

MOMENT = Moment("2026-11-30T06:00:00Z", "2026-09-01T06:00:00Z", lambda id: None)


def said(out: Path) -> Manifest:
    return msgspec.json.decode((out / "manifest.json").read_bytes(), type=Manifest)


def on(folder: Path, time: str, postings: list[JobPosting], model: str = "counts-1") -> Manifest:
    """Crawl, fold, enrich and export; what was published."""
    crawl(folder / "snapshots", time, postings)
    fold_snapshots(folder / "snapshots", folder / "ledger.db")
    enrich(folder / "ledger.db", model=model)
    return export(folder / "ledger.db", None, folder / "out", ["jsonl"]).manifest


def change_lines(out: Path, step: ChangeFile) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / step.file).read_text(encoding="utf-8").splitlines()]


def follow(out: Path, copy: bytes, version: str) -> bytes:
    """The copy after every change file from ``version`` on, by the rules of docs/feed.md and nothing else."""
    manifest = json.loads((out / "manifest.json").read_bytes())
    steps = {step["from"]: step for step in manifest["changes"]}
    kept = {json.loads(line)["id"]: line for line in copy.decode().splitlines()}
    while version != manifest["feed_version"]:
        step = steps[version]
        for line in (out / step["file"]).read_text(encoding="utf-8").splitlines():
            change = json.loads(line)
            if change["op"] == "delete":
                del kept[change["id"]]
            else:
                kept[change["id"]] = line[line.index('"posting":') + len('"posting":') : -1]
        version = step["to"]
    return "".join(f"{kept[id]}\n" for id in sorted(kept)).encode()


def test_the_first_version_has_no_history_and_says_so(tmp_path: Path) -> None:
    report = publish(tmp_path)
    first = report.manifest
    assert (first.previous_version, first.changes, first.rebase_before) == (None, [], first.feed_version)
    assert not (report.out / "changes").exists()


def test_every_kind_of_change_is_named_with_its_time_and_reason(tmp_path: Path) -> None:
    jobs = [a_rich_posting(n) for n in range(1, 6)]
    first = on(tmp_path, at(1), jobs)
    second = on(tmp_path, at(8), [*jobs[1:3], replace(jobs[3], title="Lead"), a_rich_posting(7)])
    [step] = second.changes
    assert (step.from_, step.to, second.previous_version) == (first.feed_version, second.feed_version, step.from_)
    assert second.rebase_before == first.feed_version
    found = change_lines(tmp_path / "out", step)
    assert [tuple(line[name] for name in ("op", "id", "at", "reason")) for line in found] == [
        ("close", "greenhouse:acme:1", at(8), "absent_from_complete_listing"),
        ("upsert", "greenhouse:acme:2", at(8), "seen"),  # a week later: `last_seen` advances
        ("upsert", "greenhouse:acme:3", at(8), "seen"),
        ("upsert", "greenhouse:acme:4", at(8), "changed"),
        ("close", "greenhouse:acme:5", at(8), "absent_from_complete_listing"),
        ("upsert", "greenhouse:acme:7", at(8), "new"),
    ]
    feed = {record["id"]: record for record in lines(tmp_path / "out")}
    assert [line["posting"] for line in found] == [feed[line["id"]] for line in found]
    crawl(tmp_path / "snapshots", at(9), [jobs[0], *jobs[1:3]])
    third = on(tmp_path, at(10), [jobs[0], *jobs[1:3]])
    reopened = change_lines(tmp_path / "out", third.changes[1])[0]
    assert (reopened["op"], reopened["at"], reopened["reason"]) == ("reopen", at(9), "seen_again")
    assert reopened["posting"]["status"] == "open"
    assert verify(tmp_path / "out") == []


def test_a_new_verdict_is_a_change_too(tmp_path: Path) -> None:
    on(tmp_path, at(1), [a_rich_posting(1), a_rich_posting(2)])
    enrich(tmp_path / "ledger.db", model="counts-2")
    after = export(tmp_path / "ledger.db", None, tmp_path / "out", ["jsonl"]).manifest
    found = change_lines(tmp_path / "out", after.changes[0])
    assert [(line["op"], line["at"], line["reason"]) for line in found] == [("upsert", at(1), "derived")] * 2


def test_what_leaves_the_feed_is_deleted_with_the_reason(tmp_path: Path) -> None:
    jobs = [a_rich_posting(n) for n in range(1, 4)]
    on(tmp_path, "2026-01-01T00:00:00Z", jobs)
    on(tmp_path, "2026-01-02T00:00:00Z", jobs[1:])
    last = on(tmp_path, "2026-04-02T00:00:01Z", jobs[1:])
    deleted = [line for line in change_lines(tmp_path / "out", last.changes[-1]) if line["op"] == "delete"]
    time = "2026-04-02T00:00:01Z"
    assert deleted == [{"op": "delete", "id": "greenhouse:acme:1", "at": time, "reason": "closed_too_long_ago"}]
    shutil.rmtree(tmp_path / "snapshots")
    (tmp_path / "ledger.db").unlink()
    forgot = on(tmp_path, "2026-04-03T00:00:00Z", jobs[2:])
    line = change_lines(tmp_path / "out", forgot.changes[-1])[0]
    assert (line["op"], line["id"], line["reason"]) == ("delete", "greenhouse:acme:2", "no_longer_known")
    assert verify(tmp_path / "out") == []


def test_change_files_are_kept_for_90_days_and_then_a_reader_has_to_rebase(tmp_path: Path) -> None:
    jobs = [a_rich_posting(1)]
    days = ["2026-01-01", "2026-01-10", "2026-02-01", "2026-04-11"]
    published = [on(tmp_path, f"{day}T00:00:00Z", jobs) for day in days]
    versions = [version.feed_version for version in published]
    newest = published[-1]
    # 90 days before April 11 is January 11: the file that leads to January 10 is gone.
    assert [(step.from_, step.to) for step in newest.changes] == [
        (versions[1], versions[2]),
        (versions[2], versions[3]),
    ]
    assert newest.rebase_before == versions[1]
    assert sorted(path.name for path in (tmp_path / "out/changes").iterdir()) == sorted(
        step.file.removeprefix("changes/") for step in newest.changes
    )
    assert verify(tmp_path / "out") == []


def test_exporting_again_changes_nothing_and_makes_no_change_file(tmp_path: Path) -> None:
    on(tmp_path, at(1), [a_rich_posting(1)])
    on(tmp_path, at(2), [a_rich_posting(2)])
    out = tmp_path / "out"
    before, [file] = digests(out), (out / "changes").iterdir()
    changed = file.read_bytes()
    export(tmp_path / "ledger.db", None, out, ["jsonl"])
    assert digests(out) == before
    assert {path: path.read_bytes() for path in (out / "changes").iterdir()} == {file: changed}
    elsewhere = export(tmp_path / "ledger.db", None, tmp_path / "elsewhere", ["jsonl"]).manifest
    assert elsewhere.feed_version == said(out).feed_version
    assert (elsewhere.previous_version, elsewhere.changes) == (None, [])


def test_a_folder_that_goes_back_and_forth_leads_every_reader_home(tmp_path: Path) -> None:
    ledger, out = a_ledger(tmp_path), tmp_path / "out"
    copies: dict[str, bytes] = {}
    for model in ("a", "b", "a", "b", "c", "a", "c", "b"):
        enrich(ledger, model=model)
        version = export(ledger, None, out, ["jsonl"]).manifest.feed_version
        copies[version] = (out / "jobs.jsonl").read_bytes()
        assert verify(out) == []
        for earlier, copy in copies.items():
            assert follow(out, copy, earlier) == (out / "jobs.jsonl").read_bytes()
    assert len(copies) == 3


def test_an_export_without_a_feed_ends_the_chain(tmp_path: Path) -> None:
    ledger, out = a_ledger(tmp_path), tmp_path / "out"
    export(ledger, None, out, ["jsonl"])
    enrich(ledger, model="b")
    between = export(ledger, None, out, ["sqlite"]).manifest
    assert (between.changes, between.feed_sha256, between.rebase_before) == ([], None, between.feed_version)
    after = export(ledger, None, out, ["jsonl"]).manifest
    assert (after.changes, after.previous_version) == ([], between.feed_version)
    assert verify(out) == []


@pytest.mark.parametrize("damage", ["feed edited", "feed gone", "manifest broken", "manifest of an older release"])
def test_changes_are_never_made_from_what_is_not_what_readers_have(tmp_path: Path, damage: str) -> None:
    out = tmp_path / "out"
    on(tmp_path, at(1), [a_rich_posting(1)])
    on(tmp_path, at(2), [a_rich_posting(2)])
    path = out / ("jobs.jsonl" if "feed" in damage else "manifest.json")
    content = path.read_bytes()
    path.unlink()
    if damage == "feed edited":
        path.write_bytes(content.replace(b"Blade", b"Blame"))
    elif damage == "manifest broken":
        path.write_bytes(content[:-20])
    elif damage == "manifest of an older release":
        old = json.loads(content)
        for name in ("changes", "feed_sha256", "previous_version", "rebase_before"):
            del old[name]
        path.write_text(json.dumps(old), encoding="utf-8")
    after = on(tmp_path, at(3), [a_rich_posting(3)])
    assert (after.changes, after.rebase_before) == ([], after.feed_version)
    assert not (out / "changes").exists()
    assert verify(out) == []


def test_a_gap_in_the_change_files_is_where_readers_start_anew(tmp_path: Path) -> None:
    out = tmp_path / "out"
    published = [on(tmp_path, at(day), [a_rich_posting(day)]) for day in (1, 2, 3)]
    (out / published[-1].changes[0].file).unlink()
    after = on(tmp_path, at(4), [a_rich_posting(4)])
    assert [step.from_ for step in after.changes] == [version.feed_version for version in published[1:]]
    assert verify(out) == []


def test_somebody_elses_file_among_the_change_files_stays(tmp_path: Path) -> None:
    on(tmp_path, at(1), [a_rich_posting(1)])
    (tmp_path / "out/changes").mkdir()
    (tmp_path / "out/changes/README").write_text("mine", encoding="utf-8")
    on(tmp_path, at(2), [a_rich_posting(2)])
    assert len(list((tmp_path / "out/changes").iterdir())) == 2
    assert verify(tmp_path / "out") == []


CHILD = """
import sys
from pathlib import Path
from exports.publication import export
export(Path(sys.argv[1]), None, Path(sys.argv[2]), ["jsonl"])
"""


def test_a_disk_that_fills_during_the_change_file_leaves_what_was_published(tmp_path: Path) -> None:
    jobs = [a_rich_posting(n) for n in range(40)]
    on(tmp_path, at(1), jobs)
    out, before = tmp_path / "out", digests(tmp_path / "out")
    crawl(tmp_path / "snapshots", at(8), jobs)
    fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
    enrich(tmp_path / "ledger.db")
    room = len(before["jobs.jsonl"]) + 100  # enough for every file but the one with a change for each posting
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "ledger.db"), str(out)],
        cwd=Path(__file__).parents[2],
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert "what was published before is untouched" in done.stderr
    assert digests(out) == before
    assert not (out / "changes").exists()
    assert verify(out) == []
    assert len(export(tmp_path / "ledger.db", None, out, ["jsonl"]).manifest.changes) == 1


# --- any two versions ------------------------------------------------------------------------------------------------

TITLES = st.sampled_from(['Welder "posting":{', "Nurse\u2028\u2029", "Äöü 😀", 'last_seen":"x"'])
LIFE = st.tuples(st.sampled_from(["open", "closed"]), st.integers(1, 5), st.integers(1, 5), TITLES)
FEEDS = st.dictionaries(st.sampled_from(["1", "2", "10", "é", "\uffff", "😀"]), LIFE)


def a_feed(jobs: dict[str, tuple[str, int, int, str]]) -> list[bytes]:
    found = []
    for key, (status, seen, changed, title) in sorted(jobs.items()):
        content = a_rich_posting(1, id=f"greenhouse:acme:{key}", title=title)
        closed = status == "closed"
        life = Life(
            status="closed" if closed else "open",
            first_seen=at(1),
            last_seen=at(seen),
            changed_at=at(changed),
            closed_at=at(6) if closed else None,
            close_reason="absent_from_complete_listing" if closed else None,
            snapshot="s",
            parser_version="1",
        )
        found.append(encode_line(compose("https://acme.example", life, content, derive(content))) + b"\n")
    return found


@given(versions=st.lists(FEEDS, min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_feed_and_its_changes_make_any_other_feed(
    tmp_path_factory: pytest.TempPathFactory, versions: list[dict[str, tuple[str, int, int, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("changes")
    feeds = [a_feed(jobs) for jobs in versions]
    files = []
    for number, (old, new) in enumerate(zip(feeds, feeds[1:], strict=False)):
        files.append(folder / str(number))
        rows = changes.write(old, new, files[-1], MOMENT)
        assert rows == files[-1].read_bytes().count(b"\n")
        assert (rows == 0) == (old == new)
    made: Any = feeds[0]
    for path, expected in zip(files, feeds[1:], strict=True):
        made = list(changes.apply(made, path.read_bytes().splitlines(keepends=True)))
        assert made == expected


def test_changes_of_another_feed_do_not_apply(tmp_path: Path) -> None:
    one = ("open", 1, 1, "a")
    old, new = a_feed({"1": one, "2": one}), a_feed({"1": ("closed", 1, 1, "a")})
    changes.write(old, new, tmp_path / "file", MOMENT)
    file = (tmp_path / "file").read_bytes().splitlines(keepends=True)
    assert list(changes.apply(old, file)) == new
    with pytest.raises(ChangeError, match="line 1: close of a posting that is closed before"):
        list(changes.apply(new, file))
    with pytest.raises(ChangeError, match="line 2: delete of a posting that is absent before"):
        list(changes.apply(a_feed({"1": one}), file))


# --- what verify sees ------------------------------------------------------------------------------------------------


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Three versions; ``first`` beside it is a copy of the first one."""
    on(tmp_path, at(1), [a_rich_posting(n) for n in (1, 2, 3)])
    shutil.copytree(tmp_path / "out", tmp_path / "first")
    on(tmp_path, at(2), [a_rich_posting(n) for n in (2, 3, 4)])
    on(tmp_path, at(3), [a_rich_posting(n) for n in (1, 3, 4)])
    return tmp_path / "out"


def problems(out: Path, previous: Path | None = None) -> str:
    return "\n".join(str(problem) for problem in verify(out, previous))


def edit(out: Path, number: int, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Edit a change file on purpose, manifest and all."""
    whole = said(out)
    step = whole.changes[number]
    path = out / step.file
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    step.bytes, step.sha256 = path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()
    step.rows = path.read_bytes().count(b"\n")
    manifest.write(whole, out / "manifest.json")


def test_an_earlier_copy_and_the_change_files_make_this_version(out: Path) -> None:
    assert problems(out, out.parent / "first") == ""
    assert problems(out, out) == ""


def test_a_version_that_a_killed_export_left_behind_is_a_copy_too(out: Path) -> None:
    shutil.copytree(out, out.parent / "second")
    on(out.parent, at(4), [a_rich_posting(5)])
    shutil.copytree(out.parent / "second", out / ".versions" / str(said(out).previous_version))
    assert problems(out) == ""
    edit(out, -1, lambda lines: lines[:-1])
    assert "and the change files do not make this version" in problems(out)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_one_flipped_bit_in_a_change_file_is_seen(out: Path, number: int, place: float) -> None:
    path = out / said(out).changes[number].file
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)
    assert f"{path.name}: sha256" in problems(out)
    path.unlink()
    assert f"{path.name}: missing" in problems(out)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda lines: lines[1:], "do not make this version"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "ids must ascend"),
        (
            lambda lines: [lines[0].replace(b'"op":"reopen"', b'"op":"close"'), *lines[1:]],
            "with a posting that is open",
        ),
        (lambda lines: [lines[0].replace(b'"op":"reopen"', b'"op":"delete"'), *lines[1:]], "delete of"),
        (lambda lines: [lines[0].replace(b'"op":"reopen"', b'"op":"upsert"'), *lines[1:]], ""),
        (lambda lines: [lines[0].replace(b"Blade", b"Blame"), *lines[1:]], "that jobs.jsonl does not hold like that"),
        (lambda lines: [lines[0].replace(b'"at"', b' "at"'), *lines[1:]], "not as an export writes it"),
        (lambda lines: [b"{}\n", *lines[1:]], "line 1: no change"),
        (lambda lines: [b"[" * 100_000 + b"\n", *lines[1:]], "line 1: no change"),
    ],
)
def test_a_change_file_that_was_edited_on_purpose_is_seen(
    out: Path, change: Callable[[list[bytes]], list[bytes]], message: str
) -> None:
    edit(out, 1, change)
    found = problems(out, out.parent / "first")
    assert message in found
    assert bool(found) == bool(message)  # an upsert says no less than a reopen


def test_an_older_change_file_that_was_edited_is_seen_from_the_version_it_starts_from(out: Path) -> None:
    edit(out, 0, lambda lines: lines[1:])
    assert problems(out) == ""
    assert "cannot be applied to it: line 1: reopen of a posting that is open before" in problems(
        out, out.parent / "first"
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda said: replace(said, changes=said.changes[1:]), "rebase_before"),
        (lambda said: replace(said, changes=said.changes[:1]), "does not lead from previous_version"),
        (lambda said: replace(said, previous_version="20261101T060000Z-000000000000"), "does not lead from"),
        (lambda said: replace(said, changes=[said.changes[1], said.changes[1]]), "two change files start from one"),
        (lambda said: replace(said, feed_sha256="0" * 64), "feed_sha256 is not that of jobs.jsonl"),
    ],
)
def test_a_history_that_does_not_hold_together_is_seen(
    out: Path, change: Callable[[Manifest], Manifest], message: str
) -> None:
    edited = change(said(out))
    manifest.write(replace(edited, feed_version=feed_version(edited)), out / "manifest.json")
    assert message in problems(out)


def test_a_change_file_outside_is_not_followed(out: Path) -> None:
    whole = said(out)
    whole.changes[0].file = "../secret.jsonl"
    manifest.write(whole, out / "manifest.json")
    assert problems(out) == "manifest.json: names '../secret.jsonl', which no export writes"
    whole.changes[0].from_, whole.changes[0].file = "../../x", "changes/../../x..y.jsonl"
    manifest.write(whole, out / "manifest.json")
    assert "which no export writes" in problems(out)


def test_a_copy_that_is_no_earlier_version_is_said_to_be_none(out: Path, tmp_path: Path) -> None:
    assert "is no earlier version to start from" in problems(out, tmp_path / "nowhere")
    other = tmp_path / "other"
    other.mkdir()
    on(other, at(1), [a_rich_posting(9)])
    assert "its reader has to rebase" in problems(out, other / "out")
    (other / "out/jobs.jsonl").write_bytes(b"")
    assert "is not what the manifest beside it says" in problems(out, other / "out")


def test_the_published_files_are_those_of_a_fresh_folder(out: Path) -> None:
    fresh = out.parent / "fresh"
    export(out.parent / "ledger.db", None, fresh, ["jsonl"])
    found, expected = digests(out), digests(fresh)
    assert found.pop("manifest.json") != expected.pop("manifest.json")
    assert found == expected
