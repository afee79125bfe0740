"""The records of a ``.sav`` that pyreadstat cannot write: multiple-response sets, and a date that does not change.

Source of the format: GNU PSPP Developers' Guide, "System File Format" (file header record, variable record, value
labels records, document record, extension record, multiple response sets records). Sets of ticked boxes stand in the
extension record of subtype 7; subtype 19 is needed only for sets that are labelled by their counted values.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEADER_SIZE = 176
_CREATED_AT, _CREATED = 92, b"01 Jan 0000:00:00"
"""Where the header has its date and time, and what stands there: that of no day, as in our workbooks."""
_VARIABLE, _VALUE_LABELS, _LABELLED, _DOCUMENT, _EXTENSION, _END = 2, 3, 4, 6, 7, 999
_FLOATING_POINT, _SETS, _LONG_NAMES = 4, 7, 13
"""Subtypes of the extension record."""


@dataclass(frozen=True)
class MultipleDichotomy:
    """A set of boxes, each of which is 1 where it is ticked; ``name`` begins with a dollar sign."""

    name: str
    label: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class _Record:
    kind: int
    subtype: int
    content: int
    end: int


def finished(file: bytes, sets: Sequence[MultipleDichotomy]) -> bytes:
    """The file with the sets in it, made on no day.

    Args:
        file: little-endian, in UTF-8, as pyreadstat writes it.
        sets: of variables in the file, by their long names.
    """
    records = [record for record in _records(file) if record.kind == _EXTENSION]
    dated = file[:_CREATED_AT] + _CREATED + file[_CREATED_AT + len(_CREATED) :]
    if not sets:
        return dated
    names = next(file[r.content : r.end] for r in records if r.subtype == _LONG_NAMES).decode()
    short = {long: name for name, _, long in (pair.partition("=") for pair in names.split("\t"))}
    lines = b"".join(_line(one, [short[name] for name in one.variables]) for one in sets)
    place = next(record.end for record in records if record.subtype == _FLOATING_POINT)
    return dated[:place] + struct.pack("<4i", _EXTENSION, _SETS, 1, len(lines)) + lines + dated[place:]


def _line(one: MultipleDichotomy, short_names: Sequence[str]) -> bytes:
    """``$set=D1 1 <bytes of label> <label> <short names, in small letters>``."""
    label = one.label.encode()
    return b"%b=D1 1 %d %b %b\n" % (one.name.encode(), len(label), label, " ".join(short_names).lower().encode())


def _records(file: bytes) -> Iterator[_Record]:
    """The records of the dictionary, in order."""

    def number(place: int) -> int:
        return int(struct.unpack_from("<i", file, place)[0])

    place = _HEADER_SIZE
    while (kind := number(place)) != _END:
        subtype, content = 0, place + 8
        match kind:
            case n if n == _VARIABLE:
                end = place + 32
                if number(place + 8):  # it has a label
                    end += 4 + _rounded(number(end), 4)
                end += 8 * abs(number(place + 12))  # missing values; a range counts as minus two
            case n if n == _VALUE_LABELS:
                end = content
                for _ in range(number(place + 4)):
                    end += 8 + _rounded(1 + file[end + 8], 8)
            case n if n == _LABELLED:
                end = content + 4 * number(place + 4)
            case n if n == _DOCUMENT:
                end = content + 80 * number(place + 4)
            case n if n == _EXTENSION:
                subtype, content = number(place + 4), place + 16
                end = content + number(place + 8) * number(place + 12)
            case _:
                raise ValueError(f"no record of type {kind} is known")
        yield _Record(kind, subtype, content, end)
        place = end


def _rounded(size: int, unit: int) -> int:
    return -(-size // unit) * unit
