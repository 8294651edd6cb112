"""Rules that offer sponsorship, the statuses that are accepted, and the duties that sound like an offer."""

from __future__ import annotations

import re

from enrich.text.rule import rules
from enrich.text.visa_words import PERMIT, TRANSFER, VISA

OFFERS = rules(
    (
        "sponsorship.label_yes",
        r"^[^.;:?]{0,40}\b(?:sponsor\w*|visas?|h-?1b)\b[^.;:?]{0,30} (?:yes|available)\W*$|"
        r"\b(?:sponsor\w*|visas?|h-?1b|immigration(?: support| help)?)\b[^.;:?]{0,50}[:?|=]\s*[:-]?"
        r"\s*(?:y(?:es)?\b(?!/)|available\b|sponsored\b|"
        r"supported\b|"
        r"offered\b|provided\b|"
        r"possible\b)",
    ),
    (
        "sponsorship.considers_applicants",
        r"\b(?:consider(?:s|ed|ing)?|accept(?:s|ing)?|open to|welcome|hire|support|"
        r"encourage)\b[^.;]{0,60}\b(?:sponsoring|"
        r"(?:require|requiring|need|needing|seeking|sponsor)\b[^.;]{0,40}\bsponsor\w*|sponsor)",
        None,
        ("sponsor",),
    ),
    (
        "sponsorship.needing_it_welcome",
        r"\b(?:require|requires|requiring|need|needs|needing|seeking|"
        r"on)\b[^.;]{0,50}\bsponsor\w*[^.;]{0,60}\b(?:welcome|encouraged|considered|eligible|can apply|may apply)",
        None,
        ("sponsor",),
    ),
    (
        "sponsorship.employer_sponsors",
        rf"^\W*sponsors? (?:[\w-]+ ){{0,2}}{VISA}\b|"
        r"\b(?!(?:who|which|what|where|when|how|why)\b)[\w.&)'-]{1,30},? (?:also |currently |proudly |now |"
        r"\w+ly ){0,2}sponsors (?!of\b|to\b|from\b|in\b|for\b)|"
        r"\b(?:policy|practice) (?:is )?to sponsor\b|"
        r"\b(?:we|we'll|will|can|may|might|could|would|do|does|company|team|inc|also|happy to|glad to|able to|"
        r"open to|willing to|ready to|proud to|pleased to|prepared to|ability to|set up to|approved to|approvals? to|"
        r"happily|gladly|offer to|and|currently|actively|regularly) (?:(?:\w+ly|sometimes|often|also|gladly|"
        r"happily|be|currently|routinely|"
        r"consider|actively|do|will|can) ){0,2}sponsor(?:s|ing)?\b",
        None,
        ("sponsor",),
    ),
    (
        "sponsorship.employer_provides",
        r"(?<!\bwho )\b(?:provid\w+|offer\w*|give|cover\w*|pay\w*|assist\w*|support\w*|help\w*|includ\w+|"
        r"arrang\w+|facilitat\w+|"
        r"handle|take care of|consider(?:s|ed|ing)?|eligible for|benefit from)\b[^.;]{0,90}?\bsponsor\w*",
        None,
        ("sponsor",),
    ),
    (
        "sponsorship.job_sponsored",
        r"\b(?:will|can|shall) (?:also )?be sponsored\b(?! by)|"
        r"\b(?:visa[- ]sponsored|sponsored) (?:position|role|job|opening)\b(?! (?:by|on|ads?|posts?))",
        None,
        ("sponsored",),
    ),
    (
        "sponsorship.files_petition",
        r"\b(?:we|we'll|our [\w-]+|(?:the|this) (?:company|employer|university|hospital|firm|college|school|district|"
        r"department|institution|organi[sz]ation|foundation|cent(?:er|re)|practice|bank|"
        r"clinic|institute|lab|agency|team)|(?:that|who) will|company|employer) "
        r"(?:(?:will|can|do|does|also|then|and|\w+ly) ){0,3}(?:files?|extends?|starts?|begins?|initiates?|pursues?|"
        r"process(?:es)?|"
        r"petitions?|submits?|prepares?|launch(?:es)?|takes? (?:care of|on)|handles?|pays? for|covers?|sponsors?|"
        r"arranges?|gets?|obtains?|secures?|appl(?:y|ies) for|organi[sz]es?|recruits?)\b"
        r"[^.;]{0,60}\b(?:petitions?|green[- ]?cards?|h-?1-?bs?|perm|visas?|immigra\w+|permanent residen\w+|"
        r"labor certification|sponsorships?)\b|"
        r"\b(?:you|you'll|employees|hires|engineers|nurses|teachers|physicians|candidates) (?:will )?(?:also )?"
        r"(?:get|receive|enjoy|have access to)\b[^.;]{0,60}\bsponsorship",
        None,
        ("petition", "green", "h1", "h-1", "perm", "visa", "immigra", "labor cert", "sponsorship"),
    ),
    (
        "sponsorship.supports_visas",
        r"\b(?:we|company|employer|university|hospital|clinic|firm|district|team) (?:(?:will|can|do|does|also|\w+ly) "
        r"){0,2}"
        r"(?:supports?|accepts?|do(?:es)?|offers?|provides?) (?:(?!tr)[\w-]+ ){0,3}?"
        r"(?:h-?1-?bs?|visas|green[- ]?cards|"
        r"green[- ]?card (?:applications?|petitions?)|(?:employment-based )?immigration)"
        r"(?! (?:transfer|holder|candidate|team|law|firm|"
        r"compliance|software|services to))\b",
        None,
        ("h1", "h-1", "visas", "green", "immigration"),
    ),
    (
        "sponsorship.new_petitions_ok",
        r"\bnew (?:h-?1-?b|visa|cap)(?: visas?)?(?: petitions?| applications?)?s?\b[^.;]{0,50}\b(?:welcome|accepted|"
        r"supported|"
        r"considered|ok|okay|possible|fine)\b",
        None,
        ("new ",),
    ),
    (
        "sponsorship.visas_arranged",
        r"\b(?:visas|work permits?|green[- ]?cards?)\b[^.;]{0,20}\b(?:can|will|are|is)(?: be)? (?:arranged|provided|"
        r"sponsored|"
        r"obtained for|processed for|taken care of|organi[sz]ed|handled|on us)\b",
        None,
        (
            *("arranged", "provided", "sponsored", "obtained", "processed", "taken care", "organi"),
            *("handled", "on us"),
        ),
    ),
    (
        "sponsorship.begins",
        r"\bsponsorships?\b[^.;]{0,50}\b(?:begins?|starts (?!to)|is part of|comes with|from day one)\b|"
        r"\b(?:comes?|carries) with (?!the\b)(?:[\w-]+ ){0,3}sponsorship|\bcarries (?:[\w-]+ ){0,3}sponsorship",
        None,
        ("sponsorship",),
    ),
    (
        "sponsorship.no_problem",
        r"\bsponsorships? (?:is|are|will be) (?:on offer|not a problem|no (?:problem|issue)|fine|no trouble)\b",
        None,
        ("sponsorship",),
    ),
    (
        "sponsorship.available",
        r"\bsponsor(?:ship|ships|ed)?\b[^.;]{0,90}?\b(?:available|offered|provided|considered|possible|supported|"
        r"included|eligible|availability|covered|open)\b|"
        r"\b(?:visa|immigration|work permit) (?:support|assistance|help)\b[^.;]{0,40}?\b(?:available|offered|"
        r"provided|"
        r"included)\b",
        None,
        ("available", "offered", "provided", "included", "sponsor"),
    ),
    (
        "sponsorship.sponsored",
        rf"\b(?:company|employer|fully)?[- ]?sponsored (?:{VISA}|relocation)",
        None,
        ("sponsored",),
    ),
    (
        "sponsorship.visa_costs",
        rf"\b(?:provid\w+|offer\w*|cover\w*|pay\w*|help\w*|includ\w+|arrang\w+|handle|take care of|eligible "
        rf"for)\b[^.;]{{0,60}}?\b{PERMIT} "
        r"(?:\w+ ){0,2}(?:costs?|fees?|process\w*|applications?|paperwork|expenses?|procedures?)\b|"
        rf"\b(?:help|assist)\w* (?:you |with |to )*(?:[\w,]+ ){{0,4}}?(?:get|obtain|"
        rf"secur)\w*[^.;]{{0,30}}\b{PERMIT}\b|\bprovide "
        rf"(?:work )?visas\b|"
        rf"\b(?:support|assist|help|sponsor|cover|pay for|handle|arrange|take care of|"
        rf"sort out)\w* (?:with )?(?:your|their|the) (?:[\w-]+ "
        rf"){{0,2}}{PERMIT}\b|"
        rf"\b{PERMIT}\b[^.;]{{0,40}}\b(?:costs?|fees?|expenses|applications?)\b[^.;]{{0,30}}\b(?:covered|paid|"
        rf"reimbursed|on us)\b|"
        r"\b(?:is|are|as) (?:an? )?(?:[\w-]+ ){0,3}(?:visa|licen[sc]ed|h-?1b|approved|registered) sponsor\b(?! of\b)|"
        r"\b(?:visas?|immigration)(?: ?(?:&|and|/|,) ?relocation)?(?: support| help)?: (?:yes,? )?we"
        r"(?:'ll| will| can)? (?:\w+ )?(?:support|help|assist|cover|provide|offer|handle|arrange|take care)\b|"
        r"\bissues? (?:an? |the |your )*(?:certificates? of sponsorship|work (?:visas?|permits?)|visas?)\b|"
        rf"\b(?:guide|walk)s? you through\b[^.;]{{0,30}}\b{PERMIT}\b|"
        rf"\bif you(?:'ll| will)? (?:need|require) (?:an? )?(?:work )?{PERMIT}[^.;,]{{0,20}}, ?(?:we|our|the company)\b"
        r"[^.;]{0,40}\b(?:help|cover\w*|handle\w*|take care|arrange|sort|got you)\b",
        None,
        (
            *("issue", "guide", "walk", "if you", "provide", "offer"),
            *("cost", "fee", "process", "application", "paperwork", "expense", "procedure", "help", "assist"),
            *("provide ", "support", "sponsor", "cover", "pay for", "handle", "arrange", "take care", "sort out"),
        ),
    ),
    (
        "sponsorship.support_noun",
        rf"\b(?:{PERMIT})(?:[ /,&-]+(?:and|or|[\w-]+)){{0,3}}[ /,&-]+(?:support|assistance|help|sponsorships?)\b"
        r"(?=\W*$|\s*[,.;:()/&!-]|\s+(?:and|or|for|with|to|as|is|are|from|plus|in|on|of|via|through|where|"
        r"when|if|will|can|"
        r"may|available|offered|included|provided|package|benefits?|services?|program(?:me)?)\b)",
        None,
        ("support", "assistance", "help", "sponsorship"),
    ),
    (
        "sponsorship.support_with",
        rf"\b(?:support|assistance|assist|help)\w*(?: [\w']+){{0,3}} (?:with|for|on|in|through|obtaining|"
        rf"getting)\b[^.;]{{0,40}}\b{PERMIT}\b",
        None,
        ("support", "assist", "help"),
    ),
)
"""Patterns of an offer; read only when no refusal was found."""

