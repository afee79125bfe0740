"""How wide the columns of a sheet are, in characters, so that numbers show whole and texts stay on few lines."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from infopos_pipeline.reporting.tables.models import TableModel

_LEAST, _MOST, _LEAST_OF_LABELS = 8, 60, 28
_FILLED = 0.85
"""How much of a line holds text, as lines break between words and not every font is as narrow as Excel's own."""


@dataclass(frozen=True)
class Widths:
    """The widths of the columns of a sheet, in characters."""

    columns: tuple[int, ...]

    def lines(self, texts: Sequence[str]) -> int:
        """How many lines the highest of the texts needs, one a column."""
        return max(_lines(text, width) for text, width in zip(texts, self.columns, strict=True))

    def lines_across(self, text: str) -> int:
        """How many lines a text needs that runs over all columns."""
        return _lines(text, sum(self.columns))


def _lines(text: str, width: int) -> int:
    return sum(max(1, len(textwrap.wrap(line, math.ceil(_FILLED * width)))) for line in text.split("\n"))


def widths_of(model: TableModel) -> Widths:
    """The widths of the columns of a table, that of the row labels first."""
    rows = [row for group in model.groups for row in group.rows]
    labels = _width(model.stub, [row.label for row in rows])
    return Widths(
        (
            max(_LEAST_OF_LABELS, labels),
            *(
                _width(column.label, [row.cells[place].text + row.cells[place].mark for row in rows])
                for place, column in enumerate(model.columns)
            ),
        )
    )


def _width(heading: str, texts: Sequence[str]) -> int:
    """As wide as the longest line and the longest word of the heading."""
    lines = [len(line) for text in texts for line in text.split("\n")]
    words = [len(word) for word in heading.split()]
    return min(_MOST, math.ceil(max(_LEAST, *lines, *words) / _FILLED))
