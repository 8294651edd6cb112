"""Any optional field of any system may be absent, null or of another type: the posting is found all the same."""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.clean import clean_text
from crawler.items import Board, HiringOrganization, IncompletePosting, JobPosting
from crawler.listings.board_spider import BoardSpider
from crawler.listings.collect import BoardCrawl
from crawler.listings.listing import facet_parts, stated_count
from crawler.values.conform import conform
from crawler.values.odd_fields import OddFields, without_nulls_among_objects
from crawler.values.rows import convert_rows
from tests.capture import capture_folders, replay
from tests.crawler.values import any_json

Path_ = tuple[str | int, ...]
GONE = object()


def paths(value: Any, above: Path_ = ()) -> Iterator[Path_]:
    """Every field inside ``value``, of lists the first two elements."""
    inner = value.items() if isinstance(value, dict) else list(enumerate(value))[:2] if isinstance(value, list) else ()
    for key, below in inner:
        yield (*above, key)
        yield from paths(below, (*above, key))


def changed(job: Any, path: Path_, value: Any) -> Any:
    job = copy.deepcopy(job)
    parent = job
    for key in path[:-1]:
        parent = parent[key]
    if value is GONE:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return job


def at(value: Any, path: Path_) -> Any:
    for key in path:
        value = value[key]
    return value


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    elif value is not None and not isinstance(value, bool):
        yield html.unescape(clean_text(value) or "").replace(":443/", "/")


def identifies(value: Any, posting: JobPosting) -> bool:
    """Whether ``value`` is, or holds, a part of the posting's id, address or title."""
    whole = f"{posting.id} {posting.url} {posting.title}"
    return any(text and (text in whole or posting.title in text) for text in texts(value))


def belonging(job: Any, path: Path_) -> Any:
    """What is at ``path``, and what it is the name of: an element of a list that is a name and its value."""
    for length in range(len(path) - 1, 0, -1):
        if isinstance(path[length - 1], int):
            element = at(job, path[:length])
            return element if isinstance(element, dict) and len(element) <= 3 else at(job, path)
    return at(job, path)


def of_another_type(value: Any) -> Any:
    return 5 if isinstance(value, dict | list) else {}


def jobs_of(capture: Path, folder: Path) -> list[tuple[BoardSpider, Board, Any]]:
    """Every job that the spider of a capture is given to map."""
    seen: list[tuple[BoardSpider, Board, Any]] = []
    read = BoardSpider.read

    def watched(self: BoardSpider, crawl: BoardCrawl, job: Any, entry: object = None) -> JobPosting | None:
        seen.append((self, crawl.board, copy.deepcopy(job)))
        return read(self, crawl, job, entry)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BoardSpider, "read", watched)
        replay(capture, folder)
    return seen


def names_sent(capture: Path) -> set[str]:
    """Names of the fields that the system itself sends as JSON; others are made by the spider and always sound."""
    exchanges = json.loads((capture / "requests.json").read_text(encoding="utf-8"))
    answers = (html.unescape((capture / exchange["file"]).read_text(encoding="utf-8")) for exchange in exchanges)
    return {name for answer in answers for name in re.findall(r'"([^"\\]+)"\s*:', answer)}


FILLED = [capture for capture in capture_folders() if (capture / "postings.jsonl").read_text(encoding="utf-8")]


@pytest.mark.parametrize("capture", FILLED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_optional_field_is_needed(capture: Path, tmp_path: Path) -> None:
    sent, lost, tried = names_sent(capture), [], 0
    jobs = jobs_of(capture, tmp_path)
    for spider, board, job in jobs:

        def mapping(given: dict[str, Any], spider: BoardSpider = spider, board: Board = board) -> JobPosting:
            posting = spider.posting(given, board)
            conform(posting)
            return posting

        try:
            posting = mapping(job)
        except (IncompletePosting, KeyError, TypeError, ValueError):
            continue  # the capture is about a job that cannot be read
        for path in paths(job):
            value = at(job, path)
            if identifies(belonging(job, path), posting) or not {key for key in path if isinstance(key, str)} & sent:
                continue
            for odd in (None, of_another_type(value), *([GONE] if path[-1] in sent else [])):
                tried += 1
                reading = read_odd(changed(job, path, odd), mapping)
                if reading is None or (reading.id, reading.url, reading.title) != (
                    posting.id, posting.url, posting.title,
                ):  # fmt: skip
                    lost.append((path, "gone" if odd is GONE else odd))
    assert not lost
    assert tried or not any(job.keys() & sent for _, _, job in jobs if isinstance(job, dict))


def read_odd(job: dict[str, Any], mapping: Any) -> JobPosting | None:
    try:
        found: JobPosting = mapping(job)
        return found
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError):
        return OddFields().read(job, mapping).posting


