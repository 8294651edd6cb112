"""HTML to the text that everything else reads: blocks, headings and list items on lines of their own.

lxml reads the HTML. It gives up on text nested deeper than some 2,000 elements; such input goes through a plain
tokenizer instead, so that no text is lost without a word.
"""

from __future__ import annotations

import html as entities
import re

from lxml import etree

_PARAGRAPHS = (
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "blockquote",
    "section",
    "article",
    "hr",
    "pre",
)
_LINES = (
    *(
        "address",
        "aside",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
    ),
    *("form", "header", "legend", "main", "nav", "option", "summary", "tbody", "tfoot", "thead", "tr"),
)
_BLOCKS = frozenset((*_PARAGRAPHS, *_LINES))
_SILENT = (
    *(
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "title",
        "select",
        "textarea",
        "canvas",
    ),
    *("audio", "video"),
)
_CHROME = ("nav", "footer", "aside")
_MARKED = (*_PARAGRAPHS, *_LINES, "li", "br", "td", "th")

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u180e\u061c]")
_BULLETS = frozenset("-•▪●◦·*")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?|<!--|<[!?][^<>]*>?")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|ul|li|br|h[1-6]|strong|span|b)\b", re.IGNORECASE)
_PREFORMATTED = re.compile(r"<pre\b", re.IGNORECASE)

_SMALLEST_BODY = 0.2
"""Share of the text that must be left when navigation, footers and asides are dropped; below it they are kept."""


def html_to_text(html: str) -> str:
    """Text of an HTML fragment or page: one line a block, ``- `` before list items, `` | `` between cells of a row.

    Entities are decoded (twice where the markup itself is escaped); spaces are single; soft hyphens and zero-width
    characters are gone. Navigation, footers and asides of a whole page are left out. Never raises on any string.
    """
    if "<" not in html and _ESCAPED_TAG.search(html):
        html = entities.unescape(html)
    if "<" not in html:
        return tidy(entities.unescape(html))
    root = _parse(html)
    if root is None:
        return tidy(_strip_tags(html))
    etree.strip_elements(root, *_SILENT, with_tail=False)
    _mark(root)
    whole = tidy(_text(root)) or tidy(_strip_tags(html))
    if "<body" not in html and "<BODY" not in html:
        return whole
    etree.strip_elements(root, *_CHROME, with_tail=False)
    body = tidy(_text(root))
    return body if len(body) >= _SMALLEST_BODY * len(whole) else whole


def _parse(html: str) -> etree._Element | None:
    """The parsed tree; ``None`` when lxml gave up on part of the input."""
    if not _PREFORMATTED.search(html):
        html = html.replace("\n", " ")
    if "\x00" in html:
        html = html.replace("\x00", " ")
    parser = etree.HTMLParser(huge_tree=True, recover=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.ParseError, ValueError):
        return None
    if root is None or any("depth" in entry.message for entry in parser.error_log):
        return None
    return root


def _mark(root: etree._Element) -> None:
    """Write into the tree's text the breaks that its elements stand for."""
    for element in root.iter(*_MARKED):
        tag = element.tag
        if tag == "br":
            element.tail = "\n" + (element.tail or "")
        elif tag == "li":
            element.text = "\n- " + (element.text or "")
            if element.tail and not element.tail.isspace():
                element.tail = "\n" + element.tail
        elif tag in ("td", "th"):
            if element.getprevious() is not None:
                element.text = " | " + (element.text or "")
        else:
            element.text = ("\n\n" if tag in _PARAGRAPHS else "\n") + (element.text or "")
            element.tail = "\n" + (element.tail or "")


def _text(root: etree._Element) -> str:
    text: str = etree.tostring(root, method="text", encoding="unicode")
    return text


def _strip_tags(html: str) -> str:
    """The text without its tags, for input that lxml cannot hold: one pass, no tree."""
    parts: list[str] = []
    offset = 0
    unclosed: set[str] = set()
    while (match := _TAG.search(html, offset)) is not None:
        parts.append(html[offset : match.start()])
        offset = match.end()
        tag = (match.group(2) or "").lower()
        closing = "-->" if match.group() == "<!--" else f"</{tag}" if tag in ("script", "style") else None
        if closing and not match.group(1) and closing not in unclosed:
            end = html.find(closing, offset)
            if end < 0:
                unclosed.add(closing)
            else:
                offset = end + len(closing)
        elif tag == "li" and not match.group(1):
            parts.append("\n- ")
        elif tag == "br" or tag in _BLOCKS:
            parts.append("\n")
    parts.append(html[offset:])
    return entities.unescape("".join(parts))


def tidy(text: str) -> str:
    """Single spaces, no invisible characters, at most one empty line, no bullet alone on its line."""
    lines: list[str] = []
    empty = False
    bullet = ""
    for line in map(str.split, text.split("\n")):
        if not line:
            empty = bool(lines)
            continue
        if len(line) == 1 and line[0] in _BULLETS:
            bullet = line[0] + " "
            continue
        if empty and not bullet:
            lines.append("")
        words = bullet + " ".join(line)
        lines.append(words if words.isprintable() else _clean(words))
        empty = False
        bullet = ""
    return "\n".join(lines).strip()


def _clean(line: str) -> str:
    """A line without characters that cannot be shown."""
    return " ".join(_INVISIBLE.sub("", _UNREADABLE.sub(" ", line)).split())
