"""Canned queries of the dump on many postings: ``python -m benchmarks.queries [--records N] [--rounds N] [--dump F]``.

The postings come from the generator below (seeded): some employers with most of the postings and many with few, as
careers sites have them; statements, pay, places, levels and near copies in shares that are declared here. Each query
runs with its parameters left empty, first once, then ``--rounds`` times; what counts is the median of those. So do the
facets that Datasette is told to show, and the first page of each view.
"""

from __future__ import annotations

import argparse
import copy
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from benchmarks.publishing import make_records
from crawler.items import Pay, Place, Posted
from enrich.record import (
    CapExempt,
    Copies,
    EbHint,
    EnrichedPosting,
    Filer,
    OccupationShare,
    Seniority,
    SeniorityLevel,
    Sponsorship,
    Statement,
    StatementKind,
    Tag,
    Track,
    Tracks,
    WageLevel,
    WorkMode,
)
from exports import sqlite
from exports.queries import QUERIES
from exports.rows import Row
from exports.tables import TABLES
from exports.views import VIEWS

EMPLOYERS = 3000
STATES = ("CA", "TX", "NY", "WA", "MA", "IL", "NJ", "GA", "NC", "VA", "PA", "FL", "OH", "CO", "MI", "AZ", "MN", "OR")
SOCS = tuple(
    (f"{major}-{minor}{number}", f"Occupation {major}-{minor}{number}")
    for major in (11, 13, 15, 17, 19, 25, 29, 41, 43, 53)
    for minor in (1, 2)
    for number in range(111, 119)
)
STATEMENTS: tuple[tuple[StatementKind, float, str], ...] = (
    ("no_sponsorship", 0.18, "We do not offer visa sponsorship for this role ({})."),
    ("work_authorization_required_only", 0.15, "You must be authorized to work in the United States ({})."),
    ("e_verify", 0.12, "{} takes part in E-Verify."),
    ("citizenship_or_clearance_required", 0.05, "U.S. citizenship is required by our contract ({})."),
    ("export_control", 0.03, "Export rules apply to this work at {}."),
    ("offers", 0.02, "{} sponsors H-1B visas."),
    ("conditional", 0.02, "{} considers transfers only."),
    ("cap_exempt", 0.01, "{} is exempt from the cap."),
)
LEVELS: tuple[tuple[SeniorityLevel, float], ...] = (
    *(("senior", 0.25), ("entry", 0.06), ("intern", 0.03), ("manager", 0.1), ("lead", 0.05)),
)
CRAWLED = "2026-11-01T06:00:00Z"


def make_varied(count: int) -> Iterator[EnrichedPosting]:
    """``count`` records in id order, as unlike each other as a query may notice."""
    chance = random.Random(20261120)
    for number, record in enumerate(make_records(count)):
        yield _vary(copy.copy(record), number, chance)


def make_boards() -> list[Row]:
    """The one board that every record names, with a few columns filled."""
    times = (CRAWLED, CRAWLED, CRAWLED, "complete")
    return [("greenhouse:bench", "Bench", "https://jobs.example/", "greenhouse", "bench", None, *times, *[None] * 4, 0)]


def _vary(record: EnrichedPosting, number: int, chance: random.Random) -> EnrichedPosting:
    employer = int(EMPLOYERS * chance.random() ** 3)
    name = f"Employer {employer}"
    soc, role = SOCS[int(len(SOCS) * chance.random() ** 2)]
    state = STATES[int(len(STATES) * chance.random() ** 2)]
    record.hiring_organization = replace(record.hiring_organization, name=name)
    matched = employer % 3 != 0
    record.filer = Filer(
        id=f"f-{employer}" if matched else None,
        name=name.upper() if matched else None,
        decision="match" if matched else "none",
        confidence=0.98 if matched else 0.0,
        rule="core",
    )
    if not matched:
        record.filings = None
    record.statements = list(_statements(record.description_text or "", name, chance))
    record.sponsorship = _verdict(record, matched, chance)
    record.job_location = [Place(raw=f"Town, {state}", locality="Town", region=state, country="US")]
    record.job_location_type = chance.choice(("remote", "hybrid", "onsite", None))
    record.occupational_category = [OccupationShare(soc=soc, title=role, share=0.8)]
    named = [level for level, share in LEVELS if chance.random() < share]
    record.seniority = Seniority(levels=named, quote=record.title, source="title") if named else None
    record.cap_exempt = CapExempt(value="likely" if employer % 50 == 1 else "unknown", reason=None)
    day = f"2026-{chance.randint(6, 10):02d}-{chance.randint(1, 28):02d}"
    record.date_posted = Posted(value=day, raw=day, precision="day")
    record.first_seen = record.changed_at = f"{day}T06:00:00Z"
    _vary_pay(record, chance)
    if chance.random() < 0.2:
        alike, reposts = f"text-{number // 7}", chance.randint(0, 3)
        record.copies = Copies(text_group=alike, open_alike=3, reposts=reposts, first_posted=record.first_seen)
    if chance.random() < 0.3:
        record.eb_hint = EbHint(value=chance.choice(("EB-2", "EB-3")), quote="a degree")
    if number % 12 == 0:
        record.status, record.closed_at, record.close_reason = "closed", CRAWLED, "absent_from_complete_listing"
    return record


