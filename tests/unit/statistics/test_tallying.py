"""Cells are counted as anybody would count them, in one pass, whoever occurs more than once."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.statistics import tallying
from infopos_pipeline.statistics.tallying import tally
from infopos_pipeline.warehouse import Warehouse, engines

TABLES = [(), ("a",), ("a", "b"), ("number", "a"), ("a", "b", "c"), ("c", "b", "a", "number")]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "who": st.sampled_from(["p", "q", "r", "s"]),
            "a": st.sampled_from(["ja", "nee", "~skipped"]),
            "b": st.sampled_from(["x", "y"]),
            "c": st.sampled_from(["1", "2", "3"]),
            "number": st.sampled_from([None, 1.0, 2.5, 1e17, -0.1, 0.0, -0.0]),
        }
    ),
    min_size=1,
    max_size=25,
)


def by_hand(rows: list[dict[str, Any]]) -> tuple[Counter[Any], Counter[Any]]:
    """Rows and distinct respondents of every cell, one by one."""

    def text(value: Any) -> str:
        if value is None:
            return ""
        return value if isinstance(value, str) else str(int(value)) if value == int(value) else repr(value)

    whose: dict[Any, list[str]] = defaultdict(list)
    for row in rows:
        for place, columns in enumerate(TABLES):
            whose[place, tuple(text(row[column]) for column in columns)].append(row["who"])
    return Counter({cell: len(who) for cell, who in whose.items()}), Counter(
        {cell: len(set(who)) for cell, who in whose.items()}
    )


def frames(rows: list[dict[str, Any]]) -> list[nw.LazyFrame[Any]]:
    """The rows as texts, and as categories."""
    frame = pd.DataFrame(rows).astype({"number": float})
    coded = frame.astype(dict.fromkeys(("a", "b", "c"), "category"))
    return [nw.from_native(one).lazy() for one in (frame, coded)]


@given(rows=ROWS)
def test_cells_are_counted_as_by_hand(rows):
    for frame in frames(rows):
        assert tally(frame, TABLES, "who") == by_hand(rows)


@given(rows=ROWS)
def test_no_batch_and_no_way_of_counting_makes_a_difference(rows):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engines, "ROWS", 2)
        patched.setattr(tallying, "_DENSE", 3)
        patched.setattr(tallying, "_SMALL", 4)
        for frame in frames(rows):
            assert tally(frame, TABLES, "who") == by_hand(rows)


def test_duckdb_is_asked_who_occurs_twice_and_then_read_once(tmp_path):
    rows = [{"who": str(n), "a": "ja", "b": "x", "c": str(n % 3), "number": None} for n in range(50)]
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        connection = warehouse.connection
        connection.register("given", pd.DataFrame(rows).astype({"number": float}))
        connection.execute("CREATE TABLE stored AS SELECT * FROM given")
        frame = nw.from_native(connection.table("stored")).lazy()
        connection.execute("CALL enable_logging('QueryLog')")
        assert tally(frame, TABLES, "who") == by_hand(rows)
        connection.execute("CALL disable_logging()")
        asked = [message for (message,) in connection.execute("SELECT message FROM duckdb_logs").fetchall()]
    queries = [message for message in asked if "stored" in message]
    assert len(queries) == 2
    assert "GROUP BY" in queries[0]
    assert "GROUP BY" not in queries[1]
