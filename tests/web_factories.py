"""The desk as its tests call it."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.testclient import TestClient

from dedup.web import Settings, desk

HERE = "http://127.0.0.1:8765"
TOKEN = "0123456789abcdef"


def client(
    archive: Path,
    *,
    reviewer: str = "Mara Lind",
    host: str = "127.0.0.1",
    token: str | None = None,
    own: frozenset[str] = frozenset(),
) -> TestClient:
    """A browser at the desk of an archive; to be used as a context, so that the archive is closed."""
    settings = Settings(reviewer=reviewer, host=host, token=token, own=own)
    return TestClient(desk(archive, settings), base_url=HERE, raise_server_exceptions=False)


def voucher(browser: TestClient) -> str:
    """What the forms of this browser carry."""
    found = re.search(r'name="voucher" value="([0-9a-f]+)"', browser.get("/").text)
    assert found is not None
    return found[1]
