"""Reading in steps: what a source holds is found in order, and articles of pages may be made elsewhere meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from dedup.errors import InputError
from dedup.ingest.workers import Pending, Workers, attempt
from dedup.model import Article, Rejection

T = TypeVar("T")

_AHEAD = 128  # steps begun before the first of them is taken: more than go into one transaction, which keep others busy
_AHEAD_BYTES = 32 * 1024 * 1024  # of their pages; one that is larger goes alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An article that is still to be made.

    `make` may go to another process and raises InputError; `check` stays, and is called in the order of the steps.
    `place` names what it is made of, `remark` goes behind the reason why it cannot be, `weight` is its bytes.
    """

    place: str
    make: partial[Article]
    remark: str = ""
    check: Callable[[Article], Article | Rejection] | None = None
    weight: int = 0


Step = Article | Rejection | Task
"""What reading a source gives, one by one."""


def finish(
    steps: Iterable[Step], then: Callable[[Article], T], workers: Workers | None = None, *, payloads: bool = True
) -> Iterator[tuple[Article, T] | Rejection]:
    """The articles of steps with what `then` makes of each, in their order: made here, or by workers, some ahead.

    `then` is a function of a module, or a partial of one; it may raise InputError. Without `payloads` those of pages
    are let go where the pages were read, and need not come along from there.
    """
    if workers is None:
        for step in steps:
            yield step if isinstance(step, Rejection) else _checked(step, attempt(_job(step, then, payloads)))
        return
    waiting: deque[tuple[Article | Task, Pending[tuple[Article, T]]] | Rejection] = deque()
    weight = 0
    for step in steps:
        waiting.append(step if isinstance(step, Rejection) else (step, workers.begin(_job(step, then, payloads))))
        weight += _weight(step)
        while waiting and (_ready(waiting[0]) or len(waiting) > _AHEAD or weight > _AHEAD_BYTES):
            first = waiting.popleft()
            weight -= 0 if isinstance(first, Rejection) else _weight(first[0])
            yield _result(first)
    yield from map(_result, waiting)


def _job(step: Article | Task, then: Callable[[Article], T], payloads: bool) -> partial[tuple[Article, T]]:
    if isinstance(step, Task):
        return partial(_made, step.make, then, payloads)
    return partial(_made, partial(_itself, step if payloads else _bare(step)), then, True)


def _itself(article: Article) -> Article:
    return article


def _bare(article: Article) -> Article:
    capture = article.capture
    return article if capture.payload is None else replace(article, capture=replace(capture, payload=None))


def _made(make: Callable[[], Article], then: Callable[[Article], T], payloads: bool) -> tuple[Article, T]:
    article = make() if payloads else _bare(make())
    return article, then(article)


def _weight(step: Step) -> int:
    return step.weight if isinstance(step, Task) else 0


def _ready(begun: tuple[Article | Task, Pending[tuple[Article, T]]] | Rejection) -> bool:
    return isinstance(begun, Rejection) or begun[1].done


def _result(begun: tuple[Article | Task, Pending[tuple[Article, T]]] | Rejection) -> tuple[Article, T] | Rejection:
    return begun if isinstance(begun, Rejection) else _checked(begun[0], begun[1].result())


def _checked(step: Article | Task, made: tuple[Article, T] | InputError) -> tuple[Article, T] | Rejection:
    if isinstance(step, Article):
        return Rejection(step.capture.source, str(made)) if isinstance(made, InputError) else made
    if isinstance(made, InputError):
        return Rejection(step.place, f"{made}{step.remark}")
    article, more = made
    checked = article if step.check is None else step.check(article)
    return checked if isinstance(checked, Rejection) else (checked, more)
