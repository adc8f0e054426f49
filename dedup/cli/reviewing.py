"""The commands about reviews with their arguments and their help; see `dedup.cli.app`."""
# ruff: noqa: PLC0415 - nothing heavy is imported before a command is called

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dedup.cli.options import DEFAULT, Database, Quiet, View, Viewed


class Imported(StrEnum):
    """What can be imported."""

    REVIEWS = "reviews"


class Said(StrEnum):
    """A word on a pair, as it is typed."""

    SAME = "same"
    NOT_SAME = "not-same"
    UNSURE = "unsure"


class Came(StrEnum):
    """A direction, as it is typed."""

    A_FROM_B = "a_from_b"
    B_FROM_A = "b_from_a"
    COMMON_ORIGIN = "common_origin"


def review(
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="[A B]", help="Two articles by key or address; none for all in doubt.")
    ] = None,
    db: Database = DEFAULT,
    reviewer: Annotated[
        str | None,
        typer.Option(envvar="DEDUP_REVIEWER", metavar="NAME", help="Who reviews; the login name if not given."),
    ] = None,
    story: Annotated[str | None, typer.Option(metavar="STORY", help="Ask about pairs of one story alone.")] = None,
    publisher: Annotated[
        str | None, typer.Option(metavar="P", help="Ask about pairs with an article of a publisher, by name or domain.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Ask about so many pairs at most.")] = None,
    word: Annotated[Said | None, typer.Option(help="Say this of A and B without being asked.")] = None,
    direction: Annotated[Came | None, typer.Option(help="Who took from whom; with --word same.")] = None,
    credited: Annotated[
        bool | None,
        typer.Option("--credited/--uncredited", help="Whether the copy names its source; with --word same."),
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="A reason; with --word.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take back your newest word on A and B.")] = False,
    view: Viewed = View.TABLE,
    quiet: Quiet = False,
) -> int:
    """Say of pairs of articles whether they are the same story.

    Pairs in doubt come one after another, the evidence first, the machine's score only on request; a key and Enter
    answers. What people say goes before what was found, for good: `not the same` keeps two articles out of one story,
    `same` joins them. Reviews can be undone, and stay in the archive with who, when and why.
    """
    from dedup.archive import Asked
    from dedup.cli import review as run
    from dedup.model import Direction, Word

    name = run.reviewer_name(reviewer)
    pair, as_json = articles or [], view is View.JSON
    came = Direction(direction.value) if direction else None
    rest = direction is not None or credited is not None or bool(note)
    run.require_one_way(undo=undo, word=word is not None, rest=rest)
    if undo:
        return run.run_undo(pair, db, reviewer=name, as_json=as_json)
    if word is not None:
        said = Word(word.value.replace("-", "_"))
        return run.run_word(
            pair, db, reviewer=name, word=said, direction=came, credited=credited, note=note, as_json=as_json
        )
    asked = Asked(reviewer=name, story=story, publisher=publisher)
    return run.run_session(pair, db, asked=asked, limit=limit, as_json=as_json, quiet=quiet)


def import_(
    what: Annotated[Imported, typer.Argument(metavar="WHAT", help="What to import: reviews.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file that `dedup export reviews` has written.")],
    db: Database = DEFAULT,
    view: Viewed = View.TABLE,
) -> int:
    """Take in reviews that were given elsewhere.

    The same review twice is one, and one that was undone elsewhere is undone here. Reviews of articles that are not
    held wait for them.
    """
    from dedup.cli.review import run_import

    return run_import(file, db, as_json=view is View.JSON)
