"""Markup as a tree: how deep a page is nested, told before it is parsed, and the text of its elements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.config import IngestLimits
from dedup.ingest.markup import nesting, parse, raw_text, word_total

ENOUGH = 20
TAGS = ("<div>", "</div>", "<p>", "<br/>", "<b class='x'>", "</b>", "<use />", "</p>", "a < b", "<!-- c -->")


@pytest.mark.parametrize(
    ("markup", "deep"),
    [
        ("<div>" * ENOUGH, False),
        ("<div>" * (ENOUGH + 1), True),
        ("</div>" * 1_000 + "<div>" * (ENOUGH + 1), True),
        ("<div></div>" * 1_000, False),
        ("<p>" * 1_000, False),
    ],
)
def test_nesting_is_told_from_tags(markup: str, deep: bool) -> None:
    assert (nesting(markup, ENOUGH) > ENOUGH) is deep


@given(st.lists(st.sampled_from(TAGS), max_size=200).map("".join), st.integers(0, 30))
def test_pages_that_are_not_counted_through_are_not_too_deep(markup: str, enough: int) -> None:
    counted = nesting(markup + "<br>" * 400, 200)  # which is counted to its end, for none of these is so deep
    assert (nesting(markup, enough) > enough) is (counted > enough)


@given(st.recursive(st.text("ab <>&\u00ad", max_size=5), lambda inner: st.lists(inner, max_size=4), max_leaves=12))
def test_text_and_words_are_those_of_all_pieces(content: object) -> None:
    def written(part: object) -> str:
        if isinstance(part, list):
            return f"<div>{''.join(map(written, part))}</div>"
        return str(part).replace("&", "&amp;").replace("<", "&lt;")

    tree = parse(f"<html><body><p>x</p>{written(content)}</body></html>", IngestLimits())
    for element in tree.iter():
        assert raw_text(element) == "".join(element.itertext())
        assert word_total(element) == len(" ".join(element.itertext()).split())
