from __future__ import annotations

import pytest

from benchmarks.recognition import listed_boards, measure, posting_urls
from tests.real_data import shared_path

pytestmark = pytest.mark.real

FLOOR = 0.98
"""Of the addresses on a system's host; what is missing names no board at all (short links, embedded job forms)."""


def test_careers_pages_are_recognised() -> None:
    shared_path("data", "boards", "boards_dev.tsv")
    tally = measure(listed_boards(shared_path("data")))
    assert tally.asked > 2_000
    assert tally.rate >= 0.999
    assert tally.wrong == []
    assert tally.vanity_wrong == []


def test_addresses_of_postings_are_recognised() -> None:
    shared_path("data", "dol", "simplify")
    tally = measure(posting_urls(shared_path("data")))
    assert tally.asked > 3_000
    assert tally.rate >= FLOOR
    assert tally.wrong == []
    assert tally.vanity > 100
