"""``infopos stats``: one registered test by hand, on tables good and bad, anywhere."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from running import PROGRAM, THEIRS, Cli

from infopos_pipeline.cli import main
from infopos_pipeline.statistics import registry

NAMES = (
    "chi_square",
    "fisher",
    "spearman",
    "kendall",
    "mann_whitney_asymptotic",
    "mann_whitney_exact",
    "linear_by_linear",
    "linear_by_linear_exact",
    "student",
    "welch",
    "kruskal",
    "jonckheere",
    "cochran_armitage",
    "mcnemar_exact",
    "marginal_homogeneity_exact",
    "wilcoxon_signed_rank_exact",
    "boschloo",
    "permutation_means",
)
FIELDS = [
    "test",
    "statistic",
    "df",
    "p_value",
    "p_low",
    "p_high",
    "effect",
    "effect_name",
    "effect_low",
    "effect_high",
    "n",
    "reason",
]
NUMBERS = [field for field in FIELDS if field not in ("test", "effect_name", "n", "reason")]


def outside(folder: Path, *arguments: str, given: bytes = b"", **extra: str) -> subprocess.CompletedProcess[bytes]:
    """The program in an empty folder, for a user without project, home and key; every warning is an error."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(THEIRS)}
    return subprocess.run(
        [PROGRAM, "stats", *arguments],
        cwd=folder,
        env=kept | {"HOME": str(folder), "PYTHONWARNINGS": "error"} | extra,
        input=given,
        capture_output=True,
        timeout=170,
        check=False,
    )


def here(*arguments: str, given: str | bytes | None = None) -> Result:
    """The command in this process."""
    finished = CliRunner().invoke(main, ["stats", *arguments], input=given)
    assert finished.exception is None or isinstance(finished.exception, SystemExit), finished.exception
    assert "Traceback" not in finished.output
    return finished


def strict(text: str) -> Any:
    """JSON as the standard has it: without NaN and Infinity."""

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    return json.loads(text, parse_constant=refuse)


def of_lines(test: str, lines: Sequence[str | bytes], *arguments: str) -> list[Mapping[str, Any]]:
    """What each line of standard input gave."""
    given = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    finished = here(test, "--counts", "-", *arguments, given=given)
    assert finished.exit_code == 0
    assert finished.stderr == ""
    answers = [strict(line) for line in finished.stdout.splitlines()]
    assert len(answers) == len(lines)
    for answer in answers:
        assert list(answer) == FIELDS
        assert answer["test"] == test
    return answers


def of(test: str, table: str, *arguments: str) -> Mapping[str, Any]:
    """What one table gave."""
    finished = here(test, "--counts", table, *arguments)
    assert finished.exit_code == 0, finished.output
    assert finished.stderr == ""
    assert finished.stdout.count("\n") == 1
    answer: Mapping[str, Any] = strict(finished.stdout)
    return answer


# Where it runs


def test_it_needs_no_project_and_no_home_and_makes_none(tmp_path: Path) -> None:
    finished = outside(tmp_path, "fisher", "--counts", "[[3,1],[1,3]]", PYTHONWARNINGS="default")
    assert finished.returncode == 0
    assert finished.stderr == b""
    answer = strict(finished.stdout.decode())
    assert list(answer) == FIELDS
    assert answer["p_value"] == pytest.approx(34 / 70)  # Fisher's tea: 16 + 16 + 1 + 1 of 70
    assert list(tmp_path.iterdir()) == []


def test_many_lines_cost_one_start_and_any_bytes_are_a_line(tmp_path: Path) -> None:
    random.seed(3)
    tables = [[[random.randint(0, 12) for _ in range(3)] for _ in range(2)] for _ in range(300)]
    lines = [json.dumps(table).encode() for table in tables]
    lines[10] = b"\xff\xfe\x00 no text"
    lines[20] = b"\xef\xbb\xbf" + lines[20]
    finished = outside(tmp_path, "mann_whitney_exact", "--counts", "-", given=b"\n".join(lines), LC_ALL="C")
    assert finished.returncode == 0
    assert finished.stderr == b""
    answers = [strict(line) for line in finished.stdout.decode().splitlines()]
    assert len(answers) == 300
    for place, (table, answer) in enumerate(zip(tables, answers, strict=True)):
        assert answer["n"] == (None if place == 10 else sum(map(sum, table)))
    assert list(tmp_path.iterdir()) == []


