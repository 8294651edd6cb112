"""What the enrich stage emits: the evidence and the verdict for one posting, and the whole feed record.

The field order of :class:`EnrichedPosting` is the field order of the feed. ``None`` means unknown; an empty list means
that the text was read and nothing of the kind was found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from crawler.items import HiringOrganization, JobLocationType, Pay, Place, Posted

SCHEMA_VERSION = "1.0.0"
"""Semantic version of the feed record: a removed or retyped field is a new major, an added one a new minor."""

StatementKind = Literal[
    "offers",
    "no_sponsorship",
    "conditional",
    "citizenship_or_clearance_required",
    "export_control",
    "work_authorization_required_only",
    "e_verify",
    "cap_exempt",
]
SeniorityLevel = Literal[
    "intern",
    "entry",
    "mid",
    "senior",
    "staff",
    "principal",
    "lead",
    "manager",
    "director",
    "vice_president",
    "executive",
]
Tag = Literal["stated_yes", "excluded_by_posting", "likely", "possible", "unlikely", "unknown"]
Decision = Literal["match", "review", "none"]
BelowLevelOne = Literal["no", "possible", "yes"]
WageReason = Literal[
    "no_wage_data",
    "outside_us",
    "no_place",
    "no_occupation",
    "no_pay",
    "other_currency",
    "not_base_pay",
    "no_unit",
    "implausible_pay",
    "no_level",
]


@dataclass(slots=True, kw_only=True)
class Statement:
    """One thing the posting says about visas, citizenship or work authorization, with the words that say it."""

    kind: StatementKind
    value: str | None
    """Finer mark of the kind (``transfer_only``, ``us_person``), ``None`` when there is none."""
    quote: str
    """Exactly ``description_text[start:end]``."""
    start: int
    """Offset in Unicode code points."""
    end: int
    rule: str
    """Id of the rule that read it."""
    scope: list[str] = field(default_factory=list)
    """For whom it holds where the posting says so, each as ``what:value``: ``country:GB``, ``place:london`` (office),
    ``employment_type:INTERN``, ``work_mode:remote``, ``visa:TN``; empty when it is about this job and any visa."""


@dataclass(slots=True, kw_only=True)
class ExperiencePath:
    """One accepted combination of degree and years."""

    degree: str | None
    min_years: float | None


@dataclass(slots=True, kw_only=True)
class Experience:
    """Years of experience asked for."""

    min_years: float | None
    max_years: float | None
    paths: list[ExperiencePath] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Education:
    """Degree asked for."""

    required: str | None
    preferred: str | None
    fields: list[str] = field(default_factory=list)
    equivalent_ok: bool | None = None


@dataclass(slots=True, kw_only=True)
class EbHint:
    """Employment-based category that the stated requirements would suit, and the line it was read from."""

    value: Literal["EB-2", "EB-3", "unclear"]
    quote: str


@dataclass(slots=True, kw_only=True)
class Seniority:
    """Level of the job as its title or its text names it; a grade of the employer ("Engineer II") is none."""

    levels: list[SeniorityLevel]
    """Several when several are hired for (``Sr./Staff``)."""
    quote: str
    """The title, or the sentence of the text."""
    source: Literal["title", "text"]


@dataclass(slots=True, kw_only=True)
class WorkMode:
    """One thing the text says about where the work is done."""

    value: JobLocationType
    days_on_site: float | None
    """Days a week, the least asked for; ``None`` when the text does not say."""
    scope: str | None
    """Whom it is limited to, in the text's words; ``None`` when it holds for all."""
    quote: str
    """Exactly ``description_text[start:end]``."""
    start: int
    """Offset in Unicode code points."""
    end: int


@dataclass(slots=True, kw_only=True)
class StatedPlace:
    """A place of work that the text names in a line or a sentence about the location of the job."""

    locality: str | None
    region: str | None
    """For U.S. places the two-letter USPS code."""
    country: str | None
    """ISO 3166-1 alpha-2 code."""
    quote: str
    """Exactly ``description_text[start:end]``."""
    start: int
    """Offset in Unicode code points."""
    end: int


