"""Looking a text through once for many things: where any of some literals stands, which foreign characters it holds."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

from dedup.kernels import COMPILED, kernels

_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


class Literals:
    """Strings that are looked for all at once. Each has two bytes or more in UTF-8; there are at most 255."""

    __slots__ = ("_caseless", "_found", "_literals")

    def __init__(self, *literals: str, caseless: bool = False) -> None:
        """Prepare to look for some strings, which are numbered as they are given.

        `caseless` takes capitals of ASCII in a text for small letters, which is what the strings are to be in.
        """
        self._literals, self._caseless = literals, caseless
        if COMPILED:
            self._found = kernels.Literals(tuple(sorted((one.encode(), i) for i, one in enumerate(literals))), caseless)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Each place in a text where one of the strings stands, and its number; by place, then by the strings."""
        return self._found.places(text) if COMPILED else self.plain_places(text)

    def plain_places(self, text: str) -> list[tuple[int, int]]:
        """What `places` is to give, without compiled code."""
        found = []
        text = text.translate(_SMALL) if self._caseless else text
        for number, literal in enumerate(self._literals):
            place = text.find(literal)
            while place >= 0:
                found.append((place, number))
                place = text.find(literal, place + 1)
        return sorted(found, key=lambda one: (one[0], self._literals[one[1]].encode(), one[1]))


def beyond_ascii(text: str) -> str:
    """The characters of a text beyond ASCII, each at least once, in no order."""
    if text.isascii():
        return ""
    if not COMPILED:
        return plain_beyond_ascii(text)
    return kernels.beyond_ascii(text).decode("utf-8", "surrogatepass")


def plain_beyond_ascii(text: str) -> str:
    """What `beyond_ascii` is to give, without compiled code; each character once."""
    return "".join(sorted(char for char in set(text) if char > "\x7f"))
