"""The crawl stage: boards in, one snapshot each out, and what became of them."""

from __future__ import annotations

import logging
import platform
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from crawler.archive import Archive, Recorder
from crawler.files.recordings import recording, send_left
from crawler.files.storage import Location, ObjectPath, check_writable, each_of
from crawler.items import WHOLE, Board, Snapshot
from crawler.manners.traffic import Traffic, save_traffic, traffic_path
from crawler.parallel.dispatch import Dispatch, Hands
from crawler.parallel.lanes import Cut, cut_lanes
from crawler.parallel.lease import LEASE_SECONDS, Lead
from crawler.parallel.shares import divide
from crawler.parallel.spider_process import Orders, crawl_settings, run_spiders
from crawler.parallel.stopping import DRAIN_SECONDS, Stopping
from crawler.parallel.workers import FROZEN_SECONDS, Crew
from crawler.politeness import pace_of
from crawler.runs.aside import note_run, read_troubles, set_aside
from crawler.runs.estimate import board_seconds
from crawler.runs.run_log import name_run
from crawler.runs.runs import Run, boards_to_do, live_run, note_snapshots, replay_run, save_run
from crawler.snapshots import SnapshotError, read_header, remove_torn, snapshot_name, snapshot_path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How to crawl. ``replay`` and ``record`` exclude each other; a live crawl needs ``contact``."""

    data: Path
    snapshots: Location | None = None
    """Where snapshots lie; ``None``: in the data folder."""
    contact: str | None = None
    """E-mail or web address in the user agent, so that a site's operator can reach whoever runs the crawl."""
    replay: tuple[Location, ...] = ()
    record: Location | None = None
    full: bool = False
    """Ask for every detail again; a recording and a replay always do, so that an archive stands on its own."""
    allowed_hosts: tuple[str, ...] = ()
    """Hosts that may resolve to a private address (an intranet, a test server)."""
    all_boards: bool = False
    """Crawl boards that are set aside as well."""
    stays_open: bool = False
    """The run is not over with the crawl, and whoever goes on calls :func:`crawler.runs.runs.finish_run`."""
    processes: int = 0
    """Worker processes of a live crawl; 0: this one. A recording and a replay are always made by this one."""
    frozen_seconds: float = FROZEN_SECONDS
    """A worker that says nothing for so long is killed."""
    lease_seconds: float = LEASE_SECONDS
    """How long a worker elsewhere goes on without a word of this process (:mod:`crawler.parallel.lease`)."""
    cut: Cut = field(default_factory=Cut)
    """How large tasks are made for workers elsewhere."""
    drain_seconds: float = DRAIN_SECONDS
    """How long boards under way may take after a first signal."""

    @property
    def store(self) -> Location:
        """Where snapshots lie."""
        return self.snapshots or self.data / "snapshots"


