"""robots.txt, delays, and many addresses side by side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from dedup.errors import (
    AddressRefusedError,
    FetchError,
    RetryLaterError,
    RobotsError,
    StatusError,
)
from dedup.fetch import Ask
from dedup.fetch.robots import Rules, read_rules
from dedup.fetch.turns import MAX_RULES, Turns
from dedup.model import Received
from tests.fetch_factories import QUICK, Watch, client, timed
from tests.web_server import LOOPBACK, Request, WebServer, Wire, answer, drip, endless, page, redirect


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer(otherwise=page(b"hello")) as running:
        running.routes["/robots.txt"] = page(status="404 Not Found")
        yield running


def robots(server: WebServer) -> int:
    return sum(request.path == "/robots.txt" for request in server.seen)


def test_robots_txt_is_obeyed_and_asked_for_once(server: WebServer) -> None:
    server.routes["/robots.txt"] = page(b"User-agent: *\nDisallow: /private\nAllow: /private/open\n")
    with client() as asking:
        assert asking.fetch(server.url("/a")).body == b"hello"
        assert asking.fetch(server.url("/private/open/b")).body == b"hello"
        with pytest.raises(RobotsError) as caught:
            asking.fetch(server.url("/private/c?d"))
    assert str(caught.value) == (f"The robots.txt of {server.url('')} forbids {server.url('/private/c?d')}.")
    assert (robots(server), server.paths) == (1, ["/a", "/private/open/b"])


def test_it_is_obeyed_where_a_redirect_leads(server: WebServer) -> None:
    with WebServer({"/robots.txt": page(b"User-agent: dedup\nDisallow: /")}) as other:
        server.routes["/"] = redirect(other.url("/story"))
        with client() as asking, pytest.raises(RobotsError):
            asking.fetch(server.url())
        assert other.paths == []


def test_it_is_asked_for_again_when_it_is_old(server: WebServer) -> None:
    watch = Watch()
    asking = timed(watch, replace(QUICK, robots_seconds=100.0))
    for wait, asked in ((0, 1), (99, 1), (1, 2)):
        watch.time += wait
        asking.fetch(server.url("/"))
        assert robots(server) == asked


@pytest.mark.parametrize("status", ["500 Broken", "503 Busy", "599 Other"])
def test_a_failing_robots_txt_forbids_everything_for_a_while(server: WebServer, status: str) -> None:
    server.routes["/robots.txt"] = page(status=status)
    watch = Watch()
    asking = timed(watch, replace(QUICK, robots_retry_seconds=60.0))
    for _ in range(2):
        with pytest.raises(RobotsError, match="unreadable"):
            asking.fetch(server.url("/"))
    assert (robots(server), server.paths) == (1, [])
    server.routes["/robots.txt"] = page(b"")
    watch.time += 60
    assert asking.fetch(server.url("/")).body == b"hello"


@pytest.mark.parametrize("status", ["400 Bad", "401 Who", "403 No", "404 Not Found", "410 Gone", "451 Law"])
def test_a_missing_robots_txt_allows_everything(server: WebServer, status: str) -> None:
    server.routes["/robots.txt"] = page(status=status)
    assert client().fetch(server.url("/")).body == b"hello"


def test_a_site_too_busy_for_robots_txt_is_left_alone(server: WebServer) -> None:
    server.routes["/robots.txt"] = page(status="429 Slow Down", retry_after="5")
    with client() as asking, pytest.raises(RetryLaterError) as caught:
        asking.fetch(server.url("/"))
    assert caught.value.seconds == 5.0
    assert server.paths == []


def test_a_slow_or_lost_robots_txt_forbids(server: WebServer) -> None:
    server.routes["/robots.txt"] = drip(answer(b"User-agent: *\nDisallow:"), 0.1)
    with (
        client(replace(QUICK, total_seconds=0.3)) as asking,
        pytest.raises(RobotsError, match=r"more than 0\.3 seconds"),
    ):
        asking.fetch(server.url("/"))
    server.routes["/robots.txt"] = redirect("/robots.txt")
    with client() as asking, pytest.raises(RobotsError, match="redirects more than 10 times"):
        asking.fetch(server.url("/"))
    assert server.paths == []


def test_a_robots_txt_that_leads_inside_is_not_followed(server: WebServer) -> None:
    server.routes["/robots.txt"] = redirect("http://169.254.169.254/latest")
    with client() as asking, pytest.raises(AddressRefusedError):
        asking.fetch(server.url("/"))
    assert server.paths == []


def test_of_a_robots_txt_of_50_megabytes_the_first_500_kilobytes_count(server: WebServer) -> None:
    rest = b"# nothing to see here, move along\n" * 1_500_000
    body = b"User-agent: *\nDisallow: /private\n" + rest + b"Disallow: /\n"
    assert len(body) > 50_000_000
    server.routes["/robots.txt"] = page(body)
    with client() as asking:
        assert asking.fetch(server.url("/open")).body == b"hello"
        with pytest.raises(RobotsError):
            asking.fetch(server.url("/private"))
    assert all(wire.sent < 50_000_000 for wire in server.wires)


def test_an_endless_robots_txt_is_cut(server: WebServer) -> None:
    server.routes["/robots.txt"] = endless(b"HTTP/1.1 200 OK\r\n\r\n", b"Disallow: /\n" * 1_000)
    assert client().fetch(server.url("/")).body == b"hello"  # rules of nobody's


def rules(text: str) -> Rules:
    return read_rules(text.encode(), "dedup")


def test_the_group_that_names_us_goes_before_that_of_all() -> None:
    text = "User-agent: *\nDisallow: /\n\nUSER AGENT other\nuser-agent: Dedup/2.0 # us\nDisallow: /a\nCrawl-delay: 7\n"
    read = rules(text)
    assert read.allows("http://news.example/b")
    assert not read.allows("http://news.example/a/b")
    assert read.delay == 7.0


@pytest.mark.parametrize("name", ["ded", "d", "dedupbot", "notdedup", "other"])
def test_a_group_of_another_crawler_is_none_of_ours(name: str) -> None:
    assert rules(f"User-agent: {name}\nDisallow: /\n").allows("http://news.example/")


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"<html>not found</html>", b"\xef\xbb\xbfUser-agent: *\nDisallow: /x", b"Crawl-delay: nan"],
)
def test_any_body_can_be_read(body: bytes) -> None:
    read = read_rules(body, "dedup")
    assert read.allows("http://news.example/")
    assert read.delay is None


def test_many_crawlers_with_many_rules_cost_what_one_does() -> None:
    """A file of the allowed size that a parser which copies each rule to each crawler cannot hold in memory."""
    spellings = ("User-agent: a%d", "useragent a%d", "USER  AGENT : a%d", "user\tagent\ta%d")
    names = "\n".join(spellings[number % 4] % number for number in range(15_000))
    text = names + "\n" + "\n".join(f"Disallow: /{number}*" for number in range(15_000))
    assert rules(text + "\nUser-agent: *\nDisallow: /x").allows("http://news.example/1")


def test_a_site_is_asked_in_turns_with_the_delay_it_wants(server: WebServer) -> None:
    server.routes["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 5\n")
    watch = Watch()
    asking = timed(watch, replace(QUICK, delay=2.0, max_delay=60.0))
    for path in "ab":
        asking.fetch(server.url(f"/{path}"))
    assert watch.pauses == [5.0]
    watch.time += 1.5
    asking.fetch(server.url("/c"))
    assert watch.pauses == [5.0, 3.5]


@pytest.mark.parametrize(("wanted", "waited"), [("86400", 30.0), ("0.1", 2.0), ("-1", 2.0), ("inf", 2.0), ("x", 2.0)])
def test_the_delay_is_never_shorter_than_ours_nor_longer_than_the_cap(
    server: WebServer, wanted: str, waited: float
) -> None:
    server.routes["/robots.txt"] = page(f"User-agent: *\nCrawl-delay: {wanted}\n".encode())
    watch = Watch()
    asking = timed(watch, replace(QUICK, delay=2.0, max_delay=30.0))
    asking.fetch(server.url("/a"))
    asking.fetch(server.url("/b"))
    assert watch.pauses == [waited]


def test_the_wait_for_a_turn_is_no_part_of_the_time_allowed(server: WebServer) -> None:
    watch = Watch()
    asking = timed(watch, replace(QUICK, delay=100.0, total_seconds=10.0))
    asking.fetch(server.url("/a"))
    assert asking.fetch(server.url("/b")).body == b"hello"
    assert watch.pauses == [100.0]


def test_rules_that_take_too_much_room_are_forgotten_oldest_first() -> None:
    turns = Turns(1, lambda: 0.0, lambda seconds: None)
    hosts = [turns.host(f"http://{number}.example") for number in range(3)]
    for host in hosts:
        turns.keep_rules(host, Rules(allows=lambda url: True, size=MAX_RULES // 2), 60.0)
    assert [host.rules is not None for host in hosts] == [False, True, True]


def test_many_addresses_come_back_in_their_order_failures_among_them(server: WebServer) -> None:
    server.routes |= {"/gone": page(status="410 Gone"), "/slow": drip(answer(b"slow"), 0.005)}
    asks: list[str | Ask] = [server.url("/slow"), "ftp://x/", Ask(server.url("/gone")), server.url("/a")]
    with client() as asking:
        outcomes = list(asking.fetch_all(asks * 5))
    assert len(outcomes) == 20
    for slow, no, gone, last in zip(*(iter(outcomes),) * 4, strict=True):
        assert isinstance(slow, Received) and slow.body == b"slow"
        assert isinstance(no, FetchError)
        assert isinstance(gone, StatusError) and gone.status == 410
        assert isinstance(last, Received) and last.body == b"hello"


def test_a_failure_among_many_keeps_nothing_alive(server: WebServer) -> None:
    """As a value with its traceback, a failure held all that was read before it: eight of them 100 MB."""
    server.routes["/"] = page(b"no gzip", content_encoding="gzip")
    with client() as asking:
        (failure,) = asking.fetch_all([server.url()])
    assert isinstance(failure, FetchError)
    assert (failure.__traceback__, failure.__cause__, failure.__context__) == (None, None, None)


class Crowd:
    """A route that counts how many are in it at a time: each stays until `meet` have come, and a moment for more."""

    def __init__(self, meet: int) -> None:
        self._guard = threading.Lock()
        self._barrier = threading.Barrier(meet)
        self._inside = 0
        self.most = 0

    def __call__(self, request: Request, wire: Wire) -> None:
        with self._guard:
            self._inside += 1
            self.most = max(self.most, self._inside)
        self._barrier.wait(10)
        wire.ending.wait(0.05)
        with self._guard:
            self._inside -= 1
        wire.send(answer(b"hello"))


NAMES = {f"{number}.example": [LOOPBACK] for number in range(6)}
CROWDED = replace(QUICK, allow=frozenset(NAMES), parallel=3)


def test_hosts_are_asked_side_by_side_and_one_host_in_turns(server: WebServer) -> None:
    server.routes["/"] = crowd = Crowd(3)
    with client(CROWDED, NAMES) as asking:
        outcomes = list(asking.fetch_all([server.url("/", name) for name in NAMES]))
        assert [isinstance(outcome, Received) for outcome in outcomes] == [True] * 6
        server.routes["/"] = single = Crowd(1)
        outcomes = list(asking.fetch_all([server.url("/", "1.example")] * 4))
    assert [isinstance(outcome, Received) for outcome in outcomes] == [True] * 4
    assert (crowd.most, single.most) == (3, 1)


def test_the_connections_in_all_are_bounded_whoever_asks(server: WebServer) -> None:
    server.routes["/"] = crowd = Crowd(3)
    with client(CROWDED, NAMES) as asking, ThreadPoolExecutor(6) as threads:
        received = list(threads.map(lambda name: asking.fetch(server.url("/", name)), NAMES))
    assert [each.body for each in received] == [b"hello"] * 6
    assert crowd.most == 3


def test_redirects_between_two_hosts_do_not_lock_up(server: WebServer) -> None:
    with WebServer(otherwise=page(b"hello")) as other:
        server.routes["/a"] = redirect(other.url("/b"))
        other.routes["/c"] = redirect(server.url("/d"))
        with client() as asking:
            outcomes = list(asking.fetch_all([server.url("/a"), other.url("/c")] * 10))
    assert [isinstance(outcome, Received) for outcome in outcomes] == [True] * 20
