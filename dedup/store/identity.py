"""What tells an archive from other databases, and its version from others; known without SQLAlchemy and Alembic."""

from __future__ import annotations

HEAD_REVISION = "0008"
"""The newest revision in `migrations/versions`."""

APPLICATION_ID = 0x64645570
"""SQLite's `application_id` of an archive (the letters `ddUp`), which tells it from other programs' databases."""
