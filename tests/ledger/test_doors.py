from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.fold.door_keys import employer_keys, requisition, workday_requisition
from crawler.items import Board, JobPosting, Place
from crawler.ledger import fold_snapshots, ledger_version, rebuild
from tests.ledger.crawls import at, crawl, rows
from tests.ledger.crawls import posting as plain

DULUTH = Place(raw="Duluth, MN", locality="Duluth", region="MN", country="US")
RENO = Place(raw="Reno, NV", locality="Reno", region="NV", country="US")
ICIMS = "https://careers-tarn.icims.com/jobs/{}/x/job"


def board(ats: str, token: str, employer: str = "Tarn Mills", domain: str | None = None) -> Board:
    return Board(employer=employer, url=f"https://{token}.example", ats=ats, token=token, domain=domain)


BEHIND = board("icims", "careers-tarn.icims.com", "Tarn Mills, Inc.")
FRONT = board("jibe", "jobs.tarn.example")
NORTH, SOUTH = board("workday", "tarn/North"), board("workday", "tarn/South")


def posting(where: Board, id: str, **changes: Any) -> JobPosting:
    start = {
        "id": f"{where.id}:{id}",
        "url": f"{where.url}/jobs/{id}-x",
        "title": f"Loom Fixer {id}",
        "description_html": f"<p>Fix loom {where.id} {id}.</p>",
        "job_location": [DULUTH],
    }
    return plain(1, where, **{**start, **changes})


def workday(where: Board, id: str, **changes: Any) -> JobPosting:
    site = where.token.partition("/")[2]
    url = f"https://tarn.wd5.myworkdayjobs.com/{site}/job/Duluth/Loom-Fixer_{id}"
    return posting(where, id, **{"url": url, "title": "Loom Fixer", **changes})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def fold(folder: Path, day: int, *postings: JobPosting, boards: tuple[Board, ...] = ()) -> None:
    """One crawl of each board of ``postings``; of ``boards`` too, which then have none."""
    everywhere = {board.id: board for board in (BEHIND, FRONT, NORTH, SOUTH, *boards)}
    for id in dict.fromkeys([item.board for item in postings] + [board.id for board in boards]):
        crawl(folder / "snapshots", at(day), [item for item in postings if item.board == id], everywhere[id])
    assert fold_snapshots(folder / "snapshots", folder / "ledger.db").problems == []


def duplicates(folder: Path) -> dict[str, tuple[str, str, str]]:
    found = rows(folder / "ledger.db", "SELECT posting, original, rule, value FROM duplicate")
    return {posting: (original, rule, value) for posting, original, rule, value in found}


def groups(folder: Path) -> list[set[str]]:
    found: dict[str, set[str]] = {}
    for posting, group in rows(folder / "ledger.db", "SELECT posting, group_id FROM job_group"):
        found.setdefault(group, set()).add(posting.removeprefix("workday:tarn/"))
    return sorted(found.values(), key=sorted)


