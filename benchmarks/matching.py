"""Measure employer matching on real filings and truth sets: ``python -m benchmarks.matching [--data FOLDER]``.

``FOLDER`` (by default ``../shared/data`` beside the project) holds ``dol/uscis_hub``, ``dol/truth``, ``dol/lca`` and
``matching/dev_cases.tsv``. Prints one table; thresholds are those of the code, nothing is fitted here. Speed and
memory are in ``benchmarks.matching_speed``.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.calibration_plot import draw
from benchmarks.hub import HubRow, index_of, read_hub, read_survey
from benchmarks.peers import run_peers
from benchmarks.year_test import calibration, report, year_test
from enrich.employers.build import FiledName
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, Match, match
from enrich.employers.normalise import core


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


def trade_names(path: Path, rows: list[HubRow], *, with_state: bool) -> tuple[Tally, float]:
    """Trade names of LCA rows, indexed with provenance, asked for their employer; with the recall at precision .97."""
    pairs = [row for row in read_tsv(path) if core(row["trade_name_dba"]) != core(row["employer_name"])]
    filed = [
        FiledName(row["employer_name"], row["trade_name_dba"], row["worksite_state"], int(row["n_filings"]))
        for row in pairs
    ]
    index = index_of(rows, filed)
    answers = [
        match(EmployerQuery(row["trade_name_dba"], state=row["worksite_state"] if with_state else None), index)
        for row in pairs
    ]
    truths = [_holds({core(row["employer_name"])}) for row in pairs]
    ranked = sorted(
        ((-found.confidence, bool(found.filer and truth(set(found.filer.cores))))
         for found, truth in zip(answers, truths, strict=True))
    )  # fmt: skip
    right = best = 0
    for taken, (_, is_right) in enumerate(ranked, start=1):
        right += is_right
        best = right if right >= 0.97 * taken else best
    return count(zip(answers, truths, strict=True)), best / len(pairs)


def institutions(path: Path, index: EmployerIndex) -> Tally:
    """IPEDS institutions asked by name and state; right when the family holds any of their hub spellings."""
    spelled: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read_tsv(path):
        spelled[row["INSTNM"], row["state"]].add(core(row["hub_employer"]))
    return count(
        (match(EmployerQuery(name, state=state), index), _holds(truth)) for (name, state), truth in spelled.items()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    parser.add_argument("--year", type=int, default=2021, help="fiscal year that the year test leaves out")
    parser.add_argument("--plot", type=Path, help="SVG image of the calibration to write")
    parser.add_argument("--peers", type=int, default=0, help="names of the year test to ask other libraries, too")
    options = parser.parse_args()
    truth = options.data / "dol" / "truth"
    rows = list(read_hub(options.data / "dol" / "uscis_hub"))
    index = index_of(rows)
    asked = year_test(rows, options.year)
    report(f"FY{options.year}", asked)
    if options.plot:
        points = [(stated, right, answers) for *_, stated, right, answers in calibration(asked)]
        draw(points, f"Names first filed in FY{options.year}", options.plot)
    report(f"FY{options.year}, no state", year_test(rows, options.year, with_state=False))
    report(f"FY{options.year}, with the city", year_test(rows, options.year, with_city=True))
    report(f"FY{options.year}, with the last four digits of the tax id", year_test(rows, options.year, digits="own"))
    by_chance = sum(answer.found.rule == "tax_id" for answer in year_test(rows, options.year, digits="another's"))
    print(f"FY{options.year}, with another's last four digits: {by_chance} of the answers rest on them")
    report("FY2023, half of the employers", year_test(rows, 2023, half=1))
    cases = dev_cases(options.data / "matching" / "dev_cases.tsv", index)
    print(
        f"dev cases: precision {cases.precision:.3f} recall {cases.recall:.3f};"
        f" negatives refused {cases.refused}/{cases.negatives}"
    )
    same, of_same, different = brand_rows(truth / "brand_to_hub_gold_dev.tsv", index)
    print(f"brands to families: precision {same / (same + different):.3f} recall {same / of_same:.3f}")
    print(f"hard negatives accepted: {hard_negatives(truth / 'hub_hard_negatives_dev.tsv.gz', index):.3f}")
    for title, with_state in (("", False), (" with the state of work", True)):
        trades, recall = trade_names(truth / "lca_fy2025_dba_pairs_dev.tsv", rows, with_state=with_state)
        print(
            f"trade names{title}: precision {trades.precision:.3f} recall {trades.recall:.3f};"
            f" recall at precision .97 {recall:.3f}"
        )
    schools = institutions(truth / "ipeds_ein_vs_hub_dev.tsv", index)
    print(f"institutions by name: precision {schools.precision:.3f} recall {schools.recall:.3f}")
    surveyed = index_of(rows, colleges=read_survey(options.data / "dol" / "ipeds" / "hd2023_institutions.csv.gz"))
    schools = institutions(truth / "ipeds_ein_vs_hub_dev.tsv", surveyed)
    print(f"institutions, IPEDS loaded: precision {schools.precision:.3f} recall {schools.recall:.3f}")
    if options.peers:
        run_peers(rows, options.year, options.peers)


if __name__ == "__main__":
    main()
