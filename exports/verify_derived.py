"""Check the files that hold the feed in another form: each must be what the feed makes, to the byte."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from enrich.record import EnrichedPosting
from exports import compression, lake, manifest, parquet, schemaorg, table
from exports.manifest import Manifest
from exports.problems import Problem
from exports.verify_feed import read_feed

_FORMS: dict[str, Callable[[Iterable[EnrichedPosting], Path], int]] = {
    table.NAME: table.write,
    schemaorg.NAME: schemaorg.write,
}


def check_packed(out: Path, said: Manifest, names: Collection[str], scratch: Path) -> Iterator[Problem]:
    """Problems of the packed feeds ``names``; not their bytes, which another packer may choose differently."""
    for name in sorted(names):
        unpacked = scratch / f"{name}.unpacked"
        try:
            compression.unpack(out / name, unpacked)
        except EOFError as error:
            yield Problem(name, None, str(error))
            continue
        sha256 = manifest.sha256_of(unpacked)
        if sha256 != said.feed_sha256:
            yield Problem(name, None, f"holds a feed of sha256 {sha256}, the manifest says {said.feed_sha256}")
        unpacked.unlink()


def check_derived(out: Path, feed: Path, names: Mapping[str, int | None], scratch: Path) -> Iterator[Problem]:
    """Problems of those of ``names``, each with its rows, that are made from the lines of ``feed``."""
    for name, write in _FORMS.items():
        if name in names:
            again = scratch / name
            rows = write((record for _, record in read_feed(feed)), again)
            if rows != names[name]:
                yield Problem(name, None, f"jobs.jsonl makes {rows} postings in it, the manifest says {names[name]}")
            if manifest.sha256_of(again) != manifest.sha256_of(out / name):
                yield Problem(name, None, "is not what jobs.jsonl makes")
            again.unlink()
    if parquet.NAME in names:
        yield from _check_parquet(out / parquet.NAME, feed)


def _check_parquet(path: Path, feed: Path) -> Iterator[Problem]:
    """Where pyarrow is absent nothing can be said of what is inside; its bytes are checked all the same."""
    with suppress(parquet.ParquetError):
        for difference in parquet.differences((record for _, record in read_feed(feed)), path):
            yield Problem(parquet.NAME, None, difference)


def check_parts(out: Path, feed: Path, said: Manifest) -> Iterator[Problem]:
    """Problems of the parts of the feed in Parquet, which follow each other in the order of the manifest."""
    names = [entry.path for entry in said.files if lake.is_feed_part(entry.path)]
    if not names or not all((out / name).is_file() for name in names):
        return  # that one is missing is told by the check of the bytes
    with suppress(parquet.ParquetError):
        records = (record for _, record in read_feed(feed))
        for difference in parquet.differences(records, *(out / name for name in names)):
            yield Problem(lake.NAME, None, f"jobs: {difference}")
