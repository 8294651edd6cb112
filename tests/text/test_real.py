"""The reader on real text, where the optional data folder is present: floors, not figures."""

from __future__ import annotations

import gzip
import json

import pytest

from benchmarks.reading import measure_kinds, measure_pay, measure_postings, measure_requirements, rows
from enrich.text.page import posting_body
from enrich.text.reading import read_posting
from enrich.text.statements import strongest
from tests.real_data import shared_path

pytestmark = pytest.mark.real

ROLE_PAGES = {
    "000": ("export_control", 190_000, 5),
    "001": (None, None, 12),
    "002": (None, None, 5),
    "003": (None, 112_700, 8),
    "004": ("e_verify", 180_024, 9),
}
"""Start of the file name: strongest kind, least pay and least years of the posting inside the page."""


@pytest.mark.parametrize("name", ROLE_PAGES)
def test_role_page_is_read_as_its_posting(name: str) -> None:
    path = next(shared_path("data", "role_pages").glob(f"{name}_*.txt"))
    page = path.read_text("utf-8")
    kind, least, years = ROLE_PAGES[name]
    for reading in (read_posting(text=page), read_posting(text=page, whole_page=True)):
        found = strongest(reading.statements)
        assert (found.kind if found else None) == kind
        assert (reading.pay[0].min_value if reading.pay else None) == least
        assert reading.experience is not None and reading.experience.min_years == years
    assert "prevailing wage" not in posting_body(page)


def test_single_sentences() -> None:
    measured = measure_kinds(rows(shared_path("data", "text", "sponsorship_snippets.tsv"), "all"))
    assert measured["kind accuracy"] >= 0.96 and measured["kind macro F1"] >= 0.95
    assert measured["precision no_sponsorship"] >= 0.97
    assert measured["precision citizenship_or_clearance"] >= 0.97
    assert measured["irrelevant lines read as offer or refusal"] <= 0.01


def test_whole_postings() -> None:

    with gzip.open(shared_path("data", "text", "whole_postings_dev.jsonl.gz"), "rt", encoding="utf-8") as lines:
        measured = measure_postings([json.loads(line) for line in lines])
    assert measured["strongest right"] >= 0.95
    assert measured["statement precision"] >= 0.93 and measured["statement recall"] >= 0.93


def test_pay_lines() -> None:
    measured = measure_pay(rows(shared_path("data", "text", "salary_strings.tsv"), "all"))
    assert measured["pay right (min, max, unit)"] >= 0.95
    assert measured["lines without pay that got a value"] == 0


def test_requirement_lines() -> None:
    measured = measure_requirements(rows(shared_path("data", "text", "experience_degree.tsv"), "all"))
    assert measured["years right"] >= 0.95
    assert measured["degree right"] >= 0.95 and measured["eb_hint right"] >= 0.93
