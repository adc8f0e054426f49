"""Crowds: of a thousand copies of one text, which are compared with which.

All pairs of n copies of one text are n² / 2, and nearly all of them say the same. A content is *crowded* if `CROWD`
near copies of it rank before it that are not crowded themselves; a near copy shares `SHARED` bands with it. It is
compared with the first `ANCHORS` of these alone, and what finds rewrites and excerpts leaves it out: they are found by
the anchors, which are copies of the same text and are left out of nothing. All contents that are not crowded are
compared with each other wherever any index proposes it, so a rewrite or an excerpt that resembles a crowded copy only
where that differs from its anchors is found by these or not at all.

A rank is a content's own (its digest), and whether a content is crowded depends on those of smaller rank alone: on
what is held, not on what came first. Of 400 as of 3,000 copies of one text, each with its own dateline and a sentence
of its own and cut to 60-100 %, sixty are not crowded; with fewer than `CROWD` near copies beside each, all are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from dedup.candidates.index import Keys, Postings
from dedup.candidates.tally import Rule

# Near copies from which a content is crowded. Smaller families stay complete: no figure of the labelled corpora moves.
CROWD = 32
# Bands that near copies share: texts of which one half is common share 0.4 of the 32 on average, copies cut to three
# fifths four. Articles of one outlet around the same long furniture are no crowd.
SHARED = 3
# As many as speak for a cluster when two meet; all of them near copies, they give a member its place in the story.
ANCHORS = 12

Ranked = tuple[bytes, int]
"""A content's rank and its number."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The first near copies of a crowded content, by rank, and the rank of the last that makes it crowded."""

    anchors: tuple[Ranked, ...]
    decided: bytes

    @property
    def reach(self) -> bytes:
        """The rank of the last anchor."""
        return self.anchors[-1][0]

    @property
    def beside(self) -> frozenset[int]:
        """The numbers of the anchors."""
        return frozenset(number for _, number in self.anchors)


def near_copies(bands: Iterable[Iterable[Ranked]]) -> list[Ranked]:
    """Those that stand in enough of the given bands, each with those of its contents that are not crowded."""
    shared = Counter(chain.from_iterable(bands))
    return [one for one, count in shared.items() if count >= SHARED]


def standing(rank: bytes, copies: Iterable[Ranked]) -> Standing | None:
    """How a content stands; None if it is not crowded. `copies` are its near copies that are not."""
    near = sorted(one for one in copies if one[0] < rank)
    return Standing(tuple(near[:ANCHORS]), near[CROWD - 1][0]) if len(near) >= CROWD else None


@dataclass(frozen=True, slots=True)
class Beside:
    """Postings for one text, of whose bands no more is told than what a crowd leaves of them."""

    bands: Sequence[tuple[int, int]]
    postings: Postings

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by band key, whatever keys are asked for."""
        return list(self.bands)

    def sample_members(self, keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """The contents under all of the sampled shingles, as often as they are under one."""
        return self.postings.sample_members(keys)

    def passing(self, keys: Keys, rule: Rule) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Contents that share enough postings, ascending, and how much of the lighter text's, in thousandths."""
        return self.postings.passing(keys, rule)
