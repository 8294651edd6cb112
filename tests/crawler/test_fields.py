"""Fields that hold pay, names and rows as text: read for what they prove and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Board
from crawler.recognition.tenants import tenant_host
from crawler.values.legal_names import legal_entity
from crawler.values.pay_systems import jibe_pay, manatal_pay, oracle_pay, pinpoint_pay, rippling_pay, usajobs_pay
from crawler.values.pay_text import text_pay, unit_by_size
from crawler.values.rows import merge_rows

Range = tuple[float | None, float | None, str | None, str | None]


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("$170,000 – $300,000 / year", "US", (170_000, 300_000, "USD", "YEAR")),
        ("170,600.00-227,400.00", "US", (170_600, 227_400, "USD", "YEAR")),
        ("$31.25 / hour", "US", (31.25, 31.25, "USD", "HOUR")),
        ("$61,000 - $74,000 / year", "CA", (61_000, 74_000, "CAD", "YEAR")),
        ("$61,000 - $74,000 / year", None, (61_000, 74_000, None, "YEAR")),  # whose dollars, nobody says
        ("€45.000 - €55.000 / year", "DE", (45_000, 55_000, "EUR", "YEAR")),
        ("31,75 € per hour", "DE", (31.75, 31.75, "EUR", "HOUR")),
        ("Up to $120k", "US", (None, 120_000, "USD", "YEAR")),
        ("$50,000+ per year", "US", (50_000, None, "USD", "YEAR")),
        ("$52K-61K", "US", (52_000, 61_000, "USD", "YEAR")),
        ("17.500 USD", "US", (17_500, 17_500, "USD", None)),  # a year of low pay or a month of high
        ("$150 – $225,000 / year", "US", (None, 225_000, "USD", "YEAR")),
    ],
)
def test_pay_in_a_field_of_text(text: str, country: str | None, expected: Range) -> None:
    (pay,) = text_pay(text, country=country)
    assert (pay.min_value, pay.max_value, pay.currency, pay.unit_text) == expected
    assert pay.raw == text


@pytest.mark.parametrize("text", ["", None, "DOE", "Competitive", "0 - 0", "plus 401k"])
def test_a_field_without_an_amount_is_no_pay(text: str | None) -> None:
    assert text_pay(text, country="US") == []


@given(st.text(max_size=60), st.sampled_from(["US", "CA", None]))
def test_any_text_is_read_or_left(text: str, country: str | None) -> None:
    for pay in text_pay(text, country=country):
        assert pay.min_value is not None or pay.max_value is not None
        assert not (pay.min_value and pay.max_value and pay.min_value > pay.max_value)


@given(st.integers(20_000, 400_000), st.integers(0, 200_000))
def test_a_range_reads_back_however_it_is_written(low: int, more: int) -> None:
    high = low + more
    for text in (f"${low:,} - ${high:,} / year", f"USD {low} to {high} per year", f"{low:,}.00–{high:,}.00 annually"):
        (pay,) = text_pay(text, country="US")
        assert (pay.min_value, pay.max_value, pay.unit_text) == (low, high, "YEAR")


def test_an_amount_without_a_unit_has_one_only_where_no_other_is_possible() -> None:
    assert unit_by_size(180_000, "USD") == "YEAR"
    assert unit_by_size(50, "USD") == "HOUR"
    assert unit_by_size(4_000, "USD") is None
    assert unit_by_size(180_000, "JPY") is None
    assert unit_by_size(None, "USD") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Portwell, Inc. ", "Portwell, Inc."),
        ("US-Portwell Systems, Inc.--CO_Portwell Systems", "Portwell Systems, Inc."),
        ("MY-Portwell Media (Malaysia) Sdn.--CO_P", "Portwell Media (Malaysia) Sdn."),
        ("Portwell GmbH", "Portwell GmbH"),
        ("Portwell India Private Limited", "Portwell India Private Limited"),
        ("Portwell", None),
        ("Incline", None),
        ("Portwell-Inc", None),
        (None, None),
        (["Portwell, Inc."], None),
    ],
)
def test_a_legal_entity_is_told_from_a_brand_by_its_form(value: object, expected: str | None) -> None:
    assert legal_entity(value) == expected


def test_pay_of_each_system() -> None:
    assert jibe_pay({"salary_min_value": 0, "salary_max_value": 0, "salary_value": 0}, ["Full-Time"]) == []
    (tagged,) = jibe_pay({"country_code": "US"}, ["USD $20.50/Hr.", "Full-Time", "7/27/2026", "USD $27.00/Hr."])
    assert (tagged.min_value, tagged.max_value, tagged.unit_text) == (20.5, 27.0, "HOUR")
    assert jibe_pay({"country_code": "US"}, ["$1/Hr.", "$2/Hr.", "$3/Hr."]) == []  # three amounts: two jobs, or a grid
    assert manatal_pay({"salary_min": "40.00", "salary_max": "50.00", "currency_code": "USD"}) == []
    hidden = {"compensation_minimum": 1000.0, "compensation_maximum": 2000.0, "compensation_visible": False}
    assert pinpoint_pay(hidden) == []
    assert usajobs_pay([{"MinimumRange": "0", "MaximumRange": "9", "RateIntervalCode": "WC"}]) == []
    (biweekly,) = usajobs_pay([{"MinimumRange": "900", "MaximumRange": "950", "RateIntervalCode": "BW"}])
    assert (biweekly.unit_text, biweekly.currency) == (None, "USD")
    east, west = rippling_pay([{"rangeStart": 1, "rangeEnd": 2, "location": place} for place in ("NY", "CA")])
    assert (east.scope, west.scope) == ("NY", "CA")
    fields = [{"Prompt": "Paygrade", "Value": "12"}, {"Prompt": "Pay Range", "Value": "$90,000 - $99,000"}]
    (stated,) = oracle_pay(fields, "US")
    assert (stated.min_value, stated.unit_text) == (90_000, "YEAR")
    assert oracle_pay(fields[:1], "US") == []


def test_rows_of_one_job_become_one_job() -> None:
    rows = [{"id": 1, "place": "Ames"}, {"id": 2, "place": "Troy"}, {"id": 1, "place": "Erie"}, {"place": "?"}, None]
    first, second, *odd = merge_rows(rows, "id", {"company": "Portwell"})
    assert [row["place"] for row in first["rows"]] == ["Ames", "Erie"]
    assert [row["place"] for row in second["rows"]] == ["Troy"]
    assert first["company"] == "Portwell"
    assert odd == [{"place": "?"}, None]


def test_a_token_with_a_point_is_a_host() -> None:
    board = Board(employer="Portwell", url="https://x.example", ats="recruitee", token="portwell")
    assert tenant_host(board, "recruitee.com") == "portwell.recruitee.com"
    board.token = "jobs.portwell.example"
    assert tenant_host(board, "recruitee.com") == "jobs.portwell.example"
