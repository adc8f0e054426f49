"""Kept captures, as JSON values and for people."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding

from dedup.model import KeptPage
from dedup.report.console import text
from dedup.report.origins import Record
from dedup.report.plain import counted, plain

CAPTURE_COLUMNS = (
    "article", "number", "retrieved_at", "ingested_at", "url", "source", "medium", "size", "digest", "status",
    "tls_verified", "tls_version", "tls_certificate", "headers",
)  # fmt: skip


def capture_record(page: KeptPage) -> Record:
    """One kept capture; `size` counts the bytes of its payload, `digest` is their SHA-256."""
    capture, payload = page.capture, page.payload
    return {
        "article": page.article,
        "number": page.number,
        "retrieved_at": capture.retrieved_at.isoformat() if capture.retrieved_at else None,
        "ingested_at": page.ingested_at.isoformat(),
        "url": capture.uri,
        "source": capture.source,
        "medium": capture.medium.value,
        "size": page.size,
        "digest": capture.digest,
        "status": payload.status,
        "tls_verified": capture.tls_verified,
        "tls_version": payload.tls.version if payload.tls else None,
        "tls_certificate": payload.tls.certificate if payload.tls else None,
        "headers": [list(header) for header in payload.headers],
    }


def print_captures(console: Console, pages: Iterable[KeptPage]) -> int:
    """Draw captures, each with its time, address, size, TLS and digest."""
    number = 0
    for page in pages:
        number += 1
        capture = page.capture
        at, how = (capture.retrieved_at, "retrieved") if capture.retrieved_at else (page.ingested_at, "taken in")
        console.print(f"{page.number}  {how} {at:%Y-%m-%d %H:%M:%S %Z}, {counted(page.size, 'byte')}, {_tls(page)}")
        console.print(Padding(text(capture.uri or capture.source), (0, 0, 0, 3)))
        console.print(Padding(text(f"sha256 {capture.digest}", "dim"), (0, 0, 0, 3)))
    return number


def _tls(page: KeptPage) -> str:
    tls = page.payload.tls
    if tls is not None:
        return f"{plain(tls.version)} checked"
    return {True: "TLS checked", False: "no TLS", None: "not from the web"}[page.capture.tls_verified]
