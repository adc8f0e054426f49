"""The way to an answer: vetted hops, TLS, statuses, conditions, and what is recorded of them."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dedup.config import FetchParams
from dedup.errors import (
    AddressError,
    AddressRefusedError,
    ConnectionFailedError,
    FetchError,
    ProtocolError,
    RetryLaterError,
    StatusError,
    TlsError,
    TooManyRedirectsError,
)
from dedup.fetch import Client
from dedup.fetch.answer import MAX_RETRY_SECONDS, retry_seconds
from dedup.model import Hop, Received, TlsState
from tests.fetch_factories import QUICK, Watch, client, timed
from tests.web_server import LOOPBACK, Authority, Request, WebServer, Wire, answer, page, redirect

NEWS = "news.example"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def failure(asking: Client, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        asking.fetch(url)
    return caught.value


def test_a_page_comes_with_all_that_is_known_of_it(server: WebServer) -> None:
    server.routes["/story"] = page(
        b"<p>Gr\xfc\xdfe", content_type='Text/HTML; charset="ISO-8859-1"', etag='"v1"', last_modified="Tue, 03 Nov 2026"
    )
    received = client().fetch(server.url("/story") + "#top")
    assert received.retrieved_at.tzinfo is not None
    hop = Hop(server.url("/story"), (LOOPBACK,), LOOPBACK, None, 200)
    assert received == Received(
        asked=server.url("/story") + "#top",
        url=server.url("/story"),
        hops=(hop,),
        status=200,
        reason="OK",
        http_version="HTTP/1.1",
        headers=(
            ("Content-Length", "8"),
            ("content-type", 'Text/HTML; charset="ISO-8859-1"'),
            ("etag", '"v1"'),
            ("last-modified", "Tue, 03 Nov 2026"),
        ),
        body=b"<p>Gr\xfc\xdfe",
        raw_length=8,
        retrieved_at=received.retrieved_at,
    )
    assert (received.content_type, received.charset) == ("text/html", "iso-8859-1")
    assert (received.etag, received.last_modified) == ('"v1"', "Tue, 03 Nov 2026")
    assert (received.tls_verified, received.downgraded, received.not_modified) == (False, False, False)
    assert received.digest == hashlib.sha256(b"<p>Gr\xfc\xdfe").hexdigest()


def test_we_say_who_we_are_and_nothing_more(server: WebServer) -> None:
    server.otherwise = page(b"hello", set_cookie="seen=1")
    asking = client()
    asking.fetch(server.url("/"))
    asking.fetch(server.url("/"))
    assert server.seen[-1].headers == {
        "host": f"{LOOPBACK}:{server.port}",
        "user-agent": FetchParams().agent,
        "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "accept-encoding": "gzip, deflate, br, zstd",
        "connection": "close",
    }


def test_redirects_are_followed_and_each_hop_is_recorded(server: WebServer) -> None:
    server.routes |= {
        "/a": redirect("b"),
        "/b": redirect(f"//Second.example:{server.port}/c", "301 Moved"),
        "/c": redirect("/größe", "308 Permanent"),
        "/gr%C3%B6%C3%9Fe": page(b"here"),
    }
    params = replace(QUICK, allow=frozenset({LOOPBACK, "second.example"}))
    noted: list[Hop] = []
    received = client(params, {"second.example": [LOOPBACK]}).fetch(server.url("/a"), on_hop=noted.append)
    second = server.url("", "second.example")
    assert [(hop.url, hop.status) for hop in received.hops] == [
        (server.url("/a"), 302),
        (server.url("/b"), 301),
        (f"{second}/c", 308),
        (f"{second}/gr%C3%B6%C3%9Fe", 200),
    ]
    assert noted == list(received.hops)
    assert received.url == f"{second}/gr%C3%B6%C3%9Fe"


def test_ten_thousand_redirects_end_after_the_allowed_number(server: WebServer) -> None:
    for number in range(10_000):
        server.routes[f"/{number}"] = redirect(f"/{number + 1}")
    error = failure(client(), server.url("/0"))
    assert isinstance(error, TooManyRedirectsError)
    assert str(error) == f"'{server.url('/0')}' redirects more than 10 times."
    assert server.paths == [f"/{number}" for number in range(11)]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://x/", "http://a:b@news.example/", "//[", "//-/"])
def test_a_redirect_to_what_is_no_page_is_refused(server: WebServer, location: str) -> None:
    server.routes["/"] = redirect(location)
    error = failure(client(), server.url())
    assert isinstance(error, AddressError)
    assert str(error).startswith(f"{server.url()} redirects to an address that cannot be fetched. ")


@pytest.mark.parametrize("location", ["", " ", "#", "http://"])
def test_a_redirect_to_itself_ends(server: WebServer, location: str) -> None:
    server.routes["/"] = redirect(location)
    assert isinstance(failure(client(), server.url()), TooManyRedirectsError)


INNER = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "0x7f000001"]


@pytest.mark.parametrize("host", INNER)
def test_an_inner_address_is_refused_when_asked_for(host: str) -> None:
    asking = client(replace(QUICK, allow=frozenset()))
    assert isinstance(failure(asking, f"http://{host}/"), AddressRefusedError)


@pytest.mark.parametrize("host", INNER)
@pytest.mark.parametrize("steps", [1, 2])
def test_an_inner_address_is_refused_after_redirects(server: WebServer, host: str, steps: int) -> None:
    with WebServer({"/inner": page(b"secret")}) as inner:
        target = f"http://{host}:{inner.port}/inner"
        server.routes |= {"/1": redirect(target), "/2": redirect("/1")}
        params = replace(QUICK, allow=frozenset({f"{LOOPBACK}:{server.port}"}))
        assert isinstance(failure(client(params), server.url(f"/{steps}")), AddressRefusedError)
        assert inner.seen == []
        assert len(server.paths) == steps


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::1", "2606:4700::1111"]])
def test_a_name_is_refused_if_one_of_its_addresses_is_inner(addresses: Sequence[str]) -> None:
    noted: list[Hop] = []
    asking = client(names={NEWS: addresses})
    with pytest.raises(AddressRefusedError, match=r"allow news\.example by name"):
        asking.fetch(f"http://{NEWS}/robots.txt", on_hop=noted.append)


def test_the_address_that_was_vetted_is_the_one_connected_to(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is public when it is vetted, and of loopback from then on; nothing asks for it a second time."""
    asked: list[str] = []
    reached: list[object] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.215.14"] if len(asked) == 1 else [LOOPBACK]

    def refuse(address: object, *_: object, **__: object) -> socket.socket:
        reached.append(address)
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(socket, "create_connection", refuse)
    asking = Client(QUICK, resolver=rebinding)
    assert isinstance(failure(asking, server.url("/", NEWS)), ConnectionFailedError)
    assert (asked, reached) == ([NEWS], [("93.184.215.14", server.port)])
    assert isinstance(failure(asking, server.url("/", NEWS)), AddressRefusedError)
    assert (asked, len(reached)) == ([NEWS, NEWS], 1)
    assert server.seen == []


