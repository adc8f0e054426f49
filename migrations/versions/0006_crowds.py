"""Crowds: bands in the order of the contents' digests, and which contents are compared with the first of them alone.

A table notes what stories are still to be told of.
The next ingest compares anew what has enough others beside it to be crowded.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_SHARED = 32 * 3  # bands in common with others from which a content may be crowded; more are marked than are


def upgrade() -> None:
    """File the bands by rank, and mark what may be crowded."""
    op.create_table(
        "crowded",
        sa.Column("content", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reach", sa.LargeBinary(), nullable=False),
        sa.Column("decided", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_crowded")),
    )
    op.create_table(
        "untraced",
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sort", "number", name=op.f("pk_untraced")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "UPDATE content SET stale = 1 WHERE id IN (SELECT content FROM band JOIN "
        "(SELECT key, count(*) - 1 AS others FROM band GROUP BY key HAVING count(*) > 1) USING (key) "
        f"GROUP BY content HAVING sum(others) >= {_SHARED})"
    )
    op.rename_table("band", "band_by_number")
    op.create_table(
        "band",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("crowded", sa.Integer(), nullable=False),
        sa.Column("rank", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "crowded", "rank", "content", name=op.f("pk_band")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO band (key, crowded, rank, content) SELECT key, 0, substr(digest, 1, 8), content "
        "FROM band_by_number JOIN content ON content.id = band_by_number.content ORDER BY 1, 3, 4"
    )
    op.drop_table("band_by_number")
