"""The states of an article and what changed between them, as JSON values and for people.

Words that went stand in `[-…-]`, words that came in `{+…+}`, as wdiff writes them: the marks survive where there are no
colours.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dedup.model import Amendment, FactChange, FactSort, OldWording, RevisionReport, Run, SentenceChange, State, Step
from dedup.report.console import day, headline, text
from dedup.report.origins import Record
from dedup.report.plain import counted, plain, shorten

_SENTENCE = 700  # characters of a sentence that are shown
_FACTS = {FactSort.NUMBER: "Numbers", FactSort.NAME: "Names", FactSort.QUOTATION: "Quotations"}
_FACT = 160  # characters of a quotation that is named
_SIGNS = {Step.REMOVED: "-", Step.ADDED: "+", Step.REWORDED: "~", Step.MOVED: ">"}
_STYLES = {Step.REMOVED: "red", Step.ADDED: "green"}
_CLAIMS = ("title", "published", "modified")


def revisions_record(report: RevisionReport) -> Record:
    """All states of an article with their texts, and what changed between them."""
    return {
        "article": report.article,
        "states": [_state_record(state) for state in report.states],
        "changes": [_amendment_record(one) for one in report.amendments],
    }


def _state_record(state: State) -> Record:
    return {
        "number": state.number,
        "since": state.since.isoformat(),
        "until": state.until.isoformat() if state.until else None,
        "title": state.title,
        "published": state.published,
        "modified": state.modified,
        "digest": state.digest,
        "text": state.text,
    }


def _amendment_record(one: Amendment) -> Record:
    claims = ((name, getattr(one.before, name), getattr(one.after, name)) for name in _CLAIMS)
    return {
        "from": one.before.number,
        "to": one.after.number,
        "claims": {name: {"old": old, "new": new} for name, old, new in claims if old != new},
        "text_changed": one.before.text != one.after.text,
        "sentences": [_sentence_record(change, one) for change in one.sentences if change.step is not Step.SAME],
        "facts": [{"sort": fact.sort.value, "gone": list(fact.gone), "come": list(fact.come)} for fact in one.facts],
        "lost_sentences": one.lost,
        "looked_for": one.sought,
        "copies": [_copy_record(copy) for copy in one.copies],
    }


def _sentence_record(change: SentenceChange, one: Amendment) -> Record:
    record: Record = {"change": change.step.value, "old": None, "new": None}
    for name, span, state in (("old", change.old, one.before), ("new", change.new, one.after)):
        if span is not None:
            written = state.text[span.start : span.end].rstrip()
            record[name] = {"start": span.start, "end": span.start + len(written), "text": written}
    if change.step is Step.REWORDED:
        record["words"] = [{"change": run.step.value, "text": run.text} for run in change.runs]
    return record


def _copy_record(copy: OldWording) -> Record:
    return {
        "article": copy.article,
        "title": copy.title,
        "publisher": copy.publisher,
        "published": copy.published,
        "sentences": list(copy.sentences),
    }


def print_revisions(console: Console, report: RevisionReport) -> None:
    """Draw each state with its time, title and dates, and between two of them what changed."""
    console.print(Text(plain(report.article), style="bold"))
    console.print(f"{counted(len(report.states), 'state')}, the oldest first.")
    changes = {one.after.number: one for one in report.amendments}
    for state in report.states:
        change = changes.get(state.number)
        if change is not None:
            _print_amendment(console, change)
        _print_state(console, state)


def _print_state(console: Console, state: State) -> None:
    until = f"until {state.until:%Y-%m-%d %H:%M}" if state.until else "as it stands"
    console.print(Text(f"\nState {state.number}, from {state.since:%Y-%m-%d %H:%M} {until}", style="bold"))
    console.print(Padding(headline(state.title, None, None, "(no title)"), (0, 0, 0, 2)))
    dates = [
        f"{name} {day(value)}"
        for name, value in (("published", state.published), ("modified", state.modified))
        if value
    ]
    if dates:
        console.print(Padding(text(", ".join(dates)), (0, 0, 0, 2)))


def _print_amendment(console: Console, one: Amendment) -> None:
    console.print()
    for name in _CLAIMS:
        old, new = getattr(one.before, name), getattr(one.after, name)
        if old != new:
            was, now = (text(value, missing="none").plain for value in (old, new))
            console.print(Padding(f"{name}: [-{was}-] {{+{now}+}}", (0, 0, 0, 2)))
    if one.before.text == one.after.text:
        console.print(Padding("The text stayed.", (0, 0, 0, 2)))
        return
    steps = ((Step.REMOVED, "removed"), (Step.ADDED, "added"), (Step.REWORDED, "reworded"), (Step.MOVED, "moved"))
    said = [f"{one.count(step)} {word}" for step, word in steps if one.count(step)]
    console.print(Padding(f"Sentences: {', '.join(said) or 'only their spacing changed'}", (0, 0, 0, 2)))
    for change in one.sentences:
        if change.step is not Step.SAME and not (change.step is Step.MOVED and change.old is not None):
            console.print(Padding(_sentence(change, one), (0, 0, 0, 2)))
    for fact in one.facts:
        console.print(Padding(_fact(fact), (0, 0, 0, 2)))
    _print_copies(console, one)


def _sentence(change: SentenceChange, one: Amendment) -> Text:
    sign = _SIGNS[change.step]
    if change.step is Step.REWORDED:
        return Text(f"{sign} ").append_text(_marked(change.runs))
    span, state = (change.new, one.after) if change.new is not None else (change.old, one.before)
    written = plain(state.text[span.start : span.end]) if span is not None else ""
    return Text(f"{sign} {shorten(written, _SENTENCE)}", style=_STYLES.get(change.step, ""))


def _marked(runs: Sequence[Run]) -> Text:
    """The words of a reworded sentence with marks around those that went and came."""
    body = Text()
    gap = ""
    for run in runs:
        written = plain(run.text)
        if not written:
            continue
        begin, end = {Step.REMOVED: ("[-", "-]"), Step.ADDED: ("{+", "+}")}.get(run.step, ("", ""))
        body.append(f"{gap}{begin}{shorten(written, _SENTENCE)}{end}", style=_STYLES.get(run.step, ""))
        gap = " " if run.text[-1:].isspace() or run.step is Step.REMOVED else ""
    return body


def _fact(fact: FactChange) -> str:
    parts = [
        f"{word} {'; '.join(shorten(plain(one), _FACT) for one in those)}"
        for word, those in (("gone:", fact.gone), ("new:", fact.come))
        if those
    ]
    return f"{_FACTS[fact.sort]} {', '.join(parts)}"


def _print_copies(console: Console, one: Amendment) -> None:
    if one.sought < one.lost:
        console.print(
            Padding(f"Copies were searched for the {one.sought} longest of {one.lost} old sentences.", (0, 0, 0, 2))
        )
    if not one.copies:
        return
    console.print(Padding(f"The old wording stands in {counted(len(one.copies), 'other article')}:", (0, 0, 0, 2)))
    for copy in one.copies:
        console.print(Padding(headline(copy.title, copy.publisher, day(copy.published), copy.article), (0, 0, 0, 4)))
        console.print(Padding(text(f"{copy.article}, {counted(len(copy.sentences), 'sentence')}", "dim"), (0, 0, 0, 4)))
