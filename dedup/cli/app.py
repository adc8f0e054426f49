"""Every command with its arguments and its help. What a command does is in its own module, loaded when it is called.

`dedup --help`, and scripts that call it often, must not wait for parsers and databases, so nothing heavy is imported
here at the top.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dedup.cli.fetching import fetch
from dedup.cli.ingesting import ingest
from dedup.cli.keeping import capture, revisions
from dedup.cli.options import DEFAULT, Allowed, Database, Listed, Quiet, View, Viewed
from dedup.cli.packeting import packet, verify
from dedup.cli.reviewing import import_, review
from dedup.cli.searching import search
from dedup.cli.serving import serve
from dedup.cli.watching import watch
from dedup.report.writers import Format

app = typer.Typer(
    name="dedup",
    help="Find out which news articles are copies of one another, how, and which copy came first, with the proof.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
database = typer.Typer(
    help="Look after an archive: version, upgrade, check, backup.",
    rich_markup_mode=None,
    no_args_is_help=False,
)
app.add_typer(database, name="db")


class Whence(StrEnum):
    """What is known of a story's origin."""

    HELD = "held"
    NOT_HELD = "not_held"
    UNDETERMINED = "undetermined"


class Spelled(StrEnum):
    """Periods into which time is parted."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Exported(StrEnum):
    """What can be exported."""

    CANDIDATES = "candidates"
    RELATIONS = "relations"
    DERIVATIONS = "derivations"
    STORIES = "stories"
    NODES = "nodes"
    EDGES = "edges"
    ARTICLES = "articles"
    REVIEWS = "reviews"


class ExportFormat(StrEnum):
    """How an export is written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PROV_JSON = "prov-json"
    GRAPHML = "graphml"
    DOT = "dot"


PublisherAsked = Annotated[
    str | None, typer.Option("--publisher", metavar="NAME", help="A publisher's name, another name of it, or domain.")
]


