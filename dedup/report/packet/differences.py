"""What differs between a packet and what the archive says now, field by field and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from dedup.model import Against, Difference, Packet, PacketArticle
from dedup.report.changed import changes, words_in
from dedup.report.packet.data import plain_value, settled
from dedup.report.packet.words import label
from dedup.report.plain import counted, plain, shorten

Record = dict[str, Any]
Found = tuple[str, object, object]
"""A difference: its place in words, what the packet has, and what the archive has."""

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
_LINES = {"evidence", "clues", "ledger"}  # told as whole lines, with their weights
_PLACES = {"passages", "counterparts", "spun", "altered", "facing"}  # follow from the texts, and move with them
_FOLLOWING = {"text_digest", "characters"}  # change with a text, which is told by its words
_ELSEWHERE = {"form", "layout", "made_at", "made_with", "held", "pieces"}  # told otherwise, or not of the archive
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
    "faced": "",
    "comparison": "",
    "facing": "how the texts lie to each other",
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
    records = [cast(Record, plain_value(one)) for one in (then, today)]
    found = [*_texts(then, today), *_Walk(then, today).record(records[0], records[1], ())]
    return [Difference(Against.ARCHIVE, place, _told(here), _told(there)) for place, here, there in found]


def notes(packet: Packet, now: Packet) -> list[str]:
    """What is otherwise than when the packet was made, and is no part of its evidence."""
    if packet.held == now.held:
        return []
    return [f"The archive held {counted(packet.held, 'article')} when the packet was made, and holds {now.held:,} now."]


# --- texts ------------------------------------------------------------------------------------------------------------


def _texts(then: Packet, now: Packet) -> Iterator[Found]:
    """Words of the articles' texts that differ, each with some that stand around it."""
    present = {one.key: one for one in now.articles}
    for article in then.articles:
        other = present.get(article.key)
        if other is None or article.pieces == other.pieces:
            continue
        place = f"{named(then, article.key)}, text"
        found = list(_wordings(place, _all_words(article), _all_words(other)))
        yield from found or [(f"{place}, places", _places(article), _places(other))]


def _all_words(article: PacketArticle) -> str:
    return "".join(f"{piece.text}\n" for piece in article.pieces)


def _places(article: PacketArticle) -> str:
    return "; ".join(f"{piece.start}\u2013{piece.end}" for piece in article.pieces)


def _wordings(place: str, here: str, there: str) -> Iterator[Found]:
    """The words in which two texts differ, a difference for each place."""
    old, new = words_in(here), words_in(there)
    found = changes(old, new)
    for start, end, other, other_end in found[:_TEXT_CHANGES]:
        yield place, _among(old, start, end), _among(new, other, other_end)
    if len(found) > _TEXT_CHANGES:
        yield f"{place}, further places", str(len(found) - _TEXT_CHANGES), None


def _among(words: Sequence[str], start: int, end: int) -> str:
    return "".join(words[max(0, start - _AROUND) : end + _AROUND]).strip()


# --- records ----------------------------------------------------------------------------------------------------------


