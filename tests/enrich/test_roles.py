from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.occupations.roles import LEAST_CONFIDENCE, MOST_OCCUPATIONS, RoleReader
from enrich.occupations.store import bundled_roles, load_roles
from enrich.occupations.table import BUNDLED, FiledTitle, OnetTitle, build_table, read_bundled
from enrich.occupations.titles import read_title
from enrich.reference.soc import soc_titles


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("titles") / "titles.csv"
    path.write_text("title,soc,other,share\ndata analyst,15-2051,,\nsoftware engineer,15-1252,15-1251,0.2\n")
    return path


def codes(title: str, roles: RoleReader | None = None) -> list[str]:
    return [soc for soc, _ in (roles or bundled_roles()).read(title).shares]


@pytest.mark.parametrize(
    ("title", "soc"),
    [
        ("Software Engineer", "15-1252"),
        ("Sr. SWE II - Payments (Remote)", "15-1252"),
        ("Senior Software Engineer, Checkout Platform (m/f/d)", "15-1252"),
        ("R-10442 Staff Software Engineer | Austin, TX", "15-1252"),
        ("Software Engineering Intern - Summer 2027", "15-1252"),
        ("Software Engneer", "15-1252"),
        ("Data Engineer - Night Owl Squad", "15-1243"),
        ("RN, ICU (Nights, PRN)", "29-1141"),
        ("Nurse - New Jersey", "29-1141"),
        ("Director of Human Resources", "11-3121"),
        ("Senior Manager, Accounting", "11-3031"),
        ("Accounting Manager", "11-3031"),
        ("CTO", "11-3021"),
        ("Chef de Partie", "35-2014"),
        ("Café Manager", "11-9051"),
        ("Virtual Reality Engineer", "15-1252"),
        ("Line Cook (Full-Time)", "35-2014"),
        ("Attorney", "23-1011"),
        ("Office Manager", "11-3012"),
        ("Chief of Staff", "11-1011"),
    ],
)
def test_a_title_is_understood_without_any_reference_data(title: str, soc: str) -> None:
    assert codes(title)[0] == soc


@pytest.mark.parametrize(
    "title",
    [
        "Entwicklungsingenieur (m/w/d)",
        "Desarrollador de software",
        "Ingénieur logiciel",
        "Développeur Full Stack",
        "Chef de projet",
        "Gerente de ventas",
        "Coordinador Logistico",
        "软件工程师",
        "Профессиональный повар",
        "Qualifications",
        "Talent Community",
        "12345",
        "   ",
        "(m/f/d)",
    ],
)
def test_what_is_not_understood_stays_unknown(title: str) -> None:
    assert codes(title) == []


def test_a_rank_that_names_the_work_is_kept() -> None:
    assert read_title("Senior Living Director").words == ("senior", "living", "director")
    assert read_title("Senior Director").words == ("director",)


def test_one_title_in_two_orders_is_one_title() -> None:
    assert read_title("Engineer, Software").key == read_title("Software Engineers").key


def test_filings_outweigh_the_list_once_enough_employers_filed_otherwise(small: Path) -> None:
    def shares(employers: int) -> dict[str, float]:
        table = build_table([FiledTitle("Data Analyst", "15-1211", 2018, 1)] * employers, bundled=small)
        return dict(RoleReader(table).read("Data Analyst").shares)

    assert shares(2)["15-2051"] > shares(2)["15-1211"]
    assert shares(20)["15-1211"] > shares(20)["15-2051"]


def test_one_large_employer_does_not_outvote_many(small: Path) -> None:
    filed = [FiledTitle("Quillwright", "27-3041", 2018, 5_000)]
    filed += [FiledTitle("Quillwright", "27-3043", 2018, 1)] * 4
    assert codes("Quillwright", RoleReader(build_table(filed, bundled=small)))[0] == "27-3043"


def test_codes_of_an_older_edition_are_carried_to_2018(small: Path) -> None:
    roles = RoleReader(build_table([FiledTitle("Frobnicator", "15-1132.00", 2010, 3)], bundled=small))
    assert codes("Frobnicator", roles)[0] == "15-1252"


def test_a_code_that_no_edition_has_is_left_out(small: Path) -> None:
    assert (
        codes("Frobnicator", RoleReader(build_table([FiledTitle("Frobnicator", "99-0000", 2018, 3)], bundled=small)))
        == []
    )


def test_the_title_lists_of_onet_answer_what_ours_does_not(small: Path) -> None:
    table = build_table(onet=[OnetTitle("Gizmo Wrangler", "17-2199.08")], bundled=small)
    role = RoleReader(table).read("Gizmo Wrangler")
    assert (role.source, role.shares[0][0]) == ("onet", "17-2199")


def test_more_filings_make_more_certain(small: Path) -> None:
    filed = [FiledTitle("Frobnicator", "15-1252", 2018, 1)]
    one = RoleReader(build_table(filed, bundled=small)).read("Frobnicator")
    many = RoleReader(build_table(filed * 30, bundled=small)).read("Frobnicator")
    assert LEAST_CONFIDENCE <= one.confidence < many.confidence < 1


