"""Keys from addresses, and canonical links that are believed or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedup.ingest import article_from_page
from dedup.ingest.addressing import at_address
from dedup.ingest.canonical import is_own_address
from dedup.model import Article, MetaSource
from tests.cli_factories import dedup
from tests.ingest_factories import LIMITS, TITLE, articles, jsonl, page, read_all, rejections, story, write

SITE = "https://courier.example"
PAGE = f"{SITE}/2026/rotten-piles-close-ferry-landing"


@pytest.mark.parametrize(
    ("canonical", "address"),
    [
        (PAGE, "http://www.courier.example/2026/rotten-piles-close-ferry-landing/?utm_source=x"),
        (PAGE, f"{PAGE}?campaignx=7"),
        (f"{SITE}/harbour/rotten-piles-close-ferry-landing", PAGE),
        (f"{SITE}/2026/rotten-piles-close-old-ferry-landing.html", PAGE),
        (f"{SITE}/news/landing-closed-48213", f"{SITE}/?p=48213"),
        (f"{SITE}/a/48213", "https://news.courier.example/story.php?id=48213"),
        (f"{SITE}/story.php?id=7", f"{SITE}/story.php?id=7&list=harbour"),
        (PAGE, f"{SITE}/?p=482"),  # by the words of the headline
    ],
)
def test_a_canonical_address_that_fits_the_page_is_believed(canonical: str, address: str) -> None:
    assert is_own_address(canonical, address, TITLE)


@pytest.mark.parametrize(
    ("canonical", "address"),
    [
        (f"{SITE}/", PAGE),
        (f"{SITE}/harbour", PAGE),
        (f"{SITE}/2026/bakers-sell-yesterdays-bread", PAGE),
        (f"{SITE}/2026/bakers-sell-yesterdays-bread", f"{SITE}/?p=482"),
        (f"{SITE}/story.php", f"{SITE}/story.php?id=7"),
        (f"{SITE}/story.php?id=8", f"{SITE}/story.php?id=7"),
        (f"{SITE}/story.php?lang=en", f"{SITE}/story.php?lang=en&id=7"),
        (f"{SITE}/20260304/", f"{SITE}/20260304/piles"),
        (PAGE, f"{PAGE}?page=2"),
        (PAGE, f"{PAGE}/2"),
        (PAGE, f"{PAGE}/page/3"),
        (PAGE.replace("courier", "herald"), PAGE),
        (
            "https://a.blogspot.com/2026/rotten-piles-close-ferry-landing",
            "https://b.blogspot.com/2026/rotten-piles-close-ferry-landing",
        ),
        ("http://courier.example:8080/2026/rotten-piles-close-ferry-landing", PAGE),
        ("javascript:alert(1)", PAGE),
        (PAGE, "/home/reader/page.html"),
    ],
)
def test_one_that_means_another_page_or_many_is_not(canonical: str, address: str) -> None:
    assert not is_own_address(canonical, address, TITLE)


def test_a_headline_with_accents_fits_an_address_without() -> None:
    assert is_own_address(f"{SITE}/grosse-fluechtige-moewen", f"{SITE}/?p=9", "Große, flüchtige Möwen")
    assert is_own_address(f"{SITE}/elan-brise-vague", f"{SITE}/?p=9", "Élan brisé: la vague")


def fetched(head: str, address: str) -> Article:
    article = article_from_page(page(head=head), key="f", source="f", uri=address, limits=LIMITS)
    return at_address(article, address)


def codes(article: Article) -> list[str]:
    return [finding.code for finding in article.findings]


def test_the_key_is_the_canonical_address_where_that_fits() -> None:
    article = fetched(
        '<link rel="canonical" href="/2026/rotten-piles-close-ferry-landing?utm_source=x">', f"{SITE}/?p=4"
    )
    assert (article.key, article.uri, codes(article)) == (PAGE, f"{SITE}/?p=4", [])


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (f'<link rel="canonical" href="{SITE}/harbour">', ["canonical_doubted"]),
        (f'<link rel="canonical" href="{PAGE}"><link rel="canonical" href="{SITE}/x">', ["canonical_conflict"]),
        ('<link rel="canonical" href="https://herald.example/2026/rotten-piles-close-ferry-landing">', []),
        ('<link rel="canonical" href="javascript:alert(1)">', []),
        ('<link rel="canonical" href="https://[::1">', []),
    ],
)
def test_otherwise_it_is_the_pages_own(head: str, code: list[str]) -> None:
    article = fetched(head, f"{SITE}/?p=482")
    assert (article.key, codes(article)) == (f"{SITE}/?p=482", code)


def test_an_archived_copy_is_the_original_and_tells_when_it_was_seen() -> None:
    address = f"https://web.archive.org/web/20260304050607/{PAGE}"
    article = fetched(f'<link rel="canonical" href="{address}">', address)
    assert (article.key, article.uri, article.capture.uri) == (PAGE, PAGE, address)
    assert article.domain == "courier.example"
    assert article.canonical_url is not None
    assert article.canonical_url.value == PAGE
    assert article.first_seen is not None
    assert (article.first_seen.iso, article.first_seen.source) == ("2026-03-04T05:06:07+00:00", MetaSource.URL)
    assert article.capture.retrieved_at == article.first_seen.at


def test_what_is_no_address_or_too_long_gives_no_key() -> None:
    assert fetched("", "shelf/7").key == "f"
    assert fetched("", f"{SITE}/{'x' * 2_100}").key == "f"


def test_an_id_stays_as_given_and_an_address_becomes_normal(tmp_path: Path) -> None:
    url = "http://www.courier.example/2026/rotten-piles-close-ferry-landing/?fbclid=x"
    path = write(tmp_path / "a.jsonl", jsonl({"url": url, "text": story()}, {"id": url, "url": url, "text": story()}))
    first, second = articles(read_all(path))
    assert (first.key, first.uri) == (PAGE, url)
    assert (second.key, second.uri) == (url, url)


def test_in_one_data_set_another_spelling_is_a_revision_and_the_same_one_a_mistake(tmp_path: Path) -> None:
    lines = jsonl(
        {"url": PAGE, "text": story(1)},
        {"url": f"{PAGE}?utm_source=rss", "text": story(2)},
        {"url": f"{PAGE}?utm_source=rss", "text": story(3)},
        {"url": f"{PAGE}/amp", "text": story(2)},
    )
    path = write(tmp_path / "a.jsonl", lines)
    assert [item.source for item in rejections(read_all(path))] == [f"{path.as_posix()}:3"]
    done = dedup("ingest", path, "--db", tmp_path / "news.db", "--format", "json")
    assert done.code == 3
    report = done.json()
    assert [report[name] for name in ("read", "stored", "unchanged", "revised")] == [4, 1, 1, 1]
