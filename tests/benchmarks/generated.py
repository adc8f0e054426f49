"""Articles made by rule, the same for one size and seed on every machine, of which it is known which copies which.

    python -m tests.benchmarks.generated FILE [--size N] [--seed N]

writes articles as `dedup ingest` reads them, and what was planted beside them (`FILE` with `.truth.jsonl`).

Words are drawn by their frequency in English, and close to half of them by what stood before, so that shingles repeat
as they do in prose. A tenth of the articles are copies: of clusters of 2 to 50, and of one agency story that every
200th article carries. A copy has 5-20 % of its words edited in stretches of 1, 3, 8 or 20 words on average; three in
ten are cut to 50-90 %. Half of all articles end with their outlet's boilerplate. One article in a hundred is filled
into a template that four share: half of its words are theirs, and they are no copies of one another.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from wordfreq import get_frequency_dict, top_n_list

VOCABULARY = 50_000  # distinct word forms of some ten thousand news articles
SUCCESSORS = 8  # words that tend to follow a given one
FOLLOWS = 0.45  # share of words drawn by the one before
NAMES, NUMBERS = 0.04, 0.015  # shares of words that are names (capitalised rare words) and numerals
OUTLETS = 500
COPIES, SYNDICATED, TEMPLATED = 0.1, 0.005, 0.01  # shares of all articles; the second is part of the first
LARGEST = 50  # articles of one cluster
SPREAD = 1.3  # clusters of n articles are as frequent as n to the minus this: eight on average
TEMPLATE = 4  # articles of one template
CUT = 0.3  # share of copies that are cut
LENGTH, LENGTH_SIGMA = 350, 0.5  # words of an article: median, and standard deviation of the logarithm
SHINGLE = 5
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
SENTENCE_END, PARAGRAPH_END = 1, 2
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, for a polynomial hash of shingles


@dataclass(frozen=True, slots=True)
class Generated:
    """One generated article.

    `source` is the article that it copies, `resemblance` the share of five-word shingles that the two have of all that
    either has; articles of one `template` share half of their words.
    """

    key: str
    title: str
    text: str
    publisher: str
    published: str
    source: str | None = None
    resemblance: float | None = None
    template: int | None = None

    @property
    def line(self) -> str:
        """One line of JSON as `dedup ingest` reads it."""
        said = ("title", "text", "publisher", "published")
        return json.dumps({"id": self.key, **{name: getattr(self, name) for name in said}})

    @property
    def truth(self) -> str | None:
        """One line of JSON with what was planted, None for an article that has nothing to do with any other."""
        if self.source is None and self.template is None:
            return None
        planted = {"source": self.source, "resemblance": self.resemblance, "template": self.template}
        return json.dumps({"id": self.key, **{name: value for name, value in planted.items() if value is not None}})


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """Words of a text as places in the vocabulary (int32), and where sentences and paragraphs end (int8)."""

    words: NDArray[np.int32]
    ends: NDArray[np.int8]

    def __getitem__(self, where: slice) -> Draft:
        return Draft(self.words[where], self.ends[where])

    def followed_by(self, other: Draft) -> Draft:
        """The two as separate paragraphs."""
        joined = Draft(np.concatenate([self.words, other.words]), np.concatenate([self.ends, other.ends]))
        joined.ends[len(self.words) - 1] = PARAGRAPH_END
        return joined


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Who copies whom: for each article the number of its source (itself where it has none) and of its template (-1).

    A cluster's source is its first article. int32 each, shape (articles,).
    """

    sources: NDArray[np.int32]
    templates: NDArray[np.int32]


def plan(count: int, seed: int = 1) -> Plan:
    """Deal out the roles of `count` articles."""
    chance = np.random.default_rng([seed, 0])
    sizes = np.arange(2, LARGEST + 1)
    weights = sizes**-SPREAD
    syndicated = max(2, round(SYNDICATED * count))
    clusters, left = [syndicated], round(COPIES * count) - syndicated + 1
    while left > 0:
        clusters.append(min(int(chance.choice(sizes, p=weights / weights.sum())), left + 1))
        left -= clusters[-1] - 1
    order = chance.permutation(count).astype(np.int32)
    sources, templates = np.arange(count, dtype=np.int32), np.full(count, -1, np.int32)
    begin = 0
    for size in clusters:
        members = order[begin : begin + size]
        if len(members):
            sources[members] = members.min()
        begin += size
    twins = order[begin : begin + round(TEMPLATED * count)]
    templates[twins] = np.arange(len(twins)) // TEMPLATE
    return Plan(sources, templates)


