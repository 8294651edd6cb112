from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Pay
from crawler.values.pay import ashby_pay, greenhouse_pay, jsonld_pay, lever_pay, parse_amount, parse_unit, stated_pay
from tests.crawler.values import any_json, any_text

Read = tuple[float | None, float | None, str | None, str | None]


def read(found: list[Pay]) -> list[Read]:
    return [(pay.min_value, pay.max_value, pay.currency, pay.unit_text) for pay in found]


@pytest.mark.parametrize(
    ("raw", "unit"),
    [
        ("1 YEAR", "YEAR"),
        ("per-year-salary", "YEAR"),
        ("Annual Salary:", "YEAR"),
        ("per annum", "YEAR"),
        ("HOURLY", "HOUR"),
        ("per-hour-wage", "HOUR"),
        ("/hr", "HOUR"),
        ("Per Month", "MONTH"),
        ("per-week-salary", "WEEK"),
        ("Daily rate", "DAY"),
        ("bi-weekly-salary", None),
        ("semi-monthly", None),
        ("every two weeks", None),
        ("one-time", None),
        ("Three", None),
        ("", None),
        (None, None),
        (["YEAR"], None),
    ],
)
def test_a_unit_is_named_or_unknown(raw: object, unit: str | None) -> None:
    assert parse_unit(raw) == unit


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        (52000, 52000.0),
        (31.75, 31.75),
        ("120,000.00", 120000.0),
        ("$95k", 95000.0),
        ("95 K", 95000.0),
        ("USD 61,000 a year", 61000.0),
        (0, None),
        ("0", None),
        (-5, None),
        ("-5", None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
        ("9" * 400, None),
        (True, None),
        ({"value": 5}, None),
        ("Competitive", None),
    ],
)
def test_an_amount_is_a_positive_number_or_unknown(raw: object, amount: float | None) -> None:
    assert parse_amount(raw) == amount


def test_reversed_ends_are_put_right() -> None:
    made = stated_pay(90_000, "70,000", currency="usd", unit="year", raw="90,000 to 70,000")
    assert read(made) == [(70_000, 90_000, "USD", "YEAR")]
    assert made[0].raw == "90,000 to 70,000"


def test_an_end_that_is_not_disclosed_is_unknown() -> None:
    assert read(stated_pay(0, 90_000, currency="USD", unit="year", raw="up to 90,000")) == [
        (None, 90_000, "USD", "YEAR")
    ]
    assert stated_pay(0, None, currency="USD", unit="year", raw="") == []


GREENHOUSE_BLOCK = (
    '<div class="content-pay-transparency"><div class="pay-input"><div class="title">Annual Salary:</div>'
    '<div class="pay-range"><span>$61,500</span><span>&mdash;</span><span>$83,000 USD</span></div></div>'
    '<div class="pay-input"><div class="title">Hull 2</div><div class="pay-range"><span>€48</span></div></div></div>'
)


@pytest.mark.parametrize(
    ("ranges", "content", "found"),
    [
        ([], GREENHOUSE_BLOCK, [(61_500, 83_000, "USD", "YEAR"), (48, 48, "EUR", "HOUR")]),
        ([{"min_cents": 6150000, "max_cents": 8300000, "currency_type": "USD", "title": "Range"}], GREENHOUSE_BLOCK,
         [(61_500, 83_000, "USD", "YEAR")]),
        ([{"min_cents": 3100, "max_cents": 4200, "currency_type": "USD", "title": "this is an hourly rate"}], "",
         [(31, 42, "USD", "HOUR")]),
        # 30,000 rupees may be a month's.
        ([{"min_cents": 3000000, "max_cents": 4500000, "currency_type": "INR", "title": "Range"}], "",
         [(30_000, 45_000, "INR", None)]),
        (None, "<p>We manage $15 billion.</p>", []),
        ([{"min_cents": None, "max_cents": None, "currency_type": "USD", "title": "Range"}], "", []),
    ],
)  # fmt: skip
def test_greenhouse(ranges: Any, content: str, found: list[Read]) -> None:
    assert [(low, high or low, code, unit) for low, high, code, unit in read(greenhouse_pay(ranges, content))] == found


