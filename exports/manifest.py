"""``manifest.json``: what one version consists of, how fresh and complete it is, and how to check every byte of it.

The manifest holds no wall clock: two exports of one ledger are identical files.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import sqlite3
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path

import msgspec

from crawler.items import Outcome
from enrich.record import SCHEMA_VERSION
from enrich.reference.onet import ATTRIBUTION
from exports.records import Edition, ExportError

NAME = "manifest.json"
LICENCE = (
    "Filing figures: works of the U.S. government, public domain. Texts of postings: their publishers'; link to the"
    f" posting when you show one. Occupations, where O*NET titles were loaded: {ATTRIBUTION}"
)


@dataclass(slots=True, kw_only=True)
class FileEntry:
    """One published file."""

    path: str
    """Relative to the manifest."""
    media_type: str
    bytes: int
    rows: int | None
    """Postings in it, of `parquet/events` events; `null` for files that hold none."""
    sha256: str


class ChangeFile(msgspec.Struct, kw_only=True, rename=lambda name: name.rstrip("_")):
    """One change file: what turns the feed of one version into that of the next."""

    file: str
    """Name relative to the manifest, `changes/<from>..<to>.jsonl`."""
    from_: str
    """Feed version of the reader who needs it; no other change file starts from the same one."""
    to: str
    """Feed version that the reader has afterwards."""
    rows: int
    """Changes in it."""
    bytes: int
    sha256: str


@dataclass(slots=True, kw_only=True)
class Counts:
    """Postings in this version."""

    postings: int
    open: int
    closed: int
    """Closed in the 90 days before the newest crawl."""


@dataclass(slots=True, kw_only=True)
class LatestCrawl:
    """What the newest crawl found."""

    at: str
    new: int
    changed: int
    closed: int
    reopened: int


@dataclass(slots=True, kw_only=True)
class Coverage:
    """How much of a board's postings was read: a field that most carried and few do now holds the board."""

    postings: int
    """Postings that were read in full."""
    fields: dict[str, int]
    """Field -> how many of them carry it."""


@dataclass(slots=True, kw_only=True)
class BoardState:
    """How fresh and complete one board is."""

    board: str
    """``<ats>:<token>``."""
    employer: str
    last_crawled: str
    last_complete: str | None
    """Time of the newest complete crawl; ``null`` when there was none."""
    outcome: Outcome
    """Of the newest crawl."""
    reason: str | None
    """Why the newest crawl is not complete."""
    held: str | None
    """Why the newest crawl could not close a posting; ``null`` when it could."""
    advertised_total: int | None
    """Postings that the board says it has; ``null`` when it does not say."""
    collected: int
    open_postings: int
    """Postings of the board that are open in this version."""
    coverage: Coverage
    """How many postings of the newest crawl carry each field."""


@dataclass(slots=True, kw_only=True)
class ReferenceFile:
    """One file of government data behind the verdicts."""

    name: str
    source: str
    sha256: str


@dataclass(slots=True, kw_only=True)
class ReferenceData:
    """The government data behind the verdicts."""

    version: str | None
    """``null`` when no reference data was loaded: then no employer has a record."""
    files: list[ReferenceFile]


@dataclass(slots=True, kw_only=True)
class Manifest:
    """One version of everything."""

    schema_version: str
    """Of the records; a new major may remove or retype fields."""
    feed_version: str
    """Crawl time, and hash of this manifest without `previous_version, rebase_before, changes`: equal versions are
    equal files, whatever was published before them."""
    previous_version: str | None
    """Feed version that was published here before this one; `null` when there was none."""
    rebase_before: str
    """The first version that `changes` lead on from. A reader who holds this version, or one that a change file starts
    from, can follow them; any other has to rebase: take the feed anew."""
    generated_at: str
    """Time of the newest crawl in this version, UTC; not of the export, which has no clock."""
    closed_since: str
    """Postings that closed before this time are left out."""
    generator: str
    licence: str
    counts: Counts
    latest_crawl: LatestCrawl
    model_version: str | None
    """Of what derived the verdicts; ``null`` when there are no postings."""
    reference: ReferenceData
    boards: list[BoardState]
    files: list[FileEntry]
    feed_sha256: str | None
    """Of `jobs.jsonl` before any compression, which is what a reader has after following `changes`; `null` when this
    version holds no feed."""
    changes: list[ChangeFile]
    """Change files of the last 90 days, oldest first; empty when there was no feed here before."""


_coverage_decoder = msgspec.json.Decoder(Coverage)


