"""Which browser the system has, for the tests of the review desk."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What distributions call it. Playwright's own builds are not looked for: none is ever downloaded."""


def browser_path() -> str | None:
    """The browser that the system has; None without one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)