class TestSecondDoors:
    def test_the_front_end_leads_to_where_it_sends_applicants(self, folder: Path) -> None:
        front = posting(FRONT, "901", apply_url="https://careers-tarn.icims.com/jobs/901/login")
        fold(folder, 1, front)
        assert duplicates(folder) == {}
        fold(folder, 2, front, posting(BEHIND, "901", url=ICIMS.format(901), title="Loom fixer (nights)"))
        value = "icims/careers-tarn.icims.com/901"
        assert duplicates(folder) == {front.id: (f"{BEHIND.id}:901", "applies_at", value)}

    def test_several_rows_of_a_front_end_lead_to_one_posting(self, folder: Path) -> None:
        fronts = [posting(FRONT, f"901-{n}", apply_url=ICIMS.format(901)) for n in range(3)]
        fold(folder, 1, *fronts, posting(BEHIND, "901", url=ICIMS.format(901)))
        assert {original for original, *_ in duplicates(folder).values()} == {f"{BEHIND.id}:901"}
        assert set(duplicates(folder)) == {front.id for front in fronts}

    def test_two_sites_of_one_system_are_two_doors(self, folder: Path) -> None:
        fold(folder, 1, workday(SOUTH, "R-1001"))
        fold(folder, 2, workday(SOUTH, "R-1001"), workday(NORTH, "R-1001"))
        south = f"{SOUTH.id}:R-1001"  # seen first
        assert duplicates(folder) == {f"{NORTH.id}:R-1001": (south, "same_page", "workday/tarn/R-1001")}

    def test_oracle_site_numbers_are_doors(self, folder: Path) -> None:
        one, two = (board("oracle_recruiting", f"o.fa.us2.oraclecloud.com/CX_{n}") for n in (1, 2))
        page = "https://o.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/{}/job/16281"
        for day, where in ((1, two), (2, one)):
            site = where.token.partition("/")[2]
            crawl(folder / "snapshots", at(day), [posting(where, "16281", url=page.format(site))], where)
        fold_snapshots(folder / "snapshots", folder / "ledger.db")
        assert [original for original, *_ in duplicates(folder).values()] == [f"{two.id}:16281"]

    def test_requisition_and_title_of_one_employer(self, folder: Path) -> None:
        front = posting(FRONT, "7", identifier="req 4711", title="Loom Fixer – Nights")
        fold(folder, 1, front, posting(BEHIND, "88", identifier="REQ-4711", title="Loom fixer, nights"))
        [(original, rule, value)] = duplicates(folder).values()
        assert (original, rule, value) == (
            f"{BEHIND.id}:88",
            "same_requisition",
            "tarn mills | req4711 | loom fixer nights",
        )

    @pytest.mark.parametrize(
        "difference",
        [
            {"identifier": "REQ-4712"},
            {"title": "Loom Oiler"},
            {"job_location": [RENO]},
            {"identifier": None},
        ],
    )
    def test_one_difference_and_it_is_another_job(self, folder: Path, difference: dict[str, Any]) -> None:
        same: dict[str, Any] = {"identifier": "REQ-4711", "title": "Loom Fixer"}
        fold(folder, 1, posting(FRONT, "7", **{**same, **difference}), posting(BEHIND, "88", **same))
        assert duplicates(folder) == {}

    @pytest.mark.parametrize("junk", ["See Opening ID", "N/A", "12", "", "-", "Requisition"])
    def test_words_and_short_numbers_are_no_requisition(self, folder: Path, junk: str) -> None:
        fold(folder, 1, *(posting(where, "7", identifier=junk, title="Loom Fixer") for where in (FRONT, BEHIND)))
        assert duplicates(folder) == {}

    def test_another_employer_may_have_the_same_number_and_title(self, folder: Path) -> None:
        other = board("greenhouse", "vale", "Vale Looms")
        for where in (BEHIND, other):
            crawl(folder / "snapshots", at(1), [posting(where, "7", identifier="REQ-4711", title="Fixer")], where)
        fold_snapshots(folder / "snapshots", folder / "ledger.db")
        assert duplicates(folder) == {}
        # ... until the operator says that both are of one company.
        for day, where in ((2, replace(other, domain="tarn.example")), (3, replace(BEHIND, domain="www.tarn.example"))):
            crawl(folder / "snapshots", at(day), [posting(where, "7", identifier="REQ-4711", title="Fixer")], where)
        fold_snapshots(folder / "snapshots", folder / "ledger.db")
        assert len(duplicates(folder)) == 1

    def test_an_address_that_all_postings_of_a_board_share_says_nothing(self, folder: Path) -> None:
        form = "https://apply.tarn.example/form/2026"
        many = [posting(where, n, apply_url=form, title="Fixer") for where in (FRONT, BEHIND) for n in ("1", "2")]
        fold(folder, 1, *many)
        assert duplicates(folder) == {}

    def test_a_requisition_that_a_board_lists_for_each_place_is_told_apart_by_the_places(self, folder: Path) -> None:
        several = [
            posting(where, f"{n}", identifier="REQ-4711", title="Fixer", job_location=[place])
            for where in (FRONT, BEHIND)
            for n, place in enumerate((DULUTH, RENO))
        ]
        fold(folder, 1, *several)
        assert {id: original for id, (original, *_) in duplicates(folder).items()} == {
            f"{FRONT.id}:0": f"{BEHIND.id}:0",
            f"{FRONT.id}:1": f"{BEHIND.id}:1",
        }

    def test_when_the_original_closes_its_role_passes(self, folder: Path) -> None:
        front = posting(FRONT, "901", apply_url=ICIMS.format(901))
        other = posting(BEHIND, "5", url=ICIMS.format(5))
        fold(folder, 1, front, other, posting(BEHIND, "901", url=ICIMS.format(901)))
        assert len(duplicates(folder)) == 1
        fold(folder, 2, front, other)
        assert duplicates(folder) == {}
        fold(folder, 3, posting(FRONT, "902"), other)  # now both are closed, and were there together
        assert duplicates(folder)[front.id][0] == f"{BEHIND.id}:901"
        fold(folder, 4, posting(FRONT, "902"), other, posting(BEHIND, "901", url=ICIMS.format(901)))
        assert duplicates(folder) == {}

    def test_a_job_posted_again_a_year_later_is_no_door_to_the_first(self, folder: Path) -> None:
        old, new = board("greenhouse", "tarn"), board("lever", "tarn")
        for day, where, ids in ((1, old, ["1"]), (2, old, ["2"]), (5, new, ["1"]), (6, new, ["2"])):
            several = [posting(where, id, identifier=f"REQ-471{id}", title="Fixer") for id in ids]
            crawl(folder / "snapshots", at(day), several, where)
        fold_snapshots(folder / "snapshots", folder / "ledger.db")
        assert f"{new.id}:1" not in duplicates(folder)

    def test_closed_doors_lead_only_to_one_that_was_there_with_them(self, folder: Path) -> None:
        sites = [board("lever", f"tarn{n}") for n in range(3)]
        for site, days in zip(sites, ((1, 3, 4), (3, 5, 6), (5, 7, 8)), strict=True):
            for day in days:
                id = "2" if day == days[-1] else "1"
                crawl(
                    folder / "snapshots", at(day), [posting(site, id, identifier=f"REQ-471{id}", title="Fixer")], site
                )
        fold_snapshots(folder / "snapshots", folder / "ledger.db")
        # The second was there with the first, and the third with the second alone.
        found = {id: original for id, (original, *_) in duplicates(folder).items() if id.endswith(":1")}
        assert found == {f"{sites[1].id}:1": f"{sites[0].id}:1"}

    def test_a_late_snapshot_may_leave_the_doors_to_each_other(self, folder: Path) -> None:
        same: dict[str, Any] = {"identifier": "REQ-4711", "title": "Fixer"}
        original = posting(BEHIND, "1", **same, detail_missing=True)
        fold(folder, 2, original, posting(FRONT, "1", **same), posting(SOUTH, "1", **same))
        assert {led for led, *_ in duplicates(folder).values()} == {original.id}
        # The day before, its detail was had, and said that it is another job.
        crawl(folder / "snapshots", at(1), [replace(original, title="Oiler", detail_missing=False)], BEHIND)
        assert fold_snapshots(folder / "snapshots", folder / "ledger.db").refolded == [BEHIND.id]
        assert {id: led for id, (led, *_) in duplicates(folder).items()} == {f"{FRONT.id}:1": f"{SOUTH.id}:1"}

    @pytest.mark.parametrize(("place", "is_duplicate"), [([DULUTH], True), ([], False), ([RENO], False)])
    def test_a_numbered_workday_posting_is_a_second_door_only_in_the_same_place(
        self, folder: Path, place: list[Place], is_duplicate: bool
    ) -> None:
        other = workday(SOUTH, "R-1001-1", identifier="R-1001", job_location=place)
        fold(folder, 1, workday(NORTH, "R-1001", identifier="R-1001"), other)
        assert (other.id in duplicates(folder)) == is_duplicate
        assert groups(folder) == ([] if is_duplicate else [{"North:R-1001", "South:R-1001-1"}])

    def test_an_edit_that_parts_two_jobs_parts_them(self, folder: Path) -> None:
        same: dict[str, Any] = {"identifier": "REQ-4711", "title": "Fixer"}
        both = [posting(BEHIND, "1", **same), posting(FRONT, "1", **same)]
        fold(folder, 1, *both)
        assert len(duplicates(folder)) == 1
        fold(folder, 2, both[0], replace(both[1], title="Oiler", source_sha256="ee"))
        assert duplicates(folder) == {}

    def test_a_second_posting_of_a_requisition_makes_it_doubtful(self, folder: Path) -> None:
        same: dict[str, Any] = {"identifier": "REQ-4711", "title": "Fixer", "job_location": []}
        both = [posting(BEHIND, "1", **same), posting(FRONT, "1", **same)]
        fold(folder, 1, *both)
        assert len(duplicates(folder)) == 1
        third = posting(BEHIND, "2", **same)
        fold(folder, 2, *both, third)
        assert duplicates(folder) == {}
        fold(folder, 3, *both, replace(third, title="Oiler", source_sha256="ee"))
        assert len(duplicates(folder)) == 1


