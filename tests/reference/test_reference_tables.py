"""Wages, O*NET, IPEDS and SEC: tables of their own, from files and archives as they are published."""

from __future__ import annotations

import gzip
import json
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.reference import add_files, list_files, reference_version, remove_file
from enrich.reference.delimited import _rejoined
from tests.reference.files import add_one, query, refusal, totals

ALC = "Area,SocCode,GeoLvl,Level1,Level2,Level3,Level4,Average,Label\n"
WAGES = {
    "ALC_Export.csv": ALC
    + '"10180","15-1252",1,31.25,40.10,48.95,57.80,48.95,\n'
    + '"0100001","25-1011",2,51230,60000,70000,80000,65000,Annual Wage\n'
    + "100002,29-1141,4,,,,,,No Leveled Wage\n",
    "EDC_Export.csv": ALC + '"10180","15-1252",1,28.00,35.00,42.00,49.00,42.00,\n',
    "Geography.csv": "Area,AreaName,StateAb,State,CountyTownName\n"
    + '10180,"Abbey, TX",TX,Texas,Candle County\n10180,"Abbey, TX",TX,Texas,Wick County\n',
    "oes_soc_occs.csv": "soccode,Title,Description\n"
    + '15-1252,"Software Developers",Write programs, test them, and mend them.\n'
    + "11-9199,Managers, All Other,All managers not listed apart, if any.\n13-2011,Accountants,Keep books.\n",
    "readme.txt": "How to use these files\n",
    "ONet_Occs.csv": "OnetCode,JobZone\n15-1252.00,4\n",
}
ONET = {
    "Occupation Data.txt": "O*NET-SOC Code\tTitle\tDescription\n"
    + '15-1252.00\tSoftware Developers\tWrite, test, mend, and "ship" programs.\n'
    + '27-1012.00\tCraft Artists\t"By hand" makers, of candles, of wicks, and of wax.\n',
    "Alternate Titles.txt": "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n"
    + '15-1252.00\tCandle Programmer\tn/a\t08\n15-1252.00\t"C" Programmer\tCP\t02,08\n',
    "Sample of Reported Titles.txt": "O*NET-SOC Code\tReported Job Title\tShown in My Next Move\n"
    + "15-1252.00\tDeveloper\tY\n15-1252.00\tWax Developer\tN\n",
    "Job Zones.txt": "O*NET-SOC Code\tJob Zone\tDate\tDomain Source\n15-1252.00\t4\t08/2022\tAnalyst\n",
    "Related Occupations.txt": "O*NET-SOC Code\tRelated O*NET-SOC Code\tRelatedness Tier\tIndex\n"
    + "15-1252.00\t15-1251.00\tPrimary-Short\t1\n",
    "Task Statements.txt": "O*NET-SOC Code\tTask ID\tTask\tTask Type\tDate\tDomain Source\n"
    + "15-1252.00\t1\tMend\tCore\t08/2022\tIncumbent\n",
}
IPEDS = (
    "UNITID,INSTNM,IALIAS,ADDR,CITY,STABBR,ZIP,CHFNM,CHFTITLE,GENTELE,EIN,OPEID,WEBADDR,ADMINURL,SECTOR,ICLEVEL,"
    "CONTROL,HLOFFER,DEGGRANT,HOSPITAL,MEDICAL,INSTCAT,CYACTIVE,CLOSEDAT,F1SYSNAM,COUNTYNM\n"
    '900001,Université de la Cire,"UdC | Cire, the",1 Row,Lynn,MA,1901,Pat Secret,President,5550100,47654321,900100,'
    "www.cire.example,x.example,1,1,2,9,1,-1,2,2,1,-2,-2,Essex County\n"
    "900002,Wick College,,2 Row,Lynn,MA,01901-0110,Pat Secret,Dean,5550100,-1,900200, ,x,2,1,2,5,1,-2,-2,3,1,"
    "-2,-2,Essex\n"
)
SEC = {
    "0": {"cik_str": 900001, "ticker": "TLW", "title": "TALLOW & WICK INC"},
    "1": {"cik_str": 900001, "ticker": "TLW-A", "title": "TALLOW & WICK INC"},
    "2": {"cik_str": 900002, "ticker": "NAN", "title": "NaN Holdings"},
}


