"""Missing states: why there is no answer. They are values, not nulls, so that no base is ever a guess."""

from __future__ import annotations

from enum import StrEnum

MISSING_MARK = "~"


class Missing(StrEnum):
    """The reasons for having no answer; the mark in front keeps them apart from every option name.

    Who says not to know did answer, but nothing that counts; a questionnaire that wants it counted makes it an option.
    """

    SKIPPED = "~skipped"
    NOT_APPLICABLE = "~not_applicable"
    NOT_REACHED = "~not_reached"
    NOT_ASKED = "~not_asked"
    DONT_KNOW = "~dont_know"


TICKED = "ticked"
NOT_TICKED = "not_ticked"

MISSING_STATES: tuple[str, ...] = tuple(Missing)


def is_missing(category: str) -> bool:
    """Whether a stored category is a missing state."""
    return category.startswith(MISSING_MARK)
