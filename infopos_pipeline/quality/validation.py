"""The whole check of an export, in one call: all problems at once, or answers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from infopos_pipeline.ingest.cells import Cells
from infopos_pipeline.messages import said
from infopos_pipeline.problems import InputError, Problem, bounded, did_you_mean, in_order
from infopos_pipeline.quality.contacts import Contacts, contacts, joined_contacts
from infopos_pipeline.quality.matching import Matching, eligible_rows, frame_facts, frame_problems, match
from infopos_pipeline.quality.open_answers import OpenAnswers, joined_open_answers, open_answers
from infopos_pipeline.quality.pages import page_problems
from infopos_pipeline.quality.schema import cell_notices, cell_problems, column_meanings
from infopos_pipeline.quality.states import resolve
from infopos_pipeline.study import Study
from infopos_pipeline.study.mergers import successors
from infopos_pipeline.study.model import Frame
from infopos_pipeline.study.names import normalise_municipality

_BETWEEN = "\x1f"
"""Stands between texts while several of them are one."""


@dataclass(frozen=True)
class Answers:
    """What an export says, checked. Lives in memory only.

    ``answers`` has one row a respondent and the columns of ``answer_columns``; ``facts`` the frame's facts beside it;
    ``municipalities`` whose row it is: the name under which it is known in every wave, normalised (with a frame
    ``Successors.entity_names``, else its token or answers). ``approached`` are the eligible rows of the frame, with the
    column ``municipality`` and the facts. ``open_answers`` stand apart: nothing says whose they are. ``set_aside`` are
    rows of the export that the study is not about, ``notices`` what is worth knowing and stops nothing.
    ``find_contacts`` looks up who respondents are, which hardly anybody asks.
    """

    answers: pd.DataFrame
    facts: pd.DataFrame
    municipalities: tuple[str, ...]
    approached: pd.DataFrame
    open_answers: OpenAnswers
    set_aside: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    find_contacts: Callable[[], Contacts] = field(repr=False)

    @cached_property
    def contacts(self) -> Contacts:
        """Who respondents are, row by row."""
        return self.find_contacts()


def joined_answers(parts: Sequence[Answers]) -> Answers:
    """The parts of one export as one, which came without a frame: with one there are no parts."""
    if len(parts) == 1:
        return parts[0]
    return Answers(
        answers=pd.concat([part.answers for part in parts], ignore_index=True),
        facts=pd.concat([part.facts for part in parts], ignore_index=True),
        municipalities=tuple(name for part in parts for name in part.municipalities),
        approached=parts[0].approached,
        open_answers=joined_open_answers([part.open_answers for part in parts]),
        set_aside=(),
        notices=tuple(bounded(dict.fromkeys(notice for part in parts for notice in part.notices))),
        find_contacts=lambda: joined_contacts([part.contacts for part in parts]),
    )


def validate(
    cells: Cells, frame: tuple[pd.DataFrame, str] | None, study: Study, seen: Counter[bytes] | None = None
) -> Answers:
    """Check cells and, where the study has one, the frame (its table and what messages call its file).

    Without a frame every respondent is an entity of its own; an export can be checked so before its frame is there,
    and part by part: then ``seen`` goes on from one to the next, and counts who has no token by what they answered.

    Raises:
        InputError: with every problem found, in the order of file and row.
    """
    study = study.without(cells.left_out)
    meanings = column_meanings(cells, study)
    problems = [*cell_problems(cells, meanings), *page_problems(cells)]
    if frame is None or study.frame is None:
        respondents = _unframed(cells, Counter() if seen is None else seen)
    else:
        table, file = frame
        wrong = frame_problems(table, study.frame, file)
        matching = None if wrong else match(cells, table, study.frame, successors(study.mergers))
        problems += wrong if matching is None else matching.problems
        if matching is None or matching.problems:
            _raise_sorted(problems)
        assert matching is not None
        respondents = _framed(cells, table, matching, study)
    _raise_sorted(problems)
    answers, notices = resolve(cells, study, meanings)
    if len(respondents.rows) < cells.rows:
        answers = answers.iloc[respondents.rows].reset_index(drop=True)
    return Answers(
        answers=answers,
        facts=respondents.facts,
        municipalities=respondents.municipalities,
        approached=respondents.approached,
        open_answers=open_answers(cells, study, respondents.rows, respondents.frame_names),
        set_aside=respondents.set_aside,
        notices=(
            *cells.notices,
            *cell_notices(cells, meanings),
            *bounded(notices),
            *_unknown_columns(cells, study),
            *_left_out(cells, study),
        ),
        find_contacts=partial(contacts, cells, study, respondents.rows, respondents.of_frame),
    )


@dataclass(frozen=True)
class _Respondents:
    """The rows of the export that count, whose they are, and what the frame says of them; ``of_frame`` are its names
    and tokens of them, ``frame_names`` all names in it.
    """

    rows: NDArray[np.int64]
    municipalities: tuple[str, ...]
    facts: pd.DataFrame
    approached: pd.DataFrame
    of_frame: tuple[list[str], list[str]] | None = None
    frame_names: tuple[str, ...] = ()
    set_aside: tuple[Problem, ...] = ()


def _unframed(cells: Cells, seen: Counter[bytes]) -> _Respondents:
    rows = np.arange(cells.rows)
    facts = pd.DataFrame(index=pd.RangeIndex(cells.rows))
    return _Respondents(rows, tuple(_entity_names(cells, seen)), facts, pd.DataFrame({"municipality": []}))


def _entity_names(cells: Cells, seen: Counter[bytes]) -> Iterator[str]:
    """The names of respondents without a frame: the token, else all that they answered, and a number where several
    answered the same. Never the row: the order of an export is not kept, not even under a pseudonym.
    """
    distinct = [""] if cells.token is None else [str(token).strip() for token in cells.token.categories]
    codes = [0] * cells.rows if cells.token is None else cells.token.codes.tolist()
    nameless = [row for row, code in enumerate(codes) if not distinct[code]]
    if not nameless:
        yield from map(distinct.__getitem__, codes)
        return
    progress = () if cells.progress is None else (cells.progress,)
    answered = zip(*(column.take(nameless) for column in (*progress, *cells.columns.values())), strict=True)
    for code in codes:
        if distinct[code]:
            yield distinct[code]
        else:
            texts = _BETWEEN.join(next(answered))
            same = hashlib.sha256(texts.encode()).digest()
            seen[same] += 1
            yield f"{texts}{_BETWEEN}{seen[same]}"


def _framed(cells: Cells, table: pd.DataFrame, matching: Matching, study: Study) -> _Respondents:
    frame = study.frame
    assert frame is not None
    facts = frame_facts(table, frame)
    # Of the whole frame, whoever is eligible or responded: else the same municipality could change its pseudonym.
    own_names = [normalise_municipality(name) for name in table[frame.municipality]]
    names = successors(study.mergers).entity_names(own_names)
    eligible = np.flatnonzero(eligible_rows(table, frame.eligible))
    set_aside = set(matching.set_aside)
    rows = np.setdiff1d(np.arange(cells.rows), matching.set_aside)
    frame_rows = [row for index, row in enumerate(matching.frame_rows) if row is not None and index not in set_aside]
    respondents = table.iloc[frame_rows]
    return _Respondents(
        rows=rows,
        municipalities=tuple(names[row] for row in frame_rows),
        facts=facts.iloc[frame_rows].reset_index(drop=True),
        approached=facts.iloc[eligible].assign(municipality=[names[row] for row in eligible]).reset_index(drop=True),
        of_frame=(list(respondents[frame.municipality]), list(respondents[frame.token])),
        frame_names=tuple(table[frame.municipality]),
        set_aside=tuple(_set_aside(cells, index, frame) for index in matching.set_aside),
    )


def _raise_sorted(problems: Sequence[Problem]) -> None:
    if problems:
        raise InputError(in_order(bounded(problems)))


def _set_aside(cells: Cells, index: int, frame: Frame) -> Problem:
    return Problem(
        code="set_aside",
        file=cells.file,
        row=cells.row(index),
        expected=frame.eligible.label.en if frame.eligible else "",
        hint=said("The study is not about this municipality; the row is set aside and counts nowhere."),
    )


def _unknown_columns(cells: Cells, study: Study) -> list[Problem]:
    known = [*study.items, *cells.headings.values()]
    return [
        Problem(
            code="unknown_column",
            file=cells.file,
            row=1,
            question=heading,
            expected=said("headings that the binding knows"),
            hint=said("The column is not read. Name it under 'administration' in the binding to stop this notice.")
            + did_you_mean(heading, known),
        )
        for heading in cells.unknown
    ]


def _left_out(cells: Cells, study: Study) -> list[Problem]:
    return [
        Problem(
            code="left_out",
            file=cells.file,
            row=1,
            question=name,
            expected=said("its column, since it is asked from wave {since} on", since=study.items[name].since),
            hint=said("The item counts as not asked. Was it asked? Then export with all questions."),
        )
        for name in cells.left_out
    ]
