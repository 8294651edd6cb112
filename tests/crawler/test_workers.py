"""A crawl by several processes, on loopback: one pace for all, and what ends a worker costs nothing but time."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from crawler.crawl import CrawlOptions, CrawlReport, Watch, crawl
from crawler.items import Board, Snapshot
from crawler.manners.backends import Limit
from crawler.manners.pace import Pace
from crawler.manners.traffic import Traffic, read_traffic
from crawler.parallel.remote_pace import Desk, RemotePace
from crawler.parallel.shares import divide, processes_for
from crawler.parallel.worker_messages import FromWorker, Line, ToWorker, Turn
from tests.loopback import Answer, Site, serve

JOB = {"@context": "https://schema.org", "@type": "JobPosting", "hiringOrganization": "Stave & Co"}
HOSTS = [f"127.0.0.{n}" for n in range(1, 21)]


@pytest.fixture
def site() -> Iterator[Site]:
    """Twenty careers sites, one address each, of two jobs."""
    with serve("0.0.0.0") as running:
        running.answers["/robots.txt"] = Answer(status=404)
        for n, host in enumerate(HOSTS):
            pages = [f"/{n}/jobs/{number}" for number in range(2)]
            running.html(f"/{n}", "".join(f'<a href="{page}">job</a>' for page in pages))
            urls = "".join(f"<url><loc>http://{host}:{running.port}{page}</loc></url>" for page in pages)
            running.put(f"/{n}/sitemap.xml", f"<urlset>{urls}</urlset>", "application/xml")
            for page in pages:
                job = JOB | {"title": f"Cooper {page}", "identifier": page}
                running.html(page, f'<html><script type="application/ld+json">{json.dumps(job)}</script></html>')
        yield running


def boards(site: Site) -> list[Board]:
    return [
        Board(employer=f"Stave {n}", url=f"http://{host}:{site.port}/{n}", ats="jsonld", token=f"{host}/{n}")
        for n, host in enumerate(HOSTS)
    ]


def options(data: Path, processes: int = 2, **more: Any) -> CrawlOptions:
    return CrawlOptions(
        data=data, contact="ops@stave.example", allowed_hosts=tuple(HOSTS), processes=processes, **more
    )  # fmt: skip


def outcomes(report: CrawlReport) -> dict[str, tuple[str, int]]:
    return {header.board.employer: (header.outcome, header.collected) for header in report.snapshots}


def workers(parent: int | None = None) -> list[int]:
    """Processes that a process, else this one, has started and that live."""
    listed = Path(f"/proc/{parent or os.getpid()}/task/{parent or os.getpid()}/children").read_text().split()
    return [int(pid) for pid in listed if b"crawler.parallel.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def wait_for(claim: Callable[[], object], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until
        time.sleep(0.02)


def asked(site: Site) -> dict[str, int]:
    """How often each page of a board was asked for."""
    counts: dict[str, int] = {}
    for _, path in site.log:
        if path[1:2].isdigit():
            counts[path] = counts.get(path, 0) + 1
    return counts


WHOLE = {f"Stave {n}": ("complete", 2) for n in range(len(HOSTS))}


def test_every_board_is_crawled_once_and_what_was_asked_is_told_of_all_processes(site: Site, tmp_path: Path) -> None:
    seen: list[Snapshot] = []

    class Seeing(Watch):
        def board(self, snapshot: Snapshot) -> None:
            seen.append(snapshot)

    report = crawl(boards(site), options(tmp_path), Seeing())
    assert outcomes(report) == WHOLE and report.healthy
    assert sorted(header.board.employer for header in seen) == sorted(WHOLE)
    assert set(asked(site).values()) == {1}
    [path] = (tmp_path / "runs").glob("*.traffic.json")
    assert sum(backend.requests for backend in read_traffic(path).values()) == len(site.log)


def test_a_worker_that_freezes_costs_no_board(site: Site, tmp_path: Path) -> None:
    struck: list[int] = []

    def strike() -> None:
        if not struck:
            struck.extend(workers())
            for pid in struck:
                os.kill(pid, signal.SIGSTOP)

    site.answers["/3/jobs/1"].first = strike
    report = crawl(boards(site), options(tmp_path, processes=1, frozen_seconds=3.0))
    assert struck and outcomes(report) == WHOLE
    assert not workers()


def test_a_board_that_ends_every_process_is_named_and_costs_no_other(site: Site, tmp_path: Path) -> None:
    def strike() -> None:
        for pid in workers():
            os.kill(pid, signal.SIGKILL)

    site.answers["/3/jobs/1"].first = strike
    report = crawl(boards(site), options(tmp_path, processes=1))
    poison = outcomes(report).pop("Stave 3")
    assert poison == ("failed", 0)
    assert outcomes(report) | {"Stave 3": poison} == WHOLE | {"Stave 3": poison}
    [header] = [header for header in report.snapshots if header.board.employer == "Stave 3"]
    assert header.reason == "crawling it ended the process twice: it was ended by SIGKILL"
    assert not report.unfinished and not report.healthy
    assert len(site.asked("/3/jobs/1")) == 2


def command(site: Site, folder: Path, *more: str) -> list[str]:
    rows = "".join(f"{board.employer},{board.url},jsonld\n" for board in boards(site))
    (folder / "boards.csv").write_text(f"employer,url,ats\n{rows}", encoding="utf-8")
    hosts = [part for host in HOSTS for part in ("--allow-host", host)]
    words = [
        "crawl",
        "--boards",
        str(folder / "boards.csv"),
        "--data",
        str(folder / "data"),
        "--contact",
        "a@b.example",
    ]
    return [sys.executable, "-W", "error", "-m", "sponsorfeed", *words, *hosts, "--json", *more]


def test_a_first_signal_finishes_what_is_under_way_and_the_same_command_does_the_rest(
    site: Site, tmp_path: Path
) -> None:
    for n in range(len(HOSTS)):
        site.answers[f"/{n}/jobs/0"].delay = 0.5
    with subprocess.Popen(command(site, tmp_path, "--processes", "2"), stdout=subprocess.PIPE) as process:
        wait_for(lambda: site.asked("/0/jobs/0"))
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    first = json.loads(out)
    assert first["unfinished"]
    assert "complete" in {board["outcome"] for board in first["boards"]}
    again = subprocess.run(command(site, tmp_path), stdout=subprocess.PIPE, timeout=60, check=False)
    second = json.loads(again.stdout)
    assert (again.returncode, second["run"], second["unfinished"]) == (0, first["run"], [])
    assert {board["outcome"] for board in second["boards"]} == {"complete"}
    assert set(asked(site).values()) == {1}


@pytest.mark.parametrize("last", [signal.SIGTERM, signal.SIGKILL])
def test_a_second_signal_or_a_kill_ends_all_processes_at_once_and_loses_nothing(
    site: Site, tmp_path: Path, last: signal.Signals
) -> None:
    site.answers["/0/jobs/0"].delay = 50.0
    words = command(site, tmp_path, "--processes", "2")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        wait_for(lambda: site.asked("/0/jobs/0"))
        crew = workers(process.pid)
        if last is signal.SIGTERM:
            process.send_signal(signal.SIGTERM)
            assert any(b"once more stops at once" in line for line in process.stderr)  # two that meet would be one
        process.send_signal(last)
        process.communicate(timeout=30)
    assert process.returncode == (143 if last is signal.SIGTERM else -signal.SIGKILL)
    wait_for(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in crew))
    site.answers["/0/jobs/0"].delay = 0.0
    again = subprocess.run(command(site, tmp_path), stdout=subprocess.PIPE, timeout=60, check=False)
    assert again.returncode == 0 and not json.loads(again.stdout)["unfinished"]


def test_boards_that_meet_at_a_backend_stay_together() -> None:
    def board(url: str, ats: str) -> Board:
        return Board(employer="E", url=url, ats=ats, token=url)

    lever = [board(f"https://jobs.lever.co/{n}", "lever") for n in range(30)]
    behind = board("https://careers.stave.example/", "lever")
    icims = [board("https://one.icims.com/jobs", "icims"), board("https://two.jibeapply.com/jobs", "jibe")]
    own = [board(f"https://{n}.example/careers", "jsonld") for n in range(40)]
    shares = divide([*own, *lever, behind, *icims], 3)
    assert sorted(map(len, shares)) == [21, 21, 31]
    assert [*lever, behind] in shares
    assert any(all(one in share for one in icims) for share in shares)
    assert divide(lever, 4) == [lever]
    assert processes_for(lever) == processes_for(own[:1]) == 1


def line() -> tuple[Line, Line]:
    ours, theirs = socket.socketpair()
    return Line(ours, FromWorker), Line(theirs, ToWorker)


def test_processes_share_one_pace() -> None:
    async def ask(pace: RemotePace, turns: list[float]) -> None:
        for _ in range(4):
            await pace.turn("host a", "backend vendor")
            turns.append(time.monotonic())
            pace.succeeded("host a")
            pace.succeeded("backend vendor")

    given = Traffic()

    async def both() -> list[float]:
        pace = Pace(1.0, lambda key: Limit(1, 0.05) if key.startswith("backend") else None)
        loop, turns, asking, lines = asyncio.get_running_loop(), list[float](), [], []
        for _ in range(2):
            here, there = (
                Line(end, kind) for end, kind in zip(socket.socketpair(), (FromWorker, ToWorker), strict=True)
            )
            desk, remote = Desk(pace, here, given), RemotePace(there)
            loop.add_reader(here, partial(here.receive, desk.take))
            loop.add_reader(there, partial(there.receive, remote.take))
            asking.append(ask(remote, turns))
            lines += [here, there]
        await asyncio.gather(*asking)
        for line in lines:
            loop.remove_reader(line)
            line.close()
        return turns

    begun = time.monotonic()
    turns = asyncio.run(both())
    assert len(turns) == 8
    assert max(turns) - begun >= 7 * 0.05 - 0.01  # any turn may be heard of late, the first one, too
    gap = given.backends["vendor"].least_gap
    assert given.backends["vendor"].requests == 8 and gap is not None and gap >= 0.045


def test_a_worker_that_is_gone_holds_no_turn() -> None:
    async def gone() -> None:
        pace = Pace(1.0, lambda _: Limit(1, 0.0))
        here, there = line()
        desk = Desk(pace, here, Traffic())
        desk.take(Turn(1, ["host a", "backend a"]))
        desk.take(Turn(2, ["host a", "backend a"]))
        await asyncio.sleep(0.01)
        await desk.close()
        await asyncio.wait_for(pace.turn("host a", "backend a"), 1.0)
        here.close()
        there.close()

    asyncio.run(gone())
