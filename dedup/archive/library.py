"""Prepared texts of stored contents, kept at hand: the same few hundred are compared again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from dedup.archive.prepare import Prepared, asking_of, keys_of, language_of, wording_of
from dedup.archive.wordings import Documents, Stand, Wordings
from dedup.candidates import Asking, Keys
from dedup.compare import Document, document
from dedup.config import FingerprintParams
from dedup.fingerprint import fingerprint, sampled
from dedup.model import Article
from dedup.store import Reader, Speaker
from dedup.text.lines import lines_of
from dedup.text.telling import Keyed
from dedup.text.topics import topic_words
from dedup.text.views import Views
from dedup.text.words import Words, words_of

_KEPT = 2_000  # documents; about 25 kB each for a 400-word article
_AHEAD = 40  # documents that are fetched at a time where nobody knows how many it will take

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

    def __contains__(self, number: int) -> bool:
        return number in self._kept

    def put(self, number: int, value: V) -> None:
        """Keep a value under a number, in place of any other."""
        self.forget(number)
        self.get(number, lambda _: value)

    def forget(self, number: int) -> None:
        """Drop the value kept under a number."""
        self._kept.pop(number, None)


class Library:
    """Documents, topic words and keys of stored contents, as one transaction sees them.

    The article with the smallest key speaks for a content, whatever the order of arrival.
    """

    def __init__(self, reader: Reader, params: FingerprintParams, wordings: Wordings, documents: Documents) -> None:
        self._reader = reader
        self._params = params
        self._texts: _Shelf[str] = _Shelf()
        self._words: _Shelf[Words] = _Shelf()
        self._drafts: _Shelf[Document] = _Shelf()
        self._documents: _Shelf[Document] = _Shelf()
        self._keys: _Shelf[Keys] = _Shelf()
        self._topics: _Shelf[frozenset[str]] = _Shelf()
        self._wordings = wordings
        self._kept = documents
        self._speakers: _Shelf[Speaker] = _Shelf()
        self._shelves = (
            self._texts, self._words, self._drafts, self._documents, self._keys, self._topics, self._speakers
        )  # fmt: skip
        self._furniture: dict[str, frozenset[int]] = {}
        self._digests: dict[int, bytes] = {}
        self._prepared: dict[int, Prepared] = {}

    def prime(self, content: int, prepared: Prepared) -> None:
        """Keep what has just been computed from an article, so that it is not read and computed again."""
        self._prepared[content] = prepared

    def fetch(self, contents: Iterable[int]) -> None:
        """Read what documents of the given contents are made of in a few queries, not in three for each of them.

        The texts of those that are at hand are not read. What is furniture is read here and kept until contents are
        forgotten for its sake.
        """
        wanted = set(contents)
        self._fetch_speakers(wanted)
        self._fetch_texts({content for content in wanted if self._stand(content) not in self._kept})

    def fetch_wordings(self, contents: Iterable[int]) -> None:
        """As `fetch`, but texts only of those contents whose wordings are not at hand."""
        wanted = set(contents)
        self._fetch_speakers(wanted)
        self._fetch_texts({content for content in wanted if self._stand(content) not in self._wordings})

    def _fetch_texts(self, contents: Collection[int]) -> None:
        missing = {number for number in contents if number not in self._texts}
        for number, (_, text) in self._reader.text_of_content(missing).items():
            self._texts.put(number, text)

    def _fetch_speakers(self, wanted: Collection[int]) -> None:
        at_hand = {number for number in wanted if number in self._speakers}
        outlets = {self._speaker(number).outlet for number in at_hand}
        for number, speaker in self._reader.speakers(set(wanted) - at_hand).items():
            self._speakers.put(number, speaker)
            outlets.add(speaker.outlet)
        self._furniture.update(self._reader.furniture({one for one in outlets if one} - self._furniture.keys()))

    def document(self, content: int) -> Document:
        """The text of a content, prepared for comparison; kept, as what was compared once is soon compared again."""
        return self._documents.get(content, self._find_document)

    def documents(self, contents: Sequence[int]) -> Iterator[tuple[int, Document]]:
        """Contents in their order, each with its document, fetched as they are asked for, some at a time."""
        for start in range(0, len(contents), _AHEAD):
            part = contents[start : start + _AHEAD]
            if missing := [one for one in part if one not in self._documents and one not in self._texts]:
                self.fetch(missing)
            yield from ((content, self.document(content)) for content in part)

    def topic(self, content: int) -> frozenset[str]:
        """The topic words of a content."""
        return self._topics.get(content, lambda number: topic_words(self._words_of(number)))

    def keys(self, content: int) -> Keys:
        """The index keys of a content; what is known as its outlet's furniture has none beside the bands."""
        return self._keys.get(content, self._make_keys)

    def wording(self, content: int) -> Keyed:
        """All that the words of a content have to say, for a first look at a candidate."""
        stand = self._stand(content)
        kept = self._wordings.get(stand)
        if kept is None:
            kept = wording_of(self._draft(content).views)
            self._wordings.put(stand, kept)
        return kept

    def asking(self, content: int) -> Asking:
        """A content as the outlines of others are held against it."""
        return asking_of(self._draft(content).views)

    def outlets(self, contents: Collection[int]) -> dict[int, str | None]:
        """For each of the given contents the outlet whose furniture applies to it."""
        self._fetch_speakers(contents)
        return {content: self._speaker(content).outlet for content in contents}

    def pages(self, articles: Collection[int]) -> dict[int, dict[int, frozenset[str]]]:
        """The lines of the given articles: for each line's key the topic words in it."""
        found = {}
        for number, (content, text) in self._reader.bodies(articles).items():
            words = self._read_words(content, text)
            found[number] = {
                line.key: topic_words(_part(words, line.first, line.last)) for line in lines_of(text, words) if line.key
            }
        return found

    def digests(self, contents: Iterable[int]) -> dict[int, bytes]:
        """Digests of the given contents."""
        wanted = set(contents)
        if missing := wanted - self._digests.keys():
            self._digests.update(self._reader.digests(missing))
        return {number: self._digests[number] for number in wanted}

    def forget(self, contents: Iterable[int]) -> None:
        """Drop what is kept of contents whose speaker or text has changed."""
        self._drop(contents, self._shelves)

    def refurnish(self, contents: Iterable[int]) -> None:
        """Drop what is kept of contents of which other lines are furniture now."""
        self._furniture.clear()
        self._drop(contents, (self._drafts, self._documents, self._keys))

    @staticmethod
    def _drop(contents: Iterable[int], shelves: Sequence[_Shelf[Any]]) -> None:
        for content in contents:
            for shelf in shelves:
                shelf.forget(content)

    def views_of(self, content: int, article: Article) -> Views | None:
        """The views of an article's text if they were computed on its way in."""
        prepared = self._as_prepared(content, article.text, language_of(article))
        return prepared.views if prepared else None

    def _speaker(self, content: int) -> Speaker:
        return self._speakers.get(content, lambda number: self._reader.speakers([number])[number])

    def _ready(self, content: int) -> Prepared | None:
        """What was computed from a content's speaker on its way in, if that is still what it would be."""
        if content not in self._prepared:
            return None
        return self._as_prepared(content, self._text(content), self._speaker(content).language)

    def _as_prepared(self, content: int, text: str, language: str | None) -> Prepared | None:
        """What was computed on its way in from an article with this content, text and language."""
        prepared = self._prepared.get(content)
        if prepared is None or prepared.article.text != text or language_of(prepared.article) != language:
            return None
        return prepared

    def _furniture_of(self, content: int) -> frozenset[int]:
        """Keys of the lines that are known as furniture of the outlet of a content."""
        outlet = self._speaker(content).outlet
        if not outlet:
            return frozenset()
        if outlet not in self._furniture:
            self._furniture.update(self._reader.furniture([outlet]))
        return self._furniture[outlet]

    def _text(self, content: int) -> str:
        return self._texts.get(content, lambda number: self._reader.text_of_content([number])[number][1])

    def _words_of(self, content: int) -> Words:
        return self._words.get(content, self._make_words)

    def _make_words(self, content: int) -> Words:
        return self._read_words(content, self._text(content))

    def _read_words(self, content: int, text: str) -> Words:
        prepared = self._prepared.get(content)
        return prepared.words if prepared is not None and prepared.article.text == text else words_of(text)

    def _stand(self, content: int) -> Stand:
        speaker = self._speaker(content)
        return Stand(speaker, self._furniture_of(content))

    def _find_document(self, content: int) -> Document:
        stand = self._stand(content)
        kept = self._kept.get(stand)
        if kept is None:
            kept = self._draft(content)
            self._kept.put(stand, kept)
        return kept

    def _draft(self, content: int) -> Document:
        """A document that is looked at once, most likely."""
        kept = self._kept.get(self._stand(content))
        return kept if kept is not None else self._drafts.get(content, self._make_document)

    def _make_keys(self, content: int) -> Keys:
        prepared = self._ready(content)
        if prepared is not None and self._furniture_of(content).isdisjoint(prepared.lines):
            return prepared.keys
        whole = self._draft(content)
        if prepared is not None:
            bands, samples = prepared.keys.bands, sampled(whole.words, self._params, whole.stock)
        else:
            taken = fingerprint(whole.words, self._params, whole.stock)
            bands, samples = taken.bands.tolist(), taken.samples
        return keys_of(bands, samples, whole.views)

    def _make_document(self, content: int) -> Document:
        prepared = self._ready(content)
        return document(
            self._text(content),
            self._furniture_of(content),
            self._words_of(content),
            self._speaker(content).language,
            prepared.views if prepared else None,
        )


def _part(words: Words, first: int, last: int) -> Words:
    return Words(words.words[first:last], words.keys[first:last], words.starts[first:last], words.ends[first:last])
