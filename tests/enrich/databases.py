"""Small reference databases and ledgers for tests of the enrich stage, in the schemas of docs/architecture.md."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from crawler.items import HiringOrganization, JobPosting, Place

_REFERENCE = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE filing_total (
    employer_name TEXT, trade_name_dba TEXT, state TEXT, source TEXT, visa_class TEXT, fiscal_year INTEGER,
    soc_group TEXT, status TEXT, employment TEXT, filings INTEGER, positions INTEGER, file TEXT
);
CREATE INDEX by_name ON filing_total(employer_name);
"""
_LEDGER = """
CREATE TABLE board (
    id TEXT PRIMARY KEY, ats TEXT, token TEXT, employer TEXT, url TEXT, domain TEXT, fein TEXT, first_crawled TEXT,
    last_crawled TEXT, last_complete TEXT
);
CREATE TABLE posting (
    id TEXT PRIMARY KEY, board TEXT REFERENCES board(id), status TEXT, first_seen TEXT, last_seen TEXT, changed_at TEXT,
    closed_at TEXT, close_reason TEXT, content_sha256 TEXT, content TEXT, snapshot TEXT, parser_version TEXT
);
CREATE TABLE enrichment (
    posting TEXT PRIMARY KEY REFERENCES posting(id), input_sha256 TEXT NOT NULL, reference_version TEXT,
    model_version TEXT NOT NULL, record TEXT NOT NULL
);
CREATE TABLE version (
    posting TEXT NOT NULL REFERENCES posting(id), snapshot TEXT NOT NULL, content_sha256 TEXT NOT NULL,
    content BLOB NOT NULL, PRIMARY KEY (posting, snapshot)
);
CREATE TABLE version_tag (
    posting TEXT NOT NULL, snapshot TEXT NOT NULL, input_sha256 TEXT NOT NULL, tag TEXT,
    PRIMARY KEY (posting, snapshot), FOREIGN KEY (posting, snapshot) REFERENCES version(posting, snapshot)
) WITHOUT ROWID;
CREATE TABLE text_sketch (
    posting TEXT PRIMARY KEY REFERENCES posting(id), made_from TEXT NOT NULL, job TEXT NOT NULL,
    text TEXT, sketch BLOB
) WITHOUT ROWID;
CREATE TABLE text_copy (
    posting TEXT PRIMARY KEY REFERENCES posting(id), text_group TEXT NOT NULL,
    open_alike INTEGER NOT NULL, reposts INTEGER NOT NULL, first_posted TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE text_board (
    board TEXT PRIMARY KEY REFERENCES board(id), made_from TEXT NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Total:
    """A row of ``filing_total``."""

    name: str
    fiscal_year: int
    filings: int
    source: str = "uscis"
    visa_class: str = "H-1B"
    status: str = "approved"
    employment: str = "continuing"
    soc_group: str = ""
    state: str = "CA"
    trade_name: str = ""


def write_reference(path: Path, totals: Iterable[Total], version: str = "v1") -> Path:
    """Write a reference database anew."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_REFERENCE)
        connection.execute("INSERT INTO meta VALUES ('version', ?)", (version,))
        connection.executemany(
            "INSERT INTO filing_total VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    t.name, t.trade_name, t.state, t.source, t.visa_class, t.fiscal_year, t.soc_group, t.status,
                    t.employment, t.filings, None if t.source == "uscis" else t.filings,
                    f"{t.source}_{t.fiscal_year}.csv",
                )
                for t in totals
            ],
        )  # fmt: skip
    return path


def posting(
    number: int, html: str | None = "<p>Build things.</p>", *, name: str = "Dunmarrow", country: str | None = "US"
) -> JobPosting:
    """One posting of the board ``greenhouse:dunmarrow``."""
    return JobPosting(
        id=f"greenhouse:dunmarrow:{number}",
        board="greenhouse:dunmarrow",
        url=f"https://example.com/jobs/{number}",
        title="Software Engineer",
        hiring_organization=HiringOrganization(name=name),
        description_html=html,
        job_location=[Place(raw=country, country=country)] if country else [],
    )


def write_ledger(path: Path, postings: Iterable[JobPosting], *, employer: str = "Dunmarrow") -> Path:
    """Write a ledger with one board, or bring its postings up to date."""
    made = not path.exists()
    with closing(sqlite3.connect(path)) as connection, connection:
        if made:
            connection.executescript(_LEDGER)
        day = "2026-01-01T00:00:00Z"
        connection.execute(
            "INSERT OR REPLACE INTO board VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                "greenhouse:dunmarrow",
                "greenhouse",
                "dunmarrow",
                employer,
                "https://x.example",
                None,
                None,
                day,
                day,
                day,
            ),
        )
        for item in postings:
            content = msgspec.json.encode(item).decode()
            sha256 = hashlib.sha256(content.encode()).hexdigest()
            connection.execute(
                "INSERT OR REPLACE INTO posting VALUES (?, ?, 'open', ?, ?, ?, NULL, NULL, ?, ?, 's.jsonl.gz', '1')",
                (item.id, item.board, day, day, day, sha256, content),
            )
    return path
