"""Table models as an Excel workbook: a sheet a table behind an index, numbers as numbers, the same bytes on every run.

No cell is a formula, whatever a text begins with.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from infopos_pipeline.reporting.document import Document, PlacedTable
from infopos_pipeline.reporting.formats.excel_columns import Widths, widths_of
from infopos_pipeline.reporting.formats.office_text import readable
from infopos_pipeline.reporting.tables.models import Cell, Column, TableModel
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.model import Language

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2000, 1, 1)
"""A workbook must name a day; this one says nothing."""
_INERT: Mapping[str, Any] = {"in_memory": True} | dict.fromkeys(
    ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
)
_NUMBER = re.compile(r"-?\d+(?:[.,](?P<decimals>\d+))?")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\s]+")
_LONGEST_NAME, _LONGEST_TEXT, _LONGEST_PROPERTY = 31, 32767, 255
"""Characters that Excel takes (https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3)."""

_LINE_HEIGHT, _HIGHEST = 15, 409
"""Points, the second what Excel makes a row at most; what is longer can be read in the formula bar."""

_INDEX_WIDTHS = Widths((_LONGEST_NAME, 80, 34))
_A4 = 9
_HEADER, _FIRST = 2, 3
"""Rows of the header and of what comes under it."""


@dataclass(frozen=True)
class _Sheet:
    """A table with the name of its sheet, and the section of the report it stands in."""

    name: str
    model: TableModel
    section: str


def document_workbook(document: Document) -> bytes:
    """A workbook with an index (title, notes, a link to each sheet) and a sheet for each table of a report: under the
    name it was published by, else numbered as in the report on paper.
    """
    language, found = document.language, document.tables()
    names = _own_names(_captions(found, language), say("index", language))
    sheets = [_Sheet(name, table.block.model, table.section.title) for name, table in zip(names, found, strict=True)]
    notes = [f"{banner.mark}: {banner.text}" for banner in document.banners]
    return _workbook(f"{document.title} – {document.wave}", notes, sheets, language)


def _captions(tables: Iterable[PlacedTable], language: Language) -> Iterator[str]:
    number = 0
    for table in tables:
        number += table.block.label is None  # as it is counted on paper, behind a chart too
        yield table.label.text if table.label else f"{say('caption_table', language)} {number}"


def _own_names(wanted: Iterable[str], index: str) -> list[str]:
    """Names that Excel takes: of legal characters, not too long, and each its own, whatever the case."""
    taken = {index.casefold(), "history"}  # the second is Excel's own
    names = []
    for text in wanted:
        legal = _NOT_IN_A_NAME.sub(" ", readable(text)).strip("' ") or "-"
        name, number = _cut(legal, _LONGEST_NAME).strip("' "), 1
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(legal, _LONGEST_NAME - len(str(number)) - 1).strip()} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut(text: str, longest: int) -> str:
    """The start of a text that is this long in the units of UTF-16, in which Excel counts."""
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", errors="ignore")


def _workbook(title: str, notes: Sequence[str], sheets: Sequence[_Sheet], language: Language) -> bytes:
    from xlsxwriter import Workbook

    file = io.BytesIO()
    book = Workbook(file, dict(_INERT))
    book.set_properties({"title": _cut(readable(title), _LONGEST_PROPERTY), "created": _CREATED})
    look = _Look(book)
    _index(look, book.add_worksheet(say("index", language)), title, notes, sheets, language)
    for sheet in sheets:
        _Page(look, book.add_worksheet(sheet.name), sheet.model, widths_of(sheet.model)).write()
    book.close()
    return file.getvalue()


class _Look:
    """The formats of a workbook; each is made once."""

    def __init__(self, book: Workbook) -> None:
        self._book, self._made = book, dict[tuple[tuple[str, Any], ...], "Format"]()

    def __call__(self, **properties: Any) -> Format:
        key = tuple(properties.items())
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def _index(
    look: _Look, page: Worksheet, title: str, notes: Sequence[str], sheets: Sequence[_Sheet], language: Language
) -> None:
    _set_up(page, last_header=None)
    for column, width in enumerate(_INDEX_WIDTHS.columns):
        page.set_column(column, column, width)
    _write_text(page, 0, 0, title, look(bold=True, font_size=14))
    for row, note in enumerate(notes, start=1):
        _write_text(page, row, 0, note)
    head = len(notes) + 2
    headings = ("sheet", "sheet_title", "in_section")
    for column, heading in enumerate(headings):
        _write_text(page, head, column, say(heading, language), look(bold=True, bottom=1))
    wrapped, link = look(text_wrap=True, valign="top"), look(font_color="#14508C", underline=1, valign="top")
    for row, sheet in enumerate(sheets, start=head + 1):
        quoted = sheet.name.replace("'", "''")
        page.write_url(row, 0, f"internal:'{quoted}'!A1", string=sheet.name, cell_format=link)
        _write_text(page, row, 1, sheet.model.title, wrapped)
        _write_text(page, row, 2, sheet.section, wrapped)
        page.set_row(row, _LINE_HEIGHT * _INDEX_WIDTHS.lines([sheet.name, sheet.model.title, sheet.section]))


@dataclass(frozen=True)
class _Page:
    """A sheet while it is written."""

    look: _Look
    page: Worksheet
    model: TableModel
    widths: Widths

    def write(self) -> None:
        """Title, header, rows and notes; the header stays in sight, and stands on every printed page."""
        columns = (Column(self.model.stub, "texts"), *self.model.columns)
        _set_up(self.page, last_header=_HEADER)
        self.page.freeze_panes(_FIRST, 1)
        self._across(0, self.model.title, bold=True, font_size=12)
        for place, (column, width) in enumerate(zip(columns, self.widths.columns, strict=True)):
            self.page.set_column(place, place, width)
            heading = self.look(bold=True, text_wrap=True, bottom=1, valign="bottom", **_side(column, place))
            _write_text(self.page, _HEADER, place, column.label, heading)
        self._fit(_HEADER, [column.label for column in columns])
        for row, note in enumerate(self.model.notes, start=self._rows() + 1):
            self._across(row, note, font_color="#56606B", font_size=10)

    def _rows(self) -> int:
        """Write the rows; which one comes after them."""
        at = _FIRST
        for group in self.model.groups:
            if group.label:
                self._across(at, group.label, bold=True)
                at += 1
            for row in group.rows:
                _write_text(self.page, at, 0, row.label, self.look(text_wrap=True, valign="top"))
                for place, (cell, column) in enumerate(zip(row.cells, self.model.columns, strict=True), start=1):
                    self._cell(at, place, cell, column)
                self._fit(at, [row.label, *(cell.text for cell in row.cells)])
                at += 1
        return at

    def _cell(self, row: int, place: int, cell: Cell, column: Column) -> None:
        """One number stays a number, shown with its decimals and its mark; anything else is text."""
        shown = _NUMBER.fullmatch(cell.text)
        if shown is None or len(cell.numbers) != 1:
            wrapped = self.look(text_wrap=True, valign="top", **_side(column, place))
            _write_text(self.page, row, place, cell.text + cell.mark, wrapped)
            return
        decimals = len(shown["decimals"] or "")
        pattern = "0" + ("." + "0" * decimals if decimals else "") + (f'"{cell.mark}"' if cell.mark else "")
        number = self.look(num_format=pattern, valign="top", **_side(column, place))
        self.page.write_number(row, place, cell.numbers[0], number)

    def _across(self, row: int, text: str, **look: Any) -> None:
        """A text over the whole table."""
        shape = self.look(text_wrap=True, valign="top", **look)
        last = len(self.widths.columns) - 1
        if last:
            self.page.merge_range(row, 0, row, last, "", shape)
        _write_text(self.page, row, 0, text, shape)
        self.page.set_row(row, min(_HIGHEST, _LINE_HEIGHT * self.widths.lines_across(text)))

    def _fit(self, row: int, texts: Sequence[str]) -> None:
        """As high as its cells: not every program fits rows when it opens a workbook."""
        lines = self.widths.lines(texts)
        if lines > 1:
            self.page.set_row(row, min(_HIGHEST, _LINE_HEIGHT * lines))


def _side(column: Column, place: int) -> Mapping[str, Any]:
    """Numbers to the right; texts to the left, apart from a number before them."""
    return {"align": "left", "indent": int(place > 0)} if column.holds == "texts" else {"align": "right"}


def _set_up(page: Worksheet, last_header: int | None) -> None:
    """A4, turned, as wide as the page, the header on every page."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&R&P / &N")
    if last_header is not None:
        page.repeat_rows(last_header)


def _write_text(page: Worksheet, row: int, column: int, text: str, look: Format | None = None) -> None:
    """Text and nothing else; what is too long for Excel ends with …"""
    shown = readable(text)
    whole = _cut(shown, _LONGEST_TEXT) == shown
    page.write_string(row, column, shown if whole else _cut(shown, _LONGEST_TEXT - 1) + "…", look)
