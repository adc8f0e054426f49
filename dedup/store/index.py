"""The index of bands, samples and postings as a snapshot of an archive offers it.

The runs that it is made of are loaded with the first question: lists ask none, and NumPy takes a third of the time in
which they are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from dedup.store.rows import Filed
from dedup.store.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dedup.store.bands import BandReader, BandWriter
    from dedup.store.lookup import Held


class IndexReader(Snapshot):
    """Look-ups in the index; see `RunReader` and `BandReader`."""

    @cached_property
    def _index(self) -> BandReader:
        from dedup.store.bands import BandReader  # noqa: PLC0415 - see above

        return BandReader(self._connection, self._place)

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """As `BandReader.band_members`."""
        return self._index.band_members(keys)

    def band_apart(self, keys: Sequence[int]) -> dict[int, list[tuple[bytes, int]]]:
        """As `BandReader.band_apart`."""
        return self._index.band_apart(keys)

    def thronged(self, keys: Collection[int]) -> set[int]:
        """As `BandReader.thronged`."""
        return self._index.thronged(keys)

    def crowded_after(self, keys: Collection[int], rank: bytes) -> Iterator[tuple[int, int]]:
        """As `BandReader.crowded_after`."""
        return self._index.crowded_after(keys, rank)

    def filed_members(self, samples: NDArray[np.uint64], postings: NDArray[np.uint64]) -> tuple[Held, Held]:
        """As `RunReader.filed_members`."""
        return self._index.filed_members(samples, postings)

    def posting_filings(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """As `RunReader.posting_filings`."""
        return self._index.posting_filings()

    def outlines(self, contents: Collection[int]) -> dict[int, bytes]:
        """As `RunReader.outlines`."""
        return self._index.outlines(contents)

    def damaged_runs(self) -> Iterator[str]:
        """As `RunReader.damaged_runs`, and where these can be read as `BandReader.damaged_bands`."""
        broken = False
        for sentence in self._index.damaged_runs():
            broken = True
            yield sentence
        if not broken:
            yield from self._index.damaged_bands()


class IndexWriter(IndexReader):
    """Changes of the index; see `RunWriter` and `BandWriter`."""

    @cached_property
    def _index(self) -> BandWriter:
        from dedup.store.bands import BandWriter  # noqa: PLC0415 - see above

        return BandWriter(self._connection, self._place)

    def file(self, filed: dict[int, Filed]) -> None:
        """As `RunWriter.file`."""
        self._index.file(filed)

    def file_bands(self, bands: Mapping[int, Sequence[int]], crowded: Collection[int] = ()) -> None:
        """As `BandWriter.file_bands`."""
        self._index.file_bands(bands, crowded)

    def unfile(self, contents: Collection[int]) -> None:
        """As `RunWriter.unfile`."""
        self._index.unfile(contents)

    def flush(self) -> None:
        """As `RunWriter.flush`: to be called before the transaction ends."""
        if "_index" in vars(self):
            self._index.flush()
