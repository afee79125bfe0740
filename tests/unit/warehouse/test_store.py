"""The warehouse: slices replaced whole or not at all, one process at a time, nothing left of what was removed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from contextlib import suppress

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from infopos_pipeline.problems import UserError
from infopos_pipeline.study import load_study
from infopos_pipeline.warehouse import Warehouse, WarehouseError
from infopos_pipeline.warehouse.tables import study_tables

CANARY = "Kanarievogelzang"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def warehouse(path, study):
    with Warehouse(path) as opened:
        opened.prepare(study)
        yield opened


def results(**columns) -> pd.DataFrame:
    """Rows of results with their texts filled in."""
    texts = ("place", "item", "statistic", "category", "group", "group_value", "profile", "text", "method")
    length = max((len(values) for values in columns.values()), default=0)
    return pd.DataFrame(
        {name: [""] * length for name in texts} | {"row": range(length), "value": 0.5, "base": 2} | columns
    )


def values(warehouse, study, *columns, **where):
    return warehouse.rows(study, "results", columns, '"wave", "asset", "row"', **where)


def test_a_slice_comes_back_as_it_was_put_in(warehouse, study):
    warehouse.replace(study, "results", results(text=["a", "ü,\n'\""], value=[0.1, None]), wave="2017", asset="x")
    assert values(warehouse, study, "wave", "asset", "text", "value") == [
        ("2017", "x", "a", 0.1),
        ("2017", "x", "ü,\n'\"", None),
    ]


def test_the_sample_responses_come_back_as_they_were(warehouse, study, sample_responses):
    warehouse.replace(study, "responses", sample_responses.responses, wave="2017")
    columns = list(sample_responses.responses.columns)
    stored = pd.DataFrame(warehouse.rows(study, "responses", columns, "pseudonym"), columns=columns)
    expected = sample_responses.responses.astype(object)
    pd.testing.assert_frame_equal(
        stored.astype(object).where(stored.notna(), None), expected.where(expected.notna(), None)
    )


@pytest.mark.parametrize("as_arrow", [False, True])
def test_columns_are_matched_by_name_and_not_by_position(warehouse, study, as_arrow):
    rows = results(item=["item"], category=["category"], group=["group"])
    swapped = rows[sorted(rows.columns, reverse=True)]
    warehouse.replace(study, "results", pa.Table.from_pandas(swapped) if as_arrow else swapped, asset="x", wave="2017")
    assert values(warehouse, study, "item", "category", "group") == [("item", "category", "group")]


def test_replacing_a_slice_leaves_the_others_as_they_are(warehouse, study):
    for wave in ("2017", "2019"):
        for asset in ("x", "y"):
            warehouse.replace(study, "results", results(text=[f"{wave}{asset}"] * 2), wave=wave, asset=asset)
    warehouse.replace(study, "results", results(text=["new"]), wave="2017", asset="y")
    assert [text for (text,) in values(warehouse, study, "text")] == ["2017x"] * 2 + ["new"] + ["2019x"] * 2 + [
        "2019y"
    ] * 2
    assert values(warehouse, study, "text", wave="2017", asset="y") == [("new",)]


def test_a_slice_may_become_empty(warehouse, study):
    warehouse.replace(study, "results", results(text=["a"]), wave="2017", asset="x")
    warehouse.replace(study, "results", results(text=[]), wave="2017", asset="x")
    assert values(warehouse, study, "text") == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.assign(unknown=1),
        lambda rows: rows.assign(value="no number"),
        lambda rows: rows.assign(text=None),
        lambda rows: rows.drop(columns="item"),
        lambda rows: rows.assign(base=[1, 10**12]),
    ],
    ids=["unknown column", "wrong type", "null", "missing column", "number too large"],
)
def test_an_insert_that_fails_leaves_the_old_slice(path, study, spoil):
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
        warehouse.replace(study, "results", results(text=["old", "older"]), wave="2017", asset="x")
        with pytest.raises(duckdb.Error):
            warehouse.replace(study, "results", spoil(results(text=["new", "newer"])), wave="2017", asset="x")
        assert values(warehouse, study, "text") == [("old",), ("older",)]
        warehouse.replace(study, "results", results(text=["y"]), wave="2017", asset="y")
    with Warehouse(path) as warehouse:
        assert values(warehouse, study, "text") == [("old",), ("older",), ("y",)]


def test_a_slice_must_be_named_whole(warehouse, study):
    with pytest.raises(ValueError, match="wave, asset"):
        warehouse.replace(study, "results", results(text=["a"]), wave="2017")


def test_values_are_never_taken_for_sql(warehouse, study):
    evil = "2017'; DROP SCHEMA infopos; --"
    warehouse.replace(study, "results", results(text=[evil]), wave=evil, asset='"x"')
    assert values(warehouse, study, "text", wave=evil, asset='"x"') == [(evil,)]


def test_a_study_whose_name_has_a_hyphen_is_stored_and_read(path, small_study):
    assert "-" in small_study.name
    with Warehouse(path) as warehouse:
        warehouse.prepare(small_study)
        warehouse.replace(small_study, "responses", pd.DataFrame({"pseudonym": ["a"], "key_id": ["k"]}), wave="2017")
        warehouse.replace(small_study, "responses", pd.DataFrame({"pseudonym": ["b"], "key_id": ["k"]}), wave="2019")
        columns = ["pseudonym", "leeftijd", "leeftijd__state", "oordeel"]
        rows = warehouse.rows(small_study, "responses", columns, "pseudonym")
        assert rows == [("a", None, "~not_asked", "~not_asked"), ("b", None, "~not_asked", "~not_asked")]
        relation = warehouse.relation(small_study, "responses", "2019")
        assert relation.select("pseudonym").fetchall() == [("b",)]
        warehouse.remove(small_study, "2017")
        assert warehouse.rows(small_study, "responses", ["pseudonym"], "pseudonym") == [("b",)]


def test_two_studies_share_a_warehouse_and_no_rows(warehouse, study, small_study):
    warehouse.prepare(small_study)
    warehouse.replace(study, "results", results(text=["one"]), wave="2017", asset="x")
    warehouse.replace(small_study, "results", results(text=["other"]), wave="2017", asset="x")
    warehouse.remove(small_study, "2017")
    assert values(warehouse, study, "text") == [("one",)]
    assert values(warehouse, small_study, "text") == []


def test_tables_follow_the_declarations(warehouse, study):
    found = warehouse.connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
        "WHERE schema_name = 'infopos' GROUP BY ALL"
    ).fetchall()
    assert dict(found) == {name: list(table.columns) for name, table in study_tables(study).items()}


def test_a_questionnaire_that_grows_was_not_asked_in_older_waves(path, changed_study, small_study):
    with Warehouse(path) as warehouse:
        warehouse.prepare(small_study)
        old = pd.DataFrame({"pseudonym": ["a"], "key_id": ["k"], "oordeel": ["y"]})
        warehouse.replace(small_study, "responses", old, wave="2017")
    changed_study("questionnaire.yaml", "items:\n", "items:\n  stand:\n    kind: single\n    page: 1\n"
                  "    label: {nl: Stand, en: State}\n    options: {a: {nl: A, en: A}}\n  jaren:\n    kind: number\n"
                  "    page: 1\n    label: {nl: Jaren, en: Years}\n", small_study.folder)  # fmt: skip
    folder = changed_study("bindings/limesurvey.yaml", "items:\n", "items:\n  stand: {column: st, codes: {A1: a}}\n"
                           "  jaren: {column: jr}\n", small_study.folder)  # fmt: skip
    grown = load_study(folder)
    with Warehouse(path) as warehouse:
        warehouse.prepare(grown)
        new = pd.DataFrame(
            {"pseudonym": ["b"], "key_id": ["k"], "stand": ["a"], "jaren": [3.0], "jaren__state": ["answered"]}
        )
        warehouse.replace(grown, "responses", new, wave="2019")
        columns = ["wave", "oordeel", "stand", "jaren", "jaren__state"]
        assert warehouse.rows(grown, "responses", columns, "wave") == [
            ("2017", "y", "~not_asked", None, "~not_asked"),
            ("2019", "~not_asked", "a", 3.0, "answered"),
        ]
        warehouse.prepare(small_study)  # a study that shrinks keeps what is stored
        assert len(warehouse.rows(grown, "responses", ["stand"], "wave")) == 2


def test_only_its_owner_can_read_the_warehouse(path, study):
    previous = os.umask(0)
    try:
        with Warehouse(path) as warehouse:
            warehouse.prepare(study)
            warehouse.replace(study, "results", results(text=["a"]), wave="2017", asset="x")
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
            assert modes.pop(path.name) == 0o600
            warehouse.remove(study, "2017")
    finally:
        os.umask(previous)
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


HOLDER = (
    "import pathlib, sys; from infopos_pipeline.warehouse import Warehouse\n"
    "with Warehouse(pathlib.Path(sys.argv[1])):\n    print('open', flush=True); sys.stdin.read()"
)
OTHER_PROGRAM = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


class Holder:
    """Another process that holds the warehouse until it is told to let go."""

    def __init__(self, path, program=HOLDER) -> None:
        arguments = [sys.executable, "-c", program, str(path)]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "open\n"

    def __enter__(self):
        return self

    def let_go(self):
        if not self.process.stdin.closed:
            self.process.stdin.close()

    def __exit__(self, *_):
        self.let_go()
        self.process.stdout.close()
        assert self.process.wait() == 0


def test_a_second_process_is_refused_clearly_and_waits_if_it_may(path, study):
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
    with Holder(path) as holder:
        with pytest.raises(WarehouseError, match="Another run holds the warehouse") as caught:
            Warehouse(path, wait=0.1).__enter__()
        assert isinstance(caught.value, UserError)
        holder.let_go()
        with Warehouse(path, wait=30) as warehouse:
            assert values(warehouse, study, "text") == []


def test_another_program_that_holds_the_file_is_no_damage(path, study):
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
    with Holder(path, OTHER_PROGRAM):
        with pytest.raises(WarehouseError, match="Another program") as caught:
            Warehouse(path).__enter__()
        assert "damaged" not in str(caught.value)
    with Warehouse(path) as warehouse:
        assert values(warehouse, study, "text") == []


def test_a_file_that_is_no_warehouse_is_refused_and_let_go(path, study):
    path.write_bytes(b"no DuckDB file" * 1000)
    for _ in range(2):
        with pytest.raises(WarehouseError, match="damaged"):
            Warehouse(path, wait=0).__enter__()
    path.unlink()
    with Warehouse(path, wait=0) as warehouse:
        warehouse.prepare(study)


def test_a_warehouse_damaged_anywhere_is_refused_clearly(path, study, sample_responses):
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
        warehouse.replace(study, "responses", sample_responses.responses, wave="2017")
        warehouse.replace(study, "results", results(text=["a" * 100] * 5000), wave="2017", asset="x")
    whole = path.read_bytes()

    def read_all():
        with Warehouse(path, wait=0) as warehouse:
            warehouse.prepare(study)
            tables = study_tables(study)
            return [warehouse.rows(study, name, list(table.columns), "wave") for name, table in tables.items()]

    sound = read_all()
    refused = 0
    for cut in (0, 1, 100, 4096, 12288, 20_000, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(WarehouseError, match="damaged"):
            read_all()
    for place in range(5, len(whole), len(whole) // 12):
        path.write_bytes(whole[:place] + bytes(byte ^ 0xFF for byte in whole[place : place + 64]) + whole[place + 64 :])
        with suppress(WarehouseError):
            assert read_all() == sound, "damage must never change what is read"
            continue
        refused += 1
    assert refused > 2
    path.write_bytes(whole)
    assert read_all() == sound


def test_what_was_removed_or_replaced_is_not_in_the_file_any_more(path, study):
    texts = [f"{CANARY} {number}" for number in range(3)]
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
        warehouse.replace(study, "results", results(text=texts), wave="2017", asset="x")
        warehouse.replace(study, "results", results(text=["kept"]), wave="2019", asset="x")
    assert CANARY.encode() in path.read_bytes(), "else this test would show nothing"
    with Warehouse(path) as warehouse:
        warehouse.remove(study, "2017")
        assert values(warehouse, study, "wave", "text") == [("2019", "kept")]
    for file in path.parent.iterdir():
        assert CANARY.encode() not in file.read_bytes()
    with Warehouse(path) as warehouse:
        warehouse.prepare(study)
        warehouse.replace(study, "results", results(text=["after"]), wave="2021", asset="x")
        assert values(warehouse, study, "text") == [("kept",), ("after",)]


def test_a_removal_while_rows_are_being_looked_at_leaves_a_working_warehouse(warehouse, study):
    warehouse.replace(study, "results", results(text=["a"]), wave="2017", asset="x")
    relation = warehouse.relation(study, "results", "2017")
    assert len(relation.fetchall()) == 1
    warehouse.remove(study, "2017")
    warehouse.replace(study, "results", results(text=["b"]), wave="2019", asset="x")
    assert values(warehouse, study, "wave", "text") == [("2019", "b")]


def test_a_schema_that_was_removed_keeps_its_defaults(path, study, small_study):
    """A rewritten file has the tables as they were declared, defaults and all."""
    with Warehouse(path) as warehouse:
        warehouse.prepare(small_study)
        warehouse.remove(small_study, "2017")
        warehouse.replace(small_study, "responses", pd.DataFrame({"pseudonym": ["a"], "key_id": ["k"]}), wave="2019")
        assert warehouse.rows(small_study, "responses", ["oordeel"], "wave") == [("~not_asked",)]


def test_a_warehouse_that_is_not_open_has_no_connection(path):
    with pytest.raises(RuntimeError, match="not open"):
        _ = Warehouse(path).connection


def test_the_warehouse_is_closed_and_let_go_after_an_error(path, study):
    def fail():
        with Warehouse(path) as warehouse:
            warehouse.prepare(study)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with Warehouse(path, wait=0) as warehouse:
        warehouse.prepare(study)
