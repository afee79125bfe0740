"""Files that cannot be used: each gives a clear message and exit 1, stores nothing, and gives nobody away."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from random_exports import Export, Style, make_export, written
from running import PROJECT, Cli, Ran, hashes

from infopos_pipeline.problems import InputError, Problem
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.study import load_study

CANARY = "Zwaluwkanarie"
"""Stands in every cell that names somebody and in every open answer; nobody may ever see it."""
PROBLEM = ["code", "file", "row", "question", "found", "expected", "hint"]

GOOD = make_export(11, respondents=12, plain=True, canary=CANARY, last_pages=(9,), skip=0.0)
Files = tuple[bytes, bytes]


def _named(row: int, name: str, token: str = "") -> Export:
    return GOOD.with_cell(row, "gemeente", name).with_cell(row, "token", token)


def _frame(row: int, **cells: str) -> Files:
    frame = [dict(municipality) for municipality in GOOD.frame]
    frame[row] |= cells
    return GOOD.content, replace(GOOD, frame=frame).frame_content


def _twice() -> Export:
    """The last respondent whom the study is about gives the municipality of the first one, in another spelling."""
    first, *_, last = [place for place, cells in enumerate(GOOD.rows) if small(cells)]
    token, name = GOOD.cell(first, "token"), GOOD.cell(first, "gemeente").strip()
    known = next((row["gemeente"] for row in GOOD.frame if row["token"] == token), name)
    return _named(last, f" {known.upper().replace('-', ' ')} ")


def small(cells: list[str]) -> bool:
    """Whether a row is not that of the municipality past the limit."""
    large = GOOD.frame[-1]
    return large["token"] not in cells and not any(
        large["gemeente"].split("-")[0].casefold()[:8] in c.casefold() for c in cells
    )


def _export(content: bytes) -> Files:
    return content, GOOD.frame_content


def _text() -> str:
    return GOOD.content.decode("utf-8-sig")


LAST = len(GOOD.rows) + 1

CASES: dict[str, tuple[Callable[[], Files], str, int | None, str | None]] = {
    # what is wrong: the two files, the code of the problem, its row, its question
    "missing column": (lambda: _export(GOOD.without_column("tevr").content), "missing_column", 1, "tevredenheid"),
    "missing box": (lambda: _export(GOOD.without_column("voord[SQ003]").content), "missing_column", 1, "voord[SQ003]"),
    "missing progress": (lambda: _export(GOOD.without_column("lastpage").content), "missing_column", 1, "lastpage"),
    "double column": (lambda: _export(GOOD.with_column_twice("tevr").content), "double_column", 1, "tevr"),
    "unknown code": (lambda: _export(GOOD.with_cell(3, "tevr", "A9").content), "unknown_code", 5, "tevredenheid"),
    "unknown tick": (lambda: _export(GOOD.with_cell(0, "voord[SQ002]", "v").content), "unknown_code", 2, "voord"),
    "no page": (lambda: _export(GOOD.with_cell(1, "lastpage", "negen").content), "no_page", 3, "lastpage"),
    "not in the frame": (lambda: _export(_named(2, f"Elders-{CANARY}").content), "not_in_frame", 4, "gemeente"),
    "no name and no token": (lambda: _export(_named(2, "").content), "not_in_frame", 4, "gemeente"),
    "token of another": (
        lambda: _export(_named(2, GOOD.frame[0]["gemeente"], GOOD.frame[1]["token"] or GOOD.frame[2]["token"]).content),
        "conflict",
        4,
        "gemeente",
    ),
    "two rows of one municipality": (lambda: _export(_twice().content), "double_respondent", None, "gemeente"),
    "empty file": (lambda: _export(b""), "empty_file", None, None),
    "white space only": (lambda: _export(b" \r\n\r\n"), "empty_file", None, None),
    "byte order mark only": (lambda: _export(b"\xef\xbb\xbf"), "empty_file", None, None),
    "headings only": (lambda: _export(GOOD.content.split(b"\r\n")[0] + b"\r\n"), "empty_file", None, None),
    "UTF-16 without a mark": (lambda: _export(_text().encode("utf-16-le")), "encoding", None, None),
    "code page 850": (
        lambda: _export(_text().replace("toelichting", "toelichting één").encode("cp850")),
        "encoding",
        None,
        None,
    ),
    "cut short in a cell": (lambda: _export(GOOD.content[: GOOD.content.rindex(b'"') - 1]), "cut_short", None, None),
    "cut short between cells": (
        lambda: _export(GOOD.content[: GOOD.content.rindex(b',"') + 1].rpartition(b",")[0].rpartition(b",")[0]),
        "row_length",
        LAST,
        None,
    ),
    "workbook": (lambda: _export(b"PK\x03\x04" + b"\x00" * 60), "not_text", None, None),
    "one endless line": (lambda: _export(b"a" * 300_000), "not_a_table", 1, None),
    "no headings": (lambda: _export(GOOD.content.partition(b"\r\n")[2]), "no_headings", 1, None),
    "frame without column": (
        lambda: (GOOD.content, GOOD.frame_content.replace(b'"inwoners"', b'"aantal"')),
        "missing_column",
        1,
        "inwoners",
    ),
    "frame with unknown region": (lambda: _frame(1, regio="Oost"), "frame_fact", 3, "regio"),
    "frame with words for a number": (lambda: _frame(1, inwoners="veel"), "frame_fact", 3, "inwoners"),
    "frame: name twice": (lambda: _frame(1, gemeente=GOOD.frame[0]["gemeente"].upper()), "frame_row", 3, "gemeente"),
    "frame with a token twice": (
        lambda: _frame(1, token=next(m["token"] for p, m in enumerate(GOOD.frame) if m["token"] and p != 1)),
        "frame_row",
        None,
        "token",
    ),
    "frame without a name": (lambda: _frame(1, gemeente=""), "frame_row", 3, "gemeente"),
    "empty frame": (lambda: (GOOD.content, b""), "empty_file", None, None),
    "frame without rows": (lambda: (GOOD.content, b"token,gemeente,regio,inwoners\n"), "empty_file", None, None),
    "frame in code page 850": (
        lambda: (GOOD.content, b"token,gemeente,regio,inwoners\n" + "x,Coöplaats,Noord,9".encode("cp850")),
        "encoding",
        2,
        None,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def home(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A copy of the home with the sample wave; every test of this module leaves all of it but quarantine/ as it was."""
    folder = tmp_path_factory.mktemp("bad")
    shutil.copytree(sample.cli.home, folder / "home")
    return Cli(sample.cli.user, folder / "home")


