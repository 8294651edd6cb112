"""Answers that are broken, odd or one page for all: each ends in a message that names the place."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.capture import crawl_exchanges
from tests.crawler.bad_answers.answers import GREENHOUSE, GREENHOUSE_URL, greenhouse, greenhouse_job, told

BROKEN = [
    (b"<!doctype html><title>Sign in</title>", "a web page instead of JSON"),
    (b"", "an empty answer"),
    (b" \n", "an empty answer"),
    (json.dumps({"jobs": [greenhouse_job(1)]}).encode()[:-9], "broken JSON"),
    (b'{"jobs": ' + b"[" * 200_000, "nested too deeply"),
    (b'{"jobs": null}', "no list of jobs"),
    (b'{"jobs": {"1": {}}}', "no list of jobs"),
    (b'"jobs"', "no list of jobs"),
    (b"null", "no list of jobs"),
    (b"\x00" * 100, "broken JSON"),
    (gzip.compress(b"not asked for"), "broken JSON"),
]


@pytest.mark.parametrize(("answer", "message"), BROKEN)
def test_an_answer_that_is_none_fails_its_board_by_name(tmp_path: Path, answer: bytes, message: str) -> None:
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse(answer), tmp_path)
    assert (header.outcome, postings) == ("failed", [])
    assert header.reason is not None and header.reason.startswith(GREENHOUSE_URL) and message in header.reason
    assert header.problems == [header.reason]


def test_a_truncated_gzip_answer_is_no_whole_listing(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps({"jobs": [greenhouse_job(n) for n in range(50)]}).encode())
    cut = greenhouse(packed[: len(packed) // 2])[0] | {"headers": [("Content-Encoding", "gzip")]}
    header, _ = crawl_exchanges(GREENHOUSE, [cut], tmp_path)
    assert header.outcome == "failed" and GREENHOUSE_URL in told(header)


@pytest.mark.parametrize(
    "odd",
    [
        '"first_published": NaN',
        '"x": Infinity, "y": -Infinity',
        '"x": 99999999999999999999999999',
        f'"requisition_id": {"9" * 10_000}',
        f'"x": -{"9" * 10_000}',
        '"x": 1e999',
        '"content": "\\ud800 half \\udfff"',
        '"content": "a\\u0000b"',
        '"content": "line\nbreak\ttab\x00"',
        '"metadata": [[[]]]',
        '"departments": "Shop"',
        '"location": "Barre"',
        '"pay_input_ranges": {"min_cents": "x"}',
    ],
)
def test_an_odd_value_costs_no_posting(tmp_path: Path, odd: str) -> None:
    answer = '{"jobs": [{"id": 1, "title": "Cooper", "absolute_url": "https://a.example/1", %s}, %s]}'
    content = (answer % (odd, json.dumps(greenhouse_job(2)))).encode()
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse(content), tmp_path)
    assert [posting.title for posting in postings] == ["Cooper", "Cooper 2"]
    assert (header.outcome, header.unreadable) == ("complete", 0)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-32-le"),
        lambda text: text.encode("latin-1"),
        lambda text: text.replace("Cañón", "Ca\ud800n").encode("utf-8", "surrogatepass"),
    ],
    ids=["bom", "utf-16", "utf-32", "latin-1", "surrogates"],
)
def test_an_odd_encoding_costs_no_posting(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    text = json.dumps({"jobs": [greenhouse_job(1, title="Cañón Cooper"), greenhouse_job(2)]}, ensure_ascii=False)
    header, postings = crawl_exchanges(GREENHOUSE, greenhouse(encode(text)), tmp_path)
    assert (header.outcome, len(postings)) == ("complete", 2)
    assert postings[0].title.endswith("Cooper")


@pytest.mark.parametrize(("different", "outcome"), [(0, "partial"), (1, "complete")])
def test_one_page_for_all_addresses_is_no_whole_board(tmp_path: Path, different: int, outcome: str) -> None:
    jobs = [greenhouse_job(n, title="Careers at Stave") for n in range(12)]
    jobs[7]["title"] += "!" * different
    answer = json.dumps({"jobs": jobs, "meta": {"total": 12}}).encode()
    header, postings = crawl_exchanges(GREENHOUSE, [{"url": GREENHOUSE_URL, "answer": answer}], tmp_path)
    assert (header.outcome, len(postings)) == (outcome, 12)
    assert ("all 12 postings are alike" in told(header)) is (outcome == "partial")
