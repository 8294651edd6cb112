"""What happened to the published postings: the ledger's events, and the edits that changed a verdict.

The ledger tells what the employers did. Whether an edit changed the tag is known once each version of the posting is
judged (:mod:`enrich.versions`), all with the data and the model of this export: a change of the tag is then an event at
the time of the edit. That new data or a new model change verdicts is no event; the change files say so (``derived``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from exports.records import Edition, ExportError
from exports.rows import Row

TAG_CHANGED = "tag_changed"
"""Kind of the events that are not the ledger's."""

_PUBLISHED = "SELECT id FROM posting WHERE status = 'open' OR closed_at >= :since"
_UNJUDGED = f"""
    SELECT count(*), min(version.posting) FROM version LEFT JOIN version_tag
        ON version_tag.posting = version.posting AND version_tag.snapshot = version.snapshot
    WHERE version_tag.posting IS NULL AND version.posting IN ({_PUBLISHED})
"""
# The id of a tag's change begins as no run does. Of two events of one moment it sorts behind the edit.
_EVENTS = f"""
    WITH judged AS (
        SELECT posting, snapshot, tag FROM version_tag
        UNION ALL
        SELECT posting.id, posting.snapshot, json_extract(record, '$.sponsorship.tag')
        FROM posting JOIN enrichment ON enrichment.posting = posting.id
        WHERE posting.id IN (SELECT posting FROM version)
    ), edit AS (
        SELECT event.*, tag, lag(tag) OVER (PARTITION BY event.posting ORDER BY at, event.id) AS tag_before
        FROM judged JOIN event ON event.posting = judged.posting AND event.snapshot = judged.snapshot
    ), told AS (
        SELECT id, posting, at, kind, fields, reason, snapshot, NULL AS tag_before, NULL AS tag_after FROM event
        UNION ALL
        SELECT 'tag/' || id, posting, at, '{TAG_CHANGED}', '[]', reason, snapshot, tag_before, tag
        FROM edit WHERE tag_before <> tag
    )
    SELECT * FROM told WHERE posting IN ({_PUBLISHED}) ORDER BY posting, at, id
"""


def read_events(db: sqlite3.Connection, edition: Edition) -> Iterator[Row]:
    """Rows of the dump's table ``event``, streamed. Raises :class:`ExportError` when a version is not judged yet."""
    missing, first = db.execute(_UNJUDGED, {"since": edition.since}).fetchone()
    if missing:
        raise ExportError(
            f"{missing} earlier versions of edited postings are not judged yet (the first is of {first});"
            " run `sponsorfeed enrich`, then export again"
        )
    return db.execute(_EVENTS, {"since": edition.since})
