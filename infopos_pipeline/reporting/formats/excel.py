"""Table models as an Excel workbook: a sheet a table behind an index, numbers as numbers, the same bytes on every run.

No cell is a formula, whatever a text begins with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from infopos_pipeline.reporting.tables.models import Cell, TableModel
from infopos_pipeline.reporting.words.wording import place_label, say
from infopos_pipeline.study.model import Language

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2000, 1, 1)
"""A workbook must name a day; this one says nothing."""
_INERT: Mapping[str, Any] = {"in_memory": True} | dict.fromkeys(
    ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
)
_STUB_WIDTH, _COLUMN_WIDTH = 44, 16
"""Characters."""

_NUMBER = re.compile(r"-?\d+(?:[.,](?P<decimals>\d+))?")


def workbook(title: str, notes: Sequence[str], models: Sequence[TableModel], language: Language) -> bytes:
    """A workbook with an index (title, notes, a link to each sheet) and a sheet for each table."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    book = Workbook(file, dict(_INERT))
    book.set_properties({"title": title, "created": _CREATED})
    index = book.add_worksheet(say("index", language))
    _index(book, index, title, notes, models)
    for model in models:
        _sheet(book, book.add_worksheet(_sheet_name(model)), model)
    book.close()
    return file.getvalue()


def _sheet_name(model: TableModel) -> str:
    """The name under which a table was published, cut to the 31 characters that Excel allows."""
    return place_label(model.name)[:31]


def _index(book: Workbook, sheet: Worksheet, title: str, notes: Sequence[str], models: Sequence[TableModel]) -> None:
    sheet.set_column(0, 0, _COLUMN_WIDTH)
    sheet.set_column(1, 1, 2 * _STUB_WIDTH)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for row, note in enumerate(notes, start=1):
        sheet.write_string(row, 0, note)
    for row, model in enumerate(models, start=len(notes) + 2):
        name = _sheet_name(model)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(row, 1, model.title)


def _sheet(book: Workbook, sheet: Worksheet, model: TableModel) -> None:
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    sheet.set_column(0, 0, _STUB_WIDTH)
    sheet.set_column(1, max(1, len(model.columns)), _COLUMN_WIDTH)
    sheet.write_string(0, 0, model.title, bold)
    for column, heading in enumerate([model.stub, *(column.label for column in model.columns)]):
        sheet.write_string(2, column, heading, wrapped)
    sheet.freeze_panes(3, 1)
    row = 3
    formats: dict[str, Any] = {}
    for group in model.groups:
        if group.label:
            sheet.write_string(row, 0, group.label.replace("\n", " "), bold)
            row += 1
        for line in group.rows:
            sheet.write_string(row, 0, line.label.replace("\n", " "))
            for column, cell in enumerate(line.cells, start=1):
                _write(book, sheet, row, column, cell, formats)
            row += 1
    for note in model.notes:
        row += 1
        sheet.write_string(row, 0, note)


def _write(book: Workbook, sheet: Worksheet, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    """One number stays a number, shown with its decimals and its mark; anything else is text."""
    shown = _NUMBER.fullmatch(cell.text)
    if shown is None or len(cell.numbers) != 1:
        sheet.write_string(row, column, cell.text.replace("\n", " ") + cell.mark)
        return
    decimals = len(shown["decimals"] or "")
    pattern = "0" + ("." + "0" * decimals if decimals else "") + (f'"{cell.mark}"' if cell.mark else "")
    if pattern not in formats:
        formats[pattern] = book.add_format({"num_format": pattern})
    sheet.write_number(row, column, cell.numbers[0], formats[pattern])
