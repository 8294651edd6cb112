"""Measure what enrich/text reads of single sentences against the project's own corpus of them.

Run: ``python -m benchmarks.statements [--corpus tests/text/corpus.tsv] [--errors]``

Every sentence was labelled before it was read. Rules were written looking at the part ``dev``; of ``held`` only the
scores were looked at.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from enrich.text.statements import read_statements, strongest

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "text" / "corpus.tsv"
PARTS = ("dev", "held")
EXCLUDING = ("no_sponsorship", "citizenship_or_clearance_required")

Row = tuple[str, str, str]


def corpus_rows(path: Path) -> list[Row]:
    """Part, kind and sentence of every line."""
    rows: list[Row] = []
    for line in path.read_text("utf-8").splitlines():
        part, kind, sentence = line.split("\t")
        rows.append((part, kind, sentence))
    return rows


def kind_of(sentence: str) -> str:
    """The strongest kind that is read from a sentence, ``none`` when it states nothing."""
    found = strongest(read_statements(sentence))
    return found.kind if found else "none"


def measure_part(rows: list[Row]) -> dict[str, float]:
    """Accuracy, precision of what includes and excludes people, and irrelevant lines that were read as a statement."""
    pairs = Counter((kind, kind_of(sentence)) for _, kind, sentence in rows)
    silent = sum(count for (kind, _), count in pairs.items() if kind == "none")
    misread = sum(n for (kind, got), n in pairs.items() if kind == "none" and got in ("offers", "no_sponsorship"))
    return {
        "sentences": len(rows),
        "kind accuracy": sum(n for (kind, got), n in pairs.items() if kind == got) / len(rows),
        **{f"precision {kind}": _precision(pairs, kind) for kind in ("offers", *EXCLUDING)},
        "one kind read as another": sum(
            n for (kind, got), n in pairs.items() if kind != got and "none" not in (kind, got)
        )
        / len(rows),
        "irrelevant lines read as offer or refusal": misread / silent,
    }


def _precision(pairs: Counter[tuple[str, str]], kind: str) -> float:
    got = sum(count for (_, read), count in pairs.items() if read == kind)
    return pairs[kind, kind] / got if got else 1.0


def table(rows: list[Row]) -> str:
    """The measures as a Markdown table, one column a part."""
    columns = {part: measure_part([row for row in rows if row[0] == part]) for part in PARTS}
    lines = ["| measure | " + " | ".join(PARTS) + " |", "|---|---|---|"]
    for name in columns["dev"]:
        values = [columns[part][name] for part in PARTS]
        lines.append(f"| {name} | " + " | ".join(f"{v:.3f}" if isinstance(v, float) else str(v) for v in values) + " |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--errors", action="store_true", help="list the misread sentences of the part dev")
    arguments = parser.parse_args()
    rows = corpus_rows(arguments.corpus)
    print(table(rows))
    if arguments.errors:
        for part, kind, sentence in rows:
            if part == "dev" and kind_of(sentence) != kind:
                print(f"{kind} read as {kind_of(sentence)}: {sentence}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
