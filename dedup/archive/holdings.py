"""An archive as it stands: what it holds and has found out already.

Nothing here reads a text anew, and nothing that could is imported, so that commands which only look start at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from dedup.archive.choosing import StoryFilter, chosen
from dedup.archive.reviews import pair_with_word, standing, statuses, with_words
from dedup.model import Credit, DerivedPair, ReviewStatus, Story
from dedup.store import ArticleRow, Counts, Store

_PAGE = 200  # articles whose credits are read at once


class Holdings:
    """The part of an archive that lists what is there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, location: str | Path, *, create: bool = True) -> Self:
        """Open the archive at a path or SQLAlchemy URL; `create` makes it if there is none.

        Raises NotFoundError without `create`, and the errors of the archive family for a file that cannot be used.
        """
        return cls(Store.open(location, create=create))

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def counts(self) -> Counts:
        """How much the archive holds."""
        with self._store.reading() as reader:
            return reader.counts()

    def articles(self) -> Iterator[ArticleRow]:
        """All articles in the order of their keys, streamed."""
        with self._store.reading() as reader:
            yield from reader.articles()

    def credits(self) -> Iterator[tuple[ArticleRow, tuple[Credit, ...]]]:
        """All articles in the order of their keys with the credits read from each, streamed."""
        with self._store.reading() as reader:
            rows = reader.articles()
            while page := list(islice(rows, _PAGE)):
                given = reader.credits([row.id for row in page])
                yield from ((row, given[row.id]) for row in page)

    def stories(self, wanted: StoryFilter | None = None) -> Iterator[Story]:
        """The stories of two members or more, all or those that are asked for, in the order of their ids."""
        with self._store.reading() as reader:
            words = standing(reader)
            found = chosen(reader, wanted) if wanted else reader.stories()
            yield from (with_words(story, words) for story in found)

    def derivations(self) -> Iterator[DerivedPair]:
        """All derived pairs with their directions in the order of keys, streamed."""
        with self._store.reading() as reader:
            words = standing(reader)
            yield from (pair_with_word(pair, words) for pair in reader.derivations())

    def reviews(self, keys: Iterable[str] | None = None) -> list[ReviewStatus]:
        """Reviews that name one of the keys (all with None), by pair and time, and what became of each."""
        with self._store.reading() as reader:
            return statuses(reader, keys)
