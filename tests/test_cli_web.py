"""Addresses on the command line: `dedup ingest URL`, `fetch`, `check`, `origin` and `compare`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dedup.cli import web
from tests.archive_factories import HARBOUR, SCHOOL
from tests.cli_factories import ROOT, Done, dedup, jsonl, record
from tests.fetch_factories import QUICK
from tests.ingest_factories import STORY, TITLE
from tests.ingest_factories import page as written
from tests.web_server import LOOPBACK, Request, WebServer, Wire, drip, page, redirect

MONDAY = "Mon, 07 Oct 2024 10:00:00 GMT"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server that the command line may not reach without --allow, and need not be polite to."""
    monkeypatch.setattr(web, "PARAMS", replace(QUICK, allow=frozenset()))
    with WebServer() as running:
        running.routes["/a"] = page(written().encode(), content_type="text/html; charset=utf-8")
        running.routes["/feed"] = page(
            f"<rss version='2.0'><channel><title>Courier</title>"
            f"<item><title>{TITLE}</title><link>{running.url('/a')}</link><pubDate>{MONDAY}</pubDate></item>"
            f"<item><link>{running.url('/gone')}</link></item></channel></rss>".encode(),
            content_type="application/rss+xml",
        )
        yield running


def ingest(folder: Path, *sources: object) -> Done:
    return dedup("ingest", *sources, "--db", folder / "a.db", "--allow", LOOPBACK)


def held(folder: Path) -> list[dict[str, Any]]:
    return dedup("export", "articles", "--db", folder / "a.db").lines()


def test_addresses_stand_beside_files(tmp_path: Path, server: WebServer) -> None:
    texts = jsonl(tmp_path / "r.jsonl", [record("school", "\n\n".join(SCHOOL))])
    done = ingest(tmp_path, server.url("/a"), texts, server.url("/gone"), server.url("/a"))
    assert done.code == 3
    assert done.out == (
        "Read 4: 2 stored, 1 unchanged, 0 revised, 1 rejected.\n"
        f"{tmp_path / 'a.db'} now holds 2 articles, and 0 stories of two or more of them.\n"
    )
    assert done.err == f"rejected {server.url('/gone')}: {server.url('/gone')} answers with status 404.\n"
    assert sorted(str(one["id"]) for one in held(tmp_path)) == [server.url("/a"), "school"]


def test_a_host_that_is_not_public_needs_to_be_allowed(tmp_path: Path, server: WebServer) -> None:
    done = dedup("ingest", server.url("/a"), "--db", tmp_path / "a.db")
    assert done.code == 1
    assert f"allow {LOOPBACK}:{server.port} by name if that is meant" in done.err
    assert server.seen == []


def test_a_feed_again_fetches_nothing_that_is_held(tmp_path: Path, server: WebServer) -> None:
    del server.routes["/a"]
    assert ingest(tmp_path, server.url("/feed")).code == 1
    server.routes["/a"] = page(written().encode())
    assert ingest(tmp_path, server.url("/feed")).code == 3
    server.seen.clear()
    server.routes["/gone"] = server.routes["/a"]
    done = ingest(tmp_path, server.url("/feed"))
    assert (done.code, done.out.splitlines()[0]) == (
        0,
        "Read 2: 1 stored, 1 unchanged, 0 revised, 0 rejected.",
    )
    assert done.err == "1 page held already and not said to have changed; not fetched again.\n"
    assert server.paths == ["/feed", "/gone"]
    assert ingest(tmp_path, server.url("/feed")).code == 0


@pytest.mark.parametrize("order", [("/a", "/feed"), ("/feed", "/a")])
def test_a_page_and_its_feed_give_one_article_in_either_order(
    tmp_path: Path, server: WebServer, order: tuple[str, str]
) -> None:
    server.routes["/gone"] = page(status="410 Gone")
    first = [ingest(tmp_path, server.url(path)).code for path in order]
    (article,) = held(tmp_path)
    assert sorted(first) == [0, 3]
    assert (article["published"], article["sources"]["published"]) == ("2024-10-07T10:00:00+00:00", "feed")
    assert article["title"] == TITLE
    again = [ingest(tmp_path, server.url(path)).out.splitlines()[0] for path in order]
    assert all("0 revised" in line for line in again)


def test_a_text_is_first_seen_when_it_was_fetched_first(tmp_path: Path, server: WebServer) -> None:
    ingest(tmp_path, server.url("/a"))
    (before,) = held(tmp_path)
    assert before["sources"]["first_seen"] == "fetch"
    server.routes["/feed"] = page(
        f"<rss version='2.0'><channel><item><link>{server.url('/a')}</link><author>Ida Renner</author></item></channel>"
        "</rss>".encode()
    )
    assert "1 revised" in ingest(tmp_path, server.url("/feed")).out
    (after,) = held(tmp_path)
    assert (after["author"], after["first_seen"]) == ("Ida Renner", before["first_seen"])
    server.routes["/a"] = page(written(*STORY[:3]).encode())
    assert "1 revised" in ingest(tmp_path, server.url("/a")).out
    (other,) = held(tmp_path)
    assert (other["text"], other["author"]) == ("\n\n".join(STORY[:3]), "Ida Renner")


