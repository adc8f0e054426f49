"""The panel of a large story: the texts of a few are looked into, and what is told of it stays the same."""

from __future__ import annotations

import random
from importlib import import_module
from pathlib import Path

import pytest

from dedup.archive import Archive
from tests.archive_factories import BEETLE, HARBOUR, article, edited, fill

TEXT = "\n\n".join(HARBOUR)
FAMILY = [
    article("first", TEXT, published="2024-10-09T06:30"),
    *(article(f"copy{i}", edited(TEXT, 0.03, i), published=f"2024-10-{10 + i}") for i in range(8)),
    *(article(f"cut{i}", HARBOUR[: 4 + i % 2], published=f"2024-10-{20 + i}", title=f"Cut {i}") for i in range(4)),
    article("undated", edited(TEXT, 0.05, 40)),
    article("beetle", BEETLE),
]


@pytest.fixture
def small_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories of more than four articles have a panel: four voters, and the first two by each rank."""
    module = import_module("dedup.provenance.panel")
    for name, value in (("ALL_READ", 4), ("VOTERS", 4), ("MAX_CANDIDATES", 2)):
        monkeypatch.setattr(module, name, value)


def told(archive: Archive) -> list[object]:
    """Who belongs to each story in which role, where it comes from, and what hangs on what."""
    return [
        (one.canonical, one.origin.status, one.origin.article, [(m.article, m.role, m.parents) for m in one.members])
        for one in archive.stories()
    ]


def test_a_small_panel_tells_the_story_that_all_texts_tell(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with fill(tmp_path / "all.db", FAMILY) as archive:
        expected = told(archive)
    request.getfixturevalue("small_panel")
    with fill(tmp_path / "panel.db", FAMILY) as archive:
        assert told(archive) == expected


@pytest.mark.usefixtures("small_panel")
def test_a_panel_is_the_same_in_any_order_of_arrival(tmp_path: Path) -> None:
    found = []
    for seed in range(4):
        dice = random.Random(seed)
        items = dice.sample(FAMILY, len(FAMILY))
        cut = dice.randrange(1, len(items))
        with fill(tmp_path / f"{seed}.db", items[:cut], items[cut:]) as archive:
            found.append((list(archive.stories()), list(archive.derivations())))
    assert all(one == found[0] for one in found)
