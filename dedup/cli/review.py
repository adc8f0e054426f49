"""`dedup review` and `dedup import reviews`: a session by keys, a word in one call, and reviews from a file."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dedup.archive import Archive, Asked, ReviewSession, checked, undo_last
from dedup.cli.talk import say
from dedup.errors import UsageError
from dedup.ingest.reviews import read_reviews
from dedup.model import Direction, Exhibit, Rejection, Review, Word
from dedup.report.console import drawing
from dedup.report.listings import rejection_line
from dedup.report.plain import counted
from dedup.report.reviews import decision_record, print_decisions, print_exhibit, print_machine, print_texts
from dedup.report.writers import write_document

PARTLY = 3
_SHOWN = 5  # passages of each sort that are laid out; `t` shows both texts
HELP = (
    "Keys: s the same story, n not the same, ? unsure, a A was made from B, b B was made from A, c both from a third;",
    "with the next word go: o NOTE a note, y the source is named, x it is not named;",
    "m the machine's score, t both texts, u undo, k skip, p previous, h help, q quit.",
)
_WORDS: dict[str, tuple[Word, Direction | None]] = {
    "s": (Word.SAME, None),
    "n": (Word.NOT_SAME, None),
    "?": (Word.UNSURE, None),
    "a": (Word.SAME, Direction.A_FROM_B),
    "b": (Word.SAME, Direction.B_FROM_A),
    "c": (Word.SAME, Direction.COMMON_ORIGIN),
}


def run_session(pair: Sequence[str], db: str, *, asked: Asked, limit: int | None, as_json: bool, quiet: bool) -> int:
    """Walk through pairs by keys from standard input; what was decided is written at the end."""
    with Archive.open(db, create=False) as archive:
        session = ReviewSession(archive, asked, pair=_both(pair), limit=limit)
        _Terminal(session, quiet=quiet).run()
        progress, decisions = session.progress, session.decisions
    if as_json:
        record = {"decisions": list(map(decision_record, decisions))}
        write_document({**record, "skipped": progress.skipped, "left": progress.left}, sys.stdout)
    else:
        _print(decisions)
    if not quiet:
        say(f"{counted(len(decisions), 'review')}, {progress.skipped:,} skipped, {progress.left:,} left.")
    return 0


def run_word(
    pair: Sequence[str],
    db: str,
    *,
    reviewer: str,
    word: Word,
    direction: Direction | None,
    credited: bool | None,
    note: str,
    as_json: bool,
) -> int:
    """Keep one word on one pair, without questions."""
    a, b = _needed(pair, "--word")
    with Archive.open(db, create=False) as archive:
        first, second = archive.article(a).key, archive.article(b).key
        at = datetime.now(UTC)
        review = checked(
            first, second, word, reviewer=reviewer, at=at, direction=direction, note=note, credited=credited
        )
        _tell(archive.review(review), as_json=as_json)
    return 0


def run_undo(pair: Sequence[str], db: str, *, reviewer: str, as_json: bool) -> int:
    """Take back the reviewer's newest word on one pair."""
    a, b = _needed(pair, "--undo")
    with Archive.open(db, create=False) as archive:
        _tell(undo_last(archive, a, b, reviewer, datetime.now(UTC)), as_json=as_json)
    return 0


def run_import(file: str, db: str, *, as_json: bool) -> int:
    """Take in reviews from a file; 3 if some were rejected, 1 if all were."""
    taken: list[Review] = []
    rejected: list[Rejection] = []
    for item in read_reviews(Path(file), datetime.now(UTC)):
        if isinstance(item, Review):
            taken.append(item)
        else:
            rejected.append(item)
    with Archive.open(db) as archive:
        report = archive.take_reviews(taken)
    if as_json:
        record = {"read": len(taken) + len(rejected), "added": report.added, "undone": report.undone}
        listed = [{"source": item.source, "reason": item.reason} for item in rejected]
        write_document({**record, "unchanged": report.unchanged, "rejected": listed}, sys.stdout)
    else:
        sys.stdout.write(
            f"Read {len(taken) + len(rejected):,}: {report.added:,} added, {report.undone:,} undone, "
            f"{report.unchanged:,} unchanged, {len(rejected):,} rejected.\n"
        )
        sys.stdout.flush()
        for item in rejected:
            say(rejection_line(item))
    return (PARTLY if taken else 1) if rejected else 0


