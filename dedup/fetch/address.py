"""Which network addresses may be spoken to: those of the public internet, and no other by any spelling.

The rule is kept here as lists, since `ipaddress.is_global` has changed its mind between releases of Python. IPv6 is
decided by what is allowed, not by what is forbidden: only 2000::/3 has been given out for public use, so that loopback,
link-local, unique local, multicast, IPv4-mapped (::ffff:0:0/96), IPv4-compatible and NAT64 (64:ff9b::/96,
64:ff9b:1::/48) addresses fall away by themselves. Sources: the IANA special-purpose address registries, RFC 6890 and
its updates.

A NAT64 prefix that a network chose for itself inside 2000::/3 cannot be told from any other address.
"""

from __future__ import annotations

import ipaddress
import re

_NOT_PUBLIC_V4 = tuple(
    (ipaddress.IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier's customers"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "the control address of a hosting provider"),  # Azure's, inside public space
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "reserved for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "reserved for benchmarks"),
        ("198.51.100.0/24", "reserved for documentation"),
        ("203.0.113.0/24", "reserved for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    (ipaddress.IPv6Network(network), what)
    for network, what in (
        ("2001::/32", "Teredo, which carries an IPv4 address"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "reserved for documentation"),
        ("2002::/16", "6to4, which carries an IPv4 address"),
        ("3fff::/20", "reserved for documentation"),
    )
)
# Names of what lies outside 2000::/3, for the message alone.
_OUTSIDE_V6 = tuple(
    (ipaddress.IPv6Network(network), what)
    for network, what in (
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "an IPv4 address in IPv6 form"),
        ("::/96", "an IPv4 address in IPv6 form"),
        ("64:ff9b::/96", "NAT64, which carries an IPv4 address"),
        ("64:ff9b:1::/48", "NAT64, which carries an IPv4 address"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("ff00::/8", "multicast"),
    )
)
# ISATAP (RFC 5214): the lower half of the address is 0000:5efe or 0200:5efe and an IPv4 address.
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})

_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)")


def refusal(address: str) -> str | None:
    """Why an address, spelled as resolvers spell it, must not be spoken to; None if it is a public one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "not an address"
    if isinstance(parsed, ipaddress.IPv4Address):
        return next((what for network, what in _NOT_PUBLIC_V4 if parsed in network), None)
    if parsed.scope_id is not None:
        return "bound to one network interface"
    if parsed not in _PUBLIC_V6:
        return next((what for network, what in _OUTSIDE_V6 if parsed in network), "not given out for public use")
    if (int(parsed) >> 32) & 0xFFFFFFFF in _ISATAP:
        return "ISATAP, which carries an IPv4 address"
    return next((what for network, what in _NOT_PUBLIC_V6 if parsed in network), None)


def literal(host: str) -> str | None:
    """The address that a host is spelled as, without brackets; None if it is a name."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def is_odd_ipv4(host: str) -> bool:
    """Whether a host is a spelling of an IPv4 address that is not the plain one: octal, hexadecimal, short, one number.

    Browsers and C libraries read `0x7f.1`, `017700000001` and `2130706433` as 127.0.0.1. As in the URL standard, a host
    whose last label is a number is an address or nothing.
    """
    labels = host.lower().rstrip(".").split(".")
    return _NUMBER.fullmatch(labels[-1]) is not None and literal(host) is None
