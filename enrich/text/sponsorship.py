"""Read what a sentence says about sponsoring a visa: refused, offered, on a condition, or nothing."""

from __future__ import annotations

import re

from enrich.text import hedges, offers, refusals, visa_words
from enrich.text.gated import Gated
from enrich.text.rule import Context, Rule, Verdict, first, holds_any
from enrich.text.sponsored import without_other_sponsoring
from enrich.text.vetoes import asks_to_tell, is_general_advice, is_protected_list, is_question, warns_of_fraud

_SPACES = re.compile(r"\s{2,}")
_TOPIC = re.compile(
    rf"sponsor|\b{visa_words.VISA}\b|\b(?:ead|gc)\b|\bindefinite|\bunlimited right|\bnow or in the future|\bh-?4\b|"
    rf"training plans?\b|\bperm (?:process|petition|labor|filing|application|certification)|\blabor certification"
)
_TOPIC_PARTS = (
    *("sponsor", "visa", "h1", "h-1", "immigra", "authori", "green", "opt", "cpt", "983", "permit", "in the future"),
    *("permanent res", "indefinite", "unlimited right", "training plan", "h4", "h-4", "ead", "gc", "tn", "pass"),
    *("o-1", "e-3", "l-1", "j-1", "f-1", "lmia", "perm ", "labor cert", "blue card"),
)
"""One of these stands in whatever :data:`_TOPIC` finds."""
_ASIDE_WORDS = (" future", "at this", "at the")
"""One of these stands in a sentence whose asides are taken out."""
_VISA_WORD = re.compile(rf"\b(?:{visa_words.VISA}|visa)\b")
_ANSWERED = re.compile(
    r"\b(?:sponsor\w*|visas?|h-?1b)\b[^.;:?|]{0,50}[?:|]\s*[:-]?\s*(?:(?:unfortunately|sorry|sadly),? )?"
    r"(?:yes|no|none|not|available|offered|[yn](?=\W*$))\b"
)
_EMPTY_FIELD = Gated(
    r"\b(?:visa |immigration )?sponsorships?(?: (?:available|offered|provided|eligible))?\s*[:?]\s*(?:$|[\w "
    r"]{3,40}:|\[|_{2,}|n/?a\b|tbd|to be|select|please)",
    ("sponsorship",),
)
_HEADING = re.compile(
    r"^\W*(?:(?:consideration for )?(?:visa|immigration|work authori[sz]ation|employment|employer|work visa|"
    r"h-?1b)?[ &/-]*(?:and |& )?"
    r"(?:sponsorships?|visa|visas|immigration|work authori[sz]ation)(?: (?:information|statement|policy|status|"
    r"requirements?|disclosure))?)\W*$"
)
_NEED = re.compile(r"\b(?:require|requires|requiring|need|needs|needing) (?:an? |any )?(?:[\w-]+ ){0,2}sponsor")
_DEMAND = re.compile(r"\bmust (?:be|have|provide|possess)\b")
_OWN_CLAUSE = re.compile(r"(?:^|[,;!()-] ?|\b(?:and|but|so|as|because|if needed) )we(?:'ll)?\b|\bavailable\b|[:?]")
"""A clause of the employer's own beside a duty."""
_ASKS_TO_TELL = re.compile(
    r"\b(?:indicate|disclose|specify|state|tell us|let us know|inform)\b[^.;]{0,40}\b(?:whether|if)\b|"
    r"\b(?:ask|see|check|find out|learn|explain|decide|determine|discuss)s?\b[^.;:]{0,40}\b(?:whether|if|when|which|"
    r"what|how|why)\b"
)
_FOR_OTHERS = re.compile(
    r"\b(?:helps?|lets?|enables?|allows?|makes?|for|serves?|supports?) (?:[\w-]+ ){0,3}"
    r"(?:companies|employers|firms|businesses|customers|clients|organi[sz]ations|universities)\b(?! (?:jobs|roles))|"
    r"\b(?:platform|product|software|app|tool)s? (?:\w+ )?(?:provides?|offers?|helps?|supports?|automates?|handles?)\b|"
    r"\b(?:our|their|its) (?:clients|customers|members) sponsor|\bsponsor\w* (?:\w+ )?(?:research|events?|"
    r"conferences?|talks?|"
    r"podcasts?|studies) (?:on|about|around)\b|"
    r"\b(?:for|helps?|supports?|assists?) (?:[\w-]+ ){0,3}(?:scholars|visitors|guests|members|refugees|newcomers)\b"
)
"""Visa work as what is sold: whoever is sponsored works for someone else."""
_SPONSORS_PEOPLE = re.compile(
    rf"{visa_words.IMMIGRATION.pattern}|\b(?:international|overseas|abroad|worldwide)\b|\b(?:to|will|can) sponsor\W*$|"
    r"\bsponsor (?:you|(?:an? |the |any )?(?:(?:right|best|exceptional|outstanding|qualified|eligible|strong|top|great|"
    r"selected|successful|key) )*(?:person|people|candidates?|applicants?|hires?|talent)|in (?:certain|some|rare|"
    r"exceptional))\b"
)
"""What makes the verb alone the sponsoring of someone who needs a visa."""
_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|be|been|can|could|will|would|may|might|must|should|shall|means?|has|have|had|do|"
    r"does|did|ask|"
    r"asks|contact|see|discuss|tell|learn|read|know|apply|about|regarding|concerning|related|questions?|information|"
    r"if|whether|how|what|when|who|policy|history|status)\b|:\s*$"
)
"""What makes a sentence more than the name of a perk."""
_SUBJECT = re.compile(r"\b(?:we|they|you)\b")
_GIVES = re.compile(r"\b(?:provid\w+|offer\w*|includ\w+|get|receive|give)\b")
_NEGATION = re.compile(
    r"\b(?:not|cannot|never|unable|neither|nor|without|no(?! (?:matter|problem|cost|extra|charge|fee|limit)))\b|n't\b"
)
_SPONSOR = re.compile("sponsor")
_CLAUSE_ENDS = re.compile(r"[.;:,!]")
_CONTRAST = Gated(
    r"\s*;\s*|,?\s*\b(?:but|however|although|though|whereas|while|yet)\b,?\s*|(?<=interns), (?=we\b)|"
    r"(?<=[a-z]), (?=(?:we|they|it|our|the|those|transfers?|interns?|full|part)\b(?! (?:and|or)\b))",
    (
        *(";", "but", "however", "though", "whereas", "while", "yet"),
        *(", we", ", they", ", it", ", our", ", the", ", those", ", transfer", ", intern", ", full", ", part"),
    ),
)
"""Where a clause ends and one begins that may say the opposite."""
_SPONSOR_OR_TRANSFER = Gated(
    r"\bsponsor(?:s|ing|ships?)?(?: (?:your |an? |new )?(?:work )?(?:visas?|h-?1-?bs?))*(?:,? (?:or|and|&) |/|, ?)"
    r"(?:(?:also|even|to|will|can) )*transfer|"
    r"\btransfer(?:s|ring)?(?: (?:your |an? )?(?:work )?(?:visas?|h-?1-?bs?))*(?:,? (?:or|and|&) |/)(?:(?:also|new|"
    r"to) )*sponsor",
    ("transfer",),
)
"""Sponsoring named beside transferring: two things that are done."""
_CARD = Gated(
    r"\bvisa(?: inc\b| direct\b| (?:gift |debit |credit |prepaid |branded )*(?:cards?|payments?|network|checkout)\b|"
    r"(?:,|/| or| and) ?(?:mastercard|amex|american express|paypal|discover)\b)|"
    r"\b(?:mastercard|amex|american express|paypal|discover)(?:,|/|,? or|,? and) ?visa\b",
    ("visa",),
)
"""Visa the company, and what it issues."""
_CLAUSE_PARTS = ("sponsor", "petition", "transfer")
_ACCEPTED_BESIDE_REFUSAL = frozenset(
    ("transfer_only", "opt_cpt", "some_roles", "scoped_employment_type", "exceptions", "limited", "listed_visas")
)
_AT_LARGE = Gated(
    r"\b(?:visa sponsorship|sponsoring visas|green card|sponsorship) (?:jobs|history|right now|status)\b",
    ("history", "jobs", "right now", "status"),
)


