"""Rules that refuse sponsorship, and the hedges and exceptions that make a refusal less than one."""

from __future__ import annotations

import re

from enrich.text.gated import Gated
from enrich.text.rule import rules
from enrich.text.visa_words import STATUSES, VISA

_NOT = (
    r"(?:not|n't|never|cannot|unable|unwilling|nor|neither|no longer|declines?|ineligible|lacks?|excludes?|precludes?|"
    r"closed to|refuses?|avoids?|refrains?|forbids?|prohibits?|prevents?|too \w+ (?=to\b)|hardly)"
)
_NOT_PARTS = (
    *(
        "not",
        "n't",
        "never",
        "unable",
        "unwilling",
        "nor",
        "neither",
        "no longer",
        "decline",
        "ineligible",
        "lack",
        "exclude",
    ),
    *("preclude", "closed to", "refuse", "avoid", "refrain", "forbid", "prohibit", "prevent", "too ", "hardly"),
)
"""One of these stands in whatever :data:`_NOT` finds."""
_DENIED = (
    r"(?:(?:\b(?:not|cannot|unable to|never)|n't)\b[^.;]{0,30}\b(?:consider|eligible|accept|hir(?:e|ing)|qualif|"
    r"sponsor|"
    r"permitted|allowed|apply|support|accommodat|entertain|suitable|advance|move|proceed|process|select|interview|"
    r"review|contact|"
    r"employ|open|work with|them|a (?:good )?(?:fit|match)|for you|(?:the )?right (?:fit|place|match))|"
    r"\b(?:ineligible|excluded|rejected|declined|disqualif(?:y|ies|ied)|disqualifying|screened out|turned away|barred|"
    r"unsuitable|filtered out|rule[sd]? out|discarded|turned down|a disqualifier)\b)"
)
"""What is said of applicants who are turned away."""
_DENIED_PARTS = (
    *("not", "n't", "never", "unable to", "ineligible", "exclude", "reject", "decline"),
    *("disqualif", "screened out", "turned", "barred", "unsuitable", "filtered out", "rule", "discarded"),
)
"""One of these stands in whatever :data:`_DENIED` finds."""

NOT_A_REFUSAL = Gated(
    r"(?:\bnot|n't) (?:only|just|merely|simply)\b|\bnot hesitate\b|\b(?:does|do|will)(?: not|n't) (?:matter|worry|"
    r"affect|impact|disqualify|exclude|preclude|count against|hurt|hold)|\bwon't (?:matter|affect|hurt|count against)|"
    r"\bno matter\b|\bno (?:limits?|cap|problem|issue|worries|restrictions?|barrier|obstacle|(?:extra )?(?:cost|charge|"
    r"fee)s?)\b|\bnot (?:be )?(?:disqualif|exclud|discriminat|penali[sz]|a (?:barrier|problem|blocker|deal))|"
    r"\bnot a sponsored\b|\bregardless of\b|\bwithout exception\b",
    (
        *("only", "just", "merely", "simply", "hesitate", "matter", "worr", "affect", "impact", "qualif", "exclud"),
        *("preclude", "count against", "hurt", "hold", "no limit", "no cap", "problem", "no issue", "no restriction"),
        *("barrier", "no obstacle", "no cost", "no charge", "no fee", "no extra", "discriminat", "penali", "blocker"),
        *(" deal", "a sponsored", "regardless of", "without exception"),
    ),
)
"""A negation that does not deny sponsorship."""

ASIDES = re.compile(
    r"[,(]?\s*\b(?:(?:either )?now (?:or|and|nor|/)(?: at any time)? in the future|(?:currently|now|presently) "
    r"(?:or|and|nor) (?:at any time )?in the future|"
    r"at (?:this|the present|the current) (?:time|point)(?: or in the future)?|at present|in the future)\s*[,)]?"
)
"""Asides that stand between a negation and what it denies."""
ASIDE_PARTS = ("in the future", "at this ", "at present", "at the present ", "at the current ")
"""One of these stands in whatever :data:`ASIDES` finds."""

WITH_OR_WITHOUT = rules(
    (
        "sponsorship.with_or_without",
        r"\bwith(?:\s*(?:or|/|and)\s*|\()without\)?\b[^.;]{0,40}\b(?:sponsor|visa)",
        "hedged",
        ("without",),
    )
)

