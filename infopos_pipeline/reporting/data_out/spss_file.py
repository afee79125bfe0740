"""Responses as an SPSS data file (``.sav``): codes with labels, user-missing values, multiple-response sets.

pyreadstat writes the file, all but the sets and a date that is the same on every run; those are put in afterwards
(``spss_records``). A missing state is a user-missing value, a number without an answer is system-missing beside the
variable with its state: no number that somebody could give is taken for a code.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from infopos_pipeline.reporting.data_out.codebook import MISSING_CODES, Codebook, Entry
from infopos_pipeline.reporting.data_out.spss_records import MultipleDichotomy, finished
from infopos_pipeline.reporting.words.wording import say

_LONGEST = {"variable label": 255, "value label": 120, "file label": 64}
"""Bytes. Source: IBM SPSS Statistics Command Syntax Reference, VARIABLE LABELS, VALUE LABELS, FILE LABEL."""
_NOTE_WIDTH = 70
"""Characters of a line of a note; SPSS takes 80 bytes, and a letter with an accent takes two."""


def sav_file(book: Codebook, responses: pa.Table) -> bytes:
    """The data file, the same bytes for the same responses and codebook.

    Raises:
        ValueError: a response holds what the codebook does not have; a slice that was checked when read holds none.
    """
    import pyreadstat

    data = pd.DataFrame({entry.spss_name: _column(entry, responses[entry.name]) for entry in book.entries})
    language = book.language
    coded = [entry for entry in book.entries if entry.values]
    notes = [line for notice in book.notices() for line in textwrap.wrap(notice, _NOTE_WIDTH)]
    missing: Any = [{"lo": min(MISSING_CODES.values()), "hi": max(MISSING_CODES.values())}]
    with TemporaryDirectory() as folder:  # for its owner alone; pyreadstat writes to a path only
        path = Path(folder) / "responses.sav"
        pyreadstat.write_sav(
            data,
            path,
            file_label=cut(say("data_label", language, wave=book.wave), _LONGEST["file label"]),
            column_labels={e.spss_name: variable_label(e, book) for e in book.entries},
            row_compress=True,
            note=notes,
            variable_value_labels={e.spss_name: value_labels(e, book) for e in coded},
            missing_ranges={entry.spss_name: missing for entry in coded},
            variable_measure={entry.spss_name: entry.measure for entry in book.entries},
            variable_format={entry.spss_name: "F8.0" for entry in coded},
        )
        written = path.read_bytes()
    sets = [
        MultipleDichotomy(
            name,
            cut(" ".join(item.label.text(language).split()), _LONGEST["value label"]),
            tuple(entry.spss_name for entry in entries),
        )
        for name, (item, entries) in book.sets.items()
    ]
    return finished(written, sets)


def variable_label(entry: Entry, book: Codebook) -> str:
    """The label of a variable, no longer than SPSS takes."""
    return cut(entry.label.text(book.language), _LONGEST["variable label"])


def value_labels(entry: Entry, book: Codebook) -> dict[int | float, str]:
    """The labels of a variable's codes, no longer than SPSS takes."""
    return {float(v.code): cut(v.label.text(book.language), _LONGEST["value label"]) for v in entry.values}


def cut(text: str, longest: int) -> str:
    """The beginning of a text of ``longest`` bytes at most, with an ellipsis where something is left out."""
    content = text.encode()
    if len(content) <= longest:
        return text
    return content[: longest - len("…".encode())].decode(errors="ignore").rstrip() + "…"


def _column(entry: Entry, column: pa.ChunkedArray) -> Any:
    if entry.content == "measure":
        return column.to_numpy()
    if entry.content == "key":
        return column.to_pandas()
    places = pc.index_in(column, value_set=pa.array([value.category for value in entry.values]))
    if places.null_count:
        raise ValueError(f"a response to {entry.name} is not in the codebook")
    return np.array([float(value.code) for value in entry.values])[places.to_numpy()]
