"""The desk's door, tried from outside with requests written by hand: who gets in, and what every answer carries."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from dedup.web import Settings
from tests.desk_archive import ORIGIN, PAGES, REPRINT, REWRITE
from tests.desk_server import OWN, REVIEWER, Answer, Desk, served

TOKEN = "correct-horse-battery-staple"
PAIR = "/pair?" + urlencode({"a": ORIGIN, "b": REWRITE})
SHOWN = [path for name, path in PAGES.items() if name != "nothing here"]
ERRORS = ["/nowhere", "/static/nowhere.css", "/static/", "/story/s0"]

FORMS = {
    "/reviewer": {"reviewer": "Eve"},
    "/pair/decision": {"a": ORIGIN, "b": REWRITE, "said": "same"},
    "/pair/undo": {"a": ORIGIN, "b": REWRITE},
    "/pair/reveal": {"a": ORIGIN, "b": REWRITE},
    "/search/text": {"text": "A text that is compared with what is held. " * 20},
}
"""What changes something: where a form is sent, and a form that would be taken."""


@pytest.fixture(scope="module")
def desk(desk_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all that must change nothing."""
    with served(Path(shutil.copy(desk_file, tmp_path_factory.mktemp("door") / "desk.db"))) as running:
        yield running


@pytest.fixture(scope="module")
def closed(desk_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a token, open to other machines; reached over loopback."""
    own = Path(shutil.copy(desk_file, tmp_path_factory.mktemp("token") / "desk.db"))
    with served(own, Settings(reviewer=REVIEWER, own=OWN, host="0.0.0.0", token=TOKEN)) as running:
        yield Desk(own, running.origin.replace("0.0.0.0", "127.0.0.1"))


def session(desk: Desk, **headers: str) -> tuple[str, str]:
    """A browser's cookie and the voucher of its forms."""
    answer = desk.ask("/", headers=headers)
    cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
    found = re.search(r'name="voucher" value="([^"]+)"', answer.text)
    assert found, "no form of the page carries a voucher"
    return cookie, found[1]


def post(desk: Desk, path: str, fields: Mapping[str, str], cookie: str = "", **headers: str) -> Answer:
    given = {"Cookie": cookie} if cookie else {}
    return desk.ask(path, "POST", body=urlencode(fields).encode(), headers=given | headers)


def assert_guarded(answer: Answer) -> None:
    """What every answer has to carry, whatever it is."""
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    for directive in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Traceback" not in answer.text
    assert "site-packages" not in answer.text


# --- every answer -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*SHOWN, *ERRORS, "/openapi.json", "/static/desk.css", "/static/desk.js"])
def test_every_answer_is_guarded(desk: Desk, path: str) -> None:
    answer = desk.ask(path)
    assert answer.status == (404 if path in ERRORS else 200)
    assert_guarded(answer)


@pytest.mark.parametrize("path", SHOWN)
def test_pages_are_not_kept_and_hold_no_script_or_style_of_their_own(desk: Desk, path: str) -> None:
    answer = desk.ask(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert re.findall(r"<script(?![^>]* src=\"/static/)", answer.text) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=\"", answer.text) == []


@pytest.mark.parametrize("path", [*SHOWN, "/static/desk.css", "/nowhere"])
def test_a_head_is_the_answer_without_its_body(desk: Desk, path: str) -> None:
    whole, head = desk.ask(path), desk.ask(path, "HEAD")
    assert head.status == whole.status
    assert head.body == b""
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    assert_guarded(head)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "get"])
@pytest.mark.parametrize("path", ["/", "/reviewer", "/static/desk.css", PAIR])
def test_other_methods_do_nothing(desk: Desk, method: str, path: str) -> None:
    answer = desk.ask(path, method)
    assert answer.status in {400, 403, 404, 405}
    if answer.status != 400:  # the HTTP library refuses some before the desk hears of them
        assert_guarded(answer)


@pytest.mark.parametrize("path", FORMS)
def test_what_changes_something_is_not_done_by_a_link(desk: Desk, path: str) -> None:
    cookie, voucher = session(desk)
    asked = f"{path}?{urlencode(FORMS[path] | {'voucher': voucher})}"
    assert desk.ask(asked, headers={"Cookie": cookie}).status == 405
    assert desk.ask(asked, "HEAD", headers={"Cookie": cookie}).status == 405


