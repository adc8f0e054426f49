from __future__ import annotations

import csv
import io
import json
from itertools import product
from pathlib import Path

import pytest

from tests.archive_factories import BANK, HARBOUR
from tests.cli_factories import HOSTILE, archive, dedup, record

STORY = "s5b3554f378"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("family"))


def test_stories_for_people(db: Path) -> None:
    done = dedup("stories", "--db", db)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "story         members   canonical copy\n"
        + "─" * 80
        + "\n"
        + f"{STORY}         3   Lock at Vessholm stays shut – Vessholm Post, 2024-10-09\n"
        "                        06:30\n"
        "                        1 near copy, 1 excerpt; origin undetermined\n"
        "\n"
        "1 story; `dedup story STORY` shows the members and the reasons of one.\n"
    )


def test_stories_for_programs_have_the_promised_fields_first(db: Path) -> None:
    (story,) = dedup("stories", "--db", db, "--format", "jsonl").lines()
    assert list(story)[:4] == ["story", "origin", "canonical", "members"]
    assert story["origin"] == {"status": "undetermined", "article": None, "name": None, "domain": None}
    assert story["canonical"] == "harbour/origin"
    members = story["members"]
    assert isinstance(members, list)
    assert [list(member)[:6] for member in members] == [
        ["article", "role", "kind", "credited", "publisher", "published"]
    ] * 3
    assert [[member[name] for name in list(member)[:6]] for member in members] == [
        ["harbour/origin", "witness", None, None, "Vessholm Post", "2024-10-09T06:30:00+00:00"],
        ["harbour/excerpt", "derivative", "excerpt", None, "Lagoon Weekly", "2024-10-13"],
        ["harbour/reprint", "derivative", "near_copy", None, "Karlby Echo", "2024-10-10"],
    ]
    assert json.loads(dedup("stories", "--db", db, "--format", "json").out) == [story]
    assert dedup("export", "stories", "--db", db).lines() == [story]


def test_stories_as_csv_have_a_row_for_each_member(db: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(dedup("stories", "--db", db, "--format", "csv").out)))
    assert [(row["story"], row["origin_status"], row["article"], row["kind"]) for row in rows] == [
        (STORY, "undetermined", "harbour/origin", ""),
        (STORY, "undetermined", "harbour/excerpt", "excerpt"),
        (STORY, "undetermined", "harbour/reprint", "near_copy"),
    ]


@pytest.mark.parametrize("name", [STORY, "harbour/origin", "harbour/excerpt"])
def test_a_story_is_found_by_its_id_and_by_its_members(db: Path, name: str) -> None:
    assert dedup("story", name, "--db", db, "--format", "json").json()["story"] == STORY


def test_a_story_for_people(db: Path) -> None:
    done = dedup("story", STORY, "--db", db, "--history")
    assert done.code == 0
    assert done.out.startswith(
        f"Story {STORY}, 3 members\n"
        "Origin undetermined: no member is established as the source. The canonical copy\n"
        "is a witness to it.\n"
        "\n"
        "Canonical copy: Lock at Vessholm stays shut – Vessholm Post, 2024-10-09 06:30\n"
        "  harbour/origin\n"
        "  Why: It is the best witness: it lacks least (0 %) of the wording that the\n"
        "  others agree on.\n"
        "\n"
        "Why (chance of the leading answer 0.74)\n"
        "weight   what was seen\n"
    )
    assert (
        "\nWhat hangs on what\n"
        "The origin is undetermined\n"
        "├── Lock at Vessholm stays shut – Vessholm Post, 2024-10-09 06:30\n"
        "│   canonical witness\n"
        "│   harbour/origin\n"
        "├── Barges wait at broken lock – Karlby Echo, 2024-10-10\n"
        "│   near copy, score 1.000\n"
        "│   Tells the same story; from whom is not determined.\n"
        "│   harbour/reprint\n"
        "└── Round-up of the week – Lagoon Weekly, 2024-10-13\n"
        "    excerpt, score 0.998\n"
        "    Tells the same story; from whom is not determined.\n"
        "    harbour/excerpt\n"
        "\n"
        "Timeline\n"
        "date               rests on            article\n" + "─" * 80 + "\n"
        "2024-10-09 06:30   claimed, as given   Lock at Vessholm stays shut – Vessholm\n"
        "                                       Post (canonical witness)\n"
        "2024-10-10         claimed, as given   Barges wait at broken lock – Karlby Echo\n"
        "                                       (near copy)\n"
        "2024-10-13         claimed, as given   Round-up of the week – Lagoon Weekly\n"
        "                                       (excerpt)\n"
        "Claimed: the article's own word. First seen: it existed by then. Times are UTC.\n"
        "\n"
        "History\n"
    ) in done.out
    assert "  formed: harbour/origin; origin undetermined\n" in done.out


