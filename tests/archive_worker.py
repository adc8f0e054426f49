"""A process that ingests, for the tests: `python -m tests.archive_worker ARCHIVE FIRST STEP CALL [MAX_FILE_BYTES]`.

It takes every STEP-th article of `corpus()` from FIRST on, CALL articles a call, and names each one on a line of its
own once the archive has acknowledged it. With MAX_FILE_BYTES no file of the process may grow past that size, which the
archive meets as a disk that takes no more.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from dedup.archive import Archive
from dedup.errors import ArchiveFullError
from dedup.model import Article
from tests.archive_factories import BRIDGE, article, edited, invented, mixed_family

FULL = 7
"""Exit code where the archive could not be written."""


def corpus() -> list[Article]:
    """The mixed family among strangers and edits: enough for many calls."""
    more = [
        article(f"edit{i:02}", edited("\n\n".join(BRIDGE), 0.04, i), published=f"2024-11-{1 + i:02}") for i in range(20)
    ]
    alone = [article(f"alone{i:02}", invented(100 + i, 120)) for i in range(30)]
    return sorted([*mixed_family(), *more, *alone], key=lambda one: one.text[::-1])


def main(location: str, first: str, step: str, call: str, most: str = "0") -> int:
    if int(most):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    try:
        with Archive.open(Path(location)) as archive:
            for part in _parts(corpus()[int(first) :: int(step)], int(call)):
                keys = iter(part)
                archive.ingest(part, lambda _, keys=keys: _say(next(keys).key))  # type: ignore[misc]
    except ArchiveFullError:
        return FULL
    return 0


def _parts(items: list[Article], size: int) -> Iterator[list[Article]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