def write(folder: Path, files: Files) -> tuple[Path, Path]:
    paths = folder / "results-survey.csv", folder / "frame.csv"
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
    return paths


def says_nothing_it_must_not(finished: Result) -> None:
    said = finished.stdout + finished.stderr
    assert "Traceback" not in said
    assert CANARY.casefold() not in said.casefold()


@pytest.mark.parametrize("case", CASES)
def test_check_names_the_problem_and_stores_nothing(infopos: Cli, tmp_path: Path, case: str) -> None:
    files, code, row, question = CASES[case]
    export, frame = write(tmp_path, files())
    finished = infopos.here("check", export, "--frame", frame, "--json")
    assert finished.exit_code == 1
    assert finished.stderr == ""
    says_nothing_it_must_not(finished)
    said = json.loads(finished.stdout)
    assert list(said) == ["ok", "problems"]
    assert said["ok"] is False
    for problem in said["problems"]:
        assert list(problem) == PROBLEM
        assert problem["file"] in (export.name, frame.name)
        assert problem["expected"]
        assert problem["hint"]
        assert problem["row"] is None or isinstance(problem["row"], int)
    named = next(problem for problem in said["problems"] if problem["code"] == code)
    assert named["file"] == (frame.name if case.startswith(("frame", "empty frame")) else export.name)
    if row is not None:
        assert named["row"] == row
    if question is not None:
        assert question in named["question"]
    assert not infopos.home.exists()


@pytest.mark.parametrize("case", CASES)
def test_add_puts_the_file_in_quarantine_and_changes_nothing_else(home: Cli, tmp_path: Path, case: str) -> None:
    files, code, row, _ = CASES[case]
    export, frame = write(tmp_path, files())
    before = hashes(home.home, without=("quarantine",))
    finished = home.here("add", export, "--wave", "2017", "--frame", frame)
    assert finished.exit_code == 1
    says_nothing_it_must_not(finished)
    assert f"[{code}]" in finished.stderr
    if row is not None:
        assert f"row {row}" in finished.stderr
    assert hashes(home.home, without=("quarantine",)) == before
    kept = Path(re.search(r"in (\S+)\.$", finished.stderr.strip())[1])  # type: ignore[index]
    assert kept.is_relative_to(home.home / "quarantine" / "infopos" / "2017")
    assert (kept / "export").read_bytes() == export.read_bytes()
    report = json.loads((kept / "report.json").read_text("utf-8"))
    assert code in {problem["code"] for problem in report["problems"]}
    assert all(not stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (home.home / "quarantine").rglob("*"))


def test_check_in_words_holds_file_row_question_found_expected_and_hint(infopos: Cli, tmp_path: Path) -> None:
    export, frame = write(tmp_path, CASES["unknown code"][0]())
    finished = infopos("check", export, "--frame", frame)
    assert finished.returncode == 1
    assert finished.stdout == ""
    problem, number = finished.stderr.splitlines()
    assert problem.startswith("results-survey.csv, row 5, question tevredenheid (tevr): found A9; expected one of ")
    assert "A1, A2, A3, A4, A5" in problem
    assert problem.endswith("[unknown_code]")
    assert number == "1 problem."


