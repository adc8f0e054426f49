"""Addresses of the web on the command line: the client that reads them, and what stands at one."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

from dedup import fetch, ingest  # whose names are loaded where they are used: whoever reads files uses none
from dedup.config import FetchParams, IngestLimits
from dedup.errors import FetchError, UnusableError, UsageError
from dedup.model import Article

PARAMS = FetchParams()
"""How the command line asks the web, but for the hosts that a call allows."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def is_address(name: str) -> bool:
    """Whether what was named is to be fetched; a file of such a name is read as `./http:...`."""
    return _ADDRESS.match(name) is not None


def web_client(allow: Sequence[str]) -> fetch.Client:
    """A client that may also reach the given hosts (`host` or `host:port`) though they are not public."""
    return fetch.Client(replace(PARAMS, allow=PARAMS.allow | frozenset(allow)))


def article_at(address: str, allow: Sequence[str]) -> Article:
    """The article at an address. Raises FetchError or another InputError, and UsageError for a feed or site map."""
    with web_client(allow) as client:
        found = next(ingest.Live(client, IngestLimits()).look([ingest.Visit(address)]))
    if isinstance(found.failure, FetchError):
        raise found.failure
    if found.failure is not None:
        raise UnusableError(f"{address} {found.failure}.")
    if found.article is None:
        raise UsageError(f"{address} is a feed or site map; name the address of a single article.")
    return found.article


@contextmanager
def stopping(client: fetch.Client) -> Iterator[None]:
    """Within, the first Ctrl-C closes the client, so that what was fetched is still stored; the second interrupts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        client.close()

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
