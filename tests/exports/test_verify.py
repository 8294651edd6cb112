from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from exports import datapackage, manifest
from exports.manifest import Manifest, describe_file, feed_version
from exports.publication import MANAGED as LOCAL
from exports.verify import verify
from tests.exports.editions import publish


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return publish(tmp_path).out


def problems(out: Path) -> str:
    return "\n".join(str(problem) for problem in verify(out))


def sign(out: Path, change: Callable[[Manifest], Manifest] = lambda said: said) -> None:
    """Make the manifest fit the files again, as somebody who edits a feed on purpose would."""
    path = out / manifest.NAME
    said = change(msgspec.json.decode(path.read_bytes(), type=Manifest))
    kept = [entry for entry in said.files if entry.path != datapackage.NAME]
    again = [describe_file(out / entry.path, entry.media_type, entry.rows) for entry in kept if entry.path in LOCAL]
    (out / datapackage.NAME).write_bytes(datapackage.encode(said.generated_at, again))
    described = [describe_file(out / entry.path, entry.media_type, entry.rows) for entry in said.files]
    files = [replace(new, path=entry.path) for new, entry in zip(described, said.files, strict=True)]
    said = replace(said, files=files, feed_sha256=manifest.sha256_of(out / "jobs.jsonl"))
    version = feed_version(said)
    manifest.write(replace(said, feed_version=version, rebase_before=version), path)


def edit_line(out: Path, number: int, change: Callable[[dict[str, Any]], None]) -> None:
    path = out / "jobs.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    record = json.loads(lines[number - 1])
    change(record)
    lines[number - 1] = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    path.write_bytes(b"".join(lines))


def sql(out: Path, *statements: str) -> None:
    with closing(sqlite3.connect(out / "jobs.db")) as db, db:
        for statement in statements:
            db.execute(statement)


def test_a_fresh_export_has_no_problem(out: Path) -> None:
    assert problems(out) == ""


