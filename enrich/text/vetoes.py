"""Sentences that name visas, citizenship or work authorization and yet say nothing about this job."""

from __future__ import annotations

import re

_TRAITS = (
    *(
        "race",
        "color",
        "colour",
        "religio",
        "creed",
        "sex",
        "gender",
        "national origin",
        "ancestry",
        "age",
        "disabilit",
    ),
    *("veteran", "marital", "orientation", "genetic", "pregnan", "ethnic", "nationality", "family status", "parental"),
)
_FEWEST_TRAITS = 3
"""Protected traits that make a sentence a list of them."""
_EEO = re.compile(
    r"\bdiscriminat(?:e|ion|ory)\b|\bequal (?:employment )?opportunit|\bwithout (?:regard|distinction)|"
    r"\bregardless of\b|"
    r"\bprotected (?:characteristic|class|status|by)|\bharass"
)
_QUESTION_START = re.compile(
    r"(?:\W*(?:\d+[.)]\s*)?)(?:will|would|do|does|did|are|is|can|could|have|has|may|what|how|which|if so|where|who)\b"
    r"(?:\W+\w+){0,3}?\W+(?:you|your|i|my|candidate|applicant|role|position|it|there|sponsorship|the|this|visa|we|"
    r"employers?|an?)\b"
)
_ASKS = re.compile(
    r"\b(?:will|do|would|are|can|have) you\b[^.?]{0,120}\b(?:sponsor|visa|authori[sz]|citizen|clearance|eligible|"
    r"e-?verify)"
)
_FIRST_PERSON = re.compile(
    r"(?:^|[:/,;\"'(|\[\]-]|\bthat|\bif) ?i (?:am|do|don't|will|won't|need|require|have|would|currently)\b"
)
"""The answer that a form offers: an employer speaks of itself as we."""
_STATES_ANYWAY = re.compile(
    r"\b(?:if (?:so|yes|you do)|we (?:do|are|can|will|cannot|offer|provide)|please (?:note|do not|apply))\b"
)
_ADVICE_SUBJECT = re.compile(
    r"\b(?:(?:many|some|most|few|other|which|what|large|small|tech|certain|all|find|target|of|the|u\.s\.|by|these|"
    r"for|that|those|"
    r"browse|several|mid-size|sponsoring|verified|typically|when|where|how|why|types of)\W+){0,4}"
    r"(?:employers|companies|firms|startups|corporations|universities|institutions|your (?:new |current |future |"
    r"prospective )?employer)"
    r"\b(?! (?:sponsorship|is an? equal))"
)
_ADVICE = re.compile(
    r"\b(?:uscis|priority dates?|visa bulletin|perm (?:labor|process|filing|application)|through perm|prevailing "
    r"wage|i-140|i-485|eb-[123]|"
    r"tips for|how to (?:get|find)|(?:roles|jobs|positions|employers)\b[^.]{0,40}\b(?:regularly qualify|"
    r"sponsored)|adjustment of status|temporary status|"
    r"sponsorship (?:grants|requires|leads|differs?|conversation|candidates|history)|annual lottery|built "
    r"specifically for|"
    r"lca (?:and|filing)|h-?1b (?:lottery (?:as|is)|registration|portability|petitions? for|specialty)|"
    r"(?:your|an?) (?:h-?1b|green card|visa) (?:petition|status|case)|specialty occupation|employers? (?:files?|"
    r"sponsors?\b|must|who|that)|"
    r"green card (?:backlog|process|jobs)|jobs (?:in usa )?with visa sponsorship|visa sponsorship jobs|"
    r"(?:find|browse|search|see)\b[^.]{0,60}\b(?:jobs|employers|roles)\b)"
)
_PROCESS = re.compile(
    r"\b(?:i-140|i-485|i-129|priority dates?|visa bulletin|perm (?:labor|process|filing|application|"
    r"certification)|adjustment of status|eb-[123])\b"
)
_OWN_VOICE = re.compile(
    r"\b(?:we|we're|our|this (?:role|position|job|opportunity|posting|team|employer|company)|(?:the|these|this) "
    r"(?:position|role|company)s?|"
    r"applicants?|candidates?|must (?:be|have|not)|will not|does not|unable|at this time)\b"
)
_FOREIGN = frozenset(
    (
        *("und", "der", "die", "das", "ist", "nicht", "für", "mit", "wir", "sie", "ein", "eine", "kein", "keine"),
        *("auf", "von", "zu", "oder", "les", "des", "est", "pas", "pour", "avec", "nous", "vous", "une", "dans"),
        *("sur", "aux", "ou", "ce", "cette", "votre", "el", "los", "las", "para", "con", "una", "por", "del"),
        *("que", "nuestro", "usted", "se", "il", "di", "per", "che", "della", "non", "sono", "gli", "nel", "o"),
        *("os", "um", "uma", "não", "com", "em", "dos", "você", "het", "een", "van", "voor", "met", "niet", "wij"),
        *("bij", "zijn"),
    )
)
_ENGLISH = frozenset(
    (
        *("the", "and", "of", "to", "in", "for", "is", "are", "you", "we", "with", "not", "this", "will", "be"),
        *("or", "our", "a", "an", "have", "on", "as"),
    )
)
_FEWEST_FOREIGN = 2
"""Function words of another language that make a sentence foreign."""
_WORD = re.compile(r"[^\W\d_]+")


def is_protected_list(sentence: str) -> bool:
    """Whether a sentence is an equal-opportunity clause: protected traits in a row, or the promise itself."""
    traits = sum(trait in sentence for trait in _TRAITS)
    if traits >= _FEWEST_TRAITS:
        return True
    return (traits >= 1 and _EEO.search(sentence) is not None) or "discriminat" in sentence


def is_question(sentence: str) -> bool:
    """Whether a sentence asks the reader: an application form's question, which states nothing."""
    return _asks(sentence) and _STATES_ANYWAY.search(sentence) is None


def _asks(sentence: str) -> bool:
    if "?" in sentence and (sentence.rstrip(" *)\"'").endswith("?") or _QUESTION_START.match(sentence)):
        return True
    if (" i " in sentence or sentence.startswith("i ")) and _FIRST_PERSON.search(sentence):
        return True
    return " you" in sentence and _ASKS.search(sentence) is not None


def is_general_advice(sentence: str) -> bool:
    """Whether a sentence speaks of employers or of immigration at large, not in the voice of this employer."""
    if _OWN_VOICE.search(sentence):
        return False
    return _ADVICE.search(sentence) is not None or _ADVICE_SUBJECT.search(sentence) is not None


def is_immigration_process(sentence: str) -> bool:
    """Whether a sentence explains the government's process, not what this employer asks for."""
    return _PROCESS.search(sentence) is not None and _OWN_VOICE.search(sentence) is None


def is_foreign(sentence: str) -> bool:
    """Whether a sentence is written in another language than English, told by its function words."""
    words = _WORD.findall(sentence)
    if _FOREIGN.isdisjoint(words):
        return False
    foreign = len([word for word in words if word in _FOREIGN])
    return foreign >= _FEWEST_FOREIGN and foreign > len([word for word in words if word in _ENGLISH])
