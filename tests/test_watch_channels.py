"""Ways out for alerts: files that have each alert once whatever happened before, and posts that are vetted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dedup.config import FetchParams
from dedup.errors import AddressRefusedError, DeliveryError, StatusError
from dedup.fetch import Client
from dedup.model import Alert, Alerted, Direction, Kind
from dedup.report.alerts import alert_line, alert_record, atom_feed
from dedup.watch.channels import JsonlFile, Showcase
from tests.cli_factories import HOSTILE
from tests.fetch_factories import QUICK
from tests.web_server import WebServer, page, redirect

NOW = datetime(2025, 3, 4, 5, 6, 7, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def alert(name: str = "copy", title: str | None = "Lifted", minutes: int = 0) -> Alert:
    return Alert(
        own=Alerted("own", "Gate", "Post", "https://post.example/gate"),
        copy=Alerted(name, title, "Echo", f"https://echo.example/{name}"),
        kind=Kind.REWRITE,
        direction=Direction.UNDETERMINED,
        credited=None,
        made_at=NOW + timedelta(minutes=minutes),
    )


def test_a_file_of_lines_takes_what_it_does_not_have(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    JsonlFile(path, alert_record).deliver([alert("one")])
    # As after a crash between the write and the note of it: a new process is asked to deliver the same again.
    JsonlFile(path, alert_record).deliver([alert("one"), alert("two")])
    assert path.read_text() == f"{alert_record(alert('one'))}\n{alert_record(alert('two'))}\n"


def test_a_line_that_a_crash_cut_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    whole = f"{alert_record(alert('one'))}\n"
    path.write_text(whole + alert_record(alert("two"))[:50])
    JsonlFile(path, alert_record).deliver([alert("two")])
    assert path.read_text() == f"{whole}{alert_record(alert('two'))}\n"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="cannot be written: Is a directory"):
        JsonlFile(tmp_path, alert_record).deliver([alert()])
    with pytest.raises(DeliveryError, match="cannot be written"):
        Showcase(tmp_path / "none" / "alerts.xml", atom_feed).show([alert()])


def test_the_feed_is_well_formed_whatever_articles_say(tmp_path: Path) -> None:
    path = tmp_path / "alerts.xml"
    hostile = alert("bad", "\x00\ud800]]><script>&" + HOSTILE, minutes=2)
    hostile = replace(hostile, own=replace(hostile.own, url="javascript:alert(1)"))
    Showcase(path, atom_feed).show([hostile, alert("one")])
    feed = ElementTree.fromstring(path.read_bytes())
    entries = feed.findall(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}updated") == "2025-03-04T05:08:07Z"
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"urn:uuid:{one.id}" for one in (hostile, alert("one"))
    ]
    assert [[link.get("href") for link in entry.findall(f"{ATOM}link")] for entry in entries] == [
        ["https://echo.example/bad"],
        ["https://echo.example/one", "https://post.example/gate"],
    ]
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
    assert atom_feed([hostile, alert("one")]) == path.read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_a_feed_without_entries_is_a_feed() -> None:
    assert ElementTree.fromstring(atom_feed([])).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


def test_a_line_is_safe_for_a_terminal_and_says_what_cannot_be_told() -> None:
    assert alert_line(alert("copy", HOSTILE)) == (
        '2025-03-04 05:06 Echo "[31mRED[0m [bold]news[/bold] 2Jevil :boom: {a} =1+1" says in other words what stands '
        'in Post "Gate"; who took from whom cannot be told. https://echo.example/copy'
    )


def test_an_id_is_that_of_two_articles_and_a_kind() -> None:
    assert alert("one").id == alert("one", "another title", 5).id
    assert len({alert("one").id, alert("two").id, replace(alert("one"), kind=Kind.SUMMARY).id}) == 3


def test_a_post_goes_to_the_named_address_alone() -> None:
    routes = {"/hook": page(), "/moved": redirect("/hook")}
    with WebServer(routes) as server, Client(QUICK) as client, Client(FetchParams()) as strict:
        assert client.post(server.url("/hook"), b"{}", [("Idempotency-Key", "k")]) == 200
        with pytest.raises(StatusError, match="answers with status 302"):
            client.post(server.url("/moved"), b"{}", [])
        with pytest.raises(AddressRefusedError, match="which is loopback"):
            strict.post(server.url("/hook"), b"{}", [])
        assert [(request.method, request.path) for request in server.seen] == [("POST", "/hook"), ("POST", "/moved")]
        assert server.seen[0].headers["idempotency-key"] == "k"