def _statements(text: str, name: str, chance: random.Random) -> Iterator[Statement]:
    for kind, share, words in STATEMENTS:
        if chance.random() < share:
            quote = words.format(name)
            yield Statement(kind=kind, value=None, quote=quote, start=0, end=len(quote), rule=f"{kind}_1")


def _verdict(record: EnrichedPosting, matched: bool, chance: random.Random) -> Sponsorship:
    kinds = {said.kind for said in record.statements}
    tag: Tag = "unknown"
    if "offers" in kinds:
        tag = "stated_yes"
    elif kinds & {"no_sponsorship", "citizenship_or_clearance_required"}:
        tag = "excluded_by_posting"
    elif matched:
        tag = chance.choice(("likely", "possible", "unlikely"))
    track = Track(tag=tag, probability=round(chance.random(), 3) if matched else None)
    return Sponsorship(
        tag=tag, tracks=Tracks(h1b=track, h1b_new=track, perm=track, e3=track, h1b1=track), reasons=["bench"]
    )


def _vary_pay(record: EnrichedPosting, chance: random.Random) -> None:
    record.base_salary, record.wage_level, record.wage_level_reason = [], None, "no_pay"
    if chance.random() < 0.5:
        return
    low = float(chance.randint(40, 200)) * 1000
    record.base_salary = [
        Pay(min_value=low, max_value=low * 1.4, currency="USD", unit_text="YEAR", kind="base", raw="$", source="text")
    ]
    record.wage_level, record.wage_level_reason = (
        WageLevel(
            min=chance.randint(0, 4),
            max=4,
            soc=record.occupational_category[0].soc,
            area="1",
            wage_year="2026-27",
            socs=[],
            areas=1,
            below_level_1="no",
            entries=None,
            rule="bench",
        ),
        None,
    )
    if chance.random() < 0.3:
        record.work_mode = [WorkMode(value="hybrid", days_on_site=3, scope=None, quote="", start=0, end=0)]


def make_events(count: int) -> Iterator[Row]:
    """One arrival a posting, and a change of the tag for one in fifty."""
    for number in range(count):
        id, run = f"greenhouse:bench:{number:09d}", "20261001T060000Z"
        yield f"{run}/{id}", id, "2026-10-01T06:00:00Z", "new", "[]", None, "snapshot", None, None
        if number % 50 == 0:
            row = ("2026-10-02T06:00:00Z", "tag_changed", "[]", None, "snapshot", "likely", "excluded_by_posting")
            yield f"tag/{run}/{id}", id, *row


def make_dump(path: Path, count: int) -> None:
    """Write the dump of ``count`` postings to ``path``."""
    about = [("generated_at", CRAWLED)]
    sqlite.write(make_varied(count), path, about=about, boards=make_boards(), events=make_events(count))


def measure(db: sqlite3.Connection, sql: str, values: dict[str, str], rounds: int) -> tuple[float, float, int]:
    """Median seconds of a query once it is warm, on the clock and of the processor, and its rows."""
    rows = len(db.execute(sql, values).fetchall())
    clock, processor = [], []
    for _ in range(rounds):
        begun, worked = time.perf_counter(), time.process_time()
        db.execute(sql, values).fetchall()
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - worked)
    return statistics.median(clock), statistics.median(processor), rows


def report(db: sqlite3.Connection, rounds: int) -> None:
    """Print what queries, a search for a word of most texts, facets and views take."""
    (title,) = db.execute("SELECT title FROM posting LIMIT 1").fetchone()
    for query in QUERIES:
        values = {parameter.name: "" for parameter in query.parameters}
        if query.name == "search_openings":
            values["words"] = title.split()[0]
        _print(query.name, measure(db, query.sql, values, rounds))
    for table in TABLES:
        for facet in table.facets:
            # As Datasette asks for it.
            sql = f"SELECT {facet}, count(*) AS n FROM (SELECT * FROM {table.name}) WHERE {facet} IS NOT NULL"
            found = measure(db, f"{sql} GROUP BY {facet} ORDER BY n DESC, {facet} LIMIT 31", {}, rounds)
            _print(f"facet {table.name}.{facet}", found)
    for view in VIEWS:
        _print(f"view {view.name}", measure(db, f"SELECT * FROM {view.name} LIMIT 101", {}, rounds))


def _print(name: str, found: tuple[float, float, int]) -> None:
    clock, processor, rows = found
    print(f"  {name:32} {clock * 1000:7.1f} ms {processor * 1000:7.1f} ms of processor {rows:5} rows")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dump", type=Path, help="keep the dump here, and take it from here when it is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        dump = options.dump or Path(folder) / "jobs.db"
        if not dump.exists():
            make_dump(dump, options.records)
        with closing(sqlite3.connect(f"{dump.absolute().as_uri()}?mode=ro", uri=True)) as db:
            (postings,) = db.execute("SELECT count(*) FROM posting").fetchone()
            print(f"{postings} postings, {dump.stat().st_size / 1e6:.0f} MB, warm, median of {options.rounds}")
            report(db, options.rounds)


if __name__ == "__main__":
    main()
