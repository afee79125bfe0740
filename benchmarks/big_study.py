"""A synthetic study as big as a national monitor: 100 questions, all frequencies and 160 crosstabs, declared by rule.

Here: the questions, and what is written of them: the folder of declarations that the pipeline reads, and the codebook
that every other contestant reads. Not here: respondents (:mod:`benchmarks.big_exports`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

STUDY, WAVE = "monitor", "2021"
Form = Literal["codes", "full", "sav"]
"""How an export is written: LimeSurvey's CSV with answer codes or with answers in full, or an SPSS file."""

_SINGLE_LABELS = ("Zeer vaak", "Vaak", "Soms", "Zelden", "Nooit", "Weet niet precies")
_ORDINAL_LABELS = (
    "Helemaal mee eens",
    "Mee eens",
    "Niet eens, niet oneens",
    "Mee oneens",
    "Helemaal mee oneens",
)
_BOX_LABELS = ("Thuis", "In de buurt", "Op het werk", "Onderweg", "Elders")
_PER_PAGE = 10


@dataclass(frozen=True)
class Question:
    """A question: labels by option, the lowest and highest number, and under which answers to another it is asked."""

    name: str
    kind: Literal["single", "ordinal", "multiple", "number"]
    page: int
    labels: Mapping[str, str]
    between: tuple[int, int] = (0, 0)
    asked_if: tuple[str, tuple[str, ...]] | None = None


def _questions() -> tuple[Question, ...]:
    routed = {
        "single20": ("single19", ("a1", "a2")),
        "ordinal40": ("ordinal39", ("a4", "a5")),
        "ordinal60": ("ordinal59", ("a1", "a2")),
    }
    names = [
        *(("number", place) for place in range(1, 5)),
        *(("single", place) for place in range(1, 33)),
        *(("ordinal", place) for place in range(1, 61)),
        *(("multiple", place) for place in range(1, 5)),
    ]
    labels = {"number": (), "ordinal": _ORDINAL_LABELS, "multiple": _BOX_LABELS}
    between = {"number1": (18, 94), "number2": (1, 8), "number3": (0, 60), "number4": (0, 75)}
    found = []
    for order, (kind, place) in enumerate(names):
        own = labels.get(kind, _SINGLE_LABELS[: 2 + place % 5])
        found.append(
            Question(
                name=f"{kind}{place:02}" if kind in ("single", "ordinal") else f"{kind}{place}",
                kind=kind,  # type: ignore[arg-type]
                page=1 + order // _PER_PAGE,
                labels={f"a{code}": label for code, label in enumerate(own, start=1)},
                between=between.get(f"{kind}{place}", (0, 0)),
                asked_if=routed.get(f"{kind}{place:02}"),
            )
        )
    return tuple(found)


QUESTIONS = _questions()
LAST_PAGE = QUESTIONS[-1].page
CLASSES, CLASSES_OF = "age_class", "number1"
LIMITS = {"a1": 30, "a2": 45, "a3": 60, "a4": 75, "a5": 1000}
"""The derived variable: by class the number below which it lies."""
GROUPS = (CLASSES, *(f"single{place:02}" for place in range(1, 16)))
OUTCOMES = tuple(f"ordinal{place:02}" for place in range(1, 11))
CROSSTABS = tuple((group, outcome) for group in GROUPS for outcome in OUTCOMES)


def heading(question: str, option: str, form: Form) -> str:
    """The heading of a tick box; SPSS allows no brackets."""
    return f"{question}_{option}" if form == "sav" else f"{question}[{option}]"


def cell(question: Question, option: str, form: Form) -> str | float:
    """What an export has for an option."""
    if form == "sav":
        return float(option.removeprefix("a"))
    return question.labels[option] if form == "full" else option.upper()


BOX_CELLS: Mapping[Form, tuple[str | float, str | float]] = {
    "codes": ("Y", ""),
    "full": ("Ja", "Nee"),
    "sav": (1.0, 0.0),
}
"""What an export has for a box that was ticked and for one that was not."""