def test_every_line_runs_its_test_once(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []

    def counted(name: str, table: Any, run: Any = registry.run_test) -> Any:
        runs.append(name)
        return run(name, table)

    monkeypatch.setattr(registry, "run_test", counted)
    of_lines("student", ["[[3,1,2],[1,3,9]]"] * 40)
    assert runs == ["student"] * 40


# What it knows


def test_the_list_names_every_test_with_its_conventions() -> None:
    finished = here("--list")
    assert finished.exit_code == 0
    listed = [line for line in finished.stdout.splitlines() if line and not line.startswith(" ")]
    assert tuple(listed) == NAMES
    said = dict(zip(listed, finished.stdout.split("\n  ")[1::2], strict=True))
    assert set(said) == set(NAMES)
    for test, words in {
        "chi_square": ["no continuity correction", "Yates"],
        "fisher": ["no more likely than the observed", "sample odds ratio"],
        "mann_whitney_asymptotic": ["ties", "no continuity correction"],
        "mann_whitney_exact": ["ties as observed"],
        "linear_by_linear": ["(n - 1)r²", "no continuity correction"],
        "linear_by_linear_exact": ["|T - E(T)|"],
        "jonckheere": ["Ordered rows"],
        "cochran_armitage": ["Ordered rows", "no continuity correction"],
        "kendall": ["no continuity correction"],
        "boschloo": ["2×2"],
        "mcnemar_exact": ["2×2"],
        "marginal_homogeneity_exact": ["Square table", "after minus before"],
        "wilcoxon_signed_rank_exact": ["Square table", "who did not change left out"],
        "permutation_means": ["Two rows"],
        "welch": ["Satterthwaite"],
        "student": ["pooled variance"],
    }.items():
        for word in words:
            assert word in said[test], (test, word)


@pytest.mark.parametrize("test", NAMES)
def test_every_test_of_the_design_answers_with_the_fields_of_the_design(test: str) -> None:
    answer = of(test, "[[9,2],[6,8]]")
    assert list(answer) == FIELDS
    assert (answer["test"], answer["n"]) == (test, 25)
    assert 0 < answer["p_value"] < 1
    assert answer["effect_name"]
    assert answer["p_low"] is answer["p_high"] is None
    assert all(answer[field] is None or isinstance(answer[field], float) for field in NUMBERS)
    assert isinstance(answer["n"], int)


def test_scores_may_come_with_the_option_or_with_the_line_which_goes_before() -> None:
    by_option = of("student", "[[9,3,2],[4,8,5]]", "--scores", "[0,1,10]")
    by_line, other, default = of_lines(
        "student",
        [
            '{"counts": [[9,3,2],[4,8,5]], "scores": [0,1,10]}',
            "[[9,3,2],[4,8,5]]",
            '{"counts": [[9,3,2],[4,8,5]], "scores": null}',
        ],
        "--scores",
        "[0,1,99]",
    )
    assert by_line == by_option
    assert other["p_value"] not in (by_line["p_value"], default["p_value"])
    assert default == of("student", "[[9,3,2],[4,8,5]]") == of("student", "[[9,3,2],[4,8,5]]", "--scores", "[1,2,3]")


# Bad input


BAD = {
    "nothing": "",
    "blanks": "   ",
    "no JSON": "drie",
    "half a table": "[[1,2],[3",
    "two tables": "[[1,2],[3,4]] [[1,2],[3,4]]",
    "a word": '"fisher"',
    "null": "null",
    "a number": "7",
    "an object without counts": '{"tabel": [[1,2],[3,4]]}',
    "an empty object": "{}",
    "an empty table": "[]",
    "an empty row": "[[]]",
    "NaN": "[[NaN,2],[3,4]]",
    "infinity": "[[Infinity,2],[3,4]]",
    "too large for a float": "[[1e400,2],[3,4]]",
    "a negative count": "[[-1,2],[3,4]]",
    "a fraction": "[[1.5,2],[3,4]]",
    "text for a count": '[["1",2],[3,4]]',
    "true for a count": "[[true,2],[3,4]]",
    "null for a count": "[[null,2],[3,4]]",
    "unequal rows": "[[1,2],[3]]",
    "rows of rows": "[[[1,2]],[[3,4]]]",
    "too many respondents": "[[20000001,2],[3,4]]",
    "4000 digits": f"[[{'9' * 4000},2],[3,4]]",
    "5000 digits": f"[[{'9' * 5000},2],[3,4]]",
    "very deep": "[" * 100_000,
    "too few scores": '{"counts": [[1,2],[3,4]], "scores": [1]}',
    "NaN for a score": '{"counts": [[1,2],[3,4]], "scores": [1, NaN]}',
    "a huge score": '{"counts": [[1,2],[3,4]], "scores": [1, 1e300]}',
    "scores that are no list": '{"counts": [[1,2],[3,4]], "scores": "ab"}',
}


@pytest.mark.parametrize("test", ["fisher", "student", "boschloo"])
def test_a_bad_line_gives_a_reason_and_the_next_goes_on(test: str) -> None:
    good = "[[9,3],[4,8]]"
    answers = of_lines(test, [line for bad in BAD.values() for line in (bad, good)])
    expected = of(test, good)
    for name, bad, after in zip(BAD, answers[::2], answers[1::2], strict=True):
        assert bad["reason"], name
        assert len(bad["reason"]) < 200, name
        assert all(bad[field] is None for field in FIELDS if field not in ("test", "reason")), name
        assert after == expected, name


@pytest.mark.parametrize("table", [bad for bad in BAD.values() if bad != "-"], ids=BAD)
def test_a_bad_table_ends_with_exit_1_and_one_line_that_says_why(table: str) -> None:
    finished = here("fisher", "--counts", table)
    assert finished.exit_code == 1
    assert finished.stdout == ""
    assert finished.stderr.startswith("infopos: ")
    assert finished.stderr.count("\n") == 1


def test_scores_that_are_no_json_are_told_from_counts_that_are_none() -> None:
    for scores, counts, said in (("x", "[[1,2],[3,4]]", "--scores is not JSON"), ("[1,2]", "x", "This is not JSON")):
        finished = here("fisher", "--counts", counts, "--scores", scores)
        assert finished.exit_code == 1
        assert said in finished.stderr


POOR = {
    "nobody": "[[0,0],[0,0]]",
    "an empty group": "[[0,0],[3,4]]",
    "an empty category": "[[0,2],[0,4]]",
    "one category": "[[3],[4]]",
    "one group": "[[3,4]]",
    "one cell": "[[5]]",
    "one respondent": "[[1,0],[0,0]]",
    "two respondents": "[[1,0],[0,1]]",
    "no overlap": "[[5,0],[0,5]]",
    "equal scores": '{"counts": [[1,2],[3,4]], "scores": [2,2]}',
    "whole floats": "[[1.0,2.0],[3.0,4.0]]",
    "three groups": "[[1,2],[3,4],[5,6]]",
    "many": "[[4000,3000],[3999,3005]]",
}


@pytest.mark.parametrize("test", NAMES)
def test_a_poor_table_has_a_documented_outcome(test: str, recwarn: pytest.WarningsRecorder) -> None:
    for name, answer in zip(POOR, of_lines(test, list(POOR.values())), strict=True):
        assert isinstance(answer["n"], int), name
        assert answer["p_value"] is None or 0 <= answer["p_value"] <= 1, name
        assert answer["p_value"] is not None or answer["reason"], name
        if answer["effect"] is not None and answer["effect_low"] is not None and answer["effect_high"] is not None:
            assert answer["effect_low"] <= answer["effect"] <= answer["effect_high"], name
    assert not list(recwarn)


def test_a_test_that_does_not_suit_a_table_says_why_and_ends_well() -> None:
    answer = of("boschloo", "[[1,2,3],[4,5,6]]")
    assert answer["p_value"] is None
    assert "two rows and two columns" in answer["reason"]
    assert answer["n"] == 21


# Wrong usage


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fisher"],
        ["--counts", "[[1,2],[3,4]]"],
        ["fisher", "--counts"],
        ["fisher", "student", "--counts", "[[1,2],[3,4]]"],
        ["fisher", "--count", "[[1,2],[3,4]]", "--alpha", "0.05"],
        ["fishr", "--counts", "[[1,2],[3,4]]"],
        ["", "--counts", "[[1,2],[3,4]]"],
        ["fishr", "--counts", "-"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_exit_2(arguments: list[str]) -> None:
    finished = here(*arguments, given="[[1,2],[3,4]]\n")
    assert finished.exit_code == 2
    assert finished.stdout == ""
    assert "Error: " in finished.stderr


def test_a_test_that_is_not_there_is_answered_with_the_nearest() -> None:
    assert "Did you mean 'fisher'?" in here("fishr", "--counts", "[[1]]").stderr


def test_no_lines_give_no_lines() -> None:
    assert of_lines("fisher", []) == []


def test_the_example_of_its_help_works(infopos: Cli) -> None:
    shown = here("--help").stdout
    assert "infopos stats fisher --counts '[[3,1],[1,3]]'" in shown
    assert infopos.here("stats", "fisher", "--counts", "[[3,1],[1,3]]").exit_code == 0
    assert not infopos.home.exists()
