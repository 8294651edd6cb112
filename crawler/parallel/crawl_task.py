"""A part of a crawl, done anywhere: some boards, crawled by a worker process of its own under a lease.

What runs the task never runs a spider: a reactor, a crash or a leak ends with the process that had it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.files.storage import parse_location
from crawler.items import Board, Snapshot
from crawler.manners.pace import Standing
from crawler.manners.traffic import Backend
from crawler.parallel.lease import Hold
from crawler.parallel.spider_process import Orders, crawl_settings
from crawler.parallel.stopping import Stopping
from crawler.parallel.workers import Crew
from crawler.politeness import pace_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOrder:
    """What a task is told. Times are durations; the wall clock of a run is that of its lead."""

    task: str
    lead: str
    lease_seconds: float
    boards: list[Board]
    standings: dict[str, Standing]
    """How the backends stood when the task before this one ended."""
    snapshots: str
    run: str
    crawled_at: str
    full: bool
    contact: str | None
    allowed_hosts: tuple[str, ...]
    frozen_seconds: float


@dataclass(slots=True)
class Crawled:
    """What became of a task."""

    is_mine: bool
    """``False``: another worker has claimed the task, or the lead gave it up; nothing was done."""
    snapshots: list[Snapshot] = field(default_factory=list)
    """Headers of the boards that are crawled."""
    defects: list[str] = field(default_factory=list)
    """Boards that a defect left without a snapshot."""
    is_whole: bool = True
    """Neither the lease nor a drain ended it early."""
    traffic: dict[str, Backend] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)


class WorkersFail(RuntimeError):
    """The processes of a task end before they begin."""


def crawl_task(order: CrawlOrder) -> Crawled:
    """Crawl the boards of ``order`` into its store.

    Raises :class:`crawler.parallel.lease.NoLease`, :class:`WorkersFail`, and what the store raises.
    """
    store = parse_location(order.snapshots)
    hold = Hold(store, order.task, order.lead, order.lease_seconds)
    if not hold.claim():
        return Crawled(is_mine=False)
    done = Crawled(is_mine=True)

    def progress(board: Board, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            done.defects.append(board.id)
        else:
            done.snapshots.append(snapshot)

    orders = Orders(snapshots=store, run=order.run, crawled_at=order.crawled_at, full=order.full, progress=progress)
    pace = pace_of(crawl_settings(order.contact, order.allowed_hosts))
    pace.resume(order.standings)
    crew = Crew(
        orders,
        pace,
        contact=order.contact,
        allowed_hosts=order.allowed_hosts,
        frozen_seconds=order.frozen_seconds,
        hold=hold,
    )
    with hold:
        crew.crawl([order.boards], Stopping())
    done.is_whole = not crew.has_lapsed and not hold.is_over and hold.drain is None
    if done.is_whole and len(done.snapshots) + len(done.defects) < len(order.boards):
        raise WorkersFail(f"workers end before they begin; {len(order.boards)} boards cannot be crawled there")
    done.traffic = crew.traffic.backends
    done.standings = pace.standings()
    return done
