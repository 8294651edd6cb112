from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import JobLocationType, Pay, PayUnit, Place
from enrich.employers.store import reference_version
from enrich.enrichment import NO_EMPLOYER, BoardFacts, Reference, enrich_posting, read_text
from enrich.occupations.roles import Role
from enrich.reference import add_files
from enrich.wage_areas import AreaRow, WorksiteRow, build_areas
from enrich.wages import YEARLY, Levels, WageReading, WageTable, level_of, read_wage_level
from tests.enrich.databases import posting

WAGES = """Area,SocCode,GeoLvl,Level1,Level2,Level3,Level4,Average,Label
41860,15-1252,1,50,60,70,80,65,
41860,15-1211,1,40,48,56,64,52,
31080,15-1252,1,45,55,65,75,60,
38900,15-1252,1,40,50,60,70,55,
0600003,15-1252,2,30,40,50,60,45,
38900,25-1011,1,52000,60000,70000,80000,65000,Annual
41860,29-2010,1,30,35,40,45,38,
41860,27-1014,1,,,,,,No wage
"""
GEOGRAPHY = """Area,AreaName,StateAb,State,CountyTownName
41860,"San Francisco-Oakland-Fremont, CA",CA,California,San Francisco County
41860,"San Francisco-Oakland-Fremont, CA",CA,California,San Mateo County
31080,"Los Angeles-Long Beach-Anaheim, CA",CA,California,Los Angeles County
0600003,"North Coast Region of California nonmetropolitan area",CA,California,Lake County
38900,"Portland-Vancouver-Hillsboro, OR-WA",OR,Oregon,Multnomah County
38900,"Portland-Vancouver-Hillsboro, OR-WA",WA,Washington,Clark County
"""
OCCUPATIONS = "soccode,Title,Description\n15-1252,Software Developers,x\n"
SWE = (("15-1252", 0.9),)
SF = Place(raw="San Francisco, CA", locality="San Francisco", region="CA", country="US")
LA = Place(raw="Los Angeles, CA", locality="Los Angeles", region="CA", country="US")
PORTLAND = Place(raw="Portland, OR", locality="Portland", region="OR", country="US")


def write_wages(folder: Path, year: str = "2026-27", wages: str = WAGES) -> Path:
    path = folder / f"OFLC_Wages_{year}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (
            ("ALC_Export.csv", wages), ("Geography.csv", GEOGRAPHY), ("oes_soc_occs.csv", OCCUPATIONS)
        ):  # fmt: skip
            archive.writestr(name, text)
    return path


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wages")
    database = folder / "reference.db"
    older = WAGES.replace(",50,60,70,80,", ",10,11,12,13,")
    add_files([write_wages(folder, "2025-26", older), write_wages(folder)], database)
    return database


@pytest.fixture(scope="module")
def table(reference: Path) -> Iterator[WageTable]:
    with closing(sqlite3.connect(reference)) as connection:
        opened = WageTable.open(connection, reference, reference_version(reference))
        assert opened is not None
        yield opened


def usd(least: float | None, most: float | None = None, unit: PayUnit | None = "YEAR", **other: str) -> Pay:
    values = {"currency": "USD", "kind": "base", "raw": "", "source": "ats_field", **other}
    return Pay(min_value=least, max_value=most, unit_text=unit, **values)  # type: ignore[arg-type]


def span(reading: WageReading) -> tuple[int | None, int | None]:
    assert reading.level is not None, reading.reason
    return reading.level.min, reading.level.max


def test_the_level_is_the_highest_whose_wage_the_pay_reaches(table: WageTable) -> None:
    found = read_wage_level([usd(2_080 * 60, 2_080 * 80 - 1)], [SF], SWE, table)
    assert span(found) == (2, 3)
    level = found.level
    assert level is not None
    assert (level.soc, level.area, level.wage_year) == ("15-1252", "41860", "2026-27")
    assert (level.below_level_1, level.areas, level.socs) == ("no", 1, ["15-1252"])
    assert level.entries is not None
    assert (level.entries.min, level.entries.max) == (2, 2)


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        (usd(60, 80, "HOUR"), (2, 4)),
        (usd(2_400, 2_800, "WEEK"), (2, 3)),
        (usd(480, None, "DAY"), (2, None)),
        (usd(11_000, 12_000, "MONTH"), (2, 2)),
        (usd(None, 150_000), (None, 3)),
        (usd(125_000, 125_000), (2, 2)),
    ],
)
def test_pay_by_the_hour_day_week_and_month_is_counted_for_a_year(
    table: WageTable, pay: Pay, expected: tuple[int | None, int | None]
) -> None:
    assert span(read_wage_level([pay], [SF], SWE, table)) == expected


