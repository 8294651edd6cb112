"""Charts as geometry: what a template draws as SVG, with the numbers in words beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 200
_LEFT, _TOP, _BOTTOM = 56, 12, 24
_GAP = 0.3  # of a bar's place
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle; ``series`` picks its colour."""

    x: float
    y: float
    width: float
    height: float
    series: int
    said: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place on an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars over columns, their axes, and the same numbers as a table."""

    title: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    columns: tuple[Mark, ...]
    levels: tuple[Mark, ...]
    table: tuple[tuple[str, tuple[int, ...]], ...]
    summary: str
    absent: tuple[str, ...] = ()
    """Columns of which nothing is known; they are drawn empty, and that is no zero."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT


def stacked(
    title: str, columns: Sequence[str], series: Mapping[str, Sequence[int]], absent: Collection[str] = ()
) -> Chart:
    """Bars over ``columns``, in each the values of ``series`` on top of each other, from the bottom up.

    Of the columns that are ``absent`` nothing is known, which is said wherever a zero would stand.
    """
    names = tuple(series)
    rows = tuple((column, tuple(series[name][at] for name in names)) for at, column in enumerate(columns))
    step, top = _scale(max((sum(values) for _, values in rows), default=0))
    high = HEIGHT - _TOP - _BOTTOM
    place = (WIDTH - _LEFT) / max(1, len(rows))
    bars, marks = [], []
    for at, (column, values) in enumerate(rows):
        x, y = _LEFT + place * (at + _GAP / 2), float(HEIGHT - _BOTTOM)
        marks.append(Mark(round(x + place * (1 - _GAP) / 2, 1), column))
        for number, value in enumerate(values):
            height = high * value / top
            y -= height
            if value:
                said = f"{column}, {names[number]}: {value:,}"
                bars.append(Bar(round(x, 1), round(y, 1), round(place * (1 - _GAP), 1), round(height, 1), number, said))
    levels = tuple(
        Mark(round(HEIGHT - _BOTTOM - high * level / top, 1), f"{level:,}") for level in range(0, top + 1, step)
    )
    unknown = tuple(column for column in columns if column in absent)
    return Chart(title, names, tuple(bars), tuple(marks), levels, rows, _summary(rows, names, unknown), unknown)


def _summary(rows: Sequence[tuple[str, tuple[int, ...]]], names: Sequence[str], absent: Collection[str]) -> str:
    return "; ".join(
        f"{column}: "
        + (
            "not known"
            if column in absent
            else ", ".join(f"{value:,} {name}" for name, value in zip(names, values, strict=True))
        )
        for column, values in rows
    )


def _scale(highest: int) -> tuple[int, int]:
    """(step, top) of an axis of whole numbers from 0 with two to five steps."""
    rough, unit = max(1.0, highest / 4), 1
    while unit * 10 <= rough:
        unit *= 10
    step = int(
        next(unit * factor for factor in _STEPS if unit * factor >= rough and unit * factor == int(unit * factor))
    )
    return step, step * max(1, -(-highest // step))
