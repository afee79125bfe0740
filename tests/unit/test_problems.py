"""How a finding reads, and how many of them are listed."""

from __future__ import annotations

import re
import traceback
import tracemalloc

import pytest

from infopos_pipeline.problems import (
    InputError,
    Problem,
    UnforeseenError,
    UserError,
    bounded,
    did_you_mean,
    discreet,
    quotable,
)

WHOLE = Problem("unknown_code", "export.csv", "one of A1, A2", "Export with codes.", 3, "doel", "A9")


def test_a_problem_reads_from_place_to_hint():
    assert str(WHOLE) == (
        "export.csv, row 3, question doel: found A9; expected one of A1, A2. Export with codes. [unknown_code]"
    )
    assert str(Problem("no_file", "x.csv", "a file", "Check it.")) == "x.csv: expected a file. Check it. [no_file]"


def test_the_json_object_has_the_contracts_keys_in_their_order():
    assert list(WHOLE.as_dict().items()) == [
        ("code", "unknown_code"),
        ("file", "export.csv"),
        ("row", 3),
        ("question", "doel"),
        ("found", "A9"),
        ("expected", "one of A1, A2"),
        ("hint", "Export with codes."),
    ]


def test_an_input_error_says_every_problem():
    error = InputError(iter([WHOLE, WHOLE]))
    assert error.problems == (WHOLE, WHOLE)
    assert str(error).splitlines() == [str(WHOLE)] * 2


def problem(row: int, question: str = "a", code: str = "x") -> Problem:
    return Problem(code, "f", "e", "h", row, question)


def test_each_kind_of_problem_in_a_question_is_bounded_by_itself_and_the_rest_counted():
    problems = [problem(row, *kind) for row in range(5) for kind in (("a", "x"), ("a", "y"), ("b", "x"))]
    kept = bounded([*problems, problem(9, "c")], 2)
    assert [(p.question, p.code, p.row) for p in kept] == [
        ("a", "x", 0), ("a", "x", 1), ("a", "y", 0), ("a", "y", 1), ("b", "x", 0), ("b", "x", 1), ("c", "x", 9),
    ]  # fmt: skip
    assert [p.advice for p in kept] == ["h", "h (And 3 more rows like this one.)"] * 3 + ["h"]


def test_few_problems_are_all_listed_as_they_are():
    problems = [problem(row) for row in range(3)]
    assert bounded(problems, 3) == problems


@pytest.mark.parametrize("cell", ["A9", "a1", "?", "X123", "-oth-", "12", "-1", "17,5", "²"])
def test_a_cell_like_a_code_or_a_number_is_quoted(cell):
    assert quotable(cell) == cell


@pytest.mark.parametrize(
    "cell", ["Gijs", "Jo", "1234 AB", "1234AB", "192.0.2.4", "a@b.nl", "0612345678", "tK4x9", "NA", "A 1"]
)
def test_a_cell_that_may_be_a_name_in_the_wrong_column_is_described(cell):
    assert quotable(cell) == f"a text of {len(cell)} characters"


def test_a_suggestion_is_made_only_for_what_is_near():
    assert did_you_mean("optons", ["options", "label"]) == " Did you mean 'options'?"
    assert did_you_mean("xyz", ["options", "label"]) == ""


def test_a_huge_text_is_compared_with_nothing():
    tracemalloc.start()
    said = did_you_mean("A" * 10_000_000, ["A1", "A2"])
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (said, used < 20_000_000) == ("", True)


def test_an_error_that_nobody_foresaw_says_its_kind_and_place_and_nothing_of_its_own():
    @discreet
    def read(cell):
        try:
            return float(cell)
        except ValueError as error:
            raise KeyError(cell) from error

    name = " ".join(["Jo", "Zwaluw"])
    with pytest.raises(UnforeseenError) as caught:
        read(name)
    said = str(caught.value)
    assert re.search(r"KeyError in infopos_pipeline\.problems, line \d+\.", said)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert name not in "".join(traceback.format_exception(caught.value))


def test_whatever_else_a_discreet_function_does_it_does_as_before():
    @discreet
    def act(error=None):
        """What it is."""
        if error:
            raise error
        return 3

    assert (act(), act.__name__, act.__doc__) == (3, "act", "What it is.")
    for error in (InputError([problem(1)]), UserError("x"), KeyboardInterrupt()):
        with pytest.raises(type(error)) as caught:
            act(error)
        assert caught.value is error
