"""CSV and Parquet that go out, read back by DuckDB and pyarrow, and the codebook beside the CSV."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet

from infopos_pipeline.reporting.data_out.data_files import (
    CODEBOOK_COLUMNS,
    codebook_csv,
    responses_csv,
    responses_parquet,
)
from infopos_pipeline.study.missing import MISSING_STATES

from .exported import Exported


@pytest.fixture(scope="module")
def sample(sample_responses, declared_study) -> Exported:
    return Exported.of(sample_responses.responses, declared_study, waves=("2017", "2019", "2021"), synthetic=True)


@pytest.fixture(scope="module")
def small(small_responses, small_study) -> Exported:
    rows = [{"lft": "40", "oord": "A1", "kind": "2", "zorg__1": "Y"}, {"lft": "-3"}, {"lft": "0.1", "oord": "A2"}, {}]
    return Exported.of(small_responses(*rows).responses, small_study, "2030")


def test_the_csv_holds_every_cell_of_the_slice(sample: Exported, tmp_path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(responses_csv(sample.book, sample.rows))
    read = duckdb.sql(f"SELECT * FROM read_csv('{path}', all_varchar=true, header=true)").to_arrow_table()
    assert read.column_names == [entry.name for entry in sample.book.entries]
    for name in read.column_names:
        entry = next(e for e in sample.book.entries if e.name == name)
        if entry.content != "measure":
            assert read[name].to_pylist() == sample.rows[name].to_pylist()
    assert b"\r" not in path.read_bytes()
    assert path.read_bytes().startswith(b"wave,pseudonym,regio,")


def test_a_number_is_blank_where_there_is_none_and_its_state_says_why(small: Exported, tmp_path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(responses_csv(small.book, small.rows))
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    given = {float(row["leeftijd"]) for row in rows if row["leeftijd"]}
    assert given == {40.0, -3.0, 0.1}
    for row in rows:
        assert bool(row["leeftijd"]) == (row["leeftijd__state"] == "answered")
    assert any(row["leeftijd__state"] == "~skipped" for row in rows)


def test_parquet_holds_every_cell_with_its_dictionary_in_declared_order(sample: Exported, declared_study) -> None:
    read = parquet.read_table(io.BytesIO(responses_parquet(sample.book, sample.rows)))
    assert read.num_rows == 75
    for entry in sample.book.entries:
        assert read[entry.name].to_pylist() == sample.rows[entry.name].to_pylist()
        if entry.content == "category":
            assert pa.types.is_dictionary(read.schema.field(entry.name).type)
            dictionary = read[entry.name].combine_chunks().dictionary.to_pylist()
            options = list(declared_study.variables[entry.name].options)
            assert [one for one in dictionary if one in options] == options
            assert dictionary[-len(MISSING_STATES) :] == list(MISSING_STATES)


def test_parquet_carries_labels_and_says_that_it_is_internal(sample: Exported) -> None:
    schema = parquet.read_schema(io.BytesIO(responses_parquet(sample.book, sample.rows)))
    about = {name.decode(): text.decode() for name, text in schema.field("tevredenheid").metadata.items()}
    assert about["label_en"] == "Satisfaction with current information position"
    assert about["measure"] == "ordinal"
    values = json.loads(about["values"])
    assert values["tevreden"] == {"code": 2, "missing": False, "nl": "Tevreden", "en": "Satisfied"}
    assert values["~not_reached"]["missing"]
    assert b"Internal" in schema.metadata[b"notice_en"]
    assert b"invented" in schema.metadata[b"notice_en"]


def test_the_codebook_counts_what_the_slice_holds(sample: Exported) -> None:
    first, *rows = csv.DictReader(io.StringIO(codebook_csv(sample.book), newline=""))
    assert list(first) == list(CODEBOOK_COLUMNS)
    assert first["n"] == "75"
    assert first["label_nl"].startswith("Intern")
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        if row["category"]:
            counts.setdefault(row["variable"], Counter())[row["category"]] = int(row["n"])
    for name, found in counts.items():
        assert +found == sample.counted(name)
    assert {row["variable"] for row in rows} == {entry.name for entry in sample.book.entries}


def test_the_codebook_tells_routing_waves_and_what_was_not_offered(sample: Exported) -> None:
    rows = {
        (r["variable"], r["category"]): r for r in csv.DictReader(io.StringIO(codebook_csv(sample.book), newline=""))
    }
    routed = rows["missen_afdelingen__burgerzaken", ""]
    assert (routed["page"], routed["asked_if"]) == ("4", "informatie_intern in (missen, beiden)")
    assert rows["dashboard", ""]["waves"] == "2021"
    assert rows["communicatie_bronnen", ""]["waves"] == "2017 2019"
    assert rows["functie", "bestuurder"]["offered"] == "0"
    assert rows["functie", "leidinggevend"]["offered"] == "1"
    assert rows["aantal_gewenste_voordelen_volledig", ""]["made_as"] == "count(gewenste_voordelen)"


def test_two_runs_give_the_same_bytes(sample: Exported) -> None:
    for make in (responses_csv, responses_parquet):
        assert make(sample.book, sample.rows) == make(sample.book, sample.rows)
    assert codebook_csv(sample.book) == codebook_csv(sample.book)


def test_an_empty_wave_is_written_too(small: Exported) -> None:
    empty = Exported(small.book, small.rows.slice(0, 0))
    assert responses_csv(empty.book, empty.rows).count(b"\n") == 1
    assert parquet.read_table(io.BytesIO(responses_parquet(empty.book, empty.rows))).num_rows == 0
