"""Read demands for a citizenship or a security clearance, and export-control clauses."""

from __future__ import annotations

import re

from enrich.text.gated import Gated
from enrich.text.rule import Context, Rule, Verdict, first, holds_any, rules
from enrich.text.vetoes import is_immigration_process, is_protected_list, is_question

_US = (
    r"(?:u\. ?s\. ?(?:a\.)?|usa?|united states|american|uk|u\.k\.|british|canadian|australian|eu|israeli|german|"
    r"indian|nato|naturalized|sole|single)"
)
_CITIZEN = re.compile(
    rf"\b{_US}(?: ?/ ?{_US})? ?(?:or naturali[sz]ed )?(?:citizen(?:s|ship)?|nationals?)\b|\bcitizenship\b|"
    rf"\bcitizens? of the (?:united states|u\.s|us\b|usa)|"
    r"\bnon-?citizens?\b|\bnaturali[sz]ed (?:u\.?s\.? )?citizen|\b(?:usc|us ?c)\b(?=[^a-z]*(?:only|and|or|/|,|&|gc|$))|"
    r"\bgreen[- ]?card(?:s| holders?)\b|\bgc(?: holders?)?\b(?=[^a-z]*(?:and|or|/|,|&)?[^a-z]*(?:usc|citizen|only))|"
    r"\b(?:lawful |legal )?permanent residents?\b|\b(?:a|be) citizen\b(?! of (?:the (?!u)|our))"
)
_CITIZEN_PARTS = ("citizen", "national", "usc", "us c", "green", "gc", "permanent resident")
"""One of these stands in whatever :data:`_CITIZEN` finds."""
_CITIZEN_CUE = re.compile(
    r"\b(?:must|requires?|required|requirement|requirements|requiring|only|need(?:s|ed)? to be|need|needs|limited|"
    r"restricted|restriction|eligib\w+|mandatory|"
    r"shall|has to|have to|due to|able to obtain|ability to obtain|proof|prove|contingent|condition|necessary|"
    r"because|prerequisite|hiring for|"
    r"may only|willing to|clearable|obtain|open to|is a|are an?|cannot|not be|ineligible)\b"
)
_CITIZEN_START = re.compile(
    rf"^\W*(?:(?:citizenship|residency status|position restriction|visa(?: status)?|work status|"
    rf"eligibility)\W+)?(?:(?:a|be an?) )?(?:{_US}|sole)? ?(?:citizen(?:ship)?|national|gc|usc)\b"
)

_CLEARANCE = re.compile(
    r"\b(?:clearances?|cleared|clearable|top[- ]secret(?! (?:recipe|sauce|project|weapon|formula))|ts ?[/-] ?sci|"
    r"ts sci|ts/sap|\bsci\b eligib\w*|polygraph|ci poly|fs poly|full[- ]scope poly\w*|"
    r"(?<!the )(?<!earn )(?<!build )(?<!gain )(?<!inspire )(?<!promote )(?<!increase )(?<!uphold )(?<!foster )"
    r"public[- ]trust(?! (?:in|and confidence|and integrity|doctrine)\b)|"
    r"secret level|classified (?:information|material|data|systems|environments?)|tier [3-5] investigation|yankee "
    r"white|nv-?[12]|dv clear\w*|fitness determination|ssbi|sensitive compartmented information|sci billet|"
    r"in-scope investigation|positions? of trust\b[^.;]{0,20}\b(?:mbi|eligib\w+|investigation)|"
    r"(?:federal|government|security|single scope|national security) (?:[\w-]+ )?background investigation|(?:naci|"
    r"naclc|mbi|sf-?8[56]p?)\b[^.;]{0,20}\binvestigation|"
    r"suitability (?:determination|investigation))\b|"
    r"\b(?:cbp|opm|dhs|dod|doe|nasa|irs|tsa|va|fbi|ice|uscis)\W{0,3}(?:suitability|fitness|background investigation)"
)
_CLEARANCE_PARTS = (
    *("clear", "secret", "sci", "sap", "poly", "trust", "classified", "investigation", "yankee", "nv", "fitness"),
    *("suitability", "ssbi", "compartmented"),
)
"""One of these stands in whatever :data:`_CLEARANCE` finds."""
_SECURITY = re.compile(
    r"\b(?:security|secret|ts ?[/-] ?sci|ts sci|ts/sap|ts|sci|dod|doe|dhs|dia|nsa|cia|nato|government|govt|"
    r"federal|public[- ]trust|department of (?:defense|energy)|"
    r"polygraph|poly|interim|national|u\. ?s\.|us|united states|[lq][- ]clearance|mbi|sc clearance|dv|bpss|"
    r"nv-?[12]|baseline|obtain|classified|active|clearable|ssbi|tier [1-5]|"
    r"background investigation|suitability|fitness|eligible for|yankee white|"
    r"clearance (?:level|status|required|eligibility)|"
    r"(?:hold|possess|maintain|current)\w*|cleared "
    r"(?:roles?|positions?|candidates?))\b"
)
_LEVEL = re.compile(
    r"\b(?:secret|ts|sci|top[- ]secret|public[- ]trust|polygraph|interim|active|current|dod|l|q|clearable|obtain\w*|"
    r"eligib\w+|required|requires?|requirement|must|possess\w*|hold\w*|maintain|contingent|mandatory|needed|need|"
    r"(?:able|ability) to be cleared)\b"
)