def test_below_level_one_is_said_and_counts_once_in_the_selection(table: WageTable) -> None:
    found = read_wage_level([usd(80_000, 90_000)], [SF], SWE, table).level
    assert found is not None and found.entries is not None
    assert (found.min, found.max, found.below_level_1) == (0, 0, "yes")
    assert (found.entries.min, found.entries.max) == (1, 1)


def test_of_several_places_the_lowest_level_counts(table: WageTable) -> None:
    found = read_wage_level([usd(2_080 * 60)], [SF, PORTLAND], SWE, table).level
    assert found is not None and found.entries is not None
    assert (found.min, found.area, found.areas) == (2, "38900; 41860", 2)
    assert (found.entries.min, found.entries.max) == (2, 2)


def test_a_state_stands_for_all_its_areas_and_the_country_for_all(table: WageTable) -> None:
    state = Place(raw="California", region="CA", country="US")
    found = read_wage_level([usd(2_080 * 55)], [state], SWE, table).level
    assert found is not None and found.entries is not None
    assert (found.area, found.areas, found.min) == ("CA", 3, 1)
    assert (found.entries.min, found.entries.max) == (1, 3)
    everywhere = read_wage_level([usd(2_080 * 45)], [Place(raw="United States", country="US")], SWE, table).level
    assert everywhere is not None
    assert (everywhere.area, everywhere.areas, everywhere.below_level_1) == ("US", 4, "possible")


def test_remote_work_may_be_anywhere_in_the_state(table: WageTable) -> None:
    found = read_wage_level([usd(2_080 * 55)], [SF], SWE, table, remote=True).level
    assert found is not None
    assert (found.area, found.areas) == ("CA", 3)


def test_a_town_that_nothing_places_stands_for_its_state_and_a_county_of_its_name_decides_nothing(
    table: WageTable,
) -> None:
    lake = Place(raw="Lake, CA", locality="Lake", region="CA", country="US")
    found = table.areas.locate(lake)
    assert found is not None and found.label == "CA"
    county = table.areas.locate(Place(raw="", locality="San Mateo County", region="CA", country="US"))
    assert county is not None and county.areas == ("41860",)


def test_two_occupations_give_a_span_and_an_unlikely_one_none(table: WageTable) -> None:
    pay = [usd(2_080 * 60)]
    both = read_wage_level(pay, [SF], (("15-1252", 0.5), ("15-1211", 0.3)), table).level
    assert both is not None and both.entries is not None
    assert (both.min, both.socs) == (2, ["15-1252", "15-1211"])
    assert (both.entries.min, both.entries.max) == (2, 3)
    one = read_wage_level(pay, [SF], (("15-1252", 0.7), ("15-1211", 0.1)), table).level
    assert one is not None and one.entries is not None and one.entries.max == 2


def test_an_occupation_that_the_survey_publishes_with_others_has_their_wage(table: WageTable) -> None:
    assert span(read_wage_level([usd(36, None, "HOUR")], [SF], (("29-2011", 0.9),), table)) == (2, None)


def test_wages_published_by_the_year_are_not_multiplied(table: WageTable) -> None:
    assert span(read_wage_level([usd(61_000)], [PORTLAND], (("25-1011", 0.9),), table)) == (2, None)


@pytest.mark.parametrize(
    ("pays", "places", "reason"),
    [
        ([], [SF], "no_pay"),
        ([usd(None)], [SF], "no_pay"),
        ([usd(100_000, currency="CAD")], [SF], "other_currency"),
        ([usd(200_000, kind="ote")], [SF], "not_base_pay"),
        ([usd(100_000, unit=None)], [SF], "no_unit"),
        ([usd(0)], [SF], "implausible_pay"),
        ([usd(135_000, unit="HOUR")], [SF], "implausible_pay"),
        ([usd(45)], [SF], "implausible_pay"),
        ([usd(100_000)], [], "no_place"),
        ([usd(100_000)], [Place(raw="Remote")], "no_place"),
        ([usd(100_000)], [Place(raw="Toronto", locality="Toronto", region="ON", country="CA")], "outside_us"),
        ([usd(100_000)], [Place(raw="Guam", region="GU", country="US")], "no_level"),
    ],
)
def test_without_a_level_there_is_a_reason(table: WageTable, pays: list[Pay], places: list[Place], reason: str) -> None:
    assert read_wage_level(pays, places, SWE, table) == WageReading(None, reason)  # type: ignore[arg-type]


