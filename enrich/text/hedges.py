"""Rules of what an offer of sponsorship hangs on, and of sponsorship that is only weighed."""

from __future__ import annotations

from enrich.text.rule import rules

_CITY = (
    r"(?:amsterdam|athens|atlanta|auckland|austin|barcelona|bangalore|bengaluru|berlin|boston|brussels|budapest|"
    r"chicago|copenhagen|dallas|denver|dubai|dublin|edinburgh|frankfurt|geneva|hamburg|helsinki|hong kong|houston|"
    r"krakow|lisbon|london|los angeles|madrid|manchester|melbourne|mexico city|milan|montreal|mumbai|munich|"
    r"new york(?: city)?|nyc|oslo|palo alto|paris|prague|rome|san diego|san francisco|seattle|seoul|shanghai|"
    r"stockholm|sydney|tallinn|tel aviv|tokyo|toronto|vancouver|vienna|vilnius|warsaw|washington|zurich)"
)
"""Cities with offices of many employers: a promise for one of them is not one for the others."""

HEDGES = rules(
    (
        "sponsorship.case_by_case",
        r"\b(?:case|role|position|individual|job)[- ]by[- ](?:case|role|position|individual|job)\b|"
        r"\bindividual(?:ized)? basis|\bindividually\b",
        "case_by_case",
        ("-by", " by", "individual"),
    ),
    (
        "sponsorship.limited",
        r"\b(?:limited|restricted to|limits|reserved|seldom|handful|selectively)\b|\b(?:considered|offered|available|"
        r"provided) only (?:if|when)\b|(?<!not )\bonly\b(?! (?:if|when) )|"
        r"\bsolely\b|\brare(?:ly)?\b|"
        r"\b(?:exceptional(?:ly)?|outstanding|extraordinary|stand-?out|truly \w+|uniquely \w+|"
        r"the strongest) (?:[\w-]+ ){0,2}"
        r"(?:circumstances|cases?|candidates?|applicants?|individuals?|persons?|people|hires?|profiles?)\b",
        "limited",
    ),
    (
        "sponsorship.some_roles",
        r"\b(?:certain|some|select|specific|critical|hard[- ]to[- ]fill|specialized|particular|most) (?:[\w-]+ "
        r"){0,2}(?:roles?|positions?|jobs?|cases?|circumstances|situations|specialt(?:y|ies)|fields|"
        r"departments|sponsorships?|skills|disciplines|"
        r"categories|occupations|openings|vacancies|candidates|instances|locations|countries|visas|"
        r"teams)\b",
        "some_roles",
    ),
    (
        "sponsorship.scoped",
        r"[;,][^.;,]{0,40}\b(?:are|is|do|does|can|will|could|would) ?(?:not|n't)\W*$|"
        r"[;,][^.;,]{0,40}\b(?:cannot|aren't|isn't|don't|doesn't|can't|won't)\W*$|\bbut not\b|, not (?:in|for|at|from|"
        r"on|the|our|[a-z]+s)\b",
        "some_roles",
        ("not", "n't"),
    ),
    (
        "sponsorship.depends",
        r"\b(?:depend(?:s|ing|ent) (?:up)?on|depends(?=\W*$)|var(?:ies|y) (?:with|by)|subject to|contingent (?:up)?on|"
        r"discretion|evaluated|assess(?:ed)?|"
        r"determined|decided|reviewed|pending|permitting|(?:if|when|where|"
        r"as) (?:the )?(?:[\w-]+ ){1,3}(?:allow|permit|"
        r"warrant)s?|maybe|provided (?:that )?(?:you|the)|as long as|if (?:approved|you qualify|"
        r"eligible)|where (?:possible|feasible|permitted|"
        r"business))\b",
        "subject_to",
    ),
    (
        "sponsorship.may",
        r"\b(?:may|might|could)\b(?! \d)(?! (?:\w+ to )?apply)(?! (?:already |currently )?(?:be (?:on|in|outside|"
        r"abroad|living|based)|have|hold|need)\b)|\b(?:occasional(?:ly)?|sometimes|at times|"
        r"on occasion|from time to "
        r"time|in some cases|potential(?:ly)?|possibly|perhaps)\b|(?<!if )(?<!as "
        r"soon as )\bpossible\b(?! for all)",
        "hedged",
    ),
    (
        "sponsorship.after_tenure",
        r"\bafter (?:\w+ ){0,5}(?:months?|years?|tenure|probation\w*|trial|hire|completion)\b|\bonce (?:you|probation)",
        "tenure",
        ("after ", "once "),
    ),
    (
        "sponsorship.scoped_office",
        r"\b(?:for|in|at|to) (?:our |the )(?:[\w-]+ ){1,2}(?:offices?|locations?|hubs?|sites?|headquarters|campus)\b|"
        r"\b(?!us-|u\.s|usa)[a-z]+-based (?:roles?|positions?|jobs?|hires?|employees)\b|"
        r"\b(?:available|offered|provided|possible|supported|sponsor(?:s|ed|ship)?|visas?)"
        rf"(?: (?:only|also|visas?|is|jobs|roles))* (?:in|for) {_CITY}\b",
        "scoped_place",
    ),
    (
        "sponsorship.authorized_elsewhere",
        r"\bmust already (?:be|have|hold)\b[^.;]{0,50}\b(?:authori[sz]\w+|right to work|eligible|permits?)\b|"
        r"[;,] ?(?:but )?(?:(?:in|for) )?(?:the )?(?:u\.?s\.?|united states|uk|eu|canada|canadian|american|european)\b"
        r"[^.;]{0,40}\bmust (?:be|have|hold)\b[^.;]{0,40}\b(?:authori[sz]\w+|right to work|eligible|permits?)\b",
        "some_roles",
        ("must ",),
    ),
    (
        "sponsorship.students_only",
        r"^(?!.*\b(?:h-?1|green|perm\b|tn\b|o-1|e-3|j-1|l-1|immigration|permanent)).*"
        r"(?:\b(?:opt|cpt|f-?1)\b(?:[ /,&]|and|or|extensions?|stem|opt|cpt|visas?)*sponsor|"
        r"\bsponsor(?:s|ship|ing)?\b[^.;]{0,30}\b(?:opt|cpt)\b)",
        "opt_cpt",
        ("opt", "cpt", "f-1", "f1"),
    ),
    (
        "sponsorship.scoped_type",
        r"\bfor (?:our )?(?:current|existing|internal) employees\b|"
        r"\b(?:for|to) (?:our |all )?(?:full[- ]time|permanent|regular|senior|ph\.?d\.?|master'?s?|doctoral|graduate|"
        r"experienced|research)(?:-level)? (?:[\w/-]+ ){0,2}(?:positions?|roles?|employees|hires|candidates|graduates|"
        r"students|"
        r"holders|level)\b",
        "scoped_employment_type",
    ),
)

