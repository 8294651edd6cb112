"""What was asked of each backend, over one or several starts of a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.manners.traffic import Backend, Traffic, read_traffic, save_traffic, traffic_path

BACKENDS = st.builds(
    Backend,
    requests=st.integers(0, 99),
    bytes=st.integers(0, 10**9),
    seconds=st.floats(0, 1e6),
    least_gap=st.none() | st.floats(0, 60),
    refusals=st.dictionaries(st.sampled_from(["HTTP 429", "HTTP 500", "TimeoutError"]), st.integers(1, 9)),
    asked_waits=st.integers(0, 9),
    longest_asked_wait=st.floats(0, 600),
)


def test_the_least_gap_is_that_of_two_starts_at_one_backend() -> None:
    traffic = Traffic()
    first = traffic.asked("lever")
    assert traffic.backends["lever"].least_gap is None
    traffic.asked("greenhouse")
    second = traffic.asked("lever")
    assert traffic.backends["lever"].least_gap == second - first
    assert traffic.backends["greenhouse"].least_gap is None
    traffic.answered("lever", first, 120)
    assert (traffic.backends["lever"].requests, traffic.backends["lever"].bytes) == (2, 120)


@given(starts=st.lists(st.dictionaries(st.sampled_from(["lever", "ashby", "a.example"]), BACKENDS), max_size=4))
def test_several_starts_of_a_run_add_up(
    tmp_path_factory: pytest.TempPathFactory, starts: list[dict[str, Backend]]
) -> None:
    path = traffic_path(tmp_path_factory.mktemp("runs"), "20261120T000000Z")
    for backends in starts:
        save_traffic(path, Traffic(backends))
    whole = read_traffic(path)
    names = {name for backends in starts for name in backends}
    assert set(whole) == names
    for name in names:
        parts = [backends[name] for backends in starts if name in backends]
        assert whole[name].requests == sum(part.requests for part in parts)
        assert sum(whole[name].refusals.values()) == sum(sum(part.refusals.values()) for part in parts)
        assert whole[name].least_gap == min((p.least_gap for p in parts if p.least_gap is not None), default=None)


def test_a_file_that_cannot_be_read_is_no_traffic(tmp_path: Path) -> None:
    assert read_traffic(tmp_path / "none.json") == {}
    for text in ("", "[]", '{"backends": 3}', '{"backends": {"a": {"other": 1}}}'):
        (tmp_path / "bad.json").write_text(text, encoding="utf-8")
        assert read_traffic(tmp_path / "bad.json") == {}
