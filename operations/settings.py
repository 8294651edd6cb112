"""Every key of ``sponsorfeed.toml``: its type, its default, what it is for, and the option that it stands for.

One table makes the file that ``sponsorfeed init`` writes, the check of a file, and the defaults of the commands. There
is no key for a secret: those are read from the environment, named in :data:`SECRETS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "path", "place", "flag", "number", "texts"]
Value = str | bool | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One key. ``options`` are the command-line parameters it gives the default of, as ``command.parameter``.

    A parameter alone is one that stands before the command.
    """

    name: str
    """Dotted: what stands before the last dot is the table."""
    kind: Kind
    example: Value
    """The default, or what a file would say where there is none."""
    doc: str
    options: tuple[str, ...]
    required: bool = False
    """Written uncommented, since nothing works well without it."""
    choices: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """Name of its table, '' for the top level."""
        return self.name.rpartition(".")[0]

    @property
    def word(self) -> str:
        """Its name within the table."""
        return self.name.rpartition(".")[2]


EVERY_COMMAND: Final = "*"
FORMATS: Final = ("jsonl", "jsonl.gz", "jsonl.zst", "sqlite", "csv", "parquet", "parquet-parts", "schemaorg")
"""What ``export`` can write."""

_CRAWLS: Final = ("crawl", "run")
_SHARED: Final = ("update", "enrich", "export")


def _of(commands: tuple[str, ...], parameter: str) -> tuple[str, ...]:
    return tuple(f"{command}.{parameter}" for command in commands)


KEYS: Final = (
    Key(
        "data",
        "path",
        "data",
        "Where snapshots, the ledger, reference data and what is published are kept.",
        ("*.data",),
    ),
    Key(
        "snapshots",
        "place",
        "data/snapshots",
        "Where snapshots are kept: a folder, or an object store as s3://bucket/folder. Usually <data>/snapshots.",
        (
            *_of(_CRAWLS, "snapshots"),
            *_of(("update", "enrich", "forget", "doctor"), "snapshots"),
        ),
    ),
    Key(
        "boards",
        "path",
        "boards.csv",
        "The boards to crawl: a CSV file with the columns employer,url.",
        (*_of(_CRAWLS, "boards_file"), "boards.check.file", "doctor.boards_file"),
    ),
    Key(
        "contact",
        "text",
        "",
        "E-mail or web address in the user agent, so that a site's operator can reach you. A live crawl needs one.",
        (*_of(_CRAWLS, "contact"), "boards.detect.contact", "reference.fetch.contact", "doctor.contact"),
        required=True,
    ),
    Key(
        "cluster",
        "text",
        "",
        "Address of a Dask scheduler, tcp://host:8786, whose workers do the work; none: this machine does it.",
        _of((*_CRAWLS, *_SHARED, "doctor"), "cluster"),
    ),
    Key(
        "processes",
        "number",
        2,
        "Processes of update, enrich and export. Usually one a core, where there is enough to do.",
        _of(_SHARED, "processes"),
    ),
    Key(
        "crawl.allow_hosts",
        "texts",
        (),
        "Hosts that may have a private address: an intranet, a test server.",
        (*_of(_CRAWLS, "hosts"), "boards.detect.hosts"),
    ),
    Key(
        "crawl.processes",
        "number",
        2,
        "Worker processes of a crawl. Usually one a core, fewer where there are few boards.",
        _of(_CRAWLS, "processes"),
    ),
    Key("crawl.full", "flag", False, "Ask for everything again each time, changed or not.", _of(_CRAWLS, "full")),
    Key(
        "privacy.keep_personal_data",
        "flag",
        False,
        "Publish e-mails, phones and names of contacts instead of taking them out of postings.",
        ("enrich.keep_personal_data", "run.keep_personal_data"),
    ),
    Key(
        "export.out",
        "place",
        "data/out",
        "Where to publish: a folder, or an object store as s3://bucket/folder. Usually <data>/out.",
        (
            "export.folder",
            "run.folder",
            "verify.folder",
            "status.published",
            "serve.published",
            "report.published",
            "doctor.published",
        ),
    ),
    Key(
        "export.formats",
        "texts",
        ("jsonl", "sqlite"),
        "What to publish.",
        ("export.formats", "run.formats"),
        choices=FORMATS,
    ),
    Key(
        "log.json",
        "flag",
        False,
        "Log as JSON, one object a line, with the ids of run and board.",
        ("log_json",),
    ),
    Key(
        "report.prometheus",
        "path",
        "data/sponsorfeed.prom",
        "Write metrics of each run here, for the textfile collector of a Prometheus node exporter.",
        ("run.prometheus",),
    ),
    Key(
        "reference.sources",
        "texts",
        ("lca", "perm", "pwd", "uscis", "wages"),
        "What `reference fetch` downloads.",
        ("reference.fetch.sources",),
        choices=("lca", "perm", "pwd", "uscis", "wages"),
    ),
    Key(
        "reference.since",
        "number",
        2021,
        "The first fiscal year that `reference fetch` downloads.",
        ("reference.fetch.since",),
    ),
)

SECRETS: Final = {"USAJOBS_KEY": "API key of data.usajobs.gov, sent to that host alone; boards of usajobs need it."}
"""Environment variables that hold secrets, and what for. They are never written anywhere."""


def may_be_url(text: str) -> bool:
    """Whether ``text`` could be meant as a URL, which :mod:`crawler.files.storage` says: it takes time to load."""
    return ":" in text.partition("/")[0]
