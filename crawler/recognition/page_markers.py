"""What a careers page itself shows of the system behind it: a table of markers, and how much each one proves.

A marker is text that the system's own embed code or page template puts into the page. Sources: the systems' public
embed instructions and pages; each has a case in tests/crawler/test_recognise_page.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum


class Strength(IntEnum):
    """How much a marker proves, weakest first."""

    JSONLD = 0
    """The page describes a posting in JSON-LD, as any site may."""
    JOB_LINK = 1
    """It links to one job on a system."""
    EMBED_WITHOUT_TOKEN = 2
    """A system's widget is in it, and nothing of the widget names the board."""
    BOARD_LINK = 3
    """It links to a whole board."""
    SERVED = 4
    """The page is made by the system."""
    EMBED = 5
    """It loads a board that is named."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One thing to look for. Patterns are bounded and begin with plain text, so a search is linear in the page."""

    ats: str
    strength: Strength
    text: re.Pattern[bytes]
    values: tuple[re.Pattern[bytes], ...] = ()
    """Named values that must all stand within :data:`REACH` bytes from the start of ``text``."""
    token: str | None = None
    """Template over the named values; ``host`` is the host of the page; ``None`` names no board."""
    besides: bytes = b""
    """What else must be on the page (lower case), where other software uses the same name for its own."""


REACH = 600
"""Bytes; embed codes are a few lines long."""


def _marker(ats: str, strength: Strength, text: bytes, token: str | None = None) -> Marker:
    return Marker(ats, strength, re.compile(text), token=token)


def _named(
    ats: str, text: bytes, token: str, besides: bytes = b"", strength: Strength = Strength.EMBED, **names: bytes
) -> Marker:
    """A marker whose token is in values by these names, as JSON or JavaScript write them, in a string or not."""
    values = [
        rb"""%s\\?["']?\s{0,9}[:=]\s{0,9}\\?["'](?P<%s>[\w.-]{1,80})\\?["']""" % (name, group.encode())
        for group, name in names.items()
    ]
    return Marker(ats, strength, re.compile(text), tuple(map(re.compile, values)), token, besides)


