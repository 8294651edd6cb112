"""How the URLs of each applicant-tracking system look, and which part of them names the board.

One row a form: pattern of the host, pattern of path and query, template of the token over their named groups; a token
of ``None`` is a form that shows the system and not the board (a short link, a job page without its employer). The first
row that matches wins, so a special form stands before the general one of its system. Sources: the systems' own public
addresses; each row has cases in tests/crawler/test_recognise.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEGMENT = r"/(?P<board>[^/?]+)"
_CULTURE = r"(?:/[a-z]{2}-[a-z]{2,4}(?=/))?"
_LANGUAGE = r"(?:/[a-z]{2}(?:[-_][a-z]{2,4})?(?=/))?"
_GUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_NOT_A_TENANT = (
    r"(?!(?:www|app|apps|api|api2|docs?|developers?|help|support|status|blog|cdn|assets|static|media|images|img|auth"
    r"|login|sso|id|my|info|go|mail|email|marketing|resources|get|community|partners?|careers-analytics)\.)"
)
"""Names under a system's domain that are the vendor's own and no customer's."""


HOST_KEYED = ("avature", "icims", "jibe", "phenom", "radancy", "successfactors_rmk")
"""Systems whose token is the host that they publish on, also when it is the employer's own."""


@dataclass(frozen=True, slots=True)
class UrlForm:
    """One way in which a system's URLs look."""

    ats: str
    host: re.Pattern[str]
    path: re.Pattern[str]
    """Matched against ``path?query``, from the start."""
    token: str | None
    fold: bool = False
    """The token is hexadecimal, written in either case for one board."""


def _form(ats: str, host: str, path: str = "", token: str | None = "{board}", *, fold: bool = False) -> UrlForm:
    return UrlForm(ats, re.compile(host), re.compile(path, re.IGNORECASE), token, fold)


def _param(name: str, group: str = "board", value: str = "[^&]+") -> str:
    """Lookahead for a query parameter wherever it stands; linear, as its parts cannot overlap."""
    return rf"(?=[^?]*\?(?:[^&]*&)*{name}=(?P<{group}>{value})(?:&|$))"


def _tenant(domain: str) -> str:
    """Host pattern of a system that gives each customer a name under its own domain."""
    return rf"{_NOT_A_TENANT}(?P<board>[\w-]+)\.{domain}"


_GREENHOUSE = r"(?:job-)?boards(?:\.[\w-]+)?\.greenhouse\.io"
_WORKDAY = r"(?P<tenant>[\w-]+)\.wd\d+\.myworkdayjobs(?:-impl)?\.com"
_WORKDAY_SITE = r"(?:[\w-]+\.)?wd\d+\.myworkdaysite\.com"
_ORACLE = r"(?P<host>[\w.-]+\.fa(?:\.[\w-]+)?\.oracle(?:gov)?cloud\d*\.(?:com|eu))"
_SUCCESSFACTORS = r"(?:career|performancemanager|hcm)[\w-]*\.(?:successfactors|sapsf)\.(?:com|eu|cn)"
_BRASSRING = r"(?:[\w-]*jobs)\.brassring\.com"
_BRASSRING_KEY = _param("partnerid", "partner", r"\d+") + _param("siteid", "site", r"\d+")
_UKG = r"(?:recruiting\d*\.ultipro\.(?:com|ca)|[\w-]+\.rec\.pro\.ukg\.(?:net|com))"
_YC = r"(?:www\.)?ycombinator\.com"
_NEOGOV = r"(?:www\.)?(?:governmentjobs|schooljobs)\.com"

