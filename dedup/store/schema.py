"""The tables of an archive, as SQLAlchemy Core knows them; `migrations/` builds the same ones step by step.

Relations are kept between *contents*: a content is one normal form, and all articles with that normal form share it.
Passages of a relation are ranges of words of the normal form, which each article maps to its own characters.

Conventions. Columns that hold JSON are TEXT, because SQLite would give the type name `JSON` numeric affinity and turn a
text of digits into a number. Times are ISO 8601 texts. A date that claims a day is ten characters long, so that its
precision needs no column. Keys of 64 bits (bands, samples, postings, lines) are stored as SQLite's signed integers of
the same bits; the packed copy beside them (in `content` and in `article`) lets the rows of one content be found again
without a second index on tables that have a hundred rows to the article. Those tables carry no foreign keys for the
same reason; `dedup db check` looks for strays instead.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TextClause,
    text,
)
from sqlalchemy.types import TypeEngine

HEAD_REVISION = "0008"
"""The newest revision in `migrations/versions`; kept here so that opening an archive need not import Alembic."""

APPLICATION_ID = 0x64645570
"""SQLite's `application_id` of an archive (the letters `ddUp`), which tells it from other programs' databases."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _required(
    name: str,
    kind: type[TypeEngine[Any]],
    *more: ForeignKey,
    unique: bool | None = None,
    server_default: TextClause | None = None,
) -> Column[Any]:
    return Column(name, kind, *more, nullable=False, unique=unique, server_default=server_default)


meta = Table("meta", metadata, Column("key", Text, primary_key=True), _required("value", Text))

params = Table("params", metadata, Column("digest", Text, primary_key=True), _required("json", Text))

content = Table(
    "content",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("digest", LargeBinary, unique=True),
    _required("words", Integer),
    _required("stale", Integer, server_default=text("1")),  # 1: not yet compared under what is known now
    _required("params", Text),
    _required("signature", LargeBinary),
    _required("bands", LargeBinary),  # the keys of `band`, packed little-endian
    _required("samples", LargeBinary),  # the keys of `sample`, packed little-endian
    _required("postings", LargeBinary, server_default=text("x''")),  # the keys of `posting`, packed little-endian
    _required("mass", Integer, server_default=text("0")),  # sum of the squares of the postings' weights
    sqlite_autoincrement=True,  # an id is never given twice, so a stale cache cannot mistake one content for another
)
Index("ix_content_stale", content.c.stale, sqlite_where=text("stale = 1"))

band = Table(
    "band",
    metadata,
    _required("key", Integer),
    _required("crowded", Integer),  # 1: the content stands in `crowded`; what asks for the others never reads these
    _required("rank", LargeBinary),  # the first eight bytes of the content's digest: who is asked first in a crowd
    _required("content", Integer),
    PrimaryKeyConstraint("key", "crowded", "rank", "content"),
    sqlite_with_rowid=False,
)

# Contents with so many near copies of smaller rank that they are compared with the first few of these alone.
crowded = Table(
    "crowded",
    metadata,
    Column("content", Integer, primary_key=True, autoincrement=False),
    _required("reach", LargeBinary),  # rank of the last of those few
    _required("decided", LargeBinary),  # rank from which nothing could make it stand otherwise
)

# What the stories do not know of yet: contents, and articles that have changed. An ingest that goes on may leave a
# large story for later; the next call begins with what an earlier one did not come to.
untraced = Table(
    "untraced",
    metadata,
    _required("sort", Text),  # content, article
    _required("number", Integer),
    PrimaryKeyConstraint("sort", "number"),
    sqlite_with_rowid=False,
)

sample = Table(
    "sample",
    metadata,
    _required("key", Integer),
    _required("content", Integer),
    PrimaryKeyConstraint("key", "content"),
    sqlite_with_rowid=False,
)

posting = Table(
    "posting",
    metadata,
    _required("key", Integer),
    _required("content", Integer),
    _required("weight", Integer),
    PrimaryKeyConstraint("key", "content"),
    sqlite_with_rowid=False,
)

