"""Keeping the states of an article, and taking its present one for read again, within one transaction."""

from __future__ import annotations

from dedup.errors import NotFoundError
from dedup.model import Capture
from dedup.store.codec import CAPTURE_FIELDS, capture_fields
from dedup.store.rows import Keep
from dedup.store.snapshot import Changes
from dedup.store.values import instant_of

# Marks: whether a state was kept, the time of ingest, and the first again. Without a state kept the old one goes on.
NEXT_STATE = (
    "standing_since = CASE WHEN ? THEN NULL ELSE coalesce(standing_since, ingested_at) END, ingested_at = ?, "
    "revision = revision + ?"
)


class StateWriter(Changes):
    """What can be done to the states of articles."""

    def _keep_state(self, article_id: int, now: str, keep: Keep) -> int:
        """Keep an article as it stands, and give the number of states added; an empty text is that of the next one."""
        if keep is Keep.NOTHING and self._one("SELECT 1 FROM article WHERE id = ?", (article_id,)):
            return 0
        kept = self._run(
            "INSERT INTO revision (article, number, content_digest, payload_digest, title, published, modified, "
            "ingested_at, replaced_at, text) "
            "SELECT article.id, article.revision, content.digest, article.payload_digest, article.title, "
            "article.published, article.modified, coalesce(article.standing_since, article.ingested_at), ?, "
            "CASE WHEN ? THEN article.text ELSE '' END "
            "FROM article JOIN content ON content.id = article.content WHERE article.id = ?",
            (now, keep is Keep.TEXT, article_id),
        )
        if not kept:
            raise NotFoundError(f"The archive {self._place} holds no article of number {article_id} to revise.")
        return kept

    def refresh_capture(self, article_id: int, capture: Capture) -> None:
        """Note a newer capture of an article that says the same; an older one, or one without a time, tells nothing."""
        if capture.retrieved_at is None:
            return
        held = self._one("SELECT retrieved_at FROM article WHERE id = ?", (article_id,))
        if held is None or instant_of(held) < capture.retrieved_at:
            self._run(
                f"UPDATE article SET {', '.join(f'{name} = ?' for name in CAPTURE_FIELDS)} WHERE id = ?",
                (*capture_fields(capture), article_id),
            )
