"""The year test: names first seen in one hub year, asked of an index of the others.

By the letter, an answer is right when its family holds a spelling of the same (tax id, ZIP), and a name whose (tax id,
ZIP) is not in the index must be refused. That truth cannot tell an employer that moved, or whose tax id was mistyped or
renewed, from another one: ``fair`` figures count such an answer as right for a known name and leave out an unknown one.
The ``survey`` figures follow the survey that the aims come from: without crowded ZIPs and equal names of one state.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from benchmarks.hub import FAIR, SAME_NAME, HubRow, HubTruth, Verdict, half_of, index_of, new_names
from enrich.employers.match import EmployerQuery, Match, match

CONFIDENCE_BINS = (0.0, 0.3, 0.5, 0.7, 0.9, 0.92, 0.95, 0.97, 1.01)
NOBODY: frozenset[Verdict] = frozenset()
MOVED: frozenset[Verdict] = frozenset({"moved"})

CROWDED = 60
"""Tax ids of a ZIP from which four digits meet by chance too often: the published survey leaves such ZIPs out."""

UNFILED = "36999"
"""Digits that make an employer number of the last four: the hub has none of nine, so that it stands in no index."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one name."""

    row: HubRow
    known: bool
    """Whether its (tax id, ZIP) is in the index."""
    found: Match
    verdict: Verdict | None
    """Of the filer; ``None`` when none is named."""
    first: Verdict | None
    """Of the filer, or else of the first candidate."""
    crowded: bool
    chance: float
    resembles: bool
    """Whether the name resembles any spelling of its employer."""

    @property
    def is_right(self) -> bool:
        return self.verdict == "right"

    def is_right_or(self, excused: Collection[Verdict]) -> bool:
        """Return whether the filer is right, or of a verdict of which the truth cannot tell."""
        return self.verdict == "right" or self.verdict in excused


def year_test(
    rows: list[HubRow],
    year: int,
    *,
    with_state: bool = True,
    with_city: bool = False,
    half: int | None = None,
    digits: Literal["own", "another's"] | None = None,
) -> list[Answer]:
    """Return the answers for the names first seen in a year, of all employers or of half of them.

    With ``digits`` each is asked with the last four of a tax id, its own or, to see what chance does, that of another.
    """
    rest, asked = new_names(rows, year)
    index, truth = index_of(rest), HubTruth.of(rest)
    tax_ids = [row.tax_id for row in asked]
    if digits == "another's":
        random.Random(year).shuffle(tax_ids)
    answers: list[Answer] = []
    for row, tax_id in zip(asked, tax_ids, strict=True):
        if half not in (None, half_of(row)):
            continue
        fein = UNFILED + tax_id if digits is not None else None
        city, state = row.city if with_city else None, row.state if with_state else None
        found = match(EmployerQuery(row.name, city, state, fein=fein), index)
        verdict = truth.judge(row, found.filer.cores) if found.filer else None
        first = verdict
        if verdict is None and found.candidates:
            first = truth.judge(row, index.filers[found.candidates[0].filer].cores)
        crowded = len(truth.crowd.get(row.zip, ())) >= CROWDED
        answers.append(
            Answer(row, truth.knows(row), found, verdict, first, crowded, truth.chance(row), truth.resembles(row))
        )
    return answers


def recall_at(answers: list[Answer], precision: float, excused: Collection[Verdict] = ()) -> float:
    """Return the largest share of known employers found while this share of the answers taken is right.

    Answers of an ``excused`` verdict count as right. Answers with equal confidence are taken together.
    """
    known = sum(answer.known for answer in answers)
    taken = sorted((a for a in answers if a.verdict is not None), key=lambda answer: -answer.found.confidence)
    right = best = 0
    for at, answer in enumerate(taken):
        right += answer.is_right_or(excused)
        last = at + 1 == len(taken) or taken[at + 1].found.confidence < answer.found.confidence
        if last and right >= precision * (at + 1):
            best = right
    return best / max(1, known)


