"""A process that fills an archive, for the tests: `python -m tests.store_worker ARCHIVE PREFIX COUNT [DIE_IN_STEP]`.

Each step is one transaction and does nothing if it was done before, as an ingest would. It says `in N` inside the
transaction and `done N` after the commit. With DIE_IN_STEP it kills itself inside that step.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from dedup.store import Store, Writer
from tests.store_factories import NOW, add, article, content, digest, relation, story


def step(writer: Writer, prefix: str, number: int) -> None:
    """Add an article, relate it to the one before, revise every fifth, and keep one story of all."""
    name = f"{prefix}{number}"
    if writer.article_ids([name]):
        return
    id_ = add(writer, name)[name]
    if number % 5 == 0:
        (other,) = writer.add_contents([content(f"{name} revised")])
        writer.revise_article(id_, article(name, "Another text."), other, b"other", [number], NOW)
        writer.drop_orphan_contents()
    if number:
        before = f"{prefix}{number - 1}"
        found = {row.article.key: row.content for row in map(writer.article, (before, name)) if row}
        rows = writer.contents(found.values())
        a, b = sorted(found.values(), key=lambda id_: rows[id_].digest)
        writer.put_relations([relation(a, b)])
        writer.mark_settled([a, b])
    copies = [f"{prefix}{i}" for i in range(1, number + 1)]
    writer.replace_stories(
        [f"{prefix}{number - 1}"], [story(name, f"{prefix}0", copies)], {f"{prefix}{number - 1}": name}, NOW
    )
    writer.set_meta(prefix, digest(name).hex())


def main(location: str, prefix: str, count: str, die_in: str = "-1") -> None:
    with Store.open(Path(location)) as store:
        for number in range(int(count)):
            with store.writing() as writer:
                step(writer, prefix, number)
                say(f"in {number}")
                if number == int(die_in):
                    os.kill(os.getpid(), signal.SIGKILL)
            say(f"done {number}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
