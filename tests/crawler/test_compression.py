"""Unpacking an answer: what Scrapy makes of it, and nothing guessed from compressed bytes."""

from __future__ import annotations

import gzip

import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import HtmlResponse, JsonResponse, Response, TextResponse
from scrapy.utils.test import get_crawler

from crawler.files.compression import DecompressionMiddleware

PAGE = '<html><head><meta charset="iso-8859-2"></head><body>Piekarz, Łódź</body></html>'.encode("iso-8859-2")


def answer(kind: type[Response], ending: str, body: bytes, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(f"https://mill.example/jobs{ending}", meta={"board": "mill"})
    return kind(request.url, status=203, headers=named, body=body, request=request, flags=["paced"], ip_address=None)


@pytest.mark.parametrize(
    ("kind", "ending", "body", "headers"),
    [
        (JsonResponse, ".json", '{"title": "Müller"}'.encode(), {"Content_Type": "application/json"}),
        (HtmlResponse, ".html", PAGE, {"Content_Type": "text/html"}),
        (HtmlResponse, ".html", PAGE, {"Content_Type": "text/html; charset=iso-8859-2"}),
        (Response, "", PAGE, {"Content_Type": "text/html"}),
        (TextResponse, ".txt", b"", {"Content_Type": "text/plain"}),
    ],
)
def test_an_answer_is_unpacked_as_scrapy_does(
    kind: type[Response], ending: str, body: bytes, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    crawler = get_crawler()
    packed = [answer(kind, ending, gzip.compress(body), Content_Encoding="gzip", **headers) for _ in range(2)]
    theirs = HttpCompressionMiddleware.from_crawler(crawler).process_response(Request("https://a.example"), packed[0])
    guessed: list[bytes] = []
    monkeypatch.setattr(TextResponse, "_auto_detect_fun", lambda self, text: guessed.append(text))
    ours = DecompressionMiddleware.from_crawler(crawler).process_response(Request("https://a.example"), packed[1])
    assert not guessed
    monkeypatch.undo()
    assert isinstance(ours, Response)
    assert isinstance(theirs, Response)
    assert type(ours) is type(theirs)
    assert (ours.body, ours.url, ours.status, ours.flags) == (body, theirs.url, theirs.status, theirs.flags)
    assert ours.headers == theirs.headers
    assert ours.meta == {"board": "mill"}
    if isinstance(ours, TextResponse) and isinstance(theirs, TextResponse):
        assert (ours.encoding, ours.text) == (theirs.encoding, theirs.text)


def test_an_answer_that_is_not_packed_is_left_alone() -> None:
    plain = answer(HtmlResponse, ".html", PAGE, Content_Type="text/html")
    middleware = DecompressionMiddleware.from_crawler(get_crawler())
    assert middleware.process_response(Request("https://a.example"), plain) is plain
