"""Recoding: declared merges of options, applied where a place would have to withhold much without them.

A place is recoded as a whole: all groups of a table show the same categories. The mildest declared level at which
nothing needs protection is taken; if there is none, the one at which the smallest share of counts does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from infopos_pipeline.disclosure.figures import Figure, category_options
from infopos_pipeline.statistics.counting import Counts
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Item, Option, Variable
from infopos_pipeline.study.protection import Recoding
from infopos_pipeline.study.shown import Table

FREQUENCIES = frozenset({"n", "pct", "pct_low", "pct_high"})


@dataclass(frozen=True)
class Recodings:
    """Which items are recoded where, and a study that knows the merges of all levels as groups."""

    study: Study
    chosen: Mapping[tuple[str, str], Recoding]

    def at(self, place: str, item: str) -> Recoding | None:
        """The level an item is recoded to at a place, if it is."""
        return self.chosen.get((place, item))


def levels(study: Study, item: str) -> tuple[Recoding | None, ...]:
    """The item as it is, then its declared levels of merging."""
    declared = study.disclosure.recodings if study.disclosure.recode else ()
    return (None, *(recoding for recoding in declared if recoding.item == item))


def shown_categories(variable: Variable, recoding: Recoding | None) -> list[str]:
    """The categories of a variable at a level: a merge in the place of its first option; declared groups last."""
    merged = {} if recoding is None else {o: name for name, merge in recoding.merges.items() for o in merge.options}
    return list(dict.fromkeys([*(merged.get(option, option) for option in variable.options), *variable.groups]))


def choose_recodings(study: Study, counts: Counts, sensitive: Callable[[Figure], bool]) -> Recodings:
    """Choose a level for every item at every place of frequencies; ``sensitive`` says which counts need protection."""
    merging = _with_merges(study)
    chosen = {}
    for place in study.places().values():
        if place.layout == "means":
            continue
        for item in place.items:
            level = min(levels(study, item), key=lambda level: _share(place, item, level, merging, counts, sensitive))
            if level is not None:
                chosen[place.name, item] = level
    return Recodings(merging, chosen)


def _share(
    place: Table, item: str, level: Recoding | None, study: Study, counts: Counts, sensitive: Callable[[Figure], bool]
) -> float:
    figures = category_figures(place, item, level, study)
    return sum(map(sensitive, figures)) / len(figures) if figures else 0.0


def category_figures(place: Table, item: str, level: Recoding | None, study: Study) -> list[Figure]:
    """The counts of every category that a place shows of an item at a level."""
    variable = study.variables[item]
    groups = [(group, value) for group in place.by for value in study.variables[group].options] or [("", "")]
    # Without the merges of other levels, which the variable here knows as groups.
    shown = [name for name in shown_categories(variable, level) if _belongs(name, variable, level, study)]
    return [
        Figure(item, options, group, value, "respondents" if len(options) == 1 else place.base(item))
        for group, value in groups
        for options in (category_options(variable, category) for category in shown)
    ]


def _belongs(category: str, variable: Variable, level: Recoding | None, study: Study) -> bool:
    own = set() if level is None else set(level.merges)
    others = {name for other in levels(study, variable.name) if other for name in other.merges} - own
    return category not in others


def _with_merges(study: Study) -> Study:
    """The study with the merges of every level as groups of their items, so that they are counted and have labels."""

    def merged(variable: Variable) -> dict[str, object]:
        merges = {
            name: group for level in levels(study, variable.name) if level for name, group in level.merges.items()
        }
        return {"groups": {**variable.groups, **merges}}

    return _updated(study, merged)


def public_study(study: Study) -> Study:
    """The study as a public set shows it: merged categories are options with a label, as any other."""

    def labelled(variable: Variable) -> dict[str, object]:
        merges = {
            name: Option(nl=group.label.nl, en=group.label.en)
            for level in levels(study, variable.name)
            if level
            for name, group in level.merges.items()
        }
        return {"options": {**variable.options, **merges}}

    return _updated(study, labelled)


def _updated(study: Study, change: Callable[[Variable], dict[str, object]]) -> Study:
    items: dict[str, Item] = {name: item.model_copy(update=change(item)) for name, item in study.items.items()}
    derived = {name: item.model_copy(update=change(item)) for name, item in study.derived.items()}
    declared = study.declared
    if study.frame:
        facts = {name: fact.model_copy(update=change(fact)) for name, fact in study.frame.facts.items()}
        declared = declared.model_copy(update={"frame": study.frame.model_copy(update={"facts": facts})})
    return replace(study, items=items, derived=derived, declared=declared)


def recoded_results(results: Sequence[Result], recodings: Recodings, counts: Counts, wave: str) -> list[Result]:
    """The results with the frequencies of recoded items counted anew, in the place of those they replace."""
    places = recodings.study.places()
    anew = {
        (place, item): _recounted(places[place], item, level, recodings.study, counts, wave)
        for (place, item), level in recodings.chosen.items()
    }
    written: set[tuple[str, str]] = set()
    recoded = []
    for result in results:
        key = result.place, result.item
        if key not in anew or result.statistic not in FREQUENCIES:
            recoded.append(result)
        elif key not in written:
            written.add(key)
            recoded += anew[key]
    return recoded


def _recounted(place: Table, item: str, level: Recoding, study: Study, counts: Counts, wave: str) -> list[Result]:
    shown = [
        "",
        *(
            name
            for name in shown_categories(study.variables[item], level)
            if _belongs(name, study.variables[item], level, study)
        ),
    ]
    alone = place.model_copy(update={"items": (item,), "facts": {}})
    rows = [row for row in place_results(alone, study, counts, wave) if row.category in shown]
    groups = list(dict.fromkeys((row.group, row.group_value) for row in rows))
    return sorted(rows, key=lambda row: (groups.index((row.group, row.group_value)), shown.index(row.category)))
