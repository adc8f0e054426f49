"""The command line: arguments in, data on stdout, talk on stderr, an exit code. No logic of its own."""

import gc

# Objects made before Python looks for rubbish that only cycles hold, 700 as it comes. Modules that are loaded make
# none, and articles next to none: looking takes a tenth of the time of `dedup stories`, and of an ingest a twentieth.
gc.set_threshold(50_000)

from dedup.cli.entry import main  # noqa: E402 - loads hundreds of modules

__all__ = ["main"]
