"""Filers that trade, or were known, under a name: which of several is meant, and by what share of the filings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from enrich.employers.doubts import NAMESAKE_FACTOR, SMALL_FILER, Doubt, Places, doubt_other_name, is_in_town, is_local
from enrich.employers.index import EmployerIndex, Filer, Spelling
from enrich.employers.normalise import core, legal_form
from enrich.employers.vocabulary import GENERIC_WORDS

_SAYS: Final = {
    "trade_name": "trades as",
    "former_name": "was formerly called",
    "institution": "has the place and the tax id that IPEDS gives for",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A filer found by a key, before doubts are weighed."""

    filer: int
    rule: str
    reason: str
    doubt: Doubt | None = None
    share: float = 1.0
    """Share of the filings under another name that are this filer's."""


def is_rather_traded(name: str, position: int, others: list[Spelling], index: EmployerIndex, places: Places) -> bool:
    """Return whether another filer, not farther away, trades under the name of a filer more than that one files.

    Never under a name with a legal form, which is rather that of a legal entity.
    """
    if not others or others[0].filings <= index.filers[position].filings or others[0].kind != "trade_name":
        return False
    if legal_form(name) is not None:
        return False
    best, filer = index.filers[others[0].filer], index.filers[position]
    return best is not filer and (is_local(best, places) or not is_local(filer, places))


def by_other_name(
    name: str, others: list[Spelling], index: EmployerIndex, places: Places, beside: int | None = None
) -> Found:
    """Return the filer that trades, or was known, under the name; of several, the one in the query's town or state.

    Of several there, the one named after it, unless another files much more under it: "Vexle - Ohio LLC" is likelier
    Vexle than an "Orlop LLC" that trades so.
    ``beside`` is the filer whose own name it is.
    """
    if len({other.filer for other in others}) > 1:
        local = [other for other in others if is_local(index.filers[other.filer], places)]
        others = [other for other in local if is_in_town(index.filers[other.filer], index, places)] or local or others
    enough = others[0].filings / NAMESAKE_FACTOR
    named = [o for o in others if o.filings > enough and _is_named_after(index.filers[o.filer], core(name))]
    best = (named or others)[0]
    reason = f'"{best.filed_as.strip()}" {_SAYS[best.kind]} "{name.strip()}" on {best.filings} of its filings'
    held = sum(other.filings for other in others if other.filer == best.filer)
    own = index.filers[beside].filings if beside is not None and beside != best.filer else 0
    share = held / (sum(other.filings for other in others) + own or 1)
    if share < 0.9:
        count = len({other.filer for other in others})
        also = f', and it is the name of "{index.filers[beside].name}"' if beside is not None and own else ""
        given = f"{count} filers give" if count > 1 else "one filer gives"
        several = ("several_filers", f"{given} this as another name{also}")
        return Found(best.filer, best.kind, reason, several, share)
    return Found(best.filer, best.kind, reason, doubt_other_name(name, best, index, places))


def _is_named_after(filer: Filer, text: str) -> bool:
    """Return whether a legal name of the filer begins with another name of it, which is no common word."""
    return not GENERIC_WORDS.issuperset(text.split()) and any(known.startswith(f"{text} ") for known in filer.cores)


def by_shared_name(name: str, index: EmployerIndex, places: Places) -> Found | None:
    """Return the filer that has most of its addresses in a state of the query, of the employers that share a name.

    None where several are, where an employer of the state or a large one files under the name, or with a legal form,
    which no acronym has.
    """
    text = core(name)
    seated = [at for at in index.by_shared_name.get(text, ()) if _seat(index.filers[at]) in places.states]
    namesake = index.by_core.get(text)
    if len(seated) != 1 or legal_form(name) is not None:
        return None
    if namesake not in (None, seated[0]) and _rather_meant(index.filers[namesake], places):
        return None
    filer = index.filers[seated[0]]
    return Found(seated[0], "alias", f'several employers are called "{name.strip()}", in {_seat(filer)} "{filer.name}"')


def of_those_sharing(name: str, index: EmployerIndex) -> Found | None:
    """Return the largest of the filers that share a name, in doubt since no state tells which is meant."""
    sharing = index.by_shared_name.get(core(name))
    if not sharing:
        return None
    best = max(sharing, key=lambda at: index.filers[at].filings)
    filer, every = index.filers[best], sum(index.filers[at].filings for at in sharing)
    reason = f'"{filer.name}" is called "{name.strip()}"'
    doubt = "several_filers", f"so are other employers, and nothing says that the one in {_seat(filer)} is meant"
    return Found(best, "alias", reason, doubt, filer.filings / (every or 1))


def _rather_meant(namesake: Filer, places: Places) -> bool:
    """Return whether a filer of that very name is rather meant: it is in the state, or large enough to hire there."""
    return is_local(namesake, places) or namesake.filings >= SMALL_FILER


def _seat(filer: Filer) -> str:
    """Return the state of most of a filer's addresses, or nothing."""
    return filer.states[0] if filer.states else ""
