"""One question over one connection: to a vetted address, within a time and a number of bytes. Home of `httpcore`.

A connection serves a single request. Reuse would save a handshake between two pages of a site, which the delay between
them dwarfs, and would cost the certainty that the address vetted for a request is the one that answered it.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, Queue

import certifi
import httpcore

from dedup.config import FetchParams
from dedup.errors import (
    ConnectionFailedError,
    FetchError,
    FetchStoppedError,
    FetchTooLargeError,
    ProtocolError,
    TlsError,
    TooSlowError,
)
from dedup.fetch.target import Target
from dedup.model import TlsState

MAX_ADDRESSES = 4  # tried one after another; a name with dozens of dead addresses is not worth a minute

Resolver = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a name, as the system's resolver gives them, each once and in its order.

    Raises:
        OSError: If the name is unknown or the resolver fails.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Deadline:
    """The time that one fetch may take. It runs only inside `running`, so that waiting for a turn is free."""

    def __init__(self, url: str, seconds: float, clock: Callable[[], float], stopped: threading.Event) -> None:
        self._url = url
        self._allowed = seconds
        self._left = seconds
        self._ends: float | None = None
        self._clock = clock
        self._stopped = stopped

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the time run while the block lasts."""
        self._ends = self._clock() + self._left
        try:
            yield
        finally:
            self._left = self._ends - self._clock()
            self._ends = None

    def left(self, at_most: float) -> float:
        """Seconds that the next step may take.

        Raises:
            TooSlowError: If none are left.
            FetchStoppedError: If the client was closed.
        """
        if self._stopped.is_set():
            raise FetchStoppedError(f"{self._url} was given up, as the program is ending.")
        seconds = self._left if self._ends is None else self._ends - self._clock()
        if seconds <= 0:
            raise TooSlowError(f"{self._url} took more than {self._allowed:g} seconds in all.")
        return min(seconds, at_most)


def lookup(target: Target, resolver: Resolver, deadline: Deadline, seconds: float) -> tuple[str, ...]:
    """All addresses of a target's host, within a time: the system's resolver knows no limit of its own.

    A lookup that takes longer is left to end by itself in a thread that nothing waits for.

    Raises:
        ConnectionFailedError: If the name has no address.
        TooSlowError: If the answer takes too long.
    """
    answer: Queue[Sequence[str] | Exception] = Queue(1)

    def ask() -> None:
        try:
            answer.put(resolver(target.host, target.port))
        except (OSError, UnicodeError) as error:  # the codec of the standard library refuses some names
            answer.put(error)

    threading.Thread(target=ask, name="dedup-lookup", daemon=True).start()
    try:
        found = answer.get(timeout=deadline.left(seconds))
    except Empty:
        raise TooSlowError(f"The name of {target.url} was not resolved in time.") from None
    if isinstance(found, Exception) or not found:
        raise ConnectionFailedError(f"The name of {target.url} is unknown.")
    return tuple(found)


def trust(params: FetchParams) -> ssl.SSLContext:
    """Certificates of the system, of certifi and of `params.ca_file`; names and dates are always checked.

    Raises:
        FetchError: If `params.ca_file` cannot be read.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if params.ca_file is not None:
        try:
            context.load_verify_locations(params.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise FetchError(f"{params.ca_file} holds no certificates to trust: {error}.") from error
    return context


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and headers of an answer; `pieces` reads the body as it was sent, at most 64 KiB at a time."""

    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...]
    connected: str
    tls: TlsState | None
    pieces: Iterable[bytes]


@contextmanager
def exchange(
    target: Target,
    addresses: Sequence[str],
    headers: Sequence[tuple[str, str]],
    params: FetchParams,
    deadline: Deadline,
    context: ssl.SSLContext,
    sent: bytes | None = None,
) -> Iterator[Reply]:
    """Ask one of the given addresses for a target and read its headers; the connection ends with the block.

    With `sent`, a body, the question is a POST, else a GET.

    The name is not resolved here: it only serves for the `Host` header, for SNI and for the certificate.

    Raises:
        FetchError: Of the kind that fits; also out of the block, where the body is read.
    """
    network = _Vetted(addresses, target, params, deadline)
    connection = httpcore.HTTPConnection(
        httpcore.Origin(target.scheme.encode(), target.host.encode(), target.port),
        ssl_context=context if target.scheme == "https" else None,
        network_backend=network,
    )
    request = httpcore.Request(
        b"GET" if sent is None else b"POST",
        httpcore.URL(
            scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
        ),
        headers=[(name.encode(), value.encode("latin-1")) for name, value in (("Host", target.authority), *headers)],
        content=sent,
    )
    try:
        response = connection.handle_request(request)
        network.body_begins()
        yield Reply(
            status=response.status,
            reason=_text(response.extensions.get("reason_phrase", b"")),
            http_version=_text(response.extensions.get("http_version", b"")),
            headers=tuple((_text(name), _text(value)) for name, value in response.headers),
            connected=network.connected,
            tls=network.tls,
            pieces=response.iter_stream(),
        )
    except httpcore.TimeoutException as error:
        deadline.left(0.0)  # says so if it is all the time, not this wait, that is used up
        raise TooSlowError(f"{target.url} did not answer in time.") from error
    except httpcore.ProtocolError as error:
        raise ProtocolError(f"{target.url} did not answer in proper HTTP: {_reason(error)}.") from error
    except httpcore.NetworkError as error:
        raise ConnectionFailedError(f"The connection to {target.url} failed: {_reason(error)}.") from error
    finally:
        connection.close()
        network.close()


