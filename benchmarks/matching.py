"""Measure employer matching on real filings and truth sets: ``python -m benchmarks.matching [--data FOLDER]``.

``FOLDER`` (by default ``../shared/data`` beside the project) holds ``dol/uscis_hub``, ``dol/truth``, ``dol/lca`` and
``matching/dev_cases.tsv``. Prints one table; thresholds are those of the code, nothing is fitted here.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.calibration_plot import draw
from enrich.employers.aliases import read_aliases
from enrich.employers.build import FiledName, build_index
from enrich.employers.entities import TaxIdRow
from enrich.employers.index import EmployerIndex, decode_index, encode_index
from enrich.employers.match import EmployerQuery, Match, match
from enrich.employers.normalise import core

CONFIDENCE_BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 0.92, 0.95, 0.97, 1.01)
COUNTS = ("Initial Approvals", "Initial Denials", "Continuing Approvals", "Continuing Denials")


@dataclass(frozen=True, slots=True)
class HubRow:
    """One row of a hub file: petitions of one spelling under one tax id at one place."""

    year: int
    name: str
    tax_id: str
    state: str
    zip: str
    petitions: int
    naics: str


@dataclass(slots=True)
class Tally:
    """Answers counted against the truth."""

    right: int = 0
    wrong: int = 0
    first: int = 0
    """Right filer named, whatever the decision."""
    positives: int = 0
    refused: int = 0
    negatives: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.positives)


def read_hub(folder: Path) -> Iterator[HubRow]:
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                petitions = sum(int((row[column] or "0").replace(",", "")) for column in COUNTS)
                tax_id, code = row["Tax ID"], row["ZIP"]
                yield HubRow(
                    int(row["Fiscal Year"]), row["Employer"], tax_id.zfill(4) if tax_id else "", row["State"],
                    code.zfill(5)[:5] if code else "", petitions, row["NAICS"][:2],
                )  # fmt: skip


def index_of(rows: Iterable[HubRow], trade_names: Iterable[FiledName] = ()) -> EmployerIndex:
    names: Counter[tuple[str, str]] = Counter()
    tax_ids: Counter[tuple[str, str, str, str, str]] = Counter()
    first_year: dict[tuple[str, str, str, str, str], int] = {}
    for row in sorted(rows, key=lambda row: row.year):
        names[row.name, row.state] += row.petitions
        if row.tax_id:
            key = (row.name, row.tax_id, row.state, row.zip, row.naics)
            tax_ids[key] += row.petitions
            first_year.setdefault(key, row.year)
    filed = [FiledName(name, "", state, filings) for (name, state), filings in names.items()]
    return build_index(
        [*filed, *trade_names],
        read_aliases(),
        tax_ids=[
            TaxIdRow(name, tax_id, state, filings, code, naics, first_year[name, tax_id, state, code, naics])
            for (name, tax_id, state, code, naics), filings in tax_ids.items()
        ],
    )


def read_tsv(path: Path) -> list[dict[str, str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(data.decode("utf-8").splitlines(), delimiter="\t"))


def count(answers: Iterable[tuple[Match, Callable[[set[str]], bool] | None]]) -> Tally:
    """Tally answers; the truth of each is a test on the cores of the filer's spellings, ``None`` when none is right."""
    tally = Tally()
    for found, is_right in answers:
        cores = set(found.filer.cores) if found.filer else set()
        accepted = found.decision == "match"
        if is_right is None:
            tally.negatives += 1
            tally.refused += not accepted
            tally.wrong += accepted
            continue
        right = bool(cores) and is_right(cores)
        tally.positives += 1
        tally.first += right
        tally.right += accepted and right
        tally.wrong += accepted and not right
    return tally


@dataclass(slots=True)
class YearTest:
    """What became of the names first seen in one year."""

    tally: Tally
    answers: list[tuple[float, str, str, bool]]
    """(confidence, decision, rule, right) of every answer that names a filer."""
    moved: int
    """Answers whose tax id is found at another ZIP, which are left out."""

    def recall_at(self, precision: float) -> float:
        """Return the largest share of known employers found while this share of the answers taken is right."""
        right, best = 0, 0
        for taken, (*_, is_right) in enumerate(sorted(self.answers, key=lambda answer: -answer[0]), start=1):
            right += is_right
            if right >= precision * taken:
                best = right
        return best / max(1, self.tally.positives)


