"""Is this the name of a legal entity, and not a brand: judged by the legal form at its end.

Systems have fields that hold a legal entity with one employer and a brand with the next ("Company"). Legal forms: those
of U.S. states and of the countries that U.S. employers hire in, as written in company registers.
"""

from __future__ import annotations

import re

from crawler.clean import clean_text

_FORMS = (
    r"inc|incorporated|llc|l\.l\.c|corp|corporation|co|company|ltd|limited|lp|l\.p|llp|l\.l\.p|lllp|pllc|p\.c|pbc|"
    r"n\.?a|plc|ulc|gmbh|ag|se|kg|ohg|e\.v|ug|s\.?a|s\.?a\.?s|sarl|s\.à r\.l|s\.r\.l|srl|s\.p\.a|spa|b\.?v|n\.?v|ab|"
    r"a/s|aps|oy|as|asa|pty|pvt|pte|sdn|bhd|k\.k|kk|s\.?l|s\.?l\.?u|lda|ltda|s\. ?de r\.l\.(?: de c\.v)?|"
    r"sp\. ?z ?o\.o|s\.r\.o|a\.s|kft|d\.o\.o"
)
_ENDS_IN_FORM = re.compile(rf"[\s,&](?:{_FORMS})\.?(?:\s*\([^()]*\))?$", re.IGNORECASE)
# "US-Acme, Inc.--CO_Acme, Inc.": an entity between the codes of the system it was copied from.
_CODES = re.compile(r"^[A-Z]{2}-(?=\S)|--\S.*$")


def legal_entity(value: object) -> str | None:
    """The legal entity that ``value`` names, without codes around it; ``None`` when it may as well be a brand."""
    text = clean_text(value) if isinstance(value, str) else None
    if text is None:
        return None
    name = _CODES.sub("", text).strip()
    return name if _ENDS_IN_FORM.search(name) else None


def without_legal_form(name: str) -> str:
    """``name`` as far as its legal form, so that an entity and the brand of the same words are one."""
    text = name.strip()
    while (form := _ENDS_IN_FORM.search(text)) is not None and text[: form.start()].strip(" ,&"):
        text = text[: form.start()].rstrip(" ,&")
    return text
