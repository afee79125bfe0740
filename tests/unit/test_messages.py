"""What users are told has Dutch words for every English text, and stays English wherever no person reads it."""

from __future__ import annotations

import ast
import copy
import json
import pickle
import string
from pathlib import Path

import click
import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

import infopos_pipeline
from infopos_pipeline.cli import main
from infopos_pipeline.cli.summary import WARNINGS
from infopos_pipeline.cli.translated import paragraphs
from infopos_pipeline.messages import Said, in_language, joined, language_of, said
from infopos_pipeline.messages.dutch import (
    CLICK_WORDS,
    COMMANDS,
    ERRORS,
    HELP_TEXTS,
    INTERVIEWS,
    PROBLEMS,
    RELEASES,
    TEXTS,
    TRANSCRIPTS,
)
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.problems import InputError, Problem, UserError, message_of

PACKAGE = Path(infopos_pipeline.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
ERRORS_OF_USERS = {
    node.name
    for tree in MODULES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "UserError" for base in node.bases)
} | {"UserError"}


def calls(tree: ast.AST, *names: str) -> list[ast.Call]:
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in found if getattr(call.func, "id", getattr(call.func, "attr", "")) in names]


def literal_texts(tree: ast.AST) -> list[str]:
    """Texts of more than a word that are made on the spot, and not said."""
    within = {id(part) for call in calls(tree, "said") for part in ast.walk(call)}
    texts = [node for node in ast.walk(tree) if id(node) not in within]
    return [
        ast.unparse(node)
        for node in texts
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and " " in str(node.value).strip())
    ]


def sources() -> dict[str, str]:
    """Every English text with the module that says it."""
    return {
        call.args[0].value: module
        for module, tree in MODULES.items()
        for call in calls(tree, "said")
        if module != "messages/__init__.py" and isinstance(call.args[0], ast.Constant)
    }


def every_command(command: click.Command) -> list[click.Command]:
    """A command, and those that it is a group of."""
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return [command, *(found for one in inner for found in every_command(one))]


def placeholders(template: str) -> set[tuple[str, str, str]]:
    return {(name, how or "", spec or "") for _, name, spec, how in string.Formatter().parse(template) if name}


def test_every_text_is_said_from_a_literal_with_its_values():
    for module, tree in MODULES.items():
        for call in calls(tree, "said"):
            assert isinstance(call.args[0], ast.Constant), (module, call.lineno)
            given = {keyword.arg for keyword in call.keywords}
            assert {name for name, _, _ in placeholders(call.args[0].value)} == given, (module, call.lineno)


def test_every_english_text_has_a_dutch_one_and_no_dutch_one_is_orphaned():
    english = sources()
    assert len(english) > 300
    assert {text: module for text, module in english.items() if text not in TEXTS} == {}
    assert {*COMMANDS, *ERRORS, *INTERVIEWS, *PROBLEMS, *RELEASES, *TRANSCRIPTS} - set(english) == set()


def test_both_languages_fill_in_the_same_values():
    for english, dutch in TEXTS.items():
        if english not in HELP_TEXTS:
            assert placeholders(english) == placeholders(dutch), english


def test_no_text_stands_in_two_parts_of_the_catalogue():
    parts = (CLICK_WORDS, COMMANDS, ERRORS, HELP_TEXTS, INTERVIEWS, PROBLEMS, RELEASES, TRANSCRIPTS)
    assert sum(map(len, parts)) == len(TEXTS)


def test_errors_of_users_and_problems_say_nothing_that_has_no_dutch_words():
    names = (*ERRORS_OF_USERS, "Problem", "UsageError", "BadParameter", "confirm", "wrong_usage", "say_error")
    found = [
        (module, call.lineno, text)
        for module, tree in MODULES.items()
        for call in calls(tree, *names, *(["say"] if module.startswith("cli/") else []))
        for text in literal_texts(call)
    ]
    assert found == []


def test_the_search_sees_texts_that_are_not_said():
    tree = ast.parse("raise UserError(f'no {x}')\nUserError('not so')\nUserError(said('so it is', x=1))")
    assert [text for call in calls(tree, "UserError") for text in literal_texts(call)] == ["f'no {x}'", "'not so'"]


def test_every_help_text_has_a_dutch_one_and_none_is_orphaned():
    helps = [command.help or "" for command in every_command(main)]
    options = [option for command in every_command(main) for option in command.params]
    texts = {part for text in helps for part in paragraphs(text) if not part.startswith("\b")}
    texts |= {option.help for option in options if isinstance(option, click.Option) and option.help}
    assert texts - set(TEXTS) == set()
    assert set(HELP_TEXTS) - texts == {"Example:", "Examples:"}


