"""What a page says about its source: JSON-LD, meta tags, and the links out of its running text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from dedup.config import IngestLimits
from dedup.ingest import jsonld
from dedup.ingest.credits import page_credits
from dedup.ingest.markup import parse
from dedup.model import Named, PageCredits, PageLink

HOME = "https://www.hollin.example/news/lock"


def tree_of(body: str, head: str = "") -> HtmlElement:
    return parse(f"<html><head>{head}</head><body>{body}</body></html>", IngestLimits())


def links_of(body: str, uri: str | None = HOME) -> list[PageLink]:
    return list(page_credits(tree_of(body), [], uri=uri).links)


def test_links_out_of_running_text_come_with_the_words_around_them() -> None:
    body = (
        "<article><p>The gates, <b>the <a href='https://marlow.example/a'>Marlow <i>Times</i></a></b> reported,"
        " do not fit.</p></article>"
    )
    assert links_of(body) == [
        PageLink("https://marlow.example/a", "Marlow Times", "The gates, the", "reported, do not fit.")
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<p>See <a href='/news/other'>our report</a> on it.</p>",
        "<p>See <a href='https://hollin.example/x'>our report</a> on it.</p>",
        "<p>See <a href='https://m.www.hollin.example/x'>our report</a> on it.</p>",
        "<p>See <a href='mailto:a@marlow.example'>us</a>, <a href='#top'>top</a>, <a>none</a>.</p>",
        "<p>See <a href='javascript:0'>this</a> too.</p>",
        "<p><a href='https://marlow.example/a'>A teaser of another site</a></p>",
        "<aside><p>See <a href='https://marlow.example/a'>this</a> too.</p></aside>",
        "<div class='related-stories'><p>See <a href='https://marlow.example/a'>this</a> too.</p></div>",
        "<figure><figcaption>By <a href='https://marlow.example/a'>Marlow</a> again</figcaption></figure>",
        "<p>See <a href='https://[broken/a'>this</a> too.</p>",
        "<p>See <a href='https://marlow.example/a'> </a> too.</p>",
    ],
)  # fmt: skip
def test_other_links_are_left_out(body: str) -> None:
    assert links_of(body) == []


@given(st.lists(st.sampled_from(["div", "div class=tags", "main", "nav", "span"]), max_size=60))
def test_a_link_stands_where_the_nearest_element_says(above: list[str]) -> None:
    link = "<p>See <a href='https://marlow.example/a'>this</a> {} too.</p>"
    opened = "".join(f"<{tag}>" for tag in above)
    closed = "".join(f"</{tag.split()[0]}>" for tag in reversed(above))
    told = [place for place, tag in enumerate(reversed(above), start=2) if tag not in {"div", "span"}]
    beside = bool(told) and told[0] < 40 and above[1 - told[0]] != "main"
    # The first link is decided by itself, the second by what was kept of the first's way up.
    found = links_of(f"{opened}{link.format(1)}{link.format(2)}{closed}")
    assert len(found) == (0 if beside else 2)


def test_without_an_address_every_absolute_link_leads_out() -> None:
    body = "<p>See <a href='https://hollin.example/x'>one</a> and <a href='/x'>two</a>.</p>"
    assert [link.address for link in links_of(body, None)] == ["https://hollin.example/x"]


def test_links_are_bounded() -> None:
    body = "".join(f"<p>See <a href='https://marlow.example/{n}'>this</a> too.</p>" for n in range(1_000))
    assert len(links_of(body)) == 200


def test_machine_read_statements_are_collected() -> None:
    node = {
        "@type": "NewsArticle",
        "isBasedOn": {"@type": "NewsArticle", "headline": "Shut", "url": "https://marlow.example/a"},
        "sameAs": ["https://marlow.example/a", "no address"],
        "publisher": {"name": "Hollin Gazette", "url": "https://hollin.example/"},
        "sourceOrganization": "Kuvio",
        "copyrightHolder": [{"@type": "Organization", "name": "Kuvio"}, 7, None],
    }
    head = (
        "<meta name='syndication-source' content='https://marlow.example/a'><meta name='original-source' content=' '>"
        "<link rel='original-source' href='https://kuvio.example/b'>"
    )
    found = page_credits(tree_of("<p>x</p>", head), [node], uri=HOME)
    assert found == PageCredits(
        based_on=(Named("Shut", "https://marlow.example/a"),),
        same_as=("https://marlow.example/a",),
        publishers=(Named("Kuvio"), Named("Hollin Gazette", "https://hollin.example/")),
        copyright_holders=(Named("Kuvio"), Named("7")),
        syndicated_from=("https://marlow.example/a", "https://kuvio.example/b"),
    )
    assert found
    assert not page_credits(tree_of("<p>x</p>"), [], uri=HOME)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["name", "url", "@id", "sameAs", "isBasedOn", "publisher"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON, st.text(max_size=40))
def test_json_ld_of_any_sort_is_read(value: object, address: str) -> None:
    block = json.dumps({"@type": "NewsArticle", "isBasedOn": value, "publisher": value, "sameAs": value})
    found = page_credits(tree_of("<p>x</p>"), jsonld.parse_blocks([block]), uri=address)
    assert all(named.name or named.address for named in (*found.based_on, *found.publishers))