line = Table(
    "line",
    metadata,
    _required("key", Integer),
    _required("article", Integer),
    PrimaryKeyConstraint("key", "article"),
    sqlite_with_rowid=False,
)

furniture = Table(
    "furniture",
    metadata,
    _required("outlet", Text),
    _required("key", Integer),
    PrimaryKeyConstraint("outlet", "key"),
    sqlite_with_rowid=False,
)

article = Table(
    "article",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("key", Text, unique=True),
    _required("content", Integer, ForeignKey("content.id")),
    _required("revision", Integer, server_default=text("1")),
    _required("record_digest", LargeBinary),
    Column("outlet", Text),
    Column("uri", Text),
    Column("title", Text),
    Column("byline", Text),
    Column("publisher", Text),
    Column("language", Text),
    Column("canonical_url", Text),
    Column("published", Text),
    Column("modified", Text),
    Column("first_seen", Text),
    _required("sources", Text),  # JSON: which field was read where
    _required("findings", Text),  # JSON
    _required("metadata", Text),  # JSON
    _required("source", Text),
    _required("medium", Text),
    _required("payload_digest", Text),
    Column("capture_uri", Text),
    Column("retrieved_at", Text),
    Column("tls_verified", Integer),
    _required("ingested_at", Text),
    _required("lines", LargeBinary),  # the keys of `line`, packed little-endian
    _required("text", Text),
    _required("page_credits", Text, server_default=text("'{}'")),  # JSON: what the page says about its source
    Column("standing_since", Text),  # when its state came in, where `ingested_at` is when that was read last
    sqlite_autoincrement=True,
)
Index("ix_article_content_key", article.c.content, article.c.key)

# What articles were read from, byte for byte, where that is kept; one payload can be of many captures.
payload = Table(
    "payload",
    metadata,
    Column("digest", Text, primary_key=True),  # SHA-256 of what it unpacks to, in hex
    _required("size", Integer),  # bytes unpacked
    _required("packed", LargeBinary),  # zlib
)

capture = Table(
    "capture",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("article", Integer, ForeignKey("article.id")),
    _required("payload", Text, ForeignKey("payload.digest")),
    _required("source", Text),
    _required("medium", Text),
    Column("uri", Text),
    Column("retrieved_at", Text),
    Column("tls_verified", Integer),
    Column("tls_version", Text),
    Column("tls_certificate", Text),
    Column("status", Integer),  # of the answer; none where no server gave it
    _required("reason", Text),
    _required("http_version", Text),
    _required("headers", Text),  # JSON: pairs
    _required("ingested_at", Text),
    Index("ix_capture_article", "article"),
    Index("ix_capture_payload", "payload"),
    sqlite_autoincrement=True,
)

revision = Table(
    "revision",
    metadata,
    _required("article", Integer, ForeignKey("article.id")),
    _required("number", Integer),
    _required("content_digest", LargeBinary),
    _required("payload_digest", Text),
    Column("title", Text),
    Column("published", Text),
    Column("modified", Text),
    _required("ingested_at", Text),
    _required("replaced_at", Text),
    _required("text", Text),  # empty where the next state has the same
    PrimaryKeyConstraint("article", "number"),
)

relation = Table(
    "relation",
    metadata,
    _required("a", Integer, ForeignKey("content.id")),  # the content with the smaller digest
    _required("b", Integer, ForeignKey("content.id")),
    _required("kind", Text),
    _required("score", Float),
    _required("words_a", Integer),
    _required("words_b", Integer),
    _required("shared_a", Integer),
    _required("shared_b", Integer),
    _required("params", Text),
    _required("proposed_by", Text),  # JSON
    _required("ledger", Text),  # JSON
    _required("passages", Text),  # JSON
    PrimaryKeyConstraint("a", "b"),
    Index("ix_relation_b", "b"),
)

story = Table(
    "story",
    metadata,
    Column("id", Text, primary_key=True),
    _required("canonical", Integer, ForeignKey("article.id")),
    _required("origin_status", Text),
    Column("origin", Integer, ForeignKey("article.id")),
    Column("origin_name", Text),
    Column("origin_domain", Text),
    _required("reason", Text),
    _required("certainty", Float, server_default=text("0")),
    _required("ledger", Text, server_default=text("'[]'")),  # JSON
    Index("ix_story_canonical", "canonical"),
    Index("ix_story_origin", "origin"),
)

