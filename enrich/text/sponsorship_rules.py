"""Rules about sponsorship, as tables: which sense of the word, which polarity, under which condition.

Every gap between two words is bounded and stays within a clause, so a rule costs at most its bound at each place.
"""

from __future__ import annotations

import re

from enrich.text.rule import rules

VISA = (
    r"(?:visas?|h-?1-?bs?|h1-b|h-1|immigration|(?:work|employment)(?:-based)? (?:authori[sz]ations?|permits?|"
    r"visas?|pass(?:es)?)|"
    r"green[- ]?cards?|(?:f-?1|stem|m-1|j-1)?[ -]?(?:opt|cpt)|i-?983|stem opt|tn|o-1|e-3|l-1|j-1|f-1|permanent "
    r"residenc[ey])"
)
"""A visa, a status or a permit."""

PERMIT = (
    r"(?:visas?|h-?1-?bs?|h1-b|immigration|(?:work|employment)(?:-based)? (?:authori[sz]ations?|permits?|visas?)|"
    r"green[- ]?cards?|residence permits?)"
)
"""What an employer helps to get: no bare status, for ``opt`` and ``tn`` are words as well."""

IMMIGRATION = re.compile(
    rf"\b(?:{VISA}|immigrant|nonimmigrant|non-immigrant|foreign (?:national|worker|student)s?|international "
    rf"(?:students?|candidates?|hires?)|"
    r"(?:authori[sz]ed|authori[sz]ation|eligible|eligibility|able|permitted|right|legally|legal(?: right)?) to "
    r"work|legally work|"
    r"right to work|work eligibility|work rights|employment eligibility|uscis|petitions?)\b"
)
"""Words that make a neighbouring ``sponsor`` the sponsor of a visa."""

_AUX = r"(?:will|can|could|would|do|does|may|might|must|should)"
_NOT = (
    r"(?:not|n't|never|cannot|unable|nor|neither|no longer|declines?|ineligible|lacks?|excludes?|precludes?|"
    r"closed to|"
    r"hardly)"
)
_WHOM = (
    r"(?:candidates?|applicants?|individuals?|employees|workers?|people|persons?|anyone|talent|hires?|"
    r"employment|work|"
    r"new|you|for)"
)

BARE_SPONSORSHIP = re.compile(
    r"\b(?:any|any (?:type|kind|form) of|offer|offers|offering|provide|provides|provided|providing|require|"
    r"requires|required|requiring|"
    r"need|needs|needed|needing|without|future|current|currently|employer|company|job|employment|candidate|"
    r"candidates|eligible for|approved for|qualify for|qualifies for|"
    r"consider(?:ed|ing)?(?: for)?|open to|future employment|our|new|full|limited|seek|seeking|is|no|role for|"
    r"position for|accept) "
    r"(?:[\w/-]+ ){0,3}sponsorships?\b|"
    r"\bsponsorships?\b[^.;]{0,40}?\b(?:is|are|will|may|cannot|can|not|available|unavailable|availability|"
    r"possible|considered|offered|"
    r"provided|policy|guaranteed|at this time|needs|required|transfers?)\b|"
    rf"\b(?:unable|able|not|n't|cannot|{_AUX}|we|to|n't|are) (?:[\w'-]+ ){{0,2}}sponsor(?:ing)? (?:[\w-]+ "
    rf"){{0,3}}?{_WHOM}\b|"
    rf"\b(?:unable to|able to|not|n't|cannot|can't|don't|doesn't|won't|will|can|do|does) (?:currently |now |"
    rf"presently |be |\w+ly )?"
    r"sponsor(?:ing|ed)?\s*(?:[.,;!)]|$|at this|for this|this)|"
    r"\b(?:not|n't|no|cannot)\b[^.;]{0,40}\b(?:position|ability|means|capacity|able|set up|resources|equipped) to "
    r"sponsor\s*(?:[.,;!)]|$|at this|for this|this)|"
    r"\b(?:job|role|position|vacancy|opening|opportunity)s? (?:is|are|will|can|cannot|can't|isn't|won't)(?: not)?"
    r"(?: be)? sponsored\b(?! by)|"
    r"\b(?:candidate|relocation|assistance|employer|company)\b[^.;]{0,30}\bsponsorship\b|\bwe (?:do |can |will "
    r")?sponsor\s*(?:[.,;!)]|$)|^\W*sponsorship\b"
)
"""Bare ``sponsorship`` and ``sponsor`` in the frames that only an employer's visa statement uses."""

