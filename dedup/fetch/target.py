"""Addresses of the web, read strictly: what two programs could read differently is refused.

`urllib.parse` splits; it drops control characters, accepts `\\` and `%`-escapes in hosts, and believes any port. What a
lenient reading would hide is therefore looked for before it is asked.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from dedup.errors import AddressError, AddressRefusedError
from dedup.fetch.address import is_odd_ipv4, literal
from dedup.text.hosts import ascii_host

MAX_URL = 8_192  # characters; servers commonly stop at 8 KiB for the whole request line
_SHOWN = 200  # characters of a refused address in a message
_PORTS = {"http": 80, "https": 443}
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")  # names with underscores exist, against the standard
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_USERINFO = re.compile(r"//[^/?#]*@")
_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Target:
    """An address of the web, taken apart. `host` is ASCII, in lower case, without brackets; `path` has the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and, where it is not the usual one, port: the `Host` header."""
        return self._host if self.port == _PORTS[self.scheme] else f"{self._host}:{self.port}"

    @property
    def url(self) -> str:
        """The address in one piece, without a fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def site(self) -> str:
        """Scheme, host and port: what a robots.txt holds for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def names(self) -> tuple[str, str]:
        """The two ways in which a host may be allowed: by its name, and by name and port."""
        return self._host, f"{self._host}:{self.port}"

    @property
    def _host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def join(self, reference: str) -> Target:
        """Where a reference leads that was found at this address.

        Raises:
            AddressError: If that is no address of the web.
            AddressRefusedError: If its host is a disguised IPv4 address.
        """
        if len(reference) > MAX_URL:
            raise AddressError(f"{self.url} leads to an address of more than {MAX_URL} characters.")
        try:
            return parse(urljoin(self.url, reference.strip()))
        except ValueError:
            raise AddressError(f"{self.url} leads to a malformed address: {shown(reference)}.") from None


def shown(url: str) -> str:
    """An address as a message may carry it: printable ASCII, without a password, and not too long."""
    text = ascii(_USERINFO.sub("//", url[:MAX_URL]))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...'"


def parse(url: str) -> Target:
    """Take an address apart.

    Raises:
        AddressError: If it is no http or https address, malformed, or carries a user name or password.
        AddressRefusedError: If its host is an IPv4 address in disguise.
    """
    url = url.strip()
    if len(url) > MAX_URL:
        raise AddressError(f"The address {shown(url)} is longer than {MAX_URL} characters.")
    if _UNFIT.search(url):
        raise AddressError(f"The address {shown(url)} contains a blank or control character.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressError(f"The address {shown(url)} is malformed.") from None
    if parts.scheme not in _PORTS:
        raise AddressError(f"The address {shown(url)} is not one of http or https.")
    if "@" in parts.netloc:
        raise AddressError(f"The address {shown(url)} carries a user name or password; give it without.")
    if "\\" in url.partition("?")[0] or port == 0:
        raise AddressError(f"The address {shown(url)} is malformed.")
    host = _host(parts.hostname or "", "[" in parts.netloc, url)
    path = _quoted(parts.path or "/") + (f"?{_quoted(parts.query, '?[]')}" if parts.query else "")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def _host(host: str, bracketed: bool, url: str) -> str:
    if bracketed:
        try:
            parsed = ipaddress.IPv6Address(host)
        except ValueError:
            raise AddressError(f"The address {shown(url)} has a malformed IPv6 address.") from None
        if parsed.scope_id is not None:
            raise AddressRefusedError(f"The address {shown(url)} is bound to one network interface.")
        return str(parsed)
    if not host.isascii():
        spelled = ascii_host(host[:254])
        if spelled is None:
            raise AddressError(f"The address {shown(url)} has a malformed host name.")
        host = spelled
    host = host.removesuffix(".")
    if is_odd_ipv4(host):
        raise AddressRefusedError(f"The address {shown(url)} spells an IPv4 address in an odd way.")
    if literal(host) is None and (len(host) > 253 or not all(map(_LABEL.fullmatch, host.split(".")))):
        raise AddressError(f"The address {shown(url)} has no host name, or a malformed one.")
    return host


def _quoted(text: str, more: str = "") -> str:
    """Escape what may not stand in a request; escapes that are there stay as they are."""
    return quote(_PERCENT.sub("%25", text), safe=_SAFE + more, errors="replace")
