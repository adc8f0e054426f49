"""The measure of orders of arrival: it sees what depends on one, and a history that does not end in the present."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dedup.model import Change, ChangeSort, Origin, OriginStatus, Story
from tests.archive_factories import HARBOUR, SCHOOL, article
from tests.cli_factories import jsonl, record
from tests.evaluation import orders
from tests.evaluation.orders import compare_orders, ends_rightly, read_articles

COPIES = [article(f"c{number}", HARBOUR[number:], published=f"2024-10-1{number}") for number in range(3)]


def test_nothing_depends_on_the_order_here() -> None:
    items = [*COPIES, article("school", SCHOOL)]
    assert compare_orders(items, 3) == {"orders": 3, "otherwise": [], "histories": 0}


def test_an_order_that_says_otherwise_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an archive that is given a part only, each order gives another."""
    monkeypatch.setattr(orders, "calls", lambda articles, dice: [articles[: dice.randrange(2)]])
    assert compare_orders(COPIES, 2)["otherwise"] == [1, 2]


def test_the_articles_of_a_data_set_are_read(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", [record("a", "\n\n".join(HARBOUR)), record("b", "")])
    assert [one.key for one in read_articles(path)] == ["a"]


def test_a_history_is_to_end_in_the_present() -> None:
    story = Story(
        id="s",
        origin=Origin(status=OriginStatus.HELD, article="b"),
        canonical="b",
        reason="",
        members=(),
    )
    lines = [
        (ChangeSort.FORMED, "a; x; origin undetermined"),
        (ChangeSort.CANONICAL, "b"),
        (ChangeSort.ORIGIN, "origin held: b"),
    ]
    start = datetime(2024, 10, 9, tzinfo=UTC)
    history = [
        Change(story="s", at=start + timedelta(hours=hour), sort=sort, old=None, new=new, reason="")
        for hour, (sort, new) in enumerate(lines)
    ]
    assert ends_rightly(story, history)
    assert not ends_rightly(story, history[:2])
    assert not ends_rightly(story, history[:1])
    assert ends_rightly(
        story, [Change(story="s", at=start, sort=ChangeSort.FORMED, old=None, new="b; origin held: b", reason="")]
    )
    assert not ends_rightly(story, [])
