from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Buffer = bytes | memoryview[int] | NDArray[np.generic[Any]]

INTERFACE: int

_Side = tuple[int, tuple[int, int, int], tuple[float, float, float], bytearray]

class Reader:
    def __init__(
        self, page_of: Callable[[int], tuple[bytes, bytes, bytes]], normalise: Callable[[str, bool], str], /
    ) -> None: ...
    @property
    def page_of(self) -> Callable[[int], tuple[bytes, bytes, bytes]]: ...
    def read(self, text: str, /) -> tuple[tuple[str, ...], bytearray, bytearray, bytearray]: ...

def sign_texts(
    reader: Reader, texts: tuple[str, ...], size: int, multipliers: _Buffer, offsets: _Buffer, /
) -> tuple[bytearray, bytearray, bytearray]: ...
def sketch(
    keys: _Buffer, size: int, multipliers: _Buffer, offsets: _Buffer, bands: int, rows: int, /
) -> tuple[bytearray, bytearray]: ...
def samples(keys: _Buffer, size: int, limit: int, stock: _Buffer, /) -> bytearray: ...
def shingle_hashes(keys: _Buffer, size: int, /) -> bytearray: ...
def hash_rows(rows: _Buffer, size: int, /) -> bytearray: ...
def common_words(words: _Buffer, starts: _Buffer, first: _Buffer, second: _Buffer, most: int, /) -> bytearray: ...
def tile(keys_a: _Buffer, keys_b: _Buffer, run: int, /) -> bytearray: ...
def share(
    runs: _Buffer, marks_a: _Buffer, marks_b: _Buffer, joining: tuple[int, int, int], /
) -> tuple[tuple[int, int, int, int, int, int, int], list[tuple[int, int, int, int, int, bool, bool]]]: ...
def in_order(a: _Buffer, b: _Buffer, /) -> bytearray: ...
def agreeing(common: _Buffer, a: _Buffer, b: _Buffer, out_a: _Buffer, out_b: _Buffer, most: int, /) -> int: ...
def figures(
    reader: Reader, text: str, words: tuple[str, ...], starts: _Buffer, outside: _Buffer, /
) -> tuple[bytearray, bytearray]: ...
def changed_figures(
    common: _Buffer,
    figures_a: tuple[_Buffer, _Buffer, _Buffer],
    figures_b: tuple[_Buffer, _Buffer, _Buffer],
    stock_b: _Buffer,
    frame: tuple[int, int],
    /,
) -> tuple[int, int, int, int]: ...
def telling(
    stems: _Buffer,
    rarity: _Buffer,
    anchor: _Buffer,
    anchored: float,
    share: float,
    scale: float,
    rare: float,
    least: int,
    most: int,
    pair: float,
    least_pairs: int,
    most_pairs: int,
    /,
) -> tuple[bytearray, bytearray]: ...
def wording(
    stems: _Buffer, rarity: _Buffer, anchor: _Buffer, anchored: float, share: float, scale: float, most: int, /
) -> tuple[bytearray, bytearray]: ...
def outline(
    stems: _Buffer,
    rarity: _Buffer,
    anchor: _Buffer,
    anchored: float,
    share: float,
    scale: float,
    heaviest: int,
    most: int,
    /,
) -> bytes: ...
def likeness_at_most(
    stems: _Buffer,
    rarity: _Buffer,
    anchor: _Buffer,
    anchored: float,
    share: float,
    scale: float,
    heaviest: int,
    longer: float,
    slack: float,
    outlines: tuple[bytes, ...],
    /,
) -> bytearray: ...
def names(
    keys: _Buffer,
    rarity: _Buffer,
    capital: _Buffer,
    shouted: _Buffer,
    introduced: _Buffer,
    openings: _Buffer,
    rarities: tuple[float, float, float],
    /,
) -> bytearray: ...
def pack_page(keys: _Buffer, numbers: _Buffer, weights: _Buffer, /) -> bytearray: ...
def under(
    pages: tuple[bytes, ...], asked: _Buffer, owner: _Buffer, weighed: bool, /
) -> tuple[bytearray, bytearray, bytearray] | None: ...
def unpack_pages(pages: tuple[bytes, ...], /) -> tuple[bytearray, bytearray, bytearray] | None: ...
def gathered(
    parts: tuple[tuple[int, _Buffer, _Buffer, _Buffer], ...], keys: int, /
) -> tuple[bytearray, bytearray, bytearray]: ...
def classes(masses: _Buffer, /) -> bytearray: ...
def tally(
    slots: NDArray[np.int32],
    classes: bytearray,
    starts: _Buffer,
    counts: _Buffer,
    mine: _Buffer,
    contents: _Buffer,
    weights: _Buffer,
    masses: _Buffer,
    mass: int,
    evidence: int,
    least: float,
    support: float,
    light: int,
    light_support: float,
    /,
) -> bytearray: ...
def lacking(
    stems_a: _Buffer,
    rarities_a: _Buffer,
    stands_a: _Buffer,
    stems_b: _Buffer,
    rarities_b: _Buffer,
    stands_b: _Buffer,
    /,
) -> tuple[_Side, _Side]: ...
def terms(
    stems: _Buffer,
    rarity: _Buffer,
    number: _Buffer,
    name: _Buffer,
    rare: _Buffer,
    quoted: _Buffer,
    stock: _Buffer,
    content: float,
    least: float,
    /,
) -> tuple[bytearray, bytearray, tuple[float, float, float], bytearray]: ...
def habits(
    reader: Reader, text: str, keys: _Buffer, marks: _Buffer, named: _Buffer, named_marks: _Buffer, head: int, /
) -> tuple[int, ...]: ...
def idiom(
    reader: Reader,
    text: str,
    keys: _Buffer,
    numbers: _Buffer,
    endings: tuple[bytes, ...],
    smoothing: float,
    anywhere: _Buffer,
    after_one: _Buffer,
    pairs: _Buffer,
    after_two: _Buffer,
    triples: _Buffer,
    seen: _Buffer,
    /,
) -> tuple[float, int]: ...
def beyond_ascii(text: str, /) -> bytes: ...
def shapes(
    reader: Reader, text: str, starts: _Buffer, ends: _Buffer, shouted: int, /
) -> tuple[bytearray, bytearray, bytearray, bool]: ...
def sentences(
    reader: Reader, text: str, starts: _Buffer, abbreviations: _Buffer, wrapped: tuple[int, int, int, float], /
) -> tuple[bytearray, int]: ...
def tokens(
    reader: Reader, text: str, keys: _Buffer, marks: _Buffer, lengths: _Buffer, /
) -> tuple[bytearray, bytearray, bytearray]: ...

class Entries:
    def look_up(self, keys: _Buffer, /) -> tuple[bytearray, bytearray, bytearray, bytearray, bytearray]: ...
    def keep(self, keys: _Buffer, stems: _Buffer, rarity: _Buffer, marks: _Buffer, /) -> None: ...

class Literals:
    def __init__(self, literals: tuple[tuple[bytes, int], ...], caseless: bool, /) -> None: ...
    def places(self, text: str, /) -> list[tuple[int, int]]: ...

def keys(words: list[str], /) -> bytearray: ...
def key_place(keys: _Buffer, word: str, /) -> int: ...
def listed(keys: _Buffer, values: _Buffer, asked: _Buffer, /) -> bytearray: ...
