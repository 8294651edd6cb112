from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples import folder, markup

TEXTS = [path for path in sorted(folder().rglob("*")) if path.suffix in {".toml", ".csv", ".md", ".json", ".py"}]
INVISIBLE = {"\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad", "\ufffd"}


def test_folder_holds_what_the_command_line_needs() -> None:
    here = folder()
    assert isinstance(here, Path)
    for name in ("boards.csv", "day1.warc.gz", "day2.warc.gz", "reference/lca_fy2024.csv", "expected.json"):
        assert (here / name).is_file()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_text_is_clean(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    odd = {c for c in text if c in INVISIBLE or (unicodedata.category(c) == "Cc" and c != "\n")}
    assert odd == set()
    assert text.endswith("\n")


LINES = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=40).filter(
    lambda line: line.strip() and not line.strip().startswith(("- ", "## ", "#", "-")) and "**" not in line
)


@given(st.lists(st.tuples(st.sampled_from(["", "- ", "## "]), LINES), max_size=8))
def test_markup_loses_no_words(lines: list[tuple[str, str]]) -> None:
    source = "\n\n".join(f"{mark}{line.strip()}" for mark, line in lines)
    found = markup.blocks(source)
    assert [line for block in found for line in block.lines] == [line.strip() for _, line in lines]
    assert [line for s in markup.sections(source) for b in s.blocks for line in b.lines] == [
        line.strip() for mark, line in lines if mark != "## "
    ]


def test_markup_dresses_blocks() -> None:
    source = "## Pay & place\n\nWe pay **well**\nand on time.\n\n- one\n- two <3"
    assert markup.html(markup.blocks(source)) == (
        "<h2><strong>Pay &amp; place</strong></h2>\n<p>We pay <strong>well</strong> and on time.</p>\n"
        "<ul>\n<li>one</li>\n<li>two &lt;3</li>\n</ul>\n"
    )
    assert markup.plain(markup.blocks(source)) == "Pay & place\n\nWe pay well and on time.\n\n- one\n- two <3"
