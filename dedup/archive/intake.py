"""Taking prepared articles into the archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dedup.archive.crowds import Crowds, filed_under
from dedup.archive.furniture import learn
from dedup.archive.keeping import put_away
from dedup.archive.library import Library
from dedup.archive.prepare import Prepared, notable, record_digest
from dedup.archive.standing import same_body
from dedup.model import Article, MetaSource, Outcome
from dedup.provenance import Registry, read_credits
from dedup.store import ArticleRow, Keep, NewArticle, NewContent, Writer
from dedup.text.addresses import same_page
from dedup.text.lines import line_keys
from dedup.text.words import words_of

_LISTINGS = frozenset({MetaSource.FEED, MetaSource.SITEMAP})
_CAPTURES = frozenset({MetaSource.CAPTURE, MetaSource.FETCH})


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a batch did.

    An outcome for each article in order, the numbers of the articles that changed, the contents that an article joined
    or that lost a relation because the other side is gone, those that were not held before, and the crowded ones that
    may stand otherwise without those that are gone.
    """

    outcomes: tuple[Outcome, ...]
    articles: frozenset[int]
    contents: frozenset[int]
    fresh: frozenset[int]
    shaken: frozenset[int]


def take_in(
    writer: Writer,
    library: Library,
    batch: Sequence[Prepared],
    params: str,
    at: datetime,
    registry: Registry,
) -> TakenIn:
    """Store a batch in which no key comes twice; contents in need of comparison are left marked stale."""
    numbers = writer.article_ids([item.article.key for item in batch])
    rows = {row.id: row for row in writer.articles(numbers.values())}
    held = {key: rows[number] for key, number in numbers.items()}
    known = writer.content_ids({item.fingerprint.digest for item in batch})
    contents = known | _fresh(writer, [item for item in batch if item.fingerprint.digest not in known], params)
    for item in batch:
        library.prime(contents[item.fingerprint.digest], item)
    outcomes: list[Outcome] = []
    fresh: list[NewArticle] = []
    changed: set[int] = set()
    as_held: dict[str, Article] = {}  # as they are held from now on, by key
    arrived: defaultdict[str, set[int]] = defaultdict(set)  # keys of lines, by outlet
    departed: defaultdict[str, set[int]] = defaultdict(set)
    left: set[int] = set()
    for item in batch:
        row = held.get(item.article.key)
        article = _with_known(row.article, item.article) if row else item.article
        as_held[article.key] = article
        digest = item.record_digest if article is item.article else record_digest(article)
        content = contents[item.fingerprint.digest]
        if row is None:
            fresh.append(NewArticle(item.article, content, item.record_digest, item.lines, at))
            outcomes.append(Outcome.STORED)
        elif row.content != content and row.article.text == article.text:  # whose words are read otherwise now
            writer.revise_article(row.id, article, content, digest, item.lines, at, keep=Keep.NOTHING)
            outcomes.append(Outcome.UNCHANGED)
            changed.add(row.id)
            left.add(row.content)
        elif _says_the_same(row, article, digest) and not _seen_before(article, row.article):
            writer.refresh_capture(row.id, article.capture)
            outcomes.append(Outcome.UNCHANGED)
            continue
        else:
            if row.article.outlet:
                departed[row.article.outlet].update(line_keys(row.article.text, words_of(row.article.text)))
            outcomes.append(_revise(writer, row, item, article, digest, content, at))
            changed.add(row.id)
            left.add(row.content)
        if item.article.outlet:
            arrived[item.article.outlet].update(item.lines)
    changed.update(writer.add_articles(fresh))
    numbers = writer.article_ids([item.article.key for item in batch])
    put_away(writer, ((item.article.key, item.kept) for item in batch if item.kept), numbers, at)
    _read_credits(writer, batch, as_held, {key: numbers[key] for key in as_held if numbers[key] in changed}, registry)
    bereft, shaken, otherwise = _refresh_speakers(writer, library, set(contents.values()), left, changed)
    new = frozenset(contents.values()).difference(known.values())
    refiled = new | otherwise
    refiled |= learn(writer, library, arrived, departed)
    # Only now is known what is furniture, and no keys are made of that.
    library.fetch(refiled)
    writer.file({content: filed_under(library.keys(content)) for content in sorted(refiled)})
    joined = {contents[item.fingerprint.digest] for item in batch if numbers[item.article.key] in changed}
    return TakenIn(tuple(outcomes), frozenset(changed), bereft | joined, new, shaken)