def test_addresses_are_tried_in_their_order(server: WebServer) -> None:
    server.otherwise = page(b"hello")
    params = replace(QUICK, allow=frozenset({f"{NEWS}:{server.port}"}))
    received = client(params, {NEWS: ["127.0.0.2", LOOPBACK, "127.0.0.3"]}).fetch(server.url("/", NEWS))
    assert received.hops[0].addresses == ("127.0.0.2", LOOPBACK, "127.0.0.3")
    assert received.hops[0].connected == LOOPBACK
    assert server.seen[-1].headers["host"] == f"{NEWS}:{server.port}"


def test_an_unknown_name_and_a_closed_port_say_so() -> None:
    error = failure(client(), f"http://{NEWS}/")
    assert isinstance(error, ConnectionFailedError)
    assert str(error) == f"The name of http://{NEWS}/robots.txt is unknown."
    with socket.socket() as closed:
        closed.bind((LOOPBACK, 0))
        url = f"http://{LOOPBACK}:{closed.getsockname()[1]}/"
        assert isinstance(failure(client(), url), ConnectionFailedError)


def test_proxies_of_the_environment_are_not_used(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with WebServer() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        server.otherwise = page(b"hello")
        assert client().fetch(server.url()).body == b"hello"
        assert proxy.seen == []


def secure(authority: Authority) -> FetchParams:
    return replace(QUICK, allow=frozenset({NEWS}), ca_file=authority.file)


def test_a_checked_connection_is_recorded_with_its_certificate(authority: Authority) -> None:
    context = authority.context(NEWS)
    with WebServer({"/": page(b"hello")}, tls=context) as server:
        received = client(secure(authority), {NEWS: [LOOPBACK]}).fetch(server.url("/", NEWS))
        shown = ssl.get_server_certificate((LOOPBACK, server.port))
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).hexdigest()
    assert received.tls_verified
    assert received.hops[0].tls == TlsState("TLSv1.3", digest)


def test_a_certificate_for_another_name_ends_it_at_the_first_try(authority: Authority) -> None:
    with WebServer({"/": page(b"hello")}, tls=authority.context("other.example")) as server:
        error = failure(client(secure(authority), {NEWS: [LOOPBACK]}), server.url("/", NEWS))
        assert isinstance(error, TlsError)
        assert "Hostname mismatch" in str(error)
        assert server.seen == []


def test_an_unknown_authority_ends_it(authority: Authority) -> None:
    with WebServer({"/": page(b"hello")}, tls=authority.context(NEWS)) as server:
        params = replace(QUICK, allow=frozenset({NEWS}))
        error = failure(client(params, {NEWS: [LOOPBACK]}), server.url("/", NEWS))
        assert isinstance(error, TlsError)
        assert server.seen == []


