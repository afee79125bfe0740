"""Slices come in by number and in parts: the same rows come out, in an order that the parts do not give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from infopos_pipeline.warehouse import Warehouse
from infopos_pipeline.warehouse.staging import staging


@pytest.fixture
def warehouse(tmp_path, study):
    with Warehouse(tmp_path / "warehouse.duckdb") as opened:
        opened.prepare(study)
        yield opened


@pytest.fixture(scope="module")
def rows(sample_responses) -> pa.Table:
    return pa.Table.from_pandas(sample_responses.responses, preserve_index=False)


def stored(warehouse, study) -> list[tuple[object, ...]]:
    """The rows of the slice where they lie."""
    return warehouse.connection.execute(f'SELECT * FROM "{study.name}".responses').fetchall()


def replace_by_parts(warehouse, study, parts: list[pa.Table], folder: Path) -> None:
    with staging(folder) as staged:
        for part in parts:
            staged.add(part)
        warehouse.replace(study, "responses", staged, "parts", wave="2017")


def test_parts_are_the_slice_that_the_whole_is(warehouse, study, rows, tmp_path):
    warehouse.replace(study, "responses", rows, wave="2017")
    whole = stored(warehouse, study)
    shuffled = rows.take(np.random.default_rng(1).permutation(rows.num_rows))
    parts = [shuffled.slice(start, 20) for start in range(0, rows.num_rows, 20)]
    replace_by_parts(warehouse, study, parts, tmp_path)
    assert stored(warehouse, study) == whole
    assert warehouse.made_from(study, "responses", wave="2017") == "parts"


def test_whoever_is_in_several_parts_tells_nothing_of_their_order(warehouse, study, rows, tmp_path):
    one = rows.set_column(0, "pseudonym", pa.array(["p"] * rows.num_rows))
    parts = [one.slice(start, 5) for start in range(0, rows.num_rows, 5)]
    replace_by_parts(warehouse, study, parts, tmp_path)
    forwards = stored(warehouse, study)
    replace_by_parts(warehouse, study, parts[::-1], tmp_path)
    assert stored(warehouse, study) == forwards
    assert len(set(forwards)) > 50


def test_a_part_with_other_options_is_refused_and_the_slice_stays(warehouse, study, rows, tmp_path):
    warehouse.replace(study, "responses", rows, wave="2017")
    before = stored(warehouse, study)
    place = rows.column_names.index("regio")
    other = rows.set_column(place, "regio", pa.array(["elders"] * rows.num_rows).dictionary_encode())
    with pytest.raises(ValueError, match="same dictionaries"):
        replace_by_parts(warehouse, study, [rows, other], tmp_path)
    assert stored(warehouse, study) == before


def test_what_is_staged_has_no_name_in_the_folder_and_leaves_nothing(rows, tmp_path):
    folder = tmp_path / "warehouse"
    with staging(folder) as staged:
        staged.add(rows)
        assert list(folder.iterdir()) == []
    assert list(folder.iterdir()) == []


def test_what_a_killed_process_had_put_aside_is_gone_when_the_warehouse_is_opened_again(tmp_path, study):
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        connection = warehouse.connection
        ((aside,),) = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    left = Path(aside) / "duckdb_temp_storage-0.tmp"
    left.parent.mkdir()
    left.write_bytes(b"rows")
    with Warehouse(path):
        assert not left.parent.exists()


def test_an_option_that_is_declared_anew_joins_those_that_are_stored(tmp_path, study, rows):
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
        full = f'"{study.name}".responses'
        warehouse.connection.execute(f"ALTER TABLE {full} ALTER regio SET DATA TYPE ENUM('vroeger', '~not_asked')")
        warehouse.connection.execute(
            f"INSERT INTO {full} (wave, pseudonym, key_id, regio) VALUES ('1', 'p', 'k', 'vroeger')"
        )
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
        warehouse.replace(study, "responses", rows, wave="2017")
        regions = warehouse.connection.execute(f"SELECT DISTINCT regio::VARCHAR FROM {full}").fetchall()
    assert {region for (region,) in regions} == {"vroeger", *rows["regio"].to_pylist()}


def test_a_home_that_holds_texts_keeps_and_takes_them(tmp_path, study, rows):
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
        warehouse.connection.execute(f'ALTER TABLE "{study.name}".responses ALTER regio SET DATA TYPE VARCHAR')
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
        warehouse.replace(study, "responses", rows, wave="2017")
        assert len(stored(warehouse, study)) == rows.num_rows