WEIGHED = rules(
    (
        "sponsorship.ability_depends",
        r"\bability to sponsor\b[^.;]{0,40}\b(?:depends?|varies|vary|hinges|is limited|is subject|may)\b",
        "subject_to",
        ("ability to sponsor",),
    ),
    (
        "sponsorship.some_visas",
        r"\b(?:some|certain|select|specific) (?:[\w-]+ )?visas?(?: types?| categories| classes| statuses)?\b[^.;]{0,30}"
        r"\b(?:can|may|could|will|might) be (?:supported|considered|sponsored|accepted|accommodated)\b",
        "listed_visas",
        ("visa",),
    ),
    (
        "sponsorship.weighed",
        r"\bsponsorships?\b[^.;]{0,80}\b(?:(?:case|role|position)[- ]by[- ]\w+|individual basis|individually|"
        r"evaluated|reviewed|decided|assessed|determined|discretion|depends|subject to|up to the|upon review|an "
        r"exception|may be|limited|restricted|"
        r"reserved|rarely|seldom|"
        r"sparingly|confined)\b",
        "case_by_case",
        ("sponsorship",),
    ),
    (
        "sponsorship.may",
        r"\bsponsorships?\b[^.;]{0,80}\b(?:(?:may|might|could) (?:be|start|begin|follow|become|come|extend|depend)|"
        r"depends?)\b|"
        r"\b(?:may|might|could|can) (?:also |then )?(?:receive|get|obtain|qualify for|be (?:offered|eligible|"
        r"considered|"
        r"given|granted)|ask (?:us )?for|apply for|request|seek)\b[^.;]{0,40}\bsponsorship|"
        r"\b(?:possib\w+|potential|opportunit\w+|chance|prospect)(?: (?:of|for))? (?:[\w-]+ ){0,3}sponsorship|"
        r"\bsponsorships?\b[^.;]{0,30}\b(?:negotiable|var(?:y|ies)|(?:to be|will be) discussed|on request|open to "
        r"discussion)\b|"
        r"\bsponsorships? (?:only )?after\b|"
        r"\blimited (?:number|pool|set) of\b[^.;]{0,20}\b(?:h-?1-?bs?|visas?|sponsor)",
        "hedged",
        ("sponsorship", "limited "),
    ),
)
"""Sponsorship that is neither offered nor refused but weighed."""
