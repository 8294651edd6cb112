from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.exports.editions import publish
from tests.exports.pages.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(publish(tmp_path_factory.mktemp("site")).out)


def test_the_front_page_says_what_is_inside_and_leads_on(site: Site) -> None:
    front = site.get("/")
    assert front.status == 200
    assert front.all("//h1") == ["8 open postings, with what is known about visa sponsorship"]
    for path in front.page.xpath("//main//a/@href"):
        assert site.get(path).status == 200, path


def test_a_posting_shows_its_verdict_and_marks_the_quote_in_its_text(site: Site) -> None:
    page = site.get("/posting/greenhouse~3Aacme~3A2")
    assert page.all("//h2[@id='verdict']") == ["Verdict: Says no"]
    assert "41 approvals in 2025" in page.all("//section[@aria-labelledby='verdict']/ul/li")
    assert page.all("//mark") == ["We do not sponsor visas for this role."]
    assert page.all("//section[@aria-labelledby='says']//blockquote") == page.all("//mark")
    (apply,) = page.page.xpath("//a[@class='button']")
    assert apply.get("href") == "https://boards.greenhouse.io/acme/2/apply"
    assert {"noopener", "nofollow"} <= set(apply.get("rel").split())


def test_an_employer_shows_its_filings_as_a_chart_and_as_a_table(site: Site) -> None:
    page = site.get("/employer/Acme~20Turbines")
    assert page.all("//figure[@class='chart']/figcaption") == ["H-1B petitions decided by USCIS"]
    assert page.all("//figure//rect/title") == [
        "FY2024, approved, new employment: 41",
        "FY2025, approved, new employment: 41",
    ]
    assert page.all("//figure//tbody/tr") == ["FY202441", "FY202541"]


def test_a_year_of_which_nothing_is_loaded_is_no_zero(tmp_path: Path) -> None:
    out = publish(tmp_path).out
    with closing(sqlite3.connect(out / "jobs.db")) as db, db:
        db.execute("UPDATE filing_total SET fiscal_year = 2022 WHERE fiscal_year = 2024")
    page = Site(out).get("/employer/Acme~20Turbines")
    assert page.all("//figure//tbody/tr") == ["FY202241", "FY2023?", "FY2024?", "FY202541"]
    assert page.all("//figure/p") == ["FY2023, FY2024: not among the loaded data; that is no zero."]
    assert "FY2023: not known" in page.all("//figure//desc")[0]


@pytest.mark.parametrize("path", ["/posting/none", "/employer/none", "/role/99-9999", "/postings?page=9", "/nowhere"])
def test_what_is_not_there_is_404(site: Site, path: str) -> None:
    assert site.get(path).status == 404


@pytest.mark.parametrize("query", ["pay=much", "state=ZZ", "tag=yes", "track=o1", "wage=5", "posted=soon", "page=0"])
def test_a_filter_that_cannot_be_says_so(site: Site, query: str) -> None:
    page = site.get(f"/postings?{query}")
    assert page.status == 400
    assert query.partition("=")[2] in page.all("//main")[0]


def test_counts_beside_filters_are_what_they_leave(site: Site) -> None:
    for query in ("", "tag=unknown", "q=blade&track=h1b&tag=excluded_by_posting"):
        page = site.get(f"/postings?{query}")
        for label in page.page.xpath("//fieldset/label"):
            (box,) = label.xpath("./input")
            alone = query.partition("tag=")[0] + f"tag={box.get('value')}"
            said = int(label.xpath("./span")[0].text)
            assert len(site.get(f"/postings?{alone}").page.xpath("//ol[@class='cards']/li")) == said, alone
        for option in page.page.xpath("//select[@id != 'sort' and @id != 'track']/option[contains(text(), '(')]"):
            name, value = option.getparent().get("name"), option.get("value")
            said = int(option.text.rpartition("(")[2].rstrip(")"))
            narrowed = site.get(f"/postings?{query}&{name}={value}").page
            assert len(narrowed.xpath("//ol[@class='cards']/li")) == said, (query, name, value)
