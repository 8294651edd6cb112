"""Read the places of work that a posting names itself, in a line or a sentence about its location.

Names are resolved only as far as the text goes: a state or a country beside the city, never a guess from the city.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrich.record import StatedPlace
from enrich.reference.places import STATE_CODES, STATE_NAMES
from enrich.text.document import Document
from enrich.text.gated import Gated
from enrich.text.page import in_spans

_COUNTRY_TABLE = """
US=US|U.S.=US|U.S=US|USA=US|U.S.A.=US|United States=US|United States of America=US|UK=GB|U.K.=GB
United Kingdom=GB|England=GB|Scotland=GB|Canada=CA|Mexico=MX|Ireland=IE|Germany=DE|France=FR|Spain=ES
Portugal=PT|Italy=IT|Netherlands=NL|Belgium=BE|Switzerland=CH|Austria=AT|Poland=PL|Czech Republic=CZ
Czechia=CZ|Romania=RO|Hungary=HU|Sweden=SE|Norway=NO|Denmark=DK|Finland=FI|India=IN|Singapore=SG|Japan=JP
China=CN|Australia=AU|New Zealand=NZ|Israel=IL|Brazil=BR|Argentina=AR|Colombia=CO|Chile=CL|Costa Rica=CR
Philippines=PH|South Korea=KR|Taiwan=TW|Turkey=TR|South Africa=ZA|United Arab Emirates=AE|UAE=AE|Ukraine=UA
Greece=GR|Estonia=EE
"""
_COUNTRIES = dict(entry.split("=") for entry in _COUNTRY_TABLE.strip().replace("\n", "|").split("|"))
"""Country as a posting writes it -> ISO 3166-1 alpha-2 code."""
_AMBIGUOUS_STATES = frozenset(("Georgia", "New York", "Washington"))
"""Names of states that are as likely something else when nothing stands beside them."""
_WORD = r"(?:St\.|Ft\.|Mt\.|D\.C\.|[A-Z][\w'\u2019-]*)"
_NAME = rf"{_WORD}(?: (?:de |of |del |la |los )?{_WORD}){{0,3}}"
_LINE = re.compile(
    r"[ \t]*(?:[-*\u2022] ?)?(?:(?:job|work|primary|office|position|role|hiring|main|other|additional) )?"
    r"(?:locations?|location\(s\)|place of work|work ?site)[ ]*[:|\u2013-][ ]*(?P<places>[^\n]{2,300})",
    re.IGNORECASE,
)
_SENTENCE = Gated(
    r"(?:\b(?:[Rr]ole|[Pp]osition|[Jj]ob|[Oo]pportunity|[Ii]nternship|[Cc]andidates?|[Aa]pplicants?|"
    r"[Yy]ou)\b[^.\n]{0,40}?"
    r"\b(?:based|located|reside|live)(?: full[- ]time)? (?:in|at|out of)(?: our| the)?(?: either)? "
    r"|\b(?:[Oo]n-?site|[Hh]ybrid|[Ii]n-[Pp]erson) (?:role|position|job|opportunity) in )"
    rf"(?P<places>{_NAME}(?:, ?(?:{_NAME}|[A-Z]{{2}}))*(?:(?:,? (?:or|and) |; ?){_NAME}(?:, ?(?:{_NAME}|"
    rf"[A-Z]{{2}}))*)*)",
    (
        *(f"{verb} {where}" for verb in ("based", "located", "reside", "live") for where in ("in ", "at ", "out of")),
        *(f"{verb} full" for verb in ("based", "located", "reside", "live")),
        *("position in ", "role in ", "job in ", "opportunity in "),
    ),
)
_BETWEEN = re.compile(r"\s*(?:;|\||\u2022|\s/\s|\bor\b|\band\b)\s*")
_DRESS = " \t,.()-\u2013"
_MODE = re.compile(
    r"\b(?:100% |fully )?(?:remote|hybrid|on-?site|in[- ]office|in[- ]person)\b[ ,:\u2013-]*(?:in |at )?|\(\s*\)",
    re.IGNORECASE,
)
_PART = re.compile(rf"{_NAME}")
_ZIP = re.compile(r" \d{5}(?:-\d{4})?$")
_LONGEST_LINE = 320


def read_work_places(text: str | Document) -> list[StatedPlace]:
    """The places that a posting's text names as those of the job, in text order, each once.

    Only what resolves to a state of the U.S. or a country is read; ``locality`` is the text's own spelling.
    """
    document = Document.of(text)
    found: list[StatedPlace] = []
    seen: set[tuple[str | None, str | None, str | None]] = set()
    last = -1
    for offset in document.words.offsets("places"):
        at = document.folded.origin(offset, offset + 1)[0]
        if at < last or not in_spans(document.spans, at):
            continue
        first = document.text.rfind("\n", max(0, at - _LONGEST_LINE), at) + 1 or max(0, at - _LONGEST_LINE)
        line = document.text[first : at + _LONGEST_LINE].split("\n", 1)[0]
        last = first + len(line)
        for place in _places(line, first):
            key = (place.locality, place.region, place.country)
            if key not in seen:
                seen.add(key)
                found.append(place)
    return found


def _places(line: str, offset: int) -> Iterator[StatedPlace]:
    """The places of one line, which starts at ``offset``."""
    named = _LINE.match(line)
    for match in [named] if named is not None else _SENTENCE.finditer(line):
        begin = match.start("places")
        for start, end in _pieces(match["places"]):
            quote = match["places"][start:end]
            resolved = _resolve(quote)
            if resolved is None:
                continue
            locality, region, country = resolved
            first = offset + begin + start
            yield StatedPlace(
                locality=locality, region=region, country=country, quote=quote, start=first, end=first + len(quote)
            )


def _pieces(places: str) -> Iterator[tuple[int, int]]:
    """The places of a list, without words of remote work and brackets around them."""
    begin = 0
    for cut in [*(match.span() for match in _BETWEEN.finditer(places)), (len(places), len(places))]:
        piece = places[begin : cut[0]]
        mode = _MODE.match(piece.lstrip(_DRESS))
        skipped = len(piece) - len(piece.lstrip(_DRESS)) + (mode.end() if mode else 0)
        body = piece[skipped:]
        tail = _MODE.search(body)
        body = body[: tail.start()] if tail else body
        stripped = body.strip(_DRESS) + ("." if body.rstrip(" ,)").endswith(("D.C.", "U.S.", "U.K.")) else "")
        start = begin + skipped + (body.find(stripped) if stripped else 0)
        if stripped:
            yield start, start + len(stripped)
        begin = cut[1]


def _resolve(quote: str) -> tuple[str | None, str | None, str | None] | None:
    """Locality, region and country of one place; ``None`` when neither state nor country is told."""
    parts = [part.strip() for part in _ZIP.sub("", quote).split(",")]
    if not 1 <= len(parts) <= 3 or not all(_PART.fullmatch(part) or part in _COUNTRIES for part in parts):
        return None
    country = _COUNTRIES.get(parts[-1]) if parts[-1] != "Georgia" else None
    if country is not None:
        parts = parts[:-1]
    region = _state(parts[-1], alone=len(parts) == 1 and country is None) if parts and country in (None, "US") else None
    if region is not None:
        parts = parts[:-1]
        country = "US"
    if country is None or len(parts) > 1 + (country != "US"):
        return None
    if len(parts) == 2:
        return parts[0], parts[1], country
    if parts and parts[0] in _COUNTRIES:
        return None
    return (parts[0] if parts else None), region, country


def _state(name: str, *, alone: bool) -> str | None:
    """The USPS code of a state by its code or name; two letters alone name none."""
    code = name.replace(".", "")
    if not alone and code in STATE_CODES:
        return code
    if alone and name in _AMBIGUOUS_STATES:
        return None
    return STATE_NAMES.get(name.upper())
