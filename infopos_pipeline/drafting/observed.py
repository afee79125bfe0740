"""The columns of an export as a draft looks at them: what stands in each and how often, in one pass over the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.quality.meanings import not_shown
from infopos_pipeline.study.bindings import Format

NOTHING = ("NA", "NaN", "nan", "#N/A", "#NULL!", "NULL", "null", ".", "-")
"""What programs and people write for no answer; R writes NA."""


_LONGEST_MARK = 30
"""Characters of what stands for no answer; what people write is longer, and there is much of it."""


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        place: among those of the export, from 0.
        code: its heading.
        text: the question beside the heading; "" where there is none.
        given: how often every text stands in it, without empty cells, marks for questions not shown and
            :data:`NOTHING`.
        labels: the label of every code, where the file has a dictionary.
        marked: the codes that such a file marks as missing.
        system: who wrote the export.
        rows: how many respondents there are.
    """

    place: int
    code: str
    text: str
    given: Counter[str]
    labels: Mapping[str, str]
    marked: frozenset[str]
    system: Format
    rows: int

    @property
    def heading(self) -> str:
        """What it asks, in the words of the export."""
        return self.text or self.code

    @cached_property
    def answers(self) -> Counter[str]:
        """How often every text stands in it that the file does not mark as missing."""
        return Counter({text: number for text, number in self.given.items() if text not in self.marked})

    @cached_property
    def shown(self) -> frozenset[str]:
        """The answers as people read them: the labels of codes."""
        return frozenset(self.labels.get(text, text) for text in self.answers)


def observed(table: SourceTable) -> list[Column]:
    """Every column of an export."""
    return [
        Column(
            place=place,
            code=heading,
            text=table.texts[place],
            given=_given(table, place),
            labels=table.labels.get(place, {}),
            marked=table.missing.get(place, frozenset()),
            system=table.format,
            rows=table.columns.num_rows,
        )
        for place, heading in enumerate(table.headings)
    ]


def _given(table: SourceTable, place: int) -> Counter[str]:
    chunk = table.columns.column(place).chunk(0)
    texts = [str(text).strip() for text in chunk.dictionary.to_pylist()]
    numbers = np.bincount(chunk.indices.to_numpy(), minlength=len(texts)).tolist()
    counted: Counter[str] = Counter()
    for text, number in zip(texts, numbers, strict=True):
        counted[text] += number
    nothing = [text for text in counted if len(text) <= _LONGEST_MARK and _nothing(text, table.format)]
    for text in ("", *nothing, *(text for text, number in counted.items() if not number)):
        counted.pop(text, None)
    return counted


def _nothing(text: str, system: Format) -> bool:
    return text in NOTHING or not_shown(text, system)


def nothing_in(table: SourceTable) -> tuple[str, ...]:
    """Which of :data:`NOTHING` stand anywhere in an export."""
    found = {str(text).strip() for place in range(len(table.headings)) for text in table.distinct(place)}
    return tuple(text for text in NOTHING if text in found)


def rows_with(table: SourceTable, place: int, texts: frozenset[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which rows have one of some texts in a column."""
    chunk = table.columns.column(place).chunk(0)
    wanted = np.array([str(text).strip() in texts for text in chunk.dictionary.to_pylist()], dtype=np.bool_)
    return np.asarray(wanted[chunk.indices.to_numpy()], dtype=np.bool_)


def chosen_texts(column: Column, words: Iterator[str] | frozenset[str]) -> frozenset[str]:
    """The texts in a column that are, or are labelled, one of some words, in any capitals."""
    known = {word.casefold() for word in words}
    return frozenset(text for text in column.answers if column.labels.get(text, text).casefold() in known)
