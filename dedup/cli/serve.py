"""`dedup serve`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from dedup.cli.review import reviewer_name
from dedup.cli.talk import say
from dedup.cli.watch import ending
from dedup.watch import read_settings
from dedup.web import Settings, serve


def run(
    db: str,
    *,
    host: str,
    port: int,
    token: str | None,
    reviewer: str | None,
    own: Iterable[str],
    watch_file: str | None,
    quiet: bool,
) -> int:
    """Serve the desk until a signal ends it."""
    watched = read_settings(Path(watch_file)).own_domains if watch_file is not None else frozenset()
    settings = Settings(
        reviewer=reviewer_name(reviewer), host=host, token=token or None, own=frozenset(own) | watched
    )  # fmt: skip

    def ready(address: str) -> None:
        if not quiet:
            say(f"The review desk for {db} is open at {address}")

    with ExitStack() as ended:

        def stopping(stop: Callable[[], None]) -> None:
            ended.enter_context(ending(stop))

        serve(db, settings, port, ready=ready, stopping=stopping)
    return 0
