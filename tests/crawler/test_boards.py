from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from crawler.boards import BoardsError, board_from_url, read_boards


def read(tmp_path: Path, text: str | bytes) -> list[str]:
    """Problems of a file, without the folder it is in."""
    path = tmp_path / "boards.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BoardsError) as caught:
        read_boards(path)
    return [problem.replace(f"{tmp_path}/", "") for problem in caught.value.problems]


def test_reads_every_column(tmp_path: Path) -> None:
    path = tmp_path / "boards.csv"
    path.write_text(
        "\ufeffemployer,url,ats,domain,fein\n"
        '"Acme, Inc.",https://boards.greenhouse.io/acme,,ACME.com,123456789\n'
        "# a comment\n\n"
        "Vanity,https://careers.vanity.example/jobs,greenhouse:vanity,,\n"
        "Own Site,https://jobs.own.example/open,,,\n"
    )
    acme, vanity, own = read_boards(path)
    assert (acme.employer, acme.id, acme.domain, acme.fein) == (
        "Acme, Inc.",
        "greenhouse:acme",
        "acme.com",
        "12-3456789",
    )
    assert vanity.id == "greenhouse:vanity"
    assert own.id == "jsonld:jobs.own.example"


def test_a_board_listed_twice_is_crawled_once_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "boards.csv"
    path.write_text("employer,url\nA,https://jobs.lever.co/a\nA again,https://jobs.lever.co/a/\n")
    with caplog.at_level(logging.WARNING):
        assert [board.employer for board in read_boards(path)] == ["A"]
    assert "boards.csv:3:9: lever:a is on line 2 already" in caplog.text


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("employer,url\n,https://x.example/\n", ["boards.csv:2:1: employer is empty"]),
        ("employer,url\nA,\n", ["boards.csv:2:3: url is empty"]),
        ("employer,url\nA,ftp://a.example\n", ["boards.csv:2:3: 'ftp://a.example' is not a web address; give the"]),
        ("employer,link\nA,b\n", ["boards.csv:1:10: unknown column 'link'", "boards.csv:1:1: missing column 'url'"]),
        ("employer,ulr,url\n", ["boards.csv:1:10: unknown column 'ulr'; did you mean 'url'?"]),
        ("employer,url\nA,https://a.example,x\n", ["boards.csv:2:21: 3 fields, the header has 2"]),
        ('employer,url\n"A,https://a.example\n', ["boards.csv:2:1: broken CSV"]),
        (b"employer,url\nCaf\xe9,https://a.example\n", ["boards.csv:2:4: not UTF-8"]),
        ("employer,url\nA,https://boards.greenhouse.io/\n", ["boards.csv:2:3: https://boards.greenhouse.io/ names no"]),
        (
            "employer,url,ats\nA,https://a.example,grenhouse\n",
            ["boards.csv:2:21: unknown system 'grenhouse' in the ats"],
        ),
        (
            "employer,url,ats\nA,https://a.example,lever\n",
            ["boards.csv:2:21: https://a.example is not a lever address"],
        ),
        ("employer,url,domain\nA,https://a.example,no domain\n", ["boards.csv:2:21: 'no domain' is not a domain"]),
        ("employer,url,fein\nA,https://a.example,12\n", ["boards.csv:2:21: '12' is not an employer number"]),
        ("employer,url\n", ["boards.csv:1:1: no boards"]),
        ("", ["boards.csv:1:1: no boards"]),
    ],
)
def test_says_file_line_and_column(tmp_path: Path, text: str | bytes, problems: list[str]) -> None:
    found = read(tmp_path, text)
    assert len(found) == len(problems)
    for message, start in zip(found, problems, strict=True):
        assert message.startswith(start)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    assert len(read(tmp_path, "employer,url\n,https://a.example\nB,nonsense\nC,\n")) == 3


def test_a_missing_file_says_what_to_make(tmp_path: Path) -> None:
    with pytest.raises(BoardsError, match=r"no such file; make it with the columns employer,url"):
        read_boards(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://boards.greenhouse.io/acme", "greenhouse:acme"),
        ("https://job-boards.greenhouse.io/acme/jobs/123", "greenhouse:acme"),
        ("https://job-boards.eu.greenhouse.io/acme", "greenhouse:acme"),
        ("https://boards.greenhouse.io/embed/job_board?for=acme", "greenhouse:acme"),
        ("https://boards-api.greenhouse.io/v1/boards/acme/jobs", "greenhouse:acme"),
        ("https://jobs.lever.co/acme/1234/apply", "lever:acme"),
        ("https://jobs.eu.lever.co/acme", "lever:acme"),
        ("https://jobs.ashbyhq.com/Acme%20Labs", "ashby:Acme Labs"),
        ("https://acme.wd5.myworkdayjobs.com/en-US/Careers", "workday:acme/Careers"),
        ("https://acme.wd103.myworkdayjobs.com/jobs/job/Austin/X_R1", "workday:acme/jobs"),
        ("https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs", "workday:acme/Careers"),
        ("https://wd5.myworkdaysite.com/en-US/recruiting/acme/Careers", "workday:acme/Careers"),
        ("https://careers.acme.example/jobs?gh_src=1", "jsonld:careers.acme.example"),
    ],
)
def test_recognises_the_system_behind_a_url(url: str, board: str) -> None:
    assert board_from_url(url).id == board


def test_a_host_keyed_system_needs_only_its_name(tmp_path: Path) -> None:
    path = tmp_path / "boards.csv"
    path.write_text("employer,url,ats\nWeir,https://Jobs.weir.example/search-jobs,radancy\n")
    assert [board.id for board in read_boards(path)] == ["radancy:jobs.weir.example"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "https://www.kelp.example/careers?gh_jid=41",
            "shows a greenhouse board and does not name it; run: sponsorfeed",
        ),
        ("https://apply.workable.com/j/0123456789", "shows a workable board and does not name it"),
        ("https://apply.workable.com/", "names no employer"),
    ],
)
def test_an_address_that_names_no_board_is_refused_with_what_to_do(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        board_from_url(url)


def test_a_system_without_a_spider_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.boards.SYSTEMS", ("greenhouse", "jsonld"))
    with pytest.raises(ValueError, match="is a lever board, a system without a spider"):
        board_from_url("https://jobs.lever.co/tide")
