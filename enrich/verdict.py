"""The verdict on one posting: what it states, over what the filings of its employer say, with reasons to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from crawler.items import Place
from enrich.employers.match import Match
from enrich.evidence import NO_EVIDENCE, FilerEvidence
from enrich.filings import Coverage
from enrich.likelihood.history import NO_HISTORY, Groups, History, read_history
from enrich.likelihood.model import ModelFile, load_models
from enrich.likelihood.tags import TRACKS, UNKNOWN, TrackName
from enrich.reasons import say_counts, say_model, say_stated, say_who
from enrich.record import Filings, Sponsorship, Statement, Tag, Track, Tracks
from enrich.stated import Job, apply, read_stated

_STRONGEST: Final[tuple[Tag, ...]] = (
    "stated_yes",
    "likely",
    "possible",
    "unlikely",
    "unknown",
    "excluded_by_posting",
)
"""The posting's tag is that of its strongest track; it is excluded only when every track is."""


@dataclass(slots=True)
class Assessment:
    """What the filings say about one employer, for each kind of work once."""

    who: str
    """Which filer it is, and how that was found."""
    models: ModelFile | None = None
    """``None`` without a confident match."""
    filings: Filings | None = None
    coverage: Coverage = field(default_factory=Coverage)
    evidence: FilerEvidence = NO_EVIDENCE
    counts: str | None = None
    """Its filings in words; ``None`` without a confident match."""
    _known: dict[Groups, tuple[History, str | None]] = field(default_factory=dict)

    def history(self, groups: Groups = ()) -> History:
        """Return the verdict of the filings; ``groups`` are the SOC minor groups of the title, each with its share."""
        return self._read(groups)[0]

    def model(self, groups: Groups = ()) -> str | None:
        """Return the sentence about the model; ``None`` without a confident match."""
        return self._read(groups)[1]

    def _read(self, groups: Groups) -> tuple[History, str | None]:
        if self.filings is None or self.models is None:
            return NO_HISTORY, None
        key = groups if self.models.tells_occupations else ()
        found = self._known.get(key)
        if found is None:
            history = read_history(self.filings, self.coverage, self.models, key, self.evidence.marks)
            found = self._known[key] = (history, say_model(self.coverage, history, self.models))
        return found


def assess(
    match: Match | None,
    filings: Filings | None,
    coverage: Coverage,
    models: ModelFile | None = None,
    evidence: FilerEvidence = NO_EVIDENCE,
) -> Assessment:
    """Return what the filings of an employer say; ``match`` is ``None`` when no reference data are loaded.

    ``filings`` are those of a confident match, ``None`` for any other. Without ``models`` the shipped ones are asked.
    """
    if filings is None:
        return Assessment(say_who(match))
    counts = say_counts(filings, coverage, evidence.cases)
    return Assessment(say_who(match), models or load_models(), filings, coverage, evidence, counts)


def is_outside_us(places: Sequence[Place]) -> bool:
    """Return whether every place of work with a known country is outside the United States, and there is one."""
    countries = {place.country for place in places if place.country}
    return bool(countries) and "US" not in countries


def judge(
    places: Sequence[Place],
    statements: Sequence[Statement],
    assessment: Assessment,
    *,
    groups: Groups = (),
    employment_type: str | None = None,
    job_location_type: str | None = None,
) -> Sponsorship:
    """Return the tag, the verdict of each track and one to four reasons."""
    if is_outside_us(places):
        where = ", ".join(sorted({place.country for place in places if place.country}))
        reason = f"The place of work is outside the United States ({where}), where U.S. visa filings say nothing."
        return Sponsorship(tag="unknown", tracks=Tracks(**dict.fromkeys(TRACKS, UNKNOWN)), reasons=[reason])
    stated = read_stated(statements, Job(places, employment_type, job_location_type))
    history = assessment.history(groups).tracks
    verdicts: dict[TrackName, Track] = {track: apply(history[track], stated.effects.get(track)) for track in TRACKS}
    reasons = (assessment.who, assessment.counts, say_stated(stated, statements), assessment.model(groups))
    return Sponsorship(
        tag=min((track.tag for track in verdicts.values()), key=_STRONGEST.index),
        tracks=Tracks(**verdicts),
        reasons=[reason for reason in reasons if reason is not None],
    )
