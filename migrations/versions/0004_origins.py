"""Origins: directions of pairs, members with several parents, sources that are not held, and the history of stories.

The next ingest traces what is held already.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Replace the two tables that nothing was ever kept in, and add the new ones."""
    op.drop_table("derivation")
    op.drop_table("outside_origin")
    op.create_table(
        "outside_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_origin")),
        sa.UniqueConstraint("name", name=op.f("uq_outside_origin_name")),
    )
    op.create_index("ix_outside_origin_domain", "outside_origin", ["domain"])
    op.create_table(
        "derivation",
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Float(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("clues", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["article.id"], name=op.f("fk_derivation_a_article")),
        sa.ForeignKeyConstraint(["b"], ["article.id"], name=op.f("fk_derivation_b_article")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_derivation")),
    )
    op.create_index("ix_derivation_b", "derivation", ["b"])
    op.create_table(
        "story_parent",
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("outside", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name=op.f("fk_story_parent_story_story"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_story_parent_article_article")),
        sa.ForeignKeyConstraint(
            ["outside"], ["outside_origin.id"], name=op.f("fk_story_parent_outside_outside_origin")
        ),
        sa.ForeignKeyConstraint(["parent"], ["article.id"], name=op.f("fk_story_parent_parent_article")),
        sa.PrimaryKeyConstraint("story", "article", "position", name=op.f("pk_story_parent")),
    )
    op.create_index("ix_story_parent_article", "story_parent", ["article"])
    op.create_index("ix_story_parent_parent", "story_parent", ["parent"])
    op.create_index("ix_story_parent_outside", "story_parent", ["outside"])
    op.create_table(
        "story_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_story_change_story", "story_change", ["story"])
    op.add_column("story", sa.Column("certainty", sa.Float(), server_default=sa.text("0"), nullable=False))
    op.add_column("story", sa.Column("ledger", sa.Text(), server_default=sa.text("'[]'"), nullable=False))
