"""Dates in words, as careers sites write them in English, German, French, Spanish, Portuguese, Italian and Dutch."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "jan january janvier januar enero janeiro gennaio januari jän jänner ene gen janv",
    "feb february février fevrier februar febrero fevereiro febbraio februari févr fév fev",
    "mar march mars märz maerz marzo março marco maart mär mrt",
    "apr april avril abril aprile avr abr",
    "may mai mayo maio maggio mei mag",
    "jun june juin juni junio junho giugno giu",
    "jul july juillet juli julio julho luglio juil lug",
    "aug august août aout agosto augustus ago",
    "sep sept september septembre septiembre setembro settembre set",
    "oct october octobre oktober octubre outubro ottobre okt out ott",
    "nov november novembre noviembre novembro",
    "dec december décembre decembre dezember diciembre dezembro dicembre déc dez dic",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WORD = r"([^\W\d_]{3,10})\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_WORD}[\s-]+(\d{{1,2}})(?:st|nd|rd|th)?[,\s-]+(\d{{4}})$")
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?:le )?(\d{{1,2}})(?:st|nd|rd|th|er)?\.?(?:\s+de)?[\s-]+{_WORD}(?:\s+de)?[,\s-]+(\d{{4}})$"
)
_YEAR_FIRST = re.compile(r"(\d{4})(?:/(\d{1,2})/(\d{1,2})|(\d{2})(\d{2}))$")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})$")

_UNITS = {
    0: "seconds? sek(?:unden?)? secondes? segundos? secondi seconden minutes? minuten? minutos? minuti min "
    "hours? hrs? stunden? heures? horas? ore uur h m",
    1: "days? tag(?:en?)? jours? días? dias? giorn[oi] dag(?:en)? d",
    7: "weeks? wochen? semaines? semanas? settiman[ae] w(?:eken|eek)?",
    30: "months? monat(?:en?)? mois mes(?:es)? m[êe]s mes[ei] maand(?:en)? mo",
    365: "years? jahr(?:en?)? ans? ann[ée]es? años? anos? ann[oi] ja(?:ar|ren) y",
}
_UNIT = {unit: days for days, units in _UNITS.items() for unit in units.split()}
_ONE = "an? einem einer eine un une una um uma een"
_AGO = re.compile(r"\b(?:ago|vor|il y a|hace|h[áa]|fa|geleden)\b", re.IGNORECASE)
_COUNT = re.compile(
    rf"(?<!\d)(?P<count>\d{{1,5}}|\b(?:{_ONE.replace(' ', '|')}))(?P<more>\+)?\s*(?P<unit>{'|'.join(_UNIT)})\b",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\b(?:more than|over|mehr als|plus de|más de|mais de|pi[uù] di|meer dan)\b", re.IGNORECASE)
_TODAY = re.compile(r"\b(?:today|just (?:now|posted)|heute|aujourd.hui|hoy|hoje|oggi|vandaag)\b", re.IGNORECASE)
_YESTERDAY = re.compile(r"\b(?:yesterday|gestern|hier|ayer|ontem|ieri|gisteren)\b", re.IGNORECASE)


def read_day(text: str) -> date | None:
    """The day that ``text`` names, in words or figures that can be read in one way only; ``None`` otherwise.

    "07/28/2026" is one: there is no 28th month. "07/08/2026" is not.
    """
    lowered = text.lower()
    if match := _MONTH_FIRST.match(lowered):
        return _date(match[3], _MONTH.get(match[1]), match[2])
    if match := _DAY_FIRST.match(lowered):
        return _date(match[3], _MONTH.get(match[2]), match[1])
    if match := _YEAR_FIRST.match(text):
        return _date(match[1], match[2] or match[4], match[3] or match[5])
    if match := _DOTTED.match(text):
        return _date(match[3], match[2], match[1])
    if match := _SLASHED.match(text):
        first, second = int(match[1]), int(match[2])
        if first > 12 or second > 12 or first == second:
            return _date(match[3], min(first, second), max(first, second))
    return None


def days_ago(text: str) -> tuple[int, bool] | None:
    """How many days ``text`` goes back ("Vor 3 Tagen"), and whether it was then or before ("30+ Days Ago")."""
    if _YESTERDAY.search(text):
        return 1, False
    if _TODAY.search(text):
        return 0, False
    match = _COUNT.search(text) if _AGO.search(text) else None
    if match is None:
        return None
    count = int(match["count"]) if match["count"].isdecimal() else 1
    unit = match["unit"].lower()
    days = next(days for pattern, days in _UNIT.items() if re.fullmatch(pattern, unit))
    return count * days, bool(match["more"]) or _MORE_THAN.search(text) is not None


def _date(year: object, month: object, day: object) -> date | None:
    if month is None:
        return None
    try:
        return date(int(str(year)), int(str(month)), int(str(day)))
    except ValueError:
        return None
