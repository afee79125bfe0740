"""How wide the columns of a table are on paper, how large its type is, and whether its page is turned.

A column of numbers is as wide as its longest one: numbers never break. A column of texts is at least as wide as its
longest word. Widths are those of a wide font, so that nothing is cut where another one takes its place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from infopos_pipeline.reporting.tables.models import Column, TableModel

TWIPS_A_POINT = 20
"""Word measures in twentieths of a point."""

PORTRAIT_WIDTH, LANDSCAPE_WIDTH = 9410, 14340
"""Twips of text on a line of A4 with margins of 22 mm."""

CELL_MARGIN = 80
"""Twips left and right of a cell's text."""

TABLE_TYPE = 9.0
"""Points."""

_TYPES = (
    (False, TABLE_TYPE),
    (False, 8.0),
    (False, 7.5),
    (True, TABLE_TYPE),
    (True, 8.0),
    (True, 7.0),
)
"""Landscape and points, the best first."""

_PLAIN, _BOLD = 0.65, 0.72
"""Of the type size, a character in DejaVu Sans, which stands in for missing fonts; Calibri is a fifth narrower."""

_COMFORT, _HEADING = 16, 36
"""Characters a line in a column of texts, where it holds that many, and of its heading where there is room."""

_SLACK = 0.3
"""Of the type size, for a word of wide letters."""

_LONGEST_WORD = 30
"""Characters that stay on a line; a longer word than any language has breaks where it must."""


@dataclass(frozen=True)
class Columns:
    """The widths of the columns in twips, the size of the type in points, and whether the page is turned."""

    widths: tuple[int, ...]
    type_size: float
    landscape: bool

    def lines(self, texts: Sequence[str]) -> int:
        """How many lines a row of texts takes, one a column; nearly, as only Word knows."""
        character = _PLAIN * self.type_size * TWIPS_A_POINT
        return max(
            sum(max(1, math.ceil(len(line) * character / (width - 2 * CELL_MARGIN))) for line in text.split("\n"))
            for text, width in zip(texts, self.widths, strict=True)
        )


def columns_of(model: TableModel) -> Columns:
    """The columns of a table: upright if it fits, turned if it does not, in smaller type where it must be."""
    needs = [_needs(column, _texts(model, place)) for place, column in enumerate(_all(model))]
    for landscape, type_size in _TYPES:
        across = LANDSCAPE_WIDTH if landscape else PORTRAIT_WIDTH
        widths = _shared(needs, type_size, across)
        if widths:
            return Columns(widths, type_size, landscape)
    least = [_twips(need, type_size) for need, _ in needs]
    return Columns(tuple(across * width // sum(least) for width in least), type_size, landscape=True)


def _all(model: TableModel) -> tuple[Column, ...]:
    return (Column(model.stub, "texts"), *model.columns)


def _texts(model: TableModel, place: int) -> Iterator[str]:
    """What stands under a column, that of the row labels first."""
    for group in model.groups:
        for row in group.rows:
            yield row.label if place == 0 else row.cells[place - 1].text + row.cells[place - 1].mark


def _needs(column: Column, texts: Iterator[str]) -> tuple[float, float]:
    """The width that a column must have, and the one it would like to have, in type sizes."""
    lines = [line for text in texts for line in text.split("\n")] or [""]
    heading = _BOLD * _longest_word([column.label])
    if column.holds == "texts":
        longest = _PLAIN * max(map(len, lines))
        least = max(heading, _PLAIN * _longest_word(lines), min(longest, _PLAIN * _COMFORT))
    else:
        longest = _PLAIN * max(map(len, lines))
        least = max(heading, longest)
    return least, max(least, longest, _BOLD * min(len(column.label), _HEADING))


def _longest_word(lines: Sequence[str]) -> int:
    return min(_LONGEST_WORD, max((len(word) for line in lines for word in line.split()), default=0))


def _shared(needs: Sequence[tuple[float, float]], type_size: float, across: int) -> tuple[int, ...] | None:
    """What each column gets: what it must have, and of the rest a share of what it would like; None if too little."""
    least = [_twips(need, type_size) for need, _ in needs]
    liked = [_twips(like, type_size) - width for (_, like), width in zip(needs, least, strict=True)]
    left = across - sum(least)
    if left < 0:
        return None
    share = min(1.0, left / sum(liked)) if sum(liked) else 0.0
    return tuple(width + int(like * share) for width, like in zip(least, liked, strict=True))


def _twips(width: float, type_size: float) -> int:
    return math.ceil((width + _SLACK) * type_size * TWIPS_A_POINT) + 2 * CELL_MARGIN
