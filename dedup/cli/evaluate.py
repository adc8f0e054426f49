"""`dedup evaluate`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dedup.archive import Archive, preparing
from dedup.cli.ingest import exit_code
from dedup.cli.sources import take_in
from dedup.cli.talk import say
from dedup.cli.temporary import temporary_archive
from dedup.errors import UnusableError
from dedup.evaluation import evaluate, read_clusters, read_pairs
from dedup.report.console import drawing
from dedup.report.figures import print_evaluation
from dedup.report.listings import rejection_line
from dedup.report.writers import write_document


def run(
    documents: Sequence[str], pairs: str, same_event: str | None, db: str | None, *, as_json: bool, quiet: bool
) -> int:
    """Ingest documents and measure what comes out against labels."""
    labelled = read_pairs(Path(pairs))
    events = read_clusters(Path(same_event)) if same_event else None
    with Archive.open(db) if db else temporary_archive() as archive, preparing() as workers:
        report = take_in(archive, documents, quiet=quiet, workers=workers)
        for rejection in report.rejected:
            say(rejection_line(rejection))
        if report.read == len(report.rejected):
            raise UnusableError(f"No article was found in {', '.join(documents)}; there is nothing to measure.")
        keys = {key for item in labelled for key in item.pair}
        unknown = keys.difference(row.article.key for row in archive.articles()) if not quiet else set()
        if unknown:
            say(
                f"{len(unknown)} of the {len(keys)} labelled articles are not held, {min(unknown)} for one; "
                "their pairs count as missed."
            )
        evaluation = evaluate(
            archive.relations(),
            labelled,
            articles=archive.counts().articles,
            same_event=events,
            proposed={(pair.a, pair.b) for pair in archive.candidates()},
            stories=archive.stories(),
        )
    if as_json:
        write_document(evaluation.as_dict(), sys.stdout)
    else:
        with drawing(sys.stdout) as console:
            print_evaluation(console, evaluation)
    return exit_code(report)
