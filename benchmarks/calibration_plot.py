"""Draw stated confidence against the share that was right, as an SVG image without any drawing library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SIZE, EDGE = 360, 40


def draw(points: Sequence[tuple[float, float, int]], title: str, path: Path) -> None:
    """Write the image of (stated, right, answers); the area of a point grows with its answers."""
    span = SIZE - 2 * EDGE

    def at(stated: float, right: float) -> tuple[float, float]:
        return round(EDGE + span * stated, 1), round(SIZE - EDGE - span * right, 1)

    (left, bottom), (far, top) = at(0, 0), at(1, 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" font-family="sans-serif" font-size="11">',
        f'<rect width="{SIZE}" height="{SIZE}" fill="white"/><text x="{EDGE}" y="24">{title}</text>',
        f'<path d="M{left} {top}V{bottom}H{far}" fill="none" stroke="black"/>',
        f'<path d="M{left} {bottom}L{far} {top}" stroke="gray" stroke-dasharray="4"/>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<text x="{at(tick, 0)[0] - 8}" y="{bottom + 15}">{tick:g}</text>')
        parts.append(f'<text x="{left - 26}" y="{at(0, tick)[1] + 4}">{tick:g}</text>')
    for stated, right, answers in points:
        x, y = at(stated, right)
        radius = round(2 + answers**0.5 / 8, 1)
        label = f"stated {stated:.3f}, right {right:.3f}, {answers} answers"
        parts.append(f'<circle cx="{x}" cy="{y}" r="{radius}" fill="steelblue"><title>{label}</title></circle>')
    parts.append(f'<text x="{SIZE / 2 - 50}" y="{SIZE - 8}">stated confidence</text>')
    parts.append(
        f'<text x="12" y="{SIZE / 2 + 40}" transform="rotate(-90 12 {SIZE / 2 + 40})">share right</text></svg>'
    )
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")
