"""The clock of leases: it is no wall clock, and all processes of a machine have the same."""

from __future__ import annotations

import time


def clock() -> float:
    """Seconds since some moment, those included that the machine slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
