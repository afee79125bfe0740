"""Delimited text files: bytes to an Arrow table of dictionary-encoded text, or problems that say what is wrong.

Every cell stays text as it was written, so "NA" and "None" survive. Nothing read here is ever quoted in a problem
but a heading.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from infopos_pipeline.problems import InputError, Problem, and_more

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = {
    b"PK\x03\x04": "a workbook or a zip file",
    b"PK\x05\x06": "a workbook or a zip file",
    b"\xd0\xcf\x11\xe0": "an old workbook",
    b"$FL": "an SPSS file",
    b"\x1f\x8b": "a gzip file",
    b"%PDF-": "a PDF file",
}
"""What files that are no text begin with, by their formats' specifications."""
_DELIMITERS = (b",", b";", b"\t")
_BLOCK = 1 << 24
"""Bytes Arrow reads at a time; one row must fit, however long its open answers."""
_LISTED = 20
"""How many rows of unequal length are listed; the rest are counted."""
_EMPTY_ROWS = 10_000
"""Line ends on end that are no longer read: a byte each in the file, and in memory a row with all its cells."""
_MOST_COLUMNS = 16_384
"""As many as an Excel worksheet has ("Excel specifications and limits"). Each costs memory before a cell is read."""


@dataclass(frozen=True)
class TextTable:
    """A delimited file: its ``headings`` and as many dictionary-encoded text columns, named "0", "1", … by position.

    Row 0 of ``columns`` is row 2 of the file as a spreadsheet shows it.
    """

    file: str
    headings: tuple[str, ...]
    columns: pa.Table


def read_text_table(content: bytes, file: str) -> TextTable:
    """Read a delimited text file with headings in its first row.

    Raises:
        InputError: the file is empty, not UTF-8 text, cut short, or has rows of unequal length.
    """
    text = _checked_text(content, file)
    headings, delimiter = _headings(text)
    if not headings:
        raise InputError([_problem("not_a_table", file, "headings in the first row", "Export the file again.", row=1)])
    if len(headings) > _MOST_COLUMNS:
        expected, hint = f"at most {_MOST_COLUMNS} columns", "Export the questions of this survey only."
        found = f"{len(headings)} columns"
        raise InputError([_problem("too_many_columns", file, expected, hint, found=found, row=1)])
    broken: list[Problem] = []
    number_broken = 0

    def note(row: arrow_csv.InvalidRow) -> str:
        nonlocal number_broken
        number_broken += 1
        if number_broken <= _LISTED:
            broken.append(_unequal_row(file, row))
        return "skip"

    positions = [str(position) for position in range(len(headings))]
    columns = None
    # Arrow's own message quotes cells, also as the context of another error.
    with suppress(pa.ArrowInvalid):
        columns = arrow_csv.read_csv(
            io.BytesIO(text),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=positions, skip_rows_after_names=1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=note, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={position: pa.dictionary(pa.int32(), pa.string()) for position in positions},
                strings_can_be_null=False,
            ),
        )
    if columns is None:
        raise InputError([_problem("not_a_table", file, "rows of cells", "Export the file again.")])
    if broken:
        raise _listed(broken, number_broken)
    if columns.num_rows == 0:
        raise InputError([_problem("empty_file", file, "a respondent below the headings", "Is the export complete?")])
    columns = columns.unify_dictionaries().combine_chunks()
    if len(empty := _empty_rows(columns)):
        raise _listed([_empty_row(file, int(row) + 2) for row in empty[:_LISTED]], len(empty))
    return TextTable(file, headings, columns)


def _empty_rows(columns: pa.Table) -> NDArray[np.intp]:
    """Rows without anything in them; Arrow reads an empty line as one."""
    empty = np.ones(columns.num_rows, dtype=bool)
    for column in columns.columns:
        chunk = column.chunk(0)
        blank = np.array([not text.strip() for text in chunk.dictionary.to_pylist()])
        empty &= blank[chunk.indices.to_numpy()]
        if not empty.any():
            break
    return np.flatnonzero(empty)


