"""Invented news articles, and what editors do to articles: cut, reorder, edit, correct, quote. All of it repeatable."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

FERRY = """\
The harbour council of Saltmere voted late on Tuesday to withdraw the two oldest ferries from the estuary route, ending \
a service that has carried islanders to work and school since 1951.

Councillors approved the plan by nine votes to four after a debate that ran for almost three hours and was twice \
interrupted by protesters in the public gallery. The boats, the Heron and the Curlew, will make their last crossings on \
the final Sunday of October.

Engineers told the chamber that replacing the corroded deck plates of both vessels would cost 2.4 million crowns, close \
to the price of a new hull, and that neither boat could be insured for another winter without the work. An inspection in \
spring had found water in the aft compartment of the Heron and cracks along her starboard rail.

From November, passengers are to travel by a chartered catamaran that takes forty minutes instead of fifty-five but \
carries only 120 people, half as many as the Curlew. The council expects queues on market days and has asked the bus \
company to run later services from the quay.

Islanders fear that the change will empty the smaller settlements on the northern shore, where three shops have closed \
in as many years. A petition against the withdrawal gathered 1,860 signatures in a fortnight, more than half of the \
adult population of Great Skerrow.

Opponents accused the council of having let the fleet decay on purpose. They pointed to a maintenance budget that was \
cut four times in a decade while fares rose by a third. The chair of the transport committee rejected the charge and \
said grants from the capital had dried up after the election.

A buyer from the mainland has offered to turn the Curlew into a floating restaurant. The Heron will be broken up unless \
the maritime museum, which has until the end of the month to decide, finds a berth for her.
"""

LIBRARY = """\
A forgotten cellar beneath the municipal library of Dornbach has yielded more than four hundred glass negatives that \
show the town as it looked before the flood of 1904, archivists said on Thursday.

Workers who came to mend a leaking pipe broke through a plastered wall and found eleven wooden crates stacked to the \
ceiling. Most plates are intact, although damp has eaten into the emulsion of some fifty of them.

The pictures are thought to be the work of Emeline Harsch, a pharmacist's daughter who kept a studio above her father's \
shop and vanished from the records after the waters rose. Her signature is scratched into the edge of several plates, \
together with dates that run from 1889 to the week before the disaster.

They record a wooden bridge that no drawing shows, a travelling circus with two camels, and a long row of tanneries on \
ground that is now a car park. One series follows the same family of basket makers over nine summers.

Conservators will spend the winter cleaning the glass with soft brushes and distilled water. Each plate takes about two \
hours. A first selection is to be shown in the reading room in April, and the whole collection will be put online as \
soon as it has been scanned.

The town has set aside a modest sum for the work and hopes that private donors will double it. Historians from the \
regional university, who visited the cellar on Wednesday, called the find the most important of its kind in the valley \
for a generation.
"""

ORCHARD = """\
Growers in the Vell valley are pulling up thousands of apple trees this autumn because a beetle that arrived with \
imported timber has reached the last healthy orchards, the farmers' union reported.

The insect, no longer than a grain of rice, tunnels under the bark and kills a tree within two seasons. Traps hung in \
June caught it in every parish between the reservoir and the motorway, and by August leaves had turned brown on slopes \
that had never been sprayed.

Officials ordered infected trunks to be felled and burned on the spot. Farmers receive a flat payment for each tree, \
which many consider too little: a new orchard bears no crop worth picking for five years, and nurseries have no young \
stock to sell before the spring after next.

Some families have begun to plant walnuts or hazel instead. Others lease their land for solar panels. At the cider press \
in Lower Vell, where lorries used to wait until midnight in a good year, the yard was empty at noon on Friday.

Scientists pin their hopes on a tiny wasp that lays its eggs in the larvae of the beetle. It was released on four farms \
in May, and early counts suggest that it survives the summer; whether it can live through a hard frost nobody knows.
"""

SPEECH = (
    "We have waited eleven years for this road, and every winter we bury somebody who need not have died on the old one"
)

MARKS = {
    "curly": ("“", "”"),
    "straight": ('"', '"'),
    "guillemets": ("«", "»"),
    "german": ("„", "“"),
    "polish": ("„", "”"),
    "reversed guillemets": ("»", "«"),
    "single guillemets": ("‹", "›"),
    "corner": ("「", "」"),
    "white corner": ("『", "』"),
    "swedish": ("”", "”"),
    "finnish": ("»", "»"),
}
"""Quotation marks of the world's newspapers, by name: opening and closing."""

_FILLERS = (
    "amber", "basalt", "cobble", "dapple", "ember", "fennel", "gusset", "hollow", "inkwell", "juniper", "kestrel",
    "lantern", "mortar", "nettle", "ochre", "pebble", "quiver", "russet", "saffron", "thimble", "umber", "vellum",
)  # fmt: skip


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without the empty lines between them."""
    return [part for part in re.split(r"\n+", text) if part.strip()]


def joined(parts: Sequence[str]) -> str:
    """A text of the given paragraphs."""
    return "\n\n".join(parts) + "\n"


def cut(text: str, *, keep: Sequence[int]) -> str:
    """Only the paragraphs with these numbers, in this order: cuts and moves."""
    parts = paragraphs(text)
    return joined([parts[i] for i in keep])


def edited(text: str, percent: int, *, seed: int = 1) -> str:
    """The text with that share of its words changed, by other words; the same words each time."""
    rng = random.Random(seed)
    words = list(re.finditer(r"[A-Za-z]+", text))
    chosen = {words[i].start() for i in rng.sample(range(len(words)), round(len(words) * percent / 100))}
    return re.sub(r"[A-Za-z]+", lambda m: rng.choice(_FILLERS) if m.start() in chosen else m.group(), text)


def first_words(text: str, count: int, *, skip: int = 0) -> str:
    """A run of `count` words of a text, after `skip` words."""
    return " ".join(text.split()[skip : skip + count])


def renumbered(text: str, figures: Sequence[tuple[str, str]]) -> str:
    """The text with some figures corrected; each must stand in it."""
    for old, new in figures:
        if old not in text:
            raise ValueError(f"{old!r} is not in the text")
        text = text.replace(old, new)
    return text


def quoted(speech: str, marks: str = "curly") -> str:
    """A speech in quotation marks of one sort."""
    opening, closing = MARKS[marks]
    return f"{opening}{speech}{closing}"


def prose(count: int, *, seed: int = 1) -> str:
    """Text of `count` words without meaning in which no run of words repeats except by chance."""
    rng = random.Random(seed)
    return " ".join("".join(rng.choice(_FILLERS)[:3] for _ in range(3)) for _ in range(count))
