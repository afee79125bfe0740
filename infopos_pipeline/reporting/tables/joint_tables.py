"""The tables of the joint display: figures and interviews side by side by hypothesis, and the quotes behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from infopos_pipeline.reporting.tables.interview_tables import InterviewTables
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.tables.verdicts import (
    NOT_SUPPORTED,
    PARTLY,
    SUPPORTED,
    effects_of,
    verdict,
    verdict_profiles,
    verdict_word,
    weighed,
)
from infopos_pipeline.reporting.words.terms import hypothesis_label
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study.model import Language
from infopos_pipeline.study.shown import Hypothesis, Rule
from infopos_pipeline.study.themes import STANCES, Stance

Fit = Literal[
    "agree", "disagree", "partly_agree", "partly_disagree", "open_for", "open_against", "divided", "nuanced", "silent"
]


def joint_model(tables: InterviewTables) -> TableModel:
    """A row a hypothesis: what figures say of it, what interviews say, and how the two go together.

    Without any verdict, as where the interviews are looked at alone, only what interviews say.
    """
    study, language = tables.study, tables.language
    tested = bool(verdict_profiles(study, tables.results))
    columns = ["figures_say", "interviews_say", "together"] if tested else ["interviews_say"]
    rows = []
    for hypothesis in _declared(tables):
        interviews = _interviews(hypothesis, tables)
        cells = (_figures(hypothesis, tables), interviews, _together(hypothesis, tables)) if tested else (interviews,)
        rows.append(Row(hypothesis_label(hypothesis, study, language), cells))
    return TableModel(
        "joint",
        say("joint_title" if tested else "interviews_by_hypothesis", language),
        say("hypothesis", language),
        tuple(Column(say(column, language), "texts") for column in columns),
        (RowGroup("", tuple(rows)),),
        (say("note_together", language),) if tested else (),
    )


def _declared(tables: InterviewTables) -> list[Hypothesis]:
    return [tables.study.hypotheses[name] for name in tables.declared.stances]


def _figures(hypothesis: Hypothesis, tables: InterviewTables) -> Cell:
    """The verdict of each choice of tests, which one if there are more, and apart from it the effects."""
    study, results, language = tables.study, tables.results, tables.language
    profiles = verdict_profiles(study, results)
    lines = [verdict_word(verdict(hypothesis, results, profile), language) for profile in profiles]
    if len(profiles) > 1:
        lines = [
            say("labelled", language, label=say(profile, language), text=word)
            for profile, word in zip(profiles, lines, strict=True)
        ]
    found = weighed(hypothesis, results)
    if not found.tests:
        return Cell("\n".join(lines))
    effects = effects_of(found, study, results, language)
    return Cell("\n".join([*lines, "", effects.text]), numbers=effects.numbers)


def _interviews(hypothesis: Hypothesis, tables: InterviewTables) -> Cell:
    """A line a stance: its passages, and in brackets in how many interviews."""
    found = {stance: tables.taken(hypothesis.name, stance) for stance in STANCES}
    lines = [
        say("labelled", tables.language, label=say(stance, tables.language), text=_taken(numbers, tables.language))
        for stance, numbers in found.items()
    ]
    return Cell("\n".join(lines), numbers=tuple(number for numbers in found.values() for number in numbers))


def _together(hypothesis: Hypothesis, tables: InterviewTables) -> Cell:
    found = weighed(hypothesis, tables.results)
    word = verdict(hypothesis, tables.results, found.profile)
    passages = {stance: tables.taken(hypothesis.name, stance)[0] for stance in STANCES}
    return Cell(say(f"fit_{fit(word, found.declared.rule, passages)}", tables.language))


def _taken(numbers: tuple[int, int], language: Language) -> str:
    passages, interviews = numbers
    return say("passages_in", language, passages=passages, interviews=interviews) if passages else "0"


def fit(word: str, rule: Rule, passages: Mapping[Stance, int]) -> Fit:
    """How figures and interviews go together on a hypothesis.

    Interviews point one way only if no passage points the other. A test that does not survive shows nothing: where
    stars decide, figures that do not support leave it open. Source: M. D. Fetters, L. A. Curry and J. W. Creswell,
    Health Services Research 48 (2013), 2134-2156, on the fit of integrated data: confirmation, expansion, discordance.

    Args:
        word: the verdict; "" if there is none.
        rule: by which the tests gave it.
        passages: how many support, nuance and contradict it, by stance.
    """
    pro, contra = passages["supports"] > 0, passages["contradicts"] > 0
    if not any(passages.values()):
        return "silent"
    if pro == contra:
        return "divided" if pro else "nuanced"
    if word == SUPPORTED or (word == NOT_SUPPORTED and rule != "any_star"):
        return "agree" if pro == (word == SUPPORTED) else "disagree"
    if word == PARTLY:
        return "partly_agree" if pro else "partly_disagree"
    return "open_for" if pro else "open_against"


def theme_counts_model(tables: InterviewTables) -> TableModel | None:
    """By hypothesis and theme how many passages take which stance; None if no passage with a theme takes one."""
    language, groups = tables.language, []
    for hypothesis in _declared(tables):
        rows = []
        for theme in tables.declared.themes.values():
            found = [tables.taken(hypothesis.name, stance, theme.name) for stance in STANCES]
            if any(passages for passages, _ in found):
                cells = tuple(Cell(_taken(numbers, language), numbers=numbers) for numbers in found)
                rows.append(Row(theme.label.text(language), cells))
        if rows:
            groups.append(RowGroup(hypothesis_label(hypothesis, tables.study, language), tuple(rows)))
    if not groups:
        return None
    return TableModel(
        "joint-themes",
        say("joint_themes_title", language),
        say("theme", language),
        tuple(Column(say(stance, language)) for stance in STANCES),
        tuple(groups),
    )


def quotes_model(
    name: str, title: str, groups: Mapping[str, Sequence[tuple[str, str]]], language: Language
) -> TableModel | None:
    """Quotes under headings, a row each: what it is about, and the quote as it is shown. None without quotes."""
    filled = tuple(
        RowGroup(heading, tuple(Row(about, (Cell(text),)) for about, text in quotes))
        for heading, quotes in groups.items()
        if quotes
    )
    columns = (Column(say("quote", language), "texts"),)
    return TableModel(name, title, say("theme", language), columns, filled) if filled else None