def test_the_origin_of_an_article_held_or_not(db: Path, tmp_path: Path) -> None:
    told = dedup("origin", "harbour/reprint", "--db", db, "--format", "json").json()
    assert (told["held"], told["story"], told["canonical"]) == (True, STORY, "harbour/origin")
    assert told["origin"] == {"status": "undetermined", "article": None, "name": None, "domain": None}
    assert {pair["b"] for pair in told["derivations"]} == {"harbour/origin", "harbour/excerpt"}
    assert told["ledger"][0].keys() == {"name", "sentence", "weight"}
    page = tmp_path / "late.txt"
    page.write_text("\n\n".join(HARBOUR[:4]), encoding="utf-8")
    guest = dedup("origin", page, "--db", db, "--format", "json").json()
    assert (guest["held"], guest["canonical"]) == (False, "harbour/origin")
    assert guest["derivations"]
    done = dedup("origin", page, "--db", db)
    assert "It is not held. This is what would be said if it were ingested now.\n" in done.out
    alone = dedup("origin", "beetle", "--db", db)
    assert alone.out.endswith("It stands alone: nothing held descends from it, nor it from anything held.\n")


def test_derivations_are_exported_and_drawn(db: Path) -> None:
    rows = [json.loads(line) for line in dedup("export", "derivations", "--db", db).out.splitlines()]
    pairs = {(row["a"], row["b"]): row["direction"] for row in rows}
    assert pairs.keys() >= {("harbour/origin", "harbour/reprint")}
    assert all({"certainty", "revision", "clues"} <= row.keys() for row in rows)
    assert dedup("export", "derivations", "--db", db, "--format", "table").code == 0
    exported = dedup("export", "relations", "--db", db).out.splitlines()
    said = {(row["a"], row["b"]): row["direction"] for row in map(json.loads, exported)}
    assert {pair: said[pair] for pair in pairs} == pairs


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("s0000000000", "There is no story and no article 's0000000000'"),
        ("beetle", "The article 'beetle' stands alone"),
    ],
)
def test_no_such_story(db: Path, name: str, message: str) -> None:
    done = dedup("story", name, "--db", db)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"dedup: {message}")


def test_export_of_relations(db: Path) -> None:
    lines = dedup("export", "relations", "--db", db).lines()
    assert all(list(line)[:7] == ["a", "b", "kind", "score", "direction", "credited", "proposed_by"] for line in lines)
    line = next(line for line in lines if (line["a"], line["b"]) == ("harbour/origin", "harbour/reprint"))
    assert (line["kind"], line["direction"], line["credited"]) == ("near_copy", "b_from_a", False)
    assert line["proposed_by"] == ["bands", "samples", "postings"]
    assert line["possible"] is False
    assert (line["containment_a"], line["containment_b"]) == (0.8454, 1.0)
    assert (line["shared_words"], line["words_a"], line["words_b"]) == (175, 207, 175)
    evidence = line["evidence"]
    assert isinstance(evidence, list)
    assert evidence[0] == "Two articles are taken to be unrelated until something speaks for it."


def test_export_of_articles(db: Path) -> None:
    lines = {line["id"]: line for line in dedup("export", "articles", "--db", db).lines()}
    assert list(lines) == ["beetle", "harbour/excerpt", "harbour/origin", "harbour/reprint", "hostile"]
    origin = lines["harbour/origin"]
    assert origin["text"] == "\n\n".join(HARBOUR)
    assert {
        name: origin[name] for name in ("url", "title", "published", "publisher", "language", "medium", "story")
    } == {
        "url": "https://post.example/lock",
        "title": "Lock at Vessholm stays shut",
        "published": "2024-10-09T06:30:00+00:00",
        "publisher": "Vessholm Post",
        "language": "en",
        "medium": "record",
        "story": STORY,
    }
    assert origin["sources"] == {"title": "given", "published": "given", "publisher": "given", "language": "text"}
    assert str(origin["source"]).endswith("records.jsonl:1")
    assert lines["beetle"]["story"] is None


@pytest.mark.parametrize("what", ["relations", "stories", "articles"])
def test_every_export_comes_in_every_format(db: Path, what: str) -> None:
    records = dedup("export", what, "--db", db, "--format", "jsonl").lines()
    assert records
    assert json.loads(dedup("export", what, "--db", db, "--format", "json").out) == records
    rows = list(csv.DictReader(io.StringIO(dedup("export", what, "--db", db, "--format", "csv").out)))
    assert len(rows) == (3 if what == "stories" else len(records))
    assert None not in rows[0]
    table = dedup("export", what, "--db", db, "--format", "table")
    assert table.code == 0
    assert max(len(line) for line in table.out.splitlines()) <= 80


