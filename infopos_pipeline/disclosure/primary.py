"""Primary suppression: which counts give somebody away by themselves.

A count of fewer municipalities than the threshold; and, since an answer that nobody or everybody in a group gave is
known of each of them, zeros and figures that are their whole base (group disclosure).

Source: A. Hundepool and others, Statistical Disclosure Control (2012), chapters 4 and 5: the threshold rule for
frequency tables, and group disclosure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from infopos_pipeline.disclosure.figures import Counted, Figure, counted
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.study import Study


@dataclass(frozen=True)
class PrimaryRule:
    """The rule of a study, applied to the counts of a wave; every figure is counted once."""

    study: Study
    counts: Counts

    @cached_property
    def _counted(self) -> dict[Figure, Counted]:
        return {}

    def count(self, figure: Figure) -> Counted:
        """The size of a figure."""
        if figure not in self._counted:
            self._counted[figure] = counted(figure, self.counts)
        return self._counted[figure]

    def sensitive(self, figure: Figure) -> bool:
        """Whether a figure needs protection by itself."""
        found = self.count(figure)
        if 0 < found.entities < self.study.disclosure.threshold:
            return True
        if not self.study.disclosure.group_disclosure or self._says_nothing(figure):
            return False
        base = self.count(replace(figure, options=(), base="respondents", others=False))
        return base.n > 0 and found.n in (0, base.n)

    def _says_nothing(self, figure: Figure) -> bool:
        """Whether a figure counts everybody who answered: with all answers there are, or none in particular."""
        return not figure.options or set(figure.options) == set(self.study.variables[figure.item].options)

    def alone(self, figure: Figure) -> bool:
        """Whether a figure is of one municipality, which knows that it is counted here."""
        return self.count(figure).entities == 1


def with_others(figures: Iterable[Figure], several: Iterable[str]) -> list[Figure]:
    """The counts of those who did not give an answer: of tick boxes (items ``several``) no published count shows them.

    For one answer out of several, the others are counts of their own.
    """
    boxes = set(several)
    return [
        replace(figure, base="respondents", others=True)
        for figure in figures
        if figure.item in boxes and figure.options and not figure.others
    ]
