"""The tables of captures; see `dedup.store.schema` for the conventions."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from dedup.store.tables import metadata, required

# What articles were read from, byte for byte, where that is kept; one payload can be of many captures.
payload = Table(
    "payload",
    metadata,
    Column("digest", Text, primary_key=True),  # SHA-256 of what it unpacks to, in hex
    required("size", Integer),  # bytes unpacked
    required("packed", LargeBinary),  # zlib
)

capture = Table(
    "capture",
    metadata,
    Column("id", Integer, primary_key=True),
    required("article", Integer, ForeignKey("article.id")),
    required("payload", Text, ForeignKey("payload.digest")),
    required("source", Text),
    required("medium", Text),
    Column("uri", Text),
    Column("retrieved_at", Text),
    Column("tls_verified", Integer),
    Column("tls_version", Text),
    Column("tls_certificate", Text),
    Column("status", Integer),  # of the answer; none where no server gave it
    required("reason", Text),
    required("http_version", Text),
    required("headers", Text),  # JSON: pairs
    required("ingested_at", Text),
    Index("ix_capture_article", "article"),
    Index("ix_capture_payload", "payload"),
    sqlite_autoincrement=True,
)