def test_relations_for_people_show_both_articles_and_both_shares(db: Path) -> None:
    table = dedup("export", "relations", "--db", db, "--format", "table").out
    assert "near copy   1.000     85 %   harbour/origin\n                     100 %   harbour/reprint\n" in table
    assert table.endswith("4 relations. `shared` is how much of each article stands in the other.\n")


def test_export_into_a_file_that_appears_only_when_complete(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("earlier", encoding="utf-8")
    done = dedup("export", "articles", "--db", db, "-o", target)
    assert (done.code, done.out, done.err) == (0, "", f"Wrote 5 articles to {target}.\n")
    assert target.read_text(encoding="utf-8") == dedup("export", "articles", "--db", db).out
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_export_leaves_the_earlier_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("earlier", encoding="utf-8")
    assert dedup("export", "articles", "--db", tmp_path / "none.db", "-o", target).code == 2
    assert target.read_text(encoding="utf-8") == "earlier"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("target", "code", "message"),
    [("missing/out", 1, "cannot be written: No such file or directory"), (".", 2, "is a folder")],
)
def test_an_output_that_cannot_be_written(db: Path, tmp_path: Path, target: str, code: int, message: str) -> None:
    done = dedup("export", "stories", "--db", db, "-o", tmp_path / target)
    assert done.code == code
    assert message in done.err


@pytest.mark.parametrize("target", [".", "..", "/", ""])
@pytest.mark.parametrize("command", [("export", "stories"), ("packet", "harbour/origin", "harbour/reprint")])
def test_an_output_without_a_name_is_a_folder(db: Path, target: str, command: tuple[str, ...]) -> None:
    done = dedup(*command, "--db", db, "-o", target)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"dedup: {target or 'An empty name'} is a folder; name a file for the output.\n"


@pytest.mark.parametrize("target", ["missing/out", "file/out"])
def test_an_output_that_no_file_can_be_says_so(db: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = dedup("export", "stories", "--db", db, "-o", tmp_path / target)
    assert done.code == 1
    assert done.err.startswith(f"dedup: {tmp_path / target} cannot be written: ")
    assert done.err.endswith("; name another file with --output.\n")


@pytest.mark.parametrize(
    ("command", "form"),
    [
        *product([("stories",), ("export", "articles"), ("export", "relations")], ["table", "json", "jsonl", "csv"]),
        *product([("story", "x")], ["table", "json"]),
    ],
)
def test_nothing_hostile_comes_out(tmp_path: Path, command: tuple[str, ...], form: str) -> None:
    key = f"key {HOSTILE}"
    db = archive(
        tmp_path,
        [
            record("x", "\n\n".join(BANK), title=HOSTILE, publisher=HOSTILE, note=HOSTILE),
            record(key, "\n\n".join([*BANK[:5], f"And then {HOSTILE} was said."]), title=HOSTILE, author=HOSTILE),
        ],
    )
    done = dedup(*command, "--db", db, "--format", form)
    assert (done.code, done.err) == (0, "")
    assert not any(char in done.out for char in "\x1b\x9b\x07\u202e")
    if form == "table":
        assert "[bold]news[/bold]" in " ".join(done.out.split()) or "relations" in command
        assert ":boom:" in done.out or "relations" in command


def test_a_narrow_window_loses_no_word(db: Path) -> None:
    done = dedup("stories", "--db", db, columns=40)
    assert max(len(line) for line in done.out.splitlines()) <= 40
    words = done.out.split()
    assert "Vessholm" in words
    assert "undetermined" in words


def test_an_archive_without_stories(tmp_path: Path) -> None:
    db = archive(tmp_path, [record("alone", "\n\n".join(BANK))])
    assert dedup("stories", "--db", db).out == "No stories yet: nothing held descends from anything else held.\n"
    assert dedup("stories", "--db", db, "--format", "json").out == "[]\n"
    assert dedup("export", "relations", "--db", db, "--format", "table").out.startswith("No relations")


@pytest.mark.parametrize(
    "command",
    [
        ("stories",),
        ("story", "x"),
        ("check", "README.md"),
        ("export", "articles"),
        ("compare", "x", "y"),
        ("db", "current"),
        ("db", "check"),
        ("db", "upgrade"),
        ("db", "backup"),
    ],
)
def test_commands_that_read_make_no_archive(tmp_path: Path, command: tuple[str, ...]) -> None:
    db = tmp_path / "none.db"
    done = dedup(*command, "--db", db)
    assert (done.code, done.out) == (2, "")
    assert str(db) in done.err
    assert list(tmp_path.iterdir()) == []
