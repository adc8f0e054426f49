"""What was found of the pairs of a story when it was last traced, so that one more member has only its own weighed.

A direction hangs on clues that are quickly gathered (of the story, of credits) and on the dates and texts of two
articles, which take ten times as long to weigh. So beside each pair stands a digest of all that its direction hung on:
where that is the same, so is the direction, and neither article is looked at. How two texts lean by themselves, which
the question of origin asks for, is kept with a digest of the two.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

from dedup.provenance.bearings import Weights
from dedup.provenance.candidates import Leanings
from dedup.provenance.direction import Grounds
from dedup.provenance.party import Witness

Pair = tuple[str, str]
"""The keys of two articles, the smaller first."""

_DIGEST = 8  # bytes: what stands beside one pair is compared with nothing but what stood there before
_ALONE, _LEANING = struct.Struct(f"<{_DIGEST}s"), struct.Struct(f"<{_DIGEST}s{_DIGEST}sd")


class Remembered(NamedTuple):
    """What is kept beside a direction: digests of what it hung on and of its texts, and how these lean, if asked."""

    grounds: bytes
    texts: bytes = b""
    leaning: float | None = None

    @property
    def packed(self) -> bytes:
        """It as bytes."""
        if self.leaning is None:
            return _ALONE.pack(self.grounds)
        return _LEANING.pack(self.grounds, self.texts, self.leaning)

    @classmethod
    def of(cls, packed: bytes) -> Remembered | None:
        """What was packed; None for what was not, so that the pair is weighed anew."""
        if len(packed) == _LEANING.size:
            return cls(*_LEANING.unpack(packed))
        return cls(*_ALONE.unpack(packed)) if len(packed) == _ALONE.size else None


class Memory:
    """What is known of the pairs of one story: from before, by pair, and what is found of them now.

    `scheme` names the weights, tables and publishers that all of it is found with.
    """

    def __init__(self, scheme: str = "", before: Mapping[Pair, Remembered] | None = None) -> None:
        self._scheme = scheme
        self._before = before or {}
        self._articles: dict[str, str] = {}  # all that stands in an article itself, by key
        self._texts: dict[tuple[bytes, bytes], bytes] = {}  # digests of two texts

    def leanings(self, witnesses: Mapping[str, Witness], weights: Weights | None) -> Leanings:
        """How texts lean, as far as it is known; `witnesses` are by key."""
        known = {}
        for (a, b), kept in self._before.items():
            if kept.leaning is not None and a in witnesses and b in witnesses:
                one, other = witnesses[a].traits.digest, witnesses[b].traits.digest
                if kept.texts == self._told_by(one, other):
                    known[one, other] = kept.leaning
        return Leanings(weights, known)

    def note(self, grounds: Grounds, a: Witness, b: Witness, leanings: Leanings) -> Remembered:
        """What is to be kept of a pair."""
        leaning = leanings.asked(a.traits, b.traits)
        texts = b"" if leaning is None else self._told_by(a.traits.digest, b.traits.digest)
        said = grounds.said if grounds.between is None else f"{grounds.said} {self._told(a)} {self._told(b)}"
        return Remembered(self._digest(said), texts, leaning)

    def holds(self, pair: Pair, now: Remembered) -> bool:
        """Whether a pair hangs on what it hung on before, and nothing more is to be kept of it."""
        before = self._before.get(pair)
        if before is None or before.grounds != now.grounds:
            return False
        return now.leaning is None or (before.texts, before.leaning) == (now.texts, now.leaning)

    def _told(self, one: Witness) -> str:
        """The dates and the text of an article."""
        if one.key not in self._articles:
            self._articles[one.key] = f"{one.times!r} {one.traits.digest.hex()}"
        return self._articles[one.key]

    def _told_by(self, one: bytes, other: bytes) -> bytes:
        if (one, other) not in self._texts:
            self._texts[one, other] = self._digest(f"{one.hex()} {other.hex()}")
        return self._texts[one, other]

    def _digest(self, said: str) -> bytes:
        return blake2b(f"{self._scheme} {said}".encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
