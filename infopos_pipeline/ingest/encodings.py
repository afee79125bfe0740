"""Bytes to UTF-8 text: which encoding a text file is in, and what went wrong with it before it came here.

Belongs here: encodings, and text that was garbled by a wrong one. Not here: rows and cells (delimited).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow.compute as pc

from infopos_pipeline.ingest.source import SourceTable
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, and_more

_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1e\x7f]")
"""Control characters that no cell has; line breaks inside a cell are sometimes written as \\x0b or \\x1f."""
_GARBLED = re.compile(
    rb"\xc3[\x82\x83](?:\xc2[\x80-\xbf]|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xc6\x92|\xcb[\x86\x9c]"
    rb"|\xe2\x80[\x93\x94\x98-\x9e\xa0-\xa2\xa6\xb0\xb9\xba]|\xe2\x82\xac|\xe2\x84\xa2)"
    rb"|\xc3\xa2(?:\xe2\x82\xac|\xe2\x80\x9a\xc2|\xc2[\x80-\x9f])|\xef\xbf\xbd"
)
"""UTF-8 that was read as Windows-1252 and written as UTF-8 again (Ã©, â€™), or a character that was lost."""
_COMMON = frozenset("éèëïöüáàçêóíôûâîñäßÉ")
"""Letters with marks that are common in Dutch and its neighbours."""
_LETTERS = frozenset("ãåìòõúùýÿæœøÁÀÂÄÅÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÇÑ")
"""Those that are less so, or begin a word."""
_SIGNS = frozenset("€‘’“”–—…•°©®™«»²³½¼¾·§£±×÷\xa0´`¡¿")
_SIGNS_IN_WORDS = frozenset("‘’´`·–—€")
"""Signs that people type; and those of them that can stand between two letters."""
_OTHERS = {"cp850": "DOS (code page 850)", "mac_roman": "Mac Roman"}
_CUT_CHARACTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}")
_WHOLE_CHARACTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_LISTED = 20


def decoded(content: bytes, file: str) -> tuple[bytes, tuple[Problem, ...]]:
    """The text as UTF-8 without a byte order mark, and what to notice: another encoding, garbled rows.

    Read are UTF-8, UTF-16 with a byte order mark (Excel's "Unicode text"), and Windows-1252 (what Excel writes in
    western Europe), the last with a notice.

    Raises:
        InputError: the file is binary, in another encoding or in two, or ends inside a character.
    """
    if mark := next((mark for mark in _WIDE if content.startswith(mark)), None):
        if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            raise InputError([_wrong(file, "UTF-32")])
        try:
            content = content.decode(_WIDE[mark]).encode()
        except UnicodeError:
            raise InputError([_wrong(file, said("UTF-16 that is cut short or damaged"))]) from None
    content = content.removeprefix(codecs.BOM_UTF8)
    if content.isascii() and b"\x00" not in content:
        return content, ()
    if (nul := content.find(b"\x00")) >= 0:
        raise InputError([_wrong(file, said("UTF-16 or binary content"), row_at(content, nul))])
    place = _first_byte_not_utf8(content)
    if place is None:
        return content, tuple(_garbled(content, file))
    if binary := _BINARY.search(content):
        raise InputError([_wrong(file, said("binary content"), row_at(content, binary.start()))])
    text = _windows(content, place, file)
    return text, (_read_as_windows(file, row_at(content, place)),)


def _first_byte_not_utf8(content: bytes) -> int | None:
    """Where decoding fails. The error itself holds the whole file and goes no further."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None


def _windows(content: bytes, place: int, file: str) -> bytes:
    row = row_at(content, place)
    if _CUT_CHARACTER.fullmatch(content, place) and _WHOLE_CHARACTER.search(content):
        raise InputError([_wrong(file, said("a file that ends inside a character"), row)])
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise InputError(
            [_wrong(file, said("bytes that are no UTF-8{likely}", likely=_likely(content)), row)]
        ) from None
    if _GARBLED.search(text.encode()):
        raise InputError([_wrong(file, said("UTF-8 and another encoding in one file"), row)])
    if likely := _likely(content):
        raise InputError([_wrong(file, said("bytes that are no UTF-8{likely}", likely=likely), row)])
    return text.encode()