OTHER_SENSES = rules(
    (
        "other_sense.sponsor_of_something",
        r"\b(?:executive|project|research|study|clinical|trial|events?|customer|client|brand|bank|bin|marketing|"
        r"media|sports?|league|"
        r"community|programs?|government|agency|products?|deal|equity|plan|scholarship|conferences?|advertising|"
        r"social|content|"
        r"corporate|financial|business|partnerships?|influencer|naming rights|charity|celebrity|team|stadium|"
        r"benefits?|fund)"
        r"(?:[ -]level|'s)?(?:,? (?:and|or|&) (?!our\b|we\b|visa|no\b|the\b|employ)\w+|, (?!our\b|we\b|visa|"
        r"no\b)\w+)?[ -]sponsor(?:ed|s|ing|ships?)?\b(?! of (?:work|visa))",
    ),
    (
        "other_sense.sponsored_thing",
        r"\bsponsor(?:ed|ing|s|'s)? (?:\w+ ){0,2}(?:research|programs?|projects?|teams?|stakeholders?|sites?|"
        r"missions?|events?|listings?|content|"
        r"training|trainings|parties|brands?|products?|needs|evaluation|benefits?|coursework|groups?|activit\w+|"
        r"health|medical|retirement|"
        r"401\(?k\)?|plans?|meetings?|studies|trials?|posts?|ads?|displays?|community|certifications?|affinity|"
        r"outings?|lunches|"
        r"insurance|clubs?|life|wellness|volunteer\w*|happy hours?|women|students? through|education|tuition|"
        r"degrees?)\b"
        r"(?! visa)",
    ),
    (
        "other_sense.person",
        r"\b(?:to|by|and|for) sponsors\b|\b(?:the|a|our|study|trial|with|from|between|as|executive) "
        r"sponsors?(?:'s?)?\b(?! (?:visa|h-?1b|work|employment|immigration|new|candidates|applicants|you|"
        r"an?\b|or\b))",
    ),
    (
        "other_sense.clearance",
        r"\bsponsor\w*\b[^.;]{0,40}\bclearances?\b|\bclearances? sponsor",
        None,
        ("clearance",),
    ),
    (
        "other_sense.backing",
        r"\bsponsorship (?:from|by|of) (?:other|leadership|their|senior|management|executives?|stakeholders|care|"
        r"teams?|"
        r"the (?:board|team|business|project|program|initiative)|projects?|programs?|initiatives?|research|change)\b",
    ),
    (
        "other_sense.marketing",
        r"\bsponsorships? (?:deals?|opportunit|packages?|sales|activations?|revenue|propert|portfolio|strateg|"
        r"economics|team|programs?|"
        r"agreements?|inventory|dollars|fulfil|asset|marketing|partner)|\b(?:partnerships|events|advertising|"
        r"donations), (?:and )?sponsorships\b",
    ),
)

NOT_A_REFUSAL = re.compile(
    r"\bnot only\b|\bnot hesitate\b|\b(?:does|do)(?: not|n't) (?:matter|worry|affect|impact|disqualify|exclude|"
    r"preclude)|\bno matter\b|"
    r"\bnot (?:be )?(?:disqualif|exclud|discriminat|penali[sz]|a (?:barrier|problem|blocker|deal))|\bnot a "
    r"sponsored\b|\bregardless of\b"
)
"""A negation that does not deny sponsorship."""

ASIDES = re.compile(
    r"[,(]?\s*\b(?:(?:either )?now (?:or|and|nor|/)(?: at any time)? in the future|(?:currently|now|presently) "
    r"(?:or|and|nor) (?:at any time )?in the future|"
    r"at (?:this|the present|the current) (?:time|point)(?: or in the future)?|at present|in the future)\s*[,)]?"
)
"""Asides that stand between a negation and what it denies."""

WITH_OR_WITHOUT = rules(
    (
        "sponsorship.with_or_without",
        r"\bwith(?:\s*(?:or|/|and)\s*|\()without\)?\b[^.;]{0,40}\b(?:sponsor|visa)",
        "hedged",
        ("without",),
    )
)

