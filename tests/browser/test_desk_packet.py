"""An evidence packet as the lawyer gets it: one file, opened without a network and without script, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Error

from tests.browsing import NARROW, WIDE, Scheme, assert_unharmed, barriers, overflow, visitor
from tests.cli_factories import dedup
from tests.desk_archive import HOSTILE_NAMES, ORIGIN, REWRITE, keys
from tests.desk_server import Desk, served

pytestmark = pytest.mark.browser

PACKET = "/packet?" + urlencode({"a": ORIGIN, "b": REWRITE})


@pytest.fixture(scope="module")
def still(desk_file: Path) -> Iterator[Desk]:
    """One desk for all that only look."""
    with served(desk_file) as running:
        yield running


def downloaded(browser: Browser, desk: Desk, path: str, folder: Path) -> Path:
    """The file that a browser keeps of an address, without showing it."""
    with visitor(browser, desk.origin) as person:
        page = person.page()
        with page.expect_download() as coming, pytest.raises(Error, match="Download is starting"):
            page.goto(desk.origin + path)
        name = coming.value.suggested_filename
        assert name.startswith("dedup-packet-")
        assert name.endswith(".html")
        coming.value.save_as(folder / name)
    return folder / name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_packet_opens_without_a_network_and_keeps_nobody_out(
    browser: Browser, still: Desk, tmp_path: Path, width: int, scheme: Scheme
) -> None:
    file = downloaded(browser, still, PACKET, tmp_path)
    with visitor(browser, still.origin, width=width, scheme=scheme) as person:
        person.context.set_offline(True)
        page = person.page()
        page.goto(file.as_uri())
        assert page.get_by_role("heading", level=1).is_visible()
        assert barriers(page) == []
        assert overflow(page) == []
        assert page.evaluate("() => performance.getEntriesByType('resource').length") == 0


def test_a_packet_is_read_without_script_and_printed_whole(browser: Browser, still: Desk, tmp_path: Path) -> None:
    file = downloaded(browser, still, PACKET, tmp_path)
    with visitor(browser, still.origin, script=False) as person:
        page = person.page()
        page.goto(file.as_uri())
        assert "Skerrow" in page.locator("body").inner_text()
        for size in ("A4", "Letter"):
            assert page.pdf(format=size).startswith(b"%PDF")


def test_a_downloaded_packet_is_verified_by_the_command(browser: Browser, still: Desk, tmp_path: Path) -> None:
    file = downloaded(browser, still, PACKET, tmp_path)
    same = dedup("verify", file, "--db", still.file)
    assert same.code == 0, same.err
    text = file.read_text(encoding="utf-8")
    assert text.count("Skerrow") > 0
    file.write_text(text.replace("Skerrow", "Skorrow", 1), encoding="utf-8")
    assert dedup("verify", file, "--db", still.file).code == 1


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_packet_of_hostile_articles_is_text(browser: Browser, still: Desk, tmp_path: Path, name: str) -> None:
    original, copy = keys(name)
    file = downloaded(browser, still, "/packet?" + urlencode({"a": original, "b": copy}), tmp_path)
    with visitor(browser, still.origin, width=NARROW) as person:
        page = person.page()
        page.goto(file.as_uri())
        assert page.locator(":is(iframe, img, base, link, script, object, embed, form)").count() == 0
        assert overflow(page) == []
        assert_unharmed(person)
