"""What two texts share word for word: counted facts, named weights, one sentence for each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedup.compare.apart import Apart, apart, own_words
from dedup.compare.document import QUOTED, Document
from dedup.compare.figures import Changed, changed_figures
from dedup.compare.judgement import SharedRange
from dedup.compare.order import Stretches, agreeing, in_order
from dedup.compare.phrasing import counted, percent, probability
from dedup.compare.sharing import Shared, shared
from dedup.compare.tiles import Runs, tiles
from dedup.config import CompareParams
from dedup.model import Evidence, Kind, Overlap


class _Facts(NamedTuple):
    """What was counted, before it is weighed."""

    overlap: Overlap  # outside captions and stock lines
    own: Overlap  # outside quotations as well
    page: Overlap  # outside captions and the outlet's furniture, stock lines of the trade included
    shared: Shared
    order_a: float
    order_b: float
    figures: Changed
    template: bool  # one form filled with other facts
    apart: Apart | None


class Verbatim(NamedTuple):
    """What word-for-word matter says about a pair: the verdict on copies, excerpts and quotations.

    `template` says that the two are one form filled with other facts, `apart` which words are published matter.
    """

    kind: Kind
    score: float
    overlap: Overlap
    evidence: tuple[Evidence, ...]
    passages: tuple[SharedRange, ...] = ()
    template: bool = False
    apart: Apart | None = None


def weigh(a: Document, b: Document, params: CompareParams) -> Verbatim:
    """Weigh what two documents share word for word.

    Tiling breaks ties by place: only with the texts in a fixed order are the ties the same from both sides.
    """
    if a.digest == b.digest:
        return _identical(a, params)
    laid = tiles(a.words.keys, b.words.keys, params.run)
    if not len(laid):
        return Verbatim(
            kind=Kind.UNRELATED,
            score=probability(params.prior),
            overlap=Overlap(a.running, b.running, 0, 0),
            evidence=(_prior(params), Evidence("verbatim", "No run of five words stands in both texts.", 0.0, 0.0)),
        )
    facts = _facts(a, b, laid, params)
    evidence = _ledger(facts, params)
    score = probability(sum(line.weight for line in evidence))
    return Verbatim(
        kind=_kind(facts, score, params),
        score=score,
        overlap=facts.overlap,
        evidence=evidence,
        passages=facts.shared.passages,
        template=facts.template,
        apart=facts.apart,
    )


def _identical(a: Document, params: CompareParams) -> Verbatim:
    size = len(a)
    sentence = f"The two texts are the same in all {size} words; only typography, case or layout can differ."
    return Verbatim(
        kind=Kind.IDENTICAL,
        score=1.0,
        overlap=Overlap(size, size, size, size),
        evidence=(Evidence("identical", sentence, -2 * params.prior, float(size), (0,) if size else ()),),
        passages=(SharedRange(0, size, 0, size, size, quoted=False, stock=False),) if size else (),
    )


def _facts(a: Document, b: Document, laid: Runs, params: CompareParams) -> _Facts:
    printed = apart(a, b, laid)
    if printed is None:
        found = shared(laid, a.marks, b.marks, params.long_run)
        own = Overlap(a.own, b.own, found.own, found.own)
    else:
        found = shared(
            laid, a.marks | printed.a * np.uint8(QUOTED), b.marks | printed.b * np.uint8(QUOTED), params.long_run
        )
        own = Overlap(own_words(a, printed.a), own_words(b, printed.b), found.own, found.own)
    overlap = Overlap(a.running, b.running, found.counted, found.counted)
    order_a, order_b, figures = 0.0, 0.0, Changed()
    if min(overlap.containment_a, overlap.containment_b) >= params.order_containment:
        common = in_order(a.words.keys, b.words.keys)
        figures = changed_figures(a, b, common)
        # Two reports around one long statement agree in order as well; that says something only of what is not quoted.
        if max(own.containment_a, own.containment_b) >= params.order_containment:
            order_a, order_b = _agreement(a, b, common)
    return _Facts(
        overlap=overlap,
        own=own,
        page=Overlap(a.page, b.page, found.outside, found.outside),
        shared=found,
        order_a=order_a,
        order_b=order_b,
        figures=figures,
        template=_is_template(figures, min(order_a, order_b), params),
        apart=printed,
    )


def _agreement(a: Document, b: Document, common: Stretches) -> tuple[float, float]:
    """How much two texts agree in order outside stock matter: shares of their words there, 0..1."""
    words = agreeing(common, a.words.keys, b.words.keys, a.stock, b.stock)
    return (words / a.running, words / b.running) if words else (0.0, 0.0)


def _prior(params: CompareParams) -> Evidence:
    return Evidence("prior", "Two articles are taken to be unrelated until something speaks for it.", params.prior)


def _ledger(facts: _Facts, params: CompareParams) -> tuple[Evidence, ...]:
    lines = [_prior(params), *_verbatim(facts, params)]
    lowest = min(facts.order_a, facts.order_b)
    if lowest > params.order_floor:
        lines.append(
            Evidence(
                "order",
                f"Read in order, {percent(facts.order_a)} of {{a}}'s words and {percent(facts.order_b)} of {{b}}'s "
                "agree.",
                params.order_weight * (lowest - params.order_floor),
                lowest,
            )
        )
    figures = facts.figures
    if figures.changed:
        differ = counted(figures.changed, "number or name differs", "numbers and names differ")
        lines.append(
            Evidence(
                "figures",
                f"In wording that is otherwise the same, {differ} and {figures.kept} agree"
                + ("; that is one template with other facts, not a copy." if facts.template else "."),
                params.template_weight if facts.template else 0.0,
                _share(figures.changed, figures.kept),
            )
        )
    quoted = "direct speech or quoted posts"
    if facts.apart:
        quoted = "direct speech, quoted posts, or statements, lists and appeals that both print"
    for name, count, what in (
        ("quoted", facts.shared.quoted, quoted),
        ("stock", facts.shared.stock, "captions, stock lines or the outlet's own furniture"),
    ):
        if count:
            wanted = name == "quoted"
            members = tuple(i for i, p in enumerate(facts.shared.passages) if (p.quoted if wanted else p.stock))
            lines.append(
                Evidence(
                    name,
                    f"{counted(count, 'shared word is', 'shared words are')} {what}; not counted.",
                    0.0,
                    float(count),
                    members,
                )
            )
    return tuple(lines)


def _verbatim(facts: _Facts, params: CompareParams) -> list[Evidence]:
    own, page = facts.own, facts.page
    members = tuple(i for i, p in enumerate(facts.shared.passages) if not p.quoted and not p.stock)
    if members:
        sentence = (
            f"{counted(own.shared_a, 'word stands', 'words stand')} word for word in both, outside quotations, in "
            f"{counted(len(members), 'passage')}; the longest run has {counted(facts.shared.longest, 'word')}."
        )
    else:
        sentence = "No run of five words outside quotations stands in both texts."
    weight = min(params.shingles_cap, params.per_shingle * facts.shared.shingles)
    lines = [Evidence("verbatim", sentence, weight, float(facts.shared.shingles), members)]
    if not members:
        return lines
    highest = max(own.containment_a, own.containment_b)
    full = min(1.0, own.shared_a / params.containment_words)
    lines.append(
        Evidence(
            "containment",
            f"That is {percent(own.containment_a)} of {{a}}'s own words and {percent(own.containment_b)} of {{b}}'s.",
            params.containment_weight * max(0.0, highest - params.containment_floor) * full,
            highest,
        )
    )
    lowest = min(page.containment_a, page.containment_b)
    if lowest > params.throughout_floor:
        lines.append(
            Evidence(
                "throughout",
                f"Quotations and stock lines included, {percent(page.containment_a)} of {{a}} and "
                f"{percent(page.containment_b)} of {{b}} are the same.",
                params.throughout_weight * (lowest - params.throughout_floor),
                lowest,
            )
        )
    return lines


def _is_template(figures: Changed, in_order: float, params: CompareParams) -> bool:
    numbers = _share(figures.numbers_changed, figures.numbers_kept)
    both = _share(figures.changed, figures.kept)
    throughout = in_order > params.order_floor
    return (
        (figures.numbers_changed >= params.template_numbers and numbers >= params.template_numbers_share)
        or (figures.changed >= params.template_figures and both >= params.template_figures_share)
        or (throughout and figures.changed >= params.template_notice and both >= params.template_notice_share)
    )


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else 0.0


def _kind(facts: _Facts, score: float, params: CompareParams) -> Kind:
    if score >= params.decided:
        low, high = sorted((facts.page.containment_a, facts.page.containment_b))
        same_text = high >= params.near_copy_high and low >= params.near_copy_low
        in_order = min(facts.order_a, facts.order_b) >= params.near_copy_high
        return Kind.NEAR_COPY if same_text or in_order else Kind.EXCERPT
    if facts.shared.quoted >= params.quotation_words and not facts.template:
        return Kind.QUOTATION
    return Kind.UNRELATED
