from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crawler.items import Place
from enrich.employers.index import Filer
from enrich.employers.match import Match
from enrich.filings import Coverage, coverage_of
from enrich.record import FilingCount, Filings, Sponsorship, Statement, StatementKind
from enrich.verdict import assess, is_outside_us, judge

COVERAGE = coverage_of({"uscis": [(2020, 400_000), (2021, 410_000)]})
FILER = Filer(
    id="f:dunmarrow", name="DUNMARROW INC", names=["DUNMARROW INC"], cores=["dunmarrow"], filings=80, states=["CA"],
    links={}, ambiguous=None,
)  # fmt: skip
MATCH = Match("match", 0.95, "core", "the same name", FILER)
US = [Place(raw="Austin, TX", country="US")]


def said(kind: StatementKind, quote: str = "as quoted", value: str | None = None, rule: str = "r") -> Statement:
    return Statement(kind=kind, value=value, quote=quote, start=0, end=len(quote), rule=rule)


def filed(approved: int) -> Filings:
    counts = [
        FilingCount(
            source="uscis", visa_class="H-1B", fiscal_year=2021, soc_group=None, status="approved", employment="new",
            filings=approved, positions=None,
        )
    ]  # fmt: skip
    return Filings(counts=counts, first_fiscal_year=2020, last_fiscal_year=2021, files=["hub_2021.csv"])


def verdict(
    *statements: Statement, approved: int | None = 40, places: Any = US, match: Match | None = MATCH
) -> Sponsorship:
    filings = filed(approved) if approved is not None else None
    return judge(places, statements, assess(match, filings, COVERAGE if match else Coverage()))


def test_silence_leaves_the_history_and_is_not_a_no() -> None:
    found = verdict()
    assert (found.tag, found.tracks.h1b.tag, found.tracks.perm.tag) == ("likely", "likely", "unknown")
    assert any("not a no" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    "statement",
    [said("no_sponsorship"), said("citizenship_or_clearance_required"), said("export_control", value="us_person")],
)
def test_a_refusal_beats_any_history(statement: Statement) -> None:
    found = verdict(statement, approved=5000)
    assert found.tag == "excluded_by_posting"
    tracks = found.tracks
    assert {t.tag for t in (tracks.h1b, tracks.h1b_new, tracks.perm, tracks.e3, tracks.h1b1)} == {"excluded_by_posting"}


def test_an_offer_beats_a_missing_history() -> None:
    found = verdict(said("offers", "We sponsor work visas."), approved=None, match=None)
    assert (found.tag, found.tracks.h1b.tag, found.tracks.h1b_new.tag) == ("stated_yes", "stated_yes", "stated_yes")
    assert (found.tracks.perm.tag, found.tracks.e3.tag) == ("unknown", "unknown")


def test_an_offer_of_green_cards_alone_says_nothing_of_h1b() -> None:
    found = verdict(said("offers", "We sponsor green cards."), approved=None, match=None)
    assert (found.tracks.perm.tag, found.tracks.h1b.tag) == ("stated_yes", "unknown")


def test_a_refusal_outweighs_an_offer_in_the_same_posting() -> None:
    found = verdict(said("offers"), said("no_sponsorship"))
    assert found.tag == "excluded_by_posting"
    assert any("contradicts itself" in reason for reason in found.reasons)
    assert not any("contradicts itself" in reason for reason in verdict(said("no_sponsorship")).reasons)


def test_a_condition_caps_at_possible_and_lifts_an_unlikely() -> None:
    condition = said("conditional", "Sponsorship may be available.", value="hedged")
    assert verdict(condition, approved=5000).tag == "possible"
    assert verdict(condition, approved=None, match=None).tag == "possible"
    assert verdict(said("offers"), condition).tag == "possible"


def test_refused_new_petitions_leave_the_transfer() -> None:
    alone = verdict(said("no_sponsorship", value="new_petitions"))
    assert (alone.tracks.h1b_new.tag, alone.tracks.h1b.tag) == ("excluded_by_posting", "possible")
    beside = said("conditional", value="transfer_only", rule="combine.new_petitions_refused")
    assert verdict(beside).tracks.h1b_new.tag == "excluded_by_posting"
    only = said("conditional", "We take H-1B transfers only.", value="transfer_only")
    assert (verdict(only).tracks.h1b_new.tag, verdict(only).tracks.h1b.tag) == ("excluded_by_posting", "possible")
    welcome = said("conditional", "H-1B transfers welcome.", value="transfer_only")
    assert verdict(welcome).tracks.h1b_new.tag == "possible"


def test_an_export_licence_path_caps_and_a_mention_does_not() -> None:
    assert verdict(said("export_control", value="licence_possible")).tag == "possible"
    assert verdict(said("export_control", value="mention")).tag == "likely"
    assert verdict(said("export_control", value="licence_possible"), approved=None, match=None).tag == "unknown"


@pytest.mark.parametrize("kind", ["work_authorization_required_only", "e_verify", "cap_exempt"])
def test_what_is_neither_offer_nor_refusal_changes_nothing(kind: StatementKind) -> None:
    assert verdict(said(kind)).tag == "likely"


def test_work_outside_the_us_is_unknown_whatever_is_stated() -> None:
    places = [Place(raw="Toronto", country="CA"), Place(raw="London", country="GB")]
    found = verdict(said("no_sponsorship"), places=places)
    assert found.tag == "unknown" and "outside the United States (CA, GB)" in found.reasons[0]
    assert not is_outside_us([*places, *US])
    assert not is_outside_us([]) and not is_outside_us([Place(raw="Remote")])