_OTHER_CLEARANCE = rules(
    (
        "other_sense.clearance",
        r"\b(?:police|tb|tuberculosis|fda|510\(k\)|pre-?market|market|criminal(?: history| record| background)?|"
        r"child (?:abuse|protection|line)|customs|medical|health|"
        r"credit|regulatory|airport|export|sales?|inventory|ground|vehicle|drug|renal|legal|trademark|music|"
        r"rights|script|title|payment|check|"
        r"trade|megan's law|act 3[34]|fingerprint|background(?: check)?|site|utility|land|snow|fieldprint|bci|fbi|"
        r"physician|work|immunization|"
        r"vulnerable sector|working with children|dbs|air traffic|electrical|safety|environmental|"
        r"lift|crane|building|planning|zoning|flight|diplomatic|tax|brush|debris|"
        r"exit|ethics)[ -](?:and \w+ )?clearances?\b|"
        r"\bclearances? (?:of|sale|sales|rack|items?|cent(?:er|re)|pric\w+|from the|submissions?|merchandise|for "
        r"(?:takeoff|use|release)|rates?|house)\b|"
        r"\bpolygraph protection act\b|\b(?:customs|510\(k\)|fda|child abuse|criminal|"
        r"police)\b[^.;]{0,60}\bclearances?\b",
    ),
)
_NOT_REQUIRED = Gated(
    r"\b(?:no(?! exceptions?\b)(?! dual)|not|without|nor)\b[^.;,]{0,40}\b(?:require[sd]?|requiring|needed|necessary|"
    r"need|mandatory|a "
    r"requirement|have)\b|n't (?:require|need)|"
    r"\b(?:clearance|citizenship|public trust)[^.;]{0,30}?[:?]\s*(?:no\b|none\b|n/?a\b|not )|"
    r"\b(?:clearance|citizenship|public trust)[^.;]{0,40} (?:no|none|n/?a|not (?:required|needed|applicable))\W*$|"
    r"\bno (?:security )?clearance\b|"
    r"\buncleared\b|\bnot required\b|\bregardless of\b",
    ("no", "n't", "n/a", "na", "without", "uncleared", "regardless of"),
)
_REMAINS_REQUIRED = re.compile(
    r"\b(?:other than|except|besides)\b|\bnot\b[^.;]{0,60}\b(?:eligible|considered|hold|currently have|possible|waive)"
)
_PREFERRED = Gated(
    r"\b(?:prefer\w*|plus|nice to have|desir(?:ed|able|e)|bonus|advantage\w*|ideal(?:ly)?|beneficial|helpful|(?:great|"
    r"nice|good|love it) if|"
    r"encouraged|welcome[sd]?|an asset|strong consideration|a benefit|optional)\b",
    (
        *("prefer", "plus", "nice to have", "desir", "bonus", "advantage", "ideal", "beneficial", "helpful", " if"),
        *("encouraged", "welcome", "an asset", "strong consideration", "a benefit", "optional"),
    ),
)
_DEMANDED = re.compile(r"\b(?:must|required|requires?|requirement|shall|mandatory|only|necessary)\b")
_FIELD = re.compile(r"^\W*[\w /]{0,30}(?:clearance|citizenship)[\w /]{0,20}: ")
_OPEN_FIELD = re.compile(r"\b(?:clearance|citizenship|citizen)\b[^:.]{0,40}[:?]\s*(?:_+|\[.{0,20}\])?\s*$")
"""A field of a form that nobody filled in."""
_JOB_NOUN = re.compile(
    r"\b(?:engineer|developer|analyst|scientist|manager|architect|administrator|specialist|technician|programmer|"
    r"designer|consultant|lead|director|officer|"
    r"sme|intern|associate|operator|tester|sysadmin|linguist)s?\b"
)
_SAYS = re.compile(
    r"\b(?:must|requires?|required|active|obtain|possess|hold|have|has|with an?|current|is|are|maintain|eligib\w+|"
    r"able|need)\b"
)
_HOLDS = re.compile(
    r"\b(?:must|requires?|required|active|current|obtain|possess|hold|maintain an?|eligib\w+|clearance:)"
)
_LONGEST_TITLE = 100
_CLAUSES = re.compile(r"[;,()]|\bbut\b|\bwith (?:an? )?preference\b")
_NOT_A_DEMAND = rules(
    (
        "veto.link",
        r"\blearn more\b|\bclick here\b|\bfor more information\b|\bread more\b|\bjobs\?|\ball (?:clearance|department|"
        r"category)\b",
        None,
        ("jobs?", "learn more", "click here", "for more information", "read more", "all "),
    ),
    (
        "veto.duty",
        r"^\W*(?:manage|process|adjudicate|administer|track|coordinate|initiate|assist|maintain records|support|"
        r"review|submit|monitor|ensure|serve|knowledge|"
        r"understanding|familiarity|experience (?:with|in|working|supporting|managing|as)|handle|provide|advise|"
        r"work with|partner|coordinating|managing|processing)\b|\bcitizenship verification\b",
    ),
    (
        "veto.others_clearance",
        r"\b(?:vendors?|suppliers?|visitors?|subcontractors?)\b[^.;]{0,90}\bclearances?\b",
        None,
        ("vendor", "supplier", "visitor", "subcontractor"),
    ),
    (
        "veto.served_public",
        r"\b(?:serv\w+|help\w*|millions of|impact\w*|benefit\w*|lives of|protect\w*|delivering|services to|senior|"
        r"corporate|fellow|global|good) (?:\w+ ){0,4}(?:citizens|citizenship)\b|\bcitizen (?:developers?|services?|"
        r"science|engagement|experience|data)\b",
        None,
        ("citizens", "citizenship", "citizen "),
    ),
)
_WORK_AUTHORIZED_TOO = Gated(
    r"\bcitizens?(?:hip)? ?(?:/|or) ?(?:a |an |valid )*(?:work )?visa\b|"
    r"\b(?:citizens?(?:hip)?|usc|gc|green card holders?)\b[^.;]{0,80}\b(?:and|or|and/or|&)\b[^.;]{0,40}\b(?:those|"
    r"anyone|individuals|persons|people|"
    r"others|otherwise|all|be|is|legally|valid|has|have|hold|possess)?\W*"
    r"(?:authori[sz]ed to work|eligible to work|work authori[sz]ation|legally (?:authori[sz]ed|able)|work visa|"
    r"valid visa|work permit|right to work|ead\b|employment authori[sz]ation)",
    ("visa", "authori", "eligible to", "legally able", "work permit", "right to work", "ead"),
)

