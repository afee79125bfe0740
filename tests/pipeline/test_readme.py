"""The README stays true: its commands run, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from running import PROJECT, Cli

README = (PROJECT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split(" #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    for line in block.splitlines()
    if line.strip()
]


def test_every_infopos_command_of_the_readme_runs_in_its_order(infopos: Cli, tmp_path: Path) -> None:
    sample = PROJECT / "data" / "infopos" / "2017"
    shutil.copy(sample / "export.csv", tmp_path / "results-survey.csv")
    shutil.copy(sample / "frame.csv", tmp_path / "frame.csv")
    answers = ["Tevreden", "Neutraal", "Ontevreden"] * 4
    poll = "Tijdstempel,Hoe tevreden bent u?\n" + "".join(f"1-9-2026 10:00:00,{answer}\n" for answer in answers)
    (tmp_path / "poll.csv").write_text(poll, encoding="utf-8")
    for folder in ("schemas", "data"):  # the commands declare a study of their own
        shutil.copytree(PROJECT / folder, tmp_path / "project" / folder)
    infopos = replace(infopos, extra={"INFOPOS_PROJECT": str(tmp_path / "project")})
    infopos.done("run")
    commands = [shlex.split(command)[1:] for command in COMMANDS if command.startswith("infopos ")]
    named = {"check", "add", "audit", "run", "stats", "review", "release"}
    assert {command[0] for command in commands} == named | {"draft", "schema", "questionnaire", "invitations", "export"}
    for command in commands:
        finished = infopos(*command, cwd=tmp_path)
        assert finished.returncode == 0, finished.stderr


def test_every_make_target_of_the_readme_exists() -> None:
    targets = {command.split()[1] for command in COMMANDS if command.startswith("make ")} | {"test", "bench"}
    for target in targets:
        subprocess.run(["make", "--dry-run", target], cwd=PROJECT, check=True, capture_output=True)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_every_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (PROJECT / link).exists()
