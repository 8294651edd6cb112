"""O*NET: occupations, the titles that people give them, and how much preparation they take.

O*NET-SOC 2019 codes are SOC 2018 codes with a detail (``15-1252.00``). The files are tab separated, without quoting.
"""

from __future__ import annotations

import re

from enrich.reference.fields import Field, FieldTable
from enrich.reference.layouts import Column, Layout, column
from enrich.reference.tables import Unreadable
from enrich.reference.values import read_count, read_optional_text, read_text, read_yes

ATTRIBUTION = (
    "Contains information from the O*NET Database by the U.S. Department of Labor, Employment and Training "
    "Administration (USDOL/ETA), used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA."
)
"""What the licence asks to be said; the changes are that rows were selected and cells trimmed."""

_CODE = re.compile(r"\d{2}-\d{4}\.\d{2}")
_MONTH = re.compile(r"(\d{2})/(\d{4})")


def read_onet_code(text: str) -> str | None:
    """An O*NET-SOC code, whole: ``15-1252.00``."""
    code = text.strip()
    if not _CODE.fullmatch(code):
        raise Unreadable("an O*NET-SOC code that cannot be read")
    return code


def read_month(text: str) -> str | None:
    """``2022-08`` from ``08/2022``."""
    month = _MONTH.fullmatch(text.strip())
    if not month:
        raise Unreadable("a month that cannot be read")
    return f"{month[2]}-{month[1]}"


def read_zone(text: str) -> int | None:
    """A job zone, 1 (little preparation) to 5."""
    zone = read_count(text)
    if zone is not None and not 1 <= zone <= 5:
        raise Unreadable("a job zone out of 1 to 5")
    return zone


_SOC = Field("onet_soc", read_onet_code, required=True)
_BY_CODE = (("onet_soc",),)
TABLES: dict[str, FieldTable] = {
    "onet_occupation": FieldTable(
        (_SOC, Field("title", read_text, required=True), Field("description", read_text)), indexes=_BY_CODE
    ),
    "onet_alternate_title": FieldTable(
        (
            _SOC,
            Field("alternate_title", read_text, required=True),
            Field("short_title", read_optional_text),
            Field("sources", read_text),
        ),
        indexes=(("onet_soc",), ("alternate_title",)),
    ),
    "onet_reported_title": FieldTable(
        (_SOC, Field("reported_job_title", read_text, required=True), Field("shown_in_my_next_move", read_yes, int)),
        indexes=(("onet_soc",), ("reported_job_title",)),
    ),
    "onet_job_zone": FieldTable(
        (
            _SOC,
            Field("job_zone", read_zone, int, required=True),
            Field("dated", read_month),
            Field("domain_source", read_text),
        ),
        indexes=_BY_CODE,
    ),
    "onet_related_occupation": FieldTable(
        (
            _SOC,
            Field("related_onet_soc", read_onet_code, required=True),
            Field("relatedness_tier", read_text),
            Field("place", read_count, int),
        ),
        indexes=_BY_CODE,
    ),
}
"""The tables of the source."""


def _layout(table: str, name: str, *columns: Column, never: tuple[str, ...] = ()) -> Layout:
    return Layout(
        source="onet",
        table=table,
        name=f"O*NET {name}",
        columns=(column("onet_soc", "O*NET-SOC Code", required=True), *columns),
        never=never,
        edition=r"db_(\d{2}_\d)",
        form="unquoted",
        attribution=ATTRIBUTION,
    )


LAYOUTS: tuple[Layout, ...] = (
    _layout(
        "onet_occupation",
        "Occupation Data",
        column("title", "Title", required=True),
        column("description", "Description", required=True),
    ),
    _layout(
        "onet_alternate_title",
        "Alternate Titles",
        column("alternate_title", "Alternate Title", required=True),
        column("short_title", "Short Title"),
        column("sources", "Source(s)"),
        never=("Title",),
    ),
    _layout(
        "onet_reported_title",
        "Sample of Reported Titles",
        column("reported_job_title", "Reported Job Title", required=True),
        column("shown_in_my_next_move", "Shown in My Next Move"),
        never=("Title",),
    ),
    _layout(
        "onet_job_zone",
        "Job Zones",
        column("job_zone", "Job Zone", required=True),
        column("dated", "Date"),
        column("domain_source", "Domain Source"),
        never=("Title",),
    ),
    _layout(
        "onet_related_occupation",
        "Related Occupations",
        column("related_onet_soc", "Related O*NET-SOC Code", required=True),
        column("relatedness_tier", "Relatedness Tier"),
        column("place", "Index"),
        never=("Title", "Related Title"),
    ),
)
