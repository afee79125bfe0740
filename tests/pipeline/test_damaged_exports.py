"""A thousand damaged exports: each ends in a clear message, in quarantine, and with nothing else touched.

What is damaged and how is in :mod:`damage`; here each goes through ``infopos add`` into a home with a wave in it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from damage import CANARY, KINDS, Damaged, damaged, huge_cell
from random_exports import Export
from running import PROGRAM, Cli, Ran, hashes

from infopos_pipeline.orchestration.arrivals import take_in
from infopos_pipeline.orchestration.checks import BLOCKING
from infopos_pipeline.project import Home
from infopos_pipeline.reporting.problem_text import WORDS
from infopos_pipeline.study import load_study

EXPORT, FRAME = "results-survey.csv", "frame.csv"
LONGEST = 20_000
"""Characters of a message that somebody will still read the end of."""
SAID = re.compile(
    rf"(?P<file>{EXPORT}|{FRAME})(, row (?P<row>\d+))?(, question (?P<question>.+?))?: "
    r"(found .+?; )?expected .+?\. .+[.?)] \[(?P<code>\w+)\]"
)
MORE = re.compile(rf"({EXPORT}|{FRAME}): \d+ more like these; infopos check --json lists them all\. \[\w+\]")
LAST = re.compile(r"Nothing was stored\. The file and this report are in (\S+)\.")
FRAGMENTS = {CANARY[place : place + 6].casefold() for place in range(len(CANARY) - 5)}


@dataclass
class Met:
    """What became of the damaged exports: files of each kind, and how many of them each code was said of."""

    files: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def met() -> Met:
    return Met()


@pytest.fixture(scope="module")
def home(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A copy of the home with the sample wave; nothing of it but quarantine/ may change."""
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copytree(sample.cli.home, folder / "home")
    return Cli(sample.cli.user, folder / "home")


def untouched(home: Path) -> dict[str, tuple[int, int, int]]:
    """Every file of a home outside quarantine/: which it is, its size, and when it was last written."""
    files = (path for path in home.rglob("*") if path.is_file() and path.relative_to(home).parts[0] != "quarantine")
    return {str(path): (at.st_ino, at.st_size, at.st_mtime_ns) for path in files for at in [path.stat()]}


def secrets(export: Export) -> list[str]:
    """What may be in no message: parts of the canary, the names of the municipalities, and tokens."""
    names = [row["gemeente"].removesuffix(f"-{CANARY}").casefold() for row in export.frame]
    return [*FRAGMENTS, *names, *(row["token"].removeprefix(CANARY).casefold() for row in export.frame if row["token"])]


def gives_nobody_away(text: str, export: Export) -> None:
    assert [secret for secret in secrets(export) if secret in text.casefold()] == []
    assert "Traceback" not in text


def said_clearly(stderr: str, bad: Damaged) -> tuple[set[str], Path]:
    """The codes of a message that says for each problem what, where, what was expected and what to do."""
    *problems, number, last = stderr.splitlines()
    assert re.fullmatch(r"\d+ problems?\.", number)
    kept = LAST.fullmatch(last)
    assert kept
    found = [SAID.fullmatch(line) for line in problems if not MORE.fullmatch(line)]
    assert found
    assert all(found), problems
    named = [
        problem
        for problem in found
        if problem and problem["code"] in bad.codes and problem["file"] == (FRAME if bad.in_frame else EXPORT)
    ]
    assert named, stderr
    if "wrong codes everywhere" and bad.row is not None and len(problems) < 20:
        assert bad.row in {int(problem["row"]) for problem in named if problem["row"]}, stderr
    return {problem["code"] for problem in found if problem}, Path(kept[1])


def kept_with_its_report(folder: Path, bad: Damaged, export: Export) -> set[str]:
    """The codes of the reports beside a file in quarantine, which is there byte for byte."""
    assert {path.name for path in folder.iterdir()} == {"export", "frame", "report.json", "report.txt"}
    assert (folder / "export").read_bytes() == bad.export
    assert (folder / "frame").read_bytes() == bad.frame
    written, in_words = ((folder / name).read_text("utf-8") for name in ("report.json", "report.txt"))
    report = json.loads(written)
    assert report["ok"] is False
    codes = {problem["code"] for problem in report["problems"]}
    places = {
        (problem["row"], heading)
        for problem in report["problems"]
        if problem["code"] in bad.codes and problem["file"] == ("frame" if bad.in_frame else "export")
        for heading in (None, *re.split(r"[ ()]+", problem["question"] or ""))
    }
    assert bad.row is None or (bad.row, bad.question) in places
    assert bad.row is not None or bad.question in {heading for _, heading in places}
    for text in (written, in_words):
        gives_nobody_away(text, export)
    assert in_words.startswith("Deze export is niet verwerkt. Er is niets veranderd aan wat er al was.")
    assert all(WORDS[code][0] in in_words and WORDS[code][1] in in_words for code in codes)
    assert any(codes & fail for _, fail in BLOCKING.values()), "a check has to fail where it is dropped"
    return codes


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_export_is_refused_clearly_and_nothing_else_changes(
    home: Cli, met: Met, tmp_path: Path, kind: str
) -> None:
    content, before = hashes(home.home, without=("quarantine",)), untouched(home.home)
    for number in range(KINDS[kind][0]):
        export, bad = damaged(kind, number)
        (tmp_path / EXPORT).write_bytes(bad.export)
        (tmp_path / FRAME).write_bytes(bad.frame)
        finished = home.here(
            "add", tmp_path / EXPORT, "--wave", "2017", "--frame", tmp_path / FRAME, "--home", home.home
        )
        assert (finished.exit_code, finished.stdout) == (1, ""), (number, finished.output[:1000])
        assert len(finished.stderr) < LONGEST, (number, len(finished.stderr), finished.stderr[:3000])
        gives_nobody_away(finished.stderr, export)
        codes, folder = said_clearly(finished.stderr, bad)
        assert codes == kept_with_its_report(folder, bad, export)
        assert untouched(home.home) == before
        met.files[kind] += 1
        met.codes.update(codes)
    assert hashes(home.home, without=("quarantine",)) == content
