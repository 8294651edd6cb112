"""Invented ledgers, enriched and ready to publish, and ways to look at what came out."""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from crawler.items import Board, JobPosting, Pay, Place, Posted
from crawler.ledger import fold_snapshots
from enrich.parts import OldVersion, TagRow
from enrich.record import (
    CapExempt,
    EbHint,
    Education,
    Enrichment,
    Experience,
    ExperiencePath,
    Filer,
    FilingCount,
    Filings,
    OccupationShare,
    Redacted,
    SelectionEntries,
    Seniority,
    Sponsorship,
    StatedPlace,
    Statement,
    Track,
    Tracks,
    WageLevel,
    WorkMode,
)
from enrich.versions import judge_versions
from exports.publication import ExportReport, export
from tests.ledger.crawls import ACME, HILL, at, crawl, posting

REFUSAL = "We do not sponsor visas for this role."
MODEL = "counts-1"
REFERENCE = "2026-10"

_WAGE_LEVEL = WageLevel(
    min=2,
    max=3,
    soc="17-2141",
    area="20260",
    wage_year="2026-27",
    socs=["17-2141"],
    areas=1,
    below_level_1="no",
    entries=SelectionEntries(min=2, max=2),
    rule="levels-2005/selection-2026-02",
)


def a_rich_posting(number: int, board: Board = ACME, **changes: Any) -> JobPosting:
    """A posting with something in most fields."""
    fields: dict[str, Any] = {
        "description_html": f"<p>Turn blade {number} – with care.</p><p>{REFUSAL}</p>",
        "apply_url": f"https://boards.greenhouse.io/acme/{number}/apply",
        "identifier": f"REQ-{number}",
        "job_location": [
            Place(raw="Duluth, MN", locality="Duluth", region="MN", country="US"),
            Place(raw="Remote (US)", country="US"),
        ],
        "job_location_type": "hybrid",
        "employment_type": "FULL_TIME",
        "department": "Rotors & Hubs",
        "date_posted": Posted(value="2026-10-20", raw="October 20", precision="day"),
        "valid_through": "2026-12-31",
    }
    return posting(number, board, **{**fields, **changes})


def derive(content: JobPosting, reference: str | None = REFERENCE, model: str = MODEL) -> Enrichment:
    """An invented enrichment whose parts agree with each other."""
    html = content.description_html
    text = None if html is None else re.sub(r"<[^>]+>", " ", html).strip()
    start = -1 if text is None else text.find(REFUSAL)
    refused = start >= 0
    matched = content.board == ACME.id
    tag = "excluded_by_posting" if refused else "likely" if matched else "unknown"
    track = Track(tag=tag, probability=0.9 if matched else None)  # type: ignore[arg-type]
    return Enrichment(
        description_text=text,
        base_salary=[
            Pay(
                min_value=90000.0,
                max_value=120500.5,
                currency="USD",
                unit_text="YEAR",
                kind="base",
                raw="$90,000 - $120,500.50",
                source="text",
            )
        ]
        if matched
        else [],
        statements=[
            Statement(
                kind="no_sponsorship",
                value=None,
                quote=REFUSAL,
                start=start,
                end=start + len(REFUSAL),
                rule="refusal",
            )
        ]
        if refused
        else [],
        experience=Experience(min_years=2, max_years=None, paths=[ExperiencePath(degree="master", min_years=0)]),
        education=Education(required="bachelor", preferred=None, fields=["Physics"], equivalent_ok=True),
        eb_hint=EbHint(value="unclear", quote="2 years") if matched else None,
        seniority=Seniority(levels=["senior", "staff"], quote="Sr./Staff Engineer", source="title")
        if matched
        else None,
        work_mode=[
            WorkMode(
                value="hybrid",
                days_on_site=3,
                scope="if you live in Duluth",
                quote=REFUSAL,
                start=start,
                end=start + len(REFUSAL),
            )
        ]
        if refused
        else [],
        work_places=[
            StatedPlace(
                locality="Duluth", region="MN", country="US", quote=REFUSAL, start=start, end=start + len(REFUSAL)
            )
        ]
        if refused
        else [],
        occupational_category=[OccupationShare(soc="17-2141", title="Mechanical Engineers", share=0.8)],
        wage_level=_WAGE_LEVEL if matched else None,
        wage_level_reason=None if matched else "no_pay",
        filer=Filer(
            id="f-acme" if matched else None,
            name="ACME TURBINES INC" if matched else None,
            decision="match" if matched else "none",
            confidence=0.97 if matched else 0.0,
            rule="core" if matched else "no_candidate",
            members=["ACME TURBINES INC", "ACME TURBINES, INC."] if matched else [],
        ),
        filings=_filings() if matched else None,
        cap_exempt=CapExempt(value="unknown", reason=None),
        redacted=Redacted(emails=0, phones=0, names=0, links=0),
        sponsorship=Sponsorship(
            tag=tag,  # type: ignore[arg-type]
            tracks=Tracks(h1b=track, h1b_new=track, perm=track, e3=track, h1b1=track),
            reasons=["41 approvals in 2025"],
        ),
        reference_version=reference,
        model_version=model,
    )


