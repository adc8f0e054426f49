"""Reviews say whether the copy names its source."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column; what was said before says nothing of it."""
    op.add_column("review", sa.Column("credited", sa.Integer(), nullable=True))
