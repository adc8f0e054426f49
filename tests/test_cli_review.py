"""`dedup review`, `dedup export reviews` and `dedup import reviews`, as they are called."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli_factories import Done, archive, dedup, family, jsonl, process

KEYS = (
    "Keys: s the same story, n not the same, ? unsure, a A was made from B, b B was made from A, c both from a third;\n"
    "with the next word go: o NOTE a note, y the source is named, x it is not named;\n"
    "m the machine's score, t both texts, u undo, k skip, p previous, h help, q quit.\n"
)
DAY = re.compile(r"\(review of \d{4}-\d\d-\d\d\)")
PAIR = ("harbour/origin", "harbour/reprint")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return archive(tmp_path)


@pytest.fixture
def undated(tmp_path: Path) -> Path:
    """The same articles without their dates, so that more pairs are in doubt."""
    return archive(tmp_path, [{**one, "published": None} for one in family()])


def review(db: Path, *arguments: object, keys: str = "", reviewer: str = "Ines Falk") -> Done:
    done = dedup("review", *arguments, "--db", db, "--reviewer", reviewer, stdin=keys.encode())
    return Done(done.code, DAY.sub("(today)", done.out), DAY.sub("(today)", done.err))


def exported(db: Path) -> list[dict[str, Any]]:
    return dedup("export", "reviews", "--db", db).lines()


def homes(db: Path) -> list[list[str]]:
    return [[one["article"] for one in story["members"]] for story in dedup("export", "stories", "--db", db).lines()]


# --- the session ------------------------------------------------------------------------------------------------------


def test_a_session_shows_the_evidence_and_then_obeys_keys(db: Path) -> None:
    done = review(db, *PAIR, keys="m\no A strike two years before.\nn\n")
    assert (done.code, done.out) == (
        0, "Ines Falk (today): harbour/origin and harbour/reprint are not the same story.\n"
    )  # fmt: skip
    assert done.err.startswith(
        KEYS + "\n"
        "Pair 1, 1 left. You asked for this pair.\n"
        "A  Lock at Vessholm stays shut – Vessholm Post, 2024-10-09 06:30\n"
        "   harbour/origin\n"
        "B  Barges wait at broken lock – Karlby Echo, 2024-10-10\n"
        "   harbour/reprint\n"
        "85 % of A stands in B, 100 % of B in A (207 words, 175 words).\n"
        "\n"
        "What was found\n"
        "  175 words stand word for word in both, outside quotations, in 1 passage; the\n"
        "  longest run has 175 words.\n"
    )
    before, after = done.err.split("> The machine says: ")
    assert "score 1" not in before
    assert "near copy" not in before
    assert after == (
        "near copy, score 1.000; B was made from A (certainty 0.86).\n"
        "> The note goes with the next word on this pair.\n"
        "> Ines Falk (today): harbour/origin and harbour/reprint are not the same story.\n"
        "1 review, 0 skipped, 0 left.\n"
    )
    (kept,) = exported(db)
    assert {name: kept[name] for name in ("word", "note", "score_seen", "state", "undone_at", "text_changed")} == {
        "word": "not_same", "note": "A strike two years before.", "score_seen": True, "state": "effective",
        "undone_at": None, "text_changed": False,
    }  # fmt: skip
    assert homes(db) == [["harbour/excerpt", "harbour/reprint"]]


def test_the_end_of_the_input_ends_the_session_and_what_was_decided_stays(undated: Path) -> None:
    done = review(undated, "--format", "json", keys="?\nk\n")
    record = done.json()
    assert [one["word"] for one in record["decisions"]] == ["unsure"]
    assert (record["skipped"], record["left"]) == (1, 1)
    assert done.err.endswith("> \n1 review, 1 skipped, 1 left.\n")


def test_undo_previous_texts_and_keys_that_are_none(undated: Path) -> None:
    done = review(undated, "--limit", "2", keys="u\nz\no\nA second line.\ns\nu\nt\nk\np\np\nq\n")
    assert done.code == 0
    assert done.out == ""
    assert "> There is no word of this session to undo.\n> " + KEYS + "> The note goes" in done.err
    assert "Undone: Ines Falk (today): " in done.err
    assert "   Bus companies objected at first" in done.err
    assert [(one["note"], one["state"]) for one in exported(undated)] == [("A second line.", "undone")]


def test_nothing_in_doubt(db: Path) -> None:
    done = review(db, "--publisher", "Nobody")
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        "Nothing to review: no pair that was asked for is in doubt.\n0 reviews, 0 skipped, 0 left.\n"
    )  # fmt: skip
    assert dedup("review", "--db", db, "--quiet", stdin=b"k\n" * 9).out == ""


def test_hostile_titles_and_notes_do_not_reach_the_terminal(db: Path) -> None:
    done = review(db, "hostile", "beetle", keys="o \x1b[31mred\u202e [bold]\nn\n", reviewer="\x1b]0;{a}\x07 Bo")
    assert done.code == 0
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.out + done.err)
    (kept,) = exported(db)
    assert (kept["reviewer"], kept["note"]) == ("]0;{a} Bo", "[31mred [bold]")
    assert "\x1b" not in dedup("export", "reviews", "--db", db, "--format", "table").out


# --- one word ---------------------------------------------------------------------------------------------------------


def test_a_word_in_one_call_is_shown_everywhere_and_can_be_undone(db: Path) -> None:
    done = review(db, "harbour/reprint", "https://post.example/lock", "--word", "same", "--direction", "a_from_b")
    assert (done.code, done.out, done.err) == (
        0, "Ines Falk (today): harbour/reprint was made from harbour/origin.\n", ""
    )  # fmt: skip
    relations = {(one["a"], one["b"]): one for one in dedup("export", "relations", "--db", db).lines()}
    assert (relations[PAIR]["kind"], relations[PAIR]["direction"], relations[PAIR]["reviewed"]) == (
        "near_copy", "b_from_a", "same"
    )  # fmt: skip
    assert relations["harbour/excerpt", "harbour/origin"]["reviewed"] is None
    pairs = {(one["a"], one["b"]): one["reviewed"] for one in dedup("export", "derivations", "--db", db).lines()}
    assert pairs[PAIR] == "same"
    story = dedup("story", "harbour/origin", "--db", db, "--format", "json").json()
    assert {one["article"]: one["reviewed"] for one in story["members"]} == {
        "harbour/origin": "same", "harbour/reprint": "same", "harbour/excerpt": None
    }  # fmt: skip
    assert story["origin"]["article"] == "harbour/origin"
    shown = DAY.sub("(today)", dedup("story", "harbour/origin", "--db", db, "--history").out)
    assert "reviewed: same. from harbour/origin: was made from it, says Ines Falk\n" in shown
    assert shown.endswith(
        "review: same: harbour/origin and harbour/reprint\n"
        "    Ines Falk (today): harbour/reprint was made from\n    harbour/origin.\n"
    )
    compared = dedup("compare", *PAIR, "--db", db)
    assert DAY.sub("(today)", compared.out).endswith(
        "\nWhat people said\n  Ines Falk (today): harbour/reprint was made from\n  harbour/origin.\n"
    )
    record = dedup("compare", *PAIR, "--db", db, "--format", "json").json()
    assert (record["reviewed"], record["kind"], len(record["reviews"])) == ("same", "near_copy", 1)
    undone = review(db, *PAIR, "--undo")
    assert (undone.code, undone.out) == (
        0, "Undone: Ines Falk (today): harbour/reprint was made from harbour/origin.\n"
    )  # fmt: skip
    again = review(db, *PAIR, "--undo")
    assert (again.code, again.err) == (
        2,
        "dedup: There is no review of harbour/origin and harbour/reprint by Ines Falk to undo; `dedup export reviews` "
        "lists all.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (*PAIR, "--word", "unsure", "--direction", "a_from_b"),
            "A direction goes with the word `same` alone; leave it",
        ),
        (
            ("beetle", "beetle", "--word", "same"),
            "A review is of two articles, and beetle was given twice; name another",
        ),
        (("beetle", "gone", "--word", "same"), "The archive holds no article 'gone'; `dedup export articles` lists"),
        (
            ("beetle", "--word", "same"),
            "A review is of two articles: name both, or none to be asked about those in doubt",
        ),
        (("--word", "same"), "--word is said of two articles; name both."),
        (("--undo",), "--undo is said of two articles; name both."),
        (("--story", "s0"), "There is no story 's0'; `dedup stories` lists what there is."),
        ((*PAIR, "--direction", "a_from_b"), "--direction, --credited and --note go with --word"),
        ((*PAIR, "--undo", "--word", "same"), "--undo takes a word back and --word gives one; say one of them."),
    ],
)
def test_what_cannot_be_reviewed(db: Path, arguments: tuple[str, ...], message: str) -> None:
    done = review(db, *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"dedup: {message}")
    assert exported(db) == []


def test_the_reviewer_comes_from_the_environment_else_from_the_login(db: Path) -> None:
    for name, env in (("Bo", {"DEDUP_REVIEWER": "Bo"}), ("ines", {"DEDUP_REVIEWER": "", "LOGNAME": "ines"})):
        call = ("review", *PAIR, "--word", "unsure", "--db", db, "--format", "json")
        assert process(*call, env=env).json()["reviewer"] == name


# --- files ------------------------------------------------------------------------------------------------------------


def test_reviews_go_out_and_in_in_every_format(db: Path, tmp_path: Path) -> None:
    review(db, *PAIR, "--word", "not-same", "--note", '=1+1, "quoted"\nsecond line')
    review(db, "harbour/excerpt", "beetle", "--word", "same", "--direction", "common_origin", reviewer="Bo")
    review(db, "harbour/excerpt", "beetle", "--undo", reviewer="Bo")
    before = exported(db)
    assert len(before) == 2
    for form in ("jsonl", "json", "csv"):
        file, other = tmp_path / f"reviews.{form}", tmp_path / f"{form}.db"
        assert (
            dedup("export", "reviews", "--db", db, "--format", form, "-o", file).err == f"Wrote 2 reviews to {file}.\n"
        )
        done = dedup("import", "reviews", file, "--db", other)
        assert (done.code, done.out, done.err) == (0, "Read 2: 2 added, 0 undone, 0 unchanged, 0 rejected.\n", "")
        assert {one["state"] for one in exported(other)} == {"dormant", "undone"}
        again = dedup("import", "reviews", file, "--db", other, "--format", "json").json()
        assert again == {"read": 2, "added": 0, "undone": 0, "unchanged": 2, "rejected": []}
        assert dedup("ingest", tmp_path / "records.jsonl", "--db", other).code == 0
        assert exported(other) == before
        assert homes(other) == homes(db)


def test_an_undoing_carries_over(db: Path, tmp_path: Path) -> None:
    review(db, *PAIR, "--word", "not-same")
    file, other = tmp_path / "r.jsonl", tmp_path / "o.db"
    dedup("export", "reviews", "--db", db, "-o", file)
    dedup("import", "reviews", file, "--db", other)
    review(db, *PAIR, "--undo")
    dedup("export", "reviews", "--db", db, "-o", file)
    assert (
        dedup("import", "reviews", file, "--db", other).out == "Read 1: 0 added, 1 undone, 0 unchanged, 0 rejected.\n"
    )
    assert exported(other) == exported(db)


GOOD = {"a": "x", "b": "y", "word": "same", "reviewer": "Bo", "at": "2026-03-04T12:00:00+00:00"}
BAD: list[tuple[object, str]] = [
    ({**GOOD, "b": "x"}, "is no review: it is of an article with itself"),
    ({**GOOD, "word": "perhaps"}, "is no review: its `word` is 'perhaps', and can be same, not_same, unsure"),
    ({**GOOD, "word": "unsure", "direction": "a_from_b"}, "is no review: a direction can only be given to a pair that"),
    ({**GOOD, "direction": "undetermined"}, "is no review: a direction can only be given"),
    ({**GOOD, "at": "yesterday"}, "is no review: its `at` is 'yesterday', which is no time such as 2026-03-04"),
    ({**GOOD, "at": "2026-03-04T12:00:00"}, "is no review: its `at` has no zone"),
    ({**GOOD, "at": "9999-01-01T00:00:00+00:00"}, "is no review: its time 9999-01-01T00:00:00+00:00 has not come yet"),
    ({**GOOD, "at": "0001-01-01T00:00:00+14:00"}, "is no review: "),
    ({**GOOD, "at": None}, "is no review: it has no `at`"),
    ({**GOOD, "a": 7}, "is no review: its `a` is no string"),
    ({**GOOD, "a": ""}, "is no review: it has no `a`"),
    ({**GOOD, "reviewer": "\x1b"}, "is no review: it has no reviewer"),
    ({**GOOD, "note": "n" * 2001}, "is no review: its `note` has more than 2,000 characters"),
    ({**GOOD, "note": "n" * 70_000}, "is longer than 65,536 bytes, too long for a review"),
    ([1], "is a list, not a JSON object with fields"),
]


def test_bad_lines_are_named_and_the_rest_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "reviews.jsonl"
    lines = [json.dumps(GOOD), *(json.dumps(value) for value, _ in BAD), "{", "", "[" * 50_000]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = dedup("import", "reviews", file, "--db", tmp_path / "a.db")
    assert (done.code, done.out) == (
        3,
        f"Read {len(BAD) + 3}: 1 added, 0 undone, 0 unchanged, {len(BAD) + 2} rejected.\n",
    )
    said = done.err.splitlines()
    assert len(said) == len(BAD) + 2
    for number, ((_, reason), line) in enumerate(zip(BAD, said, strict=False), 2):
        assert line.startswith(f"rejected {file}:{number}: {reason}")
    assert said[-2].startswith(f"rejected {file}:{len(BAD) + 2}: is not JSON")
    assert said[-1].startswith(f"rejected {file}:{len(BAD) + 4}: is JSON nested too deep")


@pytest.mark.parametrize(
    ("name", "content", "code", "message"),
    [
        ("none", None, 2, "dedup: There is no file "),
        ("table.csv", b"name,age\nIda,7\n", 1, "is no file of reviews: its first line does not name the columns"),
        ("empty", b"", 1, "is no file of reviews: its first line"),
        ("list.json", b"[" * 200_000, 1, "is not JSON"),
        ("binary", b"\x00\x01\x02" * 100, 1, "is no file of reviews: neither JSON nor CSV"),
    ],
)
def test_files_that_hold_no_reviews(tmp_path: Path, name: str, content: bytes | None, code: int, message: str) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    done = dedup("import", "reviews", file, "--db", tmp_path / "a.db")
    assert (done.code, done.out) == (code, "")
    assert message in done.err


def test_json_lines_of_no_review_are_taken_as_they_were_written(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "none.jsonl"
    assert dedup("export", "reviews", "--db", db, "--format", "jsonl", "-o", file).code == 0
    done = dedup("import", "reviews", file, "--db", tmp_path / "a.db")
    assert (done.code, done.out) == (0, "Read 0: 0 added, 0 undone, 0 unchanged, 0 rejected.\n")


def test_a_cell_of_any_length_costs_one_review(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_bytes(b"a,b,word,reviewer,at\n" + b"x" * 200_000)
    done = dedup("import", "reviews", file, "--db", tmp_path / "a.db")
    assert (done.code, done.out) == (1, "Read 1: 0 added, 0 undone, 0 unchanged, 1 rejected.\n")
    assert f"{file}:2: is no review: its `a` has more than 2,000 characters" in done.err


def test_only_bad_lines_is_a_failure(tmp_path: Path) -> None:
    done = dedup("import", "reviews", jsonl(tmp_path / "r.jsonl", [{"a": "x"}]), "--db", tmp_path / "a.db")
    assert done.code == 1


def test_reviews_as_csv_are_safe_in_a_spreadsheet(db: Path) -> None:
    review(db, *PAIR, "--word", "same", "--note", "=cmd()")
    (row,) = csv.DictReader(io.StringIO(dedup("export", "reviews", "--db", db, "--format", "csv").out))
    assert row["note"] == "'=cmd()"


def test_whether_the_source_is_named_is_said_by_key_or_option_and_imported(db: Path, tmp_path: Path) -> None:
    done = review(db, "harbour/origin", "harbour/reprint", keys="x\ny\nb\n")
    assert done.out.endswith("harbour/reprint was made from harbour/origin; the source is named.\n")
    done = review(db, "harbour/origin", "harbour/reprint", "--word", "same", "--uncredited")
    assert "the source is not named" in done.out
    for options in (("--word", "unsure", "--credited"), ("--credited",)):
        assert review(db, "harbour/origin", "harbour/reprint", *options).code == 2
    for form in ("jsonl", "csv"):
        kept, other = tmp_path / f"reviews.{form}", tmp_path / f"{form}.db"
        assert dedup("export", "reviews", "--db", db, "--format", form, "-o", kept).code == 0
        assert dedup("import", "reviews", kept, "--db", other).code == 0
        assert [one["credited"] for one in exported(other)] == [True, False]
