"""`dedup story` and `dedup export`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TextIO

from dedup.archive import Archive
from dedup.cli.graphs import DRAWINGS, write_drawing, write_edges, write_nodes
from dedup.cli.stories import write_stories
from dedup.cli.talk import output, say
from dedup.errors import UsageError
from dedup.model import Story
from dedup.report.console import drawing
from dedup.report.listings import print_articles, print_candidates, print_relations, print_stories
from dedup.report.origins import DERIVATION_COLUMNS, Record, change_record, pair_record, print_history, print_pairs
from dedup.report.plain import counted
from dedup.report.records import (
    ARTICLE_COLUMNS,
    CANDIDATE_COLUMNS,
    RELATION_COLUMNS,
    article_record,
    candidate_record,
    relation_record,
    story_record,
)
from dedup.report.reviews import REVIEW_COLUMNS, print_reviews, review_record
from dedup.report.story import print_story
from dedup.report.timeline import timeline_records
from dedup.report.writers import Format, write_document, write_records

_NOUNS = {
    "candidates": ("candidate", None),
    "relations": ("relation", None),
    "stories": ("story", "stories"),
    "derivations": ("derivation", None),
    "nodes": ("node", None),
    "edges": ("edge", None),
    "articles": ("article", None),
    "reviews": ("review", None),
}
_OF_A_STORY = ("stories", "nodes", "edges")


def run_story(name: str, db: str, *, as_json: bool, history: bool) -> int:
    """Show one story, with its history if that is asked for."""
    with Archive.open(db, create=False) as archive:
        story = archive.story(name)
        moments = archive.timeline(story)
        changes = archive.history(name) if history else []
    if as_json:
        told = {"history": [change_record(change) for change in changes]} if history else {}
        write_document({**story_record(story), "timeline": timeline_records(moments), **told}, sys.stdout)
    else:
        with drawing(sys.stdout) as console:
            print_story(console, story, moments)
            if history:
                print_history(console, changes)
    return 0


def run_export(what: str, db: str, form: str, target: str | None, *, story: str | None, quiet: bool) -> int:
    """Write all of one sort, or what is of one story, to stdout or a file."""
    if form in DRAWINGS and what != "stories":
        raise UsageError(f"{form} holds a graph, and {what} are none; use `dedup export stories --format {form}`.")
    if story is not None and what not in _OF_A_STORY:
        raise UsageError(f"--story does not go with {what}; it goes with {', '.join(_OF_A_STORY)}.")
    with Archive.open(db, create=False) as archive, output(target) as stream:
        if form in DRAWINGS:
            number = write_drawing(archive, form, story, stream)
        elif what == "nodes":
            number = write_nodes(archive, Format(form), story, stream)
        elif what == "edges":
            number = write_edges(archive, Format(form), story, stream)
        elif story is not None:
            number = _write_chosen(archive.story(story), Format(form), stream)
        else:
            number = _write(what, archive, Format(form), stream)
    if target not in {None, "-"} and not quiet:
        say(f"Wrote {counted(number, *_NOUNS[what])} to {target}.")
    return 0


def _write(what: str, archive: Archive, form: Format, stream: TextIO) -> int:
    if form is Format.TABLE:
        return _draw(what, archive, stream)
    if what == "stories":
        return write_stories(archive.stories(), form, stream)
    if what == "relations":
        relations = (relation_record(relation) for relation in archive.relations())
        return write_records(relations, form, stream, RELATION_COLUMNS)
    if what == "candidates":
        return write_records(map(candidate_record, archive.candidates()), form, stream, CANDIDATE_COLUMNS)
    if what == "derivations":
        return write_records(map(pair_record, archive.derivations()), form, stream, DERIVATION_COLUMNS)
    if what == "reviews":
        return write_records(map(review_record, archive.reviews()), form, stream, REVIEW_COLUMNS)
    return write_records(_articles(archive), form, stream, ARTICLE_COLUMNS)


def _write_chosen(story: Story, form: Format, stream: TextIO) -> int:
    if form is not Format.TABLE:
        return write_stories(iter([story]), form, stream)
    with drawing(stream) as console:
        return print_stories(console, [story])


def _articles(archive: Archive) -> Iterator[Record]:
    home = {member.article: story.id for story in archive.stories() for member in story.members}
    for row, given in archive.credits():
        yield article_record(row.article, home.get(row.article.key), given)


def _draw(what: str, archive: Archive, stream: TextIO) -> int:
    with drawing(stream) as console:
        if what == "stories":
            return print_stories(console, archive.stories())
        if what == "relations":
            return print_relations(console, archive.relations())
        if what == "candidates":
            return print_candidates(console, archive.candidates())
        if what == "derivations":
            return print_pairs(console, archive.derivations())
        if what == "reviews":
            return print_reviews(console, archive.reviews())
        return print_articles(console, (row.article for row in archive.articles()))
