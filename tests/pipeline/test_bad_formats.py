"""What researchers bring that is not quite an export: each is said in one clear line, with what to do about it."""

from __future__ import annotations

import gzip
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import other_formats as formats
import pytest
from damage import CANARY
from random_exports import Export, Style, make_export
from running import PROJECT, Cli

GOOD = make_export(5, respondents=6, plain=True, too_large=False, canary=CANARY, last_pages=(9,), skip=0.0)


def with_title(export: Export) -> bytes:
    return b"Resultaten;;\r\n" + replace(export, style=Style(mark=False, delimiter=";")).content


def with_label(text: str) -> Callable[[Export], bytes]:
    return lambda export: export.with_cell(0, "tevr", text).content


def encoded(encoding: str) -> Callable[[Export], bytes]:
    return lambda export: export.with_cell(0, "opm", "één coöperatie").content.decode("utf-8-sig").encode(encoding)


def of_a_seed(harm: Callable[[random.Random, Export], formats.Harm]) -> Callable[[Export], bytes]:
    return lambda export: harm(random.Random(5), export).content


def old_workbook(export: Export) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + export.content


BAD: dict[str, tuple[Callable[[Export], bytes], str, str]] = {
    # what somebody brings: the file, the code of what is said, and words that have to be in it
    "a heading twice": (lambda export: export.with_column_twice("tevr").content, "double_column", "'tevr #2'"),
    "a heading misspelt": (
        lambda export: replace(export, headings=[h.replace("tevrpol", "tevrpoll") for h in export.headings]).content,
        "missing_column",
        "Did you mean 'tevrpoll'?",
    ),
    "a label misspelt": (with_label("Zeer tevredn"), "unknown_code", "Did you mean 'Zeer tevreden'?"),
    "a label in another language": (with_label("Sehr zufrieden"), "unknown_code", "A1, A2, A3, A4, A5"),
    "merged cells": (of_a_seed(formats.merged_cells), "merged_cells", "Unmerge"),
    "a hidden row": (
        lambda export: formats.workbook(export, lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True)),
        "hidden_cells",
        "Show them",
    ),
    "a hidden column": (
        lambda export: formats.workbook(export, lambda s: s.column_dimensions.group("C", "C", hidden=True)),
        "hidden_cells",
        "hidden column C",
    ),
    "a formula": (
        lambda export: formats.workbook(export, lambda sheet: sheet.__setitem__("D4", "=1+1")),
        "formula",
        "cell D4",
    ),
    "an error value": (
        lambda export: formats.workbook(export, lambda sheet: sheet.__setitem__("D4", "#N/A")),
        "formula",
        "an error value in cell D4",
    ),
    "several sheets": (of_a_seed(formats.several_sheets), "several_sheets", "sheets with cells"),
    "a password": (of_a_seed(formats.password), "password", "remove it in Excel"),
    "a workbook cut short": (lambda export: formats.workbook(export)[:-100], "not_text", "cut short"),
    "a title above the headings of a workbook": (of_a_seed(formats.title_above), "no_headings", "title"),
    "a title above the headings of a text": (with_title, "no_headings", "title"),
    "an old workbook": (old_workbook, "not_text", "save it as .xlsx"),
    "a web page": (lambda export: b"<html><body>U bent uitgelogd</body></html>", "not_text", "web page"),
    "a zip file": (lambda export: formats.workbook(export).replace(b"xl/workbook", b"xl/werkbook"), "not_text", "zip"),
    "a gzip file": (lambda export: gzip.compress(export.content, mtime=0), "not_text", "gzip"),
    "a data file cut short": (lambda export: formats.data_file(export)[:-50], "cut_short", "SPSS"),
    "a compressed data file cut short": (lambda export: formats.data_file(export, True)[:-50], "cut_short", "SPSS"),
    "a damaged data file": (of_a_seed(formats.damaged_dictionary), "cut_short", "SPSS"),
    "a missing value that nobody declared": (of_a_seed(formats.unknown_missing_value), "unknown_code", "'missing'"),
    "a file of DOS": (encoded("cp850"), "encoding", "DOS"),
    "a file of an old Macintosh": (encoded("mac-roman"), "encoding", "Mac Roman"),
    "two encodings in a file": (of_a_seed(formats.two_encodings), "encoding", "another encoding in one file"),
    "no headings": (lambda export: export.content.partition(b"\r\n")[2], "no_headings", "question codes"),
    "nothing": (lambda export: b"", "empty_file", "complete"),
}
NOTICED: dict[str, tuple[Callable[[Export], bytes], str, str]] = {
    # the same of what is understood all the same
    "a column that no binding knows": (
        lambda export: (
            replace(
                export, headings=[*export.headings, "tevrede"], rows=[[*cells, "x"] for cells in export.rows]
            ).content
        ),
        "unknown_column",
        "Did you mean 'tevredenheid'?",
    ),
    "a label in two spellings": (
        lambda export: export.with_cell(0, "tevr", "Zeer tevreden").with_cell(1, "tevr", "zeer  TEVREDEN").content,
        "spelling",
        "question tevredenheid (tevr)",
    ),
    "labels of two languages": (
        lambda export: export.with_cell(0, "tevr", "Zeer tevreden").with_cell(1, "tevr", "Satisfied").content,
        "two_languages",
        "question tevredenheid (tevr)",
    ),
    "a file of Excel in Dutch": (
        lambda export: replace(export, style=Style(mark=False, delimiter=";", encoding="cp1252")).content,
        "windows_1252",
        "save it as UTF-8",
    ),
    "garbled text": (
        lambda export: export.with_cell(0, "opm", "Ã©Ã©n").content,
        "garbled_text",
        "row 2",
    ),
}


