"""A page of a run as bytes: keys that ascend, and beside each a number and a weight.

Keys are kept by Elias's and Fano's scheme: of each the low bytes as they are, and the high parts as a row of bits in
which the place of the i-th one, less i, is the i-th high part (Elias 1974; quasi-succinct indices of Vigna 2013). Cut
at whole bytes this comes within a few bits of what numbers in order can be told in, and NumPy reads hundreds of pages
at once. A key that several entries have stands there once: one bit for each entry says where the next key begins.
Numbers are told from the lowest of the page on, in as many bytes as the highest needs; weights only where there are
any. An entry of a large run takes some five bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.kernels import COMPILED, kernels

MOST = 1 << 15
"""Entries that a page may have at most; what the head counts in two bytes stays below their range."""

_HEAD = np.dtype(
    [
        ("entries", "<u2"),
        ("keys", "<u2"),  # distinct ones
        ("high", "<u2"),  # bytes of the row of bits
        ("low", "u1"),  # bytes of each low part
        ("wide", "u1"),  # bytes of each number
        ("weighed", "u1"),  # 1 where weights follow
        ("first", "<u8"),  # key
        ("base", "<u4"),  # lowest number
    ]
)
_WIDEST = 8  # bytes


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Entries in the order of their keys: keys of uint64, numbers of int64, weights of uint8."""

    keys: NDArray[np.uint64]
    numbers: NDArray[np.int64]
    weights: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.keys)

    def part(self, chosen: slice | NDArray[np.intp] | NDArray[np.bool_]) -> Entries:
        """Some of them, by places."""
        return Entries(self.keys[chosen], self.numbers[chosen], self.weights[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """Pages one after another: each key of each page once, and the place of its first entry; the rest when asked for.

    `counts` are the entries of each page, and the last three what its head and its bytes say of numbers and weights.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]
    heads: NDArray[np.void]
    told: Sequence[bytes]
    heavy: Sequence[bytes]

    def under(self, asked: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """For ascending keys the place of the first entry under each, and how many there are."""
        places = np.append(self.starts, self.counts.sum())
        low = places[self.keys.searchsorted(asked, "left")]
        return low, places[self.keys.searchsorted(asked, "right")] - low

    def numbers(self) -> NDArray[np.int64]:
        """The number of each entry."""
        base = np.repeat(self.heads["base"].astype(np.int64), self.counts)
        return base + _widened(self.told, self.heads["wide"], self.counts).view(np.int64)

    def weights(self) -> NDArray[np.uint8]:
        """The weight of each entry."""
        parts = zip(self.heavy, self.counts.tolist(), strict=True)
        return np.frombuffer(b"".join([part or bytes(count) for part, count in parts]), np.uint8)

    def entries(self) -> Entries:
        """All entries, each with its key."""
        counts = np.diff(self.starts, append=int(self.counts.sum()))
        return Entries(np.repeat(self.keys, counts), self.numbers(), self.weights())


def joined(parts: Sequence[Entries]) -> Entries:
    """The entries of several, one after another."""
    parts = [part for part in parts if len(part)]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Entries(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.uint8))
    return Entries(
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def pack_page(entries: Entries) -> bytes:
    """One to MOST entries in the order of their keys; numbers are of 0..2**32-1."""
    if not COMPILED:
        return plain_pack_page(entries)
    return bytes(kernels.pack_page(entries.keys, entries.numbers, entries.weights))


def plain_pack_page(entries: Entries) -> bytes:
    """What `pack_page` is to give, without compiled code."""
    begins = np.ones(len(entries), np.bool_)
    begins[1:] = entries.keys[1:] != entries.keys[:-1]
    beyond = entries.keys[begins]
    first = beyond[0]
    beyond -= first
    span = int(beyond[-1])
    low = min(range(_WIDEST), key=lambda size: 8 * len(beyond) * size + (span >> 8 * size))
    high = (beyond >> np.uint64(8 * low)).astype(np.int64) + np.arange(len(beyond))
    bits = np.zeros(int(high[-1]) + 1, np.bool_)
    bits[high] = True
    packed = np.packbits(bits, bitorder="little")
    base = int(entries.numbers.min())
    over = entries.numbers - base
    wide = (int(over.max()).bit_length() + 7) // 8
    weighed = bool(entries.weights.any())
    head = np.array((len(entries), len(beyond), len(packed), low, wide, weighed, first, base), _HEAD)
    parts = (
        head.tobytes(),
        np.packbits(begins, bitorder="little").tobytes(),
        packed.tobytes(),
        _narrow(beyond, low),
        _narrow(over, wide),
        entries.weights.tobytes() if weighed else b"",
    )
    return b"".join(parts)


def unpack_entries(pages: Sequence[bytes]) -> Entries:
    """All entries of pages, one after another; raises ValueError where a page is not as `pack_page` makes them."""
    found = kernels.unpack_pages(tuple(pages)) if COMPILED else None
    if found is None:  # without compiled code, and where a page is damaged: this says what is wrong with it
        return unpack_pages(pages).entries()
    keys, numbers, weights = found
    return Entries(np.frombuffer(keys, np.uint64), np.frombuffer(numbers, np.int64), np.frombuffer(weights, np.uint8))


def unpack_pages(pages: Sequence[bytes]) -> Pages:
    """What pages hold, one after another; raises ValueError where one is not as `pack_page` makes them."""
    size = _HEAD.itemsize
    head = np.frombuffer(b"".join([page[:size] for page in pages]).ljust(size * len(pages), b"\0"), _HEAD)
    counts, kept = head["entries"].astype(np.intp), head["keys"].astype(np.intp)
    sizes = np.stack(
        (
            (counts + 7) // 8,
            head["high"].astype(np.intp),
            kept * head["low"],
            counts * head["wide"],
            counts * (head["weighed"] > 0),
        ),
        axis=1,
    )
    ends = np.cumsum(sizes, axis=1) + size
    if ends[:, -1].tolist() != [len(page) for page in pages] or (head["low"] >= _WIDEST).any() or (kept == 0).any():
        raise ValueError("a page does not have the length that its head says")
    columns = zip((ends - sizes).T.tolist(), ends.T.tolist(), strict=True)
    begins, highs, lows, told, heavy = (
        [page[start:end] for page, start, end in zip(pages, *column, strict=True)] for column in columns
    )
    first = np.cumsum(kept) - kept
    begun, before = _set_bits(begins, kept, first, counts)
    starts = begun - np.repeat(before - (np.cumsum(counts) - counts), kept)
    raised, before = _set_bits(highs, kept, first, sizes[:, 1] * 8)
    shift = head["low"].astype(np.uint64) * np.uint64(8)
    raised -= np.arange(len(raised))
    # All of it is counted round 2**64, as the first key of each page is told.
    offset = head["first"] - ((before - first).astype(np.uint64) << shift)
    keys = raised.view(np.uint64) << (shift[0] if (shift == shift[0]).all() else np.repeat(shift, kept))
    keys += np.repeat(offset, kept)
    keys += _widened(lows, head["low"], kept)
    return Pages(keys, starts, counts, head, told, heavy)


def _narrow(values: NDArray[np.uint64] | NDArray[np.int64], size: int) -> bytes:
    """The lowest bytes of each value."""
    return values.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :size].tobytes()


def _widened(parts: Sequence[bytes], sizes: NDArray[np.uint8], counts: NDArray[np.intp]) -> NDArray[np.uint64]:
    """The values of pages, each page's in as many bytes as `sizes` says for it."""
    if (sizes == sizes[0]).all():
        return _values(b"".join(parts), int(sizes[0]), int(counts.sum()))
    made = np.empty(int(counts.sum()), np.uint64)
    for size in sorted(set(sizes.tolist())):
        chosen = sizes == size
        packed = b"".join([part for part, one in zip(parts, chosen.tolist(), strict=True) if one])
        made[np.repeat(chosen, counts)] = _values(packed, size, int(counts[chosen].sum()))
    return made


def _values(packed: bytes, size: int, count: int) -> NDArray[np.uint64]:
    """So many values of so many bytes each."""
    if size in {1, 2, 4}:
        return np.frombuffer(packed, f"<u{size}").astype(np.uint64)
    made = np.zeros(count, np.uint64)
    columns = np.frombuffer(packed, np.uint8).reshape(count, size)
    for place in range(size):
        made |= columns[:, place].astype(np.uint64) << np.uint64(8 * place)
    return made


def _set_bits(
    parts: Sequence[bytes], counts: NDArray[np.intp], first: NDArray[np.intp], sizes: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of the ones in rows of bits that are joined, and where each row begins.

    `counts` of them stand in each row, the first of them is number `first` of all, and all stand below `sizes`.
    """
    found = np.flatnonzero(np.unpackbits(np.frombuffer(b"".join(parts), np.uint8), bitorder="little").view(np.bool_))
    lengths = np.array([8 * len(part) for part in parts], np.intp)
    begin = np.cumsum(lengths) - lengths
    if len(found) != counts.sum() or (found[first] < begin).any() or (found[first + counts - 1] >= begin + sizes).any():
        raise ValueError("a page does not hold the keys that its head counts")
    return found, begin
