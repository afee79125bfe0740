"""The contestants of the benchmark count the same, as does the standard library; and where they do not, it shows."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from benchmarks import floor, plain_script, tables
from benchmarks.big_exports import write_csv, write_sav
from benchmarks.big_study import CLASSES, LIMITS, codebook, write_codebook, write_study
from benchmarks.contest import DifferentCounts, Turn, contest, require_the_same

ROWS = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("big")
    write_study(folder)
    write_csv(folder / "codes.csv", ROWS, "codes")
    write_csv(folder / "full.csv", ROWS, "full")
    write_csv(folder / "bad.csv", ROWS, "codes", bad=0.05)
    write_sav(folder / "sav.sav", ROWS)
    for name, form in (("codes", "codes"), ("full", "full"), ("bad", "codes"), ("sav", "sav")):
        write_codebook(folder / f"{name}.json", form)
    return folder


def by_hand(path):
    """A few tables of an export, counted by the standard library."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def age_class(row):
        return (
            next((name for name, limit in LIMITS.items() if int(row["number1"]) < limit), "") if row["number1"] else ""
        )

    def outcome(row):
        return row["ordinal03"].lower()

    crossed = Counter(f"{age_class(row)} × {outcome(row)}" for row in rows if age_class(row) and outcome(row))
    return {
        "single07": Counter(row["single07"].lower() for row in rows if row["single07"]),
        "multiple2": Counter(f"a{box}" for row in rows for box in range(1, 6) if row[f"multiple2[a{box}]"] == "Y"),
        "number3": Counter(row["number3"] for row in rows if row["number3"]),
        f"{CLASSES} × ordinal03": crossed,
    }


def counted_by_floor(folder, name, form):
    return tables.of_codes(*floor.count(folder / name, codebook(form)), codebook(form))


def counted_by_duckdb(folder, name, form):
    return tables.of_codes(*floor.count(folder / name, codebook(form), floor.by_duckdb), codebook(form))


def counted_by_script(folder, name, form):
    return tables.of_frames(*plain_script.count(folder / name, codebook(form)), codebook(form))


def test_floors_and_plain_script_count_what_the_standard_library_counts(folder):
    expected = by_hand(folder / "codes.csv")
    for counted in (counted_by_floor, counted_by_duckdb, counted_by_script):
        found = counted(folder, "codes.csv", "codes")
        assert {name: found[name] for name in expected} == expected
        assert len(found) == 100 + 160


@pytest.mark.parametrize(("name", "form"), [("full.csv", "full"), ("sav.sav", "sav")])
def test_the_same_respondents_are_in_every_form_of_an_export(folder, name, form):
    expected = counted_by_floor(folder, "codes.csv", "codes")
    assert counted_by_floor(folder, name, form) == expected
    assert counted_by_script(folder, name, form) == expected
    assert form == "sav" or counted_by_duckdb(folder, name, form) == expected


def test_the_pipeline_in_a_process_of_its_own_counts_the_same(folder):
    turns = contest(folder / "codes.csv", ["pipeline", "floor"], times=0)
    assert turns["pipeline"][0].tables == counted_by_floor(folder, "codes.csv", "codes")
    assert set(turns["pipeline"][0].steps) > {"counts", "percentages", "tests"}
    assert turns["pipeline"][0].peak > 1 << 20


def test_pipeline_and_plain_script_find_the_same_columns_wrong(folder):
    turns = contest(folder / "bad.csv", ["pipeline", "plain"], times=0)
    assert turns["pipeline"][0].columns == turns["plain"][0].columns
    assert len(turns["plain"][0].columns) > 100


def test_a_process_that_may_use_too_little_memory_is_out_of_it(folder):
    turns = contest(folder / "codes.csv", ["floor"], times=2, cap=64 << 20)
    assert [turn.failed for turn in turns["floor"]] == ["out of memory"]


def test_one_respondent_counted_otherwise_is_a_difference():
    first, other = (Turn(1, 1, tables={"a": {"ja": n, "nee": 1}}) for n in (3, 4))
    require_the_same([("one", first), ("two", first)])
    with pytest.raises(DifferentCounts, match="one and two differ in 1: a"):
        require_the_same([("one", first), ("two", other)])


def test_a_column_found_wrong_by_one_alone_is_a_difference():
    first, other = (Turn(1, 1, columns=columns) for columns in (("a", "b"), ("a",)))
    with pytest.raises(DifferentCounts, match="differ in 1: b"):
        require_the_same([("one", first), ("two", other)])


def test_the_same_export_is_written_again(folder, tmp_path):
    write_csv(tmp_path / "again.csv", ROWS, "codes")
    assert (tmp_path / "again.csv").read_bytes() == (folder / "codes.csv").read_bytes()
