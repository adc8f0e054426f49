"""Every page of the desk, wide and narrow, light and dark: nobody is kept out, and no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import NARROW, WIDE, Scheme, barriers, overflow, visitor
from tests.desk_archive import PAGES
from tests.desk_server import Desk, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def still(desk_file: Path) -> Iterator[Desk]:
    """One desk for all that only look."""
    with served(desk_file) as running:
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_nobody_out(browser: Browser, still: Desk, name: str, width: int, scheme: Scheme) -> None:
    with visitor(browser, still.origin, width=width, scheme=scheme) as person:
        page = person.open(PAGES[name])
        assert barriers(page) == []
        assert overflow(page) == []
