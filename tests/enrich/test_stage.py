from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from crawler.items import Pay, PaySource
from enrich.employers.answers import QueryError, match_names
from enrich.employers.colleges import College
from enrich.employers.store import ReferenceUnusable, load_index, open_reference, read_colleges
from enrich.enrichment import join_pay
from enrich.explain import explain
from enrich.record import Enrichment
from enrich.stage import EnrichError, enrich_ledger
from tests.enrich.databases import Total, posting, write_ledger, write_reference

TOTALS = [
    Total("DUNMARROW INC", 2020, 30),
    Total("DUNMARROW INC", 2021, 20),
    Total("DUNMARROW, INC.", 2021, 10, employment="new"),
    Total("DUNMARROW INC", 2021, 4, status="denied"),
    Total("QUENBY MILLS LLC", 2021, 3),
]
OFFER = "<p>We will sponsor an H-1B visa for this role.</p>"
REFUSAL = "<p>We are unable to sponsor visas for this position.</p>"


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    return write_reference(tmp_path / "reference.db", TOTALS)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_ledger(tmp_path / "ledger.db", [posting(1), posting(2, OFFER), posting(3, REFUSAL)])


def records(ledger: Path) -> dict[str, Enrichment]:
    with closing(sqlite3.connect(ledger)) as connection:
        rows = connection.execute("SELECT posting, record FROM enrichment").fetchall()
    return {name.rsplit(":", 1)[-1]: msgspec.json.decode(record, type=Enrichment) for name, record in rows}


def test_postings_are_judged_by_what_they_say_over_what_was_filed(ledger: Path, reference: Path) -> None:
    report = enrich_ledger(ledger, reference)
    assert (report.enriched, report.unchanged, report.employers, report.problems) == (3, 0, 1, [])
    found = records(ledger)
    assert [found[n].sponsorship.tag for n in "123"] == ["likely", "stated_yes", "excluded_by_posting"]
    silent = found["1"]
    assert silent.filer.members == ["DUNMARROW INC", "DUNMARROW, INC."]
    assert silent.filings is not None and silent.filings.last_fiscal_year == 2021
    approved = [c.filings for c in silent.filings.counts if c.fiscal_year == 2021 and c.status == "approved"]
    assert sum(approved) == 30 and silent.sponsorship.tracks.h1b.tag == "likely"
    assert silent.description_text == "Build things." and silent.reference_version == "v1"
    quote = found["3"].statements[0]
    assert found["3"].description_text is not None
    assert found["3"].description_text[quote.start : quote.end] == quote.quote


def test_only_what_changed_is_enriched_again(ledger: Path, reference: Path) -> None:
    enrich_ledger(ledger, reference)
    again = enrich_ledger(ledger, reference)
    assert (again.enriched, again.unchanged) == (0, 3)
    write_ledger(ledger, [posting(2, REFUSAL)])
    changed = enrich_ledger(ledger, reference)
    assert (changed.enriched, changed.unchanged) == (1, 2)
    assert records(ledger)["2"].sponsorship.tag == "excluded_by_posting"
    write_reference(reference, TOTALS, version="v2")
    assert enrich_ledger(ledger, reference).enriched == 3
    write_ledger(ledger, [], employer="Dunmarrow Holdings")
    assert enrich_ledger(ledger, reference).enriched == 3
    assert enrich_ledger(ledger, reference, everything=True).enriched == 3


def test_the_same_input_gives_the_same_record(tmp_path: Path, reference: Path) -> None:
    one, other = (write_ledger(tmp_path / f"{n}.db", [posting(1, OFFER)]) for n in (1, 2))
    enrich_ledger(one, reference)
    enrich_ledger(other, reference)
    with closing(sqlite3.connect(one)) as a, closing(sqlite3.connect(other)) as b:
        query = "SELECT * FROM enrichment"
        assert a.execute(query).fetchall() == b.execute(query).fetchall()


