from __future__ import annotations

import html
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.recognition.page_markers import MARKERS
from crawler.recognition.recognise import is_vendor_host
from crawler.recognition.recognise_page import recognise_page
from tests.crawler.test_recognise import BOARDS, SYSTEM_ONLY
from tests.growth import Work, assert_grows_with_size

URL = "https://careers.kelp.example/open-roles"
HOST = "careers.kelp.example"
GUID = "0f3c1a52-8f6e-4d0e-9c1b-2a7d5e6f8a90"

EMBEDS = [
    ('<script src="https://boards.greenhouse.io/embed/job_board/js?for=kelp"></script>', "greenhouse:kelp"),
    (
        '<iframe id="grnhse_iframe" src="//boards.greenhouse.io/embed/job_board?b=x&amp;for=kelp"></iframe>',
        "greenhouse:kelp",
    ),
    ("<script>fetch('https://boards-api.greenhouse.io/v1/boards/kelp/jobs')</script>", "greenhouse:kelp"),
    ('<script>{"api":"https:\\/\\/boards-api.greenhouse.io\\/v1\\/boards\\/kelp\\/jobs"}</script>', "greenhouse:kelp"),
    ('<script>self.x.push("{\\"urlToken\\":\\"kelp\\",\\"by\\":\\"greenhouse\\"}")</script>', "greenhouse:kelp"),
    (
        '<a href="/job?gh_jid=41">Cooper, greenhouse</a><script>var c = {boardToken: "kelp"};</script>',
        "greenhouse:kelp",
    ),
    ("<script>leverJobsOptions = {accountName: 'kelp', includeCss: true};</script>", "lever:kelp"),
    ('<script>get("https://api.lever.co/v0/postings/kelp?mode=json")</script>', "lever:kelp"),
    ('<div id="ashby_embed"></div><script src="https://jobs.ashbyhq.com/Kelp/embed"></script>', "ashby:Kelp"),
    (
        '<script>window.workday = window.workday || {tenant: "kelp", siteId: "Jobs", locale: 1}</script>',
        "workday:kelp/Jobs",
    ),
    (
        '<script src="https://static.smartrecruiters.com/job-widget/1.4.3/script/smart_widget.js"></script>'
        '<script>widget({"company_code":"Kelp1","count":4})</script>',
        "smartrecruiters:Kelp1",
    ),
    (
        '<script>COMEET.init({"token":"1", "company-uid": "A1.00F", "company-name": "kelp"})</script>',
        "comeet:kelp/A1.00F",
    ),
    ('<div id="BambooHR" data-domain="kelp.bamboohr.com"></div>', "bamboohr:kelp"),
    ('<script type="text/javascript" src="https://kelp.breezy.hr/embed/js?inline=true"></script>', "breezy:kelp"),
    ('<script src="//app.jazz.co/widgets/basic/create/kelp"></script>', "jazzhr:kelp"),
    (
        '<iframe id="icims_content_iframe" src="https://careers-kelp.icims.com/jobs/intro"></iframe>',
        "icims:careers-kelp.icims.com",
    ),
    ('<iframe data-src="https://kelp.jobs.personio.de/?language=en"></iframe>', "personio:kelp"),
]

