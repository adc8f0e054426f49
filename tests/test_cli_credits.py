"""Credits on the command line: a file of publishers, the tree of a story, the export of articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archive_factories import HARBOUR
from tests.cli_factories import archive, dedup, family, jsonl, record

LINE = "The crack was first reported by Postenkurve on Monday, when divers had come up again from the lock."


def records() -> list[dict[str, object]]:
    told = record("told", "\n\n".join([LINE, *HARBOUR[:5]]), publisher="Marsk Courier", published="2024-10-11")
    return [*family(), told]


def credited(db: Path) -> dict[str, object]:
    members = dedup("story", "told", "--db", db, "--format", "json").json()["members"]
    return {member["article"]: member["credited"] for member in members}


def test_a_file_of_publishers_is_kept_by_the_archive(tmp_path: Path) -> None:
    db = archive(tmp_path, records())
    assert credited(db)["told"] is None  # the origin is undetermined, so nobody owes it credit
    known = tmp_path / "known.tsv"
    known.write_text("# ours\nVessholm Post\toutlet\tPostenkurve\tpost.example\n", encoding="utf-8")
    again = jsonl(tmp_path / "again.jsonl", records()[-1:])
    assert dedup("ingest", again, "--db", db, "--publishers", known).code == 0
    assert credited(db)["told"] is True
    known.unlink()
    more = jsonl(tmp_path / "more.jsonl", [{**records()[-1], "id": "more", "publisher": "Lagoon Weekly"}])
    assert dedup("ingest", more, "--db", db).code == 0
    assert credited(db)["more"] is True


def test_the_word_of_one_copy_does_not_outweigh_a_whole_text_that_names_nobody(tmp_path: Path) -> None:
    """A mention of who reported first made an outlet, of which nothing was held, the origin at a chance of .97."""
    db = archive(tmp_path, records())
    assert dedup("story", "told", "--db", db, "--format", "json").json()["origin"] == {
        "status": "undetermined", "article": None, "name": None, "domain": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [("Vessholm Post", "known.tsv:1 is not a publisher"), ("A\tnewspaper", "has the kind 'newspaper'")],
)
def test_a_file_that_is_none_changes_nothing(tmp_path: Path, text: str, said: str) -> None:
    known = tmp_path / "known.tsv"
    known.write_text(text, encoding="utf-8")
    source = jsonl(tmp_path / "r.jsonl", records())
    done = dedup("ingest", source, "--db", tmp_path / "a.db", "--publishers", known)
    assert (done.code, done.out) == (1, "")
    assert said in done.err
    assert not (tmp_path / "a.db").exists()
    assert dedup("ingest", source, "--db", tmp_path / "a.db", "--publishers", tmp_path / "none.tsv").code == 1


def test_a_story_shows_the_words_and_the_export_each_credit(tmp_path: Path) -> None:
    line = LINE.replace("Postenkurve", "the Vessholm Post")
    told = {**records()[-1], "text": "\n\n".join([line, *HARBOUR[:5]])}
    db = archive(tmp_path, [*family(), told])
    shown = " ".join(dedup("story", "told", "--db", db, columns=300).out.split())
    assert "names Vessholm Post: “first reported by the Vessholm Post”" in shown
    assert "does not name" not in shown  # from whom the others come is undetermined
    member = next(
        one for one in dedup("story", "told", "--db", db, "--format", "json").json()["members"] if one["credited"]
    )
    assert member["credits"] == [{"cue": "first_reported", "words": "first reported by the Vessholm Post"}]
    exported = {one["id"]: one["credits"] for one in dedup("export", "articles", "--db", db).lines()}
    assert exported.pop("told") == [
        {
            "name": "Vessholm Post",
            "domain": None,
            "cue": "first_reported",
            "sort": "whole_text",
            "written": "Vessholm Post",
            "span": [14, 49],
            "words": "first reported by the Vessholm Post",
            "agency": False,
            "known": False,
        }
    ]
    assert set(map(str, exported.values())) == {"[]"}
    pairs = dedup("export", "relations", "--db", db).lines()
    assert [one["b"] for one in pairs if one["credited"]] == ["told"]
