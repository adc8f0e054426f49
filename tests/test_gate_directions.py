"""How directions are counted for the gate."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from dedup.evaluation import LabelledPair
from tests.evaluation.directions import (
    direction_figures,
    direction_table,
    family_siblings,
    forced,
    forced_figure,
    outcomes,
    shares,
    siblings_of,
)
from tests.evaluation.floors import Better
from tests.evaluation.frontdoor import Row
from tests.evaluation.halves import fitted, story_of

LABELLED = [
    LabelledPair("copy1", "source1", "spun"),
    LabelledPair("copy2", "source1", "spun"),
    LabelledPair("copy3", "source2", "spun"),
    LabelledPair("cut1", "source1", "summary"),
    LabelledPair("cut2", "source2", "summary"),
    LabelledPair("cut3", "source2", "version"),  # has no direction
]


def relation(a: str, b: str, direction: str, kind: str = "rewrite") -> Row:
    return {"a": a, "b": b, "kind": kind, "score": 0.9, "direction": direction}


RELATIONS = [
    relation("copy1", "source1", "a_from_b"),
    relation("copy2", "source1", "b_from_a"),
    relation("cut1", "source1", "common_origin"),
    relation("cut2", "source2", "a_from_b", kind="same_event"),
    relation("copy1", "copy2", "a_from_b"),
    relation("copy1", "cut1", "common_origin"),
    relation("cut2", "copy3", "undetermined"),
]


def test_answers_are_counted_by_label_and_by_half() -> None:
    found = outcomes(RELATIONS, LABELLED)
    assert found["spun"] == Counter({"right": 1, "wrong": 1, "not found": 1})
    assert found["summary"] == Counter({"common origin": 1, "not found": 1})
    assert found["all"] == found["spun"] + found["summary"]
    halves = [found[name] for name in ("all in the fit", "all not in the fit") if name in found]
    assert sum(halves, Counter()) == found["all"]
    assert "version" not in found


def test_shares_are_of_decided_and_of_found_pairs() -> None:
    assert shares(Counter({"right": 3, "wrong": 1, "undetermined": 4, "not found": 9})) == (0.75, 0.5)
    assert shares(Counter({"not found": 9})) == (1.0, 0.0)
    figures = direction_figures({"spun": Counter({"right": 1, "common origin": 1})})
    assert [(one.name, one.rounded, one.better) for one in figures] == [
        ("spun: direction right", 1, Better.HIGHER),
        ("spun: direction decided", 0.5, Better.HIGHER),
    ]


def test_the_table_shows_all_answers() -> None:
    assert direction_table("ways", {"spun": Counter({"right": 3, "wrong": 1, "undetermined": 4})}) == (
        "ways  right  wrong  common origin  undetermined  not found  precision  decided\n"
        "spun      3      1              0             4          0      0.750    0.500\n"
    )


def test_siblings_are_made_from_one_source() -> None:
    siblings = siblings_of(LABELLED)
    assert siblings == {("copy1", "copy2"), ("copy1", "cut1"), ("copy2", "cut1"), ("copy3", "cut2")}
    assert forced(RELATIONS, siblings) == (1, 3)
    assert forced_figure(RELATIONS, siblings).rounded == 0.3333
    assert forced_figure([], siblings).rounded == 0


def test_in_a_family_a_copy_of_a_copy_is_no_sibling(tmp_path: Path) -> None:
    derived = [
        {"derivative": "a", "origin": "NOT_HELD"},
        {"derivative": "b", "origin": "NOT_HELD", "via": "a"},
        {"derivative": "c", "origin": "NOT_HELD", "via": "b"},
        {"derivative": "d", "origin": "NOT_HELD"},
    ]
    truth = tmp_path / "truth.jsonl"
    truth.write_text(json.dumps({"family": "1", "derived": derived}) + "\n")
    assert family_siblings(truth) == {("a", "d"), ("b", "d"), ("c", "d")}


def test_passages_of_one_document_are_in_one_half() -> None:
    keys = [f"train-source-document{number:05}:{passage}:src" for number in range(40) for passage in range(3)]
    assert {story_of(key) for key in keys[:3]} == {"source-document00000"}
    halves = {story_of(key): set[bool]() for key in keys}
    for key in keys:
        halves[story_of(key)].add(fitted(key))
    assert all(len(half) == 1 for half in halves.values())
    assert {half for both in halves.values() for half in both} == {True, False}
