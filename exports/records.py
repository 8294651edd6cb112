"""Read the records to publish from the ledger: open postings, and those that closed lately, in id order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from crawler.items import JobPosting, Posted
from enrich.privacy.redact import redact_posting
from enrich.record import SCHEMA_VERSION, Copies, DuplicateEvidence, EnrichedPosting, Enrichment, Provenance
from exports.cleaning import clean_html, clean_record, web_address

KEPT_CLOSED = timedelta(days=90)
"""How long a closed posting stays in the feed, counted from the newest crawl: a reader that was away for less than that
still learns that it closed."""

SEEN_STEP = timedelta(days=7)
"""How far ``last_seen`` of an open posting may lag behind its board's newest listing. Exact, it would make another line
of every posting that is still there, every night, and a day's change file as large as the feed."""


class Life(NamedTuple):
    """When a posting came and went, and what its content was read from: columns of ``posting`` in the ledger."""

    status: Literal["open", "closed"]
    first_seen: str
    last_seen: str
    changed_at: str
    closed_at: str | None
    close_reason: str | None
    snapshot: str
    parser_version: str


class Doors(NamedTuple):
    """What the posting has in common with others."""

    duplicate_of: str | None = None
    rule: str | None = None
    value: str | None = None
    group_id: str | None = None


LedgerRow = tuple[Any, ...]
"""The columns of :data:`_RECORDS`."""

_ALONE = Doors()
_COPIES = ("text_group", "open_alike", "reposts", "first_posted")
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_NUL = "\\u0000"

_PUBLISHED = "(posting.status = 'open' OR posting.closed_at >= :since)"
# An original that closed too long ago to be published is none that a reader could look at.
_RECORDS = f"""
    SELECT board.url, posting.content, enrichment.record, original.id, duplicate.rule, duplicate.value,
        job_group.group_id, {", ".join(f"text_copy.{name}" for name in _COPIES)},
        {", ".join(f"posting.{name}" for name in Life._fields)}
    FROM posting JOIN enrichment ON enrichment.posting = posting.id JOIN board ON board.id = posting.board
    LEFT JOIN job_group ON job_group.posting = posting.id
    LEFT JOIN text_copy ON text_copy.posting = posting.id
    LEFT JOIN duplicate ON duplicate.posting = posting.id
    LEFT JOIN posting original ON original.id = duplicate.original
        AND (original.status = 'open' OR original.closed_at >= :since)
    WHERE {_PUBLISHED} ORDER BY posting.id
"""

_posting_decoder = msgspec.json.Decoder(JobPosting)
_enrichment_decoder = msgspec.json.Decoder(Enrichment)


class ExportError(ValueError):
    """What is there cannot be published as one consistent version; the message says which command to run."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What one export publishes: a moment of the ledger and the versions that its enrichment was made with."""

    newest: str
    """Newest crawl time in the ledger; there is no other clock in an export."""
    since: str
    """Postings closed before this are left out."""
    reference_version: str | None
    model_version: str | None


@contextmanager
def read_ledger(path: Path) -> Iterator[sqlite3.Connection]:
    """One unchanging view of the ledger, however long the export takes and whoever writes meanwhile.

    Raises :class:`ExportError` when there is no ledger or SQLite cannot read it.
    """
    if not path.is_file():
        raise ExportError(f"{path}: no ledger here; run `sponsorfeed update` first")
    try:
        # Not mode=ro: a read-only connection cannot tidy up its own -wal and -shm files.
        uri = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as db:
            db.execute("PRAGMA query_only=ON")
            db.execute("BEGIN")
            yield db
            db.execute("COMMIT")
    except sqlite3.Error as error:
        raise ExportError(f"{path}: {error}; is this a ledger that `sponsorfeed update` wrote?") from error


def read_edition(db: sqlite3.Connection) -> Edition:
    """Decide what is published, or raise :class:`ExportError` when the ledger is not ready for it."""
    (newest,) = db.execute("SELECT max(crawled_at) FROM crawl").fetchone()
    if newest is None:
        raise ExportError("the ledger holds no crawl; run `sponsorfeed crawl` and `sponsorfeed update` first")
    since = (datetime.strptime(newest, _TIME) - KEPT_CLOSED).strftime(_TIME)
    _require_enrichment(db, since)
    versions = db.execute(
        "SELECT DISTINCT reference_version, model_version FROM enrichment JOIN posting ON posting.id = posting"
        f" WHERE {_PUBLISHED} LIMIT 2",
        {"since": since},
    ).fetchall()
    if len(versions) > 1:
        raise ExportError(
            "the enrichment is of several versions of reference data or model; run `sponsorfeed enrich` to the end"
        )
    reference_version, model_version = versions[0] if versions else (None, None)
    return Edition(newest, since, reference_version, model_version)


def read_records(db: sqlite3.Connection, edition: Edition) -> Iterator[EnrichedPosting]:
    """The records of ``edition``, sorted by id, streamed. Raises :class:`ExportError` for one that cannot be read."""
    return map(record_of, read_rows(db, edition))


def read_rows(db: sqlite3.Connection, edition: Edition) -> Iterator[LedgerRow]:
    """What the ledger holds of each record of ``edition``, sorted by id, streamed."""
    return db.execute(_RECORDS, {"since": edition.since})


