"""What can be asked of an archive within one snapshot.

Look-ups by many values run in chunks of CHUNK, so any number of values may be asked for. Rows that stream are fetched
page by page in the order of a unique key, so a writer may change what it is reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from dedup.model import Credit, Kind, Overlap
from dedup.store.captures import CaptureReader
from dedup.store.codec import (
    ARTICLE_COLUMNS,
    HEAD_COLUMNS,
    RELATION_COLUMNS,
    article_head,
    article_row,
    content_row,
    relation_row,
    revision_row,
    speaker,
)
from dedup.store.credits import CREDIT_LIST, credit_row
from dedup.store.docket import DocketReader
from dedup.store.index import IndexReader
from dedup.store.reviews import ReviewReader
from dedup.store.rows import ArticleHead, ArticleRow, ContentRow, Counts, RelationRow, RevisionRow, Speaker
from dedup.store.searching import SearchReader
from dedup.store.snapshot import PAGE, chunks, marks
from dedup.store.stories import StoryReader
from dedup.store.telling import StoryTeller
from dedup.store.values import RANK, instant_of, name_text, signed, unpack_short, unsigned
from dedup.store.watching import WatchReader

DERIVED_KINDS = tuple(kind.value for kind in Kind if kind.derived)

_ARTICLE = ", ".join(f"article.{name}" for name in ARTICLE_COLUMNS)
_HEAD = ", ".join(f"article.{name}" for name in HEAD_COLUMNS) + ", content.words"
_RELATION = ", ".join(RELATION_COLUMNS)
_DERIVED = ", ".join(f"'{kind}'" for kind in DERIVED_KINDS)


class Reader(
    IndexReader, StoryReader, ReviewReader, WatchReader, CaptureReader, SearchReader, DocketReader, StoryTeller
):
    """Questions to one snapshot of an archive. Made by `Store.reading`; use it only inside that block."""

    # --- articles -----------------------------------------------------------------------------------------------------

    def article(self, key: str) -> ArticleRow | None:
        """The article with this key, or None."""
        rows = self._rows(f"SELECT {_ARTICLE} FROM article WHERE key = ?", (name_text(key),))
        return self._decoded("article", article_row, rows[0]) if rows else None

    def article_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """The numbers of those articles that are held, by the keys as they were asked for."""
        asked = {name_text(key): key for key in keys}
        return {asked[key]: id_ for key, id_ in self._rows_in("SELECT key, id FROM article WHERE key IN ({})", asked)}

    def articles(self, ids: Collection[int] | None = None) -> Iterator[ArticleRow]:
        """Articles in the order of their keys, all or those of the given numbers; at most PAGE in memory at a time."""
        if ids is not None:
            ordered = sorted(
                (key, id_) for id_, key in self._rows_in("SELECT id, key FROM article WHERE id IN ({})", set(ids))
            )
            for part in chunks((id_ for _, id_ in ordered), PAGE):
                yield from self._page(f"WHERE article.id IN ({marks(len(part))}) ORDER BY article.key", part)
            return
        page = list(self._page(f"ORDER BY article.key LIMIT {PAGE}", ()))
        while page:
            yield from page
            page = list(self._page(f"WHERE article.key > ? ORDER BY article.key LIMIT {PAGE}", (page[-1].article.key,)))

    def _page(self, rest: str, values: Sequence[object]) -> Iterator[ArticleRow]:
        for row in self._rows(f"SELECT {_ARTICLE} FROM article {rest}", values):
            yield self._decoded("article", article_row, row)

    def heads(self, ids: Collection[int] | None = None) -> dict[int, ArticleHead]:
        """Heads of the given articles (all with None) by number, in the order of keys; unknown numbers are left out."""
        sql = f"SELECT {_HEAD} FROM article JOIN content ON content.id = article.content"
        rows = self._rows(sql) if ids is None else self._rows_in(f"{sql} WHERE article.id IN ({{}})", set(ids))
        return {head.id: head for head in self._heads(rows)}

    def _heads(self, rows: Iterable[Any]) -> list[ArticleHead]:
        return sorted((self._decoded("article", article_head, row) for row in rows), key=lambda head: head.key)

    def texts(self, ids: Collection[int]) -> dict[int, str]:
        """Texts of the given articles; unknown numbers are left out."""
        return dict(tuple(row) for row in self._rows_in("SELECT id, text FROM article WHERE id IN ({})", set(ids)))

    def bodies(self, ids: Collection[int]) -> dict[int, tuple[int, str]]:
        """Content and text of the given articles; unknown numbers are left out."""
        rows = self._rows_in("SELECT id, content, text FROM article WHERE id IN ({})", set(ids))
        return {number: (content, text) for number, content, text in rows}

    def all_texts(self) -> Iterator[tuple[int, str]]:
        """Number and text of every article, streamed."""
        last = 0
        while rows := self._rows(f"SELECT id, text FROM article WHERE id > ? ORDER BY id LIMIT {PAGE}", (last,)):
            yield from (tuple(row) for row in rows)
            last = rows[-1][0]

    def saying(self, phrases: Sequence[str], ids: Collection[int]) -> list[int]:
        """Those of the given articles in whose text, byline or page credits a phrase stands, letter for letter."""
        if not phrases:
            return []
        places = [f"instr({column}, ?)" for column in ("text", "byline", "page_credits") for _ in phrases]
        said = " OR ".join(places)
        rows = self._rows_in(f"SELECT id FROM article WHERE ({said}) AND id IN ({{}})", set(ids), [*phrases] * 3)
        return sorted(row[0] for row in rows)

    def bylines(self, ids: Collection[int]) -> dict[int, str]:
        """The bylines of those of the given articles that have one."""
        sql = "SELECT id, byline FROM article WHERE byline IS NOT NULL AND id IN ({})"
        return {number: str(byline) for number, byline in self._rows_in(sql, set(ids))}

    def credits(self, ids: Collection[int]) -> dict[int, tuple[Credit, ...]]:
        """The credits of the given articles in the order in which they were read; each article is present."""
        found: dict[int, list[Credit]] = {number: [] for number in ids}
        sql = f"SELECT {CREDIT_LIST} FROM credit WHERE article IN ({{}}) ORDER BY article, id"
        for row in self._rows_in(sql, tuple(found)):
            article, credit = self._decoded("a credit of article", credit_row, row)
            found[article].append(credit)
        return {number: tuple(given) for number, given in found.items()}

    def revisions(self, article_id: int) -> list[RevisionRow]:
        """The earlier states of an article, oldest first, each with its text."""
        rows = self._rows(
            "SELECT article, number, content_digest, payload_digest, title, published, modified, ingested_at, "
            "replaced_at, text FROM revision WHERE article = ? ORDER BY number",
            (article_id,),
        )
        states = [self._decoded("a revision of article", revision_row, row) for row in rows]
        text = self.texts([article_id]).get(article_id, "")
        for place in range(len(states) - 1, -1, -1):
            text = states[place].text or text
            states[place] = replace(states[place], text=text)
        return states

    def standing_since(self, article_id: int) -> datetime:
        """When the present state of an article came in, however often it was read since."""
        sql = "SELECT coalesce(standing_since, ingested_at) FROM article WHERE id = ?"
        return self._decoded("article", lambda row: instant_of(row[0]), self._rows(sql, (article_id,))[0])

    def article_count(self) -> int:
        """How many articles the archive holds."""
        return int(self._one("SELECT count(*) FROM article"))

    def newest(self) -> int:
        """The highest number of an article, 0 where there is none; about as many were ever stored."""
        return self._one("SELECT max(id) FROM article") or 0

    def counts(self) -> Counts:
        """How much the archive holds."""
        return Counts(
            articles=self.article_count(),
            contents=self._one("SELECT count(*) FROM content"),
            stale=self._one("SELECT count(*) FROM content WHERE stale = 1"),
            revisions=self._one("SELECT count(*) FROM revision"),
            relations=self._one("SELECT count(*) FROM relation"),
            stories=self._one("SELECT count(*) FROM story"),
        )

    # --- contents -----------------------------------------------------------------------------------------------------

    def content_ids(self, digests: Iterable[bytes]) -> dict[bytes, int]:
        """The numbers of those contents that are held, by digest."""
        return dict(
            tuple(row) for row in self._rows_in("SELECT digest, id FROM content WHERE digest IN ({})", set(digests))
        )

    def contents(self, ids: Collection[int]) -> dict[int, ContentRow]:
        """Contents by number; unknown numbers are left out."""
        rows = self._rows_in("SELECT id, digest, words, params FROM content WHERE id IN ({})", set(ids))
        return {row.id: row for row in (self._decoded("content", content_row, row) for row in rows)}

    def digests(self, ids: Collection[int]) -> dict[int, bytes]:
        """Digests of contents by number; unknown numbers are left out."""
        return dict(tuple(row) for row in self._rows_in("SELECT id, digest FROM content WHERE id IN ({})", set(ids)))

    def holders(self, content_ids: Collection[int]) -> dict[int, list[ArticleHead]]:
        """The articles of each content, in the order of their keys; contents without any are left out."""
        rows = self._rows_in(
            f"SELECT {_HEAD} FROM article JOIN content ON content.id = article.content WHERE article.content IN ({{}})",
            set(content_ids),
        )
        found: dict[int, list[ArticleHead]] = {}
        for head in self._heads(rows):
            found.setdefault(head.content, []).append(head)
        return found

    def speakers(self, content_ids: Collection[int]) -> dict[int, Speaker]:
        """The article with the smallest key of each content; contents without any are left out."""
        # The other columns are those of the row that has the minimum: sqlite.org/lang_select.html#bareagg.
        rows = self._rows_in(
            "SELECT content, id, revision, ingested_at, outlet, language, min(key) FROM article WHERE content IN ({}) "
            "GROUP BY content",
            set(content_ids),
        )
        return {row[0]: self._decoded("the article of content", speaker, row) for row in rows}

    def text_of_content(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """Key and text of the article with the smallest key of each content; contents without any are left out."""
        rows = self._rows_in(
            "SELECT content, min(key), text FROM article WHERE content IN ({}) GROUP BY content", set(ids)
        )
        return {content: (key, text) for content, key, text in rows}

    def stale_contents(self) -> list[int]:
        """Contents not yet compared under what is known now, in the order of their digests."""
        return [row[0] for row in self._rows("SELECT id FROM content WHERE stale = 1 ORDER BY digest")]

    # --- keys ---------------------------------------------------------------------------------------------------------

    def filed(self, contents: Collection[int]) -> dict[int, tuple[bytes, list[int]]]:
        """Rank and band keys of the given contents, of which the lowest bits are lost; unknown numbers are left out."""
        rows = self._rows_in(f"SELECT id, substr(digest, 1, {RANK}), bands FROM content WHERE id IN ({{}})", contents)
        return {number: (rank, unpack_short(bands)) for number, rank, bands in rows}

    def crowded(self, contents: Collection[int] | None = None) -> dict[int, tuple[bytes, bytes]]:
        """For each crowded content the rank of its last anchor, and of the last content that makes it crowded.

        Of those given, or of all with None; those that are not crowded are left out.
        """
        sql = "SELECT content, reach, decided FROM crowded"
        rows = self._rows(sql) if contents is None else self._rows_in(f"{sql} WHERE content IN ({{}})", contents)
        return {content: (reach, decided) for content, reach, decided in rows}

    def repeated_lines(self, keys: Sequence[int], least: int) -> set[int]:
        """Those of the line keys (0..2**64-1) that stand in at least so many articles, of whatever outlets."""
        sql = f"SELECT key FROM line WHERE key IN ({{}}) GROUP BY key HAVING count(*) >= {least:d}"
        return {unsigned(key) for (key,) in self._rows_in(sql, signed(keys))}

    def line_holders(self, lines: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[int]]:
        """For each outlet and line key, the articles of the outlet that hold such a line, in ascending numbers."""
        asked = {(name_text(outlet), signed([key])[0]): (outlet, key) for outlet, key in lines}
        found: dict[tuple[str, int], list[int]] = {}
        sql = (
            "WITH asked(outlet, key) AS ({}) SELECT asked.outlet, asked.key, article.id FROM asked "
            "CROSS JOIN line ON line.key = asked.key CROSS JOIN article ON article.id = line.article "
            "WHERE article.outlet = asked.outlet ORDER BY article.id"
        )
        for outlet, key, article in self._rows_of_pairs(sql, asked):
            found.setdefault(asked[outlet, key], []).append(article)
        return found

    def furniture(self, outlets: Collection[str]) -> dict[str, frozenset[int]]:
        """Line keys known to be furniture, by outlet; each outlet asked for is present."""
        found: dict[str, set[int]] = {name_text(outlet): set() for outlet in outlets}
        for outlet, key in self._rows_in("SELECT outlet, key FROM furniture WHERE outlet IN ({})", tuple(found)):
            found[outlet].add(unsigned(key))
        return {outlet: frozenset(found[name_text(outlet)]) for outlet in outlets}

    # --- relations ----------------------------------------------------------------------------------------------------

    def relations(self, content_ids: Collection[int] | None = None) -> Iterator[RelationRow]:
        """Relations that touch one of the contents (all with None), each once, in the order of their numbers."""
        if content_ids is None:
            pairs = self._rows("SELECT a, b FROM relation ORDER BY a, b")
        else:
            asked = set(content_ids)
            found = set(map(tuple, self._rows_in("SELECT a, b FROM relation WHERE a IN ({})", asked)))
            found |= set(map(tuple, self._rows_in("SELECT a, b FROM relation WHERE b IN ({})", asked)))
            pairs = sorted(found)
        yield from self.relations_of(map(tuple, pairs))

    def relations_of(self, pairs: Iterable[tuple[int, int]]) -> Iterator[RelationRow]:
        """Relations of the given pairs of contents, in their stored order, as far as there are any."""
        sql = f"SELECT {_RELATION} FROM relation WHERE (a, b) IN ({{}}) ORDER BY a, b"
        for row in self._rows_of_pairs(sql, pairs):
            yield self._decoded("the relation of content", relation_row, row)

    def ties(self, content_ids: Collection[int]) -> list[tuple[int, int, Kind, float, Overlap]]:
        """Relations that touch one of the contents, without their proof: a, b, kind, score, overlap."""
        sql = "SELECT a, b, kind, score, words_a, words_b, shared_a, shared_b FROM relation"
        rows = sorted(self._rows_touching(sql, content_ids), key=itemgetter(0, 1))
        return [(a, b, Kind(kind), score, Overlap(*words)) for a, b, kind, score, *words in rows]

    def neighbours(self, content_ids: Collection[int], *, derived: bool = True) -> set[int]:
        """Contents outside the given ones that a relation (of a derived kind, or of any) joins to one of them."""
        asked = set(content_ids)
        found: set[int] = set()
        for here, there in (("a", "b"), ("b", "a")):
            sql = f"SELECT {there} FROM relation WHERE {here} IN ({{}})"
            if derived:
                sql += f" AND kind IN ({_DERIVED})"
            found.update(row[0] for row in self._rows_in(sql, asked))
        return found - asked

    def earlier_neighbours(self, content_ids: Collection[int]) -> list[tuple[int, int]]:
        """(a, b) for each relation whose `b`, the content of the larger digest, is one of those given."""
        return [tuple(row) for row in self._rows_in("SELECT a, b FROM relation WHERE b IN ({})", content_ids)]

    def later_neighbours(self, content_ids: Collection[int]) -> set[int]:
        """The contents of larger digests that a relation joins to one of those given."""
        return {row[0] for row in self._rows_in("SELECT b FROM relation WHERE a IN ({})", content_ids)}

    def related_before(self, content_ids: Collection[int], least: int) -> dict[int, list[tuple[int, bytes, bool]]]:
        """For contents with at least so many relations to others of smaller digests (other, digest, derived) of each.

        `derived` says whether the relation is of a derived kind.
        """
        sql = f"SELECT b FROM relation WHERE b IN ({{}}) GROUP BY b HAVING count(*) >= {least:d}"
        many = [row[0] for row in self._rows_in(sql, content_ids)]
        sql = (
            f"SELECT relation.b, relation.a, content.digest, relation.kind IN ({_DERIVED}) FROM relation "
            "CROSS JOIN content ON content.id = relation.a WHERE relation.b IN ({})"
        )
        found: dict[int, list[tuple[int, bytes, bool]]] = {number: [] for number in many}
        for number, other, digest, derived in self._rows_in(sql, many):
            found[number].append((other, digest, bool(derived)))
        return found

    def sated(self, content_ids: Collection[int]) -> dict[int, bytes]:
        """For each sated content of those given the digest of the last that counts; see `set_sated`."""
        return dict(
            tuple(row) for row in self._rows_in("SELECT content, reach FROM sated WHERE content IN ({})", content_ids)
        )

    # --- meta ---------------------------------------------------------------------------------------------------------

    def get_meta(self, key: str) -> str | None:
        """A value kept beside the data, or None."""
        value = self._one("SELECT value FROM meta WHERE key = ?", (key,))
        return None if value is None else str(value)

    def get_params(self, digest: str) -> str | None:
        """The parameters that a digest names, as JSON, or None."""
        value = self._one("SELECT json FROM params WHERE digest = ?", (digest,))
        return None if value is None else str(value)
