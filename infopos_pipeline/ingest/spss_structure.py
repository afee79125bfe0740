"""Whether an SPSS data file is whole: its records one after another, as far as their sizes and counts go.

The libraries that read such files trust what a file says of itself: one that is damaged can end the whole process, or
take any amount of memory. Belongs here: the structure of the records. Not here: what they mean (spss).

Source: "System File Format" in the PSPP developers' guide, whose names of fields are used here.
"""

from __future__ import annotations

import codecs
import math
import re
import struct
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

_HEADER = 176
"""Bytes of the file header; records follow."""
_LABELLED, _END = 4, 999
UNCOMPRESSED, BYTECODES, ZLIB = 0, 1, 2
_MACHINE, _FLOATS, _LONG_NAMES, _VERY_LONG_STRINGS, _ENCODING, _LONG_LABELS, _LONG_MISSING = 3, 4, 13, 14, 20, 21, 22
_WIDEST, _SEGMENT = 255, 252
"""Bytes of a string variable, and those that a longer string has in each of several, of which all but the last are as
wide as can be.
"""
_LARGEST_BLOCK = 1 << 26
"""Bytes of a compressed block when it is unpacked; SPSS writes blocks of some 4 MB."""
_ENCODING_NAME = re.compile(r"[A-Za-z0-9 _.:-]{1,40}")
_CODE_PAGES = {2: "windows-1252", 3: "windows-1252", 20127: "us-ascii", 65001: "UTF-8"} | {
    28590 + part: f"iso-8859-{part}" for part in range(1, 16)
}
"""What numbers of encodings mean that are no code page of Windows or DOS; 2 and 3 say ASCII and often are not."""
_LARGEST = sys.float_info.max
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


class _DamagedError(Exception):
    """Something in the file contradicts something else in it."""


@dataclass(frozen=True)
class Column:
    """Which words of a row are a column's: from which to which, and how many bytes a text has in them (a number: 0)."""

    start: int
    stop: int
    width: int


@dataclass(frozen=True)
class Structure:
    """What the records of a whole file say of its bytes.

    Attributes:
        encoding: that of its texts.
        decodable: whether names and labels are in it.
        columns: where in a row they stand.
        words: words of eight bytes in a row.
        rows: the number of respondents; -1 where the file does not say.
        order: the order of the bytes in a number, as ``struct`` and numpy have it.
        system_missing: the numbers that stand for none.
        compression: that of the data, one of the constants above.
        bias: what a compressed number was raised by.
        data: from where to where data stand in the file; of a .zsav its blocks, with their sizes when unpacked.
    """

    encoding: str
    decodable: bool
    columns: tuple[Column, ...]
    words: int
    rows: int
    order: str
    system_missing: tuple[float, ...]
    compression: int
    bias: float
    data: tuple[tuple[int, int, int], ...]


def structure(content: bytes) -> Structure | None:
    """The structure of a file; None unless all its records fit into it and together, and all its rows can be there."""
    file = _File(content)
    try:
        file.check()
    except (_DamagedError, struct.error):
        return None
    return Structure(
        encoding=file.encoding,
        decodable=file.decodable(),
        columns=file.columns(),
        words=len(file.segments),
        rows=file.rows,
        order=file.order,
        system_missing=file.system_missing,
        compression=file.compression,
        bias=file.bias,
        data=tuple(file.blocks),
    )


def codec(encoding: str) -> str:
    """What Python calls an encoding. One that it does not know, or in which ASCII is not as it is everywhere, is taken
    for UTF-8, in which text of another does not go unseen.
    """
    with suppress(LookupError, UnicodeError):
        if b"SPSS".decode(encoding) == "SPSS":
            return codecs.lookup(encoding).name
    return "utf-8"


def _need(holds: bool) -> None:
    if not holds:
        raise _DamagedError