def record_of(row: LedgerRow) -> EnrichedPosting:
    """The record that ``row`` holds. Raises :class:`ExportError` for one that cannot be read."""
    board_url, content, enrichment, original, rule, value, group_id, *rest = row
    alike, life = rest[: len(_COPIES)], rest[len(_COPIES) :]
    try:
        record = compose(
            board_url,
            Life(*life),
            _posting_decoder.decode(content),
            _enrichment_decoder.decode(enrichment),
            Doors(original, rule, value, group_id),
            None if alike[0] is None else Copies(**dict(zip(_COPIES, alike, strict=True))),
        )
    except msgspec.DecodeError as error:
        raise ExportError(
            f"a posting of the ledger cannot be read ({error}): {content[:80]}...; it was enriched by another"
            " version: run `sponsorfeed enrich --all`"
        ) from error
    return clean_record(record) if _NUL in content or _NUL in enrichment else record


def _require_enrichment(db: sqlite3.Connection, since: str) -> None:
    missing, published, first = db.execute(
        "SELECT count(*) FILTER (WHERE enrichment.posting IS NULL), count(*),"
        " min(posting.id) FILTER (WHERE enrichment.posting IS NULL)"
        f" FROM posting LEFT JOIN enrichment ON enrichment.posting = posting.id WHERE {_PUBLISHED}",
        {"since": since},
    ).fetchone()
    if missing:
        raise ExportError(
            f"{missing} of {published} postings are not enriched yet (the first is {first});"
            " run `sponsorfeed enrich`, then export again"
        )


def compose(
    board_url: str,
    life: Life,
    posting: JobPosting,
    derived: Enrichment,
    doors: Doors = _ALONE,
    copies: Copies | None = None,
) -> EnrichedPosting:
    """One record from what the ledger keeps of it; ``board_url`` stands in for a page that no link may lead to.

    What was taken out before the posting was read is taken out of what is published.
    """
    if derived.redacted is not None and any(astuple(derived.redacted)):
        posting, _ = redact_posting(posting)
    return EnrichedPosting(
        schema_version=SCHEMA_VERSION,
        id=posting.id,
        board=posting.board,
        url=web_address(posting.url) or board_url,
        apply_url=web_address(posting.apply_url),
        identifier=posting.identifier,
        title=posting.title,
        hiring_organization=posting.hiring_organization,
        description_html=clean_html(posting.description_html),
        description_text=derived.description_text,
        language=derived.language,
        job_location=posting.job_location,
        job_location_type=posting.job_location_type,
        employment_type=posting.employment_type,
        department=posting.department,
        date_posted=posted_by(posting.date_posted, life),
        valid_through=posting.valid_through,
        base_salary=derived.base_salary,
        status=life.status,
        first_seen=life.first_seen,
        last_seen=seen_until(life),
        changed_at=life.changed_at,
        closed_at=life.closed_at,
        close_reason=life.close_reason,
        duplicate_of=doors.duplicate_of,
        duplicate_evidence=_evidence(doors),
        group_id=doors.group_id,
        copies=copies,
        statements=derived.statements,
        experience=derived.experience,
        education=derived.education,
        eb_hint=derived.eb_hint,
        seniority=derived.seniority,
        work_mode=derived.work_mode,
        work_places=derived.work_places,
        occupational_category=derived.occupational_category,
        wage_level=derived.wage_level,
        wage_level_reason=derived.wage_level_reason,
        filer=derived.filer,
        filings=derived.filings,
        cap_exempt=derived.cap_exempt,
        sponsorship=derived.sponsorship,
        redacted=derived.redacted,
        provenance=Provenance(
            snapshot=life.snapshot,
            source_sha256=posting.source_sha256,
            parser_version=life.parser_version,
            reference_version=derived.reference_version,
            model_version=derived.model_version,
        ),
    )


def posted_by(posted: Posted | None, life: Life) -> Posted | None:
    """``posted``, but never after the posting was read: a date that was still to come is a slip, since it was there.

    Then it is that day or before (``floor``), beside the source's own words. A day is allowed for other time zones.
    """
    if posted is None or posted.value is None:
        return posted
    read = datetime.fromisoformat(life.changed_at)
    if posted.value[:10] <= (read + timedelta(days=1)).strftime("%Y-%m-%d"):
        return posted
    return Posted(value=life.changed_at[:10], raw=posted.raw, precision="floor")


def seen_until(life: Life) -> str:
    """The published ``last_seen``: exact once closed; while open never too late, and less than a step too early.

    It advances in whole steps from ``first_seen``, so that one ledger gives one value, and so that postings that are
    only seen again spread over the days of a step.
    """
    if life.status == "closed":
        return life.last_seen
    first, last = datetime.fromisoformat(life.first_seen), datetime.fromisoformat(life.last_seen)
    step = first + SEEN_STEP * ((last - first) // SEEN_STEP)
    return max(step.strftime(_TIME), life.changed_at)


def _evidence(doors: Doors) -> DuplicateEvidence | None:
    if doors.duplicate_of is None or doors.rule is None or doors.value is None:
        return None
    return DuplicateEvidence(rule=doors.rule, value=doors.value)