def make_manifest(
    db: sqlite3.Connection,
    edition: Edition,
    reference: ReferenceData,
    files: list[FileEntry],
    feed_sha256: str | None,
) -> Manifest:
    """The manifest of ``files``, made from ledger ``db`` at ``edition``, as the first version in its folder."""
    unnamed = Manifest(
        schema_version=SCHEMA_VERSION,
        feed_version="",
        previous_version=None,
        rebase_before="",
        generated_at=edition.newest,
        closed_since=edition.since,
        generator=_generator(),
        licence=LICENCE,
        counts=_read_counts(db, edition),
        latest_crawl=_read_latest(db, edition),
        model_version=edition.model_version,
        reference=reference,
        boards=read_boards(db),
        files=files,
        feed_sha256=feed_sha256,
        changes=[],
    )
    version = feed_version(unnamed)
    return replace(unnamed, feed_version=version, rebase_before=version)


def feed_version(manifest: Manifest) -> str:
    """``YYYYMMDDTHHMMSSZ-<12 hex digits>``: crawl time, then a hash of ``manifest`` without its history."""
    alone = replace(manifest, feed_version="", previous_version=None, rebase_before="", changes=[])
    digest = hashlib.sha256(msgspec.json.encode(alone)).hexdigest()
    return f"{manifest.generated_at.replace('-', '').replace(':', '')}-{digest[:12]}"


def describe_file(path: Path, media_type: str, rows: int | None, *, name: str | None = None) -> FileEntry:
    """The entry of the file at ``path``; ``name`` where it is below a folder beside the manifest."""
    return FileEntry(
        path=name or path.name, media_type=media_type, bytes=path.stat().st_size, rows=rows, sha256=sha256_of(path)
    )


def sha256_of(path: Path) -> str:
    """SHA-256 of the file at ``path``, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(manifest: Manifest, path: Path) -> None:
    """Write ``manifest`` to ``path``."""
    path.write_bytes(encode(manifest))


def encode(manifest: Manifest) -> bytes:
    """The bytes of the file."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def read_boards(db: sqlite3.Connection) -> list[BoardState]:
    """State of every board of the ledger, by id."""
    rows = db.execute(
        "SELECT board.id, employer, last_crawled, last_complete, outcome, reason, held, advertised_total, collected,"
        " (SELECT count(*) FROM posting WHERE posting.board = board.id AND status = 'open'), coverage"
        " FROM board JOIN crawl ON crawl.board = board.id AND NOT EXISTS (SELECT 1 FROM crawl later"
        " WHERE later.board = crawl.board AND (later.crawled_at, later.run) > (crawl.crawled_at, crawl.run))"
        " ORDER BY board.id"
    )
    names = [field.name for field in fields(BoardState)]
    return [
        BoardState(**dict(zip(names, (*row, _coverage_decoder.decode(coverage)), strict=True)))
        for *row, coverage in rows
    ]


def read_reference(path: Path | None, edition: Edition) -> ReferenceData:
    """Files in the reference database at ``path``, which must be the one that ``edition`` was enriched with.

    Without a database only the version is known. Raises :class:`ExportError` when the versions differ.
    """
    if path is None or not path.is_file():
        return ReferenceData(version=edition.reference_version, files=[])
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            found = db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
            files = db.execute("SELECT name, source, sha256 FROM file ORDER BY source, name, sha256").fetchall()
            usable = found is not None and db.execute("SELECT 1 FROM filing_total LIMIT 1").fetchone() is not None
    except sqlite3.Error as error:
        raise ExportError(f"{path}: {error}; is this what `sponsorfeed reference add` wrote?") from error
    if not usable:  # nothing in it that a verdict could rest on
        return ReferenceData(version=edition.reference_version, files=[])
    version = found[0]
    if edition.model_version is not None and version != edition.reference_version:
        raise ExportError(
            f"{path}: reference data of version {version}, the postings were enriched with"
            f" {edition.reference_version}; run `sponsorfeed enrich`, then export again"
        )
    named = [ReferenceFile(name=name, source=source, sha256=sha256) for name, source, sha256 in files]
    return ReferenceData(version=version, files=named)


def _generator() -> str:
    try:
        return f"sponsorfeed {importlib.metadata.version('sponsorfeed')}"
    except importlib.metadata.PackageNotFoundError:  # run from a bare checkout
        return "sponsorfeed"


def _read_counts(db: sqlite3.Connection, edition: Edition) -> Counts:
    open_, closed = db.execute(
        "SELECT count(*) FILTER (WHERE status = 'open'), count(*) FILTER (WHERE closed_at >= ?) FROM posting",
        (edition.since,),
    ).fetchone()
    return Counts(postings=open_ + closed, open=open_, closed=closed)


def _read_latest(db: sqlite3.Connection, edition: Edition) -> LatestCrawl:
    found = dict(
        db.execute("SELECT kind, count(*) FROM event WHERE at = ? GROUP BY kind", (edition.newest,)).fetchall()
    )
    return LatestCrawl(
        at=edition.newest,
        new=found.get("new", 0),
        changed=found.get("changed", 0),
        closed=found.get("closed", 0),
        reopened=found.get("reopened", 0),
    )
