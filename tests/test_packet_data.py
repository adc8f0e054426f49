"""A packet as data: one spelling, read without trust, and each field in which two packets differ is named."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, cast, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.archive import Archive
from dedup.archive.packets import joined
from dedup.errors import UnusableError, UsageError
from dedup.model import PACKET_FORM, Packet, Piece, Span, TextsKept
from dedup.report.packet.data import data_text, plain_value, read_data, settled, types_of
from dedup.report.packet.differences import differences, notes
from dedup.web.packet import packet_page
from tests.archive_factories import SCHOOL
from tests.packet_factories import COPY, ORIGIN, filled, making, small

# The fields of each form that was given out. Where they are others, the test at the end fails: raise PACKET_FORM, so
# that older files are called old and not damaged, and note the new ones here.
FORMS: Final = {1: "3367ac68cda7e33beaab669f001d80786b9c058c8013806393d6106007f96fd3"}
UNTOLD = {"form", "layout", "made_at", "made_with", "held"}  # no part of what an archive says


@pytest.fixture(scope="module")
def packets(tmp_path_factory: pytest.TempPathFactory) -> list[Packet]:
    """Packets of a pair, with and without its texts, and of its story."""
    path = filled(tmp_path_factory.mktemp("packets") / "a.db")
    with Archive.open(path) as archive:
        made = [archive.packet(COPY, ORIGIN, making(texts)) for texts in TextsKept]
        return [settled(packet) for packet in (*made, archive.story_packet(COPY, making()))]


def record_of(packet: Packet) -> dict[str, Any]:
    return cast(dict[str, Any], plain_value(packet))


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to all values of a record that hold no others."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = False
    for name, one in inner:
        found = True
        yield from leaves(one, (*path, name))
    if not found:
        yield path


def changed(record: dict[str, Any], path: tuple[str | int, ...], other: str) -> dict[str, Any]:
    """The record with another value of the same sort at the end of a way."""
    made = copy.deepcopy(record)
    home: Any = made
    for step in path[:-1]:
        home = home[step]
    old = home[path[-1]]
    if isinstance(old, bool):
        home[path[-1]] = not old
    elif isinstance(old, int | float):
        home[path[-1]] = old + 1
    elif isinstance(old, str):
        home[path[-1]] = f"{old}{other}"
    else:
        home[path[-1]] = other if old is None else [*old, other]
    return made


def spelt(record: dict[str, Any]) -> str:
    """A record as a packet's data spells it, line for line, whatever is in it."""
    return "{" + ",\n".join(f'"{name}":{_lines(record[name])}' for name in sorted(record)) + "}"


def _lines(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[" + ",\n".join(map(_spelt, value)) + "]"
    return _spelt(value)


def _spelt(value: object) -> str:
    written = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("\x7f", "\\u007f")


def test_a_packet_is_read_as_it_was_written(packets: list[Packet]) -> None:
    for packet in packets:
        data = data_text(packet)
        assert data.isascii()
        assert not set("<>&\x7f\r") & set(data)
        assert read_data(data) == packet
        assert data == spelt(record_of(packet))


def test_figures_are_rounded_so_that_machines_agree() -> None:
    packet = small()
    proof = replace(packet.pairs[0].comparison, score=0.1234567891)
    pair = replace(packet.pairs[0], faced=replace(packet.pairs[0].faced, comparison=proof))
    assert settled(replace(packet, pairs=(pair,))).pairs[0].comparison.score == 0.123457


def test_a_packet_is_of_what_was_asked_for(packets: list[Packet]) -> None:
    pair, _, story = packets
    assert [one.key for one in pair.articles] == [COPY, ORIGIN]
    copied, origin = pair.articles
    assert copied.credits[0].domain == "post.example"
    assert pair.pairs[0].credited is True
    assert [page.intact for page in origin.captures] == [True, True]
    assert origin.captures[0].headers == (("Date", "Tue, 04 Mar 2025 05:06:07 GMT"),)
    assert origin.captures[0].tls is not None
    assert [state.number for state in origin.states] == [1]
    assert origin.changes[0].added == 1
    assert pair.reviews[0].review.reviewer == "Mara Lind"
    assert pair.held == 3
    assert story.story is not None
    assert {one.key for one in story.articles} == {COPY, ORIGIN}


def test_without_the_texts_only_shared_matter_is_in_a_packet(packets: list[Packet]) -> None:
    whole, passages, _ = (data_text(packet) for packet in packets)
    assert SCHOOL[0] in whole
    assert SCHOOL[0] not in passages
    assert "Until then pilots will guide smaller boats" in passages
    assert packets[1].articles[0].text_digest == packets[0].articles[0].text_digest
    assert packets[1].articles[0].text is None


def test_a_packet_of_one_article_is_refused(tmp_path: Path) -> None:
    with Archive.open(filled(tmp_path / "a.db")) as archive, pytest.raises(UsageError, match="given twice"):
        archive.packet(COPY, COPY, making())


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)).map(lambda one: Span(one[0], one[0] + one[1]))))
def test_joined_places_hold_each_character_once(places: list[Span]) -> None:
    found = joined(places)
    covered = {at for span in places for at in range(span.start, span.end)}
    assert [at for span in found for at in range(span.start, span.end)] == sorted(covered)
    assert all(one.end < other.start for one, other in pairwise(found))


