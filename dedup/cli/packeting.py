"""The commands about evidence packets with their arguments and their help; see `dedup.cli.app`."""
# ruff: noqa: PLC0415 - nothing heavy is imported before a command is called

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dedup.cli.options import DEFAULT, Database, Quiet, View, Viewed


class Texts(StrEnum):
    """How much of the texts a packet holds."""

    WHOLE = "whole"
    PASSAGES = "passages"


def packet(
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="[A B]", help="Two articles that are held, by key or address.")
    ] = None,
    db: Database = DEFAULT,
    story: Annotated[
        str | None, typer.Option(metavar="STORY", help="Pack a whole story instead, by its id or a member.")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.")
    ] = None,
    texts: Annotated[Texts, typer.Option(help="Both texts, or only digests and what they share.")] = Texts.WHOLE,
    quiet: Quiet = False,
) -> int:
    """Put the evidence on a pair or a story into one file.

    It is a page that opens without a network and prints: the texts, what they share, the ledger in sentences, credits,
    dates with where each was read, captures with their digests, what people decided, and what all this does not show.
    `dedup verify` checks it against the archive later.
    """
    from dedup.cli.packets import run_packet

    return run_packet(articles or (), db, story=story, target=target, texts=texts.value, quiet=quiet)


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file that `dedup packet` or the desk has written.")],
    db: Database = DEFAULT,
    view: Viewed = View.TABLE,
    page: Annotated[
        str | None, typer.Option(metavar="NEW", help="Write what its data says as a page of this version.")
    ] = None,
) -> int:
    """Check an evidence packet, word by word.

    The file is compared with the page that its own data makes, and the data with what the archive says now. The exit
    code is 0 if it matches, 1 if something differs, which is named, and 3 if its data matches but another version laid
    out its page, so that the words of this could not be checked.
    """
    from dedup.cli.packets import run_verify

    return run_verify(file, db, as_json=view is View.JSON, page=page)
