"""Where a story comes from: an article that is held, a publisher whose article is not, or neither can be said.

Every candidate gets one sum of figures (`dedup.provenance.candidates`), and the sums are turned into chances. A party
leads by what the others credit to it, by lacking less than any other of what the rest agree on, by texts and dates that
point to it; it falls behind for giving its own text as another's. What members give as their source and the story does
not hold is a candidate too, and so is somebody whom nobody names. The result depends on the parties alone, never on the
order in which they came.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dedup.model import Evidence, OriginStatus
from dedup.provenance.candidates import Candidate, Leanings, candidates_of
from dedup.provenance.party import Party, Witness
from dedup.provenance.publishers import Registry
from dedup.provenance.reviewed import Reviewed

DECIDED = 0.85  # chance from which a party is named the origin
ABSENT = 0.8  # chance from which the origin is said to be a publisher of whom nothing is held
UNNAMED = 0.9  # the same where not even a name is known
_SHARED, _LACKING = 40, 0.75  # runs of words that others share, part lacking: held origins .71 at most, wrong ones .83
_ENOUGH_PARTIES = 4  # fewer cannot show that each lacks what the others hold
# Log-odds for each unit of a figure, near what tests/evaluation/fit_origin.py finds over families taken apart (undated,
# uncredited, in part, without their origin), none below 0. `credits` is set by hand: a fit over variants of which half
# have lost their origin cannot tell it from the copies' own. So is `credited`, so that one credit for the whole text
# decides where nothing speaks against it.
WEIGHTS: Mapping[str, float] = {
    "agreement": 2.6,
    "text": 0.9,
    "text_least": 0.8,
    "dates": 0.5,
    "credited": 4.0,
    "credits": 1.0,
    "absent": 2.0,
    "given": 2.0,
    "cited": 0.7,
    "reviewed": 4.0,  # set by hand: a person's word that others were made from it, as much as a copy's own
}


@dataclass(frozen=True, slots=True)
class Ascription:
    """The answer for one story. `party` is the key of the earliest state of the origin where that is held.

    `certainty` is the chance of the answer that leads, 0..1; `ledger` tells in sentences why, article keys written out.
    """

    status: OriginStatus
    certainty: float
    ledger: tuple[Evidence, ...]
    party: str | None = None
    name: str | None = None
    domain: str | None = None
    leading: str | None = None  # the party that is likeliest among those held
    lacking: Mapping[str, float] | None = None  # share of what others agree on that a party lacks, by key


def ascribe(
    parties: Sequence[Party],
    citing: Iterable[Witness] = (),
    *,
    registry: Registry | None = None,
    leanings: Leanings | None = None,
    reviewed: Reviewed | None = None,
) -> Ascription:
    """Find the origin of a story of one party or more; `citing` are articles outside it whose credits count as well.

    A party that a person calls a copy is not the origin, whatever else speaks for it.
    """
    if len(parties) == 1:
        line = Evidence("one_publisher", "All articles are states of one publisher's.", 0.0)
        return Ascription(OriginStatus.UNDETERMINED, 0.5, (line,))
    said = reviewed or Reviewed((), parties)
    candidates = candidates_of(
        parties, citing, registry=registry, leanings=leanings, copies=said.copies, sources=said.sources
    )
    sums = [_sum(candidate) for candidate in candidates]
    chances = _chances(sums)
    absent = math.fsum(chance for one, chance in zip(candidates, chances, strict=True) if one.party is None)
    # Which of two absent publishers it is, and whether its name is known, is a matter apart from whether it is held.
    order = sorted(range(len(candidates)), key=lambda i: (-sums[i], _label(candidates[i])))
    held = next((i for i in order if candidates[i].party is not None), None)
    away = next(i for i in order if candidates[i].party is None)
    lacking = {one.party.key: one.lacking.share for one in candidates if one.party is not None and one.lacking}
    if held is not None and chances[held] >= DECIDED and _can_be(candidates[held]):
        return _held(candidates[held], chances[held], candidates, lacking, said)
    outside = candidates[away].outside
    named = outside is not None and bool(outside.given)
    many = len(parties) >= _ENOUGH_PARTIES
    if held is None or (absent >= (ABSENT if named else UNNAMED) and (named or many)):
        return Ascription(
            OriginStatus.NOT_HELD,
            round(absent, 4),
            (*said.ledger, *_absent_ledger(candidates[away], lacking)),
            name=outside.name if outside and named else None,
            domain=outside.domain if outside and named else None,
            lacking=lacking,
        )
    refused = _refused(candidates[held]) if chances[held] >= DECIDED else ()
    return Ascription(
        OriginStatus.UNDETERMINED,
        round(max(absent, chances[held]), 4),
        (
            *said.ledger,
            *_held_ledger(candidates[held], candidates),
            *refused,
            *_absent_ledger(candidates[away], lacking),
        ),
        leading=_label(candidates[held]),
        lacking=lacking,
    )


def _can_be(candidate: Candidate) -> bool:
    """Whether a party may be named the origin, however far it leads the others that are held.

    A text that lacks most of what others share is not where they have it from, unless a person says that it is.
    """
    lacking = candidate.lacking
    if lacking is None or candidate.figures.get("reviewed"):
        return True
    return lacking.shared < _SHARED or lacking.lacking <= _LACKING * lacking.shared


def _sum(candidate: Candidate) -> float:
    return math.fsum(WEIGHTS.get(name, 0.0) * value for name, value in candidate.figures.items())


def _chances(sums: Sequence[float]) -> list[float]:
    highest = max(sums)
    odds = [math.exp(value - highest) for value in sums]
    total = math.fsum(sorted(odds))
    return [value / total for value in odds]


def _label(candidate: Candidate) -> str:
    return candidate.party.key if candidate.party else candidate.outside.name if candidate.outside else ""


def _held(
    candidate: Candidate,
    chance: float,
    candidates: Sequence[Candidate],
    lacking: Mapping[str, float],
    said: Reviewed,
) -> Ascription:
    party = candidate.party
    assert party is not None
    return Ascription(
        OriginStatus.HELD,
        round(chance, 4),
        (*said.ledger, *_held_ledger(candidate, candidates)),
        party=party.key,
        name=party.first.name,
        domain=party.first.domain,
        lacking=lacking,
    )


def _held_ledger(candidate: Candidate, candidates: Sequence[Candidate]) -> list[Evidence]:
    """Why a party leads, the weightiest line first."""
    party = candidate.party
    assert party is not None
    others = [one for one in candidates if one.party is not None and one is not candidate]
    lines = []
    said = {
        "credited": f"Other members name the publisher of {party.key} as their source.",
        "credits": f"{party.key} itself names another publisher as its source.",
        "text": f"The wording of the other members points to {party.key}: they are shorter, vaguer or reworded.",
        "text_least": f"So does even the wording of the member that is nearest to {party.key}.",
        "dates": f"The dates of the other members point to {party.key} as the earlier.",
        "reviewed": f"A person says that another member was made from {party.key}.",
    }
    if candidate.lacking is not None:
        least = min((one.lacking.share for one in others if one.lacking is not None), default=0.0)
        said["agreement"] = (
            f"Of {candidate.lacking.shared} runs of three words that other members share, {party.key} lacks "
            f"{candidate.lacking.lacking}; the next best lacks {round(100 * least)} % of what the rest share."
        )
    if candidate.figures["text"] < 0:
        said["text"] = f"The wording of the other members does not point to {party.key}."
    if candidate.figures["text_least"] < 0:
        said["text_least"] = f"The wording of at least one member points away from {party.key}."
    if candidate.figures["dates"] < 0:
        said["dates"] = f"The dates of the other members do not point to {party.key} as the earlier."
    for name, sentence in said.items():
        weight = WEIGHTS[name] * candidate.figures[name]
        if abs(weight) >= 0.05:
            lines.append(Evidence(name, sentence, round(weight, 2), candidate.figures[name]))
    return sorted(lines, key=lambda line: (-abs(line.weight), line.name))


def _refused(candidate: Candidate) -> tuple[Evidence, ...]:
    """Why a party that leads is not named the origin all the same."""
    party, lacking = candidate.party, candidate.lacking
    assert party is not None and lacking is not None
    sentence = (
        f"{party.key} leads, but is not named the origin: it lacks {lacking.lacking} of {lacking.shared} runs of three "
        "words that other members share, which they cannot have from it."
    )
    return (Evidence("refused", sentence, 0.0, lacking.share),)


def _absent_ledger(candidate: Candidate, lacking: Mapping[str, float]) -> list[Evidence]:
    """Why the origin seems not to be held."""
    lines = []
    outside = candidate.outside
    if outside is not None and outside.given:
        sentence = f"As {outside.name}'s text is given that of {_listed(outside.given)}."
        lines.append(Evidence("given", sentence, WEIGHTS["given"] * candidate.figures["given"]))
    if outside is not None and outside.cited:
        sentence = f"For what is reported {outside.name} is named by {_listed(outside.cited)}."
        lines.append(Evidence("cited", sentence, WEIGHTS["cited"] * candidate.figures["cited"]))
    if lacking:
        key, least = min(lacking.items(), key=lambda item: (item[1], item[0]))
        share = round(100 * least)
        lacks = f"Even {key} lacks {share} %" if share else f"{key} lacks next to nothing"
        sentence = f"{lacks} of the wording that other members agree on."
        lines.append(Evidence("all_lack", sentence, 0.0, least))
    return lines


def _listed(keys: Sequence[str]) -> str:
    shown = list(keys[:5]) + ([f"{len(keys) - 5} more"] if len(keys) > 5 else [])
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
