"""What can be done to an archive within one transaction.

Numbers are given out here rather than by SQLite, so that a batch is one `executemany`: the write lock is held from the
first statement on, and AUTOINCREMENT's own counter sees to it that no number comes twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from dedup.errors import NotFoundError
from dedup.model import Article, Change, Credit, DerivedPair, Review, Story
from dedup.store.captures import CaptureWriter
from dedup.store.codec import (
    ARTICLE_FIELDS,
    RELATION_COLUMNS,
    article_values,
    member_values,
    relation_values,
    story_values,
)
from dedup.store.credits import CREDIT_COLUMNS, CREDIT_LIST, credit_values
from dedup.store.index import IndexWriter
from dedup.store.origins import change_values, outside_of, pair_values, parent_values
from dedup.store.reader import Reader
from dedup.store.reviews import REVIEW_COLUMNS, Intake, review_values, storable
from dedup.store.rows import Filed, Keep, NewArticle, NewContent, RelationRow
from dedup.store.searching import SearchWriter
from dedup.store.snapshot import chunks, marks
from dedup.store.states import NEXT_STATE, StateWriter
from dedup.store.values import instant_text, name_text, pack_keys, pack_short, signed, signed_keys
from dedup.store.watching import WatchWriter

_ARTICLE_INSERT = (
    f"INSERT INTO article (id, ingested_at, lines, {', '.join(ARTICLE_FIELDS)}) "
    f"VALUES ({marks(3 + len(ARTICLE_FIELDS))})"
)
_RELATION_PUT = (
    f"INSERT OR REPLACE INTO relation ({', '.join(RELATION_COLUMNS)}) VALUES ({marks(len(RELATION_COLUMNS))})"
)
_CREDIT_INSERT = f"INSERT INTO credit ({CREDIT_LIST}) VALUES ({marks(len(CREDIT_COLUMNS))})"
_ARTICLE_UPDATE = f"UPDATE article SET {', '.join(f'{name} = ?' for name in ARTICLE_FIELDS)}"


class Writer(Reader, IndexWriter, WatchWriter, CaptureWriter, StateWriter, SearchWriter):
    """Changes to an archive, kept all or not at all. Made by `Store.writing`; use it only inside that block."""

    def _next_id(self, table: str) -> int:
        return int(self._one("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)) or 0) + 1

    # --- contents -----------------------------------------------------------------------------------------------------

    def add_contents(self, rows: Sequence[NewContent]) -> list[int]:
        """Store contents and give their numbers in order; a digest that is held already gives the number it has."""
        known = self.content_ids(row.digest for row in rows)
        contents: list[tuple[object, ...]] = []
        bands: dict[int, Sequence[int]] = {}
        filed: dict[int, Filed] = {}
        number = self._next_id("content")
        for row in rows:
            if row.digest in known:
                continue
            known[row.digest] = number
            contents.append((number, row.digest, row.words, row.params, pack_short(row.bands)))
            bands[number] = row.bands
            if row.filed is not None:
                filed[number] = row.filed
            number += 1
        self._run_many("INSERT INTO content (id, digest, words, params, bands) VALUES (?,?,?,?,?)", contents)
        self.file_bands(bands)
        self.file(filed)
        return [known[row.digest] for row in rows]

    def drop_orphan_contents(self, among: Collection[int] | None = None) -> list[int]:
        """Remove contents that no article holds, with their keys and relations; looks at all, or at those given."""
        sql = "SELECT id FROM content WHERE NOT EXISTS (SELECT 1 FROM article WHERE content = content.id)"
        rows = self._rows(sql) if among is None else list(self._rows_in(f"{sql} AND id IN ({{}})", set(among)))
        orphans = sorted(row[0] for row in rows)
        self.unfile(orphans)
        self.mark_stale(self.sated(self.later_neighbours(orphans)))
        self.drop_relations(contents=orphans)
        for table, column in (("crowded", "content"), ("sated", "content"), ("content", "id")):
            self._run_in(f"DELETE FROM {table} WHERE {column} IN ({{}})", orphans)
        return orphans

    def set_crowded(self, standings: Mapping[int, tuple[bytes, bytes] | None]) -> None:
        """Note how contents stand: None for one that is not crowded, else two ranks as `crowded` tells them."""
        before = self.crowded(standings)
        after = {number for number, now in standings.items() if now is not None}
        turned = before.keys() ^ after
        self._run_in("DELETE FROM crowded WHERE content IN ({})", standings)
        self._run_many(
            "INSERT INTO crowded (content, reach, decided) VALUES (?,?,?)",
            [(number, *now) for number, now in standings.items() if now is not None],
        )
        self.file_bands({number: keys for number, (_, keys) in self.filed(turned).items()}, after)

    def set_sated(self, reach: Mapping[int, bytes | None]) -> None:
        """Note which contents have relations enough to contents of smaller digests, and the digest of the last of them.

        None for one that has not.
        """
        self._run_in("DELETE FROM sated WHERE content IN ({})", reach)
        self._run_many(
            "INSERT INTO sated (content, reach) VALUES (?,?)",
            [(number, digest) for number, digest in reach.items() if digest is not None],
        )

    def mark_stale(self, content_ids: Collection[int]) -> None:
        """Have contents compared again."""
        self._run_in("UPDATE content SET stale = 1 WHERE stale = 0 AND id IN ({})", set(content_ids))

    def mark_settled(self, content_ids: Collection[int]) -> None:
        """Note that contents have been compared under what is known now."""
        self._run_in("UPDATE content SET stale = 0 WHERE stale = 1 AND id IN ({})", set(content_ids))

    # --- articles -----------------------------------------------------------------------------------------------------

    def add_article(
        self, article: Article, content_id: int, record_digest: bytes, lines: Sequence[int], at: datetime
    ) -> int:
        """Store a new article and give its number; its key must not be held yet."""
        return self.add_articles([NewArticle(article, content_id, record_digest, lines, at)])[0]

    def add_articles(self, batch: Sequence[NewArticle]) -> list[int]:
        """Store new articles and give their numbers in order; no key may be held yet or come twice."""
        first = self._next_id("article")
        articles: list[tuple[object, ...]] = []
        lines: list[tuple[object, ...]] = []
        for number, new in enumerate(batch, first):
            packed = pack_keys(new.lines)
            values = article_values(new.article, new.content, new.record_digest)
            articles.append((number, instant_text(new.at), packed, *values))
            lines.extend([(key, number) for key in signed_keys(packed)])
        self._run_many(_ARTICLE_INSERT, articles)
        self._run_many("INSERT INTO line (key, article) VALUES (?,?)", sorted(lines))
        return list(range(first, first + len(batch)))

    def revise_article(
        self,
        article_id: int,
        article: Article,
        content_id: int,
        record_digest: bytes,
        lines: Sequence[int],
        at: datetime,
        *,
        keep: Keep = Keep.TEXT,
    ) -> None:
        """Put a new text in an article's place and keep the earlier one as a revision, or what `keep` says of it.

        Raises NotFoundError if the archive holds no such article.
        """
        now = instant_text(at)
        kept = self._keep_state(article_id, now, keep)
        self.note_searched(article_id, article)
        old = self._one("SELECT lines FROM article WHERE id = ?", (article_id,))
        packed = pack_keys(lines)
        self._run_many(
            "DELETE FROM line WHERE key = ? AND article = ?", [(key, article_id) for key in signed_keys(old)]
        )
        self._run(
            f"{_ARTICLE_UPDATE}, lines = ?, {NEXT_STATE} WHERE id = ?",
            (*article_values(article, content_id, record_digest), packed, kept, now, kept, article_id),
        )
        self._run_many(
            "INSERT INTO line (key, article) VALUES (?,?)", [(key, article_id) for key in signed_keys(packed)]
        )

    def update_metadata(
        self, article_id: int, article: Article, record_digest: bytes, at: datetime, *, keep: Keep = Keep.NOTHING
    ) -> None:
        """Replace what is claimed about an article whose text is the same; raises NotFoundError without one."""
        content = self._one("SELECT content FROM article WHERE id = ?", (article_id,))
        if content is None:
            raise NotFoundError(f"The archive {self._place} holds no article of number {article_id} to update.")
        kept = self._keep_state(article_id, instant_text(at), keep)
        self.note_searched(article_id, article)
        values = (*article_values(article, content, record_digest), kept, instant_text(at), kept, article_id)
        self._run(f"{_ARTICLE_UPDATE}, {NEXT_STATE} WHERE id = ?", values)

    def replace_credits(self, given: Mapping[int, Sequence[Credit]]) -> None:
        """Give articles other credits than they have."""
        self._run_in("DELETE FROM credit WHERE article IN ({})", given)
        self._run_many(
            _CREDIT_INSERT,
            [credit_values(article, credit) for article, found in given.items() for credit in found],
        )

    def add_furniture(self, lines: Iterable[tuple[str, int]]) -> None:
        """Note lines as furniture: each an outlet and the line's key (0..2**64-1)."""
        self._run_many("INSERT OR IGNORE INTO furniture (outlet, key) VALUES (?,?)", _lines(lines))

    def drop_furniture(self, lines: Iterable[tuple[str, int]]) -> None:
        """Take back that lines are furniture of their outlets."""
        self._run_many("DELETE FROM furniture WHERE outlet = ? AND key = ?", _lines(lines))

    # --- relations ----------------------------------------------------------------------------------------------------

    def put_relations(self, rows: Iterable[RelationRow]) -> None:
        """Store relations, each in the place of an earlier one of the same pair."""
        for part in chunks(rows):
            self._run_many(
                _RELATION_PUT,
                [relation_values(row) for row in part],
            )

    def drop_relations(self, pairs: Iterable[tuple[int, int]] = (), *, contents: Collection[int] = ()) -> None:
        """Remove the relations of the given pairs (in their stored order), and all that touch the given contents."""
        self._run_many("DELETE FROM relation WHERE a = ? AND b = ?", [tuple(pair) for pair in pairs])
        for side in ("a", "b"):
            self._run_in(f"DELETE FROM relation WHERE {side} IN ({{}})", contents)

    # --- stories ------------------------------------------------------------------------------------------------------

    def replace_stories(
        self, remove: Collection[str], stories: Sequence[Story], aliases: Mapping[str, str], at: datetime
    ) -> None:
        """Remove stories, store others, and note for ids that vanish which id took their place.

        A story that is stored under an id replaces the one that has it. An id that comes to life again loses its alias,
        and what led to a story that is removed without an heir leads nowhere any more.
        Raises NotFoundError if a story names an article that is not held.
        """
        named = {key for story in stories for key in _articles_of(story)}
        ids = self.article_ids(named)
        if missing := named - ids.keys():
            raise NotFoundError(
                f"A story names the article {min(missing)!r}, which the archive {self._place} does not hold."
            )
        born = [name_text(story.id) for story in stories]
        gone = {*map(name_text, remove), *born}
        dropped = {row[0] for row in self._rows_in("SELECT outside FROM story_parent WHERE story IN ({})", gone)}
        self._run_in("DELETE FROM story WHERE id IN ({})", gone)
        self._run_many(
            "INSERT INTO story (id, canonical, origin_status, origin, origin_name, origin_domain, reason, certainty, "
            "ledger) VALUES (?,?,?,?,?,?,?,?,?)",
            [story_values(story, ids) for story in stories],
        )
        self._run_many(
            "INSERT INTO story_member (story, article, position, role, kind, via, score, reason, credited, credits) "
            "VALUES (?,?,?,?,?,?,?,?,?,?)",
            [member_values(s.id, place, member, ids) for s in stories for place, member in enumerate(s.members)],
        )
        self._put_parents(stories, ids, dropped - {None})
        since = instant_text(at)
        self._run_many(
            "INSERT OR REPLACE INTO story_alias (old, new, since) VALUES (?,?,?)",
            [(name_text(old), name_text(new), since) for old, new in aliases.items() if old != new],
        )
        self._run_in("DELETE FROM story_alias WHERE old IN ({})", born)
        # A story that went without an heir takes along the earlier ids that led to it.
        gone = {*map(name_text, remove)} - {*born, *map(name_text, aliases)}
        while gone:
            led_here = {row[0] for row in self._rows_in("SELECT old FROM story_alias WHERE new IN ({})", gone)}
            self._run_in("DELETE FROM story_alias WHERE old IN ({})", led_here)
            gone = led_here

    def _put_parents(self, stories: Sequence[Story], ids: Mapping[str, int], dropped: Collection[int]) -> None:
        """Store what members hang on; of the publishers in `dropped` those go on which nothing hangs any more."""
        named = outside_of(stories)
        self._run_many(
            "INSERT INTO outside_origin (name, domain) VALUES (?,?) "
            "ON CONFLICT (name) DO UPDATE SET domain = coalesce(excluded.domain, domain)",
            [(name, named[name]) for name in sorted(named)],
        )
        outside = dict(
            tuple(row) for row in self._rows_in("SELECT name, id FROM outside_origin WHERE name IN ({})", named)
        )
        self._run_many(
            "INSERT INTO story_parent (story, article, position, parent, outside, why, revision) "
            "VALUES (?,?,?,?,?,?,?)",
            [row for story in stories for row in parent_values(story, ids, outside)],
        )
        self._run_in(
            "DELETE FROM outside_origin WHERE id IN ({}) "
            "AND NOT EXISTS (SELECT 1 FROM story_parent WHERE outside = outside_origin.id)",
            dropped,
        )

    def replace_derivations(
        self,
        gone: Iterable[tuple[int, int]],
        pairs: Sequence[DerivedPair],
        grounds: Mapping[tuple[str, str], bytes] | None = None,
    ) -> None:
        """Store directions in place of those of the pairs that are `gone`, by numbers as in `directed`.

        `grounds` tell, by pairs of keys in order, what the directions hang on. Raises NotFoundError if a pair names an
        article that is not held.
        """
        named = {key for pair in pairs for key in (pair.a, pair.b)}
        ids = self.article_ids(named)
        if missing := named - ids.keys():
            raise NotFoundError(f"A pair names the article {min(missing)!r}, which {self._place} does not hold.")
        self._run_many("DELETE FROM derivation WHERE a = ? AND b = ?", list(gone))
        told = grounds or {}
        self._run_many(
            "INSERT OR REPLACE INTO derivation (a, b, direction, certainty, revision, clues, grounds)"
            " VALUES (?,?,?,?,?,?,?)",
            [pair_values(pair, ids, told.get((pair.a, pair.b), b"")) for pair in pairs],
        )

    def owe(self, contents: Iterable[int], articles: Iterable[int]) -> None:
        """Note contents and articles of which the stories do not know yet, beside those noted before."""
        self._run_many(
            "INSERT OR IGNORE INTO untraced (sort, number) VALUES (?,?)", list(_sorted_out(contents, articles))
        )

    def owe_no_more(self, contents: Iterable[int], articles: Iterable[int]) -> None:
        """The stories know of these contents and articles by now."""
        self._run_many("DELETE FROM untraced WHERE sort = ? AND number = ?", list(_sorted_out(contents, articles)))

    def add_changes(self, changes: Sequence[Change]) -> None:
        """Add lines to the history of stories."""
        self._run_many(
            "INSERT INTO story_change (story, at, sort, old, new, reason) VALUES (?,?,?,?,?,?)",
            [change_values(change) for change in changes],
        )

    # --- reviews ------------------------------------------------------------------------------------------------------

    def put_reviews(self, reviews: Iterable[Review]) -> Intake:
        """Store reviews, each once however often it comes; nothing that is held is lost. Gives what was new."""
        given = [storable(review) for review in reviews]
        intake = Intake(self._numbered_reviews({review.a for review in given}))
        for review in given:
            intake.take(review)
        self._run_many(
            f"INSERT INTO review ({', '.join(REVIEW_COLUMNS)}) VALUES ({marks(len(REVIEW_COLUMNS))})",
            [review_values(review) for review in intake.fresh],
        )
        self._run_many(
            f"UPDATE review SET {', '.join(f'{name} = ?' for name in REVIEW_COLUMNS)} WHERE id = ?",
            [(*review_values(review), number) for number, review in intake.changed],
        )
        return intake

    # --- meta ---------------------------------------------------------------------------------------------------------

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value beside the data."""
        self._run("INSERT OR REPLACE INTO meta (key, value) VALUES (?,?)", (key, value))

    def put_params(self, digest: str, json: str) -> None:
        """Keep the parameters that a digest names."""
        self._run("INSERT OR IGNORE INTO params (digest, json) VALUES (?,?)", (digest, json))


def _lines(lines: Iterable[tuple[str, int]]) -> list[tuple[object, ...]]:
    return [(name_text(outlet), signed([key])[0]) for outlet, key in lines]


def _sorted_out(contents: Iterable[int], articles: Iterable[int]) -> Iterator[tuple[object, ...]]:
    yield from (("content", number) for number in contents)
    yield from (("article", number) for number in articles)


def _articles_of(story: Story) -> Iterable[str]:
    yield story.canonical
    if story.origin.article is not None:
        yield story.origin.article
    for member in story.members:
        yield member.article
        if member.via is not None:
            yield member.via
        yield from (parent.article for parent in member.parents if parent.article is not None)
