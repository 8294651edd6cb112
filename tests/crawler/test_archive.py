from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse
from warcio.statusandheaders import StatusAndHeaders

from crawler.archive import Archive, ArchiveError, MemoryWarcWriter, NotArchived, Recorder
from tests.capture import WHEN, write_warc

LIST = "https://api.stave.example/jobs"
Exchange = dict[str, Any]


def exchange(query: str = "", body: str = "{}", **more: Any) -> Exchange:
    return {"url": LIST + query, "answer": body.encode(), **more}


def archive(tmp_path: Path, *exchanges: Exchange) -> Archive:
    return Archive([write_warc(tmp_path / "a.warc.gz", list(exchanges))])


def ask(archived: Archive, query: str = "", *, board: str = "x:stave", **more: Any) -> tuple[str, list[str]]:
    """Body and flags of the answer."""
    response = archived.answer(Request(LIST + query, **more), board)
    return response.text if response.body else "", response.flags


def test_the_exact_record_comes_before_the_closest(tmp_path: Path) -> None:
    archived = archive(
        tmp_path, exchange("?page=1&x=1", "one"), exchange("?page=2", "two"), exchange("?page=3", "three")
    )
    assert ask(archived, "?page=3") == ("three", [])
    assert ask(archived, "?x=1&page=1") == ("one", [])


def test_the_closest_record_is_flagged(tmp_path: Path) -> None:
    archived = archive(tmp_path, exchange("?page=1&lang=en", "one"), exchange("?page=2&lang=en", "two"))
    assert ask(archived, "?page=2&lang=en&content=true") == ("two", ["inexact"])
    assert ask(archived, "?page=9&lang=en") == ("one", ["inexact"])


def test_a_record_answers_a_board_once_and_every_board(tmp_path: Path) -> None:
    archived = archive(tmp_path, exchange("?page=1", "one"))
    assert ask(archived, "?page=1") == ("one", [])
    with pytest.raises(NotArchived, match="used up"):
        ask(archived, "?page=1")
    with pytest.raises(NotArchived, match="used up"):
        ask(archived, "?page=2")
    assert ask(archived, "?page=1", board="x:other") == ("one", [])


def test_two_records_of_one_request_answer_in_order(tmp_path: Path) -> None:
    archived = archive(tmp_path, exchange(body="first"), exchange(body="second"))
    assert [ask(archived)[0], ask(archived)[0]] == ["first", "second"]


@pytest.mark.parametrize("status", [404, 408, 429, 500, 503])
def test_a_recorded_failure_stays_one_when_it_is_asked_again(tmp_path: Path, status: int) -> None:
    archived = archive(tmp_path, exchange("?page=2", "", status=status), exchange("?page=3", "three"))
    statuses = [archived.answer(Request(f"{LIST}?page=2"), "x:stave").status for _ in range(3)]
    assert statuses == [status] * 3
    assert ask(archived, "?page=3") == ("three", [])


def test_a_failure_that_was_got_over_is_got_over(tmp_path: Path) -> None:
    archived = archive(tmp_path, exchange(status=503), exchange(body="whole"))
    assert archived.answer(Request(LIST), "x:stave").status == 503
    assert ask(archived) == ("whole", [])


def test_bodies_of_posts_are_compared_as_what_they_mean(tmp_path: Path) -> None:
    first, second = '{"offset": 0, "limit": 20}', '{"offset": 20, "limit": 20}'
    archived = archive(
        tmp_path,
        exchange(body="first", method="POST") | {"body": first},
        exchange(body="second", method="POST") | {"body": second},
    )
    assert ask(archived, method="POST", body='{"limit":20,"offset":20}') == ("second", [])
    assert ask(archived, method="POST", body='{"limit":20,"offset":40}') == ("first", ["inexact"])
    with pytest.raises(NotArchived, match="not in the archive"):
        ask(archived, method="GET")


