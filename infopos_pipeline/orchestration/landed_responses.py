"""The responses of a landed export: every part of it read, checked and pseudonymised, in this process one after the
other or on Spark's executors side by side.

Belongs here: what happens to a part, and what is told of all of them. Without Dagster, which executors have no use for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import pyarrow as pa

from infopos_pipeline.ingest.landing import LandedWave
from infopos_pipeline.orchestration.arrivals import landed_answer_parts, landed_cut_export
from infopos_pipeline.privacy import Key, pseudonymise
from infopos_pipeline.problems import Problem, discreet
from infopos_pipeline.quality import Answers
from infopos_pipeline.quality.open_answers import OpenAnswers
from infopos_pipeline.quality.reading_apart import CheckedPart, CutExport, in_place, require_good
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse.spark import of_each
from infopos_pipeline.warehouse.spark_slices import PartsToMake
from infopos_pipeline.warehouse.staging import Staging


@dataclass
class Told:
    """What is told of an export besides the rows that are kept.

    Attributes:
        rows: how many rows those are.
        approached: the frame.
        answered: by column how often each text is in it.
        open_answers: what respondents wrote, part by part.
        set_aside: rows that the study is not about.
        remarks: those rows, and what else is worth knowing.
    """

    rows: int
    approached: pa.Table
    answered: dict[str, Counter[str]]
    open_answers: list[OpenAnswers] = field(repr=False)
    set_aside: int
    remarks: list[Problem]


def _with(told: Told | None, other: Told) -> Told:
    """What is told of a part more."""
    if told is None:
        return other
    for name, counted in other.answered.items():
        told.answered.setdefault(name, Counter()).update(counted)
    told.rows += other.rows
    told.open_answers += other.open_answers
    told.set_aside += other.set_aside
    told.remarks += other.remarks
    return told


def read_landed(landed: LandedWave, asked: Study, key: Key, staged: Staging | PartsToMake) -> Told:
    """Read a landed export, and stage what is kept of it.

    Raises:
        InputError: it is not as the study is declared now.
        UserError: a landed file is gone, or was changed.
    """
    if isinstance(staged, PartsToMake):
        return _on_spark(landed, asked, key, staged)
    told = None
    for answers in landed_answer_parts(landed, asked):
        rows, of_part = _kept(answers, asked, key)
        staged.add(rows)
        told = _with(told, of_part)
    assert told is not None
    return told


@discreet
def _kept(answers: Answers, study: Study, key: Key) -> tuple[pa.Table, Told]:
    kept = pseudonymise(answers, study, key)
    counted = {name: Counter(found) for name, found in _counted(kept.responses)}
    remarks = [*answers.set_aside, *answers.notices]
    told = Told(
        rows=kept.responses.num_rows,
        approached=kept.approached,
        answered=counted,
        open_answers=[answers.open_answers],
        set_aside=len(answers.set_aside),
        remarks=remarks,
    )
    return kept.responses, told


def _counted(rows: pa.Table) -> Iterator[tuple[str, dict[str, int]]]:
    """By column with categories how often each is in it."""
    for name in rows.column_names:
        if pa.types.is_dictionary(rows[name].type):
            yield name, {found["values"]: found["counts"] for found in rows[name].value_counts().to_pylist()}


def _on_spark(landed: LandedWave, asked: Study, key: Key, staged: PartsToMake) -> Told:
    """Every part is checked by itself, and made once all are known to be good: who of another part gave the same
    answers decides the pseudonyms of those without a token.
    """
    export = landed_cut_export(landed, asked)
    checked = of_each(export.parts, partial(_checked, export, key))
    require_good(part for part, _ in checked)
    told, rows, seen = None, 0, Counter[bytes]()
    before: list[Mapping[bytes, int]] = []
    for part, of_part in checked:
        assert part.rows is not None
        assert of_part is not None
        of_part = replace(of_part, remarks=list(in_place(of_part.remarks, rows)))
        before.append({answered: seen[answered] for answered in part.seen if answered in seen})
        seen.update(part.seen)
        rows += part.rows
        told = _with(told, of_part)
    assert told is not None
    staged.parts, staged.rows, staged.make = export.parts, told.rows, partial(_made, export, key, before)
    return told


def _checked(export: CutExport, key: Key, place: int) -> tuple[CheckedPart, Told | None]:
    """A part, and what is told of it if it is good; its answers stay on the executor."""
    part = export.checked(place)
    told = None if part.answers is None else _kept(part.answers, export.study, key)[1]
    return replace(part, answers=None), told


def _made(export: CutExport, key: Key, before: Sequence[Mapping[bytes, int]], place: int) -> pa.Table:
    """The rows of a part, which stands below those in which so many gave the same answers."""
    return pseudonymise(export.answers(place, Counter(before[place])), export.study, key).responses
