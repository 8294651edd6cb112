"""Keep every answer of the matcher, to tell whether a change of its code changes any: ``--write F``, ``--against F``.

``python -m benchmarks.matching_answers --data FOLDER --write answers.jsonl.gz`` before the change, and ``--against
answers.jsonl.gz`` after it. Asked are filed names, names first filed in FY2021 of an index of the other years, names of
careers boards with their domains, of institutions and trade names with a state, made-up ones and hostile ones: some
94,000 questions. Kept are the decision, confidence, rule, reason, filer and candidates of each.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from benchmarks.hub import HubRow, index_of, new_names, read_hub
from benchmarks.matching_speed import WORST, ask_all
from enrich.employers.build import FiledName
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, Match

EVERY = 12
"""Filed names are asked one in so many."""

YEAR = 2021
SHOWN = 20
"""Differences that are printed."""

Asked = tuple[str, EmployerQuery]


def read_tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def of_new(rows: list[HubRow]) -> Iterator[Asked]:
    for number, row in enumerate(new_names(rows, YEAR)[1]):
        yield "new, with state", EmployerQuery(row.name, state=row.state)
        if number % 2:
            yield "new", EmployerQuery(row.name)


def of_all(data: Path, index: EmployerIndex) -> Iterator[Asked]:
    names = sorted({name for filer in index.filers for name in filer.names})
    for number, name in enumerate(names[::EVERY]):
        yield "filed", EmployerQuery(name)
        yield "beginning", EmployerQuery(name[: 2 * len(name) // 3])
        yield "made up", EmployerQuery(f"{name.split()[0]} Quorvex {number}")
        other = names[(7919 * number) % len(names)]
        yield "one in another", EmployerQuery(f"{name[:20]} {other[:14]}", states=("CA", "NY", "TX")[: number % 4])
    for row in read_tsv(data / "boards" / "boards_dev.tsv"):
        yield "board", EmployerQuery(row["company"], domain=urlsplit(row["website"]).hostname)
    truth = data / "dol" / "truth"
    for row in read_tsv(truth / "ipeds_ein_vs_hub_dev.tsv"):
        yield "institution", EmployerQuery(row["INSTNM"], state=row["state"])
    for row in read_tsv(truth / "lca_fy2025_dba_pairs_dev.tsv"):
        yield "trade name", EmployerQuery(row["trade_name_dba"])
        legal, state = row["employer_name"], row["worksite_state"]
        yield "trade name, placed", EmployerQuery(row["trade_name_dba"], states=(state,), legal_name=legal)
    for row in read_tsv(truth / "brand_to_hub_gold_dev.tsv"):
        yield "brand", EmployerQuery(row["brand"], state=row["state"][:2])
    for name in WORST.values():
        yield "hostile", EmployerQuery(name, state="TX", domain="example.com")
        yield "hostile", EmployerQuery(name, states=("TX", "CA"), legal_name=name[:150])


def answers(data: Path) -> Iterator[tuple[str, str]]:
    """Yield (kind of question, what was asked and answered); each index stands before the answers from it."""
    rows = list(read_hub(data / "dol" / "uscis_hub"))
    pairs = read_tsv(data / "dol" / "truth" / "lca_fy2025_dba_pairs_dev.tsv")
    trades = [
        FiledName(row["employer_name"], row["trade_name_dba"], row["worksite_state"], int(row["n_filings"]))
        for row in pairs
    ]
    index = index_of(rows, trades)
    yield "index", digest(index)
    yield from asked(list(of_all(data, index)), index)
    index = index_of(new_names(rows, YEAR)[0])
    yield "index", digest(index)
    yield from asked(list(of_new(rows)), index)


def asked(questions: list[Asked], index: EmployerIndex) -> Iterator[tuple[str, str]]:
    found = ask_all([query for _, query in questions], index)
    for (kind, query), answer in zip(questions, found, strict=True):
        yield kind, json.dumps([query.name[:80], query.state, *plain(answer)], ensure_ascii=False)


def plain(found: Match) -> list[object]:
    others = [(other.id, other.score, other.why_not) for other in found.candidates]
    filer = found.filer.id if found.filer is not None else None
    return [found.decision, found.confidence, found.rule, found.reason, filer, others]


def digest(index: EmployerIndex) -> str:
    """Return the digest of the filers and their keys, whatever form they are kept in."""
    keys = (index.by_alias, index.alias_notes, index.by_other_name, index.cuts)
    return sha256(msgspec.json.encode((index.filers, sorted(index.by_core.items()), keys))).hexdigest()


def compare(data: Path, kept: Path) -> None:
    with gzip.open(kept, "rt", encoding="utf-8") as file:
        before = (tuple(json.loads(line)) for line in file)
        asked_of, differ = Counter[str](), Counter[str]()
        for old, new in zip_longest(before, answers(data)):
            kind = (new or old)[0]
            asked_of[kind] += 1
            if old != new:
                differ[kind] += 1
                if differ.total() <= SHOWN:
                    print(f"- {old}\n+ {new}")
    for kind, number in asked_of.items():
        print(f"{kind}: {number:,} asked, {differ[kind]:,} differ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    parser.add_argument("--write", type=Path, help="file to keep the answers in")
    parser.add_argument("--against", type=Path, help="file to compare them with")
    options = parser.parse_args()
    if options.write:
        with gzip.open(options.write, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers(options.data))
    if options.against:
        compare(options.data, options.against)


if __name__ == "__main__":
    main()
