"""What a text shares with each content: the compiled sums equal the plain ones, and leave nothing behind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.candidates.tally import Entries, Rule, Tally, plain_tally
from dedup.kernels import COMPILED

LATE = 40_000  # more contents than are gone through at a time

held = st.dictionaries(st.integers(0, 9), st.integers(1, 255), max_size=6)  # weights by content
texts = st.lists(st.tuples(st.integers(1, 255), held), max_size=8)  # for each key its weight and who else has it
supports = st.floats(0, 0.02)
rules = st.builds(Rule, st.floats(0, 1), st.integers(0, 90_000), supports, st.integers(0, 2_000_000), supports)
masses = st.lists(st.integers(1, 2_000_000), min_size=10, max_size=10)


def entries_of(text: list[tuple[int, dict[int, int]]]) -> Entries:
    """The entries under a text's keys, with others between them that nobody asks for."""
    rows = [[(9, 7), *sorted(others.items())] for _, others in text]
    counts = np.array([len(part) - 1 for part in rows], np.int64)
    ends = np.cumsum(counts + 1)
    flat = np.array([one for part in rows for one in part], np.int64).reshape(-1, 2)
    return Entries((ends - counts).astype(np.int64), counts, flat[:, 0].astype(np.uint32), flat[:, 1].astype(np.uint8))


def entries_from(starts: list[int], counts: list[int], contents: list[int], weights: list[int]) -> Entries:
    whose = np.array(contents, np.int64).astype(np.uint32)
    return Entries(np.array(starts, np.int64), np.array(counts, np.int64), whose, np.array(weights, np.uint8))


@given(asked=st.lists(texts, max_size=4), masses=masses, rule=rules)
def test_the_compiled_sums_are_the_plain_ones_text_after_text(
    asked: list[list[tuple[int, dict[int, int]]]], masses: list[int], rule: Rule
) -> None:
    known = np.array(masses, np.int64)
    tally = Tally(known)
    for text in asked:
        entries, weights = entries_of(text), np.array([weight for weight, _ in text], np.uint8)
        mass = int((weights.astype(np.int64) ** 2).sum())
        expected = plain_tally(entries, weights, known, mass, rule)
        for got, wanted in zip(tally.passing(entries, weights, rule), expected, strict=True):
            assert got.tolist() == wanted.tolist()


@given(
    seed=st.integers(0, 2**32 - 1),
    keys=st.integers(1, 60),
    rule=st.builds(Rule, st.floats(0, 0.3), st.integers(0, 20_000), supports, st.integers(0, 2_000_000), supports),
)
def test_common_keys_are_passed_over_where_that_changes_nothing(seed: int, keys: int, rule: Rule) -> None:
    drawn = np.random.default_rng(seed)
    known = (10 ** drawn.uniform(2, 7, 300)).astype(np.int64)
    text = [
        (int(drawn.integers(1, 256)), {one: int(drawn.integers(1, 256)) for one in drawn.choice(300, many, False)})
        for many in (300 * drawn.random(keys) ** 4).astype(int)  # a few keys have most of the entries
    ]
    entries, weights = entries_of(text), np.array([weight for weight, _ in text], np.uint8)
    mass = int((weights.astype(np.int64) ** 2).sum())
    tally, expected = Tally(known), plain_tally(entries, weights, known, mass, rule)
    for _ in range(2):  # nothing of the first time is left behind
        for got, wanted in zip(tally.passing(entries, weights, rule), expected, strict=True):
            assert got.tolist() == wanted.tolist()


def test_more_keys_let_a_smaller_share_pass() -> None:
    rule = Rule(least=0.1, evidence=1, support=0.01, light=0, light_support=0)  # roots: 63 and 77, times 1.7 and 2.3
    tally = Tally(np.array([10_000, 10_000], np.int64))
    entries = entries_from([0, 1, 2, 3, 4], [1] * 5, [0, 0, 1, 1, 1], [40] * 5)
    mine = np.full(5, 50, np.uint8)  # shares of .4 on two keys and of .6 on three, all of 10,000
    assert [part.tolist() for part in tally.passing(entries, mine, rule)] == [[0, 1], [400, 600]]
    tight = replace(rule, support=0.0125)
    assert [part.tolist() for part in tally.passing(entries, mine, tight)] == [[1], [600]]
    light = replace(tight, light=10_000, light_support=0.01)
    assert [part.tolist() for part in tally.passing(entries, mine, light)] == [[0, 1], [400, 600]]


@given(
    st.lists(st.dictionaries(st.sampled_from([0, 1, 32_767, 32_768, 32_769, LATE]), st.integers(1, 255)), max_size=6)
)
def test_contents_are_gone_through_portion_by_portion(others: list[dict[int, int]]) -> None:
    entries = entries_of([(50, one) for one in others])
    known, rule, weights = (
        np.full(LATE + 1, 90_000, np.int64),
        Rule(0.01, 1, 0, 0, 0),
        np.full(len(others), 50, np.uint8),
    )
    mass = 2_500 * len(others)
    expected = plain_tally(entries, weights, known, mass, rule)
    found = Tally(known).passing(entries, weights, rule)
    assert [part.tolist() for part in found] == [part.tolist() for part in expected]


@pytest.mark.skipif(not COMPILED, reason="the kernels are not built")
@pytest.mark.parametrize(
    "entries",
    [
        entries_from([0], [2], [0, 5], [9, 9]),
        entries_from([0], [2], [0, -1], [9, 9]),
        entries_from([1], [2], [0, 0], [9, 9]),
        entries_from([-1], [1], [0, 0], [9, 9]),
        entries_from([0, 0], [1, 1], [0, 0], [9, 9]),
        entries_from([0], [3], [0, LATE, 1], [9, 9, 9]),
    ],
    ids=["content beyond", "content below", "entries beyond", "entries below", "keys without weights", "out of order"],
)
def test_entries_that_cannot_be_are_refused_and_leave_no_sums(entries: Entries) -> None:
    room = LATE + 1 if LATE in entries.contents else 2
    tally = Tally(np.full(room, 1_000, np.int64))
    every = entries_from([0], [room], list(range(room)), [9] * room)
    rule = Rule(0, 1, 0, 0, 0)
    before = [part.tolist() for part in tally.passing(every, np.array([9], np.uint8), rule)]
    with pytest.raises(ValueError, match="each key has its entries"):
        tally.passing(entries, np.array([9], np.uint8), rule)
    after = [part.tolist() for part in tally.passing(every, np.array([9], np.uint8), rule)]
    assert after == before == [list(range(room)), [1_000] * room]
