"""The index of bands: which contents stand under a band key, those that are crowded apart from the others.

An entry names its content, and counts while the content stands as the entry says. One that turns is filed anew on the
other side; what it leaves behind goes when its run is merged. So those who ask for the few that are not crowded never
read the many that are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from dedup.store.entries import DROPPED_BITS, KEY_BITS, shortened
from dedup.store.pages import Entries
from dedup.store.runs import CONTENTS, Question, RunReader, RunWriter
from dedup.store.snapshot import PAGE
from dedup.store.values import RANK, unpack_short
from dedup.text.keys import distinct

_APART, _CROWDED = 1, 2  # what stands above the bits of a key
_SHOWN = 100  # contents named at most whose bands are not as they should be


class BandReader(RunReader):
    """Questions about who stands under which band keys (0..2**64-1)."""

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """(key, content) for each content that holds one of the band keys."""
        return [
            (key, content)
            for kind in (_APART, _CROWDED)
            for found in [self._under(keys, kind)]
            for held in [self._ranks({content for _, content in found}, kind)]
            for key, content in found
            if content in held
        ]

    def band_apart(self, keys: Sequence[int]) -> dict[int, list[tuple[bytes, int]]]:
        """For each of the band keys (rank, content) of all that hold it and are not crowded."""
        (held,) = self._held(Question(_banded(keys, _APART), CONTENTS, weighed=False))
        contents = held.contents.tolist()
        ranks = self._ranks(set(contents), _APART)
        ranked = {content: (rank, content) for content, rank in ranks.items()}
        ends = np.cumsum(held.counts).tolist()
        # Nearly all stand alone. One that has turned and turned back may stand there twice.
        return {
            key: [ranked[content] for content in dict.fromkeys(contents[start:end]) if content in ranked]
            for key, (start, end) in zip(keys, pairwise((0, *ends)), strict=True)
        }

    def thronged(self, keys: Collection[int]) -> set[int]:
        """Those of the band keys that a crowded content holds, or held a while ago."""
        asked = list(keys)
        present = self._present(_banded(asked, _CROWDED))
        return {asked[place] for place in np.flatnonzero(present).tolist()}

    def crowded_after(self, keys: Collection[int], rank: bytes) -> Iterator[tuple[int, int]]:
        """(key, content) for each crowded content that holds one of the band keys and ranks after the given rank.

        Those alone that were crowded whatever stood from that rank on are left out.
        """
        found = self._under(keys, _CROWDED)
        sql = (
            "SELECT content.id FROM content CROSS JOIN crowded ON crowded.content = content.id "
            f"WHERE crowded.decided >= ? AND substr(content.digest, 1, {RANK}) > ? AND content.id IN ({{}})"
        )
        after = {row[0] for row in self._rows_in(sql, {content for _, content in found}, (rank, rank))}
        return ((key, content) for key, content in found if content in after)

    def damaged_bands(self) -> Iterator[str]:
        """What is wrong with the bands of contents, a sentence each; reads all runs, which can be read."""
        last = int(self._one("SELECT max(id) FROM content") or 0)
        sums = np.zeros((_CROWDED + 1, last + 1), np.uint64)
        for kinds, keys, numbers in self._each_band(lambda numbers: numbers <= last):
            np.add.at(sums, (kinds, numbers), keys)
        wrong = {
            number: (kind, keys)
            for number, kind, keys in self._stored_bands()
            if sum(keys) % (1 << 64) != int(sums[kind, number])
        }
        # One that has turned and turned back may stand twice under its keys: those few are looked at key by key.
        asked = np.array(sorted(wrong)[:_SHOWN], np.int64)
        found: dict[int, set[int]] = {number: set() for number in asked.tolist()}
        for kinds, keys, numbers in self._each_band(lambda numbers: np.isin(numbers, asked)):
            for kind, key, number in zip(kinds.tolist(), keys.tolist(), numbers.tolist(), strict=True):
                if wrong[number][0] == kind:
                    found[number].add(key)
        for number, stored in found.items():
            if stored != set(wrong[number][1]):
                yield f"the bands of content {number} do not stand in the runs as they should"

    def _stored_bands(self) -> Iterator[tuple[int, int, list[int]]]:
        """Number, side and shortened keys of every content."""
        sql = (
            f"SELECT id, id IN (SELECT content FROM crowded), bands FROM content WHERE id > ? ORDER BY id LIMIT {PAGE}"
        )
        last = 0
        while rows := self._rows(sql, (last,)):
            for number, crowded, bands in rows:
                short = shortened(np.array(unpack_short(bands), np.uint64))
                yield number, _CROWDED if crowded else _APART, short.tolist()
            last = rows[-1][0]

    def _each_band(
        self, wanted: Callable[[NDArray[np.int64]], NDArray[np.bool_]]
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.uint64], NDArray[np.int64]]]:
        """Sides, shortened keys and contents of the entries of bands, a page at a time, for some contents."""
        for (run,) in self._rows("SELECT id FROM run ORDER BY id"):
            for entries in self._each_page(run):
                part = entries.part((entries.keys >> KEY_BITS > 0) & wanted(entries.numbers))
                if len(part):
                    kinds = (part.keys >> KEY_BITS).astype(np.intp)
                    yield kinds, part.keys & np.uint64((1 << KEY_BITS) - 1), part.numbers

    def _under(self, keys: Collection[int], kind: int) -> list[tuple[int, int]]:
        """Each of the keys with each content that stands, or stood, under it on that side."""
        asked = list(dict.fromkeys(keys))
        (held,) = self._held(Question(_banded(asked, kind), CONTENTS, weighed=False))
        if not len(held.contents):
            return []
        # One that has turned and turned back may stand there twice.
        pairs = distinct(held.places.astype(np.uint64) << np.uint64(32) | held.contents.astype(np.uint64))
        return [(asked[pair >> 32], pair & 0xFFFFFFFF) for pair in pairs.tolist()]

    def _ranks(self, contents: Collection[int], kind: int) -> dict[int, bytes]:
        """The ranks of those of the contents that are held and stand on that side."""
        sql = (
            f"SELECT id, substr(digest, 1, {RANK}) FROM content WHERE id IN ({{}}) "
            f"AND {'' if kind == _CROWDED else 'NOT '}EXISTS (SELECT 1 FROM crowded WHERE crowded.content = content.id)"
        )
        return dict(tuple(row) for row in self._rows_in(sql, contents))


class BandWriter(BandReader, RunWriter):
    """Changes to the index of bands."""

    def file_bands(self, bands: Mapping[int, Sequence[int]], crowded: Collection[int] = ()) -> None:
        """File contents under their band keys; how they stand is noted already."""
        # Shortened, two keys of a content may be one.
        keys = [
            {key >> int(DROPPED_BITS) | kind for key in held}
            for number, held in bands.items()
            for kind in [(_CROWDED if number in crowded else _APART) << KEY_BITS]
        ]
        numbers = np.repeat(np.array(list(bands), np.int64), [len(held) for held in keys])
        together = np.fromiter(chain.from_iterable(keys), np.uint64, len(numbers))
        self.put_entries(Entries(together, numbers, np.zeros(len(numbers), np.uint8)))

    def _living(self) -> Callable[[Entries], NDArray[np.bool_]]:
        filed = super()._living()
        stand = np.full(int(self._one("SELECT max(id) FROM content") or 0) + 2, -1, np.int8)  # -1: not asked yet
        stand[-1] = 0  # of all that were never held
        sql = "SELECT id, id IN (SELECT content FROM crowded) FROM content WHERE id IN ({})"

        def living(entries: Entries) -> NDArray[np.bool_]:
            first = int(entries.keys.searchsorted(np.uint64(1 << KEY_BITS)))  # bands come after all else
            bands = entries.part(slice(first, None))
            contents = bands.numbers.clip(0, len(stand) - 1)
            fresh = distinct(contents[stand[contents] < 0])
            stand[fresh] = 0
            for number, crowded in self._rows_in(sql, fresh.tolist()):
                stand[number] = _CROWDED if crowded else _APART
            kinds = (bands.keys >> KEY_BITS).astype(np.int8)
            return np.concatenate((filed(entries.part(slice(first))), stand[contents] == kinds))

        return living


def _banded(keys: Sequence[int], kind: int) -> NDArray[np.uint64]:
    """Band keys as they stand in the runs."""
    return shortened(np.array(keys, np.uint64)) | np.uint64(kind << KEY_BITS)
