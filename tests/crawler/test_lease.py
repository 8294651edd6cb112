"""The lease of a store: one leads, and a worker that does not hear of it is over before another may begin."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crawler.parallel.clock import clock
from crawler.parallel.lease import Hold, Lead, LeaseLost, NoLease
from crawler.runs.lock import LockHeld

SECONDS = 1.2
"""A lease, short for a test; what has to happen within it has a tenth of it to do so."""


def hold(store: Path, lead: Lead, task: str) -> Hold:
    return Hold(store, task, lead.id, SECONDS)


def wait_until_over(lead: Lead, task: str) -> None:
    until = clock() + 20 * SECONDS
    while not lead.is_over(task):
        assert clock() < until
        time.sleep(0.02)


def test_a_worker_goes_on_while_its_lead_speaks_and_ends_when_it_is_silent(tmp_path: Path) -> None:
    with Lead(tmp_path, SECONDS) as lead:
        lead.begin(["one"])
        with hold(tmp_path, lead, "one") as held:
            assert held.claim()
            time.sleep(2 * SECONDS)
            assert not held.is_over
            lead._ending.set()  # as when its process is killed
            lead._beating.join()
            time.sleep(1.5 * SECONDS)
            assert held.is_over


def test_a_lost_task_is_over_for_its_lead_after_it_is_for_its_worker(tmp_path: Path) -> None:
    with Lead(tmp_path, SECONDS) as lead:
        lead.begin(["one"])
        held = hold(tmp_path, lead, "one")  # a worker that is cut off: it does not look again
        assert held.claim() and not held.is_over
        lead.lose("one")
        assert not lead.is_over("one")
        wait_until_over(lead, "one")
        assert held.is_over
        lead.begin(["two"])
        assert hold(tmp_path, lead, "two").claim()


def test_a_worker_that_looks_ends_as_soon_as_its_task_is_given_up(tmp_path: Path) -> None:
    with Lead(tmp_path, 60.0) as lead:
        lead.begin(["one"])
        held = Hold(tmp_path, "one", lead.id, 60.0)
        assert held.claim()
        lead.lose("one")
        lead._write()
        held._look()
        assert held.is_over


def test_a_task_has_one_worker_whoever_else_is_given_it(tmp_path: Path) -> None:
    with Lead(tmp_path, SECONDS) as lead:
        lead.begin(["one"])
        assert hold(tmp_path, lead, "one").claim()
        assert not hold(tmp_path, lead, "one").claim()
        assert not hold(tmp_path, lead, "never begun").claim()


def test_a_worker_that_sees_another_folder_says_so(tmp_path: Path) -> None:
    with Lead(tmp_path / "here", SECONDS) as lead:
        lead.begin(["one"])
        with pytest.raises(NoLease, match="same folder"):
            hold(tmp_path / "there", lead, "one").claim()


def test_a_drain_is_heard(tmp_path: Path) -> None:
    with Lead(tmp_path, SECONDS) as lead:
        lead.begin(["one"])
        with hold(tmp_path, lead, "one") as held:
            assert held.claim() and held.drain is None
            lead.drain(7.0)
            until = clock() + 20 * SECONDS
            while held.drain is None:
                assert clock() < until
                time.sleep(0.02)
            assert held.drain == 7.0


def test_of_two_leads_the_second_is_refused(tmp_path: Path) -> None:
    with Lead(tmp_path, SECONDS), pytest.raises(LockHeld, match="another run"), Lead(tmp_path, SECONDS):
        pass


def test_a_lease_that_was_given_back_is_taken_at_once(tmp_path: Path) -> None:
    with Lead(tmp_path, 3600.0):
        pass
    with Lead(tmp_path, 3600.0) as lead:  # the test would take an hour otherwise
        lead.begin(["one"])
        lead.end("one")


def test_a_lease_of_a_lead_that_was_killed_is_waited_for(tmp_path: Path) -> None:
    killed = Lead(tmp_path, SECONDS)
    killed._take()
    killed._word.tasks = ["one"]
    killed._write()
    held = hold(tmp_path, killed, "one")
    assert held.claim()
    with Lead(tmp_path, SECONDS):
        assert held.is_over
        assert sorted(path.name for path in tmp_path.iterdir()) == [".lease"]


def test_a_lead_that_was_frozen_while_another_took_over_begins_nothing(tmp_path: Path) -> None:
    frozen = Lead(tmp_path, SECONDS)
    frozen._take()
    with Lead(tmp_path, SECONDS) as lead:
        with pytest.raises(LeaseLost):
            frozen.begin(["one"])
        lead.begin(["two"])


def test_a_task_that_is_lost_when_its_lead_ends_keeps_the_lease(tmp_path: Path) -> None:
    with Lead(tmp_path, SECONDS) as lead:
        lead.begin(["one"])
        held = hold(tmp_path, lead, "one")
        assert held.claim()
        lead.lose("one")
    with Lead(tmp_path, SECONDS):
        assert held.is_over
