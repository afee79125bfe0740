"""A thousand damaged exports: each ends in a clear message, in quarantine, and with nothing else touched.

What is damaged and how is in :mod:`damage`; here each goes through ``infopos add`` into a home with waves in it. What
looks damaged and is a good file all the same gives what the undamaged one gives.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from damage import CANARY, FRAME_HEADINGS, KINDS, WAVE, Damaged, bound, damaged, lines, strict
from random_exports import Export, make_export
from running import PROGRAM, PROJECT, Cli, Ran, hashes, outputs

from infopos_pipeline.orchestration.arrivals import take_in
from infopos_pipeline.orchestration.checks import BLOCKING
from infopos_pipeline.project import Home
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.reporting.problem_text import WORDS
from infopos_pipeline.study import load_study

EXPORT, FRAME = "results-survey.csv", "frame.csv"
STUDY = load_study(PROJECT / "schemas" / "infopos")
LONGEST = 20_000
"""Characters of a message that somebody still reads to its end."""
SAID = re.compile(
    rf"(?P<file>{EXPORT}|{FRAME})(, row \d+)?(, question .+?)?: (found .+?; )?expected .+?\. .+[.?)] \[(?P<code>\w+)\]"
)
MORE = re.compile(rf"({EXPORT}|{FRAME}): \d+ more like these; infopos check --json lists them all\. \[\w+\]")
LAST = re.compile(r"Nothing was stored\. The file and this report are in (\S+)\.")


@dataclass(frozen=True)
class Waves:
    """A home with waves in it, and what every file of it but those in quarantine/ was like."""

    cli: Cli
    content: dict[str, str]
    files: dict[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Met:
    """What became of the damaged exports: files of each kind, and how many of them each code was said of."""

    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def met() -> Met:
    return Met()


@pytest.fixture(scope="module")
def waves(sample: Ran, tmp_path_factory: pytest.TempPathFactory) -> Waves:
    """A copy of the home with the sample waves."""
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copytree(sample.cli.home, folder / "home")
    cli = Cli(sample.cli.user, folder / "home")
    return Waves(cli, hashes(cli.home, without=("quarantine",)), files_of(cli.home))


def files_of(home: Path) -> dict[str, tuple[int, int, int]]:
    """Of every file outside quarantine/: which it is on the disk, its size, and when it was last written."""
    files = (path for path in home.rglob("*") if path.is_file() and path.relative_to(home).parts[0] != "quarantine")
    return {str(path): (at.st_ino, at.st_size, at.st_mtime_ns) for path in files for at in [path.stat()]}


def gives_nobody_away(text: str, export: Export) -> None:
    """No part of the canary, no municipality and no token is in a text."""
    secrets = {CANARY[place : place + 6] for place in range(len(CANARY) - 5)}
    secrets |= {row["gemeente"].removesuffix(f"-{CANARY}") for row in export.frame}
    secrets |= {row["token"].removeprefix(CANARY) for row in export.frame if row["token"]}
    assert [secret for secret in secrets if secret.casefold() in text.casefold()] == []
    assert "Traceback" not in text


def said_clearly(stderr: str, bad: Damaged) -> tuple[set[str], Path]:
    """The codes of a message that says of each problem what, where, what was expected and what to do; and the last
    line's folder.
    """
    assert len(stderr) < LONGEST
    *problems, number, last = stderr.splitlines()
    found = [SAID.fullmatch(line) or line for line in problems if not MORE.fullmatch(line)]
    assert [line for line in found if isinstance(line, str)] == []
    codes = {(line["code"], line["file"]) for line in found if not isinstance(line, str)}
    assert codes & {(code, FRAME if bad.in_frame else EXPORT) for code in bad.codes}, stderr
    assert re.fullmatch(r"\d+ problems?\.", number)
    kept = LAST.fullmatch(last)
    assert kept
    return {code for code, _ in codes}, Path(kept[1])


def kept_with_its_reports(folder: Path, bad: Damaged, export: Export) -> set[str]:
    """The codes in the reports beside a file in quarantine, which lies there byte for byte."""
    assert {path.name for path in folder.iterdir()} == {"export", "frame", "report.json", "report.txt"}
    assert (folder / "export").read_bytes() == bad.export
    assert (folder / "frame").read_bytes() == bad.frame
    listed, in_words = ((folder / name).read_text("utf-8") for name in ("report.json", "report.txt"))
    gives_nobody_away(listed + in_words, export)
    problems = json.loads(listed)["problems"]
    own = [p for p in problems if p["code"] in bad.codes and p["file"] == ("frame" if bad.in_frame else "export")]
    places = {(p["row"], heading) for p in own for heading in re.findall(r"[^\s()]+", p["question"] or "none")}
    assert bad.row is None or bad.row in {row for row, _ in places}
    assert bad.question is None or (bad.row, bad.question) in places or bad.row is None
    codes = {problem["code"] for problem in problems}
    assert in_words.startswith("Deze export is niet verwerkt.")
    assert [code for code in codes if WORDS[code][0] not in in_words or WORDS[code][1] not in in_words] == []
    assert any(codes & failing for _, failing in BLOCKING.values()), "where it is dropped, a check has to fail"
    return codes


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_export_is_refused_clearly_and_nothing_else_changes(
    waves: Waves, met: Met, tmp_path: Path, kind: str
) -> None:
    for number in range(KINDS[kind][0]):
        good, bad = damaged(kind, number)
        (tmp_path / EXPORT).write_bytes(bad.export)
        (tmp_path / FRAME).write_bytes(bad.frame)
        finished = waves.cli.here("add", tmp_path / EXPORT, "--wave", WAVE, "--frame", tmp_path / FRAME)
        assert (finished.exit_code, finished.stdout) == (1, ""), f"{kind} {number}: {finished.output}"
        gives_nobody_away(finished.stderr, good)
        codes, folder = said_clearly(finished.stderr, bad)
        assert codes == kept_with_its_reports(folder, bad, good)
        assert files_of(waves.cli.home) == waves.files
        met.kinds[kind] += 1
        met.codes.update(codes)
    assert hashes(waves.cli.home, without=("quarantine",)) == waves.content


def test_they_are_a_thousand(met: Met, record_property) -> None:
    assert sum(number for number, _ in KINDS.values()) == 1000
    said = ", ".join(f"{code} {number}" for code, number in met.codes.most_common())
    record_property(
        "shown",
        f"damaged exports\n{met.kinds.total()} of {len(met.kinds)} kinds were refused and nothing else changed; "
        f"{len(met.codes)} problem codes, said of so many files: {said}",
    )


@pytest.mark.parametrize("kind", ["cut within a row", "a wrong code", "an empty row", "no headings", "frame: nothing"])
def test_what_is_dropped_meets_the_same_as_what_is_added(waves: Waves, tmp_path: Path, kind: str) -> None:
    good, bad = damaged(kind, 0)
    (tmp_path / EXPORT).write_bytes(bad.export)
    (tmp_path / FRAME).write_bytes(bad.frame)
    waves.cli.here("add", tmp_path / EXPORT, "--wave", WAVE, "--frame", tmp_path / FRAME, "--home", tmp_path / "added")
    arrived = take_in(Home(tmp_path / "dropped"), STUDY, WAVE, bad.export, bad.frame, make_room=pytest.fail)
    assert arrived.landed is None
    gives_nobody_away("\n".join(map(str, arrived.problems)), good)
    assert hashes(tmp_path / "dropped") == hashes(tmp_path / "added")


HUGE = {
    "a cell of 20 MB": make_export(1, plain=True).with_cell(2, "tevr", "A" * 20_000_000),
    "a name of 20 MB": make_export(1, plain=True).with_cell(2, "gemeente", "é" * 10_000_000),
    "a heading of 20 MB": replace(export := make_export(1), headings=["x" * 20_000_000, *export.headings[1:]]),
    "a million columns": replace(export, headings=[*export.headings, *(f"x{n}" for n in range(1_000_000))]),
    "a million short rows": replace(export, rows=[["x"]] * 1_000_000),
    "a million empty rows": replace(export, rows=[[]] * 1_000_000),
}


@pytest.fixture(scope="module")
def usual_memory(tmp_path_factory: pytest.TempPathFactory) -> int:
    """Bytes that a small bad file takes."""
    return memory(make_export(1).with_cell(2, "tevr", "A9"), tmp_path_factory.mktemp("small"))


def memory(export: Export, folder: Path) -> int:
    """The most bytes at once that the program took to refuse an export."""
    file, frame = export.write(folder)
    cli = Cli(folder / "user", folder / "home")
    process = subprocess.Popen(
        [PROGRAM, "add", file, "--wave", WAVE, "--frame", frame],
        env=cli.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    with process.stderr as stderr:
        said = stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 1
    assert "Nothing was stored" in said
    assert len(said) < LONGEST
    return used.ru_maxrss * 1024


@pytest.mark.parametrize("what", HUGE)
def test_a_huge_file_is_refused_in_memory_that_follows_from_its_size(
    usual_memory: int, tmp_path: Path, what: str, record_property
) -> None:
    taken = memory(HUGE[what], tmp_path)
    size = len(HUGE[what].content)
    assert taken < usual_memory + 30 * size, (usual_memory, taken, size, (taken-usual_memory)/size)
    print(what, usual_memory, taken, size, (taken-usual_memory)/size)
