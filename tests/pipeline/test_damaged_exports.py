"""A thousand damaged exports: each ends in a clear message, in quarantine, and with nothing else touched.

What is damaged and how is in :mod:`damage`; here each goes through ``infopos add`` into a home with waves in it. What
looks damaged and is a good file all the same gives what the undamaged one gives.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest
from damage import KINDS, WAVE, Damaged, damaged
from harms import CANARY, lines, strict
from other_formats import data_file, workbook
from random_exports import BINDING, ITEMS, Export, disguised, make_export
from running import (
    PROGRAM,
    PROJECT,
    Cli,
    Ran,
    hashes,
    outputs,
    project_without_documents,
    questionnaire_project,
)

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
MORE = re.compile(
    rf"({EXPORT}|{FRAME}): (?P<number>\d+) more like these; infopos check --json lists them all\. \[\w+\]"
)
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
    """A copy of the home with the sample waves; the questionnaire alone is read for every export that is refused."""
    folder = tmp_path_factory.mktemp("damaged")
    shutil.copytree(sample.cli.home, folder / "home")
    project = questionnaire_project(folder / "project")
    cli = Cli(sample.cli.user, folder / "home", {"INFOPOS_PROJECT": str(project)})
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
    assert "Traceback" not in text
    text = text.casefold()
    assert [secret for secret in secrets if secret.casefold() in text] == []


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
    more = sum(int(line["number"]) for line in map(MORE.fullmatch, problems) if line)
    assert number == ("1 problem." if len(problems) == 1 else f"{len(found) + more} problems.")
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
    assert any(bad.row in (None, row) and bad.question in (None, heading) for row, heading in places)
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
        met.kinds[kind] += 1
        met.codes.update(codes)
    assert files_of(waves.cli.home) == waves.files
    assert hashes(waves.cli.home, without=("quarantine",)) == waves.content


def test_they_are_a_thousand(met: Met, record_property) -> None:
    assert sum(number for number, _ in KINDS.values()) == 1000
    said = ", ".join(f"{code} {number}" for code, number in met.codes.most_common())
    record_property(
        "shown",
        f"damaged exports\n{met.kinds.total()} of {len(met.kinds)} kinds were refused and nothing else changed; "
        f"{len(met.codes)} problem codes, said of so many files: {said}",
    )


def test_every_problem_that_stops_a_file_fails_one_check() -> None:
    failing = Counter(code for _, codes in BLOCKING.values() for code in codes)
    assert {code for code in WORDS if failing[code] != 1} == set()


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


NARROW, WIDE = make_export(1, plain=True), make_export(2)
HUGE: dict[str, Callable[[], Export]] = {
    "a name of 10 MB": lambda: NARROW.with_cell(2, "gemeente", "é" * 5_000_000),
    "a code of 10 MB": lambda: NARROW.with_cell(2, "tevr", "A" * 10_000_000),
    "a million columns": lambda: replace(WIDE, headings=[*WIDE.headings, *(f"x{n}" for n in range(1_000_000))]),
    "a million short rows": lambda: replace(WIDE, rows=[["x"]] * 1_000_000),
    "a million empty rows": lambda: replace(WIDE, rows=[[]] * 1_000_000 + WIDE.rows),
}
MEASURED = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
print(used.ru_maxrss * 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A small process between this one and the program, which would count the memory of whoever started it as its own."""


