"""Text of one cell -> value. Each function reads the spellings that the published files hold and refuses the rest.

Blank text never gets here. A function raises :class:`Unreadable` with the reason that is counted for the file.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from enrich.reference.places import STATE_CODES, STATE_NAMES
from enrich.reference.tables import Unreadable

_BLANK = frozenset({"", "n/a", "na", "null", "none", "-", "--", "#n/a", "nan"})
_SPREADSHEET_ERRORS = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#N/A"})
_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")

_DIGITS = re.compile(r"\d+", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})(?: .*)?", re.ASCII)
_ORACLE = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4}|\d{2})(?: .*)?", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_MONTHS = {
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6},
    **{"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12},
}
_EXCEL_EPOCH = date(1899, 12, 30)  # Excel counts a 29 February 1900 that never was, so day 60 on is off by one
_FIRST_YEAR, _LAST_YEAR = 1990, 2100

_COUNTS_END = 10**9  # far above the petitions of a decade
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_MONEY_MARKS = str.maketrans("", "", "$, \u00a0")

_FEIN = re.compile(r"(\d{2})-?(\d{7})", re.ASCII)
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}", re.ASCII)
_FEIN_PLACEHOLDERS = frozenset({"123456789", "987654321", "012345678", "111111110", "121234567"})

_SOC = re.compile(r"(\d{2})-?(\d{4})(?:[.-](\d{1,2}))?", re.ASCII)
_NAICS = re.compile(r"(\d{2,6})(?:\.0+)?(?:\s*-\s*\D.*)?", re.ASCII)
_NAICS_RANGE = re.compile(r"(\d{2})-\d{2}(?:\s*-\s*\D.*)?", re.ASCII)
_ZIP = re.compile(r"(\d{5})(?:[- ]?(\d{4}))?", re.ASCII)

_UNITS = {
    "year": ("year", "yr", "yearly", "annual", "annually", "y"),
    "hour": ("hour", "hr", "hourly", "h"),
    "month": ("month", "mth", "monthly", "mon", "m"),
    "week": ("week", "wk", "weekly", "w"),
    "bi-weekly": ("biweekly", "bi", "biwk"),
}
_UNIT_NAMES = {"year": "Year", "hour": "Hour", "month": "Month", "week": "Week", "bi-weekly": "Bi-Weekly"}
_UNIT = {spelling: _UNIT_NAMES[unit] for unit, spellings in _UNITS.items() for spelling in spellings}
_LEVELS = {"i": "I", "ii": "II", "iii": "III", "iv": "IV", "1": "I", "2": "II", "3": "III", "4": "IV"}
_YES = frozenset({"y", "yes", "true", "1", "t"})
_NO = frozenset({"n", "no", "false", "0", "f"})


def read_text(text: str) -> str | None:
    """Text with single spaces; a spreadsheet error (``#NAME?``) is unreadable."""
    text = _single_spaced(text)
    if text in _SPREADSHEET_ERRORS:
        raise Unreadable(f"a spreadsheet error ({text}) in place of text")
    return text or None


def _single_spaced(text: str) -> str:
    plain = " ".join(text.split())
    return plain if plain.isprintable() else _SPACES.sub(" ", text).strip()  # the pattern knows marks of no width too


def _is_digits(text: str) -> bool:
    """Whether the text is ASCII digits and nothing else, as most numbers are: no pattern need be tried on them."""
    return text.isascii() and text.isdecimal()


def read_optional_text(text: str) -> str | None:
    """As :func:`read_text`, and ``N/A`` and its like are nothing."""
    return None if text.strip().lower() in _BLANK else read_text(text)


def read_date(text: str) -> str | None:
    """``YYYY-MM-DD`` from ISO, U.S. month/day/year, day-MON-year, or an Excel day number."""
    text = text.strip()
    if text.lower() in _BLANK:
        return None
    try:
        day = _date_of(text)
    except ValueError as error:
        raise Unreadable("a date that cannot be read") from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Unreadable("a date out of any plausible range")
    return day.isoformat()


def _date_of(text: str) -> date:
    if serial := _SERIAL.fullmatch(text):
        return _EXCEL_EPOCH + timedelta(days=int(serial[1]))
    if iso := _ISO.fullmatch(text):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if american := _AMERICAN.fullmatch(text):
        return date(_year(american[3]), int(american[1]), int(american[2]))
    if oracle := _ORACLE.fullmatch(text):
        return date(_year(oracle[3]), _MONTHS.get(oracle[2].lower(), 0), int(oracle[1]))
    raise ValueError(text)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)  # the oldest file is of 2008


def read_year(text: str) -> int | None:
    """A fiscal year from ``2024``, ``FY2024``, ``2024.0`` or ``2,024``."""
    digits = text.strip().upper().removeprefix("FY").replace(",", "").strip().removesuffix(".0")
    if not _DIGITS.fullmatch(digits) or not _FIRST_YEAR <= int(digits) <= _LAST_YEAR:
        raise Unreadable("a fiscal year that cannot be read")
    return int(digits)


def read_quarter(text: str) -> int | None:
    """A quarter, 1 to 4, from ``Q2`` or ``2``."""
    digits = text.strip().upper().removeprefix("Q").removesuffix(".0")
    if digits not in {"1", "2", "3", "4"}:
        raise Unreadable("a quarter that cannot be read")
    return int(digits)


