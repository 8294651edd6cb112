"""No text, however hostile, costs more than its length: four times the text, at most eight times the time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.reading import forget_sentences
from enrich.text.body import html_to_text
from enrich.text.pay import read_pay
from enrich.text.reading import read_posting
from tests.growth import Work, assert_grows_with_size

MEGABYTE = 1_000_000
UNITS = [
    "sponsor ",
    "no visa sponsorship ",
    "not sponsor not visa ",
    "h-1b ",
    "must be a us citizen or ",
    "citizen clearance preferred; ",
    "is sponsorship available? no ",
    "5 years ",
    "bachelor's or ",
    "degree in ",
    "bs/ms/",
    "$1 - ",
    "$1,000 - $2,000 ",
    "$5k",
    "$10 ",
    "10 usd ",
    "ote $10/hr ",
    "| $10 ",
    "salary $",
    "1,",
    "a",
    " ",
    "\n",
    "- \n",
    ". ",
    "(",
    "\u00ad",
    "\u200b visa",
    "see all 3 jobs\nvisa sponsorship uscis\n",
    "sponsor\n",
    "visa sponsorship\nno\n",
    "visa sponsorship available\n\nno\n",
    "we do not sponsor interns, but we sponsor visas, ",
    "in the uk and in canada we cannot ",
    "f\u00fcr die visa ",
    "contract ",
    "never charge for ",
    "location: ",
    "Location: Aa, OK; ",
    "role based in Aa Bb, ",
    "remote ",
    "if you live near ",
    "hybrid 3 days ",
    "U.S. ",
]


def _reading(text_of: Callable[[int], str]) -> Callable[[int], Work]:
    """The reading of a text of a size, no sentence read before."""

    def work_of(size: int) -> Work:
        text = text_of(size)

        def work() -> None:
            forget_sentences()
            read_posting(text=text)

        return work

    return work_of


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: unit * (size // len(unit))


@pytest.mark.parametrize("unit", UNITS)
def test_reading_grows_with_the_text(unit: str) -> None:
    assert_grows_with_size(_reading(_repeated(unit)), 8_000)


def _ranges(size: int) -> str:
    """Ranges of pay on one line, no two alike."""
    return " ".join(f"${50_000 + n:,} - ${60_000 + n:,} a year" for n in range(size // 28))


def test_ranges_that_all_differ_cost_what_equal_ones_cost() -> None:
    assert_grows_with_size(_reading(_ranges), 15_000)


def test_pay_is_read_up_to_a_number_of_amounts_that_no_posting_reaches() -> None:
    lines = [f"Salary: ${50_000 + n:,} a year" for n in range(2_500)]
    found = read_pay("\n".join(lines))
    assert [pay.min_value for pay in found] == [50_000 + n for n in range(2_000)]


FAMILIES = [
    "5 years ",
    "5 years of experience or a bachelor's, ",
    "visa sponsorship\n\n",
    "require sponsorship ",
    "we will not sponsor or transfer ",
    "opt, cpt and stem sponsor ",
    "h-1b holders are not considered; but ",
    "us citizen or clearance preferred, ",
    "top secret polygraph ",
    "itar export license us person ",
    "authorized to work or entitled to work ",
    "e-verify i-9 social security ",
    "exempt from the h-1b cap ",
    "remote in x, hybrid 3 days in the office, ",
    "location: austin, tx or boston, ma; ",
    "as a sr./staff ",
    "new york pay range $10 - ",
    "18 lakhs lpa ctc 25l ",
]
"""Words of every family of rules."""


@pytest.mark.parametrize("unit", FAMILIES)
def test_sentences_that_all_differ_cost_what_their_length_costs(unit: str) -> None:
    def text(size: int) -> str:
        return "".join(f"{unit}x{n} " for n in range(size // (len(unit) + 6)))

    assert_grows_with_size(_reading(text), 20_000)


@pytest.mark.parametrize("unit", ["no visa sponsorship ", "$1,000 - $2,000 ", "$10 ", "a"])
def test_a_megabyte_costs_what_its_length_costs(unit: str) -> None:
    assert_grows_with_size(_reading(_repeated(unit)), MEGABYTE // 4, at_least=1)


@pytest.mark.parametrize("unit", ["<", "<p", "<!--", "<script>", "&", "<a href='", "</div>", "<b>x", "<td>", "<li>"])
def test_hostile_markup_grows_with_its_length(unit: str) -> None:
    def work_of(size: int) -> Work:
        html = _repeated(unit)(size)
        return lambda: html_to_text(html)

    assert_grows_with_size(work_of, 100_000)
