"""Open answers in the warehouse: a text that a person let through and that leaves again is not in the file any more."""

from __future__ import annotations

import signal
import subprocess
import sys

import duckdb
import pandas as pd
import pytest

from infopos_pipeline.study import load_study
from infopos_pipeline.warehouse import Warehouse

COLUMNS = ["answer", "item", "key_id", "status", "sealed", "text"]
CANARY = "Kanariegeluid, van ver gehoord"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "warehouse.duckdb"


@pytest.fixture
def opened(path, study):
    """Open the warehouse, do something, and close it: as the program does."""

    def use(action):
        with Warehouse(path) as warehouse:
            warehouse.prepare(study)
            return action(warehouse)

    return use


def answers(*texts):
    """Rows with these texts, "" for one that nobody let through."""
    rows = [
        (f"{number:016x}", "opmerkingen", "k", "accepted" if text else "unreviewed", b"" if text else b"\x01\x02", text)
        for number, text in enumerate(texts)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def stored(warehouse, study):
    return [text for (text,) in warehouse.rows(study, "open_answers", ["text"], '"wave", "answer"')]


def in_files(path) -> bool:
    return any(CANARY.encode() in file.read_bytes() for file in path.parent.iterdir())


def put(opened, study, *texts, wave="2017"):
    opened(lambda warehouse: warehouse.replace(study, "open_answers", answers(*texts), wave=wave))


def change(opened, study, text, status="edited", number=0):
    new = {"status": status, "sealed": b"", "text": text}
    return opened(lambda warehouse: warehouse.update(study, "open_answers", new, wave="2017", answer=f"{number:016x}"))


def test_bytes_come_back_as_they_were_put_in(opened, study):
    rows = answers("", "").assign(sealed=[bytes(range(256)), b""])
    opened(lambda warehouse: warehouse.replace(study, "open_answers", rows, wave="2017"))
    found = opened(lambda warehouse: warehouse.rows(study, "open_answers", ["sealed"], "answer"))
    assert found == [(bytes(range(256)),), (b"",)]


def test_a_wave_may_have_no_open_answer(opened, study):
    put(opened, study, "een")
    put(opened, study)
    assert opened(lambda warehouse: stored(warehouse, study)) == []


def test_an_update_changes_the_rows_that_agree_and_says_how_many(opened, study):
    put(opened, study, "een", "")
    assert change(opened, study, "twee", number=1) == 1
    assert change(opened, study, "drie", number=7) == 0
    assert opened(lambda warehouse: stored(warehouse, study)) == ["een", "twee"]
    new = {"text": "vier"}
    assert opened(lambda w: w.update(study, "open_answers", new, wave="2017", status="unreviewed")) == 0
    assert opened(lambda w: w.update(study, "open_answers", new, wave="2017")) == 2


def test_values_of_an_update_are_never_taken_for_sql(opened, study):
    put(opened, study, "een")
    evil = "'; DROP SCHEMA infopos; --"
    change(opened, study, evil)
    assert opened(lambda warehouse: stored(warehouse, study)) == [evil]


def left_by_duckdb_itself(opened, study):
    """Take the text out by SQL alone, as somebody might who does not know DuckDB."""

    def update(warehouse):
        warehouse.connection.execute("UPDATE infopos.open_answers SET text = '' WHERE text <> 'kort'")
        warehouse.connection.execute("CHECKPOINT")

    opened(update)


@pytest.mark.parametrize("others", [(), ("kort", "een tweede, langere tekst", "")], ids=["alone", "among others"])
def test_duckdb_alone_leaves_a_text_that_was_taken_out(opened, study, path, others):
    """Else the tests below would show nothing."""
    put(opened, study, CANARY, *others)
    left_by_duckdb_itself(opened, study)
    assert CANARY not in opened(lambda warehouse: stored(warehouse, study))
    assert in_files(path)


TAKING_OUT = {
    "edited": lambda opened, study: change(opened, study, "anders"),
    "dropped": lambda opened, study: change(opened, study, "", "dropped"),
    "undone": lambda opened, study: change(opened, study, "", "unreviewed"),
    "gone from the export": lambda opened, study: put(opened, study, "anders"),
    "wave without answers": lambda opened, study: put(opened, study),
    "wave removed": lambda opened, study: opened(lambda warehouse: warehouse.remove(study, "2017")),
    "key rotated": lambda opened, study: opened(lambda warehouse: warehouse.forget_pseudonyms()),
}


@pytest.mark.parametrize("how", TAKING_OUT)
@pytest.mark.parametrize("others", [(), ("kort", "een tweede, langere tekst", "")], ids=["alone", "among others"])
def test_a_text_that_leaves_is_in_no_file_any_more(opened, study, path, how, others):
    put(opened, study, CANARY, *others)
    put(opened, study, "van een andere meting", wave="2019")
    assert in_files(path), "else this test would show nothing"
    TAKING_OUT[how](opened, study)
    assert CANARY not in opened(lambda warehouse: stored(warehouse, study))
    assert not in_files(path)
    assert {file.suffix for file in path.parent.iterdir()} <= {".duckdb", ".lock"}
    if how != "key rotated":
        assert "van een andere meting" in opened(lambda warehouse: stored(warehouse, study))


@pytest.mark.parametrize("how", ["accepted", "made anew", "other table"])
def test_a_file_that_loses_no_text_is_not_copied(opened, study, path, how):
    put(opened, study, CANARY, "")
    before = path.stat().st_ino
    if how == "accepted":
        change(opened, study, "een nieuwe tekst", "accepted", number=1)
    elif how == "made anew":
        put(opened, study, CANARY, "", "")
    else:
        opened(lambda warehouse: warehouse.replace(study, "approached", pd.DataFrame({"pseudonym": []}), wave="2017"))
    assert path.stat().st_ino == before
    assert CANARY in opened(lambda warehouse: stored(warehouse, study))


def test_a_change_that_fails_leaves_the_text_where_it_was(opened, study, path):
    put(opened, study, CANARY)
    spoilt = answers("anders").assign(text=None)
    with pytest.raises(duckdb.Error):
        opened(lambda warehouse: warehouse.replace(study, "open_answers", spoilt, wave="2017"))
    assert opened(lambda warehouse: stored(warehouse, study)) == [CANARY]


KILLED = """
import os, signal, sys
from pathlib import Path
from infopos_pipeline.study import load_study
from infopos_pipeline.warehouse import Warehouse

def kill(warehouse):
    os.kill(os.getpid(), signal.SIGKILL)

Warehouse.rewrite = kill
with Warehouse(Path(sys.argv[1])) as warehouse:
    study = load_study(Path(sys.argv[2]))
    warehouse.update(study, "open_answers", {"status": "dropped", "text": ""}, wave="2017", answer="0" * 16)
"""


def test_a_text_is_gone_at_the_next_opening_where_the_program_was_killed_in_between(opened, study, path):
    put(opened, study, CANARY, "kort")
    finished = subprocess.run([sys.executable, "-c", KILLED, str(path), str(study.folder)], check=False)
    assert finished.returncode == -signal.SIGKILL
    assert in_files(path)
    assert opened(lambda warehouse: stored(warehouse, study)) == ["", "kort"]
    assert not in_files(path)
    assert {file.suffix for file in path.parent.iterdir()} <= {".duckdb", ".lock"}


def test_a_warehouse_from_before_there_were_open_answers_gets_the_table(opened, study, path):
    def without(warehouse):
        warehouse.connection.execute("DROP TABLE infopos.open_answers")

    opened(without)
    put(opened, study, "een")
    assert opened(lambda warehouse: stored(warehouse, study)) == ["een"]


def test_studies_have_open_answers_of_their_own(opened, study, small_study, path):
    put(opened, study, "een")
    with Warehouse(path) as warehouse:
        warehouse.prepare(small_study)
        assert warehouse.rows(small_study, "open_answers", ["text"], "answer") == []
        warehouse.remove(small_study, "2017")
    assert opened(lambda warehouse: stored(warehouse, load_study(study.folder))) == ["een"]
