"""An export of which every part is read by itself: by several processes or machines, which know nothing of each other.

Belongs here: where it is cut, and what a part that was checked alone means once all of them were. Not here: who reads
the parts (warehouse.spark), or reading them one after the other (reading).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from infopos_pipeline.ingest.export import export_part
from infopos_pipeline.ingest.parts import Cuts, cuts
from infopos_pipeline.problems import InputError, Problem, bounded, discreet, in_order
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.quality.validation import Answers, validate
from infopos_pipeline.study import Study
from infopos_pipeline.study.bindings import Format

_UNKNOWN = 1 << 40
"""Counted with the rows of a part of which nobody knows yet how many rows stand before it."""


@dataclass(frozen=True)
class CutExport:
    """An export of which every part is read by itself, in any order: by other processes, on other machines.

    Attributes:
        export: its file, which whoever reads a part must have under this name.
        frame: the bytes of the frame, if one came with it; then there is one part.
        study: the study as it was asked.
        names: what messages call the two.
        given: the format of the export, if somebody said so.
        where: where it is cut.
    """

    export: Path
    frame: bytes | None = field(repr=False)
    study: Study
    names: tuple[str, str]
    given: Format | None
    where: Cuts

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return len(self.where.lengths)

    def checked(self, place: int) -> CheckedPart:
        """A part as it is when no other was read; :func:`in_place` tells what that means once all were."""
        seen: Counter[bytes] = Counter()
        try:
            if self.frame is not None:
                return CheckedPart(0, seen, (), self.answers(place, seen))
            cells = export_part(
                self.export, self.where, place, _UNKNOWN if place else 0, self.names[0], self.study, self.given
            )
        except InputError as error:
            return CheckedPart(None, seen, error.problems)
        try:
            answers = validate(cells, None, self.study, seen)
        except InputError as error:
            return CheckedPart(cells.rows, seen, error.problems)
        return CheckedPart(cells.rows, seen, (), answers)

    def answers(self, place: int, seen: Counter[bytes]) -> Answers:
        """What a part says; ``seen`` as in :func:`validate`, of the parts before it.

        Raises:
            InputError: with every problem found.
        """
        if self.frame is not None:
            return read_answers(self.export, self.frame, self.study, self.names, self.given)
        cells = export_part(self.export, self.where, place, 0, self.names[0], self.study, self.given)
        return validate(cells, None, self.study, seen)


@dataclass(frozen=True)
class CheckedPart:
    """A part of an export that was read by itself: its rows (None where it is damaged), who in it has no token (as
    :func:`validate` counts them), what is wrong, and what it says.
    """

    rows: int | None
    seen: Counter[bytes] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    answers: Answers | None = field(default=None, repr=False)


@discreet
def cut_export(
    export: Path, frame: bytes | None, study: Study, names: tuple[str, str], given: Format | None = None
) -> CutExport:
    """Where an export is cut, to read its parts apart; with a frame it is one part, as in ``reading.answer_parts``.

    Raises:
        InputError: it is no export, or is damaged in its first part.
    """
    framed = frame if study.frame else None
    where = Cuts((export.stat().st_size,), b"") if framed is not None else cuts(export, names[0], given)
    return CutExport(export, framed, study, names, given, where)


def require_good(parts: Iterable[CheckedPart]) -> None:
    """Raise what is wrong in an export of which every part was checked.

    Raises:
        InputError: with the problems that ``reading.answer_parts`` would find.
    """
    problems: list[Problem] = []
    rows = 0
    for part in parts:
        there = in_place(part.problems, rows)
        if part.rows is None:
            raise InputError(there)
        problems = bounded([*problems, *there])
        rows += part.rows
    if problems:
        raise InputError(in_order(problems))


def in_place(problems: Iterable[Problem], rows: int) -> tuple[Problem, ...]:
    """Problems of a part with the rows that they are in, since so many ``rows`` stand before it."""
    return tuple(
        replace(problem, row=row - _UNKNOWN + rows) if (row := problem.row or 0) > _UNKNOWN else problem
        for problem in problems
    )
