"""Words that stand before names and tell that one follows, or that none does."""

from __future__ import annotations

_TITLE_WORDS = (
    "mr mrs ms dr prof sir lord lady gen lt col maj capt sgt adm sen rep gov rev pres king queen prince princess"
    " colonel captain sergeant admiral senator judge president herr frau monsieur madame mme mlle señor señora sr sra"
    " don doña signor signora senhor senhora господин госпожа"
)
_ARTICLE_WORDS = "der die das den dem des ein eine einen einem einer eines im am zum zur vom beim kein keine"

TITLES = frozenset(_TITLE_WORDS.split())
ARTICLES = frozenset(_ARTICLE_WORDS.split())
"""Of German, where nouns have capitals as names do; names have no article there."""
