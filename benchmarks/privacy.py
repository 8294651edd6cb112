"""Measure what is taken out of postings as a person's, against the project's own corpus of lines.

Run: ``python -m benchmarks.privacy [--errors] [--data FOLDER]``

The lines are invented. ``{e:...}``, ``{p:...}`` and ``{n:...}`` mark an e-mail, a phone and a name that must go; all
else must stay. A find counts only when it is the marked piece to the letter. Every draw was written and marked before
it was read with the rules of then; the rules were mended after each.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.reading import forget_sentences
from enrich.privacy.markup import Markup
from enrich.privacy.redact import EMAIL, NAME, PHONE, private_spans, redact_html
from enrich.text.body import html_to_text
from enrich.text.reading import read_posting

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "privacy" / "lines.txt"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "text"
LABELS = {"e": EMAIL, "p": PHONE, "n": NAME}
_MARK = re.compile(r"\{([epn]):([^{}]*)\}")

Found = tuple[int, int, str]


def corpus(path: Path = CORPUS) -> Iterator[tuple[str, str]]:
    """Draw and marked line, in order."""
    draw = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# draw "):
            draw = line.removeprefix("# draw ")
        elif line and not line.startswith("#"):
            yield draw, line


def parse(line: str) -> tuple[str, set[Found]]:
    """The text of a marked line of HTML without its marks, and what must go."""
    marked = Markup(line).text
    text, wanted, offset = "", set(), 0
    for mark in _MARK.finditer(marked):
        text += marked[offset : mark.start()]
        wanted.add((len(text), len(text) + len(mark[2]), LABELS[mark[1]]))
        text += mark[2]
        offset = mark.end()
    return text + marked[offset:], wanted


def measure() -> tuple[dict[str, tuple[float, float, int]], list[str]]:
    """Precision, recall and number of pieces for each label; the lines that are wrong, with what is."""
    right: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    errors: list[str] = []
    for draw, line in corpus():
        text, wanted = parse(line)
        got = set(private_spans(text.replace("\u00a0", " ")))
        right.update(label for *_, label in got & wanted)
        extra.update(label for *_, label in got - wanted)
        missed.update(label for *_, label in wanted - got)
        if got != wanted:
            wrong = [text[start:end] for start, end, _ in sorted(got ^ wanted)]
            errors.append(f"{draw}: {line}  {wrong}")
    return {
        label: (
            right[label] / (right[label] + extra[label]),
            right[label] / (right[label] + missed[label]),
            right[label] + missed[label],
        )
        for label in LABELS.values()
    }, errors


def cost(data: Path, repeats: int = 8) -> tuple[float, float]:
    """CPU of redacting whole postings against that of making text of them and of reading them, the best of several."""
    with gzip.open(data / "whole_postings_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages = ["<p>" + json.loads(line)["text"].replace("\n", "</p><p>") + "</p>" for line in lines]
    works: list[Callable[[str], object]] = [redact_html, html_to_text, lambda page: read_posting(html=page)]
    best = [[float("inf")] * len(pages) for _ in works]
    for _ in range(repeats):
        for index, work in enumerate(works):
            for page, html in enumerate(pages):
                forget_sentences()
                start = time.process_time()
                work(html)
                best[index][page] = min(best[index][page], time.process_time() - start)
    redact, text, read = (sum(times) for times in best)
    return redact / text, redact / read


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of whole postings, for the cost")
    asked = parser.parse_args()
    table, errors = measure()
    print(f"lines: {sum(1 for _ in corpus())}, wrong: {len(errors)}")
    print("| taken out | pieces | precision | recall |\n|---|---|---|---|")
    for label, (precision, recall, pieces) in table.items():
        print(f"| {label} | {pieces} | {precision:.3f} | {recall:.3f} |")
    if asked.data.is_dir():
        against_text, against_reading = cost(asked.data)
        print(f"redacting against html_to_text: {against_text:.2f}, against reading: {against_reading:.2f}")
    if asked.errors:
        print("\n".join(errors))


if __name__ == "__main__":
    main()