def test_no_wages_no_occupation_and_no_published_level_are_told_apart(table: WageTable) -> None:
    pay = [usd(100_000)]
    assert read_wage_level(pay, [SF], SWE, None).reason == "no_wage_data"
    assert read_wage_level(pay, [SF], (), table).reason == "no_occupation"
    assert read_wage_level(pay, [SF], (("27-1014", 0.9),), table).reason == "no_level"
    assert read_wage_level(pay, [SF], (("27-1014", 0.5), ("15-1252", 0.4)), table).reason == "no_level"
    found = read_wage_level(pay, [SF], (("15-1252", 0.5), ("27-1014", 0.4)), table).level
    assert found is not None and found.socs == ["15-1252"]


def test_base_pay_comes_before_pay_of_no_kind_and_the_widest_range_counts(table: WageTable) -> None:
    pays = [usd(2_080 * 50, 2_080 * 60), usd(2_080 * 60, 2_080 * 80, scope="Zone 1"), usd(300_000, kind="unspecified")]
    assert span(read_wage_level(pays, [SF], SWE, table)) == (1, 4)


def test_the_newest_wage_year_is_read_through_the_whole_stage(reference: Path, tmp_path: Path) -> None:
    with Reference.open(reference) as data:
        assert data.wages is not None
        assert data.wages.areas.wage_year == "2026-27"
        kept = reference.with_name("reference-areas.msgpack").read_bytes()
    with Reference.open(reference):
        assert reference.with_name("reference-areas.msgpack").read_bytes() == kept


def test_years_of_older_codes_are_not_used(tmp_path: Path) -> None:
    database = tmp_path / "reference.db"
    add_files([write_wages(tmp_path, "2021-22")], database)
    with closing(sqlite3.connect(database)) as connection:
        assert WageTable.open(connection, database, "v") is None


def area_row(area: str, name: str, state: str, county: str) -> AreaRow:
    return AreaRow(area, name, state, county)


def label(areas: list[AreaRow], town: str, state: str, worksites: list[WorksiteRow] | None = None) -> str:
    found = build_areas(areas, worksites or [], wage_year="2026-27").locate(
        Place(raw=town, locality=town, region=state, country="US")
    )
    assert found is not None
    return found.label


PHILADELPHIA = [
    area_row("37980", "Philadelphia-Camden-Wilmington, PA-NJ-DE-MD", "PA", "Philadelphia County"),
    area_row("37980", "Philadelphia-Camden-Wilmington, PA-NJ-DE-MD", "NJ", "Camden County"),
    area_row("37980", "Philadelphia-Camden-Wilmington, PA-NJ-DE-MD", "DE", "New Castle County"),
    area_row("20100", "Dover, DE", "DE", "Kent County"),
    area_row("20100", "Dover, DE", "PA", "Nowhere County"),
]


@pytest.mark.parametrize(
    ("town", "state", "expected"),
    [
        ("Philadelphia", "PA", "37980"),
        ("Camden", "NJ", "37980"),
        ("Camden", "DE", "DE"),  # another town of that name
        ("Wilmington", "DE", "37980"),
        ("Wilmington", "PA", "PA"),
        ("Dover", "DE", "20100"),
    ],
)
def test_a_later_town_of_an_area_of_several_states_is_in_its_own_state(town: str, state: str, expected: str) -> None:
    assert label(PHILADELPHIA, town, state) == expected


def test_towns_that_the_geography_lists_and_spellings_of_one_town_are_found() -> None:
    rows = [
        area_row("71650", "Boston-Cambridge-Newton, MA-NH", "MA", "Waltham city"),
        area_row("71650", "Boston-Cambridge-Newton, MA-NH", "MA", "Lexington town"),
        area_row("2500001", "Nantucket nonmetropolitan area", "MA", "Nantucket town"),
        area_row("41180", "St. Louis, MO-IL", "MO", "St. Louis city"),
        area_row("35620", "New York-Newark-Jersey City, NY-NJ-PA", "NY", "Kings County"),
        area_row("2900001", "Ozarks nonmetropolitan area", "MO", "Stone County"),
        area_row("3600001", "Adirondack nonmetropolitan area", "NY", "Hamilton County"),
    ]
    assert label(rows, "Waltham", "MA") == "71650"
    assert label(rows, "Cambridge", "MA") == "71650"
    assert label(rows, "Saint Louis", "MO") == "41180"
    assert label(rows, "Brooklyn", "NY") == "35620"
    assert label(rows, "New York City", "NY") == "35620"


