"""Credits: what pages say about their source, and who is credited where. The next ingest fills them in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Keep page credits with the article and the words of a credit with the member; make `credit` anew.

    Nothing was ever written to `credit` before, so there is nothing to carry over.
    """
    op.add_column("article", sa.Column("page_credits", sa.Text(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("story_member", sa.Column("credits", sa.Text(), server_default=sa.text("'[]'"), nullable=False))
    op.drop_table("credit")
    op.create_table(
        "credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("cue", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("agency", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_credit_article_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
    )
    op.create_index("ix_credit_article", "credit", ["article"], unique=False)
    op.create_index("ix_credit_domain", "credit", ["domain"], unique=False)
