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
    "in": "id",
    "ji": "yi",
    "nb": "no",
    "nn": "no",
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
}
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

    Costs about 0.1 ms a text once the model is loaded.
    """
    sample = text[:_SAMPLE]
    if not any(char.isalpha() for char in sample):
        return None
    import py3langid  # noqa: PLC0415  # its model takes 0.2 s to load, and data sets that declare languages never need it

    code, _ = py3langid.classify(sample)
    return Claim(code, MetaSource.TEXT)
