"""Names that several employers have: the state of the query tells which, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrich.employers.aliases import SHARED_COLUMNS, AliasError, read_aliases, read_shared_names
from enrich.employers.match import EmployerQuery, Match, match
from enrich.employers.normalise import core
from tests.employers.filers import filed, index_of

INDEX = index_of(
    filed("MICHIGAN STATE UNIVERSITY", 800, "MI"),
    filed("MISSISSIPPI STATE UNIVERSITY", 200, "MS"),
    filed("MISSISSIPPI STATE UNIVERSITY", 5, "MI"),
    filed("UNIVERSITY OF SOUTHERN CALIFORNIA", 900, "CA"),
    filed("UNIVERSITY OF SOUTH CAROLINA", 200, "SC"),
    filed("BOISE STATE UNIVERSITY", 90, "ID"),
    filed("BALL STATE UNIVERSITY", 60, "IN"),
    filed("BSU INC", 4, "ID"),
    filed("SIU LLC", 30, "TX"),
    filed("SOUTHERN ILLINOIS UNIV CARBONDALE", 90, "IL"),
)


def ask(name: str, state: str | None = None, states: tuple[str, ...] = ()) -> Match:
    return match(EmployerQuery(name, state=state, states=states), INDEX)


@pytest.mark.parametrize(
    ("name", "state", "filer"),
    [
        ("MSU", "MI", "MICHIGAN STATE UNIVERSITY"),
        ("MSU", "MS", "MISSISSIPPI STATE UNIVERSITY"),
        ("USC", "SC", "UNIVERSITY OF SOUTH CAROLINA"),
        ("USC", "CA", "UNIVERSITY OF SOUTHERN CALIFORNIA"),
        ("BSU", "IN", "BALL STATE UNIVERSITY"),
    ],
)
def test_the_state_tells_which_is_meant(name: str, state: str, filer: str) -> None:
    for found in (ask(name, state), ask(name, states=(state,))):
        assert found.decision == "match" and found.filer is not None
        assert (found.filer.name, found.rule) == (filer, "alias")
        assert name in found.reason and state in found.reason


def test_different_employers_of_one_name_are_never_joined() -> None:
    sharing = [row.legal_name for row in read_shared_names() if row.name == "MSU"]
    filers = {INDEX.by_core[core(name)] for name in sharing if core(name) in INDEX.by_core}
    assert len(sharing) > 5 and len(filers) == 2


@pytest.mark.parametrize("states", [(), ("TX",), ("MI", "MS")])
def test_without_one_state_of_theirs_it_is_for_review(states: tuple[str, ...]) -> None:
    found = ask("MSU", states=states)
    assert (found.decision, found.rule) == ("review", "several_filers")
    assert found.filer is not None and found.filer.name == "MICHIGAN STATE UNIVERSITY" and found.confidence < 0.9


def test_an_alias_says_whom_most_mean() -> None:
    found = ask("USC")
    assert found.decision == "match" and found.filer is not None
    assert found.filer.name == "UNIVERSITY OF SOUTHERN CALIFORNIA"


def test_an_employer_of_the_state_that_files_under_the_name_comes_first() -> None:
    found = ask("BSU", "ID")
    assert found.filer is not None and found.filer.name == "BSU INC"


def test_a_name_with_a_legal_form_is_no_acronym() -> None:
    found = ask("MSU Inc", "MI")
    assert found.decision != "match"


def test_the_shipped_names_are_sound() -> None:
    rows = read_shared_names()
    pairs = [(core(row.name), core(row.legal_name)) for row in rows]
    assert len(pairs) == len(set(pairs)) > 200
    # Two spellings of one employer would be two filers of its state, so that neither is meant.
    family = {core(row.legal_name): core(row.alias) for row in read_aliases()}
    for name in {row.name for row in rows}:
        aliased = [family[text] for shared, text in pairs if shared == core(name) and text in family]
        assert len(aliased) == len(set(aliased)), f"{name}: two rows name one family"


def test_a_broken_row_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "shared_names.csv"
    path.write_text(f"{','.join(SHARED_COLUMNS)}\nMSU,,seen,\n", encoding="utf-8")
    with pytest.raises(AliasError, match=r"shared_names\.csv:2: column legal_name is empty"):
        read_shared_names(path)


def test_a_large_employer_that_files_under_the_name_may_work_anywhere() -> None:
    found = ask("SIU", states=("IL",))
    assert found.filer is not None and found.filer.name == "SIU LLC"
