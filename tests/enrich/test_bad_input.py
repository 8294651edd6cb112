from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from crawler.items import Pay, PayUnit, Place
from enrich.record import Enrichment
from enrich.stage import enrich_ledger
from tests.enrich.databases import Total, posting, write_ledger, write_reference

STEADY = [Total("DUNMARROW INC", year, 30) for year in (2020, 2021)]


def enriched(folder: Path, totals: Iterable[Total] | None, *, version: str = "v1", **changes: object) -> Enrichment:
    job = posting(1)
    for name, value in changes.items():
        setattr(job, name, value)
    ledger = write_ledger(folder / "ledger.db", [job])
    reference = folder / "reference.db"
    if totals is not None:
        write_reference(reference, totals, version=version)
    enrich_ledger(ledger, reference)
    with closing(sqlite3.connect(ledger)) as connection:
        (record,) = connection.execute("SELECT record FROM enrichment").fetchone()
    return msgspec.json.decode(record, type=Enrichment)


def test_without_reference_data_every_track_is_unknown_and_says_what_to_add(tmp_path: Path) -> None:
    found = enriched(tmp_path, None)
    assert found.sponsorship.tag == "unknown" and "reference add FILE" in found.sponsorship.reasons[0]
    assert found.model_version == "hub-logistic-1"


def test_one_year_alone_gives_a_probability_and_a_year_of_the_future_too(tmp_path: Path) -> None:
    one = enriched(tmp_path, [Total("DUNMARROW INC", 2021, 30)])
    later = enriched(tmp_path, [Total("DUNMARROW INC", 2041, 30)], version="v2")
    assert one.sponsorship.tag == later.sponsorship.tag == "likely"
    assert "FY2042" in " ".join(later.sponsorship.reasons)


def test_a_filer_that_new_files_show_to_be_two_is_for_review_and_unknown(tmp_path: Path) -> None:
    one = [Total("HOLDFAST INC", 2021, 30, trade_name="DUNMARROW")]
    before = enriched(tmp_path, one)
    after = enriched(tmp_path, [*one, Total("QUORVEX LLC", 2021, 30, trade_name="DUNMARROW", state="NY")], version="v2")
    assert (before.filer.name, before.sponsorship.tag) == ("HOLDFAST INC", "likely")
    assert (after.filer.decision, after.filer.members, after.filings) == ("review", [], None)
    assert after.sponsorship.tag == "unknown" and "not certain enough" in after.sponsorship.reasons[0]


@pytest.mark.parametrize("countries", [("GB",), ("CA", "IN")])
def test_work_outside_the_us_is_unknown(tmp_path: Path, countries: tuple[str, ...]) -> None:
    found = enriched(tmp_path, STEADY, job_location=[Place(raw=c, country=c) for c in countries])
    assert found.sponsorship.tag == "unknown" and found.wage_level is None and found.filings is not None


@pytest.mark.parametrize(
    ("low", "currency", "unit"),
    [(90_000, "CHF", "YEAR"), (0, "USD", "YEAR"), (135_000, "USD", "HOUR"), (0, "USD", "HOUR")],
)
def test_pay_that_cannot_be_right_gives_no_wage_level(tmp_path: Path, low: int, currency: str, unit: PayUnit) -> None:
    pay = Pay(min_value=low, max_value=low, currency=currency, unit_text=unit, kind="base", raw="x", source="jsonld")
    found = enriched(tmp_path, STEADY, base_salary=[pay])
    assert found.wage_level is None and found.base_salary == [pay] and found.sponsorship.tag == "likely"


@pytest.mark.parametrize("title", ["Ingénieur logiciel confirmé", "Softwareentwickler (m/w/d)", "软件工程师", "???"])
def test_a_title_in_another_language_costs_nothing_but_the_occupation(tmp_path: Path, title: str) -> None:
    found = enriched(tmp_path, STEADY, title=title)
    assert found.sponsorship.tag == "likely" and len(found.occupational_category) <= 3
