"""Delimited text files: bytes to a table of dictionary-encoded text, or problems that say what is wrong.

Every cell stays text as it was written, so "NA" and "None" survive. Nothing read here is ever quoted in a problem
but a heading.
"""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from itertools import islice

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from infopos_pipeline.ingest.encodings import decoded, row_at
from infopos_pipeline.ingest.headings import (
    HEADING_ROWS,
    Headings,
    recognise,
    title_above,
    title_problem,
)
from infopos_pipeline.ingest.limesurvey_marks import without_marks
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, and_more
from infopos_pipeline.study.bindings import Format

DELIMITERS = ",;\t"
_BLOCK = 1 << 24
"""Bytes Arrow reads at a time; one row must fit, however long its open answers."""
_FAST_BLOCK = 1 << 22
"""Bytes that every core reads at a time; a longer row is read by one core."""
_LISTED = 20
"""How many rows of unequal length are listed; the rest are counted."""
_EMPTY_ROWS = 10_000
"""Line ends on end that are no longer read: a byte each in the file, and in memory a row with all its cells."""
_MOST_COLUMNS = 16_384
"""As many as an Excel worksheet has ("Excel specifications and limits"). Each costs memory before a cell is read."""
_SOMETHING = re.compile(rb"\S")
_LINE_ENDS = re.compile(rb"[\r\n]{2}")
_LOOKED_THROUGH = 1 << 18
"""Bytes at a time: they stay in the processor's cache."""
_LOOKED_AT = 20
"""Rows that tell which delimiter makes them equally long."""


def read_delimited(content: bytes, file: str, given: Format | None = None) -> SourceTable:
    """Read a delimited text file; which system wrote it shows in its first rows, unless it is ``given``.

    Raises:
        InputError: the file is empty, no text in a known encoding, cut short, or has rows of unequal length.
    """
    text, notices = decoded(content, file)
    text, mark_of_excel = _excel_says(text)
    text = _whole(text, file)
    delimiter = mark_of_excel or _delimiter(text)
    headings = _headings(text, delimiter, given)
    if headings is None:
        raise InputError(
            [_problem("not_a_table", file, said("headings in the first row"), said("Export the file again."), row=1)]
        )
    if any(title_above(_rows(text, mark, HEADING_ROWS)) for mark in DELIMITERS if sum(map(bool, headings.codes)) == 1):
        raise InputError([title_problem(file, 1 + bool(mark_of_excel))])
    if len(headings.codes) > _MOST_COLUMNS:
        expected, hint = (
            said("at most {most} columns", most=_MOST_COLUMNS),
            said("Export the questions of this survey only."),
        )
        found = said("{number} columns", number=len(headings.codes))
        raise InputError([_problem("too_many_columns", file, expected, hint, found=found, row=1)])
    first_row = headings.rows + 1 + bool(mark_of_excel)
    columns = _columns(text, delimiter, headings, file)
    if headings.marks:
        columns = without_marks(columns, headings.codes)
    if len(empty := _empty_rows(columns)):
        raise _listed([_empty_row(file, int(row) + first_row) for row in empty[:_LISTED]], len(empty))
    return SourceTable(
        file=file,
        format=headings.format,
        headings=headings.codes,
        texts=headings.texts,
        columns=columns,
        first_row=first_row,
        notices=notices,
    )


def _columns(text: bytes, delimiter: str, headings: Headings, file: str) -> pa.Table:
    broken: list[Problem] = []
    number_broken = 0

    def note(row: arrow_csv.InvalidRow) -> str:
        nonlocal number_broken
        number_broken += 1
        if number_broken <= _LISTED:
            broken.append(_unequal_row(file, row))
        return "skip"

    positions = [str(position) for position in range(len(headings.codes))]

    def read(threads: bool, line_ends_in_cells: bool = True) -> pa.Table | None:
        # Arrow's own message quotes cells, also as the context of another error.
        with suppress(pa.ArrowInvalid):
            return arrow_csv.read_csv(
                pa.BufferReader(text),
                read_options=arrow_csv.ReadOptions(
                    use_threads=threads,
                    block_size=_block(text, _FAST_BLOCK if threads else _BLOCK),
                    column_names=positions,
                    skip_rows_after_names=headings.rows,
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=delimiter,
                    newlines_in_values=line_ends_in_cells,
                    invalid_row_handler=None if threads else note,
                    ignore_empty_lines=False,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types={position: pa.dictionary(pa.int32(), pa.string()) for position in positions},
                    strings_can_be_null=False,
                ),
            )
        return None

    # On all cores, which cannot say in which row something is wrong; first as if no cell held a line end, which is
    # faster: Arrow says so if it cut through one.
    columns = read(threads=True, line_ends_in_cells=False)
    if columns is None and (columns := read(threads=True)) is None:
        columns = read(threads=False)
    if columns is None:
        raise InputError([_problem("not_a_table", file, said("rows of cells"), said("Export the file again."))])
    if broken:
        raise _listed(broken, number_broken)
    if columns.num_rows == 0:
        raise InputError(
            [_problem("empty_file", file, said("a respondent below the headings"), said("Is the export complete?"))]
        )
    return pa.table([_in_one(column) for column in columns.columns], columns.column_names)


def _block(text: bytes, size: int) -> int:
    """Bytes a block, so many or a few more. None may end between the two signs of a line end: Arrow would leave out the
    second, also where they stand in a cell.
    """
    while b"\r" in text[size - 1 : -1 : size]:
        size += 1
    return size