def test_the_limit_of_pages_is_said(tmp_path: Path, server: WebServer) -> None:
    done = ingest(tmp_path, server.url("/feed"), "--max-pages", 1)
    assert done.code == 3
    assert done.err == (
        f"rejected {server.url('/feed')}: 1 page was left out beyond the 1 fetched at a time; the same call again goes "
        "on, --max-pages allows more\n"
    )


def test_an_interrupt_stores_what_was_fetched(tmp_path: Path, server: WebServer) -> None:
    holding: list[subprocess.Popen[bytes]] = []

    def interrupt(request: Request, wire: Wire) -> None:
        holding[0].send_signal(signal.SIGINT)
        drip(b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 1_000, 0.05)(request, wire)

    server.routes["/slow"] = interrupt
    program = (
        "import sys; from dataclasses import replace; from dedup.cli import main, web;"
        "web.PARAMS = replace(web.PARAMS, delay=0.0, parallel=1); sys.exit(main())"
    )
    call = ("ingest", *map(server.url, ("/a", "/slow", "/never")), "--allow", LOOPBACK, "--db", str(tmp_path / "a.db"))
    with subprocess.Popen(
        [sys.executable, "-c", program, *call],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as running:
        holding.append(running)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert out.decode().splitlines()[0] == "Read 1: 1 stored, 0 unchanged, 0 revised, 0 rejected."
    said = err.decode().splitlines()  # on a busy machine a line of progress comes before
    assert said[-1] == "dedup: Interrupted. What was fetched before is stored; the same call again does the rest."
    assert server.paths == ["/a", "/slow"]


# --- one address ------------------------------------------------------------------------------------------------------


def test_the_text_at_an_address(server: WebServer) -> None:
    done = dedup("fetch", server.url("/a"), "--allow", LOOPBACK)
    assert (done.code, done.out, done.err) == (0, "\n\n".join(STORY) + "\n", "")


def test_what_a_page_hides_from_a_terminal_is_taken_out(server: WebServer) -> None:
    server.routes["/a"] = page(written(STORY[0] + "\x1b[31m\u202ered\x07", *STORY[1:]).encode())
    out = dedup("fetch", server.url("/a"), "--allow", LOOPBACK).out
    assert "red" in out
    assert not any(char in out for char in "\x1b\x07\u202e")


def test_an_article_at_an_address_as_json(server: WebServer) -> None:
    found = dedup("fetch", server.url("/a"), "--allow", LOOPBACK, "--format", "json").json()
    assert (found["id"], found["title"], found["text"]) == (server.url("/a"), TITLE, "\n\n".join(STORY))


def test_what_happened_on_the_way(server: WebServer) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/feed'><link rel='canonical' href='/'>"
    server.routes |= {"/old": redirect("/a"), "/a": page(written(head=link).encode(), content_type="text/html")}
    done = dedup("fetch", "--explain", server.url("/old"), "--allow", LOOPBACK, columns=200)
    assert done.code == 0
    lines = done.out.splitlines()
    seen = next(line for line in lines if line.startswith("first seen"))
    answer = next(line for line in lines if line.startswith("answer"))
    assert [line for line in lines if line not in {seen, answer}] == [
        f"1. {server.url('/old')}",
        "   resolved to 127.0.0.1; asked 127.0.0.1; not encrypted; status 302",
        f"2. {server.url('/a')}",
        "   resolved to 127.0.0.1; asked 127.0.0.1; not encrypted; status 200",
        "taken for  page",
        f"key        {server.url('/a')}",
        f"title      {TITLE} (markup)",
        "byline     –",
        "publisher  –",
        "language   en (meta)",
        "published  –",
        "modified   –",
        f"canonical  {server.url('/')}: not believed: the canonical address on the page's own site is another page's; "
        "the page is known by its own",
        "words      113 of 140 that the page shows",
        "left out   Front page",
        "left out   Harbour",
        "left out   Marlow Courier, Quay Street. All rights reserved.",
        "finding    canonical_doubted: the canonical address on the page's own site is another page's; the page is "
        "known by its own",
        f"feed       {server.url('/feed')}",
    ]
    assert answer.startswith("answer     text/html; no charset; ")
    assert seen.endswith("+00:00 (fetch)")


def test_what_happened_on_the_way_for_programs(server: WebServer) -> None:
    told = dedup("fetch", "--explain", server.url("/feed"), "--allow", LOOPBACK, "--format", "json").json()
    assert (told["taken_for"], told["failure"], told["article"]) == ("rss", None, None)
    assert [hop["status"] for hop in told["hops"]] == [200]
    assert told["hops"][0]["addresses"] == [LOOPBACK]
    assert told["answer"]["type"] == "application/rss+xml"
    assert told["listing"]["entries"] == [
        {
            "url": server.url("/a"),
            "title": {"value": TITLE, "source": "feed"},
            "published": {"value": "2024-10-07T10:00:00+00:00", "source": "feed"},
            "updated": None,
            "holds": None,
        },
        {"url": server.url("/gone"), "title": None, "published": None, "updated": None, "holds": None},
    ]


def test_what_failed_is_told_with_the_way_to_it(server: WebServer) -> None:
    server.routes |= {"/old": redirect("/gone"), "/short": page(written("Hello.").encode())}
    done = dedup("fetch", "--explain", server.url("/old"), "--allow", LOOPBACK)
    gone = f"{server.url('/gone')} answers with status 404."
    assert done.code == 1
    assert done.out == (
        f"1. {server.url('/old')}\n   resolved to 127.0.0.1; asked 127.0.0.1; not encrypted; status 302\n"
        f"2. {server.url('/gone')}\n   resolved to 127.0.0.1; asked 127.0.0.1; not encrypted; status 404\n"
        f"not taken  {gone}\n"
    )
    assert done.err == f"dedup: {gone}\n"
    done = dedup("fetch", "--explain", server.url("/short"), "--allow", LOOPBACK, "--format", "json")
    assert done.code == 1
    assert done.json()["failure"] == {
        "kind": "UnusableError",
        "reason": f"{server.url('/short')} has a body of 1 word, less than the 20 that make an article.",
    }


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        ("/feed", 2, "{url} is a feed or site map; name the address of a single article."),
        ("/gone", 1, "{url} answers with status 404."),
        ("/short", 1, "{url} has a body of 1 word, less than the 20 that make an article."),
    ],
)
@pytest.mark.parametrize("command", ["fetch", "check", "origin", "compare"])
def test_an_address_without_a_single_article_is_an_error(
    tmp_path: Path, server: WebServer, command: str, path: str, code: int, said: str
) -> None:
    server.routes["/short"] = page(written("Hello.").encode())
    db = [] if command == "fetch" else ["--db", tmp_path / "a.db"]
    ingest(tmp_path, server.url("/a"))
    second = [server.url("/a")] if command == "compare" else []
    done = dedup(command, server.url(path), *second, *db, "--allow", LOOPBACK)
    assert (done.code, done.out, done.err) == (code, "", f"dedup: {said.format(url=server.url(path))}\n")


