"""`dedup revisions`: the states of an article, what changed, and who still has the old wording."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.archive import revisions as revisions_of
from tests.archive_factories import BANK, HARBOUR, SCHOOL, article
from tests.cli_factories import HOSTILE, Done, dedup

AMENDED = [
    HARBOUR[0].replace("forty", "fifty").replace("grain, timber and gravel", "grain and timber"),
    HARBOUR[2],
    HARBOUR[1],
    *HARBOUR[3:5],
    "An earlier version gave another number of barges.",
]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article that was corrected, then renamed, with a copy made before and two articles that have none of it."""
    path = tmp_path_factory.mktemp("revisions") / "a.db"
    with Archive.open(path) as archive:
        copy = article("echo", HARBOUR[:5], title="Barges wait", published="2024-10-10")
        archive.ingest([article("post", HARBOUR, title="Lock shut", published="2024-10-09T06:30"), copy])
        archive.ingest([article("bank", BANK), article("fixed", AMENDED)])
        archive.ingest([article("post", AMENDED, title="Lock shut", published="2024-10-09T06:30")])
        archive.ingest([article("post", AMENDED, title="Lock still shut", published="2024-10-09T06:30")])
    return path


def timeless(done: Done) -> str:
    """What was printed, with the times of ingest left out."""
    assert (done.code, done.err) == (0, "")
    return re.sub(r"(from|until) \d{4}-\d\d-\d\d \d\d:\d\d", r"\1 …", done.out)


def test_for_people(db: Path) -> None:
    assert timeless(dedup("revisions", "post", "--db", db)) == (
        "post\n"
        "3 states, the oldest first.\n"
        "\n"
        "State 1, from … until …\n"
        "  Lock shut\n"
        "  published 2024-10-09 06:30\n"
        "\n"
        "  Sentences: 1 removed, 1 added, 1 reworded, 1 moved\n"
        "  ~ The lock at Vessholm stayed shut for a third day after divers found a crack\n"
        "  in the northern gate, and [-forty-] {+fifty+} barges laden with [-grain,-]\n"
        "  {+grain and+} timber [-and gravel-] were moored along the embankment waiting\n"
        "  for engineers to decide.\n"
        "  > Skippers were offered berths upstream free of charge, yet several complained\n"
        "  that perishable cargo would spoil before the weekend and that insurers had\n"
        "  refused to cover a delay caused by municipal neglect.\n"
        "  - Until then pilots will guide smaller boats across the shallow lagoon at high\n"
        "  tide, a route that fishermen know well but that the coastguard warns is\n"
        "  unmarked and littered with sunken piles.\n"
        "  + An earlier version gave another number of barges.\n"
        "  Numbers gone: forty, new: fifty\n"
        "  The old wording stands in 1 other article:\n"
        "    Barges wait – 2024-10-10\n"
        "    echo, 1 sentence\n"
        "\n"
        "State 2, from … until …\n"
        "  Lock shut\n"
        "  published 2024-10-09 06:30\n"
        "\n"
        "  title: [-Lock shut-] {+Lock still shut+}\n"
        "  The text stayed.\n"
        "\n"
        "State 3, from … as it stands\n"
        "  Lock still shut\n"
        "  published 2024-10-09 06:30\n"
    )


def test_for_programs(db: Path) -> None:
    told = dedup("revisions", "post", "--db", db, "--format", "json").json()
    old, new = "\n\n".join(HARBOUR), "\n\n".join(AMENDED)
    assert [(state["number"], state["title"], state["text"]) for state in told["states"]] == [
        (1, "Lock shut", old),
        (2, "Lock shut", new),
        (3, "Lock still shut", new),
    ]
    assert [state["until"] for state in told["states"]] == [*(s["since"] for s in told["states"][1:]), None]
    amended, renamed = told["changes"]
    assert (amended["from"], amended["to"], amended["text_changed"], amended["claims"]) == (1, 2, True, {})
    assert [(one["change"], bool(one["old"]), bool(one["new"])) for one in amended["sentences"]] == [
        ("reworded", True, True),
        ("moved", False, True),
        ("moved", True, False),
        ("removed", True, False),
        ("added", False, True),
    ]
    for one in amended["sentences"]:
        for side, text in (("old", old), ("new", new)):
            if one[side]:
                assert text[one[side]["start"] : one[side]["end"]] == one[side]["text"]
    reworded = amended["sentences"][0]["words"]
    assert [run["text"] for run in reworded if run["change"] == "removed"] == ["forty ", "grain, ", "and gravel "]
    assert amended["facts"] == [{"sort": "number", "gone": ["forty"], "come": ["fifty"]}]
    assert (amended["lost_sentences"], amended["looked_for"]) == (2, 2)
    assert amended["copies"] == [
        {
            "article": "echo",
            "title": "Barges wait",
            "publisher": None,
            "published": "2024-10-10",
            "sentences": [HARBOUR[0]],
        }
    ]
    assert renamed == {
        "from": 2,
        "to": 3,
        "claims": {"title": {"old": "Lock shut", "new": "Lock still shut"}},
        "text_changed": False,
        "sentences": [],
        "facts": [],
        "lost_sentences": 0,
        "looked_for": 0,
        "copies": [],
    }


def test_an_article_that_never_changed_has_one_state(db: Path) -> None:
    assert timeless(dedup("revisions", "https://bank.example/bank", "--db", db)) == (
        "bank\n1 state, the oldest first.\n\nState 1, from … as it stands\n  (no title)\n"
    )


def test_nobody(db: Path) -> None:
    done = dedup("revisions", "nobody", "--db", db)
    assert (done.code, done.out) == (2, "")
    assert done.err == "dedup: The archive holds no article 'nobody'; `dedup export articles` lists the keys.\n"


def test_hostile_states_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Archive.open(path) as archive:
        archive.ingest([article("a", [*SCHOOL, f"{HOSTILE} stood here."], title=HOSTILE)])
        archive.ingest([article("a", [*SCHOOL, f"{HOSTILE} stands there."], title=f"{HOSTILE}!")])
        archive.ingest([article("copy", [*BANK, f"{HOSTILE} stood here."], title=HOSTILE)])
    table, written = (dedup("revisions", "a", "--db", path, "--format", form).out for form in ("table", "json"))
    assert "[bold]news[/bold]" in table
    assert not set("\x1b\x9b\u202e\x07") & set(table + written)
    assert json.loads(written)["states"][0]["title"] == HOSTILE


def test_sentences_that_were_not_looked_for_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions_of, "_MOST_SOUGHT", 2)
    path = tmp_path / "a.db"
    with Archive.open(path) as archive:
        archive.ingest([article("a", HARBOUR), article("copy", HARBOUR)])
        archive.ingest([article("a", SCHOOL)])
    lines = dedup("revisions", "a", "--db", path).out.splitlines()
    assert "  Copies were searched for the 2 longest of 6 old sentences." in lines
    assert "    copy, 2 sentences" in lines
