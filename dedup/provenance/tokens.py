"""The tokens of a text: words as they are written, capitals and all, and those by which a name can be an outlet's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels
from dedup.provenance import outlets
from dedup.provenance.introduced import LEADING
from dedup.provenance.publishers import Registry
from dedup.text.words import keys_of, reader

_TOKEN = re.compile(r"[^\W_]+(?:&[^\W_]+)?")

Places = list[int]


class _Tokens(Sequence[re.Match[str]]):
    """The tokens of a text by where they begin, each matched when it is first asked for: few of them are."""

    __slots__ = ("_matched", "_starts", "_text")

    def __init__(self, text: str, starts: NDArray[np.int32]) -> None:
        self._text, self._starts = text, starts
        self._matched: dict[int, re.Match[str]] = {}

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, place: int) -> re.Match[str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[re.Match[str]]: ...
    def __getitem__(self, place: int | slice) -> re.Match[str] | list[re.Match[str]]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        found = self._matched.get(place)
        if found is None:
            found = _TOKEN.match(self._text, int(self._starts[place]))
            assert found is not None
            self._matched[place] = found
        return found


def tokens_of(text: str, registry: Registry) -> tuple[Sequence[re.Match[str]], Places, Places, Places]:
    """The tokens of a text, and which of them begin known names, shape names, and lead to names.

    Few of a text's words can be part of a name; only what stands around those is looked at.
    """
    if not COMPILED:
        return plain_tokens(text, registry)
    starts, places, marks = kernels.tokens(reader(), text, *_sought(registry))
    tokens = _Tokens(text, np.frombuffer(starts, np.int32))
    found: tuple[Places, Places, Places] = ([], [], [])
    for place, mark in zip(np.frombuffer(places, np.int32).tolist(), marks, strict=True):
        for bit, chosen in enumerate(found):
            if mark >> bit & 1:
                chosen.append(place)
    return tokens, *found


def plain_tokens(text: str, registry: Registry) -> tuple[Sequence[re.Match[str]], Places, Places, Places]:
    """What the compiled form is to give; no tokens where none of them is sought."""
    words = _TOKEN.findall(text)
    known, shaped, led = ([i for i, word in enumerate(words) if word in sort] for sort in _sorts(registry))
    return list(_TOKEN.finditer(text)) if known or shaped or led else [], known, shaped, led


def _sorts(registry: Registry) -> tuple[Collection[str], Collection[str], Collection[str]]:
    return registry.first_words, outlets.SHAPING, LEADING


@lru_cache(maxsize=256)  # registries, of which there is one for each unregistered publisher that is looked for
def _sought(registry: Registry) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """The keys of all tokens that are sought, ascending, and a bit of each for each of `_sorts`."""
    marks: dict[str, int] = {}
    for bit, sort in enumerate(_sorts(registry)):
        for word in sort:
            marks[word] = marks.get(word, 0) | 1 << bit
    keys = keys_of(list(marks))
    order = np.argsort(keys)
    return keys[order], np.array(list(marks.values()), np.uint8)[order]
