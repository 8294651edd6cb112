"""What systems hand out to be asked with, and what becomes of a crawl when it cannot be had."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Headers, Response

from crawler.boards import board_from_url
from crawler.items import Snapshot
from crawler.recognition.keys import service_at, token_claims, visit_cookies
from tests.capture import crawl_exchanges

_texts = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.dictionaries(_texts, _texts, max_size=3))
def test_claims_of_any_token_are_read(claims: dict[str, str]) -> None:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    assert token_claims(f"head.{part}.signature") == claims


@given(st.text(max_size=60) | st.tuples(*[st.text(max_size=20)] * 3).map(".".join))
def test_what_is_no_token_has_no_claims(text: str) -> None:
    assert isinstance(token_claims(text), dict)


@pytest.mark.parametrize("token", ["", "a.b", "REDACTED.fixture.token", "a.W10.c", "a.é.c"])
def test_a_token_without_an_object_has_no_claims(token: str) -> None:
    assert token_claims(token) == {}


def test_cookies_of_a_visit_are_sent_back_without_their_attributes() -> None:
    set_cookies = [b"a=1; Path=/; HttpOnly", b"b=x=y; Secure", b" "]
    headers = Headers({"Set-Cookie": set_cookies})
    assert visit_cookies(Response("https://jobs.example", headers=headers)) == "a=1; b=x=y"
    assert visit_cookies(Response("https://jobs.example")) == ""


@pytest.mark.parametrize("address", ["https://us.api.csod.com/", "https://csod.com", "https://uk.api.csod.com/x/"])
def test_a_service_at_the_systems_own_host_is_taken(address: str) -> None:
    assert service_at(address, "csod.com") == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "http://us.api.csod.com", "https://csod.com.example.org", "https://evilcsod.com", "https://", "//csod.com",
        "https://csod.com@example.org", "",
    ],
)  # fmt: skip
def test_a_service_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="elsewhere"):
        service_at(address, "csod.com")


SERVICE = "https://workforcenow.adp.com/mascsr/default/careercenter/public/events/staffing/v1"
CENTER = "cid=c1&ccId=19000101_000001"


def career_center(lists: dict[str, list[tuple[int, list[str]]]], folder: Path) -> Snapshot:
    """A crawl of a center that lists, in each language, pages of (announced total, numbers)."""
    named: list[dict[str, Any]] = [{"stringValue": code, "nameCode": {"codeValue": "Locale"}} for code in lists]
    shown = [{"indicatorValue": True, "nameCode": {"codeValue": "PublishedIndicator"}}]
    record = {"meta": {"customFieldGroup": {"stringFields": named, "indicatorFields": shown}}}
    exchanges = [{"url": f"{SERVICE}/content-links/career-center?{CENTER}", "answer": json.dumps(record).encode()}]
    for code, pages in lists.items():
        skip = 1
        for total, numbers in pages:
            rows = [{"itemID": number, "requisitionTitle": f"Job {number}"} for number in numbers]
            answer = {"jobRequisitions": rows} | ({"meta": {"totalNumber": total}} if rows else {})
            url = f"{SERVICE}/job-requisitions?{CENTER}&$skip={skip}&$top=20&lang={code}&locale={code}"
            exchanges.append({"url": url, "answer": json.dumps(answer).encode()})
            skip += len(numbers)
    board = board_from_url("https://workforcenow.adp.com/", employer="Someone", ats="adp:c1/19000101_000001")
    return crawl_exchanges(board, exchanges, folder)[0]


def test_lists_that_are_kept_apart_are_all_read_and_a_posting_counted_once(tmp_path: Path) -> None:
    header = career_center({"en_US": [(2, ["1", "2"])], "es_US": [(2, ["2", "3"])], "fr_CA": [(0, [])]}, tmp_path)
    assert (header.outcome, header.collected) == ("complete", 3)


def test_one_of_several_lists_that_is_short_makes_the_crawl_partial(tmp_path: Path) -> None:
    header = career_center({"en_US": [(2, ["1", "2"])], "es_US": [(3, ["3"]), (3, [])]}, tmp_path)
    assert (header.outcome, header.collected) == ("partial", 3)
    assert header.reason == "es_US: 3 postings announced, 1 listed"


def test_a_list_of_several_that_cannot_be_had_makes_the_crawl_partial(tmp_path: Path) -> None:
    header = career_center({"en_US": [(2, ["1", "2"])], "es_US": []}, tmp_path)
    assert (header.outcome, header.collected) == ("partial", 2)


def test_a_center_without_postings_in_any_language_is_empty(tmp_path: Path) -> None:
    header = career_center({"en_US": [(0, [])], "fr_CA": [(0, [])]}, tmp_path)
    assert (header.outcome, header.advertised_total) == ("empty", 0)