def test_an_address_that_is_not_held_is_checked_compared_and_traced(tmp_path: Path, server: WebServer) -> None:
    jsonl(tmp_path / "r.jsonl", [record("harbour", "\n\n".join(HARBOUR), title="Lock shut", url="https://p.example/l")])
    ingest(tmp_path, tmp_path / "r.jsonl")
    server.routes["/copy"] = page(written(*HARBOUR, title="Barges wait").encode())
    call = (server.url("/copy"), "--db", tmp_path / "a.db", "--allow", LOOPBACK, "--format", "json")
    checked = dedup("check", *call).json()
    assert [(one["b"], one["kind"]) for one in checked["relations"]] == [("harbour", "identical")]
    assert dedup("compare", "harbour", *call).json()["kind"] == "identical"
    assert dedup("origin", *call).code == 0
    assert [one["id"] for one in held(tmp_path)] == ["harbour"]


def test_an_address_that_is_held_is_not_fetched(tmp_path: Path, server: WebServer) -> None:
    ingest(tmp_path, server.url("/a"))
    server.seen.clear()
    assert dedup("origin", server.url("/a?utm_source=x"), "--db", tmp_path / "a.db", "--allow", LOOPBACK).code == 0
    assert server.seen == []


def test_two_addresses_are_compared_without_an_archive(tmp_path: Path, server: WebServer) -> None:
    server.routes["/b"] = server.routes["/a"]
    done = dedup(
        "compare",
        server.url("/a"),
        server.url("/b"),
        "--db",
        tmp_path / "none.db",
        "--allow",
        LOOPBACK,
        "--format",
        "json",
    )
    assert json.loads(done.out)["kind"] == "identical"
    assert not (tmp_path / "none.db").exists()


def test_what_a_server_answered_is_kept_with_its_headers(tmp_path: Path, server: WebServer) -> None:
    db, warc = tmp_path / "a.db", tmp_path / "a.warc"
    assert dedup("ingest", server.url("/a"), "--keep-pages", "--db", db, "--allow", LOOPBACK).code == 0
    assert dedup("capture", server.url("/a"), "--db", db).out == written()
    (kept,) = json.loads(dedup("capture", server.url("/a"), "--format", "json", "--db", db).out)
    assert (kept["status"], kept["tls_verified"], kept["url"]) == (200, False, server.url("/a"))
    assert ["content-type", "text/html; charset=utf-8"] in [[name.lower(), value] for name, value in kept["headers"]]
    assert dedup("capture", server.url("/a"), "--warc", warc, "--db", db).code == 0
    assert dedup("ingest", warc, "--db", tmp_path / "again.db").code == 0
    (again,) = dedup("export", "articles", "--db", tmp_path / "again.db").lines()
    assert (again["id"], again["text"]) == (server.url("/a"), held(tmp_path)[0]["text"])
