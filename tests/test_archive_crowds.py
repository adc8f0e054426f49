"""A story of many copies: who is compared with whom depends on the copies, and each is compared with few."""

from __future__ import annotations

import random
import re
import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from alembic import command
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dedup.archive import Archive, upkeep
from dedup.archive import growing as facade
from dedup.archive.crowds import Crowds
from dedup.archive.naming import _FEW, Namable
from dedup.candidates import crowds as rule
from dedup.model import Kind
from dedup.provenance import Publisher, publisher_named
from dedup.store import Store, codec, migrate, schema
from dedup.store.engine import connect, locate
from dedup.store.packing import unpack
from dedup.store.pages import unpack_pages
from dedup.store.values import as_json, pack_keys, unpack_short
from tests.archive_factories import BEETLE, HARBOUR, SCHOOL, after_others, article, batches, edited, fill, groups, whole
from tests.store_factories import content, digest

CROWD, SHARED, ANCHORS = 4, 3, 2
# Each example fills an archive: a failure is shown as it is found.
ORDERS = settings(max_examples=4, phases=[Phase.explicit, Phase.generate])
COPIES = [article(f"h{i:02}", edited("\n\n".join(HARBOUR), 0.015, i)) for i in range(11)]
FAMILY = [
    *COPIES,
    article("cut", HARBOUR[:3], published="2024-10-12"),
    article("round-up", [*HARBOUR[3:5], *SCHOOL[:3], *BEETLE[:2]]),
    article("school", SCHOOL),
    article("beetle", BEETLE),
    article("same", COPIES[3].text),
]


@pytest.fixture(autouse=True, scope="module")
def small_crowds() -> Iterator[None]:
    """Crowds from four near copies on with two anchors, stories told by eights, three articles a call."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule, "CROWD", CROWD)
        patch.setattr(rule, "ANCHORS", ANCHORS)
        patch.setattr(upkeep, "_PORTION", 8)
        patch.setattr(facade, "_BATCH", 3)
        patch.setattr(facade, "_FEW", 3)
        yield


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("crowds")
    return (folder / f"{number}.db" for number in range(10**6))


@pytest.fixture(scope="module")
def expected(paths: Iterator[Path]) -> dict[str, object]:
    with fill(next(paths), FAMILY) as archive:
        return whole(archive)


def crowded(archive: Archive) -> int:
    with archive._store.reading() as reader:
        return len(reader.crowded())


def test_a_crowd_is_compared_with_its_first_few_alone(tmp_path: Path) -> None:
    text = "\n\n".join(HARBOUR)
    copies = [article(f"h{i:02}", f"{text}\n\nEdition {i}.") for i in range(14)]
    with fill(tmp_path / "news.db", copies) as archive:
        relations = list(archive.relations())
        assert crowded(archive) == len(copies) - CROWD
        # All pairs of the five that are not crowded, and two for each of the rest.
        assert len(relations) == CROWD * (CROWD - 1) // 2 + ANCHORS * (len(copies) - CROWD)
        assert groups(archive) == {frozenset(one.key for one in copies)}
        assert {(pair.a, pair.b) for pair in archive.candidates()} == {(one.a, one.b) for one in relations}


@ORDERS
@given(dice=st.randoms(use_true_random=False))
def test_any_order_in_any_calls_says_the_same(
    expected: dict[str, object], paths: Iterator[Path], dice: random.Random
) -> None:
    path = next(paths)
    with fill(path, *batches(dice.sample(FAMILY, len(FAMILY)), dice)) as archive:
        assert whole(archive) == expected
        assert crowded(archive) > 0
        assert archive.counts().stale == 0
    assert migrate.check(path).problems == ()


@ORDERS
@given(dice=st.randoms(use_true_random=False))
def test_copies_that_become_others_leave_no_trace(
    expected: dict[str, object], paths: Iterator[Path], dice: random.Random
) -> None:
    """Some articles come first as further copies of the crowd and get their own text later: the crowd closes up."""
    text = "\n\n".join(HARBOUR)
    earlier = [article(one.key, edited(text, 0.015, 100 + i)) for i, one in enumerate(FAMILY) if dice.random() < 0.5]
    path = next(paths)
    with fill(path, *batches(after_others(earlier, FAMILY, dice), dice)) as archive:
        assert whole(archive) == expected
        assert archive.counts().stale == 0
    assert migrate.check(path).problems == ()


def test_a_text_that_is_not_held_is_checked_against_the_first_few_and_its_equal(tmp_path: Path) -> None:
    with fill(tmp_path / "news.db", FAMILY) as archive:
        (last,) = [one for one in COPIES if one.key == late(archive)]
        found = {relation.b: relation.comparison.kind for relation in archive.check(article("asked", last.text))}
        assert len(found) == ANCHORS + 1
        assert found[last.key] is Kind.IDENTICAL


def late(archive: Archive) -> str:
    """The key of the copy that ranks last."""
    with archive._store.reading() as reader:
        ranks = {head.key: reader.filed([head.content])[head.content][0] for head in reader.heads().values()}
    return max((key for key in ranks if key[0] == "h"), key=lambda key: ranks[key])


def test_what_a_killed_call_left_untold_the_next_one_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fill(tmp_path / "whole.db", COPIES) as archive:
        expected = whole(archive)
    with fill(tmp_path / "news.db", COPIES[:9]) as archive:
        with monkeypatch.context() as patch:
            patch.setattr(Archive, "_catch_up", lambda _: None)
            patch.setattr(facade, "_BATCH", 1)
            patch.setattr(facade, "_FEW", 1)
            archive.ingest(COPIES[9:])
        assert migrate.check(tmp_path / "news.db").problems == ()
        assert whole(archive) != expected
        archive.ingest([])
        assert whole(archive) == expected


def test_an_older_archive_says_the_same_with_the_next_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the limits that are shipped, which the migration knows."""
    copies = [article(f"h{i:02}", f"{HARBOUR[0]} {HARBOUR[1]} Edition {i}.") for i in range(42)]
    monkeypatch.setattr(facade, "_BATCH", 800)
    monkeypatch.setattr(facade, "_FEW", 100)
    monkeypatch.setattr(rule, "ANCHORS", 12)
    with monkeypatch.context() as patch:
        patch.setattr(rule, "CROWD", 10**6)  # as it was before there were crowds
        fill(tmp_path / "before.db", copies[:-1]).close()
    monkeypatch.setattr(rule, "CROWD", 32)
    with fill(tmp_path / "fresh.db", copies) as archive:
        expected = whole(archive)
    older = tmp_path / "older.db"
    take_back(tmp_path / "before.db", older)
    assert migrate.upgrade(older).after == schema.HEAD_REVISION
    with fill(older, copies[-1:]) as archive:
        assert whole(archive) == expected
        assert crowded(archive) == 10
    assert migrate.check(older).problems == ()