@pytest.mark.parametrize(
    ("recorded", "asked"),
    [("https://API.stave.example/a%20b", "https://api.stave.example/a b"), ("https://a.example", "https://a.example/")],
)
def test_spellings_of_one_address_are_one(tmp_path: Path, recorded: str, asked: str) -> None:
    archived = archive(tmp_path, {"url": recorded, "answer": b"here"})
    assert archived.answer(Request(asked), "x:stave").body == b"here"


def test_robots_txt_is_answered_as_often_as_asked(tmp_path: Path) -> None:
    archived = archive(tmp_path, exchange(body="User-agent: *"))
    assert [ask(archived, board="")[0] for _ in range(3)] == ["User-agent: *"] * 3


def test_the_clock_is_the_earliest_date_of_all_files(tmp_path: Path) -> None:
    later = write_warc(tmp_path / "1.warc.gz", [exchange("?a")], when="2026-11-20T06:00:00Z")
    earlier = write_warc(tmp_path / "2.warc.gz", [exchange("?b")], when="2026-11-19T23:30:00-08:00")
    archived = Archive([later, earlier])
    assert archived.started == "2026-11-20T06:00:00Z"
    assert Archive([earlier]).started == "2026-11-20T07:30:00Z"
    assert len(archived) == 2 and ask(archived, "?b")[1] == []


def test_a_plain_warc_is_read_too(tmp_path: Path) -> None:
    packed = write_warc(tmp_path / "a.warc.gz", [exchange("?page=1", "one"), exchange("?page=2", "two")])
    plain = tmp_path / "a.warc"
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    archived = Archive([plain])
    assert [ask(archived, "?page=2"), ask(archived, "?page=1")] == [("two", []), ("one", [])]


def test_chunks_that_another_recorder_stored_are_joined(tmp_path: Path) -> None:
    chunked = exchange(body="3\r\none\r\n4\r\n two\r\n0\r\n\r\n", headers=[("Transfer-Encoding", "chunked")])
    assert ask(archive(tmp_path, chunked)) == ("one two", [])


def test_the_other_record_may_name_its_partner(tmp_path: Path) -> None:
    """wget's responses name their request; sponsorfeed's requests name their response."""
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as stream:
        writer = MemoryWarcWriter(stream, gzip=True)
        head = StatusAndHeaders("POST /jobs HTTP/1.1", [("Host", "api.stave.example")], is_http_request=True)
        request = writer.create_warc_record(LIST, "request", payload=io.BytesIO(b"{}"), http_headers=head)
        writer.write_record(request)
        named = {"WARC-Concurrent-To": request.rec_headers.get_header("WARC-Record-ID")}
        head = StatusAndHeaders("200 OK", [], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                LIST, "response", payload=io.BytesIO(b"here"), http_headers=head, warc_headers_dict=named
            )
        )
    assert Archive([path]).answer(Request(LIST, method="POST", body="{}"), "x:stave").flags == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"employer,url\n",
        b"\x1f\x8b\x08\x00",
        gzip.compress(b"a,b\n"),
        b"<html>",
        b"WARC/1.1\r\n\r\n",
        bytes(5_000),
    ],
    ids=["empty", "csv", "torn gzip", "gzip of csv", "page", "header only", "zeros"],
)
def test_what_is_no_archive_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "not-a-warc"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="not-a-warc"):
        Archive([path])


def test_a_missing_archive_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="none.warc.gz: no such file"):
        Archive([tmp_path / "none.warc.gz"])
    with pytest.raises(ArchiveError, match="a folder, not a WARC file"):
        Archive([tmp_path])


