"""Small charts as inline SVG: nothing from elsewhere in them, and words for those who cannot see them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

_BAR: Final = 18
_GAP: Final = 8
_LABEL: Final = 190
_WIDTH: Final = 640
_PLOT: Final = 160


class Series(NamedTuple):
    """One kind of thing that is counted in every column of a chart."""

    name: str
    values: Sequence[int]
    css: str


def bars(title: str, rows: Sequence[tuple[str, int, str]]) -> str:
    """Lying bars: (label, value, text beside the bar)."""
    most = max((value for _, value, _ in rows), default=0) or 1
    height = len(rows) * (_BAR + _GAP) + _GAP
    room = _WIDTH - _LABEL - 130
    drawn = []
    for number, (label, value, text) in enumerate(rows):
        top = _GAP + number * (_BAR + _GAP)
        width = max(1.0, room * value / most) if value else 0
        middle = top + _BAR - 5
        drawn.append(
            f'<text class="label" x="{_LABEL - 8}" y="{middle}" text-anchor="end">{escape(label)}</text>'
            f'<rect class="bar" x="{_LABEL}" y="{top}" width="{width:.1f}" height="{_BAR}" rx="2"/>'
            f'<text x="{_LABEL + width + 6:.1f}" y="{middle}">{escape(text)}</text>'
        )
    said = "; ".join(f"{label}: {text}" for label, _, text in rows)
    return _svg(title, said, height, "".join(drawn))


def columns(title: str, labels: Sequence[str], series: Sequence[Series]) -> str:
    """Groups of standing columns, one group for each label."""
    most = max((value for one in series for value in one.values), default=0) or 1
    step = (_WIDTH - 40) / max(1, len(labels))
    width = min(16.0, step * 0.8 / max(1, len(series)))
    drawn = [f'<line class="axis" x1="30" y1="{_PLOT + 10}" x2="{_WIDTH}" y2="{_PLOT + 10}"/>']
    drawn.append(f'<text x="0" y="18">{most}</text><text x="0" y="{_PLOT + 10}">0</text>')
    for place, label in enumerate(labels):
        left = 36 + place * step
        for number, one in enumerate(series):
            tall = _PLOT * one.values[place] / most
            drawn.append(
                f'<rect class="{one.css}" x="{left + number * width:.1f}" y="{_PLOT + 10 - tall:.1f}"'
                f' width="{width - 1:.1f}" height="{tall:.1f}"/>'
            )
        if place % max(1, len(labels) // 7) == 0:
            drawn.append(f'<text class="small" x="{left:.1f}" y="{_PLOT + 26}">{escape(label)}</text>')
    said = "; ".join(
        f"{label}: " + ", ".join(f"{one.values[place]} {one.name}" for one in series)
        for place, label in enumerate(labels)
    )
    legend = "".join(
        f'<rect class="{one.css}" x="{36 + 110 * number}" y="{_PLOT + 40}" width="12" height="12"/>'
        f'<text x="{52 + 110 * number}" y="{_PLOT + 50}">{escape(one.name)}</text>'
        for number, one in enumerate(series)
    )
    return _svg(title, said, _PLOT + 60, "".join(drawn) + legend)


def _svg(title: str, said: str, height: float, drawn: str) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {_WIDTH} {height:.0f}" aria-label="{escape(f"{title}. {said}", quote=True)}">'
        f"{drawn}</svg>"
    )
