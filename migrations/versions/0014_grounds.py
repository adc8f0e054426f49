"""What a direction hung on when it was traced, beside it.

A direction without grounds is traced anew with the next member of its story.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("derivation", sa.Column("grounds", sa.LargeBinary(), nullable=False, server_default=sa.text("x''")))
