"""Reviews: which texts a person had before them, and whether the machine's score was looked at.

Stories of an archive that holds reviews already are traced anew by the next ingest, so that the reviews take effect.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns, and have stories traced again where there are reviews."""
    op.add_column("review", sa.Column("a_digest", sa.Text(), nullable=True))
    op.add_column("review", sa.Column("b_digest", sa.Text(), nullable=True))
    op.add_column("review", sa.Column("score_seen", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.execute("DELETE FROM meta WHERE key = 'scheme.tracing' AND EXISTS (SELECT 1 FROM review)")
