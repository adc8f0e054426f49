"""The commands about the web with their arguments and their help; see `dedup.cli.app`."""
# ruff: noqa: PLC0415 - nothing heavy is imported before a command is called

from __future__ import annotations

from typing import Annotated

import typer

from dedup.cli.options import DEFAULT, Allowed, Database, Quiet, View, Viewed


def fetch(
    address: Annotated[str, typer.Argument(metavar="URL", help="An http(s) address.")],
    told: Annotated[
        bool, typer.Option("--explain", help="Tell what was met on the way, and why it was taken for what.")
    ] = False,
    allow: Allowed = None,
    view: Viewed = View.TABLE,
) -> int:
    """Show what stands at an address, without storing it.

    Prints the text of the article as it was extracted. With --explain: addresses the name resolved to, redirects,
    encryption, type and encoding, what was taken and what was left out, dates with their sources, what was made of a
    canonical link, and the feeds that the page names.
    """
    from dedup.cli.fetch import run_explain, run_fetch

    return (run_explain if told else run_fetch)(address, allow or (), as_json=view is View.JSON)


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
