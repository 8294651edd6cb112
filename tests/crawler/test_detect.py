from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sponsorfeed import main
from tests.loopback import HOST, WISHES, Answer, Site, serve

EMBED = '<script src="https://boards.greenhouse.io/embed/job_board/js?for=kelp"></script>'
CONTACT = ("--contact", "ops@kelp.example", "--allow-host", HOST)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put("/robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
        running.html("/careers", EMBED)
        yield running


def detect(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["boards", "detect", *arguments], input=stdin)


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_json_object_a_url_in_order() -> None:
    urls = ["https://jobs.lever.co/tide", "https://www.tide.example/", "https://www.tide.example/?gh_jid=41"]
    result = detect("--offline", "--json", *urls)
    assert result.exit_code == 1
    assert rows(result) == [
        {"url": urls[0], "ats": "lever", "token": "tide", "board": "lever:tide", "evidence": "URL jobs.lever.co/tide"},
        {"url": urls[1], "ats": None, "token": None, "board": None, "evidence": None},
        {
            "url": urls[2],
            "ats": "greenhouse",
            "token": None,
            "board": None,
            "evidence": "URL www.tide.example?gh_jid=41",
        },
    ]


def test_exit_0_when_every_board_is_known() -> None:
    result = detect("--offline", "https://jobs.lever.co/tide", "https://boards.greenhouse.io/kelp")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "lever:tide  https://jobs.lever.co/tide  (URL jobs.lever.co/tide)"


def test_urls_come_from_a_file_or_standard_input(tmp_path: Path) -> None:
    listed = b"\xef\xbb\xbfhttps://jobs.lever.co/tide\n\n  https://jobs.lever.co/reef  \r\n"
    path = tmp_path / "urls.txt"
    path.write_bytes(listed)
    for result in (detect("--offline", "--input", str(path)), detect("--offline", "--input", "-", stdin=listed)):
        assert [row["board"] for row in rows(result)] == ["lever:tide", "lever:reef"]
        assert result.exit_code == 0


@pytest.mark.parametrize("url", ["http://[broken", "nonsense", "ftp://kelp.example/x", "https://kelp example/"])
def test_what_is_no_web_address_is_a_row_and_a_message(url: str) -> None:
    for more in ((), ("--offline",)):
        result = detect("--json", *more, url)
        assert result.exit_code == 1
        assert rows(result)[0]["ats"] is None
        assert "not a web address" in result.stderr


def test_bytes_that_are_no_text_do_not_crash() -> None:
    result = detect("--offline", "--input", "-", stdin=b"https://jobs.lever.co/\xff\xfe\n\xff\n\x00\n")
    assert result.exit_code == 1
    assert len(rows(result)) == 3


def test_nothing_to_look_at_is_a_usage_error() -> None:
    assert detect().exit_code == 2
    assert detect("--input", "-", stdin=b"").exit_code == 2


def test_a_saved_page_is_looked_at_with_its_url_for_context(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(EMBED)
    result = detect("--json", "--html", str(page), "https://www.kelp.example/careers")
    assert result.exit_code == 0
    assert rows(result)[0] == {
        "url": "https://www.kelp.example/careers",
        "ats": "greenhouse",
        "token": "kelp",
        "board": "greenhouse:kelp",
        "evidence": "script: https://boards.greenhouse.io/embed/job_board/js?for=kelp",
    }
    assert rows(detect("--json", "--html", "-", stdin=EMBED.encode()))[0]["board"] == "greenhouse:kelp"
    page.write_text('<script>phApp.ddo = {"a": 1}</script>')
    assert (
        rows(detect("--json", "--html", str(page), "https://jobs.kelp.example/"))[0]["board"]
        == "phenom:jobs.kelp.example"
    )
    alone = detect("--json", "--html", str(page))
    assert (rows(alone)[0]["ats"], alone.exit_code) == ("phenom", 1)
    assert "give the URL of the page" in alone.stderr


def test_one_page_has_one_url(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(EMBED)
    assert detect("--html", str(page), "https://a.example", "https://b.example").exit_code == 2
    assert detect("--html", str(tmp_path / "none.html"), "https://a.example").exit_code == 2


def test_a_page_is_fetched_once_and_says_who_asks(site: Site) -> None:
    url = f"{site.origin}/careers"
    result = detect("--json", *CONTACT, url, "https://jobs.lever.co/tide", url)
    assert [row["board"] for row in rows(result)] == ["greenhouse:kelp", "lever:tide", "greenhouse:kelp"]
    assert result.exit_code == 0
    assert [path for _, path in site.log] == [*WISHES, "/careers"]
    assert {headers["User-Agent"] for headers in site.headers} == {"sponsorfeed (ops@kelp.example)"}


def test_without_a_contact_nothing_is_fetched(site: Site) -> None:
    result = detect("--json", "--allow-host", HOST, f"{site.origin}/careers")
    assert result.exit_code == 1
    assert "add --contact" in result.stderr
    assert site.log == []


def test_offline_never_fetches(site: Site) -> None:
    assert detect("--offline", *CONTACT, f"{site.origin}/careers").exit_code == 1
    assert site.log == []


def test_robots_txt_is_obeyed(site: Site) -> None:
    site.html("/private/careers", EMBED)
    result = detect("--json", *CONTACT, f"{site.origin}/private/careers")
    assert (result.exit_code, rows(result)[0]["ats"]) == (1, None)
    assert "forbids" in result.stderr
    assert site.asked("/private/careers") == []


def test_private_addresses_are_refused(site: Site) -> None:
    for url in (f"{site.origin}/careers", "http://169.254.169.254/latest", "http://localhost/careers"):
        result = detect("--json", "--contact", "ops@kelp.example", url)
        assert (result.exit_code, rows(result)[0]["ats"]) == (1, None)
        assert "not a public address" in result.stderr or "private name" in result.stderr
    assert site.log == []


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site.answers["/moved"] = Answer(status=302, headers={"Location": "http://169.254.169.254/latest"})
    result = detect("--json", *CONTACT, f"{site.origin}/moved")
    assert rows(result)[0]["ats"] is None
    assert "169.254.169.254 is not a public address" in result.stderr


def test_the_address_that_a_redirect_leads_to_tells(site: Site) -> None:
    site.answers["/moved"] = Answer(status=302, headers={"Location": "/careers/job/563150000000001"})
    site.answers["/careers/job/563150000000001"] = Answer(status=403)
    result = detect("--json", *CONTACT, f"{site.origin}/moved")
    assert rows(result)[0]["board"] == f"eightfold:{HOST}"


def test_a_page_that_is_not_there_is_a_row_and_a_message(site: Site) -> None:
    result = detect("--json", *CONTACT, f"{site.origin}/none", f"{site.origin}/careers")
    assert [row["board"] for row in rows(result)] == [None, "greenhouse:kelp"]
    assert "404" in result.stderr


def test_a_page_without_a_system_says_so(site: Site) -> None:
    site.html("/about", "<p>About us</p>")
    result = detect(*CONTACT, f"{site.origin}/about")
    assert result.exit_code == 1
    assert "shows no system that is known here" in result.stderr
