from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, Response

from crawler.values.markup import (
    assigned_json,
    children_text,
    job_page,
    page_of,
    read_feed,
    sitemap_locations,
    without_query,
    words,
)

FEED = b"<r>" + b"".join(b"<i><a>%d</a></i>" % number for number in range(9)) + b"</r>"


def html_page(body: str) -> HtmlResponse:
    return HtmlResponse("https://jobs.example/1", body=body.encode(), encoding="utf-8")


def test_words_leave_out_what_only_screen_readers_are_told() -> None:
    page = page_of(
        html_page("<p>Deck<span class='x sr-only'>Title</span> <script>s()</script><b>Hand &amp; Mate</b></p>")
    )
    assert words(page, "p") == "Deck Hand & Mate"
    assert words(page, "h1") is None


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"{}"])
def test_an_answer_that_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="not a web page"):
        page_of(Response("https://jobs.example/1", body=body))
    with pytest.raises(ValueError, match="not a web page"):
        page_of(html_page(body.decode("latin-1")))


def test_the_first_selector_that_matches_has_the_text() -> None:
    page, told = job_page(html_page("<div class=b>new</div><div class=c>old</div>"), ".a", ".b", ".c")
    assert told == {"job": {}, "html": '<div class="b">new</div>'}
    assert words(page, ".c") == "old"
    with pytest.raises(ValueError, match="neither structured data nor the text"):
        job_page(html_page("<p>Sign in</p>"), ".a")


@pytest.mark.parametrize(
    "script",
    [
        'window.data = {"a": [1, "}"]}; more()',
        'window.data={"a": [1, "}"]}',
        'x = {"window.data": {"a": [1, "}"]}, "b": 2}',
    ],
)
def test_json_is_cut_out_of_a_script(script: str) -> None:
    assert assigned_json(script, "window.data") == {"a": [1, "}"]}


@pytest.mark.parametrize("script", ["", "window.dat = {}", "window.data = {", "window.data = function() {}"])
def test_a_script_without_the_json_is_refused(script: str) -> None:
    with pytest.raises(ValueError, match=r"window\.data|Expecting"):
        assigned_json(script, "window.data")


def test_json_nested_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="deeply"):
        assigned_json("data = " + "[" * 200_000, "data")


def test_a_feed_loses_its_namespaces_and_keeps_the_first_of_each_name() -> None:
    (item,) = read_feed(b'<r xmlns:n="urn:x"><i><n:a> 1 </n:a><a>2</a><b/><c><![CDATA[<p>3]]></c></i></r>', "r", "i")
    assert children_text(item) == {"a": "1", "c": "<p>3"}


@pytest.mark.parametrize("body", [b"", b"<html><body>Careers</body></html>", b"{}", b"\x00\xff", b"<rss"])
def test_a_feed_of_another_kind_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="not a <urlset> feed"):
        sitemap_locations(body)


def test_small_damage_is_passed_over() -> None:
    items = read_feed(b"<r><i><a>Salt & Sand</a></i><i><a>2</a></i></r>", "r", "i")
    assert len(items) == 2
    assert children_text(items[1]) == {"a": "2"}


@pytest.mark.parametrize("cut", range(len(FEED) - 30, len(FEED) - 4))
def test_a_feed_that_breaks_off_proves_nothing(cut: int) -> None:
    with pytest.raises(ValueError, match=r"breaks off|damaged|not a <r> feed"):
        read_feed(FEED[:cut], "r", "i")


def test_damage_that_costs_an_item_is_no_small_damage() -> None:
    with pytest.raises(ValueError, match="1 of 2 <i> can be read"):
        read_feed(b"<r><i><a>1</a></i><!-- <i><a>2</a></i> </r>", "r", "i")


def test_entities_of_a_feed_are_not_resolved() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "boom"><!ENTITY f SYSTEM "file:///etc/hostname">]><r><i><a>&a;&f;</a></i></r>'
    (item,) = read_feed(bomb, "r", "i")
    assert children_text(item) == {}


def test_a_sitemap_names_each_address_once() -> None:
    body = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<url><loc> https://j.example/2 </loc></url><url><loc>https://j.example/1</loc></url>"
        b"<url><loc>https://j.example/2</loc></url><url><loc/></url></urlset>"
    )
    assert sitemap_locations(body) == ["https://j.example/2", "https://j.example/1"]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_refused(body: bytes) -> None:
    try:
        read_feed(body, "r", "i")
    except ValueError:
        return


@given(st.text(max_size=200))
def test_any_text_has_the_json_or_is_refused(text: str) -> None:
    try:
        assigned_json(text, "a")
    except ValueError:
        return


def test_an_address_loses_its_query() -> None:
    assert without_query("https://j.example/job/1/?utm=x#apply") == "https://j.example/job/1/"