def plain(job: dict[str, Any]) -> JobPosting:
    """A mapping that trusts its system, as all do."""
    return JobPosting(
        id=f"toy:{job['id']}",
        board="toy",
        url=job["url"],
        title=job["title"],
        hiring_organization=HiringOrganization(name="Portwell"),
        department=job["about"]["team"]["name"].strip() if "about" in job else None,
        apply_url=",".join(place["city"].upper() for place in job.get("places", [])) or None,
    )


JOB = {
    "id": 7,
    "url": "https://portwell.example/7",
    "title": "Potter",
    "about": {"team": {"name": " Kiln "}, "floor": 2},
    "places": [{"city": "Ames"}, {"city": "Troy"}],
}


@pytest.mark.parametrize(
    ("odd", "without", "department", "cities"),
    [
        ({"about": {"team": "Kiln"}}, ["about"], None, "AMES,TROY"),
        ({"places": [{"city": "Ames"}, None]}, ["nulls among objects"], "Kiln", "AMES"),
        ({"places": [{"city": "Ames"}, {"city": 5}]}, ["places.1"], "Kiln", "AMES"),
        ({"places": [{"city": 1}], "about": []}, ["places.0", "about"], None, None),
        ({"places": 3, "about": {"team": {"name": None}}}, ["places", "about"], None, None),
    ],
)
def test_as_little_as_will_do_is_left_out(
    odd: dict[str, Any], without: list[str], department: str | None, cities: str | None
) -> None:
    reading = OddFields().read(JOB | odd, plain)
    assert reading.posting is not None
    assert sorted(reading.without) == sorted(without)
    assert (reading.posting.department, reading.posting.apply_url) == (department, cities)


def test_what_was_odd_once_is_left_out_at_once_the_next_time() -> None:
    odd, tries = OddFields(), 0

    def counted(job: dict[str, Any]) -> JobPosting:
        nonlocal tries
        tries += 1
        return plain(job)

    drifted = JOB | {"about": {"team": "Kiln"}}
    assert odd.read(drifted, counted).posting is not None
    first, tries = tries, 0
    assert odd.read(drifted | {"id": 8}, counted).posting is not None
    assert tries == 1 < first


def test_a_posting_without_its_title_is_known_by_its_id_and_costs_little() -> None:
    odd, tries = OddFields(), 0

    def counted(job: dict[str, Any]) -> JobPosting:
        nonlocal tries
        tries += 1
        return plain(job)

    for number in range(500):
        reading = odd.read(JOB | {"id": number, "title": ""}, counted)
        assert reading.posting is None
        assert reading.posting_id in (None, f"toy:{number}")
    assert tries < 1_000


@settings(max_examples=200, deadline=None)
@given(any_json(), st.sampled_from(sorted(JOB)), st.sampled_from(["about", "places"]))
def test_whatever_a_field_holds_the_reading_ends(value: Any, one: str, other: str) -> None:
    reading = OddFields().read(JOB | {one: value, other: value}, plain)
    if one not in ("id", "url", "title"):
        assert reading.posting is not None and reading.posting.title == "Potter"


@given(any_json())
def test_only_nulls_among_objects_are_no_elements(value: Any) -> None:
    assert without_nulls_among_objects([value]) in ([value], [without_nulls_among_objects(value)])
    assert without_nulls_among_objects([None, "a", None]) == [None, "a", None]
    assert without_nulls_among_objects({"rows": [None, {"x": [None]}]}) == {"rows": [{"x": [None]}]}


def test_an_odd_row_costs_no_other_row() -> None:
    rows = [{"a": 1}, None, {"b": 2}, "row", {"a": 3}]
    assert convert_rows(rows, lambda row: {"n": row["a"]}) == [{"n": 1}, None, {"b": 2}, "row", {"n": 3}]


def test_a_facet_that_lacks_a_count_lacks_that_part() -> None:
    values = [{"id": 1, "count": 5}, {"id": 2}, None, {"id": 3, "count": "7"}, {"id": None, "count": 2}]
    parts = facet_parts("color", values, lambda value: (value["id"], value["count"]))
    assert [(part.facet, part.value, part.count) for part in parts] == [("color", "1", 5), ("color", "3", 7)]
    assert facet_parts("color", {"id": 1}, lambda value: (value["id"], 1)) == []


@pytest.mark.parametrize(
    ("said", "count"),
    [(3, 3), ("3", 3), (" 1,213 ", 1213), (0, 0), (-1, None), (True, None), ("many", None), (2.5, None), (None, None),
     ("9" * 5_000, None), ([3], None)],
)  # fmt: skip
def test_a_total_is_a_number_or_none(said: object, count: int | None) -> None:
    assert stated_count(said) == count
