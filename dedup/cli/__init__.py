"""The command line: arguments in, data on stdout, talk on stderr, an exit code. No logic of its own."""

from dedup.cli.entry import main

__all__ = ["main"]
