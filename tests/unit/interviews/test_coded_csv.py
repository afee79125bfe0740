"""Coded fragments in a table become selections, or problems that tell the row and the column and quote no cell."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from infopos_pipeline.interviews.coded_csv import read_codes
from infopos_pipeline.interviews.material import Selection
from infopos_pipeline.problems import InputError, Problem

TEXT = """\
Interviewer: Hoe gaat het?
R: Goed. Wij bellen de politie;
dat gaat goed. Goed!

R: De wet, zegt men, is streng.
"""
AT = TEXT.rindex("Goed")
"""Where the second one stands."""
TRANSCRIPTS = {"interview_01": TEXT, "interview_02": "R: Wij bellen niemand."}
SECRET = "Kwartelmeer"


def table(*rows: tuple[object, ...], headings: str = "interview,coder,code,fragment", delimiter: str = ",") -> bytes:
    """A table as a spreadsheet writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([headings.split(","), *rows])
    return text.getvalue().encode()


def read(content: bytes, coder: str | None = None) -> tuple[Selection, ...]:
    return read_codes(content, "codes.csv", TRANSCRIPTS, coder)


def refused(content: bytes, coder: str | None = None) -> list[Problem]:
    with pytest.raises(InputError) as raised:
        read(content, coder)
    assert SECRET not in str(raised.value)
    return list(raised.value.problems)


def only(content: bytes, coder: str | None = None) -> tuple[str, int | None, str, str | None]:
    (problem,) = refused(content, coder)
    return problem.code, problem.row, problem.expected, problem.found


def words(*selections: Selection) -> list[str]:
    return [TRANSCRIPTS[one.interview][one.start : one.end] for one in selections]


def test_a_row_is_a_selection_with_the_path_of_its_code():
    (one,) = read(table(("interview_01", "A", " Privacywet /  zorg ", "De wet, zegt men, is streng.")))
    at = TEXT.index("De wet")
    assert one == Selection("interview_01", at, at + 28, ("Privacywet", "zorg"), "A")
    assert words(one) == ["De wet, zegt men, is streng."]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_as_any_spreadsheet_writes_it(delimiter, encoding):
    rows = table(
        ("interview_01", "A", "café", "Wij bellen de politie"),
        ("interview_02", "B", "één", "Wij bellen"),
        delimiter=delimiter,
    )
    found = read(rows.decode().encode(encoding))
    assert [(one.code, one.coder) for one in found] == [(("café",), "A"), (("één",), "B")]


def test_white_space_may_differ_and_line_ends_are_white_space():
    (one,) = read(table(("interview_01", "A", "wet", "  de politie; dat  gaat\r\ngoed. ")))
    assert words(one) == ["de politie;\ndat gaat goed."]


def test_headings_may_stand_in_any_order_and_case_with_others_between_them():
    content = table(("Wij bellen niemand", "x", "wet", "interview_02"), headings="Fragment,Note,CODE,Interview")
    assert words(*read(content, coder="A")) == ["Wij bellen niemand"]


def test_who_coded_is_in_the_cell_else_the_one_given():
    content = table(("interview_02", "", "wet", "niemand"), ("interview_02", "B", "wet", "niemand"))
    assert [one.coder for one in read(content, coder="A")] == ["A", "B"]
    assert only(content) == ("no_coder", 2, "in the column coder who coded", "nothing")


def test_the_same_row_twice_is_one_selection_and_all_come_in_order():
    rows = [
        ("interview_02", "A", "wet", "Wij"),
        ("interview_01", "A", "wet", "Hoe"),
        ("interview_02", "A", "wet", "Wij"),
    ]
    assert words(*read(table(*rows))) == ["Hoe", "Wij"]


PLACES = "interview,coder,code,fragment,start,end"


@pytest.mark.parametrize(
    ("start", "end"), [(AT, AT + 4), (AT, ""), ("", AT + 4), (f" {AT}", f"{AT + 4} "), (AT - 1, "")]
)
def test_a_fragment_that_stands_there_more_often_is_told_by_its_place(start, end):
    (one,) = read(table(("interview_01", "A", "wet", "Goed", start, end), headings=PLACES))
    assert (one.start, one.end) == (AT, AT + 4)


def test_a_fragment_that_stands_there_more_often_is_refused_without_a_place():
    (problem,) = refused(table(("interview_01", "A", "wet", "goed")) + b"interview_01,A,wet,Goed\r\n")
    assert (problem.code, problem.row) == ("several_places", 3)
    assert problem.found == "text that stands there 2 times"
    assert "column start" in problem.hint


