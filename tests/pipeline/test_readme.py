"""The README stays true: its commands run, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
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
    infopos.done("run")
    commands = [shlex.split(command)[1:] for command in COMMANDS if command.startswith("infopos ")]
    assert {command[0] for command in commands} == {"check", "add", "audit", "run", "stats", "review", "release"}
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
