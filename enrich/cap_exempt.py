"""Whether an employer may be exempt from the yearly H-1B cap, and on whose word.

Exempt are institutions of higher education, nonprofits related to or affiliated with them, and nonprofit or
governmental research organizations (8 CFR 214.2(h)(8)(iii)(F)). USCIS decides on each petition, and there is no list:
``likely`` says who states what, never that somebody is exempt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

from enrich.attested import Attestation
from enrich.employers.normalise import core
from enrich.institutions import Institution
from enrich.record import CapExempt, Statement

_KIND: Final = r"(?:university|universities|universidad|college|colleges|seminary|conservatory)"
_SCHOOLS: Final = re.compile(
    r"\b(?:institute of technology|school of mines|theological seminary|community college|medical school|law school|"
    r"conservatory of music|(?:school|college) of (?:law|medicine|osteopathic medicine|theology|music|art|pharmacy|"
    r"nursing|podiatric medicine|optometry|architecture|engineering|public health))\b"
)
_INSTITUTION: Final = re.compile(
    rf"^(?:the )?(?:\w+ ){{1,7}}{_KIND}$"
    rf"|^(?:(?:the )?(?:regents|trustees|president|board|curators|corporation|rector|fellows|visitors|governors)\b.*)"
    rf"\b{_KIND}\b|^(?:\w+ ){{0,3}}(?:university|college) (?:of|at|in) (?:\w+ ?){{1,8}}$"
    rf"|^(?:\w+ ){{1,5}}{_KIND} (?:(?:of|at|in|for|and|the|st) )*(?:\w+ ?){{1,5}}$"
)
_SYSTEM: Final = re.compile(rf"\b{_KIND} (?:systems?|districts?|dist)\b|\bsystem of higher education\b")
_TAIL: Final = re.compile(r"(?: (?:systems?|system office|districts?|dist|campus|main campus|inc|foundation))+$")
_RELATED: Final = re.compile(
    r"\buniversity\b.*\b(?:hospitals?|medical|health|healthcare|foundation|research)\b"
    r"|\bresearch (?:institute|foundation)\b"
    r"|\bnational laboratory\b|\bcancer (?:center|institute)\b|\bacademic medical\b|\bmedical school\b"
    r"|\bchildren(?: s)? hospital\b|\binstitute for\b.*\bresearch\b|\bmedical college\b"
)
_COMMERCIAL: Final = re.compile(
    r"\b(?:credit union|federal credit|frames|book ?stores?|books|press|apartments?|housing|properties|realty|moving|"
    r"movers?|hunks|tutors?|tutoring|prep|test|consulting|consultants?|solutions?|software|services?|"
    r"partners|group|capital|ventures|holdings|dental|dentistry|orthodontics|pediatrics|surgeons?|physicians|associates|"
    r"clinic|pharmacy inc|motors?|honda|toyota|ford|chevrolet|nissan|hyundai|kia|auto|automotive|cars|sports?|club|"
    r"inn|hotel|suites|bank|insurance|loans?|lending|funding|financial|finance|painters?|painting|pizza|grill|cafe|"
    r"bar|brewing|coffee|foods?|catering|bakery|cleaners?|laundry|storage|parking|rentals?|furniture|carpet|electric|"
    r"plumbing|roofing|construction|builders|mall|plaza|village|towers?|town ?center|square|games?|media|broadcasting|"
    r"magazine|network|online inc|app|apps|labs?|directory|recruiting|recruiter|recruits?|staffing|marketing|advisors?|"
    r"admissions|planning|planners|counseling|savings|ave|avenue|street|beverage|liquors?|wine|tire|tires|towing|"
    r"eye care|optical|veterinary|animal|pet|fitness|gym|sportswear|apparel|uniforms?|ring|rings|jewelers|flowers|"
    r"printing|copy|travel|tours|transport|transit|limo|taxi|ambulance|security|alarm|technologies|analytics|robots|"
    r"games|ventures|works|company|co op|barber|beauty|cosmetology|bartend\w*|driving|flight|massage|culinary inst inc|"
    r"board exam|review|scholars inc|bound|steps|ready|nannies|nanny|works|pro|pros|express|depot|mart|shop|shops|"
    r"store|stores|outlet|supply|supplies|equipment|medical (?:supply|pharmacy|transport)|title|escrow|mortgage)\b"
)
_FIRM: Final = re.compile(r"\b(?:l\.?l\.?c|l\.?l\.?p|ltd|limited|lp|pllc|gmbh|plc|p\.?c)\b\.?", re.IGNORECASE)
_FOR_PROFIT: Final = re.compile(
    r"^(?:university of (?:phoenix|fairfax|the potomac|st augustine for .*)|devry(?: university)?|strayer university|"
    r"capella university|walden university|full sail university|academy of art university|argosy university|"
    r"ashford university|kaplan university|south university|westwood college|brookline college|sullivan university|"
    r"american public university(?: system)?|american military university|colorado technical university|"
    r"grantham university|chamberlain (?:university|college of nursing)|carrington college|ecpi university|"
    r"post university|monroe college|berkeley college|lincoln college of technology|galen college of nursing|"
    r"rasmussen (?:university|college)|herzing university|keiser career college|virginia international college|"
    r"corinthian colleges|"
    r"american national university|bryant stratton college|stratford university|everest (?:college|university)|"
    r"mariscal ayacucho university|northcentral university|jones international university|hamburger university)\b"
)


def read_cap_exempt(
    names: Sequence[str],
    domain: str | None,
    statements: Iterable[Statement],
    *,
    institution: Institution | None = None,
    attested: Attestation | None = None,
) -> CapExempt:
    """Return likely, possible or unknown with the reason; ``names``: of the posting and of the matched filer.

    In the order of what is said: the posting, the IPEDS survey, the employer's attestations, its web domain, its name.
    """
    for statement in statements:
        if statement.kind == "cap_exempt":
            return CapExempt(value="likely", reason=f'The posting states it: "{statement.quote}"')
    if institution is not None:
        return _of_survey(institution)
    if attested is not None:
        case = f", latest {attested.case_number}" if attested.case_number else ""
        said = " and ".join(attested.kinds)
        reason = f"The employer states in {attested.requests} prevailing wage requests{case} that it is {said}."
        return CapExempt(value="likely", reason=reason)
    if domain is not None and domain.lower().rstrip(".").endswith(".edu"):
        return CapExempt(
            value="likely", reason=f"The web domain {domain} is of the kind given to institutions of higher education."
        )
    value, why = _by_names(tuple(names))
    return CapExempt(value=value, reason=why)


def _of_survey(found: Institution) -> CapExempt:
    said = f"The IPEDS survey states that {found.name} ({found.state}) is {found.control}; {found.found_by}."
    if found.control == "for profit":
        return CapExempt(value="unknown", reason=f"{said} An institution for profit is not among the exempt kinds.")
    if not found.is_itself:
        reason = f"{said} What files is its hospital or clinic, which is exempt when related to it."
        return CapExempt(value="possible", reason=reason)
    if not found.gives_degrees:
        return CapExempt(value="possible", reason=f"{said} It gives no degrees, and USCIS decides on each petition.")
    return CapExempt(value="likely", reason=f"{said} USCIS decides on each petition.")


@lru_cache(maxsize=4096)
def _by_names(names: tuple[str, ...]) -> tuple[Literal["likely", "possible", "unknown"], str | None]:
    """Return value and reason; an employer has many postings under the same names."""
    for name in names:
        if is_institution_name(name):
            said = f'"{name}" is the name of an institution of higher education'
            if _FIRM.search(name):
                return "possible", f"{said}, with a legal form of firms."
            return "likely", f"{said}; USCIS decides on each petition."
    for name in names:
        text = core(name)
        if _RELATED.search(text) and not _FIRM.search(name) and not _COMMERCIAL.search(text):
            return (
                "possible",
                f'"{name}" is named as a research or university-related body, which is exempt when nonprofit.',
            )
    return "unknown", None


def is_institution_name(name: str) -> bool:
    """Return whether a name has the form of an institution of higher education, and no word of another trade."""
    text = core(name)
    if _FOR_PROFIT.search(text) or _COMMERCIAL.search(text):
        return False
    if re.search(r"\b(?:hospitals?|medical (?:center|group)|health (?:care|system)|healthcare|park inc)\b", text):
        return False
    whole = _TAIL.sub("", text)
    if whole in ("university", "college", "the university", "the college"):
        return False
    return bool(_INSTITUTION.search(whole) or _SCHOOLS.search(text) or _SYSTEM.search(text))
