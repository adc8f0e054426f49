"""The command line: arguments in, data on stdout, talk on stderr, an exit code. No logic of its own."""

from __future__ import annotations

import atexit
import gc

__all__ = ["main"]

# Objects made before Python looks for rubbish that only cycles hold, 700 as it comes. Modules that are loaded make
# none, and articles next to none: looking takes a fifth of the time of `dedup stories`, and of an ingest a twentieth.
gc.set_threshold(200_000)
# Nor is all that was loaded looked through once more when the process is about to end.
atexit.register(gc.freeze)


def main(arguments: list[str] | None = None) -> int:
    """Run a command line (`sys.argv` with None) and give its exit code; see `dedup.cli.entry`."""
    # Processes that read pages load the file that was called, and so this one, and no more of it.
    from dedup.cli.entry import main as run  # noqa: PLC0415

    return run(arguments)
