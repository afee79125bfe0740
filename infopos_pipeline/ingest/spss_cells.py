"""The columns of an SPSS file as dictionary-encoded text, from the codes and words of its data.

No cell becomes a Python object: what a word means is asked once for every word that occurs. Belongs here: which codes
and words are a column's, and their encoding. Not here: where they come from (spss_data), what they mean (spss_values).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from infopos_pipeline.ingest.spss_data import WORD, Codes, Data, Words
from infopos_pipeline.ingest.spss_structure import Column

Texts = Callable[[int, pa.Array], pa.StringArray]
"""The texts of what the column at a place holds: numbers, or of texts the bytes."""
Wide = NDArray[np.bool_]
"""Of every word of a row, whether its column has to be written out in words: a text, or numbers that have no code."""

_WORDS_AT_A_TIME = 4_000_000


def encoded_columns(data: Data, columns: Sequence[Column], texts: Texts) -> pa.Table:
    """The columns named by position, one chunk each; the places among their texts take one, two or four bytes."""
    wide = data.uncoded.copy()
    for column in columns:
        wide[column.start : column.stop] |= column.width > 0
    written = {place: column for place, column in enumerate(columns) if wide[column.start]}
    coded = {place: data.codes[column.start] for place, column in enumerate(columns) if not wide[column.start]}

    def written_out(part: tuple[Codes, Words]) -> list[pa.DictionaryArray]:
        return list(_written_out(*part, wide, data, written, texts))

    def joined(place: int, parts: Sequence[pa.DictionaryArray]) -> pa.DictionaryArray:
        found = _joined(parts)
        return found if columns[place].width else _told(found, texts(place, found.dictionary))

    def of_codes(place: int) -> pa.DictionaryArray:
        found = _of_codes(coded[place], data)
        return _told(found, texts(place, found.dictionary))

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # numpy and Arrow let go of the interpreter
        parts = zip(*pool.map(written_out, _parts(data, wide)), strict=True)
        found = dict(zip(written, pool.map(joined, written, parts), strict=True))
        found |= zip(coded, pool.map(of_codes, coded), strict=True)
    return pa.table({str(place): found[place] for place in range(len(columns))})


def _of_codes(codes: Codes, data: Data) -> pa.DictionaryArray:
    """The numbers of a column of which every one has a code."""
    cells = pa.array(codes)
    occurring = pc.unique(cells).to_numpy()
    places = np.zeros(256, np.int32)
    places[occurring] = np.arange(len(occurring))
    return _encoded(pa.array(places), cells, pa.array(data.numbers(data.meanings[occurring])))


def _parts(data: Data, wide: Wide) -> Iterator[tuple[Codes, Words]]:
    """The codes of the wide columns, some rows at a time, and the words that have none."""
    columns, rows = np.flatnonzero(wide), data.codes.shape[1]
    step, end = max(1, _WORDS_AT_A_TIME // max(1, len(columns))), 0
    for start in range(0, max(1, rows), step):
        codes = np.ascontiguousarray(data.codes[columns, start : start + step].T)
        begin, end = end, end + int(np.count_nonzero(codes == WORD))
        yield codes, data.words[begin:end]


def _written_out(
    codes: Codes, words: Words, wide: Wide, data: Data, columns: Mapping[int, Column], texts: Texts
) -> Iterator[pa.DictionaryArray]:
    """The wide columns of some rows: numbers as they are, texts as texts."""
    cells = data.meanings[codes]
    cells[codes == WORD] = words
    first = np.cumsum(wide) - 1
    for place, column in columns.items():
        start = first[column.start]
        if column.width:
            found = _as_bytes(cells[:, start : start + column.stop - column.start])
            yield _told(found, texts(place, found.dictionary))
        else:
            yield pa.array(data.numbers(cells[:, start])).dictionary_encode()


def _as_bytes(words: Words) -> pa.DictionaryArray:
    rows, number = words.shape
    buffers = [None, pa.py_buffer(np.ascontiguousarray(words))]
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(8 * number), rows, buffers).dictionary_encode()


def _told(found: pa.DictionaryArray, texts: pa.StringArray) -> pa.DictionaryArray:
    """A column with texts in place of what they are of, each once."""
    told = texts.dictionary_encode()
    return _encoded(told.indices, found.indices, told.dictionary)


def _joined(parts: Sequence[pa.DictionaryArray]) -> pa.DictionaryArray:
    """The parts of a column as one."""
    if len(parts) == 1:
        return parts[0]
    joined, start, moved = pa.concat_arrays([part.dictionary for part in parts]).dictionary_encode(), 0, []
    for part in parts:
        own = joined.indices.slice(start, len(part.dictionary))
        moved.append(_encoded(own, part.indices, joined.dictionary).indices)
        start += len(part.dictionary)
    return pa.DictionaryArray.from_arrays(pa.concat_arrays(moved), joined.dictionary)


def _encoded(places: pa.IntegerArray, cells: pa.IntegerArray, distinct: pa.Array) -> pa.DictionaryArray:
    """Cells as places among what is distinct, in as few bytes as can be, given the place of every different cell."""
    size = next(size for size in (pa.int8(), pa.int16(), pa.int32()) if len(distinct) <= 1 << (size.bit_width - 1))
    return pa.DictionaryArray.from_arrays(places.cast(size).take(cells), distinct)
