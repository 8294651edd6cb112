"""Any value of another type, anywhere in an answer: the snapshot adds up all the same."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.items import Board
from tests.capture import crawl_exchanges
from tests.crawler.bad_answers.answers import (
    ASHBY,
    GREENHOUSE,
    LEVER,
    WORKDAY,
    Exchange,
    accounted,
    ashby,
    ashby_job,
    encoded,
    greenhouse,
    greenhouse_job,
    lever,
    lever_job,
    listed,
    told,
    workday_detail,
    workday_details,
    workday_page,
)
from tests.crawler.values import any_json


def random_path(value: Any, pick: random.Random) -> list[Any]:
    """Keys and indexes down to a random value inside ``value``."""
    path: list[Any] = []
    while isinstance(value, dict | list) and value and (not path or pick.random() < 0.8):
        key = pick.choice(list(value)) if isinstance(value, dict) else pick.randrange(len(value))
        path.append(key)
        value = value[key]
    return path


def mutated(answer: Any, replacements: list[Any], pick: random.Random) -> Any:
    answer = copy.deepcopy(answer)
    for replacement in replacements:
        *above, last = random_path(answer, pick)
        parent = answer
        for key in above:
            parent = parent[key]
        parent[last] = replacement
    return answer


def rows_of(answer: Any, name: str | None) -> list[Any] | None:
    rows = answer.get(name) if name is not None and isinstance(answer, dict) else answer
    return rows if isinstance(rows, list) else None


SYSTEMS: dict[str, tuple[Board, Any, str | None, Callable[[Any], list[Exchange]]]] = {
    "greenhouse": (GREENHOUSE, {"jobs": [greenhouse_job(n) for n in (1, 2)], "meta": {"total": 2}}, "jobs", greenhouse),
    "lever": (LEVER, [lever_job(n) for n in (1, 2)], None, lambda answer: lever((0, answer), (2, []))),
    "ashby": (ASHBY, {"jobs": [ashby_job(n) for n in (1, 2)]}, "jobs", ashby),
    "workday": (WORKDAY, listed(2, 1, 2), "jobPostings",
                lambda answer: [workday_page(0, answer), *workday_details(1, 2)]),
}  # fmt: skip


@pytest.mark.parametrize("system", sorted(SYSTEMS))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(any_json(), min_size=1, max_size=3), st.integers(0, 10**6))
def test_wrong_types_anywhere_leave_a_snapshot_that_adds_up(
    tmp_path_factory: pytest.TempPathFactory, system: str, replacements: list[Any], seed: int
) -> None:
    its_board, answer, name, exchanges = SYSTEMS[system]
    changed = mutated(answer, replacements, random.Random(seed))
    header, postings = crawl_exchanges(its_board, exchanges(changed), tmp_path_factory.mktemp("mutated"))
    rows = rows_of(changed, name)
    if rows is None:
        assert header.outcome == "failed" and not postings
        return
    shown = [row for row in rows if not (system == "ashby" and isinstance(row, dict) and row.get("isListed") is False)]
    distinct = len({json.dumps(row, sort_keys=True) for row in shown})
    assert accounted(header, postings) <= len(shown)
    assert accounted(header, postings) >= distinct - ("listed more than once" in told(header)) * distinct
    assert header.outcome != "empty" or not rows
    for posting in postings:
        assert posting.title and posting.url.startswith("https://") and posting.id.startswith(its_board.id)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(any_json(), min_size=1, max_size=3), st.integers(0, 10**6))
def test_wrong_types_in_a_detail_never_cost_the_posting(
    tmp_path_factory: pytest.TempPathFactory, replacements: list[Any], seed: int
) -> None:
    detail = mutated(workday_detail(1), replacements, random.Random(seed))
    answers = [workday_page(0, listed(1, 1)), {"url": workday_details(1)[0]["url"], "answer": encoded(detail)}]
    header, postings = crawl_exchanges(WORKDAY, answers, tmp_path_factory.mktemp("detail"))
    assert accounted(header, postings) == 1
    assert [posting.id for posting in postings] == ["workday:stave/Careers:R-1"] or header.unreadable_ids