def test_a_match_in_review_is_unknown_and_names_the_filer() -> None:
    found = verdict(approved=None, match=Match("review", 0.5, "larger_namesake", "two alike", FILER))
    assert found.tag == "unknown"
    assert "DUNMARROW INC" in found.reasons[0] and "not certain" in found.reasons[0]


def test_no_reference_data_is_unknown_and_says_what_to_load() -> None:
    found = verdict(approved=None, match=None)
    assert found.tag == "unknown" and "reference add" in found.reasons[0]


def test_unlikely_needs_a_confident_match_with_filings() -> None:
    assert verdict(approved=1).tracks.h1b_new.tag == "unlikely"
    nobody = verdict(approved=None, match=Match("none", 0.0, "not_found", "no filed name"))
    assert nobody.tracks.h1b_new.tag == "unknown"


def test_reasons_are_one_to_four_and_checkable() -> None:
    found = verdict(said("e_verify", "We participate in E-Verify."))
    assert 1 <= len(found.reasons) <= 4
    text = " ".join(found.reasons)
    assert "FY2021 40 initial and 0 continuing approved" in text and "hub_2021.csv" in text
    assert "We participate in E-Verify." in text and "hub-logistic-1" in text and "not of this posting" in text
    assert "I-140" not in text
    new = found.tracks.h1b_new.probability
    assert new is not None and f"{new:.0%}" in text and "100%" not in text
    assert "FY2022" in text and "September 2025" in text and "February 2026" in text


def test_long_quotes_and_many_statements_stay_readable() -> None:
    many = [said("no_sponsorship", f"No sponsorship, for reason {n}. " + "x" * 400) for n in range(5)]
    found = verdict(*many)
    assert "3 more statements" in " ".join(found.reasons)
    assert max(map(len, found.reasons)) < 800


def scoped(kind: StatementKind, *scope: str, quote: str = "as quoted") -> Statement:
    return replace(said(kind, quote), scope=list(scope))


def tag_of(statement: Statement, **job: Any) -> str:
    places = job.pop("places", US)
    return judge(places, [statement], assess(MATCH, filed(40), COVERAGE), **job).tag


def test_a_refusal_for_others_does_not_exclude_and_is_shown() -> None:
    interns = scoped("no_sponsorship", "employment_type:INTERN", quote="Interns are not sponsored.")
    found = judge(US, [interns], assess(MATCH, filed(40), COVERAGE), employment_type="FULL_TIME")
    assert found.tag == "likely"
    assert any("other jobs" in reason and "Interns are not sponsored." in reason for reason in found.reasons)
    assert tag_of(interns, employment_type="INTERN") == "excluded_by_posting"
    assert tag_of(interns) == "possible"


@pytest.mark.parametrize(
    ("scope", "job", "tag"),
    [
        ("country:GB", {}, "likely"),
        ("country:US", {}, "excluded_by_posting"),
        ("country:GB", {"places": []}, "possible"),
        ("work_mode:remote", {"job_location_type": "remote"}, "excluded_by_posting"),
        ("work_mode:remote", {"job_location_type": "onsite"}, "likely"),
        ("work_mode:remote", {}, "possible"),
        ("place:austin", {"places": [Place(raw="Austin, TX", locality="Austin", country="US")]}, "excluded_by_posting"),
        ("place:london", {"places": [Place(raw="Austin, TX", locality="Austin", country="US")]}, "likely"),
        ("place:london", {}, "possible"),
    ],
)
def test_a_refusal_holds_where_its_scope_does(scope: str, job: dict[str, Any], tag: str) -> None:
    assert tag_of(scoped("no_sponsorship", scope), **job) == tag


def test_an_offer_of_another_kind_of_job_promises_nothing_here() -> None:
    offer = scoped("offers", "employment_type:FULL_TIME", quote="We sponsor visas for full-time employees.")
    assert tag_of(offer, employment_type="FULL_TIME") == "stated_yes"
    assert tag_of(offer) == "possible"
    assert tag_of(offer, employment_type="CONTRACTOR") == "likely"
    elsewhere = scoped("conditional", "country:DE", quote="We sponsor visas in Germany only.")
    assert tag_of(elsewhere) == "excluded_by_posting"
    assert tag_of(scoped("conditional", "country:DE", quote="We may sponsor visas in Germany.")) == "likely"


def test_a_refusal_of_other_visas_leaves_the_h1b() -> None:
    card = scoped("no_sponsorship", "visa:green card", quote="Green card sponsorship is not offered.")
    found = verdict(card)
    assert (found.tracks.perm.tag, found.tracks.h1b.tag) == ("excluded_by_posting", "likely")
    both = scoped("no_sponsorship", "visa:green card", quote="We do not sponsor work visas or green cards.")
    assert verdict(both).tag == "excluded_by_posting"
    training = scoped("no_sponsorship", "visa:OPT", quote="Students on CPT are not eligible.")
    assert verdict(training).tag == "possible"
    e3 = scoped("no_sponsorship", "visa:E-3", "visa:TN", quote="E-3 and TN applicants cannot be supported.")
    assert (verdict(e3).tracks.e3.tag, verdict(e3).tracks.h1b.tag) == ("excluded_by_posting", "likely")
