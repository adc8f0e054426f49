"""Packed proofs: what goes in comes out, a ledger takes a fraction of its JSON, and what is broken is refused."""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.model import Evidence, Kind
from dedup.store import packing
from dedup.store.codec import RELATION_COLUMNS, ledger_text, proof_ledger, relation_row, relation_values
from dedup.store.origins import pair_of, pair_values
from dedup.store.packing import pack, unpack
from dedup.store.rows import WordPassage
from dedup.store.values import UNREADABLE, as_json
from tests.store_factories import derived, relation

WEIGHTS = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WEIGHTS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
LEDGERS = st.lists(
    st.builds(
        Evidence,
        name=st.text(),
        template=st.text(),
        weight=WEIGHTS,
        value=st.none() | WEIGHTS,
        passages=st.lists(st.integers(0, 9), max_size=3).map(tuple),
    ),
    max_size=5,
).map(tuple)
PASSAGES = st.lists(st.tuples(*[st.integers(0, 2**40)] * 6), max_size=5).map(tuple)
LEDGER = (
    Evidence("prior", "Two articles are taken to be unrelated until something speaks for it.", -4.5),
    Evidence("verbatim", "80 words stand word for word in both, outside quotations, in 1 passage; the longest run "
             "has 80 words.", 6.8, 76.0, (0,)),
    Evidence("containment", "That is 91 % of {a}'s own words and 64 % of {b}'s.", 4.9, 0.91),
)  # fmt: skip


@given(JSON)
def test_a_value_comes_back(value: object) -> None:
    assert unpack(pack(value)) == value


@given(LEDGERS, PASSAGES, st.lists(st.text(), max_size=3).map(tuple))
def test_a_proof_comes_back(
    ledger: tuple[Evidence, ...], passages: tuple[WordPassage, ...], proposed: tuple[str, ...]
) -> None:
    row = replace(relation(1, 2), ledger=ledger, passages=passages, proposed_by=proposed)
    values = relation_values(row)
    assert relation_row(values) == row
    assert proof_ledger(values[RELATION_COLUMNS.index("proof")]) == ledger


def test_a_direction_comes_back() -> None:
    pair = derived("one", "two")
    _, _, *rest, grounds = pair_values(pair, {"one": 1, "two": 2}, b"as found")
    assert grounds == b"as found"
    assert pair_of(("one", "two", *rest)) == pair


def test_a_ledger_takes_a_quarter_of_its_json() -> None:
    row = replace(relation(1, 2, kind=Kind.NEAR_COPY), ledger=LEDGER)
    plain = ledger_text(LEDGER) + as_json(row.passages) + as_json(row.proposed_by)
    assert 4 * len(relation_values(row)[RELATION_COLUMNS.index("proof")]) < len(plain)  # type: ignore[arg-type]


def test_the_dictionary_is_the_one_that_archives_were_written_with() -> None:
    assert zlib.adler32(packing._DICTIONARY) == 0x66F0299D


def test_a_value_that_is_cut_or_changed_is_refused() -> None:
    value = [list(range(50)), "ferry"]
    packed = pack(value)
    for broken in (b"", packed[:-1], packed + b"x", zlib.compress(b"[]", 1)[:-3], packed.decode("latin-1"), None):
        with pytest.raises(UNREADABLE):
            unpack(broken)
    for place in range(len(packed)):
        changed = packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :]
        with suppress(*UNREADABLE):
            assert unpack(changed) == value  # a bit that fills up the last byte means nothing


def test_a_value_that_grows_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "LONGEST", 1000)
    assert unpack(pack("a" * 998)) == "a" * 998
    with pytest.raises(ValueError, match="longer than any"):
        unpack(pack("a" * 999))


def test_passages_that_are_cut_are_refused() -> None:
    values = list(relation_values(relation(1, 2)))
    values[-1] = pack([[], [], [0, 1, 2, 3, 4]])
    with pytest.raises(UNREADABLE):
        relation_row(values)
    values[-1] = pack([[], []])
    with pytest.raises(UNREADABLE):
        relation_row(values)
