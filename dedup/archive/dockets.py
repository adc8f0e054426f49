"""The docket of an archive that others may be writing to: made anew when something has changed, and not too often.

Making it takes a second or two where there are 100,000 articles. While an ingest commits several times a second it
would be made for every page, so one that is costly is used for a while though the archive has gone on; pages say as of
when they are. What people decide is read for every page and is never old.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from dedup.archive.archive import Archive
from dedup.archive.docket import Docket

_CHEAP = 0.25  # seconds that a page may take to have all of it new
_SPARED = 20.0  # times as long as it took to make, one that was not cheap is used at least: a twentieth of a processor


@dataclass(frozen=True, slots=True)
class _Kept:
    docket: Docket
    stamp: int
    made: float  # by the clock
    cost: float  # seconds


class Dockets:
    """Keeps the docket of an archive for many threads; `own` are one's own outlets, `clock` gives seconds."""

    def __init__(
        self,
        archive: Archive,
        own: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._archive = archive
        self._own = own
        self._clock = clock
        self._now = now
        self._lock = threading.Lock()
        self._kept: _Kept | None = None

    def current(self) -> Docket:
        """The docket as it is now, or was a short while ago."""
        with self._lock:
            kept, begun = self._kept, self._clock()
            stamp = self._archive.stamp()  # before what is read, so that no change falls between the two
            if kept is None or (stamp != kept.stamp and not self._spared(kept, begun)):
                docket = self._archive.docket(self._own, self._now())
                kept = self._kept = _Kept(docket, stamp, begun, self._clock() - begun)
            return kept.docket

    def _spared(self, kept: _Kept, now: float) -> bool:
        return kept.cost > _CHEAP and now - kept.made < _SPARED * kept.cost
