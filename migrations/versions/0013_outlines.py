"""Outlines of texts, contents with relations enough, and contents without their signatures, which nothing reads.

What is filed gets an outline when it is filed anew; until then its text is read where one would do. A content that has
more relations than it would be given now loses them when it is given another.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the two tables, empty, and drop the column."""
    op.create_table(
        "outline",
        sa.Column("content", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_outline")),
    )
    op.create_table(
        "sated",
        sa.Column("content", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reach", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_sated")),
    )
    op.drop_column("content", "signature")
