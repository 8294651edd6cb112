"""Score the count-bin table on a year of real filings: ``python -m benchmarks.likelihood [--data FOLDER] [--test FY]``.

Employers (families of ``enrich.employers``) seen in the two fiscal years before the tested one; the row is chosen by
their approvals in the last of them. ``FOLDER`` (by default ``../shared/data`` beside the project) holds
``dol/uscis_hub``.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.matching import COUNTS, index_of, read_hub
from enrich.likelihood import RATES, rate_row

Year = Counter[str]
"""``initial`` and ``any`` approvals and all ``decided`` petitions of one employer in one fiscal year."""


def read_years(folder: Path) -> dict[int, dict[int, Year]]:
    """Counts by employer (position in the index of all years) and fiscal year."""
    index = index_of(read_hub(folder))
    filers = {name: position for position, filer in enumerate(index.filers) for name in filer.names}
    employers: dict[int, dict[int, Year]] = defaultdict(lambda: defaultdict(Counter))
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                counts = [int((row[column] or "0").replace(",", "")) for column in COUNTS]
                if (filer := filers.get(row["Employer"])) is not None:
                    year = employers[filer][int(row["Fiscal Year"])]
                    year.update(initial=counts[0], any=counts[0] + counts[2], decided=sum(counts))
    return employers


def scores(pairs: list[tuple[float, int]]) -> tuple[float, float]:
    """Brier score and log loss of (probability, outcome)."""
    brier = sum((p - y) ** 2 for p, y in pairs) / len(pairs)
    loss = -sum(math.log(p if y else 1 - p) for p, y in pairs) / len(pairs)
    return brier, loss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    parser.add_argument("--test", type=int, default=2021, help="fiscal year to predict")
    options = parser.parse_args()
    employers = read_years(options.data / "dol" / "uscis_hub")
    any_pairs: list[tuple[float, int]] = []
    initial_pairs: list[tuple[float, int]] = []
    rows: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for years in employers.values():
        if not any(years[options.test - back]["decided"] for back in (1, 2)):
            continue
        row = rate_row(years[options.test - 1]["any"])
        outcome = (int(years[options.test]["any"] > 0), int(years[options.test]["initial"] > 0))
        any_pairs.append((row.any, outcome[0]))
        initial_pairs.append((row.initial, outcome[1]))
        rows[row.label].append(outcome)
    print(f"FY{options.test}: {len(any_pairs):,} employers seen in the two years before")
    print("approvals before | employers | any: table, observed | initial: table, observed")
    for row in RATES:
        found = rows[row.label]
        shares = [sum(outcome[i] for outcome in found) / max(1, len(found)) for i in (0, 1)]
        print(f"{row.label:>16} | {len(found):>9,} | {row.any:.2f} {shares[0]:.2f} | {row.initial:.2f} {shares[1]:.2f}")
    for name, pairs in (("any", any_pairs), ("initial", initial_pairs)):
        base = sum(y for _, y in pairs) / len(pairs)
        constant = scores([(base, y) for _, y in pairs])
        brier, loss = scores(pairs)
        print(
            f"{name}: Brier {brier:.3f} log loss {loss:.3f}; constant {base:.3f}: {constant[0]:.3f} {constant[1]:.3f}"
        )


if __name__ == "__main__":
    main()
