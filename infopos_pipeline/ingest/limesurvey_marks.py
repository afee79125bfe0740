"""The marks of a LimeSurvey VV file become the signs that they stand for."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from infopos_pipeline.ingest.headings import LIMESURVEY_SYSTEM

_MARKS = {"{newline}": "\n", "{cr}": "\r", "{tab}": "\t", "{quote}": '"', "{lbrace}": "{", "{rbrace}": "}"}
"""What LimeSurvey's VV file has for signs that cannot stand in it ("VV import/export", LimeSurvey's manual)."""


NOT_SHOWN = "{question_not_shown}"
"""What it has for a question that was not shown, and for anything else that the database has no value of."""


def without_marks(columns: pa.Table, codes: Sequence[str]) -> pa.Table:
    """The columns with the signs that their marks stand for; no column of the system itself is a question."""

    def plain(text: str) -> str:
        for mark, sign in _MARKS.items():
            text = text.replace(mark, sign)
        return text

    def column(encoded: pa.DictionaryArray, code: str) -> pa.DictionaryArray:
        own = code in LIMESURVEY_SYSTEM
        texts = ["" if own and text == NOT_SHOWN else plain(text) for text in encoded.dictionary.to_pylist()]
        return pa.array([texts[place] for place in encoded.indices.to_pylist()], pa.string()).dictionary_encode()

    plain_columns = [column(encoded.chunk(0), code) for encoded, code in zip(columns.columns, codes, strict=True)]
    return pa.table(plain_columns, columns.column_names)
