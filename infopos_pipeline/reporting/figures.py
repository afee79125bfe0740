"""Finding numbers: the results that stand at one place, by what they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from infopos_pipeline.reporting.words import numbers
from infopos_pipeline.statistics.results import NOT_ASKED, Profile, Result
from infopos_pipeline.study.model import Language, Variable


@dataclass(frozen=True)
class Answer:
    """One category of a variable with its label, count and percentage."""

    category: str
    label: str
    n: float | None
    pct: float | None
    withheld: bool = False

    @property
    def absent(self) -> str:
        """What stands in place of a number that is not there."""
        return numbers.absent(withheld=self.withheld)

    @property
    def chosen(self) -> bool:
        """Whether anyone gave it; a number that is not there (suppressed) leaves that open."""
        return self.n != 0


class Figures:
    """The results at one place that no choice of test decides, and those of one profile.

    Several numbers of one thing can differ in their method only (limits of a percentage, adjusted p-values): those are
    asked for by method, and are never mixed. A star or verdict that disclosure control withholds is not there.
    """

    def __init__(self, results: Sequence[Result], place: str, profile: Profile = "as_published") -> None:
        self.profile = profile
        own = [row for row in results if row.place == place and row.profile in ("", profile)]
        self.rows: Sequence[Result] = [
            row for row in own if not (row.suppressed and row.statistic in ("stars", "verdict"))
        ]
        self.tests_withheld = any(row.suppressed and (row.profile, row.statistic) == (profile, "stars") for row in own)
        self._found: dict[tuple[str, ...], dict[str, Result]] = {}
        for row in self.rows:
            key = (row.item, row.statistic, row.category, row.group, row.group_value)
            self._found.setdefault(key, {})[row.method] = row

    def asked(self, item: str) -> bool:
        """Whether an item was asked in the wave, as far as what stands here tells."""
        return not any(row.item == item and row.text == NOT_ASKED and not row.group for row in self.rows)

    def row(
        self,
        item: str,
        statistic: str,
        category: str = "",
        group: str = "",
        value: str = "",
        method: str | None = None,
    ) -> Result | None:
        """The row with this key; without a method, the one that is alone there.

        None if there is no such row, or if several differ in their method and none was asked for.
        """
        found = self._found.get((item, statistic, category, group, value), {})
        if method is not None:
            return found.get(method)
        return next(iter(found.values())) if len(found) == 1 else None

    def number(
        self,
        item: str,
        statistic: str,
        category: str = "",
        group: str = "",
        value: str = "",
        method: str | None = None,
    ) -> float | None:
        """The number with this key, as :meth:`row` finds it; None if it is not there, or null."""
        row = self.row(item, statistic, category, group, value, method)
        return row.value if row else None

    def absent(self, item: str, statistic: str, category: str = "", group: str = "", value: str = "") -> str:
        """What stands in place of the number with this key, if it is not there."""
        row = self.row(item, statistic, category, group, value)
        return numbers.absent(withheld=row is not None and row.suppressed)

    def limits(
        self, item: str, method: str, category: str = "", group: str = "", value: str = ""
    ) -> tuple[float, float] | None:
        """The limits of a percentage by one method; None if it was not computed."""
        low, high = (self.number(item, limit, category, group, value, method) for limit in ("pct_low", "pct_high"))
        return None if low is None or high is None else (low, high)

    def methods(self, statistic: str) -> list[str]:
        """The methods of a statistic at this place, in order."""
        return list(dict.fromkeys(r.method for r in self.rows if r.statistic == statistic and not r.suppressed))

    def stars(self, item: str, group: str, category: str = "") -> str:
        """The stars of the test of a predictor, of one category of an item or of the whole of it."""
        row = self.row(item, "stars", category, group)
        return row.text if row else ""

    def tests(self) -> list[Result]:
        """One row a test, in order: those of the stars."""
        return [row for row in self.rows if row.statistic == "stars"]

    def answers(self, variable: Variable, language: Language, group: str = "", value: str = "") -> list[Answer]:
        """The answers to a variable, of everyone or of one group, in the order of the results, without merges."""
        return [
            Answer(
                row.category,
                variable.category_label(row.category, language),
                row.value,
                self.number(row.item, "pct", row.category, group, value),
                row.suppressed,
            )
            for row in self.rows
            if row.statistic == "n"
            and (row.item, row.group, row.group_value) == (variable.name, group, value)
            and row.category
            and row.category not in variable.groups
        ]
