"""A pattern that is searched only where a part of it stands hides nothing: the parts stand in whatever it can match."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

import enrich.text
from enrich.text.gated import Gated
from enrich.text.rule import Rule

_parser: Any = importlib.import_module("re._parser")
_OP: Any = importlib.import_module("re._constants")
_MOST = 2_000
"""Strings that a piece of a pattern is spelled out to at most."""


def _spelled(tree: Any) -> set[str] | None:
    """Every string that a piece of a pattern may be, when they are few; ``None`` when they are not."""
    found = {""}
    for op, value in tree:
        pieces = _spelled_item(op, value)
        if pieces is None or len(found) * len(pieces) > _MOST:
            return None
        found = {before + piece for before, piece in product(found, pieces)}
    return found


def _spelled_item(op: Any, value: Any) -> set[str] | None:
    if op in (_OP.AT, _OP.ASSERT, _OP.ASSERT_NOT):
        return {""}
    if op is _OP.LITERAL:
        return {chr(value)}
    if op is _OP.IN and all(kind is _OP.LITERAL for kind, _ in value):
        return {chr(code) for _, code in value}
    if op is _OP.SUBPATTERN:
        return _spelled(value[3])
    if op is _OP.BRANCH:
        branches = [_spelled(branch) for branch in value[1]]
        return None if any(b is None for b in branches) else set().union(*(b for b in branches if b is not None))
    if op is _OP.MAX_REPEAT and value[0] == 0 and value[1] == 1:
        once = _spelled(value[2])
        return None if once is None else once | {""}
    return None


def _must_hold(tree: Any, parts: tuple[str, ...]) -> bool:
    """Whether one of the parts stands in whatever a piece of a pattern matches."""

    def holds(runs: set[str]) -> bool:
        return all(any(part in run for part in parts) for run in runs)

    runs = {""}
    for op, value in tree:
        ahead = _spelled(value[1]) if op is _OP.ASSERT and value[0] == 1 else None
        if ahead is not None and holds({before + after for before, after in product(runs, ahead)}):
            return True
        pieces = _spelled_item(op, value)
        if pieces is not None and len(runs) * len(pieces) <= _MOST:
            if holds(runs):
                return True
            runs = {before + piece for before, piece in product(runs, pieces)}
            continue
        if holds(runs) or _item_must_hold(op, value, parts):
            return True
        runs = {""}
    return holds(runs)


def _item_must_hold(op: Any, value: Any, parts: tuple[str, ...]) -> bool:
    if op is _OP.SUBPATTERN:
        return _must_hold(value[3], parts)
    if op is _OP.BRANCH:
        return all(_must_hold(branch, parts) for branch in value[1])
    if op in (_OP.MAX_REPEAT, _OP.MIN_REPEAT) and value[0] >= 1:
        return _must_hold(value[2], parts)
    return False


def _leaves(value: Any) -> Iterator[Any]:
    """What stands in a table, and in the rows of it."""
    if isinstance(value, tuple):
        for row in value:
            yield from _leaves(row)
    else:
        yield value


def _gates() -> Iterator[Any]:
    seen: set[int] = set()
    for module in pkgutil.iter_modules(enrich.text.__path__, "enrich.text."):
        for name, value in vars(importlib.import_module(module.name)).items():
            for gate in _leaves(value):
                if id(gate) in seen or not isinstance(gate, (Gated, Rule)) or not gate.parts:
                    continue
                seen.add(id(gate))
                label = gate.id if isinstance(gate, Rule) else name
                yield pytest.param(gate.pattern.pattern, gate.parts, id=f"{module.name}.{label}")


@pytest.mark.parametrize(("pattern", "parts"), list(_gates()))
def test_a_part_stands_in_whatever_the_pattern_matches(pattern: str, parts: tuple[str, ...]) -> None:
    assert _must_hold(_parser.parse(pattern), parts)


@pytest.mark.parametrize("pattern", [r"visas?|work permit", r"(?:no )?sponsor\w+|h-?1b", r"[a-z]+ing", r"we(?! visa)"])
def test_a_part_that_can_be_missing_is_told(pattern: str) -> None:
    assert not _must_hold(_parser.parse(pattern), ("visa", "sponsor"))


def test_a_gated_pattern_finds_what_the_plain_one_finds() -> None:
    gated, plain = Gated(r"\b(?:blue|green) (?P<what>\w+)", ("blue", "green")), re.compile(r"\b(?:blue|green) (\w+)")
    for text in ("a blue car, a green one", "a red car", "bluebird green", "blue car"):
        assert [m.span() for m in gated.finditer(text)] == [m.span() for m in plain.finditer(text)]
        assert gated.sub("x", text) == plain.sub("x", text)
        for ours, theirs in ((gated.search(text), plain.search(text)), (gated.match(text), plain.match(text))):
            assert (ours and ours.span()) == (theirs and theirs.span())
        assert (gated.search(text, 3) is None) == (plain.search(text, 3) is None)
