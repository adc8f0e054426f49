"""Bands, samples and postings on disk: sorted runs of entries, as search engines keep them.

A tree with a row for each of two hundred keys of an article is changed all over by every article: at half a million
articles each row costs a page read and a page written twice. Here the keys of a transaction are sorted and appended as
one *run* of full pages; runs of like size are merged, so that an entry is written a few times in all and a look-up asks
a handful of runs (the log-structured merge of O'Neil et al. 1996; segments in Lucene). Runs never change. What is filed
under samples and postings gets a number that is never given twice; an entry whose number is no longer known counts for
nothing, and goes when its run is merged. See `bands` for those of bands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Literal, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from dedup.errors import ArchiveDamagedError
from dedup.store.engine import Place
from dedup.store.entries import KEY_BITS, entries_of, mark_of, shortened
from dedup.store.filings import Filings
from dedup.store.kept_pages import KeptPages
from dedup.store.lookup import Held, gathered, under
from dedup.store.pages import Entries, joined, pack_page, unpack_entries
from dedup.store.rows import Filed
from dedup.store.snapshot import Changes, Snapshot, chunks, marks
from dedup.text.keys import among, distinct, mass_of, spread

CONTENTS = np.empty(0, np.int64)
"""Owners of numbers that are contents themselves."""

_KINDS = 3  # samples and postings, the bands of contents that are not crowded, those of the crowded
_PAGE_ENTRIES = 384  # 2 kB: a look-up unpacks a whole page
_RUN_PAGES = 1 << 24  # numbers of pages for each run
# A run is merged with younger ones of half its size or more. For 20,000 articles there are three runs to ask, and an
# entry is written five times; with a third there are two or three, and it is written seven times.
_SHARE = 2
# Entries of a run that is merged no more: 150,000 articles, and a merge takes four seconds. A question about one text
# reads a page of each run for each key: with half of it, among half a million articles, it takes half as long again.
_LARGEST = 32_000_000
_AT_ONCE = 400  # pages read, or merged, at a time: 150,000 entries
_MOST_WAITING = 1_000_000  # entries of a transaction that are not written yet, 17 MB: five batches
_FILINGS, _RUNS, _PAGES = "dedup.filings", "dedup.runs", "dedup.pages"  # what a connection remembers
_DROPS = "filings.dropped"  # how often filings were dropped; what is remembered of them holds only until then


class Question(NamedTuple):
    """Keys as they stand in the runs, and which of their entries are wanted: see `lookup.under`."""

    keys: NDArray[np.uint64]
    owner: NDArray[np.int64]
    weighed: bool


class RunReader(Snapshot):
    """Questions about who is filed under which keys."""

    def __init__(self, connection: Connection, place: Place) -> None:
        super().__init__(connection, place)
        self._held_runs: dict[int, NDArray[np.uint64]] | None = None  # of this snapshot, as far as it was changed

    def filed_members(self, samples: NDArray[np.uint64], postings: NDArray[np.uint64]) -> tuple[Held, Held]:
        """Who stands under samples and who under postings, in one pass: most pages that have the ones have the others.

        Under samples these are contents, and the weights say nothing; under postings numbers, ascending under each key,
        with the weight that it has there.
        """
        known = self._filings()
        sampled, posted = self._held(
            Question(shortened(samples), known.owner, weighed=False),
            Question(shortened(postings), known.alive, weighed=True),
        )
        falls = np.flatnonzero(posted.contents[1:] < posted.contents[:-1]) + 1
        if not among(falls.astype(np.uint64), np.cumsum(posted.counts).astype(np.uint64)).all():
            raise self._damaged("what is filed is out of order")
        return sampled, posted

    def posting_filings(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """By number the content filed under it, 0 for none, and the sum of the squares of its postings' weights.

        The arrays are those that are kept, and change with what is filed; they go up to the highest number known.
        """
        known = self._filings()
        return known.owner[: known.last + 1], known.mass[: known.last + 1]

    def outlines(self, contents: Collection[int]) -> dict[int, bytes]:
        """The outlines of those contents that are filed with one."""
        sql = "SELECT content, words FROM outline WHERE content IN ({})"
        return dict(tuple(row) for row in self._rows_in(sql, contents))

    def damaged_runs(self) -> Iterator[str]:
        """What is wrong with the runs, a sentence each; reads all of them."""
        known = self._filings()
        squares, samples = np.zeros(len(known.owner), np.int64), np.zeros(len(known.owner), np.int64)
        for run, size, firsts in self._rows("SELECT id, size, firsts FROM run ORDER BY id"):
            before, count, heads = 0, 0, []
            try:
                for entries in self._each_page(run):
                    keys = entries.keys
                    if int(keys[0]) < before or (keys[1:] < keys[:-1]).any():
                        yield f"run {run} is out of order"
                    before, count = int(keys[-1]), count + len(keys)
                    heads.append(int(keys[0]))
                    filed = entries.part((keys >> KEY_BITS == 0) & (entries.numbers < len(known.owner)))
                    np.add.at(squares, filed.numbers, filed.weights.astype(np.int64) ** 2)
                    np.add.at(samples, filed.numbers, filed.weights == 0)
            except ValueError as error:
                yield f"a page of run {run} cannot be read: {error}"
                return
            if count != size or np.array(heads, "<u8").tobytes() != firsts:
                yield f"run {run} does not hold the entries that it is said to hold"
        for number, mass, sampled in self._rows("SELECT number, mass, samples FROM filing ORDER BY number"):
            if (squares[number], samples[number]) != (mass, sampled):
                yield f"what is filed under number {number} is not what stands in the runs"
        pages = self._one(f"SELECT count(*) FROM run_page WHERE id / {_RUN_PAGES} NOT IN (SELECT id FROM run)")
        if pages:
            yield f"{pages} pages belong to no run"

    def _each_page(self, run: int) -> Iterator[Entries]:
        """The entries of one page after another; raises ValueError for one that cannot be read."""
        sql = f"SELECT id, entries FROM run_page WHERE id >= ? AND id < ? ORDER BY id LIMIT {_AT_ONCE}"
        first, end = _span(run)
        while rows := self._rows(sql, (first, end)):
            yield from (unpack_entries([packed]) for _, packed in rows)
            first = rows[-1][0] + 1

    def _held(self, *questions: Question) -> list[Held]:
        """All entries under the keys of each question."""
        asked, places = zip(*(_ordered(one.keys) for one in questions), strict=True)
        ordered = [one._replace(keys=keys) for one, keys in zip(questions, asked, strict=True)]
        parts: list[list[tuple[int, Held]]] = [[] for _ in questions]
        for run, firsts in self._runs().items():
            for number, begin, held in self._in_run(run, firsts, ordered):
                parts[number].append((begin, held))
        return [gathered(part, len(keys)).of(place) for part, keys, place in zip(parts, asked, places, strict=True)]

    def _present(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Whether each of some keys without weights stands in a run at all, however many entries it has."""
        asked, places = _ordered(keys)
        there = np.zeros(len(asked), np.bool_)
        for run, firsts in self._runs().items():
            there |= firsts.searchsorted(asked, "left") < firsts.searchsorted(asked, "right")
            rest = np.flatnonzero(~there)
            for _, begin, held in self._in_run(run, firsts, [Question(asked[rest], CONTENTS, weighed=False)]):
                there[rest[begin + np.flatnonzero(held.counts)]] = True
        return there[places]

    def _in_run(
        self, run: int, firsts: NDArray[np.uint64], questions: Sequence[Question]
    ) -> Iterator[tuple[int, int, Held]]:
        """The entries of a run under ascending keys, a stretch of pages at a time.

        Each time the number of the question, the place of the first of its keys that may stand there, and what stands
        under the keys from there on.
        """
        # A key can end the page before the first that begins with it, and fill several.
        spans = [(_page_of(firsts, one.keys, "left"), _page_of(firsts, one.keys, "right")) for one in questions]
        wanted = np.zeros(len(firsts) + 1, np.bool_)
        for first, last in spans:
            wanted[first] = wanted[last] = True
            wide = last - first > 1
            wanted[spread(first[wide], (last - first)[wide])] = True
        pages = np.flatnonzero(wanted)
        for start in range(0, len(pages), _AT_ONCE):
            part = pages[start : start + _AT_ONCE]
            packed = self._packed(run, part.tolist())
            for number, (one, (first, last)) in enumerate(zip(questions, spans, strict=True)):
                begin, end = int(last.searchsorted(part[0], "left")), int(first.searchsorted(part[-1], "right"))
                try:
                    if begin < end:
                        yield number, begin, under(packed, one.keys[begin:end], one.owner, weighed=one.weighed)
                except ValueError as error:
                    raise self._damaged(f"pages of run {run} cannot be read") from error

    def _unpacked(self, run: int, numbers: Sequence[int]) -> Entries:
        try:
            return unpack_entries(self._packed(run, numbers))
        except ValueError as error:
            raise self._damaged(f"pages of run {run} cannot be read") from error

    def _packed(self, run: int, numbers: Sequence[int]) -> list[bytes]:
        ids = [run * _RUN_PAGES + number for number in numbers]
        if ids and ids[-1] - ids[0] == len(ids) - 1:
            rows = self._rows("SELECT entries FROM run_page WHERE id BETWEEN ? AND ? ORDER BY id", (ids[0], ids[-1]))
        else:
            rows = self._rows(f"SELECT entries FROM run_page WHERE id IN ({marks(len(ids))}) ORDER BY id", ids)
        if len(rows) != len(ids):
            raise self._damaged(f"pages of run {run} cannot be read")
        return [packed for (packed,) in rows]

    def _damaged(self, what: str) -> ArchiveDamagedError:
        return ArchiveDamagedError(
            f"The archive {self._place} is damaged: {what}; `dedup db check` says more, and a backup beside it may be "
            "whole."
        )

    def _runs(self) -> dict[int, NDArray[np.uint64]]:
        """All runs by number, the oldest first, with the first keys of their pages; each is read once."""
        if self._held_runs is not None:
            return self._held_runs
        known = cast(dict[int, NDArray[np.uint64]], self._connection.info.get(_RUNS, {}))
        ids = [row[0] for row in self._rows("SELECT id FROM run ORDER BY id")]
        missing = [number for number in ids if number not in known]
        read = {
            number: np.frombuffer(firsts, "<u8")
            for number, firsts in self._rows_in("SELECT id, firsts FROM run WHERE id IN ({})", missing)
        }
        held = {number: known[number] if number in known else read[number] for number in ids}
        self._connection.info[_RUNS] = self._held_runs = held
        self._kept_pages().keep_only(held)
        return held

    def _kept_pages(self) -> KeptPages:
        return cast(KeptPages, self._connection.info.setdefault(_PAGES, KeptPages()))

    def _filings(self) -> Filings:
        """All filings, of which those that came since the last call are read."""
        drops = str(self._one("SELECT value FROM meta WHERE key = ?", (_DROPS,)) or 0)
        known = cast(Filings | None, self._connection.info.get(_FILINGS))
        if known is None or known.drops != drops:
            known = Filings(drops, 0, *np.zeros((3, 1), np.int64))
            self._connection.info[_FILINGS] = known
        # One row of three lists takes a tenth of the time of as many rows as there are filings.
        lists = "group_concat(number), group_concat(content), group_concat(mass)"
        (listed,) = self._rows(f"SELECT {lists} FROM filing WHERE number > ?", (known.last,))
        if listed[0]:
            known.add(*(np.fromstring(one, np.int64, sep=",") for one in listed))
        return known


