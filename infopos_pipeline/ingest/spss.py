"""SPSS data files (.sav, .zsav): their cells as text, and what their dictionary says of them.

The dictionary is read by pyreadstat and the cells by polars-readstat, which is many times faster (docs/decisions). A
value is written as its code: "1", never its label, which stands beside it; what the file marks as missing keeps its
code too.
"""

from __future__ import annotations

import codecs
import io
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from infopos_pipeline.ingest.encodings import garbled_cells
from infopos_pipeline.ingest.headings import numbered, tidy
from infopos_pipeline.ingest.source import SourceTable, number_text
from infopos_pipeline.ingest.spss_structure import Structure, structure
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem

SIGNATURES = (b"$FL2", b"$FL3")
"""What a .sav and a .zsav file begin with ("System File Format", PSPP developers' guide)."""

_MARK = "\x1fmissing"
"""Ends the name of the column beside one, in which stands what the file marks as missing."""


_CELLS_AT_A_TIME = 6_000_000
"""Cells that the faster reader decodes at a time; in the smaller parts of its own choice it and Arrow take longer."""


def read_spss(content: bytes, file: str) -> SourceTable:
    """Read a data file of SPSS.

    Raises:
        InputError: the file is cut short or damaged, is not in the encoding that it names, or has no respondents.
    """
    whole = structure(content)
    if whole is not None and not whole.decodable:
        hint = said("Save it again in SPSS in Unicode mode.")
        expected = said("names and labels in {encoding}, which the file says it is in", encoding=whole.encoding)
        raise InputError([Problem(code="encoding", file=file, expected=expected, hint=hint)])
    table = _table(content, whole, file) if whole is not None else None
    if table is None:
        hint = said("The file is cut short or damaged; save it again.")
        raise InputError([Problem(code="cut_short", file=file, expected=said("a whole SPSS file"), hint=hint)])
    if table.columns.num_rows == 0:
        hint = said("Is the export complete?")
        raise InputError([Problem(code="empty_file", file=file, expected=said("at least one respondent"), hint=hint)])
    return replace(table, notices=garbled_cells(table))


def _table(content: bytes, whole: Structure, file: str) -> SourceTable | None:
    """What the file holds; None where it cannot be read to its end. Errors may quote a cell, and go no further."""
    with suppress(Exception):
        dictionary = _dictionary(content)
        columns = _columns(content, whole, dictionary)
        return None if columns is None else _described(columns, dictionary, file)
    return None


def _described(columns: pa.Table, dictionary: Any, file: str) -> SourceTable:
    """The cells with what the dictionary says of them."""
    names: list[str] = dictionary.column_names
    places = {name.casefold(): place for place, name in enumerate(names)}
    table = SourceTable(
        file=file,
        format="spss",
        headings=numbered(list(map(tidy, names))),
        texts=tuple(tidy(label or "") for label in dictionary.column_labels),
        columns=columns,
        first_row=1,
        labels={
            names.index(name): {_text(code): str(label).strip() for code, label in values.items()}
            for name, values in dictionary.variable_value_labels.items()
        },
        sets={
            name: tuple(places[key] for one in found["variable_list"] if (key := one.casefold()) in places)
            for name, found in (dictionary.mr_sets or {}).items()
        },
    )
    return _with_missing(table, {names.index(name): ranges for name, ranges in dictionary.missing_ranges.items()})


def _dictionary(content: bytes) -> Any:
    """What pyreadstat says of the file."""
    import pyreadstat

    return pyreadstat.read_sav(io.BytesIO(content), metadataonly=True, user_missing=True)[1]


def _columns(content: bytes, whole: Structure, dictionary: Any) -> pa.Table | None:
    """The cells as dictionary-encoded text; None where there are fewer than the file says."""
    try:
        frame = _fast(content, whole, dictionary)
    except BaseException as error:  # a panic of the reader is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        frame = _thorough(content)
    # By place: the faster reader garbles names that are not in UTF-8.
    names = [name for name in frame.column_names if not name.endswith(_MARK)]
    if len(names) != len(dictionary.column_names) or dictionary.number_rows not in (None, -1, frame.num_rows):
        return None
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # Arrow lets go of the interpreter while it encodes
        texts = pool.map(lambda name: _texts(frame, name), names)
        return pa.table({str(place): column for place, column in enumerate(texts)})


