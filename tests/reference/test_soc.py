"""Codes of three editions: what became of each, in which shares, and of which edition a filing's code is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.reference import soc
from enrich.reference.soc import EDITIONS, soc_edition, soc_group, to_soc_2018
from tests.real_data import shared_path
from tests.reference.files import add_one, lca_row, query, write_lca

CODES = {edition: sorted(soc._crosswalk().known[edition]) for edition in EDITIONS}
ANY_CODE = st.sampled_from([(code, edition) for edition in EDITIONS for code in CODES[edition]])
DETAILS = sorted(code for edition, code in soc._crosswalk().successors if "." in code)


def test_every_detailed_code_of_each_edition_is_known() -> None:
    # As many as the manuals of the three editions say they have.
    assert {edition: len(codes) for edition, codes in CODES.items()} == {2000: 821, 2010: 840, 2018: 867}


@given(ANY_CODE)
def test_shares_of_a_code_sum_to_one_over_known_codes_of_2018(known: tuple[str, int]) -> None:
    shares = to_soc_2018(*known)
    assert sum(share for _, share in shares) == pytest.approx(1, abs=1e-12)
    assert {code for code, _ in shares} <= set(CODES[2018])
    assert [share for _, share in shares] == sorted((share for _, share in shares), reverse=True)
    assert all(0 < share <= 1 for _, share in shares)


@given(st.sampled_from(CODES[2018]), st.sampled_from(["", ".00", ".01", ".99"]))
def test_a_code_of_2018_is_itself_whatever_its_detail(code: str, detail: str) -> None:
    assert to_soc_2018(code + detail, 2018) == ((code, 1.0),)


@given(ANY_CODE)
def test_the_detail_that_says_nothing_changes_nothing(known: tuple[str, int]) -> None:
    assert to_soc_2018(f"{known[0]}.00", known[1]) == to_soc_2018(*known)


@pytest.mark.parametrize("code", DETAILS)
def test_a_detail_that_is_listed_goes_to_one_code(code: str) -> None:
    ((successor, share),) = to_soc_2018(code, 2010)
    assert (successor in CODES[2018], share) == (True, 1.0)


@given(st.sampled_from(CODES[2018]))
def test_every_code_of_2018_comes_from_somewhere(code: str) -> None:
    assert any(code in dict(to_soc_2018(old, 2010)) for old in CODES[2010])


@pytest.mark.parametrize(
    ("code", "edition", "successors"),
    [
        ("15-1121", 2010, ["15-1211"]),
        ("15-1051", 2000, ["15-1211", "15-1241"]),  # by way of two codes of 2010
        ("15-1132", 2010, ["15-1252", "15-1253"]),
        ("15-1133", 2010, ["15-1252", "15-1253"]),
        ("15-1199", 2010, ["13-1082", "15-1299", "15-1253", "15-1255", "15-1243"]),
        ("15-1199.08", 2010, ["15-2051"]),
        ("15-1199.01", 2010, ["15-1253"]),
        ("29-1111", 2000, ["29-1141", "29-1171", "29-1151", "29-1161"]),
        ("29-1069", 2010, ["29-1229", *[f"29-{n}" for n in (1214, 1224, 1212, 1213, 1241, 1222, 1217)]]),
        ("39-9021", 2010, ["31-1122"]),
        ("17-2141", 2010, ["17-2141"]),
        ("25-2052", 2010, ["25-2055", "25-2056"]),
        ("15-1034", 2010, ["15-1252", "15-1253"]),  # the Department's own: developers outside research
        ("15-1295.00", 2018, ["15-1252"]),
        ("15-1252", 2010, []),
        ("15-1132", 2018, []),
        ("15-9999", 2010, []),
    ],
)
def test_successors_stand_in_the_order_of_their_shares(code: str, edition: int, successors: list[str]) -> None:
    assert [successor for successor, _ in to_soc_2018(code, edition)] == successors


def test_a_split_follows_employment_where_it_is_known_and_is_even_where_it_is_not() -> None:
    # 1,656,880 developers came from two codes, 203,040 testers from three.
    developers, testers = 1_656_880 / 2, 203_040 / 3
    assert dict(to_soc_2018("15-1132", 2010)) == pytest.approx(
        {"15-1252": developers / (developers + testers), "15-1253": testers / (developers + testers)}
    )
    assert dict(to_soc_2018("25-2052", 2010)) == {"25-2055": 0.5, "25-2056": 0.5}


def test_an_edition_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="2015 is no edition"):
        to_soc_2018("15-1252", 2015)


@pytest.mark.parametrize(
    ("code", "day", "edition"),
    [
        ("13-1199", "2022-06-30", 2010),  # the code alone does not tell: both have it
        ("13-1199", "2022-07-01", 2018),
        ("13-1199", "2011-06-30", 2000),
        ("13-1199", "2011-07-01", 2010),
        ("13-1199", None, None),
        ("15-1252.00", "2021-01-01", 2018),  # only one edition has it
        ("15-1132", "2024-01-01", 2010),
        ("15-1031", "2024-01-01", 2000),
        ("15-1031", None, 2000),
        ("15-1199.09", None, 2010),
        ("13-1111.00", "2024-01-01", 2018),
        ("17-2074.00", "2024-01-01", 2010),
        ("15-9999", "2024-01-01", 2018),  # nobody has it
        ("15-9999", None, None),
    ],
)
def test_the_edition_follows_from_the_code_and_the_day(code: str, day: str | None, edition: int | None) -> None:
    assert soc_edition(code, day) == edition


@given(ANY_CODE, st.dates().map(lambda day: day.isoformat()))
def test_a_known_code_is_taken_for_one_of_an_edition_that_has_it(known: tuple[str, int], day: str) -> None:
    edition = soc_edition(known[0], day)
    assert edition is not None
    assert to_soc_2018(known[0], edition)


@pytest.mark.parametrize(
    ("code", "edition", "group"),
    [
        ("15-1199", 2010, "15-1200"),  # its largest successor is not a computer occupation, most of it is
        ("39-9021", 2010, "31-1100"),
        ("29-9011", 2010, "19-5000"),
        ("43-9011", 2010, "15-1200"),
        ("15-1199.08", 2010, "15-2000"),
        ("51-5022", 2000, "51-5100"),
        ("15-1282", 2018, "15-1200"),  # a slip of the pen
        ("13-1199", None, "13-1000"),  # without an edition the digits tell
        ("15-1031", None, "15-1200"),
        ("31-1014", None, "31-1100"),
        ("51-5112.00", None, "51-5100"),
        ("11-9199.02", None, "11-9000"),
    ],
)
def test_the_group_is_that_of_the_successors(code: str, edition: int | None, group: str) -> None:
    assert soc_group(code, edition) == group


def test_every_row_carries_the_edition_of_its_code(tmp_path: Path) -> None:
    rows = [
        lca_row(1, SOC_CODE="15-1132.00", RECEIVED_DATE="2020-02-03", DECISION_DATE="2020-02-10"),
        lca_row(2, SOC_CODE="13-1199", RECEIVED_DATE="2022-06-29", DECISION_DATE="2022-07-06"),
        lca_row(3, SOC_CODE="13-1199", RECEIVED_DATE="2022-07-01", DECISION_DATE="2022-07-08"),
        lca_row(4, SOC_CODE="", RECEIVED_DATE="2022-07-01", DECISION_DATE="2022-07-08"),
        lca_row(5, SOC_CODE="13-1199", RECEIVED_DATE="", DECISION_DATE="2023-07-08"),
    ]
    database = tmp_path / "reference.db"
    add_one(write_lca(tmp_path / "lca.csv", rows), database)
    assert query(database, "SELECT soc_edition, soc_group FROM lca_case ORDER BY line") == [
        (2010, "15-1200"),
        (2010, "13-1000"),
        (2018, "13-1000"),
        (None, None),
        (2018, "13-1000"),
    ]


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "edition"), [("LCA_FY2020_sample10000.xlsx", 2010), ("LCA_FY2025_Q2_healthcare_dev.csv.gz", 2018)]
)
def test_codes_of_real_files_are_known_in_the_edition_of_their_time(tmp_path: Path, name: str, edition: int) -> None:
    database = tmp_path / "reference.db"
    add_one(shared_path("data", "dol", "lca", name), database)
    codes = query(
        database, "SELECT soc_code, soc_edition, count(*) FROM lca_case WHERE soc_code NOT NULL GROUP BY 1, 2"
    )
    rows = sum(count for *_, count in codes)
    of_its_time = sum(count for code, found, count in codes if found == edition and to_soc_2018(code, edition))
    assert of_its_time / rows > 0.999
