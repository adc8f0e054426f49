"""No look-up of the store reads a whole table: what is asked for by key is found by an index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event

from dedup.model import Capture, Payload
from dedup.store import NewCapture, Reader, Store, Writer, pack
from dedup.store.schema import metadata
from dedup.text.terms import query_of
from tests.store_factories import NOW, add, article, credit, derived, digest, filed, story


def captured(body: bytes) -> Capture:
    return replace(article("one").capture, digest=pack(body).digest)


LOOK_UPS: dict[str, Callable[[Writer], Any]] = {
    "article": lambda w: w.article("one"),
    "article_ids": lambda w: w.article_ids(["one"]),
    "articles": lambda w: list(w.articles([1, 2])),
    "heads": lambda w: w.heads([1, 2]),
    "content_ids": lambda w: w.content_ids([digest("one")]),
    "contents": lambda w: w.contents([1]),
    "newest": lambda w: w.newest(),
    "holders": lambda w: w.holders([1]),
    "speakers": lambda w: w.speakers([1]),
    "text_of_content": lambda w: w.text_of_content([1]),
    "stale_contents": lambda w: w.stale_contents(),
    "band_members": lambda w: w.band_members([1, 2]),
    "band_apart": lambda w: list(w.band_apart([1, 2])),
    "thronged": lambda w: w.thronged([1, 2]),
    "crowded_after": lambda w: list(w.crowded_after([1, 2], b"r")),
    "filed": lambda w: w.filed([1, 2]),
    "crowded": lambda w: w.crowded([1, 2]),
    "set_crowded": lambda w: w.set_crowded({1: (b"r", b"s"), 2: None}),
    "earlier_neighbours": lambda w: w.earlier_neighbours([1, 2]),
    "later_neighbours": lambda w: w.later_neighbours([1, 2]),
    "related_before": lambda w: w.related_before([1, 2], 1),
    "sated": lambda w: w.sated([1, 2]),
    "set_sated": lambda w: w.set_sated({1: b"d", 2: None}),
    "contents_of": lambda w: w.contents_of(["s"]),
    "filed_members": lambda w: w.filed_members(np.array([1, 2], np.uint64), np.array([1, 2], np.uint64)),
    "line_holders": lambda w: w.line_holders([("harbour.example", 1), ("harbour.example", 2)]),
    "repeated_lines": lambda w: w.repeated_lines([1, 2], 3),
    "bodies": lambda w: w.bodies([1, 2]),
    "texts": lambda w: w.texts([1, 2]),
    "saying": lambda w: w.saying(["ferry"], [1, 2]),
    "bylines": lambda w: w.bylines([1, 2]),
    "credits": lambda w: w.credits([1, 2]),
    "replace_credits": lambda w: w.replace_credits({1: [credit()], 2: []}),
    "furniture": lambda w: w.furniture(["harbour.example"]),
    "relations": lambda w: list(w.relations([1])),
    "ties": lambda w: list(w.ties([1])),
    "neighbours": lambda w: w.neighbours([1]),
    "posting_filings": lambda w: w.posting_filings(),
    "outlines": lambda w: w.outlines([1, 2]),
    "file": lambda w: w.file({1: filed("other")}),
    "unfile": lambda w: w.unfile([1]),
    "derivations": lambda w: list(w.derivations([1])),
    "derivations_between": lambda w: list(w.derivations_between([(1, 2)])),
    "directions": lambda w: w.directions([1]),
    "directed": lambda w: w.directed([1]),
    "grounds": lambda w: w.grounds([1]),
    "replace_derivations": lambda w: w.replace_derivations([(1, 2)], [derived("one", "two")]),
    "changes": lambda w: w.changes(["s"]),
    "cited_by": lambda w: w.cited_by([1]),
    "stories": lambda w: list(w.stories(["s"])),
    "story_of": lambda w: w.story_of([1]),
    "resolve_story": lambda w: w.resolve_story("s"),
    "revisions": lambda w: w.revisions(1),
    "standing_since": lambda w: w.standing_since(1),
    "directions_between": lambda w: w.directions_between([1, 2]),
    "digests": lambda w: w.digests([1, 2]),
    "relations_of": lambda w: list(w.relations_of([(1, 2)])),
    "story_head": lambda w: w.story_head("s"),
    "member_lines": lambda w: w.member_lines("s"),
    "members": lambda w: w.members("s", [1, 2]),
    "unsearched": lambda w: w.unsearched(5),
    "search": lambda w: w.search(query_of("ferry -lock site:harbour.example"), 0, 5),
    "at_address": lambda w: w.at_address("page-0"),
    "note_searched": lambda w: w.note_searched(1, article("one", "Another text.")),
    "captures": lambda w: w.captures(1),
    "keep": lambda w: w.keep([NewCapture(1, captured(b""), Payload(b""), NOW)], [pack(b"")]),
    "revise_article": lambda w: w.revise_article(1, article("more 0"), 2, b"d", [1], NOW),
    "drop_orphan_contents": lambda w: w.drop_orphan_contents([1, 2]),
    "drop_relations": lambda w: w.drop_relations([(1, 2)], contents=[1]),
    "replace_stories": lambda w: w.replace_stories(["s"], [story("t", "one", ["two"])], {"s": "t"}, NOW),
    "source_states": lambda w: w.source_states(["https://harbour.example/feed"]),
    "page_states": lambda w: w.page_states("https://harbour.example/feed", ["https://harbour.example/1"]),
    "own_keys": lambda w: w.own_keys(["one"]),
    "mark_delivered": lambda w: w.mark_delivered("jsonl:x", ["id"], NOW),
    "withdraw_alerts": lambda w: w.withdraw_alerts(["id"], NOW),
    "mark_settled": lambda w: w.mark_settled([1]),
}


LARGE = metadata.tables.keys() - {"run"}  # of runs there are a handful, whatever is held


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_look_up_scans_no_table(tmp_path: Path, name: str) -> None:
    statements: list[tuple[str, Any]] = []
    with Store.open(tmp_path / "news.db") as store, store.writing() as writer:
        add(writer, *(f"more {i}" for i in range(20)))
        add(writer, "one", "two")
        writer.replace_stories([], [story("s", "one", ["two"])], {"old": "s"}, NOW)
        writer.replace_derivations([], [derived("one", "two")])
        writer.start_search()
        connection = writer._connection

        def remember(_c: object, _cursor: object, statement: str, values: Any, _x: object, many: bool) -> None:  # noqa: ANN401
            statements.append((statement, values[0] if many else values))

        event.listen(connection, "before_cursor_execute", remember)
        LOOK_UPS[name](writer)
        event.remove(connection, "before_cursor_execute", remember)
        assert statements
        for statement, values in statements:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps = [str(row[3]) for row in plan]
            whole = [step for step in steps if step.startswith("SCAN") and step.split()[1] in LARGE]
            assert all("ix_content_stale" in step for step in whole), (statement, steps)


def test_every_look_up_of_a_reader_is_covered() -> None:
    whole = {
        "all_texts",
        "article_count",
        "former_ids",
        "search_due",
        "search_standing",
        "search_strays",
        "damaged_runs",
        "counts",
        "get_meta",
        "get_params",
        "story_aliases",
    }  # small tables, or all of them by intent
    assert {name for name in vars(Reader) if not name.startswith("_")} - whole <= LOOK_UPS.keys()
