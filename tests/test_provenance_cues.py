"""The forms of words by which a text names its source: that no form is missed for want of a hint."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.model import Cue
from dedup.provenance import before, cues, tongues
from dedup.provenance.before import Before

HINTED: list[cues.Form | before.Sign] = [
    *before.BEFORE, *before.SIGNS, *(form for form in (*cues.AFTER, *tongues.AFTER) if form.hints)
]  # fmt: skip
ANY_HINT = [hint for one in HINTED for hint in one.hints]

# The interpreter's own parser of patterns; it has no types.
codes: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")


def needed(parsed: Iterable[Any], hints: tuple[str, ...]) -> bool:
    """Whether everything that a parsed pattern can match holds one of the hints in lower case."""
    run = ""
    for code, value in parsed:
        letters = _letters(code, value)
        if letters is not None:
            run += letters
            continue
        if any(hint in run for hint in hints):
            return True
        run = ""
        if code is codes.SUBPATTERN and needed(value[3], hints):
            return True
        if code is codes.BRANCH and all(needed(branch, hints) for branch in value[1]):
            return True
    return any(hint in run for hint in hints)


def _letters(code: object, value: Any) -> str | None:  # noqa: ANN401 - as it comes
    """The one letter that an element matches, whatever its case."""
    if code is codes.LITERAL:
        return chr(value).lower()
    if code is codes.IN and all(kind is codes.LITERAL for kind, _ in value):
        letters = {chr(letter).lower() for _, letter in value}
        return letters.pop() if len(letters) == 1 else None
    return None


@pytest.mark.parametrize("hinted", HINTED, ids=lambda one: one.pattern.pattern[:30])
def test_all_that_a_pattern_finds_holds_a_hint(hinted: cues.Form | before.Sign) -> None:
    assert hinted.hints
    assert needed(parser.parse(hinted.pattern.pattern), hinted.hints)


def test_hints_after_a_name_are_looked_for_as_they_stand() -> None:
    for form in cues.AFTER:
        own = form.pattern.pattern.removeprefix(cues._TRAIL)
        assert not (form.hints and "(?i" in own)
        assert not any(hint.capitalize() in own for hint in form.hints)


def test_a_missing_hint_is_noticed() -> None:
    assert needed(parser.parse(r"\b(?:told|spoke) to"), ("told", "spoke"))
    assert not needed(parser.parse(r"\b(?:told|spoke) to"), ("told",))
    assert not needed(parser.parse(r"(?:told)? the"), ("told",))


def written(*more: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([*ANY_HINT, " ", "the ", "by ", *more])).map("".join)


@given(written("Originally published ", "Source: ", "told the "))
def test_the_forms_before_a_name_are_those_whose_patterns_find_something(left: str) -> None:
    found = [(form, form.pattern.search(left)) for form in before.BEFORE]
    expected = [(form.cue, match.span()) for form, match in found if match is not None]
    assert [(form.cue, match.span()) for form, match in Before(left).forms()] == expected
    few = {Cue.ORIGINAL_SOURCE, Cue.VIA}
    assert [form.cue for form, _ in Before(left).forms(few)] == [cue for cue, _ in expected if cue in few]


@given(written("Photo: ", "© 2024 ", "image provided ", "Copyright ", "state ", "news agency "))
def test_the_signs_before_a_name_are_those_whose_patterns_find_something(left: str) -> None:
    asked = Before(left)
    for sign in before.SIGNS:
        match, expected = asked.sign(sign), sign.pattern.search(left)
        assert (match and match.span()) == (expected and expected.span())


def test_a_pattern_is_tried_only_where_a_hint_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """With hints that stand nowhere, nothing is found."""
    assert [form.cue for form, _ in Before("The mayor told the ").forms()] == [Cue.TOLD]
    monkeypatch.setattr(before._FORMS, "_bits", (0,) * len(before._FORMS._bits))
    assert not list(Before("The mayor told the ").forms())
