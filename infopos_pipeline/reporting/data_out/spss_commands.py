"""The parts of SPSS syntax: what variables are called in it, commands that fit a line, comments and texts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from infopos_pipeline.reporting.data_out.codebook import Codebook, Entry, Value
from infopos_pipeline.reporting.data_out.spss_file import cut
from infopos_pipeline.study.columns import box_column
from infopos_pipeline.study.model import Label, Variable

_WIDTH = 100
"""Characters of a line; SPSS takes 256 bytes."""
_LONGEST_TEXT = 200
"""Bytes of a text in quotes; it must stand on one line."""


class SpssNames:
    """What the variables of a study are called in the data file and in the syntax.

    A variable of which the scores are not the codes, or the groups not counted 1, 2, 3, …, gets a copy that has them;
    so does an option that is tested on its own. ``copies`` are the commands that make those.
    """

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.copies: dict[str, str] = {}

    def names(self, name: str) -> list[str]:
        """The variables of the data file: one, or one a tick box of this wave."""
        return [entry.spss_name for entry in self._entries(name)]

    def state(self, name: str) -> str:
        """The variable that tells whether there is an answer."""
        return self.book.by_variable[name][-1 if self._variable(name).kind == "number" else 0].spss_name

    def box(self, name: str, option: str) -> str:
        """The variable of one tick box."""
        boxes = {entry.name: entry.spss_name for entry in self.book.by_variable[name]}
        return boxes[box_column(name, option)]

    def codes(self, name: str) -> list[int]:
        """The codes of the options of this wave; of tick boxes those of a box."""
        return [value.code for value in self._values(name) if value.offered]

    def code(self, name: str, option: str) -> int:
        """The code of an option."""
        return next(value.code for value in self._values(name) if value.category == option)

    def scored(self, name: str) -> str:
        """The variable with its declared scores."""
        return self.recoded(name, self._variable(name).scores, "score")

    def ordered(self, name: str) -> list[str]:
        """What makes the rows of a table in order: the scores of an ordinal variable, else options counted 1, 2, 3, …;
        a number itself, and tick boxes one by one.
        """
        kind = self._variable(name).kind
        if kind in ("multiple", "number"):
            return self.names(name)
        if kind == "ordinal":
            return [self.scored(name)]
        options = [value.category for value in self._values(name) if value.offered]
        return [self.recoded(name, {option: float(place) for place, option in enumerate(options, start=1)}, "group")]

    def options(self, name: str) -> list[str]:
        """A variable an option, 1 for whoever chose it and 0 for whoever chose another."""
        if self._variable(name).kind == "multiple":
            return self.names(name)
        (own,), made = self.names(name), []
        for value in self._values(name):
            if value.offered:
                made.append(f"{own[:55]}__is_{value.code}")
                self._copy(made[-1], f"COMPUTE {made[-1]} = ({own} = {value.code})", value.label)
        return made

    def recoded(self, name: str, numbers: Mapping[str, float], kind: str = "") -> str:
        """The variable with a number for each option; the variable itself where those are the codes."""
        (own,) = self.names(name)
        codes = {self.code(name, option): number for option, number in numbers.items()}
        if all(code == number for code, number in codes.items()) and codes.keys() >= set(self.codes(name)):
            return own
        pairs = [f"({code}={number:g})" for code, number in codes.items()]
        copy = f"{own[:50]}__{kind or f'recoded_{len(self.copies)}'}"
        self._copy(copy, " ".join([f"RECODE {own}", *pairs, f"INTO {copy}"]), self._variable(name).label)
        return copy

    def _copy(self, name: str, made: str, label: Label) -> None:
        labelled = f"VARIABLE LABELS {name} {quoted(label.text(self.book.language))}."
        self.copies[name] = f"{command(made)}\n{labelled}"

    def _variable(self, name: str) -> Variable:
        return self.book.asked.variables[name]

    def _values(self, name: str) -> list[Value]:
        return [value for value in self._entries(name)[0].values if not value.missing]

    def _entries(self, name: str) -> list[Entry]:
        columns = {name, *(box_column(name, option) for option in self._variable(name).options)}
        return [entry for entry in self.book.by_variable[name] if entry.name in columns]


def command(*parts: str) -> str:
    """A command, folded at spaces; for texts in quotes, which must not be folded, it is not."""
    folded = textwrap.wrap(
        " ".join(parts), _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(folded) + "."


def remark(text: str) -> Iterator[str]:
    """A text as a comment, which ends with the full stop at the end of a line; where a sentence does so on the way, the
    rest is another comment.
    """
    ended = True
    lines = textwrap.wrap(f"{' '.join(text.split()).rstrip('.')}.", _WIDTH - 2, break_on_hyphens=False)
    for line in lines:
        yield f"{'*' if ended else ' '} {line}"
        ended = line.endswith(".")


def quoted(text: str) -> str:
    """A text in quotes, on one line."""
    return "'" + cut(" ".join(text.split()), _LONGEST_TEXT).replace("'", "''") + "'"