@dataclass(slots=True, kw_only=True)
class OccupationShare:
    """One occupation the title may mean."""

    soc: str
    """SOC 2018 code, ``15-1252``."""
    title: str
    """Title of the occupation."""
    share: float
    """Probability, 0 to 1; what the shares lack to 1 is doubt."""


@dataclass(slots=True, kw_only=True)
class SelectionEntries:
    """How often a registration at the lowest posted wage would count in the wage-weighted H-1B selection, 1 to 4."""

    min: int
    max: int
    """The same where occupation or place leaves it open and the better case holds."""


@dataclass(slots=True, kw_only=True)
class WageLevel:
    """OFLC wage levels (1 to 4; 0 is below level I) that the posted pay meets, over occupations and places."""

    min: int | None
    """Of the lowest stated pay, where it is lowest; ``None`` when only a most is stated."""
    max: int | None
    """Of the highest stated pay, where it is highest; ``None`` when only a least is stated."""
    soc: str
    """The likeliest occupation."""
    area: str
    """Code of the wage area; a state's abbreviation or ``US`` where every area of it is taken; several by ``; ``."""
    wage_year: str
    """July to June: ``2025-26``."""
    socs: list[str]
    """Occupations that were taken, likeliest first."""
    areas: int
    """How many areas were taken."""
    below_level_1: BelowLevelOne | None
    """Whether the lowest stated pay is below level I: ``possible`` when it depends on occupation or place."""
    entries: SelectionEntries | None
    """``None`` when no lowest pay is stated."""
    rule: str
    """Version of the rules by which levels are set and counted."""


@dataclass(slots=True, kw_only=True)
class Filer:
    """Which filer the employer of the posting was matched to, and how."""

    id: str | None
    name: str | None
    decision: Decision
    confidence: float
    """Probability, 0 to 1, that ``id`` is the employer; 0 when ``decision`` is ``none``."""
    rule: str
    members: list[str] = field(default_factory=list)
    """Spellings in the filing data that are counted for this filer, sorted."""


@dataclass(slots=True, kw_only=True)
class FilingCount:
    """Filings of one filer by source, visa class, fiscal year, occupation group and outcome."""

    source: str
    """``uscis`` (petitions decided), ``lca`` (labor condition applications decided) or ``perm`` (applications for
    permanent labor certification decided)."""
    visa_class: str
    """As the source writes it: ``H-1B``, ``E-3 Australian``, ``H-1B1 Chile``, ``H-1B1 Singapore``; ``PERM``."""
    fiscal_year: int
    soc_group: str | None
    """SOC minor group (``15-1200``); ``None`` where the source has no occupation."""
    status: str
    """``approved``, ``denied`` (uscis); ``certified``, ``certified_withdrawn``, ``withdrawn``, ``denied`` (lca);
    ``certified``, ``certified_expired``, ``withdrawn``, ``denied`` (perm). What was withdrawn or expired after
    certification had been certified, and counts as granted."""
    employment: Literal["new", "continuing"] | None
    """New hires against people already employed, where the source tells them apart."""
    filings: int
    positions: int | None
    """Worker positions on the filings; ``None`` for uscis, which counts petitions."""


@dataclass(slots=True, kw_only=True)
class Filings:
    """The filing record of the matched filer."""

    counts: list[FilingCount]
    first_fiscal_year: int | None
    last_fiscal_year: int | None
    """Window of the loaded reference data, not of this filer: a year in it without a count is a true zero."""
    files: list[str]
    """Names of the loaded files that the counts come from, sorted."""


@dataclass(slots=True, kw_only=True)
class CapExempt:
    """Whether the employer may be exempt from the H-1B cap, and why we say so."""

    value: Literal["likely", "possible", "unknown"]
    reason: str | None