def require_one_way(*, undo: bool, word: bool, rest: bool) -> None:
    """Raise UsageError for options that do not go together; `rest` are those that go with a word."""
    if undo and word:
        raise UsageError("--undo takes a word back and --word gives one; say one of them.")
    if rest and not word:
        raise UsageError("--direction, --credited and --note go with --word; give it, or answer when asked.")


def reviewer_name(given: str | None) -> str:
    """Who reviews: as given, else the login name."""
    if given:
        return given
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # Python 3.11 and 3.12 raise KeyError for a user without a name
        raise UsageError("Who reviews is not known here; give a name with --reviewer.") from None


class _Terminal:
    """Drives a session by one key a line; everything it says goes to stderr."""

    def __init__(self, session: ReviewSession, *, quiet: bool) -> None:
        self._session = session
        self._quiet = quiet
        self._note = ""
        self._credited: bool | None = None

    def run(self) -> None:
        """Ask until the queue or the input is at its end."""
        lines = self._lines()
        if self._session.current is None:
            say("Nothing to review: no pair that was asked for is in doubt.")
            return
        for line in HELP:
            self._tell(line)
        while (shown := self._session.current) is not None:
            self._lay_out(shown)
            if not self._answer(lines):
                return

    def _answer(self, lines: Iterator[str]) -> bool:
        """Take keys until the pair at hand changes; False when the session is to end."""
        before = self._session.current
        while self._session.current is before:
            sys.stderr.write("> ")
            sys.stderr.flush()
            line = next(lines, None)
            if line is None or line.strip() == "q":
                sys.stderr.write("\n" if line is None else "")
                return False
            try:
                self._obey(line.strip(), lines)
            except UsageError as error:
                say(str(error))
        return True

    def _obey(self, line: str, lines: Iterator[str]) -> None:
        session, key = self._session, line[:1]
        if key == "o":
            self._note = line[1:].strip() or next(lines, "").strip()
            self._tell("The note goes with the next word on this pair.")
        elif line in {"y", "x"}:
            self._credited = line == "y"
            self._tell("That goes with the next word on this pair, if it is `same`.")
        elif line in _WORDS:
            word, direction = _WORDS[line]
            credited = self._credited if word is Word.SAME else None
            self._tell(session.decide(word, direction, self._note, credited=credited).sentence)
            self._note, self._credited = "", None
        elif line in {"k", "p"}:
            self._note, self._credited = "", None
            (session.skip if line == "k" else session.back)()
        elif line == "u":
            self._tell(f"Undone: {session.undo().sentence}")
        elif line in {"m", "t"} and (shown := session.current) is not None:
            with drawing(sys.stderr) as console:
                if line == "m":
                    print_machine(console, session.reveal())
                else:
                    print_texts(console, shown)
        elif line:
            for help_line in HELP:
                say(help_line)

    def _lay_out(self, exhibit: Exhibit) -> None:
        progress = self._session.progress
        with drawing(sys.stderr) as console:
            print_exhibit(console, exhibit, number=progress.place, left=progress.left, shown=_SHOWN)
        sys.stderr.flush()

    def _lines(self) -> Iterator[str]:
        yield from iter(sys.stdin.readline, "")

    def _tell(self, message: str) -> None:
        if not self._quiet:
            say(message)


def _both(pair: Sequence[str]) -> tuple[str, str] | None:
    if not pair:
        return None
    if len(pair) != 2:
        raise UsageError("A review is of two articles: name both, or none to be asked about those in doubt.")
    return pair[0], pair[1]


def _needed(pair: Sequence[str], option: str) -> tuple[str, str]:
    both = _both(pair)
    if both is None:
        raise UsageError(f"{option} is said of two articles; name both.")
    return both


def _tell(review: Review, *, as_json: bool) -> None:
    if as_json:
        write_document(decision_record(review), sys.stdout)
    else:
        _print([review])


def _print(decisions: Sequence[Review]) -> None:
    with drawing(sys.stdout) as console:
        print_decisions(console, decisions)
