"""Comparing two texts: overlap, alignment, verdict."""

from dedup.compare.amendment import changed_facts, changed_sentences, sentences_of, word_runs
from dedup.compare.document import Document, document
from dedup.compare.facing import face
from dedup.compare.judgement import Judgement, SharedRange, located
from dedup.compare.passage import Aligned, Worded, found_in, worded
from dedup.compare.tiles import coverage
from dedup.compare.verdict import is_possible, judge, judge_all, verdict_digest

__all__ = [
    "Aligned",
    "Document",
    "Judgement",
    "SharedRange",
    "Worded",
    "changed_facts",
    "changed_sentences",
    "coverage",
    "document",
    "face",
    "found_in",
    "is_possible",
    "judge",
    "judge_all",
    "located",
    "sentences_of",
    "verdict_digest",
    "word_runs",
    "worded",
]
