"""What pages repeat, looked into once: names and styles of elements."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps


def remembered(most: int, longest: int) -> Callable[[Callable[[str], bool]], Callable[[str], bool]]:
    """Let a question about a text keep its answers for the last `most` texts of up to `longest` characters.

    A page can make its names as long as it likes; longer ones are looked into each time.
    """

    def keeping(question: Callable[[str], bool]) -> Callable[[str], bool]:
        kept = lru_cache(maxsize=most)(question)

        @wraps(question)
        def asked(text: str) -> bool:
            return kept(text) if len(text) <= longest else question(text)

        return asked

    return keeping
