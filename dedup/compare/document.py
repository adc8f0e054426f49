"""A text prepared for comparison: its words, and for each what it is part of."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dedup.text.figures import Figures, figures_of
from dedup.text.lines import LineKind, lines_of
from dedup.text.published import Published, published_in
from dedup.text.quotes import quoted_mask
from dedup.text.views import Views, restocked, views
from dedup.text.words import Words, words_of

QUOTED, STOCK, ASIDE = 1, 2, 4
"""What a word is, as `Document.marks` has it."""

Marks = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Document:
    """One text as the comparison sees it. The masks are boolean, one entry a word.

    `quoted` marks direct speech and quoted posts; `stock` marks captions, stock lines of the trade, and lines known
    to be the outlet's own furniture; `aside` marks these but for the stock lines, which are told by their form alone.
    """

    text: str
    words: Words
    quoted: NDArray[np.bool_]
    stock: NDArray[np.bool_]
    aside: NDArray[np.bool_]
    language: str | None = None  # two or three letters
    ready: Views | None = None  # views made already, perhaps without knowing the outlet's furniture

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def views(self) -> Views:
        """What survives rewriting; taken on first use, as most pairs are decided by their verbatim matter."""
        if self.ready is not None and np.array_equal(self.ready.stock, self.stock):
            return self.ready
        if self.ready is not None:
            return restocked(self.ready, self.text, self.language, self.stock)
        return views(self.text, self.words, self.language, self.stock, self.quoted)

    @cached_property
    def digest(self) -> bytes:
        """Names the normal form, as `Words.digest`."""
        return self.words.digest

    @cached_property
    def figures(self) -> Figures:
        """Numbers and names by their look; stock matter has neither."""
        return figures_of(self.text, self.words, self.stock)

    @cached_property
    def published(self) -> Published:
        """What the text announces, lists, and says of getting in touch."""
        return published_in(self.text, self.words)

    @cached_property
    def marks(self) -> Marks:
        """The three masks in one: flags of each word."""
        quoted, stock, aside = (mask.view(np.uint8) for mask in (self.quoted, self.stock, self.aside))
        return quoted * QUOTED | stock * STOCK | aside * ASIDE

    @property
    def running(self) -> int:
        """How many words are no stock matter."""
        return self._sizes[0]

    @property
    def own(self) -> int:
        """How many words are neither stock matter nor direct speech."""
        return self._sizes[1]

    @property
    def page(self) -> int:
        """How many words `aside` does not mark."""
        return self._sizes[2]

    @cached_property
    def _sizes(self) -> tuple[int, int, int]:
        """`running`, `own` and `page`, from one count of all combinations of marks."""
        counts = list(enumerate(np.bincount(self.marks).tolist()))
        running, own, page = (
            sum(count for marks, count in counts if not marks & left_out) for left_out in (STOCK, STOCK | QUOTED, ASIDE)
        )
        return running, own, page


def document(
    text: str,
    furniture: AbstractSet[int] = frozenset(),
    words: Words | None = None,
    language: str | None = None,
    ready: Views | None = None,
) -> Document:
    """Prepare a text; `furniture` holds keys of lines that belong to the outlet and not to the article.

    `words` is the text's normal form and `ready` its views without furniture, where they are at hand already.
    """
    words = words if words is not None else words_of(text)
    stock = np.zeros(len(words), np.bool_)
    aside = np.zeros(len(words), np.bool_)
    for line in lines_of(text, words):
        if line.kind is not LineKind.BODY or line.key in furniture:
            stock[line.first : line.last] = True
        if line.kind is LineKind.CAPTION or line.key in furniture:
            aside[line.first : line.last] = True
    quoted = ready.quoted if ready is not None else quoted_mask(text, words)
    return Document(text, words, quoted, stock, aside, language, ready)
