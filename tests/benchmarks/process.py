"""Runs what is to be measured in a process of its own, pinned to cores, and watches it from outside (on Linux)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
Look = Callable[[float], object]
LOOK_EVERY = 0.2  # seconds between two looks at a running command, ...
SHORT, LOOK_AT_SHORT = 5.0, 0.01  # ... and at one that has not run for so many seconds, which is to be timed by the end
_TICK = os.sysconf("SC_CLK_TCK")
_COMMAND = 40  # characters of a command that a message names


class FailedError(Exception):
    """A measured process ended with an error; the message names it and has the end of what it said."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took: CPU and wall seconds of it and all its children, and the most memory they held together.

    Memory, in units of 10**6 bytes, is the command's own high-water mark, or what it and its children held together at
    one of the looks (what they share counted once), whichever is more.
    """

    cpu: float
    wall: float
    peak_mb: float
    code: int
    output: str


def cores() -> list[int]:
    """The cores that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


def pinned(count: int = 1) -> list[int]:
    """The cores to measure on: the last ones, as the first takes most of a machine's interrupts."""
    return cores()[-count:]


def asked(python: Path, module: str, *arguments: str | Path, on: Collection[int] = ()) -> dict[str, Any]:
    """What a measured process of ours or a peer's says of itself; see `inside`. Raises FailedError."""
    command = [str(python), "-m", module, *map(str, arguments)]
    usage = command_usage(command, on=on or pinned())
    if usage.code:
        raise FailedError(f"`{' '.join(command)[:_COMMAND]}…` ended with {usage.code}: {usage.output[-2000:]}")
    said: dict[str, Any] = json.loads(usage.output.strip().splitlines()[-1])
    return said


def dedup(*arguments: str | Path, on: Collection[int], look: Look | None = None) -> Usage:
    """One call of the program; raises FailedError where it ends with anything but 0 or 3 (some inputs rejected)."""
    usage = command_usage([sys.executable, "-m", "dedup", *map(str, arguments)], on=on, look=look)
    if usage.code not in {0, 3}:
        raise FailedError(f"`dedup {' '.join(map(str, arguments))}` ended with {usage.code}: {usage.output[-2000:]}")
    return usage


def at_once(*pieces: Callable[[], float]) -> list[float]:
    """What each of some measured pieces gives, all begun together, so that each meets the machine as the others do."""
    with ThreadPoolExecutor(len(pieces)) as pool:
        return [begun.result() for begun in [pool.submit(piece) for piece in pieces]]


def command_usage(command: Sequence[str], *, on: Collection[int], look: Look | None = None) -> Usage:
    """Run a command on some cores and wait for it; `look` is called now and then with its CPU seconds so far."""
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    confined = ["taskset", "-c", ",".join(map(str, sorted(on))), *command]
    peak = cpu = 0.0
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(confined, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)
        while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            tree = list(_tree(process.pid))
            peak, cpu = max(peak, _held(tree)), max(cpu, sum(map(_cpu, tree)))
            if look is not None:
                look(cpu)
            time.sleep(LOOK_EVERY if time.perf_counter() - begun > SHORT else LOOK_AT_SHORT)
        wall = time.perf_counter() - begun
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        output = said.read().decode("utf-8", "replace")
    # A server that forks workers outlives the command by a moment and is in nobody's account but the last look's.
    return Usage(max(cpu, usage.ru_utime + usage.ru_stime), wall, peak / 1e6, process.returncode, output)


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(listed).split():
            yield from _tree(int(child))


def _held(tree: Sequence[int]) -> float:
    """Bytes: the first process's high-water mark, or what all hold now, shared memory counted once."""
    mark = _kib(_read(Path(f"/proc/{tree[0]}/status")), "VmHWM:")
    if len(tree) == 1:
        return mark * 1024
    return max(mark, sum(_kib(_read(Path(f"/proc/{pid}/smaps_rollup")), "Pss:") for pid in tree)) * 1024


def _cpu(pid: int) -> float:
    """CPU seconds of a process and of those of its children that have ended."""
    _, _, fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")
    return sum(map(int, fields.split()[11:15])) / _TICK if fields else 0.0


def _kib(text: str, name: str) -> int:
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(name)), 0)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended meanwhile
        return ""


def machine() -> Mapping[str, object]:
    """The facts of the machine that a figure depends on."""
    cpu = next((line.split(":", 1)[1].strip() for line in _read(Path("/proc/cpuinfo")).splitlines()
                if line.startswith("model name")), "unknown")  # fmt: skip
    return {
        "processor": cpu,
        "cores": len(cores()),
        "memory_gb": round(_kib(_read(Path("/proc/meminfo")), "MemTotal:") * 1024 / 1e9, 1),
        "system": " ".join(os.uname()[index] for index in (0, 2, 4)),
        "python": sys.version.split()[0],
        "load": round(os.getloadavg()[0], 1),
    }
