"""A story of many copies: who is compared with whom depends on the copies, and each is compared with few."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dedup.archive import Archive, crowds, upkeep
from dedup.archive import archive as facade
from dedup.archive.naming import Namable
from dedup.candidates import crowds as rule
from dedup.candidates.crowds import Ranked, Standing, standing
from dedup.model import Article, Kind
from dedup.provenance import Publisher, publisher_named
from dedup.store import migrate
from tests.archive_factories import BEETLE, HARBOUR, SCHOOL, article, edited, fill, groups, said

CROWD, ANCHORS = 5, 2
# Each example fills an archive: a failure is shown as it is found.
ORDERS = settings(max_examples=6, phases=[Phase.explicit, Phase.generate])
COPIES = [article(f"h{i:02}", edited("\n\n".join(HARBOUR), 0.04, i)) for i in range(11)]
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
    """Crowds of five with two anchors, stories of eight left for later, three articles a transaction."""
    with pytest.MonkeyPatch.context() as patch:
        for place in (rule, crowds):
            patch.setattr(place, "CROWD", CROWD)
        patch.setattr(rule, "ANCHORS", ANCHORS)
        patch.setattr(upkeep, "_AT_ONCE", 8)
        patch.setattr(facade, "_BATCH", 3)
        yield


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("crowds")
    return (folder / f"{number}.db" for number in range(10**6))


@pytest.fixture(scope="module")
def expected(paths: Iterator[Path]) -> dict[str, object]:
    with fill(next(paths), FAMILY) as archive:
        return whole(archive)


def whole(archive: Archive) -> dict[str, object]:
    return said(archive) | {"derivations": list(archive.derivations())}


def batches(items: Sequence[Article], dice: random.Random) -> list[list[Article]]:
    cuts = sorted(dice.sample(range(1, len(items)), dice.randrange(len(items))))
    return [list(items[start:end]) for start, end in zip([0, *cuts], [*cuts, len(items)], strict=True)]


def crowded(archive: Archive) -> int:
    with archive._store.reading() as reader:
        return len(reader.reaches())


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
    extra = [edited("\n\n".join(HARBOUR), 0.04, 100 + i) for i in range(len(FAMILY))]
    first = {one.key: article(one.key, text) for one, text in zip(FAMILY, extra, strict=True) if dice.random() < 0.5}
    last = {one.key: one for one in FAMILY}
    slots = dice.sample([*first, *last], len(first) + len(last))
    items = [first.pop(key) if key in first else last[key] for key in slots]
    path = next(paths)
    with fill(path, *batches(items, dice)) as archive:
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
            patch.setattr(upkeep, "_NEWS", 0)
            archive.ingest(COPIES[9:])
        assert migrate.check(tmp_path / "news.db").problems == ()
        assert whole(archive) != expected
        archive.ingest([])
        assert whole(archive) == expected


# --- the rule ---------------------------------------------------------------------------------------------------------


ranked = st.integers(0, 40).map(lambda number: (number.to_bytes(8, "big"), number))


@given(own=st.integers(0, 40), bands=st.lists(st.sets(ranked), max_size=4))
def test_the_first_of_each_band_are_enough(own: int, bands: list[set[Ranked]]) -> None:
    rank = own.to_bytes(8, "big")
    before = sorted({number for band in bands for _, number in band if number < own})
    found = standing(rank, [sorted(band)[:CROWD] for band in bands])
    if len(before) < CROWD:
        assert found == Standing(tuple(before), None)
    else:
        assert found == Standing(tuple(before[:ANCHORS]), before[ANCHORS - 1].to_bytes(8, "big"))
    assert found.crowded == (len(before) >= CROWD)


# --- who could be named -----------------------------------------------------------------------------------------------


WORDS = st.sampled_from(["Hill", "Gazette", "Ox", "Vale", "Quay", "Mirror", "Äther", "Ö", "(AB)", "新聞"])
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
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

    assert Namable(publishers).named_in(text) == {one for one in publishers if could(one)}