def test_places_of_a_fragment_may_overlap():
    with pytest.raises(InputError, match="3 times"):
        read_codes(table(("interview_01", "A", "wet", "aa")), "codes.csv", {"interview_01": "aaaa"}, None)


@pytest.mark.parametrize(
    ("start", "end"), [(AT + 1, ""), ("", AT), (AT, AT + 5), (TEXT.index("Goed"), AT + 4), (999999, "")]
)
def test_a_place_where_the_fragment_does_not_stand_is_refused(start, end):
    content = table(("interview_01", "A", "wet", "Goed", start, end), headings=PLACES)
    assert only(content)[:2] == ("another_place", 2)


@pytest.mark.parametrize(("column", "cells"), [("start", ("x", "")), ("start", ("-1", "")), ("end", ("3", "4,5"))])
def test_a_place_that_is_no_whole_number_is_refused(column, cells):
    content = table(("interview_01", "A", "wet", "Goed", *cells), headings=PLACES)
    assert only(content) == ("no_place", 2, f"in the column {column} a place", "no whole number")


@pytest.mark.parametrize(
    "headings", ["interview,coder,code", "coder,code,fragment", f"interview,code,fragment,{SECRET}"]
)
def test_a_missing_column_is_refused_by_its_name(headings):
    needed = ["interview", "coder", "code", "fragment"]
    (missing,) = set(needed) - set(headings.split(","))
    content = table(tuple("x" for _ in headings.split(",")), headings=headings)
    assert only(content) == ("columns", 1, ", ".join(needed), f"no column {missing}")


@pytest.mark.parametrize(
    ("name", "found"), [(SECRET, "another name"), ("", "nothing"), ("interview_1", "another name")]
)
def test_an_interview_without_a_transcript_is_refused(name, found):
    content = table((name, "A", "wet", "Hoe"))
    assert only(content) == ("unknown_interview", 2, "in the column interview an interview with a transcript", found)


def test_the_nearest_interview_is_named():
    assert "Did you mean 'interview_01'?" in refused(table(("interview 01", "A", "wet", "Hoe")))[0].hint


@pytest.mark.parametrize("fragment", [f"De burgemeester van {SECRET}", "wij bellen de politie", "bellen de politie!"])
def test_a_fragment_that_is_not_in_the_transcript_is_refused(fragment):
    expected = "in the column fragment text that stands in the transcript as it is"
    assert only(table(("interview_01", "A", "wet", fragment))) == ("not_there", 2, expected, "text that is not there")


def test_an_empty_fragment_is_refused():
    content = table(("interview_01", "A", "wet", " "))
    assert only(content) == ("no_fragment", 2, "in the column fragment the text that has the code", "nothing")


@pytest.mark.parametrize("code", ["", "  ", "wet /", "/ wet", "wet // zorg"])
def test_a_code_without_a_name_is_refused(code):
    assert only(table(("interview_01", "A", code, "Hoe")))[:2] == ("no_code", 2)


def test_everything_wrong_is_said_at_once_in_the_order_of_the_rows():
    content = table(
        ("interview_01", "A", "", "Goed"),
        (SECRET, "", "", SECRET),
        ("interview_01", "A", "wet", "Hoe"),
        ("interview_02", "A", "wet", SECRET),
    )
    assert [(problem.row, problem.code) for problem in refused(content)] == [
        (2, "no_code"),
        (2, "several_places"),
        (3, "no_code"),
        (3, "no_coder"),
        (3, "unknown_interview"),
        (5, "not_there"),
    ]


def test_no_more_problems_of_a_kind_are_listed_than_anybody_reads():
    problems = refused(table(*[("interview_01", "A", "wet", SECRET)] * 50))
    assert len(problems) == 20
    assert "30 more rows" in problems[-1].advice


@given(text=st.text(min_size=1), start=st.integers(0, 40), length=st.integers(1, 20), delimiter=st.sampled_from(",;\t"))
def test_any_part_of_any_text_is_found_where_it_stands(text, start, length, delimiter):
    fragment = text[start : start + length].strip()
    assume(fragment and "\x00" not in fragment)
    at = text.index(fragment, start)
    rows = table(
        ("interview_01", "A", "wet", fragment, at), headings="interview,coder,code,fragment,start", delimiter=delimiter
    )
    (one,) = read_codes(rows, "codes.csv", {"interview_01": text}, None)
    assert text[one.start : one.end].split() == fragment.split()
    assert one.start == at
