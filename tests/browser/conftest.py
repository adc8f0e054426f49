"""What the tests in a browser share: the browser, a desk of its own for each test, and people at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import Visitor, chromium, visitor
from tests.desk_server import Desk, served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's browser; one for a module, as a driver that stays would keep other tests from running loops."""
    with chromium() as found:
        yield found


@pytest.fixture
def desk(desk_file: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk over an archive that a test may change."""
    own = Path(shutil.copy(desk_file, tmp_path / "desk.db"))
    with served(own) as running:
        yield running


@pytest.fixture
def person(browser: Browser, desk: Desk) -> Iterator[Visitor]:
    """Somebody at that desk."""
    with visitor(browser, desk.origin) as one:
        yield one


@pytest.fixture
def reader(browser: Browser, desk: Desk) -> Iterator[Visitor]:
    """Somebody whose browser runs no script."""
    with visitor(browser, desk.origin, script=False) as one:
        yield one
