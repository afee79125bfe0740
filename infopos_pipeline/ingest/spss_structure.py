"""Whether an SPSS data file is whole: its records one after another, as far as their sizes and counts go.

The libraries that read such files trust what a file says of itself: one that is damaged can end the whole process, or
take any amount of memory. Belongs here: the structure of the records. Not here: what they mean (spss).

Source: "System File Format" in the PSPP developers' guide, whose names of fields are used here.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from dataclasses import dataclass, field

_HEADER = 176
"""Bytes of the file header; records follow."""
_LABELLED, _END = 4, 999
_UNCOMPRESSED, _BYTECODES, _ZLIB = 0, 1, 2
_LONG_NAMES, _VERY_LONG_STRINGS, _ENCODING, _LONG_LABELS, _LONG_MISSING = 13, 14, 20, 21, 22
_WIDEST = 255
"""Bytes of a string variable; a longer string is several of them."""
_LARGEST_BLOCK = 1 << 26
"""Bytes of a compressed block when it is unpacked; SPSS writes blocks of some 4 MB."""
_ENCODING_NAME = re.compile(r"[A-Za-z0-9 _.:-]{1,40}")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


class _DamagedError(Exception):
    """Something in the file contradicts something else in it."""


@dataclass(frozen=True)
class Structure:
    """What the records of a whole file say of its bytes.

    Attributes:
        encoding: that of its texts.
        encoding_at: from where to where that stands in the file; None where it does not.
        decodable: whether names and labels are in it.
    """

    encoding: str
    encoding_at: tuple[int, int] | None
    decodable: bool


def structure(content: bytes) -> Structure | None:
    """The structure of a file; None unless all its records fit into it and together, and all its rows can be there."""
    file = _File(content)
    try:
        file.check()
    except (_DamagedError, struct.error):
        return None
    return Structure(file.encoding, file.encoding_at, file.decodable())


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
    encoding: str = "latin-1"
    encoding_at: tuple[int, int] | None = None

    def check(self) -> None:
        layout = self.content[64:68]
        self.order = "<" if layout in (b"\x02\0\0\0", b"\x03\0\0\0") else ">"
        layout_code, _, compression, _, rows = self._integers(5)
        _need(layout_code in (2, 3) and compression in (_UNCOMPRESSED, _BYTECODES, _ZLIB) and rows >= -1)
        self.place = _HEADER
        while (kind := self._integer()) != _END:
            self._record(kind)
        _need(not self._continued() and len(set(self.names)) == len(self.names) > 0)
        self._integer()
        self._data(compression, rows)

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
        """Whether names and labels are in the file's encoding, if anybody knows that.

        Labelled strings that are not end the process of pyreadstat.
        """
        try:
            b" ".join(self.texts).decode(self.encoding)
        except LookupError:
            return True
        except UnicodeError:
            return False
        return True

    def _extension(self, subtype: int, data: bytes) -> None:
        inside = _File(data, 0, self.order)
        if subtype == _LONG_NAMES:
            pairs = [pair.split(b"=") for pair in data.rstrip(b"\0").split(b"\t") if pair]
            _need(all(len(pair) == 2 and pair[1] and not _CONTROL.search(pair[1]) for pair in pairs))
            _need(all(count == 1 for count in Counter(name for _, name in pairs).values()))
            self.texts.append(data)
        elif subtype == _ENCODING:
            self.encoding = data.decode("latin-1").strip("\0 ")
            _need(_ENCODING_NAME.fullmatch(self.encoding) is not None)
            self.encoding_at = self.place - len(data), self.place
        elif subtype == _VERY_LONG_STRINGS:
            pairs = [pair.rstrip(b"\0").split(b"=") for pair in data.split(b"\t") if pair.strip(b"\0")]
            _need(all(len(pair) == 2 and pair[0].upper() in self.names and pair[1].isdigit() for pair in pairs))
            segments = sum(-(-int(width) // 252) for _, width in pairs)
            _need(segments <= len(self.names))
        elif subtype == _LONG_LABELS:
            while inside.place < len(data):
                inside._text()
                inside._integer()
                self.texts += [inside._text() for _ in range(2 * inside._number(0))]
        elif subtype == _LONG_MISSING:
            while inside.place < len(data):
                inside._text()
                inside._skip(inside._skip(1)[0], inside._integer())

    def _data(self, compression: int, rows: int) -> None:
        """The rest of the file has room for as many rows as it says there are."""
        rest = len(self.content) - self.place
        cells = max(rows, 0) * len(self.segments)
        if compression == _UNCOMPRESSED:
            _need(8 * cells <= rest and (rows >= 0 or rest % (8 * len(self.segments)) == 0))
        elif compression == _BYTECODES:
            _need(cells <= rest)
        else:
            _need(cells <= self._blocks())

    def _blocks(self) -> int:
        """How many bytes the blocks of a compressed file are when they are unpacked."""
        begin = self.place
        first, trailer, length = self._longs(3)
        after = self.place
        self.place = trailer
        _need(first == begin and after <= trailer and trailer + length <= len(self.content))
        self._longs(2)
        size, number = self._integers(2)
        _need(0 < size <= _LARGEST_BLOCK and length == 24 + 24 * number)
        total = 0
        for _ in range(number):
            _, packed_at = self._longs(2)
            unpacked, packed = self._integers(2)
            _need(packed_at == after and 0 < unpacked <= size and packed > 0)
            after, total = after + packed, total + unpacked
        _need(after == trailer)
        return total

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

    def _integer(self) -> int:
        return self._integers(1)[0]

    def _number(self, least: int) -> int:
        """A number of things to come, of which each takes a byte or more."""
        number = self._integer()
        _need(least <= number <= len(self.content) - self.place)
        return number

    def _text(self) -> bytes:
        return self._skip(self._integer())
