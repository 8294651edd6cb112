"""What ``reference list`` shows: periods by decision date, and the gaps between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrich.reference import Period, list_files
from enrich.reference.coverage import find_gaps
from tests.reference.files import add_one, lca_row, write_hub, write_lca


def test_periods_come_from_the_decisions_and_not_from_the_file_name(tmp_path: Path) -> None:
    database = tmp_path / "reference.db"
    rows = [
        lca_row(1, DECISION_DATE="2023-10-05"),
        lca_row(2, DECISION_DATE="2023-12-05"),
        lca_row(3, DECISION_DATE="2024-07-01"),
    ]
    add_one(write_lca(tmp_path / "LCA_FY2031_Q2.csv", rows), database)
    add_one(write_lca(tmp_path / "more.csv", [lca_row(3, DECISION_DATE="2024-07-01")]), database)
    add_one(write_hub(tmp_path / "hub.csv", "2022,A CO,3,0,0,0,54,1234,MA,LYNN,01901"), database)
    coverage = list_files(database)
    found = [(p.source, p.fiscal_year, p.fiscal_quarter, p.rows_kept, p.rows_replaced) for p in coverage.periods]
    assert found == [("lca", 2024, 1, 2, 0), ("lca", 2024, 4, 1, 1), ("uscis", 2022, None, 1, 0)]
    assert coverage.periods[1].files == ["LCA_FY2031_Q2.csv", "more.csv"]
    assert [(gap.source, gap.fiscal_year, gap.fiscal_quarter) for gap in coverage.gaps] == [
        ("lca", 2024, 2),
        ("lca", 2024, 3),
    ]
    assert [report.name for report in coverage.files] == ["LCA_FY2031_Q2.csv", "more.csv", "hub.csv"]


@pytest.mark.parametrize(
    ("loaded", "gaps"),
    [
        ([(2019, None), (2021, None)], [(2020, None)]),
        ([(2020, 2)], []),
        ([(2020, 2), (2020, 4)], [(2020, 3)]),
        ([(2020, 3), (2021, 2)], [(2020, 4), (2021, 1)]),
        ([(2016, None), (2020, 2)], [(2017, None), (2018, None), (2019, None), (2020, 1)]),
        ([(2020, 1), (2021, None), (2022, 1)], [(2020, 2), (2020, 3), (2020, 4)]),
    ],
)
def test_gaps_lie_between_the_first_and_the_last(
    loaded: list[tuple[int, int | None]], gaps: list[tuple[int, int | None]]
) -> None:
    periods = [
        Period(source="lca", fiscal_year=year, fiscal_quarter=quarter, rows_kept=1, rows_replaced=0, files=["f"])
        for year, quarter in loaded
    ]
    assert [(gap.fiscal_year, gap.fiscal_quarter) for gap in find_gaps(periods)] == gaps
