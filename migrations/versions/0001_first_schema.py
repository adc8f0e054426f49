"""The first schema of an archive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables in an empty database."""
    _settings()
    _contents()
    _articles()
    _furniture()
    _relations()
    _stories()
    _reviews()
    _provenance()


def _settings() -> None:
    """Small values beside the data."""
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "params",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_params")),
    )


def _contents() -> None:
    """Normal forms and the keys they are found by."""
    op.create_table(
        "content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("bands", sa.LargeBinary(), nullable=False),
        sa.Column("samples", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
        sa.UniqueConstraint("digest", name=op.f("uq_content_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_content_stale", "content", ["stale"], unique=False, sqlite_where=sa.text("stale = 1"))
    op.create_table(
        "band",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "content", name=op.f("pk_band")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sample",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "content", name=op.f("pk_sample")),
        sqlite_with_rowid=False,
    )


def _articles() -> None:
    """Articles and their earlier states."""
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("record_digest", sa.LargeBinary(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("uri", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("canonical_url", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("first_seen", sa.Text(), nullable=True),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("metadata", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("payload_digest", sa.Text(), nullable=False),
        sa.Column("capture_uri", sa.Text(), nullable=True),
        sa.Column("retrieved_at", sa.Text(), nullable=True),
        sa.Column("tls_verified", sa.Integer(), nullable=True),
        sa.Column("ingested_at", sa.Text(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["content"], ["content.id"], name=op.f("fk_article_content_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("key", name=op.f("uq_article_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_article_content_key", "article", ["content", "key"], unique=False)
    op.create_table(
        "revision",
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.LargeBinary(), nullable=False),
        sa.Column("payload_digest", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("ingested_at", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_revision_article_article")),
        sa.PrimaryKeyConstraint("article", "number", name=op.f("pk_revision")),
    )


def _furniture() -> None:
    """Lines of articles, and those known to be an outlet's furniture."""
    op.create_table(
        "line",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "article", name=op.f("pk_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "furniture",
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "key", name=op.f("pk_furniture")),
        sqlite_with_rowid=False,
    )


def _relations() -> None:
    """What was found between two contents."""
    op.create_table(
        "relation",
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("words_a", sa.Integer(), nullable=False),
        sa.Column("words_b", sa.Integer(), nullable=False),
        sa.Column("shared_a", sa.Integer(), nullable=False),
        sa.Column("shared_b", sa.Integer(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("passages", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["content.id"], name=op.f("fk_relation_a_content")),
        sa.ForeignKeyConstraint(["b"], ["content.id"], name=op.f("fk_relation_b_content")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_relation")),
    )
    op.create_index("ix_relation_b", "relation", ["b"], unique=False)


def _stories() -> None:
    """Stories, their members, and the ids they once had."""
    op.create_table(
        "story",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Integer(), nullable=False),
        sa.Column("origin_status", sa.Text(), nullable=False),
        sa.Column("origin", sa.Integer(), nullable=True),
        sa.Column("origin_name", sa.Text(), nullable=True),
        sa.Column("origin_domain", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["canonical"], ["article.id"], name=op.f("fk_story_canonical_article")),
        sa.ForeignKeyConstraint(["origin"], ["article.id"], name=op.f("fk_story_origin_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_index("ix_story_canonical", "story", ["canonical"], unique=False)
    op.create_index("ix_story_origin", "story", ["origin"], unique=False)
    op.create_table(
        "story_member",
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("via", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("credited", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_story_member_article_article")),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_story_member_story_story"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["via"], ["article.id"], name=op.f("fk_story_member_via_article")),
        sa.PrimaryKeyConstraint("story", "article", name=op.f("pk_story_member")),
    )
    op.create_index("ix_story_member_article", "story_member", ["article"], unique=False)
    op.create_index("ix_story_member_via", "story_member", ["via"], unique=False)
    op.create_table(
        "story_alias",
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("old", name=op.f("pk_story_alias")),
    )


def _reviews() -> None:
    """People's words on pairs."""
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("a_key", sa.Text(), nullable=False),
        sa.Column("b_key", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_review_a_key_b_key", "review", ["a_key", "b_key"], unique=False)
    op.create_index("ix_review_b_key", "review", ["b_key"], unique=False)


def _provenance() -> None:
    """Who is named as a source, and what descends from what."""
    op.create_table(
        "credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("cue", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_credit_article_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
    )
    op.create_index("ix_credit_article", "credit", ["article"], unique=False)
    op.create_index("ix_credit_domain", "credit", ["domain"], unique=False)
    op.create_table(
        "outside_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_origin")),
    )
    op.create_index("ix_outside_origin_name_domain", "outside_origin", ["name", "domain"], unique=False)
    op.create_table(
        "derivation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("derivative", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Integer(), nullable=True),
        sa.Column("outside_origin", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Float(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["derivative"], ["article.id"], name=op.f("fk_derivation_derivative_article")),
        sa.ForeignKeyConstraint(["origin"], ["article.id"], name=op.f("fk_derivation_origin_article")),
        sa.ForeignKeyConstraint(
            ["outside_origin"], ["outside_origin.id"], name=op.f("fk_derivation_outside_origin_outside_origin")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivation")),
    )
    op.create_index("ix_derivation_derivative", "derivation", ["derivative"], unique=False)
    op.create_index("ix_derivation_origin", "derivation", ["origin"], unique=False)
    op.create_index("ix_derivation_outside_origin", "derivation", ["outside_origin"], unique=False)
