"""What a desk keeps of an archive that others may be writing to: made anew when something has changed, not too often.

A docket takes a second or two to make where there are 100,000 articles. While an ingest commits several times a second
it would be made for every page, so one that is costly is used for a while though the archive has gone on; pages say as
of when they are. What people decide is read for every page and is never old.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Generic, TypeVar

from dedup.archive.archive import Archive
from dedup.archive.docket import Docket
from dedup.model import Borrowing

_CHEAP = 0.25  # seconds that a page may take to have all of it new
_SPARED = 20.0  # times as long as it took to make, one that was not cheap is used at least: a twentieth of a processor

T = TypeVar("T")


class _Kept(Generic[T]):
    """One thing that is made of an archive, for many threads."""

    def __init__(self, make: Callable[[], T], stamp: Callable[[], int], clock: Callable[[], float]) -> None:
        self._make = make
        self._stamp = stamp
        self._clock = clock
        self._lock = threading.Lock()
        self._made: tuple[T, int, float, float] | None = None  # with its stamp, when it was made, and what it cost

    def current(self) -> T:
        """As it is now, or was a short while ago."""
        made = self._made
        if made is not None and made[3] > _CHEAP and self._lock.locked():
            return made[0]  # another thread makes it anew, which takes long
        with self._lock:
            begun = self._clock()
            stamp = self._stamp()  # before what is read, so that no change falls between the two
            if self._made is not None:
                thing, its_stamp, at, cost = self._made
                if stamp == its_stamp or (cost > _CHEAP and begun - at < _SPARED * cost):
                    return thing
            thing = self._make()
            self._made = thing, stamp, begun, self._clock() - begun
            return thing


class Dockets:
    """The docket of an archive and who takes from whom in it; `own` are one's own outlets, `clock` gives seconds."""

    def __init__(
        self,
        archive: Archive,
        own: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._docket = _Kept(lambda: archive.docket(own, now()), archive.stamp, clock)
        self._borrowings = _Kept(lambda: (archive.borrowings(), now()), archive.stamp, clock)

    def current(self) -> Docket:
        """The docket as it is now, or was a short while ago."""
        return self._docket.current()

    def borrowings(self) -> tuple[list[Borrowing], datetime]:
        """Who takes from whom as it is now, or was a short while ago, and when that was."""
        return self._borrowings.current()