def read_count(text: str) -> int | None:
    """A whole number, not negative, from ``3``, ``3.0`` or ``1,234``."""
    if len(text) < 10 and _is_digits(text):
        return int(text)
    text = text.strip().replace(",", "")
    if text.lower() in _BLANK:
        return None
    if not _NUMBER.fullmatch(text) or not 0 <= float(text) < _COUNTS_END or not float(text).is_integer():
        raise Unreadable("a count that cannot be read")
    return int(float(text))


def read_money(text: str) -> float | None:
    """An amount in dollars from ``96100``, ``$96,100.00`` or ``9.61E4``."""
    if len(text) < 10 and _is_digits(text):
        return float(text)
    text = text.translate(_MONEY_MARKS)
    if text.lower() in _BLANK:
        return None
    if not _NUMBER.fullmatch(text) or float(text) < 0:
        raise Unreadable("an amount that cannot be read")
    amount = float(text)
    if amount > 1e9:
        raise Unreadable("an amount beyond any pay")
    return amount


def read_lowest_money(text: str) -> float | None:
    """As :func:`read_money`; of a range (``60000 - 80000``, as FY2015 writes pay) the lower end."""
    if "-" not in text:
        return read_money(text)
    lowest, dash, _ = text.strip().partition("-")
    return read_money(lowest) if dash and lowest.strip() else read_money(text)


def read_fein(text: str) -> str | None:
    """A federal employer number as ``12-3456789``; a person's number or a placeholder is never kept.

    A social security number is written ``123-45-6789``; so is an ITIN. Numbers without a hyphen are taken as employer
    numbers, because that is what the column holds.
    """
    digits = _FEIN.fullmatch(text)
    if not digits:
        text = text.strip().removesuffix(".0")
        if text.lower() in _BLANK:
            return None
        if _SSN.fullmatch(text):
            raise Unreadable("an employer number in the shape of a person's: dropped")
        digits = _FEIN.fullmatch(text.zfill(9) if _DIGITS.fullmatch(text) and len(text) == 8 else text)
    if not digits:
        raise Unreadable("an employer number that cannot be read")
    number = digits[1] + digits[2]
    if number in _FEIN_PLACEHOLDERS or len(set(number)) == 1 or number.startswith("00"):
        raise Unreadable("an employer number that is a placeholder: dropped")
    return f"{digits[1]}-{digits[2]}"


def read_tax_id(text: str) -> str | None:
    """Last four digits of the employer number, with the zeros that spreadsheets drop."""
    digits = text.strip().removesuffix(".0")
    if digits.lower() in _BLANK:
        return None
    if not _DIGITS.fullmatch(digits) or len(digits) > 4:
        raise Unreadable("a tax id that is not the last four digits")
    return digits.zfill(4)


def read_zip(text: str) -> str | None:
    """A U.S. ZIP as five digits or ZIP+4, with the zeros that spreadsheets drop; a foreign code as written."""
    if len(text) == 5 and _is_digits(text):
        return text
    text = _single_spaced(text).removesuffix(".0")
    if text.lower() in _BLANK:
        return None
    if _DIGITS.fullmatch(text) and len(text) in (3, 4, 7, 8):
        text = text.zfill(5 if len(text) < 5 else 9)
    if plain := _ZIP.fullmatch(text):
        return f"{plain[1]}-{plain[2]}" if plain[2] else plain[1]
    if _DIGITS.fullmatch(text):
        raise Unreadable("a ZIP that cannot be read")
    return text.upper()


def read_state(text: str) -> str | None:
    """The USPS code of a state from its code or its name; anything else as written, in capitals."""
    text = _single_spaced(text).upper()
    if text.lower() in _BLANK:
        return None
    return text if text in STATE_CODES else STATE_NAMES.get(text, text)


def read_naics(text: str) -> str | None:
    """A NAICS code, 2 to 6 digits, from ``541511``, ``541511.0`` or ``54 - Professional services``."""
    text = text.strip()
    if text.lower() in _BLANK:
        return None
    code = _NAICS.fullmatch(text) or _NAICS_RANGE.fullmatch(text)
    if not code:
        raise Unreadable("an industry code that cannot be read")
    return code[1]


def read_soc(text: str) -> str | None:
    """A SOC code as ``15-1252`` or, with O*NET's detail, ``15-1252.01``; ``.00`` says nothing and is left out."""
    text = text.strip()
    if text.lower() in _BLANK:
        return None
    code = _SOC.fullmatch(text)
    if not code:
        raise Unreadable("an occupation code that cannot be read")
    detail = (code[3] or "").ljust(2, "0") if code[3] else "00"
    return f"{code[1]}-{code[2]}" + (f".{detail}" if detail != "00" else "")


def read_unit(text: str) -> str | None:
    """``Year``, ``Month``, ``Bi-Weekly``, ``Week`` or ``Hour``."""
    key = re.sub(r"[^a-z]", "", text.lower())
    if not key or key in {"na", "selectpayrange"}:
        return None
    if key not in _UNIT:
        raise Unreadable("a pay unit that is not known")
    return _UNIT[key]


def read_level(text: str) -> str | None:
    """A wage level ``I`` to ``IV`` from ``II``, ``Level II`` or ``2``."""
    key = text.strip().lower().removeprefix("level").strip().removesuffix(".0")
    if key in _BLANK:
        return None
    if key not in _LEVELS:
        raise Unreadable("a wage level that is not known")
    return _LEVELS[key]


def read_yes(text: str) -> int | None:
    """1 or 0 from ``Y``/``N``, ``Yes``/``No``."""
    key = text.strip().lower()
    if key in _BLANK:
        return None
    if key in _YES:
        return 1
    if key in _NO:
        return 0
    raise Unreadable("neither yes nor no")
