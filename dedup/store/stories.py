"""What can be asked of an archive about its stories, their history, and the directions of derived pairs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from dedup.model import Change, DerivedPair, Direction, Member, Parent, Story
from dedup.store.codec import member_of, story_of
from dedup.store.origins import change_of, pair_of, parent_of
from dedup.store.snapshot import PAGE, Snapshot, chunks, marks
from dedup.store.values import name_text

STORY = (
    "SELECT story.id, canonical.key, story.origin_status, origin.key, story.origin_name, story.origin_domain, "
    "story.reason, story.certainty, story.ledger "
    "FROM story JOIN article AS canonical ON canonical.id = story.canonical "
    "LEFT JOIN article AS origin ON origin.id = story.origin "
)
MEMBER = (
    "SELECT story_member.story, article.key, story_member.role, story_member.kind, via.key, story_member.score, "
    "story_member.reason, story_member.credited, story_member.credits, article.title, article.publisher, "
    "article.published FROM story_member JOIN article ON article.id = story_member.article "
    "LEFT JOIN article AS via ON via.id = story_member.via "
)
PARENT = (
    "SELECT story_parent.story, member.key, parent.key, outside_origin.name, story_parent.why, story_parent.revision "
    "FROM story_parent JOIN article AS member ON member.id = story_parent.article "
    "LEFT JOIN article AS parent ON parent.id = story_parent.parent "
    "LEFT JOIN outside_origin ON outside_origin.id = story_parent.outside "
)
_PAIR = (
    "SELECT a.key, b.key, derivation.direction, derivation.certainty, derivation.revision, derivation.clues "
    "FROM derivation JOIN article AS a ON a.id = derivation.a JOIN article AS b ON b.id = derivation.b "
)


class StoryReader(Snapshot):
    """Questions about stories to one snapshot of an archive."""

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
            for row in self._rows(MEMBER + where.format("story_member.story", "story_member.position"), part):
                members.setdefault(row[0], []).append(self._decoded("a member of story", _member, row))
            for row in self._rows(PARENT + where.format("story_parent.story", "story_parent.position"), part):
                key, parent = self._decoded("a parent in story", _parent, row)
                parents.setdefault(row[0], {}).setdefault(key, []).append(parent)
            for row in self._rows(STORY + where.format("story.id", "story.id"), part):
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

    def story_with(self, article_id: int) -> str | None:
        """The story that an article belongs to, else the first of those that it only cites."""
        return self.story_of([article_id]).get(article_id) or min(self.cited_by([article_id]), default=None)

    def contents_of(self, story_ids: Collection[str]) -> set[int]:
        """The contents of the articles that belong to stories; those that only cite them belong elsewhere."""
        sql = (
            "SELECT article.content FROM story_member JOIN article ON article.id = story_member.article "
            "WHERE story_member.role <> 'citing' AND story_member.story IN ({})"
        )
        return {row[0] for row in self._rows_in(sql, {name_text(story) for story in story_ids})}

    def owed(self, most: int) -> tuple[set[int], set[int]]:
        """At most so many contents and articles of which the stories do not know yet, contents first."""
        # One sort after the other, so that each is read along the key as far as it is asked for and no further.
        sql = "SELECT number FROM untraced WHERE sort = ? ORDER BY number LIMIT ?"
        contents = {number for (number,) in self._rows(sql, ("content", most))}
        return contents, {number for (number,) in self._rows(sql, ("article", most - len(contents)))}

    def owes(self) -> int:
        """Of how many contents and articles the stories do not know yet."""
        return int(self._one("SELECT count(*) FROM untraced"))

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

    def derivations(self, article_ids: Collection[int] | None = None) -> Iterator[DerivedPair]:
        """Directions of pairs that touch one of the articles (all with None), each once, in the order of their keys."""
        if article_ids is None:
            wanted = {(a, b) for a, b in self._rows("SELECT derivation.a, derivation.b FROM derivation")}
        else:
            wanted = self.directed(article_ids)
        keys = self._keys({number for pair in wanted for number in pair})
        ordered = sorted(wanted, key=lambda pair: (keys[pair[0]], keys[pair[1]]))
        yield from self.derivations_between(ordered)

    def directed(self, article_ids: Collection[int]) -> set[tuple[int, int]]:
        """The pairs with a direction that touch one of the articles, by numbers, the smaller key first."""
        return {(a, b) for a, b in self._rows_touching("SELECT a, b FROM derivation", article_ids)}

    def derivations_between(self, pairs: Iterable[tuple[int, int]]) -> Iterator[DerivedPair]:
        """Directions of the given pairs, each with the article of the smaller key first, as far as there are any.

        They come in the order in which they are asked for, if that is the order of keys.
        """
        sql = _PAIR + "WHERE (derivation.a, derivation.b) IN ({}) ORDER BY a.key, b.key"
        for row in self._rows_of_pairs(sql, pairs):
            yield self._decoded("the derivation of article", pair_of, row)

    def grounds(self, article_ids: Collection[int]) -> dict[tuple[int, int], bytes]:
        """The pairs with a direction that touch one of the articles, as in `directed`, and what each hangs on."""
        rows = self._rows_touching("SELECT a, b, grounds FROM derivation", article_ids)
        return {(a, b): grounds for a, b, grounds in rows}

    def _keys(self, numbers: Collection[int]) -> dict[int, str]:
        return dict(tuple(row) for row in self._rows_in("SELECT id, key FROM article WHERE id IN ({})", numbers))

    def outside_domains(self) -> dict[str, str]:
        """Domains of the sources that are not held, by name; those without one are left out."""
        return dict(
            tuple(row) for row in self._rows("SELECT name, domain FROM outside_origin WHERE domain IS NOT NULL")
        )

    def directions(self, article_ids: Collection[int]) -> dict[tuple[int, int], Direction]:
        """Directions of pairs that touch one of the articles, by numbers, the article with the smaller key first."""
        rows = self._rows_touching("SELECT a, b, direction FROM derivation", article_ids)
        return {(a, b): Direction(direction) for a, b, direction in rows}

    def directions_between(self, articles: Collection[int]) -> dict[tuple[int, int], Direction]:
        """Directions of the pairs that the articles, a few dozen, make; by numbers as in `directions`."""
        few = sorted(set(articles))
        listed = marks(len(few))
        sql = f"SELECT a, b, direction FROM derivation WHERE a IN ({listed}) AND b IN ({listed})"
        return {(a, b): Direction(direction) for a, b, direction in self._rows(sql, (*few, *few))}


def _member(row: Sequence[Any]) -> Member:
    return member_of(row[1:])


def _parent(row: Sequence[Any]) -> tuple[str, Parent]:
    return parent_of(row[1:])
