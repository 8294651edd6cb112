"""Cell texts as the published files spell them, and what must not be guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.reference import values as v
from enrich.reference.cases import fiscal_period
from enrich.reference.lca import (
    period_of_case,
    read_status,
    read_visa_class,
)
from enrich.reference.tables import Unreadable


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (v.read_date, "2024-01-17", "2024-01-17"),
        (v.read_date, "2024-01-17 00:00:00", "2024-01-17"),
        (v.read_date, "2024-01-17T09:30:00", "2024-01-17"),
        (v.read_date, "2024/1/7", "2024-01-07"),
        (v.read_date, "1/17/2024", "2024-01-17"),
        (v.read_date, "01/17/2024 12:00:00 AM", "2024-01-17"),
        (v.read_date, "1/17/09", "2009-01-17"),
        (v.read_date, "17-JAN-15", "2015-01-17"),
        (v.read_date, "17-Jan-2015", "2015-01-17"),
        (v.read_date, "45308", "2024-01-17"),
        (v.read_date, "45308.75", "2024-01-17"),
        (v.read_date, "N/A", None),
        (v.read_count, "3", 3),
        (v.read_count, "3.0", 3),
        (v.read_count, "1,234", 1234),
        (v.read_count, " 12 ", 12),
        (v.read_count, "1E2", 100),
        (v.read_count, "-", None),
        (v.read_money, "$96,100.00 ", 96100.0),
        (v.read_money, "35.28", 35.28),
        (v.read_money, "9.61E4", 96100.0),
        (v.read_money, "N/A", None),
        (v.read_lowest_money, "60000 - 80000", 60000.0),
        (v.read_lowest_money, "60000.00 -", 60000.0),
        (v.read_lowest_money, "60000", 60000.0),
        (v.read_year, "FY 2024", 2024),
        (v.read_year, "2,024", 2024),
        (v.read_year, "2024.0", 2024),
        (v.read_quarter, "Q3", 3),
        (v.read_zip, "2138", "02138"),
        (v.read_zip, "926", "00926"),
        (v.read_zip, "02138-1234", "02138-1234"),
        (v.read_zip, "021381234", "02138-1234"),
        (v.read_zip, "21381234", "02138-1234"),
        (v.read_zip, "94105.0", "94105"),
        (v.read_zip, "m5v 2t6", "M5V 2T6"),
        (v.read_tax_id, "458", "0458"),
        (v.read_tax_id, "0", "0000"),
        (v.read_tax_id, "7", "0007"),
        (v.read_fein, "47-1234567", "47-1234567"),
        (v.read_fein, "471234567", "47-1234567"),
        (v.read_fein, "41234567", "04-1234567"),
        (v.read_fein, "N/A", None),
        (v.read_naics, "541511.0", "541511"),
        (v.read_naics, "54 - Professional, Scientific, and Technical Services", "54"),
        (v.read_naics, "31-33 - Manufacturing", "31"),
        (v.read_naics, "54151", "54151"),
        (v.read_soc, "15-1252.00", "15-1252"),
        (v.read_soc, "15-1299.08", "15-1299.08"),
        (v.read_soc, "151252", "15-1252"),
        (v.read_soc, "15-1252", "15-1252"),
        (v.read_state, "ca", "CA"),
        (v.read_state, "District of  Columbia", "DC"),
        (v.read_state, "ONTARIO", "ONTARIO"),
        (v.read_unit, "Bi-Weekly", "Bi-Weekly"),
        (v.read_unit, "yr", "Year"),
        (v.read_unit, "HR", "Hour"),
        (v.read_unit, "N/A", None),
        (v.read_level, "Level II", "II"),
        (v.read_level, "iv", "IV"),
        (v.read_level, "3", "III"),
        (v.read_level, "N/A", None),
        (v.read_yes, "Yes", 1),
        (v.read_yes, "N", 0),
        (v.read_yes, "N/A", None),
        (v.read_text, "  Tallow \u00a0&\n Wick ", "Tallow & Wick"),
        (v.read_text, "NA", "NA"),
        (v.read_optional_text, "N/A", None),
        (read_status, "Certified - Withdrawn", "Certified - Withdrawn"),
        (read_status, "CERTIFIED-WITHDRAWN", "Certified - Withdrawn"),
        (read_status, "CertifiedWithdrawn", "Certified - Withdrawn"),
        (read_status, "DENIED", "Denied"),
        (read_visa_class, "H1B", "H-1B"),
        (read_visa_class, "E-3 Australian", "E-3 Australian"),
        (read_visa_class, "h-1b1 chile", "H-1B1 Chile"),
    ],
)
def test_spellings_in_use_are_read(read: Callable[[str], object], text: str, expected: object) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (v.read_date, "17/01/2024"),  # day first: never written by DOL, so a guess would be one
        (v.read_date, "2024-02-30"),
        (v.read_date, "2924-01-17"),
        (v.read_date, "soon"),
        (v.read_date, "99999"),
        (v.read_count, "1.5"),
        (v.read_count, "-1"),
        (v.read_count, "two"),
        (v.read_count, "1E400"),
        (v.read_money, "95k"),
        (v.read_money, "-5"),
        (v.read_money, "nan1"),
        (v.read_year, "24"),
        (v.read_year, "Total"),
        (v.read_quarter, "5"),
        (v.read_zip, "12"),
        (v.read_zip, "123456"),
        (v.read_tax_id, "12345"),
        (v.read_tax_id, "12-34"),
        (v.read_fein, "123-45-6789"),
        (v.read_fein, "912-70-1234"),
        (v.read_fein, "12-3456789"),
        (v.read_fein, "00-1234567"),
        (v.read_fein, "11-1111111"),
        (v.read_fein, "1234"),
        (v.read_naics, "IT"),
        (v.read_soc, "Nov-21"),
        (v.read_soc, "15-12"),
        (v.read_unit, "Fortnight"),
        (v.read_level, "V"),
        (v.read_yes, "maybe"),
        (v.read_text, "#NAME?"),
        (read_status, "Pending"),
        (read_visa_class, "H-2B"),
        (read_visa_class, "Select Visa Classification"),
    ],
)
def test_what_cannot_be_read_is_not_guessed(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_from_every_spelling(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings = [day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.month}/{day.day}/{day.year}", str(serial)]
    assert {v.read_date(text) for text in spellings} == {day.isoformat()}


@given(st.integers(0, 10**9 - 1))
def test_a_count_is_read_with_and_without_thousands_commas(count: int) -> None:
    assert v.read_count(f"{count:,}") == v.read_count(str(count)) == v.read_count(f"{count}.0") == count


@given(st.integers(0, 99_999))
def test_a_zip_survives_the_loss_of_its_zeros(code: int) -> None:
    whole = f"{code:05d}"
    assert v.read_zip(whole) == whole
    if code >= 100:
        assert v.read_zip(str(code)) == whole


_READERS = [getattr(v, name) for name in dir(v) if name.startswith("read_")]


@given(st.text(max_size=20), st.sampled_from(_READERS))
def test_any_text_is_read_or_refused(text: str, read: Callable[[str], object]) -> None:
    try:
        value = read(text)
    except Unreadable:
        return
    assert value is None or isinstance(value, (str, int, float))


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_the_fiscal_year_starts_in_october(day: date) -> None:
    year, quarter = fiscal_period(day.isoformat())
    first = date(year - 1, 10, 1)
    assert first <= day < date(year, 10, 1)
    assert quarter == 1 + ((day.year - first.year) * 12 + day.month - first.month) // 3


def test_a_case_number_tells_when_it_was_due() -> None:
    assert period_of_case("I-200-25059-734998") == (2025, 2)  # received 28 February 2025
    late = date(2023, 9, 25)
    assert period_of_case(f"I-203-23{late.timetuple().tm_yday:03d}-000001") == (2024, 1)
    assert late + timedelta(days=9) > date(2023, 9, 30)
    assert period_of_case("I-200-25000-734998") is None
    assert period_of_case("A-19001-12345") is None
