"""How much each further interview adds: codes that no interview before it had.

Here: the counts behind the curve. Not here: which codes an interview has (interviews), and how the curve looks
(reporting).

How to read it: interviews that add next to nothing, several in a row, are a sign that more of them would not either.
Guest, Namey and Chen (2020) divide the new codes of a run of two or three interviews by the codes of the first four to
six, and speak of saturation at 5% or less. The curve depends on the order of the interviews, which should be that in
which they were held; and a run without new codes says little about codes that are rare.

Source: G. Guest, E. Namey and M. Chen, PLoS ONE 15 (2020), e0232076.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple


class NewCodes(NamedTuple):
    """What an interview added: codes that none before it had, and all codes so far, its own included."""

    new: int
    so_far: int


def new_codes(interviews: Iterable[Iterable[Hashable]]) -> tuple[NewCodes, ...]:
    """For each interview, in the order in which they were held, what its codes added; a code counts once."""
    seen: set[Hashable] = set()
    curve = []
    for codes in interviews:
        before = len(seen)
        seen.update(codes)
        curve.append(NewCodes(len(seen) - before, len(seen)))
    return tuple(curve)
