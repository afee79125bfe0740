"""The tables of the interviews alone: themes, agreement between coders, new codes. Beside the figures they stand in
:mod:`~infopos_pipeline.reporting.tables.joint_tables`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from infopos_pipeline.interviews.counting import (
    AGREEMENT,
    CODERS,
    CODES_SO_FAR,
    FRAGMENTS,
    HELD,
    NEW_CODES,
    PLACE,
    SATURATION,
    THEME,
)
from infopos_pipeline.reporting.figures import Figures
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.themes import Interviews, Stance, Theme

ANY = ""
"""Stands for all themes together."""


@dataclass(frozen=True)
class InterviewTables:
    """Makes the tables of a wave from its results."""

    study: Study
    results: Sequence[Result]
    language: Language

    @property
    def figures(self) -> Figures:
        """The results of the interviews."""
        return Figures(self.results, PLACE)

    @property
    def declared(self) -> Interviews:
        """What the study declares; nobody asks for tables of a study that declares nothing."""
        assert self.study.interviews is not None
        return self.study.interviews

    @property
    def held(self) -> int:
        """How many interviews were added."""
        return int(self.figures.number("", "n", method=HELD) or 0)

    @property
    def passages(self) -> int:
        """How many passages are about a theme."""
        return int(self.figures.number("", "n", method=FRAGMENTS) or 0)

    def themes(self) -> TableModel:
        """Passages and interviews by theme; those apart that no figure covers."""
        figures, themes = self.figures, self.declared.themes.values()
        groups = (
            ("with_figures", [theme for theme in themes if theme.items]),
            ("without_figures", [theme for theme in themes if not theme.items]),
        )
        columns = (Column(self._say("passages")), Column(self._say("interviews")))

        def row(theme: Theme) -> Row:
            found = [figures.number(theme.name, "n", method=method) for method in (FRAGMENTS, HELD)]
            return Row(theme.label.text(self.language), tuple(_count(number) for number in found))

        return TableModel(
            "themes",
            self._say("themes_title"),
            self._say("theme"),
            columns,
            tuple(RowGroup(self._say(label), tuple(map(row, own))) for label, own in groups if own),
        )

    def taken(self, hypothesis: str, stance: Stance, theme: str = ANY) -> tuple[int, int]:
        """How many passages take a stance on a hypothesis, and in how many interviews."""
        place = (hypothesis, "n", stance, THEME if theme else "", theme)
        passages, interviews = (self.figures.number(*place, method=method) for method in (FRAGMENTS, HELD))
        return int(passages or 0), int(interviews or 0)

    def agreement(self) -> TableModel | None:
        """Agreement by theme, for each two coders and for all; None if nobody coded what another did."""
        groups = tuple(self._coders(group) for group in self._groups())
        if not groups:
            return None
        columns = ("agreement_pct", "kappa", "alpha", "turns")
        return TableModel(
            "agreement",
            self._say("agreement_by_theme"),
            self._say("theme"),
            tuple(Column(self._say(column)) for column in columns),
            groups,
            (self._say("agreement_notes"), self._say("agreement_absent", mark=_WITHOUT)),
        )

    def _groups(self) -> list[str]:
        return list(dict.fromkeys(row.group_value for row in self.figures.rows if row.group == CODERS))

    def _coders(self, coders: str) -> RowGroup:
        labels = {name: theme.label.text(self.language) for name, theme in self.declared.themes.items()}
        rows = [
            Row(label, tuple(self._agreed(theme, coders)))
            for theme, label in {ANY: self._say("all_themes"), **labels}.items()
        ]
        return RowGroup(self._say("coders", coders=coders), tuple(rows))

    def _agreed(self, theme: str, coders: str) -> Iterator[Cell]:
        of = {"group": CODERS, "value": coders}
        agreed = self.figures.row(theme, "pct", **of, method=AGREEMENT)
        share = agreed.value if agreed else None
        yield Cell(numbers.percentage(share, self.language), numbers=(share,) if share is not None else ())
        methods = [row.method for row in self.figures.rows if row.statistic == "effect" and row.group_value == coders]
        for kind in ("kappa", "alpha"):
            method = next((method for method in methods if kind in method), "")
            found = [self.figures.number(theme, one, **of, method=method) for one in _EFFECT]
            mark = _WITHOUT if found[1] is None else ""
            yield Cell(self._interval(found), mark, tuple(number for number in found if number is not None))
        yield _count(agreed.base if agreed else None)

    def _interval(self, found: Sequence[float | None]) -> str:
        value, low, high = (None if one is None else numbers.mean(one, self.language) for one in found)
        if value is None or low is None:
            return value or numbers.NO_NUMBER
        return self._say("interval_between", value=value, low=low, high=high)

    def saturation(self) -> list[tuple[str, int, int]]:
        """By the number of an interview how many codes were new in it, and how many there are so far."""
        new = [row for row in self.figures.rows if (row.group, row.method) == (SATURATION, NEW_CODES)]
        so_far = {row.group_value: row for row in self.figures.rows if row.method == CODES_SO_FAR}
        return [
            (row.group_value.rpartition("_")[2], int(row.value or 0), int(so_far[row.group_value].value or 0))
            for row in new
        ]

    def new_codes(self) -> TableModel:
        """The same as a table."""
        rows = [Row(number, (_count(new), _count(so_far))) for number, new, so_far in self.saturation()]
        return TableModel(
            "new-codes",
            self._say("saturation_title"),
            self._say("interview"),
            (Column(self._say("new_codes")), Column(self._say("codes_so_far"))),
            (RowGroup("", tuple(rows)),),
        )

    def _say(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)


_WITHOUT = "°"
_EFFECT = ("effect", "effect_low", "effect_high")


def _count(number: float | None) -> Cell:
    return Cell(numbers.count(number), numbers=() if number is None else (number,))
