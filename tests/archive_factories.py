"""Makers of articles for the tests of the archive: five subjects in paragraphs, and what newsrooms do with them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dedup.archive import Archive, Params
from dedup.model import Article, Capture, Claim, DateClaim, Medium, MetaSource

HARBOUR = (
    "The lock at Vessholm stayed shut for a third day after divers found a crack in the northern gate, and forty "
    "barges laden with grain, timber and gravel were moored along the embankment waiting for engineers to decide.",
    "Harbour master Ilse Tornquist said the fracture ran for almost two metres below the waterline and had "
    "probably been growing since the autumn storms, when a dredger scraped the sill while turning in heavy wind.",
    "Skippers were offered berths upstream free of charge, yet several complained that perishable cargo would "
    "spoil before the weekend and that insurers had refused to cover a delay caused by municipal neglect.",
    "A replacement gate was ordered from the shipyard at Karlby in spring but will not be delivered until "
    "November, because the steel had to be rolled again after inspectors rejected the first plates.",
    "The council meets on Thursday to vote on an emergency bypass, a temporary steel dam that would let one "
    "vessel at a time through the old southern chamber, which was last used when the railway bridge collapsed.",
    "Until then pilots will guide smaller boats across the shallow lagoon at high tide, a route that fishermen "
    "know well but that the coastguard warns is unmarked and littered with sunken piles.",
)
SCHOOL = (
    "Pupils in the Oakmere valley will begin lessons an hour later from September, after a two-year trial in "
    "which teenagers slept longer, missed fewer mornings and scored better in mathematics than classmates "
    "elsewhere.",
    "Headteacher Rowan Achterberg told parents that the timetable had been the cheapest reform of her career: no "
    "new textbooks, no extra teachers, only a bell that rings when adolescents are actually awake.",
    "Bus companies objected at first, since their drivers also serve the glass factory, but a compromise moved "
    "two early services and the education board agreed to pay for an additional minibus in winter.",
    "Researchers from the polytechnic who followed six hundred children found that the benefit was largest among "
    "those with long journeys, and that sports clubs lost members when practice ran into the dark.",
    "Not everyone is persuaded. Nurses and bakers with morning shifts say that they now leave younger children "
    "alone at breakfast, and a petition for supervised early rooms has gathered nine hundred signatures.",
    "The ministry is studying the results and may recommend the later bell nationally, although a spokesman "
    "cautioned that rural districts differ and that any change would remain voluntary for governors.",
)
BEETLE = (
    "A beetle believed extinct since the nineteen-thirties has been rediscovered in a peat bog near Lake Sarnow, "
    "where two amateur naturalists photographed eleven specimens feeding on sundew at dusk.",
    "The emerald marsh scarab, described from a single museum drawer in Leiden, depends on undrained moorland "
    "that has shrunk by nine tenths within a century as farmers dug ditches for pasture.",
    "Entomologist Pavel Grzyb confirmed the identification by comparing wing ridges under a microscope, and "
    "genetic samples suggest the colony has survived in isolation for perhaps four hundred generations.",
    "Conservationists want a buffer around the bog before collectors arrive, because rare insects fetch large "
    "sums abroad and the exact location leaked on a hobby forum within hours of the announcement.",
    "Peat cutting on the eastern edge is licensed until next summer, and the company involved said that it would "
    "pause its machines voluntarily while biologists survey the remaining hollows.",
    "Volunteers are now being trained to count larvae without trampling the moss, using floating boards, red "
    "torches and a method that was developed for dragonflies in the Baltic wetlands.",
)
BANK = (
    "Savers at Meridian Cooperative Bank can withdraw money again after regulators lifted a freeze imposed in "
    "March, when auditors uncovered loans to fictitious vineyards worth eighty million crowns.",
    "Former treasurer Lucian Marabout, who denies wrongdoing, is due in court on charges of forgery and "
    "embezzlement; prosecutors allege that he invented borrowers and pledged the same cellars to three lenders.",
    "The deposit guarantee fund advanced the cash against a mortgage on the bank's headquarters, a granite palace "
    "whose sale is expected to recover barely half of the shortfall.",
    "Queues outside branches were shorter than feared, managers reported, partly since withdrawals are capped and "
    "partly because a rival lender opened counters across the street with a welcome bonus.",
    "Economists called the episode a warning about tiny institutions that escape stress tests, and the finance "
    "committee has summoned the supervisor to explain why anonymous complaints were shelved twice.",
    "Shareholders will meet in the velodrome next month to vote on a merger, the third proposed since winter, "
    "with pensioners who hold most certificates demanding a guarantee of their dividends.",
)
RAIL = (
    "Night trains between Corvane and the coast return in December after eleven years, with sleeping cars rebuilt "
    "from commuter stock and a dining carriage run by apprentices of the hotel academy.",
    "Operator Nordlinie has sold two thirds of the berths for the opening fortnight, and a spokeswoman said "
    "demand for family compartments had surprised planners who expected mostly business travellers.",
    "The timetable remains fragile: tunnels at Hochstegen close for maintenance on Sundays, so locomotives must "
    "be swapped at a junction whose platform is too short for the full formation.",
    "Unions secured double crews and a rest stop in the mountains, ending a dispute in which conductors had "
    "threatened to leave passengers' bicycles on the platform throughout the holidays.",
    "Environmental groups welcomed the revival but criticised fares, which exceed those of budget airlines on "
    "most evenings despite an exemption from track charges granted by parliament.",
    "Enthusiasts have already restored a signal box as a museum, and the first departure will be waved off by the "
    "retired stationmaster who dispatched the last sleeper on a snowy February evening.",
)
BRIDGE = (
    "Marlow bridge will stay closed to all traffic until engineers have replaced two suspension cables that were "
    "found corroded during an inspection, the council decided on Monday after a closed session with its "
    "engineers.",
    "Traffic between the eastern districts and the hospital is being sent over the railway viaduct, and the "
    "council asked drivers to leave the viaduct to ambulances and buses while the cables on the bridge are being "
    "replaced.",
    "Engineers had warned the council two years ago that the suspension cables of Marlow bridge were corroded, "
    "but the repair was put off because closing the bridge would have sent all traffic through the hospital "
    "district.",
    "Repair of the bridge costs nine million crowns, which the council does not have: the replaced cables alone "
    "take four, and the railway wants to be paid for traffic that damages its viaduct.",
    "Ambulances needed eleven minutes longer on Monday to reach the hospital from the eastern districts, and "
    "doctors asked the council to let ambulances cross the bridge one at a time, which the engineers refused.",
    "An inspection of the railway viaduct follows on Friday; should its engineers find corroded supports there "
    "too, the eastern districts would be left without any crossing for buses and ambulances.",
)
SUBJECTS: Mapping[str, Sequence[str]] = {
    "harbour": HARBOUR,
    "school": SCHOOL,
    "beetle": BEETLE,
    "bank": BANK,
    "rail": RAIL,
}
FURNITURE = (
    "The Weekly Lantern lives from its readers alone and has neither owner nor advertiser. If this page was worth "
    "your coffee, consider giving what the coffee cost; every crown pays for an hour in an archive, a court or a "
    "council chamber, and a list of all givers above one thousand crowns hangs beside our front door for anyone "
    "to copy, photograph, doubt or complain about during office hours."
)
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def day(text: str, *, source: MetaSource = MetaSource.META) -> DateClaim:
    """A date of `2024-10-09`, or an instant of `2024-10-09T06:30`, in UTC."""
    at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return DateClaim(at, source, day_only=len(text) == len("2024-10-09"))


def article(
    key: str,
    text: str | Iterable[str],
    *,
    host: str | None = None,
    published: str | None = None,
    seen: str | None = None,
    title: str | None = None,
    source: str | None = None,
    **metadata: object,
) -> Article:
    """An article of a text or of paragraphs; its outlet is `host`, else one of its own."""
    body = text if isinstance(text, str) else "\n\n".join(text)
    return Article(
        key=key,
        text=body,
        uri=f"https://{host or key + '.example'}/{key}",
        title=Claim(title, MetaSource.MARKUP) if title else None,
        published=day(published) if published else None,
        first_seen=day(seen, source=MetaSource.GIVEN) if seen else None,
        metadata=metadata,
        capture=Capture(source=source or f"{key}.html", medium=Medium.PAGE, digest="0" * 64),
    )


def edited(text: str, share: float, seed: int) -> str:
    """A text with a share of its words replaced by words that stand nowhere else; line breaks stay."""
    dice = random.Random(seed)
    return "\n".join(
        " ".join("".join(dice.choices(ALPHABET, k=7)) if dice.random() < share else word for word in line.split(" "))
        for line in text.split("\n")
    )


def invented(subject: int, words: int) -> str:
    """Prose of no language about a subject of its own, in lines of about forty words."""
    dice = random.Random(subject)
    vocabulary = ["".join(dice.choices(ALPHABET, k=dice.randrange(2, 10))) for _ in range(words)]
    found = [dice.choice(vocabulary) for _ in range(words)]
    return "\n".join(" ".join(found[start : start + 40]) for start in range(0, words, 40))


def weather(town: str, figures: Sequence[int]) -> str:
    """A report of fixed wording in which only the figures and the town change."""
    a, b, c, d, e, f, g, h = figures
    return (
        f"Forecasters expect a dry morning in {town} with temperatures of {a} degrees at sunrise, climbing to {b} "
        "degrees by the middle of the afternoon before cloud spreads from the west. Winds will reach "
        f"{c} kilometres an hour on exposed hills and {d} kilometres an hour along the shore. Rainfall overnight "
        f"should total {e} millimetres, with humidity near {f} percent. The outlook for tomorrow is for highs of {g} "
        f"and lows of {h} degrees, with the chance of a passing shower and a moderate level of pollen in the air."
    )


def mixed_family() -> list[Article]:
    """Copies, cuts, a chain, identical texts, a round-up, template twins, and one outlet's furniture, from 22 pages."""
    harbour = "\n\n".join(HARBOUR)
    lantern = {"host": "lantern.example"}
    return [
        article("harbour-origin", harbour, published="2024-10-09T06:30"),
        article("harbour-same", harbour, published="2024-10-10"),
        article("harbour-typeset", harbour.replace("'", "’").replace("\n\n", "\n"), published="2024-10-09T06:30"),
        article("harbour-edited", edited(harbour, 0.06, 1), published="2024-10-11"),
        article("harbour-edited-twice", edited(edited(harbour, 0.06, 1), 0.06, 2)),
        article("harbour-head", HARBOUR[:3], published="2024-10-12", seen="2024-10-12T08:00"),
        article("harbour-tail", HARBOUR[3:], published="2024-10-12"),
        article("school-origin", SCHOOL, published="2024-09-01T05:00"),
        article("school-cut", SCHOOL[:4], published="2024-09-02"),
        article("school-claims-the-future", SCHOOL, published="2025-09-02", seen="2024-09-03T00:00"),
        article("round-up", [*HARBOUR[:2], *SCHOOL[:2], *BEETLE[:2]], published="2024-10-20"),
        article("beetle-origin", BEETLE, published="2024-05-05"),
        article("beetle-edited", edited("\n\n".join(BEETLE), 0.1, 3), published="2024-05-05"),
        article("weather-1", weather("Vessholm", (4, 13, 22, 31, 5, 64, 15, 6)), published="2024-10-01"),
        article("weather-2", weather("Karlby", (9, 21, 17, 48, 2, 71, 19, 11)), published="2024-10-02"),
        article("lantern-bank", [*BANK, FURNITURE], **lantern),
        article("lantern-rail", [*RAIL, FURNITURE], **lantern),
        article("lantern-school", [*SCHOOL[4:], FURNITURE], **lantern),
        article("lantern-invented", [invented(1, 160), FURNITURE], **lantern),
        article("bank-reprint", BANK, published="2024-04-04"),
        article("rail-rail", [*RAIL[:3], *RAIL[3:][::-1]], published="2024-12-01"),
        article("stranger", invented(2, 200), published="2024-01-01"),
    ]


