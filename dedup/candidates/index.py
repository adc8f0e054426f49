"""The index protocol, and the two indexes that word shingles give: bands for near copies, samples for excerpts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dedup.candidates.tally import Entries, Rule, Tally
from dedup.text.keys import distinct, spread

Members = tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint8]]
"""How many entries are filed under each of the keys asked for, and of each entry, in the order of the keys, whose it is
and the weight it has there."""


def _no_keys() -> NDArray[np.uint64]:
    return np.empty(0, np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The keys under which one text is filed, of 0..2**64-1, each once; `weights` (1..255) are those of `postings`.

    `outline` is what a bound on its likeness to others is told by; see `outlines`.
    """

    bands: Sequence[int] = ()
    samples: NDArray[np.uint64] = field(default_factory=_no_keys)
    postings: NDArray[np.uint64] = field(default_factory=_no_keys)
    weights: NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8))
    outline: bytes = b""

    def __reduce__(self) -> tuple[Callable[..., Keys], tuple[bytes, ...]]:
        # Buffers pass to another process in a fraction of the time of arrays and of a list of numbers.
        arrays = (np.array(self.bands, np.uint64), self.samples, self.postings, self.weights)
        return _unpacked, (*(array.tobytes() for array in arrays), self.outline)


def _unpacked(bands: bytes, samples: bytes, postings: bytes, weights: bytes, outline: bytes) -> Keys:
    """Keys as they were packed."""
    return Keys(
        bands=np.frombuffer(bands, np.uint64).tolist(),
        samples=np.frombuffer(samples, np.uint64),
        postings=np.frombuffer(postings, np.uint64),
        weights=np.frombuffer(weights, np.uint8),
        outline=outline,
    )


class Filing(Protocol):
    """What a store must answer: the contents filed under each of some keys, which are given in ascending order.

    Under postings they are filed by numbers (0..2**31-1) that come later the later they were filed, one for each
    content; so those under a key are in order as they stand.
    """

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by band key."""
        ...

    def filed_members(self, samples: NDArray[np.uint64], postings: NDArray[np.uint64]) -> tuple[Members, Members]:
        """Contents by sampled shingle, and numbers by posting, ascending under each.

        The weights of the ones say nothing, those of the others are what the posting weighs there.
        """
        ...

    def posting_filings(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """By number, for all there are, the content filed under it and the sum of the squares of its postings' weights.

        Both say nothing of a number under which nothing is filed.
        """
        ...


class Postings(Protocol):
    """What an index asks about one text."""

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by band key."""
        ...

    def sample_members(self, keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """The contents under all of the sampled shingles, as often as they are under one."""
        ...

    def passing(self, keys: Keys, rule: Rule) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Contents that share enough postings, ascending, and how much of the lighter text's, in thousandths."""
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
        return dict(Counter(map(itemgetter(1), postings.band_members(keys.bands))))


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
        shared = Counter(postings.sample_members(keys.samples).tolist())
        return {content: shared[content] for content in sorted(shared) if shared[content] >= self.least}


class Fetched:
    """Samples and postings of some texts, fetched from a store at once; other keys than theirs have no members."""

    def __init__(self, filing: Filing, texts: Sequence[Keys]) -> None:
        self._filing = filing
        samples = distinct(np.concatenate((_no_keys(), *(keys.samples for keys in texts))))
        postings = distinct(np.concatenate((_no_keys(), *(keys.postings for keys in texts))))
        sampled, posted = filing.filed_members(samples, postings)
        self._samples, self._postings = _Drawer(samples, sampled), _Drawer(postings, posted)
        self._contents, masses = filing.posting_filings()
        self._tally = Tally(masses)

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by band key."""
        return self._filing.band_members(keys)

    def sample_members(self, keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """The contents under all of the sampled shingles, as often as they are under one."""
        found = self._samples.entries(keys)
        return found.contents[spread(found.starts, found.counts)]

    def passing(self, keys: Keys, rule: Rule) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Contents that share enough postings, ascending, and how much of the lighter text's, in thousandths."""
        numbers, shares = self._tally.passing(self._postings.entries(keys.postings), keys.weights, rule)
        contents = self._contents[numbers]
        order = np.argsort(contents)
        return contents[order], shares[order]


class _Drawer:
    """The members of many keys, which ascend, in the order of these."""

    def __init__(self, keys: NDArray[np.uint64], members: Members) -> None:
        self._keys = np.append(keys, np.uint64(0))  # so that each place that is found has one
        counts, self.contents, self._weights = members
        self._counts = np.append(counts, 0)  # the last place is that of all other keys
        self._starts = np.cumsum(self._counts) - self._counts

    def entries(self, keys: NDArray[np.uint64]) -> Entries:
        """The entries of some keys; other keys than those that were wanted have none."""
        places = self._keys[:-1].searchsorted(keys)
        places[self._keys[places] != keys] = len(self._keys) - 1
        return Entries(self._starts[places], self._counts[places], self.contents, self._weights)