def read_sponsorship(sentence: str, context: Context) -> Verdict | None:
    """How a folded sentence reads on visa sponsorship; ``None`` when it does not touch the topic."""
    if "sponsor" not in sentence and not (holds_any(sentence, _TOPIC_PARTS) and _TOPIC.search(sentence)):
        return None
    veto = _veto(sentence)
    if veto is not None:
        return veto
    plain = (
        refusals.ASIDES.sub(" ", sentence)
        if holds_any(sentence, _ASIDE_WORDS) and holds_any(sentence, refusals.ASIDE_PARTS)
        else sentence
    )
    plain = _SPACES.sub(" ", plain)
    if "sponsor" in plain:
        plain = without_other_sponsoring(plain)
        if "sponsor" not in plain and not _TOPIC.search(plain):
            return Verdict(None, None, "veto.other_sense.sponsored_thing")
    if not _is_about_visas(plain):
        return _other_sense(plain)
    found = _contrasted(plain, context, _negative(plain) or _positive(plain, context))
    if found is not None and is_general_advice(sentence) and not _ANSWERED.search(sentence):
        return Verdict(None, None, "veto.general_advice")
    return found


def _veto(sentence: str) -> Verdict | None:
    """Forms that state nothing whatever words they hold."""
    if is_question(sentence) and not _ANSWERED.search(sentence):
        return Verdict(None, None, "veto.question")
    if _EMPTY_FIELD.search(sentence) and not _ANSWERED.search(sentence):
        return Verdict(None, None, "veto.empty_field")
    if is_protected_list(sentence) and "sponsor" not in sentence:
        return Verdict(None, None, "veto.protected_list")
    if asks_to_tell(sentence):
        return Verdict(None, None, "veto.asks_to_tell")
    if warns_of_fraud(sentence):
        return Verdict(None, None, "veto.fraud_notice")
    if _HEADING.match(sentence):
        return Verdict(None, None, "veto.heading")
    if "sponsor" not in sentence and _CARD.search(sentence):
        return Verdict(None, None, "veto.other_sense.card")
    if _AT_LARGE.search(sentence):
        return Verdict(None, None, "veto.general_advice")
    return None