def test_plain_http_where_tls_was_expected_is_a_tls_failure(server: WebServer) -> None:
    assert isinstance(failure(client(), f"https://{LOOPBACK}:{server.port}/"), TlsError)


def test_a_step_back_to_plain_http_is_recorded(server: WebServer, authority: Authority) -> None:
    server.otherwise = page(b"hello")
    with WebServer({"/": redirect(server.url("/", NEWS))}, tls=authority.context(NEWS)) as safe:
        received = client(secure(authority), {NEWS: [LOOPBACK]}).fetch(safe.url("/", NEWS))
    assert (received.downgraded, received.tls_verified) == (True, False)


def test_a_file_without_certificates_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    with pytest.raises(FetchError, match=r"empty\.pem holds no certificates"):
        Client(FetchParams(ca_file=str(empty)))


@pytest.mark.parametrize("status", [300, 304, 400, 401, 404, 410, 451, 500, 502, 999])
def test_any_other_status_is_an_error_that_carries_it(server: WebServer, status: int) -> None:
    server.routes["/"] = page(b"" if status == 304 else b"sorry", status=f"{status} No")
    error = failure(client(), server.url())
    assert isinstance(error, StatusError)
    assert (error.status, str(error)) == (status, f"{server.url()} answers with status {status}.")


def test_a_page_that_did_not_change_is_not_sent_again(server: WebServer) -> None:
    def route(request: Request, wire: Wire) -> None:
        same = request.headers.get("if-none-match") == '"v1"'
        wire.send(b'HTTP/1.1 304 Same\r\nETag: "v1"\r\n\r\n' if same else answer(b"hello", etag='"v1"'))

    server.routes["/"] = route
    asking = client()
    first = asking.fetch(server.url())
    again = asking.fetch(server.url(), etag=first.etag, last_modified="Tue, 03 Nov 2026 10:00:00 GMT")
    assert (first.not_modified, first.body) == (False, b"hello")
    assert (again.not_modified, again.body, again.etag) == (True, b"", '"v1"')
    assert server.seen[-1].headers["if-modified-since"] == "Tue, 03 Nov 2026 10:00:00 GMT"


def test_a_mark_that_is_no_header_value_is_left_out(server: WebServer) -> None:
    server.routes["/"] = page(b"hello")
    client().fetch(server.url(), etag='"a"\r\nX-Inner: 1', last_modified="昨日")
    assert not {"if-none-match", "if-modified-since", "x-inner"} & server.seen[-1].headers.keys()


@pytest.mark.parametrize("status", ["429 Slow Down", "503 Busy"])
def test_a_busy_site_is_left_alone_for_as_long_as_it_asks(server: WebServer, status: str) -> None:
    server.routes["/"] = page(status=status, retry_after="120")
    watch = Watch()
    asking = timed(watch)
    error = failure(asking, server.url())
    assert isinstance(error, RetryLaterError)
    assert (error.status, error.seconds) == (int(status[:3]), 120.0)
    assert str(error) == f"{server.url()} is busy (status {status[:3]}); try again in 120 seconds."
    watch.time += 100
    soon = failure(asking, server.url("/other"))
    assert isinstance(soon, RetryLaterError)
    assert soon.seconds == 20.0
    assert server.paths == ["/"]
    watch.time += 21
    server.routes["/"] = page(b"hello")
    assert asking.fetch(server.url()).body == b"hello"
    assert watch.pauses == []


NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 7 ", 7.0),
        ("999999999999", MAX_RETRY_SECONDS),
        ("Tue, 03 Nov 2026 10:05:00 GMT", 300.0),
        ("Tue, 03 Nov 2026 09:00:00 -0000", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", MAX_RETRY_SECONDS),
        ("-5", None),
        ("soon", None),
        ("٧", None),
        ("", None),
        (None, None),
    ],
)
def test_the_wait_a_site_asks_for(value: str | None, seconds: float | None) -> None:
    assert retry_seconds(value, NOW) == seconds


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        answer(b"hello", length=50),
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA\x00: b\r\n\r\n",
    ],
)
def test_what_is_no_proper_http_is_an_error(server: WebServer, data: bytes) -> None:
    server.routes["/"] = lambda request, wire: wire.send(data)
    error = failure(client(), server.url())
    assert isinstance(error, ProtocolError)
    assert str(error).isprintable()


def test_a_body_ends_at_its_announced_length_and_one_without_at_the_end(server: WebServer) -> None:
    server.routes |= {
        "/long": page(b"hello and more", length=5),
        "/open": lambda request, wire: wire.send(b"HTTP/1.0 200 OK\r\n\r\nhello"),
    }
    assert client().fetch(server.url("/long")).body == b"hello"
    assert client().fetch(server.url("/open")).body == b"hello"