def test_every_problem_of_a_file_is_said_at_once(infopos: Cli, tmp_path: Path) -> None:
    bad = GOOD.with_cell(0, "tevr", "A9").with_cell(1, "doel", "B1").with_cell(5, "voord[SQ001]", "?")
    export, frame = write(tmp_path, _export(bad.content))
    said = json.loads(infopos.here("check", export, "--frame", frame, "--json").stdout)
    assert [(problem["row"], problem["found"]) for problem in said["problems"]] == [(2, "A9"), (3, "B1"), (7, "?")]


def test_check_of_a_good_file_succeeds_as_json_and_stores_nothing(infopos: Cli, tmp_path: Path) -> None:
    export, frame = write(tmp_path, _export(GOOD.content))
    finished = infopos("check", export, "--frame", frame, "--wave", "2017", "--json")
    assert (finished.returncode, finished.stderr) == (0, "")
    said = json.loads(finished.stdout)
    assert said["ok"] is True
    assert [list(problem) for problem in said["problems"]] == [PROBLEM]
    assert said["problems"][0]["code"] == "set_aside"
    assert said["problems"][0]["found"] is None
    assert CANARY.casefold() not in finished.stdout.casefold()
    assert not infopos.home.exists()


def test_add_without_the_frame_that_the_study_needs_says_so(infopos: Cli, tmp_path: Path) -> None:
    export, _ = write(tmp_path, _export(GOOD.content))
    finished = infopos("add", export, "--wave", "2017")
    assert finished.returncode == 1
    assert "--frame" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert not infopos.home.exists()


@pytest.mark.parametrize("given", ["no-such-file.csv", "."])
def test_a_path_that_is_no_file_is_said_clearly(infopos: Cli, given: str) -> None:
    for arguments in (["check", given], ["add", given, "--wave", "2017", "--frame", given]):
        finished = infopos.here(*arguments)
        assert finished.exit_code == 1
        assert "[no_file]" in finished.stderr
        assert not infopos.home.exists()


STUDY = load_study(PROJECT / "schemas" / "infopos")


def problems_of(content: bytes, frame: bytes) -> tuple[Problem, ...]:
    """Why a file is refused; nothing if it is taken."""
    try:
        read_answers(content, frame, STUDY, ("export", "frame"))
    except InputError as error:
        return error.problems
    return ()


def readable(content: bytes, frame: bytes) -> bool:
    """Whether a file is taken; it must be taken, or refused with problems that give nobody away."""
    problems = problems_of(content, frame)
    assert CANARY.casefold() not in "\n".join(map(str, problems)).casefold()
    return not problems


def test_a_file_cut_anywhere_within_its_last_rows_is_refused() -> None:
    content = GOOD.content
    ends = [place for place in range(len(content)) if content[:place].endswith(b'"\r\n')]
    for place in range(ends[-3] + 1, len(content) - 4):
        whole_rows = content[:place].rstrip(b"\r\n") in (content[:end].rstrip(b"\r\n") for end in ends)
        in_last_cell = content[:place].endswith(b'"') and content[place : place + 1] == b'"'
        assert whole_rows or in_last_cell or not readable(content[:place], GOOD.frame_content), place


@pytest.mark.parametrize("seed", range(12))
def test_damaged_files_are_taken_or_refused_but_never_fail(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        content = bytearray(GOOD.content)
        for _ in range(rng.randint(1, 6)):
            start = rng.randrange(len(content) - 1)
            match rng.randrange(4):
                case 0:
                    del content[start : start + rng.randint(1, 400)]
                case 1:
                    content[start] = rng.randrange(256)
                case 2:
                    content[start:start] = rng.choice([b'"', b"\n", b"\r", b",", b";", b"\x00", b'""', b"\xef\xbb\xbf"])
                case _:
                    content[start:start] = content[: rng.randint(1, 3000)]
        readable(bytes(content), GOOD.frame_content)


NO_TABLES = [b"\n", b",", b'""', b'"', b"\r", b"\x00", b"a\n\nb", b'"a', b";;;\n;;;\n", b"\xff", b"{}", b"\xef\xbb\xbf"]
NO_TABLES += [b"\xef\xbb\xbf\n", b"\xef\xbb\xbf,\n,", b"a" * 200_000, b"lastpage\n" * 3, b"PK\x03\x04", b"\r\n" * 9]


@pytest.mark.parametrize("content", NO_TABLES, ids=lambda content: repr(content[:12]))
def test_what_is_no_export_at_all_is_refused(content: bytes) -> None:
    assert not readable(content, GOOD.frame_content)
    assert not readable(GOOD.content, content)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_names_that_slipped_into_other_columns_are_not_repeated(delimiter: str) -> None:
    """A heading too few moves every answer one column on, and names into columns of codes."""
    headings = [heading for heading in GOOD.headings if heading != "refurl"]
    rows = [[*cells[:-1]] for cells in GOOD.rows]
    moved = written(headings, rows, Style(delimiter=delimiter, quoting=csv.QUOTE_MINIMAL))
    assert not readable(moved, GOOD.frame_content)
