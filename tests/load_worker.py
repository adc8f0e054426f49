"""A process that uses an archive for as long as it lives, for the trial of load and faults.

    python -m tests.load_worker write ARCHIVE PART...
    python -m tests.load_worker read ARCHIVE PART NUMBER

It calls the program's own commands, one after another, each of which opens the archive and closes it. A writer ingests
the parts, files of articles; a reader asks in turn all that can be asked, beginning at its number, and ends itself if
an article that it has seen is gone. A line says `begin`, then `done` or `failed`, with the command.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from dedup.cli import main as dedup

THINKS = 0.5
"""Seconds between two questions of a reader: ten that ask without a pause leave two cores nothing for the writers."""


def articles(first: int, last: int) -> Iterator[dict[str, object]]:
    """The articles of these numbers: families of twelve about one subject, and one story that most families add to."""
    # Here, because a reader's start is not to wait for it.
    from tests.archive_factories import BRIDGE, edited, invented  # noqa: PLC0415

    crowd = "\n\n".join(BRIDGE)
    for number in range(first, last):
        family, place = divmod(number, 12)
        origin = invented(family, 200)
        text = {
            0: origin,
            1: origin,
            2: edited(origin, 0.06, number),
            3: edited(edited(origin, 0.06, number), 0.06, number + 1),
            4: origin.partition("\n")[2],
            5: edited(crowd, 0.04, number),
            6: f"{origin}\n\n{invented(number, 150)}",
            7: f"{edited(origin, 0.15, number)}\n\nSource: Outlet {family % 30}",
        }.get(place, invented(-number, 120))
        yield {
            "id": f"n{number:06}",
            "text": text,
            "publisher": f"Outlet {(family + place) % 30}",
            "published": f"2025-{1 + family % 12:02}-{1 + place:02}T08:00:00Z",
        }


def questions(db: str, part: Path, folder: Path) -> Iterator[tuple[str, ...]]:
    """The commands that a reader calls."""
    asked = [json.loads(line) for line in part.read_text(encoding="utf-8").splitlines()]
    text = folder / "asked.txt"
    text.write_text(str(asked[0]["text"]), encoding="utf-8")
    a, b = (str(one["id"]) for one in asked[:2])
    for command in (
        ("export", "articles"),
        ("stories",),
        ("stories", "--format", "jsonl", "--uncredited"),
        ("check", str(text)),
        ("export", "relations"),
        ("compare", a, b),
        ("export", "derivations"),
        ("origin", a),
        ("export", "nodes"),
        ("story", a),
        ("db", "check"),
        ("first", " ".join(str(asked[0]["text"]).split()[:12])),
        ("sources",),
        ("export", "candidates"),
        ("db", "backup", str(folder / "copy.db")),
    ):
        yield (*command, "--db", db)


def call(*arguments: str) -> tuple[int, str, str]:
    """One command: its exit code, what it wrote, and what it said."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = dedup(list(arguments))
    return code, out.getvalue(), err.getvalue()


def say(*words: str) -> None:
    os.write(1, (" ".join(" ".join(words).split()) + "\n").encode())


def write(db: str, parts: list[str]) -> int:
    for part in parts:
        say("begin", part)
        code, _, err = call("ingest", part, "--db", db, "--quiet")
        if code:
            say("failed", part, err)
            return code
        say("done", part)
    return 0


def read(db: str, part: str, number: int) -> int:
    seen: set[str] = set()
    pause = threading.Event()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands = list(questions(db, Path(part), folder))
        for command in itertools.chain(commands[number % len(commands) :], itertools.cycle(commands)):
            say("begin", *command)
            code, out, err = call(*command)
            if code:
                say("failed", *command, err, out[:200])
                return code
            if command[:2] == ("export", "articles"):
                held = {json.loads(line)["id"] for line in out.splitlines()}
                if gone := seen - held:
                    say("failed", "articles that were seen are gone:", *sorted(gone)[:5])
                    return 1
                seen = held
            (folder / "copy.db").unlink(missing_ok=True)
            say("done", *command)
            pause.wait(THINKS)
    return 0


if __name__ == "__main__":
    role, archive, *rest = sys.argv[1:]
    sys.exit(write(archive, rest) if role == "write" else read(archive, rest[0], int(rest[1])))