def pack(path: Path, members: dict[str, str], folder: str = "", encoding: str = "cp1252") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(f"{folder}{name}", text.encode(encoding))
    return path


def put(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "reference.db"


@pytest.mark.parametrize("folder", ["", "OFLC_Wages_2024-25_Updated/"])
def test_wages_are_read_from_the_archive_as_published(tmp_path: Path, database: Path, folder: str) -> None:
    report = add_one(pack(tmp_path / "OFLC_Wages_2024-25.zip", WAGES, folder), database)
    assert (report.source, report.edition, report.rows_read, report.rows_kept) == ("wages", "2024-25", 9, 9)
    assert report.noted == {} and report.refused == {}
    wages = "SELECT wage_year, area, soc_code, level_1, level_4, unit FROM {} ORDER BY line"
    assert query(database, wages.format("oflc_wage")) == [
        ("2024-25", "10180", "15-1252", 31.25, 57.8, "Hour"),
        ("2024-25", "0100001", "25-1011", 51230.0, 80000.0, "Year"),
        ("2024-25", "0100002", "29-1141", None, None, None),
    ]
    assert query(database, wages.format("oflc_acwia_wage")) == [("2024-25", "10180", "15-1252", 28.0, 49.0, "Hour")]
    areas = query(database, "SELECT area, area_name, state, county_town_name FROM oflc_area ORDER BY line")
    assert areas[0] == ("10180", "Abbey, TX", "TX", "Candle County")
    assert query(database, "SELECT soc_code, title FROM oflc_occupation ORDER BY line") == [
        ("15-1252", "Software Developers"),
        ("11-9199", "Managers, All Other"),
        ("13-2011", "Accountants"),
    ]
    assert query(database, "SELECT table_name, rows FROM part ORDER BY 1")[0] == ("oflc_acwia_wage", 1)
    remove_file(report.name, database)
    tables = ("oflc_wage", "oflc_acwia_wage", "oflc_area", "oflc_occupation", "part", "file")
    assert [query(database, f"SELECT count(*) FROM {table}") for table in tables] == [[(0,)]] * len(tables)


def test_two_wage_years_stand_side_by_side_even_where_a_file_did_not_change(tmp_path: Path, database: Path) -> None:
    for year in ("2024-25", "2025-26"):
        report = add_one(put(tmp_path / f"OFLC_Wages_{year}" / "Geography.csv", WAGES["Geography.csv"]), database)
        assert (report.edition, report.already_loaded) == (year, False)
    assert query(database, "SELECT wage_year, count(*) FROM oflc_area GROUP BY 1") == [("2024-25", 2), ("2025-26", 2)]
    (again,) = add_files([tmp_path / "OFLC_Wages_2024-25" / "Geography.csv"], database)
    assert again.already_loaded
    assert query(database, "SELECT table_name, edition FROM current_part") == [("oflc_area", "2025-26")]


def test_wages_that_nothing_tells_apart_are_refused(tmp_path: Path, database: Path) -> None:
    unnamed = put(tmp_path / "OFLC_Wages_2025-26" / "wages.csv", WAGES["ALC_Export.csv"])
    assert "only the name tells them apart" in refusal(unnamed, database)
    undated = put(tmp_path / "downloads" / "ALC_Export.csv", WAGES["ALC_Export.csv"])
    assert "wage year" in refusal(undated, database)
    named = add_one(put(tmp_path / "OFLC_Wages_2025-2026" / "EDC_Export.csv", WAGES["EDC_Export.csv"]), database)
    assert (named.layout, named.edition) == ("OFLC wages, ACWIA employers", "2025-26")


def test_a_broken_member_is_not_left_out_in_silence(tmp_path: Path, database: Path) -> None:
    broken = WAGES | {"ALC_Export.csv": WAGES["ALC_Export.csv"].replace("SocCode", "SOC")}
    assert "ALC_Export.csv:1" in refusal(pack(tmp_path / "OFLC_Wages_2024-25.zip", broken), database)
    twice = WAGES | {"copy/ALC_Export.csv": WAGES["ALC_Export.csv"]}
    assert "both hold OFLC wages" in refusal(pack(tmp_path / "OFLC_Wages_2024-25.zip", twice), database)
    hollow = WAGES | {"EDC_Export.csv": ""}
    assert "EDC_Export.csv: the file is empty" in refusal(pack(tmp_path / "OFLC_Wages_2024-25.zip", hollow), database)
    mixed = {"Geography.csv": WAGES["Geography.csv"], "Job Zones.txt": ONET["Job Zones.txt"]}
    assert "two sources" in refusal(pack(tmp_path / "OFLC_Wages_2024-25.zip", mixed), database)


def test_an_archive_bomb_is_refused(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "OFLC_Wages_2024-25.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ALC_Export.csv", b"0," * 2**25 + b"\n" + b"0," * 2**20)
    assert "bomb" in refusal(path, database)
    small = pack(path, WAGES).read_bytes()
    at = small.index(b"ALC_Export.csv") - 30 + 14  # the local header's checksum and sizes
    path.write_bytes(small[: at + 60] + struct.pack("<Q", 0) + small[at + 68 :])
    assert "damaged" in refusal(path, database)


def test_onet_is_read_from_the_archive_with_its_attribution(tmp_path: Path, database: Path) -> None:
    report = add_one(pack(tmp_path / "db_29_1_text.zip", ONET, "db_29_1_text/", "utf-8"), database)
    assert (report.source, report.edition, report.rows_kept, report.noted) == ("onet", "29.1", 8, {})
    assert "CC BY 4.0" in report.attribution
    assert query(database, "SELECT attribution FROM file") == [(report.attribution,)]
    titles = query(database, "SELECT alternate_title, short_title, sources FROM onet_alternate_title ORDER BY line")
    assert titles == [("Candle Programmer", None, "08"), ('"C" Programmer', "CP", "02,08")]
    described = query(database, "SELECT description FROM onet_occupation WHERE onet_soc = '27-1012.00'")
    assert described == [('"By hand" makers, of candles, of wicks, and of wax.',)]
    assert query(database, "SELECT job_zone, dated FROM onet_job_zone") == [(4, "2022-08")]
    assert query(
        database, "SELECT reported_job_title, shown_in_my_next_move FROM onet_reported_title ORDER BY line"
    ) == [
        ("Developer", 1),
        ("Wax Developer", 0),
    ]


def test_what_an_archive_holds_besides_does_not_matter(tmp_path: Path, database: Path) -> None:
    besides = {"notes.txt": "\0\1\2" * 9, "empty.csv": "", "__MACOSX/._Job Zones.txt": "\0", "Read Me.pdf": "%PDF"}
    report = add_one(pack(tmp_path / "db_29_1_text.zip", ONET | besides, "text/", "utf-8"), database)
    assert report.rows_kept == 8


@pytest.mark.parametrize("name", [name for name in ONET if name != "Task Statements.txt"])
def test_an_onet_file_loads_alone_renamed_and_packed(tmp_path: Path, database: Path, name: str) -> None:
    path = tmp_path / "renamed.txt.gz"
    path.write_bytes(gzip.compress(ONET[name].encode()))
    report = add_one(path, database)
    assert report.layout == f"O*NET {name.removesuffix('.txt')}"
    assert report.rows_kept == ONET[name].count("\n") - 1
    (again,) = add_files([put(tmp_path / "again.txt", ONET[name])], database)
    assert again.already_loaded


def test_the_newest_release_is_the_one_to_read_whatever_the_order(tmp_path: Path, database: Path) -> None:
    zones = ONET["Job Zones.txt"]
    add_one(pack(tmp_path / "db_30_0_text.zip", {"Job Zones.txt": zones}), database)
    add_one(pack(tmp_path / "db_29_1_text.zip", {"Job Zones.txt": zones.replace("\t4\t", "\t3\t")}), database)
    current = (
        "SELECT job_zone FROM onet_job_zone z JOIN current_part c ON c.file = z.file AND c.table_name = 'onet_job_zone'"
    )
    assert query(database, current) == [(4,)]
    remove_file("db_30_0_text.zip", database)
    assert query(database, current) == [(3,)]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_institutions_are_read_without_their_officers(tmp_path: Path, database: Path, encoding: str) -> None:
    report = add_one(put(tmp_path / "hd2023.csv", IPEDS, encoding), database)
    assert (report.source, report.edition, report.rows_kept, report.noted, report.unknown) == (
        "ipeds",
        "2023",
        2,
        {},
        [],
    )
    columns = "instnm, ialias, zip, ein, webaddr, control, hospital, f1sysnam"
    assert query(database, f"SELECT {columns} FROM ipeds_institution ORDER BY line") == [
        ("Université de la Cire", "UdC | Cire, the", "01901", "04-7654321", "www.cire.example", 2, None, None),
        ("Wick College", None, "01901-0110", None, None, 2, None, None),
    ]
    everything = query(database, "SELECT * FROM ipeds_institution")
    assert "Secret" not in str(everything)


@pytest.mark.parametrize(
    "document",
    [
        SEC,
        list(SEC.values()),
        {
            "fields": ["cik", "name", "ticker", "exchange"],
            "data": [[row["cik_str"], row["title"], row["ticker"], None] for row in SEC.values()],
        },
    ],
)
def test_companies_are_read_from_the_json_that_the_sec_publishes(
    tmp_path: Path, database: Path, document: object
) -> None:
    report = add_one(put(tmp_path / "company_tickers_20230208.json", json.dumps(document)), database)
    assert (report.source, report.edition, report.rows_kept) == ("sec", "20230208", 3)
    found = query(database, "SELECT cik, ticker, title FROM sec_company ORDER BY line")
    assert found == [(r["cik_str"], r["ticker"], r["title"]) for r in SEC.values()]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"0": {"cik_str": 1, "ticker": "A",\n "title": }}', "tickers.json:2:11: not JSON"),
        ("[" * 200_000, "not JSON"),
        ('{"a": 1}', "no table of records"),
        ("{}", "no table of records"),
        ('{"0": {"cik": 1, "symbol": "A"}}', "tickers.json"),
    ],
)
def test_other_json_is_refused(tmp_path: Path, database: Path, text: str, says: str) -> None:
    assert says in refusal(put(tmp_path / "tickers.json", text), database)