SERVED = [
    ('<script src="https://assets.jibecdn.com/prod/kelp/0.0.1/main.js"></script>', f"jibe:{HOST}"),
    ("<script>window._jibe = {}</script>", f"jibe:{HOST}"),
    ('<link href="https://tbcdn.talentbrew.com/company/1/css/a.css" rel="stylesheet">', f"radancy:{HOST}"),
    ('<section id="search-results" data-total-job-results="12">', f"radancy:{HOST}"),
    ('<meta name="job-ats-req-id" content="R1">', f"radancy:{HOST}"),
    ('<script>/*&lt;!*/ phApp.ddo = {"eagerLoadRefineSearch":{}}; </script>', f"phenom:{HOST}"),
    ('<meta name="avature.portal.id" content="4"/>', f"avature:{HOST}"),
    ('<script src="https://rmkcdn.successfactors.com/1/a.js"></script>', f"successfactors_rmk:{HOST}"),
    ('<script src="/platform/js/j2w/min/j2w.core.min.js"></script>', f"successfactors_rmk:{HOST}"),
    ('<tr class="data-row"><a href="/job/x/1/" class="big jobTitle-link">x</a>', f"successfactors_rmk:{HOST}"),
    ('<link href="https://static.vscdn.net/a.css">', f"eightfold:{HOST}"),
    (
        '<link href="https://static.vscdn.net/a.css"><link rel="canonical" href="http://kelp.eightfold.ai/careers/job/1">',
        "eightfold:kelp",
    ),
    ('<img src="https://images.teamtailor-cdn.com/images/s3/x.png">', f"teamtailor:{HOST}"),
    (
        '<link href="https://assets-aws.teamtailor-cdn.com/a.css"><a href="https://kelp.teamtailor.com/jobs">',
        "teamtailor:kelp",
    ),
    ('<script src="https://recruiteecdn.com/a.js"></script>', f"recruitee:{HOST}"),
    (
        "<script>var CX_CONFIG = {url: 'https://FABC.fa.us2.oraclecloud.com:443', siteNumber: 'CX_1'}</script>",
        "oracle_recruiting:fabc.fa.us2.oraclecloud.com/CX_1",
    ),
]

WITHOUT_TOKEN = [
    ('<div id="grnhse_app"></div>', "greenhouse"),
    ('<a href="?gh_jid=4100000">Cooper</a>', "greenhouse"),
    (f'<a href="?ashby_jid={GUID}">Cooper</a>', "ashby"),
    ("<div id='lever-jobs-container'></div>", "lever"),
    ("<script>whr_embed(123, {detail: 'titles'});</script>", "workable"),
    ('<script src="https://scripts.teamtailor-cdn.com/widgets/production.js"></script>', "teamtailor"),
    ('<td class="jv-job-list-location">', "jobvite"),
    ("<div class='iCIMS_ListingsPage'>", "icims"),
    ("<script>fetch('/hcmRestApi/resources/latest/x')</script>", "oracle_recruiting"),
    ('<img src="https://cdn.phenompeople.com/a.png">', "phenom"),
]


def found(page: str | bytes, url: str | None = URL) -> str | None:
    """Board that a page shows."""
    detection = recognise_page(page if isinstance(page, bytes) else page.encode(), url)
    return detection.board if detection is not None else None


@pytest.mark.parametrize(("page", "board"), EMBEDS + SERVED)
def test_a_marker_names_the_board(page: str, board: str) -> None:
    around = "<!doctype html><html><body><p>Come and work with us.</p>{}<p>Thanks.</p></body></html>"
    assert found(around.format(page)) == board


@pytest.mark.parametrize(("page", "ats"), WITHOUT_TOKEN)
def test_a_marker_without_a_token_still_tells_the_system(page: str, ats: str) -> None:
    detection = recognise_page(page.encode(), URL)
    assert detection is not None
    assert (detection.ats, detection.token) == (ats, None)


def test_every_marker_has_a_case() -> None:
    pages = [page.encode() for page, _ in [*EMBEDS, *SERVED, *WITHOUT_TOKEN]] + [jsonld().encode()]
    missing = [marker for marker in MARKERS if not any(marker.text.search(page) for page in pages)]
    assert [(marker.ats, marker.text.pattern) for marker in missing] == []


VENDOR_URLS = [
    (board, url)
    for board, urls in BOARDS.items()
    for url in urls
    if url.startswith("http") and is_vendor_host(url) and "microsoft.com" not in url
]


