"""How the answers of an earlier wave are read as those of a later one: as they are, recoded, or not at all.

Where a question was asked otherwise, the study says how the answers compare, from each version to the next; here those
steps are put one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from infopos_pipeline.study.expressions import operands
from infopos_pipeline.study.model import Item, Variable
from infopos_pipeline.study.study import Study

Meanings = Mapping[str, frozenset[str]]
"""By option of the earlier wave the options of the later one that it can mean; several, where they were one before."""


def meanings(study: Study, name: str, earlier: str, later: str) -> Meanings | None:
    """What each answer to a variable in an earlier wave means in a later one.

    None if it cannot be compared: not asked in either wave, or asked so otherwise that the study says so. A derived
    variable compares if all that it is made from does: its conditions name the options of every version.

    Args:
        study: the study of all waves.
        name: a variable of it.
        earlier: the earlier wave.
        later: the later wave.
    """
    if not (study.at(earlier).asked(name) and study.at(later).asked(name)):
        return None
    if name in study.items:
        return _item_meanings(study.items[name], earlier, later)
    conditions = (*study.conditions.get(name, {}).values(), *([study.numbers[name]] if name in study.numbers else []))
    made_from = {item for expression in conditions for item in operands(expression) if item in study.items}
    if any(_item_meanings(study.items[item], earlier, later) is None for item in made_from):
        return None
    return _unchanged(study.variables[name])


def _item_meanings(item: Item, earlier: str, later: str) -> Meanings | None:
    steps = range(item.version_in(earlier), item.version_in(later))
    if any(item.versions[place].comparability == "not_comparable" for place in steps):
        return None

    def step(before: Meanings, place: int) -> Meanings:
        after = _step(item, place)
        return {option: frozenset().union(*(after[meaning] for meaning in meant)) for option, meant in before.items()}

    return reduce(step, steps, _unchanged(item.version(item.version_in(earlier))))


def _unchanged(variable: Variable) -> Meanings:
    return {option: frozenset({option}) for option in variable.options}


def _step(item: Item, place: int) -> Meanings:
    """What the options of a version mean in the next one."""
    own, following = item.version(place), item.version(place + 1)
    targets = {option: item.versions[place].recode.get(option, option) for option in own.options}
    return {option: members(following, target) for option, target in targets.items()}


def members(variable: Variable, category: str) -> frozenset[str]:
    """The options that a category of a variable is: those of a group, else itself."""
    group = variable.groups.get(category)
    return frozenset({category} if group is None else group.options)


def earlier_options(meant: Meanings, variable: Variable, category: str) -> frozenset[str] | None:
    """The options of the earlier wave that are a category of the later one; None if none is, or one only in part."""
    wanted = members(variable, category)
    if any(meaning & wanted and not meaning <= wanted for meaning in meant.values()):
        return None
    return frozenset(option for option, meaning in meant.items() if meaning <= wanted) or None
