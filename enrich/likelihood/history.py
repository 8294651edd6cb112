"""What the filings of a matched filer say of each visa track, before the posting is heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from enrich.filings import Coverage, granted, is_class
from enrich.likelihood.case import Case, Marks, Tally, case_of
from enrich.likelihood.model import FittedModel, ModelFile
from enrich.likelihood.tags import TRACKS, UNKNOWN, VISA_CLASS, TrackName, tag_for
from enrich.record import Filings, Track

Groups = tuple[tuple[str, float], ...]
"""SOC minor groups that a title may mean, each with its share."""

SOURCES: Final[dict[TrackName, tuple[str, ...]]] = {
    "h1b": ("uscis", "lca"),
    "h1b_new": ("uscis", "lca"),
    "perm": ("perm",),
    "e3": ("lca",),
    "h1b1": ("lca",),
}
"""Where the filings of a track are; of sources that reach as far the one that says most is heard."""


@dataclass(frozen=True, slots=True)
class Part:
    """The probability for one SOC minor group."""

    group: str | None
    """``None`` for the filer as a whole."""
    share: float
    case: Case
    probability: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where the probability of a track comes from."""

    probability: float
    model: FittedModel
    source: str
    fiscal_year: int
    """The last year of the evidence."""
    is_whole: bool
    """False when that year is loaded in part, so that its counts are lower bounds."""
    parts: tuple[Part, ...]

    @property
    def is_borrowed(self) -> bool:
        """Return whether the model was fitted on another source: applications are then read as approvals."""
        return self.model.source != self.source


@dataclass(frozen=True, slots=True)
class History:
    """The verdict of the filings on each track."""

    tracks: dict[TrackName, Track]
    estimates: dict[TrackName, Estimate] = field(default_factory=dict)
    """By track, for those that have a probability."""


NO_HISTORY: Final = History(dict.fromkeys(TRACKS, UNKNOWN))


def tally_of(filings: Filings, source: str, visa: str) -> Tally:
    """Return the filings of one source and visa class."""
    tally = Tally()
    for count in filings.counts:
        if count.source == source and is_class(count.visa_class, visa):
            tally.add(count.fiscal_year, count.soc_group or "", count.status, count.employment, count.filings)
    return tally


def read_history(
    filings: Filings,
    coverage: Coverage,
    models: ModelFile,
    groups: Groups = (),
    marks: Mapping[tuple[str, TrackName, int], Marks] | None = None,
) -> History:
    """Return the verdict of the filings; ``groups`` are the SOC minor groups of the posting's title.

    The newest whole year and the one before are the evidence, or a part year of that time when it says more, since its
    counts can only be too low. Nothing decided in them is outside what was measured: unknown. A track without a fitted
    model is possible with grants of that time, and nothing makes it less.
    """
    tracks: dict[TrackName, Track] = {}
    estimates: dict[TrackName, Estimate] = {}
    for track in TRACKS:
        found = _estimate(track, filings, coverage, models, groups, marks or {})
        if found is not None:
            estimates[track] = found
            tracks[track] = Track(tag=tag_for(found.probability), probability=found.probability)
        else:
            tracks[track] = _unmeasured(track, filings, coverage)
    if "h1b" in estimates and "h1b_new" in estimates:
        tracks["h1b_new"] = _at_most(tracks["h1b_new"], estimates["h1b"].probability)
    return History(tracks, estimates)


def newest_whole(coverage: Coverage, sources: Sequence[str]) -> int:
    """Return the newest fiscal year that a source holds whole; without one, the year before the newest loaded."""
    years = [year for source in sources for year in coverage.of(source)]
    whole = [year.fiscal_year for year in years if year.is_whole]
    return max(whole, default=max((year.fiscal_year for year in years), default=1) - 1)


