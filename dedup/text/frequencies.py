"""How frequent the words of a language are, by wordfreq (Speer 2022), in a form that loads at once.

The library unpacks a list of 300,000 words into a dictionary of 45 MB, and takes as long to load as a hundred articles
to read. Its lists are therefore kept as two sorted arrays, 6 MB for the longest, in the user's cache, mapped into
memory and shared by all processes: the XXH64 of each word, and its frequency in centibels, in which the library has
it. Two of 600,000 words share a hash in one list of ninety million. A file that is missing, damaged, or of another
release is made anew; where it cannot be kept it is made in each process.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import tempfile
from bisect import bisect_left
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import xxhash
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels

# Where wordfreq has another name for the language.
_NAMES = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "tl": "fil"}
_LONGEST_CODE = 3  # letters of a language's code
_MAGIC = b"dedupwf1"  # the last is the version of this form
_HEADER = struct.Struct("<8sQQ")  # what it is, the number of words, XXH3-64 of what follows
_EACH = 8 + 2  # bytes of a word
UNLISTED = 0xFFFF
"""Stands for the centibels of a word that a list does not hold."""


class Frequencies:
    """The words of one language and their shares among all words."""

    __slots__ = ("_centibels", "_keys")

    def __init__(self, keys: NDArray[np.uint64], centibels: NDArray[np.uint16]) -> None:
        """Take the words' keys, ascending, and how many centibels each is below certainty."""
        # One word at a time is asked for, and an array hands out its memory in twice the time that a view takes.
        self._keys, self._centibels = (
            keys.astype(np.uint64, copy=False).data,
            centibels.astype(np.uint16, copy=False).data,
        )

    def __len__(self) -> int:
        return len(self._keys)

    def share(self, word: str) -> float:
        """Share of a word among the words of the language, 0 where the list does not have it."""
        below = self.centibels(word)
        return 0.0 if below is None else share_of(below)

    def centibels_of(self, keys: NDArray[np.uint64]) -> NDArray[np.uint16]:
        """How many centibels the shares of words, by their keys, are below certainty; `UNLISTED` where one is none."""
        if COMPILED:
            return np.frombuffer(kernels.listed(self._keys, self._centibels, keys), np.uint16)
        return self.plain_centibels(keys)

    def plain_centibels(self, keys: NDArray[np.uint64]) -> NDArray[np.uint16]:
        """What `centibels_of` is to give, without compiled code."""
        listed, below = np.frombuffer(self._keys, np.uint64), np.frombuffer(self._centibels, np.uint16)
        if not len(listed):
            return np.full(len(keys), UNLISTED, np.uint16)
        places = np.minimum(np.searchsorted(listed, keys), len(listed) - 1)
        found: NDArray[np.uint16] = np.where(listed[places] == keys, below[places], np.uint16(UNLISTED))
        return found

    def centibels(self, word: str) -> int | None:
        """How many centibels a word's share is below certainty, None where the list does not have it."""
        place = kernels.key_place(self._keys, word) if COMPILED else self.plain_place(word)
        return self._centibels[place] if place >= 0 else None

    def plain_place(self, word: str) -> int:
        """Place of a word's key among the keys, -1 where it is none of them: without compiled code."""
        key = xxhash.xxh64_intdigest(word.encode())
        place = bisect_left(self._keys, key)
        return place if place < len(self._keys) and self._keys[place] == key else -1


def share_of(centibels: int) -> float:
    """The share of a word that is so many centibels below certainty, as the library has it."""
    return float(10 ** (-centibels / 100))


def frequencies(language: str, folder: Path | None = None) -> Frequencies | None:
    """The frequencies of a language given by its code; None where there is no list of its words.

    `folder` is the cache, the user's own if None.
    """
    code = _NAMES.get(language, language)
    if not (code.isascii() and code.isalpha() and len(code) <= _LONGEST_CODE):
        return None
    kept = folder or _cache()
    path = kept / f"wordfreq-{_release()}-{code}" if kept else None
    found = _mapped(path) if path else None
    if found is None:
        found = _from_library(code)
        if found is not None and path is not None:
            _keep(found, path)
    return found


@lru_cache(maxsize=1)
def _release() -> str:
    """The library's release, which takes two milliseconds to find."""
    return version("wordfreq")


def _mapped(path: Path) -> Frequencies | None:
    """A list from its file; None where there is no whole and undamaged one."""
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: empty
        return None
    if len(content) < _HEADER.size:
        return None
    magic, count, digest = _HEADER.unpack_from(content)
    if magic != _MAGIC or len(content) != _HEADER.size + _EACH * count:
        return None
    body = memoryview(content)[_HEADER.size :]
    if xxhash.xxh3_64_intdigest(body) != digest:
        return None
    return Frequencies(np.frombuffer(body, "<u8", count), np.frombuffer(body, "<u2", count, offset=8 * count))


def _keep(found: Frequencies, path: Path) -> None:
    """Write a list to its file as a whole, whoever else does the same; where that fails there is no file."""
    body = np.asarray(found._keys).astype("<u8").tobytes() + np.asarray(found._centibels).astype("<u2").tobytes()
    header = _HEADER.pack(_MAGIC, len(found), xxhash.xxh3_64_intdigest(body))
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(header + body)
            Path(written).replace(path)
        except OSError:
            Path(written).unlink(missing_ok=True)
            raise


def _may_have(code: str) -> bool:
    """Whether the library may have a list for a code, as far as its folder tells without importing it.

    Pages claim languages that nobody speaks, such as `utf`; each process would load the library for the first of them.
    """
    found = find_spec("wordfreq")
    folders = [Path(place, "data") for place in (found.submodule_search_locations if found else None) or ()]
    known = [folder for folder in folders if folder.is_dir()]
    return not known or any(True for folder in known for _ in folder.glob(f"*_{code}.*"))


def _from_library(code: str) -> Frequencies | None:
    if not _may_have(code):
        return None
    import wordfreq  # noqa: PLC0415 - takes 0.2 s to import, and is seldom needed

    for size in ("large", "small"):
        if path := wordfreq.available_languages(size).get(code):
            words = wordfreq.read_cBpack(path)
            keys = np.array([xxhash.xxh64_intdigest(word.encode()) for bucket in words for word in bucket], np.uint64)
            centibels = np.repeat(np.arange(len(words), dtype=np.uint16), [len(bucket) for bucket in words])
            # A word that stands twice has the frequency of its last place.
            keys, last = np.unique(keys[::-1], return_index=True)
            return Frequencies(keys, centibels[::-1][last])
    return None


def _cache() -> Path | None:
    """The folder where lists are kept (XDG Base Directory Specification); None for a user without a home."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        return (given if given.is_absolute() else Path.home() / ".cache") / "dedup"
    except RuntimeError:
        return None
