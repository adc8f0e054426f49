"""Who stands in a crowd, kept up as contents come and go, and the pairs that this leaves.

Only contents that are not crowded bear on others, and of these a crowd has some sixty however large it is. So one more
copy seldom changes how any other stands, and what is read for it does not grow with the crowd.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from dedup.archive.library import Library
from dedup.candidates import (
    SHARED,
    BandIndex,
    Beside,
    Candidate,
    Fetched,
    Keys,
    Ranked,
    Standing,
    near_copies,
    propose,
    propose_all,
    standing,
)
from dedup.store import Filed, Reader, Writer

_BANDS = (BandIndex(),)
_LAST = b"\xff" * 9  # ranks after every content


@dataclass(frozen=True, slots=True)
class Shift:
    """How contents stand now, and what is to be compared for it.

    `standings` are those that are new. `anew` are to be compared with all that they meet. `gained` has, for contents
    beyond these that stay crowded, the anchors that they have not been compared with yet.
    """

    anew: set[int]
    standings: dict[int, Standing | None] = field(default_factory=dict)
    gained: dict[int, frozenset[int]] = field(default_factory=dict)


class Crowds:
    """Standings of contents as one transaction sees and changes them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._filed: dict[int, tuple[bytes, Sequence[int]]] = {}
        self._noted: dict[int, tuple[bytes, bytes]] = {}  # reach and decided of those that are noted as crowded
        self._apart: dict[int, list[Ranked]] = {}  # contents that are not crowded, by band key
        self._thronged: set[int] = set()  # band keys under which a crowded content stands, or stood a moment ago

    def shift(self, stale: Collection[int], fresh: Collection[int], shaken: Collection[int]) -> Shift:
        """Find how contents stand: the stale ones, the shaken, and all on whom a change among these has a bearing.

        Of the stale ones, the `fresh` have not stood before. They are gone through by rank, so that all that has a
        bearing on a content is settled before it, and each is looked at once.
        """
        found = Shift(set(stale))
        met = {*stale, *shaken}
        queue = self._ranked(met)
        heapify(queue)
        # Whom the fresh ones may sway: read at once rather than for one after another.
        self._fetch({other for content in fresh for _, other in self._behind(content)})
        while queue:
            _, content = heappop(queue)
            was, now = self._noted.get(content), self._stand(content)
            if was is not None and now is not None:
                _note_gained(found, content, was[0], now)
            if was != (now and (now.reach, now.decided)):
                found.standings[content] = now
                self._note(content, now)
            turned = (was is None) != (now is None)
            if turned:
                found.anew.add(content)
            if (now is None) if content in fresh else turned:
                swayed = self._swayed(content) - met
                met |= swayed
                for one in self._ranked(swayed):
                    heappush(queue, one)
        return found

    def behind(self, contents: Collection[int]) -> set[int]:
        """The crowded contents that might stand otherwise if the given ones were no longer there."""
        self._fetch(contents)
        return {other for content in contents if content not in self._noted for other, _ in self._followers(content)}

    def beside(self, contents: Collection[int]) -> dict[int, list[tuple[int, int]]]:
        """For each of the given contents (band key, other) for the bands it shares with those it is compared with."""
        self._fetch(contents)
        return {content: list(self._beside(content)) for content in contents}

    def crowded(self, content: int) -> bool:
        """Whether a content is crowded."""
        self._fetch([content])
        return content in self._noted

    def beside_guest(self, keys: Sequence[int]) -> tuple[list[tuple[int, int]], bool]:
        """As `beside` for a text that is not held and ranks after all that are, and whether it is crowded."""
        self._fetch_apart(keys)
        stand = standing(_LAST, near_copies(map(self._apart.__getitem__, keys)))
        near = stand.beside if stand else None
        return [(key, n) for key in keys for _, n in self._apart[key] if near is None or n in near], stand is not None

    def _beside(self, content: int) -> Iterator[tuple[int, int]]:
        rank, keys = self._filed[content]
        stand = self._stand(content) if content in self._noted else None
        near = stand.beside if stand else None
        among = [(key, other) for key in keys for _, other in self._apart[key] if other != content]
        yield from among if near is None else [(key, other) for key, other in among if other in near]
        if near is None:
            for other, shared in self._followers(content):
                if rank <= self._noted[other][0]:
                    yield from ((key, other) for key in shared)

    def _stand(self, content: int) -> Standing | None:
        return standing(self._filed[content][0], self._copies(content))

    def _copies(self, content: int) -> list[Ranked]:
        """The near copies of a content that are not crowded."""
        bands = map(self._apart.__getitem__, self._filed[content][1])
        # One that is not crowded stands in all of its bands, and in most of them alone.
        return near_copies(bands if content in self._noted else [band for band in bands if len(band) > 1])

    def _behind(self, content: int) -> list[Ranked]:
        """Those of its near copies that rank after it."""
        rank = self._filed[content][0]
        return [one for one in self._copies(content) if one[0] > rank]

    def _note(self, content: int, now: Standing | None) -> None:
        rank, keys = self._filed[content]
        for key in keys:
            others = [one for one in self._apart[key] if one[1] != content]
            self._apart[key] = [*others, (rank, content)] if now is None else others
        if now is None:
            self._noted.pop(content, None)
        else:
            self._thronged.update(keys)
            self._noted[content] = (now.reach, now.decided)

    def _swayed(self, content: int) -> set[int]:
        """The contents whose standing a given one may change by standing otherwise."""
        swayed = {other for _, other in self._behind(content)}
        return swayed.union(other for other, _ in self._followers(content))

    def _followers(self, content: int) -> Iterator[tuple[int, list[int]]]:
        """Crowded contents that a given one bears on, with the bands both share."""
        rank, keys = self._filed[content]
        shared: defaultdict[int, list[int]] = defaultdict(list)
        thronged = [key for key in keys if key in self._thronged]
        if not thronged:
            return
        for key, other in self._reader.crowded_after(thronged, rank):
            shared[other].append(key)
        near = {other: bands for other, bands in shared.items() if len(bands) >= SHARED}
        self._noted.update(self._reader.crowded(near.keys() - self._noted.keys()))
        yield from near.items()

    def _ranked(self, contents: Collection[int]) -> list[Ranked]:
        self._fetch(contents)
        return [(self._filed[content][0], content) for content in contents]

    def _fetch(self, contents: Collection[int]) -> None:
        """Read the bands of contents, and who else stands in them without being crowded, once."""
        missing = [content for content in contents if content not in self._filed]
        if not missing:
            return
        fresh = self._reader.filed(missing)
        self._filed.update(fresh)
        self._noted.update(self._reader.crowded(missing))
        self._fetch_apart({key for _, keys in fresh.values() for key in keys})

    def _fetch_apart(self, keys: Collection[int]) -> None:
        missing = sorted({key for key in keys if key not in self._apart})
        self._thronged.update(self._reader.thronged(missing))
        self._apart.update(self._reader.band_apart(missing))


