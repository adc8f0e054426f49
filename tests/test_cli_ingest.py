"""`dedup ingest`, and every sort of bad input as the command line meets it."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dedup.cli import progress
from dedup.model import Outcome
from tests.archive_factories import BANK, BEETLE, HARBOUR, RAIL
from tests.cli_factories import HOSTILE, dedup, family, jsonl, process, record
from tests.ingest_factories import page

GOOD = "\n\n".join(RAIL)


def ingest(folder: Path, *sources: object) -> tuple[int, dict[str, Any], list[str]]:
    """Exit code, report, and the keys held after it."""
    db = folder / "a.db"
    done = dedup("ingest", *sources, "--db", db, "--format", "json")
    held = [str(line["id"]) for line in dedup("export", "articles", "--db", db).lines()]
    return done.code, done.json(), held


def test_the_report_for_programs(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "r.jsonl", family())
    assert ingest(tmp_path, source)[:2] == (
        0,
        {"read": 5, "stored": 5, "unchanged": 0, "revised": 0, "rejected": []},
    )


def test_the_same_again_is_unchanged_and_a_changed_text_is_a_revision(tmp_path: Path) -> None:
    ingest(tmp_path, jsonl(tmp_path / "r.jsonl", family()))
    changed = family()
    changed[3]["text"] = "\n\n".join(BEETLE[:5])
    code, report, held = ingest(tmp_path, jsonl(tmp_path / "r.jsonl", changed))
    assert (code, len(held)) == (0, 5)
    assert report == {"read": 5, "stored": 0, "unchanged": 4, "revised": 1, "rejected": []}


def test_the_report_for_people(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "r.jsonl", family())
    broken = tmp_path / "empty.txt"
    broken.touch()
    db = tmp_path / "a.db"
    done = dedup("ingest", source, broken, "--db", db)
    assert done.code == 3
    assert done.out == (
        "Read 6: 5 stored, 0 unchanged, 0 revised, 1 rejected.\n"
        f"{db} now holds 5 articles, and 1 story of two or more of them.\n"
    )
    assert done.err == f"rejected {broken}: is empty\n"


def test_a_folder_a_pattern_and_standard_input(tmp_path: Path) -> None:
    folder = tmp_path / "pages" / "deep"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b1.txt").write_text("\n\n".join(BANK), encoding="utf-8")
    (tmp_path / "b2.txt").write_text("\n\n".join(BEETLE), encoding="utf-8")
    db = tmp_path / "a.db"
    arguments = ("ingest", tmp_path / "pages", tmp_path / "b*.txt", "-", "--db", db, "--format", "json")
    done = dedup(*arguments, stdin="\n\n".join(HARBOUR).encode())
    assert done.code == 0
    assert [line["id"] for line in dedup("export", "articles", "--db", db).lines()] == [
        "-",
        f"{tmp_path}/b1.txt",
        f"{tmp_path}/b2.txt",
        f"{folder}/a.txt",
    ]


def test_a_packed_data_set(tmp_path: Path) -> None:
    packed = tmp_path / "r.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(record("x", GOOD)).encode()))
    assert ingest(tmp_path, packed)[2] == ["x"]


def test_the_archive_of_the_environment_and_its_default(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "r.jsonl", family())
    assert process("ingest", source, cwd=tmp_path).code == 0
    assert process("ingest", source, cwd=tmp_path, env={"DEDUP_DB": "other.db"}).code == 0
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["dedup.db", "other.db"]


# --- bad input --------------------------------------------------------------------------------------------------------


def deep(path: Path) -> None:
    path.write_text("<html><body>" + "<div>" * 100_000 + "<p>" + GOOD + "</p>", encoding="utf-8")


def huge(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(b"<html><body>" + b"<p>Words and words.</p>\n" * 20_000)
        stream.truncate(200_000_000)


BAD_FILES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "empty": ("a.txt", Path.touch, "is empty"),
    "white space": ("a.txt", lambda path: path.write_text(" \n\t\n " * 50), "holds nothing but white space"),
    "short": ("a.txt", lambda path: path.write_text("Rain later today."), "word"),
    "binary": ("a.txt", lambda path: path.write_bytes(bytes(range(256)) * 8), "binary"),
    "image": ("a.html", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500)), "image"),
    "huge": ("a.html", huge, "200 MB"),
    "deep": ("a.html", deep, "nested"),
    "dangling link": ("a.txt", lambda path: path.symlink_to("nowhere"), "is a link to a file that does not exist"),
    "link to itself": ("a.txt", lambda path: path.symlink_to(path), "is a link that cannot be followed"),
    "pipe": ("a.txt", os.mkfifo, "is a named pipe"),
    "broken gzip": ("a.jsonl.gz", lambda path: path.write_bytes(gzip.compress(b'{"text": "x"}')[:-12]), "gzip"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_named_and_the_others_are_stored(tmp_path: Path, name: str) -> None:
    file, make, reason = BAD_FILES[name]
    folder = tmp_path / "in"
    folder.mkdir()
    make(folder / file)
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    code, report, held = ingest(tmp_path, folder)
    (rejected,) = report["rejected"]
    assert (code, report["read"], report["stored"], held) == (3, 2, 1, [f"{folder}/good.txt"])
    assert rejected["source"].startswith(f"{folder}/{file}")
    assert reason in rejected["reason"]
    alone = dedup("ingest", folder / file, "--db", tmp_path / "alone.db")
    assert alone.code == 1
    assert alone.err.startswith(f"rejected {folder}/{file}")


BAD_LINES: dict[str, tuple[object, str]] = {
    "broken": ('{"id": "x", "text": "unfinished', "is not JSON"),
    "no body": ({"id": "x", "title": "Only a title"}, "has neither `text` nor `html`"),
    "number for text": ({"id": "x", "text": 5}, "has a number in `text`"),
    "list for title": (record("x", GOOD, title=["a"]), "has a list in `title`"),
    "list": ([1, 2], "is a list"),
    "object for date": (record("x", GOOD, published={"day": 1}), "has an object in `published`"),
    "other text": (record("good", "\n\n".join(BANK)), "has the same key 'good'"),
    "too short": (record("x", "Rain."), "word"),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_line_is_named_by_its_number_and_the_others_are_stored(tmp_path: Path, name: str) -> None:
    line, reason = BAD_LINES[name]
    source = tmp_path / "r.jsonl"
    lines = [record("good", GOOD), line, record("last", "\n\n".join(BEETLE))]
    written = [item if isinstance(item, str) else json.dumps(item) for item in lines]
    source.write_text("\n".join(written) + "\n", encoding="utf-8")
    code, report, held = ingest(tmp_path, source)
    (rejected,) = report["rejected"]
    assert (code, held) == (3, ["good", "last"])
    assert rejected["source"] == f"{source}:2"
    assert reason in rejected["reason"]


@pytest.mark.parametrize("name", ["bytes", "nul", "year 3000", "surrogate"])
def test_what_can_be_mended_is_stored(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in.txt"
    if name == "bytes":
        source.write_bytes(GOOD.encode() + b"\n\nAnd \xff\xfe more.")
    elif name == "nul":
        source = jsonl(tmp_path / "in.jsonl", [record("x", GOOD + "\n\nAnd \0 more.", title="T\0itle")])
    elif name == "surrogate":
        source.write_text(json.dumps(record("x", GOOD + " \ud800", title="half \ud800")), encoding="utf-8")
        source = source.rename(tmp_path / "in.jsonl")
    else:
        source = jsonl(tmp_path / "in.jsonl", [record("x", GOOD, published="3000-01-01")])
    code, report, held = ingest(tmp_path, source)
    assert (code, report["stored"], len(held)) == (0, 1, 1)
    (line,) = dedup("export", "articles", "--db", tmp_path / "a.db").lines()
    assert "\0" not in json.dumps(line)
    if name == "year 3000":
        assert line["published"] is None
        assert [finding["code"] for finding in line["findings"]] == ["date_refused"]


def test_a_folder_loop_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "loop").symlink_to(folder)
    code, report, held = ingest(tmp_path, folder)
    assert (code, held) == (3, [f"{folder}/good.txt"])
    assert report["rejected"] == [
        {"source": f"{folder}/loop", "reason": "is a link back to a folder that contains it; the loop was not followed"}
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0)
    done = dedup("ingest", path, "--db", tmp_path / "a.db")
    assert done.code == 1
    assert done.err == f"rejected {path}: cannot be opened: permission denied\n"


def test_a_name_that_is_hostile_does_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / f"{HOSTILE.replace('/', '')}.txt"
    path.touch()
    for done in (
        dedup("ingest", folder, "--db", tmp_path / "a.db"),
        dedup("ingest", f"{HOSTILE}\0", "--db", tmp_path / "a.db"),
        dedup("ingest", path, "--db", tmp_path / "a.db", "--format", "json"),
    ):
        assert done.code == 1
        assert "[bold]news[" in done.out + done.err
        assert not any(char in done.out + done.err for char in "\x1b\x9b\x07\u202e")


def test_nothing_to_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    done = dedup("ingest", folder, "--db", tmp_path / "a.db", "--format", "json")
    assert (done.code, done.json()["read"]) == (1, 0)
    assert done.err == f"dedup: Nothing to read was found in {folder}.\n"


# --- bad archives -----------------------------------------------------------------------------------------------------


def test_a_file_that_is_no_archive_is_left_alone(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "r.jsonl", family())
    foreign = tmp_path / "letter.db"
    foreign.write_text("Dear reader, this is a letter and no database.", encoding="utf-8")
    before = foreign.read_bytes()
    for command in (("ingest", source), ("stories",), ("db", "check"), ("db", "upgrade")):
        done = dedup(*command, "--db", foreign)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith(f"dedup: {foreign} is not an archive of dedup")
    assert foreign.read_bytes() == before


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "r.jsonl", family())
    db = tmp_path / "a.db"
    assert dedup("ingest", source, "--db", db).code == 0
    db.write_bytes(db.read_bytes()[:20_000])
    for command in (("ingest", source), ("stories",), ("export", "articles")):
        done = dedup(*command, "--db", db)
        assert (done.code, done.out) == (1, "")
        assert "damaged" in done.err


def test_a_full_disk_ends_in_a_sentence_and_a_whole_archive(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk; Python gets an error where a file would grow beyond it."""
    source = jsonl(tmp_path / "r.jsonl", family())
    db = tmp_path / "a.db"
    assert dedup("ingest", source, "--db", db).code == 0
    many = [record(f"k{i}", f"{GOOD}\n\nNumber {i}. {'x' * 2000}", language="en") for i in range(120)]
    more = jsonl(tmp_path / "m.jsonl", many)
    limited = f'ulimit -f {(db.stat().st_size >> 10) + 64}; exec "$@"'
    done = process(sys.executable, "-m", "dedup", "ingest", more, "--db", db, program=("bash", "-c", limited, "bash"))
    assert done.code == 1
    assert done.err.startswith(f"dedup: The archive {db} could not be written")
    assert "Traceback" not in done.err
    assert dedup("db", "check", "--db", db).code == 0
    assert len(dedup("export", "articles", "--db", db).lines()) >= 5


