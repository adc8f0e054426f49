"""Clusters of related contents that a chain cannot glue together.

Connected components would join strangers: a round-up holds part of one story and part of another, and both would become
one. Here two clusters join along a relation only if more than half of the pairs between them are related themselves or
at least about the same subject. The strongest relations are taken first, ties are broken by the contents' digests, and
nothing depends on the order in which articles arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from dedup.model import Kind

# Members of a cluster that speak for it when two clusters meet: enough for a majority, few enough that a story of
# thousands of copies joins as quickly as a small one.
_SPEAKERS = 12


@dataclass(frozen=True, slots=True)
class Link:
    """A derived relation between two contents, named by digest."""

    a: bytes
    b: bytes
    kind: Kind
    score: float
    shared: int

    @property
    def order(self) -> tuple[int, float, int, bytes, bytes]:
        """Sorting key: strongest first, ties broken by digests."""
        first, second = sorted((self.a, self.b))
        return (self.kind.rank, -self.score, -self.shared, first, second)


def cluster(
    contents: Collection[bytes], links: Iterable[Link], akin: Callable[[bytes, bytes], bool]
) -> list[frozenset[bytes]]:
    """Partition contents along their links.

    `akin` tells whether two contents without a link can be about one subject. Clusters come sorted by their smallest
    digest; the result is a function of the arguments as sets.
    """
    ordered = sorted(links, key=lambda link: link.order)
    linked = {frozenset((link.a, link.b)) for link in ordered}
    members: dict[bytes, list[bytes]] = {digest: [digest] for digest in contents}
    home = {digest: digest for digest in contents}
    waiting = ordered
    while True:
        refused: list[Link] = []
        for link in waiting:
            left, right = home[link.a], home[link.b]
            if left == right:
                continue
            if not _belong(members[left], members[right], linked, akin):
                refused.append(link)
                continue
            left, right = sorted((left, right))
            merged = sorted([*members[left], *members.pop(right)])
            members[left] = merged
            for digest in merged:
                home[digest] = left
        # A cluster that was refused may belong once both have grown; every pass but the last joins something.
        if len(refused) == len(waiting):
            break
        waiting = refused
    return sorted((frozenset(group) for group in members.values()), key=min)


def _belong(
    left: list[bytes], right: list[bytes], linked: set[frozenset[bytes]], akin: Callable[[bytes, bytes], bool]
) -> bool:
    speakers = [(x, y) for x in left[:_SPEAKERS] for y in right[:_SPEAKERS]]
    agree = sum(1 for x, y in speakers if frozenset((x, y)) in linked or akin(x, y))
    return 2 * agree > len(speakers)
