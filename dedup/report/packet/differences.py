"""What differs between a packet and what the archive says now, field by field and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from dedup.model import Against, Difference, Packet, PacketArticle
from dedup.report.changed import changes, words_in
from dedup.report.packet.data import PLACES, plain_value, settled
from dedup.report.packet.words import label
from dedup.report.plain import counted, plain, shorten

_NEAR = 2e-6  # figures that part by the last place are the same, worked out on another machine
_SHOWN = 300  # characters of a value that a difference tells
_AROUND = 4  # words and blanks that stand around a word that differs
_TEXT_CHANGES = 20  # places of one text that are told one by one

# By which fields the items of a list are known; those of other lists by all that they say.
_IDENTITY = {
    "articles": ("key",),
    "pairs": ("a", "b"),
    "captures": ("number",),
    "states": ("number",),
    "changes": ("before", "after"),
    "evidence": ("name",),
    "clues": ("name",),
    "ledger": ("name",),
    "parameters": ("name",),
    "members": ("article",),
    "moments": ("article",),
    "reviews": ("reviewer", "at", "a", "b"),
}
_APART = {"form", "layout", "made_at", "made_with", "held", "pieces"}  # told otherwise, or not at all
_NAMES = {
    "uri": "address",
    "canonical_url": "address that the page calls its own",
    "published": "date of publication",
    "modified": "date of the last change",
    "first_seen": "first seen",
    "findings": "remark",
    "date_findings": "remark on its dates",
    "credits": "credit",
    "received_from": "address that it was read from",
    "received_digest": "digest of the bytes received",
    "retrieved_at": "time of retrieval",
    "tls_verified": "whether TLS was checked",
    "captures": "capture",
    "states": "state",
    "changes": "change from state to state",
    "text_digest": "digest of the text",
    "characters": "length of the text",
    "comparison": "",
    "overlap": "shared words",
    "evidence": "ledger line",
    "passages": "shared passage",
    "counterparts": "sentences that say the same",
    "spun": "phrase with a word exchanged",
    "altered": "quotation worded differently",
    "params_digest": "parameters of the verdict",
    "possible": "whether it is possibly derived",
    "derivation": "who took from whom",
    "clues": "direction line",
    "credited": "whether credit is given",
    "parameters": "parameter",
    "analysis": "analysis",
    "reviews": "review",
    "story": "story",
    "members": "member",
    "moments": "date of member",
    "history": "line of the history",
    "ledger": "ledger line of the origin",
    "left_out": "members left out",
}


def differences(packet: Packet, now: Packet) -> list[Difference]:
    """Each field in which a packet and the one that the archive would make now differ."""
    then, today = settled(packet), settled(now)
    found = [Difference(Against.ARCHIVE, *one) for one in _texts(then, today)]
    walk = _Walk(then)
    found.extend(
        Difference(Against.ARCHIVE, place, *map(_told, values))
        for place, *values in walk.record(
            cast(dict[str, Any], plain_value(then)), cast(dict[str, Any], plain_value(today)), ()
        )
    )
    return found


def notes(packet: Packet, now: Packet) -> list[str]:
    """What is otherwise than when the packet was made, and is no part of its evidence."""
    if packet.held == now.held:
        return []
    return [f"The archive held {counted(packet.held, 'article')} when the packet was made, and holds {now.held:,} now."]


# --- texts ------------------------------------------------------------------------------------------------------------


def _texts(then: Packet, now: Packet) -> Iterator[tuple[str, str | None, str | None]]:
    """Words of the articles' texts that differ, each with some that stand around it."""
    present = {one.key: one for one in now.articles}
    for article in then.articles:
        if article.key in present:
            yield from _text(f"{named(then, article)}, text", article, present[article.key])


def _text(place: str, then: PacketArticle, now: PacketArticle) -> Iterator[tuple[str, str | None, str | None]]:
    old, new = ([word for piece in one.pieces for word in words_in(piece.text)] for one in (then, now))
    found = changes(old, new)
    for start, end, other, other_end in found[:_TEXT_CHANGES]:
        yield place, _among(old, start, end), _among(new, other, other_end)
    if len(found) > _TEXT_CHANGES:
        yield f"{place}, further places", str(len(found) - _TEXT_CHANGES), None


