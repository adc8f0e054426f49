"""The verdict on two texts: what they share word for word, and where that decides nothing, what survives rewriting.

`judge` works on two prepared documents and gives word ranges; `judgement.located` turns them into characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from dedup.compare.document import Document
from dedup.compare.judgement import Judgement
from dedup.compare.phrasing import counted
from dedup.compare.rewrite import RewriteVerdict, assess, model_digest
from dedup.compare.verbatim import Verbatim, weigh
from dedup.config import CompareParams, params_digest
from dedup.model import Evidence, Kind
from dedup.text.stems import has_stems

VERDICT_SCHEME = "4"
"""Another number has the next ingest compare everything anew: for changes of code that no parameter or model shows."""


def verdict_digest(params: CompareParams) -> str:
    """Name everything that a verdict depends on beside the two texts: the parameters, the fitted model, the code."""
    return f"{params_digest(params)}-{model_digest()}-{VERDICT_SCHEME}"


def is_possible(kind: Kind, score: float, params: CompareParams) -> bool:
    """Whether a pair is worth a reader's look though nothing is claimed of it."""
    return not kind.derived and score >= params.possible


def judge(a: Document, b: Document, params: CompareParams) -> Judgement:
    """Compare two documents. The verdict does not depend on which of the two comes first."""
    (judgement,) = judge_all([(a, b)], params)
    return judgement


def judge_all(pairs: Sequence[tuple[Document, Document]], params: CompareParams) -> list[Judgement]:
    """Compare the documents of each pair, as `judge`.

    Each step is taken with all pairs before the next, while its code is at hand: a tenth less time for each.
    """
    swapped = [a.digest > b.digest for a, b in pairs]
    ordered = [(b, a) if swap else (a, b) for (a, b), swap in zip(pairs, swapped, strict=True)]
    weighed = [weigh(a, b, params) for a, b in ordered]
    judged = [_judged(a, b, found, params) for (a, b), found in zip(ordered, weighed, strict=True)]
    return [one.swapped() if swap else one for one, swap in zip(judged, swapped, strict=True)]


def _judged(a: Document, b: Document, verbatim: Verbatim, params: CompareParams) -> Judgement:
    if verbatim.kind.derived or verbatim.template:
        return _decided(verbatim, params)
    unread = next((one for one in (a, b) if not has_stems(one.language) or not one.views.legible), None)
    if unread is not None:
        return _decided(verbatim._replace(evidence=(*verbatim.evidence, _not_read(unread))), params)
    return _joined(verbatim, assess(a.views, b.views, params, apart=verbatim.apart), params)


def _decided(verbatim: Verbatim, params: CompareParams) -> Judgement:
    return Judgement(
        kind=verbatim.kind,
        score=verbatim.score,
        overlap=verbatim.overlap,
        evidence=verbatim.evidence,
        passages=verbatim.passages,
        params_digest=verdict_digest(params),
    )


def _joined(verbatim: Verbatim, rewrite: RewriteVerdict, params: CompareParams) -> Judgement:
    """One verdict of two, where what stands word for word decides nothing.

    The ledger is that of the survivors of rewriting, unless common wording alone makes the pair worth a look.
    """
    from_wording = verbatim.score >= params.possible and verbatim.score > rewrite.probability
    score = verbatim.score if from_wording else rewrite.probability
    possible = is_possible(rewrite.kind, score, params)
    if rewrite.kind.derived:
        kind = rewrite.kind
    elif verbatim.kind is Kind.QUOTATION or rewrite.altered:
        kind = Kind.QUOTATION
    else:
        kind = Kind.SAME_EVENT if possible else rewrite.kind
    if from_wording:
        evidence = (*verbatim.evidence, *_weightless(rewrite.evidence))
    else:
        evidence = (*rewrite.evidence, *_weightless(verbatim.evidence))
    return Judgement(
        kind=kind,
        score=score,
        overlap=verbatim.overlap,
        evidence=(*evidence, *_changes(rewrite)),
        passages=verbatim.passages,
        params_digest=verdict_digest(params),
        possible=possible,
        counterparts=rewrite.pairs,
        spun=rewrite.spun,
        altered=rewrite.altered,
    )


def _not_read(text: Document) -> Evidence:
    language = text.language
    if not language:
        which = "texts whose language is not known"
    elif not has_stems(language):
        which = f"texts in {language!r}"
    else:
        which = f"texts of which {language!r} knows hardly a word"
    return Evidence("not_read", f"Rewrites are not looked for in {which}; only wording was compared.", 0.0)


def _weightless(lines: tuple[Evidence, ...]) -> list[Evidence]:
    return [
        Evidence(line.name, line.template, 0.0, line.value, line.passages) for line in lines if line.name != "prior"
    ]


def _changes(rewrite: RewriteVerdict) -> list[Evidence]:
    lines = []
    if rewrite.spun:
        differ = counted(len(rewrite.spun), "phrase has a word", "phrases have a word")
        sentence = f"In sentences that correspond, {differ} exchanged for another; listed below."
        lines.append(Evidence("spun_phrases", sentence, 0.0, float(len(rewrite.spun))))
    if rewrite.altered:
        stand = counted(len(rewrite.altered), "quotation stands", "quotations stand")
        sentence = f"{stand} in both in different words; listed below. Quotations are nobody's to change."
        lines.append(Evidence("altered_quotations", sentence, 0.0, float(len(rewrite.altered))))
    return lines
