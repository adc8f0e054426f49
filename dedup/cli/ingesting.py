"""The command `ingest` with its arguments and its help; see `dedup.cli.app`."""
# ruff: noqa: PLC0415 - nothing heavy is imported before a command is called

from __future__ import annotations

from typing import Annotated

import typer

from dedup.cli.options import DEFAULT, Allowed, Database, Processes, Quiet, View, Viewed
from dedup.config import LiveLimits


def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE", help="Files, folders, patterns, http(s) addresses, or - for standard input."),
    ],
    db: Database = DEFAULT,
    publishers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="More publishers than are known: a line of name, kind, other names, domains for each."
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="FIELD=COLUMN,...", help="What the columns of tables hold, such as text=body,url=link."),
    ] = None,
    allow: Allowed = None,
    max_pages: Annotated[
        int, typer.Option(metavar="N", min=0, help="Fetch at most so many pages that one feed or site map names.")
    ] = LiveLimits().max_pages,
    whole_pages: Annotated[
        bool, typer.Option("--whole-pages", help="Fetch the pages of a feed also where it holds their text.")
    ] = False,
    keep_pages: Annotated[
        bool, typer.Option("--keep-pages", help="Keep what the articles were read from, for `dedup capture`.")
    ] = False,
    processes: Processes = None,
    view: Viewed = View.TABLE,
    quiet: Quiet = False,
) -> int:
    """Take articles into the archive.

    Sources are saved pages (HTML, MHTML), texts, web archives (WARC, WACZ), feeds that hold whole texts, data sets with
    one JSON object a line, and tables (CSV, Parquet), packed by gzip or not; what a file is gets decided by looking at
    it. Of a feed in a file, entries that hold only a summary are rejected.

    At an address may be a page, a text, a feed or a site map. Pages that a feed or site map names are fetched, each
    once, unless they are held and not said to have changed since; its dates and names count where a page gives none.
    Sites are asked one question a second, and what their robots.txt forbids is not asked for.

    The same article again changes nothing; a new text under a known key is taken as a revision, and the earlier one
    kept. An input that holds no article is rejected with its reason, and the rest goes on.

    Credits are read with a registry of publishers. The archive keeps what --publishers adds to it until another file,
    which can be empty, takes its place.

    Columns of tables are found by their names. Fields that --columns can name are id, url, title, text, html,
    published, modified, first_seen, publisher, author and language; other columns are kept as they are.
    """
    _expect_workers(processes)
    from dedup.cli.ingest import FromWeb, run

    return run(
        sources,
        db,
        publishers=publishers,
        columns=columns,
        web=FromWeb(allow or (), max_pages, whole_pages),
        keep_pages=keep_pages,
        processes=processes,
        as_json=view is View.JSON,
        quiet=quiet,
    )


def _expect_workers(processes: int | None) -> None:
    """Have the processes that read pages load what they need while this one loads what it needs."""
    from dedup.archive import expect_workers

    if processes != 0:
        expect_workers()
