"""A watch as it goes: what is new is taken once, what fails is told of once, and so is each copy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dedup.archive import Archive
from dedup.errors import ArchiveBusyError
from dedup.model import Review, Word
from tests.watch_factories import START, Bench, Feed, news, reprint
from tests.web_server import Request, WebServer, Wire, answer, page

TEXT = news(1)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
def own(server: WebServer) -> Feed:
    return Feed(server, "own", "post.example")


@pytest.fixture
def suspect(server: WebServer) -> Feed:
    return Feed(server, "echo", "echo.example")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def hook(server: WebServer, *statuses: str) -> list[str]:
    """A webhook that answers with these statuses and then takes everything; gives the keys of what it took."""
    taken: list[str] = []
    left = list(statuses)

    def route(request: Request, wire: Wire) -> None:
        status = left.pop(0) if left else "200 OK"
        if status == "200 OK":
            taken.append(request.headers["idempotency-key"])
        wire.send(answer(status=status))

    server.routes["/hook"] = route
    return taken


# --- sources ----------------------------------------------------------------------------------------------------------


def test_what_is_new_is_stored_once_and_a_feed_that_did_not_change_is_not_read(
    bench: Bench, own: Feed, suspect: Feed
) -> None:
    path = bench.settings([own.url], [suspect.url])
    first = own.publish("gate", TEXT)
    report = bench.once(path)
    assert (report.looks, report.failed, report.stored) == (2, 0, 1)
    assert bench.once(path).looks == 0, "nothing is due yet"
    bench.clock.pass_by(60)
    second = suspect.publish("bees", news(2), whole=False)
    report = bench.once(path)
    assert (report.looks, report.stored, own.unchanged) == (2, 1, 1)
    bench.clock.pass_by(60)
    assert bench.once(path).stored == 0
    assert bench.keys() == sorted([first, second])
    assert bench.told == []


def test_a_page_that_fails_is_read_later_though_its_feed_says_that_nothing_changed(
    bench: Bench, server: WebServer, own: Feed, suspect: Feed
) -> None:
    path = bench.settings([own.url], [suspect.url])
    url = suspect.publish("bees", news(2), whole=False)
    good = server.routes["/echo/bees"]
    server.routes["/echo/bees"] = page(status="500 Internal Server Error")
    for _ in range(2):
        bench.once(path)
        bench.clock.pass_by(120)
    assert bench.keys() == []
    assert bench.told == [f"{suspect.url}: not taken in: {url}: {url} answers with status 500."]
    server.routes["/echo/bees"] = good
    bench.clock.pass_by(120)
    bench.once(path)
    assert bench.keys() == [url]
    bench.clock.pass_by(60)
    bench.once(path)
    assert suspect.unchanged == 1, "only now are the feed's marks believed"


def test_a_page_that_is_gone_is_told_of_once_and_not_asked_for_again(
    bench: Bench, server: WebServer, own: Feed, suspect: Feed
) -> None:
    path = bench.settings([own.url], [suspect.url])
    suspect.publish("bees", news(2), whole=False)
    server.routes["/echo/bees"] = page(status="404 Not Found")
    for number in range(3):
        bench.once(path)
        bench.clock.pass_by(60)
        suspect.publish(f"more{number}", news(3 + number))  # so that the feed has something new to say
    assert server.paths.count("/echo/bees") == 1
    assert len(bench.told) == 1


def test_a_failure_is_told_of_once_over_restarts_and_backs_off_and_so_is_the_recovery(
    bench: Bench, own: Feed, suspect: Feed
) -> None:
    path = bench.settings([own.url], [suspect.url])
    suspect.fault = page(status="500 Internal Server Error")
    for _ in range(12):
        bench.once(path)
        bench.clock.pass_by(60)
    assert own.asked == 12
    assert suspect.asked == 4, "after one minute, two, four, and eight"
    assert bench.told == [f"{suspect.url} failed, and will be tried again: {suspect.url} answers with status 500."]
    suspect.fault = None
    bench.clock.pass_by(1_000)
    bench.once(path)
    assert bench.told[1:] == [f"{suspect.url} is back after 4 failures in a row."]


def test_a_site_that_asks_for_an_hour_is_left_alone_for_it(bench: Bench, own: Feed, suspect: Feed) -> None:
    path = bench.settings([own.url], [suspect.url])
    suspect.fault = page(status="429 Too Many Requests", Retry_After="3600")
    assert bench.once(path).failed == 1
    bench.clock.pass_by(3_590)
    bench.once(path)
    assert suspect.asked == 1
    suspect.fault = None
    bench.clock.pass_by(11)
    assert bench.once(path).failed == 0
    assert suspect.asked == 2


def test_after_a_week_of_sleep_a_source_is_looked_at_once(bench: Bench, own: Feed, suspect: Feed) -> None:
    path = bench.settings([own.url], [suspect.url])
    bench.once(path)
    bench.clock.pass_by(7 * 86_400)
    bench.once(path)
    bench.once(path)
    assert (own.asked, suspect.asked) == (2, 2)


def test_a_clock_that_was_set_back_does_not_stop_the_watch(bench: Bench, own: Feed, suspect: Feed) -> None:
    path = bench.settings([own.url], [suspect.url])
    bench.once(path)
    bench.clock.pass_by(-30 * 86_400)
    bench.once(path)
    assert (own.asked, suspect.asked) == (2, 2)


def test_a_source_of_another_kind_than_it_is_said_to_be_has_failed(bench: Bench, own: Feed, suspect: Feed) -> None:
    path = bench.settings([own.url], [suspect.url])
    path.write_text(path.read_text().replace('side = "suspect"', 'side = "suspect"\nkind = "sitemap"'))
    assert bench.once(path).failed == 1
    assert bench.told == [
        f"{suspect.url} failed, and will be tried again: {suspect.url} is no sitemap, as which it is listed"
    ]


def test_two_watches_for_one_archive_do_not_run_side_by_side(bench: Bench, own: Feed, suspect: Feed) -> None:
    path = bench.settings([own.url], [suspect.url])
    with (
        bench.watcher(path, lambda archive: None),
        Archive.open(bench.db) as archive,
        archive.watchbook().alone(),
        pytest.raises(ArchiveBusyError, match="Another `dedup watch` is at work"),
    ):
        bench.once(path)
    assert bench.once(path).looks == 2


def test_a_watch_goes_on_until_it_is_stopped(bench: Bench, own: Feed, suspect: Feed) -> None:
    path = bench.settings([own.url], [suspect.url])
    with bench.watcher(path) as watcher:
        thread = threading.Thread(target=watcher.run)
        thread.start()
        waiting = threading.Event()
        for _ in range(200):
            if own.asked and suspect.asked:
                break
            waiting.wait(0.05)
        watcher.stop()
        thread.join(20)
        assert not thread.is_alive()
    assert (own.asked, suspect.asked) == (1, 1), "the clock stands still, so that nothing is due a second time"


# --- alerts -----------------------------------------------------------------------------------------------------------


def test_a_copy_is_told_of_once_on_every_way_out(bench: Bench, server: WebServer, own: Feed, suspect: Feed) -> None:
    taken = hook(server)
    path = bench.settings([own.url], [suspect.url], webhook=server.url("/hook", "hook.example"))
    original = own.publish("gate", TEXT)
    bench.once(path)
    copy = suspect.publish("lifted", reprint(TEXT), published=START + timedelta(hours=5))
    for _ in range(3):
        bench.clock.pass_by(60)
        bench.once(path)
    assert bench.printed == [
        '2025-03-05 08:01 echo.example "lifted" is a near copy of post.example "gate", without credit. ' + copy
    ]
    [line] = bench.alerts()
    assert taken == [line["id"]]
    assert (line["kind"], line["direction"], line["credited"]) == ("near_copy", "copy_from_own", False)
    assert line["own"] == {"article": original, "title": "gate", "publisher": "post.example", "url": original}
    assert bench.atom.read_text().count("<entry>") == 1


def test_an_alert_is_made_when_the_own_article_comes_after_its_copy(bench: Bench, own: Feed, suspect: Feed) -> None:
    path = bench.settings([own.url], [suspect.url])
    suspect.publish("lifted", reprint(TEXT), published=START + timedelta(hours=5))
    bench.once(path)
    assert bench.printed == []
    own.publish("gate", TEXT)
    bench.clock.pass_by(60)
    bench.once(path)
    assert len(bench.printed) == len(bench.alerts()) == 1


def test_what_the_own_side_took_from_others_is_no_alert(bench: Bench, own: Feed, suspect: Feed) -> None:
    path = bench.settings([own.url], [suspect.url])
    suspect.publish("first", TEXT)
    own.publish("taken", reprint(TEXT), published=START + timedelta(hours=5))
    suspect.publish("unrelated", news(9))
    assert bench.once(path).stored == 3
    assert bench.printed == []


def test_articles_held_before_the_watch_are_own_by_their_domain(bench: Bench, own: Feed, suspect: Feed) -> None:
    path = bench.settings([own.url], [suspect.url])
    gate = own.publish("gate", TEXT)
    only_own = bench.settings([own.url], [])
    bench.once(only_own)
    own.stories.clear()
    suspect.publish("lifted", reprint(TEXT), published=START + timedelta(hours=5))
    bench.settings([own.url.replace("own.xml", "other.xml")], [suspect.url])
    bench.clock.pass_by(60)
    bench.once(path)
    assert [line["own"] for line in bench.alerts()] == [
        {"article": gate, "title": "gate", "publisher": "post.example", "url": gate}
    ]


def test_a_webhook_that_fails_is_told_of_once_and_gets_the_alert_later(
    bench: Bench, server: WebServer, own: Feed, suspect: Feed
) -> None:
    taken = hook(server, "500 Internal Server Error", "302 Found")
    url = server.url("/hook", "hook.example")
    path = bench.settings([own.url], [suspect.url], webhook=url)
    own.publish("gate", TEXT)
    suspect.publish("lifted", reprint(TEXT), published=START + timedelta(hours=5))
    assert bench.once(path).undelivered
    assert (len(bench.printed), taken) == (1, [])
    assert bench.told == [f"Alerts do not get through, and are kept until they do. {url} answers with status 500."]
    assert bench.once(path).undelivered, "a redirect is not followed"
    assert not bench.once(path).undelivered
    assert len(taken) == len(bench.printed) == len(bench.alerts()) == 1


def test_a_review_takes_an_alert_back_and_keeps_what_has_not_gone_out(
    bench: Bench, server: WebServer, own: Feed, suspect: Feed
) -> None:
    taken = hook(server, "500 Internal Server Error")
    path = bench.settings([own.url], [suspect.url], webhook=server.url("/hook", "hook.example"))
    first = own.publish("gate", TEXT)
    second = suspect.publish("lifted", reprint(TEXT), published=START + timedelta(hours=5))
    bench.once(path)
    assert bench.atom.read_text().count("<entry>") == 1

    def disagree(archive: Archive) -> None:
        at = datetime(2025, 3, 6, tzinfo=UTC)
        archive.review(Review(a=first, b=second, word=Word.NOT_SAME, reviewer="Ines Falk", at=at))

    assert not bench.once(path, disagree).undelivered
    assert bench.atom.read_text().count("<entry>") == 0
    assert taken == []
    bench.once(path)
    assert (len(bench.printed), len(bench.alerts())) == (1, 1)
