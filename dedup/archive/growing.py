"""The part of an archive by which it grows: articles go in. Importing this loads nothing of what only looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Self

from dedup.archive.addresses import former_keys, held_at, under_former_key
from dedup.archive.crediting import PUBLISHERS, registry_of, reread
from dedup.archive.holdings import Holdings
from dedup.archive.intake import take_in
from dedup.archive.keeping import Keeper
from dedup.archive.library import Library
from dedup.archive.params import Params, agree_on
from dedup.archive.prepare import Computed, Prepared, prepare, settled
from dedup.archive.relate import refile, settle
from dedup.archive.rewording import reword
from dedup.archive.tracing import untraced
from dedup.archive.upkeep import catch_up, rebuild_stories
from dedup.archive.witnesses import Witnesses
from dedup.archive.wordings import Documents, Wordings
from dedup.config import params_digest
from dedup.ingest import Held, Step, Workers, finish
from dedup.model import Article, IngestReport, Outcome, Rejection
from dedup.provenance import Registry, registry_with
from dedup.store import PATIENCE, Reader, Store

# Articles a transaction. A look-up reads a page of the index for all of them: among 133,000 articles a hundred read
# 19,000 entries each, eight hundred 5,500. Other writers wait for no more than this, three to six seconds.
_BATCH = 800
_FEW = 100  # articles that are stored and told in one transaction, if no more come
# In batches of a hundredth, each of which reads nearly all pages of the index, 20,000 articles took 4 % more time.
_SHARE = 40  # a batch is such a part of what is held: in a small archive pages are stored while the next ones are read
_TOLD = 10_000  # articles, 40 s of work: what an ingest leaves untold at most, and more as long as the archive doubles
_WEIGHT = 32 * 1024 * 1024  # bytes of packed payloads a transaction; eight hundred pages have sixteen megabytes

Progress = Callable[[Outcome | Rejection], None]


class Growing(Holdings):
    """An archive into which articles go."""

    def __init__(self, store: Store, params: Params) -> None:
        super().__init__(store)
        self._params = params
        self._kept: Witnesses | None = None
        self._wordings, self._documents = Wordings(), Documents()

    @classmethod
    def open(
        cls, location: str | Path, *, create: bool = True, params: Params | None = None, patience: float = PATIENCE
    ) -> Self:
        """Open as for `Holdings`; `params` are what texts are compared with.

        `patience` is how many seconds a transaction waits for another process.
        """
        return cls(Store.open(location, create=create, patience=patience), params or Params())

    def ingest(
        self,
        items: Iterable[Step],
        progress: Progress | None = None,
        *,
        keep_pages: bool = False,
        workers: Workers | None = None,
    ) -> IngestReport:
        """Take in articles; rejections pass through into the report.

        An article whose key is held is unchanged if it says the same, whatever stands around its text by now, else a
        revision: the earlier text is kept, and earlier titles and dates are where the text stayed. With
        `keep_pages` the payloads that come along are kept too, also of what is unchanged. Each
        hundred articles are stored, compared and put into stories in one transaction, so that a kill at any moment
        leaves whole hundreds; the same call again does the rest. Of many hundreds the stories learn together, at the
        end of the call at the latest; if that is killed, the next call does it. What can be done of
        an article alone is done by `workers`, if there are any; the result is the same.
        """
        tell = progress or (lambda _: None)
        counts = dict.fromkeys(Outcome, 0)
        rejected: list[Rejection] = []
        prepared = finish(items, partial(prepare, params=self._params.fingerprint), workers, payloads=keep_pages)
        for batch in self._batches(prepared, rejected, tell, Keeper(keep=keep_pages)):
            for outcome in self._store_batch(batch):
                counts[outcome] += 1
                tell(outcome)
            if self._owes_much():
                self._catch_up()
        self._catch_up()
        return IngestReport(
            stored=counts[Outcome.STORED],
            unchanged=counts[Outcome.UNCHANGED],
            revised=counts[Outcome.REVISED],
            rejected=tuple(rejected),
        )

    def _batches(
        self,
        items: Iterable[tuple[Article, Computed] | Rejection],
        rejected: list[Rejection],
        tell: Progress,
        keeper: Keeper,
    ) -> Iterator[list[Prepared]]:
        """Prepared articles in groups of one transaction each, no key twice in one group."""
        batch: dict[str, Prepared] = {}
        weight, most = 0, self._batch_size()
        former: dict[str, str] | None = None
        for item in items:
            if isinstance(item, Rejection):
                rejected.append(item)
                tell(item)
                continue
            if former is None:
                former = self._former_keys()
            prepared = settled(item[1], *keeper.take(under_former_key(item[0], former)))
            key = prepared.article.key
            if key in batch or len(batch) >= most or weight >= _WEIGHT:
                yield list(batch.values())
                batch, weight, most = {}, 0, self._batch_size()
            batch[key] = prepared
            weight += len(prepared.kept.packed.data) if prepared.kept else 0
        if batch:
            yield list(batch.values())

    def _batch_size(self) -> int:
        """How many articles the next transaction takes."""
        with self._store.reading() as reader:
            return min(_BATCH, max(_FEW, reader.newest() // _SHARE))

    def _former_keys(self) -> dict[str, str]:
        with self._store.writing() as writer:
            return former_keys(writer)

    def _store_batch(self, batch: list[Prepared]) -> tuple[Outcome, ...]:
        at = datetime.now(UTC)
        with self._store.writing() as writer:
            agree_on(writer, self._params, self._store.location)
            library = self._library(writer)
            registry = registry_of(writer)
            refile(writer, library)
            moved, articles = reword(writer, library, self._params, at, registry)
            credited = reread(writer, registry)
            taken = take_in(writer, library, batch, params_digest(self._params.fingerprint), at, registry)
            concerned = settle(writer, library, self._params.compare, fresh=taken.fresh, shaken=taken.shaken)
            concerned |= taken.contents | credited | moved
            concerned |= writer.neighbours(taken.contents | moved, derived=False) | untraced(writer, registry)
            writer.owe(concerned, taken.articles | articles)
            if len(batch) < _FEW:
                catch_up(writer, library, self._witnesses(registry), at)
        return taken.outcomes

    def _owes_much(self) -> bool:
        """Whether the stories know so little that they are to be told before more comes.

        Half of what is held: a story that grows all along is then traced for each article about twice.
        """
        with self._store.reading() as reader:
            return reader.owes() >= max(2 * _TOLD, reader.newest())  # an article counts, and its content

    def _catch_up(self) -> None:
        """Tell the stories what they do not know yet, portion by portion."""
        with self._store.reading() as reader:
            owed = reader.owes() > 0
        while owed:
            with self._store.writing() as writer:
                agree_on(writer, self._params, self._store.location)
                library = self._library(writer)
                owed = catch_up(writer, library, self._witnesses(registry_of(writer)), datetime.now(UTC))

    def _witnesses(self, registry: Registry) -> Witnesses:
        """What is kept of the articles' texts from batch to batch, as long as the registry is the same."""
        if self._kept is None or self._kept.registry is not registry:
            self._kept = Witnesses(registry)
        return self._kept

    def _library(self, reader: Reader) -> Library:
        return Library(reader, self._params.fingerprint, self._wordings, self._documents)

    def use_publishers(self, text: str) -> None:
        """Extend the registry of publishers by a user's file, given as its text, in place of any earlier one.

        The archive keeps it, so that every later call reads with the same. All credits are read anew. Raises
        UnusableError for a text that is no file of publishers, and leaves everything as it was.
        """
        registry = registry_with(text)
        at = datetime.now(UTC)
        with self._store.writing() as writer:
            writer.set_meta(PUBLISHERS, text)
            concerned = reread(writer, registry) | untraced(writer, registry)
            if concerned:
                library = self._library(writer)
                rebuild_stories(writer, library, self._witnesses(registry), concerned, (), at)

    def held(self, address: str) -> Held | None:
        """What is held of the page whose address has this normal form; for readers of the web, see `ingest.Live`."""
        with self._store.reading() as reader:
            return held_at(reader, address)
