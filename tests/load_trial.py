"""Many processes at one archive, killed one after another, and a disk that fills up: what came of it.

By hand, in full (two writers and ten readers for a minute):

    python -m tests.load_trial --seconds 60

It prints the figures as JSON and ends with 1 if anything that was acknowledged is lost, if a process failed otherwise
than by a kill or the full disk, if the archive is not whole, or if it does not end as one that nobody disturbed.

How the disk fills up: as a rule no file of the writers may grow past a size for a while (RLIMIT_FSIZE, which Linux can
change in a running process), and SQLite meets a write that fails in the midst of a transaction. With `--fill` the
file system that holds `--keep` is filled up to its last byte, which all processes meet; it must be a small one of its
own, such as a tmpfs of 300 MB. `tests/test_load.py` runs the first form in small.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.cli_factories import ROOT
from tests.load_worker import articles, call

PART = 6
"""Articles of one call: half a family, so that every other call adds to stories that the other writer has begun."""

MOST = 50
"""Articles a second that are made ready: more than two writers of small calls bring in."""

FULL_AT = 64 * 1024
"""Bytes that no file may grow past while the disk is full: the log of one call is many times that."""

FULL_SECONDS = 3.0
SMALL = 2 * 1024**3
"""Bytes of a file system that `--fill` agrees to fill up."""

WORKERS_END = 60.0
"""Seconds for the workers of those that were killed to see it; they are at it within one where there is a free core."""

STEP = 0.05  # seconds between two looks
PATIENCE = 300.0
EXPORTS = ("articles", "relations", "derivations", "stories", "candidates", "nodes", "edges")
FULL_SAYS = ("could not be written", "File too large", "No space left")
"""How ArchiveFullError puts it, and the system, where py3langid unpacks its model into a file as it is loaded."""


@dataclass(slots=True)
class Figures:
    """What was done, and what came of it. `faults` are sentences: how processes failed that had no reason to.
    `outlived` are the processes of the trial whose own workers went on without them.
    """

    writers: int
    readers: int
    seconds: float
    articles: int = 0
    acknowledged: int = 0
    asked: int = 0
    kills: int = 0
    kills_of_writers: int = 0
    met_full_disk: int = 0
    outlived: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was lost and everything is as if nobody had disturbed it."""
        return not (self.lost or self.outlived or self.faults or self.problems or self.differing)


