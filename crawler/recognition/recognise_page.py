"""Recognise the system behind a careers page from its HTML: embedded boards, page templates, links.

Nothing is fetched and no script is run. A page is searched, not parsed: every step is linear in its length, so that a
hostile page costs no more than a long one.
"""

from __future__ import annotations

import codecs
import html as entities
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

from crawler.recognition.page_markers import MARKERS, REACH, VENDOR_DOMAINS, Marker, Strength
from crawler.recognition.recognise import Detection, is_vendor_host, recognise_url
from crawler.recognition.url_forms import HOST_KEYED

LARGEST_PAGE = 32 * 2**20
"""Bytes; as much as a crawl downloads."""
_SIGHTS = 100
"""Places of one domain or marker that are looked at: enough to say whose links they mostly are."""

_HOST_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789.-_"
_BEFORE_HOST = (b"//", b"\\/", b"\\u002f", b"&#x2f;", b"&#47;", b'"', b"'", b"&quot;")
_END = re.compile(r"[\s\"'<>`\\^{}|]")
_ESCAPED = (("\\/", "/"), ("\\u002F", "/"), ("\\u002f", "/"), ("\\u0026", "&"))
_TAG = re.compile(rb"<([a-z]+)")
_ORACLE_SERVICE = re.compile(rb"//([a-zA-Z0-9-]{1,60}\.fa(?:\.[a-z0-9]{1,20})?\.oraclecloud\d{0,3}\.com)")
_ORACLE_SITE = re.compile(rb"""siteNumber\\?["']?\s{0,9}[:=]\s{0,9}\\?["']([A-Za-z0-9_-]{1,60})""")
_LOADS = (b"iframe", b"script", b"embed", b"object")
_MACHINE = re.compile(
    r"//(?:[\w-]*api|app)[\w-]*\.|/wday/cxs/|/api/|/embed\b|/widgets?/|/hcmRestApi/|/js/(?:embed|jobs)"
)
_GUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_ONE_JOB = re.compile(
    rf"/(?:jobs?|j|p|postings?|details?|careers|positions?|requisition)/[^/?#]*\d|/(?:o|job|jobdetail)/[^/?#]"
    rf"|/{_GUID}|/\d{{6,}}|jobdetail|opportunityid=|[?&](?:job|jobid|pid|rid)=",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sight:
    """One thing found on the page."""

    strength: Strength
    found: Detection


def recognise_page(html: bytes, url: str | None = None) -> Detection | None:
    """The system behind the page ``html``, which was had from ``url``; ``None`` when nothing on it tells.

    The URL decides where it is a system's own. Else the strongest marker does, and one that names the board goes before
    one that does not. Links alone decide only where one employer has most of them: a list of many employers' boards
    is nobody's careers page.
    """
    by_url = _by_url(url)
    host = _host(url)
    if url is not None and by_url is not None and by_url.token is not None and is_vendor_host(url):
        return by_url
    page = _without_comments(_as_utf8(html[:LARGEST_PAGE]))
    sights = [*_addresses(page), *_markers(page, host), *_oracle(page)]
    if by_url is not None:
        sights.append(_Sight(Strength.SERVED if by_url.token else Strength.EMBED_WITHOUT_TOKEN, by_url))
    return _strongest(sights)


def _by_url(url: str | None) -> Detection | None:
    try:
        return recognise_url(url) if url else None
    except ValueError:
        return None


def _host(url: str | None) -> str | None:
    try:
        return (urlsplit(url).hostname or "").lower() or None if url else None
    except ValueError:
        return None


def _as_utf8(html: bytes) -> bytes:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if html.startswith(mark):
            return html.decode(encoding, "replace").encode("utf-8", "replace")
    return html


def _without_comments(page: bytes) -> bytes:
    """``page`` without what is commented out: the embed of a system that was left may still stand there."""
    kept: list[bytes] = []
    position = 0
    while (start := page.find(b"<!--", position)) >= 0:
        kept.append(page[position:start])
        end = page.find(b"-->", start + 4)
        if end < 0:
            return b"".join(kept)
        position = end + 3
    kept.append(page[position:])
    return b"".join(kept)


def _addresses(page: bytes) -> Iterator[_Sight]:
    """Addresses of the systems' own on the page, with what they stand in."""
    lower = page.lower()
    for domain in VENDOR_DOMAINS:
        position = -1
        for _ in range(_SIGHTS):
            position = lower.find(domain, position + 1)
            if position < 0:
                break
            sight = _address_at(page, lower, position)
            if sight is not None:
                yield sight


def _address_at(page: bytes, lower: bytes, domain: int) -> _Sight | None:
    """The address whose host has a system's domain at ``domain``."""
    before = lower[max(0, domain - 120) : domain]
    start = domain - len(before) + len(before.rstrip(_HOST_BYTES))
    if not lower[max(0, start - 6) : start].endswith(_BEFORE_HOST):
        return None
    address = _address(page[start : domain + 500])
    try:
        found = recognise_url(f"https://{address}")
    except ValueError:
        return None
    if found is None:
        return None
    return _sight(f"//{address}", found, _tag_around(lower[max(0, start - 400) : start]))


def _tag_around(before: bytes) -> bytes:
    """Name of the tag that is still open at the end of ``before``, empty in running text."""
    start = before.rfind(b"<")
    tag = _TAG.match(before, start) if start >= 0 and before.find(b">", start) < 0 else None
    return tag[1] if tag else b""


def _address(raw: bytes) -> str:
    text = entities.unescape(raw.decode("utf-8", "replace"))
    for escape, plain in _ESCAPED:
        text = text.replace(escape, plain)
    return _END.split(text, maxsplit=1)[0]


def _sight(address: str, found: Detection, tag: bytes) -> _Sight:
    inside = tag.decode("ascii", "replace") or "text"
    shown = Detection(found.ats, found.token, f"{inside}: https:{address[:300]}")
    if found.token is None:
        loaded = tag in _LOADS
        return _Sight(Strength.EMBED_WITHOUT_TOKEN if loaded else Strength.JOB_LINK, shown)
    if tag in _LOADS or (tag != b"a" and _MACHINE.search(address)):
        return _Sight(Strength.EMBED, shown)
    rest = address.partition(found.token.rpartition("/")[2])[2]
    return _Sight(Strength.JOB_LINK if _ONE_JOB.search(rest) else Strength.BOARD_LINK, shown)


def _markers(page: bytes, host: str | None) -> Iterator[_Sight]:
    lower = page.lower()
    for marker in MARKERS:
        if marker.besides in lower and (sight := _marker_on(page, marker, host)) is not None:
            yield sight


def _marker_on(page: bytes, marker: Marker, host: str | None) -> _Sight | None:
    for found in islice(marker.text.finditer(page), _SIGHTS):
        read = [value.search(page, found.start(), found.start() + REACH) for value in marker.values]
        if all(read):
            groups = {
                name: value.decode("utf-8", "replace") for hit in read if hit for name, value in hit.groupdict().items()
            }
            token = (
                None
                if marker.token is None or (marker.token == "{host}" and host is None)
                else marker.token.format(host=host, **groups)
            )
            shown = b" ".join(hit[0] for hit in read if hit) or found[0]
            return _Sight(marker.strength, Detection(marker.ats, token, _shown(shown)))
    return None


def _oracle(page: bytes) -> Iterator[_Sight]:
    """A Candidate Experience page on an employer's own host, which names the service and the site apart."""
    service, site = _ORACLE_SERVICE.search(page), _ORACLE_SITE.search(page)
    if service and site:
        token = f"{service[1].decode().lower()}/{site[1].decode()}"
        shown = f"marker: {service[1].decode()} with {' '.join(site[0].decode().split())}"
        yield _Sight(Strength.SERVED, Detection("oracle_recruiting", token, shown))


def _shown(marker: bytes) -> str:
    return f"marker: {' '.join(marker.decode('utf-8', 'replace').split())[:300]}"


def _strongest(sights: list[_Sight]) -> Detection | None:
    """The detection that the strongest sights agree on."""
    if not sights:
        return None
    top = max(sight.strength for sight in sights)
    strongest = [sight for sight in sights if sight.strength is top]
    named = [sight.found for sight in strongest if sight.found.token is not None]
    if top in (Strength.BOARD_LINK, Strength.JOB_LINK) and named:
        return _agreed(sights)
    if not named:
        # The system is plain; a link to one of the employer's boards or jobs there says which board.
        systems = {sight.found.ats for sight in strongest}
        return _agreed([sight for sight in sights if sight.found.ats in systems]) or strongest[0].found
    chosen = Counter(map(_key, named)).most_common(1)[0][0]
    found = next(found for found in named if _key(found) == chosen)
    return _with_tenant(found, sights) if top is Strength.SERVED else found


def _agreed(sights: list[_Sight]) -> Detection | None:
    """The board that most links lead to, when its employer has twice as many as any other; else ``None``.

    A link to a whole board counts for two jobs.
    """
    named = [sight for sight in sights if sight.found.token is not None and sight.found.ats != "jsonld"]
    owners: Counter[tuple[str, str]] = Counter()
    for sight in named:
        owners[_owner(sight.found)] += 2 if sight.strength is Strength.BOARD_LINK else 1
    if not owners:
        return None
    (owner, most), *others = owners.most_common(2)
    if others and others[0][1] * 2 > most:
        return None
    own = [sight.found for sight in named if _owner(sight.found) == owner]
    chosen = Counter(map(_key, own)).most_common(1)[0][0]
    return next(found for found in own if _key(found) == chosen)


def _with_tenant(found: Detection, sights: list[_Sight]) -> Detection:
    """``found`` under the tenant's own name where the page has it, for systems that are not keyed by host."""
    if found.ats in HOST_KEYED:
        return found
    tenants = [s.found.token for s in sights if s.found.ats == found.ats and s.found.token and "." not in s.found.token]
    return replace(found, token=Counter(tenants).most_common(1)[0][0]) if tenants else found


def _key(found: Detection) -> tuple[str, str]:
    return found.ats, (found.token or "").casefold()


def _owner(found: Detection) -> tuple[str, str]:
    """An employer's boards at one system: those that share the first part of a token of two parts."""
    return found.ats, (found.token or "").casefold().partition("/")[0]