def test_a_town_is_placed_by_worksites_when_nearly_all_name_one_area() -> None:
    rows = [
        area_row("41940", "San Jose-Sunnyvale-Santa Clara, CA", "CA", "Santa Clara County"),
        area_row("31080", "Los Angeles-Long Beach-Anaheim, CA", "CA", "Los Angeles County"),
    ]
    agreed = [WorksiteRow("MOUNTAIN VIEW", "CA", "SANTA CLARA", 30), WorksiteRow("Mountain View", "CA", "Marin", 1)]
    assert label(rows, "Mountain View", "CA", agreed) == "41940"
    assert label(rows, "Mountain View", "CA", agreed[:1]) == "41940"
    split = [WorksiteRow("Springfield", "CA", "Santa Clara", 5), WorksiteRow("Springfield", "CA", "Los Angeles", 4)]
    assert label(rows, "Springfield", "CA", split) == "CA"
    assert label(rows, "Loneton", "CA", [WorksiteRow("Loneton", "CA", "Santa Clara", 2)]) == "CA"


@given(
    st.floats(10_000, 400_000),
    st.lists(st.floats(20_000, 300_000), min_size=4, max_size=4).map(sorted),
    st.sampled_from(list(YEARLY)),
)
def test_more_pay_never_meets_a_lower_level(pay: float, wages: list[float], unit: PayUnit) -> None:
    levels: Levels = (wages[0], wages[1], wages[2], wages[3])
    assert level_of(pay, levels) <= level_of(pay * 1.1, levels)
    assert 0 <= level_of(pay, levels) <= 4


@given(
    hourly=st.integers(9, 90),
    socs=st.permutations(["15-1252", "15-1211"]),
    places=st.lists(st.sampled_from([SF, LA, PORTLAND]), min_size=1),
)
def test_a_span_is_what_each_area_and_occupation_gives_by_itself(
    table: WageTable, hourly: int, socs: list[str], places: list[Place]
) -> None:
    published = {
        ("15-1252", "41860"): (50, 60, 70, 80), ("15-1211", "41860"): (40, 48, 56, 64),
        ("15-1252", "31080"): (45, 55, 65, 75), ("15-1252", "38900"): (40, 50, 60, 70),
    }  # fmt: skip
    code = {"San Francisco": "41860", "Los Angeles": "31080", "Portland": "38900"}
    by_place = [
        [
            sum(hourly >= wage for wage in published[soc, code[place.locality or ""]])
            for soc in socs
            if (soc, code[place.locality or ""]) in published
        ]
        for place in places
    ]
    found = read_wage_level([usd(hourly, hourly, "HOUR")], places, tuple((soc, 0.5) for soc in socs), table)
    if socs[0] == "15-1211" and all(place is not SF for place in places):
        assert found.reason == "no_level"
    else:
        level = found.level
        assert level is not None and level.entries is not None
        assert (level.min, level.max) == (min(map(min, by_place)), max(map(max, by_place)))
        assert (level.entries.min, level.entries.max) == (
            max(1, min(map(min, by_place))),
            max(1, min(map(max, by_place))),
        )


@pytest.mark.parametrize(
    ("stated", "html", "area"),
    [
        (None, "<p>This is a fully remote position.</p>", "CA"),
        (None, "<p>You will build things.</p>", "41860"),
        ("remote", "<p>You will build things.</p>", "CA"),
        ("onsite", "<p>This is a fully remote position.</p>", "41860"),
    ],
)
def test_what_the_text_says_of_remote_work_counts_where_the_system_is_silent(
    table: WageTable, stated: JobLocationType | None, html: str, area: str
) -> None:
    item = posting(1, html)
    item.job_location, item.base_salary, item.job_location_type = [SF], [usd(150_000)], stated
    board = BoardFacts(employer="Dunmarrow")
    record = enrich_posting(item, board, NO_EMPLOYER, read_text(item), None, role=Role(SWE), wages=table)
    assert record.wage_level is not None
    assert record.wage_level.area == area
    assert record.wage_level_reason is None