story_member = Table(
    "story_member",
    metadata,
    _required("story", Text, ForeignKey("story.id", ondelete="CASCADE")),
    _required("article", Integer, ForeignKey("article.id")),
    _required("position", Integer),
    _required("role", Text),
    Column("kind", Text),
    Column("via", Integer, ForeignKey("article.id")),
    Column("score", Float),
    _required("reason", Text),
    Column("credited", Integer),
    _required("credits", Text, server_default=text("'[]'")),  # JSON: cue and words of each credit to the origin
    PrimaryKeyConstraint("story", "article"),
    Index("ix_story_member_article", "article"),
    Index("ix_story_member_via", "via"),
)

story_parent = Table(
    "story_parent",
    metadata,
    _required("story", Text, ForeignKey("story.id", ondelete="CASCADE")),
    _required("article", Integer, ForeignKey("article.id")),
    _required("position", Integer),
    Column("parent", Integer, ForeignKey("article.id")),
    Column("outside", Integer, ForeignKey("outside_origin.id")),  # neither: a source that nobody names
    _required("why", Text),
    _required("revision", Integer),
    PrimaryKeyConstraint("story", "article", "position"),
    Index("ix_story_parent_article", "article"),
    Index("ix_story_parent_parent", "parent"),
    Index("ix_story_parent_outside", "outside"),
)

# Ids of stories come and go; a line of history keeps the id that its story had.
story_change = Table(
    "story_change",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("story", Text),
    _required("at", Text),
    _required("sort", Text),
    Column("old", Text),
    _required("new", Text),
    _required("reason", Text),
    Index("ix_story_change_story", "story"),
    sqlite_autoincrement=True,
)

story_alias = Table(
    "story_alias",
    metadata,
    Column("old", Text, primary_key=True),
    _required("new", Text),
    _required("since", Text),
)

# A person's words name articles by key, not by id: they outlive whatever the archive does to its rows.
review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("a_key", Text),
    _required("b_key", Text),
    _required("word", Text),
    Column("direction", Text),
    _required("reviewer", Text),
    _required("note", Text, server_default=text("''")),
    _required("at", Text),
    Column("undone_at", Text),
    Column("a_digest", Text),  # of the normal form that the reviewer had, in hex
    Column("b_digest", Text),
    _required("score_seen", Integer, server_default=text("0")),
    Index("ix_review_a_key_b_key", "a_key", "b_key"),
    Index("ix_review_b_key", "b_key"),
    sqlite_autoincrement=True,
)

# Read from the article with the registry of publishers; made anew when either the reader or the registry changes.
credit = Table(
    "credit",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("article", Integer, ForeignKey("article.id")),
    _required("name", Text),
    Column("domain", Text),
    _required("cue", Text),
    _required("sort", Text),
    _required("written", Text),
    Column("start", Integer),  # no place: it stands on the page, not in the text
    Column("end", Integer),
    _required("agency", Integer),
    _required("known", Integer),
    Index("ix_credit_article", "article"),
    Index("ix_credit_domain", "domain"),
)

# A publisher that members name as their source and of whom the story holds nothing: once the real thing is ingested,
# the stories hang on that, and the name goes when no story hangs on it any more.
outside_origin = Table(
    "outside_origin",
    metadata,
    Column("id", Integer, primary_key=True),
    _required("name", Text, unique=True),
    Column("domain", Text),
    Index("ix_outside_origin_domain", "domain"),
)

derivation = Table(
    "derivation",
    metadata,
    _required("a", Integer, ForeignKey("article.id")),  # the article with the smaller key
    _required("b", Integer, ForeignKey("article.id")),
    _required("direction", Text),
    _required("certainty", Float),
    _required("revision", Integer),
    _required("clues", Text),  # JSON
    PrimaryKeyConstraint("a", "b"),
    Index("ix_derivation_b", "b"),
)

VERSION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
"""Alembic's own bookkeeping table, as Alembic itself creates it."""
