"""Answer many employer names in the form of the ``match`` command: one JSON object in, one out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

from enrich.employers.aliases import SHIPPED
from enrich.employers.index import EmployerIndex
from enrich.employers.match import TOGETHER, EmployerQuery, Match, match_all
from enrich.employers.normalise import core
from enrich.employers.numbers import read_number
from enrich.employers.store import load_index

QUERY_FIELDS: Final = ("name", "city", "state", "domain", "legal_name", "fein")


class QueryError(ValueError):
    """A query cannot be read; the message names its position and field and says what to do."""


def match_names(
    queries: Iterable[Mapping[str, Any]],
    reference: Path,
    *,
    aliases: Path = SHIPPED,
    explained: bool = False,
    places: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:
    """Yield ``{"query", "decision", "confidence", "rule", "reason", "filer", "candidates"}`` for each query, in order.

    A query is ``{"name", "city"?, "state"?, "domain"?, "legal_name"?, "fein"?}``; the fields of ``filer`` are null
    when the decision is ``none``. With ``explained`` also ``explanation``: ``{"core", "alias", "filings", "states",
    "links"}``, which is the name as it is compared, the row of the aliases that was used, and why each spelling of the
    filer belongs to it. Raises :class:`QueryError` for a query of another form, naming its place (of ``places``, by
    default its number), and ``ReferenceUnusable`` without filing data.
    """
    numbered = (f"query {number}" for number in count(1))
    placed = zip(places or numbered, queries, strict=False)
    return _answers(placed, load_index(reference, aliases=aliases), explained)


def _answers(
    placed: Iterator[tuple[str, Mapping[str, Any]]], index: EmployerIndex, explained: bool
) -> Iterator[dict[str, Any]]:
    while some := list(islice(placed, TOGETHER)):
        read: list[EmployerQuery] = []
        wrong: QueryError | None = None
        for where, query in some:
            try:
                read.append(read_query(query, where))
            except QueryError as error:
                wrong = error
                break
        for (_, query), asked, found in zip(some, read, match_all(read, index), strict=False):
            said = answer(dict(query), found)
            yield said | {"explanation": explain(asked, found, index)} if explained else said
        if wrong is not None:
            raise wrong


def explain(query: EmployerQuery, found: Match, index: EmployerIndex) -> dict[str, Any]:
    """What the decision rests on, for the reader."""
    key, filer = core(query.name), found.filer
    return {
        "core": key,
        "alias": index.alias_notes.get(key),
        "filings": filer.filings if filer is not None else None,
        "states": list(filer.states) if filer is not None else [],
        # A spelling without a link has the core that gave the filer its id.
        "links": {name: filer.links.get(name, "the same core name") for name in filer.names}
        if filer is not None
        else {},
    }


def read_query(query: Mapping[str, Any], where: str) -> EmployerQuery:
    """Return the query of one JSON object, whose other fields are ignored; raises :class:`QueryError`."""
    if not isinstance(query, Mapping):
        raise QueryError(f'{where}: not an object; give {{"name": "..."}}')
    values = {}
    for field in QUERY_FIELDS:
        value = query.get(field)
        if value is not None and not isinstance(value, str):
            raise QueryError(f"{where}: field {field!r} must be text, not {type(value).__name__}")
        values[field] = value
    if values["name"] is None:
        raise QueryError(f"{where}: field 'name' is missing")
    state = values["state"].strip().upper() or None if values["state"] else None
    fein = (values["fein"] or "").strip() or None
    if fein is not None:
        try:
            read_number(fein)
        except ValueError as error:
            raise QueryError(f"{where}: field 'fein': {error}; give nine digits such as 36-1234567") from error
    return EmployerQuery(values["name"], values["city"], state, values["domain"], values["legal_name"], fein=fein)


def answer(query: Mapping[str, Any], found: Match) -> dict[str, Any]:
    """Return the output object of one decision."""
    filer = found.filer
    return {
        "query": query,
        "decision": found.decision,
        "confidence": found.confidence,
        "rule": found.rule,
        "reason": found.reason,
        "filer": {
            "id": filer.id if filer is not None else None,
            "name": filer.name if filer is not None else None,
            "names": list(filer.names) if filer is not None else [],
        },
        "candidates": [{"id": c.id, "name": c.name, "score": c.score, "why_not": c.why_not} for c in found.candidates],
    }
