"""What a measured process says of itself; for ours and the peers' alike, so it needs the standard library alone.

A measured process reads its input, does its work between two looks at the clock of its own CPU time, and prints one
JSON object: CPU and wall seconds of the work, the most memory it has held, and what else it found.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, dict[str, float]]:
    """What `work` gives, and its `cpu` (user and system, all threads) and `wall` seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def say(measured: dict[str, float], **found: object) -> None:
    """Print what was measured, with the process's memory, for the process that asked."""
    print(json.dumps({**measured, "peak_mb": peak_mb(), **found}))


def peak_mb() -> float:
    """The most memory that this process has held, in units of 10**6 bytes.

    Linux counts what the parent held at the fork into `ru_maxrss`, so a mark of the program alone is preferred.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def texts_of(data_set: Path) -> Iterator[str]:
    """The texts of a data set, in its order."""
    with data_set.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def write_labels(path: Path, labels: Sequence[int]) -> None:
    """Which cluster each text was put into, for the process that knows what was planted."""
    path.write_text(json.dumps(labels), encoding="ascii")


class Clusters:
    """Union-find over places 0..count-1, as whoever clusters with a library of signatures has to bring along."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def root(self, place: int) -> int:
        """The place that stands for a place's cluster."""
        parents = self._parents
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    def unite(self, a: int, b: int) -> None:
        """Make one cluster of two places' clusters."""
        low, high = sorted((self.root(a), self.root(b)))
        self._parents[high] = low

    def labels(self) -> list[int]:
        """The cluster of each place."""
        return [self.root(place) for place in range(len(self._parents))]
