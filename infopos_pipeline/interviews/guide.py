"""A topic guide: what to talk about with one respondent, from the themes of the study and what the respondent answered.

It concerns one identified respondent. Belongs here: the text. Not here: who is interviewed (draw), and where the text
may rest (orchestration). Open answers are not in it: they are kept apart from who gave them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import narwhals as nw
import pandas as pd

from infopos_pipeline.messages import in_language, said
from infopos_pipeline.privacy.responses import derive
from infopos_pipeline.privacy.sealed_texts import inert
from infopos_pipeline.study import Study
from infopos_pipeline.study.columns import expression_columns, state_name, variable_columns
from infopos_pipeline.study.expression_columns import condition_column
from infopos_pipeline.study.expressions import items_named
from infopos_pipeline.study.missing import TICKED, Missing, is_missing
from infopos_pipeline.study.model import Language, Variable
from infopos_pipeline.study.themes import Contradiction, Interviews, Theme

_NO_ANSWER: Mapping[str, str] = {
    Missing.SKIPPED: said("skipped"),
    Missing.NOT_APPLICABLE: said("does not apply"),
    Missing.NOT_REACHED: said("not reached (stopped before)"),
    Missing.NOT_ASKED: said("not asked in this wave"),
    Missing.DONT_KNOW: said("does not know"),
}
_MARKUP = re.compile(r"([\\`*_\[\]<>&#|~])")


@dataclass(frozen=True)
class Interviewee:
    """Who is interviewed: the name of the interview, the municipality, and its one row of facts and answers."""

    interview: str
    municipality: str
    answers: pd.DataFrame


def topic_guide(interviewee: Interviewee, study: Study, interviews: Interviews, language: Language) -> str:
    """A topic guide as Markdown: by theme what does not go together, what was answered, and what to ask.

    Args:
        interviewee: who is interviewed; the answers are those of ``quality.Answers`` with the facts beside them.
        study: the study as it was asked in the wave.
        interviews: what it declares of its interviews.
        language: the language of labels and questions.
    """
    writing = _Writing(interviewee, study, interviews, language)
    return "\n\n".join(writing.blocks()) + "\n"


class _Writing:
    """The blocks of one guide."""

    def __init__(self, interviewee: Interviewee, study: Study, interviews: Interviews, language: Language) -> None:
        self._of, self._study, self._interviews, self._language = interviewee, study, interviews, language
        self._answers = pd.concat([interviewee.answers, derive(interviewee.answers, study)], axis=1)
        self._row = {str(name): value for name, value in self._answers.iloc[0].items()}

    def blocks(self) -> Iterator[str]:
        yield f"# {self._of.interview}" + (f": {_plain(self._of.municipality)}" if self._of.municipality else "")
        notice = said(
            "Topic guide for the interviewer alone. It concerns one identified respondent: do not share it, and "
            "destroy it after the interview."
        )
        yield f"> {self._say(notice)}"
        for theme in self._interviews.themes.values():
            yield from self._theme(theme)

    def _theme(self, theme: Theme) -> Iterator[str]:
        yield f"## {_plain(theme.label.text(self._language))}"
        found = [one for one in self._interviews.contradictions.values() if one.theme == theme.name]
        if holding := [one for one in found if self._holds(one)]:
            yield f"### {self._say(said('Answers that do not go together'))}"
            yield "\n".join(line for one in holding for line in self._contradiction(one))
        if answered := [line for name in theme.items for line in self._answer(name)]:
            yield f"### {self._say(said('What was answered'))}"
            yield "\n".join(answered)
        if theme.questions:
            yield f"### {self._say(said('Questions'))}"
            yield "\n".join(f"- {_plain(question.text(self._language))}" for question in theme.questions)

    def _holds(self, contradiction: Contradiction) -> bool:
        """Whether a contradiction is known to hold; what turns on a missing answer is not."""
        condition = self._study.contradictions[contradiction.name]
        answers = nw.from_native(self._answers, eager_only=True)
        return not answers.filter(condition_column(condition, expression_columns(self._study))).is_empty()

    def _contradiction(self, contradiction: Contradiction) -> Iterator[str]:
        """What to ask about a contradiction, and the answers it is between."""
        yield f"- ⚠ **{_plain(contradiction.question.text(self._language))}**"
        for name in items_named(self._study.contradictions[contradiction.name]):
            yield from (f"  {line}" for line in self._answer(name))

    def _answer(self, name: str) -> Iterator[str]:
        """A question with the answer to it; a list below it where boxes were ticked. Of an open answer nothing."""
        variable = self._study.variables[name]
        if not variable_columns(variable):
            return
        label = _plain(variable.label.text(self._language))
        state = str(self._row[state_name(variable)])
        if is_missing(state):
            yield f"- {label}: *{self._say(_NO_ANSWER[state])}*"
        elif variable.kind == "multiple":
            ticked = [column.name for column in variable_columns(variable) if self._row[column.name] == TICKED]
            yield f"- {label}:" if ticked else f"- {label}: *{self._say(said('none of these'))}*"
            yield from (f"  - {_plain(self._option(variable, box.partition('__')[2]))}" for box in ticked)
        else:
            yield f"- {label}: {_plain(self._value(variable))}"

    def _value(self, variable: Variable) -> str:
        value = self._row[variable.name]
        if variable.kind != "number":
            return self._option(variable, str(value))
        number = format(value, ".15g")
        return number.replace(".", ",") if self._language == "nl" else number

    def _option(self, variable: Variable, option: str) -> str:
        return variable.category_label(option, self._language)

    def _say(self, text: str) -> str:
        return in_language(text, self._language)


def _plain(text: str) -> str:
    """A text on one line that Markdown shows as it is (CommonMark 0.31, 2.4)."""
    return _MARKUP.sub(r"\\\1", " ".join(inert(text).split()))
