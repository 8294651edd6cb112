from __future__ import annotations

import html
import re
from typing import Any, get_args

import pytest

from crawler.items import Board
from enrich.record import StatementKind, Tag
from samples import folder
from samples.build import day_exchanges
from samples.exchange import DAYS
from samples.sources import SampleError, lives, read_board, read_boards
from tests.samples.archive_reader import Listing

Walks = dict[int, dict[str, Listing]]


def readable(walks: Walks, day: int) -> dict[str, str]:
    """Answer text of every readable posting of ``day``, by full id."""
    return {
        f"{board}:{posting}": text
        for board, listing in walks[day].items()
        for posting, text in listing.postings.items()
        if listing.titles[posting]
    }


def test_every_posting_has_an_expectation_and_no_other_has(walks: Walks, expected: dict[str, Any]) -> None:
    assert set(expected["postings"]) == set(readable(walks, 1)) | set(readable(walks, 2))


def test_lives_follow_from_what_the_two_crawls_find(walks: Walks, expected: dict[str, Any]) -> None:
    before, after = readable(walks, 1), readable(walks, 2)
    titles = {d: {f"{b}:{i}": t for b, w in walks[d].items() for i, t in w.titles.items()} for d in (1, 2)}
    for posting, said in expected["postings"].items():
        board = posting.rpartition(":")[0]
        if posting not in before:
            life = "new"
        elif posting not in after:
            life = "closed" if walks[2][board].outcome == "complete" else "must_not_close"
        else:
            same = before[posting] == after[posting] and titles[1][posting] == titles[2][posting]
            life = "open" if same else "changed"
        assert (posting, said["life"]) == (posting, life)
        assert said["title"] == titles[2].get(posting, titles[1].get(posting))


def test_every_life_occurs(expected: dict[str, Any]) -> None:
    assert {said["life"] for said in expected["postings"].values()} == {
        "open",
        "changed",
        "new",
        "closed",
        "must_not_close",
    }


def test_board_counts_and_outcomes_follow_from_the_crawls(walks: Walks, expected: dict[str, Any]) -> None:
    for board, said in expected["boards"].items():
        for day in (1, 2):
            listing = walks[day][board]
            unreadable = sum(1 for title in listing.titles.values() if not title)
            assert said[f"day{day}"] == {
                "outcome": listing.outcome,
                "collected": len(listing.postings) - unreadable,
                "unreadable": unreadable,
            }


def test_two_boards_are_partial_on_day_two_and_one_posting_is_unreadable(expected: dict[str, Any]) -> None:
    boards = expected["boards"]
    assert {b for b, said in boards.items() if said["day2"]["outcome"] == "partial"} == {
        "greenhouse:ostraviahealth",
        "workday:brightmoor/Brightmoor_Careers",
    }
    assert {b for b, said in boards.items() if said["day1"]["unreadable"]} == {"greenhouse:quillhaven"}


def test_expectations_use_the_words_of_the_record(expected: dict[str, Any]) -> None:
    kinds, tags = get_args(StatementKind), (*get_args(Tag), None)
    for said in expected["postings"].values():
        assert said["statements"] == sorted(set(said["statements"]), key=kinds.index)
        assert said["statement"] == (said["statements"][0] if said["statements"] else None)
        assert said["tag"] in tags


def test_every_kind_of_statement_and_every_tag_occurs(expected: dict[str, Any]) -> None:
    postings = expected["postings"].values()
    assert {kind for said in postings for kind in said["statements"]} == set(get_args(StatementKind))
    assert {said["tag"] for said in postings} >= set(get_args(Tag))


def written(amount: float) -> set[str]:
    """Ways in which a posting of the demo may write ``amount``."""
    ways = {f"{amount:,.2f}", f"{amount:.2f}", f"{amount}", f"{amount:.2f}".replace(".", ",")}
    if amount == int(amount):
        whole = f"{int(amount):,}"
        ways |= {whole, f"{int(amount)}", whole.replace(",", ".")}
    return ways | {f"{amount / 1000:g}-", f"{amount / 1000:g}k"}