class TestGroups:
    def test_one_text_in_several_places(self, folder: Path) -> None:
        text = "<p>Fix <b>looms</b>, all of them.</p>"
        same: dict[str, Any] = {"title": "Loom Fixer", "description_html": text}
        fold(
            folder,
            1,
            workday(NORTH, "R-1001", **same),
            workday(
                SOUTH, "R-1002", job_location=[RENO], title="LOOM FIXER", description_html="Fix looms, all of them."
            ),
            workday(SOUTH, "R-1003", job_location=[RENO], title="Loom Oiler", description_html=text),
        )
        assert groups(folder) == [{"North:R-1001", "South:R-1002"}]
        assert duplicates(folder) == {}

    def test_several_openings_in_one_place_are_several_jobs(self, folder: Path) -> None:
        fold(folder, 1, *(workday(NORTH, f"R-100{n}", description_html="<p>Fix.</p>") for n in range(3)))
        assert groups(folder) == []

    def test_a_workday_requisition_posted_several_times(self, folder: Path) -> None:
        fold(
            folder,
            1,
            workday(NORTH, "R-1001", identifier="R-1001"),
            workday(NORTH, "R-1001-1", identifier="R-1001", job_location=[RENO]),
            workday(SOUTH, "R-1001-2", identifier="R-1001", job_location=[Place(raw="2 Locations")]),
            workday(SOUTH, "R-1002-1", identifier="R-1002-1"),
        )
        assert groups(folder) == [{"North:R-1001", "North:R-1001-1", "South:R-1001-2"}]
        assert duplicates(folder) == {}

    def test_a_job_that_moved_is_no_group(self, folder: Path) -> None:
        text: dict[str, Any] = {"title": "Fixer", "description_html": "<p>Fix.</p>"}
        fold(folder, 1, workday(NORTH, "R-1001", **text))
        fold(folder, 2, workday(NORTH, "R-2000"))
        fold(folder, 3, workday(NORTH, "R-2000"), workday(NORTH, "R-1009", job_location=[RENO], **text))
        fold(folder, 4, workday(NORTH, "R-2000"))
        assert groups(folder) == []

    def test_a_group_of_one_is_none(self, folder: Path) -> None:
        both = [workday(NORTH, "R-1001"), workday(NORTH, "R-1001-1", job_location=[RENO])]
        fold(folder, 1, *both)
        assert len(groups(folder)) == 1
        fold(folder, 2, both[0])
        assert groups(folder) == []


