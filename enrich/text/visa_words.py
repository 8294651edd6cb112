"""The words of visa sponsorship: visas and statuses, the frames of the bare word, and its other senses.

Every gap between two words is bounded and stays within a clause, so a rule costs at most its bound at each place.
"""

from __future__ import annotations

import re

from enrich.text.rule import rules

VISA = (
    r"(?:visas?|h-?1-?bs?|h1-b|h-1|immigration|(?:work|employment)(?:-based)? (?:authori[sz]ations?|permits?|"
    r"visas?|pass(?:es)?)|"
    r"green[- ]?cards?|(?:f-?1|stem|m-1|j-1)?[ -]?(?:opt|cpt)|i-?983|stem opt|tn|o-1|e-3|l-1|j-?1|f-1|eb-?[123]|"
    r"permanent residenc[ey]|lmia|(?:eu )?blue cards?)"
)
"""A visa, a status or a permit."""

PERMIT = (
    r"(?:visas?|h-?1-?bs?|h1-b|immigration|(?:work|employment)(?:-based)? (?:authori[sz]ations?|permits?|visas?)|"
    r"green[- ]?cards?|blue cards?|residence permits?)"
)
"""What an employer helps to get: no bare status, for ``opt`` and ``tn`` are words as well."""

IMMIGRATION = re.compile(
    rf"\b(?:{VISA}|immigrant|nonimmigrant|non-immigrant|foreign (?:national|worker|student)s?|international "
    rf"(?:students?|candidates?|hires?)|"
    r"(?:authori[sz]ed|authori[sz]ation|eligible|eligibility|able|permitted|right|legally|legal(?: right)?) to "
    r"work|legally work|"
    r"right to work|work eligibility|work rights|employment eligibility|uscis|petitions?|perm|skilled worker|lmia|"
    r"licen[sc]ed sponsor|sponsor licen[sc]e|certificates? of sponsorship|"
    r"(?:approved|registered|accredited) sponsor(?! of))\b"
)
"""Words that make a neighbouring ``sponsor`` the sponsor of a visa."""

_AUX = r"(?:will|can|could|would|do|does|may|might|must|should)"
_WHOM = (
    r"(?:candidates?|applicants?|individuals?|employees|workers?|people|persons?|anyone|talent|hires?|"
    r"employment|work|"
    r"new|you|for)"
)

BARE_SPONSORSHIP = re.compile(
    r"\b(?:any|any (?:type|kind|form) of|offer|offers|offering|provide|provides|provided|providing|require|"
    r"requires|required|requiring|"
    r"need|needs|needed|needing|without|future|current|currently|employer|company|job|employment|candidate|"
    r"candidates|(?:in)?eligible for|approved for|qualify for|qualifies for|"
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
    r"\b(?:not|n't|no|cannot)\b[^.;]{0,40}\b(?:practice|position|ability|means|capacity|able|set up|resources|"
    r"equipped) to "
    r"sponsor\s*(?:[.,;!)]|$|at this|for this|this)|"
    r"\b(?:job|role|position|vacancy|opening|opportunity)s? (?:is|are|will|can|cannot|can't|isn't|won't)(?: not)?"
    r"(?: be)? sponsored\b(?! by)|"
    r"\b(?:non|no)-sponsor(?:ed|ship) (?:\w+ )?(?:candidates?|applicants?|positions?|roles?|jobs?|opportunit|"
    r"openings?)|"
    r"\bsponsorship-free\b|\bability to sponsor\b|"
    r"\b(?:able|willing|happy|glad|proud|ready|pleased|prepared|open) to sponsor(?:ing)?\b|"
    r"\b(?:promise|guarantee|grant|extend|give|get|receive|obtain)(?:s|ed|ing)? (?:[\w/-]+ ){0,3}sponsorships?\b|"
    r"\bsponsorships? (?:depend|varies|vary|begins?|starts?|after|availability|eligibility)|\beligibility for "
    r"sponsorship|"
    r"\bwe (?:can |will |may |do )?sponsor (?:in|when|where|if|for) |"
    r"\bsponsorships? (?:for|of) (?:this|the|our|these|any|all|your|new|full|part|contract|temporary|intern)|"
    r"\bsponsorships?\b[^.;]{0,40}\b(?:has|have|had|reserved|rarely|seldom|no (?:problem|issue))\b|"
    r"\b(?:candidate|relocation|assistance|employer|company)\b[^.;]{0,30}\bsponsorship\b|\bwe (?:do |can |will "
    r")?sponsor\s*(?:[.,;!)]|$)|^\W*sponsorship\b"
)
"""Bare ``sponsorship`` and ``sponsor`` in the frames that only an employer's visa statement uses."""