def year_test(rows: list[HubRow], year: int, *, with_state: bool = True, half: int | None = None) -> YearTest:
    """Names first seen in one year against the index of the others.

    The truth of a name is the spellings of its (tax id, ZIP). A name whose (tax id, ZIP) is not in the index is one to
    refuse, unless the answer has its tax id at another ZIP: an employer that moved is neither, and is left out.
    """
    rest = [row for row in rows if row.year != year]
    index = index_of(rest)
    known = {row.name for row in rest}
    entities: dict[tuple[str, str], set[str]] = defaultdict(set)
    tax_ids: dict[str, set[str]] = defaultdict(set)
    for row in rest:
        if row.tax_id and row.zip:
            entities[row.tax_id, row.zip].add(core(row.name))
            tax_ids[core(row.name)].add(row.tax_id)
    queries: dict[str, HubRow] = {}
    for row in rows:
        if row.year == year and row.name not in known and row.tax_id and row.zip and half in (None, half_of(row)):
            queries.setdefault(row.name, row)
    test = YearTest(Tally(), [], 0)
    for row in queries.values():
        found = match(EmployerQuery(row.name, state=row.state if with_state else None), index)
        truth = entities.get((row.tax_id, row.zip))
        if truth is None and found.filer and any(row.tax_id in tax_ids[text] for text in found.filer.cores):
            test.moved += 1
            continue
        one = count([(found, None if truth is None else _holds(truth))])
        for slot in ("right", "wrong", "first", "positives", "refused", "negatives"):
            setattr(test.tally, slot, getattr(test.tally, slot) + getattr(one, slot))
        if found.filer is not None:
            test.answers.append((found.confidence, found.decision, found.rule, bool(one.first)))
    return test


def half_of(row: HubRow) -> int:
    """Return in which half of the employers one is: the weights are fitted on 0, and 1 is reported on."""
    return hashlib.sha256(f"{row.tax_id}{row.zip}".encode()).digest()[0] % 2


def report_year(name: str, test: YearTest) -> None:
    tally = test.tally
    print(
        f"year test {name}: {tally.positives:,} positives, {tally.negatives:,} negatives, {test.moved:,} moved; P@1"
        f" {tally.first / tally.positives:.3f}; match precision {tally.precision:.3f} recall {tally.recall:.3f};"
        f" recall at precision .95 {test.recall_at(0.95):.3f}, .99 {test.recall_at(0.99):.3f};"
        f" negatives refused {tally.refused / tally.negatives:.3f}"
    )
    for rule, number in Counter(rule for _, decision, rule, _ in test.answers if decision == "match").most_common():
        right = sum(is_right for _, decision, asked, is_right in test.answers if (decision, asked) == ("match", rule))
        print(f"  {rule}: {number:,} matches, {right / number:.3f} right")
    for low, high, stated, held, answers in calibration(test):
        print(f"  confidence {low:.2f}-{high:.2f}: {answers:,} answers, stated {stated:.3f}, right {held:.3f}")


def calibration(test: YearTest) -> Iterator[tuple[float, float, float, float, int]]:
    """Yield (from, to, mean stated confidence, share right, answers) of each bin that holds answers."""
    for low, high in pairwise(CONFIDENCE_BINS):
        held = [(stated, is_right) for stated, *_, is_right in test.answers if low <= stated < high]
        if held:
            stated, right = (sum(values) / len(held) for values in zip(*held, strict=True))
            yield low, min(high, 1.0), stated, right, len(held)


def _holds(truth: set[str]) -> Callable[[set[str]], bool]:
    return lambda cores: not truth.isdisjoint(cores)


def dev_cases(path: Path, index: EmployerIndex) -> Tally:
    answers: list[tuple[Match, Callable[[set[str]], bool] | None]] = []
    for row in read_tsv(path):
        names = [name for name in row["expected_legal_name"].split("|") if name != "NONE"]
        found = match(EmployerQuery(row["query"]), index)
        may_be_none = row["expected_legal_name"].startswith("NONE")
        truth = _holds({core(name) for name in names})
        lawful = may_be_none and found.decision == "match" and found.filer is not None and truth(set(found.filer.cores))
        if not lawful:
            answers.append((found, None if may_be_none else truth))
    return count(answers)


def brand_rows(path: Path, index: EmployerIndex) -> tuple[int, int, int]:
    """Rows (brand, filed name) judged the same or different: same found, same in all, different accepted."""
    same = found_same = found_different = 0
    for row in read_tsv(path):
        found = match(EmployerQuery(row["brand"]), index)
        held = found.decision == "match" and found.filer is not None and core(row["hub_employer"]) in found.filer.cores
        is_same = row["label"].startswith("same")
        same += is_same
        found_same += is_same and held
        found_different += held and not is_same
    return found_same, same, found_different


