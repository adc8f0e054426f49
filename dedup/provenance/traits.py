"""What one text brings to the question who copied whom: its specifics, its direct speech, its habits of wording.

Habits are rates per word, so that length alone moves none of them. The lists of words are short, English, and of the
trade: verbs of reporting, the adjectives of a press room's machine, the exclamations of a tabloid. In other languages
those habits are None and say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.provenance.idiom import naturalness
from dedup.text.views import Views

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MIN_WORDS = 20  # a rate over fewer is noise
_VARIETY = 150  # words over which variety is measured: it falls with length
_CONTENT = 0.5  # rarity from which a quoted word is worth finding again
_RARE_NAME = 1.0  # weight of a mark of which the lexicon knows nothing

_PLAIN_VERBS_TEXT = "said says told asked"
_PLAIN_VERBS = frozenset(_PLAIN_VERBS_TEXT.split())
_STATELY_VERBS_TEXT = (
    "stated noted emphasized emphasised highlighted expressed underscored explained added remarked asserted mentioned"
    " indicated disclosed voiced conveyed acknowledged articulated reiterated stressed"
)
_STATELY_VERBS = frozenset(_STATELY_VERBS_TEXT.split())
_GENERAL_TEXT = (
    "significant crucial various numerous additionally furthermore moreover overall ultimately notably importantly"
    " pivotal potential comprehensive ongoing landscape testament remains challenges concerns individuals broader"
    " highlights underscores"
)
_GENERAL = frozenset(_GENERAL_TEXT.split())
_LOUD_TEXT = (
    "shocking stunning explosive bombshell outrageous terrifying horrifying jaw dramatic unbelievable incredible"
    " astonishing furious fury outrage chaos scandal devastating heartbreaking heart heroic brave monstrous nightmare"
    " staggering astounding mind brace shockwaves sensational fuming slammed horror tragic gripping desperate"
    " haunting"
)
_LOUD = frozenset(_LOUD_TEXT.split())
_CONTRACTED = re.compile(r"\b\w+(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b")
_TRAILING = re.compile(
    r", (?:highlighting|underscoring|emphasi[sz]ing|reflecting|adding|raising|leaving|marking|sparking|prompting"
    r"|signal+ing|making|ensuring|allowing|leading)\b"
)
_SMALL_TEXT = (
    "up out off down over away back through around along just even still only yet though while about like so then"
    " well much very too"
)
_SMALL = frozenset(_SMALL_TEXT.split())  # the loose change of idiom: particles of verbs, adverbs of a syllable or two
_ARTICLES = frozenset({"the", "of"})
_STOP = re.compile(r"[.!?…](?=\s|\Z)")
_DASH = re.compile(r"\s[-–—]{1,2}\s|—")
_UNTIDY = re.compile(r"[a-z]{2}(?:[.;:!?][A-Z]|[,;][A-Za-z])|\s[.,;:!?](?=\s)")  # a space that lacks, or is too many
_MOMENT = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|March|April|June|July|August|September"
    r"|October|November|December)\b|\b\d{1,2}[.:]\d\d\b|\b\d ?[ap]\.?m\b"
)

Marks = Mapping[int, float]  # stem and its rarity


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """One text for the question of direction. Arrays are of distinct uint64 keys, ascending.

    `numbers`, `names` and `rare` give each specific with its rarity (0..5); `stems` are all words, `wording` (float32)
    how rare each of them is where it is no number, name or function word, else 0; `quoted` and `plain` the content
    words inside and outside direct speech, `phrases` the runs of three words outside furniture. `habits` are rates per
    word by name; those that only English has are missing in other languages.
    """

    words: int
    language: str | None
    numbers: Marks
    names: Marks
    rare: Marks
    stems: NDArray[np.uint64]
    wording: NDArray[np.float32]
    quoted: NDArray[np.uint64]
    plain: NDArray[np.uint64]
    phrases: NDArray[np.uint64]
    habits: Mapping[str, float]


def traits_of(text: str, views: Views, language: str | None, broken: int = 0) -> Traits:
    """Take the traits of a text; about two milliseconds for an article of 600 words.

    `broken` is the number of its lines that broke off in mid-sentence, which the text itself no longer shows.
    """
    kept = ~views.stock
    content = views.rarity >= _CONTENT
    stems, first = np.unique(views.stems, return_index=True)
    plain = np.where(views.name | views.number, np.float32(0), views.rarity)
    return Traits(
        words=int(kept.sum()),
        language=language,
        numbers=_marks(views, views.number),
        names=_marks(views, views.name),
        rare=_marks(views, views.rare & kept),
        stems=stems,
        wording=plain[first],
        quoted=np.unique(views.stems[views.quoted & content]),
        plain=np.unique(views.stems[~views.quoted & content]),
        phrases=_phrases(views),
        habits=_habits(text, views, language, broken),
    )


def _marks(views: Views, marked: NDArray[np.bool_]) -> dict[int, float]:
    stems, first = np.unique(views.stems[marked], return_index=True)
    rarity = np.maximum(views.rarity[marked][first], np.float32(_RARE_NAME))
    return dict(zip(stems.tolist(), rarity.tolist(), strict=True))


def _phrases(views: Views) -> NDArray[np.uint64]:
    trigrams = views.trigrams
    size = len(views) - len(trigrams) + 1
    if not len(trigrams) or not views.stock.any():
        return np.unique(trigrams)
    outside = np.lib.stride_tricks.sliding_window_view(views.stock, size).any(axis=1)
    return np.unique(trigrams[~outside])


def _habits(text: str, views: Views, language: str | None, broken: int) -> dict[str, float]:
    """Rates per word. Direct speech counts, as spinners do not spare it."""
    words = _WORD.findall(text)
    count = max(_MIN_WORDS, len(words))
    plain = (views.rarity > 0) & ~views.name & ~views.number & ~views.capital
    head = [word.lower() for word in words[:_VARIETY]]
    found = {
        "named": float(views.name.sum()) / count,
        "figures": sum(text.count(char) for char in set(text) if char.isdigit()) / max(len(text), 100),
        "quoted": float(views.quoted.sum()) / count,
        "pasted": broken / count,
        "variety": len(set(head)) / max(len(head), _MIN_WORDS),
    }
    if plain.any():
        found["odd_words"] = float(views.rarity[plain].mean())
    if language == "en":
        found |= _english(text, words, count)
    return found


def _english(text: str, words: list[str], count: int) -> dict[str, float]:
    """Habits that were found in English alone; how a writer of it sets marks is not how one of German does."""
    lower = Counter(word.lower() for word in words)

    def told(known: frozenset[str]) -> int:
        return sum(lower[word] for word in known if word in lower)

    apostrophised = [part for part in text.split() if "'" in part or "’" in part]
    shouted = sum(word.isupper() and len(word) > 5 for word in words)
    return {
        "said": told(_PLAIN_VERBS) / count,
        "stately": told(_STATELY_VERBS) / count,
        "general": (told(_GENERAL) + len(_TRAILING.findall(text))) / count,
        "loud": (told(_LOUD) + text.count("!") + shouted) / count,
        "contractions": len(_CONTRACTED.findall(" ".join(apostrophised))) / count,
        "stops": len(_STOP.findall(text)) / count,
        "commas": text.count(",") / count,
        "dashes": len(_DASH.findall(text)) / count,
        "untidy": len(_UNTIDY.findall(text)) / count,
        "small_words": told(_SMALL) / count,
        "articles": told(_ARTICLES) / count,
        "moments": len(_MOMENT.findall(text)) / count,
        "idiom": naturalness(text),
    }