def test_a_title_may_mean_what_those_that_say_more_mean(small: Path) -> None:
    filed = [FiledTitle("Gizmo Wrangler", "15-1252", 2018, 1)] * 4
    alone = RoleReader(build_table(filed, bundled=small)).read("Gizmo Wrangler")
    same = [FiledTitle(f"Gizmo Wrangler {kind}", "15-1252", 2018, 1) for kind in ("Plumbing", "Lumber")]
    other = [FiledTitle(f"{kind} Gizmo Wrangler", "17-2199", 2018, 1) for kind in ("Cobalt", "Basalt", "Mica", "Onyx")]
    apart = [FiledTitle("Gizmo Wrangler Inspector", "13-1041", 2018, 1)]  # somebody else does the work
    agreed = RoleReader(build_table(filed + same + apart, bundled=small)).read("Gizmo Wrangler")
    assert [soc for soc, _ in agreed.shares] == ["15-1252"]
    assert agreed.confidence > alone.confidence
    vague = RoleReader(build_table(filed + same + other, bundled=small)).read("Gizmo Wrangler")
    assert [soc for soc, _ in vague.shares] == ["15-1252", "17-2199"]
    assert vague.shares[0][1] < alone.shares[0][1]
    assert vague.rests_on == ("gizmo wrangler", "cobalt gizmo wrangler")
    sure = RoleReader(build_table(filed * 10 + same + other, bundled=small)).read("Gizmo Wrangler")
    assert sure.shares[0][1] > vague.shares[0][1]


def test_every_code_of_the_list_is_one_of_2018() -> None:
    rows = read_bundled(BUNDLED)
    assert len(rows) >= 1_000
    assert {soc for _, shares in rows for soc, _ in shares} <= soc_titles().keys()


def test_every_title_of_the_list_is_answered_with_its_code_among_the_first_three() -> None:
    lost = [(title, shares[0][0]) for title, shares in read_bundled(BUNDLED) if shares[0][0] not in codes(title)]
    assert len(lost) <= 15, lost  # titles that are one once ranks are left out


_PIECES = ["senior", "nurse", "of", "-", "(", "2", "é", "engineer", "/", "lead"]


@given(st.text(max_size=60) | st.lists(st.sampled_from(_PIECES)).map(" ".join))
def test_whatever_the_title_shares_are_at_most_three_and_sum_to_at_most_one(title: str) -> None:
    role = bundled_roles().read(title)
    shares = [share for _, share in role.shares]
    assert len(shares) <= MOST_OCCUPATIONS
    assert shares == sorted(shares, reverse=True)
    assert not shares or LEAST_CONFIDENCE <= sum(shares) <= 1.001
    assert {soc for soc, _ in role.shares} <= soc_titles().keys()


def make_reference(path: Path, version: str, title: str) -> Path:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);"
            "CREATE TABLE lca_case (job_title TEXT, soc_code TEXT, soc_edition INTEGER, employer_name TEXT, counted);"
            "CREATE TABLE onet_alternate_title (file INTEGER, onet_soc TEXT, alternate_title TEXT);"
            "CREATE TABLE current_part (table_name TEXT, file INTEGER, edition TEXT);"
            "INSERT INTO current_part VALUES ('onet_alternate_title', 2, '29_0');"
            "INSERT INTO onet_alternate_title VALUES (1, '35-2014.00', 'Old Gizmo'), (2, '49-9061.00', 'New Gizmo');"
        )
        connection.execute("INSERT INTO meta VALUES ('version', ?)", (version,))
        connection.executemany(
            "INSERT INTO lca_case VALUES (?, '15-1252.00', 2018, ?, ?)",
            [(title, "Dunmarrow", 1), (title, "Ferncombe", 1), ("Given Way", "Ferncombe", 0)],
        )
    return path


def test_the_titles_of_the_reference_data_are_read_and_kept_beside_it(tmp_path: Path) -> None:
    reference = make_reference(tmp_path / "reference.db", "v1", "Frobnicator")
    roles = load_roles(reference)
    assert codes("Frobnicator", roles) == ["15-1252"]
    assert codes("Given Way", roles) == []
    assert codes("Old Gizmo", roles) != ["35-2014"]
    assert codes("New Gizmo", roles) == ["49-9061"]
    stored = tmp_path / "reference-titles.msgpack"
    before = stored.read_bytes()
    make_reference(reference, "v1", "Something Else")
    assert codes("Frobnicator", load_roles(reference)) == ["15-1252"], "the kept table answers"
    make_reference(reference, "v2", "Something Else")
    assert codes("Frobnicator", load_roles(reference)) == []
    assert stored.read_bytes() != before
    stored.write_bytes(b"torn")
    assert codes("Something Else", load_roles(reference)) == ["15-1252"]
