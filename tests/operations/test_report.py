"""The report of a run: true figures, every failure with its reason, and nothing that could run or load."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from crawler.items import Board
from crawler.ledger import fold_snapshots
from crawler.manners.traffic import Backend, Traffic, save_traffic, traffic_path
from enrich.stage import enrich_ledger
from exports.publication import export
from operations.aftermath import leave_word
from operations.metrics import metrics
from operations.report import ReportError, page, read_report, write_report
from sponsorfeed import main
from tests.ledger.crawls import ACME, HILL, at, crawl, posting

RUN = "20261103T060000Z"
HOSTILE = Board(
    employer="<script>alert(1)</script>", url="javascript:alert(1)", ats="lever", token='"><img src=x onerror=alert(1)>'
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three nights: the second adds a posting, the third loses one, one board fails, one lists less than it says."""
    folder = tmp_path / "data"
    nights = {1: [1, 2, 3], 2: [1, 2, 3, 4], 3: [2, 3, 4]}
    for day, jobs in nights.items():
        crawl(folder / "snapshots", at(day), [posting(n) for n in jobs], ACME)
        if day < 3:
            crawl(folder / "snapshots", at(day), [posting(1, HILL)], HILL)
    failed = {"outcome": "failed", "reason": "HTTP 500 from <b>hill</b>", "requests": 3}
    crawl(folder / "snapshots", at(3), [], HILL, **failed)
    crawl(
        folder / "snapshots", at(3), [posting(1, HOSTILE)], HOSTILE, outcome="partial", reason="cut", advertised_total=9
    )
    fold_snapshots(folder / "snapshots", folder / "ledger.db")
    enrich_ledger(folder / "ledger.db", folder / "reference.db")
    export(folder / "ledger.db", None, folder / "out")
    (folder / "runs").mkdir()
    backends = {
        "lever": Backend(requests=40, seconds=12, least_gap=0.51, refusals={"HTTP 429": 2}, asked_waits=1),
        "careers.acme.example": Backend(requests=4, seconds=2, least_gap=0.1),
    }
    save_traffic(traffic_path(folder / "runs", RUN), Traffic(backends))
    return folder


def test_the_figures_are_those_of_the_ledger(data: Path) -> None:
    report = read_report(data, data / "out")
    assert (report.run, report.outcomes) == (RUN, {"complete": 1, "failed": 1, "partial": 1})
    changes = [(change.new, change.changed, change.closed) for change in report.changes]
    assert changes == [(4, 0, 0), (1, 0, 0), (1, 0, 1)]
    assert {board.board: board.why for board in report.boards if not board.healthy} == {
        "lever:hill": "HTTP 500 from <b>hill</b>",
        HOSTILE.id: "cut",
    }
    assert sum(report.tags["h1b"].values()) == 5
    [text] = [one for one in report.coverage if one.field == "description_html"]
    assert (text.carried, text.postings, text.carried_before, text.postings_before) == (3, 3, 4, 4)
    assert [backend.backend for backend in report.backends] == ["lever", "careers.acme.example"]
    assert read_report(data, data / "out", "20261102T060000Z").changes[-1].new == 1


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "rect", "line"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "a tag was left open"

    def handle_data(self, data: str) -> None:
        self.text += f" {data}"


def read_page(data: Path) -> Page:
    found = Page()
    found.feed(page(read_report(data, data / "out")))
    assert found.open == []
    return found


def test_the_page_tells_what_failed_and_runs_and_loads_nothing(data: Path) -> None:
    found = read_page(data)
    assert {tag for tag, _ in found.tags} & {"script", "img", "link", "iframe", "object", "b"} == set()
    attributes = [(name, value) for _, attrs in found.tags for name, value in attrs.items()]
    assert not any(name.startswith("on") for name, _ in attributes)
    links = [value or "" for name, value in attributes if name in ("href", "src")]
    assert links and all(link.startswith("https://") for link in links)
    assert "HTTP 500 from <b>hill</b>" in found.text
    assert "<script>alert(1)</script>" in found.text
    assert "1 of 9" in found.text
    assert "0.510" in found.text and "2 HTTP 429" in found.text


