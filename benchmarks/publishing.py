"""Feed and dump against bare loops: ``python -m benchmarks.publishing [--records N] [--rounds N] [--growth N ...]``.

Records come from the generator below (seeded; about 3 KB of text each, made of a few hundred words). Each contender
runs in a process of its own, in turn, round after round; what counts is CPU seconds of the work alone, without making
the records. The bare contenders do what a careful script would: one transaction, no journal, rows ready made.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from crawler.items import HiringOrganization, Pay, Place, Posted
from enrich.record import (
    SCHEMA_VERSION,
    CapExempt,
    EnrichedPosting,
    Filer,
    FilingCount,
    Filings,
    OccupationShare,
    Provenance,
    Sponsorship,
    Statement,
    Track,
    Tracks,
)
from exports import feed, parquet, sqlite
from exports.encoded import in_parts
from exports.rows import CHILDREN, Row, filer_row, filing_rows, posting_row
from exports.sqlite import TableWriter, create_tables, encode, fill_search, open_building
from exports.tables import TABLES

SYLLABLES = (
    "ba",
    "ker",
    "lo",
    "mi",
    "ta",
    "ru",
    "sen",
    "do",
    "vi",
    "pal",
    "gor",
    "shi",
    "tum",
    "ar",
    "el",
    "ist",
    "qua",
)
REFUSAL = "Visa sponsorship is not available for this position."
DISTINCT = 1000
FILERS = 200
CRAWLED = "2026-11-01T06:00:00Z"


def make_records(count: int) -> Iterator[EnrichedPosting]:
    """``count`` records in id order: a thousand distinct ones, each under many ids."""
    chance = random.Random(20261101)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(400)]
    distinct = [_make_record(number, chance, words) for number in range(min(count, DISTINCT))]
    for number in range(count):
        record = copy.copy(distinct[number % DISTINCT])
        record.id = f"greenhouse:bench:{number:09d}"
        yield record


def _make_record(number: int, chance: random.Random, words: list[str]) -> EnrichedPosting:
    sentences = [" ".join(chance.choices(words, k=chance.randint(6, 16))).capitalize() + "." for _ in range(36)]
    text = "\n".join([*sentences[:20], REFUSAL, *sentences[20:]])
    start = text.index(REFUSAL)
    track = Track(tag="excluded_by_posting", probability=round(chance.random(), 3))
    filer = f"filer-{number % FILERS}"
    return EnrichedPosting(
        schema_version=SCHEMA_VERSION,
        id=f"greenhouse:bench:{number:09d}",
        board="greenhouse:bench",
        url=f"https://jobs.example/{number}",
        apply_url=f"https://jobs.example/{number}/apply",
        identifier=f"R-{number}",
        title=" ".join(chance.choices(words, k=4)).title(),
        hiring_organization=HiringOrganization(name=f"Employer {number % FILERS}"),
        description_html="".join(f"<p>{line}</p>" for line in text.splitlines()),
        description_text=text,
        job_location=[Place(raw="Duluth, MN", locality="Duluth", region="MN", country="US")],
        job_location_type="hybrid",
        employment_type="FULL_TIME",
        department=chance.choice(words),
        date_posted=Posted(value="2026-10-20", raw="2026-10-20", precision="day"),
        valid_through=None,
        base_salary=[
            Pay(
                min_value=90000.0 + number,
                max_value=120000.0 + number,
                currency="USD",
                unit_text="YEAR",
                kind="base",
                raw="$90,000 - $120,000",
                source="text",
            )
        ],
        status="open",
        first_seen=CRAWLED,
        last_seen=CRAWLED,
        changed_at=CRAWLED,
        closed_at=None,
        close_reason=None,
        duplicate_of=None,
        duplicate_evidence=None,
        group_id=None,
        copies=None,
        statements=[
            Statement(
                kind="no_sponsorship", value=None, quote=REFUSAL, start=start, end=start + len(REFUSAL), rule="bench"
            )
        ],
        experience=None,
        education=None,
        eb_hint=None,
        seniority=None,
        work_mode=[],
        work_places=[],
        occupational_category=[OccupationShare(soc="15-1252", title="Software Developers", share=0.9)],
        wage_level=None,
        wage_level_reason="no_pay",
        filer=Filer(id=filer, name=filer.upper(), decision="match", confidence=0.98, rule="core", members=[filer]),
        filings=_make_filings(chance),
        cap_exempt=CapExempt(value="unknown", reason=None),
        sponsorship=Sponsorship(
            tag="excluded_by_posting",
            tracks=Tracks(h1b=track, h1b_new=track, perm=track, e3=track, h1b1=track),
            reasons=[f'The posting says "{REFUSAL}"'],
        ),
        provenance=Provenance(
            snapshot="20261101T060000Z/greenhouse/bench.jsonl.gz",
            source_sha256=f"{number:064x}",
            parser_version="1",
            reference_version="bench",
            model_version="bench",
        ),
    )


def _make_filings(chance: random.Random) -> Filings:
    counts = [
        FilingCount(
            source="uscis",
            visa_class="H-1B",
            fiscal_year=year,
            soc_group=None,
            status="approved",
            employment=employment,
            filings=chance.randint(1, 99),
            positions=None,
        )
        for year in range(2021, 2027)
        for employment in ("new", "continuing")
    ]
    return Filings(counts=counts, first_fiscal_year=2021, last_fiscal_year=2026, files=["bench.csv"])


def _ready_rows(count: int) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {name: [] for name in ("posting", *CHILDREN, "filer", "filing_total")}
    filers: dict[object, Row] = {}
    for record in make_records(count):
        rows["posting"].append(posting_row(record))
        for table, rows_of in CHILDREN.items():
            rows[table] += rows_of(record)
        if record.filer.id not in filers:
            filers[record.filer.id] = filer_row(record)
            rows["filing_total"] += filing_rows(record)
    rows["filer"] = list(filers.values())
    return rows


def _bare_rows(path: Path, rows: dict[str, list[Row]]) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=OFF")
    db.execute("PRAGMA synchronous=OFF")
    words = {str: "TEXT", int: "INTEGER", float: "FLOAT"}
    for table in TABLES:
        columns = [
            f'"{column.name}" {words[column.type]}{" PRIMARY KEY" if column.name == table.key else ""}'
            for column in table.columns
        ]
        db.execute(f"CREATE TABLE {table.name} ({', '.join(columns)})")
    db.execute("BEGIN")
    for name, values in rows.items():
        if values:
            db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values[0]))})", values)
    db.execute("COMMIT")
    return db


def bare_rows(folder: Path, count: int) -> float:
    rows = _ready_rows(count)
    begun = time.process_time()
    _bare_rows(folder / "bare.db", rows).close()
    return time.process_time() - begun


def our_rows(folder: Path, count: int) -> float:
    begun = time.process_time()
    with open_building(folder / "ours.db") as db:
        create_tables(db)
        with db.atomic():
            writer = TableWriter(db)
            for part in in_parts(make_records(count)):
                writer.add(encode(part))
            writer.write_filers()
    return time.process_time() - begun - _making(count)


def bare_search(folder: Path, count: int) -> float:
    rows = _ready_rows(count)
    begun = time.process_time()
    db = _bare_rows(folder / "bare.db", rows)
    db.execute(
        "CREATE VIRTUAL TABLE posting_fts USING fts5"
        "(title, description_text, tokenize='porter unicode61', content='posting')"
    )
    db.execute("INSERT INTO posting_fts(posting_fts) VALUES ('rebuild')")
    db.close()
    return time.process_time() - begun


def our_dump(folder: Path, count: int) -> float:
    """All of it: rows, indexes, search, statistics, the final copy."""
    begun = time.process_time()
    sqlite.write(make_records(count), folder / "jobs.db")
    return time.process_time() - begun - _making(count)


def our_search(folder: Path, count: int) -> float:
    """What the bare contender does: rows and search."""
    begun = time.process_time()
    with open_building(folder / "ours.db") as db:
        create_tables(db)
        with db.atomic():
            writer = TableWriter(db)
            for part in in_parts(make_records(count)):
                writer.add(encode(part))
            writer.write_filers()
        fill_search(db)
    return time.process_time() - begun - _making(count)


def bare_lines(folder: Path, count: int) -> float:
    encode = msgspec.json.Encoder().encode
    begun = time.process_time()
    with (folder / "bare.jsonl").open("wb") as out:
        for record in make_records(count):
            out.write(encode(record) + b"\n")
    return time.process_time() - begun - _making(count)


def our_lines(folder: Path, count: int) -> float:
    begun = time.process_time()
    feed.write(make_records(count), folder / "jobs.jsonl")
    return time.process_time() - begun - _making(count)


def scrapy_lines(folder: Path, count: int) -> float:
    """What ``-O jobs.jsonl`` does with the same records."""
    from scrapy.exporters import JsonLinesItemExporter

    begun = time.process_time()
    with (folder / "scrapy.jsonl").open("wb") as out:
        exporter = JsonLinesItemExporter(out, encoding="utf-8")  # type: ignore[arg-type]  # any file will do
        exporter.start_exporting()
        for record in make_records(count):
            exporter.export_item(record)
        exporter.finish_exporting()
    return time.process_time() - begun - _making(count)


def our_columns(folder: Path, count: int) -> float:
    begun = time.process_time()
    parquet.write(make_records(count), folder / "jobs.parquet")
    return time.process_time() - begun - _making(count)


def _making(count: int) -> float:
    begun = time.process_time()
    for _ in make_records(count):
        pass
    return time.process_time() - begun


CONTENDERS: dict[str, Callable[[Path, int], float]] = {
    work.__name__: work
    for work in (
        *(bare_rows, our_rows, bare_search, our_search, our_dump),
        *(bare_lines, our_lines, scrapy_lines, our_columns),
    )
}
PAIRS = (
    ("SQLite rows, rate of ours to bare", "bare_rows", "our_rows"),
    ("SQLite rows and search, rate of ours to bare", "bare_search", "our_search"),
    ("JSON lines, rate of ours to bare", "bare_lines", "our_lines"),
    ("JSON lines, rate of ours to Scrapy's exporter", "scrapy_lines", "our_lines"),
)
GROWING = ("our_dump", "our_lines", "our_columns")


def _run(name: str, count: int) -> tuple[float, float]:
    """CPU seconds and peak resident MB of one contender in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.publishing", "--one", name, "--records", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    seconds, resident = json.loads(done.stdout)
    return seconds, resident


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", type=int, nargs="*", default=[100_000], help="records of each growth run")
    parser.add_argument("--one", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        with tempfile.TemporaryDirectory() as folder:
            seconds = CONTENDERS[options.one](Path(folder), options.records)
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
        return
    taken: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(options.rounds):
        for name in CONTENDERS:
            taken[name].append(_run(name, options.records)[0])
    median = {name: statistics.median(seconds) for name, seconds in taken.items()}
    print(f"{options.records} records, median of {options.rounds} rounds, CPU microseconds a record")
    for name, seconds in median.items():
        print(f"  {name:12} {seconds / options.records * 1e6:8.1f}")
    for words, bare, ours in PAIRS:
        print(f"{words}: {median[bare] / median[ours]:.2f}")
    for records in filter(None, options.growth):
        for name in GROWING:
            seconds, resident = _run(name, records)
            ratio = (seconds / records) / (median[name] / options.records)
            print(f"{name} of {records} records: {ratio:.2f} times the cost a record, {resident:.0f} MB resident")


if __name__ == "__main__":
    main()
