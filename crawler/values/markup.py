"""Web pages and XML feeds -> plain values, for systems that have no JSON interface.

A page is read with CSS selectors (parsel), a feed as a tree whose names have lost their namespaces. What a reader is
handed and cannot use is a ``ValueError`` that says what it is instead.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import etree
from parsel import Selector
from scrapy.http import Response, TextResponse

from crawler.clean import clean_text
from crawler.listings.jsonld import read_job_postings

_UNSEEN = "normalize-space(@class)!='' and contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
_HIDDEN = " or ".join(_UNSEEN.format(name) for name in ("sr-only", "visually-hidden", "visuallyhidden"))
_SHOWN_TEXT = f".//text()[not(ancestor::script or ancestor::style or ancestor::*[{_HIDDEN}])]"


def page_of(response: Response) -> Selector:
    """The page that ``response`` holds. Raises ``ValueError`` when it is not one."""
    if not isinstance(response, TextResponse) or b"<" not in response.body:
        raise ValueError(f"not a web page ({response.body[:40].decode('utf-8', 'replace')!r}...)")
    return response.selector


def words(node: Selector, css: str | None = None) -> str | None:
    """Text of ``node``, or of the first match of ``css`` inside it, without what only screen readers are told."""
    found = node if css is None else next(iter(node.css(css)), None)
    return clean_text(" ".join(found.xpath(_SHOWN_TEXT).getall())) if found is not None else None


def inner_html(node: Selector, css: str) -> str:
    """HTML of all matches of ``css``, one after another; not sanitised."""
    return "".join(node.css(css).getall())


def without_query(url: str) -> str:
    """``url`` without query and fragment."""
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))


def absolute(response: Response, href: str) -> str:
    """``href`` as a whole address."""
    return urljoin(response.url, href)


def job_page(response: Response, *css: str) -> tuple[Selector, dict[str, Any]]:
    """The page of one job, and what every such page tells.

    ``job`` is the first JobPosting of its structured data, empty where it has none, and ``html`` all matches of the
    first of ``css`` that matches. Raises ``ValueError`` when the page has neither.
    """
    page = page_of(response)
    found = read_job_postings(response.body, getattr(response, "encoding", "utf-8"))
    text = next((html for selector in css if (html := inner_html(page, selector))), "")
    if not found and not text:
        raise ValueError("neither structured data nor the text of a job on the page")
    return page, {"job": found[0] if found else {}, "html": text}


def job_posting_on(response: Response) -> dict[str, Any]:
    """The first JobPosting in the page's JSON-LD. Raises ``ValueError`` when it has none."""
    found = read_job_postings(response.body, getattr(response, "encoding", "utf-8"))
    if not found:
        raise ValueError("no JobPosting in the page's structured data")
    return found[0]


def assigned_json(text: str, name: str) -> Any:
    """The JSON value that a script on the page assigns to ``name``. Raises ``ValueError`` when none is."""
    match = re.search(re.escape(name) + r'"?\s*[=:]\s*', text)
    if match is None:
        raise ValueError(f"no {name} on the page")
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, match.end())[0]
    except RecursionError:
        raise ValueError(f"{name} is nested too deeply") from None


def read_feed(body: bytes, root: str, item: str) -> list[etree._Element]:
    """Every ``item`` of an XML feed, namespaces dropped, small damage passed over.

    Raises ``ValueError`` when its root is not ``root`` (systems answer with web pages where a feed is switched off),
    when it breaks off before its end, and when damage has cost an item: a feed that lacks some proves nothing.
    Entities are not resolved and nothing is fetched.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    text = body.strip()
    try:
        tree = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None or etree.QName(tree).localname != root:
        raise ValueError(f"not a <{root}> feed ({text[:40].decode('utf-8', 'replace')!r}...)")
    for element in tree.iter(tag=etree.Element):
        element.tag = etree.QName(element).localname
    items = list(tree.iter(item))
    if len(parser.error_log):
        if root.encode() not in text[-len(root) - 20 :]:
            raise ValueError(f"the <{root}> feed breaks off before its end")
        listed = len(re.findall(rb"<(?:\w+:)?%s[\s/>]" % item.encode(), text))
        if len(items) < listed:
            raise ValueError(f"the <{root}> feed is damaged: {len(items)} of {listed} <{item}> can be read")
    return items


def children_text(element: etree._Element) -> dict[str, str]:
    """Text of each child of ``element`` that has text, by name; of several with one name the first."""
    found: dict[str, str] = {}
    for child in element.iterchildren(tag=etree.Element):
        if text := (child.text or "").strip():
            found.setdefault(str(child.tag), text)
    return found


def sitemap_locations(body: bytes) -> list[str]:
    """Addresses in a sitemap, in order, each once. Raises ``ValueError`` when it is not one, whole."""
    locations = read_feed(body, "urlset", "loc")
    return list(dict.fromkeys(text for loc in locations if (text := (loc.text or "").strip())))
