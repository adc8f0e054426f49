"""The frame of the desk: who gets in, what every answer says to a browser, and what goes wrong readably."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dedup.errors import NotFoundError, UsageError
from dedup.web import Settings, desk
from dedup.web.guard import MAX_BODY
from tests.archive_factories import HARBOUR, article, fill
from tests.cli_factories import HOSTILE
from tests.web_factories import HERE, TOKEN, client, voucher

ITEMS = [article("h", HARBOUR), article("<script>alert(1)</script>", HARBOUR[:3], title=HOSTILE)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    fill(path, ITEMS).close()
    return path


@pytest.fixture
def browser(archive: Path) -> Iterator[TestClient]:
    with client(archive) as opened:
        yield opened


def test_the_queue_is_shown_with_headers_that_forbid_all_else(browser: TestClient) -> None:
    answer = browser.get("/")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script>alert" not in answer.text
    assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text)


def test_what_a_page_loads_is_there(browser: TestClient) -> None:
    loaded = re.findall(r'(?:href|src)="(/static/[^"]+)"', browser.get("/").text)
    assert {path.rpartition(".")[2] for path in loaded} == {"css", "js", "svg"}
    assert [browser.get(path).status_code for path in loaded] == [200] * len(loaded)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:80"])
def test_another_name_for_this_machine_is_refused(browser: TestClient, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8765", "[::1]:8765", "LOCALHOST"])
def test_this_machines_own_names_are_served(browser: TestClient, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 200


def test_a_form_needs_the_voucher_of_its_browser(archive: Path) -> None:
    with client(archive) as one, TestClient(one.app, base_url=HERE) as other:
        own, foreign = voucher(one), voucher(other)
        assert own != foreign
        for given in ("", foreign, "é", own[:-1]):
            refused = one.post("/reviewer", data={"reviewer": "Mallory", "voucher": given})
            assert refused.status_code == 403
            assert "Mallory" not in one.get("/").text
        assert one.post("/reviewer", data={"reviewer": "Ines Falk", "voucher": own}).status_code == 200
        assert "Ines Falk" in one.get("/").text
        assert "Ines Falk" not in other.get("/").text


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_from_another_site_is_refused(browser: TestClient, headers: dict[str, str]) -> None:
    given = {"reviewer": "Mallory", "voucher": voucher(browser)}
    assert browser.post("/reviewer", data=given, headers=headers).status_code == 403


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_a_form_leads_nowhere_else(browser: TestClient, back: str) -> None:
    given = {"reviewer": "Ines Falk", "voucher": voucher(browser), "back": back}
    answer = browser.post("/reviewer", data=given, follow_redirects=False)
    assert answer.status_code == 400 or answer.headers["location"] == "/"


def test_too_much_is_refused_announced_or_not(browser: TestClient) -> None:
    def unannounced() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 2**20 + 1):
            yield b"a" * 2**20

    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.post("/reviewer", content=b"", headers={"content-length": str(MAX_BODY + 1)}).status_code == 413
    assert browser.post("/reviewer", content=unannounced(), headers=headers).status_code == 413


def test_a_desk_with_a_token_opens_to_it_alone(archive: Path) -> None:
    with client(archive, host="192.0.2.7", token=TOKEN) as browser:
        assert browser.get("/").status_code == 401
        assert browser.get("/static/desk.css").status_code == 200
        assert browser.get("/enter", params={"token": TOKEN + "x"}).status_code == 401
        assert browser.post("/enter", data={"token": "é" * 20}).status_code == 401
        assert browser.get("/").status_code == 401
        assert browser.get("/", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        browser.cookies.clear()
        entered = browser.get("/enter", params={"token": TOKEN})
        assert (entered.status_code, entered.url.path, entered.url.query) == (200, "/", b"")
        assert browser.get("/").status_code == 200
        browser.cookies.clear()
        assert browser.post("/enter", data={"token": TOKEN}).url.path == "/"
        (name, cookie) = next(iter(browser.cookies.items()))
        browser.cookies.clear()
        browser.cookies.set(name, cookie[:-1] + ("0" if cookie[-1] != "0" else "1"))
        assert browser.get("/").status_code == 401


def test_another_machine_needs_a_long_token() -> None:
    for host, token in (("0.0.0.0", None), ("192.0.2.7", "short"), ("example.org", None), ("::", None)):
        with pytest.raises(UsageError, match="token"):
            Settings(reviewer="Ines Falk", host=host, token=token)


def test_what_goes_wrong_is_a_page(browser: TestClient, archive: Path) -> None:
    missing = browser.get("/nowhere")
    assert missing.status_code == 404
    assert "no page" in missing.text
    assert browser.put("/").status_code == 405
    assert browser.get("/enter", params={"token": "x" * 2000}).status_code == 400
    with pytest.raises(NotFoundError):
        desk(archive.with_name("none.db"), Settings(reviewer="Ines Falk"))
    archive.write_bytes(b"no longer an archive" * 100)
    broken = browser.get("/")
    assert broken.status_code == 500
    assert "Traceback" not in broken.text
    assert "content-security-policy" in broken.headers