def _estimate(
    track: TrackName,
    filings: Filings,
    coverage: Coverage,
    models: ModelFile,
    groups: Groups,
    marks: Mapping[tuple[str, TrackName, int], Marks],
) -> Estimate | None:
    """Return the estimate that says most, those of a model for the kind of work before those for any."""
    since = newest_whole(coverage, SOURCES[track])
    found: list[tuple[bool, float, Estimate]] = []
    for source in SOURCES[track]:
        tally = tally_of(filings, source, VISA_CLASS[track])
        hub = tally_of(filings, "uscis", "H-1B") if source != "uscis" else None
        for last, is_whole in _evidence_years(tally, source, coverage, since):
            years = 2 if coverage.has(source, last - 1) else 1
            has_hub = hub is not None and coverage.has("uscis", last)
            model = _model(models, track, source, years, bool(groups), has_hub)
            if model is None:
                continue
            mark = marks.get((source, track, last), Marks())
            parts = _parts(model, tally, last, groups, mark, hub if has_hub else None, models.groups)
            if model.years == 1 and not model.by_occupation and not parts[0].case.last.decided:
                continue
            total = sum(part.share for part in parts)
            probability = round(sum(part.share * part.probability for part in parts) / total, 3)
            estimate = Estimate(probability, model, source, last, is_whole, parts)
            found.append((model.by_occupation, probability, estimate))
    return max(found, key=lambda item: item[:2], default=(False, 0.0, None))[2]


def _model(
    models: ModelFile, track: TrackName, source: str, years: int, has_groups: bool, has_hub: bool
) -> FittedModel | None:
    """Return the model for what is loaded; applications without one of their own borrow that of the hub's approvals."""
    by_work = models.find(track, source, years=years, by_occupation=True, hub=has_hub) if has_groups else None
    whole = by_work or models.find(track, source, years=years, by_occupation=False, hub=has_hub)
    if whole is not None or source != "lca" or track not in ("h1b", "h1b_new"):
        return whole
    return models.find(track, "uscis", years=years, by_occupation=False, hub=False)


def _parts(
    model: FittedModel,
    tally: Tally,
    last: int,
    groups: Groups,
    marks: Marks,
    hub: Tally | None,
    common: Mapping[str, float],
) -> tuple[Part, ...]:
    asked: Sequence[tuple[str | None, float]] = groups if model.by_occupation else ((None, 1.0),)
    parts = []
    for group, share in asked:
        case = case_of(tally, last, years=model.years, group=group, marks=marks, hub=hub, common=common)
        parts.append(Part(group, share, case, model.probability(case)))
    return tuple(parts)


def _evidence_years(tally: Tally, source: str, coverage: Coverage, since: int) -> list[tuple[int, bool]]:
    """Return the years that may be the last of the evidence, each with whether it is whole."""
    years = []
    for year in coverage.of(source):
        if year.fiscal_year < since:
            continue
        if year.is_whole and year.fiscal_year == since:
            if tally.year(since).decided or tally.year(since - 1).decided:
                years.append((since, True))
        elif tally.year(year.fiscal_year).granted:
            years.append((year.fiscal_year, year.is_whole))
    return years


def _unmeasured(track: TrackName, filings: Filings, coverage: Coverage) -> Track:
    """Return possible for a track with grants since the year before the newest whole one."""
    if track in ("h1b", "h1b_new"):
        return UNKNOWN
    since = newest_whole(coverage, ("perm",) if track == "perm" else ("uscis", "lca")) - 1
    for source in SOURCES[track]:
        years = [year.fiscal_year for year in coverage.of(source) if year.fiscal_year >= since]
        if any(granted(filings, source, year, VISA_CLASS[track]) for year in years):
            return Track(tag="possible", probability=None)
    return UNKNOWN


def _at_most(track: Track, most: float) -> Track:
    """Return a track whose probability is not above that of what contains it."""
    if track.probability is None or track.probability <= most:
        return track
    return Track(tag=tag_for(most), probability=most)
