"""The index for rewrites: telling keys in common, weighed, against what the lighter of the two texts has to tell.

The score of two texts is the sum, over the keys they share, of the product of both weights, divided by the smaller
sum of squares (its *mass*): the share of the shorter text's telling matter that stands in the other, whichever of the
two is asked about. Whole numbers are summed, so the order in which postings arrive cannot change a score. What the
index proposes is sifted by `likeness`, the same figure over all the words of both texts. Neither looks at how common
a key is in the archive: a pair is a candidate or not whatever else is stored.

Measured on 6,652 distinct texts, 382 words long on average (translated, spun and summarised passages, rewrites by
language models, 553 wire copies mostly of one event, news pages of 41 countries, invented families) with 2,999 labelled
pairs of source and rewrite, on which the limits were chosen as well. Pairs an article, each pair counted once:

    rule                           recall   all   of one group   strangers   an article of the one event
    index at .08                    .9943   7.8            1.1         1.2                            66
    index at .10                    .9887   5.5            1.0          .7                            45
    index at .08, likeness .17      .9893   4.4            1.0          .2                            39
    index at .08, likeness .19      .985    3.3             .9          .15                           26

The ten likest of what the index proposes at .08 hold the source of .994 of the rewrites and, asked the other way, the
rewrite of .992 of the sources. Under the third rule the weakest kinds are a language model's sensational (.966) and
emotional (.980) retellings; translated, spun and summarised passages have .992 and more, the invented families 1.

A share of .08 can be one number and one name that two texts have by chance. The index therefore asks for many shared
keys or for much weight (`Rule`), measured later, on 9,293 texts with 4,007 labelled pairs and on 20,000 generated ones:
of the labelled pairs that the third rule keeps it loses five, none of which the comparison confirms; of the strangers
that share drawn words alone one in 72 is left.

Each text has 151 keys on average, four for every ten words, and at most 3,000; four keys in five stand in one text
alone, the longest posting had 664. Answering for a text read 1,225 rows and took .5 ms, a likeness 22 microseconds.
Rows and strangers grow in proportion to the archive, as they must under a rule about two texts alone: of texts with
no subject in common one pair in ten thousand reached a share of .08 and two in a million the likeness, of articles on
one event a quarter and a seventh.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dedup.candidates.index import Keys, Postings
from dedup.candidates.tally import Rule
from dedup.text.keys import among
from dedup.text.telling import Keyed

LIKE = 0.17  # `likeness` from which a proposed pair is worth comparing; see the table above
RULE = Rule(
    # Share of the lighter mass: .10 loses one rewrite in two hundred, .07 proposes half as many strangers again.
    least=0.08,
    # The square of a weight of 3 rarities: no pair on less than one rare word, however short the text.
    evidence=8_000,
    # 1.4 for all texts leaves one generated stranger in 13, 2.0 one in 120, but loses a confirmed rewrite of a light
    # text; with the exception for these one in 72 is left, and no confirmed rewrite lost. Of strangers among real
    # articles, many of them on one subject, two in three are left.
    support=2.0e-3,
    light=250_000,
    light_support=1.4e-3,
)
# Exponent of the heavier text's mass in `likeness`: 0 lets several times the strangers pass, .3 gains nothing.
LONGER = 0.2


@dataclass(frozen=True, slots=True)
class PostingIndex:
    """Rewrites: contents that pass a rule about the postings that two texts share."""

    rule: Rule = RULE
    name: str = "postings"

    def propose(self, keys: Keys, postings: Postings) -> dict[int, int]:
        """Contents worth comparing and their scores in thousandths, 1..1000."""
        contents, shares = postings.passing(keys, self.rule)
        return dict(zip(contents.tolist(), shares.tolist(), strict=True))


def likeness(a: Keyed, b: Keyed) -> float:
    """How much of the wording of two texts is common, 0..1, the same for (b, a); 0 where either has none.

    `a` and `b` are keys in ascending order, each once, with their weights (`dedup.text.telling.wording`). The sum of
    products over the shared keys is set against the lighter text's mass above all: a summary is as like its source as
    a full rewrite. A part of the heavier one's counts too, as the longer a text, the more any other meets in it.
    """
    in_a = among(a[0], b[0])
    if not in_a.any():
        return 0.0
    in_b = b[0].searchsorted(a[0][in_a])
    weights_a, weights_b = a[1].astype(np.int64), b[1].astype(np.int64)
    common = int(weights_a[in_a] @ weights_b[in_b])
    lighter, heavier = sorted((int(weights_a @ weights_a), int(weights_b @ weights_b)))
    # A word may weigh more in one text than in the other, which can carry the quotient a little beyond one.
    return min(1.0, float(common / (lighter ** (1 - LONGER) * heavier**LONGER)))
