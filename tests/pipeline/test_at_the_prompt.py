"""What a person sees while a run works and when it is done, what a program reads of it, and the way to the report."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from random_exports import make_export
from running import PROGRAM, Cli, Ran, project_without_documents

WAVE = ["run", "--wave", "2017"]
EXPORT = make_export(91, respondents=12, plain=True)
WAVE_KEYS = ["wave", "status", "synthetic", "report", "results", "changed_verdicts", "warnings", "failures"]
KEYS = ["study", "ok", "waves", "problems", "key_made", "samples_removed", "quarantine"]


@pytest.fixture(scope="module")
def one_wave(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A home in which ``infopos run`` made one sample wave, without documents beside the page."""
    folder = tmp_path_factory.mktemp("one")
    project = project_without_documents(folder / "project", "2017")
    cli = Cli(folder / "user", folder / "home", {"INFOPOS_PROJECT": str(project)})
    cli.done_here("run")
    return cli


@pytest.fixture
def own_wave(one_wave: Cli, tmp_path: Path) -> Cli:
    """A copy of that home, for tests that change it."""
    shutil.copytree(one_wave.home, tmp_path / "home", symlinks=True)
    return replace(one_wave, home=tmp_path / "home")


def on_a_terminal(cli: Cli, arguments: Sequence[str]) -> str:
    """What a command writes on a terminal, with its control characters."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, *arguments],
        cwd=cli.user,
        env=cli.environment | {"COLUMNS": "80", "LINES": "24", "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait(170) == 0, shown
    return shown.decode()


def in_language(cli: Cli, **variables: str) -> Cli:
    return replace(cli, extra={"INFOPOS_LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", **variables})


def test_a_terminal_shows_on_one_line_which_step_of_which_wave_a_run_is_at(own_wave: Cli) -> None:
    shown = on_a_terminal(own_wave, WAVE)
    bars, summary = shown.rsplit("\x1b[?25h\r\n", 1)
    lines = [re.sub(r"\x1b\[\?25[lh]", "", line).rstrip() for line in bars.split("\r") if line.strip()]
    assert "\n" not in bars
    assert max(map(len, lines)) < 80
    steps = [re.fullmatch(r"\[[#-]{24}\]  wave 2017: (.+) \(step (\d+) of (\d+)\)", line) for line in lines[1:]]
    assert lines[0].endswith("starting")
    assert all(steps)
    numbers = [int(step[2]) for step in steps if step]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {int(step[3]) for step in steps if step} == {len(numbers)}
    doing = [step[1] for step in steps if step]
    assert doing[0] == "reading and checking"
    assert doing[-1] == "writing the report"
    assert {"counting", "calculating and testing", "making tables", "drawing charts"} < set(doing)
    assert summary.startswith("Wave 2017 of infopos is done (synthetic sample data).")


def test_a_run_in_a_pipe_shows_no_progress_and_ends_with_what_to_open(own_wave: Cli) -> None:
    said = own_wave.done(*WAVE)
    assert re.search(r"\r|\x1b|step", said) is None
    assert f"  report   {own_wave.output('2017') / 'report.html'}\n" in said
    assert "  mind     some municipalities are recognisable" in said
    assert said.endswith("To read the last report: infopos open\n")


def test_quiet_is_silent_when_all_is_well_also_on_a_terminal_and_errors_are_said(own_wave: Cli) -> None:
    assert on_a_terminal(own_wave, [*WAVE, "--quiet"]) == ""
    failed = own_wave.here("run", "--wave", "2018", "--quiet")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "Wave 2018 has not landed" in failed.stderr


def test_json_says_of_every_wave_how_it_stands(sample: Ran) -> None:
    said = json.loads(sample.cli.done_here("run", "--json"))
    assert list(said) == KEYS
    assert [list(wave) for wave in said["waves"]] == [WAVE_KEYS] * 3
    assert {wave["status"] for wave in said["waves"]} == {"unchanged"}
    assert [wave["wave"] for wave in said["waves"]] == ["2017", "2019", "2021"]
    assert all(wave["synthetic"] and Path(wave["report"]).exists() for wave in said["waves"])
    assert (said["study"], said["ok"], said["key_made"]) == ("infopos", True, None)


def test_json_of_an_export_that_is_added_tells_of_the_samples_and_of_one_that_is_refused_of_its_problems(
    own_wave: Cli, tmp_path: Path
) -> None:
    path, frame = EXPORT.write(tmp_path / "good")
    said = json.loads(own_wave.done_here("add", path, "--wave", "2031", "--frame", frame, "--json"))
    assert said["samples_removed"] == ["2017"]
    assert [(wave["wave"], wave["status"], wave["synthetic"]) for wave in said["waves"]] == [("2031", "done", False)]
    path.write_bytes(b"")
    refused = own_wave.here("add", path, "--wave", "2033", "--frame", frame, "--json")
    told = json.loads(refused.stdout)
    assert (refused.exit_code, refused.stderr, told["ok"]) == (1, "", False)
    assert [problem["code"] for problem in told["problems"]] == ["empty_file"]
    assert told["waves"][0]["status"] == "failed"
    assert (Path(told["quarantine"]) / "report.json").exists()


def test_a_verdict_that_changed_since_the_last_run_is_named(own_wave: Cli) -> None:
    results = own_wave.output("2017") / "results.csv"
    lines = results.read_text("utf-8").splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if ",verdict,,supported," in line)
    hypothesis = lines[place].split(",")[3]
    lines[place] = lines[place].replace(",supported,", ",inconclusive,")
    results.write_text("".join(lines), "utf-8")
    said = own_wave.done_here(*WAVE)
    assert re.findall(r"  changed  (.*)", said) == [
        f"the verdict on {hypothesis} (as published): inconclusive became supported"
    ]


def test_open_prints_the_last_report_where_there_is_no_display_and_each_as_it_is_asked_for(sample: Ran) -> None:
    report = sample.cli.output("2021") / "report.html"
    assert sample.cli.done("open") == f"{report}\n"
    there = replace(sample.cli, extra={"DISPLAY": ":9"})
    assert there.done("open", "--print", "--wave", "2017") == f"{there.output('2017') / 'report.html'}\n"


def test_open_hands_the_report_to_the_desktop(sample: Ran, tmp_path: Path) -> None:
    opener, opened = tmp_path / "bin" / "xdg-open", tmp_path / "opened"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > "{opened}.part"\nmv "{opened}.part" "{opened}"\n')
    opener.chmod(0o755)
    path = f"{opener.parent}{os.pathsep}{os.environ['PATH']}"
    assert replace(sample.cli, extra={"DISPLAY": ":9", "PATH": path}).done("open", "--wave", "2019") == ""
    for _ in range(1000):
        if opened.exists():
            break
        subprocess.run(["sleep", "0.01"], check=True)
    assert opened.read_text() == str(sample.cli.output("2019") / "report.html")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "There is no report.html yet. Make it: infopos run"),
        (["--wave", "2019"], "Wave 2019 has not landed (there are: none)."),
        (["--format", "word"], "There is no report.docx yet. Make it: infopos run"),
    ],
)
def test_open_says_what_to_do_when_there_is_no_report(infopos: Cli, arguments: list[str], message: str) -> None:
    said = infopos.here("open", *arguments)
    assert (said.exit_code, said.stderr) == (1, f"infopos: {message}\n")


def completed(cli: Cli, line: str) -> list[str]:
    """What click's completion protocol answers for a line of words, the last of which is being typed."""
    words = line.split(" ")
    asked = {"_INFOPOS_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    finished = subprocess.run(
        [PROGRAM], env=cli.environment | asked, cwd=cli.user, capture_output=True, text=True, timeout=60, check=True
    )
    assert finished.stderr == ""
    return finished.stdout.split()


