"""Five articles as they were found on the web: four tell one story, whose origin is held by none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli_factories import ROOT, dedup

SEEDS = ROOT.parent / "shared" / "seeds"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the seeds are not at {SEEDS}"),
]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seeds") / "a.db"
    assert dedup("ingest", SEEDS, "--db", path).code == 0
    return path


@pytest.fixture(scope="module")
def story(db: Path) -> dict[str, Any]:
    listed = dedup("stories", "--db", db, "--format", "jsonl").lines()
    assert len(listed) == 1
    return listed[0]


def number(key: str) -> int:
    return int(Path(key).name[:3])


def test_four_tell_one_story_and_the_fifth_stands_alone(db: Path, story: dict[str, Any]) -> None:
    assert {number(one["article"]) for one in story["members"]} == {0, 1, 2, 3}
    alone = next(path for path in SEEDS.iterdir() if number(path.name) == 4)
    told = dedup("origin", alone, "--db", db, "--format", "json").json()
    assert (told["story"], told["derivations"]) == (None, [])


def test_the_origin_is_named_on_the_word_of_each_member(story: dict[str, Any]) -> None:
    assert story["origin"] == {"status": "not_held", "article": None, "name": "CNN", "domain": "cnn.com"}
    said = " ".join(line["sentence"] for line in story["ledger"])
    assert all(one["article"] in said and one["credits"] and one["credited"] for one in story["members"])


def test_three_come_from_it_and_the_fourth_cites_it_with_a_second_source(story: dict[str, Any]) -> None:
    members = {number(one["article"]): one for one in story["members"]}
    assert sorted(one["role"] for one in members.values()) == ["citing", "derivative", "derivative", "witness"]
    assert number(story["canonical"]) != 3
    assert members[number(story["canonical"])]["role"] == "witness"
    outside = {"article": None, "name": "CNN", "why": "the origin of the story, which is not held", "revision": False}
    assert [members[copy]["parents"] for copy in (0, 1, 2)] == [[outside]] * 3
    assert members[3]["role"] == "citing"
    assert [parent["name"] for parent in members[3]["parents"]] == ["CNN", "N12"]


def test_the_copies_have_a_common_origin(db: Path) -> None:
    pairs = dedup("export", "derivations", "--db", db, "--format", "jsonl").lines()
    found = {(number(pair["a"]), number(pair["b"])): pair["direction"] for pair in pairs}
    assert found == {(0, 1): "common_origin", (0, 2): "common_origin", (1, 2): "common_origin"}


def test_people_are_told_the_same(db: Path, story: dict[str, Any]) -> None:
    shown = dedup("story", story["story"], "--db", db, columns=100).out
    assert "Origin not held; it seems to be CNN (cnn.com). The canonical copy is a witness to it.\n" in shown
    assert "\nCNN, the origin, not held\n├── " in shown
    assert "│   canonical witness\n│   names CNN: “" in shown
    assert "    cites the story, is no copy (quotation)\n    names CNN: “" in shown
    assert "    also N12, not held: names it as well (" in shown
    fourth = next(one["article"] for one in story["members"] if number(one["article"]) == 3)
    assert "It names N12 as well" in " ".join(dedup("origin", fourth, "--db", db, columns=100).out.split())
