"""What was published last, as readers rely on it: ``python -m tests.exports.published`` writes ``published.json``.

Run it with each release, and never between releases to make a test pass: a field that goes takes somebody's program
with it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from enrich.record import SCHEMA_VERSION
from exports.sqlite import USER_VERSION
from tests.exports.shapes import current_shapes

PUBLISHED = Path(__file__).with_suffix(".json")


def current() -> dict[str, Any]:
    """Versions and shapes as they are now."""
    return {"schema_version": SCHEMA_VERSION, "user_version": USER_VERSION, "shapes": current_shapes()}


def published() -> dict[str, Any]:
    """Versions and shapes as they were published last."""
    said: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    for name, shape in said["shapes"].items():
        said["shapes"][name] = {path: kinds.split(" or ") for path, kinds in shape.items()}
    return said


if __name__ == "__main__":
    said = current()
    for name, shape in said["shapes"].items():
        said["shapes"][name] = {path: " or ".join(kinds) for path, kinds in shape.items()}
    PUBLISHED.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
