"""Drafts made from an export, loaded as a study and held against the export again."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from infopos_pipeline.drafting.draft import Draft, draft
from infopos_pipeline.quality.reading import read_answers
from infopos_pipeline.study import Study, load_study
from infopos_pipeline.study.missing import TICKED


@dataclass(frozen=True)
class Drafted:
    """A draft, the study that it is, and the answers of its own export."""

    draft: Draft
    study: Study
    answers: pd.DataFrame
    notices: tuple

    @property
    def questionnaire(self) -> str:
        return self.draft.files["questionnaire.yaml"]

    @property
    def binding(self) -> dict[str, Any]:
        return yaml.safe_load(self.draft.files[f"bindings/{self.draft.format}.yaml"])

    @property
    def written(self) -> str:
        """Everything that is declared."""
        return "\n".join(self.draft.files.values())

    def kinds(self) -> dict[str, str]:
        return {name: item.kind for name, item in self.study.items.items()}

    def labels(self, item: str) -> list[str]:
        return [option.nl for option in self.study.items[item].options.values()]

    def count(self, item: str) -> dict[str, int]:
        """How many gave each answer, by label; of a number, by value."""
        declared = self.study.items[item]
        if declared.kind == "number":
            return dict(Counter(self.answers[item].dropna()))
        if declared.kind == "multiple":
            boxes = {option.nl: self.answers[f"{item}__{name}"] for name, option in declared.options.items()}
            return {label: int((column == TICKED).sum()) for label, column in boxes.items()}
        given = Counter(self.answers[item])
        return {option.nl: given[name] for name, option in declared.options.items()}

    def states(self, item: str) -> dict[str, int]:
        """How many gave no answer, by the reason."""
        declared = self.study.items[item]
        column = f"{item}__state" if declared.kind == "number" else item
        return {str(state): number for state, number in Counter(self.answers[column]).items() if str(state)[0] == "~"}

    def todos(self, item: str) -> list[str]:
        """What a person is asked about an item."""
        before, asked = [], []
        for line in self.questionnaire.splitlines():
            if line.startswith("  # TODO"):
                asked.append(line)
            elif line.startswith((f"  {item}:", f'  "{item}":')):
                return asked
            else:
                before, asked = [*before, line], []
        raise AssertionError(item)


def drafted(content: bytes, file: str = "export.csv", questionnaire: tuple[bytes, str] | None = None) -> Drafted:
    """Draft a study from an export, load it, and read the export with it."""
    made = draft((content, file), "trial", questionnaire)
    with tempfile.TemporaryDirectory() as folder:
        for path, text in made.files.items():
            (Path(folder) / "trial" / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / "trial" / path).write_text(text, encoding="utf-8")
        study = load_study(Path(folder) / "trial")
    answers = read_answers(content, None, study, (file, "frame"))
    return Drafted(made, study, answers.answers, answers.notices)


def table(headings: Sequence[str], *rows: Sequence[str], above: Sequence[Sequence[str]] = ()) -> bytes:
    """A delimited file; ``above`` are rows of headings under the first."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *above, *rows])
    return text.getvalue().encode()


def column(*cells: str, heading: str = "vraag") -> Drafted:
    """The draft of an export with one column, and a number beside it so that no row is empty."""
    return drafted(table(["nr", heading], *([str(number), cell] for number, cell in enumerate(cells, start=1))))
