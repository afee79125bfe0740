"""A document as the data that the template of the PDF reads: texts, and what it must know to place them.

Every block is a mapping with its ``kind``. Levels of headings are those of a PDF: 1 for a section, and none is skipped.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from infopos_pipeline.reporting.document import (
    Block,
    Card,
    Cards,
    Document,
    Facts,
    Findings,
    Heading,
    Line,
    Listing,
    Notice,
    Paragraph,
    Picture,
    PlaceName,
    Section,
    Span,
    TableBlock,
    Tiles,
    inside,
)
from infopos_pipeline.reporting.formats.office_text import readable
from infopos_pipeline.reporting.formats.word_pictures import size
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, TableModel
from infopos_pipeline.reporting.words.wording import say

Data = dict[str, Any]

_HEADING_CHARACTERS = 12
"""On a line of a heading over numbers, if those are shorter."""

_MEASURED = 5
"""Lines of a column that the template measures: one of fewer characters may be the widest."""


def document_data(document: Document) -> Data:
    """The document as mappings, lists and texts."""
    return _Writer(frozenset(_anchors(document))).document(document)


def _anchors(document: Document) -> Iterable[str]:
    """What a link may lead to."""
    for section in document.sections:
        yield section.name
        for block in inside(section.blocks):
            if isinstance(block, Cards):
                yield from (card.anchor for card in block.cards)


@dataclass
class _Writer:
    """Makes data of blocks, in their order: how deep a heading is depends on the one before.

    Attributes:
        anchors: what a link may lead to; one that leads nowhere is text.
        level: of the last heading.
    """

    anchors: frozenset[str]
    level: int = 1

    def document(self, document: Document) -> Data:
        language = document.language
        return {
            "title": readable(document.title),
            "wave": readable(document.wave),
            "language": language,
            "banners": [
                {"kind": banner.kind, "mark": readable(banner.mark), "text": readable(banner.text)}
                for banner in document.banners
            ],
            "contents": say("contents", language),
            "page_of": f"{say('page_number', language)} {{page}} {say('page_of', language)} {{pages}}",
            "sections": [self._section(section) for section in document.sections],
            "footer": readable(document.footer),
        }

    def _section(self, section: Section) -> Data:
        self.level = 1
        return {
            "name": section.name,
            "title": readable(section.title),
            "alone": section.name == "summary",
            "blocks": self._blocks(section.blocks),
        }

    def _blocks(self, blocks: Sequence[Block]) -> list[Data]:
        made, folded = [], ""
        for block in blocks:
            one = self._block(block)
            if isinstance(block, TableBlock):  # tables from the same line stand under it together
                one["folded"], folded = ("" if block.folded == folded else one["folded"]), block.folded
            else:
                folded = ""
            made.append(one)
        return made

    def _block(self, block: Block) -> Data:
        match block:
            case Paragraph():
                return {"kind": "paragraph", "role": block.role, "spans": self._line(block.spans)}
            case Heading():
                return self._heading(block.text, block.label, block.level)
            case Notice():
                return {"kind": "notice", "spans": self._line(block.spans)}
            case Listing():
                return {
                    "kind": "listing",
                    "role": block.role,
                    "entries": [self._blocks(entry) for entry in block.entries],
                }
            case Cards():
                return {"kind": "cards", "cards": [self._card(card, block.level) for card in block.cards]}
            case _:
                return self._figures(block)

    def _figures(self, block: Facts | Tiles | Findings | TableBlock | Picture) -> Data:
        match block:
            case Facts():
                entries = [[readable(text) for text in entry] for entry in block.entries]
                return {"kind": "facts", "role": block.kind, "entries": entries}
            case Tiles():
                tiles = [[readable(text) for text in (tile.label, tile.number, tile.below)] for tile in block.tiles]
                return {"kind": "tiles", "tiles": tiles}
            case Findings():
                return {
                    "kind": "findings",
                    "findings": [
                        {"number": readable(one.number), "what": readable(one.what), "where": self._line(one.where)}
                        for one in block.findings
                    ],
                }
            case TableBlock():
                title = {"label": _label(block.label), "folded": readable(block.folded)}
                return {"kind": "table", **title, **_table(block.model)}
            case Picture():
                width, _ = size(block.svg)
                return {
                    "kind": "picture",
                    "description": readable(block.description),
                    "svg": block.svg,
                    "width": width,
                }
            case _:
                assert_never(block)

    def _heading(self, text: str, label: PlaceName | None, level: int) -> Data:
        self.level = min(level - 1, self.level + 1)
        return {"kind": "heading", "level": self.level, "label": _label(label), "text": readable(text)}

    def _card(self, card: Card, level: int) -> Data:
        heading = self._heading(card.title, card.label, level)
        return {"anchor": card.anchor, "heading": heading, "blocks": self._blocks(card.blocks)}

    def _line(self, spans: Line) -> list[Data]:
        return [self._span(span) for span in spans]

    def _span(self, span: Span) -> Data:
        target = span.target if span.target in self.anchors else ""
        return {
            "text": readable(span.text),
            "emphasis": span.emphasis,
            "language": span.language,
            "target": target,
        }


def _label(label: PlaceName | None) -> Data | None:
    return {"text": readable(label.text), "language": label.language} if label else None


def _table(model: TableModel) -> Data:
    rows = [row for group in model.groups for row in group.rows]
    columns = [_column(Column(model.stub, "texts"), [row.label for row in rows])]
    columns += [
        _column(column, [_text(row.cells[place]) for row in rows]) for place, column in enumerate(model.columns)
    ]
    most = [_most(place, rows) for place in range(len(model.columns))]
    return {
        "title": readable(model.title),
        "columns": columns,
        "groups": [
            {"label": readable(group.label), "rows": [_row(row, model.columns, most) for row in group.rows]}
            for group in model.groups
        ],
        "notes": [readable(note) for note in model.notes],
    }


def _column(column: Column, texts: Sequence[str]) -> Data:
    """A column: its heading, in lines about as long as the numbers under it, and its longest lines and word."""
    label = readable(column.label)
    lines = dict.fromkeys(line for text in texts for line in readable(text).split("\n"))
    longest = sorted(lines, key=len, reverse=True)[:_MEASURED] or [""]
    if column.holds != "texts":
        width = max(_HEADING_CHARACTERS, len(longest[0]))
        label = "\n".join(textwrap.wrap(label, width, break_long_words=False, break_on_hyphens=False))
    words = [word for line in (*lines, label) for word in line.split()]
    return {"label": label, "holds": column.holds, "longest": longest, "word": max(words, key=len, default="")}


def _most(place: int, rows: Iterable[Row]) -> float:
    """The largest number under a column: the length of its longest bar."""
    return max((number for row in rows for number in row.cells[place].numbers), default=0.0)


def _row(row: Row, columns: Sequence[Column], most: Sequence[float]) -> Data:
    cells = [_cell(cell, column, top) for cell, column, top in zip(row.cells, columns, most, strict=True)]
    return {"label": readable(row.label), "cells": cells}


def _cell(cell: Cell, column: Column, most: float) -> Data:
    """A cell with how far its bar reaches, if it has one."""
    has_bar = column.holds == "bars" and bool(cell.numbers) and most > 0
    return {"text": readable(_text(cell)), "bar": cell.numbers[0] / most if has_bar else None}


def _text(cell: Cell) -> str:
    return cell.text + cell.mark
