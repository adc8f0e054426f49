"""What an answer may cost: bytes as sent and as unpacked, headers, time, and memory."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import FetchError, FetchStoppedError, FetchTooLargeError, ProtocolError, TooSlowError
from dedup.fetch import Client, resolve
from dedup.fetch.unpack import MAX_MEMBERS, unpack
from tests.fetch_factories import QUICK, client
from tests.web_server import LOOPBACK, Request, WebServer, Wire, drip, endless, page, silent

ROOT = Path(__file__).resolve().parent.parent
MEMORY_KIB = 300 * 1024


def bare_deflate(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def failure(asking: Client, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        asking.fetch(url)
    return caught.value


def unpacked(pieces: list[bytes], *codings: str) -> bytes:
    return b"".join(unpack(pieces, codings, "http://news.example/"))


@given(st.binary(max_size=200_000), st.sampled_from(sorted(PACK)), st.integers(1, 5_000))
def test_what_was_packed_comes_back_however_it_is_cut(data: bytes, coding: str, size: int) -> None:
    packed = PACK[coding](data)
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert unpacked(pieces, coding) == data


@pytest.mark.parametrize("coding", sorted(PACK))
def test_long_runs_come_back_whole(coding: str) -> None:
    data = bytes(range(256)) * 4_000 + b"a" * 3_000_000
    packed = PACK[coding](data)
    assert unpacked([packed], coding) == data
    assert unpacked([packed[:1], packed[1:]], coding) == data


@pytest.mark.parametrize("coding", sorted(PACK))
def test_data_that_ends_early_or_is_none_is_an_error(coding: str) -> None:
    packed = PACK[coding](b"hello " * 50)
    for broken in (packed[:-1], packed[: len(packed) // 2], b"\xff\xfe nothing of the kind"):
        with pytest.raises(ProtocolError, match=r"^http://news\.example/ came damaged"):
            unpacked([broken], coding)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_any_bytes_unpack_or_fail_in_one_way(data: bytes, coding: str) -> None:
    with suppress(ProtocolError):
        unpacked([data], coding)


def test_forms_that_servers_send_are_read() -> None:
    assert unpacked([bare_deflate(b"hello")], "deflate") == b"hello"
    assert unpacked([gzip.compress(b"hel") + gzip.compress(b"lo") + b"\0\0"], "x-gzip") == b"hello"
    assert unpacked([zstd.compress(b"hel") + zstd.compress(b"lo")], "ZSTD ") == b"hello"
    assert unpacked([gzip.compress(brotli.compress(b"hello"))], "br", "identity", "gzip") == b"hello"
    assert unpacked([], "gzip") == b""
    assert unpacked([b""], "br") == b""
    assert unpacked([b"hello"], "identity", "") == b"hello"


@pytest.mark.parametrize("codings", [["compress"], ["gzip"] * 3, ["\x1b[2J"]])
def test_what_was_not_offered_is_refused(codings: list[str]) -> None:
    with pytest.raises(ProtocolError, match="packed in a way that was not offered") as caught:
        unpacked([b"x"], *codings)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_thousands_of_tiny_members_are_refused(coding: str) -> None:
    with pytest.raises(ProtocolError, match=f"more than {MAX_MEMBERS} parts"):
        unpacked([PACK[coding](b"") * (MAX_MEMBERS + 2)], coding)


def test_a_window_larger_than_the_standard_allows_is_refused() -> None:
    stream = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    wide = stream.compress(b"a" * 1_000) + stream.flush()
    with pytest.raises(ProtocolError, match="needs more memory than allowed"):
        unpacked([wide], "zstd")


def test_a_body_is_refused_by_its_announced_length(server: WebServer) -> None:
    server.routes["/"] = endless(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", b"a" * 1_000)
    error = failure(client(), server.url())
    assert isinstance(error, FetchTooLargeError)
    assert str(error) == f"{server.url()} announces 99999999999 bytes; {QUICK.max_received_bytes} are allowed."


@pytest.mark.parametrize("framing", ["Transfer-Encoding: chunked\r\n", ""])
def test_an_endless_body_is_left_at_the_limit(server: WebServer, framing: str) -> None:
    piece = b"a" * 1_000
    server.routes["/"] = endless(
        f"HTTP/1.1 200 OK\r\n{framing}\r\n".encode(), b"3e8\r\n" + piece + b"\r\n" if framing else piece
    )
    error = failure(client(replace(QUICK, max_received_bytes=100_000)), server.url())
    assert isinstance(error, FetchTooLargeError)
    assert str(error) == f"{server.url()} sends more than the 100000 bytes allowed."


def test_the_limits_are_exact(server: WebServer) -> None:
    body = b"a" * 5_000
    packed = gzip.compress(body)
    server.routes |= {"/plain": page(body), "/packed": page(packed, content_encoding="gzip")}
    assert client(replace(QUICK, max_received_bytes=5_000)).fetch(server.url("/plain")).raw_length == 5_000
    assert isinstance(
        failure(client(replace(QUICK, max_received_bytes=4_999)), server.url("/plain")), FetchTooLargeError
    )
    received = client(replace(QUICK, max_body_bytes=5_000)).fetch(server.url("/packed"))
    assert (len(received.body), received.raw_length) == (5_000, len(packed))
    error = failure(client(replace(QUICK, max_body_bytes=4_999)), server.url("/packed"))
    assert isinstance(error, FetchTooLargeError)
    assert str(error) == f"{server.url('/packed')} unpacks to more than the 4999 bytes allowed."


@pytest.mark.parametrize(
    "head",
    [
        b"X-Long: " + b"a" * 70_000,
        b"".join(b"X-%d: a\r\n" % number for number in range(8_000)),
    ],
)
def test_large_headers_are_refused(server: WebServer, head: bytes) -> None:
    server.routes["/"] = lambda request, wire: wire.send(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")
    error = failure(client(), server.url())
    assert isinstance(error, FetchTooLargeError)
    assert str(error) == f"{server.url()} answers with more than 65536 bytes of headers."


@pytest.mark.parametrize(
    ("head", "piece"),
    [(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"), (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), (b"", b"a")],
)
def test_endless_headers_are_refused(server: WebServer, head: bytes, piece: bytes) -> None:
    server.routes["/"] = endless(head, piece)
    assert isinstance(failure(client(), server.url()), (FetchTooLargeError, ProtocolError))


def test_endless_trailers_are_refused(server: WebServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
    server.routes["/"] = endless(head, b"X: a\r\n")
    assert isinstance(failure(client(), server.url()), ProtocolError)


def test_many_hints_before_an_answer_are_within_bounds(server: WebServer) -> None:
    server.routes["/"] = lambda request, wire: wire.send(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20 + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    )
    assert client().fetch(server.url()).body == b"hello"


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


@pytest.mark.parametrize("data", [HEAD, HEAD + b"a" * 1000], ids=["headers", "body"])
def test_a_byte_now_and_then_ends_with_the_time_allowed_in_all(server: WebServer, data: bytes) -> None:
    """Each byte comes well within the time of one read, so that only the time in all can end it."""
    server.routes["/"] = drip(data, 0.05)
    error = failure(client(replace(QUICK, total_seconds=0.5)), server.url())
    assert isinstance(error, TooSlowError)
    assert str(error) == f"{server.url()} took more than 0.5 seconds in all."
    assert server.wires[-1].sent < len(data)


def test_silence_ends_with_the_time_of_one_read(server: WebServer) -> None:
    server.routes["/"] = silent
    error = failure(client(replace(QUICK, read_seconds=0.2)), server.url())
    assert isinstance(error, TooSlowError)
    assert str(error) == f"{server.url()} did not answer in time."


def test_a_server_that_never_shakes_hands_ends_in_time(server: WebServer) -> None:
    with WebServer(tls=None) as mute:
        mute.serve = lambda plain: silent(Request("", "", {}), Wire(plain, mute._ending))  # type: ignore[method-assign]
        params = replace(QUICK, connect_seconds=0.2)
        asking = client(params)
        with pytest.raises(FetchError, match="did not answer in time"):
            asking.fetch(f"https://{LOOPBACK}:{mute.port}/")


def test_a_resolver_that_hangs_is_left_alone(server: WebServer) -> None:
    ending = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        ending.wait(20)
        return []

    asking = Client(replace(QUICK, connect_seconds=0.1), resolver=hanging)
    with pytest.raises(FetchError, match="was not resolved in time"):
        asking.fetch("http://news.example/")
    ending.set()


def test_a_closed_client_gives_up_what_is_under_way(server: WebServer) -> None:
    asking = client()

    def route(request: Request, wire: Wire) -> None:
        wire.send(HEAD)
        asking.close()
        wire.send(b"a")

    server.routes["/"] = route
    assert isinstance(failure(asking, server.url()), FetchStoppedError)
    assert isinstance(failure(asking, server.url()), FetchStoppedError)


def test_the_resolver_of_the_system_gives_each_address_once() -> None:
    assert resolve(LOOPBACK, 80) == [LOOPBACK]


# Asks for each bomb in turn and, side by side, for all of them, and says what came of it and the most memory used.
ASK = """
import json, sys
from dedup.config import FetchParams
from dedup.fetch import Client
from tests.memory import peak_kib
urls = sys.argv[1:]
with Client(FetchParams(allow=frozenset({"127.0.0.1"}), delay=0.0)) as client:
    outcomes = [type(outcome).__name__ for outcome in client.fetch_all(urls * 4)]
