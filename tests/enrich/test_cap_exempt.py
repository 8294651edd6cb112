from __future__ import annotations

import pytest

from enrich.cap_exempt import read_cap_exempt
from enrich.record import Statement


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Wexcombe University", "likely"),
        ("The University of North Marlow", "likely"),
        ("Regents of the University of Marlow", "likely"),
        ("SUNY College at Brenwick", "likely"),
        ("Brenwick Community College District", "likely"),
        ("Marlow Institute of Technology", "likely"),
        ("Marlow State University Denwood", "likely"),
        ("Wexcombe University LLC", "possible"),
        ("Wexcombe University Hospital", "possible"),
        ("Denwood National Laboratory", "possible"),
        ("University Frames Inc", "unknown"),
        ("College Prep Tutors", "unknown"),
        ("University Federal Credit Union", "unknown"),
        ("Kestrel Software Inc", "unknown"),
        ("Universal Robots", "unknown"),
    ],
)
def test_names(name: str, value: str) -> None:
    found = read_cap_exempt([name], None, [])
    assert found.value == value
    assert (found.reason is None) == (value == "unknown")


def test_the_domain_and_the_posting_speak_too() -> None:
    assert read_cap_exempt(["Kestrel"], "kestrel.edu", []).value == "likely"
    assert read_cap_exempt(["Kestrel"], "kestrel.edu.example", []).value == "unknown"
    stated = Statement(kind="cap_exempt", value=None, quote="We are cap-exempt.", start=0, end=18, rule="r")
    found = read_cap_exempt(["Kestrel"], None, [stated])
    assert found.value == "likely" and found.reason is not None and "We are cap-exempt." in found.reason
