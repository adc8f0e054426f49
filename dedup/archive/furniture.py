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


def learn(
    writer: Writer, library: Library, arrived: Mapping[str, Collection[int]], left: Mapping[str, Collection[int]]
) -> set[int]:
    """Settle which lines are furniture; marks, and gives, the contents for which that changes something.

    `arrived` are keys of lines of new or changed articles by outlet, `left` those of articles that changed, as they
    were before. A line that is furniture stays furniture as pages are added, so only the latter can cost it that.
    """
    known = writer.furniture(arrived.keys() | left.keys())
    news = {(outlet, key) for outlet, keys in arrived.items() for key in keys if key not in known[outlet]}
    often = writer.repeated_lines(sorted({key for _, key in news}), _PAGES)
    gone = {(outlet, key) for outlet, keys in left.items() for key in keys}
    holders = writer.line_holders(gone.union(line for line in news if line[1] in often))
    repeated = {line: held for line, held in holders.items() if len(held) >= _PAGES}
    pages = library.pages({number for held in repeated.values() for number in held})
    apart: dict[tuple[int, int], bool] = {}
    furniture = {line for line, held in repeated.items() if _on_different_subjects(pages, held, apart)}
    were = {(outlet, key) for outlet, key in gone if key in known[outlet]}
    learned, unlearned = {(outlet, key) for outlet, key in furniture if key not in known[outlet]}, were - furniture
    writer.add_furniture(learned)
    writer.drop_furniture(unlearned)
    outlets = {number: line[0] for line in learned | unlearned for number in holders.get(line, ())}
    held = {(head.content, outlets[number]) for number, head in writer.heads(outlets).items()}
    speaking = library.outlets({content for content, _ in held})
    concerned = {content for content, outlet in held if speaking[content] == outlet}
    library.refurnish(concerned)
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