@pytest.mark.parametrize(
    ("own", "stated", "requisition_of"),
    [
        ("RQ221571-1", "RQ221571", "t/RQ221571"),
        ("R-123456", "R-123456", "t/R-123456"),
        ("R-123456", None, "t/R-123456"),
        ("R-123456-2", None, "t/R-123456"),
        ("R-12-2", None, "t/R-12-2"),
        ("R-12-2", "R-12", "t/R-12"),
        ("R-1", "R-1", "t/R-1"),
        ("JR100-1", "Austin", "t/JR100-1"),
    ],
)
def test_workday_suffixes(own: str, stated: str | None, requisition_of: str) -> None:
    where = board("workday", "t/Site")
    assert workday_requisition(posting(where, own, identifier=stated)) == requisition_of


def test_keys_in_one_spelling() -> None:
    assert requisition(" Req #4711-b ") == requisition("REQ4711B") == "req4711b"
    spellings = ("Tarn Mills", "TARN MILLS, INC.", "Tarn Mills Co., Ltd.", "Tàrn-Mills L.L.C.")
    assert {employer_keys(board("icims", "t", name))[0] for name in spellings} == {"tarn mills"}
    assert employer_keys(board("icims", "t", "Inc.", "www.Tarn.example")) == ["inc", "tarn.example"]


