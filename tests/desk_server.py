"""A review desk that is really served, on loopback, while a block lasts; and requests to it, byte by byte."""

from __future__ import annotations

import queue
import select
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path
from urllib.parse import urlsplit

from dedup.web import Settings, serve

REVIEWER = "Ada Quill"
OWN = frozenset({"lannochherald.example"})
_PIECE = 16_384
_WAIT = 30  # seconds for a start, an answer or an end: far more than any takes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers, the body as bytes, and all of it as it came."""

    status: int
    headers: Message
    body: bytes
    raw: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that is open: where it is, and over which archive."""

    file: Path
    origin: str

    @property
    def host(self) -> str:
        """Host and port, as a browser names them."""
        return urlsplit(self.origin).netloc

    def send(self, data: bytes) -> Answer:
        """Send bytes as they are, as long as no answer comes, and read until the desk has closed the connection."""
        where = urlsplit(self.origin)
        raw = b""
        with socket.create_connection((where.hostname or "", where.port or 0), timeout=_WAIT) as connection:
            with suppress(ConnectionError):
                for start in range(0, len(data), _PIECE):
                    if select.select([connection], [], [], 0)[0]:
                        break  # it answers early: what it does not read would have the system throw its answer away
                    connection.sendall(data[start : start + _PIECE])
            with suppress(ConnectionError):
                while more := connection.recv(65_536):
                    raw += more
        return _answer(raw)

    def ask(
        self, path: str, method: str = "GET", *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request; `headers` come in place of those of the same name."""
        named = {"Host": self.host, "Connection": "close"} | dict(headers or {})
        if body is not None:
            named = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))} | named
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        return self.send(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + (body or b""))


def _answer(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, _, lines = head.partition(b"\r\n")
    headers = BytesHeaderParser().parsebytes(lines + b"\r\n\r\n")
    if headers.get("transfer-encoding", "").casefold() == "chunked":
        body = b"".join(_chunks(body))
    return Answer(int(first.split(b" ")[1]) if first else 0, headers, body, raw)


def _chunks(data: bytes) -> Iterator[bytes]:
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size, 16)
        yield data[:length]
        data = data[length + 2 :]


@dataclass(slots=True)
class _Run:
    """A desk in a thread: what it says when it is ready, what stops it, and how it failed if it did."""

    said: queue.Queue[str | BaseException] = field(default_factory=queue.Queue)
    stop: Callable[[], None] = lambda: None

    def __call__(self, file: Path, settings: Settings) -> None:
        try:
            serve(file, settings, 0, ready=self.said.put, stopping=self._keep)
        except BaseException as error:  # told to the test, in whose thread it is raised again
            self.said.put(error)

    def _keep(self, stop: Callable[[], None]) -> None:
        self.stop = stop


@contextmanager
def served(file: Path, settings: Settings | None = None) -> Iterator[Desk]:
    """A desk over an archive, on a free port; on loopback and without a token if nothing else is said."""
    run = _Run()
    thread = threading.Thread(target=run, args=(file, settings or Settings(reviewer=REVIEWER, own=OWN)), name="desk")
    thread.start()
    said = run.said.get(timeout=_WAIT)
    try:
        if isinstance(said, BaseException):
            raise said
        yield Desk(file, said.rstrip("/"))
    finally:
        run.stop()
        thread.join(_WAIT)
        assert not thread.is_alive(), "the desk does not close"
