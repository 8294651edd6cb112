from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Board, IncompletePosting, JobPosting
from crawler.listings.jsonld import posting_from_jsonld, read_job_postings, read_jsonld
from tests.crawler.values import any_json, any_text
from tests.growth import Work, assert_grows_with_size

BOARD = Board(employer="Stave & Co", url="https://stave.example/careers", ats="jsonld", token="stave.example")
PAGE = "https://stave.example/careers/cooper-7"
JOB: dict[str, Any] = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Cooper"}


def page(*blocks: str, head: str = "") -> bytes:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<html><head>{head}{scripts}</head><body>x</body></html>".encode()


def posting(**fields: Any) -> JobPosting:
    return posting_from_jsonld(JOB | fields, PAGE, BOARD)


def titles(content: bytes, encoding: str = "utf-8") -> list[Any]:
    return [job.get("title") for job in read_job_postings(content, encoding)]


TEXT = json.dumps(JOB)


@pytest.mark.parametrize(
    "block",
    [
        TEXT,
        json.dumps([JOB]),
        json.dumps({"@graph": [{"@type": "WebSite"}, JOB]}),
        json.dumps({"@type": "WebPage", "mainEntity": JOB}),
        json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": JOB}]}),
        json.dumps(JOB | {"@type": ["JobPosting", "Thing"]}),
        json.dumps(JOB | {"@type": "JobPosting "}),
        json.dumps(JOB | {"@type": "https://schema.org/JobPosting"}),
        json.dumps({"@Type": "JobPosting", "Title": "Cooper"}),
        TEXT.replace("@type", "\\u0040type"),
        TEXT.replace('"Cooper"', '"Cooper", "description": "one\n\ttwo"'),
        TEXT.replace('"Cooper"', '"Cooper",'),
        TEXT.replace('"Cooper"', '"Cooper", "baseSalary": "\\$5"'),
        TEXT.replace('"Cooper"', '"Cooper"\n "datePosted": "2026-07-01"'),
        TEXT.replace('"', "&quot;"),
        f"<!-- {TEXT} -->",
        f"//<![CDATA[\n{TEXT}\n//]]>",
        f"/*<![CDATA[*/{TEXT}/*]]>*/;",
        TEXT.replace('"Cooper"', '"Cooper", "baseSalary": NaN'),
        TEXT.replace('"Cooper"', '"Cooper", "baseSalary": 1e999'),
        TEXT.replace('"Cooper"', f'"Cooper", "baseSalary": {"7" * 10_000}'),
        TEXT.replace('"Cooper"', '"Cooper", "description": "\\ud800"'),
    ],
)
def test_how_careers_sites_write_it(block: str) -> None:
    assert titles(page(block)) == ["Cooper"]


@pytest.mark.parametrize(
    "block",
    [
        json.dumps({"@type": "WebPage", "name": "Careers"}),
        json.dumps({"@type": "Organization", "makesOffer": {"@type": "JobPostingList"}}),
        '"JobPosting"',
        "[]",
        "",
    ],
)
def test_what_is_no_posting(block: str) -> None:
    assert read_jsonld(page(block)) == ([], 0)


def test_several_postings_keep_their_order() -> None:
    second, third = JOB | {"title": "Clerk"}, JOB | {"title": "Miller"}
    assert titles(page(json.dumps([JOB, second]), json.dumps(third))) == ["Cooper", "Clerk", "Miller"]


def test_a_block_that_cannot_be_read_is_counted_when_it_is_about_a_posting() -> None:
    assert read_jsonld(page('{"@type": "JobPosting", "title": ', TEXT)) == ([JOB], 1)
    assert read_jsonld(page('{"@type": "WebPage", "name": ')) == ([], 0)
    assert read_jsonld(page("[" * 200_000 + "JobPosting")) == ([], 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "windows-1252"])
