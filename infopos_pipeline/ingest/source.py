"""What every reader gives, whatever the file was: headings, and columns of text that are dictionary-encoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow as pa

from infopos_pipeline.problems import Problem
from infopos_pipeline.study.bindings import Format


@dataclass(frozen=True)
class SourceTable:
    """An export as a table of text.

    Attributes:
        file: what messages call it.
        format: what it was recognised as, or said to be.
        headings: the heading of every column; of those with a code and a question, the code.
        texts: the question beside a code, by column; "" where there is none.
        columns: dictionary-encoded text, one chunk a column, named "0", "1", … by position.
        first_row: the row of the first respondent as the file's own program shows it.
        labels: of a data file with a dictionary, the label of every code, by position.
        missing: the codes that such a file marks as missing, by position.
        sets: the multiple-response sets of such a file: by name, the positions of the columns.
        notices: what is worth knowing and stops nothing.
    """

    file: str
    format: Format
    headings: tuple[str, ...]
    texts: tuple[str, ...]
    columns: pa.Table
    first_row: int = 2
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[int, frozenset[str]] = field(default_factory=dict)
    sets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()

    def distinct(self, position: int) -> list[str]:
        """The texts that occur in a column, each once."""
        return [str(text) for text in self.columns.column(position).chunk(0).dictionary.to_pylist()]


def number_text(value: float) -> str:
    """A number as a cell: the shortest digits that mean it, whole ones without decimals, never with an exponent."""
    return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
