"""Contents with relations enough: what keeps a family of thousands from being compared pair by pair.

All pairs of n versions of one text are n² / 2. Where versions are so alike that they share bands they make a crowd (see
`dedup.candidates.crowds`); versions of which each has a tenth or a fifth of its words changed share none with each
other, and yet any two of them are related. So a content is compared with those of smaller digests in the order of
these, and is *sated* by the `ENOUGH`-th to which a derived relation joins it: what comes behind that, up to itself,
it is not compared with. Whoever comes behind it compares itself by the same rule. Which pairs are related in the end is
a matter of the texts that are held, not of what came first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dedup.store import Writer

ENOUGH = 40
"""More than any content of the labelled corpora has (32, one of wire copies), so that no figure of theirs moves; few
enough that one more of 2,500 versions costs some eighty comparisons."""


@dataclass(frozen=True, slots=True)
class Shortened:
    """What a call changed: the pairs whose relations go, and contents that lack some and are to be compared anew."""

    gone: list[tuple[int, int]] = field(default_factory=list)
    wanting: set[int] = field(default_factory=set)


class Comparisons:
    """For some pairs of contents who is compared with whom, and when it is enough."""

    def __init__(
        self,
        writer: Writer,
        pairs: Iterable[tuple[int, int]],
        digests: Mapping[int, bytes],
        anew: Collection[int],
    ) -> None:
        self._before: defaultdict[int, list[int]] = defaultdict(list)  # whom each content meets that ranks before it
        for pair in pairs:
            a, b = sorted(pair, key=digests.__getitem__)
            self._before[b].append(a)
        reach = writer.sated(self._before.keys() - anew)
        for content, met in self._before.items():
            met.sort(key=digests.__getitem__)
            if content in reach:
                met[:] = [one for one in met if digests[one] <= reach[content]]
        self._anew = frozenset(anew)

    def portions(self, most: int) -> Iterator[list[tuple[int, list[int]]]]:
        """Each content with those it is compared with, in their order.

        In portions of contents that are compared with some `most`, as far as can be told beforehand.
        """
        portion: list[tuple[int, list[int]]] = []
        expected = 0
        for content, met in sorted(self._before.items()):
            if expected >= most:
                yield portion
                portion, expected = [], 0
            if met:
                portion.append((content, met))
                expected += min(ENOUGH, len(met))
        yield portion

    def enough(self, content: int, derived: int) -> bool:
        """Whether a content that is compared anew has found relations enough."""
        return derived >= ENOUGH and content in self._anew


def sate(writer: Writer, related: Collection[int], former: Collection[int]) -> Shortened:
    """Settle which of some contents are sated now, and drop what they are no longer related to.

    `related` have got relations to contents before them, `former` were sated and have lost some.
    """
    found = Shortened()
    reach: dict[int, bytes | None] = dict.fromkeys(former)
    for content, rows in writer.related_before({*related, *former}, ENOUGH).items():
        derived = sorted(digest for _, digest, is_derived in rows if is_derived)
        if len(derived) >= ENOUGH:
            reach[content] = last = derived[ENOUGH - 1]
            found.gone.extend((other, content) for other, digest, _ in rows if digest > last)
    found.wanting.update(content for content in former if reach[content] is None)
    writer.set_sated(reach)
    writer.drop_relations(found.gone)
    return found
