"""Learning an outlet's furniture: what it prints under everything, such as its newsletter, its appeal, its notice.

A line is furniture of an outlet when it stands in three of the outlet's pages of which no two are about one subject,
once the lines that the two have in common are set aside. Versions of one running story share whole paragraphs too, but
never while being about different things.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from dedup.archive.library import Library
from dedup.store import Writer
from dedup.text.topics import strangers

_PAGES = 3  # two pages can share a paragraph because one of them is a digest

Page = Mapping[int, frozenset[str]]
"""An article's lines by key, and the topic words of each."""


def learn(writer: Writer, library: Library, outlet: str, arrived: Collection[int], left: Collection[int]) -> set[int]:
    """Settle which lines are furniture of an outlet; marks, and gives, the contents for which that changes something.

    `arrived` are keys of lines of new or changed articles of the outlet, `left` those of articles that changed, as they
    were before. A line that is furniture stays furniture as pages are added, so only the latter can cost it that.
    """
    known = writer.furniture([outlet])[outlet]
    holders = writer.line_holders(sorted((set(arrived) - known) | set(left)), outlet)
    repeated = {key: held for key, held in holders.items() if len(held) >= _PAGES}
    pages = library.pages({number for held in repeated.values() for number in held})
    apart: dict[tuple[int, int], bool] = {}
    furniture = {key for key, held in repeated.items() if _on_different_subjects(pages, held, apart)}
    learned, unlearned = furniture - known, (set(left) & known) - furniture
    writer.add_furniture(outlet, learned)
    writer.drop_furniture(outlet, unlearned)
    heads = writer.heads({number for key in learned | unlearned for number in holders.get(key, ())})
    concerned = {head.content for head in heads.values() if library.outlet(head.content) == outlet}
    library.forget(concerned)
    writer.mark_stale(concerned)
    return concerned


def _on_different_subjects(pages: Mapping[int, Page], held: Sequence[int], apart: dict[tuple[int, int], bool]) -> bool:
    """Whether three of the articles are pairwise about different subjects; `apart` remembers pairs looked at before."""
    distinct = list({frozenset(pages[number]): number for number in held}.values())
    if len(distinct) < _PAGES:
        return False
    met: dict[int, set[int]] = {number: set() for number in distinct}
    for first, second in combinations(sorted(distinct), 2):
        if (first, second) not in apart:
            apart[first, second] = _are_strangers(pages[first], pages[second])
        if apart[first, second]:
            if met[first] & met[second]:
                return True
            met[first].add(second)
            met[second].add(first)
    return False


def _are_strangers(a: Page, b: Page) -> bool:
    # With the shared lines counted in, a long appeal under short reports would make them look like one subject.
    return strangers(
        frozenset().union(*(words for key, words in a.items() if key not in b)),
        frozenset().union(*(words for key, words in b.items() if key not in a)),
    )