def _unequal_row(file: str, row: arrow_csv.InvalidRow) -> Problem:
    expected = f"{row.expected_columns} cells, as many as there are headings"
    hint = "The file seems cut short or damaged here; export it again."
    return _problem("row_length", file, expected, hint, found=f"{row.actual_columns} cells", row=row.number)


def _empty_row(file: str, row: int, found: str = "an empty row") -> Problem:
    hint = "Remove the row: it would count as a respondent."
    return _problem("empty_row", file, "the cells of a respondent", hint, found=found, row=row)


def _listed(first: list[Problem], number: int) -> InputError:
    """The first of so many problems; the last of those says how many more there are."""
    return InputError([*first[:-1], and_more(first[-1], number - len(first))])


def _checked_text(content: bytes, file: str) -> bytes:
    """The bytes without a byte order mark and empty last lines, once they are known to be whole UTF-8 text."""
    if kind := next((kind for start, kind in _NO_TEXT.items() if content.startswith(start)), None):
        hint = f"This is {kind}; export as CSV."
        raise InputError([_problem("not_text", file, "a text file with comma-separated values", hint)])
    if content.startswith(_UTF16) or b"\x00" in content:
        hint = "Export again with UTF-8 as the character set."
        row = None if content.startswith(_UTF16) else _row_at(content, content.index(b"\x00"))
        raise InputError([_problem("encoding", file, "UTF-8 text", hint, found="UTF-16 or binary content", row=row)])
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        raise InputError(
            [_problem("empty_file", file, "headings and at least one respondent", "Is the export complete?")]
        )
    if (wrong := _first_byte_not_utf8(content)) is not None:
        row = _row_at(content, wrong)
        hint = "The file was saved in another character set (Windows-1252?); export again with UTF-8."
        raise InputError([_problem("encoding", file, "UTF-8 text", hint, found="bytes that are no UTF-8", row=row)])
    if content.count(b'"') % 2:
        hint = "The file ends inside a quoted cell: it seems cut short; export it again."
        raise InputError([_problem("cut_short", file, "an even number of quotation marks", hint)])
    if content.startswith(b'"') and content.endswith(_DELIMITERS):
        hint = "The last row ends in the middle: the file seems cut short; export it again."
        raise InputError([_problem("cut_short", file, "a last row that is as long as the others", hint)])
    content = content.rstrip(b"\r\n")
    if (place := max(content.find(end * _EMPTY_ROWS) for end in (b"\n", b"\r\n", b"\r"))) >= 0:
        raise InputError([_empty_row(file, _row_at(content, place) + 1, f"{_EMPTY_ROWS - 1} empty rows or more")])
    return content + b"\n"


def _first_byte_not_utf8(content: bytes) -> int | None:
    """Where decoding fails. The error itself holds the whole file and goes no further."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def _row_at(content: bytes, place: int) -> int:
    """The row that a byte stands in. A line break inside quotation marks is part of a cell, not the end of a row."""
    found = re.finditer(rb'"[^"]*"?|\r\n|\r|\n', content[:place])
    return 1 + sum(not match[0].startswith(b'"') for match in found)


def _headings(text: bytes) -> tuple[tuple[str, ...], str]:
    """The headings of the first row and the delimiter that separates them."""
    first_line = text.split(b"\n", 1)[0].decode("utf-8")
    delimiter = max(",;\t", key=first_line.count)
    with suppress(csv.Error):  # a heading of more than 128 KiB: whatever this is, it has no headings
        rows = csv.reader(io.TextIOWrapper(io.BytesIO(text), "utf-8", newline=""), delimiter=delimiter)
        return tuple(heading.strip() for heading in next(rows)), delimiter
    return (), delimiter


def _problem(
    code: str, file: str, expected: str, hint: str, found: str | None = None, row: int | None = None
) -> Problem:
    return Problem(code=code, file=file, expected=expected, hint=hint, found=found, row=row)
