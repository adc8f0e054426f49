"""What can be asked of an archive within one snapshot.

Look-ups by many values run in chunks of CHUNK, so any number of values may be asked for. Rows that stream are fetched
page by page in the order of a unique key, so a writer may change what it is reading.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection

from dedup.errors import ArchiveDamagedError
from dedup.model import Change, Credit, DerivedPair, Direction, Kind, Member, Overlap, Parent, Story
from dedup.store.codec import (
    ARTICLE_COLUMNS,
    HEAD_COLUMNS,
    RELATION_COLUMNS,
    article_head,
    article_row,
    content_row,
    member_of,
    relation_row,
    revision_row,
    story_of,
)
from dedup.store.credits import CREDIT_LIST, credit_row
from dedup.store.engine import CHUNK, Place
from dedup.store.origins import change_of, pair_of, parent_of
from dedup.store.rows import ArticleHead, ArticleRow, ContentRow, Counts, RelationRow, RevisionRow
from dedup.store.values import UNREADABLE, name_text, signed, unsigned

T = TypeVar("T")
V = TypeVar("V")

PAGE = 200
"""Rows fetched at a time where rows stream: a page of articles is about a megabyte."""

DERIVED_KINDS = tuple(kind.value for kind in Kind if kind.derived)

_ARTICLE = ", ".join(f"article.{name}" for name in ARTICLE_COLUMNS)
_HEAD = ", ".join(f"article.{name}" for name in HEAD_COLUMNS) + ", content.words"
_RELATION = ", ".join(RELATION_COLUMNS)
_DERIVED = ", ".join(f"'{kind}'" for kind in DERIVED_KINDS)
_STORY = (
    "SELECT story.id, canonical.key, story.origin_status, origin.key, story.origin_name, story.origin_domain, "
    "story.reason, story.certainty, story.ledger "
    "FROM story JOIN article AS canonical ON canonical.id = story.canonical "
    "LEFT JOIN article AS origin ON origin.id = story.origin "
)
_MEMBER = (
    "SELECT story_member.story, article.key, story_member.role, story_member.kind, via.key, story_member.score, "
    "story_member.reason, story_member.credited, story_member.credits, article.title, article.publisher, "
    "article.published FROM story_member JOIN article ON article.id = story_member.article "
    "LEFT JOIN article AS via ON via.id = story_member.via "
)
_PARENT = (
    "SELECT story_parent.story, member.key, parent.key, outside_origin.name, story_parent.why, story_parent.revision "
    "FROM story_parent JOIN article AS member ON member.id = story_parent.article "
    "LEFT JOIN article AS parent ON parent.id = story_parent.parent "
    "LEFT JOIN outside_origin ON outside_origin.id = story_parent.outside "
)
_PAIR = (
    "SELECT a.key, b.key, derivation.direction, derivation.certainty, derivation.revision, derivation.clues "
    "FROM derivation JOIN article AS a ON a.id = derivation.a JOIN article AS b ON b.id = derivation.b "
)


def chunks(values: Iterable[V], size: int = CHUNK) -> Iterator[list[V]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def marks(count: int) -> str:
    """The inside of `IN (…)` for so many values."""
    return ",".join("?" * count)


class Reader:
    """Questions to one snapshot of an archive. Made by `Store.reading`; use it only inside that block."""

    def __init__(self, connection: Connection, place: Place) -> None:
        self._connection = connection
        self._place = place

    # --- helpers ------------------------------------------------------------------------------------------------------

    def _rows(self, sql: str, values: Sequence[object] = ()) -> Sequence[Any]:
        return self._connection.exec_driver_sql(sql, tuple(values)).fetchall()

    def _rows_in(self, sql: str, values: Iterable[object], before: Sequence[object] = ()) -> Iterator[Any]:
        """Rows of a statement with `{}` for the marks of a chunk of values; `before` are values of earlier marks."""
        for part in chunks(values):
            yield from self._rows(sql.format(marks(len(part))), (*before, *part))

    def _one(self, sql: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401 - as SQLite gives it
        return self._connection.exec_driver_sql(sql, tuple(values)).scalar()

    def _decoded(self, what: str, decode: Callable[[Sequence[Any]], T], row: Sequence[Any]) -> T:
        try:
            return decode(row)
        except UNREADABLE as error:
            raise ArchiveDamagedError(
                f"The archive {self._place} is damaged: {what} {row[0]!r} cannot be read ({error}); "
                "`dedup db check` says more, and a backup beside it may be whole."
            ) from error

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

    def saying(self, phrases: Sequence[str], ids: Collection[int]) -> list[int]:
        """Those of the given articles in whose text one of the phrases stands, letter for letter."""
        if not phrases:
            return []
        said = " OR ".join(["instr(text, ?)"] * len(phrases))
        rows = self._rows_in(f"SELECT id FROM article WHERE ({said}) AND id IN ({{}})", set(ids), phrases)
        return sorted(row[0] for row in rows)

    def credits(self, ids: Collection[int]) -> dict[int, tuple[Credit, ...]]:
        """The credits of the given articles in the order in which they were read; each article is present."""
        found: dict[int, list[Credit]] = {number: [] for number in ids}
        sql = f"SELECT {CREDIT_LIST} FROM credit WHERE article IN ({{}}) ORDER BY article, id"
        for row in self._rows_in(sql, tuple(found)):
            article, credit = self._decoded("a credit of article", credit_row, row)
            found[article].append(credit)
        return {number: tuple(given) for number, given in found.items()}

    def revisions(self, article_id: int) -> list[RevisionRow]:
        """The earlier states of an article, oldest first."""
        rows = self._rows(
            "SELECT article, number, content_digest, payload_digest, title, published, modified, ingested_at, "
            "replaced_at, text FROM revision WHERE article = ? ORDER BY number",
            (article_id,),
        )
        return [self._decoded("a revision of article", revision_row, row) for row in rows]

    def counts(self) -> Counts:
        """How much the archive holds."""
        return Counts(
            articles=self._one("SELECT count(*) FROM article"),
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
        rows = self._rows_in("SELECT id, digest, words, signature, params FROM content WHERE id IN ({})", set(ids))
        return {row.id: row for row in (self._decoded("content", content_row, row) for row in rows)}

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

    def text_of_content(self, ids: Collection[int]) -> dict[int, tuple[str, str]]:
        """Key and text of the article with the smallest key of each content; contents without any are left out."""
        rows = self._rows_in(
            "SELECT article.content, article.key, article.text FROM article JOIN "
            "(SELECT min(key) AS first FROM article WHERE content IN ({}) GROUP BY content) AS held "
            "ON article.key = held.first",
            set(ids),
        )
        return {content: (key, text) for content, key, text in rows}

    def stale_contents(self) -> list[int]:
        """Contents not yet compared under what is known now, in the order of their digests."""
        return [row[0] for row in self._rows("SELECT id FROM content WHERE stale = 1 ORDER BY digest")]

    # --- keys ---------------------------------------------------------------------------------------------------------

    def band_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """(key, content) for each content that holds one of the band keys (0..2**64-1)."""
        return self._members("band", keys)

    def sample_members(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """(key, content) for each content that holds one of the sample keys (0..2**64-1)."""
        return self._members("sample", keys)

    def posting_members(self, keys: Sequence[int]) -> list[tuple[int, int, int]]:
        """(key, content, weight) for each content that holds one of the posting keys (0..2**64-1)."""
        sql = "SELECT key, content, weight FROM posting WHERE key IN ({})"
        return [(unsigned(key), *rest) for key, *rest in self._rows_in(sql, dict.fromkeys(signed(keys)))]

    def posting_masses(self, contents: Collection[int]) -> dict[int, int]:
        """The sum of the squares of the weights of each content's postings; unknown numbers are left out."""
        return dict(tuple(row) for row in self._rows_in("SELECT id, mass FROM content WHERE id IN ({})", set(contents)))

    def _members(self, table: str, keys: Sequence[int]) -> list[tuple[int, int]]:
        sql = f"SELECT key, content FROM {table} WHERE key IN ({{}})"
        return [(unsigned(key), content) for key, content in self._rows_in(sql, dict.fromkeys(signed(keys)))]

    def line_holders(self, keys: Sequence[int], outlet: str) -> dict[int, list[int]]:
        """For each line key (0..2**64-1), the articles of the outlet that hold such a line, in ascending numbers."""
        found: dict[int, list[int]] = {}
        sql = (
            "SELECT line.key, line.article FROM line CROSS JOIN article ON article.id = line.article "
            "WHERE article.outlet = ? AND line.key IN ({}) ORDER BY line.key, line.article"
        )
        for key, article in self._rows_in(sql, dict.fromkeys(signed(keys)), (name_text(outlet),)):
            found.setdefault(unsigned(key), []).append(article)
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
        for part in chunks(pairs, PAGE):
            wanted = ",".join(["(?,?)"] * len(part))
            rows = self._rows(
                f"SELECT {_RELATION} FROM relation WHERE (a, b) IN (VALUES {wanted}) ORDER BY a, b",
                [value for pair in part for value in pair],
            )
            for row in rows:
                yield self._decoded("the relation of content", relation_row, row)

    def ties(self, content_ids: Collection[int]) -> list[tuple[int, int, Kind, float, Overlap]]:
        """Relations that touch one of the contents, without their proof: a, b, kind, score, overlap."""
        sql = "SELECT a, b, kind, score, words_a, words_b, shared_a, shared_b FROM relation WHERE {} IN ({{}})"
        asked = set(content_ids)
        found = {(row[0], row[1]): row for side in ("a", "b") for row in self._rows_in(sql.format(side), asked)}
        return [(a, b, Kind(kind), score, Overlap(*words)) for _, (a, b, kind, score, *words) in sorted(found.items())]

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

    def derivations(self, article_ids: Collection[int] | None = None) -> Iterator[DerivedPair]:
        """Directions of pairs that touch one of the articles (all with None), each once, in the order of their keys."""
        if article_ids is None:
            wanted = self._rows("SELECT derivation.a, derivation.b FROM derivation")
        else:
            asked = set(article_ids)
            wanted = [
                row for side in ("a", "b")
                for row in self._rows_in(f"SELECT a, b FROM derivation WHERE {side} IN ({{}})", asked)
            ]  # fmt: skip
        keys = {number: head.key for number, head in self.heads({one for pair in wanted for one in pair}).items()}
        for part in chunks(
            sorted({tuple(pair) for pair in wanted}, key=lambda pair: (keys[pair[0]], keys[pair[1]])), PAGE
        ):
            places = ",".join(["(?,?)"] * len(part))
            rows = self._rows(
                f"{_PAIR} WHERE (derivation.a, derivation.b) IN (VALUES {places}) ORDER BY a.key, b.key",
                [value for pair in part for value in pair],
            )
            for row in rows:
                yield self._decoded("the derivation of article", pair_of, row)

    def directions(self, article_ids: Collection[int]) -> dict[tuple[int, int], Direction]:
        """Directions of pairs that touch one of the articles, by numbers, the article with the smaller key first."""
        asked = set(article_ids)
        found: dict[tuple[int, int], Direction] = {}
        for side in ("a", "b"):
            sql = f"SELECT a, b, direction FROM derivation WHERE {side} IN ({{}})"
            found.update({(a, b): Direction(direction) for a, b, direction in self._rows_in(sql, asked)})
        return found

    # --- stories ------------------------------------------------------------------------------------------------------

    def stories(self, ids: Collection[str] | None = None) -> Iterator[Story]:
        """Stories with their members, in the order of their ids: all, or the given ones as far as they are held."""
        if ids is None:
            known = [row[0] for row in self._rows("SELECT id FROM story ORDER BY id")]
        else:
            known = sorted({name_text(story) for story in ids})
        for part in chunks(known, PAGE):
            members: dict[str, list[Member]] = {}
            parents: dict[str, dict[str, list[Parent]]] = {}
            where = f"WHERE {{}} IN ({marks(len(part))}) ORDER BY {{}}"
            for row in self._rows(_MEMBER + where.format("story_member.story", "story_member.position"), part):
                members.setdefault(row[0], []).append(self._decoded("a member of story", _member, row))
            for row in self._rows(_PARENT + where.format("story_parent.story", "story_parent.position"), part):
                key, parent = self._decoded("a parent in story", _parent, row)
                parents.setdefault(row[0], {}).setdefault(key, []).append(parent)
            for row in self._rows(_STORY + where.format("story.id", "story.id"), part):
                above = parents.get(row[0], {})
                whole = [replace(one, parents=tuple(above.get(one.article, ()))) for one in members.get(row[0], ())]
                yield self._decoded("story", partial(story_of, tuple(whole)), row)

    def story_of(self, article_ids: Collection[int]) -> dict[int, str]:
        """The story each article belongs to; articles in none, or that are only cited into one, are left out."""
        sql = "SELECT article, story FROM story_member WHERE article IN ({}) AND role <> 'citing' ORDER BY story DESC"
        return dict(tuple(row) for row in self._rows_in(sql, set(article_ids)))

    def cited_by(self, article_ids: Collection[int]) -> set[str]:
        """The stories that the given articles stand in without belonging to them."""
        sql = "SELECT story FROM story_member WHERE article IN ({}) AND role = 'citing'"
        return {row[0] for row in self._rows_in(sql, set(article_ids))}

    def resolve_story(self, story_id: str) -> str | None:
        """The id of a story that is held, found by its own id or by one it had earlier; None if there is none."""
        name = name_text(story_id)
        seen: set[str] = set()
        while name not in seen:
            if self._one("SELECT 1 FROM story WHERE id = ?", (name,)):
                return name
            seen.add(name)
            name = self._one("SELECT new FROM story_alias WHERE old = ?", (name,)) or name
        return None

    def changes(self, story_ids: Collection[str]) -> list[Change]:
        """The history of stories, given by all ids that they ever had, oldest first."""
        rows = self._rows_in(
            "SELECT id, story, at, sort, old, new, reason FROM story_change WHERE story IN ({})",
            {name_text(story) for story in story_ids},
        )
        return [self._decoded("a change of story", change_of, row) for row in sorted(rows, key=lambda row: row[0])]

    def story_aliases(self) -> Mapping[str, str]:
        """Ids that stories once had, each with the id that took its place."""
        return dict(tuple(row) for row in self._rows("SELECT old, new FROM story_alias ORDER BY old"))

    # --- meta ---------------------------------------------------------------------------------------------------------

    def get_meta(self, key: str) -> str | None:
        """A value kept beside the data, or None."""
        value = self._one("SELECT value FROM meta WHERE key = ?", (key,))
        return None if value is None else str(value)

    def get_params(self, digest: str) -> str | None:
        """The parameters that a digest names, as JSON, or None."""
        value = self._one("SELECT json FROM params WHERE digest = ?", (digest,))
        return None if value is None else str(value)


def _member(row: Sequence[Any]) -> Member:
    return member_of(row[1:])


def _parent(row: Sequence[Any]) -> tuple[str, Parent]:
    return parent_of(row[1:])
