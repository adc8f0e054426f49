"""Runs: samples and postings as sorted pages of entries, in place of a row for each.

What is filed stays filed: the rows are read in the order of their keys and written as one run.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ENTRY = struct.Struct("<IHIB")  # a key's upper 48 bits, low part first; the number; the weight
_PAGE = 368
_RUN_PAGES = 1 << 24
_AT_ONCE = 1_000


def upgrade() -> None:
    """Make the three tables, file everything in them, and drop what they replace."""
    op.create_table(
        "filing",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("mass", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_filing")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_filing_content", "filing", ["content"])
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("firsts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "run_page",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_page")),
    )
    # A mark of 0 names no keys, so that what is filed anew one day is compared with nothing.
    op.execute(
        "INSERT INTO filing (number, content, samples, mass, mark) SELECT id, id, length(samples) / 8, mass, 0 "
        "FROM content WHERE length(samples) OR length(postings)"
    )
    _write_run(op.get_bind())
    op.drop_table("sample")
    op.drop_table("posting")
    for column in ("samples", "postings", "mass"):
        op.drop_column("content", column)


def _write_run(connection: sa.Connection) -> None:
    entries = _entries(connection)
    firsts: list[int] = []
    size = 0
    while pages := list(islice(_pages(entries), _AT_ONCE)):
        rows = [(_RUN_PAGES + len(firsts) + number, packed) for number, (_, packed) in enumerate(pages)]
        connection.exec_driver_sql("INSERT INTO run_page (id, entries) VALUES (?,?)", rows)
        firsts.extend(first for first, _ in pages)
        size += sum(len(packed) // _ENTRY.size for _, packed in pages)
    if size:
        packed = struct.pack(f"<{len(firsts)}Q", *firsts)
        connection.exec_driver_sql("INSERT INTO run (id, size, firsts) VALUES (1,?,?)", (size, packed))


def _pages(entries: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, bytes]]:
    """First key and bytes of one page after another."""
    while page := list(islice(entries, _PAGE)):
        yield page[0][0], b"".join(_ENTRY.pack(key & 0xFFFFFFFF, key >> 32, *rest) for key, *rest in page)


def _entries(connection: sa.Connection) -> Iterator[tuple[int, int, int]]:
    """Key (48 bits), number and weight of all samples and postings, in the order of the keys without their signs."""
    found = connection.exec_driver_sql(
        "SELECT key, content, weight FROM (SELECT key, content, 0 AS weight FROM sample "
        "UNION ALL SELECT key, content, weight FROM posting) ORDER BY key < 0, key"
    )
    while rows := found.fetchmany(10_000):
        for key, content, weight in rows:
            yield (key & (1 << 64) - 1) >> 16, content, weight