def test_expected_pay_is_written_in_the_posting(walks: Walks, expected: dict[str, Any]) -> None:
    texts = readable(walks, 1) | readable(walks, 2)
    for posting, said in expected["postings"].items():
        text = html.unescape(html.unescape(texts[posting]))
        for pay in [line for line in [said["pay"], *said["pay_also"]] if line]:
            for amount in (pay["min"], pay["max"]):
                assert amount is None or any(way in text for way in written(amount)), (posting, amount)
            assert pay["min"] is None or pay["max"] is None or pay["min"] <= pay["max"]


def test_a_posting_with_expected_statements_has_the_words_for_one(walks: Walks, expected: dict[str, Any]) -> None:
    words = re.compile(r"sponsor|visa|authoriz|E-Verify|citizen|U\.S\. person|H-1B", re.IGNORECASE)
    texts = readable(walks, 1) | readable(walks, 2)
    silent = [p for p, said in expected["postings"].items() if said["statements"] and not words.search(texts[p])]
    assert silent == []


def test_filers_are_in_the_reference_extract(expected: dict[str, Any]) -> None:
    rows = "".join(path.read_text(encoding="utf-8") for path in (folder() / "reference").glob("uscis*.csv"))
    for said in expected["boards"].values():
        assert said["filer"] is None or f",{said['filer']}," in rows


def test_only_the_boards_that_say_so_have_no_filer(expected: dict[str, Any]) -> None:
    assert {board for board, said in expected["boards"].items() if said["filer"] is None} == {
        "lever:pellamar",
        "ashby:Vantrel",
        "jsonld:careers.statestreetkilnworks.example",
    }


def test_a_page_that_fails_hides_postings_and_closes_none() -> None:
    board = next(b for b in read_boards(folder() / "boards") if b.id.startswith("workday:brightmoor"))
    unseen = {posting for posting, life in lives(board).items() if life == "must_not_close"}
    assert unseen == {"R-104119", "R-104040", "R-104033", "R-104021"}


def test_robots_is_asked_once_a_host() -> None:
    boards = read_boards(folder() / "boards")
    asked = [e.url for e in day_exchanges(boards, DAYS[0]) if e.url.endswith("/robots.txt")]
    assert len(asked) == len(set(asked)) == 7


def test_boards_of_the_operator_have_expectations(listed: list[Board], expected: dict[str, Any]) -> None:
    assert list(expected["boards"]) == [board.id for board in listed]


SOURCE = """
employer = "Acme"
system = "lever"
token = "acme"
silent_tag = "unknown"
[[postings]]
id = "a"
title = "Welder"
location = "Ohio"
posted = 2026-10-01T08:00:00-05:00
body = "Weld things."
[day2]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('location = "Ohio"', 'lokation = "Ohio"', "lokation"),
        ("silent_tag =", "silent_tag", "silent_tag|Expected"),
        ("[day2]", '[day2]\nremoved = ["b"]', "no posting b"),
        ("[day2]", '[day2]\n[[day2.edited]]\nid = "a"\nold = "Sew"\nnew = "Mend"', "'Sew' is not exactly once"),
        ("[day2]", '[day2]\n[[day2.edited]]\nid = "b"', "day2.edited: no posting b"),
        ("08:00:00-05:00", "08:00:00", "needs an offset"),
    ],
)
def test_a_broken_source_is_refused_with_its_file_and_reason(tmp_path: Any, old: str, new: str, message: str) -> None:
    path = tmp_path / "acme.toml"
    path.write_text(SOURCE.replace(old, new), encoding="utf-8")
    with pytest.raises(SampleError, match=message) as caught:
        read_board(path)
    assert "acme.toml" in str(caught.value)


def test_a_sound_source_is_read(tmp_path: Any) -> None:
    path = tmp_path / "acme.toml"
    path.write_text(SOURCE, encoding="utf-8")
    assert read_board(path).id == "lever:acme"
