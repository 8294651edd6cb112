"""How long the pages take on a large dump: ``python -m benchmarks.pages [--records N] [--rounds N] [--keep FOLDER]``.

The dump is made of the records of :mod:`benchmarks.publishing` with employers, roles, places, verdicts and dates
varied by a seeded draw. Each page is asked for through Datasette's own client in this process, so what counts is
reading and rendering without a network, after two requests that warm it up: CPU milliseconds of this process, which
others on the machine do not change, and what the clock said beside them. The limits are those that the pages are to
keep on 100,000 postings: 300 ms a page, 200 ms of it for the counts beside filters, 500 ms a search.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.publishing import CRAWLED, REFUSAL, make_records
from crawler.items import HiringOrganization, Place, Posted
from enrich.record import EnrichedPosting, OccupationShare, Sponsorship, Track, Tracks, WageLevel
from exports import inspection, sqlite
from exports.datasette.dump import Dump
from exports.datasette.filters import PAGE_SIZE, Filters
from exports.datasette.postings import count
from exports.datasette.serve import open_dump
from exports.datasette.words import MODES, STATES, TAGS
from exports.tables import TABLES

PAGE_MS, FACETS_MS, SEARCH_MS = 300, 200, 500
EMPLOYERS, ROLES, BOARDS = 5000, 400, 2000
WORDS = ("Engineer", "Analyst", "Nurse", "Scientist", "Manager", "Technician")

PAGES = {
    "/": PAGE_MS,
    "/postings": PAGE_MS,
    "/postings?page={last}": PAGE_MS,
    "/postings?tag=likely&tag=stated_yes": PAGE_MS,
    "/postings?track=perm&state=CA&mode=remote&pay=120000&wage=2&posted=30": PAGE_MS,
    "/postings?sort=pay": PAGE_MS,
    "/postings?q=engineer": SEARCH_MS,
    "/postings?q=senior+engineer&state=NY&tag=likely": SEARCH_MS,
    "/postings?q=position": SEARCH_MS,
    "/postings?q=position&sort=newest": SEARCH_MS,
    "/roles": PAGE_MS,
    "/role/15-1000": PAGE_MS,
    "/role/unknown": PAGE_MS,
    "/role/15-1000?state=TX&track=h1b": PAGE_MS,
    "/employers": PAGE_MS,
    "/employers?q=er+49": PAGE_MS,
    "/employer/Employer~200": PAGE_MS,
    "/employer/Employer~204999": PAGE_MS,
    "/posting/greenhouse~3Abench~3A000000500": PAGE_MS,
    "/quality": PAGE_MS,
    "/jobs": PAGE_MS,
    "/jobs/listing?_facet=soc&_facet=states": PAGE_MS,
    "/jobs/posting": PAGE_MS,
    "/jobs/posting?_search=engineer": SEARCH_MS,
    "/jobs/statement": PAGE_MS,
    "/jobs/location?_facet=region": PAGE_MS,
}
COUNTED = {
    "everything": Filters(),
    "a state": Filters(state="CA"),
    "a verdict": Filters(tag=("likely",)),
    "a common word": Filters(q="position"),
}


def varied_records(number: int) -> Iterator[EnrichedPosting]:
    """Records as a large crawl would have them: few employers with many postings, many with few."""
    chance = random.Random(20261120)
    states, tags = list(STATES), list(TAGS)
    modes: list[Any] = [*MODES, None]
    for at, record in enumerate(make_records(number)):
        employer = min(int(chance.paretovariate(0.6)) - 1, EMPLOYERS - 1)
        role = min(int(chance.paretovariate(0.5)) - 1, ROLES)
        tag: Any = chance.choices(tags, (2, 25, 10, 13, 15, 35))[0]
        track = Track(tag=tag, probability=round(chance.random(), 3))
        other = Track(tag=chance.choice(("likely", "unknown")), probability=None)
        record.board = f"greenhouse:bench{employer % BOARDS}"
        record.hiring_organization = HiringOrganization(name=f"Employer {employer}")
        record.title = f"{chance.choice(('Senior ', '', ''))}{chance.choice(WORDS)} {record.title}"
        state = chance.choice(states)
        record.job_location = [Place(raw=f"Town, {state}", locality="Town", region=state, country="US")]
        record.job_location_type = chance.choice(modes)
        soc = OccupationShare(soc=f"15-{1000 + role}", title=f"Occupation {role}", share=0.9)
        record.occupational_category = [] if role == ROLES else [soc]
        record.date_posted = Posted(
            value=f"2026-{chance.randint(5, 10):02d}-{chance.randint(1, 28):02d}", raw="", precision="day"
        )
        record.sponsorship = Sponsorship(
            tag=tag,
            tracks=Tracks(h1b=track, h1b_new=track, perm=other, e3=other, h1b1=other),
            reasons=[f'The posting says "{REFUSAL}"'],
        )
        record.filer = copy.copy(record.filer)
        record.filer.id = f"filer-{employer}"
        record.filer.name = f"EMPLOYER {employer} INC"
        if chance.random() < 0.7:
            record.statements = []
        if chance.random() < 0.4:
            record.base_salary = []
        elif chance.random() < 0.7:
            record.wage_level = _wage_level(chance.randint(1, 4))
        if at % 10 == 9:
            record.status, record.closed_at, record.close_reason = "closed", CRAWLED, "absent_from_complete_listing"
        yield record


def _wage_level(level: int) -> WageLevel:
    return WageLevel(
        min=level,
        max=level,
        soc="15-1252",
        area="Bench",
        wage_year="2026-27",
        socs=["15-1252"],
        areas=1,
        below_level_1=None,
        entries=None,
        rule="bench",
    )


def make_dump(folder: Path, number: int) -> Path:
    """Write a dump of ``number`` postings into ``folder``, with a board and an event for each."""
    boards = [
        (
            *(f"greenhouse:bench{at}", f"Employer {at}", "https://jobs.example", "greenhouse", f"bench{at}", None),
            *(CRAWLED, CRAWLED, CRAWLED, "complete", None, None, None, 50, 50),
        )
        for at in range(BOARDS)
    ]
    columns = len(next(table for table in TABLES if table.name == "event").columns)
    events = (
        (f"run/greenhouse:bench:{at:09d}", f"greenhouse:bench:{at:09d}", CRAWLED, "new", *([None] * (columns - 4)))
        for at in range(number)
    )
    about = {"generated_at": CRAWLED, "reference_version": "bench", "model_version": "bench", "licence": "invented"}
    sqlite.write(varied_records(number), folder / sqlite.NAME, about=about.items(), boards=boards, events=events)
    inspection.write(folder / sqlite.NAME, folder / inspection.NAME)
    return folder


@dataclass(frozen=True, slots=True)
class Figure:
    """What a page or a part of it took, in milliseconds, medians over the rounds."""

    name: str
    cpu: float
    clock: float
    limit: int


async def time_pages(folder: Path, rounds: int) -> list[Figure]:
    """Figures of all pages, then of the counts beside filters alone."""
    datasette = open_dump(folder)
    dump = Dump(datasette, "jobs")
    everything = await count(dump, Filters(), CRAWLED)
    last = -(-everything.total // PAGE_SIZE)

    async def page(path: str) -> None:
        answer = await datasette.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"

    figures = []
    for pattern, limit in PAGES.items():
        path = pattern.format(last=last)
        figures.append(await _time(path, limit, rounds, lambda path=path: page(path)))  # type: ignore[misc]
    for name, filters in COUNTED.items():
        work = lambda filters=filters: count(dump, filters, CRAWLED)  # noqa: E731
        figures.append(await _time(f"counts of {name}", FACETS_MS, rounds, work))
    return figures


async def _time(name: str, limit: int, rounds: int, work: Callable[[], Awaitable[object]]) -> Figure:
    cpu, clock = [], []
    for _ in range(rounds + 2):
        begun = time.process_time(), time.perf_counter()
        await work()
        cpu.append(1000 * (time.process_time() - begun[0]))
        clock.append(1000 * (time.perf_counter() - begun[1]))
    return Figure(name, statistics.median(cpu[2:]), statistics.median(clock[2:]), limit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="folder to make the dump in, or to find it in from before")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / sqlite.NAME).exists():
            make_dump(folder, chosen.records)
        figures = asyncio.run(time_pages(folder, chosen.rounds))
    print("        CPU    clock  limit (ms)")
    for figure in figures:
        verdict = "ok  " if figure.cpu <= figure.limit else "OVER"
        print(f"{verdict} {figure.cpu:6.0f}   {figure.clock:6.0f}   {figure.limit:4}  {figure.name}")


if __name__ == "__main__":
    main()
