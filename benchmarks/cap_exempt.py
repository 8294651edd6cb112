"""Cap exemption by names, survey and employer numbers: ``python -m benchmarks.cap_exempt [--data FOLDER] [--show]``.

Positives are the spellings under which public and nonprofit institutions of IPEDS file, by the employer number;
negatives are the spellings of institutions for profit, and firms that bear words of colleges, written for this test.
``FOLDER`` (by default ``../shared/data`` beside the project) holds ``dol/ipeds``, ``dol/uscis_hub`` and ``dol/truth``.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from enrich.cap_exempt import read_cap_exempt
from enrich.employers.store import open_reference
from enrich.institutions import Institutions, read_institutions
from enrich.reference import add_files

LOOKALIKES = Path(__file__).with_name("college_lookalikes.txt")


@dataclass(frozen=True, slots=True)
class Asked:
    """One name to answer."""

    name: str
    state: str
    is_exempt_kind: bool
    is_invented: bool = False


def read_asked(folder: Path, column: str) -> list[Asked]:
    """Names of the truth by the column (``hub_employer`` or ``INSTNM``), and the look-alikes."""
    with gzip.open(folder / "ipeds" / "hd2023_institutions.csv.gz", "rt", encoding="utf-8-sig", newline="") as file:
        control = {row["UNITID"]: row["CONTROL"] for row in csv.DictReader(file)}
    with (folder / "truth" / "ipeds_ein_vs_hub_dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = [(row[column], row["state"], control[row["UNITID"]]) for row in csv.DictReader(file, delimiter="\t")]
    asked = {Asked(name, state, code in ("1", "2")) for name, state, code in rows}
    lookalikes = LOOKALIKES.read_text(encoding="utf-8").splitlines()
    return [*sorted(asked, key=lambda a: (a.name, a.state)), *(Asked(name, "", False, True) for name in lookalikes)]


def scored(asked: Sequence[Asked], institutions: Institutions, *, show: bool = False) -> str:
    """Precision and recall of ``likely``, and how many look-alikes were taken in."""
    right = wrong = lookalikes = missed = 0
    for one in asked:
        found = institutions.find([one.name], None, [one.state] if one.state else [])
        likely = read_cap_exempt([one.name], None, (), institution=found).value == "likely"
        right += likely and one.is_exempt_kind
        wrong += likely and not one.is_exempt_kind
        missed += not likely and one.is_exempt_kind
        lookalikes += likely and one.is_invented
        if show and likely != one.is_exempt_kind:
            print(f"{'taken in' if likely else 'missed'}: {one.name} ({one.state})")
    precision, recall = right / (right + wrong), right / (right + missed)
    return f"precision {precision:.3f} recall {recall:.3f}, {lookalikes} of the look-alikes taken in"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent.parent / "shared" / "data")
    parser.add_argument("--show", action="store_true", help="print what names alone got wrong")
    options = parser.parse_args()
    folder = options.data / "dol"
    with tempfile.TemporaryDirectory() as place:
        survey, hub = Path(place) / "survey.db", Path(place) / "hub.db"
        files = sorted((folder / "ipeds").glob("*.gz"))
        add_files(files, survey)
        add_files([*files, *sorted((folder / "uscis_hub").glob("*.gz"))], hub)
        tables = {"names alone": Institutions()}
        for name, reference in (("with the survey", survey), ("with the survey and the hub", hub)):
            with closing(open_reference(reference)) as connection:
                tables[name] = read_institutions(connection)
    for column, what in (("hub_employer", "as filed"), ("INSTNM", "as the survey names them")):
        asked = read_asked(folder, column)
        print(f"{len(asked):,} names {what}")
        for name, institutions in tables.items():
            print(f"  {name}: {scored(asked, institutions, show=options.show and name == 'names alone')}")


if __name__ == "__main__":
    main()
