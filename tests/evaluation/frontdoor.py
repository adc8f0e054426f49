"""The program as a user meets it: commands in a process of their own, on an archive of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
REJECTED = 3  # done, but some inputs were rejected

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """The command line, called on one archive."""

    archive: Path

    def ingest(self, *sources: Path) -> Row:
        """Take in files or folders; the report as the program prints it."""
        report: Row = json.loads(self.run("ingest", *map(str, sources), "--format", "json"))
        return report

    def articles(self) -> list[Row]:
        """All articles as exported."""
        return self._rows("export", "articles")

    def relations(self) -> list[Row]:
        """All relations as exported."""
        return self._rows("export", "relations")

    def candidates(self) -> list[Row]:
        """All candidates as exported."""
        return self._rows("export", "candidates")

    def stories(self) -> list[Row]:
        """All stories as listed."""
        return self._rows("stories")

    def _rows(self, *command: str) -> list[Row]:
        return [json.loads(line) for line in self.run(*command, "--format", "jsonl").splitlines()]

    def run(self, *command: str) -> str:
        """What a command prints; raises RuntimeError with its complaint where it fails."""
        called = subprocess.run(
            [sys.executable, "-m", "dedup", *command, "--db", str(self.archive)],
            cwd=ROOT,
            env=os.environ | {"PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if called.returncode not in {0, REJECTED}:
            raise RuntimeError(f"`dedup {' '.join(command)}` ended with {called.returncode}:\n{called.stderr[-4000:]}")
        return called.stdout
