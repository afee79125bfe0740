"""The attacker audit of a public set: what everybody, and every municipality that is alone somewhere, can work out.

It starts from the rows that are to be published and from what was released before, not from what control meant to
publish, and bounds every figure that needs protection. Nothing goes out that it has not passed.

Source: A. Hundepool and others, Statistical Disclosure Control (2012), sections 4.3 and 4.4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from infopos_pipeline.disclosure.attack import Knowledge, narrower
from infopos_pipeline.disclosure.control import Prepared, Program
from infopos_pipeline.disclosure.figures import Figure
from infopos_pipeline.disclosure.linear_program import Deadline
from infopos_pipeline.disclosure.suppression_insiders import known_to_insiders
from infopos_pipeline.messages import Said, said
from infopos_pipeline.statistics.results import Result

LISTED = 5
"""How many figures a refusal names."""


@dataclass(frozen=True)
class Narrowed:
    """A figure that somebody can narrow down too far.

    Attributes:
        figure: the figure.
        low: the lowest value that it can have.
        high: the highest; may be infinite.
        insider: a figure of the one municipality that can; None if everybody can.
    """

    figure: Figure
    low: float
    high: float
    insider: Figure | None = None

    @property
    def line(self) -> Said:
        """Which figure it is, who can work it out, and how closely."""
        who = said("anybody")
        if self.insider is not None:
            who = said("the municipality alone in [{insider}]", insider=self.insider)
        value = said("from {low:g} to {high:g}", low=self.low, high=self.high)
        if self.low == self.high:
            value = said("exactly {low:g}", low=self.low)
        return said("[{figure}] can be worked out by {who}: {value}", figure=self.figure, who=who, value=value)

    def __str__(self) -> str:
        return str(self.line)


def told_by(rows: Sequence[Result], prepared: Prepared) -> set[Figure]:
    """The figures that public rows give away: all that stand behind a row that says anything.

    Raises:
        ValueError: a row is public of which it is not known what it gives away.
    """
    behind = {original.key(): found for original, found in prepared.behind.items()}
    figures: set[Figure] = set()
    for row in rows:
        if not row.suppressed:
            if row.key() not in behind:
                raise ValueError(f"The row {' / '.join(filter(None, row.key()))} can never be published.")
            figures |= behind[row.key()]
    return figures


def knowledge(program: Program, published: Mapping[int, tuple[float, float]]) -> Knowledge:
    """What everybody knows: published ranges, what was released before, and how many respondents there are."""
    low, high = np.zeros(len(program.linked.values)), np.full(len(program.linked.values), np.inf)
    ranges = [*published.items(), *program.known.items()]
    ranges += [(place, (int(program.linked.values[place]),) * 2) for place in program.totals]
    for place, (lowest, highest) in ranges:
        low[place], high[place] = max(low[place], lowest), min(high[place], highest)
    return Knowledge(low, high)


def attacked(prepared: Prepared, published: Mapping[int, tuple[float, float]], width: int) -> list[Narrowed]:
    """The figures that are not protected when the published ranges are known: bounded to less than ``width`` apart.

    Raises:
        ContradictoryFacts: the published ranges cannot all be true.
        TimeUp: not done in the declared time.
        SolverFailed: the solver gave up.
    """
    program, deadline = prepared.program, Deadline.after(prepared.study.disclosure.seconds)
    widths = dict.fromkeys(sorted(program.sensitive), width)
    everybody = knowledge(program, published)
    found = list(_narrowed(program, everybody, widths, None, deadline))
    all_known = known_to_insiders(program.linked, program.insiders, deadline)
    for own, known in zip(program.insiders, all_known, strict=True):
        own_knowledge = knowledge(program, {**published, **_exact(program, known)})
        others = {place: width for place in widths if place not in known}
        found += _narrowed(program, own_knowledge, others, program.figures[own[0]], deadline)
    return list({narrowed.figure: narrowed for narrowed in reversed(found)}.values())[::-1]


def _exact(program: Program, places: Collection[int]) -> dict[int, tuple[float, float]]:
    return {place: (float(program.linked.values[place]),) * 2 for place in places}


def _narrowed(
    program: Program, known: Knowledge, widths: Mapping[int, int], insider: Figure | None, deadline: Deadline
) -> Iterator[Narrowed]:
    found = narrower(program.linked, known, widths, seconds=deadline.left())
    for place, (low, high) in sorted(found.items()):
        yield Narrowed(program.figures[place], low, high, insider)
