"""What a worker does of the enrich stage: some postings, or some earlier versions of edited ones, at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import msgspec

from crawler.items import JobPosting
from enrich.copies.stage import SketchRow, sketch_posting
from enrich.enrichment import BoardFacts, Reference, query_of
from enrich.loaded import ReferenceAt, opened
from enrich.posting import enrich_one
from enrich.record import Tag

_POSTING: Final = msgspec.json.Decoder(JobPosting)

EnrichmentRow = tuple[str, str, str | None, str, str]
"""``posting, input_sha256, reference_version, model_version, record``."""
TagRow = tuple[str, str, str, Tag | None]
"""``posting, snapshot, input_sha256, tag``."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A posting to be enriched."""

    id: str
    content: str
    content_sha256: str
    input_sha256: str
    board: BoardFacts


@dataclass(frozen=True, slots=True)
class PostingsPart:
    """Postings that are enriched together."""

    reference: ReferenceAt
    keep_personal_data: bool
    postings: list[Unread]


@dataclass(slots=True)
class EnrichedPart:
    """What is to be written of them, in their order."""

    rows: list[EnrichmentRow] = field(default_factory=list)
    sketches: list[SketchRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    employers: dict[BoardFacts, set[int]] = field(default_factory=dict)
    """By board, the employers that were asked for, as hashes."""
    postings: int = 0
    last: str = ""
    """Id of the last of them."""


@dataclass(frozen=True, slots=True)
class OldVersion:
    """What an edited posting said before."""

    posting: str
    snapshot: str
    packed: bytes
    input_sha256: str
    board: BoardFacts


@dataclass(frozen=True, slots=True)
class VersionsPart:
    """Versions that are judged together."""

    reference: ReferenceAt
    versions: list[OldVersion]


def enrich_part(part: PostingsPart) -> EnrichedPart:
    """Enrich the postings of ``part``. Raises ``ReferenceElsewhere``."""
    done = EnrichedPart(postings=len(part.postings), last=part.postings[-1].id)
    with opened(part.reference) as data:
        if data is not None:
            data.take_asked()  # by whoever used the data before
        postings = list(_decoded(part.postings, done))
        if data is not None:
            # Of most postings the employer is that of one before; those that are new to the data are matched together.
            data.look_up((query_of(posting, unread.board), unread.board.employer) for unread, posting in postings)
        for unread, posting in postings:
            _enrich(unread, posting, part, data, done)
    return done


def _decoded(postings: list[Unread], done: EnrichedPart) -> Iterator[tuple[Unread, JobPosting]]:
    for unread in postings:
        try:
            yield unread, _POSTING.decode(unread.content)
        except msgspec.DecodeError as error:
            done.problems.append(f"{unread.id}: the ledger's content cannot be read ({error}); crawl the board again")


def _enrich(
    unread: Unread, posting: JobPosting, part: PostingsPart, data: Reference | None, done: EnrichedPart
) -> None:
    enriched = enrich_one(posting, unread.board, data, keep_personal_data=part.keep_personal_data)
    version = None if data is None else data.version
    record = msgspec.json.encode(enriched).decode()
    done.rows.append((unread.id, unread.input_sha256, version, part.reference.model_version, record))
    made_from = f"{unread.content_sha256}/{unread.input_sha256}"
    places, text = posting.job_location, enriched.description_text
    done.sketches.append(sketch_posting(unread.id, made_from, posting.title, places, text))
    if data is not None:
        done.employers.setdefault(unread.board, set()).update(data.take_asked())


def judge_part(part: VersionsPart) -> list[TagRow]:
    """The tag of each version of ``part``; ``None`` of one that cannot be read. Raises ``ReferenceElsewhere``."""
    with opened(part.reference) as data:
        return [
            (version.posting, version.snapshot, version.input_sha256, _tag(version, data)) for version in part.versions
        ]


def _tag(version: OldVersion, data: Reference | None) -> Tag | None:
    try:
        posting = _POSTING.decode(zlib.decompress(version.packed))
    except (zlib.error, msgspec.DecodeError):
        return None
    return enrich_one(posting, version.board, data).sponsorship.tag