def _note_gained(found: Shift, content: int, reach: bytes, now: Standing) -> None:
    """Note which anchors of a crowded content were none before; what is compared anew meets it by itself."""
    gained = frozenset(number for rank, number in now.anchors if rank > reach and number not in found.anew)
    if gained and content not in found.anew:
        found.gained[content] = gained


def proposed(
    reader: Reader, library: Library, crowds: Crowds, contents: Iterable[int]
) -> Iterator[tuple[int, int, Candidate]]:
    """Pairs of each of the given contents with what an index proposes for it, where crowds leave it."""
    wanted = list(contents)
    bands = crowds.beside(wanted)
    keys = {content: library.keys(content) for content in wanted if not crowds.crowded(content)}
    postings = Fetched(reader, [Keys((), one.samples, one.postings, one.weights) for one in keys.values()])
    near = {content: Beside(beside, postings) for content, beside in bands.items()}
    whole = propose_all([(drawn, near[content]) for content, drawn in keys.items()])
    found_by = dict(zip(keys, whole, strict=True))
    for content, beside in near.items():
        found = found_by[content] if content in found_by else propose(Keys(), beside, _BANDS)
        yield from ((content, other, candidate) for other, candidate in found.items() if other != content)


def gained(
    reader: Reader, crowds: Crowds, anchors: Mapping[int, Collection[int]]
) -> Iterator[tuple[int, int, Candidate]]:
    """Pairs of crowded contents with those of their anchors that are given for each."""
    if not anchors:
        return
    nothing = Fetched(reader, [])
    for content, beside in crowds.beside(anchors.keys()).items():
        near = Beside([(key, other) for key, other in beside if other in anchors[content]], nothing)
        yield from ((content, other, one) for other, one in propose(Keys(), near, _BANDS).items())


def proposed_for_guest(reader: Reader, keys: Keys, digest: bytes) -> dict[int, Candidate]:
    """The candidates of a text that is not held; `digest` is that of its normal form."""
    bands, crowded = Crowds(reader).beside_guest(keys.bands)
    if not crowded:
        return propose(keys, Beside(bands, Fetched(reader, [keys])))
    same = [(key, content) for content in reader.content_ids([digest]).values() for key in keys.bands]
    return propose(Keys(), Beside([*bands, *same], Fetched(reader, [])), _BANDS)


def enrol(writer: Writer, library: Library, shift: Shift) -> None:
    """Note standings, and file contents under samples and postings only where they are not crowded."""
    before = writer.crowded(shift.standings)
    writer.set_crowded({content: (now.reach, now.decided) if now else None for content, now in shift.standings.items()})
    after = writer.crowded(shift.anew)
    filed = dict.fromkeys(after, Filed())
    for content in sorted(before.keys() & shift.anew - after.keys()):
        filed[content] = filed_under(library.keys(content))
    writer.file(filed)


def filed_under(keys: Keys) -> Filed:
    """A text's keys as the store files them."""
    return Filed(keys.samples, keys.postings, keys.weights, keys.outline)