def _in_one(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column in one piece, with numbers as small as its distinct texts allow: Arrow's own way (unify, then combine)
    writes four bytes a cell twice.
    """
    texts = pa.concat_arrays([chunk.dictionary for chunk in column.chunks]).dictionary_encode()
    numbers = texts.indices.to_numpy().astype(np.min_scalar_type(-len(texts.dictionary) - 1))
    encoded = np.empty(len(column), dtype=numbers.dtype)
    end = known = 0
    for chunk in column.chunks:
        start, end, before, known = end, end + len(chunk), known, known + len(chunk.dictionary)
        np.take(numbers[before:known], chunk.indices.to_numpy(), out=encoded[start:end], mode="clip")  # unbuffered
    return pa.DictionaryArray.from_arrays(encoded, texts.dictionary)


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
    expected = said("{expected} cells, as many as there are headings", expected=row.expected_columns)
    hint = said("The file seems cut short or damaged here; export it again.")
    return _problem(
        "row_length",
        file,
        expected,
        hint,
        found=said("{number} cells", number=row.actual_columns),
        row=row.number,
    )


_EMPTY = said("an empty row")


def _empty_row(file: str, row: int, found: str = _EMPTY) -> Problem:
    hint = said("Remove the row: it would count as a respondent.")
    return _problem("empty_row", file, said("the cells of a respondent"), hint, found=found, row=row)


def _listed(first: list[Problem], number: int) -> InputError:
    """The first of so many problems; the last of those says how many more there are."""
    return InputError([*first[:-1], and_more(first[-1], number - len(first))])


def _excel_says(text: bytes) -> tuple[bytes, str]:
    """The text without the line in which Excel is told the delimiter (``sep=;``), and that delimiter."""
    if text[:4].lower() != b"sep=":
        return text, ""
    first, _, rest = text.partition(b"\n")
    said = first.strip().decode("latin-1")
    return (rest, said[4:]) if said[4:] in tuple(DELIMITERS) else (text, "")


def _whole(content: bytes, file: str) -> bytes:
    """The text without empty last lines, once it is known not to be cut short."""
    if not _SOMETHING.search(content):
        raise InputError(
            [
                _problem(
                    "empty_file", file, said("headings and at least one respondent"), said("Is the export complete?")
                )
            ]
        )
    if quotation_marks(content) % 2:
        hint = said("The file ends inside a quoted cell: it seems cut short; export it again.")
        raise InputError([_problem("cut_short", file, said("an even number of quotation marks"), hint)])
    if content.startswith(b'"') and content.endswith(tuple(mark.encode() for mark in DELIMITERS)):
        hint = said("The last row ends in the middle: the file seems cut short; export it again.")
        raise InputError([_problem("cut_short", file, said("a last row that is as long as the others"), hint)])
    end = len(content)
    while content[end - 1 : end] in (b"\r", b"\n"):
        end -= 1
    if (place := _many_empty_rows(content, end)) >= 0:
        raise InputError(
            [_empty_row(file, row_at(content, place) + 1, said("{number} empty rows or more", number=_EMPTY_ROWS - 1))]
        )
    return content if content[end:] in (b"\n", b"\r\n") else content[:end] + b"\n"


def quotation_marks(content: bytes) -> int:
    """How many there are: every cell may have two, and ``bytes.count`` stops at each."""
    signs, mark = np.frombuffer(content, dtype=np.uint8), ord('"')
    return sum(
        int(np.count_nonzero(signs[at : at + _LOOKED_THROUGH] == mark)) for at in range(0, len(signs), _LOOKED_THROUGH)
    )


def _many_empty_rows(content: bytes, end: int) -> int:
    """Where so many begin that they are no longer read, or -1; looked for only where two signs of few are line ends."""
    if not _LINE_ENDS.search(content[: end : _EMPTY_ROWS // 2 - 1]):
        return -1
    return max(content.find(line_end * _EMPTY_ROWS, 0, end) for line_end in (b"\n", b"\r\n", b"\r"))


def _delimiter(text: bytes) -> str:
    """What separates the cells: the mark by which the first rows are as long as their headings, and longest."""

    def width(delimiter: str) -> tuple[float, int]:
        lengths = [len(row) for row in _rows(text, delimiter, _LOOKED_AT)] or [0]
        return (sum(length == lengths[0] for length in lengths) / len(lengths) if lengths[0] > 1 else 0, lengths[0])

    return max(DELIMITERS, key=width)


def _rows(text: bytes, delimiter: str, number: int) -> list[list[str]]:
    """The first rows as they would be with a delimiter, up to one that has a cell too long to look at (128 KiB)."""
    lines = io.TextIOWrapper(io.BytesIO(text), "utf-8", newline="")
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(islice(csv.reader(lines, delimiter=delimiter), number))
    return rows


def _headings(text: bytes, delimiter: str, given: Format | None) -> Headings | None:
    """The headings in the first rows; None if there are none."""
    rows = _rows(text, delimiter, HEADING_ROWS)
    return recognise(rows, given) if rows and any(cell.strip() for cell in rows[0]) else None


def _problem(
    code: str, file: str, expected: str, hint: str, found: str | None = None, row: int | None = None
) -> Problem:
    return Problem(code=code, file=file, expected=expected, hint=hint, found=found, row=row)
