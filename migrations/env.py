"""Alembic's environment for an archive.

Three ways lead here:

- `dedup db upgrade` hands over a connection that is inside a transaction already. All revisions run in that one
  transaction and the caller commits, so a failure or a kill leaves the archive as it was. A revision must therefore not
  run VACUUM, a PRAGMA or anything else that cannot be undone.
- `alembic -x db=PATH …` works on the file at PATH.
- plain `alembic check` and `alembic revision --autogenerate` work on a scratch database in memory that has been
  brought to head, so they need no archive and cannot harm one.

Revisions go one way: the way back is the backup that `dedup db upgrade` makes. They are numbered (`--rev-id 0002`),
and the newest number is repeated in `dedup.store.schema.HEAD_REVISION`.
"""

from __future__ import annotations

from alembic import context
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine

from dedup.store.engine import connect, locate
from dedup.store.schema import metadata

_PATIENCE = 60.0


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_server_default=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def _bring_to_head(connection: Connection) -> None:
    """Run every revision on an empty database, apart from the command that is being run."""
    migration = MigrationContext.configure(connection, opts={"target_metadata": metadata})
    with Operations.context(migration):
        for step in reversed(list(context.script.walk_revisions())):
            step.module.upgrade()
    migration.stamp(context.script, "head")


def _main() -> None:
    handed = context.config.attributes.get("connection")
    if handed is not None:
        _run(handed)
        return
    path = context.get_x_argument(as_dictionary=True).get("db")
    engine = connect(locate(path), patience=_PATIENCE) if path else create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            if not path:
                with connection.begin():
                    _bring_to_head(connection)
            _run(connection)
    finally:
        engine.dispose()


_main()