_STUDENT = r"(?:(?:stem )?opt(?![ -](?:in|out|into|for|to)\b)|cpt(?![ -](?:cod|icd|hcpcs|4|and icd|and hcpcs))|f-?1)"

STATUS_WELCOME = rules(
    (
        "sponsorship.transfer_ok",
        r"\b(?:can|will|may|do|able to|happy to|glad to|willing to|also|we|only) take over (?:an? |your |their |"
        r"existing |current |"
        r"valid |active |the )*(?:h-?1-?b|visa)(?! (?:sponsor|process|paperwork))|"
        r"\b(?:existing|current) (?:h-?1-?bs?|visas?)(?: (?:visas?|holders?))*\b[^.;]{0,40}\b(?:welcome|considered|"
        r"accepted|encouraged|ok|okay|may apply|can apply)\b|"
        rf"\b(?:{TRANSFER})\b[^.;]{{0,60}}\b(?:welcome|encouraged|accepted|available|ok|okay|considered|possible|"
        rf"supported|sponsor\w*|candidates?)|\b(?:can|will|may|able to|happy to|willing to|we|only|and|"
        rf"also) (?:\w+ly |also )?"
        rf"transfer (?:an? |your |existing |current |valid |active )*(?:h-?1-?b|visa)|"
        rf"\b(?:support|accept|consider|sponsor|process|open to|welcome|offer|take|file|"
        rf"handle)\w*\b[^.;]{{0,90}}\b(?:{TRANSFER})",
        "transfer_only",
        ("transfer", "take over", "existing ", "current "),
    ),
    (
        "sponsorship.student_status_ok",
        rf"\b{_STUDENT}\b[^.;]{{0,60}}\b(?:welcome|encouraged|accepted|ok|okay|considered|eligible|supported|fine|may "
        r"apply|can apply)|"
        rf"\b(?:welcome|accept|consider|open to|hir(?:e|ing)|support|take)\w*\b[^.;]{{0,40}}\b{_STUDENT}\b",
        "opt_cpt",
        ("f1", "f-1", "opt", "cpt"),
    ),
    (
        "sponsorship.statuses_listed",
        r"\b(?:usc?|gc|citizens?|green[- ]?cards?(?: holders?)?|permanent residents?)\b[ ,/&]*(?:and |or "
        r")?(?:h-?4|l-?2|gc|opt)?[ -]?"
        r"(?:ead|opt|h-?1b|tn)\b|\b(?:h-?1-?b|ead|gc-?ead|tn|h-?4)\b[^.;]{0,80}\b(?:welcome|encouraged|accepted|"
        r"ok|okay|considered|eligible|"
        r"only)\b|\b(?:usc|citizens?|green[- ]?card(?:s| holders?)?|permanent residents?)\b[^.;]{0,40}\b(?:and|or|,|"
        r"/)\W*"
        r"(?:(?:on|hold|holders? of|holding|have|with) )?(?:an? )?(?:valid )?(?:h-?1-?b|tn|ead|stem opt|opt|h-?4|e-3|"
        r"l-?2)"
        r"(?![\w-])(?! (?:in|out|for|to)\b)|"
        r"\b(?:any|all) (?:work )?(?:visas?|visa (?:status|type)(?:es|s)?|work "
        r"authori[sz]ations?)\b[^.;]{0,40}\b(?:ok|okay|"
        r"accepted|fine|welcome|considered)\b",
        "listed_statuses",
    ),
    (
        "sponsorship.other_visa_ok",
        r"\b(?:support|accept|welcome|sponsor|consider|hire|offer|take)\w* (?:[\w-]+ ){0,2}(?:j-?1|o-1|tn|e-3|l-1)\b|"
        r"\b(?:j-?1|o-1|tn|e-3|l-1|h-?1-?b-?1)(?: visas?| status(?:es)?| waivers?)?\b[^.;]{0,30}\b(?:is|are|can be|"
        r"will be)? ?(?:available|possible|accepted|supported|considered|an option|fine|ok|okay|welcome|workable)\b",
        "listed_visas",
        ("j1", "j-1", "o-1", "tn", "e-3", "l-1", "b1", "b-1"),
    ),
)
"""Statuses that are accepted: nothing is offered to anyone else."""

