"""`make fuzz`: a fuzzer goes through all that the desk says of itself, and nothing may break or show its inside.

    python -m tests.desk_fuzz [--seconds 120] [--examples N] [--seed N]

It makes an archive of the samples and of hostile articles, serves it, and lets schemathesis ask for two minutes what
/openapi.json describes and what it forbids. Ends with 1 where an answer was a 5xx or showed a traceback.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dedup.archive import Archive
from tests.desk_archive import ORIGIN, REPRINT, REWRITE, keys, made
from tests.desk_hooks import COOKIE, KNOWN, VOUCHER
from tests.desk_server import Desk, served

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 120
EXAMPLES = 200
"""Of each operation in one round; rounds follow one another until the time is up."""


def command(desk: Desk, *, examples: int, seconds: int | None = None, seed: int | None = None) -> list[str]:
    """The call of schemathesis: for so long, or without `seconds` one round; a `seed` makes it the same each time."""
    return [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{desk.origin}/openapi.json"),
        *("--checks", "not_a_server_error,nothing_of_the_inside", "--mode", "all"),
        *("--phases", "fuzzing" if seconds is None else "coverage,fuzzing"),
        *("--max-examples", str(examples), "--continue-on-failure", "--suppress-health-check", "all"),
        *("--request-timeout", "30", "--warnings", "off", "--no-color"),
        *(("--max-time", str(seconds)) if seconds is not None else ()),
        *(("--generation-database", "none") if seed is None else ("--seed", str(seed), "--generation-deterministic")),
    ]


def surroundings(desk: Desk) -> dict[str, str]:
    """What the hooks read from the environment, see `tests.desk_hooks`."""
    first = desk.ask("/")
    voucher = re.search(r'name="voucher" value="([^"]+)"', first.text)
    assert voucher is not None
    with Archive.open(desk.file, create=False) as archive:
        stories = [story.id for story in archive.stories()]
    articles = [ORIGIN, REPRINT, REWRITE, *keys("markup"), *keys("key"), *keys("word")]
    known = dict.fromkeys(("a", "b", "key"), articles) | dict.fromkeys(("story", "story_id", "name"), stories)
    return {
        COOKIE: str(first.headers["Set-Cookie"]).partition(";")[0],
        VOUCHER: voucher[1],
        KNOWN: json.dumps(known),
        "SCHEMATHESIS_HOOKS": "tests.desk_hooks",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }


def fuzzed(
    desk: Desk, *, examples: int, seconds: int | None = None, seed: int | None = None
) -> subprocess.CompletedProcess[str]:
    """What schemathesis says of a desk."""
    return subprocess.run(
        command(desk, seconds=seconds, examples=examples, seed=seed),
        env=os.environ | surroundings(desk),
        cwd=desk.file.parent,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz a desk over a fresh archive; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, served(made(Path(folder) / "desk.db")) as desk:
        done = fuzzed(desk, seconds=asked.seconds, examples=asked.examples, seed=asked.seed)
    sys.stdout.write(done.stdout)
    return min(done.returncode, 1)


if __name__ == "__main__":
    sys.exit(main())
