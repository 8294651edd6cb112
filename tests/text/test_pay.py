"""Pay in every form that postings write it, and money that is not pay."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enrich.text.pay import read_pay

TABLE = Path(__file__).with_name("pay.tsv")
"""What a line pays (``min:max:currency:unit`` of each range, ``;`` between them; empty for no pay) and the line."""

Row = tuple[float | None, float | None, str | None, str | None]


def _first(text: str) -> Row | None:
    found = read_pay(text)
    if not found:
        return None
    return found[0].min_value, found[0].max_value, found[0].currency, found[0].unit_text


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("Pay range: $91,000 - $124,500", (91000, 124500, "USD", "YEAR")),
        ("Pay range: $91,000 \u2013 $124,500 a year", (91000, 124500, "USD", "YEAR")),
        ("$91,000\u2014$124,500 USD", (91000, 124500, "USD", "YEAR")),
        ("The salary will range from $91,000 to $124,500 annually.", (91000, 124500, "USD", "YEAR")),
        ("between $91,000 and $124,500", (91000, 124500, "USD", "YEAR")),
        ("$91,010.00 - $124,500.75 / year", (91010, 124500.75, "USD", "YEAR")),
        ("$130-175k", (130000, 175000, "USD", "YEAR")),
        ("$130K \u2013 $175K", (130000, 175000, "USD", "YEAR")),
        ("Salary: 60-70K EUR", (60000, 70000, "EUR", "YEAR")),
        ("55K \u00e0 65K", (55000, 65000, None, "YEAR")),
        ("$150,000 - $120,000", (120000, 150000, "USD", "YEAR")),
        ("$140,000 - $165.000", (140000, 165000, "USD", "YEAR")),
        ("$ 88,000 to $ 99,000", (88000, 99000, "USD", "YEAR")),
        ("USD$141,000 per year - USD$163,000 per year", (141000, 163000, "USD", "YEAR")),
        ("USD CAD121,000 - CAD$137,000", (121000, 137000, "CAD", "YEAR")),
        ("CA$90,000 - CA$110,000", (90000, 110000, "CAD", "YEAR")),
        ("81,200.00 - 99,900.00 USD annually", (81200, 99900, "USD", "YEAR")),
        ("USD 81,000 - 99,000 per annum", (81000, 99000, "USD", "YEAR")),
        ("\u20ac70.000 \u2013 \u20ac85.000", (70000, 85000, "EUR", "YEAR")),
        ("Compensation: \u20ac 4.903,50 per month", (4903.5, 4903.5, "EUR", "MONTH")),
        ("Gehalt: 48 000 - 56 000 EUR", (48000, 56000, "EUR", "YEAR")),
        ("up to \u00a370k", (None, 70000, "GBP", "YEAR")),
        ("Salary: $108,000+", (108000, None, "USD", "YEAR")),
        ("Starting at $98,000 per year salary", (98000, None, "USD", "YEAR")),
        ("$38.50/hr - $52.25/hr", (38.5, 52.25, "USD", "HOUR")),
        ("Pay: $21 - $26 an hour", (21, 26, "USD", "HOUR")),
        ("$47 per hour", (47, 47, "USD", "HOUR")),
        ("The hourly rate is $19.75.", (19.75, 19.75, "USD", "HOUR")),
        ("Weekly pay: $1,900", (1900, 1900, "USD", "WEEK")),
        ("Day rate $550/day", (550, 550, "USD", "DAY")),
        ("Base $131,000/yr in our lowest market up to $213,000/yr", (131000, 213000, "USD", "YEAR")),
        ("Pay range\n$118,000\n$136,000 USD", (118000, 136000, "USD", "YEAR")),
        ("Expected salary: $95k-$115k/year ($46-$55/hour)", (95000, 115000, "USD", "YEAR")),
        ("\u20b912,00,000 - \u20b918,00,000 per annum", (1200000, 1800000, "INR", "YEAR")),
        ("The base pay is $82,000.00 - $99,000.00 - $121,000.00 annually.", (82000, 121000, "USD", "YEAR")),
        ("Salary $84,000 plus a $10,000 sign-on bonus", (84000, 84000, "USD", "YEAR")),
        ("The pay range is $101,000-$123,000 plus an annual bonus and equity.", (101000, 123000, "USD", "YEAR")),
        ("A salary of $96,000, a 401(k) match and $2,000 for learning", (96000, 96000, "USD", "YEAR")),
    ],
)
def test_first_pay(text: str, pay: Row) -> None:
    assert _first(text) == pay


@pytest.mark.parametrize(
    "text",
    [
        "401(k) match up to 4% - 6%",
        "We offer 401k and have 12,000 employees",
        "File Form I-140 and Form I-485",
        "4-6 years of experience",
        "Posted 2025-04-01 - 2025-06-30",
        "Founded in 1998 - 2003",
        "Hours per pay period: 80",
        "A company with $4B in revenue",
        "Lead $250M+ projects",
        "Referral bonus of $4,000",
        "A $12,000 sign-on bonus",
        "Up to $1,800 per year for learning",
        "$900 annual wellness stipend",
        "Tuition reimbursement up to $5,250 per year",
        "Phone allowance of $60/month",
        "We raised $35,000,000 from investors",
        "Manage a budget of $200,000 - $400,000",
        "Close deals worth $60,000 - $300,000",
        "Housing stipend of $2,400 per month",
        "GPA of 3.2 - 3.5",
        "Call (555) 010-2030",
        "Competitive salary",
        "Donation matching up to $5,000 a year",
        "Equity worth $40,000",
        "a portfolio of $90,000,000 in assets",
        "Room for 20-30 people on floors 3 to 5",
        "version 2.0 - 3.0",
        "9am - 5pm, 40 hours per week",
        "",
    ],
)
def test_other_money_and_other_numbers_are_not_pay(text: str) -> None:
    assert read_pay(text) == []
    posting = (
        f"What you will do\nBuild good tools with a small team that cares.\n{text}\nWhere\nOur office is in Ohio.\n" * 3
    )
    assert read_pay(posting) == []


def test_on_target_earnings_stand_behind_the_base() -> None:
    text = "On-target earnings (OTE): $190,000 - $210,000. This includes a base salary of $120,000 - $135,000."
    found = read_pay(text)
    assert [(p.kind, p.min_value) for p in found] == [("base", 120000), ("ote", 190000)]


def test_variable_pay_is_not_a_range_of_its_own() -> None:
    text = "Base salary of $120,000 - $135,000 and a variable incentive target of $40,000 - $45,000."
    assert [p.min_value for p in read_pay(text)] == [120000]


def test_ranges_by_place_keep_their_place() -> None:
    text = "New York: $120,000 - $140,000; Denver: $100,000 - $120,000\nIn Texas, the pay range is $90,000 to $99,000."
    assert [(p.scope, p.min_value) for p in read_pay(text)] == [
        ("New York", 120000),
        ("Denver", 100000),
        ("Texas", 90000),
    ]


def test_total_and_estimates_are_marked() -> None:
    assert [p.kind for p in read_pay("Total compensation: $210k-$260k")] == ["total"]
    assert [p.scope for p in read_pay("$95K-$110K (Jobsite est.)")] == ["Jobsite est."]


def test_every_pay_is_from_the_text_and_quotes_it() -> None:
    text = "The pay is \u00a330,000 - \u00a335,000.\nOr $20/hr."
    found = read_pay(text)
    assert [p.source for p in found] == ["text", "text"]
    assert all(p.raw in text for p in found)


def _table() -> list[tuple[str, str]]:
    lines = TABLE.read_text("utf-8").splitlines()[1:]
    return [(pay, text.replace("\\n", "\n")) for pay, _, text in (line.partition("\t") for line in lines)]


def _end(written: str) -> float | None:
    return float(written) if written else None


def _expected(pay: str) -> list[Row]:
    ranges = [written.split(":") for written in pay.split(";") if written]
    return [(_end(low), _end(high), currency or None, unit) for low, high, currency, unit in ranges]


@pytest.mark.parametrize(("pay", "text"), _table())
def test_line(pay: str, text: str) -> None:
    found = [(p.min_value, p.max_value, p.currency, p.unit_text) for p in read_pay(text)]
    assert found == _expected(pay)


@pytest.mark.parametrize(("pay", "text"), [row for row in _table() if not row[0]])
def test_a_line_without_pay_stays_without_it_below_the_salary(pay: str, text: str) -> None:
    posting = f"Salary: $91,000 - $113,000 a year.\n\nWhat we offer\n- A kind team.\n\n{text}\n\nWhere\nIn Ohio."
    assert [(p.min_value, p.max_value) for p in read_pay(posting)] == [(91_000, 113_000)]


def test_three_currencies_of_one_stipend_are_each_read() -> None:
    text = "Fellows receive a base stipend of 2,900 USD / 2,100 GBP / 3,700 CAD per week."
    assert [(p.currency, p.unit_text) for p in read_pay(text)] == [("USD", "WEEK"), ("GBP", "WEEK"), ("CAD", "WEEK")]


def test_zones_with_equal_pay_are_each_kept() -> None:
    text = "Zone 1 Base Pay $141,000 \u2014 $166,000 USD Zone 2 Base Pay $141,000 \u2014 $166,000 USD"
    assert [p.scope for p in read_pay(text)] == ["Zone 1", "Zone 2"]


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("$120,000 - $150,000 (CA, NY, WA)", ["CA, NY, WA"]),
        ("For Boston, MA only the salary range is $120,000 - $150,000.", ["Boston, MA"]),
        ("For candidates in Denver, the range is $120,000 to $150,000.", ["Denver"]),
        ("Maryland Range: $120,000 - $150,000", ["Maryland"]),
        ("USA, OH, Columbus - 98,000.00 - 121,000.00 USD annually", ["USA, OH, Columbus"]),
        ("Hiring Range: $120,000 - $150,000", [None]),
        ("We pay $120,000 - $150,000.", [None]),
        ("Weekly pay: $1,200", [None]),
    ],
)
def test_scope(text: str, scopes: list[str | None]) -> None:
    assert [p.scope for p in read_pay(text)] == scopes


MONEY = [
    *[("$", "", "USD"), ("US$", "", "USD"), ("USD ", "", "USD"), ("", " USD", "USD"), ("$", " USD", "USD")],
    *[("\u00a3", "", "GBP"), ("\u20ac", "", "EUR"), ("", " \u20ac", "EUR"), ("CA$", "", "CAD"), ("C$", "", "CAD")],
    *[("CAD $", "", "CAD"), ("A$", "", "AUD"), ("CHF ", "", "CHF"), ("", " EUR", "EUR")],
]
JOINTS = ["-", " - ", "\u2013", " \u2014 ", " \u2212 ", " to ", " -- ", " ~ ", " up to "]
UNITS = [
    *[(" per year", "YEAR"), ("/yr", "YEAR"), (" annually", "YEAR"), (" p.a.", "YEAR"), (" a year", "YEAR")],
    *[("/year", "YEAR"), (" per annum", "YEAR"), ("", "YEAR")],
]
OPENINGS = ["Salary: ", "The base pay range for this role is ", "Pay Range\n", "compensation of ", "- Salary range: "]


@given(
    st.integers(31, 480),
    st.integers(1, 200),
    st.sampled_from(JOINTS),
    st.sampled_from(MONEY),
    st.sampled_from(["k", "K", " k", ",000", ".000", "\u00a0000", "\u2019000", "000", ",000.00"]),
    st.sampled_from(UNITS),
    st.sampled_from(OPENINGS),
)
@example(120, 30, "-", ("$", "", "USD"), "k", (" per year", "YEAR"), "Salary: ")
def test_a_yearly_range_is_read_back_whatever_its_form(
    low: int, spread: int, joint: str, money: tuple[str, str, str], zeros: str, unit: tuple[str, str], opening: str
) -> None:
    sign, after, currency = money
    ends = [f"{sign}{thousands}{zeros}{after}" for thousands in (low, low + spread)]
    text = f"{opening}{joint.join(ends)}{unit[0]}."
    assert _first(text) == (low * 1000, (low + spread) * 1000, currency, "YEAR")


@given(
    st.integers(31, 480),
    st.integers(1, 200),
    st.sampled_from(
        ["between {} and {}", "from {} up to {}", "Minimum: {} Maximum: {}", "{}\n-\n{}", "{} (min) to {} (max)"]
    ),
    st.sampled_from([",000", "k"]),
)
def test_a_yearly_range_is_read_back_whatever_its_words(low: int, spread: int, words: str, zeros: str) -> None:
    text = "Base salary\n" + words.format(f"${low}{zeros}", f"${low + spread}{zeros}")
    assert _first(text) == (low * 1000, (low + spread) * 1000, "USD", "YEAR")


@given(
    st.integers(800, 20_000),
    st.integers(1, 4_000),
    st.sampled_from(["-", " \u2013 ", " to "]),
    st.sampled_from(["/hr", " per hour", " an hour", "/hour", " hourly", "/Hr."]),
    st.booleans(),
)
def test_an_hourly_range_is_read_back_with_its_cents(low: int, spread: int, joint: str, unit: str, both: bool) -> None:
    ends = [f"${cents // 100}.{cents % 100:02}" for cents in (low, low + spread)]
    text = f"Pay: {ends[0]}{unit if both else ''}{joint}{ends[1]}{unit}"
    assert _first(text) == (low / 100, (low + spread) / 100, "USD", "HOUR")


@given(st.text(alphabet="$\u20ac 0123456789.,kK-/()\nadhrspylmou\u00a0", max_size=120))
def test_any_text_gives_sane_pay_or_none(text: str) -> None:
    for pay in read_pay(text):
        assert pay.min_value is not None or pay.max_value is not None
        if pay.min_value is not None and pay.max_value is not None:
            assert 0 < pay.min_value <= pay.max_value


@pytest.mark.parametrize(
    "text",
    [
        "We pay $180 per class of three hours.",
        "The rate is $45 per visit.",
        "Pay: $250 per shift",
        "Drivers earn $0.62 per mile.",
        "Earn $20 a delivery plus tips.",
        "We pay $75 for each session.",
        "$15 per piece, paid weekly",
        "Teachers are paid $60 per lesson hour.",
        "Pay: $95.00/unit",
        "The rate is $1,200 per project.",
        "Translators earn $40 an article.",
        "Compensation is $200 per night.",
        "Pay: $2,400 per pay period",
        "Wage: $1,900 bi-weekly",
        "Bi-weekly pay: $2,150.00",
        "Salary of $3,100 paid semi-monthly",
    ],
)
def test_pay_for_a_piece_of_work_has_no_unit_of_time_and_is_left_out(text: str) -> None:
    assert read_pay(text) == []


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("Pay is $120/session, about $60 per hour", (60, 60, "USD", "HOUR")),
        ("Hourly pay $31.50 per hour per shift", (31.5, 31.5, "USD", "HOUR")),
        ("Gehalt: 4.500 EUR / Monat", (4500, 4500, "EUR", "MONTH")),
        ("Salaris: \u20ac 3.200 per maand", (3200, 3200, "EUR", "MONTH")),
        ("Salaire : 2 800 \u20ac / mois", (2800, 2800, "EUR", "MONTH")),
        ("Salary: $62,000 per year, paid bi-weekly", (62000, 62000, "USD", "YEAR")),
        ("Salary: $62,000 paid bi-weekly", (62000, 62000, "USD", "YEAR")),
        ("Paid every two weeks: $41.50 per hour", (41.5, 41.5, "USD", "HOUR")),
        ("Tutors earn $35 per hour; travel is paid at $0.67 per mile.", (35, 35, "USD", "HOUR")),
        ("Base pay $85,000/yr plus $2,000 per project bonus", (85000, 85000, "USD", "YEAR")),
        ("Salary range: $90,000 - $110,000 per our pay policy", (90000, 110000, "USD", "YEAR")),
        ("Our rates are $40 - $48 per hour.", (40, 48, "USD", "HOUR")),
        ("The rate is $30 - $38/hr depending on certificates.", (30, 38, "USD", "HOUR")),
    ],
)
def test_a_unit_of_time_beside_a_piece_of_work_counts(text: str, pay: Row) -> None:
    assert _first(text) == pay


def test_other_money_of_an_earlier_sentence_does_not_hide_the_rate() -> None:
    text = (
        "Second shift, with a tool allowance.\n\nWhat you need\n- Your own hand tools\n\n"
        "The rate is $30 - $38/hr depending on certificates.\n\nWhat you will do\n- Diagnose engines"
    )
    assert _first(text) == (30, 38, "USD", "HOUR")
