"""One difference that :func:`exports.verify.verify` finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Where a published folder is not what it says."""

    file: str
    line: int | None
    """From 1; ``None`` when the file as a whole is meant."""
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"