def _revise(
    writer: Writer, row: ArticleRow, item: Prepared, article: Article, digest: bytes, content: int, at: datetime
) -> Outcome:
    """Put what came in the place of what is held, and keep of that what an editor would ask for.

    `article` is that of `item` with what is known of it besides, and `digest` its record's. The archive always holds
    what was read last, so that what it concludes hangs on no text that is gone.
    """
    keep = Keep.CLAIMS if notable(row.article) != notable(article) else Keep.NOTHING
    if row.article.text == article.text:
        writer.update_metadata(row.id, article, digest, at, keep=keep)
        return Outcome.REVISED
    if not same_body(writer, row, item):
        writer.revise_article(row.id, article, content, digest, item.lines, at)
        return Outcome.REVISED
    if _seen_before(row.article, article):
        article = replace(article, first_seen=row.article.first_seen)
    claimed = record_digest(replace(article, text=row.article.text)) != row.record_digest
    writer.revise_article(row.id, article, content, digest, item.lines, at, keep=keep)
    return Outcome.REVISED if claimed else Outcome.UNCHANGED


def _with_known(held: Article, article: Article) -> Article:
    """A new state of an article that is held, with what is known of it though the page itself does not say so.

    That is what a feed or site map claimed, where the page claims nothing, and when this text was first captured.
    """
    listed = {
        name: claim
        for name in ("title", "byline", "publisher", "language", "published", "modified")
        if getattr(article, name) is None and (claim := getattr(held, name)) is not None and claim.source in _LISTINGS
    }
    if held.text == article.text and _seen_before(held, article):
        return replace(article, **listed, first_seen=held.first_seen)
    return replace(article, **listed) if listed else article


def _says_the_same(row: ArticleRow, article: Article, digest: bytes) -> bool:
    """Whether an article says what is held, perhaps under another spelling of its address."""
    if row.record_digest == digest:
        return True
    held = row.article.uri
    if held is None or article.uri is None or held == article.uri or not same_page(held, article.uri):
        return False
    return record_digest(replace(article, uri=held)) == row.record_digest


def _seen_before(one: Article, other: Article) -> bool:
    """Whether a capture of one is older than that of the other, so that it tells when the article was first seen.

    Captures of the same page then give the same article in whatever order they arrive.
    """
    early, late = one.first_seen, other.first_seen
    if early is None or early.source not in _CAPTURES:
        return False
    return late is None or (late.source in _CAPTURES and early.instant < late.instant)


def _read_credits(
    writer: Writer,
    batch: Sequence[Prepared],
    as_held: Mapping[str, Article],
    changed: Mapping[str, int],
    registry: Registry,
) -> None:
    """Read the credits of articles that changed, by key, as `reread` would: of what is held and not of what came.

    A byline that only a feed has told of stays when the page without it comes.
    """
    words = {item.article.key: item.words for item in batch}
    writer.replace_credits(
        {number: read_credits(as_held[key], registry, words[key]) for key, number in changed.items()}
    )


def _fresh(writer: Writer, batch: Sequence[Prepared], params: str) -> dict[bytes, int]:
    """Store contents that are not held, filed under their bands alone, and give their numbers by digest."""
    prepared = {item.fingerprint.digest: item for item in batch}
    new = [item.fingerprint for _, item in sorted(prepared.items())]
    numbers = writer.add_contents(
        [
            NewContent(
                digest=found.digest,
                words=found.words,
                bands=found.bands.tolist(),
                filed=None,
                params=params,
            )
            for found in new
        ]
    )
    return {found.digest: number for found, number in zip(new, numbers, strict=True)}


def _refresh_speakers(
    writer: Writer, library: Library, held: Collection[int], left: Collection[int], changed: Collection[int]
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Mark the contents for which another article speaks than before, and drop those that no article holds.

    Texts of one normal form can differ in their line breaks, and so in what is a caption or a stock line, and in the
    language they declare: the samples and postings of a content are those of its speaker too. Returns the contents that
    were related to a dropped one, the crowded ones that may stand otherwise without it, and those to be filed anew.
    """
    holders = writer.holders({*held, *left})
    spoken = {content for content, heads in holders.items() if heads and (heads[0].id in changed or content in left)}
    orphaned = {content for content in left if not holders.get(content)}
    bereft = writer.neighbours(orphaned, derived=False) - orphaned if orphaned else set()
    library.forget(spoken | orphaned)
    writer.mark_stale(spoken)
    chosen = {content for content in spoken if content in left or len(holders[content]) > 1}
    shaken = Crowds(writer).behind(orphaned) - orphaned
    writer.drop_orphan_contents(orphaned)
    return frozenset(bereft), frozenset(shaken), frozenset(chosen) - orphaned
