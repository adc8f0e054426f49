"""The commands about what was received and how it changed, with their arguments and their help; see `dedup.cli.app`."""
# ruff: noqa: PLC0415 - nothing heavy is imported before a command is called

from __future__ import annotations

from typing import Annotated

import typer

from dedup.cli.options import DEFAULT, Database, Quiet, View, Viewed
from dedup.report.writers import Format

Asked = Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's key or address.")]


def capture(
    name: Asked,
    db: Database = DEFAULT,
    number: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="The capture of this number; the newest if not given.")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.")
    ] = None,
    warc: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write it as a record of a web archive, packed if FILE ends in .gz."),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the captures instead: times, addresses, sizes.")] = False,
    form: Annotated[Format | None, typer.Option("--format", help="How to list them; implies --list.")] = None,
    quiet: Quiet = False,
) -> int:
    """Write out what an article was read from, byte for byte.

    Captures are kept by `dedup ingest --keep-pages`. The bytes are checked against their SHA-256 before they are
    written; a line of a data set, a whole feed or a page is what stands for an article's capture.
    """
    from dedup.cli.captures import run_capture, run_captures

    if listed or form is not None:
        return run_captures(name, db, form or Format.TABLE, number=number)
    return run_capture(name, db, number=number, target=target, warc=warc, quiet=quiet)


def revisions(name: Asked, db: Database = DEFAULT, view: Viewed = View.TABLE) -> int:
    """Show the states that an article was in, and what changed.

    Between two states stand the sentences that went (-), came (+), moved (>) or were reworded (~), with [-old-] and
    {+new+} words, and the numbers, names and quotations that changed. Copies that still have the old wording are named.
    What stands around an article, such as counters or the time of the last change, makes no state of its own.
    """
    from dedup.cli.revisions import run_revisions

    return run_revisions(name, db, as_json=view is View.JSON)
