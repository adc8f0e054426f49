"""Bands: however contents come, go, and turn to and from crowds, each side tells of those that stand on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dedup.store import Store, Writer, runs
from dedup.store.values import RANK
from tests.store_factories import NOW, add, article, content, digest, keys

KEYS = [number << 24 for number in range(6)]
NAMES = [f"c{number}" for number in range(8)]
LAST = b"\xff" * RANK


class Standing(RuleBasedStateMachine):
    """Contents with a few keys in common, under which they stand on one side or the other."""

    folder: Path

    @initialize()
    def open(self) -> None:
        for old in self.folder.iterdir():
            old.unlink()
        self.store = Store.open(self.folder / "news.db")
        self.held: dict[str, set[int]] = {}
        self.crowded: set[str] = set()

    @rule(name=st.sampled_from(NAMES), bands=st.sets(st.sampled_from(KEYS), min_size=1))
    def come(self, name: str, bands: set[int]) -> None:
        if name not in self.held:
            with self.store.writing() as writer:
                writer.add_contents([replace(content(name), bands=sorted(bands))])
            self.held[name] = bands

    @rule(names=st.sets(st.sampled_from(NAMES)))
    def go(self, names: set[str]) -> None:
        with self.store.writing() as writer:
            writer.drop_orphan_contents(writer.content_ids(map(digest, names)).values())
        self.held = {name: bands for name, bands in self.held.items() if name not in names}
        self.crowded -= names

    @rule(names=st.sets(st.sampled_from(NAMES)), kept=st.booleans())
    def turn(self, names: set[str], kept: bool) -> None:
        names &= self.held.keys()
        with self.store.writing() as writer:
            number = {one: writer.content_ids([digest(one)])[digest(one)] for one in names}
            before = {number[one]: (b"", LAST) for one in names & self.crowded} | {
                number[one]: None for one in names - self.crowded
            }
            writer.set_crowded({one: None if now else (b"", LAST) for one, now in before.items()})
            if not kept:
                writer.set_crowded(before)
        if kept:
            self.crowded ^= names

    @invariant()
    def answers(self) -> None:
        if not hasattr(self, "held"):
            return
        with self.store.writing() as writer:
            number = {one: writer.content_ids([digest(one)])[digest(one)] for one in self.held}
            rows = {(key, one) for one, bands in self.held.items() for key in bands}
            apart = {(key, digest(one)[:RANK], number[one]) for key, one in rows if one not in self.crowded}
            crowd = {(key, number[one]) for key, one in rows if one in self.crowded}
            found = writer.band_apart(KEYS)
            assert sorted((key, *one) for key, held in found.items() for one in held) == sorted(apart)
            assert sorted(writer.crowded_after(KEYS, b"")) == sorted(crowd)
            assert writer.thronged(KEYS) >= {key for key, _ in crowd}
            assert sorted(writer.band_members(KEYS)) == sorted((key, number[one]) for key, one in rows)
            assert list(writer.damaged_runs()) == []

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()


def test_each_side_tells_of_those_that_stand_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_PAGE_ENTRIES", 3)  # so that a key fills pages, and a merge has several stretches
    monkeypatch.setattr(runs, "_AT_ONCE", 2)

    class Here(Standing):
        folder = tmp_path

    Here.TestCase.settings = settings(max_examples=30, stateful_step_count=12, deadline=None)
    Here.TestCase().runTest()


def test_those_are_left_out_that_rank_before_or_were_decided_before(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news.db") as store, store.writing() as writer:
        (number,) = writer.add_contents([content("x")])
        rank, asked = digest("x")[:RANK], keys("band x", 4)
        writer.set_crowded({number: (b"", rank)})
        assert sorted(writer.crowded_after(asked, b"")) == sorted((key, number) for key in asked)
        assert list(writer.crowded_after(asked, rank)) == []
        writer.set_crowded({number: (b"", b"")})
        assert list(writer.crowded_after(asked, b"\0")) == []


def test_what_has_left_goes_with_the_next_merge(tmp_path: Path) -> None:
    def entries(writer: Writer) -> int:
        writer.flush()
        return int(writer._one("SELECT sum(size) FROM run"))

    with Store.open(tmp_path / "news.db") as store, store.writing() as writer:
        add(writer, "one", "two")
        assert entries(writer) == 2 * (4 + 5)
        writer.set_crowded({1: (b"", LAST)})
        assert entries(writer) == 2 * (4 + 5) + 4
        writer.revise_article(1, article("one"), 2, b"d", [], NOW)
        writer.drop_orphan_contents([1])
        add(writer, *(f"more {number}" for number in range(20)))
        assert entries(writer) == 21 * (4 + 5)
