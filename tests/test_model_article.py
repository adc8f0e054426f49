"""Articles as they are handed on: whose they are."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.model.article import host_of

PARTS = ["http://", "https://", "HTTPS://", "//", "www.", "Courier.example", "b-1.example", ".", ":", "8080", "@", "[",
         "]", "::1", "/", "?", "#", "\\", " ", "\n", "\t", "é", "ﬃ", "%41", "a"]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
@example("https://courier.example")
@example("https://www.")
@example("https://courier.example\n/a")
def test_a_host_is_the_one_that_the_whole_address_tells(address: str) -> None:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    assert host_of(address) == (host.removeprefix("www.") if host else None)


@pytest.mark.parametrize("address", [None, "", "courier.example/landing", "mailto:desk@courier.example"])
def test_what_names_no_host_has_none(address: str | None) -> None:
    assert host_of(address) is None