VENDOR_FORMS: tuple[UrlForm, ...] = (
    _form("greenhouse", _GREENHOUSE, "/embed/" + _param("for")),
    _form("greenhouse", _GREENHOUSE, "/embed(?:/|$)", None),
    _form("greenhouse", _GREENHOUSE, _SEGMENT),
    _form("greenhouse", r"(?:boards-)?api(?:\.[\w-]+)?\.greenhouse\.io", "/v1/boards" + _SEGMENT),
    _form("greenhouse", r"grnh\.se", r"/\w", None),
    _form("lever", r"jobs\.(?:eu\.)?lever\.co", _SEGMENT),
    _form("lever", r"api\.(?:eu\.)?lever\.co", "/v0/postings" + _SEGMENT),
    _form("ashby", r"jobs\.ashbyhq\.com", _SEGMENT),
    _form("ashby", r"api\.ashbyhq\.com", "/posting-api/job-board" + _SEGMENT),
    _form("workday", _WORKDAY, r"/wday/cxs/[\w-]+/(?P<site>[^/?]+)", "{tenant}/{site}"),
    _form("workday", _WORKDAY, _CULTURE + r"/(?!wday(?:/|$))(?P<site>[^/?]+)", "{tenant}/{site}"),
    _form("workday", _WORKDAY_SITE, r"/wday/cxs/(?P<tenant>[\w-]+)/(?P<site>[^/?]+)", "{tenant}/{site}"),
    _form("workday", _WORKDAY_SITE, _CULTURE + r"/recruiting/(?P<tenant>[\w-]+)/(?P<site>[^/?]+)", "{tenant}/{site}"),
    _form("smartrecruiters", r"(?:jobs|careers)\.smartrecruiters\.com", "/oneclick-ui/company" + _SEGMENT),
    _form("smartrecruiters", r"(?:jobs|careers)\.smartrecruiters\.com", r"/ni" + _SEGMENT),
    _form("smartrecruiters", r"(?:jobs|careers)\.smartrecruiters\.com", r"/?(?=\?)" + _param("company")),
    _form(
        "smartrecruiters", r"(?:jobs|careers)\.smartrecruiters\.com", r"(?!/(?:sr-jobs|job-api|ni)(?:/|$))" + _SEGMENT
    ),
    _form("smartrecruiters", r"api\.smartrecruiters\.com", "/v1/companies" + _SEGMENT),
    _form("smartrecruiters", r"www\.smartrecruiters\.com", _SEGMENT + r"/\d{6,}"),
    _form("oracle_recruiting", _ORACLE, r"/hcmUI/CandidateExperience/.*?\bsites/(?P<site>[^/?]+)", "{host}/{site}"),
    _form("oracle_recruiting", _ORACLE, r"/hcmRestApi/.*?siteNumber(?:=|%3D)(?P<site>\w+)", "{host}/{site}"),
    _form("oracle_recruiting", _ORACLE, r"/hcmUI/CandidateExperience(?:/|$)", None),
    _form(
        "icims",
        rf"(?P<host>{_NOT_A_TENANT}[\w-]+\.icims\.(?:com|eu))",
        r"/?(?:$|\?)|/(?:jobs|icims2)(?:/|$|\?)",
        "{host}",
    ),
    _form("jibe", rf"(?P<host>{_NOT_A_TENANT}[\w-]+\.jibeapply\.com)", "", "{host}"),
    _form("successfactors", _SUCCESSFACTORS, "/" + _param("company")),
    _form("successfactors_rmk", r"(?P<host>[\w-]+\.jobs\.hr\.cloud\.sap)", "", "{host}"),
    _form("avature", rf"(?P<host>{_NOT_A_TENANT}[\w-]+\.avature\.net)", "", "{host}"),
    _form(
        "eightfold",
        rf"{_NOT_A_TENANT}(?P<board>[\w-]+)\.eightfold\.ai",
        r"/?(?:$|\?)|/(?:careers|api/(?:apply|pcsx))(?:/|$|\?)",
    ),
    _form("eightfold", r"(?P<host>apply\.careers\.microsoft\.com)", "", "{host}"),
    _form("paylocity", r"recruiting\.paylocity\.com", rf"/.*?/(?P<board>{_GUID})(?:/|$|\?)"),
    _form("paylocity", r"recruiting\.paylocity\.com", r"/recruiting/jobs/(?:details|list|apply)/", None),
    _form("brassring", _BRASSRING, "/" + _BRASSRING_KEY, "{partner}/{site}"),
    _form("workable", r"apply\.workable\.com", r"/api/v\d/(?:widget/)?accounts" + _SEGMENT),
    _form("workable", r"(?:www\.)?workable\.com", "/api/accounts" + _SEGMENT),
    _form("workable", r"apply\.workable\.com", "/j/", None),
    _form("workable", r"apply\.workable\.com", _SEGMENT),
    _form("workable", r"wrkbl\.ink", r"/\w", None),
    _form("workable", r"(?!(?:jobs|apply|careers-page|workers|advisor)\.)" + _tenant(r"workable\.com")),
    _form("recruitee", _tenant(r"recruitee\.com")),
    _form("personio", r"(?P<board>[\w-]+)\.jobs\.personio\.[a-z]{2,3}"),
    _form("teamtailor", rf"{_NOT_A_TENANT}(?P<board>[\w-]+(?:\.[\w-]+)*)\.teamtailor\.com"),
    _form("breezy", _tenant(r"breezy\.hr")),
    _form("bamboohr", _tenant(r"bamboohr\.com"), r"/?(?:$|\?)|/(?:careers|jobs|hiring)(?:/|$|\?)|/js/(?:jobs|embed)"),
    _form("rippling", r"ats\.(?:[\w-]+\.)?rippling\.com", _CULTURE + _SEGMENT),
    _form("rippling", r"api\.rippling\.com", r"/platform/api/ats/v\d/board" + _SEGMENT),
    _form("pinpoint", _tenant(r"pinpointhq\.com")),
    _form("jobvite", r"jobs\.jobvite\.com", r"/careers" + _SEGMENT),
    _form("jobvite", r"jobs\.jobvite\.com", r"(?!/(?:careers|support|__assets__)(?:/|$|\?))" + _SEGMENT),
    _form("jobvite", r"(?:hire|app|careers)\.jobvite\.com", r"/(?:j(?:obvite/)?|CompanyJobs/)[^?]*\?", None),
    _form("manatal", r"(?:www\.)?careers-page\.com", _SEGMENT),
    _form("manatal", _tenant(r"careers-page\.com")),
    _form("manatal", r"api\.manatal\.com", r"/open/v\d/career-page" + _SEGMENT),
    _form("gusto", r"jobs\.gusto\.com", "/boards" + _SEGMENT),
    _form("gusto", r"jobs\.gusto\.com", "/postings/", None),
    _form("workatastartup", r"(?:www\.)?workatastartup\.com", "/companies" + _SEGMENT),
    _form("workatastartup", r"(?:www\.)?workatastartup\.com", r"/jobs/\d", None),
    _form("workatastartup", _YC, "/companies" + _SEGMENT + r"/jobs(?:/|$|\?)"),
    _form(
        "taleo", r"[\w-]+\.tbe\.taleo\.net", r"/.*?/ats/" + _param("org", "org") + _param("cws", "cws"), "{org}/{cws}"
    ),
    _form(
        "taleo",
        r"(?P<tenant>[\w-]+)\.taleo\.net",
        r"/careersection/(?!rest/)(?P<section>[^/?]+)/",
        "{tenant}/{section}",
    ),
    _form("taleo", r"[\w-]+(?:\.tbe)?\.taleo\.net", "/(?:careersection/|[^/]+/ats/)", None),
    _form("adp", r"workforcenow\.adp\.com", "/mascsr/" + _param("cid", "cid") + _param("ccid", "ccid"), "{cid}/{ccid}"),
    # Without ccId the site opens the client's first career centre, which always has this key.
    _form("adp", r"workforcenow\.adp\.com", "/mascsr/" + _param("cid", "cid"), "{cid}/19000101_000001"),
    _form("adp", r"workforcenow\.adp\.com", r"/(?:mascsr|jobs)/", None),
    _form("adp_recruiting", r"myjobs\.adp\.com", r"/public/staffing/v\d/career-site" + _SEGMENT),
    _form("adp_recruiting", r"myjobs\.adp\.com", r"(?!/(?:public|shared|myadp_prefix)(?:/|$))" + _SEGMENT),
    _form("adp_recruiting", r"recruiting\.adp\.com", "/srccar/", None),
    _form("clearcompany", r"(?!apply\.)" + _tenant(r"hrmdirect\.com")),
    _form("clearcompany", _tenant(r"clearcompany\.com"), r"/careers(?:/|$|\?)"),
    _form(
        "cornerstone",
        r"(?P<tenant>[\w-]+)\.csod\.com",
        r"/(?:ux/)?ats/careersite/(?P<site>\d+)(?:/|$|\?)",
        "{tenant}/{site}",
    ),
    _form(
        "cornerstone",
        r"(?P<tenant>[\w-]+)\.csod\.com",
        "/ats/careersite/" + _param("site", "site", r"\d+"),
        "{tenant}/{site}",
    ),
    _form(
        "comeet",
        r"(?:www\.)?comeet\.com?",
        r"/jobs/(?P<company>[^/?]+)/(?P<uid>[0-9a-f]{2}\.[0-9a-f]{3})(?:/|$|\?)",
        "{company}/{uid}",
    ),
    _form("comeet", r"(?:www\.)?comeet\.com?", r"/careers-api/\d[\d.]*/company/", None),
    _form("gem", r"jobs\.gem\.com", _SEGMENT),
    _form("gem", r"api\.gem\.com", r"/job_board/v\d" + _SEGMENT),
    _form("jazzhr", _tenant(r"(?:applytojob|theresumator)\.com")),
    _form("jazzhr", r"app\.jazz(?:hr)?\.(?:co|com)", "/widgets/basic/create" + _SEGMENT),
    _form("join", r"(?:www\.)?join\.com", r"(?:/[a-z]{2}(?=/))?/companies" + _SEGMENT),
    _form("pageup", r"careers(?:-[\w-]+)?\.pageuppeople\.com", r"/(?P<number>\d+)/(?P<code>[^/?]+)", "{number}/{code}"),
    _form("trakstar", r"(?P<board>[\w-]+)\.hire\.trakstar\.com"),
    _form("trakstar", _tenant(r"recruiterbox\.com")),
    _form("neogov", _NEOGOV, r"/careers/home(?=[/?])" + _param("agency")),
    _form("neogov", _NEOGOV, r"/careers(?!/home(?:/|\?|$))" + _SEGMENT),
    _form("neogov", _NEOGOV, "/SearchEngine/JobsFeed" + _param("agency")),
    _form("neogov", r"agency\.governmentjobs\.com", _SEGMENT),
    _form("ukg", _UKG, rf"/(?P<code>[^/?]+)/JobBoard/(?P<guid>{_GUID})", "{code}/{guid}"),
    _form(
        "paycom",
        r"(?:www\.)?paycomonline\.(?:net|com)",
        r"/v4/ats/web\.php/portal/(?P<board>[0-9a-f]{32})(?:/|$|\?)",
        fold=True,
    ),
    _form(
        "paycom",
        r"(?:www\.)?paycomonline\.(?:net|com)",
        r"/v4/ats/" + _param("clientkey", value="[0-9a-f]{32}"),
        fold=True,
    ),
    _form(
        "dayforce",
        r"[\w-]+\.dayforcehcm\.com",
        r"/CandidatePortal" + _CULTURE + r"/(?P<tenant>[^/?]+)/site/(?P<portal>[^/?]+)",
        "{tenant}/{portal}",
    ),
    _form(
        "dayforce",
        r"[\w-]+\.dayforcehcm\.com",
        r"/CandidatePortal" + _CULTURE + r"/(?P<tenant>[^/?]+)",
        "{tenant}/CANDIDATEPORTAL",
    ),
    _form(
        "dayforce",
        r"jobs\.dayforcehcm\.com",
        r"(?!/api/)" + _CULTURE + r"/(?P<tenant>[^/?]+)/(?P<portal>[^/?]+)",
        "{tenant}/{portal}",
    ),
)
"""Forms on the systems' own hosts."""

