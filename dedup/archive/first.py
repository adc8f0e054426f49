"""Where a sentence or a quotation stands in the articles held, and which of them had it first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from dedup.archive.precedence import Precedence
from dedup.archive.prepare import language_of
from dedup.compare import Aligned, Worded, coverage, found_in, worded
from dedup.errors import UsageError
from dedup.model import (
    Article,
    Comparison,
    FirstReport,
    OriginStatus,
    Sighting,
    Span,
    Story,
    Wording,
)
from dedup.provenance import Times, times_of
from dedup.store import ArticleRow, Reader
from dedup.text.quotes import quoted_spans
from dedup.text.seek import search_for
from dedup.text.speech import speaker_of
from dedup.text.stems import lexicon
from dedup.text.words import words_of

_MIN_WORDS, _MAX_WORDS = 3, 400
_MIN_CHARACTERS = 8  # letters and digits: "it is so" is in any newspaper
_ALIKE = 0.5  # share of the words' weight from which a passage is a variant of them
_WORDS_ALIKE = 0.4  # share of their number; names weigh so much that two of them could make the half
_SHORT, _SHORT_ALIKE = 10, 0.9  # with fewer words chance does more; of three no rare one may be missing
# Aligning a long passage takes milliseconds. A text without a twentieth of its phrases holds neither a sentence nor a
# variant of it: exchanging four words of ten leaves a fifth.
_LONG, _PHRASE, _LONG_SHARE = 60, 3, 20
_RUN = 8  # words in a row that two texts do not share by chance, whatever else is cut away; as in the verdict on copies
_RUN_UNSPACED = 16  # where a word is a character
_UNSPACED = "\u0e00"
_THE_SAME = 0.85  # likeness from which a variant is no other sentence that happens to share some words
_HALF = 0.5  # share of a passage that has to be in a quotation or a sentence for it to count as standing there
_STORY_MEMBERS = 40  # members of a story that are asked for a sentence in other words: 10 ms each

_HAD = {
    Wording.VERBATIM: "word for word",
    Wording.CUT: "cut",
    Wording.ALTERED: "altered",
    Wording.REWORDED: "in other words",
}

Compare = Callable[[Article, Article], Comparison]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sighting with what deciding on the first takes."""

    row: ArticleRow
    sighting: Sighting
    times: Times

    @property
    def key(self) -> str:
        return self.row.article.key

    @property
    def number(self) -> int:
        return self.row.id


def first_appearance(reader: Reader, compare: Compare, asked: str) -> FirstReport:
    """Find the articles in which words stand, and tell which had them first.

    `compare` gives the comparison of two articles that are held. Raises UsageError for words that are too few to be
    looked for, and for so many that they are an article.
    """
    words = words_of(asked)
    letters = sum(map(len, words.words))
    if len(words) < _MIN_WORDS or letters < _MIN_CHARACTERS:
        raise UsageError(
            f"{asked!r} is too short to be looked for; give a sentence, or a phrase of three words or more."
        )
    if len(words) > _MAX_WORDS:
        raise UsageError(f"This is a text of {len(words)} words; give a passage, or use `dedup check` for an article.")
    in_language = lru_cache(maxsize=None)(lambda language: worded(words, lexicon(language)))
    search = search_for(asked, words)
    looked_at = 0
    passed: list[int] = []
    for number, text in reader.all_texts():
        looked_at += 1
        if search.may_hold(text):
            passed.append(number)
    found = {row.article.key: seen for row in reader.articles(passed) if (seen := _look(row, in_language)) is not None}
    stories = _stories_of(reader, [seen.row for seen in found.values()])
    others = list(_reworded(reader, compare, found, stories))
    stories |= _stories_of(reader, [seen.row for seen in others])
    ordered = sorted(
        [*found.values(), *others],
        key=lambda one: (one.sighting.date is None, *one.times.order, one.row.article.key),
    )
    first, reason = _first_of(reader, ordered, stories)
    return FirstReport(
        asked=asked,
        looked_at=looked_at,
        sightings=tuple(_placed(one.sighting, stories.get(one.row.article.key)) for one in ordered),
        first=first,
        reason=reason,
        notes=_notes(reader, ordered, stories, first),
    )


# --- where it stands --------------------------------------------------------------------------------------------------


