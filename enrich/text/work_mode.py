"""Read where the work is done: remote, hybrid with its days, or on site, with the people that each is limited to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crawler.items import JobLocationType
from enrich.record import WorkMode
from enrich.text.document import Document
from enrich.text.gated import Gated
from enrich.text.page import in_spans
from enrich.text.rule import holds_any
from enrich.text.sentences import Sentence
from enrich.text.vetoes import is_question

_JOB = r"(?:this|the|our|all)(?: \w+){0,3} (?:role|position|job|opportunity|team|internship)s?"
_BE = r"(?:is|are|will be|can be|may be|is also)(?: currently| also)?"
_LABEL = (
    r"(?:work(?:place|ing)? ?(?:location|model|mode|arrangement|type|setting|style|schedule|environment|site)?|"
    r"location(?: type)?|"
    r"remote(?: status)?|job type|schedule|office policy)\s*[:|-]\s*[^.;:]{0,40}?"
)
_REMOTE = re.compile(
    rf"\b{_LABEL}\b(?:fully |100% )?remote\b(?! ?:)|\b{_JOB} {_BE} (?:an? )?(?:fully |100% |completely |entirely |"
    rf"open to |"
    rf"eligible "
    r"(?:for|to be) |available )*(?:remote|remotely|telecommut\w+|telework\w*)\b|\b(?:fully|100%|completely|entirely|"
    r"permanently) "
    r"(?:remote|remotely)\b|\bremote[ -](?:first|only|position|role|job|opportunity|eligible|within|in the|anywhere)\b|"
    r"\b(?:work|working|telecommut\w+|telework) (?:fully |100% |entirely )?(?:remotely\b|from (?:home|anywhere)\b)|"
    r"^\W*(?:[\w .]{2,25}[-,(|] ?)?remote(?:(?: ?[-,(|]| in\b| at\b) ?[\w .,]{2,40})?\W*$"
)
_HYBRID = re.compile(
    rf"\b{_LABEL}\bhybrid\b|\b{_JOB} {_BE} (?:an? )?hybrid\b|\bhybrid[ -](?:role|position|work(?:ing)?|schedule|"
    rf"policy|arrangement|"
    r"setup|workplace|basis|opportunity|office|job|remote)\b|\b(?:work|working|works) (?:in )?an? hybrid\b|"
    r"\b(?:remote|on-?\s?site)(?: or | and |/| ?, )hybrid\b|\bhybrid(?: or |/)(?:remote|on-?\s?site)\b|"
    r"^\W*(?:[\w .]{2,25}[-,(|] ?)?hybrid(?:(?: ?[-,(|]| in\b| at\b) ?[\w .,]{2,40})?\W*$"
)
_OFFICE = (
    r"(?:(?:in|at|from|on)[ -](?:the |our |an? |one of our )?(?:[\w ,.-]{1,30} )?(?:office|offices|campus|"
    r"headquarters|hq)|"
    r"on-?\s?site|in[ -]person)"
)
_ON_SITE = Gated(
    rf"\b{_LABEL}\b(?:fully |100% )?(?:on-?\s?site|in[ -]office|in[ -]person)\b|\b{_JOB} {_BE} (?:an? )?(?:fully |"
    rf"100% )?(?:on-?\s?site"
    r"|in[ -]office|in[ -]person)\b|\bon-?\s?site (?:role|position|only|job|full[ -]time)\b|\b(?:must|required to|"
    r"expected to|need to) "
    r"(?:work|be) (?:fully )?(?:on-?\s?site|in[ -]person|in (?:the|our) office)\b|\b(?:not|no) (?:an? |offered |"
    r"eligible (?:for|to "
    r"be) |open to )?remote\b(?! experience)|\bremote (?:work )?(?:is|are) not (?:an option|available|possible|"
    r"offered)\b|"
    r"^\W*(?:[\w .]{2,25}[-,(|] ?)?on-?\s?site(?:(?: ?[-,(|]| in\b| at\b) ?[\w .,]{2,40})?\W*$",
    ("site", "in office", "in-office", "in person", "in-person", "the office", "our office", "not ", "no "),
)
_REMOTE_PARTS = ("remote", "from home", "telecommut", "telework", "anywhere")
"""One of these stands in whatever :data:`_REMOTE` and :data:`_ANYWHERE` find."""
_ON_SITE_PARTS = ("onsite", "on-site", "on site", "office", "person", "remote")
"""One of these stands beside whatever :data:`_ON_SITE` finds."""
_ON_SITE_NAMES = ("site", "in office", "in-office", "in person", "in-person", "in the office", "in our office")
"""One of these stands in what :data:`_ON_SITE` finds, unless it denies remote work."""
_KNOWN_CLAUSES = 8_192
"""Clauses kept with the modes that they state, of at most 1,000 characters."""
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_NUMBER = rf"(?:{'|'.join(_NUMBERS)}|[1-5])"
_COUNT = rf"(?P<days>{_NUMBER})(?: ?\([1-5]\))?(?: ?(?:-|to|or) ?{_NUMBER})?\+? ?(?:full )?days?"
_WEEK = r"(?: ?(?:a|per|each|every|/) ?week| weekly)"
_DAYS = Gated(
    rf"\b{_COUNT}{_WEEK}?(?: \w+)? {_OFFICE}|{_OFFICE}[^.;,]{{0,40}}?\b{_COUNT.replace('days>', 'later>')}{_WEEK}",
    ("office", "site", "campus", "headquarters", "hq", "person"),
)
_OTHER_SENSE = re.compile(
    r"\bremote(?:ly)? (?:sens\w+|control\w*|access\w*|desktop|monitor\w*|support|servers?|patient|operated|"
    r"locations?|areas?|sites?|"
    r"management|teams?|colleagues|diagnos\w+|procedure|code|connect\w*|repositor\w+|interview\w*|environments?)\b|"
    r"\bhybrid (?:cloud|vehicles?|infrastructure|electric|apps?|mobile|networks?|it\b|environments?|data|"
    r"architectures?|systems?|"
    r"integration|deployments?|models?(?= (?:of|that|combin))|search|seeds?|bikes?|cars?)\b|"
    r"\bon-?\s?site (?:clinics?|gyms?|cafe\w*|support|visits?|interviews?|child\w*|parking|customers?|fitness|"
    r"medical|amenit\w+|"
    r"health|day ?care|pharmacy|training|meals?|events?|inspections?|coordination|installation|customer)\b|"
    r"\bhybrid(?:/| and )(?:multi|on-prem|public|private)"
)
_SOMETIMES = re.compile(
    r"\b(?:occasional|some|partial|limited|flexib\w+|option(?:al)?|opportunit(?:y|ies) to|ability to|able to|"
    r"experience|comfort\w*|"
    r"skills?|prefer(?:red|ably)?|possib\w+|considered|consider) (?:\w+ ){0,4}(?:remote\w*|telework|from home)\b|"
    r"\b(?:weeks?|days?) (?:a|per|each) (?:year|month|quarter)\b|\bremote (?:work )?(?:flexib\w+|options?|may be|"
    r"could be|days?)\b|\b(?:experience|skilled|comfortable) "
    r"[^.;]{0,40}\bremotely\b"
)
_DENIED = Gated(
    r"(?:\b(?:not|no)|n't)\b[^.;]{0,20}\b(?:remote|from home)",
    ("no", "n't"),
)
_ANYWHERE = Gated(r"\bremotely\W{1,3}(?:from )?(?:anywhere|within|in the (?:u\.?s|united))", ("remotely",))
_SCOPE = Gated(
    r"\b(?:if you(?:'re| are| live| reside)|(?:for |all )?(?:candidates|employees|applicants|those|people|hires|"
    r"residents|team members|"
    r"anyone|individuals)(?! (?:may|must|can|will)))\b[^.;,]{0,20}?\b(?:in|near|within|around|of|at)\b "
    r"[^.;]{2,90}?(?:, (?:[a-z]{2}|d\.c\.)(?![a-z])(?: (?:metro(?:politan)? )?(?:areas?|region)\b)?)?"
    r"(?=,? (?:you|must|will|are|is|should|can|may|we|work|come|spend)\b|[,;.]|$)|\bwithin (?:commuting distance|\d+ "
    r"miles) of "
    r"[^.;,]{2,60}",
    (
        *("if you", "candidates", "employees", "applicants", "those", "people", "hires", "residents", "team members"),
        *("anyone", "individuals", "commuting", "miles"),
    ),
)


def read_work_mode(text: str | Document) -> list[WorkMode]:
    """Where a posting says that the work is done, in text order; empty when it does not say.

    A condition ("employees near Columbus, four days in the office") is a mode of its own with its ``scope``. Work that
    may now and then be done from home is no mode.
    """
    document = Document.of(text)
    found: list[WorkMode] = []
    seen: set[tuple[str, float | None, str | None]] = set()
    for sentence in document.sentences_on("work_mode"):
        start, end = document.origin(sentence)
        if not in_spans(document.spans, start):
            continue
        quote = document.text[start:end]
        for value, days, scope in _stated(document, sentence):
            if (value, days, scope) not in seen:
                seen.add((value, days, scope))
                found.append(WorkMode(value=value, days_on_site=days, scope=scope, quote=quote, start=start, end=end))
    return found


def _stated(document: Document, sentence: Sentence) -> Iterator[tuple[JobLocationType, float | None, str | None]]:
    """The modes of a sentence, clause by clause, each with its days on site and its scope."""
    begin = 0
    for clause in sentence.text.split(";"):
        modes = _modes(clause)
        if modes and is_question(sentence.text):
            return
        match = _SCOPE.search(clause) if modes else None
        scope = None
        if match is not None:
            offset = sentence.start + begin
            start, end = document.folded.origin(offset + match.start(), offset + match.end())
            scope = " ".join(document.text[start:end].split())
        for value, days in modes:
            yield value, days, scope
        begin += len(clause) + 1


@lru_cache(maxsize=_KNOWN_CLAUSES)
def _modes(clause: str) -> list[tuple[JobLocationType, float | None]]:
    """The modes that a folded clause states, each with its days on site a week; not to be changed by who gets them."""
    modes = _named(clause)
    # What another sense hides is taken out only where something was found: most clauses name no mode at all.
    return _named(_OTHER_SENSE.sub(" ", clause)) if modes and _OTHER_SENSE.search(clause) else modes


def _named(clause: str) -> list[tuple[JobLocationType, float | None]]:
    modes: list[tuple[JobLocationType, float | None]] = []
    if holds_any(clause, _REMOTE_PARTS) and _is_remote(clause):
        modes.append(("remote", None))
    days = _days(clause)
    if days is not None:
        modes.append(("onsite" if days >= 5 else "hybrid", days))
    elif "hybrid" in clause and _HYBRID.search(clause):
        if "hybrid remote" in clause or "hybrid/remote" in clause:
            modes.clear()
        modes.append(("hybrid", None))
    elif holds_any(clause, _ON_SITE_PARTS) and _may_be_on_site(clause) and _ON_SITE.search(clause):
        modes.append(("onsite", None))
    return modes


def _may_be_on_site(clause: str) -> bool:
    """Whether a clause names work on site, or remote work and a negation: the look before :data:`_ON_SITE`."""
    return holds_any(clause, _ON_SITE_NAMES) or ("remote" in clause and ("not " in clause or "no " in clause))


def _is_remote(clause: str) -> bool:
    """Whether a clause says that the work is remote: not denied, and more than now and then."""
    if not (_REMOTE.search(clause) or _ANYWHERE.search(clause)) or _DENIED.search(clause):
        return False
    return _SOMETIMES.search(clause) is None or _ANYWHERE.search(clause) is not None


def _days(clause: str) -> float | None:
    """Days a week in the office, the least that is asked for."""
    match = _DAYS.search(clause) if "day" in clause else None
    if match is None:
        return None
    written = match["days"] or match["later"]
    return float(_NUMBERS.get(written) or written)
