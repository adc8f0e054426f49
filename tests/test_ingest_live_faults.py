"""Everything a server may do wrong: each fault is named, and the page beside it is read."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from backports import zstd

from dedup.ingest import Live, Visit
from dedup.model import Rejection
from tests.fetch_factories import QUICK, client
from tests.ingest_factories import articles, rejections
from tests.ingest_factories import page as written
from tests.live_factories import shown
from tests.web_server import Authority, Route, WebServer, drip, endless, page, redirect, silent

SMALL = replace(QUICK, max_received_bytes=200_000, max_body_bytes=300_000, total_seconds=0.5, read_seconds=0.4)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


BOMB = b"<p>" + b"a" * 2_000_000
LAUGHS = (
    b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>"
)
WRONG: dict[str, tuple[Route, str]] = {
    "inner address": (redirect("http://10.0.0.5/"), "leads to the address '10.0.0.5', which is private"),
    "inner address by a second hop": (redirect("/inner%20address"), "leads to the address '10.0.0.5'"),
    "gzip bomb": (page(gzip.compress(BOMB), content_encoding="gzip"), "unpacks to more than the 300000 bytes"),
    "brotli bomb": (page(brotli.compress(BOMB), content_encoding="br"), "unpacks to more than the 300000 bytes"),
    "zstd bomb": (page(zstd.compress(BOMB), content_encoding="zstd"), "unpacks to more than the 300000 bytes"),
    "endless": (endless(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 5_000), "sends more than the 200000 bytes"),
    "one byte a second": (drip(b"HTTP/1.1 200 OK\r\n\r\n<p>" + b"a" * 99, 0.1), "took more than 0.5 seconds"),
    "silence": (silent, "did not answer in time"),
    "short body": (page(b"<p>Hello", length=500), "received 8 bytes, expected 500"),
    "circle": (redirect("circle"), "redirects more than 10 times"),
    "image as page": (page(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), content_type="text/html"), "is a PNG image"),
    "page as image": (page(written().encode(), content_type="image/png"), "is called image/png by its server"),
    "PDF": (page(b"%PDF-1.7 " + bytes(range(256)), content_type="text/html"), "is a PDF document"),
    "data set": (page(b'{"text": "x"}\n{"text": "y"}\n', content_type="text/plain"), "is a data set"),
    "laughter": (page(LAUGHS, content_type="text/xml"), ""),
    "nothing": (page(b"", content_type="text/html"), "is empty"),
    "no HTTP": (lambda request, wire: wire.send(b"\x00\x01 hello\r\n\r\n"), "did not answer in proper HTTP"),
    "gone": (page(status="410 Gone"), "answers with status 410"),
    "damaged gzip": (page(b"\x1f\x8b\x08\x00 nothing of the kind"), "is damaged gzip"),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_each_misbehaviour_is_named_and_the_page_beside_it_is_read(server: WebServer, name: str) -> None:
    server.routes |= {f"/{known.replace(' ', '%20')}": route for known, (route, _) in WRONG.items()} | {
        "/good": shown()
    }
    wrong = server.url(f"/{name.replace(' ', '%20')}")
    with client(SMALL) as asking:
        found = list(Live(asking).read([Visit(wrong), Visit(server.url("/good"))]))
    (rejected,) = rejections(found)
    assert rejected.source.partition(":1")[0] == wrong or rejected.source == f"{wrong}:1"
    assert WRONG[name][1] in rejected.reason
    assert [article.key for article in articles(found)] == [server.url("/good")]


def test_a_name_that_leads_inside_is_refused(server: WebServer) -> None:
    server.routes["/good"] = shown()
    with client(names={"news.example": ["10.1.2.3"]}) as asking:
        found = list(Live(asking).read([Visit("http://news.example/a"), Visit(server.url("/good"))]))
    assert "leads to the address '10.1.2.3', which is private" in rejections(found)[0].reason
    assert len(articles(found)) == 1


def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    trusting = replace(QUICK, ca_file=authority.file)
    with WebServer({"/": shown()}, authority.context("other.example")) as server, client(trusting) as asking:
        (found,) = Live(asking).read([Visit(server.url())])
    assert isinstance(found, Rejection)
    assert "certificate" in found.reason
