"""Crowds: of a thousand copies of one text, which are compared with which.

All pairs of n copies of one text are n² / 2, and nearly all of them say the same. So a content that shares a band with
`CROWD` others or more which rank before it is *crowded*: it is compared with the first `ANCHORS` of these alone, and
what finds rewrites and excerpts, which those first ones are found by, leaves it out. The rank is a content's own (its
digest), so who is compared with whom depends on the contents that are held and not on which came first. At most
`ANCHORS` pairs for each content and `CROWD` ** 2 / 2 between those that are not crowded remain of a crowd; with fewer
than `CROWD` others beside each, every pair does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dedup.candidates.index import Postings

# Families of copies are smaller as a rule and stay complete: no figure of the labelled corpora moves.
CROWD = 48
# As many as speak for a cluster when two meet; all of them near copies, they give a member its place in the story.
ANCHORS = 12

Ranked = tuple[bytes, int]
"""A content's rank and its number."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of the contents that rank before it a content is compared with, in order of rank.

    `reach` is the rank of the last of them if the content is crowded, else None.
    """

    earlier: tuple[int, ...]
    reach: bytes | None

    @property
    def crowded(self) -> bool:
        """Whether it is compared with these few alone."""
        return self.reach is not None


def standing(rank: bytes, heads: Iterable[Sequence[Ranked]]) -> Standing:
    """The standing of a content of the given rank; `heads` are the first CROWD contents of each of its bands.

    That many suffice: of those that share a band and rank before it, the first CROWD are among them.
    """
    before = sorted({one for head in heads for one in head if one[0] < rank})
    if len(before) < CROWD:
        return Standing(tuple(content for _, content in before), None)
    anchors = before[:ANCHORS]
    return Standing(tuple(content for _, content in anchors), anchors[-1][0])


@dataclass(frozen=True, slots=True)
class Beside:
    """Postings for one text, of whose bands no more is told than what a crowd leaves of them."""

    bands: Sequence[tuple[int, int]]
    postings: Postings

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by band key, whatever keys are asked for."""
        return list(self.bands)

    def sample_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Contents by sampled shingle."""
        return self.postings.sample_members(keys)

    def posting_members(self, keys: Sequence[int]) -> list[tuple[int, int, int]]:
        """Contents by posting, with the weight that the posting has there."""
        return self.postings.posting_members(keys)

    def posting_masses(self, contents: Collection[int]) -> Mapping[int, int]:
        """The sum of the squares of the weights of each content's postings."""
        return self.postings.posting_masses(contents)
