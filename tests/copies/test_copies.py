"""Near copies: planted ones are found, others are not, and what is published of them is what happened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.copies import make_texts, measure
from crawler.items import JobPosting, Place
from crawler.ledger import fold_snapshots, rebuild
from enrich.copies.facts import Life, copies
from enrich.copies.groups import group
from enrich.copies.sketch import VALUES, digest, likeness, runs_of, sketch_of, words_of
from enrich.stage import enrich_ledger
from exports.publication import export
from exports.verify import verify
from tests.exports.editions import lines
from tests.ledger.crawls import ACME, HILL, at, crawl, posting

WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]), max_size=60)


def test_planted_copies_are_found_and_look_alikes_are_not() -> None:
    precision, recall, _ = measure(list(make_texts(400, seed=5)))
    assert precision >= 0.99
    assert recall >= 0.99


@given(one=WORDS, other=WORDS)
def test_a_sketch_estimates_what_the_runs_say(one: list[str], other: list[str]) -> None:
    runs = runs_of(one), runs_of(other)
    assert likeness(runs[0], runs[0]) == 1
    truth = len(set(runs[0].tolist()) & set(runs[1].tolist())) / len(set(runs[0].tolist()) | set(runs[1].tolist()))
    assert likeness(*runs) == pytest.approx(truth)
    sketches = [sketch_of(found) for found in runs]
    assert all(len(sketch) == VALUES for sketch in sketches)
    if truth == 1:
        assert np.array_equal(sketches[0], sketches[1])
    if not truth:
        assert np.mean(sketches[0] == sketches[1]) < 0.2


@pytest.mark.parametrize("text", ["", "one", "one two", "😀 \ud800 \x00", "ﬁ" * 5, "word " * 100_000])
def test_any_text_has_a_sketch(text: str) -> None:
    words = words_of(text)
    assert len(sketch_of(runs_of(words))) == VALUES
    assert digest(words) == digest(words_of(f" {text.upper().lower()}\n")) or "ﬁ" in text


def test_a_chain_of_edits_does_not_join_what_has_little_in_common() -> None:
    words = [f"word{n}" for n in range(300)]
    steps = [[*(f"new{n}" for n in range(cut)), *words[cut:]] for cut in range(0, 301, 15)]
    runs = {digest(step): runs_of(step) for step in steps}
    groups = group(((name, sketch_of(found)) for name, found in runs.items()), runs.__getitem__)
    assert groups[digest(steps[0])] != groups[digest(steps[-1])]
    for name, first in groups.items():
        assert likeness(runs[name], runs[first]) >= 0.7


def test_counts_are_of_what_had_closed_before() -> None:
    def life(id: str, seen: str, closed: str | None, job: str = "welder") -> Life:
        return Life(id, "closed" if closed else "open", seen, closed, job, "text")

    found = copies(
        [
            life("a", at(1), at(3)),
            life("b", at(2), at(9)),
            life("c", at(3), at(5)),
            life("d", at(6), None),
            life("e", at(6), None, job="nurse"),
            Life("f", "open", at(1), None, "welder", "another text"),
        ]
    )
    said = {copy.posting: (copy.open_alike, copy.reposts, copy.first_posted) for copy in found}
    assert said == {
        "a": (2, 0, at(1)),
        "b": (2, 0, at(2)),
        "c": (2, 1, at(1)),  # `a` closed when it came
        "d": (2, 2, at(1)),  # `a` and `c`, not `b`, which was still there
        "e": (2, 0, at(6)),
    }


LIVES = st.lists(
    st.tuples(st.integers(1, 28), st.none() | st.integers(0, 5), st.sampled_from("xy"), st.sampled_from("tu")),
    max_size=12,
)


@given(lives=LIVES)
def test_the_counts_are_those_of_looking_at_every_pair(lives: list[tuple[int, int | None, str, str]]) -> None:
    ordered = sorted(
        Life(
            f"p{n}",
            "open" if length is None else "closed",
            at(seen),
            None if length is None else at(seen + min(length, 2)),
            job,
            text,
        )
        for n, (seen, length, job, text) in enumerate(lives)
    )
    for copy in copies(ordered):
        own = next(life for life in ordered if life.id == copy.posting)
        alike = [life for life in ordered if life.text_group == own.text_group]
        before = [
            life.first_seen
            for life in alike
            if life.id != own.id and life.job == own.job and life.closed_at and life.closed_at <= own.first_seen
        ]
        assert copy.open_alike == sum(life.closed_at is None for life in alike)
        assert (copy.reposts, copy.first_posted) == (len(before), min([*before, own.first_seen]))
        assert len(alike) > 1


TEXT = "<p>" + " ".join(f"We weld part {n} of the hull with care." for n in range(30)) + "</p>"


def job(number: int, town: str = "Duluth", **changes: Any) -> JobPosting:
    said = {"title": "Welder", "description_html": TEXT.replace("part 7 ", f"part 7 in {town} ")}
    return posting(number, job_location=[Place(raw=f"{town}, MN", locality=town, region="MN")], **{**said, **changes})


def publish(folder: Path, day: int, jobs: list[JobPosting]) -> dict[str, dict[str, Any]]:
    crawl(folder / "snapshots", at(day), jobs)
    fold_snapshots(folder / "snapshots", folder / "ledger.db")
    enrich_ledger(folder / "ledger.db", folder / "reference.db")
    export(folder / "ledger.db", None, folder / "out")
    assert verify(folder / "out") == []
    return {
        record["id"].rpartition(":")[2]: record["copies"] for record in lines(folder / "out") if ACME.id in record["id"]
    }


def test_a_job_that_comes_back_under_another_id_is_a_repost(tmp_path: Path) -> None:
    other = job(9, description_html="<p>" + "Quite another text about nursing homes. " * 9 + "</p>")
    crawl(
        tmp_path / "snapshots", at(1), [posting(1, HILL, title="Welder", description_html=TEXT)], HILL
    )  # on another board: no copy of this one's
    assert publish(tmp_path, 1, [job(1), job(2, "Ely"), other])["9"] is None
    publish(tmp_path, 2, [job(2, "Ely"), other])
    found = publish(tmp_path, 3, [job(2, "Ely"), job(3), other])
    assert {copy["text_group"] for id, copy in found.items() if id != "9"} == {found["1"]["text_group"]}
    assert (found["3"]["reposts"], found["3"]["first_posted"], found["3"]["open_alike"]) == (1, at(1), 2)
    assert (found["2"]["reposts"], found["2"]["first_posted"]) == (0, at(1)), "Ely is another place"
    again = tmp_path / "again.db"
    rebuild(tmp_path / "snapshots", again)
    enrich_ledger(again, tmp_path / "reference.db")
    rows = "SELECT * FROM text_copy ORDER BY posting"
    with closing(sqlite3.connect(again)) as one, closing(sqlite3.connect(tmp_path / "ledger.db")) as other_db:
        assert one.execute(rows).fetchall() == other_db.execute(rows).fetchall() != []


def test_a_text_that_becomes_another_leaves_the_group(tmp_path: Path) -> None:
    assert publish(tmp_path, 1, [job(1), job(2)])["1"]["open_alike"] == 2
    edited = job(2, description_html="<p>" + "Now we look for a cook who bakes bread. " * 9 + "</p>")
    assert publish(tmp_path, 2, [job(1), edited]) == {"1": None, "2": None}


def test_too_short_a_text_is_no_copy(tmp_path: Path) -> None:
    short = "<p>Please apply on our own site.</p>"
    assert publish(tmp_path, 1, [job(n, description_html=short) for n in (1, 2)]) == {"1": None, "2": None}
