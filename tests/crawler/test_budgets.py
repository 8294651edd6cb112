"""A spider is short where its system allows; docs/budgets.md names those that are not, and why."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLAIN, WITH_DETAIL = 40, 60
_LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def lines_of_code(source: str) -> int:
    """Lines that are neither blank nor comments, imports or text that is not used."""
    left_out: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and type(node.value.value) is str
        if is_text or isinstance(node, ast.Import | ast.ImportFrom):
            left_out |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))  # type: ignore[attr-defined]
    tokens = (token for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type not in _LAYOUT)
    return len({line for token in tokens for line in range(token.start[0], token.end[0] + 1)} - left_out)


def over_budget() -> dict[str, int]:
    found = {}
    for path in sorted((ROOT / "crawler" / "spiders").glob("[a-z]*.py")):
        source = path.read_text(encoding="utf-8")
        lines = lines_of_code(source)
        if lines > (WITH_DETAIL if re.search(r"def detail_(?:url|requests)\b", source) else PLAIN):
            found[path.stem] = lines
    return found


def test_lines_are_counted_without_words_about_them() -> None:
    assert lines_of_code('"""Text."""\nimport re\n\n# A remark.\nx = 1\ny = (\n    2,\n)\n') == 4


def test_spiders_over_the_budget_are_named_with_a_reason_and_grow_no_longer() -> None:
    page = (ROOT / "docs" / "budgets.md").read_text(encoding="utf-8")
    rows = {
        match[1]: (int(match[2]), match[3]) for match in re.finditer(r"^\| `(\w+)` \| (\d+) \| (.+) \|$", page, re.M)
    }
    spiders = over_budget()
    assert sorted(rows) == sorted(spiders)
    for name, lines in spiders.items():
        named, reason = rows[name]
        assert lines <= named, f"{name} has {lines} lines, docs/budgets.md allows it {named}"
        assert named - lines < 5, f"{name} has {lines} lines only: lower its row in docs/budgets.md"
        assert len(reason.split()) >= 5
