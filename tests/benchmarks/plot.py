"""Cost against size, drawn as SVG on two logarithmic axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 220, 20, 50  # margins; the right one holds the names of the curves
# Colours that those who see no red or green can tell apart (Okabe and Ito 2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")

Curves = Mapping[str, Sequence[tuple[float, float]]]
Placed = Callable[[float, float], tuple[float, float]]  # (articles, seconds) to (x, y)


def svg(curves: Curves) -> str:
    """One line for each curve of (articles, CPU seconds), both above zero; a curve of one point is a dot."""
    points = [(size, cost) for curve in curves.values() for size, cost in curve if size > 0 and cost > 0]
    if not points:
        return _document([])
    (left, right), (low, high) = (_decades([point[axis] for point in points]) for axis in (0, 1))

    def placed(size: float, cost: float) -> tuple[float, float]:
        across = (log10(size) - left) / (right - left)
        up = (log10(cost) - low) / (high - low)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [*_grid(left, right, low, high, placed)]
    for number, (name, curve) in enumerate(curves.items()):
        parts += _curve(name, [placed(*point) for point in sorted(curve) if min(point) > 0], number)
    return _document(parts)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _grid(left: int, right: int, low: int, high: int, placed: Placed) -> Iterator[str]:
    for power in range(left, right + 1):
        x, bottom = placed(10**power, 10**low)
        yield f'<path d="M{x:.1f} {bottom:.1f}V{TOP}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{10**power:,}</text>'
    for power in range(low, high + 1):
        x, y = placed(10**left, 10.0**power)
        yield f'<path d="M{x:.1f} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>'
    yield f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">articles</text>'
    middle = (TOP + HEIGHT - BOTTOM) / 2
    yield f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">CPU seconds</text>'


def _curve(name: str, places: Sequence[tuple[float, float]], number: int) -> Iterator[str]:
    colour = COLOURS[number % len(COLOURS)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
    yield f'<text x="{WIDTH - RIGHT + 14}" y="{TOP + 16 * (number + 1)}" fill="{colour}">{escape(name)}</text>'


def _document(parts: Sequence[str]) -> str:
    font = 'font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {font}>'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *parts, "</svg>", ""])
