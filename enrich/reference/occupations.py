"""From a detailed SOC code to its minor group, the same for every edition of the classification.

The Standard Occupational Classification numbers a minor group by the third digit (``29-1000``), with a few exceptions
that use the fourth (SOC 2018 manual, table of the classification structure). Editions moved some groups; a code of SOC
2000 or 2010 is put into the group of SOC 2018 that took its members over, so that years can be added up.
"""

from __future__ import annotations

_MOVED = {
    "15-1": "15-1200",  # computer occupations: 15-10xx in SOC 2000, 15-11xx in 2010, 15-12xx in 2018
    "31-1": "31-1100",  # health aides: 31-10xx before 2018
}


def soc_group(code: str) -> str:
    """Minor group of SOC 2018 (``15-1200``) of a detailed code of any edition (``15-1132``, ``15-1252.01``)."""
    start = code[:4]
    if start in _MOVED:
        return _MOVED[start]
    if code.startswith("51-51"):
        return "51-5100"  # printing workers, the other group numbered by its fourth digit
    return f"{start}000"
