"""Processes that extract: a page that hangs or brings its process down is given up, named, and takes nothing with it.

Pages come from strangers, and extraction runs parsers written in C: one page in a million may loop, eat all memory or
end its process. Each has a limit of time and of memory; one that goes past them is given up, its process is replaced,
and the rest goes on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as OverdueError
from multiprocessing.context import BaseContext
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from dedup.config import WorkLimits
from dedup.errors import InputError, UnreadableError

T = TypeVar("T")
Job = Callable[[], T]
"""Work that can be sent to another process: a `functools.partial` of a function of a module and plain values."""

_PRELOADED = ["__main__", "dedup.ingest.preload"]  # loaded once, in the server that the workers are forked from


def attempt(job: Job[T]) -> T | InputError:
    """What a job gives, or why the input cannot be used."""
    try:
        return job()
    except InputError as error:
        return error


class Pending(Generic[T]):
    """A job under way."""

    def __init__(self, future: ProcessFuture[T | InputError], limits: WorkLimits) -> None:
        self._future = future
        self._limits = limits

    @property
    def done(self) -> bool:
        """Whether there is no need to wait."""
        return self._future.done()

    def result(self) -> T | InputError:
        """Wait for what the job gives, or for the reason why it cannot; a job that was given up is such a reason."""
        try:
            return self._future.result()
        except OverdueError:
            return _given_up(f"took longer than the {self._limits.seconds:g} seconds allowed to read")
        except MemoryError:
            return _given_up(f"needs more than the {self._limits.memory // 1_000_000:,} MB of memory allowed")
        except ProcessExpired:
            return _given_up("brought down the process that was reading it")


class Workers:
    """Processes that do jobs, each within the limits. A context manager: none of them is left behind.

    The first begins with the first job, so that nothing is spent where there is none.
    """

    def __init__(self, limits: WorkLimits | None = None) -> None:
        self._limits = limits or WorkLimits()
        self.processes = self._limits.processes or _cores()
        self._pool = ProcessPool(
            self.processes, initializer=_confine, initargs=(self._limits.memory,), context=_context()
        )

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def begin(self, job: Job[T]) -> Pending[T]:
        """Have a job done as soon as a process is free."""
        return Pending(self._pool.schedule(attempt, args=(job,), timeout=self._limits.seconds), self._limits)


def _given_up(reason: str) -> UnreadableError:
    return UnreadableError(f"{reason}, and was given up")


def _cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _context() -> BaseContext:
    """How processes are made: forked from a small server that holds no archive and no thread, where there is one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def _confine(memory: int) -> None:
    """In a new worker: leave interrupts to the parent, and bound the memory where the system can."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
