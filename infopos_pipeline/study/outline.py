"""What a report says beyond its figures: the order of its sections, the declared sentences, and the narrative."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from infopos_pipeline.study.citing import Sentence, Sentences
from infopos_pipeline.study.model import Declared, Language, Name
from infopos_pipeline.study.narrative import Narrative

SECTIONS = (
    "summary",
    "conceptual_model",
    "sample",
    "response",
    "comparisons",
    "hypotheses",
    "exploratory",
    "joint_display",
    "trends",
    "reliability",
    "open_answers",
    "appendix",
    "risk",
    "which_test",
    "audit",
    "methods",
    "provenance",
)
"""The sections that are made from results, in the order they have if a study declares none."""


DocumentFormat = Literal["word", "pdf", "excel"]


class Outline(Declared):
    """``report.yaml``: the sections of the report in order, those made from results and those of the narrative; and the
    documents that a run writes beside the page.
    """

    sections: Annotated[tuple[Name, ...], Field(min_length=1)] = SECTIONS
    documents: tuple[DocumentFormat, ...] = ("word", "pdf", "excel")


@dataclass(frozen=True)
class Written:
    """The order of sections, the sentences and the words for shares, and the narrative."""

    outline: Outline = field(default_factory=Outline)
    sentences: Sentences = field(default_factory=Sentences)
    narratives: tuple[Narrative, ...] = ()

    def narrative(self, name: str, wave: str, language: Language) -> Narrative | None:
        """The text of a section for a wave: its own, else that of every wave; None if nobody wrote one."""
        found = {
            one.wave: one
            for one in self.narratives
            if (one.name, one.language) == (name, language) and one.wave in (wave, "")
        }
        return found.get(wave, found.get(""))

    def about(self, place: str) -> list[Sentence]:
        """The sentences about a chart or a table, in declared order."""
        return [sentence for sentence in self.sentences.sentences.values() if sentence.about == place]
