from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date

import pytest

from samples import folder

HUB = [
    "Fiscal Year",
    "Employer",
    "Initial Approvals",
    "Initial Denials",
    "Continuing Approvals",
    "Continuing Denials",
    "NAICS",
    "Tax ID",
    "State",
    "City",
    "ZIP",
]
REFERENCE = folder() / "reference"
SOURCES = (REFERENCE / "SOURCES.md").read_text(encoding="utf-8")


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def hub(year: int) -> list[dict[str, str]]:
    return rows(f"uscis_hub_fy{year}.csv")


def public_rows() -> set[tuple[str, ...]]:
    """The table of public figures: employer, year, place and four counts."""
    table = SOURCES.partition("## (a)")[2].partition("## (b)")[0]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines() if "|" in line]
    return {row for row in cells if row[1].isdigit()}


def invented_names() -> set[str]:
    table = SOURCES.partition("## (b)")[2]
    names = [line.strip("|").split("|")[0] for line in table.splitlines() if line.startswith("| ")]
    return {name.strip() for cell in names for name in cell.split(";")}


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_hub_files_have_the_hubs_header_and_counts(year: int) -> None:
    found = hub(year)
    assert list(found[0]) == HUB
    for row in found:
        assert row["Fiscal Year"] == str(year)
        assert all(re.fullmatch(r"\d{1,3}(,\d{3})*|\d+", row[name]) for name in HUB[2:6])
        assert re.fullmatch(r"\d{2}", row["NAICS"])


def test_every_figure_has_a_named_source() -> None:
    public = public_rows()
    named = {row[0] for row in public}
    invented = invented_names()
    assert named.isdisjoint(invented)
    seen = set()
    for year in (2021, 2022, 2023):
        for row in hub(year):
            if row["Employer"] in named:
                seen.add((row["Employer"], str(year), f"{row['City']}, {row['State']}", *(row[n] for n in HUB[2:6])))
            else:
                assert (row["Employer"] or "(no name)") in invented
    assert seen == public
    assert {row["EMPLOYER_NAME"] for row in rows("lca_fy2024.csv")} <= invented


def test_hub_quirks_are_kept() -> None:
    names = [row["Employer"] for row in hub(2021)]
    assert max(len(name) for name in names) == 34
    assert any(row["ZIP"] and len(row["ZIP"]) == 4 for row in hub(2022))
    assert all(len(row["ZIP"]) in (0, 5) for row in hub(2023))
    assert any(not row["Employer"] for row in hub(2021))


def approvals(year: int, names: set[str]) -> int:
    found = [row for row in hub(year) if row["Employer"] in names]
    return sum(int(row["Initial Approvals"]) + int(row["Continuing Approvals"]) for row in found)


def test_employers_cover_large_middle_small_and_none() -> None:
    quillhaven = {"QUILLHAVEN INC", "QUILLHAVEN INC.", "QUILLHAVEN, INC.", "QUILLHAVEN INCORPORATED"}
    assert approvals(2023, quillhaven) > 100
    assert approvals(2023, {"OSTRAVIA HEALTH LLC", "OSTRAVIA HEALTH, LLC"}) == 2
    fenwhistle = {"FENWHISTLE FREIGHT LLC"}
    assert [approvals(year, fenwhistle) for year in (2021, 2022, 2023)] == [0, 1, 0]
    assert all("PELLAMAR" not in row["Employer"] for year in (2021, 2022, 2023) for row in hub(year))


def test_lca_rows_are_whole_and_hold_no_contact() -> None:
    found = rows("lca_fy2024.csv")
    assert not [name for name in found[0] if re.search(r"POC|ATTORNEY|PREPARER|PHONE|EMAIL|ADDRESS", name)]
    kinds = ["NEW_EMPLOYMENT", "CONTINUED_EMPLOYMENT", "CHANGE_PREVIOUS_EMPLOYMENT"]
    kinds += ["NEW_CONCURRENT_EMPLOYMENT", "CHANGE_EMPLOYER", "AMENDED_PETITION"]
    for row in found:
        assert None not in row
        assert None not in row.values()
        assert int(row["TOTAL_WORKER_POSITIONS"]) == sum(int(row[kind]) for kind in kinds)
        assert date(2023, 10, 1) <= date.fromisoformat(row["DECISION_DATE"]) <= date(2024, 9, 30)
        assert re.fullmatch(r"I-20[0-3]-\d{5}-\d{6}", row["CASE_NUMBER"])
        assert row["EMPLOYER_FEIN"].startswith("89-")


def test_lca_file_holds_the_hard_cases() -> None:
    found = rows("lca_fy2024.csv")
    assert {row["VISA_CLASS"] for row in found} == {"H-1B", "H-1B1 Chile", "H-1B1 Singapore", "E-3 Australian"}
    assert {row["CASE_STATUS"] for row in found} == {"Certified", "Certified - Withdrawn", "Denied", "Withdrawn"}
    traded = {row["EMPLOYER_NAME"] for row in found if row["TRADE_NAME_DBA"] == "Kestrel Point"}
    assert traded == {"PALISADE AEROSTRUCTURES, INC."}
    clients = {row["SECONDARY_ENTITY_BUSINESS_NAME"] for row in found if row["SECONDARY_ENTITY"] == "Yes"}
    assert clients == {"Ostravia Health, LLC"}
    twice = [case for case, n in Counter(row["CASE_NUMBER"] for row in found).items() if n > 1]
    assert len(twice) == 1


def test_every_wage_says_that_it_is_invented_and_levels_rise() -> None:
    found = rows("OFLC_Wages_2026-27_ALC_Export.csv")
    assert {row["Label"] for row in found} == {"invented"}
    for row in found:
        levels = [float(row[f"Level{level}"]) for level in (1, 2, 3, 4)]
        assert levels == sorted(set(levels))
    geography = rows("OFLC_Wages_2026-27_Geography.csv")
    assert {row["Area"] for row in geography} == {row["Area"] for row in found}