print(json.dumps([outcomes, peak_kib()]))
"""


def bomb(coding: str, zeros: int) -> bytes:
    """A packed run of zeros, made without holding it."""
    pieces = (bytes(1 << 20) for _ in range(zeros >> 20))
    if coding == "br":
        made = brotli.Compressor(quality=1)
        return b"".join(map(made.process, pieces)) + bytes(made.finish())
    packer = zstd.ZstdCompressor() if coding == "zstd" else zlib.compressobj(wbits=31 if coding == "gzip" else 15)
    return b"".join(map(packer.compress, pieces)) + packer.flush()


def test_bombs_and_endless_bodies_cost_little_memory(server: WebServer) -> None:
    """More than is allowed in memory as gzip, deflate, brotli, zstd and gzip in gzip, and an endless body, at once."""
    bombs = {coding: bomb(coding, 400 << 20) for coding in PACK}
    for coding, packed in bombs.items():
        server.routes[f"/{coding}"] = page(packed, content_encoding=coding)
    server.routes["/double"] = page(gzip.compress(bombs["gzip"]), content_encoding="gzip, gzip")
    server.routes["/endless"] = endless(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 65_536)
    urls = [server.url(path) for path in server.routes]
    asked = subprocess.run(
        [sys.executable, "-c", ASK, *urls], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert asked.returncode == 0, asked.stderr
    outcomes, peak = json.loads(asked.stdout)
    assert outcomes == ["FetchTooLargeError"] * 24
    assert peak < MEMORY_KIB