def said(cli: Cli, folder: Path, content: bytes, *options: str) -> tuple[int, str, list[str]]:
    """Exit code, standard output and the lines of standard error of a check; nothing gives anybody away."""
    file, frame = GOOD.write(folder)
    file.write_bytes(content)
    finished = cli.here("check", file, "--frame", frame, "--wave", "2017", *options)
    everything = finished.stdout + finished.stderr
    assert "Traceback" not in everything
    assert CANARY.casefold() not in everything.casefold()
    assert not cli.home.exists()
    return finished.exit_code, finished.stdout, finished.stderr.splitlines()


@pytest.mark.parametrize("what", BAD)
def test_what_is_bad_is_said_in_one_line(infopos: Cli, tmp_path: Path, what: str) -> None:
    make, code, words = BAD[what]
    exit_code, stdout, lines = said(infopos, tmp_path, make(GOOD))
    assert (exit_code, stdout) == (1, "")
    first, *_, number = lines
    assert re.fullmatch(r"results-survey\.csv.*: (found .+; )?expected .+\. .+ \[\w+\]", first)
    assert first.endswith(f"[{code}]")
    assert words in first
    assert number == f"{len(lines) - 1} problem{'s' if len(lines) > 2 else ''}."
    assert all(line.endswith(f"[{code}]") for line in lines[:-1]), "nothing else is wrong"


@pytest.mark.parametrize("what", NOTICED)
def test_what_is_understood_all_the_same_is_said_too(infopos: Cli, tmp_path: Path, what: str) -> None:
    make, code, words = NOTICED[what]
    exit_code, stdout, errors = said(infopos, tmp_path, make(GOOD))
    assert (exit_code, errors) == (0, [])
    *notices, last = stdout.splitlines()
    assert last.startswith("results-survey.csv is fine")
    assert [line for line in notices if line.endswith(f"[{code}]") and words in line]
    assert len(notices) == 1


def two_studies(folder: Path, change: Callable[[str], str] = str) -> Path:
    """A project with the study and another one; the binding of the first is changed."""
    shutil.copytree(PROJECT / "schemas" / "infopos", folder / "schemas" / "infopos")
    shutil.copytree(PROJECT / "tests" / "fixtures" / "schemas" / "buurt-peiling", folder / "schemas" / "buurt-peiling")
    binding = folder / "schemas" / "infopos" / "bindings" / "limesurvey.yaml"
    binding.write_text(change(binding.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def test_the_export_of_another_study_of_the_project_is_called_by_its_name(infopos: Cli, tmp_path: Path) -> None:
    project = str(two_studies(tmp_path / "project"))
    code, _, lines = said(infopos, tmp_path, GOOD.content, "--project", project, "--study", "buurt-peiling")
    assert (code, len(lines)) == (1, 2)
    assert lines[0].endswith(
        "expected an export of the study 'buurt-peiling'. Did you mean the study 'infopos'? Its columns are there: "
        "say --study infopos. [wrong_study]"
    )


def test_the_export_of_no_study_of_the_project_is_one_line_too(infopos: Cli, tmp_path: Path) -> None:
    project = str(two_studies(tmp_path / "project"))
    other = replace(GOOD, headings=[f"q{number}" for number in range(len(GOOD.headings))]).content
    code, _, lines = said(infopos, tmp_path, other, "--project", project, "--study", "infopos")
    assert (code, len(lines)) == (1, 2)
    assert "--study" in lines[0]
    assert lines[0].endswith("[no_headings]")


def test_a_strict_binding_makes_a_column_that_it_does_not_know_an_error(infopos: Cli, tmp_path: Path) -> None:
    project = str(two_studies(tmp_path / "project", lambda text: f"strict: true\n{text}"))
    make, _, _ = NOTICED["a column that no binding knows"]
    code, _, lines = said(infopos, tmp_path, make(GOOD), "--project", project, "--study", "infopos")
    assert (code, len(lines)) == (1, 2)
    assert "Did you mean 'tevr'?" in lines[0]
    assert lines[0].endswith("[undeclared_column]")