@pytest.mark.parametrize(("board", "url"), VENDOR_URLS)
def test_an_address_of_a_system_is_found_wherever_it_stands(board: str, url: str) -> None:
    escaped = html.escape(html.unescape(url))
    assert found(f'<a class="b" href="{escaped}">Openings</a>') == board
    assert (
        found(f"<script>var x = {json.dumps({'u': html.unescape(url)}).replace('/', chr(92) + '/')}</script>") == board
    )
    assert found(f'<div data-x="{html.escape(json.dumps({"u": html.unescape(url)}))}"></div>') == board


@pytest.mark.parametrize("url", [url for urls in SYSTEM_ONLY.values() for url in urls if is_vendor_host(url)])
def test_an_embedded_address_without_a_board_tells_the_system(url: str) -> None:
    detection = recognise_page(f'<iframe src="{html.escape(url)}"></iframe>'.encode(), URL)
    assert detection is not None and detection.token is None


def test_evidence_is_the_marker_itself() -> None:
    page = b'<p>x</p><script async src="https://boards.greenhouse.io/embed/job_board/js?for=kelp"></script>'
    detection = recognise_page(page, URL)
    assert detection is not None
    assert detection.evidence == "script: https://boards.greenhouse.io/embed/job_board/js?for=kelp"
    named = recognise_page(b"<script>leverJobsOptions = { accountName : 'kelp' }</script>", URL)
    assert named is not None
    assert named.evidence == "marker: accountName : 'kelp'"


def jsonld() -> str:
    job = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Cooper"}
    return f'<script type="application/ld+json">{json.dumps(job)}</script>'


def test_the_strongest_evidence_wins() -> None:
    embed = '<iframe src="https://boards.greenhouse.io/embed/job_board?for=kelp"></iframe>'
    job = f'<a href="https://jobs.lever.co/otherco/{GUID}">Partner job</a>'
    board = '<a href="https://jobs.ashbyhq.com/reef">Sister company</a>'
    assert found(job + board + embed) == "greenhouse:kelp"
    assert found(job + board) == "ashby:reef", "a whole board goes before one job"
    assert found(job) == "lever:otherco"
    assert found(jsonld() + job) == "lever:otherco"
    assert found(jsonld()) == f"jsonld:{HOST}"


def test_a_page_made_by_a_system_is_that_systems_whatever_it_applies_through() -> None:
    """Radancy, Phenom and Jibe pages send applicants on into another system: that is not where they are listed."""
    apply = "https://kelp.wd5.myworkdayjobs.com/Jobs/job/Lowell/Cooper_R1/apply"
    page = f'<meta name="job-ats-req-id" content="R1"><a data-apply-url="{apply}" href="{apply}">Apply</a>' * 5
    assert found(page) == f"radancy:{HOST}"
    ddo = f'<script>phApp.ddo = {{"jobs":[{{"applyUrl":"{apply}"}}]}}</script>'
    assert found(ddo) == f"phenom:{HOST}"


def test_a_systems_mark_without_a_token_takes_it_from_a_link() -> None:
    page = '<div id="grnhse_app"></div><a href="https://boards.greenhouse.io/kelp/jobs/41">Cooper</a>'
    assert found(page) == "greenhouse:kelp"
    other = f'<div id="grnhse_app"></div><a href="https://jobs.lever.co/otherco/{GUID}">Partner job</a>'
    detection = recognise_page(other.encode(), URL)
    assert detection is not None
    assert (detection.ats, detection.token) == ("greenhouse", None), "another system's job does not outweigh an embed"


def test_a_list_of_many_employers_boards_is_nobodys_careers_page() -> None:
    links = "".join(f'<a href="https://jobs.lever.co/company{number}">x</a>' for number in range(20))
    assert recognise_page(links.encode(), URL) is None
    mostly = links[: links.index("company3")] + 'company2">x</a>' + '<a href="https://jobs.lever.co/kelp">x</a>' * 9
    assert found(mostly) == "lever:kelp"


def test_two_sites_of_one_employer_are_one_employers() -> None:
    page = (
        '<a href="https://kelp.wd5.myworkdayjobs.com/Campus">x</a>'
        + '<a href="https://kelp.wd5.myworkdayjobs.com/Jobs">y</a>' * 2
    )
    assert found(page) == "workday:kelp/Jobs"