DUTY = re.compile(
    r"^\W*(?:manages?|support(?! (?:with|for)\b)|assist|provide|help(?! with\b)|answers?|advises|guides|"
    r"(?:supports|assists|helps|provides) (?:[\w-]+ ){0,3}?(?:understand|navigate|students|scholars|employees|staff|"
    r"faculty|"
    r"clients|managers|teams)|build|create|supporting|"
    r"assisting|providing|deliver)\b"
)
"""Openings of a duty that are openings of a perk as well: a duty unless the sentence speaks of perks."""
HARD_DUTY = re.compile(
    r"^\W*(?:(?:you will|you'll|be|to) )?(?:(?:manage|coordinate|oversee|lead|administer|handle|partner|"
    r"advise|serve|ensure|"
    r"prepare|maintain|collaborate|act|develop|own|drive|guide|track|monitor|execute|facilitate|review|"
    r"respond|draft|file|"
    r"keep|attend|advocate|write|report|train|explain|design|conduct|perform|consult|counsel|educate|"
    r"organi[sz]e|answer|"
    r"liaise|plan|analy[sz]e|join)s?|process(?:es)?|teach(?:es)?|research(?:es)?|works? (?:with|closely|on|"
    r"across|alongside)|"
    r"managing|coordinating|overseeing|partnering|experience|knowledge|familiarity|understanding|"
    r"you (?:have|know|understand|bring) (?:\w+ly )?(?:helped|handled|managed|filed|prepared|supported|worked|"
    r"led|run|"
    r"advised|experience|knowledge|a background|how)|"
    r"\d+\+? ?(?:-\s?\d+ )?years?|proven|strong|demonstrated|background in|expertise|proficien\w+)\b"
)
"""Openings of a duty or of a skill: whoever reads it would do visa work, not get a visa."""
PERK = re.compile(
    r"\b(?:relocation|relocate|package|perks?|benefits?|bonus|insurance|equity|mentorship|stipend|housing)\b"
)
