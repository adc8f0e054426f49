"""Plain values as the archive keeps them, both ways.

Writing makes every text storable: a lone surrogate (from a file name that is not UTF-8, or from `\\ud800` in JSON) has
no UTF-8 form. Reading trusts nothing: a value that cannot be what the schema says raises one of UNREADABLE.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from datetime import datetime

RANK = 8
"""Bytes of a content's digest that rank it among those that share a band: random, and the same in every archive."""

UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What decoding a damaged value may raise."""


def name_text(value: str) -> str:
    """A name (key, path, title) as it can be stored: a lone surrogate becomes its escape, so that names stay apart."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode(errors="backslashreplace").decode()
    return value


def body_text(value: str) -> str:
    """A running text as it can be stored: a lone surrogate becomes U+FFFD, so that character offsets stay right."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    return value


def optional_name(value: str | None) -> str | None:
    """`name_text`, or None."""
    return None if value is None else name_text(value)


def pack_keys(keys: Iterable[int]) -> bytes:
    """Distinct keys of 0..2**64-1, sorted and packed little-endian; raises ValueError for others."""
    distinct = sorted({int(key) for key in keys})
    try:
        return struct.pack(f"<{len(distinct)}Q", *distinct)
    except struct.error as error:
        raise ValueError(f"a key lies outside 0..2**64-1 ({error})") from None


def signed_keys(packed: bytes) -> tuple[int, ...]:
    """Packed keys as SQLite keeps them: the same 64 bits read as signed."""
    return struct.unpack(f"<{len(packed) // 8}q", packed)


SHORT = 5
"""Bytes of a key where it stands shortened: the highest ones, as in the runs."""

_GONE = 8 * (8 - SHORT)  # bits


def pack_short(keys: Iterable[int]) -> bytes:
    """Distinct keys of 0..2**64-1, shortened, sorted and packed little-endian; raises ValueError for others."""
    try:
        return b"".join([key.to_bytes(SHORT, "little") for key in sorted({int(key) >> _GONE for key in keys})])
    except OverflowError as error:
        raise ValueError(f"a key lies outside 0..2**64-1 ({error})") from None


def unpack_short(packed: bytes) -> list[int]:
    """Shortened keys in ascending order, with zeros for the bits that are lost."""
    return [int.from_bytes(packed[place : place + SHORT], "little") << _GONE for place in range(0, len(packed), SHORT)]


def signed(keys: Sequence[int]) -> tuple[int, ...]:
    """Keys of 0..2**64-1 as SQLite keeps them, in the given order."""
    try:
        return struct.unpack(f"<{len(keys)}q", struct.pack(f"<{len(keys)}Q", *keys))
    except struct.error as error:
        raise ValueError(f"a key lies outside 0..2**64-1 ({error})") from None


def unsigned(key: int) -> int:
    """A key as it was before `signed`."""
    return key + (1 << 64) if key < 0 else key


def instant_text(at: datetime) -> str:
    """An aware time as stored; raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a time that is stored must be aware")
    return at.isoformat()


def instant_of(value: object) -> datetime:
    """The time of `instant_text`."""
    at = datetime.fromisoformat(text_of(value))
    if at.tzinfo is None:
        raise ValueError(f"a time without its zone: {value!r}")
    return at


def digest_value(digest: str) -> bytes | str:
    """A digest in hex as stored: its bytes, which are half as many; what is no such digest stays as it is."""
    try:
        packed = bytes.fromhex(digest)
    except ValueError:
        return name_text(digest)
    return packed if packed.hex() == digest else name_text(digest)


def digest_of(value: object) -> str:
    """The digest of `digest_value`."""
    return value.hex() if isinstance(value, bytes) else text_of(value)


_JSON = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))  # made once: `json.dumps` makes one at each call


def as_json(value: object) -> str:
    """A JSON text; escapes keep lone surrogates and control characters storable."""
    return _JSON.encode(value)


def text_of(value: object) -> str:
    """The value, which must be a text."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} where a text should be")
    return value


def optional_text_of(value: object) -> str | None:
    """The value, which must be a text or nothing."""
    return None if value is None else text_of(value)


def int_of(value: object) -> int:
    """The value, which must be a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} where a whole number should be")
    return value


def number_of(value: object) -> float:
    """The value, which must be a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} where a number should be")
    return float(value)


def bytes_of(value: object) -> bytes:
    """The value, which must be bytes."""
    if not isinstance(value, bytes):
        raise TypeError(f"{value!r} where bytes should be")
    return value


def flag_of(value: object) -> bool | None:
    """The value, which must be 0, 1 or nothing."""
    if value not in (None, 0, 1):
        raise ValueError(f"{value!r} where yes, no or nothing should be")
    return None if value is None else bool(value)