@dataclass(slots=True, kw_only=True)
class Track:
    """Verdict for one visa track."""

    tag: Tag
    probability: float | None
    """That the filer has at least one such filing in the next fiscal year; not that this posting sponsors."""


@dataclass(slots=True, kw_only=True)
class Tracks:
    """Verdict for each visa track."""

    h1b: Track
    h1b_new: Track
    perm: Track
    e3: Track
    h1b1: Track


@dataclass(slots=True, kw_only=True)
class Sponsorship:
    """The verdict: the tag of the strongest track, every track, and reasons that a reader can check."""

    tag: Tag
    tracks: Tracks
    reasons: list[str]


@dataclass(slots=True, kw_only=True)
class Redacted:
    """How much was taken out of title, department and description because it belongs to a person."""

    emails: int
    phones: int
    names: int
    """Of contacts, recruiters and managers, and addresses of their profiles."""
    links: int
    """Links that led to an address, a number or a profile of a person; their words stay."""


@dataclass(slots=True, kw_only=True)
class Enrichment:
    """Everything derived from one posting: what its text says, who its employer is, and the verdict."""

    description_text: str | None
    language: str | None = None
    base_salary: list[Pay]
    """Pay from the system's fields first, then pay read from the text."""
    statements: list[Statement]
    experience: Experience | None
    education: Education | None
    eb_hint: EbHint | None
    seniority: Seniority | None
    work_mode: list[WorkMode]
    work_places: list[StatedPlace]
    occupational_category: list[OccupationShare]
    wage_level: WageLevel | None
    wage_level_reason: WageReason | None
    filer: Filer
    filings: Filings | None
    cap_exempt: CapExempt
    sponsorship: Sponsorship
    redacted: Redacted | None
    """``None`` when the operator keeps what belongs to persons."""
    reference_version: str | None
    model_version: str


@dataclass(slots=True, kw_only=True)
class DuplicateEvidence:
    """Why a posting is said to be a second door to another one."""

    rule: str
    """``same_page`` (both have one address), ``applies_at`` (one sends applicants to the other), ``same_application``
    (both send them to one address), ``same_requisition`` (one employer, requisition id and title, and no place that
    contradicts); of several the strongest, in this order."""
    value: str
    """What both have in common: a posting's address in one spelling, or employer, requisition id and title."""


@dataclass(slots=True, kw_only=True)
class Copies:
    """Postings of the same board with nearly the same text: facts about them, no judgement.

    Nearly the same: of the runs of three words in either text, four fifths are in both. Texts of fewer than 30 words
    are not compared.
    """

    text_group: str
    """Shared by postings of the board with nearly one text."""
    open_alike: int
    """Open postings of the board in the group, this one included if it is open."""
    reposts: int
    """Postings of the group with the same title and places that had closed when this one came."""
    first_posted: str
    """``first_seen`` of the earliest of those, of the posting itself when there is none."""


@dataclass(slots=True, kw_only=True)
class Provenance:
    """Where a record comes from and what made it."""

    snapshot: str
    """Path of the snapshot file under the data folder's ``snapshots``."""
    source_sha256: str | None
    parser_version: str
    reference_version: str | None
    model_version: str


