"""The records a crawl emits: board, posting and snapshot header. Standard library only, so every stage can read them.

Field names are schema.org JobPosting properties in snake_case. What a site said is kept beside what we made of it
(``raw`` next to the parsed value); what it did not say is ``None``, never a default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

JobLocationType = Literal["remote", "hybrid", "onsite"]
DatePrecision = Literal["second", "day", "relative", "floor"]
PayUnit = Literal["YEAR", "MONTH", "WEEK", "DAY", "HOUR"]
PayKind = Literal["base", "ote", "total", "unspecified"]
PaySource = Literal["ats_field", "jsonld", "text"]
Outcome = Literal["complete", "partial", "empty", "gone", "blocked", "failed"]
WHOLE: Final = ("complete", "empty")
"""Outcomes of a crawl that was shown the whole board."""


@dataclass(slots=True, kw_only=True)
class Board:
    """One employer's careers site on one system: a row of ``boards.csv`` after recognition."""

    employer: str
    """The employer's name as the operator wrote it."""
    url: str
    """The careers page a person would open."""
    ats: str
    """Name of the system, which is the spider's name (``greenhouse``)."""
    token: str
    """The employer's key at the system, unique within ``ats`` (``stripe``, ``gdit/External_Career_Site``)."""
    domain: str | None = None
    """The employer's web domain, as given by the operator."""
    fein: str | None = None
    """Federal employer identification number, nine digits as ``12-3456789``, as given by the operator."""

    @property
    def id(self) -> str:
        """``<ats>:<token>``, the primary key of a board everywhere."""
        return f"{self.ats}:{self.token}"


@dataclass(slots=True, kw_only=True)
class HiringOrganization:
    """Who hires, as the posting says it."""

    name: str
    legal_name: str | None = None
    """Set only when the system has a field for the legal entity (Workday's ``hiringOrganization.name``)."""
    domain: str | None = None


@dataclass(slots=True, kw_only=True)
class Place:
    """One place of work."""

    raw: str
    """The source's own words."""
    locality: str | None = None
    region: str | None = None
    """For U.S. places the two-letter USPS code."""
    country: str | None = None
    """ISO 3166-1 alpha-2 code."""
    postal_code: str | None = None


@dataclass(slots=True, kw_only=True)
class Posted:
    """A publication date with how much of it is known."""

    value: str | None
    """``YYYY-MM-DD`` or UTC ``YYYY-MM-DDTHH:MM:SSZ``; ``None`` when ``raw`` could not be read."""
    raw: str
    precision: DatePrecision | None
    """``relative``: counted back from the crawl's day ("8 Days Ago"), a day off at most; ``floor``: then or before."""


@dataclass(slots=True, kw_only=True)
class Pay:
    """One stated pay range."""

    min_value: float | None
    max_value: float | None
    currency: str | None
    """ISO 4217 code."""
    unit_text: PayUnit | None
    kind: PayKind
    scope: str | None = None
    """Place or level the range is limited to, in the source's words."""
    raw: str
    source: PaySource


class IncompletePosting(ValueError):
    """A posting without a required field. ``posting_id`` is its id where that much is known."""

    def __init__(self, message: str, posting_id: str | None) -> None:
        super().__init__(message)
        self.posting_id = posting_id


@dataclass(slots=True, kw_only=True)
class JobPosting:
    """One posting as published.

    Raises :class:`IncompletePosting` when a required field is empty, so a broken mapping fails at the call instead of
    publishing a null.
    """

    id: str
    """``<ats>:<token>:<id at the ATS>``, the primary key in every output."""
    board: str
    """``Board.id``."""
    url: str
    """Canonical page of the posting."""
    title: str
    hiring_organization: HiringOrganization
    apply_url: str | None = None
    identifier: str | None = None
    """Requisition id at the employer."""
    description_html: str | None = None
    """Sanitised HTML; plain text from the source is wrapped in paragraphs."""
    job_location: list[Place] = field(default_factory=list)
    job_location_type: JobLocationType | None = None
    employment_type: str | None = None
    """schema.org style: ``FULL_TIME, PART_TIME, CONTRACTOR, TEMPORARY, INTERN, VOLUNTEER, PER_DIEM, OTHER``."""
    department: str | None = None
    date_posted: Posted | None = None
    valid_through: str | None = None
    """``YYYY-MM-DD`` or UTC ``YYYY-MM-DDTHH:MM:SSZ``."""
    base_salary: list[Pay] = field(default_factory=list)
    """Pay from the system's own fields; pay in the text is read by the enrich stage."""
    source_sha256: str | None = None
    """Of the source records this posting was read from."""
    detail_missing: bool = False
    """The system has a detail record and it could not be had: the posting holds what the list said."""
    listed_sha256: str | None = None
    """Of the list entry, where there is a detail record: while it stays the same the detail is not asked again."""
    detail_at: str | None = None
    """When the detail was fetched, UTC ISO 8601; before ``crawled_at`` when it was carried forward."""

    def __post_init__(self) -> None:
        for name in ("id", "board", "url", "title"):
            if not getattr(self, name):
                raise IncompletePosting(f"posting without {name}", self.id or None)
        if not self.hiring_organization.name:
            raise IncompletePosting("posting without hiring_organization.name", self.id)


@dataclass(slots=True, kw_only=True)
class Snapshot:
    """Header of a snapshot file: what one crawl of one board collected, and whether that is all there is."""

    format: str
    """``sponsorfeed-snapshot/1``."""
    run: str
    """Run id: the run's start as ``YYYYMMDDTHHMMSSZ``."""
    board: Board
    crawled_at: str
    """The run's start, UTC ISO 8601; under replay the archive's (earliest WARC-Date)."""
    outcome: Outcome
    """``complete``: every open posting is here. Only a complete (or proven empty) snapshot can close a posting."""
    reason: str | None
    """Why the outcome is not ``complete``, in words an operator can act on."""
    advertised_total: int | None
    """What the board said it has, a job in two rows counted once; ``None`` when it does not say."""
    collected: int
    unreadable: int
    """Postings that the mapping could not read."""
    unreadable_ids: list[str] = field(default_factory=list)
    """Ids of those among them that are known: they are on the board, so they are not closed."""
    detail_missing: int
    requests: int
    carried: int = 0
    """Postings taken over from ``carried_from``, because nothing says that they changed."""
    carried_from: str | None = None
    """Path of that snapshot under the snapshots folder."""
    etag: str | None = None
    last_modified: str | None = None
    """What the server calls this version of a listing that is one answer."""
    problems: list[str] = field(default_factory=list)
    """At most 20 messages, each naming the URL or posting."""
    parser_version: str = ""
