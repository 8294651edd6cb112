"""The simulator's arithmetic, on cases that can be reckoned by hand, and its table against the spiders."""

from __future__ import annotations

from importlib import import_module

import pytest

from benchmarks.scale import Assumed, Load, Question, answer, crawl_alone, load_of, make_boards, simulate, stages_cpu
from benchmarks.scale_costs import SYSTEMS, WORKDAY_CENTRES, Costs
from crawler.items import Board
from crawler.listings.listing import Listing
from crawler.manners.backends import DEFAULT, backend_of, limit_of
from crawler.patterns import PagedSearch

FREE = Costs(request=0.0, page=0.0, start=0.0)


def boards_of(ats: str, count: int) -> list[Board]:
    url = SYSTEMS[ats].url
    return [
        Board(employer="-", url=url.format(n=number, centre="wd1"), ats=ats, token=str(number))
        for number in range(count)
    ]


def loads(boards: list[Board], seconds: float, cpu: float = 0.0) -> dict[str, Load]:
    return {board.id: Load(1, seconds, cpu, 0, 0) for board in boards}


def test_a_backend_is_asked_by_one_task_at_a_time_however_many_workers_there_are() -> None:
    boards = boards_of("lever", 100)
    for slots in (1, 10):
        night = simulate(boards, loads(boards, 30.0), slots, FREE)
        assert night.seconds == pytest.approx(3000.0)
        assert night.tasks == 50  # of a minute each
        assert night.limit(slots) == "pace of lever" and night.backends == {"lever": pytest.approx(3000.0)}


def test_backends_are_asked_side_by_side_by_as_many_tasks_as_there_are() -> None:
    boards = [*boards_of("lever", 4), *boards_of("greenhouse", 4), *boards_of("ashby", 4)]
    long = loads(boards, 100.0)
    assert simulate(boards, long, 1, FREE).seconds == pytest.approx(1200.0)
    assert simulate(boards, long, 3, FREE).seconds == pytest.approx(400.0)
    # By two the lanes of four tasks each are dealt 12 in turn: six after one another.
    two = simulate(boards, long, 2, FREE)
    assert two.seconds == pytest.approx(600.0) and two.limit(2) == "workers"


def test_boards_that_meet_nobody_are_crawled_eight_at_a_time_in_one_task() -> None:
    boards = boards_of("jsonld", 16)
    night = simulate(boards, loads(boards, 5.0), 1, FREE)
    assert [night.tasks, night.seconds] == pytest.approx([1, 10.0])
    assert crawl_alone(boards, loads(boards, 5.0), 2, FREE).seconds == pytest.approx(5.0)


def test_a_task_takes_its_start_and_no_less_than_its_processor_time() -> None:
    boards = boards_of("lever", 10)
    night = simulate(boards, loads(boards, 1.0, cpu=3.0), 1, Costs(request=0.0, page=0.0, start=0.5))
    assert [night.seconds, night.cpu] == pytest.approx([30.5, 30.5])


def test_what_a_board_asks_follows_from_how_its_system_is_asked() -> None:
    first, later = Assumed(first=True, answer_seconds=0.4), Assumed(changed=0.1, answer_seconds=0.4)
    [workday] = boards_of("workday", 1)
    # 3 pages of 20 and 50 details, and robots.txt and tdmrep.json of its own host; 4 answers of 0.4 s at once.
    asked = load_of(workday, SYSTEMS["workday"], 50, first, Costs(request=0.01))
    assert [asked.requests, asked.seconds, asked.cpu] == pytest.approx([55, 5.5, 0.53])
    # A tenth has changed, and of the rest the details of 2 in 21 are due: 50 x (0.1 + 0.9 x 2 / 21) = 9.3.
    assert load_of(workday, SYSTEMS["workday"], 50, later, FREE).requests == 3 + 10 + 2
    [greenhouse] = boards_of("greenhouse", 1)
    assert load_of(greenhouse, SYSTEMS["greenhouse"], 5_000, first, FREE).requests == 1
    [site] = boards_of("jsonld", 1)
    asked = load_of(site, SYSTEMS["jsonld"], 10, first, FREE)
    assert asked.seconds == pytest.approx(13 * max(DEFAULT.delay, 0.4 / DEFAULT.concurrency))


def test_stages_cost_by_what_is_new_and_what_is_the_same() -> None:
    costs = Costs(fold=1.0, fold_new=2.0, enrich=10.0, unchanged=0.5, export=3.0)
    assert stages_cpu(100, Assumed(changed=0.1), costs) == {
        "update": pytest.approx(110.0),
        "enrich": pytest.approx(145.0),
        "export": pytest.approx(300.0),
    }
    assert stages_cpu(100, Assumed(first=True), costs)["enrich"] == pytest.approx(1000.0)


def test_boards_are_drawn_in_the_proportions_of_the_list() -> None:
    made = [board.ats for board, _ in make_boards(20_000)]
    whole = sum(system.boards for system in SYSTEMS.values())
    assert whole == 64_383
    for name, system in SYSTEMS.items():
        assert made.count(name) / len(made) == pytest.approx(system.boards / whole, abs=0.01)


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_table_of_systems_says_what_the_spiders_do(name: str) -> None:
    module = import_module(f"crawler.spiders.{name}")
    [spider] = [
        found
        for found in vars(module).values()
        if isinstance(found, type) and found.__module__ == module.__name__ and getattr(found, "name", None) == name
    ]
    assert (SYSTEMS[name].page is not None) == issubclass(spider, PagedSearch)
    if issubclass(spider, Listing):
        asks = (spider.detail_url, spider.detail_requests) != (Listing.detail_url, Listing.detail_requests)
        assert SYSTEMS[name].has_detail == asks
    for centre in WORKDAY_CENTRES:
        backend = backend_of(SYSTEMS[name].url.format(n=1, centre=centre), name)
        assert name == "jsonld" or ("." not in backend and limit_of(backend).delay < DEFAULT.delay + 0.01)


def test_the_tables_tell_of_every_size_and_crew() -> None:
    question = Question([300, 600], [1, 4], Assumed(), price=0.1, slots=8, window=8.0)
    lines = list(answer(question, Costs()))
    outcomes = [line.split(" | ") for line in lines[2:8]]
    assert [(row[0], row[1]) for row in outcomes] == [
        (f"| {count}", name) for count in (300, 600) for name in ("alone", "1", "4")
    ]
    for row in outcomes:
        core_hours, cost = float(row[5]), float(row[6].rstrip(" |"))
        assert cost == pytest.approx(core_hours * 0.1, abs=0.011)
