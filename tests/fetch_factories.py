"""Clients for the tests of fetching, that may reach the server of the tests and wait for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dedup.config import FetchParams
from dedup.fetch import Client, Resolver
from tests.web_server import LOOPBACK


def known(names: Mapping[str, Sequence[str]]) -> Resolver:
    """A resolver that knows these names and no other."""

    def resolver(host: str, port: int) -> Sequence[str]:
        if host not in names:
            raise OSError("no such name")
        return names[host]

    return resolver


QUICK = FetchParams(
    allow=frozenset({LOOPBACK}), delay=0.0, connect_seconds=5.0, read_seconds=5.0, total_seconds=20.0
)  # loopback may be reached, nothing is waited for, and no test hangs


def client(params: FetchParams = QUICK, names: Mapping[str, Sequence[str]] | None = None) -> Client:
    """A client that knows the given names and no other."""
    return Client(params, resolver=known(names or {}))


@dataclass
class Watch:
    """A clock that stands still until somebody pauses, and remembers for how long they did."""

    time: float = 1_000.0
    pauses: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.time += seconds


def timed(watch: Watch, params: FetchParams = QUICK) -> Client:
    """A client whose time is that of a watch."""
    return Client(params, clock=watch.now, pause=watch.pause)
