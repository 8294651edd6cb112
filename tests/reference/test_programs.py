"""Permanent labor certification and prevailing wage requests of every era, from generated files; never the worker."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from enrich.reference import list_files, reference_version, remove_file
from enrich.reference.program_columns import PERM_LAYOUTS, PWD_LAYOUTS
from tests.reference.files import add_one, inline_rows, query, refusal, sheet, totals, write_package

FY2008_14 = {
    "CASE_NO": "A-08123-45678",
    "DECISION_DATE": "2009-02-11",
    "CASE_STATUS": "Certified-Expired",
    "APPLICATION_TYPE": "PERM",
    "EMPLOYER_NAME": "TALLOW & WICK, INC.",
    "EMPLOYER_ADDRESS_1": "1 Candle Row",
    "EMPLOYER_CITY": "LYNN",
    "EMPLOYER_STATE": "MASSACHUSETTS",
    "EMPLOYER_POSTAL_CODE": "1901",
    "2007_NAICS_US_CODE": "541511",
    "2007_NAICS_US_TITLE": "Custom programming",
    "US_ECONOMIC_SECTOR": "IT",
    "PW_SOC_CODE": "15-1031",
    "PW_SOC_TITLE": "Computer Software Engineers, Applications",
    "PW_JOB_TITLE_9089": "Candle Analyst",
    "PW_LEVEL_9089": "Level II",
    "PW_AMOUNT_9089": "71,000.00",
    "PW_UNIT_OF_PAY_9089": "yr",
    "WAGE_OFFER_FROM_9089": "80000",
    "WAGE_OFFER_TO_9089": "",
    "WAGE_OFFER_UNIT_OF_PAY_9089": "yr",
    "JOB_INFO_WORK_CITY": "LYNN",
    "JOB_INFO_WORK_STATE": "MA",
    "COUNTRY_OF_CITZENSHIP": "SECRETLAND",
    "CLASS_OF_ADMISSION": "H-1B",
}
FY2009 = {name.replace("_", " "): value for name, value in FY2008_14.items() if name != "CASE_NO"} | {
    "CASE_NUMBER": "A-08123-45679"
}
FY2015_19 = {
    "CASE_NUMBER": "A-16123-45678",
    "DECISION_DATE": "42795",  # 1 March 2017
    "CASE_STATUS": "Certified",
    "CASE_RECEIVED_DATE": "10/3/2016",
    "REFILE": "N",
    "FW_OWNERSHIP_INTEREST": "N",
    "SCHD_A_SHEEPHERDER": "N",
    "EMPLOYER_NAME": "TALLOW & WICK, INC.",
    "EMPLOYER_CITY": "LYNN",
    "EMPLOYER_STATE": "MA",
    "EMPLOYER_COUNTRY": "UNITED STATES OF AMERICA",
    "EMPLOYER_POSTAL_CODE": "01901",
    "EMPLOYER_PHONE": "5550100",
    "EMPLOYER_NUM_EMPLOYEES": "212",
    "EMPLOYER_YR_ESTAB": "1811",
    "AGENT_FIRM_NAME": "Wax LLP",
    "PW_TRACK_NUM": "P-100-16001-000001",
    "PW_SOC_CODE": "15-1132",
    "PW_SOC_TITLE": "Software Developers, Applications",
    "PW_LEVEL_9089": "Level III",
    "PW_AMOUNT_9089": "90000",
    "PW_UNIT_OF_PAY_9089": "Year",
    "PW_SOURCE_NAME_9089": "OES",
    "PW_DETERM_DATE": "2016-05-01",
    "WAGE_OFFERED_FROM_9089": "95000",
    "WAGE_OFFERED_TO_9089": "105000",
    "WAGE_OFFERED_UNIT_OF_PAY_9089": "Year",
    "JOB_INFO_WORK_CITY": "BOSTON",
    "JOB_INFO_WORK_STATE": "MA",
    "JOB_INFO_WORK_POSTAL_CODE": "02110",
    "JOB_INFO_JOB_TITLE": "Candle Analyst",
    "JOB_INFO_EDUCATION": "Master's",
    "COUNTRY_OF_CITIZENSHIP": "SECRETLAND",
    "FW_INFO_BIRTH_COUNTRY": "SECRETLAND",
    "CLASS_OF_ADMISSION": "H-1B",
    "FOREIGN_WORKER_INFO_EDUCATION": "Doctorate",
    "NAICS_US_CODE": "541511",
    "PW_JOB_TITLE_9089": "Software Developer",
}
OLD_FORM = {
    "CASE_NUMBER": "A-21123-45678",
    "CASE_STATUS": "Denied",
    "RECEIVED_DATE": "2021-05-03 00:00:00",
    "DECISION_DATE": "2022-01-14 00:00:00",
    "REFILE": "N",
    "EMPLOYER_NAME": "Tallow & Wick, Inc.",
    "EMPLOYER_ADDRESS_1": "1 Candle Row",
    "EMPLOYER_CITY": "Lynn",
    "EMPLOYER_STATE_PROVINCE": "MASSACHUSETTS",
    "EMPLOYER_POSTAL_CODE": "01901",
    "EMPLOYER_FEIN": "47-1234567",
    "NAICS_CODE": "541511",
    "EMPLOYER_NUM_EMPLOYEES": "220",
    "EMPLOYER_YEAR_COMMENCED_BUSINESS": "1811",
    "EMP_CONTACT_NAME": "Pat Secret",
    "EMP_CONTACT_EMAIL": "pat@secret.example",
    "PW_TRACK_NUMBER": "P-100-21001-000001",
    "PW_SOC_CODE": "15-1252.00",
    "PW_SOC_TITLE": "Software Developers",
    "PW_SKILL_LEVEL": "Level IV",
    "PW_WAGE": "$120,000.00",
    "PW_UNIT_OF_PAY": "Year",
    "WAGE_OFFER_FROM": "125000",
    "WAGE_OFFER_TO": "",
    "WAGE_OFFER_UNIT_OF_PAY": "Year",
    "WORKSITE_ADDRESS_1": "1 Candle Row",
    "WORKSITE_CITY": "Lynn",
    "WORKSITE_STATE": "MASSACHUSETTS",
    "WORKSITE_POSTAL_CODE": "01901",
    "JOB_TITLE": "Senior Candle Analyst",
    "MINIMUM_EDUCATION": "Bachelor's",
    "COUNTRY_OF_CITIZENSHIP": "SECRETLAND",
    "CLASS_OF_ADMISSION": "H-1B",
    "PREPARER_NAME": "Pat Secret",
}
NEW_FORM = {
    "CASE_NUMBER": "G-100-23334-000001",
    "CASE_STATUS": "Certified",
    "RECEIVED_DATE": "2023-11-30",
    "DECISION_DATE": "2025-01-16",
    "OCCUPATION_TYPE": "Professional Occupation",
    "EMP_BUSINESS_NAME": "Tallow & Wick, Inc.",
    "EMP_TRADE_NAME": "Wickery",
    "EMP_ADDR1": "1 Candle Row",
    "EMP_CITY": "Lynn",
    "EMP_STATE": "MA",
    "EMP_POSTCODE": "01901",
    "EMP_COUNTRY": "UNITED STATES OF AMERICA",
    "EMP_PHONE": "5550100",
    "EMP_FEIN": "47-1234567",
    "EMP_NAICS": "541511",
    "EMP_NUM_PAYROLL": "231",
    "EMP_YEAR_COMMENCED": "1811",
    "EMP_WORKER_INTEREST": "No",
    "EMP_POC_LAST_NAME": "Secret",
    "EMP_POC_EMAIL": "pat@secret.example",
    "ATTY_AG_LAST_NAME": "Secret",
    "FW_INFO_APPX_A_ATTACHED": "Yes",
    "JOB_OPP_PWD_NUMBER": "P-100-23001-000001",
    "JOB_TITLE": "Candle Analyst",
    "PWD_SOC_CODE": "15-1252.00",
    "PWD_SOC_TITLE": "Software Developers",
    "JOB_OPP_WAGE_FROM": "140000",
    "JOB_OPP_WAGE_TO": "150000",
    "JOB_OPP_WAGE_PER": "Year",
    "PRIMARY_WORKSITE_ADDR1": "1 Candle Row",
    "PRIMARY_WORKSITE_CITY": "Lynn",
    "PRIMARY_WORKSITE_STATE": "MA",
    "PRIMARY_WORKSITE_POSTAL_CODE": "01901",
    "OTHER_REQ_IS_FULLTIME_EMP": "Yes",
    "RECR_OCC_JOB_FAIR_FROM": "2023-06-01",
    "DECL_PREP_LAST_NAME": "Secret",
}
NEW_FORM_FY2024 = {name: value for name, value in NEW_FORM.items() if not name.startswith("PWD_SOC")}
PWD_REVISED = {
    "CASE_NUMBER": "P-100-23200-000001",
    "CASE_STATUS": "Determination Issued",
    "RECEIVED_DATE": "2023-07-19",
    "DETERMINATION_DATE": "2024-01-22",
    "VISA_CLASS": "PERM",
    "EMPLOYER_POC_LAST_NAME": "Secret",
    "EMPLOYER_LEGAL_BUSINESS_NAME": "Wax State University",
    "TRADE_NAME_DBA": "",
    "EMPLOYER_CITY": "Lynn",
    "EMPLOYER_STATE": "MA",
    "EMPLOYER_POSTAL_CODE": "01901",
    "EMPLOYER_FEIN": "47-7654321",
    "NAICS_CODE": "611310",
    "COVERED_BY_ACWIA": "Yes",
    "ACWIA_INST_HIGHER_EDUCATION": "Yes",
    "ACWIA_AFFILIATED_NON_PROFIT": "No",
    "ACWIA_RESEARCH_ORG": "N/A",
    "ACWIA_STATUS_CHANGED": "No",
    "JOB_TITLE": "Lecturer in Wax",
    "SUGGESTED_SOC_CODE": "25-1031.00",
    "PWD_SOC_CODE": "25-1031.00",
    "PWD_SOC_TITLE": "Architecture Teachers, Postsecondary",
    "PRIMARY_WORKSITE_CITY": "Lynn",
    "PRIMARY_WORKSITE_COUNTY": "ESSEX",
    "PRIMARY_WORKSITE_STATE": "MA",
    "PRIMARY_WORKSITE_POSTAL_CODE": "01901",
    "PWD_WAGE_RATE": "81000",
    "PWD_UNIT_OF_PAY": "Year",
    "PWD_OES_WAGE_LEVEL": "OES Mean",
    "PWD_WAGE_SOURCE": "OES (ACWIA)",
    "ALT_PWD_WAGE_RATE": "",
}
PWD_OLD = {name: value for name, value in PWD_REVISED.items() if not name.startswith(("ALT_", "ACWIA_STATUS"))}
PWD_FY2017 = {
    "CASE_NUMBER": "P-200-17001-000001",
    "CASE_STATUS": "Determination Issued",
    "SUBMIT_DATE": "2017-01-02",
    "DETERMINATION_DATE": "2017-03-02",
    "VISA_CLASS": "H-1B",
    "BUSINESS_NAME": "Wax State University",
    "EMPLOYER _CITY": "Lynn",
    "EMPLOYER _STATE": "MA",
    "NAICS_CODE": "611310",
    "JOB_TITLE": "Lecturer",
    "PWD_SOC_CODE": "25-1031",
    "PWD_WAGE_RATE": "60000",
    "PWD_UNIT_OF_PAY": "Year",
    "PWD_WAGE_LEVEL": "Level I",
}
PWD_FY2012 = {
    "CASE_NUMBER": "P-100-12001-000001",
    "CASE_STATUS": "Determination Issued",
    "PW_DETERMINATION_DATE": "2012-03-02",
    "EMPLYER_LEGAL_BUSINESS_NAME": "Wax State University",
    "EMPLOYER CITY": "Lynn",
    "EMPLOYER STATE": "MA",
}


def write(path: Path, *rows: Mapping[str, str]) -> Path:
    header: Sequence[str] = list(rows[0])
    with closing(path.open("w", newline="", encoding="utf-8")) as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([row.get(name, "") for name in header] for row in rows)
    return path


def stored(database: Path, table: str) -> list[dict[str, Any]]:
    columns = [row[1] for row in query(database, f"PRAGMA table_info({table})")]
    return [dict(zip(columns, row, strict=True)) for row in query(database, f"SELECT * FROM {table} ORDER BY line")]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "reference.db"


@pytest.mark.parametrize(
    ("row", "layout", "told"),
    [
        (
            FY2008_14,
            "PERM FY2008-14",
            {
                **{"fiscal_year": 2009, "fiscal_quarter": 2, "case_status": "Certified - Expired"},
                **{"employer_state": "MA", "employer_postal_code": "01901", "pw_wage_level": "II"},
                **{"soc_group": "15-1200", "naics_code": "541511"},
                **{"prevailing_wage": 71000.0, "wage_unit_of_pay": "Year", "job_title": "Candle Analyst"},
            },
        ),
        (FY2009, "PERM FY2008-14", {"case_number": "A-08123-45679", "wage_rate_of_pay_from": 80000.0}),
        (
            FY2015_19,
            "PERM FY2015-19",
            {
                **{"fiscal_year": 2017, "fiscal_quarter": 2},
                **{"decision_date": "2017-03-01", "received_date": "2016-10-03"},
                **{"employer_num_employees": 212, "wage_rate_of_pay_to": 105000.0, "worksite_postal_code": "02110"},
                **{"job_title": "Candle Analyst", "pw_tracking_number": "P-100-16001-000001", "wage_suspect": 0},
            },
        ),
        (
            OLD_FORM,
            "PERM old form (FY2020-24)",
            {
                **{"fiscal_year": 2022, "case_status": "Denied", "employer_state": "MA", "worksite_state": "MA"},
                **{"employer_fein": "47-1234567", "prevailing_wage": 120000.0, "pw_wage_level": "IV"},
            },
        ),
        (
            NEW_FORM,
            "PERM new form (FY2024 on)",
            {
                **{"fiscal_year": 2025, "trade_name_dba": "Wickery", "full_time_position": 1},
                **{"employer_num_employees": 231},
                **{"soc_code": "15-1252", "wage_rate_of_pay_from": 140000.0, "prevailing_wage": None},
            },
        ),
        (NEW_FORM_FY2024, "PERM new form (FY2024 on)", {"soc_code": None, "soc_group": None}),
    ],
)  # fmt: skip
def test_a_certification_file_of_each_era_is_read(
    tmp_path: Path, database: Path, row: dict[str, str], layout: str, told: dict[str, object]
) -> None:
    report = add_one(write(tmp_path / "LCA_FY2031.csv", row), database)  # a name that says something else
    assert (report.source, report.layout, report.rows_kept, report.unknown) == ("perm", layout, 1, [])
    assert report.noted == {}
    (found,) = stored(database, "perm_case")
    assert {name: found[name] for name in told} == told
    assert found["employer_name"].upper() == "TALLOW & WICK, INC."
    assert not [value for value in found.values() if "secret" in str(value).lower()]


def test_a_certification_is_one_filing_for_one_position(tmp_path: Path, database: Path) -> None:
    add_one(write(tmp_path / "p.csv", NEW_FORM, {**NEW_FORM, "CASE_NUMBER": "G-100-23334-000002"}), database)
    add_one(write(tmp_path / "old.csv", FY2008_14), database)
    assert totals(database) == [
        (*("TALLOW & WICK, INC.", "", "MA", "perm", "PERM", 2009, "15-1200"), "certified_expired", "", 1, 1, "old.csv"),
        (*("Tallow & Wick, Inc.", "Wickery", "MA", "perm", "PERM", 2025, "15-1200"), "certified", "", 2, 2, "p.csv"),
    ]


def test_no_layout_reads_a_column_about_a_person() -> None:
    marks = (
        "CITI",
        "CITZ",
        "BIRTH",
        "ADMISSION",
        "FW_",
        "FOREIGN",
        "POC",
        "CONTACT",
        "ATTY",
        "ATTORNEY",
        "AGENT",
        "PREP",
    )
    loaded = {s for layout in (*PERM_LAYOUTS, *PWD_LAYOUTS) for column in layout.columns for s in column.spellings}
    assert [name for name in loaded if any(mark in name for mark in marks)] == []


def test_the_newest_decision_of_a_certification_counts_and_removal_brings_the_old_one_back(
    tmp_path: Path, database: Path
) -> None:
    add_one(write(tmp_path / "q4.csv", NEW_FORM), database)
    before = totals(database), reference_version(database)
    later = {**NEW_FORM, "CASE_STATUS": "Withdrawn", "DECISION_DATE": "2025-04-01"}
    report = add_one(write(tmp_path / "q1.csv", later, later), database)
    assert (report.rows_read, report.rows_kept, report.rows_replaced) == (2, 1, 1)
    assert [row[7:10] for row in totals(database)] == [("withdrawn", "", 1)]
    periods = [(p.source, p.fiscal_year, p.fiscal_quarter, p.rows_kept) for p in list_files(database).periods]
    assert periods == [("perm", 2025, 2, 0), ("perm", 2025, 3, 1)]
    remove_file("q1.csv", database)
    assert (totals(database), reference_version(database)) == before


def test_rows_of_other_programs_and_without_employer_are_counted_out(tmp_path: Path, database: Path) -> None:
    rows = [NEW_FORM, {**NEW_FORM, "CASE_NUMBER": "I-200-24001-000001"}, {**NEW_FORM, "EMP_BUSINESS_NAME": " "}]
    report = add_one(write(tmp_path / "p.csv", *rows, {**NEW_FORM, "DECISION_DATE": ""}), database)
    assert report.rows_kept == 1
    assert report.refused == {
        "no employer name": 1,
        "no decision date or fiscal year": 1,
        "the case number of another program": 1,
    }


def test_a_certification_workbook_is_read(tmp_path: Path, database: Path) -> None:
    rows = inline_rows([list(OLD_FORM), list(OLD_FORM.values())])
    report = add_one(write_package(tmp_path / "perm.xlsx", {"PERM": sheet(rows)}), database)
    assert (report.source, report.rows_kept) == ("perm", 1)


def test_a_misspelled_certification_column_is_refused_by_name(tmp_path: Path, database: Path) -> None:
    row = {name.replace("WAGE_OFFER_UNIT_OF_PAY", "WAGE_OFFR_UNIT_OF_PAY"): value for name, value in OLD_FORM.items()}
    assert "'WAGE_OFFR_UNIT_OF_PAY'" in refusal(write(tmp_path / "p.csv", row), database)


@pytest.mark.parametrize(
    ("row", "layout", "year"),
    [
        (PWD_REVISED, "PWD revised form (FY2023 on)", 2024),
        (PWD_OLD, "PWD old form (FY2020-23)", 2024),
        (PWD_FY2017, "PWD FY2015-19", 2017),
        (PWD_FY2012, "PWD FY2010-14", 2012),
    ],
)
def test_a_wage_request_of_each_form_is_read(
    tmp_path: Path, database: Path, row: dict[str, str], layout: str, year: int
) -> None:
    report = add_one(write(tmp_path / "w.csv", row), database)
    assert (report.source, report.layout, report.unknown, report.noted) == ("pwd", layout, [], {})
    (found,) = stored(database, "pwd_case")
    assert (found["employer_name"], found["employer_state"]) == ("Wax State University", "MA")
    assert (found["fiscal_year"], found["decision_date"][:4]) == (year, str(year))
    assert totals(database) == []  # a request is not a filing


def test_what_employers_attest_is_kept_apart_from_what_they_file(tmp_path: Path, database: Path) -> None:
    second = {**PWD_REVISED, "CASE_NUMBER": "P-100-23200-000002", "DETERMINATION_DATE": "2024-02-01"}
    other = {
        **PWD_REVISED,
        **{"CASE_NUMBER": "P-100-23200-000003", "EMPLOYER_LEGAL_BUSINESS_NAME": "Tallow & Wick, Inc."},
        **{"COVERED_BY_ACWIA": "No", "ACWIA_INST_HIGHER_EDUCATION": "N/A"},
    }
    withdrawn = {**other, "CASE_NUMBER": "P-100-23200-000004", "DETERMINATION_DATE": "", "CASE_STATUS": "Withdrawn"}
    report = add_one(write(tmp_path / "w.csv", PWD_REVISED, second, second, other, withdrawn), database)
    assert (report.rows_kept, report.rows_replaced) == (4, 1)
    found = query(
        database,
        "SELECT employer_name, employer_fein, requests, higher_education, affiliated_non_profit, research_organization,"
        " first_decision, last_decision, case_number FROM acwia_attestation",
    )
    assert found == [
        (
            *("Wax State University", "47-7654321", 2, 2, 0, 0),
            *("2024-01-22", "2024-02-01", "P-100-23200-000002"),
        )
    ]
    remove_file("w.csv", database)
    assert query(database, "SELECT count(*) FROM pwd_case") == [(0,)]
