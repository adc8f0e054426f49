"""Origins and directions, as JSON values and for people: one article's origin, a pair's ledger, a story's history."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from dedup.model import Article, Change, Clue, Derivation, DerivedPair, Direction, Evidence, OriginReport, Parent
from dedup.report.console import origin_sentence, role_word, text
from dedup.report.listings import article_headline, drawn, listing
from dedup.report.plain import counted, plain

Record = dict[str, object]

DERIVATION_COLUMNS = ("a", "b", "direction", "certainty", "revision", "clues", "reviewed")

DIRECTIONS = {
    Direction.A_FROM_B: "A descends from B.",
    Direction.B_FROM_A: "B descends from A.",
    Direction.COMMON_ORIGIN: "Both descend from a third text.",
    Direction.UNDETERMINED: "Which of the two came first is undetermined.",
}
REVISIONS = {
    Direction.A_FROM_B: "A is a later state of the same publisher's article as B.",
    Direction.B_FROM_A: "B is a later state of the same publisher's article as A.",
    Direction.UNDETERMINED: "Both are states of one publisher's article; which is the later is undetermined.",
}
_ALONE = "It stands alone: nothing held descends from it, nor it from anything held."
_PAIRS = 10  # pairs of one article whose reasons are shown
_CLUES = 3  # of each of them
TOWARD = {
    Direction.A_FROM_B: "A from B",
    Direction.B_FROM_A: "B from A",
    Direction.COMMON_ORIGIN: "common origin",
    Direction.UNDETERMINED: "",
}


# --- records ----------------------------------------------------------------------------------------------------------


def parent_record(parent: Parent) -> Record:
    """What a member hangs on."""
    return {"article": parent.article, "name": parent.name, "why": parent.why, "revision": parent.revision}


def ledger_record(ledger: Iterable[Evidence]) -> list[Record]:
    """What an answer about an origin rests on."""
    return [{"name": line.name, "sentence": line.sentence, "weight": round(line.weight, 4)} for line in ledger]


def derivation_record(derivation: Derivation) -> Record:
    """The direction of a pair with its ledger."""
    return {
        "direction": derivation.direction.value,
        "certainty": derivation.certainty,
        "revision": derivation.revision,
        "clues": [_clue(clue) for clue in derivation.clues],
    }


def _clue(clue: Clue) -> Record:
    return {
        "name": clue.name,
        "sentence": clue.sentence,
        "toward": clue.toward.value,
        "weight": round(clue.weight, 4),
    }


def pair_record(pair: DerivedPair) -> Record:
    """A derived pair with its direction."""
    reviewed = pair.reviewed.value if pair.reviewed else None
    return {"a": pair.a, "b": pair.b, **derivation_record(pair.derivation), "reviewed": reviewed}


def change_record(change: Change) -> Record:
    """A line of a story's history."""
    return {
        "story": change.story,
        "at": change.at.isoformat(),
        "what": change.sort.value,
        "old": change.old,
        "new": change.new,
        "reason": change.reason,
    }


def origin_record(report: OriginReport) -> Record:
    """Where an article comes from: the verdict, its place, the ledger, and its pairs, it being `a` of each."""
    story, member = report.story, report.member
    origin = story.origin if story else None
    return {
        "article": report.article,
        "held": report.held,
        "story": story.id if story else None,
        "origin": {
            "status": origin.status.value if origin else "undetermined",
            "article": origin.article if origin else None,
            "name": origin.name if origin else None,
            "domain": origin.domain if origin else None,
        },
        "certainty": story.certainty if story else None,
        "canonical": story.canonical if story else None,
        "role": member.role.value if member else None,
        "credited": member.credited if member else None,
        "parents": [parent_record(parent) for parent in member.parents] if member else [],
        "reason": member.reason if member else _ALONE,
        "ledger": ledger_record(story.ledger) if story else [],
        "derivations": [pair_record(pair) for pair in report.pairs],
        "dates": [{"code": finding.code, "detail": finding.detail} for finding in report.findings],
    }


# --- for people -------------------------------------------------------------------------------------------------------


