"""Where commands print, and the forms that several of them print in."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rich.console import Console


class Stream:
    """Standard output or error. Rich is loaded with the first line: ``--help`` would mostly wait for it."""

    def __init__(self, *, stderr: bool) -> None:
        self._stderr = stderr

    @cached_property
    def console(self) -> Console:
        """What draws on it."""
        from rich.console import Console

        return Console(highlight=False, soft_wrap=True, markup=False, stderr=self._stderr)

    def print(self, what: Any, style: str | None = None) -> None:
        """Print a line, or what else Rich can draw."""
        self.console.print(what, style=style)


out: Final = Stream(stderr=False)
err: Final = Stream(stderr=True)


def error(message: str) -> None:
    """An error, in red, to standard error."""
    err.print(f"error: {message}", style="red")


def note(message: str) -> None:
    """Something the operator should know, to standard error."""
    err.print(message, style="yellow")


def duration(seconds: float) -> str:
    """A span of time for people: ``45 s``, ``12 min``, ``3 h 05 min``."""
    minutes = round(seconds / 60)
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"