def codebook(form: Form) -> dict[str, Any]:
    """What somebody needs to count an export by hand.

    ``choices`` are by column the cells of its options, ``boxes`` by column the question and option of a tick box,
    ``box_cells`` what such a column may hold (a tick first), ``numbers`` by column the lowest and highest number,
    ``classes`` the variable derived from a number, and ``crosstabs`` what to cross.
    """
    return {
        "choices": {
            question.name: {option: cell(question, option, form) for option in question.labels}
            for question in QUESTIONS
            if question.kind in ("single", "ordinal")
        },
        "boxes": {
            heading(question.name, option, form): [question.name, option]
            for question in QUESTIONS
            if question.kind == "multiple"
            for option in question.labels
        },
        "box_cells": [text for text in BOX_CELLS[form] if text != ""],
        "numbers": {question.name: question.between for question in QUESTIONS if question.kind == "number"},
        "classes": {"name": CLASSES, "of": CLASSES_OF, "below": LIMITS},
        "crosstabs": CROSSTABS,
    }


def write_study(project: Path) -> Path:
    """Write the declarations into a project folder; the folder of the study."""
    folder = project / "schemas" / STUDY
    (folder / "bindings").mkdir(parents=True)
    closed = [question.name for question in QUESTIONS]
    files: dict[str, Any] = {
        "study": {"title": _label("Monitor (synthetisch)", "Monitor (synthetic)")},
        "questionnaire": {"items": {question.name: _item(question) for question in QUESTIONS}},
        "derivations": {"derived": {CLASSES: _classes()}},
        "tables": {
            "tables": {
                "all": _table("characteristics", closed),
                **{f"by_{group}": _table("crosstab", list(OUTCOMES), by=[group]) for group in GROUPS},
                "tests": _table("tests", []),
            }
        },
        "charts": {"charts": {}},
        "hypotheses": {"hypotheses": {f"tests_{outcome}": _hypothesis(outcome) for outcome in OUTCOMES}},
        "bindings/limesurvey": _binding("limesurvey", "codes"),
        "bindings/spss": _binding("spss", "sav"),
    }
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return folder


def write_codebook(path: Path, form: Form) -> None:
    """Write the codebook of an export."""
    path.write_text(json.dumps(codebook(form), indent=1), encoding="utf-8")


def _label(nl: str, en: str = "") -> dict[str, str]:
    return {"nl": nl, "en": en or f"{nl} (en)"}


def _item(question: Question) -> dict[str, Any]:
    item: dict[str, Any] = {"kind": question.kind, "page": question.page, "label": _label(f"Vraag {question.name}")}
    if question.labels:
        item["options"] = {option: _label(label) for option, label in question.labels.items()}
    if question.asked_if:
        other, answers = question.asked_if
        item["asked_if"] = f"{other} in ({', '.join(answers)})"
    return item


def _classes() -> dict[str, Any]:
    options = {
        option: _label(f"Onder {limit}") | {"when": f"{CLASSES_OF} < {limit}"} for option, limit in LIMITS.items()
    }
    return {"kind": "ordinal", "label": _label("Leeftijdsklasse"), "options": options}


def _table(layout: str, items: list[str], **besides: Any) -> dict[str, Any]:
    return {"title": _label("Tabel"), "layout": layout, "items": items, **besides}


def _hypothesis(outcome: str) -> dict[str, Any]:
    """The test of every crosstab of an outcome."""
    test = {"test": "chi_square", "outcome": outcome, "stars": [{"mark": "*", "below": 0.05}]}
    return {
        "place": "tests",
        "table": "tests",
        "statement": _label(f"Groepen verschillen in {outcome}"),
        "predictors": list(GROUPS),
        "exploratory": True,
        "profiles": {"recommended": test},
    }


def _binding(source: str, form: Form) -> dict[str, Any]:
    items: dict[str, Any] = {}
    for question in QUESTIONS:
        if question.kind == "multiple":
            items[question.name] = {
                "columns": {option: heading(question.name, option, form) for option in question.labels}
            }
            continue
        codes = {_code(cell(question, option, form)): option for option in question.labels}
        items[question.name] = {"column": question.name, **({"codes": codes} if codes else {})}
    return {"format": source, "progress": "lastpage", "token": "token", "administration": ["id"], "items": items}


def _code(written: str | float) -> str:
    return written if isinstance(written, str) else str(int(written))
