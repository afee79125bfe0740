"""``infopos stats``: one registered test by hand, on a table of counts. Needs no study and no home."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from typing import Any

import click

from infopos_pipeline.cli.shared import main
from infopos_pipeline.cli.speaking import say_error, wrong_usage
from infopos_pipeline.messages import said
from infopos_pipeline.problems import did_you_mean, message_of


@main.command()
@click.argument("test", required=False)
@click.option("--counts", metavar="JSON", help="Rows = groups, columns = ordered categories; - reads a table a line.")
@click.option("--scores", metavar="JSON", help="A score for each column. Default: 1, 2, …")
@click.option("--list", "as_list", is_flag=True, help="Every test with its conditions.")
def stats(test: str | None, counts: str | None, scores: str | None, as_list: bool) -> None:
    """Run one test on a table of counts and print its result as JSON.

    With --counts - every line of standard input is a table, or an object with "counts" and "scores"; every line gets a
    line of JSON, a bad or an empty one with a reason.

    \b
    Examples: infopos stats fisher --counts '[[3,1],[1,3]]'
              infopos stats --list
    """
    from infopos_pipeline.statistics.registry import TESTS

    if as_list:
        for registered in TESTS.values():
            conditions = f"{registered.label['en']}. {registered.conditions}"
            click.echo(f"{registered.name}\n  {conditions}\n  {registered.reference}.")
        return
    if test is None or counts is None:
        raise wrong_usage(said("give a test and --counts, or --list."))
    if test not in TESTS:
        raise wrong_usage(said("there is no test '{test}'.{meant}", test=test, meant=did_you_mean(test, TESTS)))
    if counts == "-":
        for line in sys.stdin.buffer:
            click.echo(json.dumps(_answer(test, line.strip(), scores)))
        return
    answer = _answer(test, counts, scores)
    if answer["n"] is None:
        say_error(answer["reason"])
        sys.exit(1)
    click.echo(json.dumps(answer))


def _answer(test: str, counts: str | bytes, scores: str | None) -> dict[str, Any]:
    """The result of one table, or the same fields with the reason why there is none."""
    from infopos_pipeline.statistics.contingency import TableError, contingency_table
    from infopos_pipeline.statistics.outcome import TestResult
    from infopos_pipeline.statistics.registry import run_test

    try:
        table, own_scores = _parsed(counts, scores)
        return run_test(test, contingency_table(table, own_scores)).as_dict()
    except TableError as error:
        return {field.name: None for field in fields(TestResult)} | {"test": test, "reason": message_of(error)}


def _parsed(counts: str | bytes, scores: str | None) -> tuple[Any, Any]:
    """Counts and scores from their JSON; a line's own scores go before those of the option."""
    table = _json(said("This"), counts)
    given = None if scores is None else _json("--scores", scores)
    if isinstance(table, dict):
        return table.get("counts"), table.get("scores", given)
    return table, given


def _json(what: str, text: str | bytes) -> Any:
    from infopos_pipeline.statistics.contingency import TableError

    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TableError(said("{what} is not JSON: {error}.", what=what, error=error)) from None
