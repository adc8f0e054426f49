"""What is made of held texts, kept from one transaction to the next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from dedup.compare import Document
from dedup.store import Speaker
from dedup.text.telling import Keyed

_WORDS = 250_000  # words in all, of a hundred bytes: some 700 articles of 350 words in 25 MB
_KEYS = 4_000_000  # keys in all, of nine bytes: the wordings of some 10,000 articles of 350 words in 36 MB

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Stand:
    """All that hangs on a content's text depends on: its speaker, and the furniture of that one's outlet."""

    speaker: Speaker
    furniture: frozenset[int]


class Kept(Generic[V]):
    """What was made of held texts and asked for last, as much as there is room for.

    It is kept under what it depends on, so that nothing is met again after that has changed, by whomever.
    """

    def __init__(self, most: int, size: Callable[[V], int]) -> None:
        self._kept: OrderedDict[Stand, V] = OrderedDict()
        self._most = most
        self._size = size
        self._held = 0

    def __contains__(self, stand: Stand) -> bool:
        return stand in self._kept

    def get(self, stand: Stand) -> V | None:
        """What is kept under a stand, None if there is nothing."""
        found = self._kept.get(stand)
        if found is not None:
            self._kept.move_to_end(stand)
        return found

    def put(self, stand: Stand, made: V) -> None:
        """Keep what is not kept yet; what nobody has asked for the longest makes room."""
        self._kept[stand] = made
        self._held += self._size(made)
        while self._held > self._most and len(self._kept) > 1:
            self._held -= self._size(self._kept.popitem(last=False)[1])


class Wordings(Kept[Keyed]):
    """Wordings, for a first look at what telling words propose."""

    def __init__(self) -> None:
        super().__init__(_KEYS, lambda made: len(made[0]))


class Documents(Kept[Document]):
    """Texts prepared for comparison: the copies of one text meet every further copy."""

    def __init__(self) -> None:
        super().__init__(_WORDS, len)
