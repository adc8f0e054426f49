"""Articles that are meant to break a page, at the desk: they stay text, in every page that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from dedup.archive import Archive
from tests.browsing import NARROW, assert_unharmed, barriers, overflow, visitor
from tests.desk_archive import HOSTILE_NAMES, RIGHT_TO_LEFT_OVERRIDE, keys
from tests.desk_server import Desk, served

pytestmark = pytest.mark.browser

LARGEST = 1_500_000
"""Bytes of a page, whatever the articles are: what a phone can still lay out."""


@pytest.fixture(scope="module")
def still(desk_file: Path) -> Iterator[Desk]:
    """One desk for all that only look."""
    with served(desk_file) as running:
        yield running


def pair_of(name: str) -> str:
    """The page of a hostile article beside its copy."""
    original, copy = keys(name)
    return "/pair?" + urlencode({"a": original, "b": copy})


def pages_of(desk: Desk, name: str) -> list[str]:
    """The pages that show a hostile article by itself; lists show all of them anyway."""
    with Archive.open(desk.file, create=False) as archive:
        story = archive.story(keys(name)[0]).id
    return [pair_of(name), f"/story/{story}", *("/article?" + urlencode({"key": key}) for key in keys(name))]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_article_is_shown_as_text(browser: Browser, still: Desk, name: str) -> None:
    with visitor(browser, still.origin, width=NARROW) as person:
        page = person.page()
        for path in pages_of(still, name):
            answer = page.goto(still.origin + path)
            assert answer is not None
            assert answer.status == 200
            assert len(answer.body()) < LARGEST
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert page.locator("main :is(iframe, img, base, link, script, style, object, embed, image)").count() == 0
            assert overflow(page) == []
            assert barriers(page) == []
            assert_unharmed(person)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_article_can_be_decided_on_and_undone(browser: Browser, desk: Desk, name: str) -> None:
    with visitor(browser, desk.origin) as person:
        page = person.open(pair_of(name))
        with page.expect_navigation():
            page.keyboard.press("s")
        expect(page.get_by_role("status")).to_be_visible()
        with page.expect_navigation():
            page.keyboard.press("u")
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_title_that_turns_the_line_around_turns_no_other(browser: Browser, still: Desk) -> None:
    """An override that is never closed does not reach what the desk says beside it."""
    with visitor(browser, still.origin) as person:
        page = person.open(pair_of("bidi"))
        heads = page.locator("thead .title")
        assert RIGHT_TO_LEFT_OVERRIDE not in str(heads.first.text_content())
        order = page.locator("thead th").first.evaluate(
            "(one) => getComputedStyle(one.querySelector('.aside')).direction"
        )
        assert order == "ltr"


def test_a_text_read_from_the_right_is_laid_out_so(browser: Browser, still: Desk) -> None:
    with visitor(browser, still.origin) as person:
        page = person.open(pair_of("arabic"))
        directions = page.locator("tbody .prose").evaluate_all(
            "(all) => [...new Set(all.map((one) => getComputedStyle(one).direction))]"
        )
        assert directions == ["rtl"]
        assert page.locator("html").evaluate("(one) => getComputedStyle(one).direction") == "ltr"
