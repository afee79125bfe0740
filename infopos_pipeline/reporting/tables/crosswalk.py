"""The crosswalk: which question was asked in which wave, how, and how its answers compare with those of now.

One row an item and one column a wave, blank where it was not asked: as a table of the report, and with every option as
``crosswalk.csv``. How answers are recoded is declared in the study and applied in statistics; here it is shown.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from infopos_pipeline.reporting.report import Report
from infopos_pipeline.reporting.tables.models import Cell, Column, Row, RowGroup, TableModel
from infopos_pipeline.reporting.words.wording import say
from infopos_pipeline.study import Study
from infopos_pipeline.study.comparability import meanings
from infopos_pipeline.study.model import Item, Language

BETWEEN_MEANINGS = " | "
"""Stands between the options that one of before can mean."""


def crosswalk_csv(study: Study, waves: Sequence[str]) -> str:
    """The crosswalk of some waves as CSV: UTF-8, LF, items and options in the order of the questionnaire.

    ``item`` and ``option`` name the row, which without an option is about the question itself. Under each wave stands
    the label as it was asked then, blank where it was not. ``meaning_<wave>``, of every wave but the last, says how to
    read that wave in the terms of the last: of a question ``comparable``, ``recoded`` or ``not_comparable``, of an
    option the options of the last wave that it means; blank where it was not asked in both, or does not compare.

    Args:
        study: the study of all waves.
        waves: the waves, in order.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["item", "option", *waves, *(f"meaning_{wave}" for wave in waves[:-1])])
    for item in asked_items(study, waves):
        writer.writerows(_rows(item, study, waves))
    return text.getvalue()


def _rows(item: Item, study: Study, waves: Sequence[str]) -> Iterator[list[str]]:
    """The question, then its options: those of the last wave that asked it, then those that only earlier ones had."""
    language, (*before, now) = study.declared.language, waves
    versions = {wave: item.version(item.version_in(wave)) for wave in waves if item.asked_in(wave)}
    both = {wave: wave in versions and now in versions for wave in before}
    yield [
        item.name,
        "",
        *(versions[wave].label.text(language) if wave in versions else "" for wave in waves),
        *(comparability(item, wave, now) if both[wave] else "" for wave in before),
    ]
    meant = {wave: meanings(study, item.name, wave, now) or {} for wave in before}
    options = {name: option for version in versions.values() for name, option in version.options.items()}
    latest = list(versions.values())[-1].options
    for name in (*latest, *(name for name in options if name not in latest)):
        labels = (versions[wave].options.get(name) if wave in versions else None for wave in waves)
        means = ([one for one in latest if one in meant[wave].get(name, ())] for wave in before)
        yield [
            item.name,
            name,
            *(option.text(language) if option else "" for option in labels),
            *map(BETWEEN_MEANINGS.join, means),
        ]


def crosswalk_model(report: Report) -> TableModel | None:
    """The crosswalk of the waves that a report compares; None if it compares none."""
    study, waves, language = report.all_waves, report.waves, report.language
    if study is None or len(waves) < 2:
        return None
    rows = [
        Row(
            item.version(item.version_in(waves[-1])).label.text(language),
            tuple(Cell(_asked(item, wave, waves[-1], language)) for wave in waves),
        )
        for item in asked_items(study, waves)
    ]
    return TableModel(
        "crosswalk",
        say("crosswalk_title", language),
        say("question", language),
        tuple(Column(wave, "texts") for wave in waves),
        (RowGroup("", tuple(rows)),),
        (say("note_crosswalk", language, wave=waves[-1]),),
    )


def asked_items(study: Study, waves: Sequence[str]) -> list[Item]:
    """The items that any of the waves asked."""
    return [item for item in study.items.values() if any(item.asked_in(wave) for wave in waves)]


def comparability(item: Item, earlier: str, later: str) -> str:
    """How the answers of an earlier wave compare with those of a later one: the least of all steps between them."""
    steps = {item.versions[place].comparability for place in range(item.version_in(earlier), item.version_in(later))}
    return next((kind for kind in ("not_comparable", "recoded") if kind in steps), "comparable")


def _asked(item: Item, wave: str, now: str, language: Language) -> str:
    """Whether a wave asked an item as it is asked now; else how, and how that compares. Blank if it did not ask it."""
    if not item.asked_in(wave):
        return ""
    changes = changes_of(item, wave, now, language)
    if not changes:
        return say("yes", language)
    return "\n".join([*changes, say(comparability(item, wave, now), language)])


def changes_of(item: Item, wave: str, now: str, language: Language) -> list[str]:
    """What was otherwise in a wave than it is now, of what the respondents read: the question, the answers."""
    then, present = (item.version(item.version_in(one)) for one in (wave, now))
    changes = []
    if then.label != present.label:
        changes.append(say("asked_as", language, label=then.label.text(language)))
    if then.options != present.options:
        changes.append(say("other_options", language))
    return changes
