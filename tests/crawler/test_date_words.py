"""Dates in words and figures of seven languages: read where there is one way to read them, and left where not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.clean import parse_posted, parse_relative
from crawler.values.date_words import days_ago, read_day
from tests.crawler.values import any_text

CRAWLED = "2026-11-18T06:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "July 28, 2026", "Jul. 28, 2026", "Tuesday, July 28, 2026", "July 28th, 2026", "28 Jul 2026", "28-Jul-2026",
        "Jul-28-2026", "28. Juli 2026", "28 juillet 2026", "le 28 juillet 2026", "28 de julio de 2026",
        "28 de julho de 2026", "28 luglio 2026", "28 juli 2026", "28.07.2026", "28.7.2026", "2026/07/28", "2026/7/28",
        "20260728", "07/28/2026", "28/07/2026", "2026-07-28",
    ],
)  # fmt: skip
def test_a_day_in_any_of_these_forms(text: str) -> None:
    posted = parse_posted(text)
    assert posted is not None
    assert (posted.value, posted.precision, posted.raw) == ("2026-07-28", "day", text)


@pytest.mark.parametrize(
    "text", ["07/08/2026", "31.31.2026", "Smarch 3, 2026", "July 2026", "2026", "20261332", "Full-time", "1.2.26"]
)
def test_what_can_be_read_in_two_ways_or_none_is_not_read(text: str) -> None:
    posted = parse_posted(text)
    assert posted is not None and (posted.value, posted.raw) == (None, text)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (1785000000, "2026-07-25T17:20:00Z"),
        ("1785000000000", "2026-07-25T17:20:00Z"),
        ("2026-07-28T10:00:00+02", "2026-07-28T08:00:00Z"),
        ("2026-07-28T10:00:00+0200", "2026-07-28T08:00:00Z"),
        ("12345678901", None),
    ],
)
def test_times_without_their_usual_marks(raw: object, value: str | None) -> None:
    posted = parse_posted(raw)
    assert posted is not None and posted.value == value


@pytest.mark.parametrize(
    ("text", "days", "is_floor"),
    [
        ("Posted Today", 0, False), ("Heute ausgeschrieben", 0, False), ("Publié aujourd’hui", 0, False),
        ("Publicado hoy", 0, False), ("Publicado hoje", 0, False), ("Posted Yesterday", 1, False),
        ("Gestern ausgeschrieben", 1, False), ("Publiée hier", 1, False), ("Publicado ayer", 1, False),
        ("Posted 3 Days Ago", 3, False), ("3d ago", 3, False), ("Vor 3 Tagen ausgeschrieben", 3, False),
        ("Publié il y a 3 jours", 3, False), ("Publicado hace 3 días", 3, False), ("há 3 dias", 3, False),
        ("3 giorni fa", 3, False), ("3 dagen geleden", 3, False), ("vor einer Woche", 7, False),
        ("an hour ago", 0, False), ("2 weeks ago", 14, False), ("Posted 30+ Days Ago", 30, True),
        ("Vor mehr als 30 Tagen ausgeschrieben", 30, True), ("Il y a plus de 30 jours", 30, True),
        ("hace más de 30 días", 30, True),
    ],
)  # fmt: skip
def test_days_counted_back(text: str, days: int, is_floor: bool) -> None:
    assert days_ago(text) == (days, is_floor)


def test_counting_back_is_from_the_day_of_the_crawl() -> None:
    posted = parse_relative("Vor 18 Tagen ausgeschrieben", CRAWLED)
    assert posted is not None and (posted.value, posted.precision) == ("2026-10-31", "relative")
    unread = parse_relative("2 weeks of holiday", CRAWLED)
    assert unread is not None and unread.value is None


@given(st.dates(min_value=date(1991, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_reads_back_from_words(day: date) -> None:
    for form in ("%B %d, %Y", "%d %b %Y", "%A, %B %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d"):
        assert read_day(day.strftime(form)) == day


@given(any_text())
def test_any_text_is_read_or_left(text: str) -> None:
    read_day(text)
    found = days_ago(text)
    assert found is None or found[0] >= 0
