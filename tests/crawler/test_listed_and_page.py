"""A posting as its list has it, completed from its own page: which of the two is believed."""

from __future__ import annotations

from dataclasses import replace

from crawler.items import Board, HiringOrganization, JobPosting, Place, Posted
from crawler.listings.jsonld import with_jsonld

BOARD = Board(employer="Kelp Works", url="https://jobs.kelp.example/", ats="icims", token="jobs.kelp.example")
DULUTH = Place(raw="US-MN-Duluth", locality="Duluth", region="MN", country="US")
ERIE = Place(raw="US-PA-Erie", locality="Erie", region="PA", country="US")
PAGE = {
    "title": "Another Title",
    "description": "<p>Cut kelp.</p>",
    "datePosted": "2026-11-02",
    "identifier": "R-1",
    "hiringOrganization": {"name": "Kelp Works of Maine"},
    "jobLocation": {"address": {"addressLocality": "Duluth", "addressRegion": "MN", "addressCountry": "US"}},
}


def listed(**changes: object) -> JobPosting:
    posting = JobPosting(
        id="icims:jobs.kelp.example:7",
        board=BOARD.id,
        url="https://jobs.kelp.example/jobs/7/diver/job",
        title="Diver",
        hiring_organization=HiringOrganization(name=BOARD.employer),
    )
    return replace(posting, **changes)  # type: ignore[arg-type]


def test_the_list_keeps_id_address_and_title() -> None:
    posting = with_jsonld(listed(), PAGE, BOARD)
    assert (posting.id, posting.title) == ("icims:jobs.kelp.example:7", "Diver")
    assert posting.url == "https://jobs.kelp.example/jobs/7/diver/job"
    assert (posting.identifier, posting.description_html) == ("R-1", "<p>Cut kelp.</p>")
    assert posting.hiring_organization.name == "Kelp Works of Maine"
    assert not posting.detail_missing


def test_an_employer_named_with_its_legal_form_is_the_legal_entity() -> None:
    brand = with_jsonld(listed(), PAGE, BOARD).hiring_organization
    assert (brand.name, brand.legal_name) == ("Kelp Works of Maine", None)
    entity = with_jsonld(listed(), PAGE | {"hiringOrganization": "Kelp Works, Inc."}, BOARD).hiring_organization
    assert (entity.name, entity.legal_name) == ("Kelp Works, Inc.", "Kelp Works, Inc.")


def test_without_a_page_the_posting_says_so() -> None:
    posting = with_jsonld(listed(), None, BOARD)
    assert posting.detail_missing
    assert posting == replace(listed(), detail_missing=True)


def test_what_the_list_says_does_not_change_with_the_page() -> None:
    posted = Posted(value="2026-10-30", raw="Oct 30, 2026", precision="day")
    posting = with_jsonld(listed(date_posted=posted, department="Boats"), PAGE, BOARD)
    assert (posting.date_posted, posting.department) == (posted, "Boats")


def test_a_date_in_words_gives_way_to_a_day() -> None:
    ago = Posted(value=None, raw="20 days ago", precision="relative")
    posting = with_jsonld(listed(date_posted=ago), PAGE, BOARD)
    assert posting.date_posted == Posted(value="2026-11-02", raw="2026-11-02", precision="day")
    assert with_jsonld(listed(date_posted=ago), {"description": "x"}, BOARD).date_posted == ago


def test_of_the_places_those_are_kept_of_which_more_is_known() -> None:
    assert with_jsonld(listed(job_location=[DULUTH, ERIE]), PAGE, BOARD).job_location == [DULUTH, ERIE]
    assert with_jsonld(listed(job_location=[DULUTH]), PAGE, BOARD).job_location == [DULUTH]
    (place,) = with_jsonld(listed(job_location=[Place(raw="2 Locations")]), PAGE, BOARD).job_location
    assert (place.locality, place.region) == ("Duluth", "MN")
    assert with_jsonld(listed(job_location=[DULUTH]), {"description": "x"}, BOARD).job_location == [DULUTH]
