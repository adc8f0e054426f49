"""A person at the desk: a real browser that the system has, which notes whatever a page asks for or complains about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Route, sync_playwright

from tests.browsers import browser_path

WIDE, NARROW = 1600, 360
HEIGHTS = {WIDE: 1000, NARROW: 740}
Scheme = Literal["light", "dark"]
GRAVE = {"serious", "critical"}
"""Impacts of axe-core's findings that keep somebody from reading or deciding."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser without a window."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path())
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """One person's browser profile at a desk: cookies of its own, and notes on what its pages did."""

    context: BrowserContext
    origin: str
    script: bool
    strayed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def page(self) -> Page:
        """A new tab."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._listen)
        page.on("dialog", self._dismiss)
        return page

    def open(self, path: str = "/") -> Page:
        """A new tab that shows a page of the desk."""
        page = self.page()
        page.goto(self.origin + path)
        return page

    def guard(self, route: Route) -> None:
        """Let requests to the desk through, and note and stop any other."""
        url = route.request.url
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" == self.origin or parts.scheme in {"data", "blob", "file"}:
            route.continue_()
        else:
            self.strayed.append(url)
            route.abort()

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _listen(self, message: ConsoleMessage) -> None:
        # An answer of 4xx to a request that a test makes on purpose is reported on the console too.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")


@contextmanager
def visitor(
    browser: Browser, origin: str, *, width: int = WIDE, scheme: Scheme = "light", script: bool = True
) -> Iterator[Visitor]:
    """A person with a browser profile of their own; at the end no page may have strayed, complained or been owned."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme=scheme,
        java_script_enabled=script,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(20_000)
    person = Visitor(context, origin, script)
    context.route("**/*", person.guard)
    try:
        yield person
        assert_unharmed(person)
    finally:
        context.close()


def assert_unharmed(person: Visitor) -> None:
    """No page asked anybody else for anything, broke its own policy, or ran what an article says."""
    assert person.strayed == []
    assert person.complaints == []
    for page in person.context.pages:
        assert page.title() != "owned"
        assert page.evaluate("() => window.owned === undefined")


def barriers(page: Page) -> list[str]:
    """What axe-core finds on a page that keeps somebody out: the rule, and the elements concerned."""
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} — {node['failureSummary'][:300]}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """What makes a page scroll sideways: elements that end beyond the window, outside any that scrolls by itself."""
    return list(
        page.evaluate(
            """() => {
                const wide = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= wide) return [];
                const found = [...document.body.querySelectorAll('*')].filter(
                    (one) => one.getBoundingClientRect().right > wide + 0.5);
                return ['scrollWidth ' + document.documentElement.scrollWidth].concat(
                    found.slice(0, 8).map((one) => one.outerHTML.slice(0, 160)));
            }"""
        )
    )


def pictured(page: Page, path: Path, *, whole: bool = True) -> None:
    """A picture of a page in a file: of all of it, in a window as high as it is, or of what a window shows at first."""
    if whole:
        size = page.viewport_size
        assert size is not None
        height = int(page.evaluate("() => document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
    page.screenshot(path=path, animations="disabled")
