"""Read demands to be authorized to work, E-Verify notices and claims to be exempt from the H-1B cap."""

from __future__ import annotations

import re

from enrich.text.gated import Gated
from enrich.text.rule import Context, Verdict, holds_any
from enrich.text.vetoes import asks_to_tell, is_general_advice, is_immigration_process, is_protected_list, is_question

_AUTHORIZED = Gated(
    r"\b(?:authori[sz]ed|authori[sz]ation|eligible|eligibility|entitled|legally able|legally allowed|legal right|"
    r"legal authori\w+|legal ability|legally work|"
    r"(?:indefinite |permanent |unrestricted )?right|rights|permission|permit) to (?:legally |lawfully |be "
    r"legally )?(?:work(?! (?:remote|from|hybrid|overtime|flexib|with|on (?!(?:the |their |your |his |a |"
    r"an )?(?:first|start|"
    r"day|date|hire)|or before)|under|at (?!the time|hire|all)|in an? (?!country)|independ|directly with))|"
    r"be employed|be hired|accept employment)\b|"
    r"\b(?:able|ability|allowed|permitted|qualified) to (?:(?:legally|lawfully) work|work (?:legally |lawfully |"
    r"and live )?in (?:the )?(?:u\.?s\.?a?|united states|uk|united kingdom|eu|canada|australia)\b(?! (?:time|"
    r"hours|eastern|central|east|west|pacific|office|business)))\b|"
    r"\b(?:work(?:ing)?|employment)(?:-related)?[ -](?:authori[sz]ation|permits?|eligibility(?! verif)|rights|"
    r"pass|visas?)\b|\b(?:u\.s\.|us) (?:work|employment) authori[sz]ation\b|"
    r"\bwork rights\b|\bright[- ]to[- ]work\b|\blegal(?:ly)? (?:status|work|authori[sz]ed)\b|\blegally "
    r"authori[sz]ed\b|\bvalid (?:work )?visa\b|\bcitizens?(?:hip)? ?(?:/|or) ?(?:a )?(?:work )?visa\b(?! (?:is |are "
    r")?not)",
    ("work", "employ", "hired", "legal", "valid ", "citizen"),
)
_RIGHT_PARTS = (
    *("authori", "eligib", "entitled", "legal", "right", "permi", "able to ", "ability to ", "allowed to "),
    *("qualified to ", " pass", "-pass", "visa"),
)
"""One of these stands in whatever :data:`_AUTHORIZED` finds, beside the work that it is the right to."""
_PLACE_OF_WORK = re.compile(
    r"\b(?:u\.? ?s\.?(?: ?a\.?)?|united states|america|uk|u\.k\.|united kingdom|eu|europe\w*|canad\w+|austral\w+|"
    r"ireland|irish|india|german\w*|singapore|country|countries|"
    r"any employer|employer|location|hubs?|region|proof|documentation|documents?|i-?9|visa|employment|legal\w*|"
    r"authori[sz]\w+|"
    r"mexico|spain|france|israel|poland|japan|work permit|residency|new zealand|netherlands|work rights)\b"
)
_CUE = re.compile(
    r"\b(?:must|required?|requires|requirement|need(?:s|ed)?|have to|has to|shall|should|proof|provide|verify|"
    r"only|eligible|valid|possess|have|hold|maintain|legally|legal|"
    r"authori[sz]ed|right|able|condition|permitted|contingent|precondition|appropriate|current|permanent|obtain)\b"
)
_DUTY = re.compile(
    r"\b(?:assist\w* with|process\w*|apply for|easements?|construction|permit (?:development|application|"
    r"process)s?|manage|review|obtain\w* permits?|hot work|confined space|track|"
    r"audit|ensure|administer|coordinate|maintain (?:employee|personnel)|complete|completing|collect\w*|"
    r"verify(?=\b.{0,30}\b(?:staff|new hires|candidates|applicants|employees))|screen) (?:\w+ "
    r"){0,3}(?:work permit|employment eligibility|work authori[sz]ation|i-9|right to work|visas?)|"
    r"\bwork permit (?:development|system|procedures?|process|coordination)|\bpermit to work (?:system|procedure|"
    r"process)|\b(?:knowledge of|experience (?:with|in))\b[^.;]{0,50}\b(?:work permit|visa|right to work)"
)
_NEW_HIRES = re.compile(
    r"\b(?:persons|individuals|employees|candidates?|applicants?|hires?|hired|you)\b[^.;]{0,50}\b(?:required|"
    r"must|need)\b|"
    r"^\W*must (?:be|have)\b"
)
_ENCOURAGED = Gated(
    r"\b(?:regardless of|without regard|irrespective of|not required to)\b",
    ("regardless of", "without regard", "irrespective of", "not required to"),
)
_E_VERIFY = re.compile(r"(?<![a-z])e-? ?verify\b|(?<![a-z])e-verif(?:y|ication)\b")
_E_VERIFY_PARTS = ("verif", "i-9", "i9", "poster", "notice", "derecho")
"""One of these stands in whatever is read as an E-Verify notice."""
_I9 = re.compile(r"\b(?:form )?i-?9s?\b")
_AGENCIES = re.compile(
    r"\b(?:social security administration|ssa|department of homeland security|dhs|federal government)\b"
)
_RIGHT_TO_WORK_POSTER = re.compile(
    r"\bright[- ]to[- ]work\b[^.;]{0,20}\b(?:poster|notice)|\b(?:poster|notice)\b[^.;]{0,20}\bright[- ]to[- ]work\b|"
    r"\bderecho a trabajar\b"
)
_E_VERIFY_ASIDE = re.compile(
    r"\b(?:the )?e-? ?verify (?:program |system )?is an?\b|\blearn more about\b|\b(?:more|additional) "
    r"(?:information|details) (?:about|on|regarding)\b|\bto learn more\b|\bvisit\b[^.]{0,40}\be-?verify|^\W*e-? "
    r"?verify\W*$|"
    r"^\W*(?:process|manage|complete|conduct|perform|administer|run|maintain|ensure|assist|handle|experience|"
    r"knowledge|responsible)\b"
)
_POSTER = re.compile(r"\b(?:poster|notice|participat\w+)\b")
_NO_E_VERIFY = re.compile(r"\b(?:not|n't|no longer)\b[^.;]{0,30}\be-? ?verify")
_OF_YEAR = r"(?:(?:annual|yearly|numerical|federal|statutory|congressional|regular|usual|government's) )*"
_CAP_EXEMPT = re.compile(
    r"\bcap[- ]exempt(?:ion)?\b|\b(?:exempt(?:ed|ion)? from|not subject to|outside(?: of)?|not (?:bound|"
    r"limited|counted|"
    rf"covered) (?:by|against|under)) (?:the |any |an )?{_OF_YEAR}(?:h-?1-?b |visa )*{_OF_YEAR}"
    r"(?:cap|lottery|quota|limits?|ceiling)\b"
)
_CAP_PARTS = ("exempt", "subject to", "outside", "not bound", "not limited", "not counted", "not covered")
"""One of these stands in whatever :data:`_CAP_EXEMPT` finds."""
_H1B = re.compile(r"\b(?:h-?1-?b|visas?|cap[- ]exempt(?:ion)?)\b|\blottery\b")
_OUR = re.compile(
    r"\b(?:we|our|us|this|the (?:[\w-]+ )?(?:university|institute|institution|college|hospital|laboratory|lab|school|"
    r"cent(?:er|re)|foundation|company|department|position|role)|employer|organi[sz]ation|is an?|it(?:'s| is)|as an?|"
    r"being an?|here)\b"
)
_NOT_EXEMPT = re.compile(
    r"(?:\b(?:not|no longer|neither)|n't) (?:currently |itself )?(?:an? |considered )?(?:cap[- ]exempt|exempt|"
    r"outside)|"
    r"\bnon-?cap[- ]exempt|\bcap[- ]exempt\b[^.;]{0,40}\b(?:only|candidates|applicants|experience)\b|"
    r"^\W*(?:experience|knowledge|familiarity|understanding|manage|prepare|file|handle|process|review|draft|assist|"
    r"advise|support)\b"
)


