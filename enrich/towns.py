"""One key for the spellings of a town's name, by which places of postings and of filings meet."""

from __future__ import annotations

import re
import unicodedata

_SHORT = {"saint": "st", "fort": "ft", "mount": "mt", "sainte": "ste"}
_ALSO = {
    "new york city": "new york", "nyc": "new york", "brooklyn": "new york", "manhattan": "new york",
    "queens": "new york", "bronx": "new york", "the bronx": "new york", "staten island": "new york",
    "washington dc": "washington", "washington d c": "washington", "st louis city": "st louis",
}  # fmt: skip


def place_key(name: str) -> str:
    """Return the key of a town or county: lower case without marks and points, ``Saint`` and ``Fort`` cut short."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    words = re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).split()
    key = " ".join(_SHORT.get(word, word) for word in words)
    return _ALSO.get(key, key)


def town_key(state: str, town: str) -> str:
    """Return the key of a town in a state by its code: ``town_key("MO", "Saint Louis") == "MO|st louis"``."""
    return f"{state}|{place_key(town)}"
