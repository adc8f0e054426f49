"""What all tables of an archive share: where they are gathered, and the columns that must hold a value."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, TextClause
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def required(
    name: str,
    kind: type[TypeEngine[Any]],
    *more: ForeignKey,
    unique: bool | None = None,
    server_default: TextClause | None = None,
) -> Column[Any]:
    """A column that must hold a value."""
    return Column(name, kind, *more, nullable=False, unique=unique, server_default=server_default)