STATUSES = (
    r"(?:f-?1|h-?1-?b?|j-1|opt|cpt|tn|stem opt|ead|l-?2|h-?4|visa holders?|work visas?|temporary visas?|"
    r"non-?immigrant visas?|visas?)"
)

REFUSALS = rules(
    (
        "sponsorship.label_no",
        r"\b(?:sponsor\w*|visas?|h-?1b)\b[^.;:?]{0,40}[:?|]\s*[:-]?\s*(?:no?\b(?!/)(?! (?:problem|limit))|none\b|not "
        r"(?:available|offered|provided|eligible|supported|applicable))",
    ),
    (
        "sponsorship.employer_refuses",
        rf"(?:\b{_NOT}|n't)\b(?! (?:guarantee|all|every))[^.;:]{{0,90}}?\b(?:sponsor(?:ing|s|ed)?|sponsorships?|"
        rf"{VISA}(?:[ /-]\w+)? (?:support|assistance|transfers?|petitions?|process|candidates?|filings?|"
        rf"applications?|holders?|plans?)|"
        rf"immigration(?:[ -]related)? \w+|transfer (?:an? |your |any |existing |current )*(?:h-?1-?bs?|visas?)|"
        rf"(?:form )?i-?983|support (?:any |the )?{VISA}|"
        rf"(?:offer|provid|issu|arrang|process)\w* (?:any |new |work |employment )*visas)\b",
    ),
    (
        "sponsorship.not_available",
        r"\b(?:sponsor(?:ship|ing)?s?|(?:visa|immigration) (?:support|assistance))\b[^.;:]{0,90}?(?:\b(?:not|"
        r"cannot|never|no longer)|n't)\b(?: (?:currently|be|being|yet|now|an?))*\s*"
        r"(?:available|offered|offer|offering|provided|provide|considered|supported|possible|something|an option|"
        r"option|eligible|granted|extended|applicable|included|accommodated?|part|on offer|on the table|open|"
        r"approved|"
        r"accepted|given|feasible|planned|covered|in (?:the |our )?(?:scope|budget)|within|what we)|"
        r"\bsponsorships?\s?[:-]\s?(?:we|this (?:role|position|job)|the (?:company|employer)|it)\b[^.;:]{0,30}"
        r"(?:\b(?:not|cannot|never|unable|no)|n't)\b",
    ),
    (
        "sponsorship.job_not_sponsored",
        r"\b(?:jobs?|roles?|positions?|vacanc(?:y|ies)|openings?|opportunit(?:y|ies)|visas?)\b[^.;]{0,30}(?:\b(?:not|"
        r"cannot|never)|n't) (?:currently )?(?:be )?sponsored\b(?! by)",
    ),
    (
        "sponsorship.stopped",
        r"\b(?:stopped|ceased|discontinued|suspended|paused|halted)\b[^.;]{0,30}\bsponsor|"
        r"\bsponsor\w*\b[^.;]{0,40}\b(?:has been|have been|is|are|was) (?:\w+ly )?"
        r"(?:paused|suspended|discontinued|stopped|halted|frozen|withdrawn|on (?:hold|pause))\b",
    ),
    (
        "sponsorship.unavailable",
        r"\bsponsorships?\b[^.;]{0,40}\b(?:unavailable|ineligible|excluded|declined|precluded)\b",
    ),
    (
        "sponsorship.no_sponsorship",
        r"\bsponsor(?:s|ing)? no\b|\b(?:no|zero) (?:[\w/&-]+ ){0,5}(?:sponsor(?:ship|ships|"
        r"ing)?(?! of (?!visa|work|employ|foreign|"
        r"h-?1|candid|"
        r"applic|any|new))|h-?1b'?s?|opt|cpt|visa (?:support|transfers?|assistance|candidates))\b",
    ),
    (
        "sponsorship.without",
        r"\bwithout\b[^.;]{0,90}?\b(?:sponsor|immigration (?:from|support|assistance|sponsor)|(?:visa|h-?1b|"
        r"employer) "
        r"(?:support|assistance|sponsor)|restrictions? or sponsor)",
    ),
    (
        "sponsorship.needing_it_excludes",
        r"\b(?:require|requires|requiring|need|needs|needing|seeking|request\w*|dependent "
        r"on)\b[^.;]{0,90}\b(?:sponsor\w*|visas?|h-?1b)\b[^.;]{0,140}"
        r"(?:\b(?:not|cannot|unable|ineligible)|n't)\b[^.;]{0,30}(?:eligible|consider|hire|hired|accept|qualif|"
        r"apply|move|proceed|advance|them|for you|a (?:good )?(?:fit|match)|suitable)|"
        r"\b(?:require|requires|requiring|need|needs|needing)\b[^.;]{0,60}\bsponsor\w*[^.;]{0,60}\b(?:rejected|"
        r"disqualified|screened out|turned away|declined|excluded)\b",
    ),
    (
        "sponsorship.needing_it_not_considered",
        r"(?:\b(?:not|cannot|unable to|never)|n't)\b[^.;]{0,40}\b(?:hire|consider|accept|employ|interview|move|"
        r"proceed|able to)\w*\b[^.;]{0,120}"
        r"\b(?:sponsor\w*|h-?1b|visa (?:holders?|status|candidates))",
    ),
    (
        "sponsorship.status_not_considered",
        rf"\b{STATUSES}\b[^.;]{{0,110}}(?:\b(?:not|cannot|ineligible)|n't)\b[^.;]{{0,20}}(?:be )?(?:consider|"
        rf"eligible|accept|hire|hired|qualif|sponsor|ineligible|permitted|allowed|apply)",
    ),
    (
        "sponsorship.status_not_accepted",
        rf"(?:\b(?:not|cannot|unable to)|n't)\b[^.;]{{0,30}}\b(?:consider|accept|hire|employ|support|open to|"
        rf"work with|"
        rf"take)\w*\b[^.;]{{0,50}}\b{STATUSES}(?![\w-])",
    ),
    (
        "sponsorship.indefinite_right",
        r"\b(?:indefinite|unlimited)(?:ly)?\b[^.;]{0,40}\b(?:right|authori[sz]\w+|eligib\w+|permission|work)\b|"
        r"\b(?:right|authori[sz]\w+|eligib\w+|work)\b[^.;]{0,60}\bindefinitely\b",
    ),
)