OWN_SITE_FORMS: tuple[UrlForm, ...] = (
    _form(
        "amazon",
        r"(?:www\.)?amazon\.jobs",
        _param(r"(?:normalized_country_code|country)(?:\[\]|%5B%5D)", value="[a-z]{3}"),
    ),
    _form("amazon", r"(?:www\.)?amazon\.jobs", "", "amazon"),
    _form("usajobs", r"(?:www|data)\.usajobs\.gov", _param("(?:a|organization)", value=r"\w+")),
    _form("usajobs", r"(?:www|data)\.usajobs\.gov", r"/(?:job|search|api/search)(?:/|$|\?)|/?$", "all"),
    _form("apple", r"jobs\.apple\.com", "", "apple"),
    _form("apple", r"www\.apple\.com", r"(?:/[a-z]{2})?/careers(?:/|$|\?)", "apple"),
    _form("google", r"careers\.google\.com", "", "google"),
    _form("google", r"(?:www\.)?google\.com", r"/about/careers/applications(?:/|$|\?)", "google"),
    _form("meta", r"(?:www\.)?metacareers\.com", "", "meta"),
    _form(
        "tesla", r"(?:www\.)?tesla\.com", r"(?:/[a-z]{2}_[a-z]{2})?/(?:careers|cua-api/apps/careers)(?:/|$|\?)", "tesla"
    ),
)
"""Forms of employers (and one government) that publish on a system of their own."""

