"""The command line: arguments in, data on stdout, talk on stderr, an exit code. No logic of its own."""

from __future__ import annotations

import dedup.rubbish  # noqa: F401

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run a command line (`sys.argv` with None) and give its exit code; see `dedup.cli.entry`."""
    # Processes that read pages load the file that was called, and so this one, and no more of it.
    from dedup.cli.entry import main as run  # noqa: PLC0415

    return run(arguments)
