"""How the answers of an earlier wave are read as those of a later one: as they are, recoded, or not at all.

Where a question was asked otherwise, the study says how the answers compare, from each version to the next; here those
steps are put one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce

from infopos_pipeline.study.expressions import (
    Answered,
    AnyOption,
    CountOf,
    Leaf,
    Reached,
    Recoded,
    ScoreOf,
    Ticked,
    leaves,
)
from infopos_pipeline.study.model import Item, Variable
from infopos_pipeline.study.study import Study

Meanings = Mapping[str, frozenset[str]]
"""By option of the earlier wave the options of the later one that it can mean; several, where they were one before."""


def meanings(study: Study, name: str, earlier: str, later: str) -> Meanings | None:
    """What each answer to a variable in an earlier wave means in a later one.

    None if it cannot be compared: not asked in either wave, or asked so otherwise that the study says so. A derived
    variable compares if every condition of it holds of earlier answers where it holds of what they mean later.

    Args:
        study: the study of all waves.
        name: a variable of it.
        earlier: the earlier wave.
        later: the later wave.
    """
    # Not study.at(wave), which makes a version of every item: this is asked for every pair of waves.
    if not all(replace(study, wave=wave).asked(name) for wave in (earlier, later)):
        return None
    if name in study.items:
        return _item_meanings(study.items[name], earlier, later)
    if all(
        _says_the_same(leaf, study, earlier, later)
        for expression in study.made_from(name)
        for leaf in leaves(expression)
        if not isinstance(leaf, Reached | Answered)
    ):
        return _unchanged(study.variables[name])
    return None


def _says_the_same(leaf: Leaf, study: Study, earlier: str, later: str) -> bool:
    """Whether what looks at an item says the same of earlier answers as of what they mean later."""
    if leaf.item not in study.items:
        return meanings(study, leaf.item, earlier, later) is not None
    item = study.items[leaf.item]
    before, now = (item.version(item.version_in(wave)) for wave in (earlier, later))
    meant = _item_meanings(item, earlier, later)
    if meant is None:
        return False
    match leaf:
        case AnyOption(options=options):
            return _holds_of_the_same(frozenset(options), meant, now)
        case Ticked(option=option):
            return _holds_of_the_same(frozenset({option}), meant, now)
        case CountOf():  # each box as one
            return sorted(map(sorted, meant.values())) == sorted([option] for option in now.options)
        case ScoreOf():
            return _same_number(meant, before.scores, now.scores)
        case Recoded(numbers=numbers):
            return _same_number(meant, dict(numbers), dict(numbers))
    return True


def _same_number(meant: Meanings, before: Mapping[str, float], now: Mapping[str, float]) -> bool:
    """Whether an earlier answer stands for the same number, or for none, as all that it means later."""
    return all({before.get(option)} == {now.get(later) for later in meaning} for option, meaning in meant.items())


def _holds_of_the_same(named: frozenset[str], meant: Meanings, item: Item) -> bool:
    """Whether the options named hold of the same answers."""
    wanted = named & item.options.keys()
    of_earlier = frozenset(option for option, meaning in meant.items() if meaning <= wanted)
    in_part = any(meaning & wanted and not meaning <= wanted for meaning in meant.values())
    return not in_part and of_earlier == named & meant.keys() and bool(of_earlier) == bool(wanted)


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