_ANY = r"(?P<host>[\w-]+(?:\.[\w-]+)+)"

VANITY_FORMS: tuple[UrlForm, ...] = (
    _form("greenhouse", _ANY, _param("gh_jid", "job", r"\d+"), None),
    _form("ashby", _ANY, _param("ashby_jid", "job", _GUID), None),
    _form("brassring", _ANY, "/TGnewUI/" + _BRASSRING_KEY, "{partner}/{site}"),
    _form("avature", _ANY, r"/(?:[\w-]+/)*(?-i:SearchJobs|JobDetail|FolderDetail|ProjectDetail)(?:/|$|\?)", "{host}"),
    _form(
        "jibe", _ANY, r"(?:/[\w-]+)?/jobs/[\w-]+/?(?=\?)" + _param("lang", "lang", r"(?-i:[a-z]{2}-[a-z]{2})"), "{host}"
    ),
    _form("radancy", _ANY, _LANGUAGE + r"/(?:job|emploi)/[^/?]+/[^/?]+/\d{2,6}/\d{6,}/?(?:$|\?)", "{host}"),
    _form("phenom", r"(?!jobs\.careers\.microsoft\.com)" + _ANY, r"/(?:global|[a-z]{2})/[a-z]{2}/job/[^/?]+", "{host}"),
    _form("successfactors_rmk", _ANY, r"(?:/[\w-]+)?/job/(?-i:[A-Z0-9%])[^/?]*-[^/?]*/\d{8,10}/?(?:$|\?)", "{host}"),
    _form("eightfold", _ANY, r"/careers/job/\d{12,}", "{host}"),
    _form(
        "eightfold",
        _ANY,
        r"/careers(?:/\w+)?/?(?=\?)" + _param("domain", "domain") + _param("pid", "pid", r"\d+"),
        "{host}",
    ),
    _form(
        "oracle_recruiting",
        _ANY,
        r"(?:/hcmUI/CandidateExperience)?/[a-z]{2}(?:-[a-z]{2})?/sites/[\w-]+(?:/(?:jobs?|requisitions)(?:/|$|\?)|/?$)",
        None,
    ),
)
"""Forms that a system keeps on an employer's own host, only those that no other software is known to make.

Listing pages such as ``/search-jobs`` or ``/us/en/search-results`` are not among them: other sites use the same words,
so such a page is told by its markers. Where the token is the host, the host is all that the system needs.
"""
