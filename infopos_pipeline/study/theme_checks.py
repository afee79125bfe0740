"""What the interviews of a study must say to hang together, and with the rest of the study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.documents import Location
from infopos_pipeline.study.model import Item, Variable
from infopos_pipeline.study.study import Study
from infopos_pipeline.study.themes import CodePath, Interviews, code_path

Mistake = tuple[Location, str]


def theme_mistakes(interviews: Interviews, study: Study) -> Iterator[Mistake]:
    """Every mistake, in declared order: at which field, and what is wrong."""
    yield from _willing(interviews, study)
    facts = study.frame.facts if study.frame else {}
    for place, fact in enumerate(interviews.facts):
        if fact not in facts:
            yield ("facts", place), _unknown("fact of the frame", fact, facts)
    yield from _items(interviews, study)
    for name in interviews.stances:
        if name not in study.hypotheses:
            yield ("stances", name), _unknown("hypothesis", name, study.hypotheses)
        elif study.hypotheses[name].exploratory:
            yield ("stances", name), f"'{name}' is exploratory: nothing was expected that a quote could support"
    for name, contradiction in interviews.contradictions.items():
        if contradiction.theme not in interviews.themes:
            yield ("contradictions", name, "theme"), _unknown("theme", contradiction.theme, interviews.themes)
    yield from _codes_twice(interviews)


def _willing(interviews: Interviews, study: Study) -> Iterator[Mistake]:
    item = study.items.get(interviews.willing.item)
    if item is None:
        yield ("willing", "item"), _unknown("item", interviews.willing.item, study.items)
    elif not item.grouping:
        yield ("willing", "item"), f"'{item.name}' is a {item.kind} item; expected one with a single answer"
    else:
        for place, option in enumerate(interviews.willing.options):
            if option not in item.every_option:
                yield ("willing", "options", place), _unknown("option", option, item.every_option)


def _items(interviews: Interviews, study: Study) -> Iterator[Mistake]:
    shown = {name: variable for name, variable in study.variables.items() if not _identifies(variable)}
    for name, theme in interviews.themes.items():
        for place, item in enumerate(theme.items):
            if item not in shown:
                yield ("themes", name, "items", place), _unknown("variable that a guide may show", item, shown)


def _codes_twice(interviews: Interviews) -> Iterator[Mistake]:
    """A code that is declared for two things: nobody could tell what it stands for."""
    declared: dict[CodePath, Location] = {}
    for at, text in interviews.declared_codes():
        path = code_path(text.casefold())
        if path in declared:
            yield at, f"the code '{text}' stands under {'.'.join(map(str, declared[path]))} already"
        declared.setdefault(path, at)


def _identifies(variable: Variable) -> bool:
    return isinstance(variable, Item) and variable.identifying


def _unknown(what: str, name: str, names: Mapping[str, object]) -> str:
    return f"no {what} is called '{name}'.{did_you_mean(name, names)}"
