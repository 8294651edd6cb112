"""Names on postings that name no employer: placeholders, clients of an agency, job boards."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from enrich.employers.normalise import core, legal_form, squash
from enrich.employers.vocabulary import TAIL_FORMS

LONGEST_NAME: Final = 200
"""Characters; no filed name is longer than 130, so more is not a name."""

_HIDDEN: Final = re.compile(
    r"\b(?:confidential|undisclosed|anonymous|unnamed|stealth)\b|\bstealth ?(?:mode|startup|company)\b"
)

_PLACEHOLDERS: Final = re.compile(
    r"""^(?:(?:the|our|a|an|your|my)\ )?(?:company|employer|organization|client|business|hiring\ company)(?:\ name)?$
    | ^(?:various|multiple|several|private|unknown|direct|local)\ (?:clients?|compan(?:y|ies)|employers?|advertisers?)$
    | ^(?:n\ ?a|none|null|unknown|not\ (?:specified|available|applicable|disclosed|stated)|tbd|tba|test|company\ inc)$
    | ^(?:self\ employed|freelance|individual|private\ (?:household|family|individual))$""",
    re.VERBOSE,
)

_CLIENT_WORDS: Final = re.compile(
    r"""\b(?:our|my|their|a|an|the|its)\ (?:\w+\ ){0,2}clients?\b | \bclients?\ (?:of|company|site)\b
    | \bon\ behalf\ of\b | \bstaffing\ client\b | \b(?:direct|end)\ client\b | \bfor\ (?:a|our)\ client\b
    | \bs\ clients?$ | \brecruiting\ for\b | \bhiring\ for\b""",
    re.VERBOSE,
)

_TELLING: Final = frozenset({
    "confidential", "undisclosed", "anonymous", "unnamed", "stealth", "stealthmode", "stealthstartup", "stealthcompany",
    "client", "clients", "behalf", "recruiting", "hiring",
})  # fmt: skip
"""One of these words stands in everything that :data:`_HIDDEN` and :data:`_CLIENT_WORDS` find."""

_PLACEHOLDER_FIRSTS: Final = frozenset({
    "the", "our", "a", "an", "your", "my", "company", "employer", "organization", "client", "business", "hiring",
    "various", "multiple", "several", "private", "unknown", "direct", "local", "n", "na", "none", "null", "not", "tbd",
    "tba", "test", "self", "freelance", "individual",
})  # fmt: skip
"""One of these words begins everything that :data:`_PLACEHOLDERS` finds."""

_JOB_BOARDS: Final = {
    "indeed": "indeed.com",
    "ziprecruiter": "ziprecruiter.com",
    "glassdoor": "glassdoor.com",
    "monster": "monster.com",
    "monstercom": "monster.com",
    "dice": "dice.com",
    "dicecom": "dice.com",
    "careerbuilder": "careerbuilder.com",
    "simplyhired": "simplyhired.com",
    "craigslist": "craigslist.org",
    "wellfound": "wellfound.com",
    "angellist": "angel.co",
    "angellisttalent": "angel.co",
    "builtin": "builtin.com",
    "snagajob": "snagajob.com",
    "jooble": "jooble.org",
    "adzuna": "adzuna.com",
    "talentcom": "talent.com",
    "lensa": "lensa.com",
    "joinhandshake": "joinhandshake.com",
    "handshake": "joinhandshake.com",
    "themuse": "themuse.com",
    "flexjobs": "flexjobs.com",
    "usajobs": "usajobs.gov",
    "jobget": "jobget.com",
    "learn4good": "learn4good.com",
    "ladders": "theladders.com",
    "theladders": "theladders.com",
    "hired": "hired.com",
    "efinancialcareers": "efinancialcareers.com",
    "higheredjobs": "higheredjobs.com",
    "idealist": "idealist.org",
    "weworkremotely": "weworkremotely.com",
    "remoteok": "remoteok.com",
    "linkedinjobs": "linkedin.com",
    "googlejobs": "google.com",
    "googleforjobs": "google.com",
    "simplify": "simplify.jobs",
    "workatastartup": "workatastartup.com",
    "jobright": "jobright.ai",
    "nexxt": "nexxt.com",
    "jobcase": "jobcase.com",
    "ihirejobs": "ihire.com",
    "ihire": "ihire.com",
    "appcast": "appcast.io",
    "jobleads": "jobleads.com",
}
"""Job boards by their name without spaces, with their own domain: there the board itself is the employer."""

_CARE_OF: Final = re.compile(r"\bc/o\b", re.IGNORECASE)
_NOT_WORD: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a name is not looked up."""

    rule: str
    reason: str


def refuse(name: str, *, domain: str | None = None, filed: Container[str] = ()) -> Refusal | None:
    """Return why a posted name cannot be an employer's, or ``None`` when it may be one. Bounded work on any input.

    ``filed`` are the cores of filers: some are numbers ("84.51").
    """
    if len(name) > LONGEST_NAME:
        return Refusal("too_long", f"{len(name)} characters are no employer's name (at most {LONGEST_NAME})")
    every = _NOT_WORD.sub(" ", name.casefold()).split()
    words, text = " ".join(every), core(name)
    is_number = not any(map(str.isalpha, text))
    if not text or (is_number and legal_form(name) is None and text not in filed):
        return Refusal("no_name", "the name holds no letters")
    if len(squash(text)) < 2:
        return Refusal("too_short", "one letter does not identify an employer")
    if text in TAIL_FORMS or words in TAIL_FORMS:
        return Refusal("no_name", "the name is only a legal form")
    # Few names have a word of those that the expressions look for.
    telling = not _TELLING.isdisjoint(every)
    begins = bool(every) and every[0] in _PLACEHOLDER_FIRSTS
    if (begins and _PLACEHOLDERS.match(words)) or (telling and _HIDDEN.search(words)):
        return Refusal("placeholder", f'"{name.strip()}" stands in place of an employer\'s name')
    if (telling and _CLIENT_WORDS.search(words)) or ("/" in name and _CARE_OF.search(name)):
        return Refusal("client_of_agency", "the wording says that the employer is a client who is not named")
    own = _JOB_BOARDS.get("".join(every)) or _JOB_BOARDS.get(squash(text))
    if own is not None and not _is_own(domain, own):
        return Refusal("job_board", f"the name of a job board; only with the domain {own} is it the employer itself")
    return None


def _is_own(domain: str | None, own: str) -> bool:
    return domain is not None and (domain == own or domain.endswith(f".{own}"))
