"""One study, whole: what its declaration files say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from infopos_pipeline.study.bindings import Binding
from infopos_pipeline.study.conceptual_model import ConceptualModel
from infopos_pipeline.study.expressions import Condition, Expression, Number, items_named, operands
from infopos_pipeline.study.model import Derived, Frame, Item, StudyFile, Variable
from infopos_pipeline.study.outline import Written
from infopos_pipeline.study.protection import Disclosure, Merger, Redaction
from infopos_pipeline.study.shown import Chart, Hypothesis, Table
from infopos_pipeline.study.themes import Interviews
from infopos_pipeline.study.trends import Trends

LATEST = "\uffff"
"""Sorts after the name of any wave: the questionnaire as it is now."""


@dataclass(frozen=True)
class Study:
    """One study, whole, as ``schemas/<name>/`` declares it; ``fingerprint`` is the SHA-256 of its files.

    ``filters`` holds the conditions of tables and hypotheses by their text, ``versions_routing`` the routing of earlier
    versions of items, by item and place among its versions, ``contradictions`` the conditions of those that topic
    guides ask about, by name. A study with a ``wave`` is the questionnaire as it was in that wave (:meth:`at`); one
    without is that of all waves.
    ``left_out`` are items that an export turned out not to have (:meth:`without`).
    """

    name: str
    folder: Path
    fingerprint: str
    declared: StudyFile
    items: Mapping[str, Item]
    derived: Mapping[str, Derived]
    routing: Mapping[str, Condition]
    versions_routing: Mapping[tuple[str, int], Condition]
    conditions: Mapping[str, Mapping[str, Condition]]
    numbers: Mapping[str, Number]
    bindings: Mapping[str, Binding]
    hypotheses: Mapping[str, Hypothesis]
    tables: Mapping[str, Table]
    charts: Mapping[str, Chart]
    filters: Mapping[str, Condition] = field(default_factory=dict)
    disclosure: Disclosure = field(default_factory=Disclosure)
    redaction: Redaction = field(default_factory=Redaction)
    mergers: tuple[Merger, ...] = ()
    trends: Trends = field(default_factory=Trends)
    conceptual: ConceptualModel | None = None
    interviews: Interviews | None = None
    contradictions: Mapping[str, Condition] = field(default_factory=dict)
    written: Written = field(default_factory=Written)
    wave: str | None = None
    left_out: frozenset[str] = frozenset()

    def at(self, wave: str) -> Study:
        """The study as it was asked in a wave: every item in its version of then, bindings of what was asked.

        Items that were not asked stay, so that tables of them can say so; :meth:`asked` tells them apart.
        """
        places = {name: item.version_in(wave) for name, item in self.items.items()}
        items = {name: item.version(places[name]) for name, item in self.items.items()}
        asked = {name for name, item in self.items.items() if item.asked_in(wave)}
        routing = {
            name: self.versions_routing.get((name, place), self.routing.get(name)) for name, place in places.items()
        }
        return replace(
            self,
            wave=wave,
            items=items,
            routing={name: condition for name, condition in routing.items() if condition is not None},
            bindings={source: binding.at(wave, asked) for source, binding in self.bindings.items()},
        )

    def asked(self, name: str) -> bool:
        """Whether a variable is in the questionnaire of the wave; a derived one, if all that it is made from is."""
        if name in self.left_out:
            return False
        if name in self.items:
            return self.wave is None or self.items[name].asked_in(self.wave)
        return all(self.asked(item) for expression in self.made_from(name) for item in operands(expression))

    def made_from(self, name: str) -> tuple[Expression, ...]:
        """The conditions or the number that a derived variable is; nothing for any other variable."""
        number = self.numbers.get(name)
        return (*self.conditions.get(name, {}).values(), *(() if number is None else (number,)))

    def roots(self, name: str, of: Callable[[Expression], Iterable[str]] = items_named) -> frozenset[str]:
        """The questions and facts of the frame that a variable is a function of, itself if it is one of them.

        Args:
            name: a variable.
            of: which items of an expression to follow.
        """
        made_from = self.made_from(name)
        if not made_from:
            return frozenset({name})
        return frozenset().union(*(self.roots(item, of) for expression in made_from for item in of(expression)))

    def without(self, items: Iterable[str]) -> Study:
        """The study as an export has it that lacks some items."""
        return replace(self, left_out=frozenset(items))

    @property
    def asked_items(self) -> dict[str, Item]:
        """The items in the questionnaire of the wave."""
        return {name: item for name, item in self.items.items() if self.asked(name)}

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