def memory(export: Export, folder: Path) -> int:
    """The most bytes at once that the program took to refuse an export."""
    file, frame = export.write(folder)
    cli = Cli(folder / "user", folder / "home")
    finished = subprocess.run(
        [sys.executable, "-S", "-c", MEASURED, PROGRAM, "add", file, "--wave", WAVE, "--frame", frame],
        env=cli.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1, finished.stderr
    assert "Nothing was stored" in finished.stderr
    assert len(finished.stderr) < LONGEST
    return int(finished.stdout)


def test_a_huge_file_is_refused_in_memory_that_follows_from_its_size(tmp_path: Path, record_property) -> None:
    usual = memory(NARROW.with_cell(2, "tevr", "A9"), tmp_path / "small")
    shown = [f"megabytes of memory beyond the {usual // 10**6} that a small bad export takes"]
    for what, make in HUGE.items():
        export = make()
        size, more = len(export.content), memory(export, tmp_path / what) - usual
        assert more < 50_000_000 + 25 * size, f"{what}: {more} bytes more for a file of {size}"
        shown.append(f"{what}: {more // 10**6} for a file of {size // 10**6}")
    record_property("shown", "\n".join(shown))


# What looks damaged and is not


def shuffled(rng: random.Random, export: Export) -> Export:
    """Rows and columns in another order, each heading with its cells."""
    columns = rng.sample(range(len(export.headings)), len(export.headings))
    rows = [[cells[place] for place in columns] for cells in rng.sample(export.rows, len(export.rows))]
    return replace(export, headings=[export.headings[place] for place in columns], rows=rows)


def padded(rng: random.Random, export: Export) -> Export:
    """White space around codes."""
    closed, around = set(strict(export)), ["", " ", "\t", "\xa0", "\r\n"]

    def pad(heading: str, cell: str) -> str:
        return rng.choice(around) + cell + rng.choice(around) if heading in closed else cell

    return replace(export, rows=[list(map(pad, export.headings, cells)) for cells in export.rows])


def mixed_line_ends(rng: random.Random, export: Export) -> bytes:
    """Every row with a line end of its own; and perhaps many after the last one."""
    whole = [line.removesuffix(export.style.line_end.encode()) for line in lines(export)]
    return b"".join(line + rng.choice([b"\n", b"\r\n", b"\r"]) for line in whole) + b"\r\n" * rng.randrange(4)


def answers_of(content: bytes, frame: bytes) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """What each municipality answered, by its name, and the open answers."""
    read = read_answers(content, frame, STUDY.at(WAVE), (EXPORT, FRAME))
    closed = zip(read.municipalities, read.answers.astype(str).to_numpy().tolist(), strict=True)
    return dict(closed), sorted(read.open_answers.texts)


@pytest.mark.parametrize("seed", range(15))
def test_what_is_written_otherwise_and_is_whole_says_the_same(seed: int) -> None:
    rng = random.Random(seed)
    export = make_export(seed, respondents=10, plain=True)
    other = disguised(rng, padded(rng, shuffled(rng, export)))
    again = mixed_line_ends(rng, other)
    assert again != export.content
    assert answers_of(again, export.frame_content) == answers_of(export.content, export.frame_content)


def encoded(encoding: str) -> Callable[[Export], bytes]:
    return lambda export: export.content.decode("utf-8-sig").encode(encoding)


def in_words(export: Export) -> bytes:
    """Answers in full instead of codes."""
    for name, item in BINDING["items"].items():
        if "codes" in item:
            place = export.headings.index(item["column"])
            labels = {code: ITEMS[name]["options"][option]["nl"] for code, option in item["codes"].items()}
            rows = [[labels.get(c, c) if p == place else c for p, c in enumerate(cells)] for cells in export.rows]
            export = replace(export, rows=rows)
    return export.content


def with_headings(change: Callable[[str], str]) -> Callable[[Export], bytes]:
    return lambda export: replace(export, headings=[change(heading) for heading in export.headings]).content


OTHERWISE: dict[str, Callable[[Export], bytes]] = {
    "in Windows-1252": encoded("cp1252"),
    "in Latin-1": encoded("latin-1"),
    "in UTF-16 with a mark": encoded("utf-16"),
    "with answers in words": in_words,
    "with headings in capitals": with_headings(str.upper),
    "with byte order marks in the headings": with_headings("\ufeff{}".format),
    "with spaces around the headings": with_headings(" {}\xa0".format),
    "as Excel is told to read it": lambda export: b"sep=,\r\n" + export.content.removeprefix(b"\xef\xbb\xbf"),
    "as a workbook": workbook,
    "as a data file": data_file,
    "as a compressed data file": partial(data_file, compress=True),
}
"""What was damage once, or is written by another program, and is read right."""


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("how", OTHERWISE)
def test_what_is_read_of_another_encoding_wording_or_program_is_read_right(seed: int, how: str) -> None:
    export = make_export(seed, respondents=10, plain=True, too_large=False)
    content = OTHERWISE[how](export)
    assert content != export.content
    assert answers_of(content, export.frame_content) == answers_of(export.content, export.frame_content)


def outputs_of_answers(cli: Cli) -> dict[str, bytes]:
    """The outputs that say nothing of the file itself."""
    return {name: content for name, content in outputs(cli.output(WAVE)).items() if name != "provenance.json"}


def test_an_export_in_another_order_gives_the_same_outputs_byte_for_byte(infopos: Cli, tmp_path: Path) -> None:
    project = project_without_documents(tmp_path / "project")
    infopos = replace(infopos, extra={"INFOPOS_PROJECT": str(project)})
    export = make_export(41, respondents=20, plain=True)
    file, frame = export.write(tmp_path)
    infopos.done_here("add", file, "--wave", WAVE, "--frame", frame)
    first = outputs_of_answers(infopos)
    rng = random.Random(41)
    file.write_bytes(mixed_line_ends(rng, shuffled(rng, export)))
    infopos.done_here("add", file, "--wave", WAVE, "--frame", frame)
    assert first.keys() >= {"results.csv"}
    assert outputs_of_answers(infopos) == first
