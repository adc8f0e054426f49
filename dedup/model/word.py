"""A person's word on a pair of articles."""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """What a person says of a pair: whether one text of it descends from the other, or both from a third."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"

    @property
    def decided(self) -> bool:
        """Whether the word has an effect on stories."""
        return self is not Word.UNSURE

    @property
    def said(self) -> str:
        """The word as the end of a sentence that begins with the two articles."""
        return _SAID[self]


_SAID = {
    Word.SAME: "are the same story",
    Word.NOT_SAME: "are not the same story",
    Word.UNSURE: "may or may not be the same story",
}
