"""Answers as Arrow, in which conditions and numbers are computed without a Python object a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa


def arrow_table(columns: Mapping[str, Any] | pd.DataFrame) -> pa.Table:
    """Columns of answers as Arrow: categories stay numbers with a dictionary, and a number that is none stays one.

    ``pyarrow.Table.from_pandas`` would make nulls of those, which are neither less than nor different from anything.
    """
    return pa.table(
        {name: pa.array(column.array if isinstance(column, pd.Series) else column) for name, column in columns.items()}
    )
