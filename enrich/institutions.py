"""Institutions of higher education of the IPEDS survey, found by name, web domain and employer number.

The survey says whether an institution is public, private nonprofit or for profit; only the first two can be exempt.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal
from urllib.parse import urlsplit

from enrich.employers.colleges import EDUCATION_NAICS
from enrich.employers.normalise import core
from enrich.employers.vocabulary import SCHOOL_WORDS

Control = Literal["public", "private nonprofit", "for profit"]

_CONTROL: Final[dict[int, Control]] = {1: "public", 2: "private nonprofit", 3: "for profit"}
_INSTITUTIONS_SQL: Final = (
    "SELECT instnm, coalesce(ialias, ''), stabbr, coalesce(webaddr, ''), control, deggrant, coalesce(ein, ''),"
    " substr(coalesce(zip, ''), 1, 5), upper(coalesce(city, '')) FROM ipeds_institution"
    " WHERE file = (SELECT file FROM current_part WHERE table_name = 'ipeds_institution') ORDER BY line"
)
_FILERS_SQL: Final = (
    "SELECT DISTINCT employer, tax_id, state, zip, upper(coalesce(city, '')) FROM uscis_employer"
    f" WHERE counted AND naics LIKE '{EDUCATION_NAICS}%' AND tax_id <> '' ORDER BY 1, 2, 3, 4, 5"
)
_HOSPITAL_WORDS: Final = frozenset({"clinic", "clinics", "hospital", "hospitals", "health", "healthcare", "medical"})
_NO_DEGREES: Final = 2
_ALIAS: Final = re.compile(r"[|;,]")
_LEAST_ALIAS: Final = 8
"""Letters of a former or short name from which it is taken for one: "UAB" may be anything."""


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution, and how it was found."""

    name: str
    state: str
    control: Control
    gives_degrees: bool = True
    is_itself: bool = True
    """False for a hospital or clinic that files under the number of its school."""
    found_by: str = ""


@dataclass(slots=True)
class Institutions:
    """The institutions of the newest survey that is loaded."""

    by_name: dict[str, list[Institution]] = field(default_factory=dict)
    """Core of the name or a longer alias."""
    by_domain: dict[str, Institution] = field(default_factory=dict)
    by_spelling: dict[str, Institution] = field(default_factory=dict)
    """Spelling in the USCIS hub that is filed under the employer number of an institution, at its place."""

    def find(self, names: Iterable[str], domain: str | None, states: Iterable[str] = ()) -> Institution | None:
        """Return the institution of an employer; ``states`` tell two of one name apart, or leave neither."""
        spelled = list(names)
        for name in spelled:
            if (found := self.by_spelling.get(name)) is not None:
                how = f'"{name}" files under its employer number at its place'
                return replace(found, found_by=how, is_itself=not _is_hospital(name))
        wanted = frozenset(states)
        for name in spelled:
            known = self.by_name.get(core(name), [])
            local = [found for found in known if found.state in wanted] or known
            if local and len({found.control for found in local}) == 1:
                return _how(local[0], f'"{name}" is its name')
        site = _host(domain or "")
        for at in _parents(site):
            if (found := self.by_domain.get(at)) is not None:
                return _how(found, f"{at} is its web domain")
        return None


def _is_hospital(name: str) -> bool:
    words = set(core(name).split())
    return SCHOOL_WORDS.isdisjoint(words) and not _HOSPITAL_WORDS.isdisjoint(words)


def _how(found: Institution, how: str) -> Institution:
    return replace(found, found_by=how)


def read_institutions(connection: sqlite3.Connection) -> Institutions:
    """Return the institutions of a reference database; none where no survey is loaded."""
    table = Institutions()
    if not _has(connection, "ipeds_institution"):
        return table
    numbered: dict[tuple[str, str], list[tuple[Institution, str, str]]] = {}
    for name, aliases, state, site, code, degrees, number, area, city in connection.execute(_INSTITUTIONS_SQL):
        control = _CONTROL.get(code)
        if control is None:
            continue
        found = Institution(name, state or "", control, degrees != _NO_DEGREES)
        for known in {core(text) for text in (name, *_longer(aliases))}:
            table.by_name.setdefault(known, []).append(found)
        if host := _host(site):
            table.by_domain.setdefault(host, found)
        if number:
            numbered.setdefault((number[-4:], found.state), []).append((found, area, city))
    if _has(connection, "uscis_employer"):
        for employer, tax_id, state, area, city in connection.execute(_FILERS_SQL):
            for found, at_area, at_city in numbered.get((tax_id, state or ""), ()):
                # Four digits meet by chance in a large city, where the name has to speak for it too.
                if area == at_area or (city == at_city and not SCHOOL_WORDS.isdisjoint(core(employer).split())):
                    _keep_best(table.by_spelling, employer, found)
    return table


def _keep_best(known: dict[str, Institution], spelling: str, found: Institution) -> None:
    """Keep of several institutions under one number the one that is not for profit, and gives degrees."""
    rank = (found.control != "for profit", found.gives_degrees)
    other = known.get(spelling)
    if other is None or rank > (other.control != "for profit", other.gives_degrees):
        known[spelling] = found


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None


def _longer(aliases: str) -> Iterator[str]:
    for part in _ALIAS.split(aliases):
        if len(part.strip()) >= _LEAST_ALIAS:
            yield part.strip()


def _host(address: str) -> str:
    """Return the host of an address or a domain, without ``www``."""
    text = address.strip().lower().rstrip(".")
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _parents(host: str) -> Iterator[str]:
    """Yield a host and the domains above it, down to two labels."""
    labels = host.split(".")
    for at in range(len(labels) - 1):
        yield ".".join(labels[at:])
