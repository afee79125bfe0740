"""Sole contributors: the figures that one municipality alone makes up, together where they are of the same one.

Whoever is alone in several figures knows all of them at once. That it is the same municipality follows from the counts:
where it is alone in a cell of several variables and in the cell of some of them that this lies in, it is the same one.
Of figures that no such chain of cells joins nobody but that municipality can tell, and they are taken apart.

Source: A. Hundepool and others, Statistical Disclosure Control (2012), section 4.4, on singletons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from infopos_pipeline.disclosure.figures import Figure
from infopos_pipeline.statistics.counting import Counts, contingency_tables
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import variable_columns

_Cell = frozenset[tuple[str, str]]
"""The columns of a cell, each with its category; it says which variables it is of as well."""


def sole_contributors(figures: Mapping[int, Figure], study: Study, counts: Counts) -> tuple[tuple[int, ...], ...]:
    """The places of ``figures``, each of one municipality, by municipality."""
    known_as = _municipalities(study, counts)
    groups: dict[_Cell | Figure, list[int]] = {}
    for place, figure in figures.items():
        owners = {known_as.get(cell) for cell in _cells(figure, counts)}
        owner = owners.pop() if len(owners) == 1 else None
        groups.setdefault(figure if owner is None else owner, []).append(place)
    return tuple(tuple(places) for places in groups.values())


def _cells(figure: Figure, counts: Counts) -> list[_Cell]:
    """The cells that a figure counts."""
    variables = figure.variables
    return [
        frozenset(cell.items())
        for cell, _ in counts.cells(*variables)
        if figure.weight({name: counts.answer(cell, name) for name in variables})
    ]


def _municipalities(study: Study, counts: Counts) -> dict[_Cell, _Cell]:
    """For every cell of one municipality another one, the same for all cells that are known to be of the same one."""
    tables = [variables for variables in contingency_tables(study).values() if variables]
    alone = {
        frozenset(cell.items()): variables
        for variables in tables
        for cell, _, entities in counts.cells_with_entities(*variables)
        if entities == 1
    }
    first = {cell: cell for cell in alone}

    def name(cell: _Cell) -> _Cell:
        while first[cell] != cell:
            cell = first[cell]
        return cell

    for cell, variables in alone.items():
        for part in _parts(cell, variables, study):
            if part in first:
                first[name(part)] = name(cell)
    return {cell: name(cell) for cell in alone}


def _parts(cell: _Cell, variables: Sequence[str], study: Study) -> list[_Cell]:
    """The cells of fewer of the variables in which a cell lies."""
    columns = {name: {column.name for column in variable_columns(study.variables[name])} for name in variables}
    chosen = [some for size in range(1, len(variables)) for some in combinations(variables, size)]
    return [
        frozenset((column, category) for column, category in cell if any(column in columns[name] for name in some))
        for some in chosen
    ]