# --- forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_its_voucher_does_nothing(desk: Desk, path: str) -> None:
    cookie, voucher = session(desk)
    other, _ = session(desk)
    fields = FORMS[path]
    attempts = {
        "none": post(desk, path, fields, cookie),
        "empty": post(desk, path, fields | {"voucher": ""}, cookie),
        "wrong": post(desk, path, fields | {"voucher": "0" * 64}, cookie),
        "not ASCII": post(desk, path, fields | {"voucher": "é" * 64}, cookie),
        "another browser's": post(desk, path, fields | {"voucher": voucher}, other),
        "no cookie": post(desk, path, fields | {"voucher": voucher}),
        "forged cookie": post(desk, path, fields | {"voucher": voucher}, cookie[:-4] + "0000"),
        "in the address": post(desk, f"{path}?voucher={voucher}", fields, cookie),
        "the first of two wrong": post(desk, f"{path}", {"voucher": "0"} | fields, cookie),
    }
    assert {name: answer.status for name, answer in attempts.items()} == dict.fromkeys(attempts, 403)
    for answer in attempts.values():
        assert_guarded(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://[", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_does_nothing_even_with_a_voucher(desk: Desk, headers: dict[str, str]) -> None:
    cookie, voucher = session(desk)
    answer = post(desk, "/reviewer", FORMS["/reviewer"] | {"voucher": voucher}, cookie, **headers)
    assert answer.status == 403
    assert_guarded(answer)


def test_a_form_as_json_or_text_is_no_form(desk: Desk) -> None:
    cookie, voucher = session(desk)
    fields = urlencode(FORMS["/reviewer"] | {"voucher": voucher})
    for kind in ("text/plain", "application/json", "multipart/form-data", "application/xml; charset=x", ""):
        answer = desk.ask("/reviewer", "POST", body=fields.encode(), headers={"Cookie": cookie, "Content-Type": kind})
        assert answer.status in {400, 403, 415}, kind
        assert_guarded(answer)


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil", "javascript:1"]
)
def test_no_form_leads_to_another_site(desk: Desk, back: str) -> None:
    cookie, voucher = session(desk)
    for path, fields in FORMS.items():
        answer = post(
            desk, path, fields | {"voucher": voucher, "back": back, "next": back, "reviewer": REVIEWER}, cookie
        )
        place = answer.headers.get("Location", "/")
        assert place.startswith("/")
        assert not re.match(r"/[/\\]", place)
        assert "evil" not in place


# --- names and tokens -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1@evil.example",
     "", "[::ffff:8.8.8.8]", "8.8.8.8", "0x7f.1.evil", "localhost\t.evil", "[", "[]"],
)  # fmt: skip
def test_a_desk_on_loopback_answers_to_no_other_name(desk: Desk, host: str) -> None:
    for path in ("/", PAIR, "/static/desk.css", "/openapi.json"):
        answer = desk.ask(path, headers={"Host": host})
        assert answer.status == 400
        assert "Skerrow" not in answer.text


