"""How well titles are understood, and how fast.

    python -m benchmarks.roles --lca LCA.csv.gz [--onet FOLDER] [--speed]

``--lca`` is a file of labor condition applications with ``JOB_TITLE, SOC_CODE, EMPLOYER_NAME``: its employers are
split in two, and each half is read with a table built from the bundled list and the other half. ``--onet`` is a folder
with O*NET's ``Alternate_Titles`` and ``Sample_of_Reported_Titles``: the titles of ``tech_titles.txt`` are read without
them, and right is any occupation that O*NET lists for the title.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from enrich.occupations.roles import RoleReader
from enrich.occupations.table import BUNDLED, FiledTitle, OnetTitle, build_table, read_bundled

TECH_TITLES = Path(__file__).with_name("tech_titles.txt")
_ONET_FILES = {"Alternate_Titles": "Alternate Title", "Sample_of_Reported_Titles": "Reported Job Title"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lca", type=Path)
    parser.add_argument("--onet", type=Path)
    parser.add_argument("--speed", action="store_true")
    given = parser.parse_args()
    if given.lca:
        measure_applications(given.lca)
    if given.onet:
        measure_tech_titles(list(read_onet(given.onet)))
    if given.speed:
        measure_speed()


def rows_of(path: Path, *, tabs: bool = False) -> Iterator[dict[str, str]]:
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8")
    lines = io.StringIO(text, newline="")
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if tabs else csv.DictReader(lines)


def read_onet(folder: Path) -> Iterator[OnetTitle]:
    for name, column in _ONET_FILES.items():
        for path in sorted(folder.glob(f"{name}.txt*")):
            for row in rows_of(path, tabs=True):
                yield OnetTitle(row[column], row["O*NET-SOC Code"])


def half_of(employer: str) -> int:
    return zlib.crc32(employer.strip().lower().encode()) % 2


def measure_applications(path: Path) -> None:
    rows = [(row["JOB_TITLE"], row["SOC_CODE"], row["EMPLOYER_NAME"]) for row in rows_of(path)]
    for tested in (0, 1):
        built_from = Counter(row for row in rows if half_of(row[2]) != tested)
        table = build_table(FiledTitle(title, soc, 2018, count) for (title, soc, _), count in built_from.items())
        tests = [(title, {soc[:7]}) for title, soc, employer in rows if half_of(employer) == tested]
        report(f"applications, half {tested + 1}", RoleReader(table), tests)
    report("applications, bundled list only", RoleReader(build_table()), [(title, {soc[:7]}) for title, soc, _ in rows])


def measure_tech_titles(onet: list[OnetTitle]) -> None:
    listed: defaultdict[str, set[str]] = defaultdict(set)
    for each in onet:
        listed[each.title.split(" (")[0].lower()].add(each.onet_soc[:7])
    titles = [title for title in TECH_TITLES.read_text(encoding="utf-8").splitlines() if title.lower() in listed]
    tests = [(title, listed[title.lower()]) for title in titles]
    report("tech titles, bundled list only", RoleReader(build_table()), tests)
    report("tech titles, O*NET loaded", RoleReader(build_table(onet=onet)), tests)


def report(name: str, roles: RoleReader, tests: Iterable[tuple[str, set[str]]]) -> None:
    """Print how many titles are answered, and of these how many right at six digits and among three."""
    asked = answered = first = among = 0
    stated = 0.0
    for title, right in tests:
        asked += 1
        role = roles.read(title)
        codes = [soc for soc, _ in role.shares]
        if codes:
            answered += 1
            first += codes[0] in right
            among += not right.isdisjoint(codes)
            stated += role.confidence
    print(
        f"{name}: {asked:,} titles, answered {answered / asked:.3f}, right {first / answered:.3f}, "
        f"among three {among / answered:.3f}, stated confidence {stated / answered:.3f}"
    )


def measure_speed() -> None:
    table = build_table()
    titles = [title for title, _ in read_bundled(BUNDLED)]
    unknown = [f"{title} Zorblax {at}{'quorvex'[at % 7 :]}" for at, title in enumerate(titles)]
    roles = RoleReader(table)
    roles.read("a title that brings the search up")
    for name, asked in (("titles of the list", titles), ("titles of no list", unknown), ("titles read before", titles)):
        start = time.process_time()
        for title in asked:
            roles.read(title)
        print(f"{name}: {(time.process_time() - start) / len(asked) * 1e6:.1f} us each")


if __name__ == "__main__":
    main()