def print_origin(console: Console, article: Article, report: OriginReport) -> None:
    """Tell where an article comes from, and why."""
    console.print(article_headline(article))
    console.print(Padding(text(article.key, "dim"), (0, 0, 0, 2)))
    for finding in report.findings:
        console.print(Padding(text(finding.detail), (0, 0, 0, 2)))
    story, member = report.story, report.member
    if story is None or member is None:
        console.print(_ALONE)
        return
    if not report.held:
        console.print("It is not held. This is what would be said if it were ingested now.")
    belongs = "belongs to" if member.role.belongs else "cites"
    console.print(f"It {belongs} the story {plain(story.id)}, as {role_word(member.role)}.")
    console.print(Text(origin_sentence(story.origin), style="bold"))
    if member.reason:
        console.print(f"This article: {plain(member.reason)}")
    print_ledger(console, story.ledger, story.certainty)
    if report.pairs:
        console.print(Text(f"\n{counted(len(report.pairs), 'derived pair')}; A is this article", style="bold"))
    for pair in report.pairs[:_PAIRS]:
        console.print(Text.assemble("B  ", plain(pair.b)))
        console.print(Padding(Text(direction_sentence(pair.derivation), style="bold"), (0, 0, 0, 3)))
        for clue in pair.derivation.clues[:_CLUES]:
            console.print(Padding(text(clue.sentence), (0, 0, 0, 3)))
    if len(report.pairs) > _PAIRS:
        console.print(f"{len(report.pairs) - _PAIRS:,} more; --format json has them all.", style="dim")


def print_ledger(console: Console, ledger: Iterable[Evidence], certainty: float) -> None:
    """What an answer about a story's origin rests on, a line for each reason."""
    lines = list(ledger)
    if not lines:
        return
    console.print(Text(f"\nWhy (chance of the leading answer {certainty:.2f})", style="bold"))
    table = listing("weight", "what was seen", right=("weight",))
    table.columns[0].no_wrap = True
    table.columns[1].overflow = "fold"
    for line in lines:
        table.add_row(f"{line.weight:+.2f}" if line.weight else "", text(line.sentence))
    console.print(table)


def direction_sentence(derivation: Derivation) -> str:
    """Who took from whom, in a sentence."""
    said = REVISIONS.get(derivation.direction) if derivation.revision else None
    return f"{said or DIRECTIONS[derivation.direction]} (certainty {derivation.certainty:.2f})"


def print_direction(console: Console, derivation: Derivation) -> None:
    """The ledger of a pair's direction."""
    if not derivation.clues:
        return
    console.print(Text("\nWho took from whom", style="bold"))
    table = listing("weight", "speaks for", "what was seen", right=("weight",))
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[2].overflow = "fold"
    for clue in derivation.clues:
        table.add_row(f"{clue.weight:.2f}" if clue.weight else "", TOWARD[clue.toward], text(clue.sentence))
    console.print(table)


def print_pairs(console: Console, pairs: Iterable[DerivedPair]) -> int:
    """Derived pairs, two lines each; gives their number."""
    table = listing("certainty", "direction", "article", right=("certainty",))
    table.columns[2].overflow = "fold"
    for pair in pairs:
        said = pair.derivation
        word = "revision" if said.revision else said.direction.value.replace("_", " ")
        table.add_row(f"{said.certainty:.2f}", word, text(f"{pair.a}\n{pair.b}"))
    number = drawn(console, table)
    console.print(f"{counted(number, 'derivation')}. The first article of each pair is a, the second b.", style="dim")
    return number


def print_history(console: Console, changes: Iterable[Change]) -> None:
    """When and why a story's canonical copy or origin changed."""
    console.print(Text("\nHistory", style="bold"))
    for change in changes:
        at = change.at.isoformat(timespec="minutes")[:16].replace("T", " ")
        moved = f"{plain(change.old)} → {plain(change.new)}" if change.old is not None else plain(change.new)
        console.print(Text.assemble((f"{at}  {change.sort.value}: ", "bold"), moved))
        console.print(Padding(text(change.reason, "dim"), (0, 0, 0, 4)))
