"""Everything that one posting's text says, read in one go: what the enrich stage and the command ``read`` call."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.items import Pay
from enrich.record import EbHint, Education, Experience, Seniority, StatedPlace, Statement, WorkMode
from enrich.text.body import html_to_text
from enrich.text.document import Document
from enrich.text.page import posting_body
from enrich.text.pay import read_pay
from enrich.text.places import read_work_places
from enrich.text.reasons import why
from enrich.text.requirements import read_requirements
from enrich.text.seniority import read_seniority
from enrich.text.statements import explain_statements, read_statements
from enrich.text.work_mode import read_work_mode


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a posting says; ``None`` and empty lists mean that it is silent.

    Every quote and offset refers to ``description_text``.
    """

    description_text: str
    language: str | None
    """ISO 639-1, told from the beginning of the text; what is not English is left unread."""
    statements: list[Statement]
    pay: list[Pay]
    experience: Experience | None
    education: Education | None
    eb_hint: EbHint | None
    seniority: Seniority | None
    work_mode: list[WorkMode]
    work_places: list[StatedPlace]


@dataclass(slots=True, kw_only=True)
class Explanation:
    """One rule that fired or was vetoed: the span it read and why it came out so."""

    start: int
    end: int
    quote: str
    rule: str
    kind: str | None
    """Statement kind, ``pay``, ``requirement``, ``work_mode``, ``work_place``, or ``None`` for a veto."""
    counted: bool
    """Whether it is in the reading; a sentence counts once, for the strongest thing it says."""
    why: str


def read_posting(
    *, html: str | None = None, text: str | None = None, title: str | None = None, whole_page: bool | None = None
) -> Reading:
    """Read one posting from its HTML or its text; raises ``ValueError`` when neither or both are given.

    ``whole_page``: ``True`` when the input is a page with more than the posting (``description_text`` is then the
    posting alone), ``False`` when it is the posting and all of it must be read; by default the parts of a page that are
    plainly not the posting stay in ``description_text`` and are not read. A line that repeats ``title`` states nothing.
    """
    document = _document(html, text, whole_page)
    requirements = read_requirements(document)
    name = (title or "").strip()
    return Reading(
        description_text=document.text,
        language=document.language,
        statements=[s for s in read_statements(document) if s.quote != name],
        pay=read_pay(document),
        experience=requirements.experience,
        education=requirements.education,
        eb_hint=requirements.eb_hint,
        seniority=read_seniority(title, document),
        work_mode=read_work_mode(document),
        work_places=read_work_places(document),
    )


def explain_posting(
    *, html: str | None = None, text: str | None = None, title: str | None = None, whole_page: bool | None = None
) -> list[Explanation]:
    """Why :func:`read_posting` reads what it reads: every rule that fired or was vetoed, in text order."""
    document = _document(html, text, whole_page)
    found: list[Explanation] = []
    for f in explain_statements(document):
        repeats = f.quote == (title or "").strip()
        rule = "veto.title" if repeats else f.rule
        kind = None if repeats else f.kind
        counted = f.counted and not repeats
        found.append(
            Explanation(start=f.start, end=f.end, quote=f.quote, rule=rule, kind=kind, counted=counted, why=why(rule))
        )
    found.extend(_explained(document.text, [pay.raw for pay in read_pay(document)], "pay"))
    found.extend(_explained(document.text, read_requirements(document).quotes, "requirement"))
    modes = dict.fromkeys(mode.quote for mode in read_work_mode(document))
    found.extend(_explained(document.text, list(modes), "work_mode"))
    found.extend(_explained(document.text, [place.quote for place in read_work_places(document)], "work_place"))
    return sorted(found, key=lambda explanation: explanation.start)


def _document(html: str | None, text: str | None, whole_page: bool | None) -> Document:
    """The text to read, limited as ``whole_page`` says."""
    if (html is None) == (text is None):
        raise ValueError("give either html or text")
    plain = html_to_text(html) if html is not None else text or ""
    if whole_page is None:
        return Document(plain)
    if whole_page:
        plain = posting_body(plain)
    return Document(plain, [(0, len(plain))])


def _explained(text: str, quotes: list[str], kind: str) -> list[Explanation]:
    """Explanations of the words that pay or requirements were read from."""
    found: list[Explanation] = []
    for quote in quotes:
        start = text.find(quote)
        rule = f"{kind}.stated"
        found.append(
            Explanation(
                start=start, end=start + len(quote), quote=quote, rule=rule, kind=kind, counted=True, why=why(rule)
            )
        )
    return found
