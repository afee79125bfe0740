"""What earlier releases leave to decide: counts that are public for good, and variables that may not be shown anew.

Whoever has two sets can subtract one from the other. If few municipalities joined, left or answered otherwise in
between, the difference is theirs: then a variable is closed. What did not change at all is public already.

Source: A. Hundepool and others, Statistical Disclosure Control (2012), section 5.4, on differencing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

from infopos_pipeline.disclosure.control import Before, Range
from infopos_pipeline.disclosure.figures import Figure
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError
from infopos_pipeline.study import Study


@dataclass(frozen=True)
class Released:
    """An earlier release: its wave, and which of the figures it told, each with the range in which it is known to lie.

    ``differing`` says of a variable of how many municipalities the difference with the wave to be released now would
    tell something; ``same`` whether there is none at all, and nobody joined or left; ``otherwise`` how many of those in
    both answered otherwise.
    """

    number: int
    wave: str
    known: Mapping[Figure, Range]
    differing: Callable[[str], int]
    same: Callable[[str], bool]
    otherwise: Callable[[str], int]


def before(
    study: Study, wave: str, variables: Sequence[str], released: Sequence[Released], count: Callable[[Figure], int]
) -> Before:
    """What all earlier releases together leave to decide for a wave.

    Args:
        study: as declared now.
        wave: the wave to be released.
        variables: those that can be compared.
        released: the earlier releases.
        count: the size of a figure in the wave to be released.

    Raises:
        UserError: an earlier release told something of a variable that the study does not declare any more.
    """
    known: dict[Figure, Range] = {}
    closed: set[str] = set()
    for earlier in released:
        differing = {variable: earlier.differing(variable) for variable in variables}
        closed |= {name for name, number in differing.items() if 0 < number < study.disclosure.threshold}
        for figure, (low, high) in earlier.known.items():
            if earlier.wave == wave:
                _check_declared(figure, study, earlier)
            elif not _subtracts(figure, earlier, differing, study.disclosure.threshold):
                continue
            changed = [variable for variable in figure.variables if differing[variable]]
            if changed and low == high:
                if _tells_of_few(figure, low, count, earlier.known, study.disclosure.threshold):
                    closed.update(changed)
            elif earlier.wave == wave and all(map(earlier.same, figure.variables)):
                lowest, highest = known.get(figure, (low, high))
                known[figure] = max(lowest, low), min(highest, high)
    return Before(known, frozenset(closed))


def _subtracts(figure: Figure, earlier: Released, variables: Collection[str], threshold: int) -> bool:
    """Whether the difference with another wave is that of those who joined or left: few others answered otherwise."""
    return all(name in variables and earlier.otherwise(name) < threshold for name in figure.variables)


def _check_declared(figure: Figure, study: Study, earlier: Released) -> None:
    for variable in figure.variables:
        if variable not in study.variables:
            raise UserError(
                said(
                    "Release {number} told something of {variable}, which the study does not declare any "
                    "more. Declare it again: else it cannot be told what follows from both.",
                    number=earlier.number,
                    variable=variable,
                )
            )


def _tells_of_few(
    figure: Figure, then: int, count: Callable[[Figure], int], known: Mapping[Figure, Range], threshold: int
) -> bool:
    """Whether the difference with a published count is of few respondents, or of all who came or went."""
    change = count(figure) - then
    if 0 < abs(change) < threshold:
        return True
    base = replace(figure, options=(), others=False)
    if not figure.options or base not in known or not change:
        return False
    return change == count(base) - known[base][0]


def as_json(known: Mapping[Figure, Range]) -> list[list[object]]:
    """The figures that a set tells, for the folder that stays inside."""
    return [[*astuple(figure), low, high] for figure, (low, high) in sorted(known.items())]


def from_json(rows: Sequence[Sequence[object]]) -> dict[Figure, Range]:
    """The inverse of :func:`as_json`."""
    found: dict[Figure, Range] = {}
    for item, options, group, value, base, others, low, high in rows:
        figure = Figure(str(item), tuple(options), str(group), str(value), base, bool(others))  # type: ignore[arg-type]
        found[figure] = int(low), int(high)  # type: ignore[call-overload]
    return found
