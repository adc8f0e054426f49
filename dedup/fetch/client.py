"""The client: follows redirects by vetted hops, obeys robots.txt, takes turns, and reads no more than is allowed."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from types import TracebackType
from typing import Self

from dedup.config import FetchParams
from dedup.errors import (
    AddressRefusedError,
    ConnectionFailedError,
    FetchError,
    FetchStoppedError,
    FetchTooLargeError,
    RetryLaterError,
    RobotsError,
    StatusError,
    TlsError,
    TooManyRedirectsError,
)
from dedup.fetch import answer
from dedup.fetch.address import literal, refusal
from dedup.fetch.robots import ANYTHING, Rules, nothing, read_rules
from dedup.fetch.target import Target, parse
from dedup.fetch.turns import Host, Turns
from dedup.fetch.unpack import ACCEPTED, unpack
from dedup.fetch.wire import Deadline, Reply, Resolver, exchange, lookup, resolve, trust
from dedup.model import Hop, Received

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to fetch, and the marks of the version of it that we have."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class _Wish:
    """How one address, with all it redirects to, is to be fetched."""

    asked: str
    deadline: Deadline
    max_body: int
    conditions: tuple[tuple[str, str], ...] = ()
    for_robots: bool = False  # obeys no robots.txt, takes no delay, and is cut at the limit instead of refused
    on_hop: Callable[[Hop], None] | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Client:
    """A careful client for the web, safe to share between threads.

    It never asks a host that is not public and not allowed by name, whatever names or redirects say; proxies named by
    the environment are not used, since a proxy would resolve names anew. The clock, the time of day, the resolver and
    the way to pause can be replaced; a pause is only ever the delay between two questions to one host, and ends early
    when the client is closed.
    """

    def __init__(
        self,
        params: FetchParams | None = None,
        *,
        resolver: Resolver = resolve,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self.params = params or FetchParams()
        self._allowed = frozenset(name.lower() for name in self.params.allow)
        self._resolver = resolver
        self._clock = clock
        self._now = now
        self._stopped = threading.Event()
        self._turns = Turns(self.params.parallel, clock, pause or self._stopped.wait)
        self._context = trust(self.params)
        self._headers = (
            ("User-Agent", self.params.agent),
            ("Accept", _ACCEPT),
            ("Accept-Encoding", ACCEPTED),
            ("Connection", "close"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up what is under way, from any thread: each fetch ends with its current read, the pauses at once."""
        self._stopped.set()

    @property
    def closed(self) -> bool:
        """Whether the client was closed, and fetches nothing any more."""
        return self._stopped.is_set()

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        on_hop: Callable[[Hop], None] | None = None,
    ) -> Received:
        """Fetch one address, waiting for the host's turn. `on_hop` is told of each hop, the failed ones included.

        With `etag` or `last_modified` the answer may be `not_modified`, without a body.

        Raises:
            FetchError: Of the kind that says what was wrong; see `dedup.errors`.
        """
        target = parse(url)
        deadline = Deadline(target.url, self.params.total_seconds, self._clock, self._stopped)
        marks = answer.conditions(etag, last_modified)
        return self._follow(target, _Wish(url, deadline, self.params.max_body_bytes, marks, on_hop=on_hop))

    def fetch_all(self, asks: Iterable[str | Ask]) -> Iterator[Received | FetchError]:
        """Fetch many addresses side by side; yields answers and failures in the order of the addresses.

        No more than `params.parallel` answers are under way or waiting to be taken, which bounds the memory; addresses
        of one host wait for one another, so that a list which mixes hosts is faster than one that has them in rows.
        """
        waiting: deque[Future[Received | FetchError]] = deque()
        with ThreadPoolExecutor(self.params.parallel, thread_name_prefix="dedup-fetch") as pool:
            try:
                for ask in asks:
                    if len(waiting) == self.params.parallel:
                        yield waiting.popleft().result()
                    waiting.append(pool.submit(self._outcome, Ask(ask) if isinstance(ask, str) else ask))
                while waiting:
                    yield waiting.popleft().result()
            except KeyboardInterrupt:
                self.close()  # or the pool would wait for what is under way
                raise
            finally:
                for unwanted in waiting:
                    unwanted.cancel()

    def post(self, url: str, body: bytes, headers: Iterable[tuple[str, str]]) -> int:
        """Send a body to an address that its owner named for that, and give the status, which is one of success.

        The address is vetted as for `fetch`. No robots.txt is asked and no redirect followed: what is sent is meant for
        that address alone. The answer's body is not read.

        Raises:
            FetchError: Of the kind that says what was wrong; whether the body was received may then be unknown.
        """
        target = parse(url)
        deadline = Deadline(target.url, self.params.total_seconds, self._clock, self._stopped)
        host = self._turns.host(target.site)
        said = (("User-Agent", self.params.agent), ("Connection", "close"), ("Content-Length", str(len(body))))
        with self._turns.turn(host, 0.0), deadline.running():
            addresses = self._addresses(target, deadline)
            self._refuse_inner(target, addresses)
            with exchange(target, addresses, (*said, *headers), self.params, deadline, self._context, body) as reply:
                answer.expect_success(reply, target, conditional=False, now=self._now())
                return reply.status

    def _outcome(self, ask: Ask) -> Received | FetchError:
        try:
            return self.fetch(ask.url, etag=ask.etag, last_modified=ask.last_modified)
        except FetchError as error:
            # As a value it must not keep alive, by its traceback, the megabytes that were read before it failed.
            error.__cause__ = error.__context__ = None
            return error.with_traceback(None)

    def _follow(self, target: Target, wish: _Wish) -> Received:
        hops: list[Hop] = []

        def note(hop: Hop) -> None:
            hops.append(hop)
            if wish.on_hop is not None:
                wish.on_hop(hop)

        for _ in range(self.params.max_redirects + 1):
            onward = self._hop(target, wish, hops, note)
            if isinstance(onward, Received):
                return onward
            target = onward
        raise TooManyRedirectsError(f"{wish.asked[:200]!a} redirects more than {self.params.max_redirects} times.")

    def _hop(self, target: Target, wish: _Wish, hops: list[Hop], note: Callable[[Hop], None]) -> Received | Target:
        """One question, in its turn: the answer, or where it leads."""
        host = self._turns.host(target.site)
        delay = 0.0 if wish.for_robots else self._obey(target, host, wish)
        with self._turns.turn(host, delay), wish.deadline.running():
            left = host.closed_until - self._clock()
            if left > 0:
                raise RetryLaterError(f"{target.site} asked to be left alone for {left:.0f} more seconds.", 429, left)
            try:
                return self._ask(target, wish, tuple(hops), note)
            except RetryLaterError as error:
                host.closed_until = self._clock() + (error.seconds or 0.0)
                raise

    def _ask(
        self, target: Target, wish: _Wish, before: tuple[Hop, ...], note: Callable[[Hop], None]
    ) -> Received | Target:
        hop = Hop(target.url)
        try:
            hop = replace(hop, addresses=self._addresses(target, wish.deadline))
            self._refuse_inner(target, hop.addresses)
            headers = (*self._headers, *wish.conditions)
            with exchange(target, hop.addresses, headers, self.params, wish.deadline, self._context) as reply:
                hop = replace(hop, connected=reply.connected, tls=reply.tls, status=reply.status)
                onward = answer.redirected(reply, target)
                if onward is not None:
                    return onward
                answer.expect_success(reply, target, bool(wish.conditions), self._now())
                body, raw_length, cut = self._body(reply, target, wish)
                return Received(
                    asked=wish.asked,
                    url=target.url,
                    hops=(*before, hop),
                    status=reply.status,
                    reason=reply.reason,
                    http_version=reply.http_version,
                    headers=reply.headers,
                    body=body,
                    raw_length=raw_length,
                    retrieved_at=self._now(),
                    cut=cut,
                )
        finally:
            note(hop)

    def _addresses(self, target: Target, deadline: Deadline) -> tuple[str, ...]:
        address = literal(target.host)
        return (address,) if address else lookup(target, self._resolver, deadline, self.params.connect_seconds)

    def _refuse_inner(self, target: Target, addresses: tuple[str, ...]) -> None:
        """One address that is not public condemns the name: public names have none, and those that attack have both."""
        if not self._allowed.isdisjoint(target.names):
            return
        for address in addresses:
            reason = refusal(address)
            if reason is not None:
                raise AddressRefusedError(
                    f"{target.url} leads to the address {address[:60]!a}, which is {reason}; "
                    f"allow {target.authority} by name if that is meant."
                )

    def _body(self, reply: Reply, target: Target, wish: _Wish) -> tuple[bytes, int, bool]:
        """The unpacked body, its length as sent, and whether it was cut."""
        sent = _Counted(reply.pieces, self.params.max_received_bytes, target.url)
        if not wish.for_robots:
            answer.refuse_announced(reply, target, self.params.max_received_bytes)
        body = BytesIO()
        for piece in unpack(sent, answer.listed(reply, "content-encoding"), target.url):
            body.write(piece)
            if body.tell() > wish.max_body:
                if not wish.for_robots:
                    raise FetchTooLargeError(f"{target.url} unpacks to more than the {wish.max_body} bytes allowed.")
                body.truncate(wish.max_body)
                return body.getvalue(), sent.size, True
        return body.getvalue(), sent.size, False

    def _obey(self, target: Target, host: Host, wish: _Wish) -> float:
        """The seconds to leave between two questions to the host, if its robots.txt allows this one."""
        rules = self._rules(target, host, wish.deadline)
        if not rules.allows(target.url):
            if rules.unreadable is None:
                raise RobotsError(f"The robots.txt of {target.site} forbids {target.url}.")
            raise RobotsError(
                f"{target.url} is not fetched, as the site's robots.txt is unreadable: {rules.unreadable}"
            )
        return max(self.params.delay, min(rules.delay or 0.0, self.params.max_delay))

    def _rules(self, target: Target, host: Host, deadline: Deadline) -> Rules:
        with host.reading_rules:
            if host.rules is None or self._clock() >= host.rules_until:
                rules = self._read_rules(replace(target, path="/robots.txt"), deadline)
                unsure = rules.unreadable is not None
                seconds = self.params.robots_retry_seconds if unsure else self.params.robots_seconds
                self._turns.keep_rules(host, rules, seconds)
                return rules
            return host.rules

    def _read_rules(self, target: Target, deadline: Deadline) -> Rules:
        """RFC 9309, section 2.3.1: none of 4xx allows everything, what cannot be had otherwise forbids everything.

        A site that cannot be reached at all is no matter of robots.txt; that failure is the page's own.
        """
        wish = _Wish(target.url, deadline, self.params.max_robots_bytes, for_robots=True)
        try:
            return read_rules(self._follow(target, wish).body, self.params.robots_name)
        except (AddressRefusedError, ConnectionFailedError, TlsError, FetchStoppedError):
            raise
        except StatusError as error:
            if error.status == 429:
                raise
            return ANYTHING if 400 <= error.status < 500 else nothing(str(error))
        except FetchError as error:
            return nothing(str(error))


class _Counted:
    """Pieces as they were sent, counted, and refused beyond a limit."""

    def __init__(self, pieces: Iterable[bytes], limit: int, url: str) -> None:
        self._pieces = pieces
        self._limit = limit
        self._url = url
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            if self.size > self._limit:
                raise FetchTooLargeError(f"{self._url} sends more than the {self._limit} bytes allowed.")
            yield piece