def test_every_text_of_click_in_the_catalogue_is_one_that_click_has():
    said_by_click = {
        argument.value
        for path in Path(click.__file__).parent.glob("*.py")
        for call in calls(ast.parse(path.read_text("utf-8")), "_", "ngettext")
        for argument in call.args
        if isinstance(argument, ast.Constant)
    }
    assert set(CLICK_WORDS) - said_by_click == set()


def test_every_check_that_can_warn_has_words(declared_study, tmp_path):
    workplace = Workplace(project_folder=str(tmp_path), home_folder=str(tmp_path))
    definitions = build_definitions([declared_study], workplace)
    checks = [spec for found in definitions.assets or [] for spec in found.check_specs]  # type: ignore[union-attr]
    assert {spec.name for spec in checks if not spec.blocking} == set(WARNINGS)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "nl"}, "nl"),
        ({"LANG": "NL_be@euro"}, "nl"),
        ({"LANG": "nlx"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "nl_NL.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "nl_NL"}, "nl"),
        ({"LC_MESSAGES": "nl_NL", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "nl_NL"}, "nl"),
        ({"LC_ALL": "C", "INFOPOS_LANGUAGE": "nl"}, "nl"),
        ({"LC_ALL": "nl_NL", "INFOPOS_LANGUAGE": "en"}, "en"),
    ],
)
def test_the_language_is_that_of_the_first_variable_that_is_set(environment, language):
    assert language_of(environment) == language


def test_a_text_is_english_and_remembers_its_dutch():
    text = said("row {row}", row=3)
    assert (text, in_language(text, "en"), in_language(text, "nl")) == ("row 3", "row 3", "rij 3")
    assert json.dumps(text) == '"row 3"'
    assert type(in_language(text, "en")) is str


def test_texts_inside_texts_change_their_language_too():
    text = said("{listed} and {rest} more", listed=joined(", ", [said("row {row}", row=1), "x.csv"]), rest=2)
    assert text + said(" Did you mean '{near}'?", near="a") == "row 1, x.csv and 2 more Did you mean 'a'?"
    assert in_language(text + "!", "nl") == "rij 1, x.csv en nog 2!"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda text: pickle.loads(pickle.dumps(text))])
def test_a_copy_of_a_text_keeps_its_languages(copied):
    text = copied(joined(" ", [said("row {row}", row=3), "x"]))
    assert isinstance(text, Said)
    assert in_language(text, "nl") == "rij 3 x"


@given(st.text())
def test_whatever_is_filled_in_comes_out_as_it_went_in(value):
    text = said("found {found}; ", found=value)
    assert in_language(text, "en") == f"found {value}; "
    assert in_language(text, "nl") == f"gevonden {value}; "
    assert in_language(joined(value, [value, value]), "nl") == value * 3


def test_a_problem_is_dutch_on_a_line_and_english_in_json():
    problem = Problem("unknown_code", "export.csv", said("a whole number"), said("Export the file again."), 3, "q", "9")
    assert in_language(problem.line, "nl") == (
        "export.csv, rij 3, vraag q: gevonden 9; verwacht een geheel getal. Exporteer het bestand opnieuw. "
        "[unknown_code]"
    )
    assert json.loads(json.dumps(problem.as_dict()))["hint"] == "Export the file again."
    assert str(InputError([problem])) == str(problem) == str(problem.line)


def test_the_message_of_an_error_for_users_keeps_its_languages():
    error = UserError(said("Nothing was changed."))
    assert str(error) == "Nothing was changed."
    assert in_language(message_of(error), "nl") == "Er is niets veranderd."
    assert message_of(OSError(2, "No such file")) == "[Errno 2] No such file"


def test_a_failure_of_a_step_keeps_its_languages_through_dagster_and_is_english_in_its_history():
    """Pins what the command line relies on: in this process Dagster hands on the text it was given."""

    @dg.op
    def fails():
        raise dg.Failure(said("Nothing was changed."))

    @dg.job
    def job():
        fails()

    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        (event,) = result.filter_events(lambda found: found.is_step_failure)
        failure = event.step_failure_data.user_failure_data
        stored = [
            entry.dagster_event.step_failure_data.user_failure_data.description
            for entry in instance.all_logs(result.run_id)
            if entry.dagster_event and entry.dagster_event.is_step_failure
        ]
    assert in_language(failure.description, "nl") == "Er is niets veranderd."
    assert stored == ["Nothing was changed."]
