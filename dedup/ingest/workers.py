"""Processes that extract: a page that hangs or brings its process down is given up, named, and takes nothing with it.

Pages come from strangers, and extraction runs parsers written in C: one page in a million may loop, eat all memory or
end its process. Each has a limit of time and of memory; one that goes past them is given up, its process is replaced,
and the rest goes on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as OverdueError
from concurrent.futures.process import BrokenProcessPool
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessFuture, ProcessPool

from dedup.config import WorkLimits
from dedup.errors import InputError, UnreadableError, WorkersError
from dedup.ingest.server import begin, expect, processors

T = TypeVar("T")
Job = Callable[[], T]
"""Work that can be sent to another process: a `functools.partial` of a function of a module and plain values."""
Together = Callable[[list[Any]], list[T | InputError]]
"""Makes of what some jobs gave, each a result or an InputError, as many others. It can be sent away as well."""

_GRACE = 5.0  # seconds in which the parent gives a job up, before its process ends by itself
# Where processes take turns, from one look for jobs that take too long and processes that ended to the next: a share of
# the time since the beginning, within limits in seconds. A look takes a quarter of a millisecond from whoever works,
# and ending the processes waits for one.
_LOOKS, _LEAST, _MOST = 0.02, 0.1, 0.5
_OUT_OF_MEMORY = 77  # the code that a worker ends with; any that nothing else uses
_NO_PROCESSES = "The processes that read pages cannot be started; `--processes 0` reads them without, one by one."


def attempt(job: Job[T]) -> T | InputError:
    """What a job gives, or why the input cannot be used.

    An error that nobody foresaw is such a reason too, as what a stranger wrote must not cost others their place.
    """
    try:
        return job()
    except InputError as error:
        return error
    except MemoryError:
        raise
    except Exception as error:
        found = f"{type(error).__name__}: {error!s:.200}"
        return UnreadableError(f"met an error in this program, which is worth a report ({found})")


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
        except BrokenProcessPool as error:
            raise WorkersError(_NO_PROCESSES) from error
        except ProcessExpired as error:
            if error.exitcode == _OUT_OF_MEMORY:
                return _given_up(f"needs more than the {self._limits.memory // 1_000_000:,} MB of memory allowed")
            return _given_up("brought down the process that was reading it")


class Portion(Generic[T]):
    """Jobs under way together, which one process does one after the other, and what is made of all that they give."""

    def __init__(self, workers: Workers, jobs: Sequence[Job[Any]], then: Together[T], pending: Pending[bytes]) -> None:
        self._workers = workers
        self._jobs = jobs
        self._then = then
        self._pending = pending

    @property
    def done(self) -> bool:
        """Whether there is no need to wait."""
        return self._pending.done

    def results(self) -> list[T | InputError]:
        """Wait for what each job gives, or for the reason why it cannot.

        Where the jobs were given up together, each is done again alone, so that only the one to blame is refused.
        """
        done = self._pending.result()
        if not isinstance(done, InputError):
            results: list[T | InputError] = pickle.loads(done)
            return results
        if len(self._jobs) == 1:
            return [done]
        again = [self._workers.begin_all([job], self._then) for job in self._jobs]
        return [result for portion in again for result in portion.results()]


class Workers:
    """Processes that do jobs, each within the limits. A context manager: none of them is left behind.

    They begin with the first job; what they need, the modules named by `preload` among it, is loaded meanwhile where
    there is a processor to spare. `by_turns` says that there is none: they and this process then take turns, and
    nothing is done sooner for being done by them.
    """

    def __init__(self, limits: WorkLimits | None = None, preload: Sequence[str] = ()) -> None:
        _check_main()
        self._limits = limits or WorkLimits()
        self._preload = preload
        self.processes = self._limits.processes or processors()
        self.by_turns = processors() == 1
        self._under_way: list[ProcessFuture[Any]] = []
        self._since = time.monotonic()
        expect(preload)

    @cached_property
    def _pool(self) -> ProcessPool:
        context = begin(self._preload)
        return ProcessPool(self.processes, initializer=_confine, initargs=(self._limits.memory,), context=context)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if "_pool" in vars(self):
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def begin(self, job: Job[T]) -> Pending[T]:
        """Have a job done as soon as a process is free."""
        return self._begin(job, self._limits.seconds)

    def begin_all(self, jobs: Sequence[Job[Any]], then: Together[T] = list) -> Portion[T]:
        """Have jobs done by one process, one after the other, each within the limits.

        What they give is made into results by `then`, all at once, which has the limits of one more job, or where there
        is but one shares its own.
        """
        seconds, turns = self._limits.seconds, len(jobs) + 1 if len(jobs) > 1 else 1
        return Portion(self, jobs, then, self._begin(partial(_each, seconds, jobs, then), seconds * turns))

    @property
    def idle(self) -> bool:
        """Whether a process has nothing to do."""
        busy = (True for future in reversed(self._under_way) if not future.done())  # the latest, most likely
        return sum(islice(busy, self.processes)) < self.processes

    def _begin(self, job: Job[T], seconds: float) -> Pending[T]:
        if self.by_turns:
            CONSTS.sleep_unit = min(max(_LEAST, _LOOKS * (time.monotonic() - self._since)), _MOST)
        future = self._pool.schedule(_within, args=(seconds, job), timeout=seconds)
        self._under_way = [*(one for one in self._under_way if not one.done()), future]
        return Pending(future, self._limits)


def _given_up(reason: str) -> UnreadableError:
    return UnreadableError(f"{reason}, and was given up")


def _check_main() -> None:
    """Raise WorkersError for a program that was piped in or typed, which no other process could load."""
    main = sys.modules["__main__"]
    file = getattr(main, "__file__", None)
    if getattr(main, "__spec__", None) is None and file is not None and not Path(file).exists():
        raise WorkersError(_NO_PROCESSES)


def _within(seconds: float, job: Job[T]) -> T | InputError:
    """Do a job in a worker, which a signal ends soon after the limit, should no parent be left to do so.

    A worker whose memory ran out ends as well: some of it would stay taken.
    """
    _end_after(seconds + _GRACE)
    try:
        return attempt(job)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    finally:
        _end_after(0)


def _each(seconds: float, jobs: Sequence[Job[Any]], then: Together[T]) -> bytes:
    """Do jobs one after the other in a worker, which ends where one of several takes longer than the limit.

    The results are packed here and unpacked by whoever waits for them: not by the thread that receives messages, which
    would keep others from running meanwhile.
    """
    given: list[Any] = []
    for job in jobs:
        if len(jobs) > 1:
            _end_after(seconds)
        given.append(attempt(job))
    if len(jobs) > 1:
        _end_after(seconds)
    return pickle.dumps(then(given), pickle.HIGHEST_PROTOCOL)


def _end_after(seconds: float) -> None:
    """Have a signal end this process after some time, or not any more with 0, where the system can."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _confine(memory: int) -> None:
    """In a new worker: leave interrupts to the parent, end with it, and bound the memory where the system can."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