def _filings() -> Filings:
    counts = [
        FilingCount(
            source="uscis",
            visa_class="H-1B",
            fiscal_year=year,
            soc_group=None,
            status="approved",
            employment="new",
            filings=41,
            positions=None,
        )
        for year in (2024, 2025)
    ]
    return Filings(counts=counts, first_fiscal_year=2020, last_fiscal_year=2026, files=["hub_2025.csv"])


def enrich(ledger: Path, reference: str | None = REFERENCE, model: str = MODEL) -> None:
    """Enrich every posting of ``ledger``."""
    with closing(sqlite3.connect(ledger)) as db, db:
        for id, content in db.execute("SELECT id, content FROM posting").fetchall():
            record = derive(msgspec.json.decode(content, type=JobPosting), reference, model)
            db.execute(
                "INSERT OR REPLACE INTO enrichment VALUES (?, ?, ?, ?, ?)",
                (id, "input", reference, model, msgspec.json.encode(record).decode()),
            )
    with closing(sqlite3.connect(ledger, isolation_level=None)) as db:
        judge_versions(
            db,
            lambda content_sha256, board: f"{content_sha256} {reference} {model}",
            lambda parts: ([_judged(version, reference, model) for version in part] for part in parts),
        )


def _judged(version: OldVersion, reference: str | None, model: str) -> TagRow:
    content = msgspec.json.decode(zlib.decompress(version.packed), type=JobPosting)
    tag = derive(content, reference, model).sponsorship.tag
    return version.posting, version.snapshot, version.input_sha256, tag


def a_ledger(folder: Path) -> Path:
    """Two boards over three days: new, changed, closed, a board that failed."""
    snapshots, ledger = folder / "snapshots", folder / "ledger.db"
    crawl(snapshots, at(1), [a_rich_posting(n) for n in range(1, 6)])
    crawl(snapshots, at(1), [posting(n, HILL) for n in range(1, 4)], HILL)
    crawl(snapshots, at(2), [a_rich_posting(n, title="Lead") for n in range(2, 7)], advertised_total=5)
    crawl(snapshots, at(2), [], HILL, outcome="failed", reason="HTTP 502 on the list")
    fold_snapshots(snapshots, ledger)
    enrich(ledger)
    return ledger


def publish(folder: Path) -> ExportReport:
    """Export an invented ledger to ``folder / "out"``."""
    return export(a_ledger(folder), None, folder / "out")


def lines(out: Path) -> list[dict[str, Any]]:
    """Records of the feed as a reader with the standard library sees them."""
    text = (out / "jobs.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def query(out: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a query on the dump; a single mapping is named values."""
    with closing(sqlite3.connect(out / "jobs.db")) as db:
        return db.execute(sql, values[0] if values and isinstance(values[0], dict) else values).fetchall()


def digests(out: Path) -> dict[str, bytes]:
    """Bytes of everything that is published under a plain name, and in the folder of Parquet's parts."""
    parts = sorted((out / "parquet" / name) for name in _below((out / "parquet").resolve()))
    files = [path for path in sorted(out.iterdir()) if path.is_file()]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in [*files, *parts]}


def _below(folder: Path) -> list[Path]:
    return [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
