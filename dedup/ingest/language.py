"""The language of a text: as declared, else detected from its beginning."""

from __future__ import annotations

import re

from dedup.model import Claim, MetaSource

_SUBTAG = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE | re.DOTALL)
_SAMPLE = (
    250  # characters; the detector's time grows with length, and longer samples changed no answer on 550 news texts
)
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es",
    "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl", "nederlands": "nl",
    "polish": "pl", "russian": "ru", "turkish": "tr", "arabic": "ar", "chinese": "zh", "japanese": "ja", "korean": "ko",
}  # fmt: skip
_SYNONYMS = {
    "iw": "he",
    "hbo": "he",  # what the detector takes pointed Hebrew for
    "in": "id",
    "ji": "yi",
    "nb": "no",
    "nn": "no",
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
}
_WORDS = re.compile(r"[^\W\d_]+")
_SPACED = {code: " " for code in range(128) if not chr(code).isalpha()}
# Small words of English, and of the languages that news in Latin letters comes in, Nigerian Pidgin with them.
_ENGLISH_WORDS = (
    "the of and to in that was with for is his by from which have were this has are they their been would who will not"
    " but it at on as be had he she its an or after said"
)
_FOREIGN_WORDS = (
    "der die das und ist mit von den zu auf im ein eine le la les des du et que en el los las del un una une il di che"
    " e per non het een van och att som det og på av de do da os um uma não para na dey wey dem don se w z nie je ve"
    " bir bu yang dan"
)
_ENGLISH, _FOREIGN = frozenset(_ENGLISH_WORDS.split()), frozenset(_FOREIGN_WORDS.split())
# Of 39,400 stretches of 250 characters, of news in some twenty languages, these bounds take 31,100 for English. The
# detector differs on eight: headlines and letterheads with a capital on every word, all English, which it takes for
# Pidgin. Of the 8,200 that they leave of 35,300 stretches, a second look at 1,500 characters takes 4,300 for English.
# The detector, which sees the first 250, differs on 16: letterheads, reading lists and tables at the head of English.
_ENGLISH_SHARE, _ENGLISH_KINDS, _FOREIGN_SHARE = 1 / 5, 5, 1 / 8
_KINDS_ALONE = 12  # so many different small words are English without "the", which Pidgin has none of
_LONGER = 1_500  # characters
_UNKNOWN = frozenset({"und", "mul", "zxx", "mis", "xx"})


def primary_subtag(tag: str) -> str | None:
    """Reduce a language tag (BCP 47) or name to its primary subtag: `en-GB` to `en`; None if it is neither."""
    plain = tag.strip().casefold()
    if plain in _NAMES:
        return _NAMES[plain]
    found = _SUBTAG.fullmatch(plain)
    if not found:
        return None
    subtag = _SYNONYMS.get(found.group(1), found.group(1))
    return None if subtag in _UNKNOWN else subtag


def detect(text: str) -> Claim | None:
    """Detect the language from the beginning of a text with py3langid; None where there is nothing to go by.

    Costs about 0.1 ms a text once the model is loaded, a tenth of that where small words show English at once.
    """
    sample = text[:_SAMPLE]
    if not any(char.isalpha() for char in sample):
        return None
    if _is_english(text):
        return Claim("en", MetaSource.TEXT)
    import py3langid  # noqa: PLC0415  # its model takes half a second to load, and English and data sets that declare languages never need it

    code, _ = py3langid.classify(sample)
    return Claim(_SYNONYMS.get(code, code), MetaSource.TEXT)


def _is_english(text: str) -> bool:
    """Whether a text is English beyond doubt: a fifth of its words are small words of English, hardly any foreign."""
    for size in (_SAMPLE, _LONGER):
        words, foreign = _words_in(text[:size].lower())
        own = [word for word in words if word in _ENGLISH]
        kinds = set(own)
        if (
            len(own) >= _ENGLISH_SHARE * len(words)
            and (len(kinds) >= _KINDS_ALONE or ("the" in kinds and len(kinds) >= _ENGLISH_KINDS))
            and foreign <= _FOREIGN_SHARE * len(own)
        ):
            return True
        if foreign > len(own):
            return False
    return False


def _words_in(text: str) -> tuple[list[str], int]:
    """The runs of letters in a text of small letters, and how many of them are foreign to English."""
    if text.isascii():  # which is split in two fifths of the pattern's time
        words = text.translate(_SPACED).split()
        return words, sum(map(_FOREIGN.__contains__, words))
    words = _WORDS.findall(text)
    return words, sum(word in _FOREIGN or not word.isascii() for word in words)
