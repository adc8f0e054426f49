"""Clusters of related contents that a chain cannot glue together.

Connected components would join strangers: a round-up holds part of one story and part of another, and both would become
one. Here two clusters join along a relation only if more than half of the pairs between them are related themselves or
at least about the same subject. The strongest relations are taken first, ties are broken by the contents' digests, and
nothing depends on the order in which articles arrived. What people said of a pair goes before what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
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
    contents: Collection[bytes],
    links: Iterable[Link],
    akin: Callable[[bytes, bytes], bool],
    *,
    together: Sequence[tuple[bytes, bytes]] = (),
    apart: Iterable[tuple[bytes, bytes]] = (),
) -> list[frozenset[bytes]]:
    """Partition contents along their links.

    `akin` tells whether two contents without a link can be about one subject. What people said goes before all else:
    the pairs in `together` join first, in their order and whatever they are about, and no two of a pair in `apart` ever
    stand in one cluster, which bars the clusters that hold them from joining, those in `together` too. Clusters come
    sorted by their smallest digest; but for `together` the result is a function of the arguments as sets.
    """
    ordered = sorted(links, key=lambda link: link.order)
    linked = {frozenset((link.a, link.b)) for link in ordered} | {frozenset(pair) for pair in together}
    groups = _Groups(contents, apart)
    for pair in together:
        left, right = groups.homes(*pair)
        if left != right and groups.may_join(left, right):
            groups.join(left, right)
    waiting = ordered
    while True:
        refused: list[Link] = []
        for link in waiting:
            left, right = groups.homes(link.a, link.b)
            if left == right:
                continue
            members = groups.members
            if not (groups.may_join(left, right) and _belong(members[left], members[right], linked, akin)):
                refused.append(link)
                continue
            groups.join(left, right)
        # A cluster that was refused may belong once both have grown; every pass but the last joins something.
        if len(refused) == len(waiting):
            break
        waiting = refused
    return sorted((frozenset(group) for group in groups.members.values()), key=min)


class _Groups:
    """Clusters as they grow, each named by one of its members, and what none of their members may stand with."""

    def __init__(self, contents: Collection[bytes], apart: Iterable[tuple[bytes, bytes]]) -> None:
        self.members: dict[bytes, list[bytes]] = {digest: [digest] for digest in contents}
        self._home = {digest: digest for digest in contents}
        self._barred: dict[bytes, set[bytes]] = {digest: set() for digest in contents}
        for a, b in apart:
            self._barred[a].add(b)
            self._barred[b].add(a)

    def homes(self, a: bytes, b: bytes) -> tuple[bytes, bytes]:
        """The clusters of two contents."""
        return self._home[a], self._home[b]

    def may_join(self, left: bytes, right: bytes) -> bool:
        """Whether no member of one cluster is barred from a member of the other."""
        few, other = sorted((left, right), key=lambda root: len(self._barred[root]))
        return all(self._home[digest] != other for digest in self._barred[few])

    def join(self, left: bytes, right: bytes) -> None:
        """Make two clusters one."""
        left, right = sorted((left, right))
        self.members[left] = sorted([*self.members[left], *self.members.pop(right)])
        self._barred[left] |= self._barred.pop(right)
        for digest in self.members[left]:
            self._home[digest] = left


def _belong(
    left: list[bytes], right: list[bytes], linked: set[frozenset[bytes]], akin: Callable[[bytes, bytes], bool]
) -> bool:
    speakers = [(x, y) for x in left[:_SPEAKERS] for y in right[:_SPEAKERS]]
    agree = sum(1 for x, y in speakers if frozenset((x, y)) in linked or akin(x, y))
    return 2 * agree > len(speakers)
