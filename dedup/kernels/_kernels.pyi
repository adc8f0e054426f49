from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Buffer = bytes | NDArray[np.generic[Any]]

INTERFACE: int

class Reader:
    def __init__(
        self, page_of: Callable[[int], tuple[bytes, bytes]], normalise: Callable[[str, bool], str], /
    ) -> None: ...
    @property
    def page_of(self) -> Callable[[int], tuple[bytes, bytes]]: ...
    def read(self, text: str, /) -> tuple[tuple[str, ...], bytearray, bytearray, bytearray]: ...

def sign_texts(
    reader: Reader, texts: tuple[str, ...], size: int, multipliers: _Buffer, offsets: _Buffer, /
) -> bytearray: ...
def sign(hashes: _Buffer, multipliers: _Buffer, offsets: _Buffer, /) -> bytearray: ...
def shingle_hashes(keys: _Buffer, size: int, /) -> bytearray: ...
def hash_rows(rows: _Buffer, size: int, /) -> bytearray: ...
def heaviest(keys: _Buffer, weights: _Buffer, floor: float, least: int, most: int, /) -> bytearray: ...
def tally(
    slots: NDArray[np.int32],
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
def beyond_ascii(text: str, /) -> bytes: ...

class Literals:
    def __init__(self, literals: tuple[tuple[bytes, int], ...], /) -> None: ...
    def places(self, text: str, /) -> list[tuple[int, int]]: ...

def key_place(keys: _Buffer, word: str, /) -> int: ...
