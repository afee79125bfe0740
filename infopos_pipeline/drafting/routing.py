"""Routing of a questionnaire file, over the codes of that file, as routing of a draft, over the names it declares."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from infopos_pipeline.drafting.conditions import renamed
from infopos_pipeline.drafting.writing import Named


def routing(items: Sequence[Named]) -> dict[str, str]:
    """By item the condition under which it is asked, of those that could be translated and look back."""
    found: dict[str, str] = {}
    before: dict[str, str] = {}
    options: dict[tuple[str, str], str] = {}
    for item in items:
        question = item.question
        if question.asked_if:
            with suppress(KeyError):  # it turns on what the export does not have, or on what is asked later
                found[item.name] = renamed(question.asked_if, before, options)
        before[question.code] = item.name
        options |= {
            (question.code, answer.code): name for name, answer in zip(item.options, question.answers, strict=True)
        }
    return found
