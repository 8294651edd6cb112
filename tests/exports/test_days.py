"""Invented weeks, published every day: each day verifies, and the feed holds what the employers had open."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Board, JobPosting
from crawler.ledger import fold_snapshots, rebuild
from exports.publication import export
from exports.records import SEEN_STEP
from exports.verify import verify
from tests.exports.editions import REFUSAL, a_rich_posting, digests, enrich, lines, query
from tests.ledger.crawls import at, crawl

BOARDS = [
    Board(employer="Acme Turbines", url="https://boards.greenhouse.io/acme", ats="greenhouse", token="acme"),
    Board(employer='O\'Hill; "Clinics"', url="https://jobs.lever.co/hill", ats="lever", token="../hill's"),
    Board(employer="Vale", url="https://vale.example/jobs", ats="workday", token="vale/External"),
]
DAYS = 30


class Employer:
    """Jobs that open, close, move, come back and are edited."""

    def __init__(self, board: Board, chance: random.Random) -> None:
        self.board, self.chance = board, chance
        self.open = dict.fromkeys(range(chance.randint(3, 8)), 0)
        self.next = len(self.open)

    def live(self) -> None:
        for job in list(self.open):
            if self.chance.random() < 0.06:
                del self.open[job]
            elif self.chance.random() < 0.05:
                self.open[job] += 1
        if self.chance.random() < 0.4:
            self.open[self.next] = 0
            self.next += 1
        if self.chance.random() < 0.1 and self.next:  # an old one comes back
            self.open.setdefault(self.chance.randrange(self.next), 0)

    def crawl(self, snapshots: Path, time: str) -> set[int]:
        """Crawl this employer, not always well; the jobs that the listing showed."""
        fate = self.chance.choices(["well", "cut", "down", "hollow", "thin"], [12, 2, 2, 1, 2])[0]
        jobs = {
            "well": list(self.open),
            "thin": list(self.open),
            "cut": [job for job in self.open if self.chance.random() < 0.5],
        }.get(fate, [])
        outcome = {"well": "complete", "thin": "complete", "cut": "partial", "down": "failed", "hollow": "empty"}[fate]
        if outcome == "complete" and not jobs:
            outcome = "empty"
        postings = [self._posting(job, thin=fate == "thin") for job in jobs]
        crawl(snapshots, time, postings, self.board, outcome=outcome, reason=None if outcome == "complete" else fate)
        return set(jobs)

    def _posting(self, job: int, thin: bool) -> JobPosting:
        refusal = "" if self.open[job] % 2 else f"<p>{REFUSAL}</p>"
        html = None if thin else f"<p>Edition {self.open[job]} of {job}.</p>{refusal}"
        return a_rich_posting(
            job,
            self.board,
            description_html=html,
            detail_missing=thin,
            source_sha256=f"{thin}{self.open[job]}",
        )


@pytest.mark.parametrize("seed", [7])
def test_a_known_month(tmp_path: Path, seed: int) -> None:
    assert live_a_month(tmp_path, random.Random(seed)) > 5, "verdicts that an edit changed"


@given(chance=st.randoms(use_true_random=True))
@settings(max_examples=1, deadline=None)
def test_any_month(tmp_path_factory: pytest.TempPathFactory, chance: random.Random) -> None:
    live_a_month(tmp_path_factory.mktemp("month"), chance)


def _a_week_after(time: str) -> str:
    return (datetime.fromisoformat(time) + SEEN_STEP).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_quiet_night_makes_a_small_change_file(tmp_path: Path) -> None:
    postings = [a_rich_posting(number, BOARDS[0]) for number in range(20)]
    sizes = []
    for day in range(1, 11):
        crawl(tmp_path / "snapshots", at(day), postings, BOARDS[0])
        fold_snapshots(tmp_path / "snapshots", tmp_path / "ledger.db")
        enrich(tmp_path / "ledger.db")
        export(tmp_path / "ledger.db", None, tmp_path / "out")
        steps = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["changes"]
        sizes.append(sum((tmp_path / "out" / step["file"]).read_bytes().count(b"\n") for step in steps))
    assert sizes == [0, 0, 0, 0, 0, 0, 0, 20, 20, 20], "only the day a week after the first one names them again"


def live_a_month(folder: Path, chance: random.Random) -> int:
    """Crawl and publish day by day, checking each; how many verdicts were changed by an edit."""
    snapshots, ledger, out = folder / "snapshots", folder / "ledger.db", folder / "out"
    employers = [Employer(board, chance) for board in BOARDS]
    ever: set[str] = set()
    tags: dict[str, str] = {}
    turns: list[tuple[str, str, str, str]] = []
    """Posting, time, tag before and after, wherever one day's feed says otherwise than the day's before."""
    copies: list[Path] = []
    for day in range(DAYS):
        skew = timedelta(minutes=chance.randint(-30, 30))
        time = (datetime(2026, 3, 1, 5, tzinfo=UTC) + timedelta(days=day) + skew).strftime("%Y-%m-%dT%H:%M:%SZ")
        truth, shown = set(), set()
        for employer in employers:
            employer.live()
            shown |= {f"{employer.board.id}:{job}" for job in employer.crawl(snapshots, time)}
            truth |= {f"{employer.board.id}:{job}" for job in employer.open}
        ever |= shown
        assert fold_snapshots(snapshots, ledger).problems == []
        enrich(ledger)
        export(ledger, None, out)
        copies.append(folder / f"copy{day}")
        shutil.copytree(out, copies[-1], ignore=shutil.ignore_patterns(".*", "changes"))
        earlier = copies[max(0, len(copies) - 1 - chance.randrange(1, 40))]
        assert verify(out, previous=earlier) == []
        feed = {record["id"]: record for record in lines(out)}
        assert set(feed) == ever, "no posting is lost while it is open or lately closed"
        assert {id for id in shown if feed[id]["status"] != "open"} == set()
        assert all(feed[id]["last_seen"] <= time < _a_week_after(feed[id]["last_seen"]) for id in shown)
        now = {id: record["sponsorship"]["tag"] for id, record in feed.items()}
        turns += [(id, time, tags[id], tag) for id, tag in now.items() if tags.get(id, tag) != tag]
        tags = now
        closed_today = {id for id, record in feed.items() if record["closed_at"] == time}
        assert closed_today & truth == set(), "a false close"
    told = query(out, "SELECT posting, at, tag_before, tag_after FROM event WHERE kind = 'tag_changed'")
    assert sorted(told) == sorted(turns)
    rebuild(snapshots, folder / "rebuilt.db")
    enrich(folder / "rebuilt.db")
    export(folder / "rebuilt.db", None, folder / "again")
    again, published = digests(folder / "again"), digests(out)
    versions = [json.loads(files.pop("manifest.json"))["feed_version"] for files in (again, published)]
    assert versions[0] == versions[1]
    assert again == published
    return len(turns)
