from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from zlib import crc32

import pytest
from click.testing import CliRunner

from enrich.explain import explain
from enrich.reference.store import open_store
from enrich.stage import enrich_ledger
from sponsorfeed import main
from tests.enrich.databases import posting, write_ledger

SOFTWARE, LAW = "15-1200", "23-1000"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Applications of invented filers, each for one kind of work, over four years, and a ledger."""
    folder = tmp_path_factory.mktemp("own")
    draw = Random(3)
    groups = [SOFTWARE, LAW, "17-2000", "29-1000", "13-2000", "25-1000"]
    with open_store(folder / "reference.db") as connection:
        connection.execute(
            "INSERT INTO file (id, sha256, content_sha256, name, source, layout)"
            " VALUES (1, 'a', 'a', 'lca.csv', 'lca', 'x')"
        )
        connection.execute("INSERT INTO meta VALUES ('version', 'v1')")
        connection.execute("BEGIN")
        names = ["DUNMARROW INC", *(f"QUORVEX {n:04d} INC" for n in range(900))]
        for number, name in enumerate(names):
            group = groups[number % len(groups)]
            for year in (2027, 2028, 2029, 2030):
                filings = 20 if number == 0 else draw.choice((0, 0, 1, 1, 4))
                if filings:
                    _file(connection, name, group, year, filings)
        connection.execute("COMMIT")
    write_ledger(folder / "ledger.db", [posting(1)])
    return folder


def _file(connection: sqlite3.Connection, name: str, group: str, year: int, filings: int) -> None:
    connection.execute(
        "INSERT INTO filing_total VALUES (?, '', 'CA', 'lca', 'H-1B', ?, ?, 'certified', 'new', ?, ?, 'lca.csv')",
        (name, year, group, filings, filings),
    )
    evidence = {
        **{"employer_name": name, "source": "lca", "visa_class": "H-1B", "fiscal_year": year, "filings": filings},
        **{"new_filings": filings, "secondary_entity_filings": filings // 2, "h_1b_dependent_filings": 0},
        **{"wage_levels": json.dumps({"I": 1, "II": filings}), "wages": "[]", "worksite_states": "{}"},
        **{
            "cases": json.dumps([[f"{year}-03-01", f"I-200-{year % 100}060-{crc32(name.encode()) % 10**6:06d}"]]),
            "file": "lca.csv",
        },
    }
    columns, marks = ", ".join(evidence), ", ".join("?" * len(evidence))
    connection.execute(f"INSERT INTO filing_evidence ({columns}) VALUES ({marks})", tuple(evidence.values()))


def test_a_fit_on_applications_is_used_for_the_kind_of_work(data: Path) -> None:
    before = enrich_ledger(data / "ledger.db", data / "reference.db")
    assert before.model_version == "hub-logistic-1" and before.enriched == 1
    arguments = ["backtest", "--source", "lca", "--test", "2030", "--fit", str(data / "likelihood.json")]
    result = CliRunner().invoke(main, [*arguments, "--data", str(data)])
    assert result.exit_code == 0, result.output
    assert "for each SOC minor group" in result.output and "e3: not tested" in result.output
    after = enrich_ledger(data / "ledger.db", data / "reference.db")
    assert after.model_version.startswith("own-lca-2030.") and after.enriched == 1
    assert enrich_ledger(data / "ledger.db", data / "reference.db").unchanged == 1
    found = explain("greenhouse:dunmarrow:1", data / "ledger.db", data / "reference.db")
    estimate = next(estimate for estimate in found.estimates if estimate.track == "h1b")
    assert {part.group for part in estimate.parts} >= {SOFTWARE}
    reasons = " ".join(found.sponsorship.reasons)
    assert "I-200-30060-" in reasons and "September 2025" not in reasons
    assert next(part for part in estimate.parts if part.group == SOFTWARE).probability > 0.8
    with closing(sqlite3.connect(data / "reference.db")) as connection:
        for part in estimate.parts:
            shows = f"the probability of h1b for work of {part.group}"
            (query,) = [query.sql for query in found.queries if query.shows == shows]
            assert connection.execute(query).fetchone()[0] == pytest.approx(part.probability, abs=0.0011)


def test_history_in_another_kind_of_work_is_not_credited_in_full(data: Path) -> None:
    lawyer = posting(2)
    lawyer.title = "Corporate Attorney"
    write_ledger(data / "ledger.db", [lawyer])
    engineer, other = (
        explain(f"greenhouse:dunmarrow:{n}", data / "ledger.db", data / "reference.db").sponsorship.tracks.h1b
        for n in (1, 2)
    )
    assert engineer.probability is not None and other.probability is not None
    assert other.probability < engineer.probability / 2 and other.tag == "unlikely"
