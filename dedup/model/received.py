"""What the web answered: the hops that were taken, and what came at the end of them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

_CHARSET = re.compile(r';\s*charset\s*=\s*"?\s*([A-Za-z0-9._:+-]{1,40})', re.IGNORECASE)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")


@dataclass(frozen=True, slots=True)
class TlsState:
    """A checked TLS connection: its protocol version, and the SHA-256 of the server's certificate in hex."""

    version: str
    certificate: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One question on the way to an answer. What was not reached any more is None, or empty.

    `addresses` are all that the name resolved to; `connected` is the one of them that was spoken to.
    """

    url: str
    addresses: tuple[str, ...] = ()
    connected: str | None = None
    tls: TlsState | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A successful answer. `body` is unpacked from its content coding; `raw_length` counts its bytes as they were sent.

    `headers` keep their order, repetitions and spelling; each character stands for one byte. The texts of headers come
    from outside and are as hostile as the body.
    """

    asked: str
    url: str  # where the last hop led, without a fragment
    hops: tuple[Hop, ...]
    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    raw_length: int
    retrieved_at: datetime
    cut: bool = False  # the body was cut at a limit; only ever so for robots.txt

    def __post_init__(self) -> None:
        if self.retrieved_at.tzinfo is None:
            raise ValueError("Received.retrieved_at must be an aware datetime")

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case; None if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def content_type(self) -> str | None:
        """Type and subtype as given, in lower case and without parameters; None where there is no sensible one."""
        given = (self.header("content-type") or "").partition(";")[0].strip().lower()
        return given if _TYPE.fullmatch(given) else None

    @property
    def charset(self) -> str | None:
        """Character encoding as given in the content type, in lower case; nothing says that it exists or is right."""
        found = _CHARSET.search(self.header("content-type") or "")
        return found[1].lower() if found else None

    @property
    def etag(self) -> str | None:
        """Mark of this version of the page, for the next question."""
        return self.header("etag")

    @property
    def last_modified(self) -> str | None:
        """Time of the last change as the server writes it, for the next question."""
        return self.header("last-modified")

    @property
    def not_modified(self) -> bool:
        """Whether the server says that the version we have is still the one; then there is no body."""
        return self.status == 304

    @property
    def tls_verified(self) -> bool:
        """Whether the answer came over a checked TLS connection; False says plain http, as nothing else is let pass."""
        return self.hops[-1].tls is not None

    @property
    def downgraded(self) -> bool:
        """Whether some hop led from https to http."""
        secure = [hop.url.startswith("https:") for hop in self.hops]
        return any(before and not after for before, after in pairwise(secure))

    @property
    def digest(self) -> str:
        """SHA-256 of the unpacked body in hex."""
        return hashlib.sha256(self.body).hexdigest()
