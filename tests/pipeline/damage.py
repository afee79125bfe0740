"""A thousand damaged exports: good random ones, each spoilt in one way that surely leaves it bad.

A damage that a frame can have as well as an export is one function for both, in :mod:`harms`.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from harms import (
    CANARY,
    FRAME_HEADINGS,
    Harming,
    another_encoding,
    another_format,
    another_survey,
    another_text,
    binary_junk,
    cells_moved_in_a_row,
    column_twice,
    columns_cut_off,
    columns_lost,
    cut_within_a_row,
    cut_within_the_headings,
    empty_row,
    fact_left_out,
    formula,
    headings_in_words,
    headings_moved,
    huge_cell,
    huge_heading,
    line_ends_doubled,
    line_ends_unknown,
    mark_in_the_middle,
    municipality_twice,
    no_page,
    nothing,
    nul_byte,
    other_delimiter_in_a_row,
    other_delimiter_in_the_headings,
    quote_never_closed,
    quotes_in_quotes,
    quotes_lost,
    some_row,
    the_file_twice,
    token_twice,
    too_many_columns,
    unequal_row,
    unknown_delimiter,
    wide_encoding,
    without_headings,
    wrong_code,
    wrong_codes_everywhere,
)
from other_formats import (
    another_language,
    bad_table_in_a_workbook,
    damaged_dictionary,
    data_file_cut_short,
    formula_in_a_workbook,
    hidden_cells,
    merged_cells,
    password,
    several_sheets,
    title_above,
    two_encodings,
    unknown_missing_value,
    workbook_cut_short,
    wrong_cell_in_a_workbook,
    wrong_value_in_a_data_file,
)
from random_exports import Export, Style, make_export

WAVE = "2017"
"""The wave they are of: the first one, whose questionnaire random exports answer."""


@dataclass(frozen=True)
class Damaged:
    """Two files of which one is bad, and what must be said of it: one of the codes, and the place if there is one.

    ``question`` is the heading in question, as the binding spells it; ``in_frame`` says which file is the bad one.
    """

    export: bytes
    frame: bytes
    codes: frozenset[str]
    row: int | None
    question: str | None
    in_frame: bool


Damaging = Callable[[random.Random, Export], Damaged]


def on_export(harm: Harming) -> Damaging:
    """The damage done to the export."""

    def damage(rng: random.Random, export: Export) -> Damaged:
        done = harm(rng, export)
        return Damaged(
            done.content, export.frame_content, frozenset(done.codes.split()), done.row, done.question, False
        )

    return damage


def on_frame(harm: Harming) -> Damaging:
    """The damage done to the frame."""

    def damage(rng: random.Random, export: Export) -> Damaged:
        style = Style(mark=rng.random() < 0.5, line_end="\n", quoting=rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
        frame = Export(FRAME_HEADINGS, [[row[h] for h in FRAME_HEADINGS] for row in export.frame], [], style)
        done = harm(rng, frame)
        return Damaged(export.content, done.content, frozenset(done.codes.split()), done.row, done.question, True)

    return damage


def identified(export: Export, row: int, name: str, token: str = "") -> Export:
    return export.with_cell(row, "gemeente", name).with_cell(row, "token", token)


def pair(export: Export, codes: str, row: int | None = None, question: str | None = None) -> Damaged:
    """Two whole files that do not go together."""
    return Damaged(export.content, export.frame_content, frozenset(codes.split()), row, question, False)


def nobody_of_the_frame(rng: random.Random, export: Export) -> Damaged:
    row = some_row(rng, export)
    name, token = rng.choice(["", "?", f"Elders-{CANARY}"]), rng.choice(["", CANARY])
    return pair(identified(export, row, name, token), "not_in_frame", row + 2, "gemeente")


def token_of_another(rng: random.Random, export: Export) -> Damaged:
    one, other = rng.sample([row for row in export.frame if row["token"]], 2)
    row = some_row(rng, export)
    return pair(identified(export, row, one["gemeente"], other["token"]), "conflict", row + 2, "gemeente")


def answered_twice(rng: random.Random, export: Export) -> Damaged:
    twice = rng.sample(export.rows, rng.randint(1, len(export.rows)))
    return pair(replace(export, rows=[*export.rows, *twice]), "double_respondent", len(export.rows) + 2, "gemeente")


ACCENTED = f"Coöplaats-{CANARY}"


def encoded_twice(rng: random.Random, export: Export) -> Damaged:
    """UTF-8 read as latin-1 and written as UTF-8 again: one of the two files, so that a name in it is another."""
    row = some_row(rng, export)
    place = {"token": "", "gemeente": ACCENTED, "regio": "Noord", "inwoners": "9000"}
    whole = identified(replace(export, frame=[*export.frame, place]), row, ACCENTED)
    twice = [content.decode("latin-1").encode() for content in (whole.content, whole.frame_content)]
    files = rng.choice([(twice[0], whole.frame_content), (whole.content, twice[1])])
    return Damaged(*files, frozenset({"not_in_frame", "missing_column"}), None, None, False)


def frame_of_another_survey(rng: random.Random, export: Export) -> Damaged:
    other = make_export(rng.randrange(10**6), respondents=6, canary=CANARY)
    return pair(replace(export, frame=other.frame), "not_in_frame", None, "gemeente")


def files_exchanged(rng: random.Random, export: Export) -> Damaged:
    one, other = export.content, export.frame_content
    first, second, in_frame = rng.choice([(other, one, False), (other, other, False), (one, one, True)])
    return Damaged(first, second, frozenset({"missing_column", "wrong_study"}), 1, None, in_frame)


KINDS: dict[str, tuple[int, Damaging]] = {
    # what is wrong: how many of them, and how each is made
    "cut within a row": (60, on_export(cut_within_a_row)),
    "cut within the headings": (30, on_export(cut_within_the_headings)),
    "a row of another length": (30, on_export(unequal_row)),
    "columns cut off the rows": (25, on_export(columns_cut_off)),
    "columns lost": (25, on_export(columns_lost)),
    "a column twice": (30, on_export(column_twice)),
    "too many columns": (6, on_export(too_many_columns)),
    "no headings": (15, on_export(without_headings)),
    "headings in words": (12, on_export(headings_in_words)),
    "headings moved": (20, on_export(headings_moved)),
    "cells moved in a row": (15, on_export(cells_moved_in_a_row)),
    "the file twice": (5, on_export(the_file_twice)),
    "another survey": (12, on_export(another_survey)),
    "a wrong code": (30, on_export(wrong_code)),
    "wrong codes everywhere": (6, on_export(wrong_codes_everywhere)),
    "a formula": (25, on_export(formula)),
    "no page": (15, on_export(no_page)),
    "a huge cell": (8, on_export(huge_cell)),
    "a huge heading": (8, on_export(huge_heading)),
    "a NUL byte": (20, on_export(nul_byte)),
    "UTF-16 and UTF-32": (15, on_export(wide_encoding)),
    "another encoding": (30, on_export(another_encoding)),
    "a byte order mark in the middle": (20, on_export(mark_in_the_middle)),
    "binary junk": (25, on_export(binary_junk)),
    "another format": (30, on_export(another_format)),
    "text but no table": (20, on_export(another_text)),
    "nothing": (15, on_export(nothing)),
    "a quote never closed": (25, on_export(quote_never_closed)),
    "quotes lost": (20, on_export(quotes_lost)),
    "quotes in quotes": (15, on_export(quotes_in_quotes)),
    "an empty row": (25, on_export(empty_row)),
    "line ends doubled": (10, on_export(line_ends_doubled)),
    "line ends nobody knows": (6, on_export(line_ends_unknown)),
    "another delimiter in a row": (20, on_export(other_delimiter_in_a_row)),
    "another delimiter in the headings": (8, on_export(other_delimiter_in_the_headings)),
    "a delimiter nobody knows": (10, on_export(unknown_delimiter)),
    "two encodings in one file": (5, on_export(two_encodings)),
    "labels in another language": (5, on_export(another_language)),
    "workbook: merged cells": (14, on_export(merged_cells)),
    "workbook: hidden cells": (20, on_export(hidden_cells)),
    "workbook: a formula": (12, on_export(formula_in_a_workbook)),
    "workbook: several sheets": (12, on_export(several_sheets)),
    "workbook: a password": (6, on_export(password)),
    "workbook: cut short": (12, on_export(workbook_cut_short)),
    "workbook: a title": (6, on_export(title_above)),
    "workbook: a wrong cell": (10, on_export(wrong_cell_in_a_workbook)),
    "workbook: a bad table": (8, on_export(bad_table_in_a_workbook)),
    "data file: cut short": (12, on_export(data_file_cut_short)),
    "data file: a damaged dictionary": (8, on_export(damaged_dictionary)),
    "data file: a wrong value": (6, on_export(wrong_value_in_a_data_file)),
    "data file: an unknown missing value": (4, on_export(unknown_missing_value)),
    "nobody of the frame": (10, nobody_of_the_frame),
    "the token of another": (8, token_of_another),
    "answered twice": (10, answered_twice),
    "encoded twice": (10, encoded_twice),
    "files exchanged": (6, files_exchanged),
    "frame of another survey": (5, frame_of_another_survey),
    "frame: cut within a row": (10, on_frame(cut_within_a_row)),
    "frame: a row of another length": (6, on_frame(unequal_row)),
    "frame: columns lost": (6, on_frame(columns_lost)),
    "frame: a column twice": (6, on_frame(column_twice)),
    "frame: too many columns": (2, on_frame(too_many_columns)),
    "frame: no headings": (3, on_frame(without_headings)),
    "frame: headings moved": (6, on_frame(headings_moved)),
    "frame: cells moved in a row": (4, on_frame(cells_moved_in_a_row)),
    "frame: the file twice": (2, on_frame(the_file_twice)),
    "frame: wrong facts": (10, on_frame(wrong_code)),
    "frame: facts left out": (6, on_frame(fact_left_out)),
    "frame: formulas": (4, on_frame(formula)),
    "frame: a huge cell": (3, on_frame(huge_cell)),
    "frame: NUL bytes": (4, on_frame(nul_byte)),
    "frame: UTF-16 and UTF-32": (4, on_frame(wide_encoding)),
    "frame: another encoding": (5, on_frame(another_encoding)),
    "frame: a byte order mark in the middle": (4, on_frame(mark_in_the_middle)),
    "frame: binary junk": (5, on_frame(binary_junk)),
    "frame: another format": (5, on_frame(another_format)),
    "frame: nothing": (4, on_frame(nothing)),
    "frame: quotes": (6, on_frame(quote_never_closed)),
    "frame: an empty row": (4, on_frame(empty_row)),
    "frame: municipality twice": (6, on_frame(municipality_twice)),
    "frame: a token twice": (5, on_frame(token_twice)),
}  # fmt: skip


def damaged(kind: str, number: int) -> tuple[Export, Damaged]:
    """The good export, and what became of it; the same kind and number give the same bytes."""
    rng = random.Random(f"{kind} {number}")
    export = make_export(
        rng.randrange(10**6),
        respondents=rng.randint(5, 12),
        too_large=False,
        plain=rng.random() < 0.5,
        canary=CANARY,
    )
    return export, KINDS[kind][1](rng, export)