def _is_about_visas(sentence: str) -> bool:
    """Whether the sponsorship meant is that of a visa, and no other."""
    if "sponsor" not in sentence or _VISA_WORD.search(sentence):
        return True
    if first(visa_words.OTHER_SENSES, sentence):
        return False
    return (
        visa_words.IMMIGRATION.search(sentence) is not None or visa_words.BARE_SPONSORSHIP.search(sentence) is not None
    )


def _other_sense(sentence: str) -> Verdict:
    rule = first(visa_words.OTHER_SENSES, sentence)
    return Verdict(None, None, f"veto.{rule.id}" if rule else "veto.no_visa_context")


def _contrasted(sentence: str, context: Context, found: Verdict | None) -> Verdict | None:
    """A condition where one clause refuses what another one accepts; else what was found in the whole sentence."""
    if found is None or found.kind not in ("no_sponsorship", "offers") or not _CONTRAST.search(sentence):
        return found
    read = [_clause(clause, context) for clause in _CONTRAST.pattern.split(sentence)]
    accepted = [verdict for verdict in read if verdict is not None and _accepts(verdict)]
    if accepted and any(verdict is not None and verdict.kind == "no_sponsorship" for verdict in read):
        return Verdict("conditional", accepted[0].value or "some_roles", "sponsorship.contrast")
    return found


def _clause(clause: str, context: Context) -> Verdict | None:
    if not holds_any(clause, _CLAUSE_PARTS) and not _TOPIC.search(clause):
        return None
    return _negative(clause) or _positive(clause, context)


def _accepts(verdict: Verdict) -> bool:
    """Whether a clause lets someone in who needs a visa; a list of statuses does not undo a refusal beside it."""
    return verdict.kind == "offers" or (verdict.kind == "conditional" and verdict.value in _ACCEPTED_BESIDE_REFUSAL)


def _negative(sentence: str) -> Verdict | None:
    """Refusals, and the hedges that look like one."""
    for rules in (refusals.WITH_OR_WITHOUT, refusals.CONDITIONS):
        hedge = first(rules, sentence)
        if hedge is not None:
            return Verdict("conditional", hedge.value, hedge.id)
    refusal = first(refusals.REFUSALS, refusals.NOT_A_REFUSAL.sub(" ", sentence))
    if refusal is None:
        return None
    exception = first(refusals.EXCEPTIONS, sentence)
    if exception is not None:
        return Verdict("conditional", exception.value, exception.id)
    if refusals.TRANSFER_INSTEAD.search(sentence):
        return Verdict("conditional", "transfer_only", "sponsorship.transfer_ok")
    new_only = refusals.NEW_PETITIONS_ONLY.search(sentence) is not None and "transfer" not in sentence
    return Verdict("no_sponsorship", "new_petitions" if new_only else None, refusal.id)