def _likely(content: bytes) -> str:
    """In which other encoding the bytes beyond ASCII make better words than in Windows-1252, said in words."""
    as_windows = _strange(content, "cp1252")
    strange = {name: _strange(content, name) for name in _OTHERS}
    best = min(strange, key=strange.__getitem__)
    if strange[best] >= as_windows:
        return ""
    return said("; it looks like {encoding}", encoding=_OTHERS[best])


def _strange(content: bytes, encoding: str) -> int:
    """How unlikely the characters beyond ASCII are where they stand, read in an encoding."""
    text = content.decode(encoding, errors="replace")
    strange = 0
    for match in re.finditer(r"[^\x00-\x7f]", text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        inside = before.isalpha() and after.isalpha()
        capital = match[0].isupper() and (before.islower() or (before.isupper() and after.islower()))
        if match[0] in _COMMON and not capital:
            continue
        if match[0] in _LETTERS and not capital:
            strange += 1
        elif match[0] not in (_SIGNS_IN_WORDS if inside else _SIGNS):
            strange += 3
    return strange


def garbled_cells(table: SourceTable) -> tuple[Problem, ...]:
    """What to notice of a table that was not read from text: garbled cells by row, garbled headings or labels."""

    def garbled(text: str) -> bool:
        return _GARBLED.search(text.encode()) is not None

    rows: set[int] = set()
    for column in table.columns.columns:
        cells = column.chunk(0)
        beyond = pc.indices_nonzero(pc.invert(pc.string_is_ascii(cells.dictionary)))
        texts = zip(beyond.to_pylist(), cells.dictionary.take(beyond).to_pylist(), strict=True)
        places = [place for place, text in texts if garbled(text)]
        if places:
            rows.update((np.flatnonzero(np.isin(cells.indices.to_numpy(), places)) + table.first_row).tolist())
    labels = (text for column in table.labels.values() for pair in column.items() for text in pair)
    above = [None] if any(map(garbled, (*table.headings, *table.texts, *labels))) else []
    return tuple(_garbled_rows(table.file, [*above, *sorted(rows)][:_LISTED], len(above) + len(rows)))


def _garbled(content: bytes, file: str) -> Iterator[Problem]:
    places = [match.start() for match in _GARBLED.finditer(content)]
    rows = sorted({row_at(content, place) for place in places[:_LISTED]})
    yield from _garbled_rows(file, rows, len(places))


def _garbled_rows(file: str, rows: Sequence[int | None], number: int) -> Iterator[Problem]:
    """The rows that are listed, of so many."""
    hint = said("The text was saved in a wrong encoding before; export the file again as UTF-8, or correct it.")
    listed = [
        Problem(code="garbled_text", file=file, row=row, expected=said("text without garbled characters"), hint=hint)
        for row in rows
    ]
    if listed:
        yield from (*listed[:-1], and_more(listed[-1], max(0, number - _LISTED)))


def _read_as_windows(file: str, row: int) -> Problem:
    hint = said("It is read as Windows-1252, as Excel writes it. Do names look wrong? Then save it as UTF-8.")
    return Problem(
        code="windows_1252",
        file=file,
        row=row,
        expected=said("UTF-8 text"),
        hint=hint,
        found=said("bytes that are no UTF-8"),
    )


def _wrong(file: str, found: str, row: int | None = None) -> Problem:
    hint = said("Export again with UTF-8 as the character set.")
    return Problem(code="encoding", file=file, row=row, expected=said("UTF-8 text"), hint=hint, found=found)


def row_at(content: bytes, place: int) -> int:
    """The row that a byte stands in. A line break inside quotation marks is part of a cell, not the end of a row."""
    found = re.finditer(rb'"[^"]*"?|\r\n|\r|\n', content[:place])
    return 1 + sum(not match[0].startswith(b'"') for match in found)