def _among(words: Sequence[str], start: int, end: int) -> str:
    return "".join(words[max(0, start - _AROUND) : end + _AROUND]).strip()


# --- records ----------------------------------------------------------------------------------------------------------


class _Walk:
    """Walks two records of one form side by side; `packet` knows what its articles are called."""

    def __init__(self, packet: Packet) -> None:
        self._letters = {article.key: named(packet, article) for article in packet.articles}

    def record(
        self, old: dict[str, Any], new: dict[str, Any], place: tuple[str, ...]
    ) -> Iterator[tuple[str, object, object]]:
        """Fields that differ."""
        for name, value in old.items():
            words = _NAMES.get(name, name.replace("_", " "))
            if name not in _APART:
                yield from self._value(name, value, new[name], (*place, words) if words else place)

    def _value(
        self,
        name: str,
        old: Any,  # noqa: ANN401 - as JSON has it
        new: Any,  # noqa: ANN401
        place: tuple[str, ...],
    ) -> Iterator[tuple[str, object, object]]:
        if isinstance(old, dict) and isinstance(new, dict) and not _is_small(old):
            yield from self.record(old, new, place)
        elif isinstance(old, list) and isinstance(new, list) and (old + new) and isinstance((old + new)[0], dict):
            yield from self._items(name, old, new, place)
        elif not _same(old, new):
            yield ", ".join(place), old, new

    def _items(
        self, name: str, old: list[dict[str, Any]], new: list[dict[str, Any]], place: tuple[str, ...]
    ) -> Iterator[tuple[str, object, object]]:
        here, there = self._known(name, old), self._known(name, new)
        for key in {**here, **there}:
            where = (*place[:-1], self._item(name, key, place[-1]))
            if key not in here or key not in there:
                yield ", ".join(where), here.get(key), there.get(key)
            elif name in _IDENTITY:
                yield from self.record(here[key], there[key], where)

    def _known(self, name: str, items: list[dict[str, Any]]) -> dict[tuple[object, ...], dict[str, Any]]:
        """Items by what they are known by; the second of two that are known by the same has a number."""
        found: dict[tuple[object, ...], dict[str, Any]] = {}
        for item in items:
            fields = _IDENTITY.get(name)
            known = item["review"] if name == "reviews" else item
            key: tuple[object, ...] = tuple(known[one] for one in fields) if fields else (repr(_rounded(item)),)
            count = 2
            while key in found:
                key = (*key[: len(fields or key)], count)
                count += 1
            found[key] = item
        return found

    def _item(self, name: str, key: tuple[object, ...], words: str) -> str:
        if name == "articles":
            return self._letters.get(str(key[0]), str(key[0]))
        if name == "pairs":
            return " and ".join(self._letters.get(str(one), str(one)) for one in key)
        if name == "reviews":
            return f"{words} by {key[0]} of {key[1]}"
        if name not in _IDENTITY:
            return words
        return f"{words} {' to '.join(self._letters.get(str(one), str(one).replace('_', ' ')) for one in key)}"


def named(packet: Packet, article: PacketArticle) -> str:
    """An article by its letter or number and its key."""
    return f"{label(packet, article.key)} ({shorten(plain(article.key), 80)})"


def _is_small(record: dict[str, Any]) -> bool:
    """Whether a record says one thing only: a claim, a date, a place."""
    return bool(record) and set(record) <= {"value", "source", "at", "day_only", "start", "end"}


def _same(old: object, new: object) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) <= _NEAR
    return bool(old == new)


def _rounded(value: object) -> object:
    """A value whose figures are cut by one place, so that those which part by the last are mostly the same."""
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return round(value, PLACES - 2) if isinstance(value, float) else value


def _told(value: object) -> str | None:
    """A value in words; None for none."""
    if value is None:
        return None
    return shorten(plain(_words(value)), _SHOWN)


def _words(value: object) -> str:
    if isinstance(value, dict):
        if "template" in value:  # a line of a ledger
            return f"{value['template'].replace('{a}', 'A').replace('{b}', 'B')} (weight {value['weight']})"
        return ", ".join(f"{_words(one)}" for one in value.values() if one not in (None, [], ""))
    if isinstance(value, list):
        return "; ".join(map(_words, value)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
