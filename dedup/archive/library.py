"""Prepared texts of stored contents, kept at hand: the same few hundred are compared again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from dedup.archive.prepare import Prepared
from dedup.candidates import Keys
from dedup.compare import Document, document
from dedup.config import FingerprintParams
from dedup.fingerprint import fingerprint
from dedup.store import Reader
from dedup.text.lines import stock_mask
from dedup.text.topics import topic_words

_KEPT = 2_000  # documents; about 25 kB each for a 400-word article

V = TypeVar("V")


class _Shelf(Generic[V]):
    """A least-recently-used cache that can forget single entries, which `functools.lru_cache` cannot."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, V] = OrderedDict()

    def get(self, number: int, make: Callable[[int], V]) -> V:
        """The value kept under a number, made if it is not there."""
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        value = self._kept[number] = make(number)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return value

    def forget(self, number: int) -> None:
        """Drop the value kept under a number."""
        self._kept.pop(number, None)


@dataclass(frozen=True, slots=True)
class _Source:
    """The text that speaks for a content: that of the article with the smallest key, and the outlet it stands under."""

    text: str
    outlet: str | None


class Library:
    """Documents, topic words and keys of stored contents, as one transaction sees them.

    The article with the smallest key speaks for a content, whatever the order of arrival.
    """

    def __init__(self, reader: Reader, params: FingerprintParams) -> None:
        self._reader = reader
        self._params = params
        self._sources: _Shelf[_Source] = _Shelf()
        self._documents: _Shelf[Document] = _Shelf()
        self._topics: _Shelf[frozenset[str]] = _Shelf()
        self._digests: dict[int, bytes] = {}
        self._prepared: dict[int, Prepared] = {}

    def prime(self, content: int, prepared: Prepared) -> None:
        """Keep what has just been computed from an article, so that it is not read and computed again."""
        self._prepared[content] = prepared

    def document(self, content: int) -> Document:
        """The text of a content, prepared for comparison."""
        return self._documents.get(content, self._make_document)

    def topic(self, content: int) -> frozenset[str]:
        """The topic words of a content."""
        return self._topics.get(content, lambda number: topic_words(self.document(number).words))

    def keys(self, content: int) -> Keys:
        """The index keys of a content."""
        prepared = self._prepared.get(content)
        if prepared is not None:
            return prepared.keys
        words = self.document(content).words
        print_ = fingerprint(words, self._params, stock_mask(self._source(content).text, words))
        return Keys(print_.bands.tolist(), print_.samples.tolist())

    def outlet(self, content: int) -> str | None:
        """The outlet whose furniture applies to a content."""
        return self._source(content).outlet

    def digests(self, contents: Iterable[int]) -> dict[int, bytes]:
        """Digests of the given contents."""
        wanted = set(contents)
        if missing := wanted - self._digests.keys():
            self._digests.update({number: row.digest for number, row in self._reader.contents(missing).items()})
        return {number: self._digests[number] for number in wanted}

    def forget(self, contents: Iterable[int]) -> None:
        """Drop what is kept of contents whose speaker, text or furniture has changed."""
        for content in contents:
            for shelf in (self._sources, self._documents, self._topics):
                shelf.forget(content)

    def _source(self, content: int) -> _Source:
        return self._sources.get(content, self._make_source)

    def _make_source(self, content: int) -> _Source:
        _, text = self._reader.text_of_content([content])[content]
        return _Source(text, self._reader.holders([content])[content][0].outlet)

    def _make_document(self, content: int) -> Document:
        source = self._source(content)
        furniture = self._reader.furniture([source.outlet]).get(source.outlet) if source.outlet else None
        prepared = self._prepared.get(content)
        words = prepared.words if prepared is not None and prepared.article.text == source.text else None
        return document(source.text, furniture or frozenset(), words)
