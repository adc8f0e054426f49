"""The tokens of a text: words as they are written, capitals and all, and those by which a name can be an outlet's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
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
_BEGINS, _MAY_BEGIN = 1, 8  # marks: begins a name; begins one if the next goes on with it, as in `tokens.c`
_LONGEST = 31  # characters up to which lengths of tokens are told apart, so that 32 bits hold them
_ENDS = 1024  # sorts of tokens by their first and last letter


class _Tokens(Sequence[re.Match[str]]):
    """The tokens of a text by where they begin, each matched when it is first asked for: few of them are."""

    __slots__ = ("_matched", "_starts", "_text")

    def __init__(self, text: str, starts: memoryview[int]) -> None:
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
            found = _TOKEN.match(self._text, self._starts[place])
            assert found is not None
            self._matched[place] = found
        return found


def tokens_of(text: str, registry: Registry) -> tuple[Sequence[re.Match[str]], Places, Places, Places]:
    """The tokens of a text, and which of them begin known names, shape names, and lead to names.

    Few of a text's words can be part of a name; only what stands around those is looked at. A token begins a name of
    several words only if the next is the second of them.
    """
    if not COMPILED:
        return plain_tokens(text, registry)
    starts, places, marks = kernels.tokens(reader(), text, *_sought(registry))
    found: tuple[Places, Places, Places] = ([], [], [])
    for place, mark in zip(memoryview(places).cast("i").tolist(), marks, strict=True):
        for bit, chosen in enumerate(found):
            if mark >> bit & 1:
                chosen.append(place)
    return _Tokens(text, memoryview(starts).cast("i")), *found


def plain_tokens(text: str, registry: Registry) -> tuple[Sequence[re.Match[str]], Places, Places, Places]:
    """What the compiled form is to give; no tokens where none of them is sought."""
    words = _TOKEN.findall(text)
    alone, pairs = registry.beginnings
    known = [i for i, pair in enumerate(pairwise([*words, ""])) if pair[0] in alone or pair in pairs]
    shaped, led = ([i for i, word in enumerate(words) if word in sort] for sort in (outlets.SHAPING, LEADING))
    return list(_TOKEN.finditer(text)) if known or shaped or led else [], known, shaped, led


@lru_cache(maxsize=256)  # registries, of which there is one for each unregistered publisher that is looked for
def _sought(registry: Registry) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.uint32]]:
    """What `kernels.tokens` looks for.

    The keys of all tokens that are sought and of the pairs that begin a name, ascending, and the marks of each; the
    lengths that these tokens have by their first and last letter, a bit each, shape (1024,).
    """
    alone, pairs = registry.beginnings
    marks: dict[str, int] = dict.fromkeys((first for first, _ in pairs), _MAY_BEGIN)
    for bit, sort in enumerate((alone, outlets.SHAPING, LEADING)):
        for word in sort:
            marks[word] = marks.get(word, 0) | 1 << bit
    lengths = [0] * _ENDS
    for word in marks:
        lengths[(ord(word[0]) + 8 * ord(word[-1])) % _ENDS] |= 1 << min(len(word), _LONGEST)
    marks.update((" ".join(pair), _BEGINS) for pair in pairs)
    keys = keys_of(list(marks))
    order = np.argsort(keys)
    return keys[order], np.array(list(marks.values()), np.uint8)[order], np.array(lengths, np.uint32)
