"""Reading in steps: what a source holds is found in order, and articles of pages may be made elsewhere meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, TypeVar

from dedup.errors import InputError
from dedup.ingest.workers import Portion, Workers, attempt
from dedup.model import Article, Rejection

T = TypeVar("T")

_AHEAD = 1_024  # steps begun before the first of them is taken: more than one transaction takes, which keep others busy
_AHEAD_BYTES = 32 * 1024 * 1024  # of their pages; one that is larger goes alone
# What goes to a process together while all of them are busy: a message takes as long as handing over three texts, and
# two processes that share what is left end within a fraction of a second of each other.
_PORTION = 16  # steps
_PORTION_BYTES = 512 * 1024  # of their pages and texts: two real pages on average, a tenth of a second
# The same where nobody waits for what is gathered: each step of the work finds its code and data at hand for longer.
# Texts take a tenth less time than sixteen at once, handing pages over three quarters; twice as many save no more.
_UNHURRIED = 64
_UNHURRIED_BYTES = 4 * _PORTION_BYTES


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


Then = Callable[[Sequence[Article]], Sequence[T]]
"""Makes something of each of some articles: a function of a module, or a partial of one. It may raise InputError."""


def finish(
    steps: Iterable[Step], then: Then[T], workers: Workers | None = None, *, payloads: bool = True
) -> Iterator[tuple[Article, T] | Rejection]:
    """The articles of steps with what `then` makes of each, in their order: made here, or by workers, some ahead.

    Here it makes that of some articles at once, and of each alone where it fails. Without `payloads` those of pages
    are let go where the pages were read, and need not come along from there. Workers that have no processor of their
    own are sent pages and what is long, for the limits that they keep: to send each text would take an eighth of the
    time of a whole ingest.
    """
    if not payloads:
        steps = map(_light, steps)
    under_way: deque[_Begun[T]] = deque()
    for portion in _portions(steps, workers):
        under_way.append(_begun(portion, then, workers, payloads))
        while under_way and (under_way[0].work.done or _too_many(under_way)):
            yield from under_way.popleft().results()
    while under_way:
        yield from under_way.popleft().results()


def _portions(steps: Iterable[Step], workers: Workers | None) -> Iterator[list[Step]]:
    """Some steps at a time, or each at once that a process with nothing to do could take.

    Reading some in a row, and then taking each step of the work with all of them, leaves the code at hand.
    """
    awaited = None if workers is None or workers.by_turns else workers
    most, heaviest = (_PORTION, _PORTION_BYTES) if awaited else (_UNHURRIED, _UNHURRIED_BYTES)
    gathered: list[Step] = []
    weight = 0
    for step in steps:
        gathered.append(step)
        weight += _weight(step)
        if (awaited and awaited.idle) or len(gathered) >= most or weight >= heaviest:
            yield gathered
            gathered, weight = [], 0
    yield gathered


@dataclass(frozen=True, slots=True)
class _Begun(Generic[T]):
    """Steps of which those that take work are done elsewhere, by one process, or here when they are asked for."""

    steps: Sequence[Step]
    work: Portion[Any] | _Here
    weight: int

    def results(self) -> Iterator[tuple[Article, T] | Rejection]:
        return _results(self.steps, iter(self.work.results()))


@dataclass(frozen=True, slots=True)
class _Here:
    """Jobs that this process does when they are asked for, and what is to be made of all that they give."""

    jobs: Sequence[partial[_Read]]
    then: partial[list[Any]]

    @property
    def done(self) -> bool:
        """Whether there is no need to wait."""
        return True

    def results(self) -> list[Any]:
        """As those of a portion."""
        return self.then([attempt(job) for job in self.jobs])


def _begun(steps: Sequence[Step], then: Then[T], workers: Workers | None, payloads: bool) -> _Begun[T]:
    weight = sum(map(_weight, steps))
    limited = any(isinstance(step, Task) or _weight(step) >= _PORTION_BYTES for step in steps)
    elsewhere = workers if limited or not (workers and workers.by_turns) else None
    work = [step for step in (map(_light, steps) if elsewhere else steps) if not isinstance(step, Rejection)]
    jobs = [partial(_read, step.make, payloads) if isinstance(step, Task) else partial(_held, step) for step in work]
    made = partial(_made, then)
    return _Begun(steps, elsewhere.begin_all(jobs, made) if elsewhere and jobs else _Here(jobs, made), weight)


def _too_many(under_way: Iterable[_Begun[T]]) -> bool:
    """Whether so much is under way that the first has to be waited for."""
    return sum(len(one.steps) for one in under_way) > _AHEAD or sum(one.weight for one in under_way) > _AHEAD_BYTES


def _light(step: Step) -> Step:
    """A step without the payload that it has no use for, as far as it holds one."""
    return _bare(step) if isinstance(step, Article) else step


def _bare(article: Article) -> Article:
    capture = article.capture
    return article if capture.payload is None else replace(article, capture=replace(capture, payload=None))


_Read = tuple[Article, bool]
"""An article, and whether it is nowhere else and has to come along with what is made of it."""


def _read(make: Callable[[], Article], payloads: bool) -> _Read:
    return (make() if payloads else _bare(make())), True


def _held(article: Article) -> _Read:
    return article, False


def _made(then: Then[T], read: Sequence[_Read | InputError]) -> list[Any]:
    """What is made of articles, or why they could not be read or nothing be made of them."""
    made = iter(_made_of_all(then, [one[0] for one in read if not isinstance(one, InputError)]))
    return [one if isinstance(one, InputError) else _with_article(*one, next(made)) for one in read]


def _with_article(article: Article, along: bool, made: T | InputError) -> tuple[Article, T] | T | InputError:
    return (article, made) if along and not isinstance(made, InputError) else made


def _made_of_all(then: Then[T], articles: Sequence[Article]) -> Sequence[T | InputError]:
    made = attempt(partial(then, articles))
    return [attempt(partial(_made_of, then, one)) for one in articles] if isinstance(made, InputError) else made


def _made_of(then: Then[T], article: Article) -> T:
    (made,) = then([article])
    return made


def _weight(step: Step) -> int:
    """Bytes of a page or of what came along with an article, characters of a text."""
    if isinstance(step, Task):
        return step.weight
    return len(step.capture.payload.body if step.capture.payload else step.text) if isinstance(step, Article) else 0


def _results(steps: Sequence[Step], made: Iterator[Any]) -> Iterator[tuple[Article, Any] | Rejection]:
    """Steps with what their jobs gave, one for each that is no rejection."""
    for step in steps:
        if isinstance(step, Rejection):
            yield step
        elif isinstance(step, Task):
            yield _checked(step, next(made))
        else:
            found = next(made)
            yield Rejection(step.capture.source, str(found)) if isinstance(found, InputError) else (step, found)


def _checked(step: Task, made: tuple[Article, T] | InputError) -> tuple[Article, T] | Rejection:
    if isinstance(made, InputError):
        return Rejection(step.place, f"{made}{step.remark}")
    article, more = made
    checked = article if step.check is None else step.check(article)
    return checked if isinstance(checked, Rejection) else (checked, more)