def hard_negatives(path: Path, index: EmployerIndex) -> float:
    """Share of look-alike pairs whose second name is answered with the filer of the first."""
    pairs = read_tsv(path)
    accepted = 0
    for row in pairs:
        found = match(EmployerQuery(row["name_b"], state=row["state"]), index)
        accepted += found.decision == "match" and found.filer is not None and core(row["name_a"]) in found.filer.cores
    return accepted / len(pairs)


def trade_names(path: Path, rows: list[HubRow]) -> Tally:
    """Trade names of LCA rows, indexed with provenance, asked for their employer."""
    pairs = [row for row in read_tsv(path) if core(row["trade_name_dba"]) != core(row["employer_name"])]
    filed = [
        FiledName(row["employer_name"], row["trade_name_dba"], row["worksite_state"], int(row["n_filings"]))
        for row in pairs
    ]
    index = index_of(rows, filed)
    return count(
        (match(EmployerQuery(row["trade_name_dba"]), index), _holds({core(row["employer_name"])})) for row in pairs
    )


def institutions(path: Path, index: EmployerIndex) -> Tally:
    """IPEDS institutions asked by name and state; right when the family holds any of their hub spellings."""
    spelled: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read_tsv(path):
        spelled[row["INSTNM"], row["state"]].add(core(row["hub_employer"]))
    return count(
        (match(EmployerQuery(name, state=state), index), _holds(truth)) for (name, state), truth in spelled.items()
    )


def speed(index: EmployerIndex, names: list[str]) -> tuple[float, float]:
    """Queries per CPU-second over names of which all, and then none, are filed as written."""
    match(EmployerQuery("Warm up the look-up tables"), index)
    rates = []
    for asked in (names, [f"{name.split()[0]} Quorvex {number}" for number, name in enumerate(names[:2000])]):
        start = time.process_time()
        for name in asked:
            match(EmployerQuery(name), index)
        rates.append(len(asked) / (time.process_time() - start))
    return rates[0], rates[1]


def memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    parser.add_argument("--year", type=int, default=2021, help="fiscal year that the year test leaves out")
    parser.add_argument("--plot", type=Path, help="SVG image of the calibration to write")
    options = parser.parse_args()
    truth = options.data / "dol" / "truth"
    rows = list(read_hub(options.data / "dol" / "uscis_hub"))
    base, start = memory_mib(), time.process_time()
    index = index_of(rows)
    built, stored = time.process_time() - start, encode_index(index)
    grown, start = memory_mib() - base, time.process_time()
    decode_index(stored)
    loaded = time.process_time() - start
    print(f"{len(index.filers):,} filers; built {built:.1f} s, +{grown:.0f} MiB; from disk {loaded:.2f} s")
    names = sorted({row.name for row in rows if row.name})[::20]
    print("queries per CPU-second: filed names {:,.0f}, unknown names {:,.0f}".format(*speed(index, names)))
    asked = year_test(rows, options.year)
    report_year(f"FY{options.year}", asked)
    if options.plot:
        points = [(stated, right, answers) for *_, stated, right, answers in calibration(asked)]
        draw(points, f"Names first filed in FY{options.year}", options.plot)
    report_year(f"FY{options.year}, no state", year_test(rows, options.year, with_state=False))
    report_year("FY2023, half of the employers", year_test(rows, 2023, half=1))
    cases = dev_cases(options.data / "matching" / "dev_cases.tsv", index)
    print(
        f"dev cases: precision {cases.precision:.3f} recall {cases.recall:.3f};"
        f" negatives refused {cases.refused}/{cases.negatives}"
    )
    same, of_same, different = brand_rows(truth / "brand_to_hub_gold_dev.tsv", index)
    print(f"brands to families: precision {same / (same + different):.3f} recall {same / of_same:.3f}")
    print(f"hard negatives accepted: {hard_negatives(truth / 'hub_hard_negatives_dev.tsv.gz', index):.3f}")
    trades = trade_names(truth / "lca_fy2025_dba_pairs_dev.tsv", rows)
    print(f"trade names: precision {trades.precision:.3f} recall {trades.recall:.3f}")
    schools = institutions(truth / "ipeds_ein_vs_hub_dev.tsv", index)
    print(f"institutions: precision {schools.precision:.3f} recall {schools.recall:.3f}")


if __name__ == "__main__":
    main()
