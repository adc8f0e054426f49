"""The door of the desk: which requests come in, and what every answer says to the browser.

A desk on this machine answers only to this machine's own names, so that no site can reach it by giving its name this
machine's address (DNS rebinding). Every form carries a voucher of the browser that it was made for, and a request that
a browser marks as another site's is refused before it is read. Pages may load what comes from the desk and nothing
else, and hold no script or style of their own, so that markup in an article could do nothing even if it got through.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dedup.web.desks import Desks
from dedup.web.settings import Settings, is_loopback

MAX_BODY: Final = 16 * 1024 * 1024
"""Bytes of a form: a pasted text of two million characters, the longest that is read, in percent escapes."""

MAX_FIELDS: Final = 100
"""Fields of a form: none of the desk's has more than a dozen. Each may be as long as the form, as a pasted text is."""

VOUCHER: Final = "voucher"
"""Name of the form field that shows where a form comes from."""

ENTRANCE: Final = "/enter"
"""Where a token is given."""

_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: under it browsers send forms without the origin that is looked at here.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FREE = ("/static/", ENTRANCE)  # needed to show the entrance itself

Refuse = Callable[[Request, int, str], Response]
"""Makes the page that tells why a request was refused, with its status."""


class Guard:
    """Lets requests in, or answers them itself; see the module."""

    def __init__(self, app: ASGIApp, *, settings: Settings, desks: Desks, refuse: Refuse) -> None:
        self._app = app
        self._settings = settings
        self._desks = desks
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        known = self._desks.browser(_cookie(headers, self._desks.cookie))
        browser, cookie = (known, None) if known else self._desks.issued()
        scope.setdefault("state", {})["browser"] = browser
        admitted = known is not None or self._settings.token is None or self._bears_token(headers)
        answer = _Answering(send, self._given_cookie(cookie) if admitted and cookie else None, scope["path"])
        refusal = self._refusal(scope, headers, admitted=admitted)
        if refusal is not None:
            await self._refuse(Request(scope), *refusal)(scope, receive, answer)
            return
        # A HEAD is made like the GET that it asks about; the server leaves the body out.
        made_as = "GET" if scope["method"] == "HEAD" else scope["method"]
        await self._app({**scope, "method": made_as}, _Measured(receive), answer)

    def _refusal(self, scope: Scope, headers: Headers, *, admitted: bool) -> tuple[int, str] | None:
        """Status and reason, if the request is not to come in."""
        host = headers.get("host", "")
        if is_loopback(self._settings.host) and not is_loopback(_name(host)):
            return 400, "This desk answers to this machine's own names alone; open it at the address that it printed."
        if scope["method"] not in _SAFE and not _from_here(headers, host):
            return 403, "This form was sent from another site, so nothing was done. Open the page here and send it."
        if not admitted and not scope["path"].startswith(_FREE):
            return 401, "This desk asks for its token."
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal() and len(length) <= 18):
            return 400, "The length of what was sent is not a number."
        if int(length) > MAX_BODY:
            return 413, f"What was sent is longer than the {MAX_BODY // 2**20} MiB that a form may have; shorten it."
        return None

    def _bears_token(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return scheme.casefold() == "bearer" and is_token(self._settings, given.strip())

    def _given_cookie(self, cookie: str) -> str:
        return f"{self._desks.cookie}={cookie}; Path=/; HttpOnly; SameSite=Strict"


class _Answering:
    """Sends an answer on with the headers that every answer has."""

    def __init__(self, send: Send, cookie: str | None, path: str) -> None:
        self._send = send
        self._cookie = cookie
        self._caching = "no-cache" if path.startswith("/static/") else "no-store"

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["Cache-Control"] = self._caching
            if self._cookie is not None:
                headers.append("Set-Cookie", self._cookie)
        await self._send(message)


class _Measured:
    """Receives a request's body, and breaks off one that is longer than its announcement could have told."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._bytes = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > MAX_BODY:
            raise HTTPException(413, f"What was sent is longer than {MAX_BODY // 2**20} MiB; shorten it.")
        return message


def is_token(settings: Settings, given: str) -> bool:
    """Whether this is the token of the desk, in a time that does not tell how much of it is right."""
    return settings.token is not None and hmac.compare_digest(settings.token.encode(), given.encode())


def _from_here(headers: Headers, host: str) -> bool:
    """Whether a browser says that a form was sent by a page of the desk; what is no browser says nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.casefold() == host.casefold()
    except ValueError:
        return False


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _cookie(headers: Headers, name: str) -> str | None:
    for line in _cookies(headers.getlist("cookie")):
        if name in line:
            return line[name].value
    return None


def _cookies(lines: Iterable[str]) -> Iterable[SimpleCookie]:
    for line in lines:
        try:
            yield SimpleCookie(line)
        except CookieError:
            continue
