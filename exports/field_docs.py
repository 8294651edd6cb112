"""Field descriptions of a record type, read from the docstrings under its fields."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from functools import cache
from pathlib import Path

_ROLE = re.compile(r":(?:class|func|data|mod|meth):(?=`)")


@cache
def field_docs(record: type) -> dict[str, str]:
    """Field name -> description, in one line, for the fields of dataclass ``record`` that have one."""
    return _class_docs(record.__module__).get(record.__name__, {})


def class_doc(record: type) -> str:
    """The docstring of dataclass ``record`` in one line."""
    return _one_line(inspect.getdoc(record) or "")


@cache
def _class_docs(module: str) -> dict[str, dict[str, str]]:
    source = sys.modules[module].__file__
    if source is None:
        raise ValueError(f"{module}: no source file to read field descriptions from")
    tree = ast.parse(Path(source).read_text(encoding="utf-8"))
    return {node.name: _docs_under_fields(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _docs_under_fields(record: ast.ClassDef) -> dict[str, str]:
    docs = {}
    for field, below in zip(record.body, record.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
            docs[field.target.id] = _one_line(below.value.value)
    return docs


def _one_line(text: str) -> str:
    """Words for readers of JSON and Markdown, who know neither ``None`` nor reStructuredText."""
    return " ".join(_ROLE.sub("", text).replace("``None``", "``null``").replace("``", "`").split())