# --- reading without trust --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("{", "[" * 100_000, "nested too deep|no JSON"),
        ('"held":7', '"held":NaN', "no number"),
        ('"held":7', '"held":7.0', r"packet\.held"),
        ('"held":7', '"held":true', r"packet\.held"),
        ('"held":7', '"held":7,"held":7', "there twice"),
        ('"held":7', '"hold":7', "field"),
        ('"held":7', '"held": 7', "not spelt"),
        ('"held":7', '"held":' + "9" * 5000, "no JSON"),
        ('"form":1', '"form":2', "form 2, and this version of dedup reads form 1"),
        ('"form":1', '"form":"1"', "form"),
        ('"texts":"whole"', '"texts":"some"', r"packet\.texts"),
        ('"made_at":"2025-04-01T12:00:00+00:00"', '"made_at":"2025-04-01T12:00:00"', "made_at"),
        ('"made_at":"2025-04-01T12:00:00+00:00"', '"made_at":"0001-01-01T00:00:00+14:00"', "made_at"),
        ('"start":18', '"start":99', "cannot be"),
        ('"key":"two"', '"key":"one"', "pairs are not of its articles"),
        ('"b":"two"', '"b":"three"', "pairs are not of its articles"),
        ('"score":0.731059', '"score":1e999', "score"),
        ("}", "", "no JSON"),
    ],
)
def test_damaged_data_is_told(old: str, new: str, reason: str) -> None:
    data = data_text(small())
    assert old in data
    with pytest.raises(UnusableError, match=reason):
        read_data(data.replace(old, new, 1))


@pytest.mark.parametrize("data", ["", "null", "[]", "1", '"form"', "{}"])
def test_what_is_no_packet_is_told(data: str) -> None:
    with pytest.raises(UnusableError):
        read_data(data)


@settings(deadline=None)
@given(st.data())
def test_whatever_can_be_read_can_be_laid_out(data: st.DataObject) -> None:
    """A file may come from anybody: its data is refused, or makes a page."""
    record = record_of(small())
    path = data.draw(st.sampled_from(list(leaves(record))))
    other = data.draw(st.sampled_from(["x", "\x00", "\ud800", "\u202e", "<b>", "9" * 40, "&amp;"]))
    try:
        packet = read_data(spelt(changed(record, path, other)))
    except UnusableError:
        return
    assert "<script" not in packet_page(packet)


# --- differences ------------------------------------------------------------------------------------------------------


def test_a_packet_does_not_differ_from_itself(packets: list[Packet]) -> None:
    for packet in packets:
        assert differences(packet, packet) == []
        assert notes(packet, packet) == []


def test_each_field_in_which_the_archive_says_otherwise_is_named(packets: list[Packet]) -> None:
    """One field of each sort, as it stands in packets that have them all, is changed by itself."""
    seen = set()
    for packet in packets:
        record = record_of(packet)
        for path in leaves(record):
            sort = tuple(one for one in path if isinstance(one, str))
            if sort[0] in UNTOLD or (sort, packet.texts) in seen:
                continue
            try:
                now = read_data(spelt(changed(record, path, "x")))
            except UnusableError:
                continue
            seen.add((sort, packet.texts))
            for found in (differences(packet, now), differences(now, packet)):
                assert found, path
                assert all(one.place and one.here != one.there for one in found), path
    assert len(seen) > 200


def test_the_words_of_a_text_that_changed_are_told() -> None:
    packet = small()
    text = packet.articles[1].pieces[0].text.replace("knows why", "knew why")
    told = replace(packet.articles[1], pieces=(Piece(0, text),), characters=len(text))
    now = replace(packet, articles=(packet.articles[0], told))
    assert [(one.place, one.here, one.there) for one in differences(packet, now)] == [
        ("B, text", "broke. Nobody knows why.", "broke. Nobody knew why.")
    ]


def test_lines_of_the_ledger_are_told_whole() -> None:
    packet = small()
    pair, proof = packet.pairs[0], packet.pairs[0].comparison
    heavier = replace(proof, evidence=(proof.evidence[0], replace(proof.evidence[1], weight=2.5)))
    now = replace(packet, pairs=(replace(pair, faced=replace(pair.faced, comparison=heavier)),))
    assert [(one.place, one.here, one.there) for one in differences(packet, now)] == [
        ("A and B, ledger line words", "A has words of B. (weight 2.0)", "A has words of B. (weight 2.5)")
    ]


def test_a_ledger_in_another_order_differs() -> None:
    packet = small()
    pair, proof = packet.pairs[0], packet.pairs[0].comparison
    turned = replace(pair, faced=replace(pair.faced, comparison=replace(proof, evidence=proof.evidence[::-1])))
    found = differences(packet, replace(packet, pairs=(turned,)))
    assert [(one.here, one.there) for one in found] == [("prior; words", "words; prior")]


def test_what_is_no_evidence_is_only_noted() -> None:
    packet = small()
    later = replace(packet, held=9, made_with="0.2.0")
    assert differences(packet, later) == []
    assert notes(packet, later) == ["The archive held 7 articles when the packet was made, and holds 9 now."]


def fields_of(kind: object, seen: set[str]) -> Iterator[str]:
    """All fields of a type and of those inside it, with their types."""
    for inner in get_args(kind):
        yield from fields_of(inner, seen)
    if isinstance(kind, type) and is_dataclass(kind) and kind.__name__ not in seen:
        seen.add(kind.__name__)
        for field, hint in types_of(kind).items():
            yield f"{kind.__name__}.{field}: {named_type(hint)}"
            yield from fields_of(hint, seen)


def named_type(kind: object) -> str:
    inner = ", ".join(map(named_type, get_args(kind)))
    name = "" if kind is Ellipsis else getattr(kind, "__name__", "Union")
    return f"{'tuple' if get_origin(kind) is tuple else 'Union'}[{inner}]" if inner else name


def test_a_form_has_one_set_of_fields() -> None:
    """A packet holds values of the model as they are: with others, it is of another form."""
    found = "\n".join(sorted(fields_of(Packet, set())))
    assert FORMS[PACKET_FORM] == hashlib.sha256(found.encode()).hexdigest(), found