@dataclass(slots=True, kw_only=True)
class EnrichedPosting:
    """One line of the feed."""

    schema_version: str
    """Version of this record's shape: a new major may remove or retype a field, a new minor only adds fields."""
    id: str
    """``<ats>:<token>:<id at the ATS>``, the primary key in every output; it never changes while the posting lives."""
    board: str
    """``<ats>:<token>`` of the careers site the posting was read from."""
    url: str
    """Canonical page of the posting, http or https."""
    apply_url: str | None
    """Where a person applies, http or https."""
    identifier: str | None
    """Requisition id at the employer."""
    title: str
    """As published."""
    hiring_organization: HiringOrganization
    """Who hires, as the posting says it; ``filer`` says who files."""
    description_html: str | None
    """Sanitised HTML of the description."""
    description_text: str | None
    """The same as plain text; every offset in this record counts its Unicode code points."""
    language: str | None = None
    """Language of the description, ISO 639-1, told from its beginning; ``None`` when too little tells. Statements and
    requirements are read from English alone."""
    job_location: list[Place]
    """Places of work; empty when the posting names none."""
    job_location_type: JobLocationType | None
    """``remote``, ``hybrid`` or ``onsite``, only when the posting says so."""
    employment_type: str | None
    """schema.org style: ``FULL_TIME, PART_TIME, CONTRACTOR, TEMPORARY, INTERN, VOLUNTEER, PER_DIEM, OTHER``."""
    department: str | None
    """Department or team, in the employer's words."""
    date_posted: Posted | None
    """When the employer says it was posted; ``first_seen`` is when we saw it."""
    valid_through: str | None
    """Last day the employer says the posting is valid: ``YYYY-MM-DD`` or UTC ``YYYY-MM-DDTHH:MM:SSZ``."""
    base_salary: list[Pay]
    """Stated pay: from the system's fields first, then read from the text."""
    status: Literal["open", "closed"]
    """``open`` until a complete listing of the board lacks it."""
    first_seen: str
    """Crawl time of the first snapshot that holds the posting, UTC ``YYYY-MM-DDTHH:MM:SSZ``."""
    last_seen: str
    """It was on the board at least until then, UTC: to the second once closed; while open less than 7 days behind the
    newest listing, whose time the manifest has for each board."""
    changed_at: str
    """Crawl time of the snapshot in which the content last differed; ``first_seen`` when it never did."""
    closed_at: str | None
    """Crawl time of the snapshot that closed it; ``None`` while open."""
    close_reason: str | None
    """``absent_from_complete_listing``, or ``valid_through`` when the stated last day had passed as well."""
    duplicate_of: str | None
    """Id of the posting this one is a second door to, in the feed with the same status; ``None`` when none is known."""
    duplicate_evidence: DuplicateEvidence | None
    """The rule that says so, and what both postings have in common; ``None`` exactly when ``duplicate_of`` is."""
    group_id: str | None
    """Shared by postings of one job in several places; ``None`` when not grouped."""
    copies: Copies | None
    """Postings of the board with nearly the same text; ``None`` when there is no other."""
    statements: list[Statement]
    """What the text says about visas, citizenship and work authorization, strongest kind first."""
    experience: Experience | None
    """Years asked for; ``None`` when the text does not say."""
    education: Education | None
    """Degree asked for; ``None`` when the text does not say."""
    eb_hint: EbHint | None
    """Employment-based category the stated requirements would suit."""
    seniority: Seniority | None
    """Level that the title or the text names; ``None`` when neither does."""
    work_mode: list[WorkMode]
    """Where the text says the work is done; ``job_location_type`` is what the system's own field says."""
    work_places: list[StatedPlace]
    """Places that the text names as those of the job; ``job_location`` is what the system's own field says."""
    occupational_category: list[OccupationShare]
    """At most three occupations the title may mean, likeliest first."""
    wage_level: WageLevel | None
    """OFLC wage level of the posted pay; ``None`` when pay, place or occupation is unknown."""
    wage_level_reason: WageReason | None
    """Why there is no wage level; ``None`` exactly when there is one."""
    filer: Filer
    """Which filer in the government data the employer was matched to."""
    filings: Filings | None
    """What that filer filed; ``None`` without a match."""
    cap_exempt: CapExempt
    """Whether the employer may be exempt from the H-1B cap."""
    sponsorship: Sponsorship
    """The verdict."""
    redacted: Redacted | None = None
    """How much was taken out because it belongs to a person (docs/privacy.md); ``None`` when the operator keeps it."""
    provenance: Provenance
    """Where this record comes from and what made it."""