def test_other_encodings(encoding: str) -> None:
    block = json.dumps(JOB | {"title": "Cañón Cooper"}, ensure_ascii=False)
    assert titles(page(block).decode().encode(encoding), encoding) == ["Cañón Cooper"]


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        (b"", b"<script type=application/ld+json>", b""),
        (b'<script type="application/ld+json">', b"[", b""),
        (b'<script type="application/ld+json">"JobPosting', b"\n", b"</script>"),
        (b'<script type="application/ld+json">-->', b" ", b"x</script>"),
        (b"", b"<script ", b""),
    ],
    ids=["openings", "brackets", "blank lines", "comment ends", "tags"],
)
def test_a_hostile_page_costs_what_its_length_costs(before: bytes, unit: bytes, after: bytes) -> None:
    def work_of(size: int) -> Work:
        page = before + unit * (size // len(unit)) + after
        return lambda: read_jsonld(page)

    assert_grows_with_size(work_of, 500_000)


def test_the_fields_of_a_posting() -> None:
    made = posting(
        identifier={"@type": "PropertyValue", "name": "Stave", "value": "R-7"},
        hiringOrganization={"name": "Stave &amp; Co", "legalName": "Stave Holdings, Inc."},
        datePosted="2026-07-01",
        validThrough="2026-08-01T23:59:59-04:00",
        employmentType="FULL_TIME,PART_TIME",
        jobLocationType="TELECOMMUTE",
        jobLocation={"address": {"addressLocality": "Barre", "addressRegion": "VT", "addressCountry": {"name": "US"}}},
        description="&lt;p&gt;Make casks.&lt;/p&gt;",
        url="https://stave.example/jobs/7",
    )
    assert (made.id, made.identifier, made.url) == ("jsonld:stave.example:R-7", "R-7", "https://stave.example/jobs/7")
    assert (made.hiring_organization.name, made.hiring_organization.legal_name) == (
        "Stave & Co",
        "Stave Holdings, Inc.",
    )
    assert (made.employment_type, made.job_location_type) == ("FULL_TIME", "remote")
    assert made.valid_through == "2026-08-02T03:59:59Z"
    assert made.description_html == "<p>Make casks.</p>"
    assert [(place.locality, place.region, place.country) for place in made.job_location] == [("Barre", "VT", "US")]


def test_the_employers_own_name_is_no_identifier() -> None:
    assert posting(identifier="Stave & Co").id == "jsonld:stave.example:/careers/cooper-7"


@pytest.mark.parametrize(
    "stated", ["https://elsewhere.example/1", "javascript:alert(1)", "http://[", "//stave.example/x", "/x", 5, None]
)
def test_a_url_elsewhere_is_not_the_postings(stated: Any) -> None:
    assert posting(url=stated).url == PAGE


def test_a_posting_without_a_title_says_which() -> None:
    with pytest.raises(IncompletePosting) as caught:
        posting(title=None, identifier="R-7")
    assert caught.value.posting_id == "jsonld:stave.example:R-7"


@pytest.mark.parametrize(
    ("description", "html"),
    [
        ("Make casks.\n\nMend them.", "<p>Make casks.</p><p>Mend them.</p>"),
        ("Make casks.\\nMend them.", "<p>Make casks.<br>Mend them.</p>"),
        ("<p>Make</p><script>x</script>", "<p>Make</p>"),
        ("&amp;lt;p&amp;gt;Make&amp;lt;/p&amp;gt;", "<p>Make</p>"),
        ("5 &lt; 6", "<p>5 &lt; 6</p>"),
        (["<p>Make</p>"], "<p>Make</p>"),
        (None, None),
        (7, None),
    ],
)
def test_descriptions_come_in_many_wrappings(description: Any, html: str | None) -> None:
    assert posting(description=description).description_html == html


names = st.sampled_from(
    ["title", "name", "identifier", "hiringOrganization", "datePosted", "validThrough", "employmentType", "jobLocation"]
    + [
        "jobLocationType",
        "baseSalary",
        "description",
        "url",
        "occupationalCategory",
        "@type",
        "addressCountry",
        "address",
    ]
)


@given(st.dictionaries(names, any_json(), max_size=6))
def test_any_values_make_a_posting_or_say_what_lacks(fields: dict[str, Any]) -> None:
    try:
        made = posting_from_jsonld({"title": "Cooper"} | fields, PAGE, BOARD)
    except IncompletePosting as error:
        assert error.posting_id
        return
    assert made.id.startswith("jsonld:stave.example:") and made.title


@given(
    st.lists(
        st.one_of(
            any_text(),
            st.sampled_from(['<script type="application/ld+json">', "</script>", TEXT, "&quot;", "-->", ","]),
        )
    )
)
def test_any_page_is_read(pieces: list[str]) -> None:
    content = "".join(pieces).encode("utf-8", "surrogatepass")
    found, unreadable = read_jsonld(content)
    assert all(isinstance(job, dict) for job in found) and unreadable >= 0
