"""Slices that are written in one transaction, and what they were made from, asked for of each and read once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from infopos_pipeline.study import Study
from infopos_pipeline.warehouse import Warehouse


class Counting(Warehouse):
    """A warehouse that counts how often it is read."""

    reads = 0

    def rows(self, *asked: Any, **named: Any) -> list[tuple[Any, ...]]:
        self.reads += 1
        return super().rows(*asked, **named)


@pytest.fixture
def warehouse(tmp_path: Path, study: Study) -> Iterator[Counting]:
    with Counting(tmp_path / "warehouse.duckdb") as opened:
        opened.prepare(study)
        yield opened


def put(warehouse: Warehouse, study: Study, made_from: str, *tables: str) -> None:
    for table in tables:
        cell = pa.array([[{"item": "a", "category": "b"}]])
        rows = pa.table({"table": [table], "cell": cell, "n": [1], "n_entities": [1]})
        warehouse.replace(study, "counts", rows, made_from, wave=table)


def test_what_a_hundred_slices_were_made_from_is_read_once(warehouse: Counting, study: Study) -> None:
    with warehouse.transaction():
        for number in range(100):
            warehouse.note(study, "output", f"hash {number}", wave="2017", asset=f"{number}.html")
    before = warehouse.reads
    found = [warehouse.made_from(study, "output", wave="2017", asset=f"{number}.html") for number in range(101)]
    assert found == [*(f"hash {number}" for number in range(100)), None]
    assert warehouse.reads == before + 1


def test_what_a_slice_was_made_from_is_told_anew_after_every_change(warehouse: Counting, study: Study) -> None:
    assert warehouse.made_from(study, "counts", wave="2017") is None
    put(warehouse, study, "first", "2017")
    assert warehouse.made_from(study, "counts", wave="2017") == "first"
    put(warehouse, study, "second", "2017", "2019")
    assert warehouse.made_from(study, "counts", wave="2017") == "second"
    with suppress(ZeroDivisionError), warehouse.transaction():
        put(warehouse, study, "third", "2017")
        assert warehouse.made_from(study, "counts", wave="2017") == "third"
        raise ZeroDivisionError
    assert warehouse.made_from(study, "counts", wave="2017") == "second"
    warehouse.remove(study, "2017")
    assert warehouse.made_from(study, "counts", wave="2017") is None
    assert warehouse.made_from(study, "counts", wave="2019") == "second"


def test_slices_inside_one_transaction_are_kept_together_or_not_at_all(warehouse: Counting, study: Study) -> None:
    with suppress(ZeroDivisionError), warehouse.transaction():
        put(warehouse, study, "one", "2017", "2019")
        raise ZeroDivisionError
    waves = [wave for (wave,) in warehouse.rows(study, "counts", ["wave"], "wave")]
    assert waves == []
    with warehouse.transaction():
        put(warehouse, study, "two", "2017", "2019")
    assert [wave for (wave,) in warehouse.rows(study, "counts", ["wave"], "wave")] == ["2017", "2019"]
    put(warehouse, study, "three", "2021")
    assert warehouse.made_from(study, "counts", wave="2021") == "three"