REFUSALS = rules(
    (
        "sponsorship.label_no",
        r"^[^.;:?]{0,40}\b(?:sponsor\w*|visas?|h-?1b)\b[^.;:?]{0,30} (?:no|none|n/?a|nil)\W*$|"
        r"\b(?:sponsor\w*|visas?|h-?1b)\b[^.;:?]{0,40}(?:[:?|=]| -)\s*[:-]?\s*(?:(?:unfortunately|sorry|sadly),? )?"
        r"(?:(?:nein|nej|nee|non|não|nie)\b|"
        r"no?\b(?!/)(?! (?:problem|limit|cost|"
        r"charge|fee|extra))|none\b|not\b"
        r"(?! (?:all|every|guaranteed|only|always|a problem|necessar)))",
        None,
        (":", "?", "|", "=", " -", " no", " na", " n/a", " nil"),
    ),
    (
        "sponsorship.employer_refuses",
        rf"(?:\b{_NOT}|n't)\b(?! (?:guarantee|all|every))[^.;:]{{0,90}}?\b(?:sponsor(?:ing|s|ed)?|sponsorships?|"
        rf"{VISA}(?:[ /-]\w+)? (?:support|assistance|transfers?|petitions?|process|candidates?|filings?|"
        rf"applications?|holders?|plans?)|"
        rf"immigration(?:[ -]related)? (?!status|history|law|questions?|documents?)\w+|"
        rf"transfer (?:an? |your |any |existing |current )*(?:h-?1-?bs?|visas?)|"
        rf"(?:form )?i-?983|petition|(?:file|pursue|submit|sign|initiate|start|begin)\w* (?:an? |any |new |for |the )*"
        rf"(?:{VISA}|petitions?|perm)|(?:issue|obtain|get|help with|assist with)\w* (?:an? |any |your |new |the "
        rf")*{VISA}|"
        rf"support (?:any |the )?{VISA}|"
        rf"(?:offer|provid|issu|arrang|process|handl|accommodat|manag)\w* (?:any |new |work |employment )*visas?(?: "
        rf"requests?)?)\b",
        None,
        _NOT_PARTS,
    ),
    (
        "sponsorship.not_available",
        r"\b(?:sponsor(?:ship|ing)?s?|(?:visa|immigration)(?:-related)? (?:support|"
        r"assistance))\b[^.;:]{0,90}?(?:\b(?:not|"
        r"cannot|never|no longer)|n't)\b(?: (?:currently|be|been|being|yet|now|an?|the|our|one of|ever|"
        r"presently|\w+ly))*\s*"
        r"(?:available|offered|offer|offering|provided|provide|considered|supported|possible|something|an option|"
        r"option|eligible|granted|extended|applicable|included|accommodated?|part|on offer|on the table|open|"
        r"approved|"
        r"accepted|given|feasible|planned|covered|typical\b|usual\b|common\b|standard|the norm|"
        r"in (?:the |our )?(?:scope|budget)|within|what we)|"
        r"\bsponsorships?\s?[:-]\s?(?:we|this|that|the (?:company|employer)|it)\b[^.;:]{0,30}"
        r"(?:\b(?:not|cannot|never|unable|no)|n't)\b",
        None,
        ("not", "n't", "never", "no", "unable"),
    ),
    (
        "sponsorship.job_not_sponsored",
        r"\b(?:jobs?|roles?|positions?|vacanc(?:y|ies)|openings?|opportunit(?:y|ies)|visas?)\b[^.;]{0,30}(?:\b(?:not|"
        r"cannot|never)|n't) (?:currently )?(?:be )?sponsored\b(?! by)",
        None,
        ("sponsored",),
    ),
    (
        "sponsorship.stopped",
        r"\b(?:stopped|ceased|discontinued|suspended|paused|halted)\b[^.;]{0,30}\bsponsor|"
        r"\bsponsor\w*\b[^.;]{0,40}\b(?:has been|have been|is|are|was) (?:(?:\w+ly|been|being|now|put|placed|all) "
        r"){0,3}"
        r"(?:paused|suspended|discontinued|stopped|halted|frozen|withdrawn|on (?:hold|pause|ice))\b",
        None,
        (
            *("stopped", "ceased", "discontinued", "suspended", "paused", "halted", "frozen", "withdrawn", "on hold"),
            *("on pause", "on ice"),
        ),
    ),
    (
        "sponsorship.unavailable",
        r"\bsponsorships?\b[^.;]{0,80}\b(?:unavailable|ineligible|excluded|declined|precluded|out of the question|off "
        r"the table)\b|"
        r"\bsponsor(?:ships?|ing)\b[^.;]{0,40}\b(?:outside (?:of )?(?:what|the|our)|beyond (?:what|the|our))\b|"
        r"\bpetitions?\b[^.;]{0,40}\bnot (?:\w+ )?(?:filed|submitted|supported)\b",
        None,
        (
            *("unavailable", "ineligible", "excluded", "declined", "precluded", "out of the question"),
            *("off the table", "outside", "beyond", "petition"),
        ),
    ),
    (
        "sponsorship.no_sponsorship",
        r"\bsponsor(?:s|ing)? no\b|\b(?:non|no)-sponsor(?:ed|ship)\b|\bsponsorship-free\b|\b(?:no|zero) (?:[\w/&-]+ "
        r"){0,5}(?:sponsor(?:ship|ships|"
        r"ing)?(?! of (?!visa|work|employ|foreign|"
        r"h-?1|candid|"
        r"applic|any|new))|h-?1b'?s?|opt|cpt|j-?1s?|(?:visa|immigration|work permit)(?:[- ]related)? "
        r"(?:support|transfers?|assistance|help|candidates))\b|"
        r"\bno (?:work )?visas?\s*(?:[.,;!)]|$|please\b|at this\b|for this\b)",
        None,
        (" no", "no ", "zero ", "no-", "non-", "sponsorship-free"),
    ),
    (
        "sponsorship.independent",
        r"\bauthori[sz]\w+\b[^.;]{0,60}(?:(?:\bnot|n't) (?:depend|rely) (?:up)?on (?:us|our|the|an|any)\b|"
        r"\bwithout (?:(?:our|employer|company) (?:help|support|assistance)|"
        r"(?:any )?(?:help|support|assistance) from (?:us|our|the (?:company|employer|firm)))\b)",
        None,
        ("depend", "rely", "without"),
    ),
    (
        "sponsorship.no_help",
        r"\bno (?:help|support|assistance) (?:with|for|in) (?:[\w-]+ ){0,2}(?:visas?|immigration|work permits?)\b|"
        r"\bno (?:employer|company)(?:'s)? (?:help|support|assistance)\b[^.;]{0,40}\b(?:visas?|immigration|permits?|"
        r"authori[sz]ation|status)\b",
        None,
        ("no ",),
    ),
    (
        "sponsorship.do_not_apply",
        r"(?:\bnot|n't) apply if you (?:need|require|are on)\b[^.;]{0,40}\b(?:sponsor|visas?)",
        None,
        ("apply if",),
    ),
    (
        "sponsorship.without",
        r"\bindependent(?:ly)? of (?:the|an|any|your) employer\b|"
        r"\b(?:without|independent(?:ly)? of|free (?:of|from)|(?:not|n't) (?:depend|rely|hinge|hang|be dependent|be "
        r"tied|"
        r"contingent|tied)\w* (?:up)?(?:on|to))\b[^.;]{0,90}?\b(?:sponsor|immigration (?:from|support|assistance|"
        r"sponsor)|(?:visa|h-?1b|"
        r"employer) "
        r"(?:support|assistance|sponsor)|restrictions? or sponsor)|\bwithout\b[^.;]{0,30}\blmia\b",
        None,
        ("without", "independent", "free of", "free from", "not", "n't"),
    ),
    (
        "sponsorship.needing_it_excludes",
        rf"\b(?:require|requires|requiring|need|needs|needing|seeking|request\w*|dependent "
        rf"on)\b[^.;]{{0,90}}\b(?:sponsor\w*|"
        rf"visas?|h-?1b)\b[^.;]{{0,140}}?{_DENIED}|"
        rf"\bsponsor\w* (?:is|are|be|will be) (?:required|needed|necessary)\b[^.;]{{0,60}}?{_DENIED}",
        None,
        _DENIED_PARTS,
    ),
    (
        "sponsorship.needing_it_not_considered",
        r"(?:\b(?:not|cannot|unable to|never)|n't)\b[^.;]{0,40}\b(?:hire|consider|accept|employ|interview|move|"
        r"proceed|able to)\w*\b[^.;]{0,120}"
        r"\b(?:sponsor\w*|h-?1b|visa (?:holders?|status|candidates)|(?:need|require)s? (?:an? )?(?:work |employment )?"
        r"visas?)",
        None,
        ("not", "n't", "never", "unable"),
    ),
    (
        "sponsorship.status_not_considered",
        rf"\b{STATUSES}\b[^.;]{{0,110}}?{_DENIED}",
        None,
        _DENIED_PARTS,
    ),
    (
        "sponsorship.status_not_accepted",
        rf"(?:\b(?:not|cannot|unable to)|n't)\b[^.;]{{0,30}}\b(?:consider|accept|hire|employ|support|open to|"
        rf"work with|suitable for|available (?:to|for)|eligible for|qualify for|interview|submit|"
        rf"take)\w*\b[^.;]{{0,50}}\b{STATUSES}(?![\w-])",
        None,
        ("not", "n't", "unable"),
    ),
    (
        "sponsorship.indefinite_right",
        r"\b(?:indefinite|unlimited)(?:ly)?\b[^.;]{0,40}\b(?:right|authori[sz]\w+|eligib\w+|permission|work)\b|"
        r"\b(?:right|authori[sz]\w+|eligib\w+|work)\b[^.;]{0,60}\bindefinitely\b",
        None,
        ("indefinite", "unlimited"),
    ),
)

