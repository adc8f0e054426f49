"""Articles made by rule, the same for one seed on every machine, in which the share of copies is known."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

VOCABULARY = 50_000  # distinct word forms of some ten thousand news articles
SHARE_OF_COPIES = 0.2
OUTLETS = 40
SYLLABLES = ("ba", "den", "fir", "go", "hal", "ker", "lim", "mo", "nur", "pel", "qua", "ros", "sta", "tev", "un", "wi")


@dataclass(frozen=True, slots=True)
class Generated:
    """One generated article; `source` is the article that it is a copy of."""

    key: str
    words: tuple[str, ...]
    source: str | None = None

    @property
    def text(self) -> str:
        """Sentences of fifteen words, four to a paragraph."""
        sentences = [
            " ".join(self.words[start : start + 15]).capitalize() + "." for start in range(0, len(self.words), 15)
        ]
        return "\n\n".join(" ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4))


def articles(count: int, seed: int = 1) -> Iterator[Generated]:
    """Articles of 150 to 700 words drawn by Zipf's law, a fifth of them copies with 5-20 % of their words edited."""
    chance = random.Random(seed)
    vocabulary = _vocabulary(chance)
    weights = list(accumulate(1 / rank for rank in range(3, VOCABULARY + 3)))
    originals: list[Generated] = []
    for number in range(count):
        key = f"a{number:07}"
        if originals and chance.random() < SHARE_OF_COPIES:
            source = chance.choice(originals)
            yield Generated(key, _edited(source.words, vocabulary, chance), source.key)
        else:
            words = tuple(chance.choices(vocabulary, cum_weights=weights, k=chance.randint(150, 700)))
            originals.append(Generated(key, words))
            yield originals[-1]


def write_jsonl(path: Path, made: Iterator[Generated]) -> None:
    """A data set as `dedup ingest` reads it."""
    with path.open("w", encoding="utf-8") as out:
        for number, article in enumerate(made):
            line = {"id": article.key, "publisher": f"outlet {number % OUTLETS}", "text": article.text}
            out.write(json.dumps(line) + "\n")


def _vocabulary(chance: random.Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(SYLLABLES, k=chance.randint(1, 5)))] = None
    return list(words)


def _edited(words: tuple[str, ...], vocabulary: list[str], chance: random.Random) -> tuple[str, ...]:
    """Replace, drop or insert words at 5-20 % of the places."""
    share = chance.uniform(0.05, 0.2)
    kept: list[str] = []
    for word in words:
        if chance.random() >= share:
            kept.append(word)
            continue
        edit = chance.randrange(3)
        if edit == 0:
            kept.append(chance.choice(vocabulary))
        elif edit == 1:
            kept += [word, chance.choice(vocabulary)]
    return tuple(kept)
