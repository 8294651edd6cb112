"""The truth that the year test measures by: what is right, and what it cannot tell."""

from __future__ import annotations

from benchmarks.hub import HubRow, HubTruth, Verdict, new_names
from benchmarks.year_test import Answer, first_right, recall_at, year_test
from enrich.employers.match import Match
from enrich.employers.normalise import core


def row(name: str, tax_id: str = "4821", code: str = "60601", year: int = 2019, state: str = "IL") -> HubRow:
    return HubRow(year, name, tax_id, state, code, 5, "54", "CHICAGO")


FILED = [row("OSTERVALE ROBOTICS INC"), row("PLINTHO FREIGHT LLC", "1111", "60602")]


def verdict(asked: HubRow, answer: str) -> str:
    return HubTruth.of(FILED).judge(asked, [core(answer)])


def test_a_spelling_of_the_same_tax_id_and_zip_is_right_and_another_filer_wrong() -> None:
    asked = row("OSTERVALE ROBOTIX INC", year=2021)
    assert verdict(asked, "OSTERVALE ROBOTICS INC") == "right" and verdict(asked, "PLINTHO FREIGHT LLC") == "wrong"


def test_the_truth_says_what_it_cannot_tell() -> None:
    assert verdict(row("OSTERVALE ROBOTIX INC", code="94105"), "OSTERVALE ROBOTICS INC") == "moved"
    assert verdict(row("OSTERVALE ROBOTICS CORP", "9999"), "OSTERVALE ROBOTICS INC") == "renewed"
    assert verdict(row("OSTERVALE ROBOTICS CORP", "9999", "60699"), "OSTERVALE ROBOTICS INC") == "namesake"
    far = row("OSTERVALE ROBOTICS CORP", "9999", "94105", state="CA")
    assert verdict(far, "OSTERVALE ROBOTICS INC") == "wrong"


def test_a_row_that_lost_its_tax_id_or_place_says_what_is_left() -> None:
    cut = [row("OSTERVALE ROBOTICS INC", code="", state=""), row("PLINTHO FREIGHT LLC", "", "60602")]
    truth = HubTruth.of(cut)
    assert truth.judge(row("OSTERVALE ROBOTICS CORP"), [core("OSTERVALE ROBOTICS INC")]) == "moved"
    assert truth.judge(row("PLINTHO FREIGHT INC", "1111", "60602"), [core("PLINTHO FREIGHT LLC")]) == "renewed"
    assert not truth.knows(row("OSTERVALE ROBOTICS CORP"))


def test_only_names_first_seen_in_the_year_are_asked() -> None:
    newer = [row("OSTERVALE ROBOTICS INC", year=2021), row("OSTERVALE ROBOTIX INC", year=2021)]
    rest, asked = new_names([*FILED, *newer], 2021)
    assert rest == FILED and [one.name for one in asked] == ["OSTERVALE ROBOTIX INC"]
    (answer,) = year_test([*FILED, *newer], 2021)
    assert answer.known and answer.is_right and answer.resembles


def test_answers_of_one_confidence_are_taken_together() -> None:
    def answer(confidence: float, right: bool) -> Answer:
        found = Match("match", confidence, "core", "")
        said: Verdict = "right" if right else "wrong"
        return Answer(FILED[0], True, found, said, said, False, 0.0, True)

    answers = [answer(0.9, True), answer(0.9, False), answer(0.8, True), answer(0.8, True)]
    assert recall_at(answers, 0.99) == 0.0 and recall_at(answers, 0.75) == 0.75
    assert recall_at([answer(0.9, True), *answers], 0.66) == 0.8 and first_right(answers) == 0.75