_STATUS_TOO = Gated(
    r"\b(?:citizens?|usc|gc|green[- ]?card(?: holder)?s?|permanent residents?)\b[ ,/&]*(?:and |or )?(?:h-?4|l-?2|"
    r"gc|opt)?[ -]?(?:ead|opt|h-?1b|tn)\b|"
    r"\b(?:citizens?|usc|gc|green[- ]?card(?: holder)?s?|permanent residents?)\b[^.;]{0,40}\b(?:and|or)\W+(?:(?:on|"
    r"hold|"
    r"holders? of|holding|have|with) )?(?:an? )?(?:valid )?(?:h-?1-?b|tn|ead|stem opt|h-?4|e-3|l-?2)(?![\w-])",
    ("ead", "opt", "h1", "h-1", "tn", "h4", "h-4", "e-3", "l2", "l-2"),
)
_EXPORT = re.compile(
    r"\b(?:itar|export[- ]control(?:led|s)?|export (?:regulations?|compliance|laws?|licen[sc]\w+|authori[sz]\w+|"
    r"permits?|"
    r"approvals?|administration)|"
    r"ear99|(?:u\. ?s\. ?|us |foreign )persons?|"
    r"asylees?|refugees?|granted asylum|deemed export|technology export|22 c\.?f\.?r|international traffic in arms|"
    r"u\.s\. government licen[sc]e)(?![a-z])"
)
_EXPORT_PARTS = ("itar", "export", "ear99", "person", "asyl", "refugee", "22 c", "traffic", "licen")
"""One of these stands in whatever :data:`_EXPORT` finds."""
_EXPORT_APPLIES = rules(
    (
        "export.licence_discretion",
        r"\b(?:discretion|decline|whether)\b[^.;]{0,90}\b(?:licen[sc]|export)\w*",
        "licence_discretion",
    ),
    (
        "export.licence_possible",
        r"\b(?:eligible|able|ability|qualif\w+|or) (?:to )?(?:obtain|receive|for)\b[^.;]{0,90}\b(?:licen[sc]e|"
        r"authori[sz]ations?|approval)\b",
        "licence_possible",
    ),
    (
        "export.foreign_person",
        r"\bforeign persons?\b[^.;]{0,80}\b(?:licen[sc]e|authori[sz]ation|controlled)",
        "licence_possible",
    ),
    (
        "export.us_person",
        r"(?:\b(?:u\. ?s\.|us) ?\"?persons?\b|\"u\.s\. person|\basylees?\b|\brefugees?\b|\basylum\b)",
        "us_person",
    ),
    (
        "export.citizen_as_defined",
        r"\bcitizens?\b[^.;]{0,60}\b(?:as defined|within the meaning|under itar)",
        "us_person",
    ),
    (
        "export.access",
        r"\b(?:position|role|job|employment|employee|applicants?|candidates?|access|work|hire|offer|you|"
        r"individual)s?\b[^.;]{0,140}\b(?:export|itar)\b|"
        r"\b(?:export|itar)\b[^.;]{0,140}\b(?:applicants?|candidates?|must|position|role|require[sd]?|hire|"
        r"eligib\w+|authori[sz]\w+|restricted|you)\b|"
        r"\b(?:must|required to|have to) (?:meet|comply with|satisfy|be compliant with)\b[^.;]{0,40}\b(?:itar|"
        r"export)\b",
        "mention",
    ),
)
_EXPORT_DUTY = re.compile(
    r"^\W*(?:ensure|maintain|manage|support|develop|lead|knowledge|experience|familiarity|understanding|working "
    r"knowledge|comply|advise|oversee|own|"
    r"review|implement|drive|coordinate|prepare|administer|assist|provide|strong|proven|\d+\+? ?years?|monitor|"
    r"perform|conduct|responsible|train|partner|"
    r"expertise|adhere|work with|follow|handle|design|classify|demonstrated)\b|\b(?:experience|familiarity|"
    r"knowledge|understanding|expertise) (?:with|of|in|working)\b"
)
_LICENCE_PATH = re.compile(
    r"\b(?:permanent resident|green card|persons?\b|refugee|asylee|asylum|eligible to obtain|able to obtain (?:the "
    r")?(?:required|necessary) (?:export|authori|licen)|as defined by itar|export licen)"
)
_STRICT_CITIZEN = re.compile(
    rf"\b(?:{_US} ?citizenship|citizenship is|must be (?:an? )?{_US} citizen|citizens? only|only {_US} citizens?)\b"
)


