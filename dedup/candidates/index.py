"""The index protocol, and the two indexes that word shingles give: bands for near copies, samples for excerpts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys under which one text is filed, integers of 0..2**64-1; each of `postings` has a weight of 0..255."""

    bands: Sequence[int]
    samples: Sequence[int]
    postings: Mapping[int, int] = field(default_factory=dict)


class Postings(Protocol):
    """What a store must answer: (key, content) for each stored content that has one of the keys."""

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by band key."""
        ...

    def sample_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by sampled shingle."""
        ...

    def posting_members(self, keys: Sequence[int]) -> list[tuple[int, int, int]]:
        """Contents by posting, with the weight that the posting has there."""
        ...

    def posting_masses(self, contents: Collection[int]) -> Mapping[int, int]:
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
        shared = Counter(content for _, content in postings.sample_members(keys.samples))
        return {content: count for content, count in shared.items() if count >= self.least}


class Fetched:
    """Postings of many texts, fetched from a store at once: four queries for a batch, not for each article."""

    def __init__(self, postings: Postings, fingerprints: Sequence[Keys]) -> None:
        self._bands = _by_key(postings.band_members(sorted({key for keys in fingerprints for key in keys.bands})))
        self._samples = _by_key(postings.sample_members(sorted({key for keys in fingerprints for key in keys.samples})))
        self._postings: dict[int, list[tuple[int, int]]] = {}
        for key, content, weight in postings.posting_members(
            sorted({key for keys in fingerprints for key in keys.postings})
        ):
            self._postings.setdefault(key, []).append((content, weight))
        met = {content for members in self._postings.values() for content, _ in members}
        self._masses = postings.posting_masses(met)

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by band key; keys of no fetched fingerprint have none."""
        return [(key, content) for key in keys for content in self._bands.get(key, ())]

    def sample_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by sampled shingle; keys of no fetched fingerprint have none."""
        return [(key, content) for key in keys for content in self._samples.get(key, ())]

    def posting_members(self, keys: Sequence[int]) -> list[tuple[int, int, int]]:
        """Contents and weights by posting; keys of no fetched fingerprint have none."""
        return [(key, content, weight) for key in keys for content, weight in self._postings.get(key, ())]

    def posting_masses(self, contents: Collection[int]) -> Mapping[int, int]:
        """Masses of contents that share a posting with a fetched fingerprint."""
        return {content: self._masses[content] for content in contents}


def _by_key(members: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    grouped: dict[int, list[int]] = {}
    for key, content in members:
        grouped.setdefault(key, []).append(content)
    return grouped
