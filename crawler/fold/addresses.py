"""One name for the many addresses of one posting: its page, its application form, the same behind another site of it.

The forms are the systems' own public ones, as their careers pages write them; where a system numbers its postings
across its customers or across the sites of one, the site is left out of the name, since that is another door to the
same posting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_ID = r"(?P<id>[^/]+)"
_UUID = r"(?P<id>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})"
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class _Form:
    """``path`` is searched from the start, ``params`` (lower case) must all be there; ``name`` is filled from both."""

    host: re.Pattern[str]
    path: re.Pattern[str]
    name: str
    params: tuple[str, ...] = ()


def _form(host: str, path: str, name: str, *params: str) -> _Form:
    return _Form(re.compile(host), re.compile(path, re.IGNORECASE), name, params)


_ANY = r"(?P<host>.+)"
_WORKDAY_JOB = r"/(?:job|details)/(?:[^/]+/)?[^/]*_(?P<id>[^/_]+)(?:/apply.*)?/?$"

_FORMS = (
    _form(r"(?:job-)?boards(?:\.\w+)?\.greenhouse\.io", r"/[^/]+/jobs/(?P<id>\d+)", "greenhouse/{id}"),
    _form(r"(?:job-)?boards(?:\.\w+)?\.greenhouse\.io", r"/embed/job_app", "greenhouse/{token}", "token"),
    _form(_ANY, "", "greenhouse/{gh_jid}", "gh_jid"),
    _form(r"jobs\.(?:eu\.)?lever\.co", r"/[^/]+/" + _UUID, "lever/{id}"),
    _form(r"jobs\.ashbyhq\.com", r"/[^/]+/" + _UUID, "ashby/{id}"),
    _form(_ANY, "", "ashby/{ashby_jid}", "ashby_jid"),
    _form(r"(?P<tenant>[\w-]+)\.wd\d+\.myworkdayjobs(?:-impl)?\.com", ".*?" + _WORKDAY_JOB, "workday/{tenant}/{id}"),
    _form(
        r"(?:[\w-]+\.)?wd\d+\.myworkdaysite\.com",
        r".*?/recruiting/(?P<tenant>[\w-]+)/[^/]+" + _WORKDAY_JOB,
        "workday/{tenant}/{id}",
    ),
    _form(
        _ANY,
        r"(?:/hcmUI/CandidateExperience)?/[a-z]{2}(?:-[a-z]{2})?/sites/[^/]+/(?:jobs?|requisitions)(?:/preview)?/"
        r"(?P<id>[^/]*\d[^/]*)",
        "oracle_recruiting/{host}/{id}",
    ),
    _form(r"(?P<host>[\w-]+\.icims\.(?:com|eu))", r"/jobs/(?P<id>\d+)(?:/|$)", "icims/{host}/{id}"),
    _form(r"jobs\.smartrecruiters\.com", r"/[^/]+/(?P<id>\d{6,})(?:-|/|$)", "smartrecruiters/{id}"),
    _form(r"jobs\.smartrecruiters\.com", r"/[^/]+/" + _UUID, "smartrecruiters/{id}"),
    _form(r"apply\.workable\.com", r"/(?:[^/]+/)?j/" + _ID, "workable/{id}"),
    _form(r"(?P<tenant>[\w-]+)\.recruitee\.com", r"/o/" + _ID, "recruitee/{tenant}/{id}"),
    _form(r"jobs\.jobvite\.com", r"/(?:careers/)?[^/]+/job/" + _ID, "jobvite/{id}"),
    _form(r"(?P<tenant>[\w-]+)\.taleo\.net", r"/careersection/.*\.ftl$", "taleo/{tenant}/{job}", "job"),
    _form(
        r"[\w-]+\.(?:successfactors|sapsf)\.(?:com|eu|cn)",
        "",
        "successfactors/{company}/{career_job_req_id}",
        *("company", "career_job_req_id"),
    ),
    _form(r"[\w-]*jobs\.brassring\.com", "", "brassring/{partnerid}/{jobid}", "partnerid", "jobid"),
    _form(r"(?:www\.)?workforcenow\.adp\.com", "", "adp/{cid}/{jobid}", "cid", "jobid"),
    _form(r".*\.(?:ultipro\.(?:com|ca)|pro\.ukg\.(?:net|com))", "", "ukg/{opportunityid}", "opportunityid"),
    _form(r"recruiting\.paylocity\.com", r"/recruiting/jobs/(?:details|apply)/(?P<id>\d+)", "paylocity/{id}"),
    _form(_ANY, r"(?:/[\w-]+)*/JobDetail/(?:[^/]+/)?(?P<id>\d+)/?$", "avature/{host}/{id}"),
    _form(_ANY, r"(?:/[\w-]+)*/ApplicationMethods$", "avature/{host}/{jobid}", "jobid"),
    _form(_ANY, r"/careers/job/(?P<id>\d{6,})", "eightfold/{host}/{id}"),
    _form(_ANY, r"/(?:global|[a-z]{2})/[a-z]{2}(?:_[a-z]{2})?/job/(?P<id>[^/]*\d[^/]*)", "phenom/{host}/{id}"),
)
"""The first that fits names the posting."""

_TRACKING = re.compile(
    r"utm_.*|gh_src|lever-.*|src|source|sourceid|ref|referrer|refid|referral|trid|codes|iis|iisn|jan[12]offset|jun1offset"
    r"|mobile|width|height|needsredirect|bga|in_iframe|hub|mode|lang|locale|language|gclid|fbclid|msclkid|mc_[ce]id"
    r"|_ga|_gl|icid|cid_source|channel|campaign|jobboard|jobboardsource|job_site|from|s?kwcid|__jvst|__jvsd|share.*"
    r"|tracking.*|oga|ss|icims"
)
_FORM_PAGE = re.compile(r"(?:/(?:apply(?:-now)?|application|applicants|login|new|index\.html?))+$", re.IGNORECASE)
_HAS_ID = re.compile(r"(?=[\w-]*\d)[\w-]{3,}")


def address_name(url: str | None) -> str | None:
    """``<system>/<key>`` or ``<host>/<path>`` of the posting that ``url`` leads to, equal for all its addresses.

    ``None`` for what is no web address, or does not say which posting it is: nothing with a digit in path or query.
    """
    parts = _split(url)
    if parts is None:
        return None
    host, path, query = parts
    params = {name.lower(): value for name, value in query if value}
    for form, in_host in _forms_of(host):
        if all(name in params for name in form.params) and (in_path := form.path.match(path)) is not None:
            return form.name.format_map({**params, **in_host, **in_path.groupdict()})
    kept = urlencode(sorted((name, value) for name, value in query if not _TRACKING.fullmatch(name.lower())))
    path = _FORM_PAGE.sub("", path.rstrip("/"))
    if not _HAS_ID.search(path.partition("?")[0]) and not any(c.isdigit() for c in kept):
        return None
    return f"{host.removeprefix('www.')}{path}{'?' if kept else ''}{kept}"


@lru_cache(maxsize=4096)
def _forms_of(host: str) -> list[tuple[_Form, dict[str, str]]]:
    """Forms that addresses on ``host`` may have, with what the host says; a board's are all on one or two."""
    matches = ((form, form.host.fullmatch(host)) for form in _FORMS)
    return [(form, match.groupdict()) for form, match in matches if match is not None]


def _split(url: str | None) -> tuple[str, str, list[tuple[str, str]]] | None:
    """Host in lower case, decoded path, and the query's pairs."""
    if url is None or len(url) > _LONGEST:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    return host.rstrip("."), unquote(parts.path), parse_qsl(parts.query, errors="replace")
