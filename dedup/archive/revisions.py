"""The states of an article, what changed between them, and which copies still have what was taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dedup.archive.prepare import language_of
from dedup.compare import changed_facts, changed_sentences
from dedup.model import Amendment, OldWording, RevisionReport, State, Step
from dedup.store import ArticleRow, Reader
from dedup.text.seek import Search, search_for
from dedup.text.words import Words, words_of

_MIN_WORDS = 5  # a shorter sentence stands in texts that were never copied
_MOST_SOUGHT = 40  # sentences: each takes some ten microseconds an article held


@dataclass(frozen=True, slots=True)
class _Lost:
    """A sentence that an amendment took away: which one, and how to look for it."""

    amendment: int
    text: str
    keys: bytes
    search: Search


def revision_report(reader: Reader, row: ArticleRow) -> RevisionReport:
    """All states of an article, and what changed from one to the next."""
    states, amendments = states_and_changes(reader, row)
    return RevisionReport(row.article.key, tuple(states), tuple(_with_copies(reader, row.id, amendments)))


def states_and_changes(reader: Reader, row: ArticleRow) -> tuple[list[State], list[Amendment]]:
    """The same without a look at other articles, all of whose texts are searched for copies of the old wording."""
    states = _states(reader, row)
    language = language_of(row.article)
    return states, [_amendment(before, after, language) for before, after in pairwise(states)]


def _states(reader: Reader, row: ArticleRow) -> list[State]:
    article = row.article
    states: list[State] = []
    for one in reader.revisions(row.id):
        times = one.ingested_at, one.replaced_at
        claims = one.title, one.published, one.modified
        states.append(State(one.number, *times, *claims, one.payload_digest, one.text))
    title, published, modified = article.title, article.published, article.modified
    states.append(
        State(
            number=len(states) + 1,
            since=reader.standing_since(row.id),
            until=None,
            title=title.value if title else None,
            published=published.iso if published else None,
            modified=modified.iso if modified else None,
            digest=article.capture.digest,
            text=article.text,
        )
    )
    return states


def _amendment(before: State, after: State, language: str | None) -> Amendment:
    if before.text == after.text:
        return Amendment(before, after, (), ())
    sentences = changed_sentences(before.text, after.text)
    return Amendment(before, after, sentences, changed_facts(before.text, after.text, language))


# --- copies -----------------------------------------------------------------------------------------------------------


def _with_copies(reader: Reader, own: int, amendments: Sequence[Amendment]) -> list[Amendment]:
    """The amendments with the articles that have what they took away; the longest sentences are looked for."""
    lost = [one for place, amendment in enumerate(amendments) for one in _lost(place, amendment)]
    sought = sorted(lost, key=lambda one: (-len(one.keys), one.amendment, one.text))[:_MOST_SOUGHT]
    held: dict[int, list[_Lost]] = {}
    for number, text in reader.all_texts() if sought else ():
        hopeful = [one for one in sought if number != own and one.search.may_hold(text)]
        if hopeful:
            keys = _keys(words_of(text))
            held[number] = [one for one in hopeful if _stands_in(one.keys, keys)]
    rows = {row.id: row for row in reader.articles([number for number, found in held.items() if found])}
    return [
        replace(
            amendment,
            lost=sum(one.amendment == place for one in lost),
            sought=sum(one.amendment == place for one in sought),
            copies=tuple(
                _copy(row, [one.text for one in held[row.id] if one.amendment == place])
                for row in rows.values()
                if any(one.amendment == place for one in held[row.id])
            ),
        )
        for place, amendment in enumerate(amendments)
    ]


def _lost(place: int, amendment: Amendment) -> list[_Lost]:
    """Sentences whose words the new text does not have any more."""
    now = _keys(words_of(amendment.after.text))
    found: dict[bytes, _Lost] = {}
    for change in amendment.sentences:
        if change.old is None or change.step not in {Step.REMOVED, Step.REWORDED}:
            continue
        text = amendment.before.text[change.old.start : change.old.end].strip()
        words = words_of(text)
        keys = _keys(words)
        if len(words) >= _MIN_WORDS and not _stands_in(keys, now):
            found.setdefault(keys, _Lost(place, text, keys, search_for(text, words)))
    return list(found.values())


def _copy(row: ArticleRow, sentences: Sequence[str]) -> OldWording:
    article = row.article
    return OldWording(
        article=article.key,
        title=article.title.value if article.title else None,
        publisher=article.publisher.value if article.publisher else None,
        published=article.published.iso if article.published else None,
        sentences=tuple(sorted(sentences)),
    )


def _keys(words: Words) -> bytes:
    return words.keys.astype("<u8").tobytes()


def _stands_in(part: bytes, whole: bytes) -> bool:
    """Whether words, by their packed keys of eight bytes, stand in a row among others."""
    place = whole.find(part)
    while place >= 0 and place % 8:
        place = whole.find(part, place + 1)
    return place >= 0
