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
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import _lru_cache_wrapper, cache, partial
from operator import eq
from pathlib import Path
from typing import Any

from benchmarks.pay_peers import pay_readers
from enrich.text.body import html_to_text
from enrich.text.document import Document
from enrich.text.pay import read_pay
from enrich.text.places import read_work_places
from enrich.text.reading import read_posting
from enrich.text.requirements import read_requirements
from enrich.text.sentences import Sentence
from enrich.text.statements import read_statements, strongest
from enrich.text.topics import STEMS
from enrich.text.work_mode import read_work_mode

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
    reading = _cost(texts, lambda text: partial(read_posting, text=text))
    tidying = _cost(texts, dict(zip(texts, (partial(html_to_text, page) for page in pages), strict=True)).__getitem__)
    long = "\n\n".join(texts)
    size = len(long) // 4
    return {
        "microseconds per 3 KB": reading,
        "microseconds per 3 KB of postings without a statement": _cost(
            silent, lambda text: partial(read_posting, text=text)
        ),
        "microseconds per 3 KB of sentences that were read before": _cost(
            texts, lambda text: partial(read_posting, text=text), known=True
        ),
        "microseconds of html_to_text per 3 KB": tidying,
        "reading against html_to_text": reading / tidying,
        **{f"microseconds of {name} per 3 KB": cost for name, cost in _cost_by_reader(texts)},
        "time for four times the text": _best(partial(read_posting, text=long, whole_page=False))
        / _best(partial(read_posting, text=long[:size], whole_page=False)),
    }


def _cost_by_reader(texts: list[str]) -> Iterator[tuple[str, float]]:
    """Microseconds for 3 KB of each reader on a document whose words, headings and sentences are known already."""
    readers: dict[str, Callable[[Document], object]] = {
        "statements": read_statements,
        "pay": read_pay,
        "requirements": read_requirements,
        "work mode and places": lambda document: (read_work_mode(document), read_work_places(document)),
    }
    base = _cost(texts, lambda text: partial(_prepared, text))
    yield "words, headings and sentences", base
    for name, reader in readers.items():
        yield name, _cost(texts, lambda text, reader=reader: lambda: reader(_prepared(text))) - base  # type: ignore[misc]


def _prepared(text: str) -> Document:
    """A document with what every reader needs of it worked out."""
    document = Document(text)
    if document.spans and document.words is not None:
        document.section_of(Sentence(0, 1, "", False))
    for topic in STEMS:
        list(document.sentences_on(topic))
    return document


def _cost(texts: list[str], call: Callable[[str], Callable[[], object]], *, known: bool = False) -> float:
    """Microseconds of CPU for :data:`COST_UNIT` characters."""
    return sum(_best(call(text), known=known) for text in texts) / sum(map(len, texts)) * COST_UNIT * 1e6


@cache
def _kept() -> list[_lru_cache_wrapper[Any]]:
    """What the readers keep; looked for once, for a look at every module takes what the processor has at hand away."""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("enrich.text.")]
    found = {id(kept): kept for module in modules for kept in vars(module).values() if _is_cache(kept)}
    return list(found.values())


def _is_cache(value: object) -> bool:
    return isinstance(value, _lru_cache_wrapper)


def forget_sentences() -> None:
    """Empty what the readers keep of the sentences that they have read."""
    for kept in _kept():
        kept.cache_clear()


def _best(call: Callable[[], object], *, known: bool = False) -> float:
    """Seconds of CPU of a call, the best of eight: what a busy machine disturbs least.

    No sentence was read before, unless they are ``known``.
    """
    best = float("inf")
    for _ in range(8):
        if not known:
            forget_sentences()
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def measure_peers(table: list[Row]) -> dict[str, float | str]:
    """The pay readers of other packages on the same lines: both ends right, lines without pay that got a value."""
    paid = [row for row in table if row["kind"] != "not_salary"]
    unpaid = [row for row in table if row["kind"] == "not_salary"]
    measured: dict[str, float | str] = {}
    ours = [read_pay(row["text"])[:1] for row in paid]
    truth = [(_number(row["min"]), _number(row["max"])) for row in paid]
    right = sum(
        [(pay.min_value, pay.max_value) for pay in found] == [ends] for found, ends in zip(ours, truth, strict=True)
    )
    measured["pay right (min, max)"] = right / len(paid)
    for name, peer in pay_readers().items():
        if peer is None:
            measured[f"{name}: pay right (min, max)"] = "not installed"
            continue
        got = [peer(row["text"]) for row in paid]
        measured[f"{name}: pay right (min, max)"] = sum(map(eq, got, truth)) / len(paid)
        values = sum(any(peer(row["text"])) for row in unpaid)
        measured[f"{name}: lines without pay that got a value"] = values
    return measured


def measure(data: Path, part: str) -> dict[str, float | str]:
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
