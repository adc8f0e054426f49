"""What an article was read from, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from dedup.model.received import Received, TlsState


@dataclass(frozen=True, slots=True)
class Payload:
    """The bytes that an article was read from, and what a server said when it sent them.

    `body` is free of its transfer and content codings; `headers` are as they were sent, and may speak of codings.
    Without a `status` it did not come from a server.
    """

    body: bytes
    status: int | None = None
    reason: str = ""
    http_version: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    tls: TlsState | None = None

    @classmethod
    def of(cls, received: Received) -> Self:
        """The payload of an answer of the web."""
        return cls(
            body=received.body,
            status=received.status,
            reason=received.reason,
            http_version=received.http_version,
            headers=received.headers,
            tls=received.hops[-1].tls,
        )