def read_work_authorization(sentence: str, context: Context) -> Verdict | None:
    """How a folded sentence reads on the right to work alone; ``None`` when it does not touch the topic."""
    if not holds_any(sentence, _RIGHT_PARTS) or not _AUTHORIZED.search(sentence):
        return None
    if is_question(sentence):
        return Verdict(None, None, "veto.question")
    if asks_to_tell(sentence):
        return Verdict(None, None, "veto.asks_to_tell")
    if is_protected_list(sentence) or _ENCOURAGED.search(sentence):
        return Verdict(None, None, "veto.protected_list")
    if is_immigration_process(sentence):
        return Verdict(None, None, "veto.general_advice")
    if (_DUTY.search(sentence) and not _NEW_HIRES.search(sentence)) or (
        context.section == "responsibilities" and context.bullet and not _NEW_HIRES.search(sentence)
    ):
        return Verdict(None, None, "veto.duty")
    if not _PLACE_OF_WORK.search(sentence) or not _CUE.search(sentence):
        return Verdict(None, None, "veto.no_proposition")
    value = "unrestricted" if re.search(r"\b(?:permanent|unrestricted|any employer)\b", sentence) else None
    return Verdict("work_authorization_required_only", value, "authorization.required")


def read_e_verify(sentence: str, context: Context) -> Verdict | None:
    """How a folded sentence reads on E-Verify; ``None`` when it does not touch the topic."""
    if not holds_any(sentence, _E_VERIFY_PARTS):
        return None
    if _RIGHT_TO_WORK_POSTER.search(sentence):
        return Verdict("e_verify", "poster", "e_verify.poster")
    named = _E_VERIFY.search(sentence) is not None
    if not named and not (_I9.search(sentence) and _AGENCIES.search(sentence)):
        return None
    if is_question(sentence):
        return Verdict(None, None, "veto.question")
    if _NO_E_VERIFY.search(sentence):
        return Verdict(None, None, "veto.negated")
    if named and _E_VERIFY_ASIDE.search(sentence) and not _POSTER.search(sentence):
        return Verdict(None, None, "veto.about_the_program")
    if context.section == "responsibilities" and context.bullet:
        return Verdict(None, None, "veto.duty")
    return Verdict("e_verify", None, "e_verify.named" if named else "e_verify.i9_notice")


def read_cap_exempt(sentence: str, context: Context) -> Verdict | None:
    """Whether a folded sentence says that this employer or job is outside the H-1B cap; ``None`` off topic."""
    if not holds_any(sentence, _CAP_PARTS) or not _CAP_EXEMPT.search(sentence):
        return None
    says = _H1B.search(sentence) and _OUR.search(sentence) and not _NOT_EXEMPT.search(sentence)
    if not says or is_question(sentence) or is_general_advice(sentence):
        return Verdict(None, None, "veto.no_proposition")
    return Verdict("cap_exempt", None, "cap_exempt.stated")