class RunWriter(RunReader, Changes):
    """Changes to what is filed. Entries wait until a question is asked or the transaction ends: they are one run."""

    def __init__(self, connection: Connection, place: Place) -> None:
        super().__init__(connection, place)
        self._waiting: list[Entries] = []

    def file(self, filed: dict[int, Filed]) -> None:
        """File contents under their keys, in place of those that they were filed under; with no keys under none."""
        held = dict(
            tuple(row) for row in self._rows_in("SELECT content, mark FROM filing WHERE content IN ({})", filed)
        )
        marked, nothing = {content: mark_of(keys) for content, keys in filed.items()}, mark_of(Filed())
        fresh = {content: keys for content, keys in filed.items() if marked[content] != held.get(content, nothing)}
        self.unfile(fresh.keys() & held.keys())
        first = int(self._one("SELECT seq FROM sqlite_sequence WHERE name = 'filing'") or 0) + 1
        found = {content: keys for content, keys in fresh.items() if len(keys.samples) or len(keys.postings)}
        self._run_many(
            "INSERT INTO filing (number, content, samples, mass, mark) VALUES (?,?,?,?,?)",
            [
                (number, content, len(keys.samples), mass_of(keys.weights), marked[content])
                for number, (content, keys) in enumerate(found.items(), first)
            ],
        )
        self._run_many(
            "INSERT INTO outline (content, words) VALUES (?,?)",
            [(content, keys.outline) for content, keys in fresh.items() if keys.outline],
        )
        if found:
            self.put_entries(entries_of(first, list(found.values())))

    def unfile(self, contents: Collection[int]) -> None:
        """Take contents out of the index. Their entries stay until their runs are merged, and count for nothing."""
        numbers = list(self._rows_in("SELECT number, content FROM filing WHERE content IN ({})", contents))
        if not numbers:
            return
        known = self._filings()
        known.drops = str(int(known.drops) + 1)
        for number, _ in numbers:
            known.owner[number] = known.mass[number] = known.alive[number] = 0
        for table in ("filing", "outline"):
            self._run_in(f"DELETE FROM {table} WHERE content IN ({{}})", contents)
        self._run("INSERT OR REPLACE INTO meta (key, value) VALUES (?,?)", (_DROPS, known.drops))

    def _packed(self, run: int, numbers: Sequence[int]) -> list[bytes]:
        return self._kept_pages().pages(run, numbers, super()._packed)

    def put_entries(self, entries: Entries) -> None:
        """File entries, in any order."""
        self._waiting.append(entries)
        if sum(map(len, self._waiting)) > _MOST_WAITING:
            self.flush()

    def flush(self) -> None:
        """Write the entries that wait as a run, merged with the youngest ones as long as they are of like size."""
        fresh = _in_order(joined(self._waiting))
        self._waiting = []
        if not len(fresh):
            return
        if young := self._of_like_size(len(fresh)):
            runs = super()._runs()
            self._put_run(self._merged({run: runs[run] for run in young}, fresh))
            self._run_in("DELETE FROM run WHERE id IN ({})", young)
            for run in young:
                self._drop_pages(*_span(run))
        else:
            self._put_run([fresh])
        self._held_runs = None

    def damaged_runs(self) -> Iterator[str]:
        """As of a reader, with what was filed until now."""
        self.flush()
        return super().damaged_runs()

    def _runs(self) -> dict[int, NDArray[np.uint64]]:
        self.flush()
        return super()._runs()

    def _put_run(self, parts: Iterable[Entries]) -> None:
        """Write entries that come in the order of their keys as a run."""
        run = int(self._one("SELECT seq FROM sqlite_sequence WHERE name = 'run'") or 0) + 1
        rest = joined(())
        firsts: list[NDArray[np.uint64]] = []
        pages = size = 0
        for part in chain(parts, (None,)):
            entries = joined((rest, part)) if part is not None else rest
            end = len(entries) if part is None else len(entries) // _PAGE_ENTRIES * _PAGE_ENTRIES
            starts = range(0, end, _PAGE_ENTRIES)
            self._run_many(
                "INSERT INTO run_page (id, entries) VALUES (?,?)",
                [
                    (_page(run, pages + number), pack_page(entries.part(slice(start, min(start + _PAGE_ENTRIES, end)))))
                    for number, start in enumerate(starts)
                ],
            )
            firsts.append(entries.keys[:end:_PAGE_ENTRIES])
            rest = entries.part(slice(end, None))
            pages, size = pages + len(starts), size + end
        if size:
            row = (run, size, np.concatenate(firsts).astype("<u8").tobytes())
            self._run("INSERT INTO run (id, size, firsts) VALUES (?,?,?)", row)

    def _of_like_size(self, total: int) -> list[int]:
        """The youngest runs with which so many entries are to be merged, the oldest of them first."""
        young: list[int] = []
        for run, size in self._rows("SELECT id, size FROM run ORDER BY id DESC"):
            if size >= _SHARE * total or total + size > _LARGEST:
                break
            total += size
            young.append(run)
        return young[::-1]

    def _living(self) -> Callable[[Entries], NDArray[np.bool_]]:
        """Tells of entries in the order of their keys which of them still count."""
        owner = np.append(self._filings().owner, 0)  # the last is that of those after all known ones: they are gone

        def living(entries: Entries) -> NDArray[np.bool_]:
            return owner.take(entries.numbers, mode="clip") > 0

        return living

    def _drop_pages(self, first: int, end: int) -> None:
        self._run("DELETE FROM run_page WHERE id >= ? AND id < ?", (first, end))

    def _merged(self, runs: dict[int, NDArray[np.uint64]], fresh: Entries) -> Iterator[Entries]:
        """The entries of several runs in the order of their keys, a stretch of keys at a time, without the dead.

        `fresh` come after them under each key. Pages go as soon as all their entries have been given, so that a merge
        takes hardly any room.
        """
        living = self._living()
        gone = dict.fromkeys(runs, 0)  # pages whose room is free for those that are written
        heads = np.sort(np.concatenate(list(runs.values())))
        bounds = [*distinct(heads[_AT_ONCE::_AT_ONCE]), np.uint64(_KINDS << KEY_BITS)]
        low = np.uint64(0)
        for high in bounds:
            parts = []
            for run, firsts in runs.items():
                begin = max(int(firsts.searchsorted(low, "left")) - 1, 0)
                end = int(firsts.searchsorted(high, "left"))
                for numbers in chunks(range(begin, end), _AT_ONCE):
                    entries = self._unpacked(run, numbers)
                    first, last = entries.keys.searchsorted((low, high))
                    inside = entries.part(slice(first, last))
                    alive = living(inside)
                    parts.append(inside if alive.all() else inside.part(alive))
                if end - 1 > gone[run]:
                    self._drop_pages(_page(run, gone[run]), _page(run, end - 1))
                    gone[run] = end - 1
            parts.append(fresh.part(slice(*fresh.keys.searchsorted((low, high)))))
            yield _in_order(joined(parts))
            low = high


def _in_order(entries: Entries) -> Entries:
    return entries.part(np.argsort(entries.keys, kind="stable"))


def _ordered(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """The distinct keys in ascending order, and the place of each of the given ones among them."""
    if (keys[1:] > keys[:-1]).all():
        return keys, np.arange(len(keys))
    return np.unique(keys, return_inverse=True)


def _page_of(firsts: NDArray[np.uint64], asked: NDArray[np.uint64], side: Literal["left", "right"]) -> NDArray[np.intp]:
    """The first page that a key can stand in, or the last one."""
    return np.maximum(firsts.searchsorted(asked, side) - 1, 0)


def _page(run: int, number: int) -> int:
    return run * _RUN_PAGES + number


def _span(run: int) -> tuple[int, int]:
    return _page(run, 0), _page(run + 1, 0)
