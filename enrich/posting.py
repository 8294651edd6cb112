"""Enrich one posting with the loaded reference data, and tell what the result depends on."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import msgspec

from crawler.items import JobPosting
from enrich.enrichment import NO_EMPLOYER, BoardFacts, Reference, enrich_posting, query_of, read_text
from enrich.likelihood.model import load_models
from enrich.occupations.store import bundled_roles
from enrich.privacy.redact import redact_posting
from enrich.record import Enrichment, Redacted


@cache
def code_version() -> str:
    """Return a digest of the enrich code and its tables, so that a change of a rule enriches again."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".csv", ".json", ".toml"):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def enrich_one(
    posting: JobPosting, board: BoardFacts, data: Reference | None, *, keep_personal_data: bool = False
) -> Enrichment:
    """Return the enrichment of one posting with the loaded reference data."""
    redacted: Redacted | None = None
    if not keep_personal_data:
        posting, redacted = redact_posting(posting)
    employer = data.employer(query_of(posting, board), board.employer) if data is not None else NO_EMPLOYER
    version = data.version if data is not None else None
    roles = data.roles if data is not None else bundled_roles()
    wages = data.wages if data is not None else None
    role = roles.read(posting.title)
    reading, model = read_text(posting), model_version_of(data)
    return enrich_posting(
        *(posting, board, employer, reading, version),
        role=role,
        model_version=model,
        wages=wages,
        redacted=redacted,
    )


def stamp_of(data: Reference | None) -> str | None:
    """Return the version of the loaded data and of the aliases, an operator's own among them."""
    return data.index.reference_version if data is not None else None


def model_version_of(data: Reference | None) -> str:
    """Return the version of the models in use: the operator's own, else the shipped ones."""
    return data.models.version if data is not None else load_models().version


def input_digest(
    content_sha256: str, board: BoardFacts, reference_version: str | None, model_version: str, *, keep: bool = False
) -> str:
    """Return a digest of all that the enrichment of a posting depends on."""
    facts = (board.employer, board.domain, board.fein)
    parts = (content_sha256, *facts, reference_version, model_version, code_version(), keep)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
