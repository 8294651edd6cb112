"""A careers site without a known system: which of its pages are jobs.

The sitemap is the site's own list of its pages, so it proves completeness; a listing page does only when it is the
whole list.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from lxml import html as lxml_html
from lxml.etree import ParserError
from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.clean import clean_html, clean_text
from crawler.listings.collect import BoardCrawl, FetchError, Moved
from crawler.listings.landing import other_board_on
from crawler.listings.sitemaps import absolute_urls, site_urls

JOB_PAGES_AT_MOST = 20_000
_FOLDERS = "jobs?|careers?|positions?|openings?|vacanc(?:y|ies)|postings?|opportunit(?:y|ies)|requisitions?|roles?"
_JOB_PATH = re.compile(rf"/(?:[\w-]*-)?(?:{_FOLDERS})(?:/[^/?#]+)+/?$", re.IGNORECASE)
_NOT_A_JOB = re.compile(
    r"/(?:search|apply|login|categor(?:y|ies)|departments?|locations?|teams?|benefits|culture|faq|life|events?|"
    r"students?|about|alerts?|saved|tags?|pages?|internships?|diversity|privacy|feed|blog|why-[\w-]+)/?$",
    re.IGNORECASE,
)
_ASSET = re.compile(r"\.(?:png|jpe?g|gif|svg|css|js|pdf|ico|xml|json|webp|mp4)$", re.IGNORECASE)
_HREF = re.compile(r"""<a\b[^<>]{0,1000}?\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_PAGINATION = re.compile(r"""rel=["']?next\b|[?&](?:page|p|pg|offset|startrow|start)=\d|load[- ]more""", re.IGNORECASE)
_POSTING_HEADINGS = re.compile(
    r"^(?:about (?:the |this )?(?:role|job|position)|job (?:description|summary)|(?:key |your )?responsibilities|"
    r"(?:required |preferred |minimum |basic )?(?:qualifications|requirements)|"
    r"what you(?:'|’)?(?:ll| will) (?:do|bring|need)|"
    r"who you are|salary(?: range)?|compensation|benefits|position (?:overview|summary)|skills(?: and experience)?)\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:no longer (?:available|active|open|accepting|being accepted|posted|exists?)|"
    r"(?:has|have) (?:been )?(?:expired|closed|filled|removed)|(?:is|was|been) (?:now )?(?:closed|filled|expired)|"
    r"(?:job|position|posting|role) (?:not found|closed|expired|filled)|(?:cannot|could not|can.t) be found)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Site:
    """What the listing page and the sitemaps say."""

    pages: list[Response] = field(default_factory=list)
    """Pages that were fetched on the way."""
    job_urls: list[str] = field(default_factory=list)
    """Further pages that look like a job's, in order, each once."""


async def read_site(crawl: BoardCrawl) -> Site:
    """Listing page and sitemaps of a board's site.

    Raises :class:`FetchError` when neither can be had, or the page leads to another site.
    """
    board = crawl.board
    page = failure = None
    try:
        page = await crawl.fetch_listing(Request(board.url, dont_filter=True))
    except Moved:
        raise
    except FetchError as error:
        failure = error
    listed = links_on(page) if page is not None else []
    mapped = await site_urls(crawl)
    if failure is not None:
        if not mapped:
            raise failure
        crawl.problem(f"no listing page: {failure}")
    if mapped is None and page is not None:
        if _PAGINATION.search(page.text if isinstance(page, TextResponse) else ""):
            crawl.partial("there is no sitemap and the listing has further pages")
        elif not listed:
            shown = other_board_on(board, page)
            crawl.partial(f"there is no sitemap and the page lists no jobs: it may be one job of many{shown}")
    sites = {_site(board.url)} | ({_site(page.url)} if page is not None else set())
    found = [url for url in dict.fromkeys([*listed, *(mapped or [])]) if is_job_url(url)]
    jobs = [url for url in found if _site(url) in sites and url.rstrip("/") != board.url.rstrip("/")]
    if elsewhere := sorted({_site(url) for url in mapped or [] if is_job_url(url)} - sites):
        crawl.problem(f"jobs on other hosts are not crawled here: {', '.join(elsewhere[:3])}")
    if mapped and sites.isdisjoint(map(_site, mapped)):
        crawl.partial(f"the sitemap is of another site: {', '.join(sorted(set(map(_site, mapped)))[:3])}")
    if len(jobs) > JOB_PAGES_AT_MOST:
        crawl.partial(f"{len(jobs)} job pages, {JOB_PAGES_AT_MOST} are fetched")
    return Site([page] if page is not None else [], jobs[:JOB_PAGES_AT_MOST])


def is_job_url(url: str) -> bool:
    """Whether a URL looks like the page of one job ("/careers/data-engineer-123"), by its path alone."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return bool(_JOB_PATH.search(path)) and not _NOT_A_JOB.search(path) and not _ASSET.search(path)


def _site(url: str) -> str:
    """Host of ``url``, the same with and without www."""
    return urlsplit(url).netloc.lower().removeprefix("www.")


def read_plain_posting(page: Response) -> dict[str, Any] | None:
    """A JobPosting-shaped object from a job's page without structured data, or ``None``.

    Only for a page that is built like a posting: at least two of the headings that postings have. The title is the
    page's own without the site's name; nothing else is guessed.
    """
    root = _tree(page)
    if root is None:
        return None
    headings = [e for e in root.iter("h1", "h2", "h3", "h4", "h5", "strong", "b") if _is_posting_heading(e)]
    if len({e.text_content().strip().lower() for e in headings}) < 2:
        return None
    title = root.xpath("string(//meta[@property='og:title']/@content)") or root.xpath("string(//title)")
    title = clean_text(re.split(r"\s[|–—-]\s", title)[0])
    if not title:
        return None
    block = headings[0]
    while block is not None and not all(block in e.iterancestors() for e in headings):
        block = block.getparent()
    body = lxml_html.tostring(block, encoding="unicode") if block is not None else None
    return {"title": title, "description": clean_html(body)}


def says_it_is_over(page: Response) -> bool:
    """Whether a page tells its reader that the job is not open any more, as many sites do with HTTP 200."""
    root = _tree(page)
    if root is None:
        return False
    shown = root.xpath("//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return bool(_OVER.search(" ".join(" ".join(shown).split())))


def _tree(page: Response) -> Any:
    if not isinstance(page, TextResponse):
        return None
    try:
        # As UTF-8, for lxml does not know every encoding by the name that it has here.
        return lxml_html.fromstring(page.text.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (ParserError, ValueError):
        return None


def _is_posting_heading(element: Any) -> bool:
    text = element.text_content().strip(" :\n\t\xa0")
    return len(text) < 60 and bool(_POSTING_HEADINGS.match(text))


def links_on(page: Response) -> list[str]:
    """Addresses that a page links to, in full and without their fragments, in order."""
    if not isinstance(page, TextResponse):
        return []
    return [_without_fragment(url) for url in absolute_urls(page.url, map(html.unescape, _HREF.findall(page.text)))]


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]
