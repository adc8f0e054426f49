"""Indexing words beside the pages: a large archive that was never searched takes longer than a page may."""

from __future__ import annotations

from threading import Event, Lock, Thread

from dedup.archive import Archive
from dedup.errors import DedupError

_WITHIN = 1.0  # seconds of work between two looks at whether to stop
_PAUSE = 0.5  # seconds until the next try where another process writes


class Indexing:
    """Brings an archive's index of words up to date in a thread of its own, once a search found it lacking.

    Each step is a transaction of some hundred articles; whoever else wants to write goes between two of them.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = Lock()
        self._thread: Thread | None = None
        self._stopped = Event()

    def start(self) -> None:
        """Begin, unless it goes on already or is over."""
        with self._lock:
            if self._stopped.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = Thread(target=self._run, name="dedup-indexing", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the step that is under way; what was indexed is kept."""
        self._stopped.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        before = None
        while not self._stopped.is_set():
            try:
                pending = self._archive.index_words(within=_WITHIN)
            except DedupError:
                return  # the next search meets the same, and says so
            if not pending:
                return
            if pending == before:
                self._stopped.wait(_PAUSE)
            before = pending
