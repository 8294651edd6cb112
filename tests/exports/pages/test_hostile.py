from __future__ import annotations

import pytest
from datasette.utils import tilde_encode
from hypothesis import given
from hypothesis import strategies as st

from exports.datasette.links import web_link
from exports.datasette.visible import visible
from tests.exports.pages.hostile import MARK, NAMES, publish_hostile
from tests.exports.pages.site import Answer, Site

OURS = {"html", "head", "body", "meta", "title", "link", "header", "nav", "main", "footer", "div", "section", "article"}
OURS |= {"h1", "h2", "h3", "p", "a", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"}
OURS |= {"form", "label", "input", "select", "option", "button", "fieldset", "legend", "details", "summary", "figure"}
OURS |= {
    "figcaption",
    "svg",
    "rect",
    "line",
    "text",
    "desc",
    "bdi",
    "span",
    "strong",
    "time",
    "mark",
    "blockquote",
    "br",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(publish_hostile(tmp_path_factory.mktemp("hostile")))


def assert_inert(answer: Answer) -> None:
    for element in answer.page.iter():
        assert element.tag in OURS, element.tag
        assert not [name for name in element.attrib if name.startswith("on") or name in ("style", "srcdoc")]
        for name in ("href", "src", "action"):
            address = element.get(name, "")
            assert address.startswith(("/", "#", "?", "http://", "https://", "data:,")) or not address, address
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert not set(answer.text) & set("\x07\x1b\x85\u202e\u2066")


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_posting_and_employer_have_a_page_and_nothing_in_it_runs(site: Site, name: str) -> None:
    posting = site.get(f"/posting/{tilde_encode(f'greenhouse:acme:{name}')}")
    employer = site.get(f"/employer/{tilde_encode(name)}")
    for answer in (posting, employer):
        assert answer.status == 200
        assert answer.all("//h1") == [" ".join(visible(name).split())]
        assert_inert(answer)
    assert not posting.page.xpath("//a[@class='button']"), "there is no address that is safe to apply at"
    links = employer.page.xpath("//ol[@class='cards']//h3/a/@href")
    assert [site.get(link).status for link in links] == [200]
    narrowed = site.get(employer.page.xpath("//ul[@class='legend']//a/@href")[0])
    assert narrowed.status == 200
    assert_inert(narrowed)


@pytest.mark.parametrize("path", ["/", "/postings", "/postings?q=title", "/roles", "/employers", "/quality"])
def test_lists_with_hostile_names_are_inert(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status == 200
    assert_inert(answer)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_is_inert_when_it_comes_back(site: Site, name: str) -> None:
    from urllib.parse import quote

    for path in ("/postings?q=", "/postings?employer=", "/postings?state=", "/employers?q=", "/quality?outcome="):
        answer = site.get(path + quote(name))
        assert answer.status in (200, 400), answer.status
        assert_inert(answer)
    for path in ("/posting/", "/role/", "/employer/none"):
        answer = site.get(path + tilde_encode(name))
        assert answer.status == 404
        assert_inert(answer)


@pytest.mark.parametrize("table", ["posting", "listing", "statement", "board"])
def test_datasettes_own_pages_let_nothing_in_from_elsewhere(site: Site, table: str) -> None:
    answer = site.get(f"/jobs/{table}")
    assert answer.status == 200
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert f"<script>document.title='{MARK}'" not in answer.text
    assert not answer.page.xpath(
        "//a[starts-with(normalize-space(translate(@href, 'JAVSCRIPT', 'javscript')), 'javascript')]"
    )


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", " javascript:alert(1)", "JAVASCRIPT://x.example/%0Aalert(1)", "java\nscript:alert(1)"),
        *("data:text/html,x", "//x.example", "/posting", "https://", "http:x", "https://bank.example@x.example/"),
        *("vbscript:x", "https://[", "ftp://x.example", "\x01https://x.example"),
    ],
)
def test_no_link_leads_there(address: str) -> None:
    assert web_link(address) is None


@given(address=st.text(max_size=60) | st.from_regex(r"\A\s*[a-zA-Z+]{1,12}:[/\\]{0,3}.{0,20}", fullmatch=True))
def test_whatever_is_linked_is_the_web(address: str) -> None:
    assert web_link(address) is None or address.strip().lower().startswith(("http://", "https://"))


def test_a_description_of_five_megabytes_is_cut_and_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    from exports import sqlite
    from tests.exports.test_feed import a_record

    folder = tmp_path_factory.mktemp("long")
    record = a_record(1)
    record.description_text = "word " * 1_000_000 + (record.description_text or "")
    about = {"generated_at": "2026-11-01T06:00:00Z"}
    boards = [("greenhouse:acme", *([None] * 13), 0)]
    sqlite.write([record], folder / "jobs.db", boards=boards, about=about.items())
    answer = Site(folder).get("/posting/greenhouse~3Aacme~3A1")
    assert answer.status == 200
    assert len(answer.text) < 200_000
    (notice,) = answer.all("//p[@class='notice']")
    assert notice.endswith("more characters are in the posting itself.")
