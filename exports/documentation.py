"""``docs/feed.md`` and ``docs/dump.md``, written from the records and tables they describe.

``python -m exports.documentation`` writes both; a test fails while they are not current.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from enrich.record import SCHEMA_VERSION
from exports.columns import Table
from exports.datasette_metadata import SETTINGS
from exports.field_docs import class_doc, field_docs
from exports.manifest import (
    BoardState,
    ChangeFile,
    Counts,
    Coverage,
    FileEntry,
    LatestCrawl,
    Manifest,
    ReferenceData,
    ReferenceFile,
)
from exports.queries import QUERIES, Query
from exports.schema import RECORD_TYPES
from exports.table import COLUMNS
from exports.tables import SEARCHED, TABLES
from exports.views import VIEWS, View

_MANIFEST_TYPES = (
    Manifest,
    Counts,
    LatestCrawl,
    ReferenceData,
    ReferenceFile,
    BoardState,
    Coverage,
    FileEntry,
    ChangeFile,
)
_SQL_TYPES = {str: "text", int: "integer", float: "real"}
_JSON_TYPES = {str: "text", int: "integer", float: "number", bool: "true or false"}
_TABLE_TYPES = {"string": "text", "integer": "integer", "number": "number", "datetime": "UTC time"}
_MADE = (
    "<!-- Made by `python -m exports.documentation`; change the docstrings or declarations it reads, not this file. -->"
)

_FEED = f"""
# The feed

`out/jobs.jsonl`: one posting a line, as JSON in UTF-8. This is version {SCHEMA_VERSION} of the record.

- **Sorted by id**, each id once, lines end with `\\n`, no byte order mark. Two exports of one ledger are the same
  bytes.
- **Every field is always there**, in the order below. `null` means unknown, never no. An empty list means that we
  looked and found nothing of the kind.
- **Open postings and those that closed in the 90 days before the newest crawl.** A reader that was away for less
  than that still learns that a posting closed. What is in neither is gone from the feed.
- **Times** are UTC `YYYY-MM-DDTHH:MM:SSZ`, and they are crawl times: nothing in the feed tells when it was
  exported.
- **Text is text.** Offsets count Unicode code points of `description_text`: in Python `description_text[start:end]`
  is the quote. Where a source sent NUL or half a character, U+FFFD stands in its place. The separators U+2028,
  U+2029 and U+0085 are written as escapes, so that splitting at line ends is safe everywhere.
- **Versions.** `schema_version` follows semantic versioning: a major may remove or retype a field, a minor adds
  fields. Ignore fields you do not know. `out/posting.schema.json` is the JSON Schema (2020-12) of one line.

## Reading it safely

`out/manifest.json` names every file with its bytes, rows and SHA-256. Read the manifest, read the file, compare the
hash; when they differ, a new version came in between: begin again. All files change in one step, so this happens at
most once for each export. A file that was open before stays the old one until it is closed.

