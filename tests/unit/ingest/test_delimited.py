"""Bytes to a table of text: what is read, and what is refused in clear words."""

from __future__ import annotations

import csv
import gzip
import io
import random
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from infopos_pipeline.ingest import delimited as text_module
from infopos_pipeline.ingest.reading import read_source
from infopos_pipeline.problems import InputError

CELL = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=8)
"""A byte order mark at the start of a file is none of its text, and NUL makes a file binary."""


def read(content: bytes) -> list[list[str]]:
    table = read_source(content, "file.csv")
    columns = [column.to_pylist() for column in table.columns.columns]
    return [list(table.headings), *map(list, zip(*columns, strict=True))]


def refused(content: bytes):
    with pytest.raises(InputError) as caught:
        read_source(content, "file.csv")
    for problem in caught.value.problems:
        assert problem.file == "file.csv"
        assert problem.expected
        assert problem.hint
    return caught.value.problems


def written(rows, **how) -> bytes:
    out = io.StringIO()
    csv.writer(out, **{"lineterminator": "\r\n", "quoting": csv.QUOTE_ALL} | how).writerows(rows)
    return out.getvalue().encode()


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1)))
def test_every_quoted_cell_is_read_as_it_was_written(rows):
    rows = [[str(number), *row] for number, row in enumerate(rows)]
    headings = [f"q{place}" for place in range(len(rows[0]))]
    assert read(written([headings, *rows])) == [headings, *rows]


@pytest.mark.parametrize("word", ["NA", "None", "null", "nan", "N/A", "#N/A", "true", "01", "1.0", " ", "-", "é"])
def test_words_that_libraries_take_for_missing_survive(word):
    assert read(f"a,b\r\n{word},x\r\n".encode()) == [["a", "b"], [word, "x"]]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
@pytest.mark.parametrize("end", [b"", b"end"])
def test_marks_line_ends_and_delimiters_make_no_difference(mark, newline, delimiter, end):
    lines = [b"a", b'"b"'], [b'"x, ""y""; z"', b""]
    content = mark + newline.join(delimiter.join(line) for line in lines) + (newline if end else b"")
    assert read(content) == [["a", "b"], ['x, "y"; z', ""]]


def test_a_quoted_cell_keeps_its_line_breaks():
    assert read(b'a,b\r\n"one\r\ntwo\n\n three","x"\r\n')[1] == ["one\r\ntwo\n\n three", "x"]


def test_empty_lines_at_the_end_are_no_rows():
    assert read(b"a,b\n1,2\n\n\r\n\n") == [["a", "b"], ["1", "2"]]


def test_columns_are_dictionary_encoded_in_one_chunk_however_many_blocks_were_read(monkeypatch):
    monkeypatch.setattr(text_module, "_FAST_BLOCK", 64)
    rows = [[str(number), f"answer {number % 3}"] for number in range(100)]
    table = read_source(written([["id", "q"], *rows]), "file.csv")
    assert table.columns.column(1).num_chunks == 1
    assert len(table.columns.column(1).chunk(0).dictionary) == 3
    assert table.columns.column(1).to_pylist() == [answer for _, answer in rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("cell", ["answer {}", "one\n{}", "one\r\n{}", 'said "{}",\nand so on'])
def test_wherever_a_block_ends_no_row_is_cut_or_added(end, cell, monkeypatch):
    rows = [["id", "q"], *([str(number), cell.format(number) if number % 5 == 0 else "x"] for number in range(200))]
    content = written(rows, lineterminator=end)
    for bytes_a_block in range(64, 256, 5):
        monkeypatch.setattr(text_module, "_FAST_BLOCK", bytes_a_block)
        assert read(content) == rows


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"\n\n", b" \r\n", b"\xef\xbb\xbf\r\n", b"a,b", b"a,b\r\n", b'"a","b"\r\n\r\n']
)
def test_a_file_without_respondents_is_empty(content):
    (problem,) = refused(content)
    assert problem.code == "empty_file"


def test_nul_bytes_are_refused_wherever_they_are():
    content = b"a,b\n" + b'1,"2\n"\n' * 5000 + b"1,\x002\n"
    (problem,) = refused(content)
    assert (problem.code, problem.row) == ("encoding", 5002)


@pytest.mark.parametrize("names", [["xl/workbook.xml"], ["a.txt"]])
def test_a_workbook_is_named_as_such(names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    (problem,) = refused(content.getvalue())
    assert problem.code == "not_text"
    assert "workbook" in problem.hint


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (gzip.compress(b"a,b\n1,2\n", mtime=0), "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "workbook of before 2007"),
        (b"%PDF-1.7\n", "PDF"),
    ],
    ids=["gzip", "xls", "pdf"],
)
def test_another_format_is_named_as_such(content, kind):
    (problem,) = refused(content)
    assert problem.code == "not_text"
    assert kind in problem.hint


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        random.Random(1).randbytes(5000),
        b'"' * 300_000,
        b"a" * 300_000 + b",b\n1,2\n",
        b"\n a,b\n1,2\n",
    ],
    ids=["png", "noise", "quotes", "one long heading", "an empty first row"],
)
def test_what_is_no_table_is_refused_in_one_problem(content):
    assert len(refused(content)) == 1


