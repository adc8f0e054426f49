"""Packed: the proofs of relations and the clues of directions, deflated with the sentences of ledgers known beforehand.

What they say stays as it is. Freed pages are used for what comes next; the file does not shrink by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

from dedup.store.packing import pack  # each stream names its dictionary, and dictionaries never change

revision = "0012"
down_revision = "0011"

_AT_ONCE = 1_000  # rows


def upgrade() -> None:
    """Write both tables anew, row by row."""
    op.create_table(
        "relation_packed",
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("words_a", sa.Integer(), nullable=False),
        sa.Column("words_b", sa.Integer(), nullable=False),
        sa.Column("shared_a", sa.Integer(), nullable=False),
        sa.Column("shared_b", sa.Integer(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["content.id"], name=op.f("fk_relation_a_content")),
        sa.ForeignKeyConstraint(["b"], ["content.id"], name=op.f("fk_relation_b_content")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_relation")),
    )
    columns = "a, b, kind, score, words_a, words_b, shared_a, shared_b, params"
    _rewrite("relation", f"{columns}, proposed_by, ledger, passages", f"{columns}, proof", _proof)
    op.create_table(
        "derivation_packed",
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Float(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("clues", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["article.id"], name=op.f("fk_derivation_a_article")),
        sa.ForeignKeyConstraint(["b"], ["article.id"], name=op.f("fk_derivation_b_article")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_derivation")),
    )
    columns = "a, b, direction, certainty, revision, clues"
    _rewrite("derivation", columns, columns, lambda row: (*row[:-1], pack(json.loads(str(row[-1])))))


def _rewrite(table: str, old: str, new: str, change: Callable[[Sequence[object]], tuple[object, ...]]) -> None:
    """Put the rows of a table, changed, into `TABLE_packed`, and that into the table's place."""
    connection = op.get_bind()
    insert = f"INSERT INTO {table}_packed ({new}) VALUES ({','.join('?' * len(new.split(',')))})"
    rows = connection.exec_driver_sql(f"SELECT {old} FROM {table} ORDER BY rowid")
    while part := rows.fetchmany(_AT_ONCE):
        connection.exec_driver_sql(insert, [change(row) for row in part])
    op.drop_table(table)
    op.rename_table(f"{table}_packed", table)
    op.create_index(f"ix_{table}_b", table, ["b"])


def _proof(row: Sequence[object]) -> tuple[object, ...]:
    *rest, proposed, ledger, passages = row
    steps: list[int] = []
    a_last = b_last = 0
    for a_start, a_end, b_start, b_end, words, flags in json.loads(str(passages)):
        length = a_end - a_start
        steps += (a_start - a_last, length, b_start - b_last, b_end - b_start - length, length - words, flags)
        a_last, b_last = a_end, b_end
    return *rest, pack([json.loads(str(proposed)), json.loads(str(ledger)), steps])
