"""Sentences that name visas, citizenship or work authorization and yet say nothing about this job."""

from __future__ import annotations

import re
from functools import lru_cache

from enrich.text.gated import Gated

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
_LATELY = 64
"""Sentences kept with what they are, for the readers of several topics ask of one sentence in a row."""
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
    r"tips for|how to (?:get|find)|(?:roles|jobs|positions|employers)\b[^.]{0,40}\b(?:regularly|often|"
    r"frequently|commonly|typically|routinely) (?:qualify|sponsored)|adjustment of status|temporary status|"
    r"sponsorship (?:grants|requires|leads|differs?|conversation|candidates|history)|annual lottery|built "
    r"specifically for|"
    r"lca (?:and|filing)|h-?1b (?:lottery (?:as|is)|registration|portability|specialty)|"
    r"(?:your|an?) (?:h-?1b|green card|visa) (?:petition|status|case)|specialty occupation|employers? (?:files?|"
    r"sponsors?\b|must|who|that)|"
    r"green card (?:backlog|process|jobs)|jobs (?:in usa )?with visa sponsorship|visa sponsorship jobs|"
    r"(?:find|browse|search|see)\b[^.]{0,60}\b(?:jobs|employers|roles)\b)"
)
_PROCESS = Gated(
    r"\b(?:i-140|i-485|i-129|priority dates?|visa bulletin|perm (?:labor|process|filing|application|"
    r"certification)|adjustment of status|eb-[123])\b",
    ("i-140", "i-485", "i-129", "priority date", "visa bulletin", "perm ", "adjustment of", "eb-"),
)
_OWN_VOICE = re.compile(
    r"\b(?:we|we're|our|this (?:role|position|job|opportunity|posting|team|employer|company)|(?:the|these|this) "
    r"(?:position|role|company)s?|"
    r"applicants?|candidates?|must (?:be|have|not)|will not|does not|unable|at this time|will be (?:considered|"
    r"accepted|welcome)|(?:may|can|encouraged to|welcome to) apply)\b"
)
_ASKED = re.compile(
    r"\W*(?:please )?(?:confirm|indicate|state|specify|tell us|let us know|advise|disclose|describe|mention|explain)\b"
    r"[^.;]{0,60}\b(?:whether|if)\b"
)
"""An order to the applicant to say something: whatever follows is not said by the employer."""
_FRAUD = Gated(
    r"\b(?:scams?|scammers?|fraud\w*|phishing|impersonat\w+)\b|\b(?:never|not|n't) (?:charge|ask|request|require)s? "
    r"(?:\w+ ){0,4}(?:for (?:any )?(?:money|fees?|payments?)|to pay|payments?|for visas?)",
    ("scam", "fraud", "phishing", "impersonat", "fee", "money", "payment", "to pay", "for visa"),
)
"""A warning of people who take money in the employer's name."""


@lru_cache(maxsize=_LATELY)
def is_protected_list(sentence: str) -> bool:
    """Whether a sentence is an equal-opportunity clause: protected traits in a row, or the promise itself."""
    traits = len([trait for trait in _TRAITS if trait in sentence])
    if traits >= _FEWEST_TRAITS:
        return True
    return (traits >= 1 and _EEO.search(sentence) is not None) or "discriminat" in sentence


@lru_cache(maxsize=_LATELY)
def is_question(sentence: str) -> bool:
    """Whether a sentence asks the reader: an application form's question, which states nothing."""
    return _asks(sentence) and _STATES_ANYWAY.search(sentence) is None


def _asks(sentence: str) -> bool:
    if "?" in sentence and (sentence.rstrip(" *)\"'").endswith("?") or _QUESTION_START.match(sentence)):
        return True
    if (" i " in sentence or sentence.startswith("i ")) and _FIRST_PERSON.search(sentence):
        return True
    return " you" in sentence and _ASKS.search(sentence) is not None


def asks_to_tell(sentence: str) -> bool:
    """Whether a sentence orders the applicant to tell something, and the employer says nothing of its own."""
    return _ASKED.match(sentence) is not None and _STATES_ANYWAY.search(sentence) is None


def warns_of_fraud(sentence: str) -> bool:
    """Whether a sentence warns of people who take money in the employer's name."""
    return _FRAUD.search(sentence) is not None


def is_general_advice(sentence: str) -> bool:
    """Whether a sentence speaks of employers or of immigration at large, not in the voice of this employer."""
    if _OWN_VOICE.search(sentence):
        return False
    return _ADVICE.search(sentence) is not None or _ADVICE_SUBJECT.search(sentence) is not None


def is_immigration_process(sentence: str) -> bool:
    """Whether a sentence explains the government's process, not what this employer asks for."""
    return _PROCESS.search(sentence) is not None and _OWN_VOICE.search(sentence) is None