def test_a_request_without_a_host_is_refused(desk: Desk) -> None:
    assert desk.send(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status == 400
    assert desk.send(b"GET / HTTP/1.0\r\n\r\n").status == 400


def test_two_hosts_are_not_taken_for_one(desk: Desk) -> None:
    lines = f"GET / HTTP/1.1\r\nHost: {desk.host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert desk.send(lines.encode()).status == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_has_several_names(desk: Desk, host: str) -> None:
    port = desk.host.rpartition(":")[2]
    assert desk.ask("/", headers={"Host": f"{host}:{port}"}).status == 200


@pytest.mark.parametrize(
    "path", [*SHOWN, "/openapi.json", "/nowhere", "/packet?" + urlencode({"a": ORIGIN, "b": REPRINT})]
)
def test_without_its_token_a_desk_shows_nothing(closed: Desk, path: str) -> None:
    refused = {
        "none": closed.ask(path),
        "wrong": closed.ask(path, headers={"Authorization": "Bearer wrong-token-of-some-length"}),
        "a part": closed.ask(path, headers={"Authorization": f"Bearer {TOKEN[:-1]}"}),
        "more": closed.ask(path, headers={"Authorization": f"Bearer {TOKEN}x"}),
        "another scheme": closed.ask(path, headers={"Authorization": f"Basic {TOKEN}"}),
        "not ASCII": closed.ask(path, headers={"Authorization": "Bearer \xe9\xff"}),
        "in a cookie": closed.ask(path, headers={"Cookie": f"dedup={TOKEN}; token={TOKEN}"}),
    }
    assert {name: answer.status for name, answer in refused.items()} == dict.fromkeys(refused, 401)
    for answer in refused.values():
        assert_guarded(answer)
        assert "Skerrow" not in answer.text
        assert "Set-Cookie" not in answer.headers
    assert closed.ask(path, headers={"Authorization": f"Bearer {TOKEN}"}).status != 401


def test_the_token_is_given_once_and_leaves_the_address(closed: Desk) -> None:
    assert closed.ask("/enter?token=wrong-token-of-some-length").status == 401
    entered = closed.ask(f"/enter?token={quote(TOKEN)}")
    assert entered.status == 303
    assert TOKEN not in entered.headers["Location"]
    cookie = entered.headers["Set-Cookie"].partition(";")[0]
    inside = closed.ask("/", headers={"Cookie": cookie})
    assert inside.status == 200
    assert TOKEN not in inside.text
    assert closed.ask("/", headers={"Cookie": cookie[:-1] + ("0" if cookie[-1] != "0" else "1")}).status == 401


def test_a_cookie_is_for_this_desk_and_for_no_script(desk: Desk, closed: Desk) -> None:
    entered = closed.ask(f"/enter?token={quote(TOKEN)}")
    for cookie in (desk.ask("/").headers["Set-Cookie"], entered.headers["Set-Cookie"]):
        flags = {part.strip().casefold() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=strict", "path=/"} <= flags
        assert not any(flag.startswith("domain") for flag in flags)
    own = desk.ask("/").headers["Set-Cookie"].partition(";")[0]
    assert closed.ask("/", headers={"Cookie": own}).status == 401


@pytest.mark.parametrize("cookie", ["", "=", "dedup", "a" * 8_000, ";;;", 'x="\\', "dedup-0=\x01", "dedup-0=\xe9"])
def test_a_strange_cookie_is_no_cookie(desk: Desk, cookie: str) -> None:
    answer = desk.ask("/", headers={"Cookie": cookie})
    assert answer.status in {200, 400}
    assert_guarded(answer) if answer.status == 200 else None


# --- sizes and paths --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["q", "a", "key", "publisher", "page", "kind"])
def test_an_address_of_any_length_gets_an_answer(desk: Desk, name: str) -> None:
    for path in ("/", "/pair", "/article", "/search", "/stories", "/sources", "/packet"):
        answer = desk.ask(f"{path}?{name}={'x' * 30_000}")
        assert 200 <= answer.status < 500
        assert_guarded(answer)


def test_an_address_that_is_far_too_long_is_refused(desk: Desk) -> None:
    assert 400 <= desk.ask("/" + "x" * 300_000).status < 500


def test_a_body_that_is_too_long_is_refused_unread(desk: Desk) -> None:
    cookie, _ = session(desk)
    announced = desk.ask("/reviewer", "POST", body=b"", headers={"Content-Length": str(10**12), "Cookie": cookie})
    assert announced.status == 413
    assert_guarded(announced)


def test_a_body_that_grows_beyond_what_it_announced_is_cut_off(desk: Desk) -> None:
    head = (
        f"POST /reviewer HTTP/1.1\r\nHost: {desk.host}\r\nConnection: close\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    piece = b"100000\r\n" + b"text=" + b"a" * (0x100000 - 5) + b"\r\n"
    answer = desk.send(head.encode() + piece * 20 + b"0\r\n\r\n")
    assert answer.status in {0, 413}  # the connection may break before its answer is read


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "١", "9" * 400, "5, 6", ""])
def test_a_length_that_is_no_number_is_refused(desk: Desk, length: str) -> None:
    lines = f"POST /reviewer HTTP/1.1\r\nHost: {desk.host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    assert desk.send(lines.encode()).status in {400, 403, 413}


def test_a_form_of_a_hundred_thousand_fields_is_refused(desk: Desk) -> None:
    cookie, voucher = session(desk)
    body = f"voucher={voucher}&" + "&".join(f"f{number}=1" for number in range(100_000))
    answer = desk.ask("/reviewer", "POST", body=body.encode(), headers={"Cookie": cookie})
    assert 400 <= answer.status < 500
    assert_guarded(answer)


TRAVERSALS = [
    "/static/../app.py",
    "/static/..%2fapp.py",
    "/static/%2e%2e/app.py",
    "/static/..%5capp.py",
    "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
    "/static//etc/passwd",
    "/static/%2fetc%2fpasswd",
    "/static/desk.css%00.txt",
    "/static/%00",
    "/static/" + "a" * 300,
    "/static/" + "a/" * 3_000,
    "/static/../templates/base.html",
    "/static/../../../migrations/env.py",
    "/static/%c0%ae%c0%ae/app.py",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_nothing_but_the_static_files_is_served(desk: Desk, path: str) -> None:
    answer = desk.ask(path)
    assert 400 <= answer.status < 500
    assert "import" not in answer.text
    assert "root:" not in answer.text
    assert_guarded(answer)


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "/%0d%0aSet-Cookie:%20x=1", "/pair%2f", "/pair/", "/story/", "/story/%00",
     "/story/..%2f..%2fetc", "/story/%ff%fe", "/article?key=%00", "/article?key=%ff%fe%ed%a0%80", "/search?q=%ff%00",
     "/search?q=%22%20OR%20*", "/search?q=NEAR(", "/?page=-1", "/?page=99999999999999999999999", "/?kind=nonsense",
     "/?since=0000-00-00", "/?since=9999-99-99", "/pair?a=&b=", "/pair?a=1&a=2&b=3", "/%F0%9F%92%A9", "/?%5B%5D=1"],
)  # fmt: skip
def test_an_odd_address_gets_a_readable_answer(desk: Desk, path: str) -> None:
    answer = desk.ask(path)
    assert 200 <= answer.status < 500
    assert_guarded(answer)
    assert "\r\nSet-Cookie: x=1" not in answer.raw.decode("latin-1")
    place = answer.headers.get("Location", "/")
    assert place.startswith((desk.origin, "/"))
    assert not place.startswith("//")