def _fast(content: bytes, whole: Structure, dictionary: Any) -> pa.Table:
    from polars_readstat import ScanReadstat, scan_readstat

    strings = "string" in dictionary.readstat_variable_types.values()
    content, decode = _in_single_bytes(content, whole) if strings else (content, str)
    codes = None
    with _in_memory(content) as (path, data):
        if dictionary.missing_ranges:
            named = dict(zip(dictionary.column_names, ScanReadstat(path, data=data).schema, strict=True))
            marked = [named[name] for name in dictionary.missing_ranges]
            codes = {"columns": marked, "suffix": _MARK, "use_value_labels": False}
        rows = max(1, _CELLS_AT_A_TIME // max(1, len(dictionary.column_names)))
        scan = scan_readstat(path, data=data, preserve_order=True, informative_nulls=codes, batch_size=rows)
        table: pa.Table = scan.collect().to_arrow()
    for place, field in enumerate(table.schema):
        if pa.types.is_large_string(field.type):
            encoded = table.column(place).combine_chunks().dictionary_encode()
            texts = pa.array([decode(text) for text in encoded.dictionary.to_pylist()], pa.string())
            table = table.set_column(place, field.name, pa.DictionaryArray.from_arrays(encoded.indices, texts))
    return table


@contextmanager
def _in_memory(content: bytes) -> Iterator[tuple[str, bytes | None]]:
    """The file under a path that leads into memory, where the system has such: the reader copies bytes given as such.

    No cell gets onto a disk: what stands there for a moment is a link.
    """
    if not hasattr(os, "memfd_create"):
        yield "export.sav", content
        return
    with open(os.memfd_create("export"), "wb") as memory, tempfile.TemporaryDirectory() as folder:  # noqa: PTH123
        memory.write(content)
        memory.flush()
        path = Path(folder) / "export.sav"
        path.symlink_to(f"/proc/self/fd/{memory.fileno()}")
        yield str(path), None


_BYTES = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(256)}
"""Which byte a character of Windows-1252 is, with control characters where it has none (WHATWG's Encoding Standard)."""


def _in_single_bytes(content: bytes, whole: Structure) -> tuple[bytes, Callable[[str], str]]:
    """The file as one in Windows-1252, and how to get the texts back. The faster reader cuts a text off where it is not
    in the encoding that the file names; so nothing goes unseen.
    """
    label, at = b"l1", whole.encoding_at
    try:
        codec = codecs.lookup(whole.encoding)
    except LookupError:
        codec = None
    if codec is None or at is None or at[1] - at[0] < len(label):
        return content, str

    def decode(text: str) -> str:
        if text.isascii():
            return text
        return codec.decode(bytes(_BYTES[character] for character in text), "replace")[0]

    return content[: at[0]] + label.ljust(at[1] - at[0]) + content[at[1] :], decode


def _thorough(content: bytes) -> pa.Table:
    """The cells by the slower reader, for files that the faster one cannot read."""
    import pyreadstat

    return pa.Table.from_pandas(pyreadstat.read_sav(io.BytesIO(content), user_missing=True)[0], preserve_index=False)


def _texts(frame: pa.Table, name: str) -> pa.DictionaryArray:
    """A column as dictionary-encoded text; nothing is an empty text."""
    given = _encoded(frame.column(name), _text)
    if f"{name}{_MARK}" not in frame.column_names:
        return given
    codes = frame.column(f"{name}{_MARK}")
    if codes.null_count == len(codes):
        return given
    marked = _encoded(codes, _code)
    texts = pc.if_else(codes.combine_chunks().is_null(), given.cast(pa.string()), marked.cast(pa.string()))
    return texts.dictionary_encode()


def _encoded(values: pa.ChunkedArray, text: Callable[[Any], str]) -> pa.DictionaryArray:
    encoded = values.combine_chunks().dictionary_encode()
    if pa.types.is_temporal(encoded.dictionary.type) and not pa.types.is_duration(encoded.dictionary.type):
        texts = [_moment(each) for each in encoded.dictionary.cast(pa.string()).to_pylist()]
    else:
        texts = [text(value) for value in encoded.dictionary.to_pylist()]
    distinct = list(dict.fromkeys([*texts, ""] if encoded.null_count else texts))
    if distinct == texts:
        return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(distinct, pa.string()), safe=False)
    places = {each: place for place, each in enumerate(distinct)}
    moved = pa.array([places[each] for each in texts], pa.int32())
    indices = moved.take(encoded.indices).fill_null(places.get("", 0))
    return pa.DictionaryArray.from_arrays(indices, pa.array(distinct, pa.string()))


def _moment(text: str) -> str:
    """A date or a time as ISO 8601 has it, without the fractions of a second that are nothing."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(value: Any) -> str:
    """A value as a cell."""
    if value is None or value != value:
        return ""
    return number_text(value) if isinstance(value, float) else str(value).strip()


def _code(text: str) -> str:
    """A code of the reader's as a cell: it writes a number as text."""
    try:
        return _text(float(text))
    except ValueError:
        return text.strip()


def _with_missing(table: SourceTable, ranges: Mapping[int, Sequence[Mapping[str, Any]]]) -> SourceTable:
    """The table with the codes that fall into the ranges marked as missing, of those that occur or have a label."""

    def marked(place: int, found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        for text in dict.fromkeys([*table.distinct(place), *table.labels.get(place, {})]):
            if text and any(_within(text, one["lo"], one["hi"]) for one in found):
                yield text

    return replace(table, missing={place: frozenset(marked(place, found)) for place, found in ranges.items()})


def _within(text: str, low: Any, high: Any) -> bool:
    """Whether a code lies in a range; ranges of texts and of dates are of one value."""
    if not isinstance(low, float) or not isinstance(high, float):
        return text == str(low).strip()
    with suppress(ValueError):
        return low <= float(text) <= high
    return False
