"""A text file that is larger than a part is read as several, one after the other, each with the same headings above it.

Belongs here: where such a file may be cut, and that its rows keep their numbers. Not here: how a part is read
(reading).
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from infopos_pipeline.ingest.delimited import quotation_marks
from infopos_pipeline.ingest.reading import is_text, read_source
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.problems import InputError, Problem
from infopos_pipeline.study.bindings import Format

PART = 1 << 27
"""Bytes of text that are in memory at a time."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def source_parts(export: bytes | Path, file: str, given: Format | None = None) -> Iterator[SourceTable]:
    """An export as tables of text, each of the rows that follow those of the one before; ``given`` as in
    :func:`read_source`.

    A file that is no text, or UTF-16, is one part whatever its size.

    Raises:
        InputError: the file is no export, or is damaged.
    """
    headings, rows = b"", 0
    with io.BytesIO(export) if isinstance(export, bytes) else export.open("rb") as opened:
        for text, more in _texts(opened):
            table = _read_below(headings, text, rows, file, given)
            if more and not rows:
                headings = _records(text, table.first_row - 1)
            yield table
            rows += table.columns.num_rows


@dataclass(frozen=True)
class Cuts:
    """Where a file is cut, so that each part can be read by itself, in any order.

    Attributes:
        lengths: the bytes of every part, one after the other.
        headings: what stands above each but the first.
    """

    lengths: tuple[int, ...]
    headings: bytes


def cuts(export: Path, file: str, given: Format | None = None) -> Cuts:
    """Where :func:`source_parts` cuts a file; of its rows only those of the first part are read for it.

    Raises:
        InputError: the file is no export, or is damaged in its first part.
    """
    headings, lengths = b"", list[int]()
    with export.open("rb") as opened:
        for text, more in _texts(opened):
            if more and not lengths:
                headings = _records(text, read_source(text, file, given).first_row - 1)
            lengths.append(len(text))
    return Cuts(tuple(lengths), headings)


def read_part(export: Path, where: Cuts, place: int, rows: int, file: str, given: Format | None = None) -> SourceTable:
    """One of the parts, of which ``rows`` are taken to stand before it.

    Raises:
        InputError: it is no part of an export, or is damaged.
    """
    with export.open("rb") as opened:
        opened.seek(sum(where.lengths[:place]))
        text = opened.read(where.lengths[place])
    return _read_below(where.headings if place else b"", text, rows, file, given)


def _texts(opened: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The bytes of a file in parts, and whether something comes after each."""
    text = opened.read(PART)
    if len(text) < PART or text.startswith(_WIDE) or not is_text(text):
        yield text + opened.read(), False
        return
    text, rest = _cut(text, opened)
    yield text, bool(rest)
    while rest:
        text, rest = _cut(rest + opened.read(PART), opened)
        if text.isspace():
            return
        yield text, bool(rest)


def _read_below(headings: bytes, text: bytes, rows: int, file: str, given: Format | None) -> SourceTable:
    """A part that comes after so many rows."""
    try:
        table = read_source(headings + text, file, given)
    except InputError as error:
        raise InputError(_further_down(problem, rows) for problem in error.problems) from None
    notices = tuple(_further_down(problem, rows) for problem in table.notices)
    return replace(table, first_row=table.first_row + rows, notices=notices)


def _cut(text: bytes, opened: IO[bytes]) -> tuple[bytes, bytes]:
    """The text up to the end of a row, and what follows it.

    Empty lines go with what follows: above a row they are wrong, below the last one they are not.
    """
    lines = [opened.readline()]
    marks = quotation_marks(text) + lines[0].count(b'"')
    while marks % 2 and (line := opened.readline()):
        lines.append(line)
        marks += line.count(b'"')
    after = opened.read(1)
    text = b"".join([text, *lines])
    if not after:
        return text, b""
    end = len(text)
    while text[end - 1 : end] in (b"\r", b"\n"):
        end -= 1
    end += text.startswith(b"\r", end) + text.startswith(b"\n", end + text.startswith(b"\r", end))
    return text[:end], text[end:] + after


def _records(text: bytes, number: int) -> bytes:
    """The first rows of a text; a line end inside quotation marks ends none."""
    end = 0
    for _ in range(number):
        start = end
        while True:
            end = text.index(b"\n", end) + 1
            if text.count(b'"', start, end) % 2 == 0:
                break
    return text[:end]


def _further_down(problem: Problem, rows: int) -> Problem:
    return replace(problem, row=problem.row + rows) if problem.row is not None and rows else problem
