"""The settings file of a watch: what it may say, and how what it may not is named; and when sources are due."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import NotFoundError, UnreadableError, UsageError
from dedup.model import SourceState
from dedup.watch import Settings, Side, SourceKind, WatchedSource, read_settings
from dedup.watch.schedule import JITTER, LONGEST_BACKOFF, after_failure, after_success, is_due, wait
from tests.watch_factories import START

URL = "https://post.example/feed.xml"


def written(folder: Path, text: str) -> Path:
    path = folder / "watch.toml"
    path.write_text(text)
    return path


def test_a_full_file_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'allow = ["intranet.example"]\n'
        '[[source]]\nurl = "https://Post.example/feed.xml"\nside = "own"\n'
        'kind = "feed"\ninterval = "15m"\nname = "Us"\n'
        '[[source]]\nurl = "https://echo.example/"\nside = "suspect"\ninterval = 30\n'
        '[alerts]\njsonl = "alerts.jsonl"\natom = "/srv/alerts.xml"\nwebhook = "https://hook.example/x"\n',
    )
    assert read_settings(path) == Settings(
        sources=(
            WatchedSource(url=URL, side=Side.OWN, kind=SourceKind.FEED, interval=900.0, name="Us"),
            WatchedSource(url="https://echo.example/", side=Side.SUSPECT, interval=30.0, name="https://echo.example/"),
        ),
        allow=frozenset({"intranet.example"}),
        jsonl=tmp_path / "alerts.jsonl",
        atom=Path("/srv/alerts.xml"),
        webhook="https://hook.example/x",
    )


SOURCE = f'[[source]]\nurl = "{URL}"\nside = "own"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "source: there is none; write [[source]] with a url and a side for each."),
        ("[[source]\n", "is not TOML: Expected ']]' at the end of an array declaration (at line 1, column 9)."),
        ("sources = 1\n", "sources: is not known; there are alerts, allow, source."),
        ('[[source]]\nside = "own"\n', "source 1, url: is missing."),
        (f'[[source]]\nurl = "{URL}"\n', "source 1, side: is missing."),
        (SOURCE.replace('"own"', '"ours"'), "source 1, side: must be one of own, suspect."),
        (
            SOURCE + 'intervall = "1h"\n',
            "source 1, intervall: is not known; there are interval, kind, name, side, url.",
        ),
        (
            SOURCE + "interval = 0.5\n",
            'source 1, interval: must be seconds, or a text such as "15m" or "1h", from a second to 30 days.',
        ),
        (
            SOURCE + 'interval = "soon"\n',
            'source 1, interval: must be seconds, or a text such as "15m" or "1h", from a second to 30 days.',
        ),
        (SOURCE + "name = 3\n", "source 1, name: must be a text."),
        (SOURCE + SOURCE, "source 2, url: is that of source 1, too."),
        (SOURCE + '[alerts]\nmail = "x"\n', "alerts, mail: is not known; there are atom, jsonl, webhook."),
        ("allow = 3\n" + SOURCE, "allow: must be a list of hosts."),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        read_settings(path)
    assert str(caught.value).removeprefix(str(path)).removeprefix(":").strip() == said


@pytest.mark.parametrize("url", ["ftp://post.example/", "post.example", "https://user:secret@post.example/"])
def test_an_address_that_cannot_be_fetched_is_refused_at_once(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="source 1, url: The address"):
        read_settings(written(tmp_path, SOURCE.replace(URL, url)))


def test_a_file_that_is_not_there_or_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"There is no file .*none\.toml"):
        read_settings(tmp_path / "none.toml")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_settings(tmp_path)


def test_a_domain_that_a_suspect_shares_makes_nothing_own(tmp_path: Path) -> None:
    text = "".join(
        f'[[source]]\nurl = "https://{host}/feed"\nside = "{side}"\n'
        for host, side in (
            ("www.post.example", "own"), ("feeds.host.example", "own"), ("blog.host.example", "suspect"),
            ("127.0.0.1", "own"), ("echo.example", "suspect"),
        )
    )  # fmt: skip
    assert read_settings(written(tmp_path, text)).own_domains == {"post.example"}


# --- when -------------------------------------------------------------------------------------------------------------

intervals = st.floats(1.0, 30 * 86_400.0)


@given(interval=intervals, failures=st.integers(1, 10_000), asked=st.none() | st.floats(0, 86_400))
def test_failures_make_a_source_wait_at_least_its_interval_and_what_was_asked(
    interval: float, failures: int, asked: float | None
) -> None:
    seconds = wait(URL, interval, failures, asked)
    assert seconds >= max(interval, asked or 0.0)
    assert seconds <= max((1 + JITTER) * max(LONGEST_BACKOFF, interval), asked or 0.0)


@given(interval=intervals, late=st.floats(0, 10 * 365 * 86_400.0))
def test_a_source_is_due_after_its_interval_and_once_however_late(interval: float, late: float) -> None:
    state = after_success(SourceState(url=URL, failures=3, said="broken"), interval, START)
    assert (state.failures, state.said) == (0, None)
    assert not is_due(state, interval, START + timedelta(seconds=interval * (1 - JITTER) - 0.01))
    found = START + timedelta(seconds=interval + late)
    assert is_due(state, interval, found)
    assert not is_due(after_success(state, interval, found), interval, found)


def test_a_row_of_failures_keeps_its_first_reason() -> None:
    state = after_failure(SourceState(url=URL), 60.0, START, "first")
    state = after_failure(state, 60.0, START, "second", 3_600.0)
    assert (state.failures, state.said) == (2, "first")
    assert state.next_at == START + timedelta(seconds=3_600)
