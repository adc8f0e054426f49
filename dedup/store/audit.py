"""Whether an archive is whole: SQLite's own checks, and what this program relies on beyond them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from dedup.errors import ArchiveDamagedError
from dedup.store.engine import Place
from dedup.store.reader import Reader

MOST_PROBLEMS = 100
"""Problems named at most: one damaged page can make thousands."""

_COUNTED = (
    (
        "{} contents belong to no article",
        "SELECT count(*) FROM content WHERE id NOT IN (SELECT content FROM article)",
    ),
    (
        "{} filings belong to no content",
        "SELECT count(*) FROM filing WHERE content NOT IN (SELECT id FROM content)",
    ),
    (
        "{} contents are filed twice",
        "SELECT count(*) - count(DISTINCT content) FROM filing",
    ),
    (
        "{} line keys belong to no article",
        "SELECT count(*) FROM line WHERE article NOT IN (SELECT id FROM article)",
    ),
    (
        "{} crowded contents are not held",
        "SELECT count(*) FROM crowded WHERE content NOT IN (SELECT id FROM content)",
    ),
    (
        "{} crowded contents are filed under samples or postings",
        "SELECT count(*) FROM content WHERE id IN (SELECT content FROM crowded) AND stale = 0 "
        "AND id IN (SELECT content FROM filing)",
    ),
    (
        "the index of lines is {} keys off what the articles say",
        "SELECT abs((SELECT count(*) FROM line) - (SELECT coalesce(sum(length(lines)), 0) / 8 FROM article))",
    ),
    (
        "{} relations do not stand in the order of their contents' digests",
        "SELECT count(*) FROM relation JOIN content AS a ON a.id = relation.a JOIN content AS b ON b.id = relation.b "
        "WHERE a.digest >= b.digest",
    ),
    (
        "{} relations have a score outside 0 to 1",
        "SELECT count(*) FROM relation WHERE score NOT BETWEEN 0 AND 1",
    ),
    (
        "{} stories do not hold their canonical copy",
        "SELECT count(*) FROM story WHERE NOT EXISTS "
        "(SELECT 1 FROM story_member WHERE story = story.id AND article = story.canonical)",
    ),
    (
        "{} articles belong to more than one story",
        "SELECT count(*) FROM (SELECT 1 FROM story_member WHERE role <> 'citing' GROUP BY article HAVING count(*) > 1)",
    ),
    (
        "{} payloads belong to no capture",
        "SELECT count(*) FROM payload WHERE digest NOT IN (SELECT payload FROM capture)",
    ),
    (
        "{} articles have a gap in their revisions",
        "SELECT count(*) FROM article WHERE revision <> 1 + (SELECT count(*) FROM revision WHERE article = article.id)",
    ),
)


def problems(connection: Connection, place: Place, *, at_head: bool) -> tuple[str, ...]:
    """What is wrong with the archive, a sentence each; nothing if it is whole. Runs in the caller's transaction.

    An archive of another revision (`at_head` false) is only asked what SQLite itself can tell.
    """
    try:
        found = list(islice(_structure(connection), MOST_PROBLEMS))
        if not found and at_head:
            found = list(islice(_contents(connection, place), MOST_PROBLEMS))
    except (DBAPIError, sqlite3.Error) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        found = [f"the file cannot be read through ({reason})"]
    return tuple(found)


def _structure(connection: Connection) -> Iterator[str]:
    for (line,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_PROBLEMS})"):
        if line != "ok":
            yield f"the file's structure is broken: {line}"
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} points to a row of {parent} that does not exist"


def _contents(connection: Connection, place: Place) -> Iterator[str]:
    for sentence, sql in _COUNTED:
        count = connection.exec_driver_sql(sql).scalar()
        if count:
            yield sentence.format(count)
    reader = Reader(connection, place)
    off = reader.search_strays()
    if off:
        yield f"the index of words is {off} articles off what is held; `dedup search --rebuild` makes it anew"
    yield from reader.damaged_payloads()
    yield from reader.damaged_runs()
    credited = (reader.credits([row.id]) for row in reader.articles())
    reviewed = (reader.reviews() for _ in range(1))  # read only when its turn comes
    captured = (reader.captures(number) for number in reader.captured())
    for values in (reader.articles(), credited, captured, reader.relations(), reader.stories(), reviewed):
        try:
            for _ in values:
                pass
        except ArchiveDamagedError as error:
            yield str(error.__cause__ or error)
    for old in reader.story_aliases():
        if reader.resolve_story(old) is None:
            yield f"the earlier story id {old!r} leads to no story"
