"""Excel workbooks (.xlsx): the one sheet with cells as a table of text.

What a reader of the sheet cannot see, or sees otherwise than it is stored, is refused: hidden rows and columns, merged
cells, formulas, error values, a second sheet. Nobody can tell whether they should count.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import pyarrow as pa

from infopos_pipeline.ingest.encodings import garbled_cells
from infopos_pipeline.ingest.headings import HEADING_ROWS, recognise, title_above, title_problem
from infopos_pipeline.ingest.source import SourceTable, number_text
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, and_more
from infopos_pipeline.study.bindings import Format

SIGNATURE = b"PK\x03\x04"
OLD_SIGNATURE = b"\xd0\xcf\x11\xe0"
"""Of the container of old workbooks, and of new ones with a password ("[MS-CFB]" and "[MS-OFFCRYPTO]")."""
_LARGEST, _DENSEST = 1 << 30, 100
"""Bytes that the parts of a workbook may have when they are unpacked, and how many a packed byte may become; a small
zip can hold gigabytes of nothing. The second limit is that of Apache POI (``ZipSecureFile``).
"""
_SMALL = 1 << 24
"""Bytes unpacked that any workbook may have, however densely it is packed."""
_CONTROL = re.compile("_x00([01][0-9A-F])_")
"""Stands for a control character, such as a line break, that XML cannot hold (ECMA-376, ST_Xstring)."""
_LISTED = 20
Rows = Mapping[int, Mapping[int, str]]
"""The texts of cells that hold more than spaces, by row and column as Excel counts them."""


def read_workbook(content: bytes, file: str, given: Format | None = None) -> SourceTable:
    """Read the sheet of a workbook that has cells; who wrote it shows in its first rows, unless it is ``given``.

    Raises:
        InputError: the file is no workbook, has a password, is damaged or empty, or holds what is not plain to see.
    """
    if content.startswith(OLD_SIGNATURE):
        raise InputError([_old(content, file)])
    sheet, rows = _sheet(_workbook(content, file), file)
    problems = [*_merged(sheet, file), *_hidden(sheet, rows, file), *_no_values(sheet, file)]
    if problems:
        raise InputError(problems)
    table = _table(rows, file, given)
    return replace(table, notices=garbled_cells(table))


def _table(rows: Rows, file: str, given: Format | None) -> SourceTable:
    """The headings in the first row with cells, and a respondent in every row below them."""
    numbers = sorted(rows)
    top, bottom, width = numbers[0], numbers[-1], max(max(row) for row in rows.values())
    first = [
        [rows.get(row, {}).get(place, "") for place in range(1, width + 1)] for row in range(top, top + HEADING_ROWS)
    ]
    if title_above([list(rows[row].values()) for row in numbers[:HEADING_ROWS]]):
        raise InputError([title_problem(file, top)])
    headings = recognise(first, given)
    first_row = top + headings.rows
    if bottom < first_row:
        raise InputError(
            [_problem(file, "empty_file", said("a respondent below the headings"), said("Is the export complete?"))]
        )
    respondents = [row for row in numbers if row >= first_row]
    if missing := bottom - first_row + 1 - len(respondents):
        empty = islice((row for row in range(first_row, bottom) if row not in rows), _LISTED)
        raise InputError(_several([_empty_row(file, row) for row in empty], missing))
    cells: dict[int, dict[int, str]] = {}
    for index, row in enumerate(respondents):
        for place, text in rows[row].items():
            cells.setdefault(place, {})[index] = text
    return SourceTable(
        file=file,
        format=headings.format,
        headings=headings.codes,
        texts=headings.texts,
        columns=_columns(cells, width, len(respondents)),
        first_row=first_row,
    )


def _columns(cells: Mapping[int, Mapping[int, str]], width: int, rows: int) -> pa.Table:
    nothing = pa.array([""] * rows, pa.string()).dictionary_encode()

    def column(place: int) -> pa.DictionaryArray:
        if place not in cells:
            return nothing
        texts = cells[place]
        return pa.array([texts.get(index, "") for index in range(rows)], pa.string()).dictionary_encode()

    return pa.table({str(place - 1): column(place) for place in range(1, width + 1)})


def _old(content: bytes, file: str) -> Problem:
    expected = said("an Excel workbook (.xlsx) without a password")
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _problem(
            file, "password", expected, said("The workbook has a password: remove it in Excel (File, Info).")
        )
    return _problem(file, "not_text", expected, said("This is a workbook of before 2007 (.xls): save it as .xlsx."))


def _workbook(content: bytes, file: str) -> Any:
    import openpyxl

    expected = said("a whole Excel workbook (.xlsx)")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            size = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        raise InputError([_problem(file, "not_text", expected, said("The file is cut short or damaged."))]) from None
    if "xl/workbook.xml" not in names:
        kind = next(
            (kind for name, kind in _OTHERS.items() if name in names), said("a zip file without a workbook in it")
        )
        raise InputError(
            [_problem(file, "not_text", expected, said("This is {kind}: save as .xlsx or CSV.", kind=kind))]
        )
    if size > min(_LARGEST, max(_SMALL, _DENSEST * len(content))):
        hint = said("It unpacks to {size} MiB, which is more than can be read: export it as CSV.", size=size >> 20)
        raise InputError([_problem(file, "not_text", expected, hint)])
    # What the library says may quote a cell, also as a warning.
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content))
    raise InputError(
        [_problem(file, "not_text", expected, said("The workbook is damaged: open it in Excel and save it again."))]
    )


_OTHERS = {"xl/workbook.bin": said("a binary workbook (.xlsb)"), "content.xml": said("an OpenDocument file")}


def _sheet(workbook: Any, file: str) -> tuple[Any, Rows]:
    """The one sheet with cells, which can be seen."""
    filled = [(sheet, rows) for sheet in workbook.worksheets if (rows := _rows(sheet))]
    seen = [(sheet, rows) for sheet, rows in filled if sheet.sheet_state == "visible"]
    if not seen:
        hint = said("Is the export complete? Was it saved as Strict Open XML? Then save it as an ordinary .xlsx.")
        raise InputError([_problem(file, "empty_file", said("a sheet with headings and respondents"), hint)])
    if len(filled) > 1:
        hidden = said(", {number} of them hidden", number=len(filled) - len(seen)) if len(filled) > len(seen) else ""
        hint = said("Save the sheet with the export as a workbook of its own.")
        raise InputError(
            [
                _problem(
                    file,
                    "several_sheets",
                    said("one sheet with cells"),
                    hint,
                    said("{number} sheets with cells{hidden}", number=len(filled), hidden=hidden),
                )
            ]
        )
    return seen[0]


def _cells(sheet: Any) -> Iterable[Any]:
    """The cells that the file has, row by row. All cells between them would be too many: one may stand far away."""
    return (cell for _, cell in sorted(sheet._cells.items()))


def _rows(sheet: Any) -> Rows:
    rows: dict[int, dict[int, str]] = {}
    for cell in _cells(sheet):
        if (text := _text(cell)).strip():
            rows.setdefault(cell.row, {})[cell.column] = text
    return rows


def _merged(sheet: Any, file: str) -> Iterator[Problem]:
    ranges = sorted(sheet.merged_cells.ranges, key=lambda found: (found.min_row, found.min_col))
    hint = said("Unmerge the cells (Home, Merge & Center), and fill every cell.")
    yield from _several(
        [
            _problem(
                file,
                "merged_cells",
                said("a cell of its own for every answer"),
                hint,
                said("merged cells {coord}", coord=r.coord),
                r.min_row,
            )
            for r in ranges
        ]
    )


def _hidden(sheet: Any, rows: Rows, file: str) -> Iterator[Problem]:
    """Rows and columns with cells that are hidden, or have no height or width; also those that a filter hides."""
    hint = said(
        "Show them (a filter hides rows, too), and remove what should not count; nobody can see now whether it should."
    )
    hidden = [
        row for row, how in sorted(sheet.row_dimensions.items()) if row in rows and (how.hidden or how.height == 0)
    ]
    yield from _several(
        [
            _problem(file, "hidden_cells", said("rows that can be seen"), hint, said("a hidden row"), row)
            for row in hidden
        ]
    )
    filled = sorted({place for row in rows.values() for place in row})
    columns = [
        place
        for how in sheet.column_dimensions.values()
        if how.hidden or how.width == 0
        for place in filled
        if how.min <= place <= how.max
    ]
    yield from _several(
        [
            _problem(
                file,
                "hidden_cells",
                said("columns that can be seen"),
                hint,
                said("hidden column {letters}", letters=_letters(place)),
            )
            for place in sorted(columns)
        ]
    )


def _letters(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(place))


def _no_values(sheet: Any, file: str) -> Iterator[Problem]:
    """Formulas, and what is left of one that failed, such as #N/A."""
    hint = said("Copy the sheet and paste it as values.")
    kinds = {"f": said("a formula"), "e": said("an error value")}
    yield from _several(
        [
            _problem(
                file,
                "formula",
                said("values"),
                hint,
                said("{kind} in cell {coordinate}", kind=kinds[cell.data_type], coordinate=cell.coordinate),
                cell.row,
            )
            for cell in _cells(sheet)
            if cell.data_type in kinds
        ]
    )


def _several(problems: Sequence[Problem], number: int | None = None) -> Iterator[Problem]:
    """The first of so many problems; the last of those says how many more there are."""
    listed = list(problems[:_LISTED])
    if listed:
        yield from (*listed[:-1], and_more(listed[-1], (number or len(problems)) - len(listed)))


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without decimals, dates as ISO 8601 has them, booleans as Excel shows them."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        timed = value.time() != time.min or "h" in cell.number_format.lower()
        return value.isoformat(" ") if timed else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return _CONTROL.sub(lambda code: chr(int(code[1], 16)), str(value))


def _empty_row(file: str, row: int) -> Problem:
    hint = said("Remove the row: it would count as a respondent.")
    return _problem(file, "empty_row", said("the cells of a respondent"), hint, said("an empty row"), row)


def _problem(
    file: str, code: str, expected: str, hint: str, found: str | None = None, row: int | None = None
) -> Problem:
    return Problem(code=code, file=file, row=row, expected=expected, hint=hint, found=found)