EXCEPTIONS = rules(
    (
        "sponsorship.exception",
        r"\b(?:except(?! as (?:required|permitted|authorized) by law)|(?<!no )exceptions? (?:may|can|could|are|will|"
        r"for|to|exist)|makes? (?:an |some |rare )?"
        r"exceptions?|unless|(?:but|though|although|however),? (?:we |it |they )?(?:may|might|can|could|"
        r"will|would) (?:\w+ ){0,2}"
        r"(?:consider\w*|sponsor|make|look at|for|in (?:some|certain|rare|exceptional))|with (?:\w+ ){0,2}exceptions?|"
        r"(?:available|offered|provided) (?:outside of|until after)|other than|with the exception)\b|"
        r"[;,][^.;,]{0,40}\b(?:can|are|is|will|do|does)\W*$",
        "exceptions",
    ),
)
"""Turn a refusal into a conditional."""

TRANSFER_INSTEAD = Gated(
    r"\b(?:but|however|although|though|while|;)\b(?![^.]{0,60}(?:\b(?:not|cannot|unable|no)\b|n't))[^.]{0,60}\b(?:can|"
    r"will|do|are|able|open|happy|accept\w*|"
    r"support\w*|consider\w*|welcome\w*)\b"
    r"[^.]{0,60}\btransfer|"
    r"\bonly (?:for )?transfers?\b|(?<!or )(?<!no )(?<!nor )\btransfers? (?:of [\w-]+ )?(?:(?:are|is|will be|can be|"
    r"may be) )?(?:fine|ok|okay|"
    r"accepted|welcome|possible|considered|supported|"
    r"available|allowed)\b",
    ("transfer",),
)
"""Transfers accepted in the sentence that refuses the rest."""
NEW_PETITIONS_ONLY = Gated(
    r"\b(?:new|initial|cap-subject|first-time) (?:h-?1-?b|visa|petition|cap)|\bh-?1b (?:cap|lottery)|\bnew visa "
    r"sponsorship|\bthrough the h-?1-?b lottery",
    ("new ", "initial ", "cap-subject", "first-time", "1b cap", "lottery"),
)
"""A refusal that leaves transfers open."""