def test_verifying_changes_nothing(out: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    verify(out)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


# --- files that are not what the manifest says -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["jobs.jsonl", "jobs.db", "metadata.yaml", "inspect.json", "posting.schema.json"])
@pytest.mark.parametrize("place", [0.0, 0.3, 0.999])
def test_one_flipped_bit_anywhere_is_seen(out: Path, name: str, place: float) -> None:
    content = bytearray((out / name).read_bytes())
    content[int(len(content) * place)] ^= 1
    (out / name).write_bytes(content)
    assert f"{name}: sha256" in problems(out)


@pytest.mark.parametrize("place", [0.01, 0.3, 0.6, 0.97])
def test_one_flipped_bit_in_the_manifest_is_seen(out: Path, place: float) -> None:
    content = bytearray((out / manifest.NAME).read_bytes())
    content[int(len(content) * place)] ^= 1
    (out / manifest.NAME).write_bytes(content)
    assert "manifest.json" in problems(out)


@pytest.mark.parametrize(
    "name", ["jobs.jsonl", "jobs.db", "metadata.yaml", "inspect.json", "posting.schema.json", "manifest.json"]
)
def test_a_missing_file_is_seen(out: Path, name: str) -> None:
    (out / name).unlink()
    assert f"{name}: missing" in problems(out)


@pytest.mark.parametrize("name", ["jobs.jsonl", "jobs.db", "manifest.json"])
@pytest.mark.parametrize("content", [b"", b"<html>Moved</html>"])
def test_another_file_in_its_place_is_seen(out: Path, name: str, content: bytes) -> None:
    (out / name).write_bytes(content)
    assert name in problems(out)
    (out / name).unlink()
    (out / name).write_bytes(content)
    assert name in problems(out)


def test_a_line_that_is_gone_is_seen(out: Path) -> None:
    path = out / "jobs.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    found = problems(out)
    assert "jobs.jsonl: 8 lines, the manifest says 9" in found
    assert "jobs.jsonl: 0 closed postings, the manifest says 1" in found
    assert "jobs.db: posting has 9 rows, the feed makes 8" in found


def test_a_changed_count_is_seen(out: Path) -> None:
    text = (out / manifest.NAME).read_text(encoding="utf-8")
    (out / manifest.NAME).write_text(text.replace('"open": 8', '"open": 7'), encoding="utf-8")
    assert "manifest.json: was edited" in problems(out)
    (out / manifest.NAME).write_text(text.replace('"new": 1', '"new":  1'), encoding="utf-8")
    assert "manifest.json: is not as an export writes it" in problems(out)


def test_files_of_two_versions_are_seen(out: Path, tmp_path: Path) -> None:
    content = (out / "jobs.jsonl").read_bytes().replace(b"Lead", b"Head")
    (out / "jobs.jsonl").unlink()
    (out / "jobs.jsonl").write_bytes(content)
    assert "jobs.jsonl: sha256" in problems(out)


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("beside", ["link", "file"])
def test_a_sidecar_is_seen(out: Path, suffix: str, beside: str) -> None:
    path = out / "jobs.db" if beside == "link" else (out / "jobs.db").resolve()
    path.with_name(f"jobs.db{suffix}").write_bytes(b"")
    assert f"jobs.db{suffix}: " in problems(out)


def test_a_file_that_the_manifest_does_not_name_is_seen(out: Path) -> None:
    sign(out, lambda said: replace(said, files=[entry for entry in said.files if entry.path != "metadata.yaml"]))
    assert problems(out) == "metadata.yaml: not of this version: the manifest does not name it"


@pytest.mark.parametrize("name", ["metadata.yaml", "datasette.yaml", "inspect.json"])
def test_what_tells_of_another_dump_is_seen(out: Path, name: str) -> None:
    text = (out / name).read_text(encoding="utf-8")
    (out / name).write_text(text.replace("sponsor", "spon", 1).replace('"count": 9', '"count": 8', 1), encoding="utf-8")
    sign(out)
    assert problems(out) == f"{name}: is not what an export writes beside this jobs.db"


@pytest.mark.parametrize("name", ["metadata.yaml", "datasette.yaml", "inspect.json"])
def test_a_dump_that_nothing_goes_along_with_is_seen(out: Path, name: str) -> None:
    sign(out, lambda said: replace(said, files=[entry for entry in said.files if entry.path != name]))
    (out / name).unlink()
    assert f"manifest.json: names no {name}" in problems(out)


def test_a_manifest_that_names_other_paths_is_not_followed(out: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")

    def point_elsewhere(said: Manifest) -> Manifest:
        return replace(said, files=[*said.files, replace(said.files[0], path="../secret")])

    sign(out, point_elsewhere)
    assert "manifest.json: names '../secret', which no export writes" in problems(out)


def test_nothing_published(tmp_path: Path) -> None:
    assert "run `sponsorfeed export`" in problems(tmp_path / "out")


# --- a feed that was edited on purpose, manifest and all --------------------------------------------------------------


def quote_moves(record: dict[str, Any]) -> None:
    record["statements"][0]["start"] += 1


def quote_changes(record: dict[str, Any]) -> None:
    record["statements"][0]["quote"] = "We sponsor visas for this role, gladly"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (quote_moves, "the quote is not description_text"),
        (quote_changes, "the quote is not description_text"),
        (lambda record: record["statements"][0].update(end=9999), "is outside the text"),
        (
            lambda record: record["sponsorship"].update(tag="stated_yes"),
            "tag stated_yes, the strongest track says excluded_by_posting",
        ),
        (lambda record: record.update(statements=[]), "without a statement that says so"),
        (lambda record: record["sponsorship"]["tracks"]["perm"].update(probability=1.5), "probability 1.5"),
        (lambda record: record.update(status="closed"), "status closed with closed_at None"),
        (lambda record: record.update(closed_at="2026-11-02T06:00:00Z"), "status open with closed_at"),
        (lambda record: record.update(first_seen="2026-12-01T00:00:00Z"), "out of order"),
        (lambda record: record.update(board="greenhouse:other"), "is not in the manifest"),
        (lambda record: record.update(id="aaa"), "ids must ascend"),
        (lambda record: record.update(extra=1), "not as an export writes it"),
        (lambda record: record.update(title=record.pop("title")), "not as an export writes it"),
        (lambda record: record.pop("department"), "no record of schema"),
        (lambda record: record.update(title=None), "no record of schema"),
        (lambda record: record["sponsorship"].update(tag="yes"), "no record of schema"),
        (lambda record: record.update(url="javascript:alert(1)"), "is not http or https"),
        (lambda record: record.update(description_html="<script>x</script>"), "could run or load"),
        (lambda record: record["provenance"].update(model_version="m2"), "another model"),
        (lambda record: record.update(schema_version="1.1.0"), "schema_version 1.1.0"),
        (lambda record: record["filer"].update(id=None), "a match without a filer"),
        (lambda record: record["filer"].update(confidence=7), "is no probability"),
    ],
)
def test_a_line_that_does_not_hold_together_is_named(
    out: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    edit_line(out, 3, change)
    sign(out)
    found = problems(out)
    assert any(line.startswith("jobs.jsonl:3: ") and message in line for line in found.splitlines()), found


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], 6),
        (lambda lines: [*lines[:4], lines[3], *lines[5:]], 5),
        (lambda lines: [*lines[:8], lines[8].rstrip(b"\n")], 9),
        (lambda lines: [*lines[:4], b"\n", *lines[5:]], 5),
        (lambda lines: [*lines[:4], b'{"id": NaN}\n', *lines[5:]], 5),
        (lambda lines: [*lines[:4], b"[" * 200_000 + b"\n", *lines[5:]], 5),
        (lambda lines: [*lines[:4], lines[4].replace(b"Lead", b"\xff\xfe"), *lines[5:]], 5),
        (lambda lines: [b"\xef\xbb\xbf" + lines[0], *lines[1:]], 1),
        (lambda lines: [*lines[:4], lines[4].replace(b"\n", b" \r\n"), *lines[5:]], 5),
    ],
    ids=["swapped", "doubled", "cut", "blank", "NaN", "nested", "not UTF-8", "byte order mark", "carriage return"],
)
def test_a_line_that_is_no_record_in_its_place_is_named(
    out: Path, change: Callable[[list[bytes]], list[bytes]], line: int
) -> None:
    path = out / "jobs.jsonl"
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    sign(out)
    assert f"jobs.jsonl:{line}: " in problems(out)


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        (["UPDATE posting SET title = 'Other' WHERE id = 'lever:hill:2'"], "lever:hill:2: not what jobs.jsonl:8 says"),
        (["UPDATE posting SET sponsorship = 'stated_yes' WHERE id = 'lever:hill:2'"], "not what jobs.jsonl:8 says"),
        (["INSERT INTO location (posting, raw) VALUES ('lever:hill:2', 'Mars')"], "location of lever:hill:2"),
        (["INSERT INTO location (posting, raw) VALUES ('nobody', 'Mars')"], "refers to a posting that is not there"),
        (["INSERT INTO location (posting, raw) VALUES ('nobody', 'Mars')"], "location has 13 rows, the feed makes 12"),
        (["DELETE FROM pay WHERE posting = 'greenhouse:acme:3'"], "pay of greenhouse:acme:3"),
        (["UPDATE pay SET max_value = 1 WHERE posting = 'greenhouse:acme:3'"], "pay of greenhouse:acme:3"),
        (["UPDATE filing_total SET filings = 999 WHERE fiscal_year = 2025"], "filing_total of f-acme"),
        (["UPDATE filer SET name = 'OTHER INC'"], "filer f-acme"),
        (["INSERT INTO filer (id) VALUES ('f-other')"], "filer has 2 rows"),
        (["DELETE FROM posting_html WHERE posting = 'lever:hill:1'"], "posting_html of lever:hill:1"),
        (
            ["UPDATE statement SET quote = 'We sponsor' WHERE posting = 'greenhouse:acme:3'"],
            "quote is not at its place",
        ),
        (["UPDATE posting SET status = 'closed' WHERE id = 'lever:hill:2'"], "2 closed postings, the manifest says 1"),
        (["DELETE FROM board WHERE id = 'lever:hill'"], "refers to a board that is not there"),
        (["UPDATE about SET value = '2020' WHERE key = 'generated_at'"], "about: generated_at is '2020'"),
        (["DELETE FROM about WHERE key = 'reference_files'"], "about: reference_files is None"),
        (["DROP VIEW open_posting"], "'open_posting' is missing"),
        (["CREATE TABLE extra (x)"], "'extra' is none of ours"),
        (["ALTER TABLE pay ADD COLUMN extra"], "'pay' is another than an export makes"),
        (["DROP INDEX idx_event_kind_at"], "index 'idx_event_kind_at' is missing"),
        (
            ["DROP VIEW offer", "CREATE VIEW offer AS SELECT * FROM posting"],
            "view 'offer' is another than an export makes",
        ),
        (["INSERT INTO posting_fts(posting_fts) VALUES ('delete-all')"], "search index"),
        (["PRAGMA user_version = 9"], "user_version is 9"),
        (["PRAGMA application_id = 1"], "application_id is 1"),
        (["PRAGMA journal_mode = WAL"], "journal_mode is 'wal'"),
    ],
)
def test_a_dump_that_differs_from_the_feed_is_named(out: Path, statements: list[str], message: str) -> None:
    sql(out, *statements)
    sign(out)
    found = problems(out)
    assert any(line.startswith("jobs.db: ") and message in line for line in found.splitlines()), found


def test_a_broken_page_in_the_dump_is_a_problem_not_a_crash(out: Path) -> None:
    content = bytearray((out / "jobs.db").read_bytes())
    for page in range(5, len(content) // 4096, 7):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    (out / "jobs.db").write_bytes(content)
    sign(out)
    assert "jobs.db: " in problems(out)


def test_a_schema_of_another_record_is_seen(out: Path) -> None:
    path = out / "posting.schema.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"minLength": 1', '"minLength": 0'), encoding="utf-8")
    sign(out)
    assert problems(out) == "posting.schema.json: is not the schema of version 1.0.0"


def test_counts_that_do_not_add_up_are_seen(out: Path) -> None:
    sign(out, lambda said: replace(said, counts=replace(said.counts, open=9, postings=10)))
    found = problems(out)
    assert "open postings of the boards do not add up" in found
    assert "jobs.jsonl: 8 open postings, the manifest says 9" in found
    assert "jobs.db: 8 open postings, the manifest says 9" in found


def test_a_file_broken_everywhere_says_so_a_hundred_times_at_most(tmp_path: Path, out: Path) -> None:
    (out / "jobs.jsonl").write_bytes(b"{}\n" * 5000)
    assert 100 <= len(verify(out)) < 250