UNPACKED = {
    ("derivation", "clues"): "unpacked(clues)",
    ("relation", "proposed_by"): "proof(proof, 0)",
    ("relation", "ledger"): "proof(proof, 1)",
    ("relation", "passages"): "proof(proof, 2)",
    ("content", "bands"): "widened(bands)",
    ("article", "sources"): "sources(sources)",
    ("article", "payload_digest"): "lower(hex(payload_digest))",
    ("revision", "payload_digest"): "lower(hex(payload_digest))",
}
"""How columns of earlier revisions are read from those at head."""


def proof_part(packed: bytes, place: int) -> str:
    """Who proposed a pair, its ledger, or its passages, as JSON, from a packed proof."""
    part = unpack(packed)[place]  # type: ignore[index]
    if place < 2:
        return as_json(part)
    passages, a, b = [], 0, 0
    for gap, length, b_gap, longer, differ, flags in zip(*[iter(part)] * 6, strict=True):
        passages.append([a + gap, a + gap + length, b + b_gap, b + b_gap + length + longer, length - differ, flags])
        _, a, _, b, *_ = passages[-1]
    return as_json(passages)


def take_back(path: Path, older: Path) -> None:
    """Make an archive of revision 0004 of what one at head holds."""
    engine = connect(locate(older), patience=1)
    with engine.connect() as connection, connection.begin():
        command.upgrade(migrate.alembic_config(connection), "0004")
    engine.dispose()
    with closing(sqlite3.connect(older)) as held:
        tables = [name for (name,) in held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held.execute("ATTACH ? AS head", (str(path),))
        held.create_function("unpacked", 1, lambda packed: as_json(unpack(packed)))
        held.create_function("proof", 2, proof_part)
        held.create_function("sources", 1, lambda letters: as_json(codec._sources(letters)))
        held.create_function("widened", 1, lambda bands: pack_keys(unpack_short(bands)))
        for table in tables:
            if table not in {"alembic_version", "sample", "posting", "band"}:
                known = [row[1] for row in held.execute(f"PRAGMA head.table_info({table})")]
                columns = [row[1] for row in held.execute(f"PRAGMA main.table_info({table})")]
                listed = ", ".join(columns)
                taken = ", ".join(UNPACKED.get((table, name)) or (name if name in known else "x''") for name in columns)
                held.execute(f"DELETE FROM main.{table}")
                held.execute(f"INSERT INTO main.{table} ({listed}) SELECT {taken} FROM head.{table}")
        file_by_row(held)
        held.commit()
        held.execute(f"PRAGMA main.application_id = {schema.APPLICATION_ID}")


def file_by_row(held: sqlite3.Connection) -> None:
    """Put the entries of the runs of `head` into a row each, as there were before there were runs."""
    owner = dict(held.execute("SELECT number, content FROM head.filing"))
    rows: list[tuple[int, int, int]] = []
    for (page,) in held.execute("SELECT entries FROM head.run_page"):
        told = unpack_pages([page]).entries()
        for kept, number, weight in zip(
            *(column.tolist() for column in (told.keys, told.numbers, told.weights)), strict=True
        ):
            (key,) = struct.unpack("<q", struct.pack("<Q", (kept & (1 << 40) - 1) << 24))
            if kept >> 40:
                held.execute("INSERT OR IGNORE INTO main.band VALUES (?,?)", (key, number))
            elif number in owner:
                rows.append((key, owner[number], weight))
    held.executemany("INSERT INTO main.sample VALUES (?,?)", [row[:2] for row in rows if not row[2]])
    held.executemany("INSERT INTO main.posting VALUES (?,?,?)", [row for row in rows if row[2]])
    for one in set(owner.values()):
        sampled, posted = ([k for k, c, w in rows if c == one and bool(w) == weighed] for weighed in (False, True))
        samples, postings = (struct.pack(f"<{len(keys)}q", *keys) for keys in (sampled, posted))
        mass = sum(weight**2 for _, content, weight in rows if content == one)
        held.execute(
            "UPDATE main.content SET samples = ?, postings = ?, mass = ? WHERE id = ?",
            (samples, postings, mass, one),
        )


# --- the rule ---------------------------------------------------------------------------------------------------------


KEYS = 4  # bands of a content; each has one of two keys, so that most contents share three bands with some others
band_lists = st.lists(st.lists(st.integers(0, 1), min_size=KEYS, max_size=KEYS), min_size=1, max_size=40)


def ruled(contents: Mapping[int, tuple[bytes, Sequence[int]]]) -> tuple[set[int], set[tuple[int, int]]]:
    """The rule written down: who is crowded, and the pairs that are compared for their bands."""
    ranked = sorted(contents, key=lambda number: contents[number][0])

    def shared(a: int, b: int) -> int:
        return len(set(contents[a][1]) & set(contents[b][1]))

    anchors: dict[int, list[int]] = {}
    for place, one in enumerate(ranked):
        near = [other for other in ranked[:place] if other not in anchors and shared(one, other) >= SHARED]
        if len(near) >= CROWD:
            anchors[one] = near[:ANCHORS]
    apart = [one for one in ranked if one not in anchors]
    pairs = {(one, other) for one, other in combinations(apart, 2) if shared(one, other)}
    pairs |= {(anchor, one) for one, found in anchors.items() for anchor in found}
    return set(anchors), pairs


@settings(max_examples=60, deadline=None)
@given(bands=band_lists, dice=st.randoms(use_true_random=False))
def test_contents_that_come_and_go_stand_and_are_compared_by_the_rule(
    paths: Iterator[Path], bands: list[list[int]], dice: random.Random
) -> None:
    """In each transaction some contents come and some go, and only what is said to be concerned is compared."""
    names = {
        f"c{number}": [(2 * place + key) << 24 for place, key in enumerate(one)] for number, one in enumerate(bands)
    }
    waiting = list(names)
    compared: set[tuple[int, int]] = set()
    with Store.open(next(paths)) as store:
        while waiting:
            batch, waiting = waiting[: (size := dice.randrange(1, 9))], waiting[size:]
            with store.writing() as writer:
                there = writer.content_ids(map(digest, names)).values()
                fresh = writer.add_contents([replace(content(name), bands=names[name]) for name in batch])
                gone = {number for number in there if dice.random() < 0.2}
                shaken = Crowds(writer).behind(gone) - gone
                writer.drop_orphan_contents(gone)
                crowds = Crowds(writer)
                shift = crowds.shift(fresh, fresh, shaken)
                writer.set_crowded(
                    {one: (now.reach, now.decided) if now else None for one, now in shift.standings.items()}
                )
                kept = {one: now.beside for one, now in shift.standings.items() if now and one not in shift.anew}
                ranks = writer.filed(writer.content_ids(map(digest, names)).values())
                compared = {
                    (a, b) for a, b in compared if not {a, b} & (gone | shift.anew) and (b not in kept or a in kept[b])
                }
                met = {one: {other for _, other in found} for one, found in crowds.beside(shift.anew).items()}
                for one, others in (met | shift.gained).items():
                    for other in others - {one}:
                        first, last = sorted((one, other), key=lambda number: ranks[number])
                        compared.add((first, last))
                assert (set(writer.crowded()), compared) == ruled(ranks)


# --- who could be named -----------------------------------------------------------------------------------------------


WORDS = st.sampled_from(["Hill", "Gazette", "Ox", "Vale", "Quay", "Mirror", "Äther", "Ö", "(AB)", "新聞"])
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
STRANGERS = {publisher_named(f"Stranger{number} Weekly", None) for number in range(2 * _FEW)}
DOMAINS = st.sampled_from([None, "hill.example", "ox.co", "b.c"])


@given(owners=st.lists(st.tuples(NAMES, DOMAINS)), said=st.lists(st.one_of(NAMES, DOMAINS.filter(bool))))
def test_a_text_could_name_just_those_whose_longest_word_or_domain_stands_in_it(
    owners: list[tuple[str, str | None]], said: list[str]
) -> None:
    publishers = {publisher_named(name, domain) for name, domain in owners}
    text = " ".join(said).casefold()

    def could(one: Publisher) -> bool:
        words = re.findall(r"\w+", re.split(r"\s*\(", one.name.casefold())[0])
        return any(needle in text for needle in (max(words, key=len, default=""), *one.domains) if needle)

    named = {one for one in publishers if could(one)}
    assert Namable(publishers).named_in(text) == named
    assert Namable(publishers | STRANGERS).named_in(text) == named
