"""How a crawl is cut into tasks: nobody is in two, boards that meet never in two at once, longest first."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Board
from crawler.manners.backends import backend_of
from crawler.parallel.lanes import Cut, cut_lanes
from crawler.parallel.shares import together

VENDORS = ["greenhouse", "lever", "ashby"]


def on_vendor(number: int, ats: str) -> Board:
    hosts = {"greenhouse": "boards.greenhouse.io", "lever": "jobs.lever.co", "ashby": "jobs.ashbyhq.com"}
    return Board(employer=f"Stave {number}", url=f"https://{hosts[ats]}/s{number}", ats=ats, token=f"s{number}")


def alone(number: int) -> Board:
    url = f"https://careers.stave{number}.example/"
    return Board(employer=f"Stave {number}", url=url, ats="jsonld", token=f"stave{number}")


def town(kinds: list[str]) -> list[Board]:
    return [alone(n) if kind == "alone" else on_vendor(n, kind) for n, kind in enumerate(kinds)]


boards_with_costs = st.lists(
    st.tuples(st.sampled_from([*VENDORS, "alone", "alone"]), st.floats(0.1, 500)), min_size=1, max_size=80
)


@given(boards_with_costs, st.integers(1, 30), st.floats(1, 100), st.integers(1, 30))
def test_every_board_is_in_one_task_and_every_backend_in_one_lane(
    listed: list[tuple[str, float]], workers: int, seconds: float, fewest: int
) -> None:
    boards = town([kind for kind, _ in listed])
    lanes = cut_lanes(boards, [cost for _, cost in listed], workers, Cut(seconds=seconds, fewest=fewest, most=20))
    tasks = [task for lane in lanes for task in lane.tasks]
    assert Counter(board.id for task in tasks for board in task) == Counter(board.id for board in boards)
    assert all(tasks)
    lane_of: dict[str, int] = {}
    for number, lane in enumerate(lanes):
        for board in (board for task in lane.tasks for board in task):
            assert lane_of.setdefault(backend_of(board.url, board.ats), number) == number
    assert [lane.left for lane in lanes] == sorted((lane.left for lane in lanes), reverse=True)


@given(st.lists(st.floats(0.1, 90), min_size=1, max_size=100))
def test_a_large_backend_is_cut_into_tasks_of_about_a_minute(costs: list[float]) -> None:
    boards = town(["lever"] * len(costs))
    [lane] = cut_lanes(boards, costs, 10)
    cost_of = {board.id: cost for board, cost in zip(boards, costs, strict=True)}
    if sum(costs) >= 60:
        assert all(len(task) == 1 or sum(cost_of[board.id] for board in task) <= 60 for task in lane.tasks)
        pairs = zip(lane.tasks, list(lane.tasks)[1:], strict=False)
        # None could have had the next board as well.
        assert all(sum(cost_of[board.id] for board in [*one, other[0]]) > 60 for one, other in pairs)
    else:
        assert len(lane.tasks) == 1


def test_small_boards_are_put_together_but_spread_over_the_workers() -> None:
    boards = town(["alone"] * 1000)
    few = cut_lanes(boards, [2.0] * 1000, workers=2)
    many = cut_lanes(boards, [2.0] * 1000, workers=100)
    assert len(few) == 8 and {len(lane.tasks) for lane in few} == {1}
    assert len(many) == 40 and {len(lane.tasks[0]) for lane in many} == {25}
    assert len(cut_lanes(boards[:20], [2.0] * 20, workers=100)) == 1


def test_long_boards_that_meet_nobody_are_not_put_together() -> None:
    lanes = cut_lanes(town(["alone"] * 3), [600.0, 1200.0, 1.0], workers=1)
    assert [[task[0].employer for task in lane.tasks] for lane in lanes] == [["Stave 1"], ["Stave 0"], ["Stave 2"]]


def test_boards_that_meet_by_a_vendor_behind_a_page_of_their_own_are_together() -> None:
    behind = Board(employer="Hoop", url="https://careers.hoop.example/", ats="greenhouse", token="hoop")
    boards = [on_vendor(0, "greenhouse"), behind, alone(1)]
    assert together(boards) == [[0, 1], [2]]
