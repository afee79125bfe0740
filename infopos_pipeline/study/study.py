"""One study, whole: what its declaration files say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from infopos_pipeline.study.expressions import Condition, Number, NumberOf
from infopos_pipeline.study.model import Binding, Chart, Derived, Frame, Hypothesis, Item, StudyFile, Table, Variable
from infopos_pipeline.study.protection import Disclosure, Merger, Redaction


@dataclass(frozen=True)
class Study:
    """One study, whole, as ``schemas/<name>/`` declares it; ``fingerprint`` is the SHA-256 of its files."""

    name: str
    folder: Path
    fingerprint: str
    declared: StudyFile
    items: Mapping[str, Item]
    derived: Mapping[str, Derived]
    routing: Mapping[str, Condition]
    conditions: Mapping[str, Mapping[str, Condition]]
    numbers: Mapping[str, NumberOf | Number]
    bindings: Mapping[str, Binding]
    hypotheses: Mapping[str, Hypothesis]
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]
    disclosure: Disclosure = field(default_factory=Disclosure)
    redaction: Redaction = field(default_factory=Redaction)
    mergers: tuple[Merger, ...] = ()

    @property
    def frame(self) -> Frame | None:
        """The declared frame, if the study has one."""
        return self.declared.frame

    @cached_property
    def variables(self) -> dict[str, Variable]:
        """Everything a table can show: frame facts, items, derived variables, in that order."""
        facts: Mapping[str, Variable] = self.frame.facts if self.frame else {}
        return {**facts, **self.items, **self.derived}

    def places(self) -> dict[str, Table]:
        """Every place with frequencies, in declared order; a chart is a place of one item."""
        charts = {
            chart.name: Table(
                name=chart.name,
                title=chart.title,
                layout="frequencies",
                items=(chart.item,),
                mentions=(chart.item,) if chart.base == "mentions" else (),
            )
            for chart in self.charts.values()
        }
        return {**self.tables, **charts}

    def __hash__(self) -> int:
        return hash((self.name, self.folder))

    def __eq__(self, other: Any) -> bool:
        return self is other