@given(st.binary(max_size=200))
@example(b'"\n,\n')
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
@example(b",\r\r,")
def test_any_bytes_are_read_or_refused(content):
    try:
        rows = read(content)
    except InputError:
        return
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1


@given(st.text(alphabet='ab,;\t"\r\n ', max_size=60))
def test_any_text_is_read_or_refused(text):
    test_any_bytes_are_read_or_refused.hypothesis.inner_test(text.encode())


def test_unequal_rows_are_named_by_their_row_in_a_spreadsheet():
    content = b'a,b,c\r\n1,"x\r\ny",3\r\n1,2\r\n1,2,3\r\n1,2,3,4\r\n'
    short, long = refused(content)
    assert (short.code, short.row, short.found) == ("row_length", 3, "2 cells")
    assert short.expected.startswith("3 cells")
    assert (long.row, long.found) == (5, "4 cells")


@pytest.mark.parametrize("row", [b"", b",", b' ,""'])
def test_an_empty_row_is_refused_since_it_would_count_as_a_respondent(row):
    problems = refused(b"a,b\n1,2\n" + row + b"\n3,4\n" + row + b"\n5,6\n")
    assert [(problem.code, problem.row) for problem in problems] == [("empty_row", 3), ("empty_row", 5)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_very_many_empty_rows_are_refused_before_they_take_memory(end):
    (problem,) = refused(b"a,b" + end + b'1,"2' + end + b'"' + end * 20_000 + b"3,4")
    assert (problem.code, problem.row, problem.found) == ("empty_row", 3, "9999 empty rows or more")


def test_they_are_seen_wherever_they_begin():
    for before in range(0, 5200, 13):
        (problem,) = refused(b"a,b\n1," + b"x" * before + b"\n" * 10_000 + b"3,4")
        assert (problem.code, problem.row) == ("empty_row", 3)


def test_many_empty_rows_are_listed_in_part_and_counted():
    problems = refused(b"a,b\n" + b",\n" * 5000 + b"1,2\n")
    assert [problem.row for problem in problems] == list(range(2, 22))
    assert "4980 more" in problems[-1].advice


def test_more_columns_than_a_spreadsheet_has_are_refused_before_they_take_memory():
    for columns in (16_384, 16_385):
        content = b"a" + b",a" * (columns - 1) + b"\n1" + b",1" * (columns - 1)
        if columns <= 16_384:
            assert len(read(content)[1]) == columns
        else:
            (problem,) = refused(content)
            assert (problem.code, problem.row, problem.found) == ("too_many_columns", 1, "16385 columns")


def test_very_many_unequal_rows_are_listed_in_part_and_counted():
    problems = refused(b"a,b\n" + b"1,2,3\n" * 5000)
    assert len(problems) == 20
    assert "4980 more" in problems[-1].advice


def test_a_row_longer_than_a_block_is_refused_without_its_text(monkeypatch):
    monkeypatch.setattr(text_module, "_FAST_BLOCK", 64)
    monkeypatch.setattr(text_module, "_BLOCK", 64)
    (problem,) = refused(b"a,b\n1,canary" + b"x" * 500 + b"\n")
    assert problem.code == "not_a_table"
    assert "canary" not in str(problem)


def cuts(content: bytes) -> list[int]:
    ends = [place for place in range(len(content)) if content[place : place + 1] in b",\n"]
    around = {place + step for place in ends[60:300] + ends[-90:] for step in (0, 1, 2)}
    return sorted({*range(12), *range(0, len(content), 211), *around, *range(len(content) - 250, len(content))})


def test_a_file_cut_anywhere_is_refused_or_has_fewer_whole_rows(sample_export, sample_rows):
    whole = [list(row.values()) for row in sample_rows]
    shorter = 0
    for cut in cuts(sample_export):
        part = sample_export[:cut]
        try:
            rows = read(part)[1:]
        except InputError:
            continue
        assert part.endswith((b'"', b'"\r', b'"\r\n')), f"cut at {cut}"
        assert rows == whole[: len(rows)]
        shorter += 1
    assert shorter > 10


def test_a_cut_after_the_last_delimiter_of_a_quoted_row_is_noticed():
    (problem,) = refused(b'"a","b"\r\n"1","2"\r\n"3",')
    assert problem.code == "cut_short"


def test_an_unquoted_file_may_end_with_an_empty_cell_and_no_line_end():
    assert read(b"a,b\n1,2\n3,")[-1] == ["3", ""]