def test_what_is_commented_out_does_not_count() -> None:
    old = '<!-- <script src="https://boards.greenhouse.io/embed/job_board/js?for=kelp"></script> -->'
    assert found(old) is None
    assert found(old + '<iframe src="https://jobs.lever.co/kelp"></iframe>') == "lever:kelp"
    assert found("<!-- never closed" + '<iframe src="https://jobs.lever.co/kelp"></iframe>') is None


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>We use Greenhouse, Lever and Workday.</p>",
        '<a href="https://www.greenhouse.io/">Powered by Greenhouse</a>',
        '<a href="https://twitter.com/share?url=https%3A%2F%2Fkelp.breezy.hr%2Fp%2F1">Share</a>',
        "<p>Mail jobs@kelp.bamboohr.com or careers@lever.co</p>",
        '<script>config = {"boardToken": "kelp", "maker": "of surfboards"}</script>',
        '<script>pay({"company_code": "kelp"})</script>',
        '<a href="https://boards.greenhouse.io.evil.example/kelp">x</a>',
        '<a href="https://notjoin.com/companies/kelp">x</a>',
        '<script type="application/ld+json">{"@type": "WebPage", "about": "JobPosting"}</script>',
        '<link rel="preconnect" href="https://boards-api.greenhouse.io">',
    ],
)
def test_a_mere_mention_is_no_marker(page: str) -> None:
    assert recognise_page(page.encode(), URL) is None


def test_the_address_of_a_systems_own_page_decides() -> None:
    page = '<script src="https://boards.greenhouse.io/embed/job_board/js?for=other"></script>'
    assert found(page, "https://jobs.lever.co/kelp") == "lever:kelp"
    assert found("<p>nothing</p>", "https://careers.kelp.example/us/en/job/R1/Cooper") == "phenom:careers.kelp.example"
    assert found(page, "https://www.kelp.example/?gh_jid=41") == "greenhouse:other"


def test_without_an_address_a_host_keyed_system_has_no_token() -> None:
    detection = recognise_page(b"<script>phApp.ddo = {}</script>", None)
    assert detection is not None
    assert (detection.ats, detection.token) == ("phenom", None)
    assert found('<iframe src="https://jobs.lever.co/kelp"></iframe>', None) == "lever:kelp"
    assert found("<script>phApp.ddo = {}</script>", "http://[broken") is None


def test_a_page_in_utf16_is_read() -> None:
    page = '<iframe src="https://jobs.lever.co/kelp"></iframe>'
    assert found(page.encode("utf-16")) == "lever:kelp"


HOSTILE = {
    "open tags": b"<",
    "open comments": b"<!--",
    "slashes": b"/",
    "hosts": b"//" + b"a" * 118,
    "addresses": b'<a href="https://boards.greenhouse.io/a',
    "long address": b"https://boards.greenhouse.io/embed/?a&",
    "names": b'window.workday = {tenant: "a"',
    "entities": b"&amp;",
    "escapes": b"\\/\\/lever.co",
    "dots": b"a.",
    "types": b'"@type" : [',
    "zeros": b"\0",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_costs_no_more_than_a_long_one(name: str) -> None:
    def work_of(size: int) -> Work:
        page = (HOSTILE[name] * (size // len(HOSTILE[name]) + 1))[:size]
        return lambda: recognise_page(page, URL)

    assert_grows_with_size(work_of, 5 * 2**18)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([page for page, _ in [*EMBEDS, *SERVED, *WITHOUT_TOKEN]]), max_size=4),
    st.binary(max_size=60),
    st.integers(0, 400),
)
def test_no_page_makes_a_crash(parts: list[str], noise: bytes, at: int) -> None:
    page = "".join(parts).encode()
    detection = recognise_page(page[:at] + noise + page[at:], URL)
    assert detection is None or (detection.token is None) or not re.search(r"[\s\\]", detection.token.replace(" ", ""))
