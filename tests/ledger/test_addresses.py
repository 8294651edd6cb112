from __future__ import annotations

import gzip
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fold.addresses import address_name
from tests.real_data import shared_path

LEVER = "0b1f9a3e-52c1-4f0e-9d7a-3a1c5e7b9f11"


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        (
            "greenhouse/4100001",
            [
                "https://boards.greenhouse.io/lumen/jobs/4100001",
                "https://job-boards.greenhouse.io/lumen/jobs/4100001?gh_src=abc",
                "https://job-boards.eu.greenhouse.io/lumen/jobs/4100001#app",
                "https://boards.greenhouse.io/embed/job_app?for=lumen&token=4100001",
                "https://www.lumen.example/careers/open?gh_jid=4100001&utm_source=x",
            ],
        ),
        (
            f"lever/{LEVER}",
            [
                f"https://jobs.lever.co/loop/{LEVER}",
                f"https://jobs.eu.lever.co/loop/{LEVER}/apply?lever-source=x",
                f"https://JOBS.lever.co/loop/{LEVER}/",
            ],
        ),
        (
            f"ashby/{LEVER}",
            [f"https://jobs.ashbyhq.com/gale/{LEVER}/application", f"https://gale.example/jobs?ashby_jid={LEVER}"],
        ),
        (
            "workday/brightwater/R-88",
            [
                "https://brightwater.wd5.myworkdayjobs.com/Crew/job/Duluth/Ferry-Engineer_R-88",
                "https://brightwater.wd5.myworkdayjobs.com/en-US/Crew/job/Duluth/Ferry-Engineer_R-88/apply",
                "https://brightwater.wd5.myworkdayjobs.com/Other/job/Ferry-Engineer_R-88/apply/applyManually?source=x",
                "https://brightwater.wd5.myworkdayjobs.com/Crew/details/Ferry-Engineer_R-88",
                "https://wd5.myworkdaysite.com/recruiting/brightwater/Crew/job/Duluth/Ferry-Engineer_R-88",
            ],
        ),
        (
            "oracle_recruiting/fawn.fa.us6.oraclecloud.com/16281",
            [
                "https://fawn.fa.us6.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_7/job/16281",
                "https://fawn.fa.us6.oraclecloud.com/hcmUI/CandidateExperience/en-GB/sites/CX/job/16281/apply/email",
                "https://FAWN.fa.us6.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1/requisitions/preview/16281",
            ],
        ),
        (
            "icims/careers-tarnhill.icims.com/901",
            [
                "https://careers-tarnhill.icims.com/jobs/901/login",
                "https://careers-tarnhill.icims.com/jobs/901/kiln-hand/job?in_iframe=1&mode=job",
            ],
        ),
        (
            "successfactors/HollyFarm/5501",
            [
                "https://career8.successfactors.com/career?company=HollyFarm&career_ns=job_listing&career_job_req_id=5501",
                "https://career8.successfactors.com/career?career_job_req_id=5501&company=HollyFarm&career_ns=job_application",
            ],
        ),
        (
            "jobs.fern.example/job/4711-botanist?p=9",
            [
                "https://jobs.fern.example/job/4711-botanist?p=9",
                "https://www.jobs.fern.example/job/4711-botanist/?utm_medium=a&p=9&fbclid=1#top",
                "http://Jobs.Fern.Example/job/4711-botanist/apply?p=9",
            ],
        ),
    ],
)
def test_all_addresses_of_a_posting_have_one_name(name: str, addresses: list[str]) -> None:
    assert [address_name(address) for address in addresses] == [name] * len(addresses)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "https://t.wd5.myworkdayjobs.com/S/job/Duluth/X_R-88",
            "https://t.wd5.myworkdayjobs.com/S/job/Duluth/X_R-88-1",
        ),
        ("https://t.wd5.myworkdayjobs.com/S/job/X_R-88", "https://u.wd5.myworkdayjobs.com/S/job/X_R-88"),
        ("https://a.icims.com/jobs/901/x/job", "https://b.icims.com/jobs/901/x/job"),
        ("https://a.example/jobs?job=101", "https://a.example/jobs?job=102"),
        ("https://a.example/2026/jobs/view?n=1", "https://a.example/2026/jobs/view?n=2"),
        ("https://jobs.jobvite.com/q/job/oAbc1", "https://jobs.jobvite.com/q/job/oABc1"),
    ],
)
def test_addresses_of_two_postings_stay_two(one: str, other: str) -> None:
    assert None not in (address_name(one), address_name(other))
    assert address_name(one) != address_name(other)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "mailto:jobs@acme.example",
        "https://acme.example/careers/apply",
        "https://acme.example/",
        "https://[acme.example/jobs/1001",
        "https://acme.example/jobs/" + "1" * 5000,
        "javascript:alert(1001)",
    ],
)
def test_what_does_not_say_which_posting_it_is_has_no_name(address: str | None) -> None:
    assert address_name(address) is None


@given(st.text(max_size=80))
def test_any_text_has_a_name_or_none(text: str) -> None:
    for address in (text, f"https://{text}", f"https://jobs.example/{text}", f"https://jobs.example/?{text}"):
        assert address_name(address) == address_name(address.strip())


@pytest.mark.real
def test_on_real_addresses_no_name_joins_two_postings() -> None:
    listed: dict[str, set[str]] = {}
    for path in sorted(shared_path("data", "dol", "simplify").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                url = json.loads(line)["url"]
                listed.setdefault(address_name(url) or "", set()).add(url)
    unnamed = listed.pop("")
    assert len(unnamed) < 0.01 * len(listed)
    several = [urls for urls in listed.values() if len(urls) > 1]
    assert len(several) > 20
    for urls in several:
        ids = [set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]*-?\d{4,}", url)) for url in urls]
        assert set.intersection(*ids), urls
