"""SPSS data files: cells as codes, what the dictionary says of them, and that damage is refused before it does harm."""

from __future__ import annotations

import datetime as dt
import io
import random
import struct
from contextlib import suppress

import numpy as np
import pandas as pd
import polars as pl
import polars_readstat
import pyreadstat
import pytest

from infopos_pipeline.ingest.reading import read_source
from infopos_pipeline.ingest.spss_structure import structure
from infopos_pipeline.problems import InputError

CANARY = "Zwaluwkanarie"
KINDS = {"sav": {}, "bytecodes": {"row_compress": True}, "zsav": {"compress": True}}
FRAME = pd.DataFrame(
    {
        "id": [1.0, 2.0, 3.0, 4.0],
        "naam": [CANARY, f"{CANARY} é", "", "x" * 300],
        "doel": [1.0, 2.0, np.nan, -97.0],
        "waarom": ["a", "zz", "", "é"],
        "cijfer": [7.5, 1 / 3, 99.0, -0.0],
        "datum": [dt.date(2019, 3, 4), None, dt.date(1600, 1, 1), dt.date(9999, 12, 31)],
        "moment": [dt.datetime(2019, 3, 4, 10, 0, 5), None, dt.datetime(2019, 3, 4), dt.datetime(1999, 1, 1, 23, 59)],
        "tijd": [dt.time(10, 0), None, dt.time(0, 0), dt.time(23, 59, 59)],
    }
)
LABELS = {
    "doel": {1.0: "Ja", 2.0: "Nee", -97.0: "Weet niet", -98.0: "Wil niet zeggen", 5.0: "Nooit gegeven"},
    "waarom": {"a": "Anders", "zz": "Geen antwoord"},
}
MISSING = {"doel": [{"lo": -99.0, "hi": -90.0}, 5.0], "waarom": ["zz"], "cijfer": [99.0]}
TEXTS = ["Nummer", "Hoe heet u?", "Doel bekend?", None, "Cijfer", "", "Wanneer", "Hoe laat"]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write a frame as a data file; as a small one with everything unless told otherwise."""
    folder = tmp_path_factory.mktemp("spss")

    def write(kind="sav", frame=FRAME, labels=LABELS, missing=MISSING, texts=TEXTS) -> bytes:
        path = folder / "export.sav"
        pyreadstat.write_sav(
            frame,
            path,
            column_labels=texts if frame is FRAME else None,
            variable_value_labels=labels,
            missing_ranges=missing,
            **KINDS[kind],
        )
        return path.read_bytes()

    return write


def read(content: bytes):
    return read_source(content, "export.sav")


def column(table, heading: str) -> list[str]:
    return table.columns.column(table.headings.index(heading)).to_pylist()


def refused(content: bytes, code: str = "cut_short") -> None:
    with pytest.raises(InputError) as caught:
        read(content)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == (code, "export.sav")
    assert problem.expected
    assert problem.hint
    assert CANARY not in str(problem)


def with_record(content: bytes, subtype: int, data: bytes) -> bytes:
    """An uncompressed file with one more extension record, as the last one of its dictionary."""
    end = content.index(struct.pack("<ii", 999, 0))
    return content[:end] + struct.pack("<4i", 7, subtype, 1, len(data)) + data + content[end:]


# What is read


@pytest.mark.parametrize("kind", KINDS)
def test_cells_are_codes_and_dates_as_iso_8601_has_them(written, kind):
    table = read(written(kind))
    assert table.format == "spss"
    assert table.headings == tuple(FRAME.columns)
    assert table.first_row == 1
    assert {heading: column(table, heading) for heading in table.headings} == {
        "id": ["1", "2", "3", "4"],
        "naam": [CANARY, f"{CANARY} é", "", "x" * 300],
        "doel": ["1", "2", "", "-97"],
        "waarom": ["a", "zz", "", "é"],
        "cijfer": ["7.5", "0.3333333333333333", "99", "0"],
        "datum": ["2019-03-04", "", "1600-01-01", "9999-12-31"],
        "moment": ["2019-03-04 10:00:05", "", "2019-03-04 00:00:00", "1999-01-01 23:59:00"],
        "tijd": ["10:00:00", "", "00:00:00", "23:59:59"],
    }
    assert table.notices == ()


@pytest.mark.parametrize("kind", KINDS)
def test_the_dictionary_stands_beside_the_cells(written, kind):
    table = read(written(kind))
    assert table.texts == ("Nummer", "Hoe heet u?", "Doel bekend?", "", "Cijfer", "", "Wanneer", "Hoe laat")
    assert table.labels == {
        2: {"1": "Ja", "2": "Nee", "-97": "Weet niet", "-98": "Wil niet zeggen", "5": "Nooit gegeven"},
        3: {"a": "Anders", "zz": "Geen antwoord"},
    }
    assert table.missing == {
        2: frozenset({"-97", "-98", "5"}),
        3: frozenset({"zz"}),
        4: frozenset({"99"}),
    }
    assert table.sets == {}


@pytest.mark.parametrize("width", [1, 8, 9, 255, 256, 1000, 5000])
@pytest.mark.parametrize("kind", KINDS)
def test_strings_of_any_length_are_whole(written, kind, width):
    texts = ["ë" * (width // 2) + "a" * (width % 2), "", "kort"]
    content = written(kind, pd.DataFrame({"tekst": texts, "na": [1.0, 2.0, 3.0]}), {}, {})
    table = read(content)
    assert column(table, "tekst") == texts
    assert column(table, "na") == ["1", "2", "3"]
    assert pyreadstat.read_sav(io.BytesIO(content))[0]["tekst"].to_list() == texts


def test_the_file_of_another_writer_is_read(tmp_path):
    frame = pl.DataFrame({"id": [1.0, 2.0], "tekst": ["een", "twee" * 200], "lang_naam_van_kolom": [None, 3.0]})
    polars_readstat.write_readstat(frame, str(tmp_path / "other.sav"))
    table = read((tmp_path / "other.sav").read_bytes())
    assert table.headings == ("id", "tekst", "lang_naam_van_kolom")
    assert table.columns.to_pylist() == [{"0": "1", "1": "een", "2": ""}, {"0": "2", "1": "twee" * 200, "2": "3"}]


def in_windows_1252(content: bytes) -> bytes:
    """A file in which ~ stands for ë, as a program on Windows would have written it, names and labels too."""
    said = struct.pack("<4i", 7, 20, 1, 5) + b"UTF-8"
    assert content.count(said) == 1
    content = content.replace(said, struct.pack("<4i", 7, 20, 1, 12) + b"windows-1252")
    return content.replace(b"~", "ë".encode("cp1252"))


def test_a_file_in_windows_1252_is_read_as_such_names_and_labels_too(written):
    frame = pd.DataFrame({"ge_nteresseerd": ["re~el", "~~n", ""]})
    content = written(frame=frame, labels={"ge_nteresseerd": {"re~el": "Re~el"}}, missing={})
    content = in_windows_1252(content.replace(b"ge_nteresseerd", b"ge~nteresseerd").replace(b"GE_NT", b"GE~NT"))
    table = read(content)
    assert table.headings == ("geënteresseerd",)
    assert column(table, "geënteresseerd") == ["reëel", "één".replace("é", "ë"), ""]
    assert table.labels == {0: {"reëel": "Reëel"}}
    assert table.notices == ()


def test_text_that_is_not_in_the_encoding_the_file_says_is_named_by_its_row(written):
    frame = pd.DataFrame({"tekst": ["goed", "re~el", "goed"]})
    content = written(frame=frame, labels={}, missing={}).replace(b"~", "ë".encode("cp1252"))
    table = read(content)
    assert column(table, "tekst") == ["goed", "re\ufffdel", "goed"]
    (notice,) = table.notices
    assert (notice.code, notice.row) == ("garbled_text", 2)


def test_a_text_that_is_cut_inside_its_last_character_is_named(written):
    content = written(frame=pd.DataFrame({"tekst": ["één ja~~", "abcdefgh"]}), labels={}, missing={})
    table = read(content.replace(b"ja~~", b"ja\xe2\x82"))
    assert column(table, "tekst") == ["één ja\ufffd", "abcdefgh"]
    assert [(notice.code, notice.row) for notice in table.notices] == [("garbled_text", 1)]


def test_a_label_that_was_read_in_a_wrong_encoding_before_is_named(written):
    content = written(frame=pd.DataFrame({"a": [1.0]}), labels={"a": {1.0: "reÃ«el"}}, missing={})
    (notice,) = read(content).notices
    assert (notice.code, notice.row) == ("garbled_text", None)


# Multiple-response sets ("Multiple Response Sets Records", PSPP developers' guide)


@pytest.mark.parametrize(
    ("record", "sets"),
    [
        (b"$bron=D1 1 7 Bronnen id doel\n$soort=C 5 Soort doel cijfer\n", {"bron": (0, 2), "soort": (2, 4)}),
        (b"$bron=D1 1 7 Bronnen ID Doel\n", {"bron": (0, 2)}),
        (b"$bron=D1 1 7 Bronnen id weg doel\n", {"bron": (0, 2)}),
        (b"$bron=D1 1 7 Bronnen weg\n", {"bron": ()}),
    ],
    ids=["two sets", "other capitals", "a column that is not there", "none of its columns there"],
)
def test_multiple_response_sets_name_the_columns_that_are_there(written, record, sets):
    assert read(with_record(written(), 7, record)).sets == sets


@pytest.mark.parametrize("record", [b"", b"\n", b"$", b"$bron", b"$bron=", b"$bron=D9 x", b"\xff" * 20])
def test_a_damaged_multiple_response_set_leaves_the_cells_readable_or_is_refused(written, record):
    content = written()
    with suppress(InputError):
        assert read(with_record(content, 7, record)).columns == read(content).columns


# Nobody there


def test_a_file_without_respondents_is_empty(written):
    refused(written(frame=FRAME.iloc[:0]), "empty_file")


def test_a_column_of_system_missing_alone_is_empty(written):
    table = read(written(frame=pd.DataFrame({"a": [1.0, 2.0], "b": [np.nan, np.nan]}), labels={}, missing={}))
    assert column(table, "b") == ["", ""]


# Cut short and damaged


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_at_any_tenth_byte_is_refused(written, kind):
    content = written(kind)
    for cut in range(4, len(content), 10):
        refused(content[:cut])


def changed(content: bytes, place: int, new: bytes) -> bytes:
    return content[:place] + new + content[place + len(new) :]


LARGEST = struct.pack("<i", 2**31 - 1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: changed(content, 64, b"\x09\0\0\0"),
        lambda content: changed(content, 72, b"\x09\0\0\0"),
        lambda content: changed(content, 80, LARGEST),
        lambda content: changed(content, 176, b"\x05\0\0\0"),
        lambda content: changed(content, 180, LARGEST),
        lambda content: changed(content, content.index(b"NAAM"), b"ID  "),
        lambda content: changed(content, content.index(b"NAAM") - 16, b"\0\0\0\0"),
        lambda content: changed(content, content.index(b"NAAM") + 8, LARGEST),
        lambda content: changed(content, content.index(b"zz      \x0d") + 8, b"\xff"),
        lambda content: changed(content, content.index(struct.pack("<i", 3) + struct.pack("<i", 5)) + 4, LARGEST),
        lambda content: changed(content, content.index(struct.pack("<3i", 7, 13, 1)) + 12, LARGEST),
        lambda content: content.replace(b"\tWAAROM=waarom", b"\tWAAROM=w\0arom"),
        lambda content: content.replace(b"\tWAAROM=waarom", b"\tWAAROM=cijfer"),
        lambda content: content.replace(b"NAAM=00300", b"WAAR=00300"),
        lambda content: content.replace(struct.pack("<ii", 999, 0), struct.pack("<ii", 998, 0)),
    ],
    ids=[
        "layout", "compression", "very many rows", "a record of no kind", "width", "a name twice", "a string no more",
        "a long label", "labels out of step", "very many labels", "a long record",
        "a name with NUL", "a long name twice", "a long string of nothing", "no end",
    ],
)  # fmt: skip
def test_a_damaged_dictionary_is_refused_before_a_library_trusts_it(written, kind, damage):
    """Of most of these one of the two libraries ends the process, or asks for gigabytes."""
    content = written(kind)
    damaged = damage(content)
    assert damaged != content
    assert structure(damaged) is None
    refused(damaged)


@pytest.mark.parametrize("text", [b"zz      \x0d", b"Nooit gegeven", b"Doel bekend", b"waarom\t", b"Anders"])
def test_names_and_labels_that_are_not_in_the_encoding_the_file_says_are_named_as_such(written, text):
    """Of a labelled string one of the libraries ends the process."""
    content = written()
    place = content.index(text)
    refused(content[: place + 1] + b"\xff" + content[place + 2 :], "encoding")


def test_a_compressed_file_whose_blocks_do_not_fit_is_refused(written):
    content = written("zsav")
    trailer, length = struct.unpack_from("<qq", content, content.index(struct.pack("<ii", 999, 0)) + 16)
    assert trailer + length == len(content)
    for place, new in (
        (trailer + 16, LARGEST),
        (trailer + 20, LARGEST),
        (trailer + 24 + 8, bytes(8)),
        (trailer + 24 + 16, LARGEST),
        (trailer + 24 + 20, LARGEST),
    ):
        refused(changed(content, place, new))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_damaged_anywhere_is_read_or_refused(written, kind):
    content, rng = written(kind), random.Random(kind)
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(rng.randint(1, 3)):
            place = rng.randrange(len(damaged))
            match rng.randrange(3):
                case 0:
                    damaged[place] = rng.randrange(256)
                case 1:
                    del damaged[place : place + rng.randint(1, 40)]
                case _:
                    damaged[place:place] = rng.randbytes(rng.randint(1, 16))
        said = ""
        try:
            read(bytes(damaged))
        except InputError as error:
            said = str(error)
        assert CANARY not in said
