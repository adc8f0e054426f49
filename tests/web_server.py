"""A web server of the tests, on loopback, that misbehaves as it is told; and certificates of a made-up authority.

    with WebServer({"/": page(b"<p>Hello", content_type="text/html")}) as server:
        client.fetch(server.url("/"))

A route is a function of the request and the wire: it sends whatever bytes it likes, in its own time. What takes time
waits on the server's end, so that no server outlives its test. Paths without a route, robots.txt among them, are 404.
"""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import trustme

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    """A request as it came; names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Wire:
    """The way back to the client. `send` raises OSError when the client has left, which ends the route quietly."""

    _socket: socket.socket
    ending: threading.Event
    sent: int = 0

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)
        self.sent += len(data)


Route = Callable[[Request, Wire], None]


def answer(body: bytes = b"", status: str = "200 OK", *, length: int | None = None, **headers: str) -> bytes:
    """A whole answer; `content_type="text/html"` becomes a header, `length` may lie about the body's."""
    size = len(body) if length is None else length
    named = {"Content-Length": str(size), **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body


def page(body: bytes = b"", status: str = "200 OK", *, length: int | None = None, **headers: str) -> Route:
    """A route that gives one answer; see `answer`."""
    whole = answer(body, status, length=length, **headers)
    return lambda request, wire: wire.send(whole)


def redirect(location: str, status: str = "302 Found") -> Route:
    return page(status=status, location=location)


def endless(head: bytes, piece: bytes) -> Route:
    """A route that sends `head`, and then `piece` until the client leaves."""

    def route(request: Request, wire: Wire) -> None:
        wire.send(head)
        while not wire.ending.is_set():
            wire.send(piece)

    return route


def drip(data: bytes, seconds: float) -> Route:
    """A route that sends a byte at a time, with a rest after each."""

    def route(request: Request, wire: Wire) -> None:
        for position in range(len(data)):
            wire.send(data[position : position + 1])
            if wire.ending.wait(seconds):
                return

    return route


def silent(request: Request, wire: Wire) -> None:
    """A route that never answers."""
    wire.ending.wait()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


@dataclass
class WebServer:
    """A server on a free port of loopback while its block lasts. `seen` and `sent` are by order of arrival."""

    routes: dict[str, Route] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    otherwise: Route = field(default_factory=lambda: page(status="404 Not Found"))
    seen: list[Request] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    host: str = LOOPBACK  # any address of 127.0.0.0/8, where the system has them

    def __enter__(self) -> Self:
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                server.serve(self.request)

        self._ending = threading.Event()
        self._listener = _Listener((self.host, 0), Handler)
        self.port: int = self._listener.server_address[1]
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"{'https' if self.tls else 'http'}://{host or self.host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """Paths asked for, in order of arrival, without robots.txt."""
        return [request.path for request in self.seen if request.path != "/robots.txt"]

    def serve(self, plain: socket.socket) -> None:
        """Answer one request on a fresh connection; whatever the client does wrong or early is no error of ours."""
        plain.settimeout(20)
        try:
            connection = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
            with connection:
                request = _read(connection)
                wire = Wire(connection, self._ending)
                self.seen.append(request)
                self.wires.append(wire)
                self.routes.get(request.path, self.otherwise)(request, wire)
        except (OSError, ValueError):
            return


def _read(connection: socket.socket) -> Request:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        if not more:
            raise ValueError("the client left before its request was complete")
        data += more
        if data.startswith(b"\x16"):
            connection.sendall(answer(status="400 Bad Request"))
            raise ValueError("the client speaks TLS to a plain server")
    first, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    return Request(method, path, {name.lower(): value.strip() for name, _, value in pairs})


class Authority:
    """A certificate authority that exists for one test session."""

    def __init__(self, folder: Path) -> None:
        self._made = trustme.CA()
        self.file = str(folder / "authority.pem")
        self._made.cert_pem.write_to_path(self.file)

    def context(self, *names: str) -> ssl.SSLContext:
        """What a server needs that is to be known by these names."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._made.issue_cert(*names).configure_cert(context)
        return context
