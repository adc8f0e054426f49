"""Which outlet a page is of, where it says so to no machine."""

from __future__ import annotations

import pytest

from dedup.ingest import article_from_page
from dedup.model import MetaSource
from tests.ingest_factories import LIMITS, STORY, TITLE, page

AT = "https://www.marlowcourier.example/landing"


def outlet(html: str, uri: str | None = None) -> str | None:
    article = article_from_page(html, key="a", source="a", uri=uri, limits=LIMITS)
    assert article.title is None or article.publisher is None or article.publisher.value not in article.title.value
    assert article.publisher is None or article.publisher.source is MetaSource.MARKUP
    return article.publisher.value if article.publisher else None


def titled(title: str, link: str = '<a href="/start">Front page</a>') -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
    return f"<html><head><title>{title}</title></head><body>{link}<h1>{TITLE}</h1>{body}</body></html>"


def test_microdata_name_it() -> None:
    named = '<span itemprop="publisher" itemscope><meta itemprop="name" content="Marlow Courier"></span>'
    assert outlet(page(inside=named)) == "Marlow Courier"
    assert outlet(page(inside=named.replace("meta", "b").replace(' content="Marlow Courier">', ">Marlow Courier</b>")))


@pytest.mark.parametrize(
    ("end", "uri"),
    [
        ("| Marlow Courier", AT),
        ("– The Marlow Courier", AT),
        ("- Kurier Übersee", "https://kurier-uebersee.example/landing"),
        ("| El Bisturí", "https://elbisturi.example/n/5"),
        ("» Post of the Hill", "https://news.posthill.example/landing"),
    ],
)
def test_the_end_of_a_title_names_it_where_the_address_spells_it(end: str, uri: str) -> None:
    assert outlet(titled(f"{TITLE} {end}"), uri) == end[2:]


@pytest.mark.parametrize("href", ["/", "https://www.hill.example/", "https://hill.example"])
def test_or_where_it_leads_to_the_front_page(href: str) -> None:
    html = titled(f"{TITLE} | Ministry of Ferries", f'<a href="{href}"><b>Ministry of Ferries</b></a>')
    assert outlet(html, "https://www.hill.example/landing") == "Ministry of Ferries"


@pytest.mark.parametrize(
    ("title", "uri"),
    [
        (f"{TITLE} | Marlow Courier", None),
        (f"{TITLE} | Harbour news", AT),
        (f"{TITLE} – what the Marlow Courier found", AT),
        ("Marlow Courier", AT),
        (f"{TITLE} | Home", "https://hill.example/landing"),
        (f"{TITLE} | HV", "https://hv.example/landing"),
    ],
)
def test_other_ends_name_nobody(title: str, uri: str | None) -> None:
    assert outlet(titled(title, '<a href="/">Home</a>'), uri) is None
