"""The colours of ordered categories and of groups: they stay apart in grey print and under every colour blindness.

An ordered scale is one hue whose lightness alone rises. A scale with two sides has two hues, blue and orange, the pair
that every kind of colour blindness leaves apart, each darkest at its end, and a grey between them. Every colour stands
out from the white plate by 3:1, the limit for graphics (WCAG 2.1, 1.4.11).
"""

from __future__ import annotations

from collections.abc import Sequence

_ORDERED = ("#08264d", "#5a92cc")
_POSITIVE = ("#0b3a6e", "#2f74b5")
_NEGATIVE = ("#7a3300", "#bf6210")
_MIDDLE = "#939393"

GROUPS: Sequence[tuple[str, str, str]] = (
    ("#1f5a94", "#1f5a94", "circle"),
    ("#a34a00", "#ffffff", "circle"),
    ("#3d3d3d", "#3d3d3d", "square"),
    ("#6b3fa0", "#ffffff", "square"),
    ("#0f6b52", "#0f6b52", "diamond"),
    ("#8a1c4a", "#ffffff", "diamond"),
)
"""Of each group to compare: the colour of its text and edge, its filling, and its shape, which tells it without."""


def ordered(number: int) -> list[str]:
    """The colours of an ordered scale, from dark to light."""
    return _between(*_ORDERED, number)


def diverging(negative: int, middle: int, positive: int) -> list[str]:
    """The colours of a scale with two sides, from the far negative end to the far positive one."""
    return [*_between(*_NEGATIVE, negative), *[_MIDDLE] * middle, *reversed(_between(*_POSITIVE, positive))]


def _between(first: str, last: str, number: int) -> list[str]:
    """Colours at equal distances, from the first to the last one."""
    ends = [[int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in (first, last)]
    shares = [place / max(1, number - 1) for place in range(number)]
    return [
        "#" + "".join(f"{round(low + share * (high - low)):02x}" for low, high in zip(*ends, strict=True))
        for share in shares
    ]
