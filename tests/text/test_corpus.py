"""The corpus of labelled sentences: half of it the rules were written on, half of it they were not."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.statements import CORPUS, corpus_rows, measure_part
from enrich.text.statements import STRENGTH

ROWS = corpus_rows(CORPUS)


def test_corpus_holds_every_kind_in_both_parts_and_no_sentence_twice() -> None:
    for part in ("dev", "held"):
        assert {kind for where, kind, _ in ROWS if where == part} == {*STRENGTH, "none"}
    assert max(Counter(sentence for _, _, sentence in ROWS).values()) == 1


@pytest.mark.parametrize(("part", "accuracy", "precision"), [("dev", 0.97, 0.97), ("held", 0.86, 0.92)])
def test_corpus_is_read_at_least_as_well_as_published(part: str, accuracy: float, precision: float) -> None:
    measured = measure_part([row for row in ROWS if row[0] == part])
    assert measured["kind accuracy"] >= accuracy
    assert measured["precision no_sponsorship"] >= 0.98
    assert measured["precision citizenship_or_clearance_required"] >= precision
    assert measured["precision offers"] >= precision
    assert measured["irrelevant lines read as offer or refusal"] <= 0.01
