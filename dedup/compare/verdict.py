"""The verdict on two texts: counted facts, named weights, one sentence for each.

`judge` works on two prepared documents and gives word ranges, so that a verdict holds for every article with the same
normal form; `located` turns it into character offsets of two given texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dedup.compare.document import Document
from dedup.compare.figures import Figures, changed_figures
from dedup.compare.order import agreement_in_order
from dedup.compare.tiles import Tile, coverage, stretches, tiles
from dedup.config import CompareParams, params_digest
from dedup.model import Comparison, Evidence, Kind, Overlap, Passage

_LEAST = 3  # a word or two cut off by a quotation mark are no passage
_GAP = 3  # words that two neighbouring runs of a passage may leave between them on either side


@dataclass(frozen=True, slots=True)
class SharedRange:
    """A passage as half-open word ranges of both texts; `words` of them agree."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int
    quoted: bool
    stock: bool

    def swapped(self) -> SharedRange:
        """The same passage seen from the other text."""
        return SharedRange(self.b_start, self.b_end, self.a_start, self.a_end, self.words, self.quoted, self.stock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict in words of the normal form; see `model.Comparison` for the same in characters."""

    kind: Kind
    score: float
    overlap: Overlap
    evidence: tuple[Evidence, ...]
    passages: tuple[SharedRange, ...]
    params_digest: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What was counted, before it is weighed."""

    overlap: Overlap  # outside captions and stock lines
    own: Overlap  # outside quotations as well
    page: Overlap  # outside captions and the outlet's furniture, stock lines of the trade included
    shingles: int  # eight-word shingles shared outside quotations, captions and stock lines
    longest: int
    quoted_words: int
    stock_words: int
    order_a: float
    order_b: float
    figures: Figures
    passages: tuple[SharedRange, ...]

    def swapped(self) -> _Facts:
        """The same facts seen from the other text."""
        return replace(
            self,
            overlap=self.overlap.swapped(),
            own=self.own.swapped(),
            page=self.page.swapped(),
            order_a=self.order_b,
            order_b=self.order_a,
            passages=tuple(sorted((p.swapped() for p in self.passages), key=lambda p: p.a_start)),
        )


def judge(a: Document, b: Document, params: CompareParams) -> Judgement:
    """Compare two documents. The verdict does not depend on which of the two comes first."""
    if a.words.digest == b.words.digest:
        return _identical(a, b, params)
    if not coverage(a.words.keys, b.words.keys, params.run):
        return Judgement(
            kind=Kind.UNRELATED,
            score=_probability(params.prior),
            overlap=Overlap(_own_words(a.stock), _own_words(b.stock), 0, 0),
            evidence=(_prior(params), Evidence("verbatim", "No run of five words stands in both texts.", 0.0, 0.0)),
            passages=(),
            params_digest=params_digest(params),
        )
    # Tiling breaks ties by place; taking the texts in the order of their digests makes the ties the same from both
    # sides.
    in_order = a.words.digest < b.words.digest
    facts = _facts(a, b, params) if in_order else _facts(b, a, params).swapped()
    evidence = _ledger(facts, params)
    score = _probability(sum(line.weight for line in evidence))
    return Judgement(
        kind=_kind(facts, score, params),
        score=score,
        overlap=facts.overlap,
        evidence=evidence,
        passages=facts.passages,
        params_digest=params_digest(params),
    )


def located(judgement: Judgement, a: Document, b: Document) -> Comparison:
    """Give a judgement's passages as character offsets into two texts that have the judged normal forms."""
    return Comparison(
        kind=judgement.kind,
        score=judgement.score,
        overlap=judgement.overlap,
        evidence=judgement.evidence,
        passages=tuple(
            Passage(a.words.span(p.a_start, p.a_end), b.words.span(p.b_start, p.b_end), p.words, p.quoted, p.stock)
            for p in judgement.passages
        ),
        params_digest=judgement.params_digest,
    )


def _identical(a: Document, b: Document, params: CompareParams) -> Judgement:
    size = len(a)
    sentence = f"The two texts are the same in all {size} words; only typography, case or layout can differ."
    return Judgement(
        kind=Kind.IDENTICAL,
        score=1.0,
        overlap=Overlap(size, size, size, size),
        evidence=(Evidence("identical", sentence, -2 * params.prior, float(size), (0,) if size else ()),),
        passages=(SharedRange(0, size, 0, size, size, quoted=False, stock=False),) if size else (),
        params_digest=params_digest(params),
    )


def _facts(a: Document, b: Document, params: CompareParams) -> _Facts:
    laid = tiles(a.words.keys, b.words.keys, params.run)
    segments = [segment for tile in laid for segment in _segments(tile, a, b)]
    own = [s for s in segments if not s.quoted and not s.stock]
    counted = sum(s.words for s in segments if not s.stock)
    own_words = sum(s.words for s in own)
    overlap = Overlap(_own_words(a.stock), _own_words(b.stock), counted, counted)
    own_overlap = Overlap(_own_words(a.stock | a.quoted), _own_words(b.stock | b.quoted), own_words, own_words)
    order_a, order_b, figures = 0.0, 0.0, Figures()
    if min(overlap.containment_a, overlap.containment_b) >= params.order_containment:
        figures = changed_figures(a, b)
        # Two reports around one long statement agree in order as well; that says something only of what is not quoted.
        if max(own_overlap.containment_a, own_overlap.containment_b) >= params.order_containment:
            order_a, order_b = agreement_in_order(a.words.keys[~a.stock], b.words.keys[~b.stock])
    return _Facts(
        overlap=overlap,
        own=own_overlap,
        page=Overlap(
            _own_words(a.aside),
            _own_words(b.aside),
            *_shared_outside(laid, a.aside, b.aside),
        ),
        shingles=sum(max(0, s.words - params.long_run + 1) for s in own),
        longest=max((s.words for s in own), default=0),
        quoted_words=sum(s.words for s in segments if s.quoted and not s.stock),
        stock_words=sum(s.words for s in segments if s.stock),
        order_a=order_a,
        order_b=order_b,
        figures=figures,
        passages=_passages(segments),
    )


def _shared_outside(laid: Sequence[Tile], in_a: NDArray[np.bool_], in_b: NDArray[np.bool_]) -> tuple[int, int]:
    """Words of the tiles that a mask marks in neither text, for both sides the same number."""
    count = sum(t.length - int((in_a[t.a : t.a + t.length] | in_b[t.b : t.b + t.length]).sum()) for t in laid)
    return count, count


def _own_words(mask: NDArray[np.bool_]) -> int:
    return int(len(mask) - mask.sum())


def _segments(tile: Tile, a: Document, b: Document) -> list[SharedRange]:
    """Cut a tile where its words change between running text, direct speech and stock matter.

    Matter quoted on one side only is a quotation all the same: the other side dropped or never had the marks.
    """
    in_a, in_b = slice(tile.a, tile.a + tile.length), slice(tile.b, tile.b + tile.length)
    stock = a.stock[in_a] | b.stock[in_b]
    quoted = (a.quoted[in_a] | b.quoted[in_b]) & ~stock
    if not stock.any() and not quoted.any():  # as most are
        end_a, end_b = tile.a + tile.length, tile.b + tile.length
        return [SharedRange(tile.a, end_a, tile.b, end_b, tile.length, quoted=False, stock=False)]
    cut = [
        SharedRange(tile.a + i, tile.a + j, tile.b + i, tile.b + j, j - i, is_quoted, is_stock)
        for mask, is_quoted, is_stock in (
            (~(stock | quoted), False, False),
            (quoted, True, False),
            (stock, False, True),
        )
        for i, j in stretches(mask)
    ]
    return sorted(cut, key=lambda segment: segment.a_start)


def _passages(segments: list[SharedRange]) -> tuple[SharedRange, ...]:
    """Join neighbouring segments of one sort with few words between: a sentence with a word changed is one passage."""
    joined: list[SharedRange] = []
    for s in segments:
        last = joined[-1] if joined else None
        if (
            last is not None
            and (last.quoted, last.stock) == (s.quoted, s.stock)
            and 0 <= s.a_start - last.a_end <= _GAP
            and 0 <= s.b_start - last.b_end <= _GAP
        ):
            joined[-1] = SharedRange(
                last.a_start, s.a_end, last.b_start, s.b_end, last.words + s.words, s.quoted, s.stock
            )
        else:
            joined.append(s)
    return tuple(passage for passage in joined if passage.words >= _LEAST)


def _prior(params: CompareParams) -> Evidence:
    return Evidence("prior", "Two articles are taken to be unrelated until something speaks for it.", params.prior)


def _ledger(facts: _Facts, params: CompareParams) -> tuple[Evidence, ...]:
    lines = [_prior(params), *_verbatim(facts, params)]
    lowest = min(facts.order_a, facts.order_b)
    if lowest > params.order_floor:
        lines.append(
            Evidence(
                "order",
                f"Read in order, {_percent(facts.order_a)} of {{a}}'s words and {_percent(facts.order_b)} of {{b}}'s "
                "agree.",
                params.order_weight * (lowest - params.order_floor),
                lowest,
            )
        )
    figures = facts.figures
    if figures.changed:
        template = _is_template(facts, params)
        differ = _count(figures.changed, "number or name differs", "numbers and names differ")
        lines.append(
            Evidence(
                "figures",
                f"In wording that is otherwise the same, {differ} and {figures.kept} agree"
                + ("; that is one template with other facts, not a copy." if template else "."),
                params.template_weight if template else 0.0,
                _share(figures.changed, figures.kept),
            )
        )
    for name, count, what in (
        ("quoted", facts.quoted_words, "direct speech or quoted posts"),
        ("stock", facts.stock_words, "captions, stock lines or the outlet's own furniture"),
    ):
        if count:
            wanted = name == "quoted"
            members = tuple(i for i, p in enumerate(facts.passages) if (p.quoted if wanted else p.stock))
            lines.append(
                Evidence(
                    name,
                    f"{_count(count, 'shared word is', 'shared words are')} {what}; not counted.",
                    0.0,
                    float(count),
                    members,
                )
            )
    return tuple(lines)


def _verbatim(facts: _Facts, params: CompareParams) -> list[Evidence]:
    own, page = facts.own, facts.page
    members = tuple(i for i, p in enumerate(facts.passages) if not p.quoted and not p.stock)
    if members:
        sentence = (
            f"{_count(own.shared_a, 'word stands', 'words stand')} word for word in both, outside quotations, in "
            f"{_count(len(members), 'passage')}; the longest run has {_count(facts.longest, 'word')}."
        )
    else:
        sentence = "No run of five words outside quotations stands in both texts."
    weight = min(params.shingles_cap, params.per_shingle * facts.shingles)
    lines = [Evidence("verbatim", sentence, weight, float(facts.shingles), members)]
    if not members:
        return lines
    highest = max(own.containment_a, own.containment_b)
    full = min(1.0, own.shared_a / params.containment_words)
    lines.append(
        Evidence(
            "containment",
            f"That is {_percent(own.containment_a)} of {{a}}'s own words and {_percent(own.containment_b)} of {{b}}'s.",
            params.containment_weight * max(0.0, highest - params.containment_floor) * full,
            highest,
        )
    )
    lowest = min(page.containment_a, page.containment_b)
    if lowest > params.throughout_floor:
        lines.append(
            Evidence(
                "throughout",
                f"Quotations and stock lines included, {_percent(page.containment_a)} of {{a}} and "
                f"{_percent(page.containment_b)} of {{b}} are the same.",
                params.throughout_weight * (lowest - params.throughout_floor),
                lowest,
            )
        )
    return lines


def _is_template(facts: _Facts, params: CompareParams) -> bool:
    figures = facts.figures
    numbers = _share(figures.numbers_changed, figures.numbers_kept)
    both = _share(figures.changed, figures.kept)
    throughout = min(facts.order_a, facts.order_b) > params.order_floor
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
    if facts.quoted_words >= params.quotation_words and not _is_template(facts, params):
        return Kind.QUOTATION
    return Kind.UNRELATED


def _probability(log_odds: float) -> float:
    return round(1.0 / (1.0 + math.exp(-log_odds)), 4)


def _count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 passage`, `2 passages`."""
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def _percent(share: float) -> str:
    """A share in whole per cent, which says 100 only where nothing is missing and 0 only where there is nothing."""
    if 0 < share < 0.01:
        return "under 1 %"
    return f"{min(99, round(100 * share)) if share < 1 else 100} %"
