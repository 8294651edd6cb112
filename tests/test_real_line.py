"""The whole line on real captures and real filing files, where the optional folder with them is present."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from sponsorfeed import main
from tests.capture import write_warc
from tests.manifest import exchange, rows
from tests.real_data import shared_path

BOARDS = """employer,url
Anthropic,https://job-boards.greenhouse.io/anthropic
Stripe,https://boards.greenhouse.io/stripe
Databricks,https://boards.greenhouse.io/databricks
Agilysys,https://job-boards.greenhouse.io/agilysys
DoorDash,https://job-boards.greenhouse.io/doordashusa
Palantir,https://jobs.lever.co/palantir
Idealist Consulting,https://jobs.lever.co/idealistconsulting
Zoox,https://jobs.lever.co/zoox
Etched,https://jobs.ashbyhq.com/Etched
HighlightTA,https://jobs.ashbyhq.com/HighlightTA
NVIDIA,https://nvidia.wd5.myworkdayjobs.com/NVIDIAExternalCareerSite
GDIT,https://gdit.wd5.myworkdayjobs.com/External_Career_Site
Neura Robotics,https://neura-robotics.example/jobs/90004
Avalanche Energy,https://avalanchefusion.example/careers/90005
"""
SYSTEMS = ("greenhouse", "lever", "ashby", "workday", "jsonld")
# Two answers of one address: the archive gives the second to nobody, as no spider asks twice.
NOT_ASKED = "greenhouse/databricks_tokyo_entity.json"


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.mark.real
def test_every_posting_of_the_captures_is_published_and_none_closed(tmp_path: Path) -> None:
    filings = shared_path("data", "dol")
    captured = [row for row in rows() if row["ats"] in SYSTEMS and row["path"] != NOT_ASKED]
    archive = write_warc(tmp_path / "c.warc.gz", [exchange(row["path"]) for row in captured])
    boards, data = tmp_path / "boards.csv", tmp_path / "data"
    boards.write_text(BOARDS)
    code, output = run("crawl", "--boards", boards, "--replay", archive, "--data", data, "--json")
    assert code == 1, output
    outcomes = {board["board"]: board for board in json.loads(output.splitlines()[-1])["boards"]}
    for board in outcomes.values():
        if board["advertised_total"] and board["advertised_total"] > board["collected"]:
            assert board["outcome"] == "partial", board
    assert outcomes["greenhouse:stripe"]["outcome"] == "partial"
    assert outcomes["workday:nvidia/NVIDIAExternalCareerSite"]["outcome"] == "partial"
    commands: list[tuple[str | Path, ...]] = [
        ("update",),
        ("reference", "add", *sorted(filings.glob("uscis_hub/*20*.csv.gz"))[-2:], *filings.glob("lca/*.xlsx")),
        ("enrich",),
        ("export",),
        ("verify",),
    ]
    for command in commands:
        code, output = run(*command, "--data", data)
        assert code == 0, output
    records = [json.loads(line) for line in (data / "out" / "jobs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(record["id"] and record["url"] and record["title"] for record in records)
    assert {record["status"] for record in records} == {"open"}
    published = Counter(record["board"].split(":")[0] for record in records)
    # A list and the detail of one of its jobs are two captures of one posting.
    details = {"workday/gdit_detail.json"}
    expected = Counter[str]()
    for row in captured:
        if row["path"] not in details:
            expected[row["ats"]] += int(row["postings"] or 0)
    assert published == expected
