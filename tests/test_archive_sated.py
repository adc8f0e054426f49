"""Versions of one text that share no bands: each is compared until it has relations enough, whatever came first."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dedup.archive import Archive, library, relate, sated, upkeep
from dedup.archive import growing as facade
from dedup.store import migrate
from tests.archive_factories import BEETLE, HARBOUR, SCHOOL, after_others, article, batches, edited, fill, groups, whole

ENOUGH = 3
# Each example fills an archive: a failure is shown as it is found.
ORDERS = settings(max_examples=5, phases=[Phase.explicit, Phase.generate])
TEXT = "\n\n".join([*HARBOUR, *HARBOUR[:1]])
VERSIONS = [article(f"v{i:02}", edited(TEXT, 0.1, i)) for i in range(12)]
FAMILY = [
    *VERSIONS,
    article("round-up", [*HARBOUR[3:5], *SCHOOL[:3], *BEETLE[:2]]),
    article("school", SCHOOL),
    article("same", VERSIONS[3].text),
]


@pytest.fixture(autouse=True, scope="module")
def soon_enough() -> Iterator[None]:
    """Three relations are enough, stories are told by eights, four articles a call, documents come by a few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sated, "ENOUGH", ENOUGH)
        patch.setattr(relate, "_AT_HAND", 5)
        patch.setattr(library, "_AHEAD", 2)
        patch.setattr(library, "_KEPT", 20)
        patch.setattr(upkeep, "_PORTION", 8)
        patch.setattr(facade, "_BATCH", 4)
        patch.setattr(facade, "_FEW", 4)
        yield


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sated")
    return (folder / f"{number}.db" for number in range(10**6))


@pytest.fixture(scope="module")
def expected(paths: Iterator[Path]) -> dict[str, object]:
    with fill(next(paths), FAMILY) as archive:
        return whole(archive)


def related(archive: Archive) -> dict[bytes, set[tuple[bytes, bool]]]:
    """For the digest of each content those of smaller digests it is related to, and whether that is derived."""
    found: defaultdict[bytes, set[tuple[bytes, bool]]] = defaultdict(set)
    with archive._store.reading() as reader:
        rows = list(reader.relations(reader.content_ids(_digests(archive)).values()))
        digests = reader.digests({number for row in rows for number in (row.a, row.b)})
    for row in rows:
        found[digests[row.b]].add((digests[row.a], row.kind.derived))
    return dict(found)


def _digests(archive: Archive) -> list[bytes]:
    with archive._store.reading() as reader:
        return [row.digest for row in reader.contents({head.content for head in reader.heads().values()}).values()]


def test_each_is_related_to_the_first_few_of_those_before_it(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sated, "ENOUGH", 10**6)
        with fill(tmp_path / "all.db", FAMILY) as archive:
            everything = related(archive)
            stories = groups(archive)
    wanted = {}
    for content, before in everything.items():
        derived = sorted(digest for digest, is_derived in before if is_derived)
        last = derived[ENOUGH - 1] if len(derived) >= ENOUGH else max(digest for digest, _ in before)
        wanted[content] = {one for one in before if one[0] <= last}
    assert sum(map(len, everything.values())) > 1.5 * sum(map(len, wanted.values()))
    with fill(tmp_path / "news.db", FAMILY) as archive:
        assert related(archive) == wanted
        assert groups(archive) == stories
        assert archive.counts().stale == 0


@ORDERS
@given(dice=st.randoms(use_true_random=False))
def test_any_order_in_any_calls_says_the_same(
    expected: dict[str, object], paths: Iterator[Path], dice: random.Random
) -> None:
    path = next(paths)
    with fill(path, *batches(dice.sample(FAMILY, len(FAMILY)), dice)) as archive:
        assert whole(archive) == expected
        assert archive.counts().stale == 0
    assert migrate.check(path).problems == ()


@ORDERS
@given(dice=st.randoms(use_true_random=False))
def test_versions_that_become_others_leave_no_trace(
    expected: dict[str, object], paths: Iterator[Path], dice: random.Random
) -> None:
    """Some articles come first as further versions and get their own text later: others take the place they had."""
    earlier = [article(one.key, edited(TEXT, 0.1, 100 + i)) for i, one in enumerate(FAMILY) if dice.random() < 0.5]
    path = next(paths)
    with fill(path, *batches(after_others(earlier, FAMILY, dice), dice)) as archive:
        assert whole(archive) == expected
        assert archive.counts().stale == 0
    assert migrate.check(path).problems == ()
