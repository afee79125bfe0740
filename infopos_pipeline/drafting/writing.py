"""A draft as declaration files: ``study.yaml``, ``questionnaire.yaml`` and a binding, with a TODO where a person has to
decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from infopos_pipeline.drafting.names import name_of
from infopos_pipeline.drafting.questions import Question
from infopos_pipeline.study.bindings import Format
from infopos_pipeline.study.columns import KEY_COLUMNS
from infopos_pipeline.study.json_schema import schema_line
from infopos_pipeline.study.model import Privacy


@dataclass(frozen=True)
class System:
    """What a binding says of a survey system's own columns: their headings."""

    format: Format
    progress: str = ""
    finished: str = ""
    complete: bool = False
    token: str = ""
    administration: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Named:
    """A question with the names of its item and options."""

    name: str
    question: Question
    options: tuple[str, ...]


def named(questions: Sequence[Question]) -> list[Named]:
    """Questions with names: of their codes, else of their first words."""
    taken: set[str] = set(KEY_COLUMNS)
    found = []
    for number, question in enumerate(questions, start=1):
        name = name_of(question.code, taken, f"question_{number}")
        taken.add(name)
        options: list[str] = []
        for place, answer in enumerate(question.answers, start=1):
            label = text_of(answer.text) or answer.code
            options.append(name_of(label, options, f"option_{place}"))
        found.append(Named(name, question, tuple(options)))
    return found


def text_of(texts: Mapping[str, str], language: str = "") -> str:
    """A text in a language, else in the first there is."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def study_file(study: str, title: Mapping[str, str], language: str) -> str:
    """``study.yaml`` of a draft."""
    lines = [
        schema_line("study"),
        "# The study: its name and the language of its report.",
        "# TODO: give it a title in Dutch and in English.",
        f"title: {_label(title or {'': study})}",
        f"language: {language}",
    ]
    return "\n".join(lines) + "\n"


def questionnaire_file(items: Sequence[Named], conditions: Mapping[str, str]) -> str:
    """``questionnaire.yaml`` of a draft; ``conditions`` are the routing of items in the language of studies."""
    lines = [
        schema_line("questionnaire"),
        "# The questionnaire: every item in the order of the export, with its options in the order they are shown.",
        "# Labels stand in Dutch and English; a draft has one text for both where its source has one.",
        "#",
        "# kind      single (one option), ordinal (one option of an ordered list), multiple (tick boxes), number, text",
        "# page      the page of the online questionnaire; what lies past the last page somebody got to is not reached",
        "# asked_if  routing: the condition under which the item was shown",
        "# privacy   none (default), quasi-identifier, direct identifier, open answer",
        "items:",
    ]
    for item in items:
        lines += _item(item, conditions.get(item.name, ""))
    return "\n".join(lines) + "\n"


def _item(item: Named, condition: str) -> Iterator[str]:
    question = item.question
    for remark in question.remarks:
        yield f"  # TODO: {remark}"
    if question.condition and not condition:
        yield f"  # TODO: asked only if {' '.join(question.condition.split())}: say so with asked_if."
    yield f"  {_key(item.name)}:"
    yield f"    kind: {question.kind}"
    yield f"    page: {question.page}"
    yield f"    label: {_label(question.text or {'': question.code})}"
    if condition:
        yield f"    asked_if: {_quoted(condition)}"
    privacy = Privacy.OPEN if question.kind == "text" and question.privacy == Privacy.NONE else question.privacy
    if privacy != Privacy.NONE:
        yield f"    privacy: {privacy}"
    if question.none_ticked:
        yield "    none_ticked: answer  # TODO: somebody left all boxes open; did they answer so, or skip the question?"
    exclusive = [name for name, answer in zip(item.options, question.answers, strict=True) if answer.exclusive]
    if exclusive:
        yield f"    exclusive: {exclusive[0]}"
    if item.options:
        yield "    options:"
    for name, answer in zip(item.options, question.answers, strict=True):
        yield f"      {_key(name)}: {_label(answer.text or {'': answer.code})}"


def binding_file(items: Sequence[Named], system: System, absent: Sequence[str]) -> str:
    """The binding of a draft; ``absent`` are questions of which the export has no column."""
    lines = [
        schema_line("bindings", "../../"),
        "# In which columns of the export the items stand, and under which codes; without codes, by their labels.",
        f"format: {system.format}",
    ]
    lines += [f"{name}: {_quoted(text)}" for name, text in _system(system) if text]
    if system.complete:
        lines.append("complete: true  # the system keeps only who got to the end")
    if not (system.progress or system.finished or system.complete):
        lines.append(
            "# TODO: no column tells how far somebody got: the last page is taken to be that of the last answer."
        )
    if system.administration:
        lines.append("# What the study does not use; never read further than its heading.")
        lines += [f"# TODO: {remark}" for remark in system.remarks]
        lines.append(f"administration: [{', '.join(map(_quoted, system.administration))}]")
    if system.missing:
        lines.append("# What stands for no answer, in any column.")
        lines.append(f"missing: {{{', '.join(f'{_quoted(text)}: skipped' for text in system.missing)}}}")
    lines += [f"# TODO: asked, but not in this export: {code}" for code in absent]
    lines.append("items:")
    for item in items:
        lines += _bound(item)
    return "\n".join(lines) + "\n"


def _system(system: System) -> Iterator[tuple[str, str]]:
    yield from (("progress", system.progress), ("finished", system.finished), ("token", system.token))


def _bound(item: Named) -> Iterator[str]:
    question = item.question
    yield f"  {_key(item.name)}:"
    pairs = list(zip(item.options, question.answers, strict=True))
    if question.kind == "multiple" and not question.delimiter:
        yield "    columns:"
        for name, answer in pairs:
            yield f"      {_key(name)}: {_quoted(answer.column)}"
    else:
        yield f"    column: {_quoted(question.column or question.code)}"
        if question.delimiter:
            yield f"    delimiter: {_quoted(question.delimiter)}"
        if pairs and all(answer.code for _, answer in pairs):
            yield f"    codes: {{{', '.join(f'{_quoted(answer.code)}: {_key(name)}' for name, answer in pairs)}}}"
    for name, words in (("ticked", question.ticked), ("not_ticked", question.not_ticked)):
        if words:
            yield f"    {name}: [{', '.join(map(_quoted, words))}]"
    if question.missing:
        shown = ", ".join(f"{_quoted(code)}: {state}" for code, state in question.missing.items())
        yield f"    missing: {{{shown}}}"


_YAML_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def _label(texts: Mapping[str, str]) -> str:
    return f"{{nl: {_quoted(text_of(texts, 'nl'))}, en: {_quoted(text_of(texts, 'en'))}}}"


def _quoted(text: str) -> str:
    """A text as YAML has it: a string of JSON is one."""
    return json.dumps(text, ensure_ascii=False)


def _key(name: str) -> str:
    """A name as a key; one that some version of YAML takes for a number or a word of its own is quoted."""
    return name if name[:1].isalpha() and name not in _YAML_WORDS else _quoted(name)
