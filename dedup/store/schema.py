"""The tables of an archive, as SQLAlchemy Core knows them; `migrations/` builds the same ones step by step.

Relations are kept between *contents*: a content is one normal form, and all articles with that normal form share it.
Passages of a relation are ranges of words of the normal form, which each article maps to its own characters.

Conventions. Columns that hold JSON are TEXT, because SQLite would give the type name `JSON` numeric affinity and turn a
text of digits into a number. Times are ISO 8601 texts. A date that claims a day is ten characters long, so that its
precision needs no column. Keys of lines are stored as SQLite's signed integers of the same 64 bits; the packed copy in
`article` lets the rows of one article be found again without a second index on a table that has many rows to the
article. That table carries no foreign keys for the same reason; `dedup db check` looks for strays instead. Bands,
samples and postings, two hundred and forty to the article, stand in sorted runs.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from dedup.store.capture_tables import capture, payload
from dedup.store.tables import metadata, required

__all__ = ["APPLICATION_ID", "HEAD_REVISION", "VERSION_TABLE", "capture", "metadata", "payload"]

HEAD_REVISION = "0014"
"""The newest revision in `migrations/versions`; kept here so that opening an archive need not import Alembic."""

APPLICATION_ID = 0x64645570
"""SQLite's `application_id` of an archive (the letters `ddUp`), which tells it from other programs' databases."""

meta = Table("meta", metadata, Column("key", Text, primary_key=True), required("value", Text))

params = Table("params", metadata, Column("digest", Text, primary_key=True), required("json", Text))

content = Table(
    "content",
    metadata,
    Column("id", Integer, primary_key=True),
    required("digest", LargeBinary, unique=True),
    required("words", Integer),
    required("stale", Integer, server_default=text("1")),  # 1: not yet compared under what is known now
    required("params", Text),
    required("bands", LargeBinary),  # keys, five bytes each, packed little-endian
    sqlite_autoincrement=True,  # an id is never given twice, so a stale cache cannot mistake one content for another
)
Index("ix_content_stale", content.c.stale, sqlite_where=text("stale = 1"))

# Contents with so many near copies of smaller rank that they are compared with the first few of these alone.
crowded = Table(
    "crowded",
    metadata,
    Column("content", Integer, primary_key=True, autoincrement=False),
    required("reach", LargeBinary),  # rank (the first eight bytes of the digest) of the last of those few
    required("decided", LargeBinary),  # rank from which nothing could make it stand otherwise
)

# Contents that are related to so many before them that they are compared with no more.
sated = Table(
    "sated",
    metadata,
    Column("content", Integer, primary_key=True, autoincrement=False),
    required("reach", LargeBinary),  # digest of the last content before them that counts
)

# What the stories do not know of yet: contents, and articles that have changed. An ingest that goes on may leave a
# large story for later; the next call begins with what an earlier one did not come to.
untraced = Table(
    "untraced",
    metadata,
    required("sort", Text),  # content, article
    required("number", Integer),
    PrimaryKeyConstraint("sort", "number"),
    sqlite_with_rowid=False,
)

# What a content is found by beside its bands: its samples and postings stand under a number in the runs. A content
# that is filed anew gets another number; entries under a number that is gone count for nothing.
filing = Table(
    "filing",
    metadata,
    Column("number", Integer, primary_key=True),
    required("content", Integer),
    required("samples", Integer),  # how many
    required("mass", Integer),  # sum of the squares of the postings' weights
    required("mark", Integer),  # names the keys
    Index("ix_filing_content", "content"),
    sqlite_autoincrement=True,
)

# What a bound on the likeness of two texts is told by, for most of what is filed; see `candidates.outlines`.
outline = Table(
    "outline",
    metadata,
    Column("content", Integer, primary_key=True, autoincrement=False),
    required("words", LargeBinary),
)

# Entries of key, number and weight in the order of keys; see `runs`. A run is never changed, only merged with others.
run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    required("size", Integer),  # entries
    required("firsts", LargeBinary),  # the first key of each page, packed little-endian
    sqlite_autoincrement=True,
)

run_page = Table(
    "run_page",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # of the run, times 2**24, and the page
    required("entries", LargeBinary),
)

line = Table(
    "line",
    metadata,
    required("key", Integer),
    required("article", Integer),
    PrimaryKeyConstraint("key", "article"),
    sqlite_with_rowid=False,
)

furniture = Table(
    "furniture",
    metadata,
    required("outlet", Text),
    required("key", Integer),
    PrimaryKeyConstraint("outlet", "key"),
    sqlite_with_rowid=False,
)

article = Table(
    "article",
    metadata,
    Column("id", Integer, primary_key=True),
    required("key", Text, unique=True),
    required("content", Integer, ForeignKey("content.id")),
    required("revision", Integer, server_default=text("1")),
    required("record_digest", LargeBinary),
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
    required("sources", Text),  # a letter for each claim and date: where it was read
    required("findings", Text),  # JSON
    required("metadata", Text),  # JSON
    required("source", Text),
    required("medium", Text),
    required("payload_digest", Text),  # bytes, for a digest in hex
    Column("capture_uri", Text),
    Column("retrieved_at", Text),
    Column("tls_verified", Integer),
    required("ingested_at", Text),
    required("lines", LargeBinary),  # the keys of `line`, packed little-endian
    required("text", Text),
    required("page_credits", Text, server_default=text("'{}'")),  # JSON: what the page says about its source
    Column("standing_since", Text),  # when its state came in, where `ingested_at` is when that was read last
    sqlite_autoincrement=True,
)
Index("ix_article_content_key", article.c.content, article.c.key)

revision = Table(
    "revision",
    metadata,
    required("article", Integer, ForeignKey("article.id")),
    required("number", Integer),
    required("content_digest", LargeBinary),
    required("payload_digest", Text),  # bytes, for a digest in hex
    Column("title", Text),
    Column("published", Text),
    Column("modified", Text),
    required("ingested_at", Text),
    required("replaced_at", Text),
    required("text", Text),  # empty where the next state has the same
    PrimaryKeyConstraint("article", "number"),
)

relation = Table(
    "relation",
    metadata,
    required("a", Integer, ForeignKey("content.id")),  # the content with the smaller digest
    required("b", Integer, ForeignKey("content.id")),
    required("kind", Text),
    required("score", Float),
    required("words_a", Integer),
    required("words_b", Integer),
    required("shared_a", Integer),
    required("shared_b", Integer),
    required("params", Text),
    required("proof", LargeBinary),  # packed: who proposed the pair, the ledger, the passages
    PrimaryKeyConstraint("a", "b"),
    Index("ix_relation_b", "b"),
)

story = Table(
    "story",
    metadata,
    Column("id", Text, primary_key=True),
    required("canonical", Integer, ForeignKey("article.id")),
    required("origin_status", Text),
    Column("origin", Integer, ForeignKey("article.id")),
    Column("origin_name", Text),
    Column("origin_domain", Text),
    required("reason", Text),
    required("certainty", Float, server_default=text("0")),
    required("ledger", Text, server_default=text("'[]'")),  # JSON
    Index("ix_story_canonical", "canonical"),
    Index("ix_story_origin", "origin"),
)

story_member = Table(
    "story_member",
    metadata,
    required("story", Text, ForeignKey("story.id", ondelete="CASCADE")),
    required("article", Integer, ForeignKey("article.id")),
    required("position", Integer),
    required("role", Text),
    Column("kind", Text),
    Column("via", Integer, ForeignKey("article.id")),
    Column("score", Float),
    required("reason", Text),
    Column("credited", Integer),
    required("credits", Text, server_default=text("'[]'")),  # JSON: cue and words of each credit to the origin
    PrimaryKeyConstraint("story", "article"),
    Index("ix_story_member_article", "article"),
    Index("ix_story_member_via", "via"),
)

story_parent = Table(
    "story_parent",
    metadata,
    required("story", Text, ForeignKey("story.id", ondelete="CASCADE")),
    required("article", Integer, ForeignKey("article.id")),
    required("position", Integer),
    Column("parent", Integer, ForeignKey("article.id")),
    Column("outside", Integer, ForeignKey("outside_origin.id")),  # neither: a source that nobody names
    required("why", Text),
    required("revision", Integer),
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
    required("story", Text),
    required("at", Text),
    required("sort", Text),
    Column("old", Text),
    required("new", Text),
    required("reason", Text),
    Index("ix_story_change_story", "story"),
    sqlite_autoincrement=True,
)

story_alias = Table(
    "story_alias",
    metadata,
    Column("old", Text, primary_key=True),
    required("new", Text),
    required("since", Text),
)

# A person's words name articles by key, not by id: they outlive whatever the archive does to its rows.
review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True),
    required("a_key", Text),
    required("b_key", Text),
    required("word", Text),
    Column("direction", Text),
    required("reviewer", Text),
    required("note", Text, server_default=text("''")),
    required("at", Text),
    Column("undone_at", Text),
    Column("a_digest", Text),  # of the normal form that the reviewer had, in hex
    Column("b_digest", Text),
    required("score_seen", Integer, server_default=text("0")),
    Column("credited", Integer),  # 0 or 1 where the reviewer said whether the copy names its source
    Index("ix_review_a_key_b_key", "a_key", "b_key"),
    Index("ix_review_b_key", "b_key"),
    sqlite_autoincrement=True,
)

# Read from the article with the registry of publishers; made anew when either the reader or the registry changes.
credit = Table(
    "credit",
    metadata,
    Column("id", Integer, primary_key=True),
    required("article", Integer, ForeignKey("article.id")),
    required("name", Text),
    Column("domain", Text),
    required("cue", Text),
    required("sort", Text),
    required("written", Text),
    Column("start", Integer),  # no place: it stands on the page, not in the text
    Column("end", Integer),
    required("agency", Integer),
    required("known", Integer),
    Index("ix_credit_article", "article"),
    Index("ix_credit_domain", "domain"),
)

# A publisher that members name as their source and of whom the story holds nothing: once the real thing is ingested,
# the stories hang on that, and the name goes when no story hangs on it any more.
outside_origin = Table(
    "outside_origin",
    metadata,
    Column("id", Integer, primary_key=True),
    required("name", Text, unique=True),
    Column("domain", Text),
    Index("ix_outside_origin_domain", "domain"),
)

derivation = Table(
    "derivation",
    metadata,
    required("a", Integer, ForeignKey("article.id")),  # the article with the smaller key
    required("b", Integer, ForeignKey("article.id")),
    required("direction", Text),
    required("certainty", Float),
    required("revision", Integer),
    required("clues", LargeBinary),  # packed
    required("grounds", LargeBinary, server_default=text("x''")),  # by which it is known if it would be the same again
    PrimaryKeyConstraint("a", "b"),
    Index("ix_derivation_b", "b"),
)

# Articles that changed after their words were indexed, as they were then; see `searching`.
search_due = Table(
    "search_due",
    metadata,
    Column("article", Integer, primary_key=True, autoincrement=False),
    Column("title", Text),
    Column("uri", Text),
    required("text", Text),
)

# What `dedup watch` remembers. Articles are named by key: what is watched need not be held yet, and alerts outlive it.
watch_source = Table(
    "watch_source",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("next_at", Text),
    required("failures", Integer),
    Column("said", Text),
)

watch_page = Table(
    "watch_page",
    metadata,
    required("source", Text),
    required("url", Text),
    Column("read_at", Text),
    required("whole", Integer),
    required("failures", Integer),
    Column("next_at", Text),
    PrimaryKeyConstraint("source", "url"),
    sqlite_with_rowid=False,
)

own_article = Table("own_article", metadata, Column("key", Text, primary_key=True), required("source", Text))

alert = Table(
    "alert",
    metadata,
    Column("id", Text, primary_key=True),  # made of both keys and the kind
    required("made_at", Text),
    Column("withdrawn_at", Text),
    required("json", Text),
)

alert_delivery = Table(
    "alert_delivery",
    metadata,
    required("channel", Text),
    required("alert", Text),
    required("at", Text),
    PrimaryKeyConstraint("channel", "alert"),
    sqlite_with_rowid=False,
)

VERSION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
"""Alembic's own bookkeeping table, as Alembic itself creates it."""
