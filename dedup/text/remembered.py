"""What texts repeat, looked into once: names and styles of a page's elements, initials of names."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")


def remembered(most: int, longest: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a question keep its answers for the last `most` texts of up to `longest` characters.

    The text is its last argument. A stranger can make one as long as he likes; longer ones are looked into each time.
    """

    def keeping(question: Callable[P, R]) -> Callable[P, R]:
        kept = cast("Callable[P, R]", lru_cache(maxsize=most)(question))

        @wraps(question)
        def asked(*given: P.args, **named: P.kwargs) -> R:
            answer = kept if len(cast(str, given[-1])) <= longest else question
            return answer(*given, **named)

        return asked

    return keeping
