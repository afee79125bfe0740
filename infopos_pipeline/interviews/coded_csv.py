"""Coded fragments as a table: a row for each fragment and code, as a spreadsheet has them.

Headings: ``interview``, ``coder``, ``code``, ``fragment``, and where a fragment stands in a transcript more than once,
``start`` and perhaps ``end``. Not here: what codes mean (coding).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from infopos_pipeline.ingest.delimited import read_delimited
from infopos_pipeline.interviews.material import Selection
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, bounded, did_you_mean
from infopos_pipeline.study.themes import code_path

_NEEDED = ("interview", "code", "fragment")
_PLACES = ("start", "end")
_LISTED = 20
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def read_codes(content: bytes, file: str, transcripts: Mapping[str, str], coder: str | None) -> tuple[Selection, ...]:
    """The selections that a table tells, in order; ``coder`` is who coded where no column or cell says so.

    ``fragment`` is the text as it stands in the transcript of the interview, where white space may differ. It stands
    there once, or ``start`` says where: the place of its first character, from 0, in code points.

    Raises:
        InputError: everything that is wrong in it, by row and column. No problem quotes a cell.
    """
    table = read_delimited(content, file, "table")
    columns = {heading.casefold(): position for position, heading in enumerate(table.headings)}
    needed = _NEEDED if coder else ("interview", "coder", "code", "fragment")
    if missing := [name for name in needed if name not in columns]:
        found, expected = said("no column {missing}", missing=", ".join(missing)), ", ".join(needed)
        hint = said("If the column coder is missing, --coder NAME says who coded.")
        raise InputError([Problem(code="columns", file=file, found=found, expected=expected, hint=hint, row=1)])
    cells = {
        name: table.columns.column(columns[name]).to_pylist()
        for name in (*_NEEDED, "coder", *_PLACES)
        if name in columns
    }
    texts = {name: _Spaced(text) for name, text in transcripts.items()}
    selections: set[Selection] = set()
    problems: list[Problem] = []
    for row in range(table.columns.num_rows):
        of_row = {name: str(column[row]).strip() for name, column in cells.items()}
        read = _Row(of_row, file, row + table.first_row).selection(texts, coder)
        if isinstance(read, Selection):
            selections.add(read)
        else:
            problems.extend(read)
    if problems:
        raise InputError(sorted(bounded(problems, _LISTED), key=lambda one: one.row or 0))
    return tuple(sorted(selections))


@dataclass(frozen=True)
class _Spaced:
    """A transcript in which white space of any length counts as one space."""

    text: str = field(repr=False)

    @cached_property
    def _with_places(self) -> tuple[str, list[int]]:
        """The text with single spaces, and the place that each of its characters has in the transcript."""
        parts: list[str] = []
        places: list[int] = []
        for run in re.finditer(r"\S+|\s+", self.text):
            space = run[0].isspace()
            parts.append(" " if space else run[0])
            places.extend([run.start()] if space else range(run.start(), run.end()))
        return "".join(parts), places

    def find(self, fragment: str) -> list[tuple[int, int]]:
        """Where a fragment stands: from where to before where, each time."""
        text, places = self._with_places
        words = " ".join(fragment.split())
        found, at = [], text.find(words)
        while at >= 0:
            found.append((places[at], places[at + len(words) - 1] + 1))
            at = text.find(words, at + 1)
        return found

    def close(self, place: int, other: int) -> bool:
        """Whether there is no more than white space between two places."""
        return not self.text[min(place, other) : max(place, other)].strip()


@dataclass(frozen=True)
class _Row:
    """A row by what its cells say, and how its problems are told."""

    cells: Mapping[str, str] = field(repr=False)
    file: str
    number: int

    def problem(self, code: str, column: str, found: str, expected: str, hint: str) -> Problem:
        """What is wrong with a cell."""
        expected = said("in the column {column} {expected}", column=column, expected=expected)
        return Problem(code=code, file=self.file, found=found, expected=expected, hint=hint, row=self.number)

    def selection(self, texts: Mapping[str, _Spaced], coder: str | None) -> Selection | list[Problem]:
        """What the row tells, or everything that is wrong with it."""
        problems = []
        nothing = said("nothing")
        path, who = code_path(self.cells["code"]), self.cells.get("coder") or coder
        if not all(path):
            expected = said("the name of a code, or names with / between them")
            hint = said("Write which code the fragment has.")
            problems.append(self.problem("no_code", "code", nothing, expected, hint))
        if who is None:
            hint = said("Or say it with --coder NAME.")
            problems.append(self.problem("no_coder", "coder", nothing, said("who coded"), hint))
        if (interview := self.cells["interview"]) not in texts:
            near = did_you_mean(interview, texts)
            hint = said("Interviews are called as their transcripts, such as interview_01.{near}", near=near)
            found = said("another name") if interview else nothing
            expected = said("an interview with a transcript")
            return [*problems, self.problem("unknown_interview", "interview", found, expected, hint)]
        span = self._span(texts[interview])
        if isinstance(span, Problem):
            return [*problems, span]
        return problems if problems or who is None else Selection(interview, *span, path, who)

    def _span(self, text: _Spaced) -> tuple[int, int] | Problem:
        """From where to before where the fragment stands in the transcript, or why nobody can tell."""
        if not (fragment := self.cells["fragment"]):
            expected, hint = said("the text that has the code"), said("Copy the fragment from the transcript.")
            return self.problem("no_fragment", "fragment", said("nothing"), expected, hint)
        for column in _PLACES:
            if (cell := self.cells.get(column)) and not _NUMBER.fullmatch(cell):
                hint = said("Places count characters from 0; leave the cell empty if you do not know it.")
                return self.problem("no_place", column, said("no whole number"), said("a place"), hint)
        found = text.find(fragment)
        if not found:
            expected = said("text that stands in the transcript as it is")
            hint = said("Copy the fragment from the transcript; only white space may differ.")
            return self.problem("not_there", "fragment", said("text that is not there"), expected, hint)
        spans = [
            span
            for span in found
            if all(
                not (cell := self.cells.get(name)) or text.close(int(cell), at)
                for name, at in zip(_PLACES, span, strict=True)
            )
        ]
        if not spans:
            expected, hint = (
                said("where the fragment stands"),
                said("Places count characters from 0, line ends as one."),
            )
            return self.problem("another_place", "start", said("another place"), expected, hint)
        if len(spans) > 1:
            what = said("text that stands there {count} times", count=len(spans))
            expected = said("text that stands in the transcript once")
            hint = said("Take more of the text, or give the place of its first character in a column start.")
            return self.problem("several_places", "fragment", what, expected, hint)
        return spans[0]