def test_on_target_earnings_are_not_base_pay() -> None:
    entry = {"min_cents": 20000000, "max_cents": 23000000, "currency_type": "USD", "title": "OTE Range"}
    assert [(pay.kind, pay.scope) for pay in greenhouse_pay([entry], "")] == [("ote", None)]
    assert [(pay.kind, pay.scope) for pay in greenhouse_pay([entry | {"title": "Level 4"}], "")] == [
        ("base", "Level 4")
    ]


def test_lever() -> None:
    given_range = {"min": 52000, "max": 61000, "currency": "USD", "interval": "per-year-salary"}
    assert read(lever_pay(given_range)) == [(52_000, 61_000, "USD", "YEAR")]
    assert lever_pay(None) == lever_pay({}) == []


def test_ashby_reads_salaries_and_leaves_the_rest() -> None:
    def part(kind: str, low: Any, high: Any) -> dict[str, Any]:
        return {
            "compensationType": kind,
            "interval": "1 YEAR",
            "currencyCode": "CAD",
            "minValue": low,
            "maxValue": high,
        }

    tiers = [{"title": "East", "components": [part("Salary", 80_000, 95_000), part("EquityPercentage", 0.1, 0.2)]}]
    assert read(ashby_pay({"compensationTiers": tiers}, shown=True)) == [(80_000, 95_000, "CAD", "YEAR")]
    assert ashby_pay({"compensationTiers": tiers}, shown=False) == []
    assert ashby_pay({"compensationTiers": None}, shown=True) == []


def money(value: Any, **more: Any) -> dict[str, Any]:
    return {"@type": "MonetaryAmount", "currency": "USD", "value": value, **more}


@pytest.mark.parametrize(
    ("base_salary", "found"),
    [
        (money({"minValue": 52000, "maxValue": 61000, "unitText": "YEAR"}), [(52_000, 61_000, "USD", "YEAR")]),
        (money({"value": "31.50", "unitText": "HOUR"}), [(31.5, 31.5, "USD", "HOUR")]),
        (money([{"value": 31.5, "unitText": "HOUR"}]), [(31.5, 31.5, "USD", "HOUR")]),
        (money(52000, unitText="YEAR"), [(52_000, 52_000, "USD", "YEAR")]),
        (money("52000.00 - 61000.00", unitText="YEAR"), [(52_000, 61_000, "USD", "YEAR")]),
        (money("$50k to $60k per year"), [(50_000, 60_000, "USD", "YEAR")]),
        ("Up to 52,000 a year", [(None, 52_000, None, "YEAR")]),
        ("From 45,000", [(45_000, None, None, None)]),
        (45000, [(45_000, 45_000, None, None)]),
        ({"minValue": 20.5, "maxValue": 23, "currency": "USD"}, [(20.5, 23, "USD", "HOUR")]),
        ([money({"value": 20, "unitText": "HOUR"}), money({"value": 50000, "unitText": "YEAR"})],
         [(20, 20, "USD", "HOUR"), (50_000, 50_000, "USD", "YEAR")]),
        (money({"minValue": 0, "maxValue": 0, "unitText": "YEAR"}), []),
        (money({"value": "Competitive"}), []),
        (money("1, 2 or 3 a day"), []),
        ("", []),
        (None, []),
        ({}, []),
        (True, []),
    ],
)  # fmt: skip
def test_jsonld(base_salary: Any, found: list[Read]) -> None:
    assert read(jsonld_pay(base_salary)) == found


def check(found: list[Pay]) -> None:
    for pay in found:
        ends = [end for end in (pay.min_value, pay.max_value) if end is not None]
        assert ends and all(math.isfinite(end) and end > 0 for end in ends)
        assert ends == sorted(ends)
        assert pay.currency is None or len(pay.currency) == 3
        pay.raw.encode("utf-8")


@given(any_json(), any_json(), any_json(), any_json(), any_text())
def test_any_range_is_sound(low: Any, high: Any, currency: Any, unit: Any, raw: str) -> None:
    check(stated_pay(low, high, currency=currency, unit=unit, raw=raw))


@given(
    st.one_of(
        any_json(), any_json().map(money), any_json().map(lambda value: money({"value": value, "unitText": value}))
    )
)
def test_any_structured_pay_is_sound(base_salary: Any) -> None:
    check(jsonld_pay(base_salary))


@given(any_text())
def test_any_pay_block_is_sound(text: str) -> None:
    check(greenhouse_pay(None, f"content-pay-transparency{text}"))
    check(greenhouse_pay(None, GREENHOUSE_BLOCK.replace("$61,500", text)))
