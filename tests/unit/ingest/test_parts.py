"""A text file that is larger than a part is read in parts: the same rows under the same numbers, wherever it is cut."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infopos_pipeline.ingest import parts
from infopos_pipeline.ingest.parts import source_parts
from infopos_pipeline.ingest.reading import read_source
from infopos_pipeline.problems import InputError

HEADINGS = ["id", "vraag"]
CELLS = st.text(st.sampled_from('ab",;\n\ré '), max_size=12)
ROWS = st.lists(st.tuples(st.integers(1, 999).map(str), CELLS), min_size=1, max_size=30)


def delimited(rows: list[Any], line_end: str = "\n") -> bytes:
    """A delimited file as the standard library writes it, every cell quoted as LimeSurvey does."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=line_end).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def read_in_parts(content: bytes, size: int) -> list[tuple[int, list[str], list[str]]]:
    """Every part by the number of its first row, and its columns."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parts, "PART", size)
        found = list(source_parts(content, "export.csv"))
    return [(part.first_row, *(column.to_pylist() for column in part.columns.columns)) for part in found]


@given(rows=ROWS, size=st.integers(20, 200), line_end=st.sampled_from(["\n", "\r\n"]))
def test_parts_have_the_rows_of_the_whole_under_their_numbers(rows, size, line_end):
    content = delimited(rows, line_end)
    whole = read_source(content, "export.csv")
    found = read_in_parts(content, size)
    for place, column in enumerate(whole.columns.columns, start=1):
        assert [cell for part in found for cell in part[place]] == column.to_pylist()
    assert [part[0] for part in found] == [
        whole.first_row + sum(len(part[1]) for part in found[:place]) for place in range(len(found))
    ]


def test_a_file_is_really_cut():
    assert len(read_in_parts(delimited([(str(n), "a") for n in range(50)]), 100)) > 3


def test_a_line_end_inside_a_cell_is_no_place_to_cut():
    rows = [(str(number), "een\ntwee\ndrie\n") for number in range(20)]
    found = read_in_parts(delimited(rows), 60)
    assert len(found) > 5
    assert [cell for part in found for cell in part[2]] == ["een\ntwee\ndrie\n"] * 20


def problems_of(content: bytes, size: int) -> list[tuple[str, int | None]]:
    with pytest.raises(InputError) as caught:
        read_in_parts(content, size)
    return [(problem.code, problem.row) for problem in caught.value.problems]


@given(row=st.integers(0, 39), size=st.integers(40, 400))
def test_a_row_that_is_too_long_is_told_by_its_number_in_the_file(row, size):
    rows = [[str(number), "a"] for number in range(40)]
    rows[row].append("te veel")
    assert problems_of(delimited(rows), size) == problems_of(delimited(rows), 1 << 20) == [("row_length", row + 2)]


@given(row=st.integers(1, 39), size=st.integers(40, 400), line_end=st.sampled_from(["\n", "\r\n"]))
def test_an_empty_row_is_told_by_its_number_wherever_it_is_cut(row, size, line_end):
    lines = delimited([(str(number), "a") for number in range(40)], line_end).split(line_end.encode())
    lines.insert(row + 1, b"")
    content = line_end.encode().join(lines)
    assert problems_of(content, size) == problems_of(content, 1 << 20) == [("empty_row", row + 2)]


@given(size=st.integers(40, 400), ends=st.integers(0, 40))
def test_empty_lines_on_end_are_none(size, ends):
    content = delimited([(str(number), "a") for number in range(40)]) + b"\n" * ends
    assert sum(len(part[1]) for part in read_in_parts(content, size)) == 40


def test_a_file_that_is_no_text_is_one_part(tmp_path: Path, sample_export: bytes) -> None:
    wide = sample_export.decode("utf-8-sig").encode("utf-16")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parts, "PART", 10_000)
        (only,) = source_parts(wide, "export.csv")
    path = tmp_path / "export.csv"
    path.write_bytes(sample_export)
    assert only.columns.num_rows == sum(part.columns.num_rows for part in source_parts(path, "export.csv"))