def read_export_control(sentence: str, context: Context) -> Verdict | None:
    """How a folded sentence reads on export control; ``None`` when it does not touch the topic."""
    if not holds_any(sentence, _EXPORT_PARTS) or not _EXPORT.search(sentence):
        return None
    if is_question(sentence):
        return Verdict(None, None, "veto.question")
    if is_protected_list(sentence) and "itar" not in sentence and "export" not in sentence:
        return Verdict(None, None, "veto.protected_list")
    rule = first(_EXPORT_APPLIES, sentence)
    if rule is None or (context.section == "preferred" and not _DEMANDED.search(sentence)):
        return Verdict(None, None, "veto.no_proposition")
    if _EXPORT_DUTY.search(sentence) and not _DEMANDED.search(sentence) and rule.value == "mention":
        return Verdict(None, None, "veto.duty")
    if context.section == "responsibilities" and rule.value == "mention" and context.bullet:
        return Verdict(None, None, "veto.duty")
    if (
        rule.value == "us_person"
        and ("refugee" in sentence or "asyl" in sentence)
        and not re.search(r"citizen|person|itar|export", sentence)
    ):
        return Verdict(None, None, "veto.other_sense.refugee")
    return Verdict("export_control", rule.value, rule.id)


def read_citizenship(sentence: str, context: Context) -> Verdict | None:
    """How a folded sentence reads on citizenship and clearance; ``None`` when it does not touch the topic."""
    citizen = holds_any(sentence, _CITIZEN_PARTS) and _CITIZEN.search(sentence) is not None
    clearance = holds_any(sentence, _CLEARANCE_PARTS) and _CLEARANCE.search(sentence) is not None
    if not citizen and not clearance:
        return None
    if is_question(sentence):
        return Verdict(None, None, "veto.question")
    if is_protected_list(sentence):
        return Verdict(None, None, "veto.protected_list")
    if is_immigration_process(sentence):
        return Verdict(None, None, "veto.general_advice")
    bar = first(_NOT_A_DEMAND, sentence)
    if bar is not None and (bar.id == "veto.link" or not _DEMANDED.search(sentence)):
        return Verdict(None, None, bar.id)
    read = _read_clearance(sentence, context) if clearance else None
    if citizen and (read is None or read.kind is None):
        return _read_citizen(sentence, context)
    return read