BODIES = ["one" * 900, "", "three" * 4_000, "four"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("damage")
    path = write_warc(folder / "whole.warc.gz", [exchange(f"?n={n}", body) for n, body in enumerate(BODIES)])
    packed = path.read_bytes()
    return folder, {"gz": packed, "plain": gzip.decompress(packed)}


def whole_answers(archived: Archive) -> int:
    """How many answers the archive gives, each of which must be as it was sent."""
    for number in range(len(archived)):
        body, flags = ask(archived, f"?n={number}")
        assert (body, flags) == (BODIES[number], [])
    return len(archived)


SLOW_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)


@SLOW_FOLDER
@given(form=st.sampled_from(["gz", "plain"]), millionths=st.integers(0, 999_999))
def test_an_archive_cut_anywhere_gives_whole_answers_only(
    files: tuple[Path, dict[str, bytes]], form: str, millionths: int
) -> None:
    folder, contents = files
    whole = contents[form]
    length = len(whole) * millionths // 1_000_000  # not drawn by length, which is another in every process
    path = folder / "cut.warc"
    path.write_bytes(whole[:length])
    try:
        archived = Archive([path])
    except ArchiveError as error:
        assert "cut.warc" in str(error)
        return
    found = whole_answers(archived)
    said = [f"damaged after {found} answers" in message for message in archived.damage]
    # A cut in what only closes a record, or in the header of the next, takes no answer away and may go unsaid.
    assert said in ([True], [])
    if form == "plain" and whole[:length].count(b"HTTP/1.1 200") > found:
        assert said == [True]


@SLOW_FOLDER
@given(form=st.sampled_from(["gz", "plain"]), millionths=st.integers(0, 999_999), flip=st.integers(1, 255))
def test_a_flipped_byte_never_changes_an_answer(
    files: tuple[Path, dict[str, bytes]], form: str, millionths: int, flip: int
) -> None:
    folder, contents = files
    damaged = bytearray(contents[form])
    damaged[len(damaged) * millionths // 1_000_000] ^= flip
    path = folder / "flipped.warc"
    path.write_bytes(damaged)
    try:
        archived = Archive([path])
    except ArchiveError:
        return
    for number, body in enumerate(BODIES):
        try:
            given_body, flags = ask(archived, f"?n={number}")
        except NotArchived:
            continue
        assert given_body in BODIES
        assert given_body == body or flags == ["inexact"]


def recorded(path: Path, number: int, *, started: str = WHEN) -> None:
    """Record one exchange."""
    recorder = Recorder(path, started)
    request = Request(f"{LIST}?n={number}", headers={"Authorization": "secret"})
    body = BODIES[number].encode()
    recorder.record(request, HtmlResponse(request.url, body=body, headers={"Set-Cookie": "secret", "X-Kept": "yes"}))
    recorder.close()


def test_a_recording_is_continued(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "r.warc.gz"
    recorded(path, 0)
    recorded(path, 1, started="2026-11-20T06:00:00Z")
    archived = Archive([path])
    assert archived.started == WHEN
    assert whole_answers(archived) == 2
    assert b"secret" not in gzip.decompress(path.read_bytes())
    assert b"X-Kept: yes" in gzip.decompress(path.read_bytes())


def test_a_recording_torn_at_any_byte_is_continued_after_its_last_whole_record(tmp_path: Path) -> None:
    path = tmp_path / "r.warc.gz"
    for number in (0, 1):
        recorded(path, number)
    whole = path.read_bytes()
    for length in {*range(0, len(whole), 7), *range(len(whole) - 12, len(whole))}:
        path.write_bytes(whole[:length])
        recorded(path, 3)
        gzip.decompress(path.read_bytes())
        archived = Archive([path])
        assert not archived.damage
        assert ask(archived, "?n=3") == ("four", [])


@pytest.mark.parametrize(
    "content", [b"employer,url\n", gzip.compress(b"a,b\n"), b"WARC/1.1\r\n"], ids=["csv", "gz", "plain"]
)
def test_another_file_is_not_recorded_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "boards.csv"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"boards\.csv: exists and is no recording"):
        Recorder(path, WHEN)
    assert path.read_bytes() == content
