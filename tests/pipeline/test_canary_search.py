"""The search for planted words can fail: a word that is planted by hand is found wherever it hides."""

from __future__ import annotations

import base64
import gzip
import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
import typst
from canaries import DECISIONS, FILE_PLACES, TRANSCRIPT, TYPED, Search, frame_file, planted, squeezed
from random_exports import OPEN

WORD = "Zwaluwenstraatje"
SEARCH = Search({"here": WORD, "number": "06-1234 5678", "time": "1987-05-14 05:09:26", "elsewhere": "Merelkwekerij"})


def svg(word: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><text>{word}</text></svg>'.encode()


def uri(content: bytes, kind: str = "image/svg+xml") -> bytes:
    return f"![x](data:{kind};base64,".encode() + base64.b64encode(content) + b")"


def zipped(member: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return file.getvalue()


def of_duckdb(statement: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with duckdb.connect(str(path)) as connection:
            connection.execute(statement)

    return write


def of_sqlite(cell: str | bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE events (body)")
            connection.execute("INSERT INTO events VALUES (?)", [cell])
            connection.commit()

    return write


def pdf(text: str) -> bytes:
    """A page by Typst, which writes glyphs and no letters."""
    made = typst.compile({"main.typ": f"#{json.dumps(text)}".encode()}, format="pdf")
    assert isinstance(made, bytes)
    return made


def of(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


HIDDEN: dict[str, Callable[[Path], None]] = {
    "text": of(f"… {WORD} …".encode()),
    "capitals, in the middle of a word": of(f"in{WORD.upper()}s".encode()),
    "spaced letters": of(" ".join(WORD).encode()),
    "hyphens": of(b"zwaluwen-straatje"),
    "diacritics": of("Zwalúwënstraatje".encode()),
    "latin-1": of("é Zwalúwënstraatje".encode("latin-1")),
    "UTF-16": of(WORD.encode("utf-16")),
    "big-endian UTF-16 after a byte": of(b"x" + WORD.encode("utf-16-be")),
    "JSON escapes": of(json.dumps({"a": "Zwal\u00fawenstraatje"}).encode()),
    "HTML escapes": of(b"Zwal&#250;wenstra&#x61;tje"),
    "an address": of(b"file:///tmp/Zwaluwen%73traatje.csv"),
    "zip member": of(zipped("xl/sharedStrings.xml", WORD.encode())),
    "name of a zip member": of(zipped(f"{WORD}.xml", b"")),
    "zip in a zip": of(zipped("inner", zipped("x", WORD.encode()))),
    "letters of a PDF": of(pdf(WORD)),
    "gzip": of(gzip.compress(WORD.encode())),
    "picture in base64": of(uri(svg(WORD))),
    "picture in a picture": of(uri(svg(uri(svg(WORD)).decode()))),
    "base64 for addresses": of(base64.urlsafe_b64encode(b"\xff\xfe" * 9 + WORD.encode() * 3)),
    "zip in base64": of(uri(zipped("x", WORD.encode()), "application/zip")),
    "DuckDB text": of_duckdb(f"CREATE TABLE t AS SELECT '{WORD}' AS a FROM range(9)"),
    "DuckDB bytes": of_duckdb(f"CREATE TABLE t AS SELECT '{WORD}'::BLOB AS a"),
    "DuckDB structure": of_duckdb(f"CREATE TABLE t AS SELECT [{{'item': 'x', 'category': '{WORD}'}}] AS a"),
    "DuckDB column": of_duckdb(f'CREATE SCHEMA s; CREATE TABLE s.t ("{WORD}" INTEGER)'),
    "SQLite text": of_sqlite(json.dumps({"metadata": f"…{WORD}…"})),
    "SQLite, deflated": of_sqlite(zlib.compress(WORD.encode() * 50)),
    "SQLite, a picture in base64": of_sqlite(uri(svg(WORD)).decode()),
}  # fmt: skip


@pytest.mark.parametrize("how", HIDDEN)
def test_a_word_is_found_however_it_is_hidden(how: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    HIDDEN[how](tmp_path / "folder" / "file")
    found = SEARCH.in_folder(tmp_path)
    assert {place for place, _ in found} == {"here"}
    assert all(where.startswith("folder/file") for _, where in found)


def test_a_word_in_a_packed_table_is_found_in_its_rows_and_only_there(tmp_path: Path) -> None:
    """Why the bytes of a DuckDB file alone prove nothing."""
    words = ", ".join(f"('{WORD}{number % 7}')" for number in range(60_000))
    of_duckdb(f"CREATE TABLE t AS SELECT * FROM (VALUES {words}) AS v(a); CHECKPOINT")(tmp_path / "w.duckdb")
    assert ("here", "w.duckdb main.t") in SEARCH.in_folder(tmp_path)


@pytest.mark.parametrize("text", ["0612345678", "06 12 34 56 78", "+ 06-12345678"])
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    assert SEARCH.places(text.encode()) == {"number"}


def test_a_time_is_found_in_a_column_of_times(tmp_path: Path) -> None:
    of_duckdb("CREATE TABLE t AS SELECT TIMESTAMP '1987-05-14 05:09:26' AS a")(tmp_path / "file")
    assert {place for place, _ in SEARCH.in_folder(tmp_path)} == {"time"}
    assert SEARCH.places(b'{"at": "1987-05-14T05:09:26"}') == {"time"}


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_word_in_a_name_is_found(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"van-{WORD}.csv"
    path.mkdir() if kind == "folder" else path.touch()
    assert SEARCH.in_folder(tmp_path) == {("here", f"name {path.name}")}


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    for number, how in enumerate((of(b"zwaluw, straatje"), of(zipped("x", b"merel")), of_sqlite("spreeuw"))):
        how(tmp_path / str(number))
    assert SEARCH.in_folder(tmp_path) == set()


def test_every_place_of_a_planted_export_has_a_word_of_its_own_that_stands_in_the_files() -> None:
    first, second = planted("one", 5), planted("two", 5)
    assert not set(first.words.values()) & set(second.words.values())
    assert len(set(first.words.values())) == len(first.words)
    assert {TYPED, TRANSCRIPT, *FILE_PLACES, *(f"remark {how}" for how in DECISIONS)} < set(first.words)
    assert sum(place.startswith("open answer") for place in first.words) == len(OPEN) - 1
    files = squeezed((first.content + frame_file(first.export)).decode())
    absent = {place for place, text in first.words.items() if squeezed(text) not in files}
    assert absent == {TRANSCRIPT, *FILE_PLACES}