class Player:
    """One process of the trial, and those that took its place."""

    def __init__(self, role: str, number: int, db: Path) -> None:
        self.role, self.number, self.db = role, number, db
        self.lines: list[list[str]] = []
        self.heard = 0
        self.done: set[str] = set()
        self.groups: list[int] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self, parts: list[Path]) -> None:
        """Begin with the parts that are not acknowledged, or with the reader's first question."""
        self.heard = len(self.lines)
        rest = [str(part) for part in parts if str(part) not in self.done]
        more = rest if self.role == "write" else [str(parts[0]), str(self.number)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.load_worker", self.role, str(self.db), *more],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        self.groups.append(self.process.pid)
        self._listener = threading.Thread(target=self._listen, args=(self.process,))
        self._listener.start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                words = line.split()
                self.lines.append(words)
                if words[:1] == ["done"]:
                    self.done.add(words[1])

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def at_work(self) -> bool:
        """Whether the process runs and is past its first command: what dies in its start disturbs nobody."""
        return self.running and any(words[0] == "done" for words in self.lines[self.heard :])

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.ended()

    def ended(self) -> int:
        """Wait for the end and for its last words; gives the exit code."""
        assert self.process is not None
        code = self.process.wait()
        self._listener.join()
        return code


class Disk:
    """A disk that can be full for a while; see the module for the two ways."""

    def __init__(self, folder: Path, *, fill: bool) -> None:
        self.filler = folder / "filler" if fill else None
        self.full = False

    def fill_up(self, players: list[Player]) -> None:
        self.full = True
        if self.filler is None:
            for player in players:
                self.meet(player)
            return
        with self.filler.open("wb", buffering=0) as file:
            for size in (1024 * 1024, 4096, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue

    def meet(self, player: Player) -> None:
        """Let a process meet the full disk, which one that starts meanwhile has to be told of."""
        if self.full and self.filler is None and player.role == "write" and player.process is not None:
            try:
                resource.prlimit(player.process.pid, resource.RLIMIT_FSIZE, (FULL_AT, FULL_AT))
            except ProcessLookupError:
                return

    def make_room(self) -> None:
        self.full = False
        if self.filler is not None:
            self.filler.unlink(missing_ok=True)


class Trial:
    """One run of writers and readers at an archive in a folder."""

    def __init__(self, folder: Path, figures: Figures, *, seed: int, fill: bool = False) -> None:
        self.figures = figures
        self.random = random.Random(seed)
        self.disk = Disk(folder, fill=fill)
        self.db, self.calm = folder / "a.db", folder / "undisturbed.db"
        self.parts = [
            self._part(folder / f"part{first:06}.jsonl", first)
            for first in range(0, int(MOST * (figures.seconds + 10)), PART)
        ]
        self.players = [Player("write", number, self.db) for number in range(figures.writers)]
        self.players += [Player("read", number, self.db) for number in range(figures.readers)]

    @staticmethod
    def _part(path: Path, first: int) -> Path:
        lines = (json.dumps(one) for one in articles(first, first + PART))
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    def share(self, player: Player) -> list[Path]:
        """The parts that a writer is to bring in; a reader asks about the first."""
        return self.parts[1 + player.number :: self.figures.writers] if player.role == "write" else self.parts[:1]

    def run(self, kill_every: float, least_kills: int = 1) -> Figures:
        """Disturb for the time that the figures name, then look at what is left, mend it, and compare.

        It takes longer on a machine that has not come to so many kills and to the full disk by then.
        """
        self._ingest(self.db, self.parts[:1])
        try:
            self._disturb(kill_every, least_kills)
        finally:
            self.disk.make_room()
            for player in self.players:
                if player.running:
                    player.kill()
        self._look_at_what_is_left()
        self._compare()
        return self.figures

    def _disturb(self, kill_every: float, least_kills: int) -> None:
        pause = threading.Event()
        began = self._start(pause)
        kill_at, full_at, room_at = began + kill_every, began + self.figures.seconds / 2, began + PATIENCE
        end = began + self.figures.seconds
        while (now := time.monotonic()) < end or (not self._disturbed(least_kills) and now < end + PATIENCE):
            self._look_after()
            if now >= kill_at and self._kill_one():
                kill_at = now + kill_every
            if now >= full_at:
                self.disk.fill_up(self.players)
                full_at, room_at = end + 2 * PATIENCE, now + FULL_SECONDS
            if self.disk.full and now >= room_at and self.figures.met_full_disk:
                self._make_room()
            pause.wait(STEP)

    def _start(self, pause: threading.Event) -> float:
        """Start all, the readers when the writers are at work; gives the time."""
        began = time.monotonic()
        writers = self.players[: self.figures.writers]
        for player in writers:
            player.start(self.share(player))
        while not all(player.at_work for player in writers) and time.monotonic() < began + PATIENCE:
            pause.wait(STEP)
        for player in self.players[self.figures.writers :]:
            player.start(self.share(player))
        return time.monotonic()

    def _look_after(self) -> None:
        """Put another process in the place of each that ended before its work was done."""
        for player in self.players:
            if player.running or set(map(str, self.share(player))) <= player.done:
                continue
            code = player.ended()
            self._note(player, code)
            player.start(self.share(player))
            self.disk.meet(player)

    def _note(self, player: Player, code: int) -> None:
        """Take down why a process ended; a kill is no news."""
        if code == -signal.SIGKILL:
            return
        said = " ".join(player.lines[-1]) if player.lines else ""
        if any(sign in said for sign in FULL_SAYS):
            self.figures.met_full_disk += 1
        else:
            self.figures.faults.append(f"{player.role}r {player.number} ended with {code}: {said}")

    def _disturbed(self, least_kills: int) -> bool:
        """Whether there were kills enough, the disk was full and has room again, and everybody got something done."""
        done = self.figures.kills >= least_kills and all(player.done for player in self.players)
        return done and self.figures.met_full_disk > 0 and not self.disk.full

    def _kill_one(self) -> bool:
        """Kill one that is at work, if any is: a writer, then a reader, and so on where there are both."""
        turn = ("write", "read")[self.figures.kills % 2]
        at_work = [player for player in self.players if player.at_work]
        if not at_work:
            return False
        chosen = self.random.choice([player for player in at_work if player.role == turn] or at_work)
        chosen.kill()
        self.figures.kills += 1
        self.figures.kills_of_writers += chosen.role == "write"
        return True

    def _make_room(self) -> None:
        """End the shortage. Nobody can lift another's limit again, so the writers that have one are begun anew."""
        self.disk.make_room()
        if self.disk.filler is None:
            for player in self.players:
                if player.role == "write" and player.running:
                    player.kill()

    def _look_at_what_is_left(self) -> None:
        """Before anything opens it to mend it: is the archive whole, and is everything there that was acknowledged?"""
        for player in self.players:
            if player.process is not None:
                self._note(player, player.ended())
            self.figures.asked += sum(words[:1] == ["done"] for words in player.lines if player.role == "read")
        self.figures.outlived = self._outlived()
        with closing(sqlite3.connect(self.db)) as connection:
            answers = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        self.figures.problems += [answer for answer in answers if answer != "ok"]
        code, out, err = call("db", "check", "--db", str(self.db))
        if code:
            self.figures.problems.append(f"dedup db check: {out}{err}")
        done = {part for one in self.players if one.role == "write" for part in one.done}
        acknowledged = self._keys({str(self.parts[0]), *done})
        held = {line["id"] for line in map(json.loads, self._export(self.db, "articles").splitlines())}
        self.figures.acknowledged, self.figures.lost = len(acknowledged), len(acknowledged - held)

    def _outlived(self) -> int:
        """How many of the killed left workers behind; these are ended here."""
        pause = threading.Event()
        until = time.monotonic() + WORKERS_END
        groups = {group for player in self.players for group in player.groups}
        while groups := {group for group in groups if _is_there(group)}:
            if time.monotonic() > until:
                break
            pause.wait(STEP)
        for group in groups:
            os.killpg(group, signal.SIGKILL)
        return len(groups)

    def _compare(self) -> None:
        """Bring in again what was begun, and hold the archive against one that took it in undisturbed."""
        begun = {words[1] for one in self.players if one.role == "write" for words in one.lines if words[0] == "begin"}
        parts = [part for part in self.parts if part == self.parts[0] or str(part) in begun]
        self.figures.articles = len(parts) * PART
        for db in (self.db, self.calm):
            self._ingest(db, parts)
        for what in EXPORTS:
            if self._export(self.db, what) != self._export(self.calm, what):
                self.figures.differing.append(what)

    @staticmethod
    def _keys(parts: set[str]) -> set[str]:
        return {
            json.loads(line)["id"]
            for part in parts
            for line in Path(part).read_text(encoding="utf-8").splitlines()
        }  # fmt: skip

    @staticmethod
    def _ingest(db: Path, parts: list[Path]) -> None:
        code, _, err = call("ingest", *map(str, parts), "--db", str(db), "--quiet")
        if code:
            raise RuntimeError(f"an undisturbed ingest ended with {code}: {err}")

    @staticmethod
    def _export(db: Path, what: str) -> str:
        code, out, err = call("export", what, "--db", str(db))
        if code:
            raise RuntimeError(f"an undisturbed export of {what} ended with {code}: {err}")
        return out


def _is_there(group: int) -> bool:
    """Whether a group of processes has any."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def trial(
    folder: Path, *, writers: int, readers: int, seconds: float, kill_every: float, least_kills: int, seed: int = 1
) -> Figures:
    """Run writers and readers at one archive for so many seconds, with a kill every few and the disk full once."""
    figures = Figures(writers, readers, seconds)
    return Trial(folder, figures, seed=seed).run(kill_every, least_kills)


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seconds", type=float, default=60.0)
    reader.add_argument("--writers", type=int, default=2)
    reader.add_argument("--readers", type=int, default=10)
    reader.add_argument("--kill-every", type=float, default=3.0)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--keep", type=Path, help="a folder to work in that is kept")
    reader.add_argument("--fill", action="store_true", help="fill up the small file system that --keep is on")
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = (given.keep or Path(name)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        if given.fill and shutil.disk_usage(folder).total > SMALL:
            reader.error(f"--fill fills up the whole file system of {folder}; give a small one of its own by --keep")
        figures = Figures(given.writers, given.readers, given.seconds)
        Trial(folder, figures, seed=given.seed, fill=given.fill).run(given.kill_every)
    sys.stdout.write(json.dumps({**asdict(figures), "whole": figures.whole}, indent=2) + "\n")
    return 0 if figures.whole else 1


if __name__ == "__main__":
    sys.exit(main())
