"""Packed: proofs and clues deflated, keys of the index cut to forty bits, pages of runs packed, bands in runs,
and of an article a letter for each claim's source and its payload's digest as bytes.

What proofs and clues say stays as it is. Freed pages are used for what comes next; the file does not shrink by itself.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence

import numpy as np
import sqlalchemy as sa
from alembic import op

from dedup.store.packing import pack  # each stream names its dictionary, and dictionaries never change
from dedup.store.pages import Entries, pack_page

revision = "0012"
down_revision = "0011"

_AT_ONCE = 1_000  # rows
_OLD = np.dtype([("low", "<u4"), ("high", "<u2"), ("number", "<u4"), ("weight", "u1")])
_LOST = 8  # bits of a key of 48
_PAGE = 384  # entries
_RUN_PAGES = 1 << 24
_CLAIMS = ("title", "byline", "publisher", "language", "canonical_url", "published", "modified", "first_seen")
_LETTERS = {
    "given": "g", "json-ld": "j", "meta": "m", "markup": "k", "url": "u", "text": "t", "feed": "f", "sitemap": "s",
    "file": "n", "capture": "c", "fetch": "h",
}  # fmt: skip


def upgrade() -> None:
    """Write what is packed anew, a thousand rows at a time."""
    _shorten_claims(op.get_bind())
    _pack_runs(op.get_bind())
    _file_bands(op.get_bind())
    _pack_tables()


def _shorten_claims(connection: sa.Connection) -> None:
    """A letter for each claim's source, and digests as bytes instead of in hex."""
    last = 0
    sql = f"SELECT id, sources, payload_digest FROM article WHERE id > ? ORDER BY id LIMIT {_AT_ONCE}"
    while rows := connection.exec_driver_sql(sql, (last,)).fetchall():
        connection.exec_driver_sql(
            "UPDATE article SET sources = ?, payload_digest = ? WHERE id = ?",
            [(_letters(json.loads(sources)), _bytes_of(digest), number) for number, sources, digest in rows],
        )
        last = rows[-1][0]
    rows = connection.exec_driver_sql("SELECT rowid, payload_digest FROM revision").fetchall()
    if rows:
        connection.exec_driver_sql(
            "UPDATE revision SET payload_digest = ? WHERE rowid = ?",
            [(_bytes_of(digest), number) for number, digest in rows],
        )


def _letters(sources: dict[str, str]) -> str:
    return "".join(_LETTERS[sources[name]] if name in sources else "-" for name in _CLAIMS)


def _bytes_of(digest: str) -> bytes | str:
    try:
        packed = bytes.fromhex(digest)
    except ValueError:
        return digest
    return packed if packed.hex() == digest else digest


def _pack_runs(connection: sa.Connection) -> None:
    """Each page as it was, with shorter keys; their order stays."""
    last = 0
    sql = f"SELECT id, entries FROM run_page WHERE id > ? ORDER BY id LIMIT {_AT_ONCE}"
    while rows := connection.exec_driver_sql(sql, (last,)).fetchall():
        connection.exec_driver_sql(
            "UPDATE run_page SET entries = ? WHERE id = ?", [(_repacked(entries), number) for number, entries in rows]
        )
        last = rows[-1][0]
    for number, firsts in connection.exec_driver_sql("SELECT id, firsts FROM run").fetchall():
        short = np.frombuffer(firsts, "<u8") >> np.uint64(_LOST)
        connection.exec_driver_sql("UPDATE run SET firsts = ? WHERE id = ?", (short.tobytes(), number))


def _repacked(entries: bytes) -> bytes:
    page = np.frombuffer(entries, _OLD)
    keys = page["low"] | page["high"].astype(np.uint64) << np.uint64(32)
    return pack_page(Entries(keys >> np.uint64(_LOST), page["number"].astype(np.int64), page["weight"].copy()))


def _file_bands(connection: sa.Connection) -> None:
    """All bands as one run, those of contents that are not crowded before the others."""
    run = (connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'run'").scalar() or 0) + 1
    rows = connection.exec_driver_sql("SELECT key, crowded, content FROM band ORDER BY crowded, key < 0, key")
    firsts: list[int] = []
    size = 0
    while part := rows.fetchmany(_PAGE):
        keys = [(key & (1 << 64) - 1) >> 24 | (1 + crowded) << 40 for key, crowded, _ in part]
        contents = np.array([content for _, _, content in part], np.int64)
        packed = pack_page(Entries(np.array(keys, np.uint64), contents, np.zeros(len(part), np.uint8)))
        number = run * _RUN_PAGES + len(firsts)
        connection.exec_driver_sql("INSERT INTO run_page (id, entries) VALUES (?,?)", (number, packed))
        firsts.append(keys[0])
        size += len(part)
    if size:
        packed = struct.pack(f"<{len(firsts)}Q", *firsts)
        connection.exec_driver_sql("INSERT INTO run (id, size, firsts) VALUES (?,?,?)", (run, size, packed))
    op.drop_table("band")
    last = 0
    sql = f"SELECT id, bands FROM content WHERE id > ? ORDER BY id LIMIT {_AT_ONCE}"
    while held := connection.exec_driver_sql(sql, (last,)).fetchall():
        short = [
            (b"".join(dict.fromkeys(bands[place + 3 : place + 8] for place in range(0, len(bands), 8))), number)
            for number, bands in held
        ]
        connection.exec_driver_sql("UPDATE content SET bands = ? WHERE id = ?", short)
        last = held[-1][0]


def _pack_tables() -> None:
    """Relations and directions in tables of other columns."""
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
