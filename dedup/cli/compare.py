"""`dedup compare` and `dedup check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from dedup.archive import Archive, examined
from dedup.cli.sources import STDIN, is_file, one_article
from dedup.cli.talk import say
from dedup.cli.temporary import temporary_archive
from dedup.cli.web import article_at, is_address
from dedup.errors import NotFoundError, UsageError
from dedup.model import Article
from dedup.report.console import drawing
from dedup.report.listings import print_check
from dedup.report.origins import origin_record, print_origin
from dedup.report.plain import counted
from dedup.report.proof import print_proof
from dedup.report.records import CHECK_COLUMNS, check_record, comparison_record
from dedup.report.reviews import print_reviewed
from dedup.report.writers import Format, write_document, write_records


def run_compare(
    a: str, b: str, db: str, *, allow: Sequence[str] = (), as_json: bool, passages: int, quiet: bool
) -> int:
    """Compare two articles, each held, in a file or at an address, and show the proof."""
    if a == b == STDIN:
        raise UsageError("Standard input can be one of the two articles, not both.")
    with _archive_for((a, b), db, quiet=quiet) as archive:
        first, second = (_article(name, archive, allow, quiet=quiet) for name in (a, b))
        comparison = archive.compare(first, second)
        derivation = archive.direction(first, second, comparison)
        reviewed = [one for one in archive.reviews([first.key]) if set(one.review.pair) == {first.key, second.key}]
    if as_json:
        write_document(comparison_record(first, second, comparison, derivation, reviewed), sys.stdout)
    else:
        with drawing(sys.stdout) as console:
            print_proof(console, first, second, comparison, shown=passages, derivation=derivation)
            print_reviewed(console, reviewed)
    return 0


def run_origin(name: str, db: str, *, allow: Sequence[str] = (), as_json: bool, quiet: bool) -> int:
    """Tell where an article comes from, held, in a file or at an address."""
    with Archive.open(db, create=False) as archive:
        article = _article(name, archive, allow, quiet=quiet)
        report = archive.origin(article)
    if as_json:
        write_document(origin_record(report), sys.stdout)
    else:
        with drawing(sys.stdout) as console:
            print_origin(console, article, report)
    return 0


def run_check(source: str, db: str, form: Format, *, allow: Sequence[str] = (), quiet: bool) -> int:
    """Tell what an article is related to among those held."""
    with Archive.open(db, create=False) as archive:
        asked = one_article(source, allow)
        held = archive.counts().articles
        found = [(relation, archive.article(relation.b)) for relation in archive.check(asked)]
        itself = _holds(archive, asked.key)
    if itself and not quiet:
        say(f"{asked.key} is held under this key itself; it was compared with the others.")
    records = [check_record(relation, article) for relation, article in found]
    if form is Format.TABLE:
        with drawing(sys.stdout) as console:
            print_check(console, asked, found, held)
    elif form is Format.JSON:
        write_document({"source": source, "article": asked.key, "held": held, "relations": records}, sys.stdout)
    else:
        write_records(records, form, sys.stdout, CHECK_COLUMNS)
        if not quiet:
            say(f"Compared with {counted(held, 'article')} held; articles that are not held were not looked at.")
    return 0


@contextmanager
def _archive_for(names: tuple[str, str], db: str, *, quiet: bool) -> Iterator[Archive]:
    """The archive, or an empty one where there is none and both names are files or addresses."""
    try:
        archive = Archive.open(db, create=False)
    except NotFoundError:
        if not all(name == STDIN or is_file(name) or is_address(name) for name in names):
            raise
        if not quiet:
            say(f"There is no archive at {db}; compared without what one would know of the outlets' furniture.")
        with temporary_archive() as empty:
            yield empty
        return
    with archive:
        yield archive


def _holds(archive: Archive, key: str) -> bool:
    try:
        return archive.article(key).key == key
    except NotFoundError:
        return False


def _article(name: str, archive: Archive, allow: Sequence[str], *, quiet: bool) -> Article:
    """The article with that key or address, else the one in the file of that name or at that address."""
    if name == STDIN:
        return examined(one_article(name))
    try:
        held = archive.article(name)
    except NotFoundError:
        if is_address(name):
            return examined(article_at(name, allow))
        if not is_file(name):
            raise NotFoundError(
                f"{name} is neither the key or address of an article held nor a file; "
                "`dedup export articles` lists the keys."
            ) from None
        return examined(one_article(name))
    if is_file(name) and not quiet:
        say(f"{name} is both an article held and a file; the one held was taken.")
    return held