_EXCEPTIONS = rules(
    (
        "sponsorship.exception",
        r"\b(?:except(?! as (?:required|permitted|authorized) by law)|exceptions? (?:may|can|could|are|will|"
        r"for|exist)|makes? (?:an |some |rare )?"
        r"exceptions?|unless|(?:but|though|although|however),? (?:we |it |they )?(?:may|might|can|could|"
        r"will) (?:\w+ ){0,2}"
        r"(?:consider|sponsor|make|look at)|"
        r"other than|with the exception)\b",
        "exceptions",
    ),
)
EXCEPTIONS = _EXCEPTIONS
"""Turn a refusal into a conditional."""

TRANSFER_INSTEAD = re.compile(
    r"\b(?:but|however|although|though|while|;)\b[^.]{0,60}\b(?:can|will|do|are|able|open|happy|accept\w*|"
    r"support\w*|consider\w*|welcome\w*)\b"
    r"[^.]{0,60}\btransfer"
)
"""Transfers accepted in the sentence that refuses the rest."""
NEW_PETITIONS_ONLY = re.compile(
    r"\b(?:new|initial|cap-subject|first-time) (?:h-?1-?b|visa|petition|cap)|\bh-?1b (?:cap|lottery)|\bnew visa "
    r"sponsorship|\bthrough the h-?1-?b lottery"
)
"""A refusal that leaves transfers open."""

