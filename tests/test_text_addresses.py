"""The normal form of addresses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.text.addresses import MAX_ADDRESS, Normal, carried, normal_url, same_page
from dedup.text.hosts import ascii_host, plain_host

STORY = "https://courier.example/2026/landing"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://courier.example/2026/landing",
        "https://www.courier.example/2026/landing/",
        "HTTPS://WWW.Courier.Example:443/2026/landing",
        "http://courier.example:80/2026/landing",
        "https://courier.example./2026/landing",
        "//courier.example/2026/landing",
        "https:\\\\courier.example\\2026\\landing",
        "  https://courier.example/2026/lan\nding ",
        "https://reader:secret@courier.example/2026/landing",
        "https://courier.example//2026/x/.././landing",
        "https://courier.example/2026/l%61nding",
        "https://courier.example/2026/landing#comments",
        "https://courier.example/2026/landing?utm_source=rss&amp;utm_medium=feed",
        "https://courier.example/2026/landing?fbclid=x&gclid=y&srsltid=z&ref=home&r=rss&_r=2",
        "https://courier.example/2026/landing&utm_source=x",
        "https://courier.example/2026/landing;jsessionid=5A?",
        "https://courier.example/2026/landing/index.html",
        "https://m.courier.example/2026/landing",
        "https://mobile.courier.example/2026/landing",
        "https://www.m.courier.example/2026/landing",
        "https://amp.courier.example/2026/landing/amp/",
        "https://courier.example/amp/2026/landing?amp=1",
        "https://courier.example/2026/landing.amp?outputType=amp",
        "https://courier.example/2026/landing/print",
        "https://courier.example/print/2026/landing?print=1",
        "https://courier.example/2026/landing?view=print&page=all",
    ],
)
def test_one_page_has_one_form(spelling: str) -> None:
    assert normal_url(spelling).url == STORY
    assert same_page(spelling, STORY)


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.example/?p=48213",
        "https://courier.example/?cid=5&gallery=2&keyword=tide&uid=9",
        "https://courier.example/?1361378077",
        "https://courier.example/?id=5&r=site/article",
        "https://courier.example/story?page=2",
        "https://courier.example/story?ref=48213",
        "https://courier.example/a%2Fb",
        "https://courier.example/Story",
        "https://courier.example/#!/news/5",
        "https://courier.example/amp",
        "https://courier.example/print",
        "https://live.courier.example/x",
        "https://courier.example:8443/x",
        "http://127.0.0.1:8000/x",
        "https://[::1]/x",
        "https://xn--mwe-sna.example/m%C3%B6we",
        "https://m.co.uk/x",
        "https://m.blogspot.com/x",
    ],
)
def test_what_picks_the_page_stays(url: str) -> None:
    assert normal_url(url).url == url


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("https://courier.example/a?b=1&a=2&b=0&a=2", "https://courier.example/a?a=2&b=1&b=0"),
        ("https://courier.example/index.php?id=5&tmpl=component&print=1", "https://courier.example/?id=5"),
        ("https://de.m.lexikon.example/wiki/Ebbe", "https://de.lexikon.example/wiki/Ebbe"),
        ("https://Möwe.example/Möwe", "https://xn--mwe-sna.example/M%C3%B6we"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://courier.example/100%", "https://courier.example/100%25"),
        ("https://[0:0:0:0:0:0:0:1]:443/x", "https://[::1]/x"),
        ("https://courier.example", "https://courier.example/"),
        ("https://courier.example/\ud800", "https://courier.example/%EF%BF%BD"),
    ],
)
def test_forms(given_url: str, expected: str) -> None:
    assert normal_url(given_url).url == expected
    assert normal_url(expected).url == expected


@pytest.mark.parametrize(
    "url",
    [
        "", "x", "/a/b.html", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "https://", "https://[::1",
        "https://courier.example:0/a", "https://courier.example:99999/a", "https://courier.example:http/a",
        "https://cou rier.example/a", "https://a..b/", "https://\u2603\u0000.exa<mple/a", "ftp://courier.example/a",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_left_alone(url: str) -> None:
    found = normal_url(url)
    assert found == Normal(url.replace("\0", ""), is_web=False)


@pytest.mark.parametrize(
    ("wrapped", "captured"),
    [
        (f"https://web.archive.org/web/20260304050607/{STORY}", True),
        (f"https://web.archive.org/web/20260304050607id_/{STORY}?utm_source=x", True),
        ("web.archive.org/web/20260304050607/http:/www.courier.example/2026/landing", None),
        ("https://web.archive.org/web/20260304050607/www.courier.example/2026/landing", True),
        (f"https://web.archive.org/web/2026/{STORY}", False),
        (f"https://web.archive.org/web/*/{STORY}", False),
        (f"https://web.archive.org/web/99999999999999/{STORY}", False),
        (f"https://web.archive.org/web/20270101000000/https://web.archive.org/web/20260304050607/{STORY}", True),
        (f"https://archive.ph/2026.03.04-050607/{STORY}", True),
        (f"https://archive.today/newest/{STORY}", False),
        (f"https://wayback.archive-it.org/1234/20260304050607/{STORY}", True),
        (f"https://webcache.googleusercontent.com/search?q=cache:AbCdEfGhIjKl:{STORY}+tide", False),
        ("https://courier-example.cdn.ampproject.org/c/s/courier.example/2026/landing/amp?amp_js_v=0.1", False),
        ("https://www.google.com/amp/s/amp.courier.example/2026/landing", False),
        ("https://www.google.co.uk/url?q=https%3A%2F%2Fcourier.example%2F2026%2Flanding&sa=D", False),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fcourier.example%2F2026%2Flanding%3Ffbclid%3D1&h=A", False),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcourier.example%2F2026%2Flanding", False),
    ],
)
def test_an_address_inside_another_is_taken_out(wrapped: str, captured: bool | None) -> None:
    found = normal_url(wrapped)
    if captured is None:  # without a scheme this might as well be a file's path
        assert found.url == wrapped
        return
    assert found.url == STORY
    assert found.unwrapped is not None
    assert carried(wrapped) == found.unwrapped
    assert found.captured_at == (datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC) if captured else None)


@pytest.mark.parametrize(
    "url",
    [
        "https://thief.example/web/20260304050607/https://courier.example/2026/landing",
        "https://thief.example/url?q=https://courier.example/2026/landing",
        "https://google.com.thief.example/url?q=https://courier.example/2026/landing",
        "https://archive.ph/AbCdE",
        "https://t.co/AbCdE",
        "https://feedproxy.google.com/~r/Courier/~3/AbCdE/landing",
        "https://l.facebook.com/l.php?u=javascript:alert(1)",
    ],
)
def test_no_other_site_can_take_a_pages_address(url: str) -> None:
    found = normal_url(url)
    assert found.unwrapped is None
    assert found.url != STORY


PIECES = (
    "https:// http:// // \\ / . .. ? & = # #! % %25 %41 %e4 %zz ; : @ [ ] ::1 :80 :443 :8080 amp AMP print index.html"
    " www. m. mobile. courier.example l.facebook.com/l.php?u= google.com/url?q= google.com/amp/s/ web.archive.org/web/"
    " 20260304050607/ 2026id_/ archive.ph/ newest/ utm_source=x fbclid ref= amp; .amp .print.html ;jsessionid=1 möwe"
    " straße \ud800 \0 \u200b cdn.ampproject.org/c/s/ page=2 + _ -"
)
BEGINNINGS = st.sampled_from(["", "https://", "http://courier.example/", "https://www.google.com/", "//amp."])
ADDRESSES = st.tuples(BEGINNINGS, st.lists(st.sampled_from(PIECES.split(" ")), max_size=12)).map(
    lambda parts: parts[0] + "".join(parts[1])
)


@given(st.one_of(ADDRESSES, st.text(max_size=60).map(lambda text: f"https://courier.example/{text}"), st.text()))
@example("https://google.com/amp//s/courier.example/a")
@example("https://a.example/%2%35")
@example("https://m.google.com/url?q=https://a.example/")
def test_the_form_of_a_form_is_itself(url: str) -> None:
    once = normal_url(url)
    assert carried(url) == once.unwrapped
    again = normal_url(once.url)
    assert again.url == once.url
    assert again.unwrapped is None
    once.url.encode()


def test_hostile_lengths_are_bounded() -> None:
    for url in (
        "https://a.example/" + "é" * 3_900,
        "https://a.example/" + "a" * 1_000_000,
        "https://a.example/" + "/".join("ab") * 1_000,
        "https://a.example/?" + "&".join(f"a{n}" for n in range(900)),
        "https://web.archive.org/web/2026/" * 100 + "https://a.example/x",
        "https://" + "a." * 1_900 + "example/",
    ):
        found = normal_url(url).url
        assert len(found) <= max(len(url), 9 * MAX_ADDRESS)
        assert normal_url(found).url == found


def test_hosts() -> None:
    assert plain_host("www2.m.courier.example") == "courier.example"
    assert plain_host("www.gov.uk") == "gov.uk"
    assert plain_host("m.example") == "m.example"
    assert ascii_host("a" * 300) is None
    assert ascii_host("fe80::1%eth0") == "[fe80::1]"
    assert ascii_host("xn--\u2603") is None