# --- progress ---------------------------------------------------------------------------------------------------------


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_long_read_says_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with progress.Meter(1000, quiet=False, clock=clock) as meter:
        meter.on_bytes(100)
        clock.now = 11.0
        meter.on_article(Outcome.STORED)
        meter.on_bytes(400)
        clock.now = 22.0
        meter.on_bytes(0)
    assert capsys.readouterr().err == "1 article so far, 10 % of the input\n1 article so far, 50 % of the input\n"


def test_a_read_of_unknown_length_says_no_share(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with progress.Meter(None, quiet=False, clock=clock) as meter:
        clock.now = 11.0
        meter.on_article(Outcome.STORED)
    assert capsys.readouterr().err == "1 article so far\n"


def test_a_quiet_read_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with progress.Meter(None, quiet=True, clock=clock) as meter:
        clock.now = 99.0
        meter.on_bytes(1)
    assert capsys.readouterr().err == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("total", [1000, None])
def test_a_terminal_shows_a_bar_after_a_second(monkeypatch: pytest.MonkeyPatch, total: int | None) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    clock = Clock()
    with progress.Meter(total, quiet=False, clock=clock) as meter:
        meter.on_article(Outcome.STORED)
        assert terminal.getvalue() == ""
        clock.now = 2.0
        meter.on_bytes(500)
        meter.on_article(Outcome.STORED)
    drawn = terminal.getvalue()
    assert "2 articles" in drawn
    assert ("50%" in drawn) == (total is not None)


# --- processes --------------------------------------------------------------------------------------------------------


def test_any_number_of_processes_gives_the_same_archive(tmp_path: Path) -> None:
    first, *others = family()
    paged: dict[str, object] = {"id": "page", "html": page(), "url": "https://courier.example/piles"}
    again = {**first, "text": "Something else entirely. " * 30}
    source = jsonl(tmp_path / "r.jsonl", [first, *others, paged, {"html": "<p>short"}, again])
    found = []
    for processes in (0, 1, 3):
        db = tmp_path / f"{processes}.db"
        taken = dedup("ingest", source, "--db", db, "--processes", processes, "--format", "json")
        exports = [dedup("export", what, "--db", db).out for what in ("articles", "relations", "stories")]
        found.append((taken.code, taken.out, *exports))
    assert found[0][0] == 3
    assert found[1:] == found[:1] * 2


def test_a_negative_number_of_processes_is_refused(tmp_path: Path) -> None:
    done = dedup("ingest", tmp_path, "--db", tmp_path / "a.db", "--processes", "-1")
    assert (done.code, done.out) == (2, "")
