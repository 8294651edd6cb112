"""Failures that users of other tools have reported, each by name: the form is theirs, the sentences are ours."""

from __future__ import annotations

import pytest

from enrich.text.pay import read_pay
from enrich.text.statements import read_statements, strongest


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("We do support H-1B transfers.", "conditional", id="transfer support read as silence"),
        pytest.param(
            "We will not consider people who require sponsorship.", "no_sponsorship", id="refusal by the person's need"
        ),
        pytest.param("Must be a U.S. person as ITAR defines it.", "export_control", id="us person read as silence"),
        pytest.param(
            "Any offer is contingent on the export licence that this role may need.",
            "export_control",
            id="export contingency read as silence",
        ),
        pytest.param("No sponsorship of events is needed.", "none", id="event sponsorship read as a refusal"),
        pytest.param(
            "We consider everyone regardless of race, religion, sex, age, citizenship or immigration status.",
            "none",
            id="equal opportunity read as an offer",
        ),
        pytest.param(
            "Sponsorship for visas is something we cannot offer.", "no_sponsorship", id="negation after the word"
        ),
        pytest.param(
            "Companies that don't sponsor visas miss out.", "none", id="host page's own words read as a refusal"
        ),
        pytest.param("Do you require sponsorship, now or in the future?", "none", id="form question read as a refusal"),
        pytest.param("A deeply curious person who loves ads and DoubleVerify.", "none", id="us person inside curious"),
    ],
)
def test_statement_misread_elsewhere(text: str, kind: str) -> None:
    found = strongest(read_statements(text))
    assert (found.kind if found else "none") == kind


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        pytest.param("$140-185k", (140_000, 185_000, "YEAR", "USD"), id="k on one side holds for both"),
        pytest.param("$165K \u2013 $205K", (165_000, 205_000, "YEAR", "USD"), id="k on both sides"),
        pytest.param("$165,000 \u2014 $205,000 USD", (165_000, 205_000, "YEAR", "USD"), id="em dash and a code behind"),
        pytest.param(
            "Maximum $152,000, minimum $118,000 salary per year",
            (118_000, 152_000, "YEAR", "USD"),
            id="maximum named first",
        ),
        pytest.param("$41.50/hr - $57.25/hr", (41.5, 57.25, "HOUR", "USD"), id="unit between the ends"),
        pytest.param("\u20ac55.000 \u2013 \u20ac75.000", (55_000, 75_000, "YEAR", "EUR"), id="point as thousands mark"),
        pytest.param("up to \u00a375k", (None, 75_000, "YEAR", "GBP"), id="only an upper end"),
        pytest.param("$65 per hour", (65, 65, "HOUR", "USD"), id="single hourly amount"),
        pytest.param(
            "Base $122,000/yr in the lowest market up to $233,000/yr",
            (122_000, 233_000, "YEAR", "USD"),
            id="words between the ends",
        ),
        pytest.param(
            "This role's pay range from $108,300 to $181,900 annually",
            (108_300, 181_900, "YEAR", "USD"),
            id="range from to",
        ),
        pytest.param("$181,900 - $108,300", (108_300, 181_900, "YEAR", "USD"), id="ends the wrong way round"),
        pytest.param("USD 93,400 - 201,700 per annum", (93_400, 201_700, "YEAR", "USD"), id="currency code once"),
        pytest.param("$171,024.00 - $248,019.20 / year", (171_024, 248_019.2, "YEAR", "USD"), id="cents"),
        pytest.param("401(k) match of 3% - 5%", None, id="401(k) with percentages"),
        pytest.param("A 401k and 8,000 colleagues", None, id="401k as four hundred thousand"),
        pytest.param("3-6 years of experience", None, id="years as dollars"),
        pytest.param("Open 2025-03-01 - 2025-04-01", None, id="dates as a range"),
        pytest.param("Approved I-140 or I-485 pending", None, id="form numbers as pay"),
    ],
)
def test_pay_misread_elsewhere(text: str, pay: tuple[float | None, float, str, str] | None) -> None:
    found = [(read.min_value, read.max_value, read.unit_text, read.currency) for read in read_pay(text)]
    assert found == ([] if pay is None else [pay])


def test_hourly_pay_is_not_turned_into_yearly_pay() -> None:
    pay = read_pay("$30 - $40 per hour, 2,080 hours a year")[0]
    assert (pay.min_value, pay.max_value, pay.unit_text) == (30, 40, "HOUR")


ADVICE_AROUND = """Pump Engineer Jobs with Visa Sponsorship
Companies that don't sponsor are left out of this list, and we don't surface roles without H-1B sponsorship.
See all 312 pump jobs
Sign up for free to unlock all listings
About the role
You will design pumps with our team in Tulsa.
Responsibilities
- Draw pumps and test them with the shop
Required Qualifications
- Bachelor's degree in mechanical engineering and 3 years of experience
{said}
All qualified applicants are considered without regard to race, sex or citizenship.
See all 312 pump jobs
Frequently asked questions about pump jobs
Do pump engineers get H-1B sponsorship?
Many employers sponsor visas, and your employer files the petition with USCIS.
"""


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        pytest.param("", "none", id="silent posting among advice read as an offer or a refusal"),
        pytest.param(
            "If the work needs an export license, the company may decline to apply for one.",
            "export_control",
            id="export discretion clause lost among advice",
        ),
        pytest.param("We participate in E-Verify.", "e_verify", id="e-verify notice read as an offer"),
    ],
)
def test_posting_inside_a_page_of_advice_misread_elsewhere(said: str, kind: str) -> None:
    found = strongest(read_statements(ADVICE_AROUND.format(said=said)))
    assert (found.kind if found else "none") == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("Nothing in your visa history will count against you.", "none", id="visa named, nothing said"),
        pytest.param("401(k) match, employer-sponsored health plan.", "none", id="sponsored benefits read as an offer"),
        pytest.param(
            "Applicants must not now or in the future require sponsorship.", "no_sponsorship", id="aside in a negation"
        ),
        pytest.param("Not only do we sponsor visas but we pay for them.", "offers", id="not only read as a refusal"),
        pytest.param("Sponsorship: N/A. We do not sponsor.", "no_sponsorship", id="label without an answer"),
        pytest.param("Sponsoring H-1B visas is not something we do.", "no_sponsorship", id="negation after a gerund"),
        pytest.param("No U.S. citizenship needed; we sponsor H-1B visas.", "offers", id="two negations of two things"),
        pytest.param("Must be authorized to work in the U.S.", "work_authorization_required_only", id="not a no"),
        pytest.param("U.S. citizenship is required.", "citizenship_or_clearance_required", id="citizenship unmarked"),
        pytest.param("Visa sponsorship:\nTravel: 10%", "none", id="empty field read as an offer"),
        pytest.param("We opt out of paper forms; pick CPT codes.", "none", id="opt and cpt in other senses"),
    ],
)
def test_sentence_misread_elsewhere_both_ways(text: str, kind: str) -> None:
    found = strongest(read_statements(text))
    assert (found.kind if found else "none") == kind