MARKERS: tuple[Marker, ...] = (
    _named("greenhouse", rb"urlToken", "{board}", b"greenhouse", board=rb"urlToken"),
    _named("greenhouse", rb"board[_-]?[tT]oken", "{board}", b"greenhouse", board=rb"board[_-]?[tT]oken"),
    _marker("greenhouse", Strength.EMBED_WITHOUT_TOKEN, rb"""id=["']?grnhse_app\b"""),
    _marker("greenhouse", Strength.EMBED_WITHOUT_TOKEN, rb"gh_jid=\d{1,20}"),
    _named("lever", rb"leverJobsOptions", "{board}", board=rb"accountName"),
    _marker("lever", Strength.EMBED_WITHOUT_TOKEN, rb"""id=["']?lever-jobs-container\b"""),
    _marker("ashby", Strength.EMBED_WITHOUT_TOKEN, rb"""id=["']?ashby_embed\b"""),
    _marker("ashby", Strength.EMBED_WITHOUT_TOKEN, rb"ashby_jid=[0-9a-fA-F-]{8,36}"),
    _named(
        "workday", rb"window\.workday\b", "{tenant}/{site}", b"", Strength.SERVED, tenant=rb"tenant", site=rb"siteId"
    ),
    _named("smartrecruiters", rb"company_code", "{board}", b"smartrecruiters", board=rb"company_code"),
    _marker("workable", Strength.EMBED_WITHOUT_TOKEN, rb"whr_embed\(\s{0,9}\d{1,12}"),
    _named("comeet", rb"COMEET\.init", "{company}/{uid}", uid=rb"company-uid", company=rb"company-name"),
    _marker("icims", Strength.EMBED_WITHOUT_TOKEN, rb"icims_content_iframe|iCIMS_(?:ListingsPage|JobCardItem)"),
    _marker("jibe", Strength.SERVED, rb"jibecdn\.com|window\._jibe\b|_jibe\s{0,9}=", "{host}"),
    _marker(
        "radancy",
        Strength.SERVED,
        rb"""tbcdn\.talentbrew\.com|cdn\.radancy\.(?:eu|com)|data-total-job-results=|gtm_tbcn_\w|name=["']job-ats-req-id""",
        "{host}",
    ),
    _marker("phenom", Strength.SERVED, rb"phApp\.ddo\b|phApp\s{0,9}=", "{host}"),
    _marker("phenom", Strength.EMBED_WITHOUT_TOKEN, rb"phenompeople\.com"),
    _marker("avature", Strength.SERVED, rb"""name=["']?avature\.portal\.[\w.]{1,40}""", "{host}"),
    _marker(
        "successfactors_rmk",
        Strength.SERVED,
        rb"""rmkcdn\.successfactors\.com|jobs2web\.com|/platform/js/j2w/|class=["'][^"'<>]{0,80}\bjobTitle-link\b""",
        "{host}",
    ),
    _marker("eightfold", Strength.SERVED, rb"static\.vscdn\.net|window\._EF_\w{1,40}", "{host}"),
    _marker("jobvite", Strength.EMBED_WITHOUT_TOKEN, rb"jv-job-list\b"),
    _marker("teamtailor", Strength.EMBED_WITHOUT_TOKEN, rb"scripts\.teamtailor-cdn\.com/widgets"),
    _marker("teamtailor", Strength.SERVED, rb"(?:assets|images)[\w-]{0,20}\.teamtailor-cdn\.com", "{host}"),
    _marker("recruitee", Strength.SERVED, rb"recruiteecdn\.com|window\.recruitee\b", "{host}"),
    _marker("oracle_recruiting", Strength.EMBED_WITHOUT_TOKEN, rb"CX_CONFIG\b|/hcmRestApi/"),
    _marker(
        "jsonld",
        Strength.JSONLD,
        rb"""["'](?:@|\\u0040)type\\?["']\s{0,9}:\s{0,9}(?:\[\s{0,9})?\\?["']\s{0,3}JobPosting\s{0,3}\\?["']""",
        "{host}",
    ),
)
"""Markers besides the addresses of boards, which are recognised as addresses wherever they stand."""

VENDOR_DOMAINS = (
    b"greenhouse.io", b"lever.co", b"ashbyhq.com", b".myworkdayjobs", b".myworkdaysite.com", b"smartrecruiters.com",
    b".oraclecloud", b".oraclegovcloud", b".icims.", b".jibeapply.com", b".successfactors.", b".sapsf.",
    b".jobs.hr.cloud.sap", b".avature.net", b".eightfold.ai", b".paylocity.com", b".brassring.com", b"workable.com",
    b".recruitee.com", b".jobs.personio.", b".teamtailor.com", b".breezy.hr", b".bamboohr.com", b".rippling.com",
    b".pinpointhq.com", b".jobvite.com", b"careers-page.com", b".manatal.com", b"jobs.gusto.com",
    b"workatastartup.com", b"ycombinator.com", b".taleo.net", b"workforcenow.adp.com", b"myjobs.adp.com",
    b"recruiting.adp.com", b".hrmdirect.com", b".clearcompany.com", b".csod.com", b"comeet.co", b"jobs.gem.com",
    b"api.gem.com", b".applytojob.com", b".theresumator.com", b"app.jazz.co", b"app.jazzhr.com", b"join.com",
    b".pageuppeople.com", b".hire.trakstar.com", b".recruiterbox.com", b"governmentjobs.com", b"schooljobs.com",
    b".ultipro.", b".rec.pro.ukg.", b"paycomonline.", b".dayforcehcm.com", b"grnh.se", b"wrkbl.ink",
)  # fmt: skip
"""Parts of the hosts of :data:`crawler.recognition.url_forms.VENDOR_FORMS`, which a page is searched for."""
