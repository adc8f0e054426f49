"""Postings: the weighted keys by which rewrites are found. The next ingest fills them in for what is held already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the table, and its packed copy beside each content."""
    op.create_table(
        "posting",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "content", name=op.f("pk_posting")),
        sqlite_with_rowid=False,
    )
    op.add_column("content", sa.Column("postings", sa.LargeBinary(), server_default=sa.text("x''"), nullable=False))
    op.add_column("content", sa.Column("mass", sa.Integer(), server_default=sa.text("0"), nullable=False))
