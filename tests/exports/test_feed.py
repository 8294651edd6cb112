from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.items import Posted
from enrich.record import EnrichedPosting, Enrichment
from exports import feed
from exports.records import SEEN_STEP, ExportError, Life, compose, seen_until
from exports.schema import posting_schema
from tests.exports.editions import a_rich_posting, derive, lines, publish
from tests.ledger.crawls import at

VALIDATOR = jsonschema.Draft202012Validator(
    posting_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def a_record(number: int = 1, **changes: Any) -> EnrichedPosting:
    content = a_rich_posting(number, **changes)
    derived: Enrichment = derive(content)
    life = Life("open", at(1), at(1), at(1), None, None, "run/greenhouse/acme.jsonl.gz", "1")
    return compose("https://acme.example/jobs", life, content, derived)


@pytest.mark.parametrize(
    ("said", "value", "precision"),
    [
        ("2026-11-01", "2026-11-01", "day"),
        ("2026-11-02", "2026-11-02", "day"),  # already tomorrow where the employer is
        ("2026-11-03", "2026-11-01", "floor"),
        ("2062-03-01T00:00:00Z", "2026-11-01", "floor"),
        (None, None, "day"),
    ],
)
def test_a_posting_is_not_published_after_it_was_read(said: str | None, value: str | None, precision: str) -> None:
    posted = Posted(value=said, raw=f"on {said}", precision="day")
    record = a_record(1, date_posted=posted)
    assert record.changed_at == at(1) == "2026-11-01T06:00:00Z"
    assert record.date_posted == Posted(value=value, raw=f"on {said}", precision=precision)  # type: ignore[arg-type]
    VALIDATOR.validate(json.loads(feed.encode_line(record)))


_MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda time: time.replace(microsecond=0))


def _written(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


@given(times=st.lists(_MOMENTS, min_size=3, max_size=3).map(sorted))
def test_last_seen_is_never_too_late_and_rarely_moves(times: list[datetime]) -> None:
    first, changed, last = times
    life = Life("open", _written(first), _written(last), _written(changed), None, None, "run/a.jsonl.gz", "1")
    said = seen_until(life)
    assert _written(changed) <= said <= life.last_seen
    assert last - datetime.fromisoformat(said).replace(tzinfo=None) < SEEN_STEP
    after = {seen_until(life._replace(last_seen=_written(last + day * timedelta(days=1)))) for day in range(8)}
    assert len(after) <= 3, "a posting that is only still there changed its line more than once a week"
    assert seen_until(life._replace(status="closed")) == life.last_seen


def test_every_line_is_valid_by_an_independent_library(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    schema = json.loads((out / "posting.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    records = lines(out)
    assert len(records) == 9
    for record in records:
        validator.validate(record)


def test_the_order_of_a_line_is_the_order_of_the_record(tmp_path: Path) -> None:
    for record in lines(publish(tmp_path).out):
        assert list(record) == [field.name for field in fields(EnrichedPosting)]


def test_lines_ascend_by_id_and_nothing_else_is_written(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="sorted by id"):
        feed.write([a_record(2), a_record(1)], tmp_path / "jobs.jsonl")
    with pytest.raises(ExportError, match="sorted by id"):
        feed.write([a_record(1), a_record(1)], tmp_path / "jobs.jsonl")
    assert feed.write((a_record(n) for n in (1, 2)), tmp_path / "jobs.jsonl") == 2
    whole = (tmp_path / "jobs.jsonl").read_bytes()
    assert whole.startswith(b"{")
    assert whole.endswith(b"}\n")
    assert whole.count(b"\n") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '=HYPERLINK("http://evil.example","x")',
        "line\u2028separator\u2029and\u0085next",
        "bell\x07 tab\t newline\n return\r",
        "quote \" backslash \\ ' ; DROP TABLE posting; --",
        "😀 ﷽ ‮ reversed",
        "x" * 5_000_000,
    ],
)
def test_whatever_a_title_says_is_one_line_that_says_it(tmp_path: Path, text: str) -> None:
    feed.write([a_record(1, title=text), a_record(2)], tmp_path / "jobs.jsonl")
    read = [json.loads(line) for line in (tmp_path / "jobs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["title"] for record in read] == [text, "Blade Engineer 2"]
    VALIDATOR.validate(read[0])


def test_half_a_character_is_replaced_and_the_rest_of_the_buffer_stays(tmp_path: Path) -> None:
    feed.write([a_record(1), a_record(2, title="half \ud83d!"), a_record(3)], tmp_path / "jobs.jsonl")
    read = [json.loads(line) for line in (tmp_path / "jobs.jsonl").read_bytes().splitlines()]
    assert [record["title"] for record in read] == ["Blade Engineer 1", "half \ufffd!", "Blade Engineer 3"]


def test_what_is_no_number_is_unknown(tmp_path: Path) -> None:
    record = a_record(1)
    record.base_salary[0].min_value = float("nan")
    record.base_salary[0].max_value = float("inf")
    feed.write([record], tmp_path / "jobs.jsonl")
    [read] = [
        json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        for line in (tmp_path / "jobs.jsonl").read_bytes().splitlines()
    ]
    assert (read["base_salary"][0]["min_value"], read["base_salary"][0]["max_value"]) == (None, None)
    VALIDATOR.validate(read)


TEXTS = st.text(st.characters(codec=None, categories=None), min_size=1, max_size=30)


@given(titles=st.lists(TEXTS, max_size=5), department=st.none() | TEXTS, region=st.none() | TEXTS)
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_as_it_was_but_for_what_utf8_cannot_say(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], department: str | None, region: str | None
) -> None:
    path = tmp_path_factory.mktemp("feed") / "jobs.jsonl"
    records = [a_record(n, title=title, department=department) for n, title in enumerate(titles)]
    for record in records:
        record.job_location[0].region = region
    assert feed.write(records, path) == len(titles)
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for title, record in zip(titles, read, strict=True):
        assert len(record["title"]) == len(title)
        sayable = not any("\ud800" <= character <= "\udfff" for character in f"{title}{department}{region}")
        assert not sayable or (record["title"], record["department"]) == (title, department)
        VALIDATOR.validate(record)


def test_writing_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "jobs.jsonl"
    sizes = []

    def records() -> Any:
        for number in range(100, 900):
            sizes.append(path.stat().st_size)
            yield a_record(number, department="d" * 2000)

    feed.write(records(), path)
    assert 0 < sizes[len(sizes) // 2] < path.stat().st_size


def test_the_line_is_what_the_record_type_reads_back(tmp_path: Path) -> None:
    record = a_record(1)
    assert msgspec.json.decode(feed.encode_line(record), type=EnrichedPosting) == record