# --- what an archive says, in a form to compare -----------------------------------------------------------------------


def fill(path: Path, *batches: Iterable[Article], params: Params | None = None) -> Archive:
    """An open archive that was given the batches, each in a call of its own."""
    archive = Archive.open(path, params=params)
    for batch in batches:
        archive.ingest(batch)
    return archive


def said(archive: Archive) -> dict[str, object]:
    """All that an archive concludes, in an order of its own and without internal numbers."""
    return {
        "relations": sorted(archive.relations(), key=lambda relation: (relation.a, relation.b)),
        "stories": list(archive.stories()),
        "candidates": sorted(archive.candidates()),
        "furniture": furniture(archive),
    }


def furniture(archive: Archive) -> dict[str, frozenset[int]]:
    """Keys of the lines known to be furniture, by outlet, where there are any."""
    with archive._store.reading() as reader:
        outlets = {head.outlet for head in reader.heads().values() if head.outlet}
        return {outlet: keys for outlet, keys in reader.furniture(outlets).items() if keys}


def kinds(archive: Archive) -> dict[tuple[str, str], str]:
    """The kind of each related pair of keys."""
    return {(relation.a, relation.b): relation.kind.value for relation in archive.relations()}


def groups(archive: Archive) -> set[frozenset[str]]:
    """The keys of each story."""
    return {frozenset(member.article for member in story.members) for story in archive.stories()}


def whole(archive: Archive) -> dict[str, object]:
    """What `said` gives, and who took from whom."""
    return said(archive) | {"derivations": list(archive.derivations())}


def batches(items: Sequence[Article], dice: random.Random) -> list[list[Article]]:
    """Articles in calls of any size, in the order given."""
    cuts = sorted(dice.sample(range(1, len(items)), dice.randrange(len(items))))
    return [list(items[start:end]) for start, end in zip([0, *cuts], [*cuts, len(items)], strict=True)]


def after_others(earlier: Sequence[Article], last: Sequence[Article], dice: random.Random) -> list[Article]:
    """Articles in any order, those for whose key there is an earlier version after it."""
    first, then = ({one.key: one for one in some} for some in (earlier, last))
    keys = dice.sample([*first, *then], len(first) + len(then))
    return [first.pop(key) if key in first else then[key] for key in keys]
