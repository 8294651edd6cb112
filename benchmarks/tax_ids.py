"""Measure how often the last four digits of a tax id agree: ``python -m benchmarks.tax_ids [--data FOLDER]``.

Leaves out one hub year at a time, and asks the names first seen in it that have the core of a filer which files at
their very ZIP code, so that it is the same employer whatever its tax id. How often the name bears other digits than the
filer, and how often another employer's digits, drawn at random, are the filer's, is what ``enrich.employers.by_number``
weighs by. FY2021 is left alone, since the year test reports on it.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hub import HubRow, index_of, new_names, read_hub
from enrich.employers.by_number import MANY_NUMBERS
from enrich.employers.normalise import core

YEARS = (2019, 2020)
DRAWN = 500
"""Tax ids of other employers that are drawn for each name."""


@dataclass(slots=True)
class Digits:
    """What was counted of filers with few numbers, or with many."""

    names: int = 0
    other: int = 0
    """Names that bear other digits than their filer."""
    drawn: int = 0
    """Draws of another employer's digits, each once for every number of the filer."""
    by_chance: int = 0
    """Draws in which another employer's digits are the filer's."""


def measure(rows: list[HubRow], years: Iterable[int]) -> dict[bool, Digits]:
    """Return the counts by whether the filer has many numbers."""
    found = {False: Digits(), True: Digits()}
    for year in years:
        rest, asked = new_names(rows, year)
        index, places = index_of(rest), defaultdict(set)
        for row in rest:
            places[core(row.name)].add(row.zip)
        draw = random.Random(year)
        for row in asked:
            text = core(row.name)
            if text not in index.by_core or row.zip not in places[text]:
                continue
            known = index.numbers.shares(index.by_core[text])
            if known:
                counted = found[len(known) >= MANY_NUMBERS]
                counted.names += 1
                counted.other += int(row.tax_id) not in known
                elsewhere = [other for other in draw.choices(asked, k=DRAWN) if other.zip != row.zip]
                counted.drawn += len(elsewhere) * len(known)
                counted.by_chance += sum(int(other.tax_id) in known for other in elsewhere)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    folder = parser.parse_args().data / "dol" / "uscis_hub"
    for many, counted in measure(list(read_hub(folder)), YEARS).items():
        print(
            f"{MANY_NUMBERS} numbers and more:" if many else f"fewer than {MANY_NUMBERS} numbers:",
            f"{counted.names:,} names, other digits {counted.other / counted.names:.3f},",
            f"equal by chance {1e4 * counted.by_chance / counted.drawn:.2f} of 10,000 for each number",
        )


if __name__ == "__main__":
    main()
