"""`dedup serve` as a process of its own: where it listens, how it ends, and what it refuses."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.archive_factories import HARBOUR, article, edited, fill
from tests.cli_factories import ROOT, dedup
from tests.web_factories import TOKEN


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serve") / "news.db"
    items = [article("h", HARBOUR), article("h-copy", edited("\n\n".join(HARBOUR), 0.05, 1), host="echo.example")]
    fill(path, items).close()
    return path


@contextmanager
def serving(db: Path, *arguments: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A desk on a free port, and the address that it printed."""
    command = [sys.executable, "-m", "dedup", "serve", "--db", str(db), "--port", "0", *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"http://\S+", process.stderr.readline())
            assert found is not None
            yield process, found[0]
        finally:
            process.kill()


def asked(address: str, path: str = "/", **headers: str) -> tuple[int, str]:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_desk_opens_at_the_address_it_prints_and_a_signal_closes_it(db: Path, ending: signal.Signals) -> None:
    with serving(db, "--reviewer", "Ines Falk", "--own", "ECHO.example") as (process, address):
        status, page = asked(address)
        assert status == 200
        assert "Ines Falk" in page
        assert '<span class="chip small">own</span>' in page
        process.send_signal(ending)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (0, "", "")


def test_a_watch_file_names_own_outlets_and_a_token_is_asked_for(db: Path, tmp_path: Path) -> None:
    watched = tmp_path / "watch.toml"
    watched.write_text('[[source]]\nurl = "https://www.echo.example/feed"\nside = "own"\n', encoding="utf-8")
    with serving(db, "--watch-file", watched, "--token", TOKEN) as (_, address):
        assert asked(address)[0] == 401
        status, page = asked(address, Authorization=f"Bearer {TOKEN}")
        assert status == 200
        assert '<span class="chip small">own</span>' in page


def test_what_cannot_be_served_is_refused_before_anything_listens(db: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for arguments, message in (
            (("--host", "0.0.0.0"), "needs a token"),
            (("--host", "0.0.0.0", "--token", "short"), "A token needs 16 characters at least"),
            (("--port", port), f"cannot listen at 127.0.0.1, port {port}"),
            (("--host", "no-such-host.invalid", "--token", TOKEN), "cannot listen at no-such-host.invalid"),
            (("--watch-file", tmp_path / "none.toml"), "There is no file"),
            (("--reviewer", "x" * 500), "A reviewer's name can have"),
        ):
            done = dedup("serve", "--db", db, *arguments)
            assert (done.code, done.out) == (2, ""), arguments
            assert message in done.err
    done = dedup("serve", "--db", tmp_path / "none.db")
    assert done.code == 2
    assert not (tmp_path / "none.db").exists()
