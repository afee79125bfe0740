"""The model of a table: labels, cells and notes, without a word on how they look.

It holds texts for those who read and unrounded numbers for formats that calculate; a renderer makes it into a format
(:mod:`~infopos_pipeline.reporting.formats`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Cell:
    """One cell: its text (lines end with a line break), the mark behind it, and the unrounded numbers it shows."""

    text: str
    mark: str = ""
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row: its label and a cell a column."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """What heads a column, and what stands under it: numbers, texts, or numbers with a bar as long as they are."""

    label: str
    holds: Literal["numbers", "texts", "bars"] = "numbers"


@dataclass(frozen=True)
class RowGroup:
    """Rows under a heading of their own; "" is no heading."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class TableModel:
    """A table: ``name`` is its place, ``stub`` heads the row labels, every row has a cell for each of ``columns``."""

    name: str
    title: str
    stub: str
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    notes: tuple[str, ...] = ()
