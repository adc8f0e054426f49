"""Reading in steps: what a source holds is found in order, and articles of pages may be made elsewhere meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from dedup.errors import InputError
from dedup.ingest.workers import Pending, Workers, attempt
from dedup.model import Article, Rejection

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


def finish(steps: Iterable[Step], workers: Workers | None = None) -> Iterator[Article | Rejection]:
    """The articles of steps, in their order: made here, or by workers some steps ahead."""
    if workers is None:
        for step in steps:
            yield _checked(step, attempt(step.make)) if isinstance(step, Task) else step
        return
    waiting: deque[tuple[Step, Pending[Article] | None]] = deque()
    weight = 0
    for step in steps:
        begun = workers.begin(step.make) if isinstance(step, Task) else None
        waiting.append((step, begun))
        weight += _weight(step)
        while waiting and (_ready(waiting[0][1]) or len(waiting) > _AHEAD or weight > _AHEAD_BYTES):
            weight -= _weight(waiting[0][0])
            yield _taken(*waiting.popleft())
    while waiting:
        yield _taken(*waiting.popleft())


def _ready(begun: Pending[Article] | None) -> bool:
    return begun is None or begun.done


def _weight(step: Step) -> int:
    return step.weight if isinstance(step, Task) else 0


def _taken(step: Step, begun: Pending[Article] | None) -> Article | Rejection:
    if isinstance(step, Task) and begun is not None:
        return _checked(step, begun.result())
    assert not isinstance(step, Task)
    return step


def _checked(task: Task, made: Article | InputError) -> Article | Rejection:
    if isinstance(made, InputError):
        return Rejection(task.place, f"{made}{task.remark}")
    return made if task.check is None else task.check(made)