CONDITIONS = rules(
    (
        "sponsorship.not_guaranteed",
        r"\bnot (?:be )?guaranteed?\b|\bn't (?:be )?guaranteed?\b|\b(?:cannot|can't|not|no) (?:guarantee|promise)|"
        r"\bunable to "
        r"guarantee",
        "hedged",
        ("guarantee", "promise", "been "),
    ),
    (
        "sponsorship.not_every_role",
        r"\bnot (?:for |in |at |to )?(?:all|every|each)\b|"
        r"(?:\b(?:not|cannot|unable)|n't)\b[^.;]{0,60}\bsponsor[^.;]{0,40}\b(?:for|in|to|of) (?:every|each|"
        r"everyone)\b|"
        r"(?:\b(?:not|cannot|unable)|n't)\b[^.;]{0,60}\bsponsor\w* (?:every|each|everyone)\b",
        "some_roles",
        ("all", "every", "each"),
    ),
    (
        "sponsorship.prefers_no_need",
        r"\b(?:prioriti[sz]\w*|preference|prefer\w*|priority|encouraged|ideally)\b[^.;]{0,140}\b(?:not|without|"
        r"n't|no)\b[^.;]{0,40}\bsponsor|"
        r"\b(?:not|without|n't)\b[^.;]{0,40}\bsponsor\w*[^.;]{0,60}\b(?:prefer\w*|priority|encouraged|"
        r"prioriti[sz]\w*)",
        "hedged",
        ("prefer", "priorit", "encourag", "ideally"),
    ),
)
"""Hedges that hold a negation which is not a refusal: read before the refusals."""

_TRANSFER = (
    r"(?:h-?1-?b|visa)(?: visa)?s?[ -]transfers?|transfer(?:s|ring)? (?:of )?(?:(?:your|their|an?|existing|current|"
    r"active|valid|my|in) )*(?:h-?1-?b|visa)|transfer of (?:h-?1b|visa)"
)
TRANSFER = re.compile(rf"\b(?:{_TRANSFER})\b")

HEDGES = rules(
    (
        "sponsorship.case_by_case",
        r"\b(?:case|role|position|individual|job)[- ]by[- ](?:case|role|position|individual|job)\b|"
        r"\bindividual(?:ized)? basis|\bindividually\b",
        "case_by_case",
        ("-by-", " by ", "individual"),
    ),
    (
        "sponsorship.limited",
        r"\b(?:limited|restricted to|limits)\b|(?<!not )\bonly\b(?! (?:if|when) )|\bsolely\b|\brare(?:ly)?\b|"
        r"\b(?:exceptional(?:ly)?|outstanding|extraordinary|stand-?out|truly \w+|uniquely \w+|"
        r"the strongest) (?:[\w-]+ ){0,2}"
        r"(?:circumstances|cases?|candidates?|applicants?|individuals?|persons?|people|hires?|profiles?)\b",
        "limited",
    ),
    (
        "sponsorship.some_roles",
        r"\b(?:certain|some|select|specific|critical|hard-to-fill|specialized|particular|most) (?:[\w-]+ "
        r"){0,2}(?:roles?|positions?|jobs?|cases?|circumstances|situations|specialt(?:y|ies)|fields|"
        r"departments|skills|disciplines|"
        r"categories|occupations|openings|vacancies|candidates|instances|locations|countries|"
        r"teams)\b",
        "some_roles",
    ),
    (
        "sponsorship.scoped",
        r"\bbut not\b",
        "some_roles",
        ("but not",),
    ),
    (
        "sponsorship.depends",
        r"\b(?:depend(?:s|ing|ent) (?:up)?on|subject to|contingent (?:up)?on|discretion|evaluated|assess(?:ed)?|"
        r"determined|decided|reviewed|pending|permitting|(?:if|when|where|"
        r"as) (?:the )?(?:[\w-]+ ){1,3}(?:allow|permit|"
        r"warrant)s?|provided (?:that )?(?:you|the)|as long as|if (?:approved|you qualify|"
        r"eligible)|where (?:possible|feasible|permitted|"
        r"business))\b",
        "subject_to",
    ),
    (
        "sponsorship.may",
        r"\b(?:may|might|could)\b(?! \d)(?! \w+ to apply)|\b(?:occasional(?:ly)?|sometimes|at times|"
        r"on occasion|from time to "
        r"time|in some cases|potential(?:ly)?|possibly|perhaps)\b|(?<!if )(?<!as "
        r"soon as )\bpossible\b(?! for all)",
        "hedged",
    ),
    (
        "sponsorship.after_tenure",
        r"\bafter (?:\w+ ){0,5}(?:months?|years?|tenure|probation\w*|hire|completion)\b|\bonce (?:you|probation)",
        "tenure",
        ("after ", "once "),
    ),
    (
        "sponsorship.scoped_type",
        r"\b(?:for|to) (?:our |all )?(?:full[- ]time|permanent|regular|senior|ph\.?d\.?|master'?s?|doctoral|graduate|"
        r"experienced|research) (?:[\w/-]+ ){0,2}(?:positions?|roles?|employees|hires|candidates|graduates|students|"
        r"holders|level)\b",
        "scoped_employment_type",
    ),
)

