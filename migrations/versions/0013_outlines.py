"""Outlines of texts, and contents without their signatures: near copies are found by bands, and nothing reads more.

What is filed stays as it is and gets an outline when it is filed anew; until then its text is read where one would do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table of outlines, empty, and drop the column."""
    op.create_table(
        "outline",
        sa.Column("content", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_outline")),
    )
    op.drop_column("content", "signature")