def first_right(answers: list[Answer], excused: Collection[Verdict] = (), *, candidates: bool = True) -> float:
    """Return the share of known employers whose filer is right or excused; of those refused, the first candidate."""
    known = [answer for answer in answers if answer.known]
    good = {"right", *excused}
    return sum((a.first if candidates else a.verdict) in good for a in known) / max(1, len(known))


def report(name: str, answers: list[Answer]) -> None:
    known = [answer for answer in answers if answer.known]
    unknown = [answer for answer in answers if not answer.known]
    quiet = [answer for answer in answers if not answer.crowded]
    print(
        f"year test {name}: {len(known):,} known, {len(unknown):,} unknown; of the known by chance about"
        f" {sum(answer.chance for answer in answers):.0f}, and {sum(not answer.resembles for answer in known)} resemble"
        " no spelling of their employer\n"
        f"  P@1 {first_right(answers):.3f}, without candidates {first_right(answers, candidates=False):.3f}"
    )
    for title, held, left_out, excused in (
        ("by the letter", answers, NOBODY, NOBODY),
        ("moved left out", answers, MOVED, NOBODY),
        ("fair", answers, FAIR, FAIR),
        ("survey", quiet, SAME_NAME, SAME_NAME),
    ):
        _report_truth(title, [a for a in held if a.known or a.verdict not in left_out], excused)
    _report_rules(answers)


def _report_truth(title: str, answers: list[Answer], excused: frozenset[Verdict]) -> None:
    matched = [answer for answer in answers if answer.found.decision == "match"]
    unknown = [answer for answer in answers if not answer.known]
    right = sum(answer.is_right_or(excused) for answer in matched)
    refused = sum(answer.found.decision != "match" for answer in unknown)
    print(
        f"  {title}: P@1 {first_right(answers, excused):.3f}; match precision {right / max(1, len(matched)):.3f} recall"
        f" {right / max(1, sum(answer.known for answer in answers)):.3f}; unknown refused"
        f" {refused / max(1, len(unknown)):.3f}; recall at precision .95 {recall_at(answers, 0.95, excused):.3f},"
        f" .99 {recall_at(answers, 0.99, excused):.3f}"
    )


def _report_rules(answers: list[Answer]) -> None:
    of_rule: dict[tuple[str, str], list[Answer]] = {}
    for answer in answers:
        if answer.found.decision != "none":
            of_rule.setdefault((answer.found.decision, answer.found.rule), []).append(answer)
    for (decision, rule), held in sorted(of_rule.items(), key=lambda entry: (entry[0][0], -len(entry[1]))):
        stated = sum(answer.found.confidence for answer in held) / len(held)
        share = sum(answer.is_right_or(FAIR) for answer in held) / len(held)
        print(f"  {decision} by {rule}: {len(held):,} answers, stated {stated:.3f}, right {share:.3f}")
    for low, high, stated, share, number in calibration(answers):
        print(f"  confidence {low:.2f}-{high:.2f}: {number:,} answers, stated {stated:.3f}, right {share:.3f}")


def calibration(answers: list[Answer]) -> Iterator[tuple[float, float, float, float, int]]:
    """Yield (from, to, mean stated confidence, share right, answers) of each bin that holds answers.

    An answer under the very tax id, or of the same name at the same ZIP, counts as right: it is the employer, moved or
    with a new number, and to leave it out would take right answers away and no wrong ones.
    """
    for low, high in pairwise(CONFIDENCE_BINS):
        held = [
            (answer.found.confidence, answer.is_right_or(FAIR))
            for answer in answers
            if low <= answer.found.confidence < high and answer.verdict is not None
        ]
        if held:
            stated, right = (sum(values) / len(held) for values in zip(*held, strict=True))
            yield low, min(high, 1.0), stated, right, len(held)
