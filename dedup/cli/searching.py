"""The command that searches, with its arguments and its help; see `dedup.cli.app`."""
# ruff: noqa: PLC0415 - nothing heavy is imported before a command is called

from __future__ import annotations

from typing import Annotated

import typer

from dedup.cli.options import DEFAULT, Database, Listed, Quiet
from dedup.report.writers import Format


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words, phrases, or the address of a page.")],
    db: Database = DEFAULT,
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="Show at most so many articles.")] = 20,
    first: Annotated[int, typer.Option("--from", min=1, metavar="N", help="Begin with the Nth best.")] = 1,
    form: Listed = Format.TABLE,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index of words anew first.")] = False,
    quiet: Quiet = False,
) -> int:
    """Find articles by their words, in title and text.

    All words must stand there, in any order; accents and capitals make no difference. '"words in quotes"' stand
    together, fer* is the beginning of a word (three letters or more), 'ferry -harbour' leaves out articles with
    harbour, site:example.org narrows to one publisher. An address tells whether its page is held. For a whole text
    there is `dedup check`, for a sentence in whatever wording `dedup first`.

    The first search makes an index of words in the archive, and later ones add to it what is new.
    """
    from dedup.cli.search import run_search

    return run_search(words, db, form, first=first, limit=limit, rebuild=rebuild, quiet=quiet)
