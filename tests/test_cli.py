from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import crawler
import enrich
import exports
import operations
from crawler.runs.lock import hold
from operations import commands
from operations.exit_codes import ERROR_CODES
from samples import folder
from sponsorfeed import main
from tests.capture import write_warc

BOARD = "https://boards.greenhouse.io/acme"
JOBS = "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true"


def job(number: int) -> dict[str, object]:
    return {
        "id": number,
        "title": f"Job {number}",
        "absolute_url": f"{BOARD}/jobs/{number}",
        "location": {"name": "Austin, TX"},
        "content": "&lt;p&gt;We are unable to sponsor visas for this role.&lt;/p&gt;",
        "company_name": "Acme",
    }


def answer(*numbers: int) -> bytes:
    return json.dumps({"jobs": [job(n) for n in numbers], "meta": {"total": len(numbers)}}).encode()


def invoke(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def recording(tmp_path: Path, name: str, body: bytes, when: str, status: int = 200) -> Path:
    return write_warc(tmp_path / name, [{"url": JOBS, "answer": body, "status": status}], when=when)


def test_a_run_publishes_and_a_later_one_closes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = recording(tmp_path, "1.warc.gz", answer(1, 2), "2026-11-18T06:00:00Z")
    second = recording(tmp_path, "2.warc.gz", answer(2, 3), "2026-11-19T06:00:00Z")
    assert invoke("run", "--board", BOARD, "--replay", first, "--data", data)[0] == 0
    code, output = invoke("run", "--board", BOARD, "--replay", second, "--data", data, "--json")
    assert code == 0
    assert json.loads(output)["update"]["closed"] == 1
    lines = (data / "out" / "jobs.jsonl").read_text(encoding="utf-8").splitlines()
    life = {record["id"].rpartition(":")[2]: record["status"] for record in map(json.loads, lines)}
    assert life == {"1": "closed", "2": "open", "3": "open"}
    assert invoke("verify", "--data", data)[0] == 0


def test_a_failed_day_closes_nothing_and_says_so(tmp_path: Path) -> None:
    data = tmp_path / "data"
    whole = recording(tmp_path, "1.warc.gz", answer(1, 2), "2026-11-18T06:00:00Z")
    down = recording(tmp_path, "2.warc.gz", b"", "2026-11-19T06:00:00Z", status=503)
    assert invoke("run", "--board", BOARD, "--replay", whole, "--data", data)[0] == 0
    code, output = invoke("run", "--board", BOARD, "--replay", down, "--data", data)
    assert code == 1
    assert "HTTP 503" in output
    lines = (data / "out" / "jobs.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["status"] for line in lines} == {"open"}


def test_a_layout_change_exits_1_and_names_the_field(tmp_path: Path) -> None:
    data = tmp_path / "data"
    before, after = ([job(n) for n in range(first, first + 9)] for first in (1, 2))
    for entry in after:
        del entry["content"]
    for when, jobs, code in (("18", before, 0), ("19", after, 1)):
        body = json.dumps({"jobs": jobs, "meta": {"total": 9}}).encode()
        archive = recording(tmp_path, f"{when}.warc.gz", body, f"2026-11-{when}T06:00:00Z")
        found, output = invoke("run", "--board", BOARD, "--replay", archive, "--data", data, "--json")
        assert found == code
    assert "description_html: 9 of 9 postings carried it on 2026-11-18, 0 of 9 do now" in output
    assert json.loads(output)["update"]["closed"] == 0
    assert invoke("update", "--rebuild", "--data", data)[0] == 1
    assert invoke("verify", "--data", data)[0] == 0


def test_a_crawl_that_gets_nothing_exits_3(tmp_path: Path) -> None:
    down = recording(tmp_path, "1.warc.gz", b"", "2026-11-18T06:00:00Z", status=503)
    assert invoke("crawl", "--board", BOARD, "--replay", down, "--data", tmp_path / "data")[0] == 3


def test_a_broken_boards_file_exits_2_before_anything_is_made(tmp_path: Path) -> None:
    boards = tmp_path / "boards.csv"
    boards.write_text("employer,url\nAcme,nonsense\n")
    archive = recording(tmp_path, "1.warc.gz", answer(1), "2026-11-18T06:00:00Z")
    code, output = invoke("crawl", "--boards", boards, "--replay", archive, "--data", tmp_path / "data")
    assert code == 2
    assert f"{boards}:2:6: 'nonsense' is not a web address" in output
    assert not (tmp_path / "data" / "snapshots").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["crawl", "--board", BOARD], "add --contact"),
        (["crawl", "--board", "nonsense", "--contact", "a@b.example"], "is not a web address"),
        (["crawl", "--board", BOARD, "--boards", "b.csv", "--contact", "x"], "exclude each other"),
        (["crawl", "--boards", "none.csv", "--contact", "x"], "none.csv:1:1: no such file"),
        (["crawl", "--board", BOARD, "--replay", "none.warc.gz"], "none.warc.gz: no such file"),
        (["crawl", "--board", BOARD, "--replay", "a", "--record", "b"], "exclude each other"),
        (["update", "--until", "2026-01-01"], "--until goes with --rebuild"),
        (["boards", "detect"], "no URL"),
        (["match"], "no name"),
        (["export", "--format", "nonsense"], "is not one of"),
    ],
)
def test_usage_errors_exit_2_and_say_what_to_do(tmp_path: Path, arguments: list[str], message: str) -> None:
    code, output = invoke(*arguments, "--data", tmp_path)
    assert (code, message in output) == (2, True), output