How it is done: each version is a folder of its own under `out/.versions`, the plain names are symbolic links
through one link, `out/.current`, and publishing is renaming that one link. A process that is killed leaves the old
version or the new one, whole; what it had begun is swept away by the next export. A folder without symbolic links
(a copy made with `cp -rL`, a web server's upload) verifies as well and can be exported into again.

In an object store `current.json` is that link: read it first, then the manifest in the `folder` that it names, then the
files beside that manifest; change files lie in `changes/` beside `current.json` ([storage.md](storage.md)).

`sponsorfeed verify out` checks every byte, line, row and quote; with `--previous copy`, where `copy` holds an earlier
version, also that the change files make this version of it.

## Staying in step

`out/changes/<from>..<to>.jsonl` turns the feed of version `<from>` into that of `<to>`. A reader who keeps the
`feed_version` of its copy looks for it among the `from` of `changes` in the manifest, applies that file, and goes on
with its `to`, until that is the manifest's own `feed_version`. Then the copy is `jobs.jsonl` to the byte: its SHA-256
is `feed_sha256`. A reader whose version starts no change file **has to rebase**: take `jobs.jsonl` anew.
[consumer.py](consumer.py) does all this in a few lines of standard library.

A line is an object of `op`, `id`, `at`, `reason` and `posting`, sorted by id, each id once; what is the same in both
versions has no line.

| op | what happened | reason | at |
|---|---|---|---|
| `upsert` | a posting came | `new` | its `first_seen` |
| `upsert` | the employer changed it | `changed` | its `changed_at` |
| `upsert` | what is derived from it changed: verdict, filer, record, doors | `derived` | crawl time of the version |
| `upsert` | it was seen again: only `last_seen` is another, once in 7 days | `seen` | its `last_seen` |
| `close` | it closed, or came and closed since | its `close_reason` | its `closed_at` |
| `reopen` | it is open again | `seen_again` | when it came back |
| `delete` | it left the feed 90 days after it closed | `closed_too_long_ago` | crawl time of the version |
| `delete` | the ledger does not know it any more | `no_longer_known` | crawl time of the version |

`posting` is the whole new record, absent on `delete`. It is the last field, and its text is the line of `jobs.jsonl`
to the byte: what stands between `"posting":` and the last brace. To apply a file, put each `posting` in the place of
the one with that id, and take out what is deleted; no order is needed, and applying a file twice does no harm.

- Files that lead to a version of the last 90 days are kept. A file never changes, but the oldest go: when one that the
  manifest names is gone, a new version came in between, so read the manifest again.
- `last_seen` of an open posting advances in steps of 7 days from its `first_seen`, so that a posting that is only still
  there makes a line one day in seven. How fresh a board is says `last_complete` in the manifest.
- Exporting the same ledger again changes nothing, not even the manifest. In other formats it is another version, and
  the file that leads to it is empty. Two folders that hold the same files have the same `feed_version`;
  `previous_version`, `rebase_before` and `changes` tell the history of the folder and may differ.
- An export without a feed (`--format sqlite`) ends the chain: every reader has to rebase.

## Other forms

`sponsorfeed export --format NAME`, once for each: `jsonl` and `sqlite` are what comes without it.

| format | file | what it is |
|---|---|---|
| `jsonl` | `jobs.jsonl` | the feed |
| `jsonl.gz`, `jsonl.zst` | `jobs.jsonl.gz`, `jobs.jsonl.zst` | the same, packed with gzip or Zstandard |
| `sqlite` | `jobs.db`, `*.yaml`, `inspect.json` | [the dump](dump.md), and what Datasette is to know of it |
| `csv` | `jobs.csv` | [one row a posting](#the-table), for spreadsheets |
| `parquet` | `jobs.parquet` | the same in nested columns; needs `pip install 'sponsorfeed[parquet]'` |
| `parquet-parts` | `parquet/` | feed and ledger in [many files](parquet.md), for what one file is too large for |
| `schemaorg` | `jobs.schemaorg.jsonl` | open postings as schema.org JobPosting, one JSON-LD object a line |

`manifest.json`, `posting.schema.json` and `datapackage.json` (a [Frictionless](https://specs.frictionlessdata.io/)
description of the files) always come along. Packed feeds are the same bytes for the same feed and the same library.

`schemaorg` holds only what the employer states, and only postings that have what Google requires of a job page:
title, description, the day it was posted, who hires, and a place with its country (of a remote job: the countries of
the applicants). One that lacks any of these is left out, since a made-up date or place would be a false statement; so
is a second door to a job. `<` is written as an escape, so that a line can stand inside a `script` element.

## When a posting closes

A wrong close takes a live job away from everybody, so the right to close has to be proven. A posting closes only
when a listing lacks it and that listing

- was complete: every page was had, the total that the board gives is covered, every posting on it was identified;
  or
- was empty, several times in a row, with no other outcome in between: twice over at least 20 hours when the board
  itself says that it has 0 postings, three times over at least 7 days when it says nothing.

A complete listing of less than half of what the board used to have, and ten postings less, is doubted as long as an
empty one: the board is held until it has listed so few several times in a row. What it used to have is the median of
the last five listings that were believed, or the last of them when that is less.

`close_reason` is `absent_from_complete_listing`, or `valid_through` when the last day that the employer stated had
passed as well; a passed day alone closes nothing. A listing that is partial, failed, blocked or gone closes
nothing, but what it does show is open. A posting that comes back is open again under its id (`reopened` among the
events of the dump).

A listing can be complete and badly read: when a site changes its layout, every posting is there and none has a date
any more. So for each board it is counted how many postings carry each of ten fields (`coverage` in the manifest).
When at least half of them carried a field, at most a quarter of that share does now, and other postings by chance
are no explanation (below 1 in 200), the board is held: nothing closes, the field is named in `held`, and a posting
that lost the field keeps what was known of it. A fall that lasts for 30 days and 5 crawls is believed and the board
closes postings again; the text of a known posting is kept even then.

A date of publication that was still to come when the posting was read is given as that day with the precision `floor`;
`raw` has the source's own.

A posting whose detail record could not be had keeps what was known of it, and that is no change. Neither is a date
that the source counts back from today ("8 days ago", then "9 days ago").

## When a verdict changes

Because the employer edited the posting: its change in `changes/` has the reason `changed`, and the dump has an event
`tag_changed` at the time of the edit, with the tag before and after. Both texts are judged by the data and the model
of the version at hand, so that nothing but the edit is in it. Because of new data or a new model: the change has the
reason `derived`, and there is no event.

## One job, several postings

Nothing is merged. A posting through which one comes to another one (a careers page in front of the system that keeps
the requisition, a second site of that system) has that one's id in `duplicate_of`, and says why in
`duplicate_evidence`. Count jobs by the postings whose `duplicate_of` is `null`.

- The original is the posting of the system that lies behind, not of the front end; then the one seen first; then
  the smaller id. It is in the feed, of the same status, and never a duplicate itself. When it closes while a second
  door is still open, that one becomes the original.
- Two postings of one board are never duplicates of each other.
- A requisition id counts only with the same employer (name or domain), the same title, and places that do not
  contradict each other; words such as "see opening" are none.

`group_id` is shared by the postings of one job in several places: one employer, one title, one text, several places;
or one Workday requisition that is posted several times (`R-88`, `R-88-1`). The id may change when a member comes or
goes.

## Fields
"""

_MANIFEST = """
# The manifest

`out/manifest.json`, the last file of a version to be written.
"""

_TABLE = """
# The table

`out/jobs.csv` (`--format csv`), one row a posting, sorted by id: UTF-8 without byte order mark, commas, lines that end
with CR LF, nothing in a cell for unknown. A cell that begins with `=`, `+`, `-`, `@`, tab or carriage return, which a
spreadsheet would run as a formula, has an apostrophe before it. The description is left to the feed: a cell of a
spreadsheet does not hold a long one.
"""

_QUERIES = """
## Queries

Questions that Datasette lists on the page of the database, at `/jobs/<name>`; every parameter may be left empty. `any`
in a text parameter asks for nothing. Their SQL is in `metadata.yaml` and runs in any SQLite of 3.38 or newer.

On 100,000 made postings (`python -m benchmarks.queries`) the slowest takes 69 ms of processor time once it is warm, the
slowest facet 5 ms, and none walks through a table with texts in it. Parameters that leave much to find may take
longer.
"""

_SETTINGS = " ".join(
    f"--setting {name} {int(value)}" for name, value in SETTINGS.items() if name != "default_page_size"
)

_DUMP = f"""
# The dump

`out/jobs.db`: the same postings as a SQLite database, for SQL, Datasette or anything that reads SQLite.

    datasette -i out/jobs.db --inspect-file out/inspect.json -m out/metadata.yaml {_SETTINGS}
    datasette -i out/jobs.db --inspect-file out/inspect.json -m out/metadata.yaml -c out/datasette.yaml
    sqlite3 out/jobs.db "SELECT employer, title, h1b FROM open_posting WHERE sponsorship = 'stated_yes'"
    sqlite3 out/jobs.db "SELECT title FROM posting WHERE rowid IN
        (SELECT rowid FROM posting_fts WHERE posting_fts MATCH 'turbine AND blade')"

The first line is for Datasette 0.65, which takes descriptions and [queries](#queries) from `metadata.yaml`, the second
for 1.0, which takes queries and settings from `datasette.yaml`. `inspect.json` saves it from hashing and counting the
dump when it starts.

- Text keys, real foreign keys, an index on every key and on every column worth counting by.
- Full-text search (porter stems) over `{"` and `".join(SEARCHED)}`, in the table `posting_fts`.
- No sidecar files: the database is written whole (`VACUUM INTO`) and swapped in together with the feed
  ([how](feed.md)). Restart Datasette after a swap when it runs with `-i`; other readers see the new version when
  they open the file again.
- `PRAGMA application_id` is `0x73706664` (`spfd`); `PRAGMA user_version` goes up when a table or column goes or
  changes its meaning.
- Two exports of one ledger with one SQLite are the same bytes.

## Tables
"""


def feed_page() -> str:
    """``docs/feed.md``."""
    parts = [_MADE, _FEED.strip()]
    parts += [_record(kind, heading="###") for kind in RECORD_TYPES]
    parts.append(_MANIFEST.strip())
    parts += [_record(kind, heading="###") for kind in _MANIFEST_TYPES]
    columns = [(f"`{column.name}`", _TABLE_TYPES[column.type], column.doc) for column in COLUMNS]
    parts += [_TABLE.strip(), "\n".join(_grid(("column", "type", "what it is"), columns))]
    return "\n\n".join(parts) + "\n"


def dump_page() -> str:
    """``docs/dump.md``."""
    parts = [_MADE, _DUMP.strip(), *(_table(table) for table in TABLES), "## Views"]
    parts += [_view(view) for view in VIEWS]
    parts += [_QUERIES.strip(), *(_query(query) for query in QUERIES)]
    return "\n\n".join(parts) + "\n"


def write(folder: Path) -> None:
    """Write both pages into ``folder``."""
    (folder / "feed.md").write_text(feed_page(), encoding="utf-8")
    (folder / "dump.md").write_text(dump_page(), encoding="utf-8")


def _record(kind: type, heading: str) -> str:
    docs = field_docs(kind)
    # A field that Python has a word for ends with an underscore there.
    rows = [(f"`{name.rstrip('_')}`", _type(hint), docs.get(name, "")) for name, hint in get_type_hints(kind).items()]
    return f"{heading} {kind.__name__}\n\n{class_doc(kind)}\n\n" + "\n".join(
        _grid(("field", "type", "what it is"), rows)
    )


def _table(table: Table) -> str:
    rows = []
    for column in table.columns:
        type_ = _SQL_TYPES[column.type]
        key = f"{type_}, refers to `{column.references}`" if column.references else type_
        rows.append((f"`{column.name}`", f"{key}, key" if column.name == table.key else key, column.doc))
    return f"### {table.name}\n\n{table.doc}\n\n" + "\n".join(_grid(("column", "type", "what it is"), rows))


def _view(view: View) -> str:
    rows = [(f"`{name}`", doc) for name, doc in view.columns.items()]
    return f"### {view.name}\n\n{view.doc}\n\n" + "\n".join(_grid(("column", "what it is"), rows))


def _query(query: Query) -> str:
    parts = [f"### {query.name}", f"**{query.title}.** {query.doc}"]
    if query.parameters:
        rows = [(f"`{each.name}`", each.type, f"`{each.default}`", each.doc) for each in query.parameters]
        parts.append("\n".join(_grid(("parameter", "type", "when empty", "what it is"), rows)))
    if query.empty:
        parts.append(f"No rows: {query.empty}.")
    return "\n\n".join(parts)


def _grid(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _type(hint: Any) -> str:
    """A resolved annotation in words."""
    arguments = get_args(hint)
    if get_origin(hint) is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if get_origin(hint) is list:
        return f"list of {_type(arguments[0])}"
    if get_origin(hint) is dict:
        return f"object of {_type(arguments[1])}"
    if arguments:  # a union
        return " or ".join(_type(choice) for choice in arguments)
    if hint is type(None):
        return "null"
    return _JSON_TYPES.get(hint) or f"[{hint.__name__}](#{hint.__name__.lower()})"


if __name__ == "__main__":
    write(Path(__file__).parents[1] / "docs")
