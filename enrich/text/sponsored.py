"""Tell what the verb ``sponsor`` takes: a visa, a person, nothing at all, or something that has no part in it.

"The hackathons we sponsor", "our firm sponsors a youth team": the verb is blotted out of the sentence before the rules
read it, so that what is said of visas beside it still counts and nothing else does.
"""

from __future__ import annotations

import re

from enrich.text.gated import Gated
from enrich.text.visa_words import VISA

_ADVERBS = (
    r"(?:(?:\w+ly|also|will|can|could|would|do|does|may|might|not|cannot|never|now|often|sometimes|always|still|"
    r"help|each year|\w+n't) )"
)
_VERB = re.compile(r"sponsor(?!ship)")
_EMPLOYER = (
    r"(?:we|we'll|i|us|(?:our|the|this|your) (?:[\w-]+ ){0,2}(?:company|firm|employer|team|university|college|"
    r"institute|"
    r"hospital|school|organi[sz]ation|foundation|lab(?:oratory)?|department|office|group|business|agency|studio|bank|"
    r"cent(?:er|re)|clinic|practice|startup|corporation|district|city|county|state))"
)
_ENDS = (
    r"(?=\W*$|\s*[.,;:!?)]|\s+(?:and|or|but|in|at|on|for|to|of|with|as|across|around|throughout|over|during|"
    r"when|where|"
    r"why|how|if|each|every|this|next|today|now|locally|here|annually|yearly|because|so|is|are|was|were|has|"
    r"have|will|"
    r"can|must|should|may|do|does)\b)"
)
_RELATIVE = re.compile(
    rf"(?<![a-z0-9'/&+-])(?P<head>[a-z0-9'/&+-]{{1,40}}\)?)(?: (?:that|which|who|"
    rf"whom))? (?P<verb>{_EMPLOYER} {_ADVERBS}{{0,3}}sponsor(?:s|ed|ing)?)"
    rf"\b{_ENDS}"
)
"""A clause without an object of its own: what is sponsored stands before it."""
_INFINITIVE = Gated(
    rf"(?<![a-z0-9'/&+-])(?P<head>[a-z0-9'/&+-]{{1,40}})(?: for (?:us|the \w+|our \w+|"
    rf"\w+))? (?P<verb>to sponsor){_ENDS}",
    ("to sponsor",),
)
_OPENERS = frozenset(
    (
        *("yes", "and", "but", "so", "because", "if", "when", "then", "while", "since", "as", "although", "however"),
        *("also", "or", "though", "whether", "note", "aware", "sure", "say", "know", "hope", "mean", "advised", "that"),
        *("needed", "required", "necessary", "unfortunately", "currently", "here", "work", "us", "you", "sorry", "no"),
        *(
            "until",
            "before",
            "after",
            "whenever",
            "time",
            "able",
            "unable",
            "willing",
            "ready",
            "happy",
            "open",
            "going",
        ),
        *(
            "position",
            "glad",
            "proud",
            "pleased",
            "eager",
            "delighted",
            "prepared",
            "ability",
            "means",
            "capacity",
            "set",
            "up",
            "not",
            "intend",
            "plan",
            "plans",
        ),
        *("allowed", "permitted", "authorized", "equipped", "choose", "commit", "continue", "want", "need", "offer"),
        *("obligation", "resources", "policy", "have", "has", "like", "agree", "agrees", "decline", "declines"),
        *("practice", "custom", "authority", "approval", "approvals", "approved", "way", "licence", "license"),
        *("right", "budget", "staff", "try", "aim", "commitment", "refuse", "refuses", "used", "funding", "funds"),
        *(
            "therefore",
            "thus",
            "hence",
            "consequently",
            "accordingly",
            "otherwise",
            "instead",
            "moreover",
            "furthermore",
        ),
        *("result", "reason", "moment", "stage", "point", "present", "case", "cases", "today", "plus", "still", "yet"),
        *("possible", "impossible", "feasible", "eligible", "approved", "budgeted", "expect", "wish", "afford"),
    )
)
"""Words that open a clause, or that a visa sponsor's own words end with: nothing sponsored stands there."""
_OF_THE_JOB = re.compile(
    rf"(?:(?:{VISA}|roles?|positions?|jobs?|openings?|vacanc(?:y|ies)|postings?|opportunit(?:y|ies)|reqs?|"
    rf"candidates?|"
    r"applicants?|persons?|people|someone|anyone|everyone|individuals?|employees?|hires?|talent|nationals?|workers?|"
    r"nurses?|physicians?|graduates?|status(?:es)?|categor(?:y|ies)|types?|transfers?|petitions?|those|"
    r"authori[sz]ations?|permits?|relocations?|locations?|cases?))\)?$"
)
"""What a visa sponsor may sponsor: a visa, a person, a job."""
_DIRECT = re.compile(
    rf"\b(?P<verb>(?:{_EMPLOYER} {_ADVERBS}{{0,3}}sponsor(?:s|ed|ing)?|(?!visa|work|employment|licen[sc]ed|"
    rf"registered)"
    rf"[\w.&')-]{{1,30}} (?:also |currently |proudly |now |\w+ly ){{0,2}}sponsors))\b(?P<object> [^.;:!?]{{1,160}})"
)
_NEGATED = re.compile(r"\b(?:not|cannot|never|unable|no longer)\b|n't\b")
_OBJECT_ENDS = re.compile(
    r"\b(?:who|which|that|because|so|where|when|while|if|but|and (?:we|our|you|the|turn|will|are|is|has|have|can)|"
    r"to (?!work|citizens|permanent)\w+)\b"
)
_NO_OBJECT = re.compile(
    r"\s*(?:$|[,)(/-]|(?:for|at|in|and|or|but|if|when|where|as|on|to|with|under|only|on|because|so|is|are|"
    r"through|after|"
    r"based|depending|subject|case)\b)"
)
_OTHER_VISA_WORD = (
    r"(?! (?:law|clinics?|reform|conferences?|summits?|panels?|workshops?|events?|research|advocacy|card|inc))"
)
_VISA_OBJECT = re.compile(
    rf"\b(?:{VISA}|(?:non-?)?immigrants?|permanent resident\w*|residenc[ey]|work (?:status|permission)|"
    rf"employment|petitions?|international|foreign|overseas|"
    rf"authori[sz]ations?|waivers?|ead|work)\b{_OTHER_VISA_WORD}"
)
_VISITORS = re.compile(r"\b(?:student|visitor|tourist|exchange visitor|business) visas?\b")
"""Visas that no one works on for an employer."""
_PERSON_OBJECT = re.compile(
    r"\s+(?:(?:an?|the|our|your|any|all|new|qualified|eligible|right|strong|current|these|those|some|many|most|every|"
    r"exceptional|outstanding|selected|successful|this|that|\w+al) ){0,3}"
    r"(?:you|them|him|her|candidates?|applicants?|individuals?|people|persons?|someone|anyone|talent|"
    r"nationals?|nurses|physicians|graduates|roles?|positions?|jobs?|openings?)\b(?!'s? (?:league|team|club))"
    r"(?! (?:through|for (?:their|an?) (?:degree|certif|licen|exam|course|clear)))"
)


def without_other_sponsoring(sentence: str) -> str:
    """A folded sentence without ``sponsor`` where what is sponsored is neither a visa, a person nor a job."""
    if not _VERB.search(sentence):
        return sentence
    for pattern in (_RELATIVE, _INFINITIVE):
        sentence = pattern.sub(_without_antecedent, sentence)
    return _DIRECT.sub(_without_object, sentence)


def _without_antecedent(match: re.Match[str]) -> str:
    head = match["head"]
    if _NEGATED.search(match["verb"]) or head in _OPENERS or head.endswith("ly") or _OF_THE_JOB.match(head):
        return match.group()
    return match.group()[: match.start("verb") - match.start()]


def _without_object(match: re.Match[str]) -> str:
    whole = match["object"]
    stop = _OBJECT_ENDS.search(whole)
    thing = whole[: stop.start()] if stop else whole
    if (
        _NEGATED.search(match["verb"])
        or _NO_OBJECT.match(thing)
        or _VISA_OBJECT.search(_VISITORS.sub("", thing))
        or _PERSON_OBJECT.match(thing)
    ):
        return match.group()
    return "they back" + whole