def test_a_gap_below_the_limit_stands_out(data: Path) -> None:
    html = page(read_report(data, data / "out"))
    assert re.search(r'<span class="bad">0\.100</span>', html), "half a second is the limit of an employer's own host"
    assert re.search(r'<span class="">0\.510</span>', html)


def test_charts_have_words_and_tables_have_heads(data: Path) -> None:
    found = read_page(data)
    charts = [attrs for tag, attrs in found.tags if tag == "svg"]
    assert charts and all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in charts)
    assert "1 new" in (charts[0]["aria-label"] or "")
    assert all(attrs.get("scope") == "col" for tag, attrs in found.tags if tag == "th")
    assert [attrs["lang"] for tag, attrs in found.tags if tag == "html"] == ["en"]


def test_both_files_say_the_same_and_the_command_names_them(data: Path) -> None:
    done = CliRunner().invoke(main, ["report", "--data", str(data), "--json"], catch_exceptions=False)
    said = json.loads(done.output)
    whole = json.loads(Path(said["json"]).read_text(encoding="utf-8"))
    assert (whole["run"], len(whole["boards"]), whole["outcomes"]["failed"]) == (RUN, 3, 1)
    before = Path(said["html"]).read_bytes()
    write_report(read_report(data, data / "out"), data / "reports")
    assert Path(said["html"]).read_bytes() == before, "the same run, the same bytes"
    assert sorted(path.name for path in (data / "reports").iterdir()) == [f"{RUN}.html", f"{RUN}.json"]


def test_a_run_that_is_not_there_is_refused_with_those_that_are(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"no run '2020'; the newest are 20261103T060000Z, 20261102T060000Z"):
        read_report(data, data / "out", "2020")
    with pytest.raises(ReportError, match="sponsorfeed run"):
        read_report(tmp_path, tmp_path / "out")
    assert CliRunner().invoke(main, ["report", "--data", str(data), "--run", "2020"]).exit_code == 3


def test_without_a_dump_or_traffic_the_page_says_so(data: Path) -> None:
    traffic_path(data / "runs", RUN).unlink()
    text = page(read_report(data, data / "none"))
    assert "No dump is published" in text
    assert "a replay, or a run of an earlier version" in text


def test_metrics_are_what_prometheus_reads(data: Path) -> None:
    path = data / "metrics" / "sponsorfeed.prom"
    html = leave_word(data, data / "out", RUN, 1, path)
    assert html.is_file()
    families = {family.name: family for family in text_string_to_metric_families(path.read_text(encoding="utf-8"))}
    assert all(name.startswith("sponsorfeed_") and family.documentation for name, family in families.items())
    assert families["sponsorfeed_run_exit_code"].samples[0].value == 1
    boards = {sample.labels["outcome"]: sample.value for sample in families["sponsorfeed_run_boards"].samples}
    assert boards == {"complete": 1, "failed": 1, "partial": 1}
    assert families["sponsorfeed_run_start_timestamp_seconds"].samples[0].value == 1793685600
    assert {sample.labels["kind"]: sample.value for sample in families["sponsorfeed_run_refusals"].samples} == {
        "HTTP 429": 2
    }
    assert [other.name for other in path.parent.iterdir()] == ["sponsorfeed.prom"]


def test_a_label_cannot_break_out(data: Path) -> None:
    report = read_report(data, data / "out")
    report.tags = {"h1b": {'a"\\\n} 1': 3}}
    families = {family.name: family for family in text_string_to_metric_families(metrics(report, 0))}
    assert families["sponsorfeed_open_postings"].samples[0].labels["tag"] == 'a"\\\n} 1'
