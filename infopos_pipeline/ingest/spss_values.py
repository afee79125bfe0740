"""What a word in the data of an SPSS file means, as the text of a cell.

A number is the shortest digits that mean it, a date or a time as ISO 8601 has it, in whole seconds; no number is an
empty text. Belongs here: words to texts, many at a time. Not here: where words are (spss_cells), what a code means.

Source: "Dates and times" and "Variable Record" in the PSPP guides: moments are seconds since 14 October 1582.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from infopos_pipeline.ingest.source import number_text
from infopos_pipeline.ingest.spss_structure import Structure, codec

Numbers = NDArray[np.float64]

_SPACE = "".join(filter(str.isspace, map(chr, range(0x10000))))
"""What ``str.strip`` takes off."""
_DAY = 86_400
_TO_1970 = 141_428 * _DAY
"""Seconds from 14 October 1582 to 1970."""
_FARTHEST = 1e12
"""Seconds to the years that Arrow can write, some 32,000."""
_LEAST, _MOST = 1e-4, 1e10
"""Between these Arrow writes the shortest digits, too, and no exponent."""
_EXACT = 2**53
"""Up to this the whole numbers are all there."""
_LONGEST = 256
"""Bytes that a segment of a long string takes, the last of which is none of the string's."""


def number_texts(values: pa.DoubleArray, format_name: str, whole: Structure) -> pa.StringArray:
    """The texts of numbers.

    Args:
        values: the numbers.
        format_name: how SPSS shows them, as ``F8.2`` or ``DATE11``.
        whole: the structure of the file, which says what numbers are none.
    """
    numbers = values.to_numpy()
    nothing = np.isnan(numbers) | np.isin(numbers, whole.system_missing)
    numbers = np.where(nothing, 0.0, numbers)
    moments = _MOMENTS.get(re.split(r"\d", format_name)[0])
    if moments is None:
        texts = _plain(numbers)
    else:
        far = np.abs(numbers) >= _FARTHEST
        texts = _but(moments(np.where(far, 0.0, numbers)), numbers, far, number_text)
    return pc.if_else(pa.array(nothing), "", texts)


def text_texts(words: pa.FixedSizeBinaryArray, width: int, whole: Structure) -> pa.StringArray:
    """The texts of strings, without the spaces around them.

    Args:
        words: of every string all its words.
        width: the bytes of a string; what is in the words beyond them is not its own.
        whole: the structure of the file, which says the encoding.
    """
    number, held = len(words), words.type.byte_width
    content = np.frombuffer(words.buffers()[1], np.uint8, number * held, words.offset * held).reshape(number, held)
    if held > _LONGEST:
        content = np.delete(content, np.s_[_LONGEST - 1 :: _LONGEST], axis=1)
    content = np.ascontiguousarray(content[:, :width])
    binary = pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), number, [None, pa.py_buffer(content)])
    texts = _decoded(binary.cast(pa.binary()), codec(whole.encoding))
    return pc.utf8_ltrim(pc.utf8_rtrim(texts, f"\0{_SPACE}"), _SPACE)


def _decoded(content: pa.BinaryArray, encoding: str) -> pa.StringArray:
    """Every encoding here has ASCII as it is; what is in none becomes a mark for a character that was lost."""
    try:
        texts = content.cast(pa.string())
        if encoding == "utf-8" or pc.all(pc.string_is_ascii(texts)).as_py() is not False:
            return texts
    except pa.ArrowInvalid:
        pass
    return pa.array([one.decode(encoding, "replace") for one in content.to_pylist()], pa.string())


def _plain(numbers: Numbers) -> pa.StringArray:
    size = np.abs(numbers)
    if (np.trunc(numbers) == numbers).all() and size.max(initial=0) < _EXACT:
        return pa.array(numbers.astype(np.int64)).cast(pa.string())
    alike = (numbers == 0) | ((size >= _LEAST) & (size < _MOST))
    return _but(pa.array(numbers + 0.0).cast(pa.string()), numbers, ~alike, number_text)  # no zero is negative


def _date(numbers: Numbers) -> pa.StringArray:
    days = np.floor(np.floor(numbers) / _DAY).astype(np.int32) - _TO_1970 // _DAY
    return pa.array(days).cast(pa.date32()).cast(pa.string())


def _date_and_time(numbers: Numbers) -> pa.StringArray:
    seconds = np.floor(numbers).astype(np.int64) - _TO_1970
    return pa.array(seconds).cast(pa.timestamp("s")).cast(pa.string())


def _time(numbers: Numbers) -> pa.StringArray:
    outside = (numbers < 0) | (numbers >= _DAY)
    seconds = np.where(outside, 0, numbers).astype(np.int32)
    return _but(pa.array(seconds).cast(pa.time32("s")).cast(pa.string()), numbers, outside, _hours)


def _hours(number: float) -> str:
    """A time of more than a day, or of less than nothing."""
    minutes, seconds = divmod(int(abs(number)), 60)
    return f"{'-' * (number < 0)}{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def _duration(numbers: Numbers) -> pa.StringArray:
    return pa.array([str(dt.timedelta(seconds=number)) for number in numbers.tolist()], pa.string())


_MOMENTS: dict[str, Callable[[Numbers], pa.StringArray]] = {
    **dict.fromkeys(("DATE", "ADATE", "EDATE", "JDATE", "SDATE"), _date),
    **dict.fromkeys(("DATETIME", "YMDHMS"), _date_and_time),
    "TIME": _time,
    "DTIME": _duration,
}
"""How numbers are told that a format says are no mere numbers."""


def _but(
    texts: pa.StringArray, numbers: Numbers, where: NDArray[np.bool_], told: Callable[[float], str]
) -> pa.StringArray:
    """The texts, but in some places others."""
    if not where.any():
        return texts
    others = pa.array(map(told, numbers[where].tolist()), pa.string())
    return pc.replace_with_mask(texts, pa.array(where), others)
