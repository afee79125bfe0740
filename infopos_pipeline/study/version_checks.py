"""What the versions of a questionnaire must say of each other: when an item was asked, what its answers meant, and how
those of one version are read as those of the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.documents import Location
from infopos_pipeline.study.expressions import Answered, Condition, Reached, items_named, leaves
from infopos_pipeline.study.model import Item, ItemVersion
from infopos_pipeline.study.names import NAME_PATTERN
from infopos_pipeline.study.shown import Hypothesis, Table
from infopos_pipeline.study.study import Study

QUESTIONNAIRE = "questionnaire.yaml"
Mistake = tuple[str, Location, str]
"""A file, the place in it, and what is wrong there."""


def version_mistakes(study: Study) -> Iterator[Mistake]:
    """Every mistake in the versions of items and bindings, in declared order."""
    for item in study.items.values():
        yield from _times(item, study)
        for place, version in enumerate(item.versions):
            yield from _version(item, place, version)
        for place, version in enumerate(item.versions):
            yield from _comparability(item, place, version)
    for source, binding in study.bindings.items():
        for name, bound in binding.items.items():
            file, at = f"bindings/{source}.yaml", ("items", name, "versions")
            yield from _ascending(file, at, [version.until for version in bound.versions])


def turning_points(study: Study) -> list[str]:
    """A wave of every stretch of waves in which the questionnaire and its bindings stay as they are, in order."""
    items, bindings = study.items.values(), study.bindings.values()
    last = {version.until for item in items for version in item.versions}
    last |= {item.until for item in items if item.until is not None} | {w for item in items for w in item.not_in}
    last |= {v.until for binding in bindings for bound in binding.items.values() for v in bound.versions}
    first = {item.since for item in items if item.since is not None}
    # Nothing in the name of a wave sorts before "\0": the second one comes right after the wave.
    return sorted({"", *first, *last, *(f"{wave}\0" for wave in last)})


def shown_wave(wave: str) -> str:
    """A turning point in words."""
    return f"after wave {wave[:-1]}" if wave.endswith("\0") else f"in wave {wave}" if wave else "in the first waves"


def not_asked_mistakes(study: Study) -> Iterator[Mistake]:
    """Where the study of a wave looks at an item that is not in its questionnaire: in routing, ``reached()`` and
    ``answered()``.
    """
    wave = shown_wave(study.wave or "")
    for name, condition in study.routing.items():
        for item in items_named(condition) if study.asked(name) else ():
            if not study.asked(item):
                yield QUESTIONNAIRE, ("items", name, "asked_if"), f"'{item}' is not asked {wave}"
    for file, at, condition in _conditions(study):
        for leaf in leaves(condition):
            if isinstance(leaf, Reached | Answered) and not study.asked(leaf.item):
                yield file, at, f"'{leaf.item}' is not asked {wave}"


def _conditions(study: Study) -> Iterator[tuple[str, Location, Condition]]:
    """The conditions of the derived variables of a wave, and of filters, each with its place."""
    for name, conditions in study.conditions.items():
        for option, condition in conditions.items() if study.asked(name) else ():
            yield "derivations.yaml", ("derived", name, "options", option, "when"), condition
    filtered: list[tuple[str, Table | Hypothesis]] = [("tables", table) for table in study.tables.values()]
    filtered += [("hypotheses", hypothesis) for hypothesis in study.hypotheses.values()]
    for kind, declared in filtered:
        if declared.filter:
            yield f"{kind}.yaml", (kind, declared.name, "filter"), study.filters[declared.filter.when]


def _times(item: Item, study: Study) -> Iterator[Mistake]:
    at: Location = ("items", item.name)
    left_out = ((("not_in", place), wave) for place, wave in enumerate(item.not_in))
    yield from _names(QUESTIONNAIRE, at, [(("since",), item.since), (("until",), item.until), *left_out])
    if study.frame and item.name == study.frame.municipality_item and (item.since or item.until or item.not_in):
        yield QUESTIONNAIRE, at, "the municipality is asked in every wave"
    if item.since and item.until and item.until < item.since:
        yield QUESTIONNAIRE, (*at, "until"), f"wave {item.until} comes before wave {item.since}, its first"
    untils = [version.until for version in item.versions]
    yield from _ascending(QUESTIONNAIRE, (*at, "versions"), untils)
    for place, until in enumerate(untils):
        if (item.since and until < item.since) or (item.until and until >= item.until):
            message = "an earlier version ends in a wave in which the item was asked, before the last one"
            yield QUESTIONNAIRE, (*at, "versions", place, "until"), message


def _names(file: str, at: Location, waves: Iterable[tuple[Location, str | None]]) -> Iterator[Mistake]:
    for place, wave in waves:
        if wave is not None and not NAME_PATTERN.fullmatch(wave):
            yield file, (*at, *place), "a wave's name has only small letters, digits, - and _"


def _ascending(file: str, at: Location, untils: list[str]) -> Iterator[Mistake]:
    yield from _names(file, at, (((place, "until"), until) for place, until in enumerate(untils)))
    for place, (until, following) in enumerate(pairwise(untils), start=1):
        if following <= until:
            message = f"versions go from old to new, and wave {following} does not come after wave {until}"
            yield file, (*at, place, "until"), message


def _version(item: Item, place: int, version: ItemVersion) -> Iterator[Mistake]:
    at: Location = ("items", item.name, "versions", place)
    own = item.version(place)
    if bool(item.options) != bool(own.options):
        yield QUESTIONNAIRE, at, f"a {item.kind} item has {'options' if item.options else 'no options'}"
    for name, group in (version.groups or {}).items():
        for option in group.options:
            if option not in own.options:
                yield QUESTIONNAIRE, (*at, "groups", name), _no_option(option, own)
    for name in own.groups:
        if name in own.options:
            yield QUESTIONNAIRE, (*at, "groups", name), "an option has this name already"
    if version.exclusive is not None and version.exclusive not in own.options:
        yield QUESTIONNAIRE, (*at, "exclusive"), _no_option(version.exclusive, own)
    if version.exclusive is not None and item.kind != "multiple":
        yield QUESTIONNAIRE, (*at, "exclusive"), "only a multiple-response item has an exclusive option"


def _no_option(option: str, own: Item) -> str:
    return f"no option is called '{option}'.{did_you_mean(option, own.options)}"


def _comparability(item: Item, place: int, version: ItemVersion) -> Iterator[Mistake]:
    at: Location = ("items", item.name, "versions", place)
    if version.comparability is None:
        message = (
            "say how its answers compare with those to what was asked next: "
            "'comparability: comparable', 'not_comparable' or 'recoded' (with 'recode')"
        )
        yield QUESTIONNAIRE, at, message
    elif bool(version.recode) != (version.comparability == "recoded"):
        yield QUESTIONNAIRE, at, "'recode' and 'comparability: recoded' go together"
    elif version.comparability != "not_comparable":
        yield from _places(at, version, item.version(place), item.version(place + 1))


def _places(at: Location, version: ItemVersion, own: Item, following: Item) -> Iterator[Mistake]:
    known = [*following.options, *following.groups]
    for option, target in version.recode.items():
        if option not in own.options:
            yield QUESTIONNAIRE, (*at, "recode", option), _no_option(option, own)
        elif target not in known:
            message = f"what was asked next has no option or group '{target}'.{did_you_mean(target, known)}"
            yield QUESTIONNAIRE, (*at, "recode", option), message
    for option in own.options:
        if option not in version.recode and option not in following.options:
            message = f"option '{option}' has no place in what was asked next: recode it, or declare not_comparable"
            yield QUESTIONNAIRE, at, message