class _Walk:
    """Walks the records of two packets side by side."""

    def __init__(self, then: Packet, now: Packet) -> None:
        self._names = {article.key: named(then, article.key) for article in then.articles}
        digests = {article.key: article.text_digest for article in now.articles}
        self._reworded = {one.key for one in then.articles if digests.get(one.key) != one.text_digest}

    def record(self, old: Record, new: Record, place: tuple[str, ...], shifted: bool = False) -> Iterator[Found]:
        """Fields that differ; with `shifted` what follows from the texts is left out."""
        following = _PLACES if shifted else _FOLLOWING if old.get("pieces") != new.get("pieces") else set()
        for name, value in old.items():
            if name not in _ELSEWHERE | following:
                words = _NAMES.get(name, name.replace("_", " "))
                yield from self._value(name, value, new[name], (*place, words) if words else place, shifted)

    def _value(self, name: str, old: Any, new: Any, place: tuple[str, ...], shifted: bool) -> Iterator[Found]:  # noqa: ANN401
        where = ", ".join(place)
        if isinstance(old, dict) and isinstance(new, dict) and not _is_small(old):
            yield from self.record(old, new, place, shifted)
        elif isinstance(old, list) and isinstance(new, list) and name in _IDENTITY:
            yield from self._known(name, old, new, place)
        elif isinstance(old, list) and isinstance(new, list):
            yield from self._listed(old, new, where)
        elif isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > _SHOWN:
            yield from _wordings(where, old, new)
        elif not _same(old, new):
            yield where, old, new

    def _known(self, name: str, old: list[Record], new: list[Record], place: tuple[str, ...]) -> Iterator[Found]:
        """Items that are known by some of their fields: those that are missing, new, or differ."""
        here, there = _by_identity(name, old), _by_identity(name, new)
        for key in {**here, **there}:
            where = (*place[:-1], self._item(name, key, place[-1]))
            mine, theirs = here.get(key), there.get(key)
            line = name in _LINES and not _same(mine, theirs) and _words(mine) != _words(theirs)
            if mine is None or theirs is None or line:
                yield ", ".join(where), mine, theirs
            else:
                shifted = name == "pairs" and not self._reworded.isdisjoint(key)
                yield from self.record(mine, theirs, where, shifted)
        if here.keys() == there.keys() and list(here) != list(there):
            yield f"{', '.join(place)}, order", _order(here), _order(there)

    def _listed(self, old: list[Any], new: list[Any], where: str) -> Iterator[Found]:
        """Items that are known by all that they say."""
        if _same(old, new):
            return
        for start, end, other, other_end in changes([repr(one) for one in old], [repr(one) for one in new]):
            yield where, old[start:end] or None, new[other:other_end] or None

    def _item(self, name: str, key: tuple[object, ...], words: str) -> str:
        if name == "articles":
            return self._names.get(str(key[0]), str(key[0]))
        if name == "pairs":
            return " and ".join(self._names.get(str(one), str(one)) for one in key)
        if name == "reviews":
            return f"{words} by {key[0]} of {key[1]}"
        return f"{words} {' to '.join(self._names.get(str(one), str(one).replace('_', ' ')) for one in key)}"


def named(packet: Packet, key: str) -> str:
    """What an article of a packet is called in a sentence: A or B, or its number in a story's packet."""
    return f"article {label(packet, key)}" if packet.story is not None else label(packet, key)


def _by_identity(name: str, items: list[Record]) -> dict[tuple[object, ...], Record]:
    """Items by the fields that they are known by; the second of two that are known by the same has a number."""
    found: dict[tuple[object, ...], Record] = {}
    for item in items:
        known = item["review"] if name == "reviews" else item
        identity = tuple(known[one] for one in _IDENTITY[name])
        key, count = identity, 2
        while key in found:
            key, count = (*identity, count), count + 1
        found[key] = item
    return found


def _order(items: Mapping[tuple[object, ...], Record]) -> str:
    return "; ".join(" ".join(map(str, key)) for key in items)


def _is_small(record: Record) -> bool:
    """Whether a record says one thing only: a claim, a date, a place."""
    return bool(record) and set(record) <= {"value", "source", "at", "day_only", "start", "end"}


def _same(old: object, new: object) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return abs(old - new) <= _NEAR
    if isinstance(old, dict) and isinstance(new, dict):
        return all(_same(value, new[name]) for name, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new)


def _told(value: object) -> str | None:
    """A value in words; None for none."""
    return None if value is None else shorten(plain(_words(value)), _SHOWN)


def _words(value: object) -> str:
    if isinstance(value, dict):
        if "template" in value:  # a line of a ledger
            return f"{value['template'].replace('{a}', 'A').replace('{b}', 'B')} (weight {value['weight']})"
        if value.keys() == {"value", "source"}:
            return f"{value['value']} ({value['source']})"
        if value.keys() == {"start", "end"}:
            return f"{value['start']}\u2013{value['end']}"
        said = ((name.replace("_", " "), one) for name, one in value.items() if one not in (None, [], ""))
        return ", ".join(f"{name} {_words(one)}" for name, one in said)
    if isinstance(value, list):
        return "; ".join(map(_words, value)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
