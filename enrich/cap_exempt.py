"""Whether an employer may be exempt from the yearly H-1B cap: a first reading from names, domain and statements.

Exempt are institutions of higher education, nonprofits related to them, and nonprofit or governmental research
organisations (8 CFR 214.2(h)(8)(iii)(F)). USCIS decides on each petition; there is no list, so this says "likely".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from enrich.employers.normalise import core
from enrich.employers.vocabulary import FIRM_FORMS
from enrich.record import CapExempt, Statement

_HIGHER_EDUCATION: Final = re.compile(
    r"^(?:\w+ ){1,6}(?:university|college)$|^(?:\w+ ){0,3}university of (?:\w+ ?){1,7}$"
    r"|^(?:\w+ ){1,4}(?:community|technical|state|medical) college(?: district| systems)?$"
    r"|^(?:\w+ ){1,3}institute of technology$|^(?:\w+ ){1,4}state university(?: \w+){1,3}$"
)
_RELATED: Final = re.compile(
    r"\buniversity\b.*\b(?:hospital|medical|health|foundation|research)\b|\bresearch (?:institute|foundation)\b"
    r"|\bnational laboratory\b|\bcancer (?:center|institute)\b|\bacademic medical\b|\bmedical school\b"
    r"|\bchildren hospital\b|\binstitute for\b.*\bresearch\b"
)
_COMMERCIAL: Final = re.compile(
    r"\b(?:federal credit|credit union|frames|book ?store|press|park|apartments|moving|tutors?|prep|consulting|"
    r"solutions|technology|services|partners|group|capital|ventures|dental|orthodontics|pediatrics|motors?|sports)\b"
)
_FORMS: Final = re.compile(rf"\b(?:{'|'.join(sorted(FIRM_FORMS))}|corp|corporation|company|co)\b", re.IGNORECASE)


def read_cap_exempt(names: Sequence[str], domain: str | None, statements: Sequence[Statement]) -> CapExempt:
    """Return likely, possible or unknown with the reason; ``names``: of the posting and of the matched filer."""
    for statement in statements:
        if statement.kind == "cap_exempt":
            return CapExempt(value="likely", reason=f'The posting states it: "{statement.quote}"')
    if domain is not None and domain.lower().rstrip(".").endswith(".edu"):
        return CapExempt(
            value="likely", reason=f"The web domain {domain} is of the kind given to institutions of higher education."
        )
    for name in names:
        text = core(name)
        if _HIGHER_EDUCATION.search(text) and not _COMMERCIAL.search(text.replace("institute of technology", "")):
            if not _FORMS.search(name):
                return CapExempt(
                    value="likely", reason=f'"{name}" is named as an institution of higher education; USCIS decides.'
                )
            return CapExempt(
                value="possible", reason=f'"{name}" is named as an institution of higher education, with a legal form.'
            )
    for name in names:
        if _RELATED.search(core(name)) and not _FORMS.search(name):
            return CapExempt(
                value="possible",
                reason=f'"{name}" is named as a research or university-related body, which is exempt when nonprofit.',
            )
    return CapExempt(value="unknown", reason=None)
