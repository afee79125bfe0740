"""From the files of ``schemas/<study>/`` to a :class:`Study`, or an error that names file, line and field."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from infopos_pipeline.study.bindings import Binding
from infopos_pipeline.study.citing import Sentences
from infopos_pipeline.study.conceptual_model import MODEL, ConceptualModel
from infopos_pipeline.study.described import everything
from infopos_pipeline.study.documents import Document, Location, StudyError, read_document
from infopos_pipeline.study.expressions import Condition, Number
from infopos_pipeline.study.model import Derived, Item, StudyFile, Variable
from infopos_pipeline.study.names import NAME_PATTERN
from infopos_pipeline.study.narrative import narrative_files
from infopos_pipeline.study.outline import Outline
from infopos_pipeline.study.parsing import parse_condition, parse_number, parse_options
from infopos_pipeline.study.protection import Disclosure, Mergers, Redaction
from infopos_pipeline.study.references import FACTS, References
from infopos_pipeline.study.shown import Chart, Hypothesis, Table
from infopos_pipeline.study.study import Study
from infopos_pipeline.study.themes import THEMES, Interviews
from infopos_pipeline.study.trends import Trends
from infopos_pipeline.study.validating import Model, refuse_name, validated
from infopos_pipeline.study.vocabulary import ExpressionError, Vocabulary
from infopos_pipeline.study.written import written_mistakes, written_of

Parsed = TypeVar("Parsed")

__all__ = ["StudyError", "load_study", "study_names"]


def study_names(schemas: Path) -> tuple[str, ...]:
    """The studies declared under ``schemas/``, by name."""
    return tuple(sorted(path.parent.name for path in schemas.glob("*/study.yaml")))


def load_study(folder: Path) -> Study:
    """Load and check one study.

    Raises:
        StudyError: a file is missing, not valid, or names something that is not declared.
    """
    if not NAME_PATTERN.fullmatch(folder.name):
        raise StudyError(folder, None, "", "a study's name has only small letters, digits, - and _")
    return _Loading(folder).study()


class _Loading:
    """The steps of loading one study; each reads a file and checks it against what was read before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[str, Document] = {}
        self.references = References(self.fail)

    def study(self) -> Study:
        declared = self.file(StudyFile, "study.yaml", FACTS)
        items = self.entries(Item, "questionnaire.yaml", "items")
        derived = self.entries(Derived, "derivations.yaml", "derived")
        facts: Mapping[str, Variable] = declared.frame.facts if declared.frame else {}
        if not items:
            raise self.fail("questionnaire.yaml", ("items",), "at least one item is needed")
        self.references.check_names(declared.frame, items, derived)
        self.references.check_variables("study.yaml", FACTS, facts)
        self.references.check_variables("questionnaire.yaml", ("items",), items)
        self.references.check_variables("derivations.yaml", ("derived",), derived)
        self.references.check_frame(declared.frame, items)
        routing = {
            name: self.parse(
                parse_condition, item.asked_if, _vocabulary(items), "questionnaire.yaml", ("items", name, "asked_if")
            )
            for name, item in items.items()
            if item.asked_if
        }
        versions_routing = {
            (name, place): self.parse(
                parse_condition,
                version.asked_if,
                _vocabulary(items),
                "questionnaire.yaml",
                ("items", name, "versions", place, "asked_if"),
            )
            for name, item in items.items()
            for place, version in enumerate(item.versions)
            if version.asked_if
        }
        conditions, numbers = self.derivations(derived, {**facts, **items})
        tables = self.entries(Table, "tables.yaml", "tables")
        charts = self.entries(Chart, "charts.yaml", "charts")
        if not any((self.folder / file).exists() for file in ("tables.yaml", "charts.yaml")):
            tables, charts = everything(items)
        hypotheses = self.entries(Hypothesis, "hypotheses.yaml", "hypotheses")
        interviews = self.file(Interviews, THEMES, ("themes",), ("contradictions",)) if self.has(THEMES) else None
        study = Study(
            name=self.folder.name,
            folder=self.folder,
            fingerprint=_fingerprint(self.folder),
            declared=declared,
            items=items,
            derived=derived,
            routing=routing,
            versions_routing=versions_routing,
            conditions=conditions,
            numbers=numbers,
            bindings=self.bindings(items),
            hypotheses=hypotheses,
            tables=tables,
            charts=charts,
            filters=self.filters(tables, hypotheses, {**facts, **items, **derived}),
            disclosure=self.optional(Disclosure, "disclosure.yaml"),
            redaction=self.optional(Redaction, "redaction.yaml"),
            mergers=self.optional(Mergers, "herindelingen.yaml").mergers,
            trends=self.optional(Trends, "trends.yaml"),
            conceptual=self.file(ConceptualModel, MODEL, ("constructs",)) if self.has(MODEL) else None,
            interviews=interviews,
            contradictions=self.contradictions(interviews, {**facts, **items, **derived}),
        )
        self.references.check(study)
        return self.with_written(study)

    def with_written(self, study: Study) -> Study:
        """The study with what its report says beyond its figures, checked against the rest of it."""
        sentences = (
            self.file(Sentences, "sentences.yaml", ("sentences",)) if self.has("sentences.yaml") else Sentences()
        )
        written = written_of(study, self.optional(Outline, "report.yaml"), sentences)
        for file, location, message in written_mistakes(study, written):
            if self.has(file):
                raise self.fail(file, location, message)
            raise StudyError(self.folder / file, None, "", message)
        return replace(study, written=written)

    def derivations(
        self, derived: Mapping[str, Derived], known: dict[str, Variable]
    ) -> tuple[dict[str, dict[str, Condition]], dict[str, Number]]:
        """The conditions of derived variables by option, and the derived numbers; each may look at those before it."""
        file, conditions, numbers = "derivations.yaml", {}, {}
        left = list(derived)
        for name, variable in derived.items():
            at: Location = ("derived", name)
            vocabulary = _vocabulary(known, left)
            if variable.kind == "number":
                numbers[name] = self.parse(parse_number, variable.value or "", vocabulary, file, (*at, "value"))
            elif variable.value is not None:
                options = partial(parse_options, options=tuple(variable.options))
                conditions[name] = self.parse(options, variable.value, vocabulary, file, (*at, "value"))
            else:
                conditions[name] = {
                    option: self.parse(
                        parse_condition, declaration.when or "", vocabulary, file, (*at, "options", option, "when")
                    )
                    for option, declaration in variable.options.items()
                }
            known = {**known, left.pop(0): variable}
        return conditions, numbers

    def filters(
        self,
        tables: Mapping[str, Table],
        hypotheses: Mapping[str, Hypothesis],
        variables: Mapping[str, Variable],
    ) -> dict[str, Condition]:
        """The conditions of all filters, by their text."""
        vocabulary = _vocabulary(_in_responses(variables))
        return {
            declared.filter.when: self.parse(
                parse_condition, declared.filter.when, vocabulary, f"{kind}.yaml", (kind, declared.name, "filter")
            )
            for kind, entries in (("tables", tables), ("hypotheses", hypotheses))
            for declared in entries.values()
            if declared.filter
        }

    def contradictions(self, interviews: Interviews | None, variables: Mapping[str, Variable]) -> dict[str, Condition]:
        """The conditions of the contradictions that a topic guide asks about, by name."""
        vocabulary = _vocabulary(_in_responses(variables))
        return {
            name: self.parse(parse_condition, declared.when, vocabulary, THEMES, ("contradictions", name, "when"))
            for name, declared in (interviews.contradictions if interviews else {}).items()
        }

    def document(self, file: str) -> Document:
        if file not in self.documents:
            self.documents[file] = read_document(self.folder / file)
        return self.documents[file]

    def file(self, model: type[Model], file: str, *named: Location) -> Model:
        """Validate a whole file; entries under the places ``named`` take their key as their name."""
        document = self.document(file)
        for names in named:
            content: Any = document.content
            for key in names:
                content = content.get(key) if isinstance(content, dict) else None
            for key, entry in (content or {}).items() if isinstance(content, dict) else ():
                if isinstance(entry, dict):
                    refuse_name(entry, document, (*names, key))
                    entry["name"] = key
        return validated(model, document.content, document, ())

    def optional(self, model: type[Model], file: str) -> Model:
        """Validate a whole file; where there is none, the defaults hold."""
        return self.file(model, file) if self.has(file) else model()

    def has(self, file: str) -> bool:
        return (self.folder / file).exists()

    def entries(self, model: type[Model], file: str, field: str) -> dict[str, Model]:
        """Validate the named entries of a file that holds one mapping; an absent optional file holds none."""
        if not (self.folder / file).exists() and file != "questionnaire.yaml":
            return {}
        document = self.document(file)
        for key in document.content:
            if key != field:
                raise document.error((key,), f"unknown field; expected '{field}'")
        entries = document.content.get(field) or {}
        if not isinstance(entries, dict):
            raise document.error((field,), "expected named entries")
        found = {}
        for name, entry in entries.items():
            if isinstance(entry, dict):
                refuse_name(entry, document, (field, name))
                entry = {"name": name, **entry}
            found[name] = validated(model, entry, document, (field, name))
        return found

    def fail(self, file: str, location: Location, message: str) -> StudyError:
        return self.document(file).error(location, message)

    def parse(
        self,
        parser: Callable[[str, Vocabulary], Parsed],
        text: str,
        vocabulary: Vocabulary,
        file: str,
        location: Location,
    ) -> Parsed:
        try:
            return parser(text, vocabulary)
        except ExpressionError as error:
            raise self.fail(file, location, str(error)) from None

    def bindings(self, items: Mapping[str, Item]) -> dict[str, Binding]:
        bindings = {}
        for path in sorted((self.folder / "bindings").glob("*.yaml")):
            file = f"bindings/{path.name}"
            binding = validated(Binding, self.document(file).content, self.document(file), ())
            self.references.check_bound_names(file, binding, items)
            bindings[path.stem] = binding
        if not bindings:
            raise StudyError(
                self.folder / "bindings", None, "", "at least one binding is needed, such as limesurvey.yaml"
            )
        return bindings


def _fingerprint(folder: Path) -> str:
    """SHA-256 over the names and contents of the declaration files, by name."""
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.yaml"), *narrative_files(folder)]):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _vocabulary(variables: Mapping[str, Variable], later: Iterable[str] = ()) -> Vocabulary:
    return Vocabulary(
        options={name: options for name, variable in variables.items() if (options := _every_option(variable))},
        multiple=frozenset(name for name, variable in variables.items() if variable.kind == "multiple"),
        numbers=frozenset(name for name, variable in variables.items() if variable.kind == "number"),
        ordinal=frozenset(name for name, variable in variables.items() if variable.kind == "ordinal"),
        derived=frozenset(name for name, variable in variables.items() if isinstance(variable, Derived)),
        later=frozenset(later),
    )


def _in_responses(variables: Mapping[str, Variable]) -> dict[str, Variable]:
    """The variables that are in responses: what identifies somebody is not."""
    return {n: v for n, v in variables.items() if not (isinstance(v, Item) and v.identifying)}


def _every_option(variable: Variable) -> tuple[str, ...]:
    return tuple(variable.every_option if isinstance(variable, Item) else variable.options)
