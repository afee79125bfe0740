"""A text file that is larger than a part is read as several, one after the other, each with the same headings above it.

Belongs here: where such a file may be cut, and that its rows keep their numbers. Not here: how a part is read
(reading).
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from infopos_pipeline.ingest.reading import is_text, read_source
from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.problems import InputError, Problem
from infopos_pipeline.study.bindings import Format

PART = 1 << 26
"""Bytes of text that are in memory at a time."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def source_parts(export: bytes | Path, file: str, given: Format | None = None) -> Iterator[SourceTable]:
    """An export as tables of text, each of the rows that follow those of the one before; ``given`` as in
    :func:`read_source`.

    A file that is no text, or UTF-16, is one part whatever its size.

    Raises:
        InputError: the file is no export, or is damaged.
    """
    with io.BytesIO(export) if isinstance(export, bytes) else export.open("rb") as opened:
        first = opened.read(PART)
        if len(first) < PART or first.startswith(_WIDE) or not is_text(first):
            yield read_source(first + opened.read(), file, given)
            return
        part, rest = _cut(first, opened)
        table = read_source(part, file, given)
        headings = _records(part, table.first_row - 1) if rest else b""
        yield table
        rows = table.columns.num_rows
        while rest:
            part, rest = _cut(rest + opened.read(PART), opened)
            if not part.strip():
                return
            try:
                table = read_source(headings + part, file, given)
            except InputError as error:
                raise InputError(_further_down(problem, rows) for problem in error.problems) from None
            notices = tuple(_further_down(problem, rows) for problem in table.notices)
            yield replace(table, first_row=table.first_row + rows, notices=notices)
            rows += table.columns.num_rows


def _cut(text: bytes, opened: IO[bytes]) -> tuple[bytes, bytes]:
    """The text up to the end of a row, and what follows it.

    Empty lines go with what follows: above a row they are wrong, below the last one they are not.
    """
    lines = [opened.readline()]
    marks = text.count(b'"') + lines[0].count(b'"')
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
    return problem if problem.row is None else replace(problem, row=problem.row + rows)
