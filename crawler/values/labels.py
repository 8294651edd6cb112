"""Fields whose names every employer chooses: what a label means, by a reviewed list of the words in use.

iCIMS, Avature, BrassRing and SuccessFactors let employers name a posting's fields ("Campus Location", "Job Number").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

PLACE: Final = re.compile(
    r"(?:[\w ]+ )?locations?|(?:location : )+locations?|(?:location : )?city(?:[ ,/]+state)?", re.I
)
EMPLOYMENT: Final = re.compile(
    r"(?:(?:position|job|employment|employee|time|worker|schedule) type|type|schedule"
    r"|full[ /-]*(?:time)?[ /-]*part[ -]time|employment status|type of (?:position|employment))",
    re.I,
)
DEPARTMENT: Final = re.compile(r"(?:department|(?:job )?category|career area|job family|job function)", re.I)
REQUISITION: Final = re.compile(
    r"(?:(?:job|req(?:uisition)?|position|posting|reference|ref)[ #.:]*(?:id|number|num|no|#)?\.?|ref(?:erence)?|id)",
    re.I,
)
POSTED: Final = re.compile(r"(?:date )?posted(?: date| on)?|post(?:ing)?(?: start)? date|open(?:ing)? date", re.I)
CLOSING: Final = re.compile(
    r"(?:post(?:ing)? (?:end|close|closing) date|clos(?:e|ing) date|application (?:deadline|close date)|deadline)", re.I
)
WORKPLACE: Final = re.compile(
    r"(?:work ?(?:place|location|arrangement|model|mode|style)(?: type)?|location type|remote(?: work)?[?]?"
    r"|remote(?: type| status| eligible)?)",
    re.I,
)
CITY: Final = re.compile(r"(?:(?:job|work|location)[ -:]*)?(?:city|town)(?: ?/ ?(?:town|district|municipality))*", re.I)
REGION: Final = re.compile(
    r"(?:(?:job|work|location)[ -:]*)?(?:state|province|county)(?: ?/ ?(?:state|province|region|territory|county))*",
    re.I,
)
COUNTRY: Final = re.compile(r"(?:(?:job|work|location)[ -:]*)?country(?: ?/ ?(?:territory|region))?", re.I)
PAY: Final = re.compile(
    r"(?:(?:base|annual|hourly|min(?:imum)? ?[-/–] ?max(?:imum)?|posted|advertised|hiring|starting) )*"
    r"(?:salary|pay|compensation|wage)(?: range| rate| scale)*",
    re.I,
)
LEGAL_NAME: Final = re.compile(r"(?:legal (?:entity|employer|name)|external company name|hiring company)", re.I)


def labelled(fields: Mapping[str, str], meaning: re.Pattern[str]) -> str | None:
    """Value of the first field whose whole label has the ``meaning``; ``None`` when no label has."""
    return next((value for label, value in fields.items() if value and meaning.fullmatch(label.strip(" :?*"))), None)
