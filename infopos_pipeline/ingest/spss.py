"""SPSS data files (.sav, .zsav): their cells as text, and what their dictionary says of them.

The dictionary is read by pyreadstat, the cells are unpacked here (spss_data), which is many times faster
(docs/decisions). A value is written as its code: "1", never its label, which stands beside it; what the file marks as
missing keeps its code too.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pyarrow as pa

from infopos_pipeline.ingest.encodings import garbled_cells
from infopos_pipeline.ingest.headings import numbered, tidy
from infopos_pipeline.ingest.source import SourceTable, number_text
from infopos_pipeline.ingest.spss_cells import encoded_columns
from infopos_pipeline.ingest.spss_data import unpacked
from infopos_pipeline.ingest.spss_structure import Structure, structure
from infopos_pipeline.ingest.spss_values import number_texts, text_texts
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem

SIGNATURES = (b"$FL2", b"$FL3")
"""What a .sav and a .zsav file begin with ("System File Format", PSPP developers' guide)."""


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
    formats = list(dictionary.original_variable_types.values())
    if len(whole.columns) != len(dictionary.column_names) or len(formats) != len(dictionary.column_names):
        return None

    def texts(place: int, words: pa.Array) -> pa.StringArray:
        if width := whole.columns[place].width:
            return text_texts(words, width, whole)
        return number_texts(words, formats[place], whole)

    data = unpacked(content, whole)
    return None if data is None else encoded_columns(data, whole.columns, texts)


def _text(value: Any) -> str:
    """A value as a cell."""
    if value is None or value != value:
        return ""
    return number_text(value) if isinstance(value, float) else str(value).strip()


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
