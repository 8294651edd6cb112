"""The layout is told by the header alone; what is almost a header is refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from benchmarks.synthetic_lca import HEADER
from enrich.reference.columns import LCA_LAYOUTS
from enrich.reference.layouts import Header, comparable, find_header
from enrich.reference.tables import ColumnReader, Form, ReferenceDataError, Row
from enrich.reference.targets import LAYOUTS

FY2019 = (
    "CASE_NUMBER CASE_STATUS CASE_SUBMITTED DECISION_DATE VISA_CLASS JOB_TITLE SOC_CODE SOC_TITLE FULL_TIME_POSITION "
    "PERIOD_OF_EMPLOYMENT_START_DATE PERIOD_OF_EMPLOYMENT_END_DATE TOTAL_WORKER_POSITIONS NEW_EMPLOYMENT "
    "CONTINUED_EMPLOYMENT CHANGE_PREVIOUS_EMPLOYMENT NEW_CONCURRENT_EMPLOYMENT CHANGE_EMPLOYER AMENDED_PETITION "
    "EMPLOYER_NAME EMPLOYER_BUSINESS_DBA EMPLOYER_CITY EMPLOYER_STATE EMPLOYER_POSTAL_CODE NAICS_CODE "
    + " ".join(
        f"WORKSITE_CITY_{i} WORKSITE_STATE_{i} WAGE_RATE_OF_PAY_FROM_{i} WAGE_UNIT_OF_PAY_{i}" for i in range(1, 11)
    )
    + " H-1B_DEPENDENT WILLFUL_VIOLATOR"
)
FY2016 = (
    "CASE_NUMBER CASE_STATUS CASE_SUBMITTED DECISION_DATE VISA_CLASS EMPLOYMENT_START_DATE EMPLOYMENT_END_DATE "
    "EMPLOYER_NAME EMPLOYER_CITY EMPLOYER_STATE EMPLOYER_POSTAL_CODE AGENT_ATTORNEY_NAME JOB_TITLE SOC_CODE SOC_NAME "
    "NAIC_CODE TOTAL_WORKERS FULL_TIME_POSITION PREVAILING_WAGE PW_UNIT_OF_PAY WAGE_RATE_OF_PAY_FROM "
    "WAGE_RATE_OF_PAY_TO WAGE_UNIT_OF_PAY H-1B_DEPENDENT WILLFUL_VIOLATOR WORKSITE_CITY WORKSITE_STATE"
)
ICERT = (
    "LCA_CASE_NUMBER STATUS LCA_CASE_SUBMIT DECISION_DATE VISA_CLASS LCA_CASE_EMPLOYMENT_START_DATE "
    "LCA_CASE_EMPLOYMENT_END_DATE LCA_CASE_EMPLOYER_NAME LCA_CASE_EMPLOYER_CITY LCA_CASE_EMPLOYER_STATE "
    "LCA_CASE_EMPLOYER_POSTAL_CODE LCA_CASE_SOC_CODE LCA_CASE_SOC_NAME LCA_CASE_JOB_TITLE LCA_CASE_WAGE_RATE_FROM "
    "LCA_CASE_WAGE_RATE_TO LCA_CASE_WAGE_RATE_UNIT FULL_TIME_POS TOTAL_WORKERS LCA_CASE_WORKLOC1_CITY "
    "LCA_CASE_WORKLOC1_STATE PW_1 PW_UNIT_1 LCA_CASE_NAICS_CODE"
)
EFILE = (
    "SUBMITTED_DATE CASE_NO NAME ADDRESS CITY STATE POSTAL_CODE NBR_IMMIGRANTS BEGIN_DATE END_DATE JOB_TITLE "
    "DOL_DECISION_DATE CERTIFIED_BEGIN_DATE JOB_CODE APPROVAL_STATUS WAGE_RATE_1 RATE_PER_1 MAX_RATE_1 CITY_1 STATE_1 "
    "PREVAILING_WAGE_1"
)


@dataclass
class Rows:
    """A table in memory."""

    cells: list[list[str]]
    place: str = "memory.csv"

    def head(self, rows: int) -> list[tuple[int, list[str]]]:
        return list(enumerate(self.cells, 1))[:rows]

    def at(self, line: int, column: int) -> str:
        return f"memory.csv:{line}:{column + 1}"

    def rows(
        self, after: int, columns: Sequence[int], readers: Sequence[ColumnReader], form: Form = ""
    ) -> Iterator[Row]:
        raise NotImplementedError


def recognise(*names: str) -> Header:
    header = find_header(Rows([list(names)]), LAYOUTS)
    assert header is not None
    return header


def refuse(*names: str) -> str:
    with pytest.raises(ReferenceDataError) as error:
        find_header(Rows([list(names)]), LAYOUTS)
    return str(error.value)


@pytest.mark.parametrize(
    ("names", "layout"),
    [
        (HEADER, "LCA FLAG (FY2020 on)"),
        (tuple(n for n in HEADER if n != "EMPLOYER_FEIN"), "LCA FLAG (FY2020 on)"),
        ((*HEADER, "LAWFIRM_BUSINESS_FEIN"), "LCA FLAG (FY2020 on)"),
        (FY2019.split(), "LCA FY2019"),
        (FY2016.split(), "LCA FY2015-18"),
        (ICERT.split(), "LCA iCERT (FY2009-14)"),
        (EFILE.split(), "LCA EFILE (FY2008-09)"),
    ],
)
def test_an_era_is_told_by_its_columns(names: Sequence[str], layout: str) -> None:
    header = recognise(*names)
    assert header.layout.name == layout
    assert {"employer_name", "decision_date", "case_status"} <= set(header.positions)
    assert {"H_1B", "NAME"}.isdisjoint(header.absent)


def test_a_whole_new_header_lacks_and_surprises_nothing() -> None:
    header = recognise(*HEADER)
    assert (header.absent, header.unknown) == ([], [])
    assert all(HEADER[position].lower() == name for name, position in header.positions.items())


def test_wide_repeats_of_a_numbered_layout_are_known() -> None:
    header = recognise(*FY2019.split())
    assert header.unknown == []
    assert FY2019.split()[header.positions["worksite_city"]] == "WORKSITE_CITY_1"


def test_no_layout_loads_a_contact_column() -> None:
    loaded = {s for layout in LCA_LAYOUTS for column in layout.columns for s in column.spellings}
    personal = [s for s in loaded if any(mark in s for mark in ("POC", "ATTORNEY", "PREPARER", "PHONE", "EMAIL"))]
    assert personal == []


@pytest.mark.parametrize("spelling", ["H-1B_DEPENDENT", "H_1B_DEPENDENT", "h1b dependent", "H-1B DEPENDENT "])
def test_punctuation_and_case_of_a_name_do_not_matter(spelling: str) -> None:
    header = recognise(*(spelling if name == "H_1B_DEPENDENT" else name for name in HEADER))
    assert "h_1b_dependent" in header.positions


def test_titles_may_stand_above_the_header() -> None:
    hub = ["Fiscal Year   ", "Employer", "Initial Approval", "Initial Denial", "Continuing Approval"]
    table = Rows([["Employer Data Hub"], ["Fiscal Year", "", ""], [*hub, "Continuing Denial", "Tax ID", "State"]])
    header = find_header(table, LAYOUTS)
    assert header is not None
    assert (header.line, header.positions["initial_approvals"]) == (3, 2)
    assert header.absent == ["naics", "city", "zip"]


def test_what_is_no_header_is_none() -> None:
    assert find_header(Rows([["a", "b", "c"], ["1", "2", "3"]]), LAYOUTS) is None
    assert find_header(Rows([]), LAYOUTS) is None


def test_a_missing_required_column_is_named_with_its_nearest() -> None:
    message = refuse(*("EMPLOYER NAME OF RECORD" if name == "EMPLOYER_NAME" else name for name in HEADER))
    assert message.startswith("memory.csv:1")
    assert "EMPLOYER_NAME" in message and "'EMPLOYER NAME OF RECORD'" in message


def test_a_header_without_any_date_is_refused() -> None:
    message = refuse("EMPLOYER_NAME", "JOB_TITLE", "SOC_CODE", "WORKSITE_CITY")
    assert "none of the columns" in message and "DECISION_DATE" in message


def test_a_misspelled_column_is_not_silently_dropped() -> None:
    message = refuse(*("TOTAL_WORKERS_POSITIONS" if n == "TOTAL_WORKER_POSITIONS" else n for n in HEADER))
    assert "memory.csv:1:13" in message
    assert "'TOTAL_WORKERS_POSITIONS'" in message and "TOTAL_WORKER_POSITIONS" in message


def test_a_column_that_is_there_twice_is_refused_and_another_twice_does_not_matter() -> None:
    message = refuse(*HEADER, "CASE_STATUS")
    assert "memory.csv:1:2 and memory.csv:1:98" in message and "twice" in message
    assert recognise(*HEADER, "EMPLOYER_POC_CITY").layout.source == "lca"


@pytest.mark.parametrize(
    "names",
    [
        "CASE_NUMBER CASE_STATUS DECISION_DATE EMPLOYER_NAME TRADE_NAME_DBA NATURE_OF_TEMPORARY_NEED SOC_CODE",
        "CASE_NUMBER CASE_STATUS RECEIVED_DATE DECISION_DATE EMPLOYER_NAME WAGE_OFFER TOTAL_WORKERS_NEEDED H_2A",
        "CASE_NUMBER CASE_STATUS DECISION_DATE EMPLOYER_NAME EMPLOYER_STATE PW_SKILL_LEVEL NBR_WORKERS_REQUESTED",
    ],
)
def test_another_program_is_refused_by_name(names: str) -> None:
    assert "of another program" in refuse(*names.split())


def test_every_spelling_belongs_to_one_column_of_its_layout() -> None:
    for layout in LAYOUTS:
        spellings = [comparable(s) for column in layout.columns for s in column.spellings]
        distinct = {(column.name, comparable(s)) for column in layout.columns for s in column.spellings}
        assert len(set(spellings)) == len(distinct), layout.name
        assert set(spellings).isdisjoint(map(comparable, layout.never)), layout.name
