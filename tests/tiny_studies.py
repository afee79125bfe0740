"""Tiny studies with made-up respondents: declared in files as any study is, counted by the package's own functions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd

from infopos_pipeline.privacy.responses import derive
from infopos_pipeline.statistics.counting import Counts, count
from infopos_pipeline.statistics.descriptives import place_results
from infopos_pipeline.statistics.hypotheses import hypotheses_results
from infopos_pipeline.statistics.results import Result
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.columns import response_columns, variable_columns
from infopos_pipeline.study.missing import NOT_TICKED, TICKED, Missing

WAVE = "w1"
Respondent = Mapping[str, Any]
"""By item and fact: an option, the ticked options of several, a number; whatever is not there was skipped."""


def label(text: str) -> dict[str, str]:
    return {"nl": text, "en": text}


def options(*names: str) -> dict[str, Any]:
    return {name: label(name) for name in names}


def single(*names: str, kind: str = "single", **more: Any) -> dict[str, Any]:
    """An item, derived variable or fact with these options."""
    return {"kind": kind, "label": label("x"), "options": options(*names), **more}


def item(*names: str, kind: str = "single", **more: Any) -> dict[str, Any]:
    return {"page": 1, **single(*names, kind=kind, **more)}


def group(*names: str) -> dict[str, Any]:
    """A merge of options."""
    return {"options": list(names), "label": label("+".join(names))}


def table(layout: str, **more: Any) -> dict[str, Any]:
    return {"title": label("x"), "layout": layout, **more}


def declare(
    folder: Path,
    *,
    items: Mapping[str, Any],
    tables: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    derived: Mapping[str, Any] | None = None,
    charts: Mapping[str, Any] | None = None,
    hypotheses: Mapping[str, Any] | None = None,
    disclosure: Mapping[str, Any] | None = None,
) -> Study:
    """A study of these declarations, loaded from their files. With ``facts`` it has a frame."""
    study: dict[str, Any] = {"title": label("tiny"), "language": "en"}
    asked = dict(items)
    if facts is not None:
        asked = {"gemeente": {"kind": "text", "page": 1, "privacy": "direct identifier", "label": label("x")}, **asked}
        frame = {"token": "token", "municipality": "gemeente", "municipality_item": "gemeente"}
        named = {name: {key: value for key, value in fact.items() if key != "page"} for name, fact in facts.items()}
        study["frame"] = {**frame, "facts": {name: {"column": name, **fact} for name, fact in named.items()}}
    bound = {
        name: {"columns": {option: f"{name}[{option}]" for option in one["options"]}}
        if one["kind"] == "multiple"
        else {"column": name, "codes": {option: option for option in one.get("options", {})}}
        for name, one in asked.items()
    }
    files = {
        "study": study,
        "questionnaire": {"items": asked},
        "derivations": {"derived": derived or {}},
        "tables": {"tables": tables},
        "charts": {"charts": charts or {}},
        "hypotheses": {"hypotheses": hypotheses or {}},
        "disclosure": disclosure or {},
        "bindings/limesurvey": {"format": "limesurvey", "progress": "lastpage", "items": bound},
    }
    for name, content in files.items():
        path = folder / "tiny" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return load_study(folder / "tiny")


def with_settings(study: Study, **settings: Any) -> Study:
    """The study with other settings of disclosure control."""
    return replace(study, disclosure=study.disclosure.model_copy(update=settings))


def answer_cells(study: Study, name: str, answer: Any) -> dict[str, Any]:
    """The columns of responses that hold an answer to an item or fact."""
    columns = variable_columns(study.variables[name])
    kind = study.variables[name].kind
    if answer is None:
        answer = Missing.SKIPPED
    if isinstance(answer, Missing):
        number = {columns[0].name: float("nan")} if kind == "number" else {}
        return {**{column.name: str(answer) for column in columns}, **number}
    if kind == "multiple":
        return {
            column.name: TICKED if option in answer else NOT_TICKED
            for column, option in zip(columns, study.variables[name].options, strict=True)
        }
    return (
        {columns[0].name: float(answer), columns[1].name: "answered"} if kind == "number" else {columns[0].name: answer}
    )


@dataclass(frozen=True)
class Wave:
    """A wave of a study: who answered what. ``municipalities`` tells whose respondents they are; each has one
    respondent if nothing else is said. ``not_responding`` are the facts of those who were approached too.
    """

    study: Study
    respondents: Sequence[Respondent]
    municipalities: Sequence[str] = ()
    not_responding: Sequence[Respondent] = ()

    @cached_property
    def responses(self) -> pd.DataFrame:
        """The slice of responses."""
        study = self.study
        asked = [
            name for name in study.variables if name not in study.derived and variable_columns(study.variables[name])
        ]
        rows = [
            {k: v for name in asked for k, v in answer_cells(study, name, respondent.get(name)).items()}
            for respondent in self.respondents
        ]
        known = pd.DataFrame(rows, columns=[c.name for c in response_columns(study) if c.variable not in study.derived])
        whole = pd.concat([known, derive(known, study)], axis=1)
        names = self.municipalities or [f"m{number:03}" for number in range(len(self.respondents))]
        return whole.assign(pseudonym=list(names))

    @cached_property
    def approached(self) -> pd.DataFrame:
        """The slice of the frame."""
        facts = list(self.study.frame.facts) if self.study.frame else []
        everyone = [*self.respondents, *self.not_responding]
        rows = [{"pseudonym": f"m{number:03}", **{f: one[f] for f in facts}} for number, one in enumerate(everyone)]
        return pd.DataFrame(rows, columns=["pseudonym", *facts])

    @cached_property
    def counts(self) -> Counts:
        frames = (nw.from_native(frame).lazy() for frame in (self.responses, self.approached))
        return Counts(count(*frames, self.study), self.study)

    @cached_property
    def results(self) -> list[Result]:
        """Every result, in declared order."""
        study, counts = self.study, self.counts
        described = [row for place in study.places().values() for row in place_results(place, study, counts, WAVE)]
        return described + [row for rows in hypotheses_results(study, counts, WAVE).values() for row in rows]
