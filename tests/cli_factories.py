"""The command line as tests call it, in this process or in one of its own, and small archives to call it on."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from dedup.cli import main
from tests.archive_factories import BEETLE, HARBOUR, SCHOOL

ROOT = Path(__file__).resolve().parent.parent

HOSTILE = "\x1b[31mRED\x1b[0m [bold]news[/bold] \x9b2J\u202eevil\x07 :boom: {a} =1+1"
"""A title with a colour, markup, an 8-bit escape, a right-to-left override, a bell and an emoji code."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a call ended."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def dedup(*arguments: object, stdin: bytes = b"", columns: int = 80) -> Done:
    """Call the real program in this process, with its streams as pipes."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2)]
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with (
        mock.patch.object(sys, "stdout", streams[0]),
        mock.patch.object(sys, "stderr", streams[1]),
        mock.patch.object(sys, "stdin", given),
        mock.patch.dict(os.environ, {"COLUMNS": str(columns), "NO_COLOR": "1"}),
    ):
        code = main([str(argument) for argument in arguments])
    for stream in streams:
        stream.flush()
    out, err = (stream.detach().getvalue().decode() for stream in streams)
    return Done(code, out, err)


def process(
    *arguments: object,
    program: Sequence[str] = (sys.executable, "-m", "dedup"),
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Done:
    """Call the real program, or another one, in a process of its own."""
    called = subprocess.run(
        [*program, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, "COLUMNS": "80", "PYTHONPATH": str(ROOT), **(env or {})},
        cwd=cwd,
        check=False,
        timeout=120,
    )
    return Done(called.returncode, called.stdout.decode(), called.stderr.decode())


def record(key: str, text: str, **fields: object) -> dict[str, object]:
    return {"id": key, "text": text, **fields}


def family() -> list[dict[str, object]]:
    """An origin, a reprint that drops its last paragraph, an excerpt with a body of its own, and two strangers."""
    return [
        record(
            "harbour/origin",
            "\n\n".join(HARBOUR),
            url="https://post.example/lock",
            title="Lock at Vessholm stays shut",
            publisher="Vessholm Post",
            published="2024-10-09T06:30:00Z",
        ),
        record(
            "harbour/reprint",
            "\n\n".join(HARBOUR[:5]),
            title="Barges wait at broken lock",
            publisher="Karlby Echo",
            published="2024-10-10",
        ),
        record(
            "harbour/excerpt",
            "\n\n".join([*SCHOOL[2:5], *HARBOUR[:3]]),
            title="Round-up of the week",
            publisher="Lagoon Weekly",
            published="2024-10-13",
        ),
        record("beetle", "\n\n".join(BEETLE), title="Beetle found", published="2024-05-05"),
        record("hostile", "\n\n".join(SCHOOL), title=HOSTILE, publisher="=cmd|'/c calc'!A1"),
    ]


def jsonl(path: Path, records: Iterable[Mapping[str, object]]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in records), encoding="utf-8")
    return path


def archive(folder: Path, records: list[dict[str, object]] | None = None) -> Path:
    """An archive with the given records, or the family, made by the program itself."""
    db = folder / "a.db"
    done = dedup("ingest", jsonl(folder / "records.jsonl", records or family()), "--db", db)
    assert done.code == 0, done.err
    return db