def _look(row: ArticleRow, in_language: Callable[[str | None], Worded]) -> _Seen | None:
    """What one article has of the words, if that is enough."""
    article = row.article
    language = language_of(article)
    asked = in_language(language)
    words = words_of(article.text)
    if len(asked.words) >= _LONG and coverage(asked.words.keys, words.keys, _PHRASE) < len(asked.words) // _LONG_SHARE:
        return None
    aligned = found_in(asked, worded(words, lexicon(language)))
    if aligned is None or not _enough(aligned, asked):
        return None
    span = words.span(aligned.first, aligned.end)
    exact = all(asked.words.keys[i] == words.keys[j] for i, j in aligned.pairs)
    whole = exact and aligned.unbroken and len(aligned.pairs) == len(asked.words)
    cut = exact and aligned.unbroken
    wording = Wording.VERBATIM if whole else Wording.CUT if cut else Wording.ALTERED
    return _Seen(row, _sighting(article, span, wording, aligned.likeness), times_of(article))


def _enough(aligned: Aligned, asked: Worded) -> bool:
    count = len(asked.words)
    unspaced = 2 * sum(word[0] >= _UNSPACED for word in asked.words.words) > count
    if aligned.longest >= (_RUN_UNSPACED if unspaced else _RUN):
        return True
    if len(aligned.pairs) < _WORDS_ALIKE * count:
        return False  # a name and an office alone
    short = max(0, _SHORT - (count // 2 if unspaced else count)) / (_SHORT - _MIN_WORDS)
    return aligned.likeness >= _ALIKE + (_SHORT_ALIKE - _ALIKE) * min(1.0, short)


def _sighting(article: Article, span: Span, wording: Wording, likeness: float) -> Sighting:
    text, times = article.text, times_of(article)
    quoted = next((one for one in quoted_spans(text) if _inside(span, one)), None)
    return Sighting(
        article=article.key,
        span=span,
        passage=text[span.start : span.end],
        wording=wording,
        likeness=round(likeness, 4),
        quoted=quoted is not None,
        speaker=speaker_of(text, span, quoted),
        title=article.title.value if article.title else None,
        publisher=article.publisher.value if article.publisher else None,
        url=article.uri,
        date=times.claimed or times.seen,
        seen=times.claimed is None and times.seen is not None,
    )


def _inside(span: Span, around: Span) -> bool:
    """Whether most of a span lies in another."""
    common = min(span.end, around.end) - max(span.start, around.start)
    return common >= _HALF * (span.end - span.start)


def _reworded(
    reader: Reader, compare: Compare, found: Mapping[str, _Seen], stories: Mapping[str, Story]
) -> Iterator[_Seen]:
    """The sentences of other members of the stories that stand for the passage in its best sighting there."""
    taken = set(found)
    for story in sorted({story.id: story for story in stories.values()}.values(), key=lambda story: story.id):
        members = [member.article for member in story.members]
        known = [found[key] for key in members if key in found]
        others = [key for key in members if key not in taken][:_STORY_MEMBERS]
        if not known or not others:
            continue
        best = max(known, key=lambda seen: (seen.sighting.likeness, seen.row.article.key == story.canonical))
        for row in reader.articles(list(reader.article_ids(others).values())):
            comparison = compare(best.row.article, row.article)
            # A quotation worded otherwise says the same by where it stands, whatever words the two share.
            found_so = [
                (pair.likeness, pair.b) for pair in comparison.counterparts if _inside(best.sighting.span, pair.a)
            ]
            found_so += [(0.0, pair.b) for pair in comparison.altered if _inside(best.sighting.span, pair.a)]
            if found_so:
                likeness, span = max(found_so, key=lambda pair: (pair[0], -pair[1].start))
                sighting = _sighting(row.article, span, Wording.REWORDED, likeness)
                taken.add(row.article.key)
                yield _Seen(row, sighting, times_of(row.article))


# --- its story --------------------------------------------------------------------------------------------------------


def _stories_of(reader: Reader, rows: Sequence[ArticleRow]) -> dict[str, Story]:
    """The story of each article, by key: the one that it belongs to, else the first that it cites."""
    homes = reader.story_of([row.id for row in rows])
    named = {row.article.key: homes.get(row.id) or reader.story_with(row.id) for row in rows}
    held = {story.id: story for story in reader.stories({name for name in named.values() if name is not None})}
    return {key: held[name] for key, name in named.items() if name is not None}


def _placed(sighting: Sighting, story: Story | None) -> Sighting:
    return replace(sighting, story=story.id) if story is not None else sighting


# --- who had it first -------------------------------------------------------------------------------------------------


def _first_of(reader: Reader, seen: Sequence[_Seen], stories: Mapping[str, Story]) -> tuple[str | None, str]:
    """The article that has the words first, and why."""
    if not seen:
        return None, "It stands in none of the articles held."
    order = Precedence(reader.directions([one.row.id for one in seen]))
    rivals = _rivals(seen, stories, order)
    if len(rivals) == 1:
        others = sum(one.sighting.wording is Wording.REWORDED for one in seen)
        also = f"; {others} {'has' if others == 1 else 'have'} it in other words" if others else ""
        return rivals[0].row.article.key, f"No other article held has it so{also}."
    lead = order.lead(rivals)
    beaten = [one for one in rivals if one is not lead]
    answers = [order.of(lead, one) for one in beaten]
    open_to = [one for one, (earlier, _) in zip(beaten, answers, strict=True) if earlier is not True]
    if open_to:
        return None, _undecided(lead, open_to)
    return lead.row.article.key, _decided(lead, answers, stories)


def _rivals(seen: Sequence[_Seen], stories: Mapping[str, Story], order: Precedence) -> list[_Seen]:
    """Those of whom one may be the first: who has the very words or nearly, or a variant in a story of theirs.

    All variants compete where nobody has the very words. Saying it in other words is not having it.
    """
    so = [one for one in seen if one.sighting.wording is not Wording.REWORDED]
    exact = [one for one in so if one.sighting.wording is Wording.VERBATIM]
    if not exact:
        return so
    told = {stories[one.row.article.key].id for one in exact if one.row.article.key in stories}
    return [
        one for one in so
        if one.sighting.likeness >= _THE_SAME
        or ((story := stories.get(one.row.article.key)) is not None and story.id in told)
        or any(order.derived(one, other) for other in exact)
    ]  # fmt: skip


def _decided(lead: _Seen, answers: Sequence[tuple[bool | None, bool]], stories: Mapping[str, Story]) -> str:
    by_story = sum(told for _, told in answers)
    by_date = len(answers) - by_story
    story = stories.get(lead.row.article.key)
    parts = []
    if story is not None and story.origin.article == lead.row.article.key:
        parts.append(f"it is the origin of the story {story.id}")
    if by_story:
        parts.append(f"{_others(by_story)} {_was(by_story)} made from it, as the story tells")
    if by_date:
        parts.append(f"{_others(by_date)} {'is' if by_date == 1 else 'are'} dated later")
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def _others(count: int) -> str:
    return "one other" if count == 1 else f"{count} others"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _undecided(lead: _Seen, open_to: Sequence[_Seen]) -> str:
    one = open_to[0]
    more = f", nor {len(open_to) - 1} more" if len(open_to) > 1 else ""
    return f"{_dated(lead)} and {_dated(one)} cannot be put in order{more}."


def _dated(seen: _Seen) -> str:
    sighting = seen.sighting
    if sighting.date is None:
        return f"{sighting.article} (no date)"
    return f"{sighting.article} ({'seen ' if sighting.seen else ''}{sighting.date.iso})"


def _notes(reader: Reader, seen: Sequence[_Seen], stories: Mapping[str, Story], first: str | None) -> tuple[str, ...]:
    """What else bears on the answer: origins that are not held, and who said it earlier in other words."""
    found = []
    for story in sorted({stories[one.row.article.key].id: stories[one.row.article.key] for one in seen
                         if one.row.article.key in stories}.values(), key=lambda story: story.id):  # fmt: skip
        if story.origin.status is OriginStatus.NOT_HELD:
            named = story.origin.name or story.origin.domain or "nobody knows whom"
            found.append(
                f"The origin of the story {story.id} is not held; it seems to be {named}, and may have had it first."
            )
    lead = next((one for one in seen if one.row.article.key == first), None)
    if lead is not None:
        order = Precedence(reader.directions([lead.row.id]))
        earlier = [one for one in seen if one is not lead and order.of(one, lead)[0]]
        found.extend(f"{one.row.article.key} had it earlier, {_HAD[one.sighting.wording]}." for one in earlier)
    return tuple(found)
