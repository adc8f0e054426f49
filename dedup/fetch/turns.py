"""Whose turn it is: one question at a time for each host with a delay between two, and so many connections in all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dedup.fetch.robots import Rules

MAX_HOSTS = 10_000  # remembered at a time; a host that is forgotten is asked for its robots.txt again
# Characters of all robots.txt remembered: 200 usual ones, or two of the largest. As parsed, a hostile one takes
# 70 times its length (35 MB for 500 KB of anchored patterns).
MAX_RULES = 1024 * 1024


@dataclass(slots=True, eq=False)
class Host:
    """What is remembered of one host and port; the locks order those who ask it."""

    asking: threading.Lock = field(default_factory=threading.Lock)
    reading_rules: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0  # on the clock of the client, as the times below
    closed_until: float = 0.0
    rules: Rules | None = None
    rules_until: float = 0.0


class Turns:
    """The hosts that were met, and the connections that are open.

    Nobody who holds a host's `asking` waits for another host, so that redirects across hosts cannot lock up.
    """

    def __init__(self, parallel: int, clock: Callable[[], float], pause: Callable[[float], object]) -> None:
        self._hosts: OrderedDict[str, Host] = OrderedDict()
        self._guard = threading.Lock()
        self._open = threading.BoundedSemaphore(parallel)
        self._clock = clock
        self._pause = pause

    def host(self, site: str) -> Host:
        """The host of a site; the one that was not met for longest is forgotten when there are too many."""
        with self._guard:
            host = self._hosts.setdefault(site, Host())
            self._hosts.move_to_end(site)
            if len(self._hosts) > MAX_HOSTS:
                self._hosts.popitem(last=False)
            return host

    @contextmanager
    def turn(self, host: Host, delay: float) -> Iterator[None]:
        """Wait until the host may be asked, and hold it and one of the connections while the block lasts."""
        with host.asking:
            wait = host.next_at - self._clock()
            if wait > 0:
                self._pause(wait)
            with self._open:
                try:
                    yield
                finally:
                    host.next_at = max(host.next_at, self._clock() + delay)

    def keep_rules(self, host: Host, rules: Rules, seconds: float) -> None:
        """Remember the rules of a host for a time, and forget older ones when they take too much room."""
        with self._guard:
            host.rules = rules
            host.rules_until = self._clock() + seconds
            held = sum(known.rules.size for known in self._hosts.values() if known.rules is not None)
            for known in self._hosts.values():
                if held <= MAX_RULES:
                    break
                if known is not host and known.rules is not None:
                    held -= known.rules.size
                    known.rules = None
