"""IPEDS institutional characteristics (HD): every institution of higher education, its web address and number.

It says what an institution is: public, private nonprofit or for profit, its level, whether it has a hospital. Several
campuses of one state system share one employer number.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from enrich.reference.fields import Field, FieldTable
from enrich.reference.layouts import Layout, column
from enrich.reference.tables import Unreadable
from enrich.reference.values import read_count, read_fein, read_optional_text, read_state, read_text, read_zip

TABLE = "ipeds_institution"

_CODE = re.compile(r"-?\d{1,4}")
_NUMBER = re.compile(r"\d{7,9}")


def read_code(text: str) -> int | None:
    """A code of the survey's own lists; a negative one means not applicable or not reported."""
    if not _CODE.fullmatch(text.strip()):
        raise Unreadable("a code that cannot be read")
    code = int(text)
    return code if code >= 0 else None


def read_employer_number(text: str) -> str | None:
    """An employer number as ``12-3456789``, with the zeros that spreadsheets drop."""
    number = text.strip().removesuffix(".0")
    if number.startswith("-") or number in ("", "0"):
        return None
    return read_fein(number.zfill(9) if _NUMBER.fullmatch(number) else number)


def _told(read: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """``read``, and ``-1`` and ``-2`` are nothing."""
    return lambda text: None if text.strip() in ("-1", "-2", ".") else read(text)


_CODES = ("sector", "iclevel", "control", "hloffer", "deggrant", "hospital", "medical", "instcat", "cyactive")
TABLES: dict[str, FieldTable] = {
    TABLE: FieldTable(
        fields=(
            Field("unitid", read_count, int, required=True),
            Field("instnm", read_text, required=True),
            Field("ialias", _told(read_text)),
            Field("city", read_text),
            Field("stabbr", read_state),
            Field("zip", read_zip),
            Field("ein", read_employer_number),
            Field("opeid", _told(read_optional_text)),
            Field("webaddr", _told(read_optional_text)),
            *(Field(name, read_code, int) for name in _CODES),
            Field("closedat", _told(read_optional_text)),
            Field("f1sysnam", _told(read_optional_text)),
            Field("countynm", _told(read_optional_text)),
        ),
        indexes=(("ein",), ("instnm",)),
    )
}
"""The table of the source, in the survey's own names and codes."""

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        source="ipeds",
        table=TABLE,
        name="IPEDS HD",
        columns=(
            column("unitid", required=True),
            column("instnm", required=True),
            *(column(name) for name in ("ialias", "city", "stabbr", "zip", "ein", "opeid", "webaddr")),
            *(column(name) for name in (*_CODES, "closedat", "f1sysnam", "countynm")),
        ),
        marks=("STABBR", "ICLEVEL", "OPEID"),
        never=("ADDR", "CHFNM", "CHFTITLE", "GENTELE", "FAXTELE", "CNGDSTCD", "LONGITUD", "LATITUDE"),
        never_like=(
            *("ADMINURL", "FAIDURL", "APPLURL", "NPRICURL", "VETURL", "ATHURL", "DISAURL", "UEIS", "DUNS", "FIPS"),
            *("OBEREG", "OPEFLAG", "UGOFFER", "GROFFER", "HDEGOFR", "HBCU", "TRIBAL", "LOCALE", "OPENPUBL", "ACT"),
            *("NEWID", "DEATHYR", "POSTSEC", "PSEFLAG", "PSET4FLG", "RPTMTH", "C15", "C18", "C21", "CCBASIC"),
            *("CARNEGIE", "LANDGRNT", "INSTSIZE", "F1SYS", "CBSA", "CSA", "NECTA", "COUNTYCD", "DFRCGID", "DFRCUSCG"),
        ),
        edition=r"hd(20\d\d)",
    ),
)
