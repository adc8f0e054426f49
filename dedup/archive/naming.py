"""Which publishers a text could name at all, asked of thousands of texts about thousands of publishers.

A publisher can be named only where the longest word of its name, an abbreviation or its domain stands in the text.
Each of these is filed under the four letters of it that the fewest others have, so that a text is searched for the few
whose letters it has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from dedup.provenance import Publisher, Trust

_LETTERS = 4
_FEW = 100  # names that are sooner looked for one by one: of 2,500 characters all runs of four letters take 200 µs


class Namable:
    """A set of publishers to be looked for in texts. Wrong only on the side of yes."""

    def __init__(self, publishers: Iterable[Publisher]) -> None:
        self._owners: dict[str, list[Publisher]] = {}
        for publisher in publishers:
            for needle in _needles(publisher):
                self._owners.setdefault(needle, []).append(publisher)
        common = Counter(part for needle in self._owners for part in _parts(needle))
        self._filed: dict[str, list[str]] = {}
        for needle in self._owners:
            rarest = min(_parts(needle), key=lambda part: (common[part], part))
            self._filed.setdefault(rarest, []).append(needle)
        self._lengths = sorted({len(part) for part in self._filed})

    def named_in(self, said: str) -> set[Publisher]:
        """Those of the publishers whom a text, casefolded, could name."""
        if len(self._owners) <= _FEW:
            return {publisher for needle, owners in self._owners.items() if needle in said for publisher in owners}
        parts: set[str] = set()
        for length in self._lengths:
            parts |= self._filed.keys() & {said[i : i + length] for i in range(len(said) - length + 1)}
        return {
            publisher
            for part in parts
            for needle in self._filed[part]
            if needle in said
            for publisher in self._owners[needle]
        }


def _needles(publisher: Publisher) -> set[str]:
    words = re.findall(r"\w+", re.split(r"\s*\(", publisher.name.casefold())[0])
    short = (alias[1:].casefold() for alias in publisher.aliases if alias[0] == Trust.PLACE)
    return {needle for needle in (max(words, key=len, default=""), *short, *publisher.domains) if needle}


def _parts(needle: str) -> set[str]:
    """Runs of four letters of a needle; all of it if it has fewer."""
    return {needle[i : i + _LETTERS] for i in range(max(1, len(needle) - _LETTERS + 1))}
