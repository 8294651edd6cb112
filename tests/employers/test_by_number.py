"""Employers asked with their federal employer number: by all nine digits, by the last four, and when name and number
are at odds."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from crawler.items import HiringOrganization
from enrich.employers.entities import TaxIdRow
from enrich.employers.index import EmployerIndex
from enrich.employers.match import EmployerQuery, Match, match
from enrich.employers.numbers import number_of, read_number
from enrich.enrichment import BoardFacts, query_of
from enrich.stage import enrich_ledger
from sponsorfeed import main
from tests.employers.filers import filed, index_of
from tests.enrich.databases import posting, write_ledger
from tests.reference.files import LCA_HEADER, add_one, lca_row, write_hub, write_lca


def case(name: str, fein: str, filings: int = 9, state: str = "CA") -> TaxIdRow:
    return TaxIdRow(name, fein[-4:], state, filings, "94105", "54", 2024, fein)


def hub(name: str, tax_id: str, filings: int = 9, state: str = "CA", code: str = "94105") -> TaxIdRow:
    return TaxIdRow(name, tax_id, state, filings, code, "54", 2019)


ROWS = (
    case("CHIVEN HOLDINGS CORP", "361110001"),
    case("OSTERVALE ROBOTICS INC", "361110002"),
    case("OSTERVALE ROBOTICS INC", "361110009", filings=400),
    case("ONE SLIP LLC", "361110003", filings=1),
    case("CHIVEN HOLDINGS CORP", "361110009", filings=2),
    case("QUARREL PAYROLL CLIENT LLC", "361110004"),
    TaxIdRow("DUNMARROW FOODS INC", "0004", "TX", 9, "75201", "31", 2024, "361110004"),
    case("STATE OF MARLOW DEPT OF HEALTH", "361110005"),
    hub("WENDELBURY INSTRUMENTS LLC", "4821", state="OH"),
    hub("VEXLEBY SOFTWARE INC", "4822"),
    hub("VEXLEBY SYSTEMS INTERNATIONAL INC", "4823", filings=300),
    hub("VEXLEBY INC", "4824", filings=3),
    hub("UNIVERSITY OF BRENWICK", "4825"),
    hub("TARNWAY HOTELS 1 LLC", "4826"),
    hub("PLINTHO INC", "4827", filings=50),
    hub("PLINTHO INC", "4828", filings=50, state="NY", code="10001"),
    hub("MIRTHSTONE INC", "4829", filings=90),
    hub("MIRTHSTONE INC", "4830", filings=10, state="NY", code="10001"),
    hub("MIRTHSTONE INC", "4831", filings=5, state="WA", code="98101"),
)


def of_rows(*rows: TaxIdRow) -> EmployerIndex:
    return index_of(*(filed(row.name, row.filings, row.state) for row in rows), aliases=[], tax_ids=rows)


INDEX = of_rows(*ROWS)


def ask(name: str, fein: str | None = None, **about: Any) -> Match:
    return match(EmployerQuery(name, fein=fein, **about), INDEX)


def name_of(found: Match) -> str | None:
    return found.filer.name if found.filer is not None else None


@pytest.mark.parametrize("fein", ["36-1110001", "361110001"])
@pytest.mark.parametrize("name", ["Chiven Holdings", "Chiven", "Walzo"])
def test_a_number_that_is_filed_finds_the_filer_whatever_the_name(name: str, fein: str) -> None:
    found = ask(name, fein)
    assert (found.decision, found.rule, name_of(found)) == ("match", "fein", "CHIVEN HOLDINGS CORP")
    assert "..0001" in found.reason and "361110001" not in found.reason.replace("-", "")
    assert ask("Walzo").decision == ask("Walzo", "36-9990077").decision == "none"


def test_a_name_that_is_plainly_anothers_goes_to_review_with_both() -> None:
    found = ask("Ostervale Robotics", "36-1110001")
    assert (found.decision, found.rule, name_of(found)) == ("review", "fein_differs", "OSTERVALE ROBOTICS INC")
    assert "CHIVEN HOLDINGS CORP" in found.reason
    assert [other.name for other in found.candidates] == ["CHIVEN HOLDINGS CORP"]
    assert found.confidence < ask("Ostervale Robotics").confidence


def test_a_filer_with_the_last_digits_of_a_number_that_another_name_files_is_no_contradiction() -> None:
    rows = hub("WENDELBURY INSTRUMENTS LLC", "4821", code="43004"), case("WENDOVER DEVICES INC", "361114821")
    index = of_rows(*rows)
    found = match(EmployerQuery("Wendelbury Instruments", fein="36-1114821"), index)
    assert (found.decision, name_of(found)) == ("match", "WENDELBURY INSTRUMENTS LLC") and "..4821" in found.reason
    assert name_of(match(EmployerQuery("Quorvex", fein="36-1114821"), index)) == "WENDOVER DEVICES INC"


def test_a_number_shown_by_slips_only_finds_nobody() -> None:
    assert name_of(ask("Walzo", "36-1110009")) == "OSTERVALE ROBOTICS INC"
    slip = ask("Walzo", "36-1110003")
    assert (slip.decision, slip.rule) == ("review", "fein") and "slip" in slip.reason
    assert ask("One Slip", "36-1110003").decision == "match"


def test_a_number_that_several_share_confirms_the_one_that_is_named_and_finds_none() -> None:
    assert name_of(ask("Dunmarrow Foods", "36-1110004")) == "DUNMARROW FOODS INC"
    assert ask("Walzo", "36-1110004").decision == "none"


def test_a_part_of_a_public_body_is_not_found_by_the_number_of_another_part() -> None:
    found = ask("Marlow Roads Agency", "36-1110005")
    assert (found.decision, found.rule) == ("review", "fein") and "share a number" in found.reason


@pytest.mark.parametrize(
    ("name", "fein", "state", "doubt", "filer"),
    [
        ("Wendelbury Instruments", "36-9994821", "CA", "other_state", "WENDELBURY INSTRUMENTS LLC"),
        ("Vexleby", "36-9994824", None, "larger_namesake", "VEXLEBY INC"),
        ("Vexleby Softwares Ltd", "36-9994822", "CA", "similar", "VEXLEBY SOFTWARE INC"),
        ("Wendelbury Instruments Inc", "36-9994821", "OH", "other_form", "WENDELBURY INSTRUMENTS LLC"),
    ],
)
def test_equal_last_digits_settle_a_doubt(name: str, fein: str, state: str | None, doubt: str, filer: str) -> None:
    alone, found = ask(name, state=state), ask(name, fein, state=state)
    assert (alone.decision, alone.rule) == ("review", doubt)
    assert (found.decision, found.rule, name_of(found)) == ("match", "tax_id", filer)
    assert found.confidence >= 0.9 and f"..{fein[-4:]}" in found.reason
    other = ask(name, "36-9990077", state=state)
    assert other.decision == "review" and other.confidence < alone.confidence


def test_last_digits_tell_a_namesake_from_the_filer_that_the_name_finds_in_doubt() -> None:
    found = ask("Vexleby", "36-9994823")
    assert (found.decision, found.rule, name_of(found)) == ("match", "tax_id", "VEXLEBY SYSTEMS INTERNATIONAL INC")


def test_other_digits_doubt_a_filer_and_equal_ones_speak_for_it() -> None:
    alone, same, other = (ask("Ostervale Robotic", fein) for fein in (None, "36-9990002", "36-9990077"))
    assert alone.decision == "match" and other.confidence < alone.confidence
    assert "..0009" in other.reason and "..0077" in other.reason
    assert (same.decision, same.rule) == ("match", alone.rule) or same.confidence < alone.confidence


def test_last_digits_of_another_full_number_confirm_nothing() -> None:
    index = of_rows(case("WENDELBURY INSTRUMENTS LLC", "361114821", state="OH"))
    query = EmployerQuery("Wendelbury Instruments", state="CA", fein="36-9994821")
    assert match(query, index).decision == "review"


def test_campuses_and_numbered_names_are_not_confirmed_by_a_number_they_share() -> None:
    for name, fein in (("University of Brenwick Denholm", "36-9994825"), ("Tarnway Hotels 2", "36-9994826")):
        assert ask(name, fein) == ask(name)
    assert ask("University of Brenwick", "36-9994825").decision == "match"


def test_a_name_of_several_employers_is_taken_for_one_only_where_most_filings_are_its() -> None:
    assert ask("Plintho").rule == "ambiguous_name"
    assert ask("Plintho", "36-9994828").decision == "review"
    assert ask("Mirthstone").rule == "ambiguous_name"
    assert ask("Mirthstone", "36-9994829").decision == "match"
    assert ask("Mirthstone", "36-9994830").decision == "review"


def test_a_name_that_is_refused_is_not_found_by_number() -> None:
    assert ask("Confidential", "36-1110001").decision == "none"


@pytest.mark.parametrize("text", ["", "36-12", "123-45-6789", "12-3456789", "99-9999999", "fein", "36-1110001x"])
def test_what_is_no_employer_number_is_told_without_repeating_it_and_says_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="employer number") as told:
        read_number(text)
    assert not text or text not in str(told.value)
    assert number_of(text) is None and ask("Wendelbury Instruments", text) == ask("Wendelbury Instruments")


def write_filings(folder: Path) -> Path:
    """A reference database with one case that shows a number, and one hub row with last digits."""
    values = {"EMPLOYER_NAME": "Chiven Holdings Corp", "EMPLOYER_FEIN": "36-1110001", "EMPLOYER_STATE": "CA"}
    rows = [lca_row(at, **values) for at in (1, 2)]
    add_one(write_lca(folder / "lca.csv", rows, LCA_HEADER), folder / "reference.db")
    line = "2021,WENDELBURY INSTRUMENTS LLC,5,0,5,0,54,4821,OH,COLUMBUS,43004"
    add_one(write_hub(folder / "hub.csv", line), folder / "reference.db")
    return folder / "reference.db"


def test_the_command_takes_a_number_and_names_the_line_of_a_broken_one(tmp_path: Path) -> None:
    write_filings(tmp_path)
    queries = tmp_path / "names.jsonl"
    asked = [{"name": "Walzo", "fein": "36-1110001"}, {"name": "Wendelbury Instruments", "fein": "369994821"}]
    queries.write_text("\n\n".join(map(json.dumps, asked)), encoding="utf-8")
    words = ["match", "--json", "--data", str(tmp_path), "--input", str(queries)]
    done = CliRunner().invoke(main, words)
    answers = [json.loads(line) for line in done.output.splitlines()]
    assert [(answer["decision"], answer["rule"]) for answer in answers] == [("match", "fein"), ("match", "core")]
    assert "..4821" in answers[1]["reason"]
    queries.write_text('{"name": "Walzo"}\n\n{"name": "Walzo", "fein": "123-45-6789"}\n', encoding="utf-8")
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2 and "names.jsonl:3: field 'fein'" in done.stderr and "6789" not in done.stderr


def filer_of(folder: Path, reference: Path) -> tuple[str, str]:
    assert enrich_ledger(folder / "ledger.db", reference).enriched == 1
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        (record,) = connection.execute("SELECT record FROM enrichment").fetchone()
    filer = msgspec.json.decode(record)["filer"]
    return filer["decision"], filer["rule"]


def test_the_number_of_a_board_finds_its_employer_when_postings_are_enriched(tmp_path: Path) -> None:
    reference = write_filings(tmp_path)
    write_ledger(tmp_path / "ledger.db", [posting(1, name="Walzo")], employer="Walzo, Inc.")
    assert filer_of(tmp_path, reference) == ("none", "not_found")
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
        connection.execute("UPDATE board SET fein = '36-1110001'")
    assert filer_of(tmp_path, reference) == ("match", "fein")


def test_only_the_boards_own_employer_has_the_boards_number() -> None:
    board = BoardFacts(employer="Walzo", fein="36-1110001")

    def asked(name: str, legal_name: str | None = None) -> str | None:
        item = posting(1, name=name)
        item.hiring_organization = HiringOrganization(name=name, legal_name=legal_name)
        return query_of(item, board).fein

    assert asked("Walzo, Inc.") == asked("Wal Zo") == asked("Walzo", "Walzo Holdings LLC") == "36-1110001"
    assert asked("Walzo Labs") is asked("Walz") is asked("A Client of Walzo") is asked("Walzo", "Chiven LLC") is None
    assert query_of(posting(1, name="Walzo"), BoardFacts(employer="Walzo")).fein is None
