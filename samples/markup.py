"""The light markup of the demo's sources: paragraphs, ``## headings``, ``- bullets`` and ``**bold**``.

Sources stay readable and free of HTML; each system's shape function dresses the blocks in that system's own HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading (one line of text) or a list (one line an item)."""

    kind: Literal["heading", "paragraph", "list"]
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The single line of a heading or paragraph."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (empty for the text before the first one) with the blocks under it."""

    heading: str
    blocks: tuple[Block, ...]


def blocks(source: str) -> list[Block]:
    """Blocks of ``source``; the lines of a paragraph are joined by one space."""
    found = []
    for chunk in re.split(r"\n\s*\n", source.strip()):
        lines = [line.strip() for line in chunk.splitlines()]
        if not any(lines):
            continue
        if lines[0].startswith("## "):
            found.append(Block("heading", (lines[0][3:],)))
            lines = lines[1:]
        found += _body(lines)
    return found


def sections(source: str) -> list[Section]:
    """``source`` cut at its headings."""
    cut: list[tuple[str, list[Block]]] = [("", [])]
    for block in blocks(source):
        if block.kind == "heading":
            cut.append((block.text, []))
        else:
            cut[-1][1].append(block)
    return [Section(heading, tuple(inside)) for heading, inside in cut if heading or inside]


def inline_html(text: str) -> str:
    """``text`` as HTML, bold marked."""
    return _BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False))


def inline_plain(text: str) -> str:
    """``text`` without marks."""
    return _BOLD.sub(r"\1", text)


def html(found: list[Block], *, style: str = "") -> str:
    """``found`` as plain HTML; ``style`` is put on every paragraph, as some editors do."""
    mark = f' style="{style}"' if style else ""
    return "".join(_html(block, mark) for block in found)


def plain(found: list[Block]) -> str:
    """``found`` as text: an empty line between blocks, ``- `` before items."""
    return "\n\n".join(
        "\n".join(f"- {inline_plain(line)}" for line in block.lines)
        if block.kind == "list"
        else inline_plain(block.text)
        for block in found
    )


def _body(lines: list[str]) -> list[Block]:
    """Paragraph and list of one chunk: lines before the first bullet are the paragraph."""
    text = " ".join(line for line in lines if not line.startswith("- "))
    items = tuple(line[2:] for line in lines if line.startswith("- "))
    return [*([Block("paragraph", (text,))] if text else []), *([Block("list", items)] if items else [])]


def _html(block: Block, mark: str) -> str:
    if block.kind == "heading":
        return f"<h2{mark}><strong>{inline_html(block.text)}</strong></h2>\n"
    if block.kind == "paragraph":
        return f"<p{mark}>{inline_html(block.text)}</p>\n"
    items = "".join(f"<li>{inline_html(line)}</li>\n" for line in block.lines)
    return f"<ul>\n{items}</ul>\n"
