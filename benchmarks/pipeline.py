"""The pipeline itself, from the bytes of an export to the results of its tables, by the functions that the assets call.

Dagster's part is measured apart (:mod:`benchmarks.sample`); what the assets write of counts and results is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import narwhals as nw

from infopos_pipeline.privacy import Key, pseudonymise
from infopos_pipeline.privacy.responses import derive
from infopos_pipeline.quality.reading import answer_parts
from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse import Warehouse
from infopos_pipeline.warehouse.staging import staging

READ, DERIVED = "answers: read and checked", "responses: derived"
KEPT = ("responses: pseudonymised, staged", "warehouse: opened, closed", "responses: into the warehouse")
"""What is done so that answers stay, under pseudonyms: no other contestant does that."""
KEY = Key(b"no key that protects anybody: 32")


@dataclass
class Steps:
    """The seconds of every step, in the order in which they were taken."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a block, of a step that may have several."""
        start = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0) + perf_counter() - start


def results(export: Path, study: Study, wave: str, home: Path, steps: Steps) -> list[Result]:
    """The results of every table and test of a wave.

    Raises:
        InputError: with every problem found in the export.
    """
    asked = study.at(wave)
    with ExitStack() as stack:
        with steps.step(KEPT[1]):
            staged = stack.enter_context(staging(home))
            warehouse = stack.enter_context(Warehouse(home / "warehouse.duckdb"))
        parts = answer_parts(export, None, asked, ("export", "frame"))
        while True:
            with steps.step(READ):
                answers = next(parts, None)
            if answers is None:
                break
            with steps.step(DERIVED):  # alone, to know what it takes: it is a part of what comes next
                derive(answers.answers, asked)
            with steps.step(KEPT[0]):
                kept = pseudonymise(answers, asked, KEY)
                staged.add(kept.responses)
        with steps.step(KEPT[2]):
            warehouse.prepare(study)
            warehouse.replace(study, "approached", kept.approached, wave=wave)
            warehouse.replace(study, "responses", staged, wave=wave)
        with steps.step("counts"):
            responses, approached = (
                nw.from_native(warehouse.relation(study, name, wave)) for name in ("responses", "approached")
            )
            counts = Counts(count(responses, approached, asked), asked)
            assert not counts.tables_that_do_not_add_up()
        with steps.step(KEPT[1]):
            stack.close()
    with steps.step("percentages"):
        described = [row for place in asked.places().values() for row in place_results(place, asked, counts, wave)]
    with steps.step("tests"):
        tested = hypotheses_results(asked, counts, wave)
    return [*described, *(row for rows in tested.values() for row in rows)]
