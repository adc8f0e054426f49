"""The index of words: SQLite's FTS5 over titles, texts and addresses, derived from the articles and made when used.

Taking in articles costs nothing for it. It is made by the first search and brought up to date by every later one: new
articles are those with numbers above the last one indexed; of one that changes, the writer keeps what was indexed until
the index has been told (`search_due`), because a contentless table forgets a row only if it is told every word of it.
So the table holds each article once, as it is now, and ranks depend on nothing but the articles. It is *contentless*:
texts stand in `article` and are not kept twice. It belongs to no migration: one of another scheme is thrown away.

Phrases need positions (`detail=full`). On 2,620 news texts of 3.7 kB that takes 2.2 kB to the article, against 1.0 for
words alone (`detail=column`) and 0.5 for bare documents; without positions each phrase would be looked for in every
text that has its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import unidata_version

from dedup.model import Article, Phrase, Query
from dedup.store.snapshot import Changes, Snapshot
from dedup.store.values import body_text, optional_name

SCHEME = f"2, Unicode {unidata_version}"
"""Names how texts become terms and terms an index. The number is raised with any change of `text.terms` or
`text.words`, and another Python may know other letters: what was indexed as other terms could not be taken out."""

TITLE_WEIGHT = 4.0
"""How much more a word in the title counts than one in the text (bm25). A title has a fortieth of the words and says
what the rest is about; with 4 an article that has a word in its title stands before one that has it twice below."""

RANKED = 20_000
"""Articles that are put in an order of how well they fit: 4 microseconds each. Words that more have tell them apart
little (bm25 gives a word that half of all have no weight), and looking at all 100,000 for "the" took 0.5 s."""

_NOTHING = '""'
_SCHEME, _UPTO = "search.scheme", "search.upto"
_TABLE = (
    "CREATE VIRTUAL TABLE search_text USING fts5(title, body, site, content='', detail=full, "
    "tokenize=\"ascii tokenchars '.,-_'\")"
)
# Pages written at once: with 8 MB to collect words in, filling the index takes a third less than with 1 MB.
_HASH_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Indexed:
    """What is put into the index of an article, as terms with a space between two; `site` is of hosts and addresses."""

    number: int
    title: str
    body: str
    site: str


@dataclass(frozen=True, slots=True)
class Changed:
    """An article as it stood when it was indexed, and whose place in the index is to be taken."""

    number: int
    title: str | None
    text: str
    uri: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether there is an index of words, and how many articles are to be put into it."""

    begun: bool
    pending: int


class SearchReader(Snapshot):
    """Questions to the index of words."""

    def search_standing(self) -> Standing:
        """How far the index has come; one of another scheme counts for none."""
        upto = self._upto()
        # Numbers are given out one after another and none is taken back, so the last one counts them without a walk.
        sql = "SELECT coalesce((SELECT max(id) FROM article), 0) - ? + (SELECT count(*) FROM search_due)"
        return Standing(upto is not None, int(self._one(sql, (upto or 0,))))

    def search_due(self, most: int) -> list[Changed]:
        """Articles that are otherwise than they were indexed, at most so many."""
        rows = self._rows("SELECT article, title, text, uri FROM search_due ORDER BY article LIMIT ?", (most,))
        return [Changed(*row) for row in rows]

    def unsearched(self, most: int) -> list[int]:
        """Numbers of articles that are not indexed yet, at most so many."""
        rows = self._rows("SELECT id FROM article WHERE id > ? ORDER BY id LIMIT ?", (self._upto() or 0, most))
        return [row[0] for row in rows]

    def search(self, query: Query, first: int, count: int) -> tuple[int, list[tuple[int, float | None]]]:
        """How many articles match, and the number and rank of those from place `first` (from 0) on, at most `count`.

        The best have the lowest rank; of one rank those come first whose keys sort first. Where more than RANKED match,
        ranks are told of those alone that have it all in the title, and the others follow in the order of keys.
        """
        if self._upto() is None:
            return 0, []
        asked = expression(query)
        total = self._matches(asked)
        if total <= RANKED:
            return total, self._ranked(asked, first, count)
        titled = expression(query, ("title",))
        leading = self._matches(titled) if query.phrases else 0
        if leading > RANKED:
            titled, leading = _NOTHING, 0
        found: list[tuple[int, float | None]] = self._ranked(titled, first, count) if first < leading else []
        rest = self._rows(
            "SELECT id FROM article WHERE +id IN (SELECT rowid FROM search_text WHERE search_text MATCH ?) "
            "AND +id NOT IN (SELECT rowid FROM search_text WHERE search_text MATCH ?) ORDER BY key LIMIT ? OFFSET ?",
            (asked, titled, count - len(found), max(0, first - leading)),
        )
        return total, [*found, *((row[0], None) for row in rest)]

    def search_strays(self) -> int:
        """How many articles are in the index that should not be, or are not in it though they should."""
        upto = self._upto()
        if upto is None:
            return 0
        held = "SELECT id FROM article WHERE id <= ?"
        sql = (
            f"SELECT (SELECT count(*) FROM search_text_docsize WHERE id NOT IN ({held})) + "
            f"(SELECT count(*) FROM ({held}) WHERE id NOT IN (SELECT id FROM search_text_docsize))"
        )
        return int(self._one(sql, (upto, upto)))

    def _matches(self, asked: str) -> int:
        return int(self._one("SELECT count(*) FROM search_text WHERE search_text MATCH ?", (asked,)))

    def _ranked(self, asked: str, first: int, count: int) -> list[tuple[int, float | None]]:
        # Keys are read only of those that can be shown, and of those whose rank equals that of the last of them.
        rows = self._rows(
            f"WITH hit AS (SELECT rowid AS id, bm25(search_text, {TITLE_WEIGHT}, 1.0, 0.0) AS score "
            "FROM search_text WHERE search_text MATCH ?) "
            "SELECT hit.id, hit.score FROM hit CROSS JOIN article ON article.id = hit.id "
            "WHERE hit.score <= coalesce((SELECT score FROM hit ORDER BY score LIMIT 1 OFFSET ?), 0) "
            "ORDER BY hit.score, article.key LIMIT ? OFFSET ?",
            (asked, first + count - 1, count, first),
        )
        return [(row[0], row[1]) for row in rows]

    def at_address(self, terms: str) -> list[int]:
        """Numbers of the indexed articles at an address, given by its term; in no order."""
        if self._upto() is None:
            return []
        rows = self._rows("SELECT rowid FROM search_text WHERE search_text MATCH ?", (f"site : {_string(terms)}",))
        return [row[0] for row in rows]

    def _upto(self) -> int | None:
        """The number of the last article indexed under this scheme, None where there is no such index.

        An archive may come from a stranger, so the table is asked for by its whole definition.
        """
        known = dict(
            tuple(row) for row in self._rows("SELECT key, value FROM meta WHERE key IN (?,?)", (_SCHEME, _UPTO))
        )
        if known.get(_SCHEME) != SCHEME or not str(known.get(_UPTO, "")).isdecimal():
            return None
        made = self._one("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'search_text'")
        return int(known[_UPTO]) if made == _TABLE else None


