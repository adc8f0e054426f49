"""The index protocol, and the two indexes that word shingles give: bands for near copies, samples for excerpts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dedup.text.keys import among

Members = tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.uint8]]
"""Of each filed entry: the place of its key among those asked for, its content, and the weight it has there."""


def _no_keys() -> NDArray[np.uint64]:
    return np.empty(0, np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The keys under which one text is filed, of 0..2**64-1, each once; `weights` (1..255) are those of `postings`."""

    bands: Sequence[int] = ()
    samples: NDArray[np.uint64] = field(default_factory=_no_keys)
    postings: NDArray[np.uint64] = field(default_factory=_no_keys)
    weights: NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8))


class Postings(Protocol):
    """What a store must answer: (key, content) for each stored content that has one of the keys."""

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by band key."""
        ...

    def sample_members(self, keys: NDArray[np.uint64]) -> Members:
        """Contents by sampled shingle; the weights say nothing."""
        ...

    def posting_members(self, keys: NDArray[np.uint64]) -> Members:
        """Contents by posting, with the weight that the posting has there."""
        ...

    def posting_masses(self, contents: NDArray[np.int64]) -> NDArray[np.int64]:
        """The sum of the squares of the weights of each content's postings."""
        ...


class CandidateIndex(Protocol):
    """One way of finding candidates. `name` is what a relation remembers as having proposed it."""

    @property
    def name(self) -> str:
        """Short stable name."""
        ...

    def propose(self, keys: Keys, postings: Postings) -> dict[int, int]:
        """Contents worth comparing, with the number of features they share with `keys`."""
        ...


@dataclass(frozen=True, slots=True)
class BandIndex:
    """Near copies: contents that agree in all rows of at least one band of the MinHash signature (Broder 1997; LSH)."""

    name: str = "bands"

    def propose(self, keys: Keys, postings: Postings) -> dict[int, int]:
        """Contents with at least one band in common."""
        return dict(Counter(content for _, content in postings.band_members(keys.bands)))


@dataclass(frozen=True, slots=True)
class SampleIndex:
    """Excerpts: contents that share at least `least` sampled eight-word shingles.

    Two, as one shared shingle in eight is kept: a passage of 60 words has six or seven on average and misses both
    with a probability of one in a hundred, while a single stock phrase of the language seldom holds two.
    """

    least: int = 2
    name: str = "samples"

    def propose(self, keys: Keys, postings: Postings) -> dict[int, int]:
        """Contents with at least `least` samples in common."""
        _, found, _ = postings.sample_members(keys.samples)
        contents, counts = np.unique(found, return_counts=True)
        enough = counts >= self.least
        return dict(zip(contents[enough].tolist(), counts[enough].tolist(), strict=True))


class Fetched:
    """Samples and postings of many texts, fetched from a store at once."""

    def __init__(self, postings: Postings, fingerprints: Sequence[Keys]) -> None:
        self._store = postings
        self._samples = _Drawer([keys.samples for keys in fingerprints], postings.sample_members)
        self._postings = _Drawer([keys.postings for keys in fingerprints], postings.posting_members)
        self._met = np.unique(self._postings.contents)
        self._masses = postings.posting_masses(self._met)

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by band key."""
        return self._store.band_members(keys)

    def sample_members(self, keys: NDArray[np.uint64]) -> Members:
        """Contents by sampled shingle; keys of no fetched fingerprint have none."""
        return self._samples.members(keys)

    def posting_members(self, keys: NDArray[np.uint64]) -> Members:
        """Contents and weights by posting; keys of no fetched fingerprint have none."""
        return self._postings.members(keys)

    def posting_masses(self, contents: NDArray[np.int64]) -> NDArray[np.int64]:
        """Masses of contents that share a posting with a fetched fingerprint."""
        return self._masses[self._met.searchsorted(contents)]


class _Drawer:
    """The members of many keys, in the order of these."""

    def __init__(self, wanted: Sequence[NDArray[np.uint64]], members: Callable[[NDArray[np.uint64]], Members]) -> None:
        self._keys = np.unique(np.concatenate((_no_keys(), *wanted)))
        places, contents, weights = members(self._keys)
        order = np.argsort(places, kind="stable")
        self.contents, self._weights = contents[order], weights[order]
        self._ends = places[order].searchsorted(np.arange(len(self._keys)), "right")

    def members(self, keys: NDArray[np.uint64]) -> Members:
        """The members of some of the keys."""
        asked = np.flatnonzero(among(keys, self._keys))
        found = self._keys.searchsorted(keys[asked])
        starts = np.where(found > 0, self._ends[found - 1], 0)
        counts = self._ends[found] - starts
        rows = np.repeat(starts - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        return np.repeat(asked, counts), self.contents[rows], self._weights[rows]
