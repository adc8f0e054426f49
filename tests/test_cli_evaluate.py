from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.archive_factories import BANK, BEETLE
from tests.cli_factories import archive, dedup, family, jsonl, record


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    pairs = [
        {"a": "harbour/reprint", "b": "harbour/origin", "label": "near_copy"},
        {"a": "harbour/excerpt", "b": "harbour/origin", "label": "excerpt"},
        {"a": "beetle", "b": "harbour/origin", "label": "independent"},
    ]
    return jsonl(tmp_path / "pairs.jsonl", pairs)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return jsonl(tmp_path / "documents.jsonl", family())


def test_figures_for_programs(tmp_path: Path, documents: Path, labels: Path) -> None:
    events = jsonl(tmp_path / "events.jsonl", [{"id": key, "cluster": "e"} for key in ("beetle", "hostile")])
    done = dedup("evaluate", documents, "--pairs", labels, "--same-event", events, "--format", "json")
    assert (done.code, done.err) == (0, "")
    told = done.json()
    assert told["articles"] == 5
    assert {(f["label"], f["pairs"], f["found"]) for f in told["labels"]} == {
        ("excerpt", 1, 1),
        ("independent", 1, 0),
        ("near_copy", 1, 1),
    }
    assert told["same_event"] == {"pairs": 1, "accused": []}
    assert told["clusters"]["articles"] == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents.jsonl", "events.jsonl", "pairs.jsonl"]


def test_figures_for_people(documents: Path, labels: Path) -> None:
    done = dedup("evaluate", documents, "--pairs", labels)
    assert done.code == 0
    assert done.out.startswith(
        "label         pairs   proposed   derived   share   missed   misjudged\n"
        "─────────────────────────────────────────────────────────────────────\n"
        "excerpt           1          1         1   100 %        0           0\n"
        "independent       1          0         0     0 %        1           0\n"
        "near_copy         1          1         1   100 %        0           0\n"
        "excerpt: 1 excerpt.\n"
        "independent: no relation.\n"
        "near_copy: 1 near copy.\n"
        "Derived pairs that no label knows: 2 in 5 articles.\n"
    )


def test_the_archive_is_kept_on_request(tmp_path: Path, documents: Path, labels: Path) -> None:
    db = tmp_path / "kept.db"
    first = dedup("evaluate", documents, "--pairs", labels, "--db", db, "--format", "json")
    again = dedup("evaluate", documents, "--pairs", labels, "--db", db, "--format", "json")
    assert first.out == again.out
    assert len(dedup("export", "articles", "--db", db).lines()) == 5


def test_rejections_and_unknown_articles_are_said(tmp_path: Path, documents: Path) -> None:
    pairs = jsonl(tmp_path / "pairs.jsonl", [{"a": "nobody", "b": "beetle", "label": "near_copy"}])
    empty = tmp_path / "empty.txt"
    empty.touch()
    done = dedup("evaluate", documents, empty, "--pairs", pairs, "--format", "json")
    assert done.code == 3
    assert done.err == (
        f"rejected {empty}: is empty\n"
        "1 of the 2 labelled articles are not held, nobody for one; their pairs count as missed.\n"
    )


def test_labels_and_documents_that_cannot_be_used(tmp_path: Path, documents: Path, labels: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"a": "x"', encoding="utf-8")
    for source, pairs, message in (
        (documents, tmp_path / "none.jsonl", "none.jsonl: cannot be read"),
        (documents, broken, f"{broken}:1: is not a line of JSON"),
        (tmp_path / "none", labels, "No article was found"),
    ):
        done = dedup("evaluate", source, "--pairs", pairs)
        assert (done.code, done.out) == (1, "")
        assert message in done.err


# --- db ---------------------------------------------------------------------------------------------------------------


def test_the_version_of_an_archive(tmp_path: Path) -> None:
    db = archive(tmp_path)
    told = dedup("db", "current", "--db", db, "--format", "json").json()
    assert told["archive"] == told["program"]
    assert told["up_to_date"] is True
    assert dedup("db", "current", "--db", db).out == f"{told['archive']} (up to date)\n"


def test_an_upgrade_with_nothing_to_do(tmp_path: Path) -> None:
    db = archive(tmp_path)
    told = dedup("db", "upgrade", "--db", db, "--format", "json").json()
    assert (told["before"], told["backup"]) == (told["after"], None)
    assert dedup("db", "upgrade", "--db", db).out.startswith("Nothing to do: ")


def test_an_archive_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    db = archive(tmp_path)
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for command in (("stories",), ("ingest", tmp_path / "records.jsonl"), ("db", "upgrade")):
        done = dedup(*command, "--db", db)
        assert (done.code, done.out) == (1, "")
        assert "9999" in done.err
        assert "newer" in done.err


def test_a_backup_holds_what_the_archive_holds(tmp_path: Path) -> None:
    db = archive(tmp_path)
    copy = tmp_path / "copy.db"
    assert dedup("db", "backup", copy, "--db", db).out == f"Copied to {copy}.\n"
    assert dedup("export", "articles", "--db", copy).out == dedup("export", "articles", "--db", db).out
    again = dedup("db", "backup", copy, "--db", db)
    assert (again.code, again.out) == (2, "")
    beside = Path(str(dedup("db", "backup", "--db", db, "--format", "json").json()["backup"]))
    assert beside.parent == tmp_path
    assert beside.is_file()


def test_looking_an_archive_over(tmp_path: Path) -> None:
    db = archive(tmp_path)
    told = dedup("db", "check", "--db", db, "--format", "json").json()
    assert (told["ok"], told["problems"]) == (True, [])
    with sqlite3.connect(db) as connection:
        connection.execute("DELETE FROM story_member")
    connection.close()
    done = dedup("db", "check", "--db", db)
    assert done.code == 1
    assert "stories do not hold their canonical copy" in done.out
    assert json.loads(dedup("db", "check", "--db", db, "--format", "json").out)["ok"] is False


def test_a_former_id_still_finds_its_story(tmp_path: Path) -> None:
    db = archive(tmp_path, [record("a", "\n\n".join(BANK)), record("b", "\n\n".join(BANK[:5]))])
    (before,) = dedup("stories", "--db", db, "--format", "jsonl").lines()
    others = [record(f"m{i}", "\n\n".join([*BANK[:5], BEETLE[i]])) for i in range(6)]
    assert dedup("ingest", jsonl(tmp_path / "more.jsonl", others), "--db", db).code == 0
    (after,) = dedup("stories", "--db", db, "--format", "jsonl").lines()
    assert after["story"] != before["story"]
    found = dedup("story", before["story"], "--db", db, "--format", "json").json()
    assert found["story"] == after["story"]
