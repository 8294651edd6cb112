"""Read for whom a statement holds: a country, an office, a kind of employment, a way of working, named visas.

A statement about this job has no scope. One about a group of jobs ("interns are not sponsored") names the group, so
that it is not taken for a statement about a job outside of it.
"""

from __future__ import annotations

import re

from enrich.text.gated import Gated

_COUNTRIES = {
    "US": r"(?<!with )(?<!for )(?<!join )(?<!let )(?<!by )(?<!from )(?<!tell )(?<!contact )(?<!to )u\.?s(?:\.?a)?|"
    r"united states|america|american",
    "GB": r"u\.?k\.?|united kingdom|great britain|britain|british|england",
    "CA": r"canada|canadian",
    "DE": r"germany|german",
    "IE": r"ireland|irish",
    "NL": r"netherlands|dutch",
    "FR": r"france|french",
    "ES": r"spain|spanish",
    "PT": r"portugal|portuguese",
    "IT": r"italy|italian",
    "CH": r"switzerland|swiss",
    "AT": r"austria|austrian",
    "PL": r"poland|polish",
    "SE": r"sweden|swedish",
    "DK": r"denmark|danish",
    "IN": r"india|indian",
    "SG": r"singapore|singaporean",
    "JP": r"japan|japanese",
    "AU": r"australia|australian",
    "NZ": r"new zealand",
    "IL": r"israel|israeli",
    "AE": r"uae|united arab emirates|dubai",
    "MX": r"mexico|mexican",
    "BR": r"brazil|brazilian",
}
_COUNTRY_PARTS = {
    "US": ("us", "u.s", "united states", "america"),
    "GB": ("uk", "u.k", "united kingdom", "brit", "england"),
}
"""One of these stands in whatever names a country whose names are more than words."""
_NAMED: tuple[tuple[str, Gated], ...] = tuple(
    (code, Gated(rf"(?<![\w.])(?:{names})(?!\w)", _COUNTRY_PARTS.get(code) or tuple(names.split("|"))))
    for code, names in sorted(_COUNTRIES.items())
)
"""Countries by their codes, in the order of these."""
_JOBS = r"(?:roles|positions|jobs|employees|workers|hires|candidates|staff|openings|opportunities|assignments)"
_GROUPS: tuple[tuple[str, Gated], ...] = (
    (
        "INTERN",
        Gated(
            r"\b(?:interns|internships|co-?ops)\b|\b(?:intern|internship|student) " + _JOBS + r"\b",
            ("intern", "coop", "co-op", "student "),
        ),
    ),
    ("CONTRACTOR", Gated(r"\bcontractors\b|\bcontract\b[\w ,/-]{0,30}?\b" + _JOBS + r"\b", ("contract",))),
    (
        "TEMPORARY",
        Gated(r"\b(?:temporary|temp|seasonal)(?! visa)\b[\w ,/-]{0,30}?\b" + _JOBS + r"\b", ("temp", "seasonal")),
    ),
    ("PART_TIME", Gated(r"\bpart[- ]time\b[\w ,/-]{0,30}?\b" + _JOBS + r"\b", ("part",))),
    ("FULL_TIME", Gated(r"\bfull[- ]time\b[\w ,/-]{0,30}?\b" + _JOBS + r"\b", ("full",))),
)
_MODES: tuple[tuple[str, Gated], ...] = (
    (
        "remote",
        Gated(
            r"\b(?:remote|work[- ]from[- ]home)\b[\w .,/-]{0,20}?\b" + _JOBS + r"\b",
            ("remote", "from home", "from-home"),
        ),
    ),
    (
        "onsite",
        Gated(r"\b(?:on-?site|in-office|office-based)\b[\w ,/-]{0,20}?\b" + _JOBS + r"\b", ("site", "office")),
    ),
    ("hybrid", Gated(r"\bhybrid\b[\w ,/-]{0,20}?\b" + _JOBS + r"\b", ("hybrid",))),
)
_PLACE = Gated(
    r"\b(?:in|for|at|to|from) (?:our |the )([a-z][a-z.'-]+(?: [a-z][a-z.'-]+)?) "
    r"(?:offices?|locations?|hubs?|sites?|headquarters|campus)\b",
    (" office", " location", " hub", " site", " headquarters", " campus"),
)
_NO_PLACE = frozenset(
    ("same", "new", "other", "main", "right", "job", "work", "listed", "following", "various", "local")
)
_VISAS: tuple[tuple[str, Gated], ...] = (
    ("H-1B", Gated(r"\bh-?1-?bs?(?!-?1)\b", ("h1", "h-1"))),
    ("H-1B1", Gated(r"\bh-?1-?b-?1\b", ("b1", "b-1"))),
    ("E-3", Gated(r"\be-3\b", ("e-3",))),
    (
        "TN",
        Gated(r"\btn(?= (?:visas?|status|candidates|applicants|holders)\b|[,/)]| (?:and|or)\b)|\btn$", ("tn",)),
    ),
    ("O-1", Gated(r"\bo-1\b", ("o-1",))),
    ("L-1", Gated(r"\bl-1\b", ("l-1",))),
    ("J-1", Gated(r"\bj-?1\b", ("j1", "j-1"))),
    ("OPT", Gated(r"\b(?:opt|cpt|f-1|i-?983)\b(?! (?:in|out|for|to)\b)", ("opt", "cpt", "f-1", "983"))),
    (
        "green card",
        Gated(
            r"\b(?:green[- ]?cards?|perm\b|permanent residen\w+|eb-?[123])",
            ("green", "perm", "eb1", "eb2", "eb3", "eb-"),
        ),
    ),
)
_CLAUSE = re.compile(r"\s*[;,]\s*|\s*\b(?:but|however|although|though|whereas|while)\b\s*")
_DENIES = re.compile(r"\b(?:not|cannot|no|never|unable|nor|neither)\b|n't\b")
_JOB_OF_ITS_OWN = re.compile(
    r"\bthis (?:\w+ ){0,2}(?:role|position|job|opening|internship|opportunity|posting|vacancy)\b"
)


def read_scope(sentence: str, kind: str) -> list[str]:
    """For whom a folded sentence of a kind holds, as ``what:value``, in a fixed order; empty when for this job.

    ``what`` is ``country`` (ISO 3166-1 alpha-2), ``place`` (an office, in small letters), ``employment_type``
    (schema.org style), ``work_mode`` (remote, onsite, hybrid) or ``visa`` (named classes).
    """
    if kind in ("e_verify", "cap_exempt", "export_control"):
        return []
    said = sentence
    if kind in ("offers", "conditional"):
        # What is refused beside an offer is not what is offered.
        kept = [clause for clause in _CLAUSE.split(sentence) if clause and not _DENIES.search(clause)]
        said = " ; ".join(kept) or sentence
    found = _named("country", _NAMED, said)
    if kind in ("offers", "conditional", "no_sponsorship"):
        places = dict.fromkeys(match[1] for match in _PLACE.finditer(said))
        found.extend(f"place:{name}" for name in places if name.split()[0] not in _NO_PLACE)
        if not _JOB_OF_ITS_OWN.search(said):
            found.extend(_named("employment_type", _GROUPS, said))
            found.extend(_named("work_mode", _MODES, said))
        found.extend(_named("visa", _VISAS, said))
    return found


def _named(what: str, table: tuple[tuple[str, Gated], ...], sentence: str) -> list[str]:
    """What of a table a sentence names, as ``what:value``."""
    found: list[str] = []
    for value, gated in table:
        for part in gated.parts:
            if part in sentence:
                if gated.pattern.search(sentence):
                    found.append(f"{what}:{value}")
                break
    return found
