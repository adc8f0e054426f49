"""`dedup fetch`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dedup.archive import examined
from dedup.cli.talk import say
from dedup.cli.web import article_at, web_client
from dedup.config import IngestLimits
from dedup.ingest import explain
from dedup.report.console import drawing
from dedup.report.fetched import explanation_record, print_explanation
from dedup.report.plain import plain
from dedup.report.records import article_record
from dedup.report.writers import write_document


def run_fetch(address: str, allow: Sequence[str], *, as_json: bool) -> int:
    """Print the text of the article at an address, a paragraph a line, or all of the article as JSON."""
    article = examined(article_at(address, allow))
    if as_json:
        write_document(article_record(article, None), sys.stdout)
    else:
        paragraphs = [plain(paragraph) for paragraph in article.text.split("\n\n")]
        sys.stdout.write("\n\n".join(paragraphs) + "\n")
    return 0


def run_explain(address: str, allow: Sequence[str], *, as_json: bool) -> int:
    """Tell what happened when an address was fetched; 1 where nothing came of it."""
    with web_client(allow) as client:
        told = explain(client, address, IngestLimits())
    if as_json:
        write_document(explanation_record(told), sys.stdout)
    else:
        with drawing(sys.stdout) as console:
            print_explanation(console, told)
    if told.failure is None:
        return 0
    sys.stdout.flush()
    say(f"dedup: {told.failure}")
    return 1
