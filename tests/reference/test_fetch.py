"""Fetching from a loopback copy of the agencies' pages: misspelt names, double slashes, refusals, broken transfers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from enrich.reference import list_files
from enrich.reference.fetch import FetchReport, fetch_files, find_links
from sponsorfeed import main
from tests.loopback import Answer, Site, serve
from tests.reference.files import HUB_HEADER, LCA_HEADER, lca_row

PAGE = "/agencies/performance"
LCA = ",".join(LCA_HEADER) + "\n"


def lca_text(*numbers: int) -> bytes:
    rows = [lca_row(number, EMPLOYER_NAME="Tallow and Wick Inc") for number in numbers]
    return (LCA + "".join(",".join(str(row[name]) for name in LCA_HEADER) + "\n" for row in rows)).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def site(server: Site) -> Site:
    """The running site, with nothing on it and nothing asked."""
    for kept in (server.answers, server.log, server.headers):
        kept.clear()
    return server


@pytest.fixture
def waits() -> list[float]:
    return []


def run(site: Site, tmp_path: Path, waits: list[float], **options: object) -> FetchReport:
    pages = [site.origin + PAGE]
    return fetch_files(
        tmp_path / "data" / "reference.db",
        tmp_path / "downloads",
        "me@example.org",
        pages=pages,
        pause=waits.append,
        **options,  # type: ignore[arg-type]
    )


def outcomes(report: FetchReport) -> dict[str, str]:
    return {file.link.name: file.outcome for file in report.files}


def test_hrefs_are_matched_by_basename_and_not_by_their_text() -> None:
    html = """
    <a href="/media/LCA_Dislclosure_Data_FY2026_Q2.xlsx">LCA_Disclosure_Data_FY2026_Q2</a>
    <A HREF='https://www.dol.gov//media//LCA_Disclosure_Data_FY2026_Q3.xlsx'>LCA_Dislclosure</A>
    <a href="../pdfs/LCA_Disclosure_Data_FY2026_Q3.xlsx#top">the same at another place</a>
    <a href="pdfs/LCA_Worksites_FY2026_Q3.xlsx">worksites</a> <a href="pdfs/LCA_Record_Layout_FY2026_Q3.pdf">layout</a>
    <a href="pdfs/LCA_Appendix_A_FY2026_Q3.xlsx">a</a> <a href="H-2A_Disclosure_Data_FY2026_Q3.xlsx">a</a>
    <a href="pdfs/PERM_Disclosure_Data_New_Form_FY2024_Q4.xlsx">new form</a> <a href="pdfs/PERM_FY14_Q4.xlsx">p</a>
    <a href="pdfs/PW_Disclosure_Data_FY2023_Q4_revised_form.xlsx">w</a>
    <a href="PWD_Disclosure_Data_FY2018_EOY.xlsx">w</a>
    <a href="H-1B_Case_Data_FY2008.xlsx"></a> <a href="H-1B_iCert_LCA_FY2011_Q4.xlsx"></a> <a href="H-1B_FY14_Q4.xlsx">
    <a href="H-1B_Disclosure_Data_FY15_Q4.xlsx"></a> <a href="LCA_FY2013.xlsx"></a> <a name="LCA_FY2012.xlsx"></a>
    <a href="https://elsewhere.example/LCA_Disclosure_Data_FY2020_Q1.xlsx">mirror</a>
    <a href="http://www.dol.gov/LCA_Disclosure_Data_FY2019.xlsx">less secure</a>
    <a href="https://flag.dol.gov/wages/OFLC_Wages_2025-26.zip">z</a> <a href="http://[bad/LCA_FY2012.xlsx">broken</a>
    """
    links = find_links(html, "https://www.dol.gov/agencies/performance")
    assert [(link.source, link.year, link.name) for link in links] == [
        ("lca", 2026, "LCA_Dislclosure_Data_FY2026_Q2.xlsx"),
        ("lca", 2026, "LCA_Disclosure_Data_FY2026_Q3.xlsx"),
        ("lca", 2026, "LCA_Disclosure_Data_FY2026_Q3.xlsx"),
        ("perm", 2024, "PERM_Disclosure_Data_New_Form_FY2024_Q4.xlsx"),
        ("perm", 2014, "PERM_FY14_Q4.xlsx"),
        ("pwd", 2023, "PW_Disclosure_Data_FY2023_Q4_revised_form.xlsx"),
        ("pwd", 2018, "PWD_Disclosure_Data_FY2018_EOY.xlsx"),
        ("lca", 2008, "H-1B_Case_Data_FY2008.xlsx"),
        ("lca", 2011, "H-1B_iCert_LCA_FY2011_Q4.xlsx"),
        ("lca", 2014, "H-1B_FY14_Q4.xlsx"),
        ("lca", 2015, "H-1B_Disclosure_Data_FY15_Q4.xlsx"),
        ("lca", 2013, "LCA_FY2013.xlsx"),
        ("wages", 2025, "OFLC_Wages_2025-26.zip"),
    ]
    assert links[1].url == "https://www.dol.gov/media/LCA_Disclosure_Data_FY2026_Q3.xlsx"
    assert find_links('<a href="/files/h1b_datahubexport-2023.csv">', "https://www.uscis.gov/x")[0].source == "uscis"


def test_files_are_downloaded_and_added(site: Site, tmp_path: Path, waits: list[float]) -> None:
    site.html(PAGE, '<a href="//media/x.pdf">x</a><a href="/a//LCA_Dislclosure_Data_FY2024_Q2.csv">q2</a>'
              '<a href="h1b_datahubexport-2022.csv">hub</a>')  # fmt: skip
    site.put("/a/LCA_Dislclosure_Data_FY2024_Q2.csv", lca_text(1, 2), "text/csv")
    site.put("/agencies/h1b_datahubexport-2022.csv", HUB_HEADER + "\n2022,A CO,3,0,0,0,54,1234,MA,LYNN,01901\n")
    report = run(site, tmp_path, waits)
    assert report.is_whole
    assert [(f.link.source, f.outcome, f.report.rows_kept) for f in report.files if f.report] == [
        ("lca", "downloaded", 2),
        ("uscis", "downloaded", 1),
    ]
    loaded = list_files(tmp_path / "data" / "reference.db").files
    assert [file.name for file in loaded] == ["LCA_Dislclosure_Data_FY2024_Q2.csv", "h1b_datahubexport-2022.csv"]
    assert all(headers["User-Agent"] == "sponsorfeed (+me@example.org)" for headers in site.headers)
    assert site.log[0][1] == "/robots.txt" and len(waits) == len(site.log)  # a pause before each request
    assert [path.name for path in (tmp_path / "downloads").glob("*.part*")] == []


def test_a_file_that_did_not_change_is_not_downloaded_again(site: Site, tmp_path: Path, waits: list[float]) -> None:
    site.html(PAGE, '<a href="/LCA_FY2024.csv">x</a>')
    changed = "Tue, 02 Jan 2024 03:04:05 GMT"
    site.answers["/LCA_FY2024.csv"] = Answer(lca_text(1), headers={"Last-Modified": changed}, then=Answer(status=304))
    run(site, tmp_path, waits)
    report = run(site, tmp_path, waits)
    assert outcomes(report) == {"LCA_FY2024.csv": "unchanged"}
    assert site.headers[-1]["If-Modified-Since"] == changed
    assert report.files[0].report is not None and report.files[0].report.already_loaded


def test_a_transfer_that_breaks_off_is_resumed(site: Site, tmp_path: Path, waits: list[float]) -> None:
    body = lca_text(1, 2, 3)
    half = len(body) // 2
    rest = {"Content-Range": f"bytes {half}-{len(body) - 1}/{len(body)}", "ETag": '"one"'}
    cut = {"Content-Length": str(len(body)), "ETag": '"one"', "Connection": "close"}
    site.html(PAGE, '<a href="/LCA_FY2024.csv">x</a>')
    site.answers["/LCA_FY2024.csv"] = Answer(body[:half], headers=cut, then=Answer(body[half:], 206, rest))
    report = run(site, tmp_path, waits)
    assert outcomes(report) == {"LCA_FY2024.csv": "downloaded"}
    assert (tmp_path / "downloads" / "LCA_FY2024.csv").read_bytes() == body
    assert (site.headers[-1]["Range"], site.headers[-1]["If-Range"]) == (f"bytes={half}-", '"one"')


def test_a_file_that_changed_meanwhile_is_started_again(site: Site, tmp_path: Path, waits: list[float]) -> None:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    (downloads / "LCA_FY2024.csv.part").write_bytes(b"of yesterday")
    (downloads / "LCA_FY2024.csv.part-of").write_text('"yesterday"')
    site.html(PAGE, '<a href="/LCA_FY2024.csv">x</a>')
    wrong = {"Content-Range": "bytes 5-9/10"}
    whole = Answer(lca_text(1), headers={"ETag": '"today"'})
    site.answers["/LCA_FY2024.csv"] = Answer(b"yyyyy", 206, wrong, then=whole)
    assert outcomes(run(site, tmp_path, waits)) == {"LCA_FY2024.csv": "downloaded"}
    assert (downloads / "LCA_FY2024.csv").read_bytes() == lca_text(1)


def test_a_busy_site_is_asked_again_later_and_a_broken_one_given_up(
    site: Site, tmp_path: Path, waits: list[float]
) -> None:
    site.html(PAGE, '<a href="/LCA_FY2024.csv">x</a><a href="/LCA_FY2023.csv">y</a>')
    site.answers["/LCA_FY2024.csv"] = Answer(status=503, headers={"Retry-After": "37"}, then=Answer(lca_text(1)))
    site.answers["/LCA_FY2023.csv"] = Answer(status=500)
    report = run(site, tmp_path, waits)
    assert outcomes(report) == {"LCA_FY2024.csv": "downloaded", "LCA_FY2023.csv": "failed"}
    assert 37.0 in waits
    assert len(site.asked("/LCA_FY2023.csv")) == 5
    assert not report.is_whole and report.loaded == 1
    assert "500" in str(report.files[1].advice)


def test_a_refusal_ends_in_the_page_and_the_command(site: Site, tmp_path: Path, waits: list[float]) -> None:
    site.html(PAGE, '<a href="/LCA_FY2024.csv">x</a><a href="/PERM_FY2023.csv">x</a>')
    site.answers["/LCA_FY2024.csv"] = Answer(b"<html>Access Denied</html>", 403)
    site.answers["/PERM_FY2023.csv"] = Answer(status=302, headers={"Location": "http://other.invalid/x.csv"})
    report = run(site, tmp_path, waits)
    assert outcomes(report) == {"LCA_FY2024.csv": "refused", "PERM_FY2023.csv": "refused"}
    assert len(site.asked("/LCA_FY2024.csv")) == 1  # a no is not asked again
    advice = str(report.files[0].advice)
    assert site.origin + PAGE in advice
    assert f"sponsorfeed reference add LCA_FY2024.csv --data {tmp_path / 'data'}" in advice
    assert "another site" in str(report.files[1].advice)


def test_a_page_that_refuses_or_holds_nothing_says_what_to_do(site: Site, tmp_path: Path, waits: list[float]) -> None:
    site.answers[PAGE] = Answer(status=403, then=Answer(b"<html>moved</html>"))
    for why in ("answered 403", "no link to a known file"):
        report = run(site, tmp_path, waits)
        (advice,) = report.pages.values()
        assert why in advice and "sponsorfeed reference add FILE..." in advice
        assert (report.files, report.is_whole, report.loaded) == ([], False, 0)


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (Answer(b"User-agent: *\nDisallow: /agencies\n"), False),
        (Answer(b"User-agent: *\nDisallow: /other\n"), True),
        (Answer(status=403), True),
        (Answer(status=404), True),
        (Answer(status=503), False),
    ],
)
def test_robots_are_obeyed(site: Site, tmp_path: Path, waits: list[float], robots: Answer, allowed: bool) -> None:
    site.answers["/robots.txt"] = robots
    site.html(PAGE, "<p>nothing</p>")
    run(site, tmp_path, waits)
    assert bool(site.asked(PAGE)) is allowed


def test_only_what_is_asked_for_is_listed(site: Site, tmp_path: Path, waits: list[float]) -> None:
    site.html(PAGE, "".join(f'<a href="/{p}_FY{y}.csv">x</a>' for p in ("LCA", "PERM") for y in (2019, 2023)))
    report = run(site, tmp_path, waits, sources=("perm",), since=2020, dry_run=True)
    assert outcomes(report) == {"PERM_FY2023.csv": "listed"}
    assert not site.asked("/PERM_FY2023.csv")


def test_the_command_needs_a_contact_and_reports(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enrich.reference.download._BETWEEN", 0.0)
    site.html(PAGE, '<a href="/LCA_FY2024.csv">x</a>')
    arguments = ["reference", "fetch", "--data", str(tmp_path), "--page", site.origin + PAGE, "--dry-run", "--json"]
    assert CliRunner().invoke(main, arguments).exit_code == 2
    assert CliRunner().invoke(main, [*arguments, "--contact", "me@example.org", "--source", "lcaa"]).exit_code == 2
    done = CliRunner().invoke(main, [*arguments, "--contact", "me@example.org"])
    assert done.exit_code == 0
    assert json.loads(done.output)["files"][0]["link"]["name"] == "LCA_FY2024.csv"
    plain = CliRunner().invoke(main, [*arguments[:-1], "--contact", "me@example.org"])
    assert "lca 2024 LCA_FY2024.csv: listed" in plain.output
