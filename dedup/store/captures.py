"""Payloads and captures between the model and the archive's rows, both ways.

A payload is stored once however many captures had it, packed by zlib: pages become a fifth, and any tool of any age
can unpack them. Reading trusts nothing: what unpacks to other bytes than were kept is an error that names it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from dedup.errors import ArchiveDamagedError
from dedup.model import Capture, KeptPage, Medium, Payload, TlsState
from dedup.store.rows import NewCapture
from dedup.store.snapshot import Changes, Snapshot, marks
from dedup.store.values import (
    as_json,
    bytes_of,
    flag_of,
    instant_of,
    instant_text,
    int_of,
    name_text,
    optional_name,
    optional_text_of,
    text_of,
)

_COLUMNS = (
    "article", "payload", "source", "medium", "uri", "retrieved_at", "tls_verified", "tls_version", "tls_certificate",
    "status", "reason", "http_version", "headers", "ingested_at",
)  # fmt: skip
_LIST = ", ".join(f"capture.{name}" for name in _COLUMNS)
# The same payload of the same place at the same time is one capture, however often its file is read.
_INSERT = (
    f"INSERT INTO capture ({', '.join(_COLUMNS)}) SELECT {marks(len(_COLUMNS))} WHERE NOT EXISTS "
    "(SELECT 1 FROM capture WHERE article = ? AND payload = ? AND source = ? AND uri IS ? AND retrieved_at IS ?)"
)
_LEVEL = 6  # zlib's own middle: level 9 takes twice the time for two per cent


@dataclass(frozen=True, slots=True)
class Packed:
    """The bytes of a payload, packed, with the SHA-256 (hex) and the number of what they unpack to."""

    digest: str
    size: int
    data: bytes


def pack(body: bytes) -> Packed:
    """Pack the bytes of a payload."""
    return Packed(hashlib.sha256(body).hexdigest(), len(body), zlib.compress(body, _LEVEL))


def unpack(packed: Packed) -> bytes:
    """The bytes of a payload; raises ValueError where they are not those that were packed."""
    machine = zlib.decompressobj()
    try:
        body = machine.decompress(packed.data, packed.size + 1)
    except zlib.error as error:
        raise ValueError(f"it does not unpack ({error})") from None
    if len(body) != packed.size or not machine.eof:
        raise ValueError(f"it unpacks to another length than the {packed.size:,} bytes that were kept")
    if hashlib.sha256(body).hexdigest() != packed.digest:
        raise ValueError("its bytes have another SHA-256 than those that were kept")
    return body


class CaptureReader(Snapshot):
    """Questions about captures to one snapshot of an archive."""

    def captures(self, article_id: int) -> list[KeptPage]:
        """The captures of an article whose payload is kept, in the order in which they came in."""
        rows = self._rows(
            f"SELECT article.key, payload.size, {_LIST} FROM capture JOIN article ON article.id = capture.article "
            "JOIN payload ON payload.digest = capture.payload WHERE capture.article = ? ORDER BY capture.id",
            (article_id,),
        )
        return [
            self._decoded("a capture of article", partial(_kept, number), row)
            for number, row in enumerate(rows, start=1)
        ]

    def captured(self) -> list[int]:
        """The numbers of the articles of which a capture is kept."""
        return [row[0] for row in self._rows("SELECT DISTINCT article FROM capture ORDER BY article")]

    def payload(self, digest: str) -> bytes:
        """The bytes of a payload that a capture names; raises ArchiveDamagedError if they are not those kept."""
        rows = self._rows("SELECT digest, size, packed FROM payload WHERE digest = ?", (digest,))
        if not rows:
            raise ArchiveDamagedError(
                f"The archive {self._place} is damaged: the payload {digest} of a capture is gone; restore a backup."
            )
        return self._decoded("the payload", lambda row: unpack(_packed(row)), rows[0])

    def damaged_payloads(self) -> Iterator[str]:
        """Read every payload, one at a time, and say of each that is damaged what is wrong with it."""
        last = ""
        while rows := self._rows(
            "SELECT digest, size, packed FROM payload WHERE digest > ? ORDER BY digest LIMIT 1", (last,)
        ):
            last = str(rows[0][0])
            try:
                self._decoded("the payload", lambda row: unpack(_packed(row)), rows[0])
            except ArchiveDamagedError as error:
                yield f"the payload {last} of a capture is damaged: {error.__cause__ or error}"


class CaptureWriter(CaptureReader, Changes):
    """What can be done to captures within one transaction."""

    def keep(self, captures: Sequence[NewCapture], packed: Sequence[Packed]) -> None:
        """Note captures of articles that are held, with the payloads that they name; what is known is left alone."""
        self._run_many(
            "INSERT OR IGNORE INTO payload (digest, size, packed) VALUES (?,?,?)",
            [(one.digest, one.size, one.data) for one in packed],
        )
        for new in captures:
            values = _values(new)
            article, payload, source, _, uri, retrieved_at = values[:6]
            self._run(_INSERT, (*values, article, payload, source, uri, retrieved_at))


def _values(new: NewCapture) -> tuple[object, ...]:
    capture, payload = new.capture, new.payload
    return (
        new.article,
        capture.digest,
        name_text(capture.source),
        capture.medium.value,
        optional_name(capture.uri),
        instant_text(capture.retrieved_at) if capture.retrieved_at else None,
        None if capture.tls_verified is None else int(capture.tls_verified),
        payload.tls.version if payload.tls else None,
        payload.tls.certificate if payload.tls else None,
        payload.status,
        name_text(payload.reason),
        name_text(payload.http_version),
        as_json(payload.headers),
        instant_text(new.at),
    )


def _kept(number: int, row: Sequence[Any]) -> KeptPage:
    key, size, *values = row
    named = dict(zip(_COLUMNS, values, strict=True))
    version = optional_text_of(named["tls_version"])
    headers = tuple((text_of(name), text_of(value)) for name, value in json.loads(text_of(named["headers"])))
    return KeptPage(
        article=text_of(key),
        number=number,
        capture=Capture(
            source=text_of(named["source"]),
            medium=Medium(named["medium"]),
            digest=text_of(named["payload"]),
            uri=optional_text_of(named["uri"]),
            retrieved_at=None if named["retrieved_at"] is None else instant_of(named["retrieved_at"]),
            tls_verified=flag_of(named["tls_verified"]),
        ),
        payload=Payload(
            body=b"",
            status=None if named["status"] is None else int_of(named["status"]),
            reason=text_of(named["reason"]),
            http_version=text_of(named["http_version"]),
            headers=headers,
            tls=None if version is None else TlsState(version, text_of(named["tls_certificate"])),
        ),
        size=int_of(size),
        ingested_at=instant_of(named["ingested_at"]),
    )


def _packed(row: Sequence[Any]) -> Packed:
    digest, size, data = row
    return Packed(text_of(digest), int_of(size), bytes_of(data))
