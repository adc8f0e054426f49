"""Wordings of held texts, kept from one transaction to the next: what telling words propose is looked at in them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from dedup.text.telling import Keyed

_KEPT = 10_000_000  # keys in all, of nine bytes: the wordings of some 25,000 articles of 350 words in 90 MB


@dataclass(frozen=True, slots=True)
class Stand:
    """All that the wording of a content depends on: its speaker's state, language, and outlet's furniture."""

    state: tuple[int, int, str]
    language: str | None
    furniture: frozenset[int]


class Wordings:
    """The wordings asked for last, as many as there is room for.

    They are kept under what they depend on, so that one is never met again after that has changed, by whomever.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Stand, Keyed] = OrderedDict()
        self._keys = 0

    def __contains__(self, stand: Stand) -> bool:
        return stand in self._kept

    def get(self, stand: Stand) -> Keyed | None:
        """The wording kept under a stand, None if there is none."""
        found = self._kept.get(stand)
        if found is not None:
            self._kept.move_to_end(stand)
        return found

    def put(self, stand: Stand, made: Keyed) -> None:
        """Keep a wording that is not kept yet; those that nobody has asked for the longest make room."""
        self._kept[stand] = made
        self._keys += len(made[0])
        while self._keys > _KEPT and len(self._kept) > 1:
            self._keys -= len(self._kept.popitem(last=False)[1][0])
