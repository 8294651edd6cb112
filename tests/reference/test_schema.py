"""Every column name that a schema of the eras lists, where one is at hand, is read into the column that it means."""

from __future__ import annotations

import csv
import re
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.real_data import shared_path
from tests.reference.files import add_one, query

pytestmark = pytest.mark.real

_VALUES: dict[str, tuple[str, object]] = {
    "case_number": ("I-200-16053-000001", "I-200-16053-000001"),
    "case_status": ("CERTIFIED", "Certified"),
    "received_date": ("02/20/2016", "2016-02-20"),
    "decision_date": ("2016-02-29", "2016-02-29"),
    "original_cert_date": ("2016-02-28", "2016-02-28"),
    "visa_class": ("E-3 Australian", "E-3 Australian"),
    "employer_name": ("Tallow & Wick, Inc.", "Tallow & Wick, Inc."),
    "trade_name_dba": ("Wick", "Wick"),
    "employer_fein": ("47-1234567", "47-1234567"),
    "employer_city": ("LYNN", "LYNN"),
    "employer_state": ("MASSACHUSETTS", "MA"),
    "employer_postal_code": ("1901", "01901"),
    "employer_num_employees": ("1,200", 1200),
    "naics_code": ("541511", "541511"),
    "job_title": ("Glassblower", "Glassblower"),
    "soc_code": ("15-1132.00", "15-1132"),
    "soc_title": ("Software Developers", "Software Developers"),
    "full_time_position": ("Y", 1),
    "begin_date": ("2016-08-01", "2016-08-01"),
    "end_date": ("2019-07-31", "2019-07-31"),
    "total_worker_positions": ("3", 3),
    "new_employment": ("2", 2),
    "change_employer": ("1", 1),
    "worksite_city": ("SALEM", "SALEM"),
    "worksite_state": ("NH", "NH"),
    "worksite_postal_code": ("03079", "03079"),
    "wage_rate_of_pay_from": ("$90,000.00", 90000.0),
    "wage_rate_of_pay_to": ("95000", 95000.0),
    "wage_unit_of_pay": ("Year", "Year"),
    "prevailing_wage": ("85000", 85000.0),
    "pw_unit_of_pay": ("Year", "Year"),
    "pw_wage_level": ("Level II", "II"),
    "h_1b_dependent": ("Yes", 1),
    "willful_violator": ("N", 0),
}
_RENAMED = {
    **{"trade_name": "trade_name_dba", "naics": "naics_code", "full_time": "full_time_position"},
    **{"total_workers": "total_worker_positions", "wage_from": "wage_rate_of_pay_from", "pw_unit": "pw_unit_of_pay"},
    **{"wage_to": "wage_rate_of_pay_to", "wage_unit": "wage_unit_of_pay", "h1b_dependent": "h_1b_dependent"},
    **{"num_employees": "employer_num_employees", "pw_level": "pw_wage_level", "fulltime": "full_time_position"},
}
_NOT_LOADED = {"lawfirm_fein", "country_of_citizenship", "class_of_admission"}
_TABLES = {"lca": "lca_case", "perm": "perm_case"}


def _eras(program: str) -> dict[str, dict[str, list[str]]]:
    """Era -> our column, or one that is not to be loaded -> the spellings of it."""
    path = shared_path("data", "dol", "schema", f"{program}_field_map_by_era.tsv")
    eras: dict[str, dict[str, list[str]]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            canonical = row.pop("canonical")
            for era, told in row.items():
                names = [name.strip(' "') for name in re.split(r" or | / ", re.sub(r"\([^)]*\)", "", told or ""))]
                # The code of the oldest era is not of the SOC.
                if any(names) and (era, canonical) != ("LCA_efile_FY2008_09", "soc_code"):
                    eras.setdefault(era, {})[_RENAMED.get(canonical, canonical)] = [name for name in names if name]
    return eras


@pytest.mark.parametrize("program", ["lca", "perm"])
def test_every_spelling_of_every_era_is_read(tmp_path: Path, program: str) -> None:
    eras = _eras(program)
    assert len(eras) == {"lca": 5, "perm": 4}[program]
    for era, columns in eras.items():
        for turn, spellings in enumerate(zip_longest(*columns.values())):
            header = [spelling or names[0] for spelling, names in zip(spellings, columns.values(), strict=True)]
            cells = [_VALUES[column][0] if column in _VALUES else "A PERSON" for column in columns]
            if program == "perm":
                cells[list(columns).index("case_number")] = "A-16053-00001"
            path, database = tmp_path / f"{era}-{turn}.csv", tmp_path / f"{era}-{turn}.db"
            with path.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows([header, cells])
            report = add_one(path, database)
            assert (report.error, report.rows_kept, report.noted) == (None, 1, {}), (era, report)
            ours = [column for column in columns if column not in _NOT_LOADED | {"case_number"}]
            found = query(database, f"SELECT {', '.join(ours)} FROM {_TABLES[program]}")
            assert found == [tuple(_VALUES[column][1] for column in ours)], era
            dumped = query(database, f"SELECT * FROM {_TABLES[program]}")[0]
            assert "A PERSON" not in dumped


def test_the_97_columns_are_all_known(tmp_path: Path) -> None:
    names = shared_path("data", "dol", "schema", "lca_header_fy2024_97col.txt").read_text(encoding="utf-8").split()
    cells = [_VALUES.get(name.lower(), ("",))[0] for name in names]
    for count, extra in ((96, None), (97, None), (98, "LAWFIRM_BUSINESS_FEIN")):
        header = [name for name in names if count != 96 or name != "EMPLOYER_FEIN"] + ([extra] if extra else [])
        values = [cell for name, cell in zip(names, cells, strict=True) if count != 96 or name != "EMPLOYER_FEIN"]
        path, database = tmp_path / f"{count}.csv", tmp_path / f"{count}.db"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, values + (["12-7654321"] if extra else [])])
        report = add_one(path, database)
        assert (len(header), report.error, report.unknown) == (count, None, [])
        assert report.absent == (["employer_fein"] if count == 96 else [])
        fein = None if count == 96 else "47-1234567"
        assert query(database, "SELECT employer_fein, h_1b_dependent, soc_edition FROM lca_case") == [(fein, 1, 2010)]
