"""OFLC prevailing wages: four levels by occupation and area, and the geography that tells a county's area.

The files of a wage year (July to June) come in one ZIP. The all-industries table and the one for ACWIA employers
(higher education, affiliated nonprofits, research) have the same header; only their names tell them apart, and only the
name of the ZIP or its folder tells the year.
"""

from __future__ import annotations

import re

from enrich.reference.fields import Field, FieldTable
from enrich.reference.layouts import Layout, column
from enrich.reference.tables import Unreadable, Value
from enrich.reference.values import read_count, read_money, read_optional_text, read_soc, read_state, read_text

WAGE, ACWIA_WAGE, AREA, OCCUPATION = "oflc_wage", "oflc_acwia_wage", "oflc_area", "oflc_occupation"

_MOST_HOURLY = 500  # before files had labels only the size told; no hourly figure comes near, no annual one is below
_AREA = re.compile(r"\d{4,7}")
_YEAR = r"(?<!\d)(20\d\d-(?:20)?\d\d)(?!\d)"


def read_area(text: str) -> str | None:
    """An area code: five digits, or seven for a nonmetropolitan area whose leading zero a spreadsheet may have cost."""
    code = text.strip().removesuffix(".0")
    if not _AREA.fullmatch(code):
        raise Unreadable("an area code that cannot be read")
    return code.zfill(7) if len(code) == 6 else code


def _with_unit(row: dict[str, Value]) -> dict[str, Value] | str:
    label = str(row["label"] or "").lower()
    figures = [row[name] for name in ("level_1", "level_2", "level_3", "level_4", "average")]
    told = [float(figure) for figure in figures if figure is not None]
    if not told:
        unit = None
    elif "annual" in label or max(told) > _MOST_HOURLY:
        unit = "Year"
    else:
        unit = "Hour"
    return {**row, "unit": unit}


_WAGE = FieldTable(
    fields=(
        Field("area", read_area, required=True),
        Field("soc_code", read_soc, required=True),
        Field("geo_level", read_count, int),
        *(Field(f"level_{level}", read_money, float) for level in (1, 2, 3, 4)),
        Field("average", read_money, float),
        Field("label", read_optional_text),
    ),
    derived={"unit": str},
    derive=_with_unit,
    with_edition="wage_year",
    indexes=(("wage_year", "area", "soc_code"),),
)
TABLES: dict[str, FieldTable] = {
    WAGE: _WAGE,
    ACWIA_WAGE: _WAGE,
    AREA: FieldTable(
        fields=(
            Field("area", read_area, required=True),
            Field("area_name", read_text),
            Field("state", read_state),
            Field("county_town_name", read_text),
        ),
        with_edition="wage_year",
        indexes=(("wage_year", "state", "county_town_name"),),
    ),
    OCCUPATION: FieldTable(
        fields=(Field("soc_code", read_soc, required=True), Field("title", read_text)),
        with_edition="wage_year",
    ),
}
"""The tables of the source. ``geo_level``: 1 area, 2 to 4 ever wider; ``unit``: of the levels, from label or size."""

_LEVELS = tuple(column(f"level_{level}", f"Level{level}", required=True) for level in (1, 2, 3, 4))
_WAGE_COLUMNS = (
    column("area", "Area", required=True),
    column("soc_code", "SocCode", "SOC_Code", required=True),
    column("geo_level", "GeoLvl"),
    *_LEVELS,
    column("average", "Average"),
    column("label", "Label"),
)
LAYOUTS: tuple[Layout, ...] = (
    Layout(
        source="wages",
        table=WAGE,
        name="OFLC wages, all industries",
        columns=_WAGE_COLUMNS,
        named=r"(?<![A-Za-z])ALC_(?:Export|WAGE)",
        edition=_YEAR,
        needs_edition=True,
    ),
    Layout(
        source="wages",
        table=ACWIA_WAGE,
        name="OFLC wages, ACWIA employers",
        columns=_WAGE_COLUMNS,
        named=r"(?<![A-Za-z])EDC_(?:Export|ACWIA_WAGE)",
        edition=_YEAR,
        needs_edition=True,
    ),
    Layout(
        source="wages",
        table=AREA,
        name="OFLC geography",
        columns=(
            column("area", "Area", required=True),
            column("area_name", "AreaName", required=True),
            column("state", "StateAb"),
            column("county_town_name", "CountyTownName", required=True),
        ),
        never=("State",),
        edition=_YEAR,
        needs_edition=True,
    ),
    Layout(
        source="wages",
        table=OCCUPATION,
        name="OFLC occupations",
        columns=(column("soc_code", "soccode", "SocCode", required=True), column("title", "Title", required=True)),
        never=("Description",),
        edition=_YEAR,
        needs_edition=True,
        form="ragged",
    ),
)
