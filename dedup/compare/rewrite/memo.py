"""What depends on one text alone, worked out once for all the pairs that the text is in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from dedup.text.views import Views

T = TypeVar("T")


def once_a_text(make: Callable[[Views], T]) -> Callable[[Views], T]:
    """Keep what a function makes of a text for as long as somebody holds the text's views.

    What it makes must not hold the views itself, or neither would ever be let go.
    """
    kept: WeakKeyDictionary[Views, T] = WeakKeyDictionary()

    @wraps(make)
    def remembered(view: Views) -> T:
        found = kept.get(view)
        if found is None:
            found = kept[view] = make(view)
        return found

    return remembered
