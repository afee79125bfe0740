"""What a user is told when something is wrong: one :class:`Problem` a finding, collected and said at once.

Belongs here: the shape of a finding and how it reads. Not here: finding anything (ingest, quality) or printing it
(cli).
"""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from infopos_pipeline.messages import Said, joined, said

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Taken = ParamSpec("_Taken")
_Given = TypeVar("_Given")


LISTED = 100
"""Rows listed of one kind of problem in a question; a report stays bounded however bad the file."""


@dataclass(frozen=True)
class Problem:
    """One finding in a file a user gave.

    ``row`` counts as a spreadsheet does: the headings are row 1. ``found`` is never a cell of an identifying or an
    open item; whoever makes a problem leaves it out there. ``more`` are the rows like it that are not listed.
    """

    code: str
    file: str
    expected: str
    hint: str
    row: int | None = None
    question: str | None = None
    found: str | None = None
    more: int = 0

    @property
    def advice(self) -> str:
        """The hint, and of the last problem of its kind that is listed how many rows more have it."""
        if not self.more:
            return self.hint
        return said("{hint} (And {rest} more rows like this one.)", hint=self.hint, rest=self.more)

    def as_dict(self) -> dict[str, str | int | None]:
        """The JSON object of ``infopos check --json``."""
        names = ("code", "file", "row", "question", "found", "expected")
        return {name: getattr(self, name) for name in names} | {"hint": self.advice}

    @property
    def line(self) -> Said:
        """All of it on a line, which can be said in another language."""
        row = [said("row {row}", row=self.row)] if self.row is not None else []
        question = [said("question {question}", question=self.question)] if self.question is not None else []
        return said(
            "{place}: {found}expected {expected}. {hint} [{code}]",
            place=joined(", ", [self.file, *row, *question]),
            found=said("found {found}; ", found=self.found) if self.found is not None else "",
            expected=self.expected,
            hint=self.advice,
            code=self.code,
        )

    def __str__(self) -> str:
        return str(self.line)


def bounded(problems: Iterable[Problem], listed: int = LISTED) -> list[Problem]:
    """The first ``listed`` problems of one kind in a question; the last of those says how many more there are."""
    kinds: dict[tuple[str, str, str | None], list[Problem]] = {}
    more: Counter[tuple[str, str, str | None]] = Counter()
    for problem in problems:
        kind = problem.code, problem.file, problem.question
        kept = kinds.setdefault(kind, [])
        more[kind] += problem.more
        if len(kept) < listed:
            kept.append(replace(problem, more=0) if problem.more else problem)
        else:
            more[kind] += 1
    for kind, rest in more.items():
        kinds[kind][-1] = and_more(kinds[kind][-1], rest)
    return [problem for kept in kinds.values() for problem in kept]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file and row."""
    return sorted(problems, key=lambda problem: (problem.file, problem.row or 0))


def and_more(problem: Problem, rest: int) -> Problem:
    """The last problem of its kind that is listed, with so many rows more that have it."""
    return replace(problem, more=problem.more + rest) if rest > 0 else problem


def of_rows(rows: NDArray[np.intp], problem: Callable[[int], Problem]) -> Iterator[Problem]:
    """The ``problem`` of each of these rows, up to as many as are listed."""
    for place, row in enumerate(rows[:LISTED].tolist(), start=1):
        yield and_more(problem(row), len(rows) - LISTED) if place == LISTED else problem(row)


_LIKE_A_CODE = re.compile(r".|[A-Za-z]{0,2}[-_]?\d{1,4}|[-+]?\d{1,6}([.,]\d{1,6})?|-oth-")


def quotable(cell: str) -> str:
    """What a message may say of a cell: a code or a number as it stands, of anything else no more than its length.

    Where columns have shifted, names and remarks stand in the columns of codes.
    """
    if _LIKE_A_CODE.fullmatch(cell):
        return cell
    return said("a text of {length} characters", length=len(cell))


class InputError(Exception):
    """What a user gave cannot be used. Holds every problem found, and no cell that identifies anybody."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class UserError(Exception):
    """Something a user can mend by another command or setting; the message says how."""


def message_of(error: Exception) -> str:
    """The message of an error that is made for users, as it was said: ``str`` would forget its other languages."""
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)


class UnforeseenError(UserError):
    """Something went wrong that nobody foresaw; the message says what kind of error it was and where, no more."""


def discreet(function: Callable[_Taken, _Given]) -> Callable[_Taken, _Given]:
    """Let no error out of a function but those made for users: the words of any other may quote a cell.

    For whatever handles cells that name somebody. The error that takes the place of another is not linked to it, so
    that no log or history gets to its words.
    """

    @wraps(function)
    def wrapped(*given: _Taken.args, **named: _Taken.kwargs) -> _Given:
        try:
            return function(*given, **named)
        except (InputError, UserError):
            raise
        except Exception as error:
            kind, place = type(error).__name__, _last_line(error)
        # Outside the handler: an error that is raised inside one keeps the other as its context.
        raise UnforeseenError(
            said(
                "Something went wrong that was not foreseen: {kind} in {place}. What the error says may quote a cell, "
                "so it is not shown. Please tell the makers.",
                kind=kind,
                place=place,
            )
        )

    return wrapped


def _last_line(error: Exception) -> str:
    """The last line of this package that an error went through."""
    lines = [
        said("{name}, line {line}", name=name, line=line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if (name := str(frame.f_globals.get("__name__"))).partition(".")[0] == __package__
    ]
    return lines[-1]


_LONGEST_WORD = 100
"""Characters. What is longer is a text in the wrong place, and comparing one of megabytes costs gigabytes."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean 'x'?`` for the nearest known word, or an empty text."""
    near = get_close_matches(word, list(known), n=1) if len(word) <= _LONGEST_WORD else []
    return said(" Did you mean '{near}'?", near=near[0]) if near else ""
