"""What an archive says depends on what it holds, not on the order or the calls in which it came."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dedup.model import Article, Role
from dedup.store import migrate
from tests.archive_factories import (
    BANK,
    BEETLE,
    FURNITURE,
    HARBOUR,
    RAIL,
    SCHOOL,
    after_others,
    article,
    edited,
    fill,
    furniture,
    groups,
    invented,
    kinds,
    mixed_family,
    said,
)

FAMILY = mixed_family()

# A smaller dice is no simpler an order, and each example fills an archive: a failure is shown as it is found.
ORDERS = settings(max_examples=25, phases=[Phase.explicit, Phase.generate])


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    with fill(tmp_path_factory.mktemp("expected") / "news.db", FAMILY) as archive:
        return said(archive)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("orders")
    return (folder / f"{number}.db" for number in range(10**6))


def batches(items: list[Article], dice: random.Random) -> list[list[Article]]:
    """The items in order, cut into calls at random places."""
    cuts = sorted(dice.sample(range(1, len(items)), dice.randrange(len(items))))
    return [items[start:end] for start, end in zip([0, *cuts], [*cuts, len(items)], strict=True)]


def test_the_family_holds_what_it_is_meant_to_hold(tmp_path: Path) -> None:
    """Without this the properties below could hold of an archive that finds nothing."""
    with fill(tmp_path / "news.db", FAMILY) as archive:
        found = kinds(archive)
        assert set(found.values()) == {"identical", "near_copy", "excerpt"}
        assert found["harbour-origin", "harbour-typeset"] == "identical"
        assert found["beetle-origin", "round-up"] == found["round-up", "school-cut"] == "excerpt"
        assert ("weather-1", "weather-2") not in found
        assert ("weather-1", "weather-2") in {(pair.a, pair.b) for pair in archive.candidates()}
        assert set(furniture(archive)) == {"lantern.example"}
        assert not [pair for pair in found if all(key.startswith("lantern") for key in pair)]
        assert not [pair for pair in found if "stranger" in pair]
        assert groups(archive) == {
            frozenset(one.key for one in FAMILY if one.key.startswith("harbour")) | {"round-up"},
            frozenset({"school-origin", "school-cut", "school-claims-the-future"}),
            frozenset({"beetle-origin", "beetle-edited"}),
            frozenset({"bank-reprint", "lantern-bank"}),
            frozenset({"rail-rail", "lantern-rail"}),
        }
        assert archive.story("school-cut").canonical == "school-origin"


@ORDERS
@given(dice=st.randoms(use_true_random=False))
def test_any_order_in_any_calls_says_the_same(
    expected: dict[str, object], paths: Iterator[Path], dice: random.Random
) -> None:
    path = next(paths)
    with fill(path, *batches(dice.sample(FAMILY, len(FAMILY)), dice)) as archive:
        assert said(archive) == expected
        assert archive.counts().stale == 0
    assert migrate.check(path).problems == ()


@ORDERS
@given(dice=st.randoms(use_true_random=False))
def test_revisions_that_end_in_the_same_texts_say_the_same(
    expected: dict[str, object], paths: Iterator[Path], dice: random.Random
) -> None:
    """Some articles come with another one's text, outlet or date first, and get their own later, in any order."""
    earlier = []
    for one in dice.sample(FAMILY, len(FAMILY) // 2):
        other = dice.choice(FAMILY)
        host = dice.choice(["lantern.example", f"{one.key}.example", "elsewhere.example"])
        earlier.append(article(one.key, other.text, host=host, published="2020-02-02"))
    path = next(paths)
    with fill(path, *batches(after_others(earlier, FAMILY, dice), dice)) as archive:
        assert said(archive) == expected
        assert archive.counts().stale == 0
    assert migrate.check(path).problems == ()


def test_a_late_original_takes_its_place(tmp_path: Path) -> None:
    copies = [article(f"c{i}", edited("\n\n".join(HARBOUR), 0.05, i), published=f"2024-10-1{i}") for i in range(3)]
    with fill(tmp_path / "news.db", copies) as archive:
        assert archive.story("c2").canonical in {"c0", "c1", "c2"}
        archive.ingest([article("origin", HARBOUR, published="2024-10-09")])
        story = archive.story("c2")
        assert story.canonical == "origin"
        assert {member.role for member in story.members[1:]} == {Role.DERIVATIVE}


APPEAL = (
    "Subscribe to our newsletter",
    "and read every week how the reeds of the lower Arrow are cut, bundled and dried by four families who have held "
    "the right since a flood drowned the miller, and why a thatcher from Ostrand now pays them double.",
)


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("stock", ["a-page", "z-page"])
def test_texts_that_differ_in_line_breaks_alone_give_the_same_candidates_in_any_order(
    tmp_path: Path, stock: str, late: bool
) -> None:
    """One normal form, two layouts: in one a passage is part of a stock line, in the other a paragraph."""
    other = {"a-page": "z-page", "z-page": "a-page"}[stock]
    pages = [article(stock, [*BANK[:3], " ".join(APPEAL)]), article(other, [*BANK[:3], *APPEAL])]
    reader = article("reader", [RAIL[0], APPEAL[1], RAIL[1], RAIL[2]])
    orders = [[*pages, reader], [reader, *pages[::-1]], [pages[1], reader, pages[0]], [pages[0], reader, pages[1]]]
    results = []
    for number, order in enumerate(orders):
        calls = [[one] for one in order] if late else [order]
        with fill(tmp_path / f"{number}.db", *calls) as archive:
            results.append(said(archive))
        assert migrate.check(tmp_path / f"{number}.db").problems == ()
    assert all(result == results[0] for result in results)
    # The article with the smallest key speaks for the content.
    proposed = {(pair.a, pair.b) for pair in results[0]["candidates"]}  # type: ignore[attr-defined]
    assert (("a-page", "reader") in proposed) == (stock == "z-page")


def test_a_layout_that_goes_takes_its_candidates_along(tmp_path: Path) -> None:
    shown, hidden = article("a", [*BANK[:3], *APPEAL]), article("b", [*BANK[:3], " ".join(APPEAL)])
    reader = article("reader", [RAIL[0], APPEAL[1], RAIL[1], RAIL[2]])
    gone = article("a", BEETLE)
    with (
        fill(tmp_path / "revised.db", [shown, hidden, reader], [gone]) as revised,
        fill(tmp_path / "fresh.db", [hidden, reader, gone]) as fresh,
    ):
        assert said(revised) == said(fresh)
    assert migrate.check(tmp_path / "revised.db").problems == ()


def test_capitals_of_another_setting_of_the_same_text_do_not_depend_on_the_order(tmp_path: Path) -> None:
    text = "\n\n".join(SCHOOL)
    items = [article("b", text), article("a", text.upper()), article("c", edited(text, 0.1, 5))]
    results = []
    for number, order in enumerate([items, items[::-1], [items[1], items[2], items[0]]]):
        with fill(tmp_path / f"{number}.db", *([one] for one in order)) as archive:
            results.append(said(archive))
    assert results[0] == results[1] == results[2]


def test_furniture_under_one_subject_and_many_do_not_depend_on_the_order(tmp_path: Path) -> None:
    host = {"host": "lantern.example"}
    pages = [article(f"h{i}", [*HARBOUR[i : i + 3], FURNITURE], **host) for i in range(4)]
    pages += [article("s", [*SCHOOL, FURNITURE], **host), article("i", [invented(7, 90), FURNITURE], **host)]
    results = []
    for seed in range(4):
        with fill(
            tmp_path / f"{seed}.db", *batches(random.Random(seed).sample(pages, 6), random.Random(seed))
        ) as archive:
            results.append(said(archive))
            assert set(furniture(archive)) == {"lantern.example"}
    assert all(result == results[0] for result in results)
