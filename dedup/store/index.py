"""The index of samples and postings as a snapshot of an archive offers it.

The runs that it is made of are loaded with the first question: lists ask none, and NumPy takes a third of the time in
which they are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from dedup.store.rows import Filed
from dedup.store.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dedup.store.runs import Found, RunReader, RunWriter


class IndexReader(Snapshot):
    """Look-ups in the index; see `RunReader`."""

    @cached_property
    def _index(self) -> RunReader:
        from dedup.store.runs import RunReader  # noqa: PLC0415 - see above

        return RunReader(self._connection, self._place)

    def sample_members(self, keys: NDArray[np.uint64]) -> Found:
        """As `RunReader.sample_members`."""
        return self._index.sample_members(keys)

    def posting_members(self, keys: NDArray[np.uint64]) -> Found:
        """As `RunReader.posting_members`."""
        return self._index.posting_members(keys)

    def posting_masses(self, contents: NDArray[np.int64]) -> NDArray[np.int64]:
        """As `RunReader.posting_masses`."""
        return self._index.posting_masses(contents)

    def damaged_runs(self) -> Iterator[str]:
        """As `RunReader.damaged_runs`."""
        return self._index.damaged_runs()


class IndexWriter(IndexReader):
    """Changes of the index; see `RunWriter`."""

    @cached_property
    def _index(self) -> RunWriter:
        from dedup.store.runs import RunWriter  # noqa: PLC0415 - see above

        return RunWriter(self._connection, self._place)

    def file(self, filed: dict[int, Filed]) -> None:
        """As `RunWriter.file`."""
        self._index.file(filed)

    def unfile(self, contents: Collection[int]) -> None:
        """As `RunWriter.unfile`."""
        self._index.unfile(contents)
