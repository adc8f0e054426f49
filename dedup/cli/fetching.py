"""The command `dedup fetch` with its arguments and its help; see `dedup.cli.app`."""
# ruff: noqa: PLC0415 - nothing heavy is imported before a command is called

from __future__ import annotations

from typing import Annotated

import typer

from dedup.cli.options import Allowed, View, Viewed


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
