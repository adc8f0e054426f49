"""Who shares a band with whom, as one transaction sees it: at most a bounded part of a crowd is ever looked at.

A content is looked up beyond the first few of its bands only where it is one of those few itself, which of n copies
befalls each with a probability of CROWD / n: the work for one more copy stays the same however large the crowd.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from dedup.archive.library import Library
from dedup.candidates import CROWD, BandIndex, Beside, Candidate, Fetched, Keys, Ranked, Standing, propose, standing
from dedup.store import Reader, Writer

_BANDS = (BandIndex(),)


class Crowds:
    """Standings of contents, and the pairs that they leave."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._filed: dict[int, tuple[bytes, Sequence[int]]] = {}
        self._heads: dict[int, list[Ranked]] = {}
        self._standings: dict[int, Standing] = {}

    def standings(self, contents: Collection[int]) -> dict[int, Standing]:
        """The standing of each of the given contents."""
        self._fetch(contents)
        for content in contents:
            if content not in self._standings:
                rank, keys = self._filed[content]
                self._standings[content] = standing(rank, (self._heads[key] for key in keys))
        return {content: self._standings[content] for content in contents}

    def shifted(self, contents: Collection[int]) -> dict[int, Standing]:
        """Those of the others whose standing is another than noted, because of the given contents."""
        lowest: dict[int, bytes] = {}
        for _, (rank, _), (_, other) in self._after(contents):
            if other not in contents:
                lowest[other] = min(lowest.get(other, rank), rank)
        known = self._reader.reaches(lowest)
        near = {other for other, rank in lowest.items() if other not in known or rank <= known[other]}
        return {other: found for other, found in self.standings(near).items() if found.reach != known.get(other)}

    def behind(self, contents: Collection[int]) -> set[int]:
        """The crowded contents whose standing could change if the given ones were no longer there."""
        return set(self._reader.reaches({other for _, _, (_, other) in self._after(contents)}))

    def beside(self, contents: Collection[int]) -> dict[int, list[tuple[int, int]]]:
        """For each of the given contents (band key, other) for the bands it shares with those it is compared with."""
        standings = self.standings(contents)
        found: dict[int, list[tuple[int, int]]] = {}
        for content, stand in standings.items():
            earlier = frozenset(stand.earlier)
            keys = self._filed[content][1]
            found[content] = [(key, other) for key in keys for _, other in self._heads[key] if other in earlier]
        later = list(self._after(contents))
        reaches = dict(self._reader.reaches({other for _, _, (_, other) in later} - standings.keys()))
        reaches.update({content: stand.reach for content, stand in standings.items() if stand.reach is not None})
        for key, (rank, content), (_, other) in later:
            if other not in reaches or rank <= reaches[other]:
                found[content].append((key, other))
        return found

    def beside_guest(self, keys: Sequence[int]) -> tuple[list[tuple[int, int]], bool]:
        """The same for a text that is not held and ranks after all that are, and whether it is crowded."""
        heads = self._reader.band_heads(keys, CROWD)
        stand = standing(b"\xff" * 9, heads.values())
        earlier = frozenset(stand.earlier)
        found = [(key, other) for key, head in heads.items() for _, other in head if other in earlier]
        return found, stand.crowded

    def _fetch(self, contents: Collection[int]) -> None:
        """Read the bands of contents, and the first of each, once."""
        missing = [content for content in contents if content not in self._filed]
        fresh = self._reader.filed(missing)
        self._filed.update(fresh)
        keys = {key for _, held in fresh.values() for key in held} - self._heads.keys()
        self._heads.update(self._reader.band_heads(keys, CROWD))

    def _after(self, contents: Collection[int]) -> Iterator[tuple[int, Ranked, Ranked]]:
        """(band key, one, other): others that rank after one of the given contents which is among a band's first."""
        self._fetch(contents)
        inside: dict[int, list[Ranked]] = {}
        for content in contents:
            rank, keys = self._filed[content]
            for key in keys:
                head = self._heads[key]
                if len(head) > 1 and rank <= head[-1][0]:
                    inside.setdefault(key, []).append((rank, content))
        for key, ones in inside.items():
            yield from ((key, one, other) for other in self._heads[key] for one in ones if one[0] < other[0])
        full = {key: self._heads[key][-1][0] for key in inside if len(self._heads[key]) == CROWD}
        for key, rank, other in self._reader.band_beyond(full):
            yield from ((key, one, (rank, other)) for one in inside[key])


def proposed(
    reader: Reader, library: Library, crowds: Crowds, contents: Iterable[int]
) -> Iterator[tuple[int, int, Candidate]]:
    """Pairs of each of the given contents with what an index proposes for it, where crowds leave it."""
    wanted = list(contents)
    bands = crowds.beside(wanted)
    apart = [content for content, stand in crowds.standings(wanted).items() if not stand.crowded]
    keys = {content: library.keys(content) for content in apart}
    postings = Fetched(reader, [Keys((), one.samples, one.postings) for one in keys.values()])
    for content, beside in bands.items():
        near = Beside(beside, postings)
        found = propose(keys[content], near) if content in keys else propose(Keys((), ()), near, _BANDS)
        yield from ((content, other, candidate) for other, candidate in found.items() if other != content)


def proposed_for_guest(reader: Reader, keys: Keys, digest: bytes) -> dict[int, Candidate]:
    """The candidates of a text that is not held; `digest` is that of its normal form."""
    bands, crowded = Crowds(reader).beside_guest(keys.bands)
    if not crowded:
        return propose(keys, Beside(bands, reader))
    same = [(key, content) for content in reader.content_ids([digest]).values() for key in keys.bands]
    return propose(Keys((), ()), Beside([*bands, *same], reader), _BANDS)


def enrol(writer: Writer, library: Library, standings: Mapping[int, Standing]) -> None:
    """Note standings, and file contents under samples and postings only where they are not crowded."""
    crowded = [content for content, stand in standings.items() if stand.crowded]
    freed = sorted(writer.reaches(standings).keys() - crowded)
    samples: dict[int, Sequence[int]] = dict.fromkeys(crowded, ())
    postings: dict[int, Mapping[int, int]] = {content: {} for content in crowded}
    for content in freed:
        keys = library.keys(content)
        samples[content], postings[content] = keys.samples, keys.postings
    writer.replace_samples(samples)
    writer.replace_postings(postings)
    writer.set_reaches({content: stand.reach for content, stand in standings.items()})