CONDITIONS = rules(
    (
        "sponsorship.discretion",
        r"\breserves? the right to (?:offer|sponsor|grant|consider)\b",
        "subject_to",
        ("reserve",),
    ),
    (
        "sponsorship.not_guaranteed",
        r"\bmay or may not\b|\b(?:not|n't) (?:always|necessarily)\b|\bnot (?:be )?guaranteed?\b|n't (?:be "
        r")?guaranteed?\b|\b(?:cannot|can't|not|no) (?:guarantee|promise)|"
        r"\bunable to "
        r"guarantee",
        "hedged",
        ("guarantee", "promise", "been ", "may or", "always", "necessarily"),
    ),
    (
        "sponsorship.not_every_role",
        r"\bsponsor\w*\b[^.;]{0,40}(?:\b(?:not|cannot|never)|n't)\b[^.;]{0,40}\b(?:for|in|to|of|at|by) (?:all|every|"
        r"each)\b|"
        r"\bnot (?:for |in |at |to )?(?:all|every|each)\b|"
        r"(?:\b(?:not|cannot|unable)|n't)\b[^.;]{0,60}\bsponsor[^.;]{0,40}\b(?:for|in|to|of) (?:every|each|"
        r"everyone)\b|"
        r"(?:\b(?:not|cannot|unable)|n't)\b[^.;]{0,60}\bsponsor\w* (?:every|each|everyone)\b",
        "some_roles",
        ("all", "every", "each"),
    ),
    (
        "sponsorship.may_not_be",
        r"\b(?:sponsorships?|(?:visa|immigration)(?:-related)? (?:support|assistance))\b[^.;]{0,40}\b(?:may|might) not "
        r"(?:always |necessarily )?be (?:available|offered|provided|possible|supported|considered|an option|granted)\b",
        "hedged",
        ("may not", "might not"),
    ),
    (
        "sponsorship.prefers_no_need",
        r"\b(?:prioriti[sz]\w*|preference|prefer\w*|priority|encouraged|ideally)\b[^.;]{0,140}(?:\b(?:not|without|no)|"
        r"n't)\b[^.;]{0,40}\bsponsor|"
        r"(?:\b(?:not|without)|n't)\b[^.;]{0,40}\bsponsor\w*[^.;]{0,60}\b(?:prefer\w*|priority|encouraged|"
        r"prioriti[sz]\w*)",
        "hedged",
        ("prefer", "priorit", "encourag", "ideally"),
    ),
)
"""Hedges that hold a negation which is not a refusal: read before the refusals."""
