"""The list of boards that comes with the project."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from crawler.boards import SYSTEMS, read_boards
from crawler.recognition.recognise import recognise_url
from sponsorfeed import main

SHIPPED = Path(__file__).resolve().parents[2] / "boards.csv"


def rows() -> list[dict[str, str]]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_read_without_a_problem() -> None:
    result = CliRunner().invoke(main, ["boards", "check", str(SHIPPED)])
    assert result.exit_code == 0, result.output
    assert result.stderr == ""


def test_it_is_of_many_employers_over_many_systems_one_route_each() -> None:
    boards = read_boards(SHIPPED)
    assert len(boards) == len(rows()) >= 60
    assert len({board.ats for board in boards}) >= 15
    assert {board.ats for board in boards} <= set(SYSTEMS)
    for what in ("employer", "domain", "id"):
        repeated = [value for value, count in Counter(getattr(board, what) for board in boards).items() if count > 1]
        assert repeated == [], f"one route per employer, so no {what} twice"


def test_every_route_has_its_evidence_and_its_employers_domain() -> None:
    for row in rows():
        assert len(row["comment"]) > 30, row["employer"]
        assert row["domain"], row["employer"]
        assert row["url"].startswith("https://"), row["employer"]


def test_the_ats_column_is_filled_only_where_the_url_does_not_tell() -> None:
    for row in rows():
        found = recognise_url(row["url"])
        told = found is not None and found.token is not None
        assert bool(row["ats"]) is not told, row["employer"]


def test_the_employers_of_the_first_role_pages_are_in_it() -> None:
    ids = {board.employer: board.id for board in read_boards(SHIPPED)}
    assert ids["Databricks"] == "greenhouse:databricks"
    assert ids["Oracle"] == "oracle_recruiting:eeho.fa.us2.oraclecloud.com/jobsearch"
    assert ids["Rivian"] == "jibe:careers.rivian.com"
    assert ids["UnitedHealth Group"] == "radancy:careers.unitedhealthgroup.com"
    assert ids["Mayo Clinic"] == "oracle_recruiting:fa-euwp-saasfaprod1.fa.ocs.oraclecloud.com/CX_1"