WEIGHED = rules(
    (
        "sponsorship.weighed",
        r"\bsponsorships?\b[^.;]{0,80}\b(?:(?:case|role|position)[- ]by[- ]\w+|individual basis|individually|"
        r"evaluated|reviewed|decided|assessed|determined|discretion|depends|subject to|may be|limited|restricted)\b",
        "case_by_case",
    ),
    (
        "sponsorship.may",
        r"\bsponsorships?\b[^.;]{0,80}\b(?:(?:may|might|could) (?:be|start|begin|follow|become|come|extend|depend)|"
        r"depends?)\b|"
        r"\b(?:may|might|could|can) (?:also |then )?(?:receive|get|obtain|qualify for|be (?:offered|eligible|"
        r"considered|"
        r"given|granted))\b[^.;]{0,40}\bsponsorship",
        "hedged",
    ),
)
"""Sponsorship that is neither offered nor refused but weighed."""

OFFERS = rules(
    (
        "sponsorship.label_yes",
        r"\b(?:sponsor\w*|visas?|h-?1b)\b[^.;:?]{0,50}[:?|]\s*[:-]?\s*(?:y(?:es)?\b(?!/)|available\b|"
        r"offered\b|provided\b|"
        r"possible\b)",
    ),
    (
        "sponsorship.considers_applicants",
        r"\b(?:consider(?:s|ed|ing)?|accept(?:s|ing)?|open to|welcome|hire|support|"
        r"encourage)\b[^.;]{0,60}\b(?:sponsoring|"
        r"(?:require|requiring|need|needing|seeking|sponsor)\b[^.;]{0,40}\bsponsor\w*|sponsor)",
    ),
    (
        "sponsorship.needing_it_welcome",
        r"\b(?:require|requires|requiring|need|needs|needing|seeking|"
        r"on)\b[^.;]{0,50}\bsponsor\w*[^.;]{0,60}\b(?:welcome|encouraged|considered|eligible|can apply|may apply)",
    ),
    (
        "sponsorship.employer_sponsors",
        r"\b(?!(?:who|which|what|where|when|how|why)\b)[\w.&)'-]{1,30},? (?:also |currently |proudly |now |"
        r"\w+ly ){0,2}sponsors (?!of\b|to\b|from\b|in\b|for\b)|"
        r"\b(?:policy|practice) (?:is )?to sponsor\b|"
        r"\b(?:we|we'll|will|can|may|might|could|would|do|does|company|team|inc|also|happy to|glad to|able to|"
        r"open to|willing to|ready to|"
        r"happily|gladly|offer to|and|currently|actively|regularly) (?:(?:\w+ly|sometimes|often|also|gladly|"
        r"happily|be|currently|routinely|"
        r"consider|actively|do|will|can) ){0,2}sponsor(?:s|ing)?\b",
    ),
    (
        "sponsorship.employer_provides",
        r"(?<!\bwho )\b(?:provid\w+|offer\w*|give|cover\w*|pay\w*|assist\w*|support\w*|help\w*|includ\w+|"
        r"arrang\w+|facilitat\w+|"
        r"handle|take care of|consider(?:s|ed|ing)?|eligible for|benefit from)\b[^.;]{0,90}?\bsponsor\w*",
    ),
    (
        "sponsorship.available",
        r"\bsponsor(?:ship|ships|ed)?\b[^.;]{0,90}?\b(?:available|offered|provided|considered|possible|supported|"
        r"included|eligible|availability|covered|open)\b|"
        r"\b(?:visa|immigration|work permit) (?:support|assistance|help)\b[^.;]{0,40}?\b(?:available|offered|"
        r"provided|"
        r"included)\b",
    ),
    ("sponsorship.sponsored", rf"\b(?:company|employer|fully)?[- ]?sponsored (?:{VISA}|relocation)"),
    (
        "sponsorship.visa_costs",
        rf"\b(?:provid\w+|offer\w*|cover\w*|pay\w*|help\w*|includ\w+|arrang\w+|handle|take care of|eligible "
        rf"for)\b[^.;]{{0,60}}?\b{PERMIT} "
        r"(?:\w+ ){0,2}(?:costs?|fees?|process\w*|applications?|paperwork|expenses?|procedures?)\b|"
        rf"\b(?:help|assist)\w* (?:you |with |to )*(?:get|obtain|secur)\w*[^.;]{{0,30}}\b{PERMIT}\b|\bprovide "
        rf"(?:work )?visas\b|"
        rf"\b(?:support|assist|help|sponsor|cover|pay for|handle|arrange|take care of|"
        rf"sort out)\w* (?:with )?(?:your|their|the) (?:[\w-]+ "
        rf"){{0,2}}{PERMIT}\b|"
        rf"\b{PERMIT}\b[^.;]{{0,40}}\b(?:costs?|fees?|expenses|applications?)\b[^.;]{{0,30}}\b(?:covered|paid|"
        rf"reimbursed|on us)\b|"
        r"\b(?:is|are|as) (?:an? )?(?:[\w-]+ ){0,3}(?:visa|licen[sc]ed|h-?1b) sponsor\b",
    ),
    (
        "sponsorship.support_noun",
        rf"\b(?:{PERMIT})(?:[ /,&-]+(?:and|or|[\w-]+)){{0,3}}[ /,&-]+(?:support|assistance|help|sponsorships?)\b"
        r"(?=\W*$|\s*[,.;:()/&!-]|\s+(?:and|or|for|with|to|as|is|are|from|plus|in|on|of|via|through|where|"
        r"when|if|will|can|"
        r"may|available|offered|included|provided|package|benefits?|services?|program(?:me)?)\b)",
    ),
    (
        "sponsorship.support_with",
        rf"\b(?:support|assistance|assist|help)\w*(?: \w+)? (?:with|for|on|in|through|obtaining|"
        rf"getting)\b[^.;]{{0,40}}\b{PERMIT}\b",
    ),
)
"""Patterns of an offer; read only when no refusal was found."""