def test_a_shell_completes_landed_waves_studies_and_files(sample: Ran) -> None:
    assert completed(sample.cli, "infopos run --wave 20") == ["plain,2017", "plain,2019", "plain,2021"]
    assert completed(sample.cli, "infopos run --study infopos --wave 2019") == ["plain,2019"]
    assert completed(sample.cli, "infopos run --study info") == ["plain,infopos"]
    assert completed(sample.cli, "infopos run --study nosuch --wave 20") == []
    assert completed(sample.cli, "infopos add exp") == ["file,exp"]


@pytest.mark.parametrize("variables", [{"INFOPOS_HOME": "/nowhere/at/all"}, {"INFOPOS_PROJECT": "/nowhere/at/all"}])
def test_completion_of_nothing_says_nothing(sample: Ran, variables: dict[str, str]) -> None:
    assert completed(replace(sample.cli, extra=variables), "infopos run --wave 20") == []


def test_the_script_completes_a_wave_in_bash_itself(sample: Ran) -> None:
    script = sample.cli.done_here("completion", "bash")
    typed = "COMP_WORDS=(infopos open --wave 202); COMP_CWORD=3; _infopos_completion infopos; echo ${COMPREPLY[@]}"
    environment = sample.cli.environment | {"PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"}
    finished = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\n{typed}"], env=environment, capture_output=True, text=True, check=True
    )
    assert finished.stdout.split() == ["2021"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_a_script_too(infopos: Cli, shell: str) -> None:
    assert "_INFOPOS_COMPLETE=" in infopos.done_here("completion", shell)


def test_a_bad_file_is_said_in_the_language_of_the_locale_and_alike_in_json(infopos: Cli, tmp_path: Path) -> None:
    bad = EXPORT.with_cell(0, "gemeente", "Nergenshuizen").with_cell(0, "token", "")
    path, frame = bad.write(tmp_path / "bad")
    check = ["check", str(path), "--frame", str(frame)]
    english, dutch = in_language(infopos, LANG="en_GB.UTF-8"), in_language(infopos, LANG="nl_NL.UTF-8")
    said, told = english(*check), dutch(*check)
    assert (said.returncode, told.returncode) == (1, 1)
    place = rf"{re.escape(path.name)}, %s 2, %s \S+( \(\S+\))?: "
    assert re.fullmatch(
        place % ("row", "question") + r"expected a municipality of the frame, by token or by name\. Add the .*"
        r"\[not_in_frame\]\n1 problem\.\n",
        said.stderr,
    ), said.stderr
    assert re.fullmatch(
        place % ("rij", "vraag") + r"verwacht een gemeente van het kader, met token of naam\. Voeg de .*"
        r"\[not_in_frame\]\n1 probleem\.\n",
        told.stderr,
    ), told.stderr
    assert english(*check, "--json").stdout == dutch(*check, "--json").stdout


def test_usage_and_help_are_dutch_without_that_locale_on_the_system(infopos: Cli) -> None:
    dutch = in_language(infopos, LANG="nl_NL.UTF-8")
    wrong = dutch("add", "--no-such-option")
    assert wrong.returncode == 2
    assert "Er is geen optie '--no-such-option'." in wrong.stderr
    assert wrong.stderr.startswith("Gebruik: infopos add ")
    shown = dutch.done("run", "--help")
    assert "Verwerk metingen: van de export tot het rapport." in shown
    assert re.search(r"^  Voorbeeld: infopos run --wave 2017$", shown, re.MULTILINE)
    assert "Toon alleen fouten." in shown
    assert "Show this message" not in shown


def test_a_language_that_nothing_is_said_in_is_wrong_usage(infopos: Cli) -> None:
    said = replace(infopos, extra={"INFOPOS_LANGUAGE": "fr"}).here("audit")
    assert said.exit_code == 2
    assert "INFOPOS_LANGUAGE is 'fr'; it can be nl or en." in said.stderr


def test_a_failed_run_is_told_in_dutch_and_recorded_in_english(own_wave: Cli) -> None:
    (export,) = (own_wave.home / "landing" / "infopos" / "2017").glob("*/export")
    export.write_bytes(b"changed")
    dutch = replace(own_wave, extra={**own_wave.extra, "INFOPOS_LANGUAGE": "nl"})
    told = dutch.here(*WAVE)
    assert told.exit_code == 1
    assert "Meting 2017 van infopos is mislukt" in told.stderr
    assert "  Het bestand export van meting 2017 in de map landing is niet zoals het binnenkwam." in told.stderr
    assert "  Als dat verholpen is: infopos run --wave 2017\n" in told.stderr
    (wave,) = json.loads(dutch.here(*WAVE, "--json").stdout)["waves"]
    assert wave["status"] == "failed"
    assert wave["report"] is None
    assert wave["failures"][0].startswith("The export of wave 2017 in the landing folder is not as it arrived.")