def _read_clearance(sentence: str, context: Context) -> Verdict:
    other = first(_OTHER_CLEARANCE, sentence)
    if other is not None and not re.search(
        r"\b(?:security clearance|secret|ts ?/ ?sci|top secret|public trust)\b", sentence
    ):
        return Verdict(None, None, f"veto.{other.id}")
    if not _SECURITY.search(sentence):
        return Verdict(None, None, "veto.no_security_context")
    if _NOT_REQUIRED.search(sentence) and not _REMAINS_REQUIRED.search(sentence):
        return Verdict(None, None, "veto.not_required")
    if _only_preferred(sentence, _CLEARANCE, context):
        return Verdict(None, None, "veto.preferred_only")
    if context.section == "responsibilities" and context.bullet and not _HOLDS.search(sentence):
        return Verdict(None, None, "veto.duty")
    if not _LEVEL.search(sentence) or _is_title(sentence):
        return Verdict(None, None, "veto.heading")
    if _OPEN_FIELD.search(sentence):
        return Verdict(None, None, "veto.empty_field")
    return Verdict("citizenship_or_clearance_required", "clearance", "citizenship.clearance")


def _is_title(sentence: str) -> bool:
    """Whether a sentence is a job title that carries a clearance, such as ``(ts/sci)`` after the title proper."""
    return len(sentence) < _LONGEST_TITLE and _JOB_NOUN.search(sentence) is not None and not _SAYS.search(sentence)


def _read_citizen(sentence: str, context: Context) -> Verdict:
    if _WORK_AUTHORIZED_TOO.search(sentence) or _STATUS_TOO.search(sentence):
        return Verdict(None, None, "veto.citizens_or_authorized")
    if _NOT_REQUIRED.search(sentence) and not _REMAINS_REQUIRED.search(sentence):
        return Verdict(None, None, "veto.not_required")
    if _only_preferred(sentence, _CITIZEN, context):
        return Verdict(None, None, "veto.preferred_only")
    if re.search(
        r"\b(?:green card|permanent residen\w+) (?:sponsor|support|process|assist|application|filing)", sentence
    ):
        return Verdict(None, None, "veto.green_card_process")
    if not _CITIZEN_CUE.search(sentence) and not _CITIZEN_START.match(sentence):
        return Verdict(None, None, "veto.no_proposition")
    if _OPEN_FIELD.search(sentence):
        return Verdict(None, None, "veto.empty_field")
    rule = Rule("citizenship.citizen", _CITIZEN)
    value = "permanent_resident_ok" if re.search(r"permanent resident|green[- ]?card|\bgc\b", sentence) else None
    return Verdict("citizenship_or_clearance_required", value, rule.id)


def _only_preferred(sentence: str, topic: re.Pattern[str], context: Context) -> bool:
    """Whether every clause on the topic is a wish: in a preferred section, or hedged where it stands."""
    if context.section == "preferred" and not _DEMANDED.search(sentence) and not _FIELD.match(sentence):
        return True
    if not _PREFERRED.search(sentence):
        return False
    demanded = False
    for clause in _CLAUSES.split(sentence):
        wish = _PREFERRED.search(clause)
        if (
            wish is not None
            and not topic.search(clause[: wish.start()])
            and not clause[: wish.start()].strip(" -:").removeprefix("is").strip()
        ):
            return not (demanded and _DEMANDED.search(sentence))
        if topic.search(clause) and (wish is None or _DEMANDED.search(clause)):
            demanded = True
    return not demanded


def is_strictly_citizen(sentence: str) -> bool:
    """Whether a clause that names export control demands citizenship itself and leaves no other way in."""
    return _STRICT_CITIZEN.search(sentence) is not None and _LICENCE_PATH.search(sentence) is None
