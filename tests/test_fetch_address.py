"""Which addresses may be spoken to, and how strictly addresses of the web are read."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.errors import AddressError, AddressRefusedError
from dedup.fetch.address import is_odd_ipv4, refusal
from dedup.fetch.target import MAX_URL, parse, shown

V4 = st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address)
V6 = st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address)
# Where the special networks are, which a random address seldom meets.
NEAR = st.sampled_from(
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
    ]
).map(ipaddress.IPv4Address)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", "loopback"),
        ("10.1.2.3", "private"),
        ("172.31.255.255", "private"),
        ("192.168.0.1", "private"),
        ("100.64.0.1", "shared by a carrier's customers"),
        ("169.254.169.254", "link-local"),
        ("0.0.0.0", "this network"),
        ("224.0.0.251", "multicast"),
        ("255.255.255.255", "reserved"),
        ("168.63.129.16", "the control address of a hosting provider"),
        ("::", "an IPv4 address in IPv6 form"),
        ("::1", "loopback"),
        ("::ffff:8.8.8.8", "an IPv4 address in IPv6 form"),
        ("::7f00:1", "an IPv4 address in IPv6 form"),
        ("64:ff9b::7f00:1", "NAT64, which carries an IPv4 address"),
        ("64:ff9b:1::a00:1", "NAT64, which carries an IPv4 address"),
        ("2002:7f00:1::", "6to4, which carries an IPv4 address"),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", "Teredo, which carries an IPv4 address"),
        ("2a00:1::5efe:7f00:1", "ISATAP, which carries an IPv4 address"),
        ("2001:db8::1", "reserved for documentation"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "private"),
        ("fe80::1", "link-local"),
        ("fec0::1", "not given out for public use"),
        ("2a00::1%eth0", "bound to one network interface"),
        ("ff02::1", "multicast"),
        ("localhost", "not an address"),
        ("0x7f.1", "not an address"),
    ],
)
def test_what_is_not_public_is_refused_by_its_kind(address: str, reason: str) -> None:
    assert refusal(address) == reason


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "1.1.1.1", "2606:4700::1111", "2001:4860:4860::8888"]
)
def test_what_is_public_passes(address: str) -> None:
    assert refusal(address) is None


@given(st.one_of(V4, NEAR))
def test_no_ipv4_address_passes_that_python_calls_inner(address: ipaddress.IPv4Address) -> None:
    inner = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    assert not inner or refusal(str(address)) is not None


@given(V6)
def test_no_ipv6_address_passes_that_python_calls_inner(address: ipaddress.IPv6Address) -> None:
    inner = address.is_private or address.is_link_local or address.is_multicast or address.is_site_local
    assert not inner or refusal(str(address)) is not None


@given(st.one_of(V4, NEAR), st.integers(0, 2**64 - 1))
def test_no_form_that_carries_an_ipv4_address_passes(address: ipaddress.IPv4Address, other: int) -> None:
    number = int(address)
    forms = [
        number,
        0xFFFF << 32 | number,
        0x64FF9B << 96 | number,
        0x64FF9B0001 << 80 | number,
        0x2002 << 112 | number << 80 | other,
        0x20010000 << 96 | (other & ~0xFFFFFFFF) | number ^ 0xFFFFFFFF,
        0x2A00 << 112 | 0x5EFE << 32 | number,
    ]
    assert [str(form) for form in map(ipaddress.IPv6Address, forms) if refusal(str(form)) is None] == []


@given(NEAR, st.integers(0, 5))
def test_odd_spellings_are_refused_whatever_they_mean(address: ipaddress.IPv4Address, form: int) -> None:
    a, b, c, d = address.packed
    spelling = [
        str(int(address)),
        hex(int(address)),
        f"0{int(address):o}",
        f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"0{a:o}.{b}.{c}.{d}",
        f"{a}.{b}.{c << 8 | d}",
    ][form]
    assert is_odd_ipv4(spelling)
    with pytest.raises(AddressRefusedError):
        parse(f"http://{spelling}/")


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "0177.0.0.1", "2130706433", "1.2.3.4.5", "256.1.1.1", "1.2.3.0x"])
def test_a_host_that_ends_in_a_number_is_an_address_or_nothing(host: str) -> None:
    for spelling in (host, host + ".", host.upper()):
        with pytest.raises(AddressRefusedError, match="odd way"):
            parse(f"http://{spelling}/")


def test_digits_and_dots_of_other_scripts_become_the_address_they_mean() -> None:
    assert parse("http://１２７。0。0。1/").host == "127.0.0.1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news",
        "ftp://news.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http:///path",
        "http://",
        "http://.example/",
        "http://a..b/",
        "http://-x.example/",
        "http://a%2eb/",
        "http://news.example:0/",
        "http://news.example:99999/",
        "http://news.example:x/",
        "http://user@news.example/",
        "http://user:word@news.example/",
        "http://news.example\\@inner/",
        "http://news.example\\inner/",
        "http://news.exa\nmple/",
        "http://news.example/a b",
        "http://news.example/\x00",
        "http://[::1/",
        "http://[1.2.3.4]/",
        "http://[v1.x]/",
        "http://xn--a/\ud800\udc00".replace("xn--a", "\u2488.example"),
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 127 + "example/",
        "http://news.example/" + "a" * MAX_URL,
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises((AddressError, AddressRefusedError)):
        parse(url)


def test_a_password_never_reaches_a_message() -> None:
    with pytest.raises(AddressError) as caught:
        parse("https://editor:secret@news.example/")
    assert str(caught.value) == (
        "The address 'https://news.example/' carries a user name or password; give it without."
    )
    assert "secret" not in shown("https://editor:secret@news.example/ \x1b[2J")


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("HTTP://News.Example", "http://news.example/"),
        ("https://news.example:443/a#b", "https://news.example/a"),
        ("https://news.example.:8443/?q=1", "https://news.example:8443/?q=1"),
        ("http://bücher.example/größe?ä=ß", "http://xn--bcher-kva.example/gr%C3%B6%C3%9Fe?%C3%A4=%C3%9F"),
        ("http://news.example/100%/%41", "http://news.example/100%25/%41"),
        ("http://[2A00:0:0::1]:80/", "http://[2a00::1]/"),
        ("  http://news_desk.example/\n", "http://news_desk.example/"),
    ],
)
def test_an_address_is_read_in_one_form(url: str, read: str) -> None:
    assert parse(url).url == read
    assert parse(read).url == read


@given(st.text(max_size=60))
def test_reading_any_text_gives_an_address_or_an_error(text: str) -> None:
    for url in (text, f"http://{text}", f"http://news.example/{text}"):
        try:
            target = parse(url)
        except (AddressError, AddressRefusedError) as error:
            assert str(error).isascii() and str(error).isprintable()
        else:
            assert target.url.isascii() and target.url.isprintable()
            assert parse(target.url) == target
