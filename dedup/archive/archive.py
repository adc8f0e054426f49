"""The facade: one archive, into which articles go and out of which relations and stories come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime

from dedup.archive.addresses import required
from dedup.archive.borrowing import borrowings
from dedup.archive.checking import check, compared, furniture_of
from dedup.archive.crediting import registry_of
from dedup.archive.dossiers import dossier_of
from dedup.archive.doubts import Asked, doubts
from dedup.archive.first import first_appearance
from dedup.archive.graph import analysis_of, story_graphs
from dedup.archive.growing import Growing
from dedup.archive.origins import direction_of, guest_origin, held_origin, history_of
from dedup.archive.packets import Making, packet_of_pair, packet_of_story
from dedup.archive.params import compared_with, require_fingerprints
from dedup.archive.queued import Queued
from dedup.archive.reading import Reading
from dedup.archive.related import candidates, relations
from dedup.archive.reviews import as_given, story_of
from dedup.archive.searching import Searching
from dedup.archive.telling import Telling, named_story
from dedup.archive.tracing import Tracer
from dedup.archive.upkeep import rebuild_stories
from dedup.archive.watching import Watchbook
from dedup.archive.words import contents_of, stirring
from dedup.model import (
    Analysis,
    Article,
    Borrowing,
    CandidatePair,
    Change,
    Comparison,
    Credit,
    Derivation,
    Dossier,
    DoubtfulPair,
    FirstReport,
    Moment,
    OriginReport,
    Packet,
    Relation,
    Review,
    ReviewReport,
    Story,
    StoryGraph,
)
from dedup.provenance import timeline
from dedup.store import Reader, Writer


class Archive(Growing, Queued, Searching, Telling, Reading):
    """An open archive.

    Articles go in by `ingest`; everything else reads. What an archive says depends on the articles it holds, not on the
    order or the number of calls in which they came.
    """

    def beside(self) -> Archive:
        """The same archive for another thread: nothing is shared but connections, which close with this one."""
        return Archive(self._store, self._params)

    # --- in -----------------------------------------------------------------------------------------------------------

    def review(self, review: Review) -> Review:
        """Take in a person's word on two articles that are held; gives it as kept, and raises what `as_given` does."""
        with self._store.writing() as writer:
            kept = as_given(writer, review)
            self._put_reviews(writer, [kept])
        return kept

    def take_reviews(self, reviews: Iterable[Review]) -> ReviewReport:
        """Take in reviews that were given elsewhere or earlier, each once; touched stories are rebuilt once.

        Reviews of articles that are not held wait for them. One that is undone takes back the same one held.
        """
        with self._store.writing() as writer:
            return self._put_reviews(writer, reviews)

    def _put_reviews(self, writer: Writer, reviews: Iterable[Review]) -> ReviewReport:
        intake = writer.put_reviews(reviews)
        moved = stirring(writer, intake.moved)
        contents = contents_of(writer, moved)
        if contents:
            library, witnesses = self._library(writer), self._witnesses(registry_of(writer))
            rebuild_stories(writer, library, witnesses, contents, (), datetime.now(UTC), moved)
        return intake.report

    def watchbook(self) -> Watchbook:
        """What a watch keeps in this archive; to be used only while the archive is open."""
        return Watchbook(self._store)

    # --- out ----------------------------------------------------------------------------------------------------------

    def credits_of(self, key: str) -> tuple[Credit, ...]:
        """The credits read from one article; raises NotFoundError."""
        with self._store.reading() as reader:
            number = required(reader, key).id
            return reader.credits([number])[number]

    def article(self, key: str) -> Article:
        """The article with a key, else the only one with that address; raises NotFoundError."""
        with self._store.reading() as reader:
            return required(reader, key).article

    def story(self, name: str) -> Story:
        """The story with an id, present or earlier, or the story of an article; raises NotFoundError."""
        with self._store.reading() as reader:
            return story_of(reader, named_story(reader, name))

    def graphs(self, name: str | None = None) -> Iterator[StoryGraph]:
        """All stories as graphs in the order of their ids, streamed, or one, named as for `story`."""
        return self._graphs([self.story(name).id] if name is not None else None)

    def _graphs(self, only: Collection[str] | None) -> Iterator[StoryGraph]:
        with self._store.reading() as reader:
            yield from story_graphs(reader, only)

    def analysis(self) -> Analysis:
        """What the archive was analysed with."""
        with self._store.reading() as reader:
            return analysis_of(reader)

    def history(self, name: str) -> list[Change]:
        """When and why the canonical copy or the origin of a story changed, oldest first; names as for `story`."""
        story = self.story(name).id
        with self._store.reading() as reader:
            return history_of(reader, story)

    def timeline(self, story: Story) -> tuple[Moment, ...]:
        """When the members of a story came to be, the earliest first, with what is wrong with their dates."""
        with self._store.reading() as reader:
            numbers = reader.article_ids([member.article for member in story.members])
            return timeline(story, reader.heads(list(numbers.values())).values())

    def borrowings(self, publisher: str | None = None, *, uncredited: bool = False) -> list[Borrowing]:
        """Who takes from whom, most articles first; of one publisher alone, or only where credit is missing."""
        with self._store.reading() as reader:
            return borrowings(reader, publisher, uncredited=uncredited)

    def doubts(self, asked: Asked) -> list[DoubtfulPair]:
        """Pairs that are worth a person's look, in the order in which they are to be looked at."""
        with self._store.reading() as reader:
            return doubts(reader, asked, self._params.compare)

    def origin(self, article: Article) -> OriginReport:
        """Where an article comes from: as traced if it is held with this text, else as it would be if it were."""
        with self._store.reading() as reader:
            row = reader.article(article.key)
            if row is not None and row.article.text == article.text:
                return held_origin(reader, row.id, row.article)
        relations = self.check(article)
        with self._store.reading() as reader:
            return guest_origin(reader, self._tracer(reader), article, relations)

    def first(self, asked: str) -> FirstReport:
        """Where a sentence or a quotation stands in the articles held, in whatever wording, and who had it first.

        Every text is looked at. Raises UsageError for what is too short or too long to be looked for.
        """
        with self._store.reading() as reader:
            return first_appearance(reader, self.compare, asked)

    def direction(self, a: Article, b: Article, comparison: Comparison) -> Derivation | None:
        """Who took from whom of two articles, held or not, that were compared; None if the kind is not a derived one.

        For two that are held this is what their story says, else what the two alone show.
        """
        with self._store.reading() as reader:
            return direction_of(reader, self._tracer(reader), a, b, comparison)

    def _tracer(self, reader: Reader) -> Tracer:
        return Tracer(reader, self._library(reader), self._witnesses(registry_of(reader)))

    def relations(self) -> Iterator[Relation]:
        """All relations between articles in the order of their keys, streamed; one normal form makes `identical`."""
        with self._store.reading() as reader:
            yield from relations(reader, self._params.compare, compared_with(reader, self._params))

    def compare(self, a: Article, b: Article) -> Comparison:
        """Compare two articles, held or not, each under its outlet's furniture as the archive knows it."""
        with self._store.reading() as reader:
            known = furniture_of(reader, (a, b))
        return compared(a, b, known, self._params.compare)

    def dossier(self, a: str, b: str) -> Dossier:
        """All there is to see of two articles side by side, by key or address."""
        with self._store.reading() as reader:
            return dossier_of(reader, self._tracer(reader), self._params.compare, (a, b))

    def packet(self, a: str, b: str, making: Making) -> Packet:
        """What the archive knows of two articles that are held, by key or address, to be handed on."""
        with self._store.reading() as reader:
            return packet_of_pair(reader, self._tracer(reader), self._params.compare, (a, b), making)

    def packet_again(self, packet: Packet) -> Packet:
        """A packet of the same pair or story as the archive would make it now; raises NotFoundError."""
        making = Making(packet.made_at, packet.made_with, packet.texts)
        if packet.story is not None:
            return self.story_packet(packet.story.story.id, making)
        return self.packet(packet.pairs[0].a, packet.pairs[0].b, making)

    def story_packet(self, name: str, making: Making) -> Packet:
        """What the archive knows of a story, named as for `story`, to be handed on."""
        story = self.story(name).id
        with self._store.reading() as reader:
            return packet_of_story(reader, self._tracer(reader), self._params.compare, story, making)

    def check(self, article: Article) -> list[Relation]:
        """What the archive holds that an article is related to, strongest first; the article is not stored.

        `a` of each relation is the article, `b` what is held. An article held under the same key is left out.
        """
        with self._store.reading() as reader:
            require_fingerprints(reader, self._params, self._store.location)
            return check(reader, self._library(reader), article, self._params)

    def candidates(self) -> list[CandidatePair]:
        """Pairs of articles that some index proposes, in order, each once: what could become a relation at all."""
        with self._store.reading() as reader:
            require_fingerprints(reader, self._params, self._store.location)
            return candidates(reader, self._library(reader))
