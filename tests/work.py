"""Jobs for processes that read pages: some that go well, and some that no page should be able to do."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Sequence

from dedup.config import WorkLimits
from dedup.errors import UnusableError
from dedup.ingest import Workers
from dedup.model import Article

QUICK = WorkLimits(seconds=5.0, memory=700_000_000, processes=2)


def process_of(articles: Sequence[Article]) -> list[int]:
    """For each article the process that does it."""
    return [os.getpid()] * len(articles)


def hang(*_: object) -> Article:
    """Never end."""
    threading.Event().wait()
    raise AssertionError


def spin(*_: object) -> Article:
    """Never end, and use a processor meanwhile."""
    while True:
        pass


def eat(*_: object) -> Article:
    """Take more memory than there is."""
    held = [bytes(1 << 26)]
    while True:
        held.append(bytes(1 << 26))


def crash(*_: object) -> Article:
    """Read what is not there, as a parser with an error in it does."""
    ctypes.string_at(0)
    raise AssertionError


def crash_at_one(articles: Sequence[Article]) -> list[str]:
    """Keys of articles; crash at one."""
    return [crash().key if article.key == "k1" else article.key for article in articles]


def leave(*_: object) -> Article:
    """End the process in the midst of it."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def stumble(*_: object) -> Article:
    """Meet an error that nobody foresaw."""
    raise KeyError("lang")


def refuse(*_: object) -> Article:
    """Find nothing to read."""
    raise UnusableError("holds no article text")


def main() -> None:
    """Print the processes of two workers, and keep them busy until the end."""
    with Workers(QUICK) as workers:
        found: set[object] = set()
        while len(found) < 2:
            found |= {pending.result() for pending in [workers.begin(_busy) for _ in range(8)]}
        sys.stdout.write(f"{' '.join(sorted(map(str, found)))}\n")
        sys.stdout.flush()
        for _ in range(2):
            workers.begin(spin)
        sys.stdin.read()


def _busy() -> int:
    return sum(range(1_000_000)) * 0 + os.getpid()


if __name__ == "__main__":
    main()
