from __future__ import annotations

import re

import pytest

from crawler.values.labels import (
    CLOSING,
    DEPARTMENT,
    EMPLOYMENT,
    LEGAL_NAME,
    PLACE,
    POSTED,
    REQUISITION,
    WORKPLACE,
    labelled,
)


@pytest.mark.parametrize(
    ("meaning", "labels"),
    [
        (PLACE, ["Job Locations", "Campus Location", "Location", "Location : Location", "City"]),
        (EMPLOYMENT, ["Job Type", "Position Type", "Type", "Employment Type", "Full/Part Time", "Schedule"]),
        (DEPARTMENT, ["Department", "Category", "Job Category", "Career Area"]),
        (REQUISITION, ["Job ID", "Job Number", "ID", "Requisition Number", "Req #", "Ref"]),
        (POSTED, ["Posted", "Date Posted", "Posted Date", "Posting Date"]),
        (CLOSING, ["Post End Date", "Posting End Date", "Closing Date", "Application Deadline"]),
        (WORKPLACE, ["Work Location", "Work Arrangement", "Remote", "Workplace Type", "Location Type"]),
        (LEGAL_NAME, ["Legal Entity", "External Company Name"]),
    ],
)
def test_labels_in_use_are_known(meaning: re.Pattern[str], labels: list[str]) -> None:
    for label in labels:
        assert labelled({"Other": "no", f"{label}:": "yes"}, meaning) == "yes", label


@pytest.mark.parametrize(
    ("meaning", "labels"),
    [
        (PLACE, ["Location : Address", "Relocation Offered", "Locations Visited Yearly"]),
        (EMPLOYMENT, ["Blood Type", "Type of Travel"]),
        (DEPARTMENT, ["Departmental Contact", "Division"]),
        (REQUISITION, ["Contact Number", "Number of Openings", "Identity"]),
        (POSTED, ["Posting End Date", "Posted By"]),
        (CLOSING, ["Date Posted", "End of Shift"]),
        (LEGAL_NAME, ["Legal Notice", "Company Car"]),
    ],
)
def test_labels_that_only_look_alike_are_not(meaning: re.Pattern[str], labels: list[str]) -> None:
    for label in labels:
        assert labelled({label: "wrong"}, meaning) is None, label


def test_an_empty_field_does_not_hide_a_filled_one() -> None:
    assert labelled({"Location": "", "Work Location": "Duluth"}, PLACE) == "Duluth"
