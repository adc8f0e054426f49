"""Which column of a table holds what: as the user says, else by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dedup.errors import UnusableError, UsageError
from dedup.ingest.chars import repair
from dedup.ingest.records import FIELDS

# Names that exports of content systems and public data sets of news give to the fields of a record. Its own name goes
# before these, and of these the earlier.
_NAMES = {
    "text": "body content article article_text article_body full_text fulltext maintext main_text body_text story",
    "html": "raw_html page_html source_html",
    "url": "link uri href article_url page_url source_url web_url permalink",
    "title": "headline heading article_title",
    "published": "published_at date_published published_date date_publish publish_date pub_date pubdate published_on"
    " publication_date publication_datetime datetime date timestamp",
    "modified": "modified_at date_modified modified_date last_modified date_modify updated updated_at last_updated",
    "first_seen": "first_seen_at crawled crawled_at date_crawled crawl_date date_download retrieved_at fetched_at"
    " scraped_at",
    "publisher": "outlet publication newspaper site_name source_name media_name source site",
    "author": "authors byline writer",
    "language": "lang language_code",
    "id": "article_id doc_id document_id guid uuid key",
}
_BODIES = ("text", "html")
_TEXTS = frozenset(name for body in _BODIES for name in (body, *_NAMES[body].split()))
_GAP = re.compile(r"[\s.-]+")
_SHOWN = 12  # columns named in a message


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a table by the field of a record that they hold, as far as the user said so."""

    given: Mapping[str, str] = field(default_factory=dict)

    def known(self, names: Sequence[str]) -> int:
        """How many columns of these names would be fields; 0 where none would hold the article."""
        if _TEXTS.isdisjoint(map(_plain, names)) and not any(self.given.get(body) in names for body in _BODIES):
            return 0  # as in a page, of whose first line this is asked as well
        fields = self._fields(names)
        return len(fields) if any(body in fields for body in _BODIES) else 0

    def name(self, names: Sequence[str]) -> list[str]:
        """For each column the name that it has in a record; empty for one that has none. Raises UnusableError."""
        named = [" ".join(repair(name).split()) for name in names]
        missing = [column for column in self.given.values() if column not in named]
        if missing:
            raise UnusableError(f"has no column {missing[0]!r}; its columns are {_listed(named)}")
        fields = self._fields(named)
        if not any(body in fields for body in _BODIES):
            raise UnusableError(
                f"has no column for the text of an article among {_listed(named)}; say which with --columns text=NAME"
            )
        places = {place: name for name, place in fields.items()}
        return [places.get(place) or _apart(column) for place, column in enumerate(named)]

    def _fields(self, names: Sequence[str]) -> dict[str, int]:
        """The place of the column for each field that has one."""
        taken = {name: names.index(column) for name, column in self.given.items() if column in names}
        plain = [_plain(name) for name in names]
        for name, others in _NAMES.items():
            if name in taken:
                continue
            for alias in (name, *others.split()):
                if alias in plain and plain.index(alias) not in taken.values():
                    taken[name] = plain.index(alias)
                    break
        return taken


NO_COLUMNS = Columns()


def parse_columns(option: str | None) -> Columns:
    """Read `text=body,url=link`: a field of a record and the column that holds it. Raises UsageError."""
    given: dict[str, str] = {}
    for part in (option or "").split(","):
        name, equals, column = (piece.strip() for piece in part.partition("="))
        if not part.strip():
            continue
        if not equals or not column or name not in FIELDS:
            raise UsageError(
                f"--columns takes FIELD=COLUMN, separated by commas, not {part.strip()[:80]!r}; fields are "
                f"{', '.join(_NAMES)}."
            )
        if name in given:
            raise UsageError(f"--columns names {name} twice; one column can be the {name} of an article.")
        given[name] = column
    return Columns(given)


def _plain(name: str) -> str:
    return _GAP.sub("_", name.strip().lower())


def _apart(column: str) -> str:
    """A column's own name among the metadata; that of a field which another column holds is told apart."""
    return f"column {column}" if column in FIELDS else column


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