def test_stages_out_of_order_exit_3_and_name_the_missing_step(tmp_path: Path) -> None:
    for command, needed in (("enrich", "sponsorfeed update"), ("export", "sponsorfeed update")):
        code, output = invoke(command, "--data", tmp_path)
        assert (code, needed in output) == (3, True), output


def test_two_runs_at_once_exit_4(tmp_path: Path) -> None:
    with hold(tmp_path):
        code, output = invoke("update", "--data", tmp_path)
    assert code == 4
    assert "another run holds the lock (process " in output
    assert invoke("update", "--data", tmp_path)[0] == 0


HOLDING = """
import sys, time
from pathlib import Path
from crawler.runs.lock import hold

with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        assert invoke("update", "--data", tmp_path)[0] == 4
        process.kill()
    assert invoke("update", "--data", tmp_path)[0] == 0


def test_verify_exits_1_and_names_the_file(tmp_path: Path) -> None:
    archive = recording(tmp_path, "1.warc.gz", answer(1), "2026-11-18T06:00:00Z")
    assert invoke("run", "--board", BOARD, "--replay", archive, "--data", tmp_path)[0] == 0
    feed = tmp_path / "out" / "jobs.jsonl"
    feed.write_bytes(feed.read_bytes().replace(b"Job 1", b"Job 7"))
    code, output = invoke("verify", tmp_path / "out")
    assert code == 1
    assert "jobs.jsonl" in output


def test_a_dry_run_fetches_and_writes_nothing(tmp_path: Path) -> None:
    code, output = invoke("crawl", "--board", BOARD, "--dry-run", "--data", tmp_path / "data")
    assert code == 0
    assert "greenhouse:acme" in output
    assert not list((tmp_path / "data").glob("snapshots/**/*"))


def test_limit_takes_the_first_boards(tmp_path: Path) -> None:
    boards = tmp_path / "boards.csv"
    boards.write_text(f"employer,url\nAcme,{BOARD}\nOther,https://jobs.lever.co/other\n")
    code, output = invoke("crawl", "--boards", boards, "--limit", "1", "--dry-run", "--json", "--data", tmp_path)
    assert code == 0
    assert [row["board"] for row in json.loads(output)["boards"]] == ["greenhouse:acme"]


def test_reference_files_that_cannot_be_loaded_are_named(tmp_path: Path) -> None:
    good = folder() / "reference" / "uscis_hub_fy2022.csv"
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")
    code, output = invoke("reference", "add", bad, good, "--data", tmp_path)
    assert code == 1
    assert "bad.csv" in output and "uscis_hub_fy2022.csv" in output
    assert invoke("reference", "add", bad, "--data", tmp_path)[0] == 3
    code, output = invoke("reference", "list", "--data", tmp_path, "--json")
    assert (code, [period["fiscal_year"] for period in json.loads(output)["periods"]]) == (0, [2022])
    assert invoke("reference", "remove", "uscis_hub_fy2022.csv", "--data", tmp_path)[0] == 0


def test_the_listing_says_what_became_of_every_row(tmp_path: Path) -> None:
    hub = tmp_path / "hub.csv"
    hub.write_text(
        "Fiscal Year,Employer,Initial Approvals,Initial Denials,Continuing Approvals,Continuing Denials,State\n"
        "2020,PELLAMAR LLC,1,0,0,0,TX\n2020,,1,0,0,0,TX\n2022,PELLAMAR LLC,1,0,0,0,TX\n"
    )
    assert invoke("reference", "add", hub, "--data", tmp_path / "data")[0] == 0
    code, output = invoke("reference", "list", "--data", tmp_path / "data")
    assert code == 0
    output = " ".join(output.split())
    assert "3 rows read, 2 kept, 0 replaced, 1 refused 1 refused: no employer name" in output
    assert "gap: uscis fiscal year 2021" in output


def test_read_takes_json_lines(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        '{"text": "We do not sponsor visas."}\n{"html": "<p>Pay: $50 - $60 per hour</p>", "title": "Cook"}\n'
    )
    code, output = invoke("read", "--input", rows)
    assert code == 0
    refusal, pay = map(json.loads, output.splitlines())
    assert [s["kind"] for s in refusal["statements"]] == ["no_sponsorship"]
    assert [(p["min_value"], p["max_value"], p["unit_text"]) for p in pay["pay"]] == [(50.0, 60.0, "HOUR")]
    rows.write_text('{"text": "x"}\nnot json\n')
    code, output = invoke("read", "--input", rows)
    assert code == 2
    assert "rows.jsonl:2: not JSON" in output


def test_a_command_is_a_module_of_its_name() -> None:
    assert {module.name for module in pkgutil.iter_modules(commands.__path__)} == set(main.commands)


def test_help_waits_for_no_stage() -> None:
    stages = ["scrapy", "numpy", "lxml", "msgspec", "rich", "crawler.crawl", "enrich.stage", "exports.publication"]
    source = f"import sys, sponsorfeed; print([name for name in {stages} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_error_of_a_stage_has_an_exit_code() -> None:
    raised = {
        name
        for package in (crawler, enrich, exports, operations)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not module.name.startswith("crawler.spiders")
        for name, value in vars(importlib.import_module(module.name)).items()
        if isinstance(value, type) and issubclass(value, ValueError | RuntimeError) and value.__module__ == module.name
        if not name.startswith("_")
    }
    # Caught where they are raised: one posting, one snapshot, one cell of a table, one line of a change file, one part
    # of a stage that works in parts.
    inner = {"IncompletePosting", "SnapshotError", "Unreadable", "ChangeError", "BadFilter"}
    inner |= {"AllLost", "CopyUnusable", "ReferenceElsewhere", "TaskFailed", "TaskLost"}
    assert raised - inner == set(ERROR_CODES)


@pytest.mark.parametrize(
    "command", [[], *([name] for name in main.commands)], ids=lambda path: " ".join(path) or "main"
)
def test_help_tells_what_a_command_does(command: list[str]) -> None:
    code, output = invoke(*command, "--help")
    assert code == 0
    assert len(output.splitlines()) > 5
