"""The JSON-LD reader against parsel and extruct: ``python -m benchmarks.jsonld [--pages N] [--captures FOLDER]``.

Each reads the JobPosting objects out of the same 50 KB pages, in turn, in one process; extruct takes part when it is
installed. With ``--captures`` (a folder of saved pages) the answers of ours and extruct are compared first: everything
that extruct finds has to be found, the same to the last value.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parsel import Selector

from benchmarks.site import job_pages
from crawler.listings.jsonld import read_jsonld

Reader = Callable[[bytes], list[dict[str, Any]]]


def with_parsel(page: bytes) -> list[dict[str, Any]]:
    blocks = Selector(text=page.decode()).xpath('//script[@type="application/ld+json"]/text()').getall()
    return [job for job in map(json.loads, blocks) if job.get("@type") == "JobPosting"]


def with_ours(page: bytes) -> list[dict[str, Any]]:
    return read_jsonld(page)[0]


def readers() -> dict[str, Reader]:
    found: dict[str, Reader] = {"parsel + json": with_parsel, "ours": with_ours}
    try:
        extractor = importlib.import_module("extruct.jsonld").JsonLdExtractor()
    except ImportError:
        return found

    def with_extruct(page: bytes) -> list[dict[str, Any]]:
        return list(_job_postings(extractor.extract(page.decode("utf-8", "replace"))))

    return found | {"extruct": with_extruct}


def _job_postings(value: Any) -> list[dict[str, Any]]:
    """JobPosting objects in what extruct found, wherever they are."""
    if isinstance(value, list):
        return [job for item in value for job in _job_postings(item)]
    if not isinstance(value, dict):
        return []
    if "JobPosting" in str(value.get("@type", "")):
        return [value]
    return [
        job for name in ("@graph", "mainEntity", "itemListElement", "item") for job in _job_postings(value.get(name))
    ]


def compare(folder: Path, extruct: Reader) -> tuple[int, int, list[str]]:
    """Pages with a JobPosting by extruct, pages where ours says the same, and the names of those where it does not."""
    pages, same, different = 0, 0, []
    for path in sorted(folder.rglob("*.html")):
        page = path.read_bytes()
        try:
            theirs = extruct(page)
        except (ValueError, TypeError):
            continue  # extruct cannot read it
        if not theirs:
            continue
        pages += 1
        if with_ours(page) == theirs:
            same += 1
        else:
            different.append(str(path.relative_to(folder)))
    return pages, same, different


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=200)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--captures", type=Path)
    given = arguments.parse_args()
    contenders, pages = readers(), job_pages(given.pages)
    expected = [with_parsel(page) for page in pages]
    if given.captures and "extruct" in contenders:
        found, same, different = compare(given.captures, contenders["extruct"])
        print(f"{same} of {found} saved pages read as extruct reads them; different: {', '.join(different) or 'none'}")
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(given.rounds):
        for name, read in contenders.items():
            begun = time.process_time()
            answers = [read(page) for page in pages]
            rates[name].append(len(pages) / (time.process_time() - begun))
            assert answers == expected, name
    base = statistics.median(rates["parsel + json"])
    size = sum(map(len, pages)) / len(pages) / 1024
    print(f"{len(pages)} pages of {size:.0f} KB, {given.rounds} rounds in turn, medians")
    print("| reader | pages per CPU-second | ratio |\n|---|---|---|")
    for name, values in rates.items():
        print(f"| {name} | {statistics.median(values):.0f} | {statistics.median(values) / base:.1f} |")


if __name__ == "__main__":
    main()