def _version(wanted: bool) -> None:
    if wanted:
        from dedup.cli.about import show_version

        show_version()
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Find out which news articles are copies of one another, how, and which copy came first, with the proof.

    Articles go into an archive, one file; stories, comparisons and exports come out of it. Data is written to stdout,
    everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs were rejected.
    """
    _show_help(context)


@database.callback(invoke_without_command=True)
def database_root(context: typer.Context) -> None:
    """Look after an archive: version, upgrade, check, backup."""
    _show_help(context)


def _show_help(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


app.command()(ingest)


@app.command()
def stories(
    db: Database = DEFAULT,
    form: Listed = Format.TABLE,
    whence: Annotated[Whence | None, typer.Option("--origin", help="Only stories whose origin is so.")] = None,
    publisher: PublisherAsked = None,
    uncredited: Annotated[
        bool, typer.Option("--uncredited", help="Only stories whose known origin a derivative does not name.")
    ] = False,
) -> int:
    """List the stories, with the canonical copy of each.

    A story is a group of articles that descend from one another or from a common origin. With several conditions all
    of them must hold; --publisher asks for stories with a member of that publisher, or with its article as an origin
    that is not held.
    """
    from dedup.cli.stories import run_stories

    return run_stories(db, form, origin=whence.value if whence else None, publisher=publisher, uncredited=uncredited)


@app.command()
def story(
    name: Annotated[str, typer.Argument(metavar="STORY", help="A story's id, now or earlier, or an article's key.")],
    db: Database = DEFAULT,
    view: Viewed = View.TABLE,
    history: Annotated[
        bool, typer.Option("--history", help="Tell when and why the canonical copy or the origin changed.")
    ] = False,
) -> int:
    """Show one story: its origin, canonical copy, tree and timeline.

    The tree shows which member hangs on which, by what kind of relation, and why.
    """
    from dedup.cli.listings import run_story

    return run_story(name, db, as_json=view is View.JSON, history=history)


@app.command()
def origin(
    name: Annotated[str, typer.Argument(metavar="ARTICLE", help="An article's key or address, else a file, or -.")],
    db: Database = DEFAULT,
    allow: Allowed = None,
    view: Viewed = View.TABLE,
    quiet: Quiet = False,
) -> int:
    """Tell where an article comes from, and why.

    The origin of its story is held, not held (but named), or undetermined. For an article that is not in the archive
    the answer is what it would be if it were ingested now; it is not stored. An address that is not held is fetched.
    """
    from dedup.cli.compare import run_origin

    return run_origin(name, db, allow=allow or (), as_json=view is View.JSON, quiet=quiet)


@app.command()
def sources(
    db: Database = DEFAULT,
    form: Listed = Format.TABLE,
    publisher: PublisherAsked = None,
    uncredited: Annotated[
        bool, typer.Option("--uncredited", help="Only those where a derivative does not name the source.")
    ] = False,
    by: Annotated[
        Spelled | None, typer.Option("--by", help="Count for each period, by the day of the taker's article.")
    ] = None,
) -> int:
    """Tell who is copied by whom, with and without credit.

    Each line is one publisher whose articles another has copied, cut, rewritten or summarised, over all stories; a
    source of whom nothing is held goes by the name that the copies give it. Pairs of articles of which it is not known
    who took from whom are counted apart.
    """
    from dedup.cli.borrowing import run_borrowings

    return run_borrowings(db, form, publisher=publisher, uncredited=uncredited, by=by)


@app.command()
def first(
    asked: Annotated[str, typer.Argument(metavar="WORDS", help="A sentence or a quotation, in one argument.")],
    db: Database = DEFAULT,
    form: Listed = Format.TABLE,
    quiet: Quiet = False,
) -> int:
    """Find where a sentence first appeared, and its variants.

    All texts held are searched for the words, also cut, altered, or in another copy's own words; what differs stands in
    brackets. The first is told by who took from whom in their story and else by dates, or cannot be told.
    """
    from dedup.cli.first import run_first

    return run_first(asked, db, form, quiet=quiet)


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="An article's key or address, else a file, or -.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    db: Database = DEFAULT,
    allow: Allowed = None,
    view: Viewed = View.TABLE,
    passages: Annotated[int, typer.Option(min=0, help="Show at most so many passages of each sort in the table.")] = 5,
    quiet: Quiet = False,
) -> int:
    """Compare two articles and show the proof.

    The proof is the verdict, how much of each text stands in the other, the ledger of what was seen and what it weighs,
    and the passages that the texts share. Neither article need be in the archive; an address that is not held is
    fetched.
    """
    from dedup.cli.compare import run_compare

    return run_compare(a, b, db, allow=allow or (), as_json=view is View.JSON, passages=passages, quiet=quiet)


@app.command()
def check(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A file or an address with one article, or -.")],
    db: Database = DEFAULT,
    allow: Allowed = None,
    form: Listed = Format.TABLE,
    quiet: Quiet = False,
) -> int:
    """Tell what in the archive an article is related to.

    The article is not stored. Nothing found means nothing among the articles held. The exit code is 0 either way.
    """
    from dedup.cli.compare import run_check

    return run_check(source, db, form, allow=allow or (), quiet=quiet)


app.command()(search)
app.command()(fetch)


@app.command()
def export(
    what: Annotated[
        Exported,
        typer.Argument(metavar="WHAT", help="What to export."),
    ],
    db: Database = DEFAULT,
    form: Annotated[
        ExportFormat,
        typer.Option("--format", help="table for people; prov-json, graphml and dot write stories as a graph."),
    ] = ExportFormat.JSONL,
    story_name: Annotated[
        str | None,
        typer.Option("--story", metavar="STORY", help="Only this story, by its id or a member; not for all sorts."),
    ] = None,
    target: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout.")
    ] = None,
    quiet: Quiet = False,
) -> int:
    """Write out all there is of one sort, such as relations.

    Candidates are the pairs that were worth comparing, and what proposed each: what is no candidate was never judged.
    Nodes and edges are the stories as a graph, in two lists: articles and sources that are not held, and from what was
    made to what it was made from. The same graph as one file is `export stories` as GraphML (for Gephi), DOT (for
    Graphviz) or PROV-JSON (W3C PROV; it takes `pip install 'dedup[exports]'`).

    A file named by --output appears under its name only when it is complete.
    """
    from dedup.cli.listings import run_export

    return run_export(what.value, db, form.value, target, story=story_name, quiet=quiet)


app.command()(watch)
app.command()(capture)
app.command()(revisions)
app.command()(review)
app.command()(serve)
app.command("import")(import_)
app.command()(packet)
app.command()(verify)


@app.command()
def evaluate(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENTS", help="Articles, as for ingest.")],
    pairs: Annotated[
        str,
        typer.Option(metavar="FILE", help='Labelled pairs: a line {"a", "b", "label"} for each.', show_default=False),
    ],
    same_event: Annotated[
        str | None,
        typer.Option(metavar="FILE", help='Independent reports by event: a line {"id", "cluster"} for each.'),
    ] = None,
    db: Annotated[
        str | None, typer.Option("--db", metavar="PATH", help="Keep the archive there instead of throwing it away.")
    ] = None,
    view: Viewed = View.TABLE,
    quiet: Quiet = False,
) -> int:
    """Measure the quality of the answers against labels.

    The documents are ingested, and the relations and stories that come out are compared with what the labels say.
    """
    from dedup.cli.evaluate import run

    return run(documents, pairs, same_event, db, as_json=view is View.JSON, quiet=quiet)


@database.command("current")
def db_current(db: Database = DEFAULT, view: Viewed = View.TABLE) -> int:
    """Show the version of an archive."""
    from dedup.cli.database import run_current

    return run_current(db, as_json=view is View.JSON)


@database.command("upgrade")
def db_upgrade(db: Database = DEFAULT, view: Viewed = View.TABLE) -> int:
    """Bring an archive up to this program's version, after a backup."""
    from dedup.cli.database import run_upgrade

    return run_upgrade(db, as_json=view is View.JSON)


@database.command("check")
def db_check(db: Database = DEFAULT, view: Viewed = View.TABLE) -> int:
    """Look an archive over.

    The exit code is 1 if something is wrong with it.
    """
    from dedup.cli.database import run_check

    return run_check(db, as_json=view is View.JSON)


@database.command("backup")
def db_backup(
    target: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Where to; beside the archive if not given.")
    ] = None,
    db: Database = DEFAULT,
    view: Viewed = View.TABLE,
) -> int:
    """Copy an archive while others may go on using it."""
    from dedup.cli.database import run_backup

    return run_backup(db, target, as_json=view is View.JSON)
