"""What declarations say of each other: every name they use is declared, and can stand where it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from infopos_pipeline.problems import did_you_mean
from infopos_pipeline.study.bindings import Binding
from infopos_pipeline.study.chart_checks import form_mistakes
from infopos_pipeline.study.columns import KEY_COLUMNS, variable_columns
from infopos_pipeline.study.conceptual_checks import conceptual_mistakes
from infopos_pipeline.study.conceptual_model import MODEL
from infopos_pipeline.study.documents import Location, StudyError
from infopos_pipeline.study.expressions import items_named
from infopos_pipeline.study.hypothesis_checks import hypothesis_mistakes
from infopos_pipeline.study.mergers import merger_mistakes
from infopos_pipeline.study.model import Derived, Frame, Item, Variable
from infopos_pipeline.study.shown import Hypothesis, Table
from infopos_pipeline.study.study import Study
from infopos_pipeline.study.theme_checks import theme_mistakes
from infopos_pipeline.study.themes import THEMES
from infopos_pipeline.study.version_checks import not_asked_mistakes, turning_points, version_mistakes

FACTS: Location = ("frame", "facts")


class Fail(Protocol):
    """Makes the error that points at a place in a file."""

    def __call__(self, file: str, location: Location, message: str, /) -> StudyError:
        """The error; whoever gets it raises it."""


class References:
    """The checks across declarations; each raises a :class:`StudyError` at the first mistake."""

    def __init__(self, fail: Fail) -> None:
        self.fail = fail

    def _known(self, file: str, location: Location, name: str, names: Iterable[str], what: str) -> None:
        if name not in (names := list(names)):
            raise self.fail(file, location, f"no {what} is called '{name}'.{did_you_mean(name, names)}")

    def check(self, study: Study) -> None:
        """Everything that turns on more than one file."""
        for file, location, message in version_mistakes(study):
            raise self.fail(file, location, message)
        for wave in turning_points(study):
            self._in_wave(study.at(wave))
        self._tables(study)
        self._charts(study)
        for hypothesis in study.hypotheses.values():
            self._hypothesis(hypothesis, study)
        for file, location, message in hypothesis_mistakes(study):
            raise self.fail(file, location, message)
        self._disclosure(study)
        self._mergers(study)
        self._trends(study)
        for location, message in conceptual_mistakes(study.conceptual, study) if study.conceptual else ():
            raise self.fail(MODEL, location, message)
        for location, message in theme_mistakes(study.interviews, study) if study.interviews else ():
            raise self.fail(THEMES, location, message)

    def _in_wave(self, asked: Study) -> None:
        """What holds of the questionnaire of each wave."""
        for source, binding in asked.bindings.items():
            self._binding(f"bindings/{source}.yaml", binding, asked.asked_items)
        self._routing(asked)
        for file, location, message in not_asked_mistakes(asked):
            raise self.fail(file, location, message)

    def check_names(self, frame: Frame | None, items: Mapping[str, Item], derived: Mapping[str, Derived]) -> None:
        """Facts, items and derived variables share one space of names, and leave the warehouse its own."""
        taken = dict.fromkeys(KEY_COLUMNS, "the warehouse has a column of this name")
        places = (
            ("study.yaml", FACTS, frame.facts if frame else {}, "a fact of the frame has this name already"),
            ("questionnaire.yaml", ("items",), items, "an item has this name already"),
            ("derivations.yaml", ("derived",), derived, ""),
        )
        for file, at, names, message in places:
            for name in names:
                if name in taken:
                    raise self.fail(file, (*at, name), taken[name])
            taken |= dict.fromkeys(names, message)

    def check_frame(self, frame: Frame | None, items: Mapping[str, Item]) -> None:
        """The item that says which municipality of the frame a respondent is, and the facts it is weighted by."""
        if frame is None:
            return
        at: Location = ("frame", "municipality_item")
        self._known("study.yaml", at, frame.municipality_item, items, "item")
        if items[frame.municipality_item].kind != "text":
            raise self.fail("study.yaml", at, "the municipality is given in a text item")
        for index, fact in enumerate(frame.weights):
            self._known("study.yaml", ("frame", "weights", index), fact, frame.facts, "fact")

    def check_variables(self, file: str, location: Location, variables: Mapping[str, Variable]) -> None:
        """Options where the kind needs them, and groups and exclusive options of those."""
        for name, variable in variables.items():
            at = (*location, name)
            needs_options = variable.kind in ("single", "ordinal", "multiple")
            if needs_options != bool(variable.options):
                raise self.fail(file, at, f"a {variable.kind} item has {'options' if needs_options else 'no options'}")
            for group_name, group in variable.groups.items():
                if group_name in variable.options:
                    raise self.fail(file, (*at, "groups", group_name), "an option has this name already")
                for option in group.options:
                    self._known(file, (*at, "groups", group_name), option, variable.options, "option")
            if isinstance(variable, Item) and variable.exclusive:
                self._known(file, (*at, "exclusive"), variable.exclusive, variable.options, "option")
                if variable.kind != "multiple":
                    raise self.fail(file, (*at, "exclusive"), "only a multiple-response item has an exclusive option")
            if isinstance(variable, Derived):
                self._derived(file, at, variable)

    def _derived(self, file: str, at: Location, variable: Derived) -> None:
        """What makes a derived variable: a value that is a number, one that gives options, or a condition an option."""
        if variable.kind == "number" and variable.value is None:
            raise self.fail(file, at, "a derived number has a value")
        for name, option in variable.options.items():
            if variable.value is None and option.when is None:
                message = "say with 'when' under which condition it holds, or give the variable a 'value'"
                raise self.fail(file, (*at, "options", name), message)
            if variable.value is not None and option.when is not None:
                raise self.fail(file, (*at, "options", name, "when"), "the 'value' of the variable says when it holds")

    def _routing(self, study: Study) -> None:
        """Routing looks back: what is asked later has no answer yet."""
        asked = list(study.items)
        for name, condition in study.routing.items():
            for item in items_named(condition):
                if asked.index(item) >= asked.index(name):
                    message = f"'{item}' is not asked before '{name}'; routing can only look back"
                    raise self.fail("questionnaire.yaml", ("items", name, "asked_if"), message)

    def check_bound_names(self, file: str, binding: Binding, items: Mapping[str, Item]) -> None:
        """Only items are bound."""
        for name in binding.items:
            self._known(file, ("items", name), name, items, "item")

    def _binding(self, file: str, binding: Binding, items: Mapping[str, Item]) -> None:
        """Every item asked, and every option of it, stands in a column of its own."""
        taken: dict[str, str] = {}
        for item in items.values():
            self._bound(file, binding, item)
            bound = binding.items[item.name]
            for column in bound.headings:
                if taken.setdefault(column, item.name) != item.name:
                    message = f"column '{column}' is bound to '{taken[column]}' already"
                    raise self.fail(file, ("items", item.name), message)
            if len(set(bound.columns.values())) < len(bound.columns):
                raise self.fail(file, ("items", item.name), "two options are bound to one column")

    def _bound(self, file: str, binding: Binding, item: Item) -> None:
        at: Location = ("items", item.name)
        if item.name not in binding.items:
            raise self.fail(file, ("items",), f"item '{item.name}' is bound to no column")
        bound = binding.items[item.name]
        boxes = item.kind == "multiple" and bound.delimiter is None
        if boxes != bool(bound.columns) or boxes == bool(bound.column):
            needed = "'columns', or 'column' with 'delimiter'" if item.kind == "multiple" else "'column'"
            raise self.fail(file, at, f"a {item.kind} item needs {needed}")
        named = bound.columns if boxes else dict.fromkeys(bound.codes.values(), "")
        for option in named:
            self._known(file, at, option, item.options, "option")
        for option in item.options if named else ():  # without codes, answers are told by their labels
            if option not in named:
                raise self.fail(file, at, f"option '{option}' is bound to nothing")

    def _shown(self, file: str, at: Location, name: str, study: Study, suits: Callable[[Variable], bool]) -> None:
        """A variable that can be counted: it is declared, no free text, not identifying, and ``suits`` its place."""
        self._known(file, at, name, study.variables, "variable")
        variable = study.variables[name]
        if not variable_columns(variable):
            raise self.fail(file, at, f"'{name}' is free text: it is kept apart and never counted")
        if isinstance(variable, Item) and variable.identifying:
            raise self.fail(file, at, f"'{name}' is identifying: it never gets as far as a table")
        if not suits(variable):
            raise self.fail(file, at, f"'{name}' cannot stand here, since it is a {variable.kind} variable")

    def _tables(self, study: Study) -> None:
        file = "tables.yaml"
        for name, table in study.tables.items():
            for index, item in enumerate(table.items):
                suits = _scored if table.layout == "means" else _any
                self._shown(file, ("tables", name, "items", index), item, study, suits)
            for index, group in enumerate(table.by):
                self._shown(file, ("tables", name, "by", index), group, study, lambda variable: variable.grouping)
            for index, item in enumerate(table.mentions):
                at: Location = ("tables", name, "mentions", index)
                self._known(file, at, item, study.variables, "variable")
                if study.variables[item].kind != "multiple" or item not in table.items:
                    raise self.fail(file, at, f"'{item}' is not a multiple-response item of this table")
            for item, order in table.order.items():
                place: Location = ("tables", name, "order", item)
                ordered = {"characteristics": table.items, "means": table.by}.get(table.layout, ())
                self._known(file, place, item, ordered, "variable here")
                for category in order:
                    self._known(file, place, category, study.variables[item].options, "option")
            if table.filter and table.facts:
                raise self.fail(
                    file, ("tables", name, "facts"), "facts of the fieldwork are of everybody, and this table is not"
                )
            self._facts(name, table, study)

    def _facts(self, table_name: str, table: Table, study: Study) -> None:
        file = "tables.yaml"
        for name, fact in table.facts.items():
            at: Location = ("tables", table_name, "facts", name)
            if sum(source is not None for source in (fact.counted, fact.item, fact.declared)) != 1:
                raise self.fail(file, at, "a fact has one of 'counted', 'item' and 'declared'")
            if fact.item is not None:
                self._shown(file, (*at, "item"), fact.item, study, lambda variable: bool(variable.options))
                variable = study.variables[fact.item]
                self._known(
                    file, (*at, "category"), fact.category or "", [*variable.options, *variable.groups], "option"
                )

    def _charts(self, study: Study) -> None:
        for name, chart in study.charts.items():
            suits = _multiple if chart.base == "mentions" else _any
            self._shown("charts.yaml", ("charts", name, "item"), chart.item, study, suits)
            if name in study.tables:
                raise self.fail("charts.yaml", ("charts", name), "a table has this name already")
            for location, message in form_mistakes(chart, study.variables[chart.item]):
                raise self.fail("charts.yaml", ("charts", name, *location), message)

    def _hypothesis(self, hypothesis: Hypothesis, study: Study) -> None:
        file, at = "hypotheses.yaml", ("hypotheses", hypothesis.name)
        self._known(file, (*at, "table"), hypothesis.table, study.tables, "table")
        self._known(file, (*at, "place"), hypothesis.place, study.tables, "table")
        for index, predictor in enumerate(hypothesis.predictors):
            self._shown(file, (*at, "predictors", index), predictor, study, _any)
        for profile, test in hypothesis.profiles.items():
            where = (*at, "profiles", profile, "outcome")
            self._shown(file, where, test.outcome, study, _any)
            outcome = study.variables[test.outcome]
            if hypothesis.each == "predictor" and outcome.kind == "multiple":
                message = "a multiple-response outcome is tested for each option: 'each: option'; how many boxes are "
                raise self.fail(file, where, f"{message}ticked is a derived number: count({test.outcome})")
            if hypothesis.each == "option" and not outcome.options:
                raise self.fail(file, where, f"'{test.outcome}' has no options to test each of")

    def _disclosure(self, study: Study) -> None:
        """Quasi-identifiers are declared variables; merges take options of their item, each once."""
        file = "disclosure.yaml"
        for place, name in enumerate(study.disclosure.quasi_identifiers):
            self._known(file, ("quasi_identifiers", place), name, study.variables, "variable")
        for place, recoding in enumerate(study.disclosure.recodings):
            at: Location = ("recodings", place)
            self._known(file, (*at, "item"), recoding.item, study.variables, "variable")
            options = study.variables[recoding.item].options
            taken: set[str] = set()
            for name, merge in recoding.merges.items():
                if name in options:
                    raise self.fail(file, (*at, "merges", name), "an option has this name already")
                for option in merge.options:
                    self._known(file, (*at, "merges", name), option, options, "option")
                    if option in taken:
                        raise self.fail(file, (*at, "merges", name), f"'{option}' is merged already")
                    taken.add(option)

    def _trends(self, study: Study) -> None:
        """What is followed can be counted; a mean needs scores, and without one a category is needed."""
        for index, indicator in enumerate(study.trends.family):
            at: Location = ("family", index, "item")
            if study.frame and indicator.item in study.frame.facts:
                raise self.fail("trends.yaml", at, f"'{indicator.item}' is a fact of the frame, not an answer")
            if indicator.category is None:
                self._shown("trends.yaml", at, indicator.item, study, _scored_in_order)
                continue
            self._shown("trends.yaml", at, indicator.item, study, lambda variable: bool(variable.options))
            variable = study.variables[indicator.item]
            categories = [*variable.options, *variable.groups]
            self._known("trends.yaml", ("family", index, "category"), indicator.category, categories, "option")

    def _mergers(self, study: Study) -> None:
        """Every old name leads to one municipality, and never back to itself."""
        for location, message in merger_mistakes(study.mergers):
            raise self.fail("herindelingen.yaml", location, message)


def _any(_: Variable) -> bool:
    return True


def _multiple(variable: Variable) -> bool:
    return variable.kind == "multiple"


def _scored(variable: Variable) -> bool:
    """Whether a mean can be taken of it."""
    return variable.kind != "multiple"


def _scored_in_order(variable: Variable) -> bool:
    """Whether its mean says something of all answers."""
    return variable.kind in ("ordinal", "number")
