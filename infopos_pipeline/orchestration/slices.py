"""The slices and outputs of a wave, read and written with what they were made from.

A slice that was made from another export, frame or key than there is now, or under other declarations, is not read:
figures of two makings never stand side by side. Another version of the code alone is no reason; the schedule renews
those waves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Any

import dagster as dg
import narwhals as nw
import pyarrow as pa

from infopos_pipeline.files import content_hash, write_atomic
from infopos_pipeline.ingest.landing import LandedWave, landed_wave
from infopos_pipeline.messages import said
from infopos_pipeline.orchestration.provenance import (
    all_sources,
    answers_fingerprint,
    compared_waves,
    responses_current,
    slices_fingerprint,
)
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.problems import UserError, discreet, message_of
from infopos_pipeline.statistics.counting import CountedCell, Counts
from infopos_pipeline.statistics.panel_counting import AnswerPattern
from infopos_pipeline.statistics.results import Result, result_rows, results_from_rows
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse.spark_slices import PartsToMake
from infopos_pipeline.warehouse.staging import Staging

DESCRIPTIVES, HYPOTHESES, WHICH_TEST = "descriptives", "hypotheses", "which_test"
NON_RESPONSE, TRENDS = "non_response", "trends"
INTERVIEWS = "interviews"
PATTERNS = "answer_patterns"
OUTPUT = "output"
_RESULT_FIELDS = [field.name for field in fields(Result)]


class OutdatedError(UserError):
    """A slice or an output is not there, or was made from something else than there is now."""


def result_asset_names(study: Study) -> list[str]:
    """The assets that make results, in the order in which ``results.csv`` has them."""
    families = ((DESCRIPTIVES, study.places()), (HYPOTHESES, study.hypotheses))
    named = [f"{family}/{name}" for family, names in families for name in names]
    return [*named, WHICH_TEST, NON_RESPONSE, TRENDS, *([INTERVIEWS] if study.interviews else [])]


def require_landed(workplace: Workplace, study: Study, wave: str) -> LandedWave:
    """The landed export of a wave.

    Raises:
        UserError: there is none; the message says what to do.
    """
    landed = landed_wave(workplace.home.landing(study.name), wave)
    if landed is None:
        raise UserError(said("Wave {wave} has not landed. Add it: infopos add EXPORT --wave {wave}", wave=wave))
    return landed


@contextmanager
def said_plainly() -> Iterator[None]:
    """Make of an error that is made for users a failure that says the same, and nothing of where it comes from."""
    try:
        yield
    except UserError as error:
        raise dg.Failure(message_of(error), allow_retries=False) from None


class WaveSlices:
    """The slices and outputs of one wave, made from what has landed now: what lands later makes them outdated.

    Attributes:
        workplace: where all of it lies.
        asked: the study as it was asked in the wave.
        landed: its export, as given if that was read before.
        compared: the waves that it is compared with, and itself last.
        data: the project's folder of what was published about it.

    Raises:
        UserError: nothing landed for the wave.
    """

    def __init__(self, workplace: Workplace, study: Study, wave: str, landed: LandedWave | None = None) -> None:
        self.study, self.wave, self.asked = study, wave, study.at(wave)
        self.landed = landed or require_landed(workplace, study, wave)
        self.compared = (*compared_waves(workplace, study, wave), self.landed)
        self.warehouse = workplace.warehouse(study)
        self._responses = workplace.responses_at_rest(study)
        self.workplace = workplace
        self._output = workplace.home.output(study.name, wave)
        self.data = workplace.project.wave_data(study.name, wave)

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """By name what all of this is made from."""
        return all_sources(self.workplace, self.study, self.landed, self.compared[:-1])

    @cached_property
    def _made_from(self) -> str:
        return slices_fingerprint(self.sources)

    def responses(self) -> nw.LazyFrame[Any]:
        """The responses of this wave, as a lazy frame.

        Raises:
            OutdatedError: they were made from something else than there is now.
        """
        self._require_responses(self.landed)
        return nw.from_native(self._responses.relation(self.study, "responses", self.wave))

    def compared_responses(self) -> nw.LazyFrame[Any]:
        """The responses of this wave and of those it is compared with, as a lazy frame.

        Raises:
            OutdatedError: some were made from something else than there is now.
        """
        for landed in self.compared:
            self._require_responses(landed)
        waves = [landed.wave for landed in self.compared]
        return nw.from_native(self._responses.relation(self.study, "responses", *waves))

    def approached(self) -> nw.LazyFrame[Any]:
        """The frame, as a lazy frame."""
        self._require_responses(self.landed)
        return nw.from_native(self.warehouse.relation(self.study, "approached", self.wave))

    def staging(self) -> AbstractContextManager[Staging | PartsToMake]:
        """Where responses come in part by part, before :meth:`replace_responses`."""
        return self._responses.staging()

    @discreet
    def replace_responses(self, responses: Staging | PartsToMake, approached: pa.Table) -> None:
        """Replace what is kept of who answered, and of who was approached."""
        made_from = answers_fingerprint(self.workplace, self.study, self.landed)
        self.warehouse.replace(self.study, "approached", approached, made_from, wave=self.wave)
        self._responses.replace(self.study, "responses", responses, made_from, wave=self.wave)

    def _require_responses(self, landed: LandedWave) -> None:
        expected = answers_fingerprint(self.workplace, self.study, landed)
        if self._responses.made_from(self.study, "responses", wave=landed.wave) != expected:
            raise _outdated("responses", landed.wave)

    def _require(self, table: str, asset: str = "") -> None:
        slice_values = {"wave": self.wave, **({"asset": asset} if asset else {})}
        if self.warehouse.made_from(self.study, table, **slice_values) != self._made_from:
            raise _outdated(asset or table, self.wave)

    def counts(self) -> Counts:
        """The counts.

        Raises:
            OutdatedError: they were made from something else than there is now.
        """
        self._require("counts")
        columns = ["table", "cell", "n", "n_entities"]
        rows = self.warehouse.rows(self.study, "counts", columns, '"table", "cell"', wave=self.wave)
        cells = (CountedCell(table, _pairs(cell, "item", "category"), n, entities) for table, cell, n, entities in rows)
        return Counts(cells, self.asked)

    def replace_counts(self, cells: Sequence[CountedCell]) -> None:
        """Replace the counts."""
        table = pa.table(
            {
                "table": pa.array([cell.table for cell in cells], pa.string()),
                "cell": _structs([cell.cell for cell in cells], "item", "category"),
                "n": pa.array([cell.n for cell in cells], pa.int64()),
                "n_entities": pa.array([cell.n_entities for cell in cells], pa.int64()),
            }
        )
        self.warehouse.replace(self.study, "counts", table, self._made_from, wave=self.wave)

    def patterns(self) -> list[AnswerPattern]:
        """The answer patterns of this wave and those it is compared with.

        Raises:
            OutdatedError: they were made from something else than there is now.
        """
        self._require(PATTERNS)
        columns = ["variable", "answers", "n"]
        rows = self.warehouse.rows(self.study, PATTERNS, columns, '"variable", "answers"', wave=self.wave)
        return [AnswerPattern(variable, _pairs(answers, "wave", "cell"), n) for variable, answers, n in rows]

    def replace_patterns(self, patterns: Sequence[AnswerPattern]) -> None:
        """Replace the answer patterns."""
        table = pa.table(
            {
                "variable": pa.array([pattern.variable for pattern in patterns], pa.string()),
                "answers": _structs([pattern.answers for pattern in patterns], "wave", "cell"),
                "n": pa.array([pattern.n for pattern in patterns], pa.int64()),
            }
        )
        self.warehouse.replace(self.study, PATTERNS, table, self._made_from, wave=self.wave)

    def results(self) -> list[Result]:
        """All results, in declared order.

        Raises:
            OutdatedError: some were made from something else than there is now.
        """
        names = result_asset_names(self.study)
        for name in names:
            self._require("results", name)
        rows = self.warehouse.rows(self.study, "results", ["asset", *_RESULT_FIELDS], '"row"', wave=self.wave)
        by_asset: dict[str, list[Sequence[object]]] = {}
        for asset, *row in rows:
            by_asset.setdefault(asset, []).append(row)
        return [result for name in names for result in results_from_rows(by_asset.get(name, []))]

    def replace_results(self, asset: str, results: Sequence[Result]) -> None:
        """Replace the results of one asset."""
        rows = result_rows(results)
        columns = {name: [row[place] for row in rows] for place, name in enumerate(_RESULT_FIELDS) if name != "wave"}
        kinds = {"value": pa.float64(), "base": pa.int64()}
        table = pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()})
        table = table.append_column("row", pa.array(range(len(rows)), pa.int32()))
        self.warehouse.replace(self.study, "results", table, self._made_from, wave=self.wave, asset=asset)

    def output(self, name: str) -> bytes:
        """A file of the outputs, byte for byte as it was written.

        Raises:
            OutdatedError: it was made from something else than there is now, or is not as it was written.
        """
        path = self._output / name
        content = path.read_bytes() if path.exists() else b""
        if self.warehouse.made_from(self.study, OUTPUT, wave=self.wave, asset=name) != self._written(content):
            raise _outdated(f"outputs ({name})", self.wave)
        return content

    def write_output(self, name: str, content: bytes) -> Path:
        """Write a file of the outputs, and keep what it was made from; its path."""
        path = self._output / name
        write_atomic(path, content)
        self.warehouse.note(self.study, OUTPUT, self._written(content), wave=self.wave, asset=name)
        return path

    def _written(self, content: bytes) -> str:
        return f"{self._made_from} {content_hash(content)}"


def outdated_before(workplace: Workplace, study: Study, waves: Sequence[str]) -> list[LandedWave]:
    """The earlier waves that must be made anew before some waves can be, by name: those that they, or these, are
    compared with and of which the responses were made from something else than there is now.
    """
    found: dict[str, LandedWave] = {}
    with workplace.at_work():
        looked_at = list(waves)
        for wave in looked_at:
            for landed in compared_waves(workplace, study, wave):
                if landed.wave not in looked_at and not responses_current(workplace, study, landed):
                    found[landed.wave] = landed
                    looked_at.append(landed.wave)
    return [found[wave] for wave in sorted(found)]


def _pairs(structs: Sequence[dict[str, str]], first: str, second: str) -> tuple[tuple[str, str], ...]:
    return tuple((struct[first], struct[second]) for struct in structs)


def _structs(rows: Sequence[Sequence[tuple[str, str]]], first: str, second: str) -> pa.Array:
    kind = pa.struct([(first, pa.string()), (second, pa.string())])
    return pa.array([[{first: one, second: other} for one, other in row] for row in rows], pa.list_(kind))


def _outdated(what: str, wave: str) -> OutdatedError:
    return OutdatedError(
        said(
            "The {what} of wave {wave} are not there, or were made from another export, frame, key or "
            "declaration than there is now. Make the wave anew: infopos run --wave {wave}",
            what=what,
            wave=wave,
        )
    )