OTHER_SENSES = rules(
    (
        "other_sense.sponsor_of_something",
        r"\b(?:executive|gym|festival|gala|race|podcast|project|research|study|clinical|trial|events?|customer|client|brand|bank|bin|marketing|"
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
        None,
        ("sponsor ", "sponsors ", "sponsor's ", "sponsored ", "sponsoring "),
    ),
    (
        "other_sense.person",
        r"\b(?:to|by|and|for) sponsors\b|\b(?:the|a|our|study|trial|with|from|between|as|executive) "
        r"sponsors?(?:'s?)?\b(?! (?:visa|h-?1b|work|employment|immigration|new|candidates|applicants|you|licen[sc]e|"
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
        r"\bsponsorships? of (?:the |this |our |an? )?(?:\w+ ){0,2}(?:festivals?|events?|galas?|conferences?|parades?|"
        r"races?|marathons?|shows?|teams?|leagues?|exhibitions?|tournaments?|concerts?|summits?|hackathons?|meetups?|"
        r"clubs?)\b|\bsponsorships? (?:is |are )?(?:not )?(?:needed|required|necessary) to (?:attend|participate|"
        r"exhibit|enter|take part)\b|"
        r"\bsponsorship (?:from|by|of) (?:other|leadership|their|senior|management|executives?|stakeholders|care|"
        r"teams?|"
        r"the (?:board|team|business|project|program|initiative)|projects?|programs?|initiatives?|research|change)\b",
        None,
        ("sponsorship",),
    ),
    (
        "other_sense.licence",
        r"\b(?:tuition|licen[sc]e|licensure|exam|degree|education\w*|training|cdl|certification|student loan|"
        r"membership|"
        r"finra|series \d+|apprentice\w*|bar|board)[ -]sponsor(?:ed|s|ing|ships?)?\b|"
        r"\bsponsor\w*\b[^.;]{0,40}\b(?:(?:real estate|insurance|cdl|driver'?s|nursing|teaching|professional|medical|"
        r"broker|securities|finra|series)\b[^.;]{0,20}\b(?:licen[sc]\w*|exams?|training)|series \d+|exams?\b|"
        r"(?<!labor )certificat\w+\b(?! of sponsorship)|licensure|tuition|degree program|cdl)",
        None,
        (
            *("tuition", "licen", "exam", "degree", "education", "training", "cdl", "certificat", "student loan"),
            *("membership", "finra", "series ", "apprentice", "bar", "board"),
        ),
    ),
    (
        "other_sense.marketing",
        r"\bsponsorships? (?:deals?|opportunit|packages?|sales|activations?|revenue|propert|portfolio|strateg|"
        r"economics|team|programs?|"
        r"agreements?|inventory|dollars|fulfil|asset|marketing|partner)|\b(?:partnerships|events|advertising|"
        r"donations), (?:and )?sponsorships\b",
        None,
        ("sponsorship",),
    ),
)

_OF_PEOPLE = (
    r"(?! (?!(?:visas?|holders?|status(?:es)?|candidates?|students?|applicants?|workers?|employees?|people|persons?|"
    r"individuals?|nationals?|graduates?|interns?|spouses?|dependents?|opt|cpt|ead|stem|or|and|nor|are|is|not|will|can|"
    r"cannot|may|should|who|that|to|with|without|in|at|on|for|work|extensions?|transfers?|sponsor\w*|petitions?|waivers?|"
    r"aren't|isn't|won't|can't|please|need\w*|require\w*|only|etc|type|authori[sz]\w+)\b)[a-z])"
)
"""What may follow a code that is a visa's: a "J-1 connector" is none."""
STATUSES = (
    rf"(?:(?:f-?1|j-?1|ead|tn|l-?[12]|h-?4|e-3|o-1)(?!\d){_OF_PEOPLE}|h-?1-?b?(?! heading)|"
    r"(?<=on )opt|(?<=/)opt|opt(?![ -](?:in|out|into|for|to|ins?|outs?)\b)|"
    r"cpt(?![ -](?:cod|icd|hcpcs|4\b|modifier))|stem opt|visa holders?|work visas?|temporary visas?|"
    r"non-?immigrant visas?|visas?(?! (?:desks?|offices?|section|cent(?:er|re)s?|chapter|unit|portal)\b))"
)
"""Statuses that an applicant may hold."""

TRANSFER = (
    r"(?:h-?1-?b|visa)(?: visa)?s?[ -]transfers?|transfer(?:s|ring)? (?:of )?(?:(?:your|their|an?|existing|current|"
    r"active|valid|my|in) )*(?:h-?1-?b|visa)|transfer of (?:h-?1b|visa)|"
    r"take over (?:(?:your|their|an?|existing|current|active|valid|h-?1-?b) )*(?:h-?1-?b|visa)(?! sponsor)"
)
"""An H-1B or a visa taken over from another employer."""
