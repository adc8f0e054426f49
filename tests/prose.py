"""Invented news prose for tests, and deterministic ways to change it."""

from __future__ import annotations

LIGHTHOUSE = """\
The last keeper of the Ormsay light will leave the rock on Friday after the harbour trust voted to run the lamp by radio from the mainland.

Edda Lorne, 61, has lived at the foot of the tower for nineteen winters. She climbs 174 steps each evening to clear salt from the panes, and she has never once missed a night.

"I know the sound of every ship that passes here, and I shall miss the small ones most," she told reporters on the quay.

The trust says that the change will save £86,000 a year. Its chairman, Piet Vasmer, said the money would go towards a new pilot boat, the first since 1988, and towards repairs to the sea wall at Tolm.

Fishermen are not persuaded. In February a fault in the automatic horn at Cape Drennan went unnoticed for eleven hours, and two crab boats ran onto the Teeth in fog. Nobody was hurt, but one of the boats, the Merry Anne, was broken up by the next tide.

"A machine does not look out of the window," said Josse Kerrigan, who skippers a boat of twelve metres and has signed a petition with 2,300 other names.

The trust plans to let the cottages to visitors from the spring of next year. Ms Lorne has been offered the smallest of them at half the rent, but she says she will move inland, where her sister keeps bees.
"""

ORCHARD = """\
A court in Vellingen has ordered the owners of a cider press to pay 140 growers for apples that were delivered in 2021 and never weighed.

The judge, Marta Oduber, found that the press had used a scale which stopped at nine tonnes, so that every larger lorry was credited with nine. Growers lost about a sixth of their crop on paper, she said, and the company had known it since the second week of the harvest.

Lawyers for the press argued that each farmer had signed the delivery slips. The judge replied that a signature under a wrong figure did not make it a right one.

The sum has not been fixed, but an expert for the growers put the damage at 3.4 million crowns. The press employs 70 people and says that it may have to close its bottling hall in Arden if the judgment stands. An appeal must be lodged within thirty days.

For the growers the ruling comes late. Four of them have sold their orchards since, and one has planted walnuts.
"""

FILLER = """\
The council also heard a report on winter roads, which found that the new gritting lorries had covered two thirds of the network before dawn on all but three days. Members asked for the figures by parish and were promised them before the spring meeting, when the budget for the coming year is to be settled. A proposal to plant lime trees along the bypass was put off once more, because the soil has still not been tested and the nursery that was to grow them has changed hands. The meeting closed after two hours with thanks to the clerk, who retires in June after serving under five chairmen.
"""


def edited(text: str, every: int) -> str:
    """The text with every n-th word replaced by another."""
    paragraphs = []
    count = 0
    for paragraph in text.split("\n\n"):
        words = []
        for word in paragraph.split():
            count += 1
            words.append(f"changed{count}" if count % every == 0 else word)
        paragraphs.append(" ".join(words))
    return "\n\n".join(paragraphs)


def paragraphs(text: str, *numbers: int) -> str:
    """Some paragraphs of a text, in the order asked for."""
    parts = text.strip().split("\n\n")
    return "\n\n".join(parts[number] for number in numbers)
