"""A published folder with postings by somebody who means harm, among ordinary ones."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from crawler.items import HiringOrganization, JobPosting, Place
from crawler.ledger import fold_snapshots
from exports.publication import export
from tests.exports.editions import a_rich_posting, enrich
from tests.ledger.crawls import ACME, at, crawl

MARK = "hurt-by-a-posting"
"""What a hostile posting would set as the page's title if it could run anything."""

_RUN = f"document.title='{MARK}'"
SCRIPT = f"<script>{_RUN}</script>"
HANDLER = f'"><img src=x onerror="{_RUN}">'
TEMPLATE = "{{ 7 * 7 }}{% raw %}${7*7}"
PATH = "../../../etc/passwd"
CONTROLS = "a\x07b\x1b[31mc\u202edet\u2066x\x85"

NAMES = (
    SCRIPT,
    HANDLER,
    TEMPLATE,
    PATH,
    CONTROLS,
    "'; DROP TABLE posting; --",
    'Quo"te & Sons; /slash\\',
    "%2e%2e~2F~7E",
    "?x=1#y",
)
"""Names of employers that are also titles and texts."""


def hostile_postings() -> list[JobPosting]:
    """One posting for each name, with everything in it hostile."""
    return [_posting(number, name) for number, name in enumerate(NAMES, 100)]


def publish_hostile(folder: Path) -> Path:
    """The folder ``out`` of an export of these and of thirty ordinary postings."""
    ordinary = [a_rich_posting(number) for number in range(1, 31)]
    crawl(folder / "snapshots", at(1), [*ordinary, *hostile_postings()])
    fold_snapshots(folder / "snapshots", folder / "ledger.db")
    enrich(folder / "ledger.db")
    out = export(folder / "ledger.db", None, folder / "out").out
    _defile(out / "jobs.db")
    return out


def _defile(dump: Path) -> None:
    """Put back what the export has cleaned away: the pages are to hold without it."""
    with closing(sqlite3.connect(dump)) as db, db:
        db.execute(
            "UPDATE posting SET url = ?, apply_url = ?, description_text = ? || description_text WHERE employer <> ?",
            (f"javascript:{_RUN}", f" JaVa\nScRiPt:{_RUN}", SCRIPT, ACME.employer),
        )
        db.execute("UPDATE statement SET quote = quote || ?, rule = ?", (SCRIPT, HANDLER))
        db.execute("UPDATE posting SET reasons = ?, filer_rule = ?", (json.dumps([SCRIPT, CONTROLS]), HANDLER))
        db.execute("UPDATE board SET employer = ?, reason = ?", (SCRIPT, HANDLER))


def _posting(number: int, name: str) -> JobPosting:
    fields: dict[str, Any] = {
        "id": f"greenhouse:acme:{name}",
        "title": name,
        "hiring_organization": HiringOrganization(name=name),
        "url": f"javascript:{_RUN}",
        "apply_url": f"JaVaScRiPt:{_RUN}",
        "department": name,
        "identifier": name,
        "job_location": [Place(raw=name, locality=name, region=name, country="US")],
        "description_html": f'<p>{name}</p>{SCRIPT}<p onclick="{_RUN}">We do not sponsor visas for this role.</p>',
    }
    return a_rich_posting(number, **fields)