@dataclass
class _File:
    """A file, and where in it the next record begins."""

    content: bytes
    place: int = 64
    order: str = "<"
    segments: list[int] = field(default_factory=list)
    """The width of every variable record; -1 continues the string before it."""
    names: list[bytes] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    """Labels, long names, and strings that have labels."""
    wide: dict[bytes, int] = field(default_factory=dict)
    """The width of every string that is several segments."""
    encoding: str = ""
    system_missing: tuple[float, ...] = (-_LARGEST, math.nextafter(-_LARGEST, 0), _LARGEST)
    compression: int = UNCOMPRESSED
    bias: float = 0
    rows: int = -1
    blocks: list[tuple[int, int, int]] = field(default_factory=list)

    def check(self) -> None:
        layout = self.content[64:68]
        self.order = "<" if layout in (b"\x02\0\0\0", b"\x03\0\0\0") else ">"
        layout_code, _, self.compression, _, self.rows = self._integers(5)
        (self.bias,) = self._numbers(1)
        _need(layout_code in (2, 3) and self.compression in (UNCOMPRESSED, BYTECODES, ZLIB) and self.rows >= -1)
        _need(math.isfinite(self.bias))
        self.place = _HEADER
        while (kind := self._integer()) != _END:
            self._record(kind)
        _need(not self._continued() and len(set(self.names)) == len(self.names) > 0)
        self._integer()
        self.encoding = self.encoding or "latin-1"
        self.columns()
        self._data()

    def _record(self, kind: int) -> None:
        """A record of a variable, of value labels, of documents, or an extension."""
        match kind:
            case 2:
                self._variable()
            case 3:
                self._value_labels()
            case 6:
                self._skip(80, self._integer())
            case 7:
                subtype, size, count = self._integers(3)
                self._extension(subtype, self._skip(size, count))
            case _:
                raise _DamagedError

    def _variable(self) -> None:
        width, labelled, missing, _, _ = self._integers(5)
        name = self._skip(8).rstrip(b" ")
        _need(-1 <= width <= _WIDEST and labelled in (0, 1) and -3 <= missing <= 3 and missing != -1)
        _need((width == -1) == self._continued())
        self.segments.append(width)
        if width >= 0:
            _need(bool(name) and not _CONTROL.search(name) and (width == 0 or missing >= 0))
            self.names.append(name.upper())
        if labelled:
            length = self._integer()
            self.texts.append(self._skip(length + -length % 4)[:length])
        self._skip(8, abs(missing))

    def _continued(self) -> bool:
        """Whether the last string needs a further variable record."""
        last = next((place for place, width in enumerate(reversed(self.segments)) if width >= 0), 0)
        return bool(self.segments) and self.segments[-1 - last] > 8 * (last + 1)

    def columns(self) -> tuple[Column, ...]:
        """Where in a row the columns stand, in the order of the file."""
        starts = [place for place, width in enumerate(self.segments) if width >= 0]
        stops = [*starts[1:], len(self.segments)]
        found, place = [], 0
        while place < len(starts):
            width = self.wide.get(self.names[place], self.segments[starts[place]])
            last = place + (-(-width // _SEGMENT) - 1 if width > _WIDEST else 0)
            _need(last < len(starts) and all(self.segments[start] == _WIDEST for start in starts[place:last]))
            found.append(Column(starts[place], stops[last], width))
            place = last + 1
        return tuple(found)

    def _value_labels(self) -> None:
        values = []
        for _ in range(self._number(1)):
            values.append(self._skip(8))
            length = self._skip(1)[0]
            self.texts.append(self._skip(length + -(length + 1) % 8)[:length])
        _need(self._integer() == _LABELLED)
        for place in self._integers(self._number(1)):
            _need(0 < place <= len(self.segments) and self.segments[place - 1] >= 0)
            self.texts += values if self.segments[place - 1] else []

    def decodable(self) -> bool:
        """Whether names and labels are in the file's encoding.

        Labelled strings that are not end the process of pyreadstat.
        """
        try:
            b" ".join(self.texts).decode(codec(self.encoding))
        except UnicodeError:
            return False
        return True

    def _extension(self, subtype: int, data: bytes) -> None:
        inside = _File(data, 0, self.order)
        if subtype == _MACHINE:
            *_, code = inside._integers(8)
            self.encoding = self.encoding or _CODE_PAGES.get(code, f"cp{code}")
        elif subtype == _FLOATS:
            self.system_missing = inside._numbers(3)
        elif subtype == _LONG_NAMES:
            pairs = [pair.split(b"=") for pair in data.rstrip(b"\0").split(b"\t") if pair]
            _need(all(len(pair) == 2 and pair[1] and not _CONTROL.search(pair[1]) for pair in pairs))
            _need(all(count == 1 for count in Counter(name for _, name in pairs).values()))
            self.texts.append(data)
        elif subtype == _ENCODING:
            self.encoding = data.decode("latin-1").strip("\0 ")
            _need(_ENCODING_NAME.fullmatch(self.encoding) is not None)
        elif subtype == _VERY_LONG_STRINGS:
            pairs = [pair.rstrip(b"\0").split(b"=") for pair in data.split(b"\t") if pair.strip(b"\0")]
            _need(all(len(pair) == 2 and pair[0].upper() in self.names and pair[1].isdigit() for pair in pairs))
            self.wide = {name.upper(): int(width) for name, width in pairs}
        elif subtype == _LONG_LABELS:
            while inside.place < len(data):
                inside._text()
                inside._integer()
                self.texts += [inside._text() for _ in range(2 * inside._number(0))]
        elif subtype == _LONG_MISSING:
            while inside.place < len(data):
                inside._text()
                inside._skip(inside._skip(1)[0], inside._integer())

    def _data(self) -> None:
        """The rest of the file has room for as many rows as it says there are."""
        rest = len(self.content) - self.place
        cells = max(self.rows, 0) * len(self.segments)
        self.blocks = [(self.place, len(self.content), rest)]
        if self.compression == UNCOMPRESSED:
            _need(8 * cells <= rest and (self.rows >= 0 or rest % (8 * len(self.segments)) == 0))
        elif self.compression == BYTECODES:
            _need(cells <= rest)
        else:
            self._find_blocks()
            _need(cells <= sum(unpacked for *_, unpacked in self.blocks))

    def _find_blocks(self) -> None:
        """Where the blocks of a compressed file stand."""
        begin = self.place
        first, trailer, length = self._longs(3)
        after = self.place
        self.place = trailer
        _need(first == begin and after <= trailer and trailer + length <= len(self.content))
        self._longs(2)
        size, number = self._integers(2)
        _need(0 < size <= _LARGEST_BLOCK and length == 24 + 24 * number)
        self.blocks = []
        for _ in range(number):
            _, packed_at = self._longs(2)
            unpacked, packed = self._integers(2)
            _need(packed_at == after and 0 < unpacked <= size and packed > 0)
            self.blocks.append((after, after + packed, unpacked))
            after += packed
        _need(after == trailer)

    def _skip(self, size: int, count: int = 1) -> bytes:
        """The next bytes, so many times a size."""
        begin, end = self.place, self.place + size * count
        _need(size >= 0 and count >= 0 and end <= len(self.content))
        self.place = end
        return self.content[begin:end]

    def _integers(self, number: int) -> tuple[int, ...]:
        return struct.unpack(f"{self.order}{number}i", self._skip(4, number))

    def _longs(self, number: int) -> tuple[int, ...]:
        return struct.unpack(f"{self.order}{number}q", self._skip(8, number))

    def _numbers(self, number: int) -> tuple[float, ...]:
        return struct.unpack(f"{self.order}{number}d", self._skip(8, number))

    def _integer(self) -> int:
        return self._integers(1)[0]

    def _number(self, least: int) -> int:
        """A number of things to come, of which each takes a byte or more."""
        number = self._integer()
        _need(least <= number <= len(self.content) - self.place)
        return number

    def _text(self) -> bytes:
        return self._skip(self._integer())
