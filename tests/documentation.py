"""Writes the generated parts of README.md, or with `--check` tells whether they are up to date.

Two parts are the program's own output: what `make demo` prints, and the help of every command; one is what `make bench`
measured when it was last published. Each stands between a pair of comments that name it.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.report import readme as speed

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
COLUMNS = "80"


def output_of(*command: str) -> str:
    """What a command prints on a plain terminal of 80 columns; ends the program if it fails."""
    plain = os.environ | {
        "COLUMNS": COLUMNS,
        "TERMINAL_WIDTH": COLUMNS,
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PYTHONUTF8": "1",
        "BIN": str(Path(sys.executable).parent),
    }
    for forced in ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "DEDUP_DB"):
        plain.pop(forced, None)
    called = subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, encoding="utf-8", check=False)
    if called.returncode:
        sys.exit(f"`{' '.join(command)}` ended with {called.returncode}:\n{called.stderr}")
    return "\n".join(line.rstrip() for line in called.stdout.strip().splitlines())


def commands_in(text: str) -> list[str]:
    """Names of the commands that a help page lists, in its order."""
    _, found, listing = text.partition("\nCommands:\n")
    return re.findall(r"^ {2}([a-z][\w-]*)", listing, re.MULTILINE) if found else []


def reference(*command: str) -> Iterator[str]:
    """The help of a command and, below it, of each command it holds."""
    text = output_of(sys.executable, "-m", "dedup", *command, "--help")
    title = " ".join(("dedup", *command))
    yield f"<details><summary><code>{title}</code></summary>\n\n```text\n{text}\n```\n\n</details>\n"
    for name in commands_in(text):
        yield from reference(*command, name)


def generated(part: str) -> str:
    """The text of one generated part."""
    if part == "demo":
        return f"```text\n{output_of('sh', 'samples/demo.sh')}\n```\n"
    if part == "speed":
        return speed()
    return "## Command reference\n\n" + "\n".join(reference())


def main(arguments: list[str]) -> int:
    """Write the generated parts, or compare them; 1 where they differ."""
    written = README.read_text(encoding="utf-8")
    fresh = written
    for part in ("demo", "speed", "reference"):
        begin, end = f"<!-- {part} -->\n", f"<!-- /{part} -->"
        before, _, rest = fresh.partition(begin)
        fresh = before + begin + generated(part) + end + rest.partition(end)[2]
    if arguments != ["--check"]:
        README.write_text(fresh, encoding="utf-8")
        return 0
    if written == fresh:
        return 0
    sys.stderr.writelines(difflib.unified_diff(written.splitlines(True), fresh.splitlines(True), "README.md", "output"))
    print("README.md differs from what the program prints: run `make docs` and commit it.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
