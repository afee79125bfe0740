"""The README stays true: its commands run in their order."""

from __future__ import annotations

import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from documented import commands, write_interviews
from running import PROJECT, Cli

README = (PROJECT / "README.md").read_text(encoding="utf-8")
COMMANDS = commands(README)


def test_every_infopos_command_of_the_readme_runs_in_its_order(
    own_sample: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a home in which ``make run`` has made the sample waves."""
    sample = PROJECT / "data" / "infopos" / "2017"
    shutil.copy(sample / "export.csv", tmp_path / "results-survey.csv")
    shutil.copy(sample / "frame.csv", tmp_path / "frame.csv")
    answers = ["Tevreden", "Neutraal", "Ontevreden"] * 4
    poll = "Tijdstempel,Hoe tevreden bent u?\n" + "".join(f"1-9-2026 10:00:00,{answer}\n" for answer in answers)
    (tmp_path / "poll.csv").write_text(poll, encoding="utf-8")
    for folder in ("schemas", "data"):  # the commands declare a study of their own
        shutil.copytree(PROJECT / folder, tmp_path / "project" / folder)
    reader = replace(own_sample, extra={"INFOPOS_PROJECT": str(tmp_path / "project")})
    write_interviews(tmp_path)
    monkeypatch.chdir(tmp_path)
    typed = [shlex.split(command)[1:] for command in COMMANDS if command.startswith("infopos ")]
    named = {"check", "add", "audit", "run", "stats", "review", "release", "open", "report", "interviews"}
    assert {command[0] for command in typed} == named | {"draft", "schema", "questionnaire", "invitations", "export"}
    for command in typed:
        finished = reader.here(*command, typed="a\n" * 9 if command[:2] == ["interviews", "review"] else "")
        assert finished.exit_code == 0, finished.output