def test_without_reference_data_everything_is_unknown_but_what_is_stated(ledger: Path, tmp_path: Path) -> None:
    report = enrich_ledger(ledger, tmp_path / "none.db")
    assert report.reference_version is None and "reference add" in report.problems[0]
    found = records(ledger)
    assert [found[n].sponsorship.tag for n in "123"] == ["unknown", "stated_yes", "excluded_by_posting"]
    assert found["1"].filer.rule == "no_reference_data" and found["1"].filings is None
    with_data = enrich_ledger(ledger, write_reference(tmp_path / "none.db", TOTALS))
    assert with_data.enriched == 3


def test_a_posting_without_text_and_one_in_another_country(tmp_path: Path, reference: Path) -> None:
    ledger = write_ledger(tmp_path / "l.db", [posting(1, None), posting(2, country="GB")])
    enrich_ledger(ledger, reference)
    found = records(ledger)
    assert found["1"].description_text is None and found["1"].sponsorship.tag == "likely"
    assert found["2"].sponsorship.tag == "unknown" and found["2"].filings is not None


def test_the_board_speaks_when_the_posting_names_nobody_known(tmp_path: Path, reference: Path) -> None:
    ledger = write_ledger(tmp_path / "l.db", [posting(1, name="Team Moonrise"), posting(2, name="Confidential")])
    enrich_ledger(ledger, reference)
    found = records(ledger)
    assert found["1"].filer.decision == "match" and found["1"].filer.name == "DUNMARROW INC"
    assert found["2"].filer.decision == "none" and found["2"].filer.rule == "placeholder"


