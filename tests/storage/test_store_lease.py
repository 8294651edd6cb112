"""The lease of a store that several data folders have, on an S3 endpoint: one leads, the others are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.crawl import CrawlOptions, crawl
from crawler.files.storage import ObjectPath, put_bytes
from crawler.items import Board
from crawler.parallel.clock import clock
from crawler.parallel.lease import Hold, Lead, LeaseLost
from crawler.runs.lock import LockHeld
from tests.crawler.test_lanes import alone

SECONDS = 3.0


def test_of_two_leads_the_second_is_refused_and_what_was_given_back_is_taken_at_once(s3: ObjectPath) -> None:
    with Lead(s3, SECONDS), pytest.raises(LockHeld, match="another run"), Lead(s3, SECONDS):
        pass
    with Lead(s3, 3600.0) as lead:  # it would wait an hour otherwise
        lead.begin(["one"])
        lead.end("one")


def test_a_task_has_one_worker_that_ends_after_its_lead_is_silent(s3: ObjectPath) -> None:
    with Lead(s3, SECONDS) as lead:
        lead.begin(["one"])
        held = Hold(s3, "one", lead.id, SECONDS)
        assert held.claim() and not held.is_over
        assert not Hold(s3, "one", lead.id, SECONDS).claim()
        lead.lose("one")
    with Lead(s3, SECONDS):
        assert clock() > held.until


def test_a_lead_that_was_frozen_while_another_took_over_begins_nothing(s3: ObjectPath) -> None:
    frozen = Lead(s3, SECONDS)
    frozen._take()
    with Lead(s3, SECONDS), pytest.raises(LeaseLost):
        frozen.begin(["one"])


def test_a_crawl_into_a_store_that_another_data_folder_crawls_into_is_refused(s3: ObjectPath, tmp_path: Path) -> None:
    boards: list[Board] = [alone(0)]
    options = CrawlOptions(data=tmp_path, contact="a@b.example", snapshots=s3, lease_seconds=SECONDS)
    with Lead(s3, SECONDS, home="another"), pytest.raises(LockHeld):
        crawl(boards, options)
    assert not (tmp_path / "runs").exists()  # not even begun


def test_a_crawl_that_was_killed_is_taken_up_in_its_own_data_folder_at_once(s3: ObjectPath) -> None:
    killed = Lead(s3, 3600.0, home="here")
    killed._take()
    with Lead(s3, 3600.0, home="here"):
        pass
    assert json.loads((s3 / ".lease").read_bytes())["over"]


def test_a_damaged_lease_is_written_anew(s3: ObjectPath) -> None:
    put_bytes(b"\x00", s3 / ".lease")
    with Lead(s3, SECONDS) as lead:
        lead.begin(["one"])
        lead.end("one")
