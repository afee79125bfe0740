"""Herindelingen: municipalities followed from the name they had to the name they go on under.

Belongs here: what ``herindelingen.yaml`` says of names, and what is wrong in it. Not here: who of an export is which
row of a frame (quality), and pseudonyms (privacy). Names are normalised; no message holds one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from infopos_pipeline.study.documents import Location
from infopos_pipeline.study.names import normalise_municipality
from infopos_pipeline.study.protection import Merger


@dataclass(frozen=True)
class Successors:
    """Which name a municipality goes on under. ``direct`` has for an old name the one that came after it."""

    direct: Mapping[str, str]

    def path(self, name: str) -> tuple[str, ...]:
        """A name and those it goes on under, in order; the last is the final successor."""
        path = [name]
        while (after := self.direct.get(path[-1])) is not None and after not in path:
            path.append(after)
        return tuple(path)

    def entity_names(self, names: Sequence[str]) -> list[str]:
        """The name under which each municipality of one frame is known in every wave, all of them different.

        That is its final successor, so that a municipality keeps its identity when its name changes. Municipalities of
        one frame that merge were approached apart and are different entities: each is known by the last name that it
        has for itself, which is its own unless it was renamed before it merged. It follows from the frame alone,
        whoever responded.

        Args:
            names: the normalised names of all rows of the frame, no two of them the same.
        """
        paths = [self.path(name) for name in names]
        municipalities = Counter(name for path in paths for name in path)
        return [[path[0], *takewhile(lambda name: municipalities[name] == 1, path)][-1] for path in paths]


def successors(mergers: Sequence[Merger]) -> Successors:
    """The successors that checked declarations name."""
    return Successors(
        {normalise_municipality(old): normalise_municipality(merger.into) for merger in mergers for old in merger.from_}
    )


def merger_mistakes(mergers: Sequence[Merger]) -> Iterator[tuple[Location, str]]:
    """What is wrong in declared mergers, and where: a name that is none, a municipality that has two successors, is
    its own successor, or goes on under its own name again after others.
    """
    direct: dict[str, str] = {}
    for place, old, into in _declared(mergers):
        if not into:
            yield ("mergers", place[1], "into"), "expected the name of a municipality"
        elif not old:
            yield place, "expected the name of a municipality"
        elif old == into:
            yield place, "this is the name under 'into'; a municipality that keeps its name is not listed under 'from'"
        elif old in direct:
            yield place, "this municipality has a successor already"
        direct.setdefault(old, into)
    followed = Successors(direct)
    for place, old, into in _declared(mergers):
        if old != into and direct.get(followed.path(old)[-1]) == old:
            yield place, "a circle: this municipality goes on under other names and then under its own again"


def _declared(mergers: Sequence[Merger]) -> Iterator[tuple[Location, str, str]]:
    for index, merger in enumerate(mergers):
        for number, old in enumerate(merger.from_):
            place: Location = ("mergers", index, "from", number)
            yield place, normalise_municipality(old), normalise_municipality(merger.into)
