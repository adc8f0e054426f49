"""How much memory a test's own process has held."""

from __future__ import annotations

import resource
from pathlib import Path


def peak_kib() -> int:
    """The most memory that this process held, in KiB.

    Linux counts what the parent held at the fork into `ru_maxrss`, so a mark of the program alone is preferred.
    """
    status = Path("/proc/self/status")
    if status.exists():
        marks = dict(line.split(":", 1) for line in status.read_text().splitlines())
        if "VmHWM" in marks:
            return int(marks["VmHWM"].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
