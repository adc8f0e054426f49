"""Clusters of related contents that a chain cannot glue together.

Connected components would join strangers: a round-up holds part of one story and part of another, and both would become
one. Here two clusters join along a relation only if more than half of the pairs between them are related themselves or
at least about the same subject. The strongest relations are taken first, ties are broken by the contents' digests, and
nothing depends on the order in which articles arrived. What people said of a pair goes before what was found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from dedup.model import Kind

# Members of a cluster that speak for it when two clusters meet: enough for a majority, few enough that a story of
# thousands of copies joins as quickly as a small one.
_SPEAKERS = 12


class Link(NamedTuple):
    """A derived relation between two contents, named by digest."""

    a: bytes
    b: bytes
    kind: Kind
    score: float
    shared: int

    @property
    def order(self) -> tuple[int, float, int, bytes, bytes]:
        """Sorting key: strongest first, ties broken by digests."""
        first, second = (self.a, self.b) if self.a < self.b else (self.b, self.a)
        return (self.kind.rank, -self.score, -self.shared, first, second)


def cluster(
    contents: Collection[bytes],
    links: Iterable[Link],
    akin: Callable[[bytes, bytes], bool],
    *,
    together: Iterable[tuple[bytes, bytes]] = (),
    apart: Iterable[tuple[bytes, bytes]] = (),
) -> list[frozenset[bytes]]:
    """Partition contents along their links.

    `akin` tells whether two contents without a link can be about one subject. What people said goes before all else:
    the pairs in `together` join first, in their order and whatever they are about, and no two of a pair in `apart` ever
    stand in one cluster, which bars the clusters that hold them from joining, those in `together` too. Clusters come
    sorted by their smallest digest; but for the order of `together` the result is a function of the arguments as sets.
    """
    ordered = sorted(links, key=lambda link: link.order)
    linked: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for link in ordered:
        linked[link.a].add(link.b)
        linked[link.b].add(link.a)
    whole = _Groups(contents, apart)
    for pair in together:
        if whole.may_join(*pair):
            whole.join(*pair)
    # Whether clusters belong together is asked of what the links alone have joined: a pair that people join brings
    # along all that belongs to either, and none of it has to be about the subject of the other.
    parts = _Groups(contents)
    waiting = ordered
    while True:
        refused: list[Link] = []
        for link in waiting:
            if parts.joined(link.a, link.b):
                continue
            speakers = parts.speakers(link.a), parts.speakers(link.b)
            if whole.may_join(link.a, link.b) and _belong(*speakers, linked, akin):
                parts.join(link.a, link.b)
                whole.join(link.a, link.b)
            else:
                refused.append(link)
        # A cluster that was refused may belong once both have grown; every pass but the last joins something.
        if len(refused) == len(waiting):
            break
        waiting = refused
    return whole.all()


class _Groups:
    """Contents in clusters that grow, and what none of the members of a cluster may stand with.

    The smaller of two clusters moves into the larger, so that no member moves more often than the logarithm of their
    number.
    """

    def __init__(self, contents: Collection[bytes], apart: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self._members: dict[bytes, list[bytes]] = {digest: [digest] for digest in contents}
        self._speakers: dict[bytes, list[bytes]] = {digest: [digest] for digest in contents}
        self._home = {digest: digest for digest in contents}  # the member by which a cluster is known
        self._barred: dict[bytes, set[bytes]] = {digest: set() for digest in contents}
        for a, b in apart:
            self._barred[a].add(b)
            self._barred[b].add(a)

    def joined(self, a: bytes, b: bytes) -> bool:
        """Whether two contents stand in one cluster."""
        return self._home[a] == self._home[b]

    def speakers(self, digest: bytes) -> list[bytes]:
        """The first members of the cluster of a content, in order."""
        return self._speakers[self._home[digest]]

    def may_join(self, a: bytes, b: bytes) -> bool:
        """Whether no member of the cluster of one content is barred from a member of the other's."""
        few, other = sorted((self._home[a], self._home[b]), key=lambda home: len(self._barred[home]))
        return few == other or all(self._home[digest] != other for digest in self._barred[few])

    def join(self, a: bytes, b: bytes) -> None:
        """Make the clusters of two contents one."""
        small, large = sorted((self._home[a], self._home[b]), key=lambda home: len(self._members[home]))
        if small == large:
            return
        moved = self._members.pop(small)
        self._home.update(dict.fromkeys(moved, large))
        self._members[large] += moved
        self._speakers[large] = sorted(self._speakers[large] + self._speakers.pop(small))[:_SPEAKERS]
        self._barred[large] |= self._barred.pop(small)

    def all(self) -> list[frozenset[bytes]]:
        """All clusters, sorted by their smallest member."""
        return sorted((frozenset(group) for group in self._members.values()), key=min)


def _belong(
    left: list[bytes],
    right: list[bytes],
    linked: Mapping[bytes, Collection[bytes]],
    akin: Callable[[bytes, bytes], bool],
) -> bool:
    """Whether more than half of the pairs of speakers are linked or akin; texts are looked at until that is settled."""
    open_pairs = [(x, y) for x in left for y in right if y not in linked[x]]
    pairs = len(left) * len(right)
    agree, undecided = pairs - len(open_pairs), len(open_pairs)
    for x, y in open_pairs:
        if 2 * agree > pairs or 2 * (agree + undecided) <= pairs:
            break
        undecided -= 1
        agree += akin(x, y)
    return 2 * agree > pairs
