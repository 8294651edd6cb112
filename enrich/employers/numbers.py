"""Employer numbers of the filers: all nine digits where cases show them, else the last four of the hub's tax ids.

Packed, some bytes for each number: most queries have none, and the few that have look up one.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Final

import msgspec
import numpy as np

from enrich.employers.entities import HELD_SHARE, TaxIdRow
from enrich.reference.tables import Unreadable
from enrich.reference.values import read_fein

LAST: Final = 10_000
"""What a number leaves by division is its last four digits."""

SLIP_SHARE: Final = 0.1
"""Share of a name's filings that show a number below which that is a slip."""

_LONG: Final = np.dtype("<u4")
_SHORT: Final = np.dtype("<u2")
_Keys = np.ndarray[tuple[int], np.dtype[np.int64]]
_Longs = np.ndarray[tuple[int], np.dtype[np.uint32]]


def read_number(text: str) -> int:
    """Return an employer number, ``12-3456789`` with or without the dash, as an integer.

    Raises ``ValueError`` for another form, a person's number or a placeholder; the message does not repeat it.
    """
    try:
        known = read_fein(text)
    except Unreadable as error:
        raise ValueError(str(error)) from error
    if known is None:
        raise ValueError("an employer number that is empty")
    return int(known.replace("-", ""))


def number_of(text: str | None) -> int | None:
    """Return an employer number as an integer; ``None`` of none, and of what is none."""
    try:
        return read_number(text) if text else None
    except ValueError:
        return None


class EmployerNumbers(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Which filers file under which numbers."""

    feins: bytes = b""
    """Full numbers, ascending, packed; the next two go with them."""
    fein_filers: bytes = b""
    fein_filings: bytes = b""
    filers: bytes = b""
    """Positions of filers, ascending, packed; the next two go with them."""
    digits: bytes = b""
    """Last four digits of one of the filer's numbers."""
    percent: bytes = b""
    """Share of the filer's filings that show a number, which are under it."""

    @cached_property
    def _feins(self) -> _Longs:
        return np.frombuffer(self.feins, dtype=_LONG)

    @cached_property
    def _fein_filers(self) -> _Longs:
        return np.frombuffer(self.fein_filers, dtype=_LONG)

    @cached_property
    def _filers(self) -> _Longs:
        return np.frombuffer(self.filers, dtype=_LONG)

    def filed_under(self, number: int) -> dict[int, int]:
        """Return the filers that file under a full number, each with its filings under it."""
        at, end = np.searchsorted(self._feins, [number, number + 1])
        filings = np.frombuffer(self.fein_filings, dtype=_LONG)[at:end]
        return dict(zip(self._fein_filers[at:end].tolist(), filings.tolist(), strict=True))

    def filer_of(self, number: int) -> int | None:
        """Return the one filer that files under a full number; ``None`` when nobody does, or several do."""
        filed = self.filed_under(number)
        most = max(filed, key=lambda filer: (filed[filer], -filer), default=None)
        return most if most is not None and filed[most] >= HELD_SHARE * sum(filed.values()) else None

    def shares(self, filer: int) -> dict[int, float]:
        """Return last four digits -> share of the filer's filings under them."""
        at, end = np.searchsorted(self._filers, [filer, filer + 1])
        digits = np.frombuffer(self.digits, dtype=_SHORT)[at:end].tolist()
        return {last: share / 100 for last, share in zip(digits, self.percent[at:end], strict=True)}

    def may_have(self, filer: int, number: int) -> bool:
        """Return whether a filer has the last four digits, and not as those of another full number."""
        if number % LAST not in self.shares(filer):
            return False
        full = self._feins[self._fein_filers == filer]
        return not bool(np.any(full % LAST == number % LAST)) or bool(np.any(full == number))


def employer_numbers(
    rows: Iterable[TaxIdRow], cores: Mapping[str, str], by_core: Mapping[str, int], nobodys: Collection[str] = ()
) -> EmployerNumbers:
    """Return the numbers of the filers; ``nobodys`` are not those of one employer.

    ``cores`` maps a spelling to its core, and ``by_core`` that to its filer.
    """
    keys, filings = array("q"), array("q")
    full: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if (filer := by_core.get(cores.get(row.name, ""))) is not None and row.tax_id:
            keys.append(LAST * filer + int(row.tax_id))
            filings.append(row.filings or 1)
            if row.fein and row.fein not in nobodys:
                full[cores[row.name], row.fein] += row.filings or 1
    return _packed(_without_slips(full, by_core), np.frombuffer(keys, np.int64), np.frombuffer(filings, np.int64))


def _without_slips(full: Counter[tuple[str, str]], by_core: Mapping[str, int]) -> Counter[tuple[int, int]]:
    """Return (number, filer) -> filings, without the numbers that few filings of a name show."""
    of_name: Counter[str] = Counter()
    for (text, _), filings in full.items():
        of_name[text] += filings
    kept: Counter[tuple[int, int]] = Counter()
    for (text, fein), filings in full.items():
        if filings >= SLIP_SHARE * of_name[text]:
            kept[int(fein), by_core[text]] += filings
    return kept


def _packed(full: Counter[tuple[int, int]], keys: _Keys, filings: _Keys) -> EmployerNumbers:
    """Return the numbers; ``keys`` are filers times :data:`LAST` with last four digits, in any order and repeated."""
    pairs = sorted(full)
    known, of_known = np.unique(keys, return_inverse=True)
    under, filers = np.bincount(of_known, filings, len(known)), known // LAST
    percent = 100 * under / np.bincount(filers, under)[filers] if len(known) else under
    return EmployerNumbers(
        np.array([fein for fein, _ in pairs], dtype=_LONG).tobytes(),
        np.array([filer for _, filer in pairs], dtype=_LONG).tobytes(),
        np.array([full[pair] for pair in pairs], dtype=_LONG).tobytes(),
        filers.astype(_LONG).tobytes(),
        (known % LAST).astype(_SHORT).tobytes(),
        percent.astype(np.uint8).tobytes(),
    )
