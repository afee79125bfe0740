"""What a user types wrong: exit 2 for wrong usage, exit 1 for what is not there, and never a traceback."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click import Command, Group
from running import PROJECT, Cli

from infopos_pipeline.cli import main


def commands_of(group: Group, before: str = "") -> dict[str, Command]:
    """Every command by what is typed for it, those of groups too."""
    found = {before + name: command for name, command in group.commands.items()}
    inner = [commands_of(one, f"{name} ") for name, one in found.items() if isinstance(one, Group)]
    return found | {name: command for own in inner for name, command in own.items()}


COMMANDS = commands_of(main)
WAVES = ["2017/18", "..", "Wave", "", " ", "a b", "é", "a.b"]


def said(cli: Cli, *arguments: str | Path, exit_code: int) -> str:
    finished = cli.here(*arguments)
    assert finished.exit_code == exit_code, finished.output
    assert "Traceback" not in finished.output
    assert not cli.home.exists() or not cli.home.is_dir() or not list(cli.home.iterdir())
    return finished.stderr


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_of_every_command_shows_an_example(infopos: Cli, command: str) -> None:
    shown = infopos.here(*command.split(), "--help")
    assert shown.exit_code == 0
    assert re.search(rf"infopos {command}\b", shown.output.partition("\n")[2]), shown.output


def test_help_lists_the_commands_of_the_design(infopos: Cli) -> None:
    shown = infopos.done("--help")
    for command in ("run", "check", "add", "audit", "dev"):
        assert re.search(rf"^  {command} ", shown, re.MULTILINE)
    assert "infopos run" in shown


def test_every_option_says_what_it_is_for() -> None:
    for command in COMMANDS.values():
        for parameter in command.params:
            assert parameter.param_type_name == "argument" or parameter.help, (command.name, parameter.name)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_an_unknown_option_is_wrong_usage(infopos: Cli, command: str) -> None:
    assert "No such option" in said(infopos, *command.split(), "--no-such-option", exit_code=2)


@pytest.mark.parametrize(
    "arguments", [["no-such-command"], ["add"], ["add", "x.csv"], ["check"], ["dev", "--port", "x"]]
)
def test_what_is_missing_or_unknown_is_wrong_usage(infopos: Cli, arguments: list[str]) -> None:
    assert said(infopos, *arguments, exit_code=2)


@pytest.mark.parametrize("wave", WAVES, ids=repr)
def test_a_name_that_no_wave_can_have_is_wrong_usage(infopos: Cli, wave: str) -> None:
    sample = PROJECT / "data/infopos/2017"
    export = [sample / "export.csv", "--frame", sample / "frame.csv"]
    for arguments in (["run"], ["audit"], ["check", *export], ["add", *export]):
        assert "wave" in said(infopos, *arguments, "--wave", wave, exit_code=2)


def test_wrong_usage_of_the_program_itself_exits_2_without_a_traceback(infopos: Cli) -> None:
    finished = infopos("add", "x.csv", "--wave", "../2017")
    assert finished.returncode == 2
    assert "Traceback" not in finished.stderr


def test_a_study_that_is_not_there_is_named_with_those_that_are(infopos: Cli) -> None:
    message = said(infopos, "run", "--study", "infopoz", exit_code=1)
    assert "infopoz" in message
    assert "Did you mean 'infopos'?" in message


def test_a_folder_without_declarations_is_no_project(infopos: Cli, tmp_path: Path) -> None:
    for given in (tmp_path, tmp_path / "not-there"):
        assert "schemas/" in said(infopos, "run", "--project", given, exit_code=1)
    finished = Cli(infopos.user, infopos.home, {"INFOPOS_PROJECT": ""})("run", cwd=tmp_path)
    assert finished.returncode == 1
    assert "schemas/" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_project_without_studies_says_so(infopos: Cli, tmp_path: Path) -> None:
    (tmp_path / "project" / "schemas").mkdir(parents=True)
    assert "No study" in said(infopos, "run", "--project", tmp_path / "project", exit_code=1)


def test_a_mistake_in_a_declaration_is_said_with_file_line_and_field(infopos: Cli, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "schemas", tmp_path / "project" / "schemas")
    study = tmp_path / "project" / "schemas" / "infopos" / "questionnaire.yaml"
    study.write_text(study.read_text("utf-8").replace("page: 2", "pagina: 2", 1), "utf-8")
    message = said(infopos, "check", "x.csv", "--project", tmp_path / "project", exit_code=1)
    line = next(n for n, text in enumerate(study.read_text("utf-8").splitlines(), start=1) if "pagina" in text)
    assert "questionnaire.yaml" in message
    assert "pagina" in message or "page" in message
    assert re.search(rf"\b({line}|{line - 2})\b", message), message


@pytest.mark.parametrize("command", ["run", "add"])
def test_a_home_that_is_a_file_is_said_clearly(infopos: Cli, tmp_path: Path, command: str) -> None:
    sample = PROJECT / "data/infopos/2017"
    arguments = [sample / "export.csv", "--frame", sample / "frame.csv", "--wave", "2019"] if command == "add" else []
    infopos.home.write_text("no folder")
    assert str(infopos.home) in said(infopos, command, *arguments, exit_code=1)
    assert infopos.home.read_text() == "no folder"


def test_a_wave_that_never_landed_is_named_with_those_that_did(own_sample: Cli) -> None:
    finished = own_sample.here("run", "--wave", "1999")
    assert finished.exit_code == 1
    assert "1999" in finished.stderr
    assert "2017" in finished.stderr


def test_audit_before_the_first_run_says_what_to_do(infopos: Cli) -> None:
    assert "infopos run" in said(infopos, "audit", exit_code=1)
    assert "infopos run" in said(infopos, "audit", "--json", "--wave", "2017", exit_code=1)


def test_a_key_that_others_can_read_is_refused(infopos: Cli, tmp_path: Path) -> None:
    infopos.user.mkdir()
    key = infopos.user / "pseudonym.key"
    key.write_text("00" * 32)
    key.chmod(0o644)
    finished = infopos.here("run")
    assert finished.exit_code == 1
    assert "chmod 600" in finished.stderr
    assert "Traceback" not in finished.output


def test_a_damaged_warehouse_is_said_clearly(own_sample: Cli) -> None:
    (own_sample.home / "warehouse/warehouse.duckdb").write_bytes(b"no database" * 99)
    finished = own_sample.here("run")
    assert finished.exit_code == 1
    assert "warehouse" in finished.stderr
    assert "Traceback" not in finished.output
