"""Whose texts are looked into where a story has too many for all of them.

What a text brings to the question of origin takes some milliseconds to read. Of a story of thousands those are read
that vote on what the story agrees on, and those that could be its origin: the earliest, the longest, and the most
credited. The rest have their credits and dates alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dedup.provenance.acknowledgement import Directory
from dedup.provenance.agreement import VOTERS
from dedup.provenance.candidates import MAX_CANDIDATES
from dedup.provenance.party import Witness
from dedup.provenance.publishers import Registry

ALL_READ = 150  # articles: about as many as the panel of a larger story can have


def panel(witnesses: Sequence[Witness], words: Mapping[str, int], registry: Registry) -> frozenset[str]:
    """Keys of the witnesses whose texts are to be read, whatever their order; `words` has the length of each."""
    if len(witnesses) <= ALL_READ:
        return frozenset(one.key for one in witnesses)
    voters = sorted(witnesses, key=lambda one: (one.content, one.key))[:VOTERS]
    directory = Directory(witnesses, registry)
    named = Counter(key for voter in voters for key in directory.best(voter.credits))
    chosen = list(voters)
    for rank in (
        lambda one: (one.times.order, one.key),
        lambda one: (-words[one.key], one.key),
        lambda one: (-named[one.key], -words[one.key], one.key),
    ):
        chosen += sorted(witnesses, key=rank)[:MAX_CANDIDATES]
    return frozenset(one.key for one in chosen)
