"""How far a long read has come: a bar on a terminal, a line now and then elsewhere, nothing for what is quick."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from dedup.cli.talk import say
from dedup.model import Outcome, Rejection
from dedup.report.plain import counted

_PATIENCE = 1.0  # seconds before a bar appears; what is done by then needs none
_INTERVAL = 10.0  # seconds between lines where there is no terminal


class Meter:
    """Counts bytes read and articles done, and shows both on stderr. `total` is in bytes, None if it is not known."""

    def __init__(self, total: int | None, *, quiet: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._quiet = quiet
        self._bytes = 0
        self._articles = 0
        self._pages = 0
        self._clock = clock
        self._next = clock() + (_PATIENCE if sys.stderr.isatty() else _INTERVAL)
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def on_bytes(self, count: int) -> None:
        """Note that so many bytes were read."""
        self._bytes += count
        self._show()

    def on_page(self) -> None:
        """Note that a page was fetched, or could not be."""
        self._pages += 1
        self._show()

    def on_article(self, _: Outcome | Rejection) -> None:
        """Note that an article was stored or an input rejected."""
        self._articles += 1
        self._show()

    def _show(self) -> None:
        if self._quiet:
            return
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._bytes, description=self._done())
            return
        now = self._clock()
        if now < self._next:
            return
        if sys.stderr.isatty():
            self._start()
            return
        self._next = now + _INTERVAL
        share = f", {min(100, 100 * self._bytes // self._total)} % of the input" if self._total else ""
        say(f"{self._done()} so far{share}")

    def _done(self) -> str:
        pages = f"{counted(self._pages, 'page')} read, " if self._pages else ""
        return f"{pages}{counted(self._articles, 'article')}"

    def _start(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task(self._done(), total=self._total, completed=self._bytes)
        self._bar.start()
