"""Measure what enrich/text reads against labelled text, and what it costs.

Run: ``python -m benchmarks.reading [--data ../shared/data/text] [--part seen|unseen|all] [--json]``

The rows are split by a hash of their text: rules were written looking at the part ``seen`` (80%) only.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import html
import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from enrich.text.body import html_to_text
from enrich.text.pay import read_pay
from enrich.text.reading import read_posting
from enrich.text.requirements import read_requirements
from enrich.text.statements import read_statements, strongest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "text"
SEEN_TENTHS = 8
COST_UNIT = 3_000
"""Characters of the posting that costs are given for."""

Row = dict[str, str]


def is_seen(text: str) -> bool:
    """Whether a row is of the part that rules were written on."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 10 < SEEN_TENTHS


def in_part(text: str, part: str) -> bool:
    return part == "all" or is_seen(text) == (part == "seen")


def rows(path: Path, part: str) -> list[Row]:
    """Rows of a tab-separated file without quoting."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in reader if in_part(row["text"], part)]


def measure_kinds(table: list[Row]) -> dict[str, float]:
    """Strongest kind of single sentences: accuracy, macro F1, precision of the two kinds that exclude."""
    pairs: Counter[tuple[str, str]] = Counter()
    for row in table:
        found = strongest(read_statements(row["text"]))
        pairs[row["label"], found.kind if found else "none"] += 1
    labels = {truth for truth, _ in pairs}
    scores = {label: _precision_recall(pairs, label) for label in labels}
    f1 = [2 * p * r / (p + r) if p + r else 0.0 for p, r in scores.values()]
    none = sum(n for (truth, _), n in pairs.items() if truth == "none")
    misread = sum(n for (truth, got), n in pairs.items() if truth == "none" and got in ("offers", "no_sponsorship"))
    return {
        "rows": len(table),
        "kind accuracy": sum(n for (truth, got), n in pairs.items() if truth == got) / len(table),
        "kind macro F1": sum(f1) / len(f1),
        "precision no_sponsorship": scores["no_sponsorship"][0],
        "precision citizenship_or_clearance": scores["citizenship_or_clearance_required"][0],
        "irrelevant lines read as offer or refusal": misread / none,
    }


def _precision_recall(pairs: Counter[tuple[str, str]], label: str) -> tuple[float, float]:
    right = pairs[label, label]
    got = sum(n for (_, kind), n in pairs.items() if kind == label)
    true = sum(n for (truth, _), n in pairs.items() if truth == label)
    return (right / got if got else 1.0), (right / true if true else 1.0)


def measure_postings(postings: list[dict[str, Any]]) -> dict[str, float]:
    """Whole postings: strongest kind, and statements found (quotes overlap, same kind)."""
    right = matched = found_total = recalled = true_total = 0
    for posting in postings:
        statements = read_statements(posting["text"])
        top = strongest(statements)
        right += (top.kind if top else "none") == posting["strongest"]
        truth = [(s["kind"], posting["text"].find(s["quote"]), len(s["quote"])) for s in posting["statements"]]
        hits = [
            [kind == s.kind and s.start < start + size and start < s.end for kind, start, size in truth]
            for s in statements
        ]
        matched += sum(any(row) for row in hits)
        found_total += len(statements)
        recalled += sum(any(column) for column in zip(*hits, strict=True)) if hits else 0
        true_total += len(truth)
    return {
        "postings": len(postings),
        "strongest right": right / len(postings),
        "statement precision": matched / found_total,
        "statement recall": recalled / true_total,
    }


def _number(written: str) -> float | None:
    return float(written) if written else None


def measure_pay(table: list[Row]) -> dict[str, float]:
    """First pay of a line: ends and unit right; lines that hold no pay and got one."""
    paid = [row for row in table if row["kind"] != "not_salary"]
    right = currency = 0
    for row in paid:
        found = read_pay(row["text"])
        got = (found[0].min_value, found[0].max_value, (found[0].unit_text or "").lower()) if found else None
        right += got == (_number(row["min"]), _number(row["max"]), row["unit"])
        currency += bool(found) and (found[0].currency or "") == row["currency"]
    unpaid = [row for row in table if row["kind"] == "not_salary"]
    return {
        "pay rows": len(paid),
        "pay right (min, max, unit)": right / len(paid),
        "pay currency right": currency / len(paid),
        "lines without pay": len(unpaid),
        "lines without pay that got a value": sum(bool(read_pay(row["text"])) for row in unpaid),
    }


def measure_requirements(table: list[Row]) -> dict[str, float]:
    """Requirement lines: least years, degree, category."""
    years = degree = hint = 0
    for row in table:
        found = read_requirements(row["text"])
        years += (found.experience.min_years if found.experience else None) == _number(row["min_years"])
        degree += ((found.education and found.education.required) or "none") == row["degree_required"]
        hint += (found.eb_hint.value if found.eb_hint else "unclear") == row["eb_hint"]
    size = len(table)
    return {
        "requirement rows": size,
        "years right": years / size,
        "degree right": degree / size,
        "eb_hint right": hint / size,
    }


def measure_cost(postings: list[dict[str, Any]]) -> dict[str, float]:
    """Microseconds of CPU for 3 KB of posting, and those of the step before it on the same text as HTML."""
    texts = [posting["text"] for posting in postings]
    silent = [posting["text"] for posting in postings if posting["strongest"] == "none"]
    pages = ["".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n")) for text in texts]
    units = sum(map(len, texts)) / COST_UNIT
    reading = _best([partial(read_posting, text=text) for text in texts]) / units
    tidying = _best([partial(html_to_text, page) for page in pages]) / units
    quiet = _best([partial(read_posting, text=text) for text in silent]) / sum(map(len, silent)) * COST_UNIT
    return {
        "microseconds per 3 KB": reading * 1e6,
        "microseconds per 3 KB of postings without a statement": quiet * 1e6,
        "microseconds of html_to_text per 3 KB": tidying * 1e6,
        "reading against html_to_text": reading / tidying,
    }


def _best(calls: list[Callable[[], object]]) -> float:
    """Seconds of CPU of all calls, the best of five passes after one that is not counted."""
    best = float("inf")
    for turn in range(6):
        start = time.process_time()
        for call in calls:
            call()
        if turn:
            best = min(best, time.process_time() - start)
    return best


def measure_peers(table: list[Row]) -> dict[str, float]:
    """The pay reader of ats-scrapers 0.3.0 on the same lines, where that package is importable."""
    try:
        peer = importlib.import_module("ats_scrapers.enrichment.derived").parse_salary_range
    except ImportError:
        return {}
    paid = [row for row in table if row["kind"] != "not_salary"]
    right = sum(tuple(peer(row["text"])) == (_number(row["min"]), _number(row["max"])) for row in paid)
    values = sum(any(peer(row["text"])) for row in table if row["kind"] == "not_salary")
    return {
        "ats-scrapers: pay right (min, max)": right / len(paid),
        "ats-scrapers: lines without pay that got a value": values,
    }


def measure(data: Path, part: str) -> dict[str, float]:
    """All measures of one part of the data."""
    with gzip.open(data / "whole_postings_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        postings = [json.loads(line) for line in lines]
    chosen = [posting for posting in postings if in_part(posting["text"], part)]
    pay = rows(data / "salary_strings.tsv", part)
    return {
        **measure_kinds(rows(data / "sponsorship_snippets.tsv", part)),
        **measure_postings(chosen),
        **measure_pay(pay),
        **measure_requirements(rows(data / "experience_degree.tsv", part)),
        **measure_peers(pay),
        **measure_cost(postings),
    }


def table(parts: Iterable[str], data: Path) -> str:
    """The measures as a Markdown table, one column a part."""
    columns = {part: measure(data, part) for part in parts}
    lines = ["| measure | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name in next(iter(columns.values())):
        values = [columns[part][name] for part in columns]
        lines.append(f"| {name} | " + " | ".join(f"{v:.3f}" if isinstance(v, float) else str(v) for v in values) + " |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=("seen", "unseen", "all"), action="append")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        print(f"no labelled text at {arguments.data}: give its folder with --data", file=sys.stderr)
        return 2
    parts = arguments.part or ["seen", "unseen"]
    if arguments.json:
        print(json.dumps({part: measure(arguments.data, part) for part in parts}, indent=2))
    else:
        print(table(parts, arguments.data))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