class Language:
    """Words, what follows what, outlets' boilerplate and templates: all that articles of one seed have in common.

    `length` is the median of their words.
    """

    def __init__(self, seed: int, length: int) -> None:
        self._seed = seed
        self.length = length
        plain = [word for word in top_n_list("en", VOCABULARY + 5_000, ascii_only=True) if word.isalpha()][:VOCABULARY]
        names = [word.capitalize() for word in plain[2_000:] if len(word) > 3]
        numbers = [f"{number:,}" for number in range(2, 2_000)]
        self.tokens = [*plain, *names, *numbers]
        shares = ((plain, 1 - NAMES - NUMBERS), (names, NAMES))
        frequency = get_frequency_dict("en")
        weights = [_shared([frequency[word.lower()] for word in words], share) for words, share in shares]
        weights.append(_shared([1 / (number + 2) for number in range(len(numbers))], NUMBERS))
        self._cumulative = np.cumsum(np.concatenate(weights))
        chance = np.random.default_rng([seed, 1])
        self._successors = self.drawn(chance, len(self.tokens) * SUCCESSORS).reshape(-1, SUCCESSORS)

    @cached_property
    def boilerplates(self) -> list[Draft]:
        """What each outlet ends its articles with: 15 to 60 words."""
        chance = np.random.default_rng([self._seed, 2])
        return [self.draft(chance, int(chance.integers(15, 61))) for _ in range(OUTLETS)]

    def template(self, number: int) -> Draft:
        """The text that the articles of one template are filled into."""
        chance = np.random.default_rng([self._seed, 3, number])
        return self.draft(chance, int(chance.integers(300, 600)))

    def drawn(self, chance: np.random.Generator, count: int) -> NDArray[np.int32]:
        """Words by their frequency alone."""
        asked = chance.random(count) * self._cumulative[-1]
        places: NDArray[np.intp] = np.searchsorted(self._cumulative[:-1], asked, side="right")
        return places.astype(np.int32)

    def draft(self, chance: np.random.Generator, count: int) -> Draft:
        """A text of so many words, in sentences of 8 to 30 words and paragraphs of one to four sentences."""
        words = self.drawn(chance, count)
        follows = np.flatnonzero(chance.random(count) < FOLLOWS)
        follows = follows[follows > 0]
        ways = chance.integers(0, SUCCESSORS, len(follows))
        # A word that follows one that follows another needs that one first: all words of one depth are set at once.
        fresh = np.ones(count, bool)
        fresh[follows] = False
        depths = follows - np.maximum.accumulate(np.where(fresh, np.arange(count), 0))[follows]
        for depth in range(1, int(depths.max(initial=0)) + 1):
            now = depths == depth
            words[follows[now]] = self._successors[words[follows[now] - 1], ways[now]]
        ends = np.zeros(count, np.int8)
        sentences = np.cumsum(chance.integers(8, 31, count // 8 + 1)) - 1
        sentences = sentences[sentences < count]
        ends[sentences] = np.where(chance.random(len(sentences)) < 0.4, PARAGRAPH_END, SENTENCE_END)
        ends[-1] = PARAGRAPH_END
        return Draft(words, ends)

    def text(self, draft: Draft) -> str:
        """Write a draft out."""
        tokens = self.tokens
        words = [tokens[place] for place in draft.words.tolist()]
        begin, gaps = 0, [" "] * len(words)
        for end in np.flatnonzero(draft.ends).tolist():
            words[begin] = words[begin][:1].upper() + words[begin][1:]
            gaps[end] = ". " if draft.ends[end] == SENTENCE_END else ".\n\n"
            begin = end + 1
        return "".join(part for pair in zip(words, gaps, strict=True) for part in pair).strip()


@lru_cache(maxsize=2)
def language_of(seed: int, length: int = LENGTH) -> Language:
    """The language of a seed, made once."""
    return Language(seed, length)


def articles(count: int, seed: int = 1) -> Iterator[Generated]:
    """`count` articles in the order in which they were published, each made when it is asked for."""
    return dealt(plan(count, seed), seed)


def dealt(
    roles: Plan, seed: int = 1, length: int = LENGTH, numbers: Iterable[int] | None = None
) -> Iterator[Generated]:
    """The articles of a plan in the order in which they were published, all or those of some numbers.

    Each is made when it is asked for; `length` is the median of their words.
    """
    language = language_of(seed, length)
    for number in range(len(roles.sources)) if numbers is None else numbers:
        yield _article(language, seed, number, int(roles.sources[number]), int(roles.templates[number]))


def guests(count: int, held: int, seed: int = 1) -> Iterator[Generated]:
    """Articles that are not among `articles(held, seed)`: by turns a copy of one of those, and a new one."""
    language, roles = language_of(seed), plan(held, seed)
    originals = np.flatnonzero((roles.sources == np.arange(held)) & (roles.templates < 0))
    sources = np.random.default_rng([seed, 6]).choice(originals, count)
    for number, source in enumerate(sources.tolist(), start=held):
        yield _article(language, seed, number, source if number % 2 else number, -1)


def write_jsonl(path: Path, made: Iterable[Generated]) -> None:
    """A data set as `dedup ingest` reads it, and what was planted in it beside."""
    with path.open("w", encoding="utf-8") as out, truth_path(path).open("w", encoding="utf-8") as planted:
        for article in made:
            out.write(article.line + "\n")
            if article.truth:
                planted.write(article.truth + "\n")


def truth_path(path: Path) -> Path:
    """Where the truth about a data set stands."""
    return path.with_suffix(".truth.jsonl")


def _article(language: Language, seed: int, number: int, source: int, template: int) -> Generated:
    chance, outlet, dressed = _dressing(seed, number)
    body = _body(language, seed, source, template)
    if source != number:
        body = _edited(body, language, chance)
    whole = body.followed_by(language.boilerplates[outlet]) if dressed else body
    title = language.text(language.draft(chance, int(chance.integers(5, 11))))
    return Generated(
        key=_key(number),
        title=title.replace(".", "").replace("\n\n", " "),
        text=language.text(whole),
        publisher=f"Outlet {outlet}",
        published=(BEGIN + timedelta(minutes=number)).isoformat(),
        source=None if source == number else _key(source),
        resemblance=None if source == number else _resemblance(whole, _original(language, seed, source)),
        template=None if template < 0 else template,
    )


def _dressing(seed: int, number: int) -> tuple[np.random.Generator, int, bool]:
    """An article's source of chance, its outlet, and whether it ends with that outlet's boilerplate."""
    chance = np.random.default_rng([seed, 4, number])
    return chance, int(chance.integers(OUTLETS)), bool(chance.random() < 0.5)


def _original(language: Language, seed: int, number: int) -> Draft:
    _, outlet, dressed = _dressing(seed, number)
    body = _body(language, seed, number, -1)
    return body.followed_by(language.boilerplates[outlet]) if dressed else body


def _body(language: Language, seed: int, number: int, template: int) -> Draft:
    """The text of an original: a function of its number, so that its copies can be made without keeping it."""
    chance = np.random.default_rng([seed, 5, number])
    if template < 0:
        length = int(np.clip(chance.lognormal(np.log(language.length), LENGTH_SIGMA), 60, 3_000))
        return language.draft(chance, length)
    shared = language.template(template)
    own = language.draft(chance, len(shared.words))
    # Stretches of 40 words, by turns the template's and the article's.
    filled = np.arange(len(shared.words)) // 40 % 2 == 1
    return Draft(np.where(filled, own.words, shared.words), shared.ends)


def _edited(draft: Draft, language: Language, chance: np.random.Generator) -> Draft:
    """A copy: stretches replaced, dropped or inserted, and the end cut off or not."""
    mean = int(chance.choice([1, 3, 8, 20]))
    left = round(chance.uniform(0.05, 0.2) * len(draft.words))
    edits: list[tuple[int, int]] = []
    while left > 0:
        length = min(int(chance.geometric(1 / mean)), left)
        edits.append((int(chance.integers(0, len(draft.words))), length))
        left -= length
    parts: list[Draft] = []
    begin = 0
    for start, length in sorted(edits):
        at = max(start, begin)
        parts.append(draft[begin:at])
        sort = chance.integers(3)
        replaced = draft[at : at + length]
        if sort == 0:
            parts.append(Draft(language.drawn(chance, len(replaced.words)), replaced.ends))
        elif sort == 1:
            parts.append(Draft(language.drawn(chance, length), np.zeros(length, np.int8)))
        begin = at if sort == 1 else min(at + length, len(draft.words))
    parts.append(draft[begin:])
    edited = Draft(np.concatenate([part.words for part in parts]), np.concatenate([part.ends for part in parts]))
    if chance.random() < CUT:
        edited = edited[: max(20, round(chance.uniform(0.5, 0.9) * len(edited.words)))]
    edited.ends[-1] = PARAGRAPH_END
    return edited


def _resemblance(a: Draft, b: Draft) -> float:
    """Exact Jaccard resemblance of the five-word shingles of two texts."""
    one, other = (np.unique(_shingled(draft.words)) for draft in (a, b))
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return round(shared / (len(one) + len(other) - shared), 4)


def _shingled(words: NDArray[np.int32]) -> NDArray[np.uint64]:
    total = np.zeros(max(1, len(words) - SHINGLE + 1), np.uint64)
    for offset in range(min(SHINGLE, len(words))):
        total = total * _BASE + words[offset : offset + len(total)].astype(np.uint64) + np.uint64(1)
    return total


def _shared(weights: list[float], share: float) -> NDArray[np.float64]:
    return np.array(weights) * (share / sum(weights))


def _key(number: int) -> str:
    return f"a{number:07}"


def main(arguments: list[str] | None = None) -> None:
    """Write a data set."""
    parser = argparse.ArgumentParser(prog="generated", description="Write generated articles and what was planted.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--size", type=int, default=10_000, help="articles (10,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, help="write only so many of them")
    asked = parser.parse_args(arguments)
    write_jsonl(asked.file, islice(articles(asked.size, asked.seed), asked.first))


if __name__ == "__main__":
    main()