_STUDENT = r"(?:(?:stem )?opt(?![ -](?:in|out|into|for|to)\b)|cpt(?![ -](?:cod|icd|hcpcs|4|and icd|and hcpcs))|f-?1)"

STATUS_WELCOME = rules(
    (
        "sponsorship.transfer_ok",
        rf"\b(?:{_TRANSFER})\b[^.;]{{0,60}}\b(?:welcome|encouraged|accepted|available|ok|okay|considered|possible|"
        rf"supported|sponsor\w*|candidates?)|\b(?:can|will|may|able to|happy to|willing to|we|only|and|"
        rf"also) (?:\w+ly |also )?"
        rf"transfer (?:an? |your |existing |current |valid |active )*(?:h-?1-?b|visa)|"
        rf"\b(?:support|accept|consider|sponsor|process|open to|welcome|offer|take|file|"
        rf"handle)\w*\b[^.;]{{0,90}}\b(?:{_TRANSFER})",
        "transfer_only",
    ),
    (
        "sponsorship.student_status_ok",
        rf"\b{_STUDENT}\b[^.;]{{0,60}}\b(?:welcome|encouraged|accepted|ok|okay|considered|eligible|may "
        r"apply|can apply)|"
        rf"\b(?:welcome|accept|consider|open to|hire|support|take)\w*\b[^.;]{{0,40}}\b{_STUDENT}\b",
        "opt_cpt",
    ),
    (
        "sponsorship.statuses_listed",
        r"\b(?:usc?|gc|citizens?|green[- ]?cards?(?: holders?)?|permanent residents?)\b[ ,/&]*(?:and |or "
        r")?(?:h-?4|l-?2|gc|opt)?[ -]?"
        r"(?:ead|opt|h-?1b|tn)\b|\b(?:h-?1-?b|ead|gc-?ead|tn|h-?4)\b[^.;]{0,80}\b(?:welcome|encouraged|accepted|"
        r"ok|okay|considered|eligible|"
        r"only)\b",
        "listed_statuses",
    ),
)
"""Statuses that are accepted: nothing is offered to anyone else."""

DUTY = re.compile(
    r"^\W*(?:manage|manages|support(?! (?:with|for)\b)|assist|provide|help(?! with\b)|build|create|supporting|"
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