# -- what holds of every history ---------------------------------------------------------------------------------------

SITES = (
    BEHIND,
    FRONT,
    NORTH,
    SOUTH,
    board("radancy", "careers.tarn.example", "Tarn", "tarn.example"),
    board("greenhouse", "tarn", "Tarn Mills", "tarn.example"),
)
ADDRESSES = [ICIMS.format(n) for n in (1, 2)] + ["https://tarn.wd5.myworkdayjobs.com/North/job/X_R-1001", None]
JOBS: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    identifier=st.sampled_from(["REQ-1001", "REQ-1002", "See Opening", None]),
    title=st.sampled_from(["Fixer", "Oiler"]),
    job_location=st.sampled_from([[DULUTH], [RENO], [DULUTH, RENO], []]),
    description_html=st.sampled_from(["<p>Fix.</p>", "<p>Oil.</p>", None]),
    apply_url=st.sampled_from(ADDRESSES),
    page=st.sampled_from(ADDRESSES),
)
LISTS = st.dictionaries(st.sampled_from(["1", "2", "R-1001", "R-1001-1"]), JOBS, max_size=4)
VISITS = st.lists(st.tuples(st.integers(0, len(SITES) - 1), st.booleans(), LISTS), min_size=2, max_size=10)


def visit(snapshots: Path, day: int, where: Board, renamed: bool, jobs: dict[str, dict[str, Any]]) -> None:
    known = replace(where, employer="Tarn Mills", domain=None) if renamed else where
    several = [
        posting(
            known, id, **{k: v for k, v in job.items() if k != "page"}, **({"url": job["page"]} if job["page"] else {})
        )
        for id, job in jobs.items()
    ]
    crawl(snapshots, at(day + 1), several, known)


@given(VISITS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_doors_follow_from_the_postings_alone_and_lead_to_originals(
    visits: list[tuple[int, bool, dict[str, dict[str, Any]]]], order: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        days = list(enumerate(visits))
        order.shuffle(days)
        for day, (site, renamed, jobs) in days:
            visit(here / "snapshots", day, SITES[site], renamed, jobs)
            if order.random() < 0.7:  # in any order, so that boards are folded again
                fold_snapshots(here / "snapshots", here / "ledger.db")
                check_doors(here / "ledger.db")
        assert fold_snapshots(here / "snapshots", here / "ledger.db").problems == []
        check_doors(here / "ledger.db")
        rebuild(here / "snapshots", here / "built.db")
        assert ledger_version(here / "ledger.db") == ledger_version(here / "built.db")


def check_doors(ledger: Path) -> None:
    wrong = rows(
        ledger,
        "SELECT duplicate.posting FROM duplicate JOIN posting one ON one.id = duplicate.posting"
        " LEFT JOIN posting other ON other.id = duplicate.original WHERE other.id IS NULL OR one.status != other.status"
        " OR one.board = other.board OR other.id IN (SELECT posting FROM duplicate)",
    )
    assert wrong == []
    sizes = rows(ledger, "SELECT count(*) FROM job_group JOIN posting ON id = posting GROUP BY group_id")
    assert all(size > 1 for (size,) in sizes)
    mixed = "SELECT group_id FROM job_group JOIN posting ON id = posting GROUP BY 1 HAVING count(DISTINCT status) > 1"
    assert rows(ledger, mixed) == []
