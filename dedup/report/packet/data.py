"""A packet as data: JSON of which there is one spelling, and reading it back without trusting it.

The spelling: fields in the order of their names, no blanks, figures rounded to six places, so that two machines whose
last digits differ write the same. All of it is ASCII and has none of `<`, `>` and `&`, which JSON can write otherwise.
So no encoding, line ending or normal form that a file passes through changes it, and between two tags of HTML it stands
as it is: whoever reads it needs to undo nothing.
"""

from __future__ import annotations

import hashlib
import json
import math
import types
from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NoReturn, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from dedup import model
from dedup.errors import UnusableError
from dedup.model import PACKET_FORM, Packet, TextsKept

PLACES = 6
"""Decimal places of figures. Of weights and probabilities four are shown; sums of floats part from the tenth on."""

_MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\x7f": "\\u007f"})
_PLAIN = {str, int, bool, types.NoneType}  # most values; no enumeration is one of them
_SHOWN = 60  # characters of a value that a message quotes

T = TypeVar("T")


def data_text(packet: Packet) -> str:
    """The packet as JSON in its one spelling; each field, and each item of its longer ones, has a line of its own."""
    record = cast(dict[str, Any], plain_value(packet))
    return "{" + ",\n".join(f'"{name}":{_lines(record[name])}' for name in sorted(record)) + "}"


def data_digest(text: str) -> str:
    """The SHA-256 of a packet's data, in hex."""
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def settled(packet: Packet) -> Packet:
    """The packet as it is once written and read: its figures rounded."""
    return read_data(data_text(packet))


def read_data(text: str) -> Packet:
    """The packet of a text that `data_text` wrote; raises UnusableError for any other."""
    try:
        record = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise UnusableError("The data of the packet is damaged: it is nested too deep.") from None
    except ValueError as error:
        raise UnusableError(f"The data of the packet is damaged: it is no JSON ({error}).") from None
    form = record.get("form") if isinstance(record, dict) else None
    if form != PACKET_FORM:
        raise UnusableError(
            f"The data of the packet has the form {_quoted(form)}, and this version of dedup reads form {PACKET_FORM}; "
            "verify it with the version that made it."
        )
    packet: Packet = _read(Packet, record, "packet")
    _require_sense(packet)
    if data_text(packet) != text:
        raise UnusableError("The data of the packet is damaged: it is not spelt as dedup spells it.")
    return packet


def plain_value(value: object) -> object:
    """A value of the model as JSON has it."""
    if type(value) in _PLAIN:
        return value
    if is_dataclass(value):
        return {name: plain_value(getattr(value, name)) for name in types_of(cast(Any, type(value)))}
    if isinstance(value, tuple):
        return [plain_value(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, PLACES)
    return value.value if isinstance(value, StrEnum) else value


def _lines(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[" + ",\n".join(map(_spelt, value)) + "]"
    return _spelt(value)


def _spelt(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).translate(_MARKUP)


# --- reading ----------------------------------------------------------------------------------------------------------


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a field is there twice")
    return record


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _read(kind: Any, value: Any, place: str) -> Any:  # noqa: ANN401 - what type it is stands in `kind`
    """A value as a type of the model; `place` names it in errors."""
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        if value is None:
            return None
        return _read(next(one for one in get_args(kind) if one is not types.NoneType), value, place)
    if origin is tuple:
        return _read_tuple(get_args(kind), value, place)
    if is_dataclass(kind):
        return _read_fields(kind, value, place)
    if kind is datetime:
        return _made(_moment, _of_type(str, value, place), place)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _made(kind, _of_type(str, value, place), place)
    return _of_type(kind, value, place)


def _read_tuple(kinds: tuple[Any, ...], value: object, place: str) -> tuple[Any, ...]:
    items = _of_type(list, value, place)
    if kinds[-1] is Ellipsis:
        return tuple(_read(kinds[0], one, f"{place}[{number}]") for number, one in enumerate(items))
    if len(items) != len(kinds):
        raise _damaged(place, value)
    return tuple(_read(kind, one, place) for kind, one in zip(kinds, items, strict=True))


def _read_fields(kind: Any, value: object, place: str) -> object:  # noqa: ANN401
    record = _of_type(dict, value, place)
    kinds = types_of(kind)
    if record.keys() != kinds.keys():
        odd = min(record.keys() ^ kinds.keys())
        raise UnusableError(f"The data of the packet is damaged: {place} has no field {_quoted(odd)} or one too many.")
    found = {name: _read(one, record[name], f"{place}.{name}") for name, one in kinds.items()}
    return _made(lambda given: kind(**given), found, place)


@cache
def types_of(kind: Hashable) -> dict[str, Any]:
    """The types of the fields of a dataclass of the vocabulary, by name."""
    # The modules of the vocabulary name one another for type checkers alone.
    hints = get_type_hints(kind, localns={name: getattr(model, name) for name in model.__all__})
    return {field.name: hints[field.name] for field in fields(cast(type[Any], kind))}


def _require_sense(packet: Packet) -> None:
    """Raise UnusableError for a packet whose parts do not belong together."""
    keys = [article.key for article in packet.articles]
    named = {key for pair in packet.pairs for key in (pair.a, pair.b)}
    if len(set(keys)) != len(keys) or not named <= set(keys):
        raise UnusableError("The data of the packet is damaged: its pairs are not of its articles.")
    if packet.story is None and (len(packet.articles), len(packet.pairs)) != (2, 1):
        raise UnusableError("The data of the packet is damaged: it is neither of a pair nor of a story.")
    whole = packet.texts is TextsKept.WHOLE
    for article in packet.articles:
        places = [(piece.start, piece.end) for piece in article.pieces]
        edges = [edge for place in places for edge in place]
        if edges != sorted(set(edges)) or (whole and places and places != [(0, article.characters)]):
            raise UnusableError(
                f"The data of the packet is damaged: the text of {_quoted(article.key)} is not in order."
            )


def _moment(written: str) -> datetime:
    """A moment with a zone, which can be told in UTC."""
    at = datetime.fromisoformat(written)
    if at.tzinfo is None:
        raise ValueError("no zone")
    at.astimezone(UTC)
    return at


def _of_type(kind: type[T], value: object, place: str) -> T:
    if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
        raise _damaged(place, value)
    return value


def _made(make: Callable[[Any], T], value: object, place: str) -> T:
    try:
        return make(value)
    except (ValueError, OverflowError):
        raise _damaged(place, value) from None


def _damaged(place: str, value: object) -> UnusableError:
    return UnusableError(f"The data of the packet is damaged: {place} cannot be {_quoted(value)}.")


def _quoted(value: object) -> str:
    written = value if isinstance(value, str) else type(value).__name__ if isinstance(value, dict | list) else value
    return ascii(written)[:_SHOWN]