class SearchWriter(SearchReader, Changes):
    """What can be done to the index of words."""

    def start_search(self) -> None:
        """Make the index anew, with nothing in it."""
        self._run("DROP TABLE IF EXISTS search_text")
        self._run(_TABLE)
        self._run("INSERT INTO search_text (search_text, rank) VALUES ('hashsize', ?)", (_HASH_BYTES,))
        self._run("DELETE FROM search_due")
        self._run("INSERT OR REPLACE INTO meta (key, value) VALUES (?,?)", (_SCHEME, SCHEME))
        self._set_upto(0)

    def index_new(self, rows: Sequence[Indexed]) -> None:
        """Index articles, those of the lowest numbers that were not."""
        self._put(rows)
        self._set_upto(max(row.number for row in rows))

    def index_changed(self, before: Sequence[Indexed], after: Sequence[Indexed]) -> None:
        """Take articles out of the index as they were put in, and put them in as they are now."""
        self._run_many(
            "INSERT INTO search_text (search_text, rowid, title, body, site) VALUES ('delete',?,?,?,?)",
            [(row.number, row.title, row.body, row.site) for row in before],
        )
        self._put(after)
        self._run_in("DELETE FROM search_due WHERE article IN ({})", [row.number for row in before])

    def note_searched(self, number: int, now: Article) -> None:
        """Keep what was indexed of an article that is about to change, for the index to be told of it."""
        # What stands there already is older, and is what was indexed.
        self._run(
            "INSERT OR IGNORE INTO search_due (article, title, text, uri) SELECT id, title, text, uri FROM article "
            f"WHERE id = ? AND id <= (SELECT CAST(value AS INTEGER) FROM meta WHERE key = '{_UPTO}') "
            "AND (title IS NOT ? OR uri IS NOT ? OR text <> ?)",
            (
                number,
                optional_name(now.title.value if now.title else None),
                optional_name(now.uri),
                body_text(now.text),
            ),
        )

    def _put(self, rows: Iterable[Indexed]) -> None:
        self._run_many(
            "INSERT INTO search_text (rowid, title, body, site) VALUES (?,?,?,?)",
            [(row.number, row.title, row.body, row.site) for row in rows],
        )

    def _set_upto(self, number: int) -> None:
        self._run("INSERT OR REPLACE INTO meta (key, value) VALUES (?,?)", (_UPTO, str(number)))


def expression(query: Query, columns: Sequence[str] = ("title", "body")) -> str:
    """A query in FTS5's own language. Every word is a quoted string, so that none is read as an operator."""
    where = f"{{{' '.join(columns)}}}"
    parts = []
    if query.phrases:
        parts.append(f"({where} : ({' AND '.join(map(_phrase, query.phrases))}))")
    if query.sites:
        parts.append(f"(site : ({' OR '.join(map(_string, query.sites))}))")
    asked = " AND ".join(parts)
    if query.without:
        asked = f"({asked}) NOT ({{title body}} : ({' OR '.join(map(_phrase, query.without))}))"
    return asked


def _phrase(phrase: Phrase) -> str:
    return _string(" ".join(phrase.terms)) + (" *" if phrase.open_end else "")


def _string(text: str) -> str:
    bare = text.replace("\0", "")
    return '"' + bare.replace('"', '""') + '"'
