"""The cells of SPSS data files are those of pyreadstat and PSPP, whatever holds them, and are asked for once each."""

from __future__ import annotations

import datetime as dt
import io
import math
import struct
from collections import Counter
from subprocess import run

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from programs import needed

from infopos_pipeline.ingest import spss, spss_cells, spss_data
from infopos_pipeline.ingest.source import number_text
from infopos_pipeline.ingest.spss import read_spss
from infopos_pipeline.ingest.spss_structure import structure
from infopos_pipeline.ingest.spss_values import number_texts
from infopos_pipeline.problems import InputError

KINDS = {"sav": {}, "bytecodes": {"row_compress": True}, "zsav": {"compress": True}}
EPOCH = dt.datetime(1582, 10, 14)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write a frame as a data file."""
    path = tmp_path_factory.mktemp("spss") / "export.sav"

    def write(frame: pd.DataFrame, kind: str = "bytecodes", **said) -> bytes:
        pyreadstat.write_sav(frame, path, **KINDS[kind], **said)
        return path.read_bytes()

    return write


def columns(content: bytes) -> dict[str, list[str]]:
    table = read_spss(content, "export.sav")
    return {name: table.columns.column(place).to_pylist() for place, name in enumerate(table.headings)}


def as_text(value: object) -> str:
    """A value of pyreadstat as a cell."""
    if isinstance(value, float):
        return "" if math.isnan(value) else number_text(value)
    return str(value).strip()


# The same as pyreadstat, whatever is in them

NUMBERS = st.one_of(
    st.integers(-101, 160).map(float),
    st.integers(-(2**60), 2**60).map(float),
    st.floats(allow_nan=True, allow_infinity=True).filter(lambda number: abs(number) < 1.7e308 or number != number),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(str.strip)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, TEXTS, st.sampled_from(["", "kort", "lang " * 120 + "."])), min_size=1),
    st.sampled_from(sorted(KINDS)),
)
def test_cells_are_those_that_pyreadstat_finds(written, rows, kind):
    content = written(pd.DataFrame(rows, columns=["a", "b", "tekst", "lang"]), kind)
    read, _ = pyreadstat.read_sav(io.BytesIO(content))
    assert columns(content) == {name: [as_text(value) for value in read[name]] for name in read.columns}


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_numbers_are_the_shortest_digits_that_mean_them(numbers):
    whole = structure(big_endian([("A", 0)], [[1.0]]))
    none = [number in whole.system_missing for number in numbers]
    texts = number_texts(pa.array(numbers), "F8.2", whole).to_pylist()
    assert texts == ["" if nothing else number_text(number) for nothing, number in zip(none, numbers, strict=True)]


# Dates and times

SECONDS = st.floats(-1e10, 2.65e11)


@given(st.lists(SECONDS, min_size=1))
def test_dates_and_times_are_those_of_the_calendar(numbers):
    whole = structure(big_endian([("A", 0)], [[1.0]]))

    def told(format_name: str) -> list[str]:
        return number_texts(pa.array(numbers), format_name, whole).to_pylist()

    moments = [EPOCH + dt.timedelta(seconds=math.floor(number)) for number in numbers]
    for name in ("DATE11", "ADATE10", "EDATE10", "JDATE7", "SDATE10"):
        assert told(name) == [moment.date().isoformat() for moment in moments]
    for name in ("DATETIME20", "DATETIME23.2", "YMDHMS20"):
        assert told(name) == [moment.isoformat(" ") for moment in moments]
    assert told("DTIME12") == [str(dt.timedelta(seconds=number)) for number in numbers]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "00:00:00"),
        (86_399.9, "23:59:59"),
        (86_400.0, "24:00:00"),
        (400_000.5, "111:06:40"),
        (-61.0, "-00:01:01"),
        (math.inf, "Infinity"),
        (1e15, "1000000000000000"),
    ],
)
def test_a_time_of_more_than_a_day_keeps_its_hours(seconds, text):
    whole = structure(big_endian([("A", 0)], [[1.0]]))
    assert number_texts(pa.array([seconds]), "TIME8", whole).to_pylist() == [text]


def test_a_year_beyond_all_calendars_is_the_number_it_was():
    whole = structure(big_endian([("A", 0)], [[1.0]]))
    for name in ("DATE11", "DATETIME20", "DTIME12"):
        assert number_texts(pa.array([1e18, -1e13]), name, whole).to_pylist() == ["1" + "0" * 18, "-1" + "0" * 13]


def test_moments_that_the_file_marks_as_missing_are_marked(written):
    moment = dt.datetime(1994, 11, 3, 10, 0, 5)
    frame = pd.DataFrame({"dag": [moment.date(), None], "tijdstip": [moment, None], "tijd": [moment.time(), None]})
    seconds = (moment - EPOCH).total_seconds()
    content = written(frame, "sav")
    table = read_spss(with_missing(content, [seconds // 86_400 * 86_400, seconds, 36_005.0]), "export.sav")
    assert table.missing == {
        0: frozenset({"1994-11-03"}),
        1: frozenset({"1994-11-03 10:00:05"}),
        2: frozenset({"10:00:05"}),
    }


def with_missing(content: bytes, values: list[float]) -> bytes:
    """A file without labels whose variables each have one value that is marked as missing."""
    place = 176
    for value in values:
        content = content[: place + 12] + struct.pack("<i", 1) + content[place + 16 :]
        content = content[: place + 32] + struct.pack("<d", value) + content[place + 32 :]
        place += 40
    return content


# PSPP

SYNTAX = """
SET LOCALE='{encoding}'.
DATA LIST LIST FILE='{data}' /n (F8.2) groot (F20.5) dag (EDATE10) tijd (TIME8) duur (DTIME12) naam (A9) lang (A300).
MISSING VALUES n (-10 THRU -5, 3) groot (900 THRU HI) naam ('weg').
VALUE LABELS n 1 'Een' -6 'Weet niet'.
SAVE OUTFILE='{folder}/packed.sav'/COMPRESSED.
SAVE OUTFILE='{folder}/plain.sav'/UNCOMPRESSED.
SAVE OUTFILE='{folder}/zipped.zsav'/ZCOMPRESSED.
"""
LINES = (
    '1 0.1 "03.11.1994" "10:00:01" "3 01:01:01" "reëel" "kort"',
    f'3 1e9 "15.10.1582" "30:00:00" "0 00:00:00" "weg" "{"lang é" * 42}"',
    '-6 -123456.789 . . . "" ""',
)
CELLS = {
    "n": ["1", "3", "-6"],
    "groot": ["0.1", "1000000000", "-123456.789"],
    "dag": ["1994-11-03", "1582-10-15", ""],
    "tijd": ["10:00:01", "30:00:00", ""],
    "duur": ["3 days, 1:01:01", "0:00:00", ""],
    "naam": ["reëel", "weg", ""],
    "lang": ["kort", "lang é" * 42, ""],
}


@pytest.mark.parametrize("encoding", ["UTF-8", "windows-1252", "ISO-8859-15"])
def test_files_that_pspp_writes_are_read(encoding, tmp_path):
    program = needed("pspp", "pspp")
    data, syntax = tmp_path / "data.txt", tmp_path / "write.sps"
    data.write_text("\n".join(LINES) + "\n", encoding=encoding)
    syntax.write_text(SYNTAX.format(encoding=encoding, data=data, folder=tmp_path), encoding=encoding)
    run([program, "-o", str(tmp_path / "log.txt"), str(syntax)], check=True, timeout=60)
    for name in ("packed.sav", "plain.sav", "zipped.zsav"):
        table = read_spss((tmp_path / name).read_bytes(), name)
        assert columns((tmp_path / name).read_bytes()) == CELLS, name
        assert table.missing == {
            0: frozenset({"3", "-6"}),
            1: frozenset({"1000000000"}),
            5: frozenset({"weg"}),
        }, name
        assert table.labels[0] == {"1": "Een", "-6": "Weet niet"}


# The other order of bytes, and rows that are not counted ("System File Format", PSPP developers' guide)


def big_endian(variables: list[tuple[str, int]], rows: list[list[float | str]]) -> bytes:
    """A small file, not compressed, as a machine with the other order of bytes writes it."""
    header = b"$FL2" + b" " * 60 + struct.pack(">5id", 2, len(variables), 0, 0, len(rows), 100.0) + b" " * 84
    shown = (5 << 16) + (8 << 8)
    records = b"".join(
        struct.pack(
            ">6i8s", 2, width, 0, 0, *[(1 << 16) + (width << 8) if width else shown] * 2, name.encode().ljust(8)
        )
        for name, width in variables
    )
    machine = struct.pack(">12i", 7, 3, 4, 8, 1, 0, 0, -1, 1, 1, 1, 65001)
    cells = b"".join(
        cell.encode().ljust(8) if isinstance(cell, str) else struct.pack(">d", cell) for row in rows for cell in row
    )
    return header + records + machine + struct.pack(">2i", 999, 0) + cells


def test_the_other_order_of_bytes_is_read_as_pyreadstat_reads_it():
    rows = [[1.0, "een", 1e6], [-3.5, "twee", -1.7976931348623157e308], [152.0, "", 0.25]]
    content = big_endian([("A", 0), ("B", 8), ("C", 0)], rows)
    assert columns(content) == {
        "A": ["1", "-3.5", "152"],
        "B": ["een", "twee", ""],
        "C": ["1000000", "", "0.25"],
    }
    read, _ = pyreadstat.read_sav(io.BytesIO(content))
    assert {name: [as_text(value) for value in read[name]] for name in read.columns} == columns(content)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_does_not_say_how_many_rows_it_has_is_read_to_its_end(written, kind):
    frame = pd.DataFrame({"a": [1.0, 2.0, 1e9], "b": ["x", "", "zz"]})
    content = written(frame, kind)
    unsaid = content[:80] + struct.pack("<i", -1) + content[84:]
    assert columns(unsaid) == columns(content)


@pytest.mark.parametrize("less", [8, 3])
def test_half_a_row_at_the_end_of_such_a_file_is_refused(written, less):
    content = written(pd.DataFrame({"a": [1e9, 2e9, 3e9], "b": [4e9, 5e9, 6e9]}))
    unsaid = content[:80] + struct.pack("<i", -1) + content[84:]
    with pytest.raises(InputError, match="cut_short"):
        read_spss(unsaid[:-less], "export.sav")


def test_a_block_that_was_changed_anywhere_is_refused_or_the_same(written):
    content = written(pd.DataFrame({"a": [1.0, 2.0, 1e9], "b": ["x", "", "zz"]}), "zsav")
    expected, refused = columns(content), 0
    ((start, stop, _),) = structure(content).data
    for place in range(start, stop):
        try:
            assert columns(changed(content, place)) == expected
        except InputError:
            refused += 1
    assert refused >= stop - start - 2  # two bytes say how it was packed


def changed(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 128]) + content[place + 1 :]


def test_what_stands_in_a_word_beyond_its_text_is_not_the_text(written):
    content = written(pd.DataFrame({"a": ["abc", "x"]}), "sav")
    assert content.count(b"abc     ") == 1
    assert columns(content.replace(b"abc     ", b"abcrest ")) == {"a": ["abc", "x"]}


def test_an_encoding_that_only_its_number_tells_is_read(written):
    content = written(pd.DataFrame({"a": ["re~el"]}), "sav").replace(b"~", "ë".encode("cp1252"))
    said = struct.pack("<4i", 7, 20, 1, 5) + b"UTF-8"
    assert content.count(said) == 1
    machine = content.index(struct.pack("<4i", 7, 3, 4, 8)) + 16 + 28
    content = content[:machine] + struct.pack("<i", 1252) + content[machine + 4 :]
    assert columns(content.replace(said, b"")) == {"a": ["reëel"]}


# How it is done


def groups_one_by_one(words: np.ndarray) -> list[bool]:
    found, place = [False] * len(words), 0
    while place < len(words):
        found[place] = True
        place += 1 + words[place].tobytes().count(253)
    return found


@given(st.data())
def test_groups_of_codes_are_found_as_one_by_one(data):
    number = data.draw(st.integers(0, 5000))
    share = data.draw(st.sampled_from([0.0, 0.01, 0.3, 0.9, 1.0]))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    codes = np.where(rng.random(8 * number) < share, 253, rng.integers(0, 256, 8 * number)).astype(np.uint8)
    words = codes.view(np.uint64)
    first, found = 0, []
    for begin in range(0, number, 2 * spss_data._LANE):
        groups, first = spss_data._groups(words[begin : begin + 2 * spss_data._LANE], first)
        found += groups.tolist()
    assert found == groups_one_by_one(words)


FRAME = pd.DataFrame(
    {
        "code": [1.0, 2.0, np.nan, 2.0, 5.0, 1.0, 1.0],
        "nummer": [1e6, 1e6 + 1, 1e6, np.nan, 4.0, -1.0, 0.5],
        "tekst": ["a", "", "a", "b" * 300, "é", "", "c"],
        "dag": [dt.date(2019, 3, day) for day in (1, 2, 1, 3, 3, 2, 1)],
    }
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", [1, 50, 100])
def test_rows_taken_in_parts_are_those_taken_at_once(written, kind, words, monkeypatch):
    content = written(FRAME, kind)
    expected = columns(content)
    monkeypatch.setattr(spss_cells, "_WORDS_AT_A_TIME", words)
    monkeypatch.setattr(spss_data, "_ROWS_AT_A_TIME", 2)
    monkeypatch.setattr(spss_data, "_LANE", 8)
    monkeypatch.setattr(spss_data, "_WORDS_AT_A_TIME", 8)
    assert columns(content) == expected


@pytest.mark.parametrize("words", [1, 1000])
def test_every_text_of_a_column_occurs_and_stands_there_once(written, words, monkeypatch):
    monkeypatch.setattr(spss_cells, "_WORDS_AT_A_TIME", words)
    for column in read_spss(written(FRAME), "export.sav").columns.columns:
        (chunk,) = column.chunks
        assert max(Counter(chunk.dictionary.to_pylist()).values()) == 1
        assert set(chunk.indices.to_pylist()) == set(range(len(chunk.dictionary)))


@pytest.mark.parametrize(("distinct", "index"), [(128, "int8"), (129, "int16"), (2**15, "int16"), (2**15 + 1, "int32")])
def test_places_among_texts_take_as_few_bytes_as_can_be(written, distinct, index):
    content = written(pd.DataFrame({"a": np.arange(distinct) + 1000.0}))
    assert str(read_spss(content, "export.sav").columns.column(0).type.index_type) == index


def test_what_a_number_means_is_asked_once_for_each_that_occurs(written, monkeypatch):
    rows = 20_000
    content = written(pd.DataFrame({"a": np.arange(rows) % 5 + 1.0, "b": np.arange(rows) % 300 * 1.0}))
    asked = []

    def recorded(values, format_name, whole):
        asked.append(len(values))
        return number_texts(values, format_name, whole)

    monkeypatch.setattr(spss, "number_texts", recorded)
    read_spss(content, "export.sav")
    assert sorted(asked) == [5, 300]