def test_content_that_cannot_be_read_is_named_and_the_rest_goes_on(ledger: Path, reference: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("UPDATE posting SET content = '{' WHERE id LIKE '%:1'")
    report = enrich_ledger(ledger, reference)
    assert report.enriched == 2 and "greenhouse:dunmarrow:1" in report.problems[0]


def test_a_missing_or_foreign_ledger_is_an_error(tmp_path: Path, reference: Path) -> None:
    with pytest.raises(EnrichError, match="sponsorfeed update"):
        enrich_ledger(tmp_path / "absent.db", reference)
    (tmp_path / "text.db").write_text("not a database, though long enough to be looked at" * 40)
    with pytest.raises(EnrichError, match="is it a ledger"):
        enrich_ledger(tmp_path / "text.db", reference)


def pay(low: float, source: PaySource = "text") -> Pay:
    return Pay(min_value=low, max_value=low + 10, currency="USD", unit_text="YEAR", kind="base", raw="x", source=source)


def test_the_systems_pay_comes_first_and_is_not_repeated() -> None:
    stated, same, other = pay(100, "ats_field"), pay(100), pay(200)
    assert join_pay([stated], [same, other]) == [stated, other]
    assert join_pay([], [same, other]) == [same, other]


def test_the_explanations_queries_return_its_numbers(ledger: Path, reference: Path) -> None:
    found = explain("greenhouse:dunmarrow:1", ledger, reference)
    assert {estimate.track for estimate in found.estimates} == {"h1b", "h1b_new"}
    assert found.filer.rule == "core" and "DUNMARROW" in found.why_filer
    with closing(sqlite3.connect(reference)) as connection:
        answers = {query.shows: connection.execute(query.sql).fetchall() for query in found.queries}
    counts = answers["filings by source, visa class, fiscal year, occupation and outcome"]
    assert sum(row[6] for row in counts) == sum(c.filings for c in found.counts) == 64
    assert ("uscis", 2021, 37) in answers[
        "filings loaded for each source and fiscal year, from which part years are told"
    ]
    for estimate in found.estimates:
        assert answers[f"the probability of {estimate.track}"] == [(estimate.probability,)]
        (part,) = estimate.parts
        odds = part.intercept + sum(term.adds for term in part.terms)
        assert 1 / (1 + math.exp(-odds)) == pytest.approx(estimate.probability, abs=0.001)


def test_names_with_quotes_are_quoted_in_the_queries(tmp_path: Path) -> None:
    reference = write_reference(tmp_path / "r.db", [Total("DUNMARROW'S KITCHEN INC", 2021, 7)])
    ledger = write_ledger(tmp_path / "l.db", [posting(1, name="Dunmarrow's Kitchen")])
    found = explain("greenhouse:dunmarrow:1", ledger, reference)
    with closing(sqlite3.connect(reference)) as connection:
        assert connection.execute(found.queries[0].sql).fetchone()[6] == 7
        assert connection.execute(found.queries[-1].sql).fetchone() == (found.estimates[-1].probability,)


def test_an_unknown_posting_is_an_error_that_says_where_ids_are(ledger: Path, reference: Path, tmp_path: Path) -> None:
    with pytest.raises(EnrichError, match=r"jobs\.jsonl"):
        explain("greenhouse:dunmarrow:99", ledger, reference)
    assert explain("greenhouse:dunmarrow:1", ledger, tmp_path / "absent.db").queries == []


def test_match_names_answers_in_the_form_of_the_command(reference: Path) -> None:
    queries: list[dict[str, Any]] = [{"name": "Dunmarrow", "state": "ca", "row": 7}, {"name": "Confidential"}]
    matched, refused = match_names(queries, reference)
    assert list(matched)[:4] == ["query", "decision", "confidence", "rule"]
    assert matched["query"] == queries[0] and matched["decision"] == "match"
    assert matched["filer"] == {
        "id": "f:dunmarrow", "name": "DUNMARROW INC", "names": ["DUNMARROW INC", "DUNMARROW, INC."]
    }  # fmt: skip
    assert (
        refused["filer"] == {"id": None, "name": None, "names": []}
        and refused["candidates"] == []
        and refused["reason"]
    )


@pytest.mark.parametrize("query", [{}, {"name": 3}, {"name": "A", "state": ["CA"]}])
def test_a_query_of_another_form_is_an_error(reference: Path, query: dict[str, Any]) -> None:
    with pytest.raises(QueryError, match="query 1"):
        list(match_names([query], reference))


def test_queries_before_one_of_another_form_are_answered(reference: Path) -> None:
    answers = match_names([{"name": "Dunmarrow"}, {"name": "Quenby Mills"}, {"name": None}, {"name": "A"}], reference)
    assert [next(answers)["query"]["name"], next(answers)["query"]["name"]] == ["Dunmarrow", "Quenby Mills"]
    with pytest.raises(QueryError, match="query 3"):
        next(answers)


def test_the_index_is_kept_and_built_anew_when_the_data_change(reference: Path) -> None:
    first = load_index(reference)
    stored = reference.with_name("reference-employers.msgpack")
    assert stored.is_file() and load_index(reference) == first
    whole = stored.read_bytes()
    name = whole.index(first.filers[0].name.encode())
    for broken in (b"broken", b"", whole[:-9], whole[:name] + b"X" + whole[name + 1 :]):
        stored.write_bytes(broken)
        assert load_index(reference) == first
        assert stored.read_bytes() == whole
    write_reference(reference, [Total("OTTERMERE INC", 2021, 5)], version="v3")
    assert [filer.name for filer in load_index(reference).filers] == ["OTTERMERE INC"]


def test_colleges_of_the_newest_survey_are_read(reference: Path) -> None:
    with closing(sqlite3.connect(reference)) as connection, connection:
        connection.executescript(
            "CREATE TABLE ipeds_institution (file, line, instnm, ein, stabbr, zip);"
            "CREATE TABLE current_part (table_name, file, edition);"
            "INSERT INTO current_part VALUES ('ipeds_institution', 2, '2023'), ('onet_occupation', 1, '29');"
            "INSERT INTO ipeds_institution VALUES (1, 1, 'Older College', '12-3454411', 'OH', '43004'),"
            " (2, 1, 'Overleigh College', '12-3454411', 'OH', '43004-1234'), (2, 2, 'No Number', NULL, 'OH', '43004')"
        )
    with closing(open_reference(reference)) as connection:
        assert list(read_colleges(connection)) == [College("Overleigh College", "4411", "OH", "43004")]


def test_no_usable_reference_database_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ReferenceUnusable, match="reference add"):
        load_index(tmp_path / "absent.db")
    with closing(sqlite3.connect(tmp_path / "empty.db")) as connection, connection:
        connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    with pytest.raises(ReferenceUnusable, match="no filing data"):
        load_index(tmp_path / "empty.db")