def _positive(sentence: str, context: Context) -> Verdict | None:
    """Offers, with what they hang on; duties and bare mentions are not offers."""
    if _ASKS_TO_TELL.search(sentence):
        return Verdict(None, None, "veto.asks_to_tell")
    if _FOR_OTHERS.search(sentence):
        return Verdict(None, None, "veto.general_advice")
    status = first(offers.STATUS_WELCOME, sentence)
    offer = _offer(sentence, context)
    if offer is None and status is None:
        weighed = first(hedges.WEIGHED, sentence)
        if weighed is not None:
            return Verdict("conditional", weighed.value, weighed.id)
        return Verdict(None, None, "veto.no_proposition")
    if "sponsor" in sentence or _is_perk(sentence, context):
        if status is not None and (offer is None or status.value == "transfer_only") and not _takes_new(sentence):
            return Verdict("conditional", status.value, status.id)
        return _weighed(sentence, offer.id if offer else "sponsorship.available")
    if status is not None:
        return Verdict("conditional", status.value, status.id)
    return Verdict(None, None, "veto.no_proposition")


def _offer(sentence: str, context: Context) -> Rule | None:
    """The first rule of an offer that holds; the verb alone and the bare noun need more than the words themselves."""
    for rule in offers.OFFERS:
        if (rule.parts and not holds_any(sentence, rule.parts)) or not rule.pattern.search(sentence):
            continue
        if rule.id == "sponsorship.employer_sponsors" and not _SPONSORS_PEOPLE.search(sentence):
            continue
        if rule.id == "sponsorship.support_noun" and not _is_named_perk(sentence, context):
            continue
        return rule
    return None


def _is_named_perk(sentence: str, context: Context) -> bool:
    """Whether a bare mention ("visa support") is something that comes with the job, and not what is talked about."""
    if _DEMAND.search(sentence) or _NEED.search(sentence):
        return False
    if context.section == "benefits" or offers.PERK.search(sentence) is not None:
        return True
    return not _PREDICATE.search(sentence) and (not _SUBJECT.search(sentence) or _GIVES.search(sentence) is not None)


def _is_denied(sentence: str) -> bool:
    """Whether a negation that no rule explains stands in a clause on sponsorship or visas."""
    sentence = refusals.NOT_A_REFUSAL.sub(" ", sentence)
    if not _NEGATION.search(sentence):
        return False
    topic = _SPONSOR if "sponsor" in sentence else _TOPIC
    return any(_NEGATION.search(clause) and topic.search(clause) for clause in _CLAUSE_ENDS.split(sentence))


def _takes_new(sentence: str) -> bool:
    """Whether new petitions are filed as well as transfers."""
    if _SPONSOR_OR_TRANSFER.search(sentence):
        return True
    return " new " in sentence and re.search(r"\b(?:not|cannot|unable|no)\b|n't\b", sentence) is None


def _is_perk(sentence: str, context: Context) -> bool:
    """Whether help with a visa, without the word sponsor, is meant for the person hired."""
    if context.section in ("responsibilities", "required", "preferred") and not offers.PERK.search(sentence):
        return False
    if offers.HARD_DUTY.match(sentence):
        return False
    return offers.DUTY.match(sentence) is None or context.section == "benefits"


def _weighed(sentence: str, rule: str) -> Verdict:
    """An offer, or a conditional when something hedges it."""
    soft = offers.DUTY.match(sentence) is not None and not offers.PERK.search(sentence)
    if (soft or offers.HARD_DUTY.match(sentence)) and not _OWN_CLAUSE.search(sentence):
        return Verdict(None, None, "veto.duty")
    hedge = first(hedges.HEDGES, sentence)
    if hedge is not None:
        return Verdict("conditional", hedge.value, hedge.id)
    if _is_denied(sentence):
        return Verdict(None, None, "veto.unclear_negation")
    return Verdict(
        "offers", "green_card" if "green card" in sentence or "permanent residen" in sentence else None, rule
    )