def _text(value: bytes) -> str:
    return value.decode("latin-1")


def _reason(error: Exception) -> str:
    """What a library says about an error, fit for a message: it may quote the other side."""
    text = str(error.__cause__ or error)[:120]
    return "".join(char if char.isascii() and char.isprintable() else "?" for char in text).rstrip(".") or (
        type(error).__name__
    )


class _Vetted(httpcore.NetworkBackend):
    """Connects to the addresses it was given and to nothing else, whatever name it is asked for."""

    def __init__(self, addresses: Sequence[str], target: Target, params: FetchParams, deadline: Deadline) -> None:
        self._addresses = addresses
        self._target = target
        self._params = params
        self._deadline = deadline
        self._head_left: int | None = params.max_header_bytes
        self._stream: httpcore.NetworkStream | None = None
        self.connected = ""
        self.tls: TlsState | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the addresses that answers."""
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self._addresses[:MAX_ADDRESSES]:
            seconds = self._deadline.left(self._params.connect_seconds)
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, self._target.port, timeout=seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            self.connected = str(stream.get_extra_info("server_addr")[0])
            self._stream = stream
            return _Metered(stream, self)
        raise failure or httpcore.ConnectError("no address")

    def secure(self, stream: httpcore.NetworkStream, context: ssl.SSLContext, name: str | None) -> _Metered:
        """Shake hands; what is wrong with the certificate is said, and ends the connection."""
        seconds = self._deadline.left(self._params.connect_seconds)
        try:
            secured = stream.start_tls(context, name, seconds)
        except httpcore.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                said = getattr(error.__cause__, "verify_message", "") or error.__cause__.reason or "handshake failed"
                raise TlsError(f"The TLS connection to {self._target.url} is not in order: {said}.") from error
            raise
        session = secured.get_extra_info("ssl_object")
        certificate = session.getpeercert(True) or b""
        self.tls = TlsState(session.version() or "", hashlib.sha256(certificate).hexdigest())
        self._stream = secured
        return _Metered(secured, self)

    def read_limits(self, wanted: int) -> tuple[int, float]:
        """Bytes and seconds that the next read may take."""
        seconds = self._deadline.left(self._params.read_seconds)
        if self._head_left is None:
            return wanted, seconds
        if self._head_left <= 0:
            limit = self._params.max_header_bytes
            raise FetchTooLargeError(f"{self._target.url} answers with more than {limit} bytes of headers.")
        return min(wanted, self._head_left), seconds

    def count(self, size: int) -> None:
        """Note what was read; until the headers are complete, all of it counts as headers."""
        if self._head_left is not None:
            self._head_left -= size

    def write_seconds(self) -> float:
        """Seconds that sending the request may take."""
        return self._deadline.left(self._params.read_seconds)

    def body_begins(self) -> None:
        """The headers are complete, and their limit has done its work."""
        self._head_left = None

    def close(self) -> None:
        """Close what is still open; httpcore leaves a connection open whose handshake was broken off by our errors."""
        if self._stream is not None:
            self._stream.close()


class _Metered(httpcore.NetworkStream):
    """A stream each step of which asks its network for the time and the bytes that are left."""

    def __init__(self, stream: httpcore.NetworkStream, network: _Vetted) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, at most `max_bytes`."""
        wanted, seconds = self._network.read_limits(max_bytes)
        data = self._stream.read(wanted, seconds)
        self._network.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send a piece of the request."""
        self._stream.write(buffer, self._network.write_seconds())

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go over to TLS."""
        return self._network.secure(self._stream, ssl_context, server_hostname)

    def get_extra_info(self, info: str) -> object:
        """What the socket knows about itself."""
        return self._stream.get_extra_info(info)