@dataclass(slots=True)
class CrawlReport:
    """What a crawl did: every board of the run with its outcome."""

    run: str
    snapshots: list[Snapshot] = field(default_factory=list)
    resumed: int = 0
    """Boards that had their snapshot from an earlier start of the same run."""
    unfinished: list[str] = field(default_factory=list)
    """Boards without a snapshot: the crawl was interrupted."""
    interrupted: int | None = None
    """Number of the signal that ended the crawl early."""
    aside: list[Board] = field(default_factory=list)
    """Boards that were left alone, because they failed too often (:mod:`crawler.runs.aside`)."""

    @property
    def healthy(self) -> bool:
        """Every board that was crawled is complete or proven empty, and one was."""
        return bool(self.snapshots) and not self.unfinished and all(s.outcome in WHOLE for s in self.snapshots)

    @property
    def postings(self) -> int:
        """Postings collected."""
        return sum(snapshot.collected for snapshot in self.snapshots)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a crawl has before it."""

    run: Run
    to_do: list[Board]
    aside: list[Board]
    archive: Archive | None


class Watch:
    """Is told how a crawl goes; this one does nothing with it."""

    def begin(self, plan: Plan, boards: int) -> None:
        """The crawl is about to begin; ``boards`` are those of the run, ``plan`` what is to do of them."""

    def board(self, snapshot: Snapshot) -> None:
        """A board is crawled."""

    def stage(self, name: str) -> None:
        """The crawl is over, and a run goes on with another stage."""


def plan(boards: list[Board], options: CrawlOptions) -> Plan:
    """The run that a crawl of ``boards`` belongs to and the boards of it still to do.

    Raises ``ArchiveError``, and ``StorageError`` when the store of the snapshots cannot be asked.
    """
    archive = Archive(list(options.replay)) if options.replay else None
    run = replay_run(archive.started) if archive else live_run(options.data / "runs", boards)
    to_do = boards_to_do(options.store, run, boards)
    aside: list[Board] = []
    if archive is None and not options.all_boards:
        aside = set_aside(read_troubles(options.data), to_do, run.crawled_at)
    left_alone = {board.id for board in aside}
    return Plan(run, [board for board in to_do if board.id not in left_alone], aside, archive)


def crawl(
    boards: list[Board], options: CrawlOptions, watch: Watch | None = None, hands: Hands | None = None
) -> CrawlReport:
    """Crawl ``boards`` into the store of ``options``; boards of the run that have a snapshot are left alone.

    With ``hands`` the boards of a live crawl are crawled by these, else by this process or its workers.
    A first SIGINT or SIGTERM finishes the boards under way, a second ends the process at once; both leave whole
    snapshots only. Raises ``ArchiveError``, and with ``hands`` what :meth:`crawler.parallel.dispatch.Dispatch.crawl`
    does; ``StorageError`` before anything is fetched when the store cannot be written, or afterwards when it failed
    meanwhile: the same crawl goes on from there.
    """
    if options.record is not None or options.replay:
        hands = None
    with ExitStack() as stack:
        lead = None
        if isinstance(options.store, ObjectPath):
            check_writable(options.store)
        if hands is not None or options.snapshots is not None:
            # First of all: what an earlier start left under way elsewhere may still write snapshots. And the lock is of
            # the data folder: another one may have the same store.
            home = f"{platform.node()} {options.data.absolute()}"
            lead = stack.enter_context(Lead(options.store, options.lease_seconds, home))
        return _crawl(boards, options, watch or Watch(), hands, lead)


def _crawl(
    boards: list[Board], options: CrawlOptions, watch: Watch, hands: Hands | None, lead: Lead | None
) -> CrawlReport:
    ahead = plan(boards, options)
    run, to_do, archive = ahead.run, ahead.to_do, ahead.archive
    folder = options.store
    save_run(options.data / "runs", run, boards, finished=False)
    remove_torn(folder / run.id)
    stopping = Stopping()
    watch.begin(ahead, len(boards))
    name_run(run.id)
    if to_do:
        orders = Orders(
            snapshots=folder,
            run=run.id,
            crawled_at=run.crawled_at,
            full=options.full or options.record is not None or archive is not None,
            progress=lambda _, snapshot: watch.board(snapshot) if snapshot is not None else None,
            stopping=lambda: stopping.signal is not None,
        )
        with stopping:
            if hands is not None and lead is not None:
                _crawl_elsewhere(to_do, options, orders, stopping, hands, lead)
            elif options.processes and options.record is None and archive is None:
                _crawl_in_workers(to_do, options, orders, stopping)
            else:
                _crawl_here(to_do, options, orders, stopping, archive)
        if lead is None or lead.is_idle:
            remove_torn(folder / run.id)  # of workers that were killed
    elif options.record is not None:
        send_left(options.record, options.data)
    report = _report(boards, ahead, folder)
    report.interrupted = stopping.signal
    if isinstance(folder, ObjectPath):
        names = (snapshot_name(run.id, snapshot.board) for snapshot in report.snapshots)
        note_snapshots(options.data / "runs", run.id, names)
        if report.unfinished and not report.interrupted:
            check_writable(folder)  # a store that failed is no fault of those boards
    if archive is None and not report.interrupted:
        note_run(options.data, run.id, run.crawled_at, report.snapshots, report.unfinished)
    save_run(options.data / "runs", run, boards, finished=not report.unfinished and not options.stays_open)
    return report


def _report(boards: list[Board], ahead: Plan, folder: Location) -> CrawlReport:
    """What is there of ``boards`` now that what was ``ahead`` is done."""
    resumed = len(boards) - len(ahead.to_do) - len(ahead.aside)
    report = CrawlReport(ahead.run.id, resumed=resumed, aside=ahead.aside)
    left_alone = {board.id for board in ahead.aside}

    def header_of(board: Board) -> Snapshot | None:
        try:
            return read_header(snapshot_path(folder, ahead.run.id, board))
        except FileNotFoundError:
            return None
        except SnapshotError as error:
            log.error("%s", error)
            return None

    wanted = [board for board in boards if board.id not in left_alone]
    for board, header in zip(wanted, each_of(header_of, wanted, folder), strict=True):
        if header is None:
            report.unfinished.append(board.id)
        else:
            report.snapshots.append(header)
    return report


def _crawl_in_workers(boards: list[Board], options: CrawlOptions, orders: Orders, stopping: Stopping) -> None:
    pace = pace_of(crawl_settings(options.contact, options.allowed_hosts))
    crew = Crew(
        orders,
        pace,
        contact=options.contact,
        allowed_hosts=options.allowed_hosts,
        frozen_seconds=options.frozen_seconds,
        drain_seconds=options.drain_seconds,
    )
    try:
        crew.crawl(divide(boards, options.processes), stopping)
    finally:
        save_traffic(traffic_path(options.data / "runs", orders.run), crew.traffic)


def _crawl_elsewhere(
    boards: list[Board], options: CrawlOptions, orders: Orders, stopping: Stopping, hands: Hands, lead: Lead
) -> None:
    seconds = board_seconds(boards, options.data, options.allowed_hosts)
    dispatch = Dispatch(
        hands,
        lead,
        orders,
        contact=options.contact,
        allowed_hosts=options.allowed_hosts,
        frozen_seconds=options.frozen_seconds,
        drain_seconds=options.drain_seconds,
    )
    try:
        dispatch.crawl(cut_lanes(boards, seconds, hands.width(), options.cut), stopping)
    finally:
        save_traffic(traffic_path(options.data / "runs", orders.run), dispatch.traffic)


def _crawl_here(
    boards: list[Board], options: CrawlOptions, orders: Orders, stopping: Stopping, archive: Archive | None
) -> None:
    settings = crawl_settings(options.contact, options.allowed_hosts, archive)
    traffic = Traffic()
    with ExitStack() as stack:
        if options.record is not None:
            local = stack.enter_context(recording(options.record, options.data))
            recorder = Recorder(local, orders.crawled_at)
            stack.callback(recorder.close)
            settings.set("WARC_RECORDER", recorder)
            settings["DOWNLOADER_MIDDLEWARES"]["crawler.archive.RecordMiddleware"] = 880
        stack.callback(lambda: save_traffic(traffic_path(options.data / "runs", orders.run), traffic))
        stopping.at_first = lambda: stopping.end_after(options.drain_seconds)
        settings.set("TRAFFIC", traffic)
        settings.set("PACE", pace_of(settings))
        run_spiders(settings, boards, orders)
