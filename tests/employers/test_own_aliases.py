"""An operator's own aliases: beside the database, and theirs win."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from enrich.employers.aliases import COLUMNS, Alias, AliasError, read_aliases, with_own
from enrich.employers.answers import match_names
from enrich.stage import enrich_ledger
from sponsorfeed import main
from tests.enrich.databases import Total, posting, write_ledger, write_reference

HEADER = ",".join(COLUMNS)


def reference(folder: Path) -> Path:
    names = ("CHIVEN FINANCIAL INC", "CHIVEN ROBOTICS LLC")
    return write_reference(folder / "reference.db", [Total(name, 2023, 200) for name in names])


def shipped(folder: Path) -> Path:
    path = folder / "shipped.csv"
    path.write_text(f"{HEADER}\nChibo,Chiven Financial Inc,brand,seen,\n", encoding="utf-8")
    return path


def filer(folder: Path, name: str) -> str | None:
    [answer] = match_names([{"name": name}], folder / "reference.db", aliases=shipped(folder))
    found: str | None = answer["filer"]["name"]
    return found


def test_a_new_alias_is_known_and_a_shipped_one_gives_way(tmp_path: Path) -> None:
    reference(tmp_path)
    assert (filer(tmp_path, "Chibo"), filer(tmp_path, "Walzo")) == ("CHIVEN FINANCIAL INC", None)
    own = tmp_path / "aliases.csv"
    own.write_text(
        f"{HEADER}\nCHIBO,Chiven Robotics LLC,rename,own records,\nWalzo,Chiven Financial Inc,brand,own records,\n",
        encoding="utf-8",
    )
    assert (filer(tmp_path, "Chibo"), filer(tmp_path, "Walzo")) == ("CHIVEN ROBOTICS LLC", "CHIVEN FINANCIAL INC")
    own.unlink()
    assert filer(tmp_path, "Chibo") == "CHIVEN FINANCIAL INC"


def test_a_broken_file_is_named_and_nothing_is_matched_without_it(tmp_path: Path) -> None:
    reference(tmp_path)
    (tmp_path / "aliases.csv").write_text("alias\n", encoding="utf-8")
    with pytest.raises(AliasError, match=r"aliases\.csv:1: the columns must be"):
        filer(tmp_path, "Chibo")
    done = CliRunner().invoke(main, ["match", "Chibo", "--data", str(tmp_path)])
    assert (done.exit_code, "aliases.csv:1" in done.stderr) == (2, True)


def test_postings_are_matched_again_when_the_file_changes(tmp_path: Path) -> None:
    reference(tmp_path)
    write_ledger(tmp_path / "ledger.db", [posting(1, name="Walzo")])
    assert enrich_ledger(tmp_path / "ledger.db", tmp_path / "reference.db").enriched == 1
    assert enrich_ledger(tmp_path / "ledger.db", tmp_path / "reference.db").enriched == 0
    (tmp_path / "aliases.csv").write_text(f"{HEADER}\nWalzo,Chiven Robotics LLC,brand,own,\n", encoding="utf-8")
    assert enrich_ledger(tmp_path / "ledger.db", tmp_path / "reference.db").enriched == 1


def test_what_an_answer_rests_on_is_told(tmp_path: Path) -> None:
    reference(tmp_path)
    (tmp_path / "aliases.csv").write_text(f"{HEADER}\nWalzo,Chiven Robotics LLC,brand,own,\n", encoding="utf-8")
    words = ["match", "Walzo", "--explain", "--data", str(tmp_path)]
    said = json.loads(CliRunner().invoke(main, [*words, "--json"]).output)["explanation"]
    assert said["core"] == "walzo"
    assert "own" in said["alias"]
    assert said["links"] == {"CHIVEN ROBOTICS LLC": "the same core name"}
    shown = CliRunner().invoke(main, words).output
    assert "compared as: walzo; alias:" in shown
    assert "CHIVEN ROBOTICS LLC: the same core name" in shown
    assert "explanation" not in CliRunner().invoke(main, ["match", "Walzo", "--json", "--data", str(tmp_path)]).output


def test_own_rows_replace_all_shipped_rows_of_their_alias() -> None:
    rows = [Alias("One", legal, "brand", "seen", "") for legal in ("One Inc", "One Labs Inc")]
    own = [Alias("ONE, INC.", "Uno Corp", "rename", "own", "")]
    assert with_own(rows, own) == own
    assert with_own(rows, []) == rows
    assert len(with_own(read_aliases(), own)) > 100