def test_half_a_character_in_a_name_costs_only_itself(tmp_path: Path, database: Path) -> None:
    text = json.dumps({"0": {"cik_str": 1, "ticker": "A", "title": "TALLOW \ud800 WICK"}})
    add_one(put(tmp_path / "t.json", text), database)
    assert query(database, "SELECT title FROM sec_company") == [("TALLOW ? WICK",)]


def test_reference_data_change_the_version_and_have_neither_periods_nor_totals(tmp_path: Path, database: Path) -> None:
    add_one(put(tmp_path / "hd2023.csv", IPEDS), database)
    before = reference_version(database)
    add_one(put(tmp_path / "t.json", json.dumps(SEC)), database)
    coverage = list_files(database)
    assert before not in (None, reference_version(database))
    assert (coverage.periods, coverage.gaps, totals(database)) == ([], [], [])
    assert [(f.source, f.edition, f.rows_kept, f.rows_replaced) for f in coverage.files] == [
        ("ipeds", "2023", 2, 0),
        ("sec", None, 3, 0),
    ]
    remove_file("t.json", database)
    assert reference_version(database) == before


words = st.text("abc,", min_size=1, max_size=8).filter(lambda text: not text.startswith((" ", ",")))


@given(st.lists(words, min_size=1, max_size=4), st.integers(1, 3))
def test_rejoining_loses_no_text_and_never_widens(words: list[str], width: int) -> None:
    row = ", ".join(words).split(",")
    joined = _rejoined(row, width)
    assert ",".join(joined) == ",".join(row)
    assert len(joined) <= width
