"""The verdict on a pair that may be a rewrite: probability, kind, and the ledger that a reader can check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dedup.compare.judgement import Replaced, SentencePair
from dedup.compare.phrasing import counted, percent, probability
from dedup.compare.rewrite.features import ALIGNED, Measured, measure
from dedup.compare.rewrite.model import Model, shipped
from dedup.compare.rewrite.parts import Mask
from dedup.compare.rewrite.wording import altered_quotations, spun_phrases
from dedup.config import CompareParams
from dedup.model import Evidence, Kind
from dedup.text.views import Views

# A summary is short beside what it condenses, and short in itself: a language model that rewrites 1,000 words in 300
# retells them.
_SUMMARY_RATIO = 0.4
_SUMMARY_WORDS = 150
# How much of one subject two texts are about. Of independent reports of one event 78 in 100 reach the sum, of leads of
# such reports 70, of articles on like subjects 6. All of it can be told without aligning sentences.
_SUBJECT = {"stems_both": 2.0, "details": 1.0, "names": 0.5, "together": 0.25}
_SAME_EVENT = 0.8
_UNDECIDED = 2.0  # log-odds of a pair too short to be judged: below the possible band
_LONG = 600  # content words of the shorter text: two texts of this length on one subject share half of their words
# One of these is reached by 99 of 100 rewrites of any sort; words alone prove nothing: long texts share most of them.
_IN_PLACE = {"coverage": 0.05, "kept_company": 0.03, "phrases": 0.03}
_MIN_CONTENT = (
    20  # content words of the shorter text outside quotations and stock lines: fewer are a caption or a headline
)
_ROUNDING = 0.01  # log-odds: more than the rounding of the ledger's lines and of figures can add up to
_SHORT = 0.35  # `shortness` from which the ledger says that more is asked for: under 200 words


DEFAULT = CompareParams()


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteVerdict:
    """A verdict with its proof. Word ranges are half-open and count words of the two normal forms."""

    probability: float
    kind: Kind
    evidence: tuple[Evidence, ...]
    pairs: tuple[SentencePair, ...]
    spun: tuple[Replaced, ...]
    altered: tuple[Replaced, ...]


def assess(
    a: Views,
    b: Views,
    params: CompareParams = DEFAULT,
    model: Model | None = None,
    apart: tuple[Mask, Mask] | None = None,
) -> RewriteVerdict:
    """Say whether one of two texts is a rewrite or a summary of the other, or both of a third.

    `apart` marks words of both that are published matter. The probability does not depend on which text comes first.
    Where no alignment of sentences could make the pair so much as possible, none is made: the probability is that of no
    counterparts, and the ledger says so. Most pairs of reports on one subject are of this sort.
    """
    known = model if model is not None else shipped()

    def hopeless(figures: Mapping[str, float]) -> bool:
        return probability(known.log_odds_at_most(figures, ALIGNED) + _ROUNDING) < params.possible

    measured = measure(a, b, hopeless, apart)
    too_short = min(measured.content) < _MIN_CONTENT
    evidence = _too_short(measured, known) if too_short else _ledger(measured, known, printed=apart is not None)
    score = probability(sum(line.weight for line in evidence))
    derived = score >= params.decided
    looked_at = score >= params.possible
    return RewriteVerdict(
        probability=score,
        kind=_kind(measured, derived=derived),
        evidence=evidence,
        pairs=measured.alignment.pairs,
        spun=spun_phrases(a, b, measured.alignment.pairs) if looked_at else (),
        altered=altered_quotations(a, b),
    )


def _kind(measured: Measured, *, derived: bool) -> Kind:
    short, long = sorted(measured.words)
    if derived:
        return Kind.SUMMARY if short <= min(_SUMMARY_WORDS, _SUMMARY_RATIO * long) else Kind.REWRITE
    subject = sum(weight * measured.figures[name] for name, weight in _SUBJECT.items())
    return Kind.SAME_EVENT if subject >= _SAME_EVENT else Kind.UNRELATED


def _too_short(measured: Measured, model: Model) -> tuple[Evidence, ...]:
    sentence = (
        f"The shorter text has {min(measured.content)} content words of its own outside quotations and stock lines: "
        f"too few to tell a rewrite (at least {_MIN_CONTENT})."
    )
    return (Evidence("too_short", sentence, min(model.prior, -_UNDECIDED), float(min(measured.content))),)


def _ledger(measured: Measured, model: Model, *, printed: bool) -> tuple[Evidence, ...]:
    added = model.contributions(measured.figures)
    lines = [Evidence("prior", "Two articles are taken to be unrelated until something speaks for it.", model.prior)]
    for name, figures, tell in _LINES:
        weight = sum(added.pop(figure, 0.0) for figure in figures)
        sentence = tell(measured)
        if sentence and (weight or measured.figures[figures[0]]):
            lines.append(Evidence(name, sentence, round(weight, 4), round(measured.figures[figures[0]], 4)))
    total = sum(line.weight for line in lines)
    if not measured.aligned:
        sentence = "Sentences were not aligned: even if all had a counterpart, it would not be enough."
        lines.append(Evidence("not_aligned", sentence, 0.0))
    long = measured.aligned and min(measured.content) >= _LONG
    if long and total > -_UNDECIDED and all(measured.figures[name] < least for name, least in _IN_PLACE.items()):
        sentence = (
            "The texts share words, but no sentence and hardly two neighbouring words: long texts do so by chance."
        )
        lines.append(Evidence("nothing_in_place", sentence, round(-_UNDECIDED - total, 4)))
    if measured.quoted_words:
        words = counted(measured.quoted_words, "word of {a} is", "words of {a} are")
        what = "direct speech or a statement, list or appeal" if printed else "direct speech"
        lines.append(
            Evidence(
                "shared_quotations",
                f"{words} {what} in both texts; not counted.",
                0.0,
                float(measured.quoted_words),
            )
        )
    return tuple(lines)


def _sentences(m: Measured) -> str:
    (in_a, in_b), (of_a, of_b) = m.alignment.covered, m.alignment.sentences
    return f"{in_a} of {of_a} sentences of {{a}} have a counterpart in {{b}}, {in_b} of {of_b} of {{b}} in {{a}}."


def _in_order(m: Measured) -> str:
    anchors = f"{m.anchors_in_order} of {m.anchors} names, numbers and rare words of the text with fewer"
    if not m.aligned:
        return f"{anchors} come in the same order."
    return f"{anchors} come in the same order; sentences keep {percent(m.figures['order'])} of their order."


def _words(m: Measured) -> str:
    return (
        f"Weighed by rarity, {percent(m.figures['stems'])} of the shorter text's words stand in the other, "
        f"{percent(m.figures['stems_both'])} of the longer's, and {percent(m.figures['details'])} of those said only "
        "once."
    )


def _phrases(m: Measured) -> str:
    return (
        f"{percent(m.figures['phrases'])} of three-word phrases are shared, {percent(m.figures['skeletons'])} of "
        f"sentence frames; {percent(m.figures['together'])} of the details side by side in one stand side by side in "
        "the other."
    )


def _specifics(m: Measured) -> str:
    return (
        f"{m.numbers.shared} of {min(m.numbers.a, m.numbers.b)} numbers and {m.rare.shared} of "
        f"{min(m.rare.a, m.rare.b)} rare words of the text with fewer stand in the other."
    )


def _names(m: Measured) -> str:
    return f"{m.names.shared} of {min(m.names.a, m.names.b)} names of the text with fewer stand in the other."


def _lacking(m: Measured) -> str:
    of_a, of_b = m.own_facts
    return f"Numbers and names of its own: {of_a} of {{a}} stand nowhere in {{b}}, {of_b} of {{b}} nowhere in {{a}}."


def _conflicts(m: Measured) -> str:
    found = m.alignment
    if not found.conflicts + found.name_conflicts:
        return ""
    numbers, names = counted(found.conflicts, "number"), counted(found.name_conflicts, "name")
    return (
        f"In sentences that correspond, {numbers} and {names} stand against others, {found.agreements} and "
        f"{found.name_agreements} agree."
    )


def _length(m: Measured) -> str:
    if m.figures["shortness"] < _SHORT:
        return f"The shorter text has {min(m.words)} words."
    return (
        f"The shorter text has {min(m.words)} words: short reports of one event share most facts, so more is asked for."
    )


_LINES: tuple[tuple[str, tuple[str, ...], Callable[[Measured], str]], ...] = (
    ("sentences", ("coverage", "coverage_both", "best_sentences"), _sentences),
    ("order", ("order", "sequence"), _in_order),
    ("words", ("stems", "stems_both", "details", "later_details", "short_later_details"), _words),
    ("phrases", ("phrases", "skeletons", "together", "short_together", "kept_company"), _phrases),
    ("specifics", ("specifics", "numbers"), _specifics),
    ("names", ("names", "other_names"), _names),
    ("facts_of_its_own", ("own_facts",), _lacking),
    ("conflicts", ("conflicts", "name_conflicts"), _conflicts),
    ("length", ("shortness",), _length),
)
