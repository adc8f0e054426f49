"""The program watching in a process of its own: signals, kills, and `--once` as cron calls it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli_factories import ROOT, dedup, process
from tests.watch_factories import Feed, news, write_settings
from tests.watch_trial import trial
from tests.web_server import WebServer, page, silent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs all of 127.0.0.0/8, and POSIX signals")


def test_ten_feeds_with_faults_and_a_kill_lose_and_double_nothing(tmp_path: Path) -> None:
    figures = trial(tmp_path, feeds=10, seconds=4.0, kills=1)
    assert figures.whole, figures
    assert figures.kills == 1
    assert dedup("db", "check", "--db", tmp_path / "a.db").code == 0


def test_once_looks_at_what_is_due_and_ends_with_3_if_a_source_failed(tmp_path: Path) -> None:
    with WebServer() as server, WebServer(host="127.0.0.2") as other:
        good, bad = Feed(server, "good"), Feed(other, "bad", fault=page(status="500 Internal Server Error"))
        good.publish("bees", news(1))
        path = write_settings(tmp_path / "watch.toml", [(good.url, "own"), (bad.url, "suspect")], 3600)
        db = tmp_path / "a.db"
        done = process("watch", path, "--once", "--db", db)
        assert (done.code, done.out) == (3, "")
        assert done.err == (
            f"Watching 2 sources for {db}.\n"
            f"{bad.url} failed, and will be tried again: {bad.url} answers with status 500.\n"
            "2 looks, 1 failed: 1 stored, 0 revised.\n"
        )
        again = process("watch", path, "--once", "--quiet", "--db", db)
        assert (again.code, again.out, again.err) == (0, "", "")
        assert (good.asked, bad.asked) == (1, 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_watch_soon_though_servers_are_silent(tmp_path: Path, number: signal.Signals) -> None:
    with WebServer() as server, WebServer(host="127.0.0.2") as other:
        good, bad = Feed(server, "good"), Feed(other, "bad", fault=silent)
        good.publish("bees", news(1), whole=False)
        server.routes["/good/bees"] = silent
        path = write_settings(tmp_path / "watch.toml", [(good.url, "own"), (bad.url, "suspect")], 3600)
        watch = subprocess.Popen(
            [sys.executable, "-m", "dedup", "watch", path, "--db", tmp_path / "a.db"],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE,
        )  # fmt: skip
        waiting = threading.Event()
        for _ in range(600):
            if bad.asked and "/good/bees" in server.paths:
                break
            waiting.wait(0.05)
        watch.send_signal(number)
        _, said = watch.communicate(timeout=15)
        assert watch.returncode == 0
        assert said.decode().splitlines()[-1] == "0 looks, 0 failed: 0 stored, 0 revised."


def test_a_settings_file_with_a_mistake_ends_with_2_and_makes_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    path.write_text('[[source]]\nurl = "https://post.example/"\nside = "mine"\n')
    done = dedup("watch", path, "--once", "--db", tmp_path / "a.db")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"dedup: {path}: source 1, side: must be one of own, suspect.\n"
    assert not (tmp_path / "a.db").exists()
