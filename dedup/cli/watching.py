"""The command `watch` with its arguments and its help; see `dedup.cli.app`."""
# ruff: noqa: PLC0415 - nothing heavy is imported before a command is called

from __future__ import annotations

from typing import Annotated

import typer

from dedup.cli.options import DEFAULT, Database, Quiet


def watch(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A TOML file that lists what to watch.")],
    db: Database = DEFAULT,
    once: Annotated[
        bool, typer.Option("--once", help="Look at what is due, and end; 3 if a source failed or alerts are stuck.")
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Watch sources, and tell of copies of your own articles.

    Each source in the file, a feed, site map or page, has a url, a side (own or suspect), and may have a kind (auto,
    page, feed, sitemap), an interval ("15m") and a name. What is new is taken into the archive. An article that shares
    its text with one of your own, and is not where that was taken from, is told of once: on stdout, and where [alerts]
    in the file says so, in a file of JSON lines (jsonl), by a POST (webhook) and in an Atom feed (atom).

    A source that fails is told of once, asked less and less often, and told of again when it is back. The watch ends
    with SIGINT or SIGTERM; whenever and however it ends, the next one goes on where it was.
    """
    from dedup.cli.watch import run

    return run(file, db, once=once, quiet=quiet)
