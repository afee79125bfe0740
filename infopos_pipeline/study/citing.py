"""Texts that cite results: which number each placeholder means, what words stand for a share, and which sentences a
study declares.

A text never holds a number of its own: ``{share}`` becomes the number, ``{share:words}`` the words that a study
declares for it with the number behind them ("ruim de helft van de gemeenten (54,3%)"; ``{share:Words}`` capitalised),
``{share:heeft|hebben}`` the form that agrees with those words, and ``{wave}`` the wave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from infopos_pipeline.study.model import Declared, Label, Language, Name

WAVE = "wave"
"""The placeholder of the wave; no citation has its name."""
WORDS = ("words", "Words")
"""The forms that ask for words, inside a sentence and at its beginning."""
PLACEHOLDER = re.compile(r"\{(?P<name>[a-z0-9_]+)(?::(?P<form>[^{}]*))?\}")


class Citation(Declared):
    """A number or a verdict that a text cites: where it stands in the results.

    ``was`` is what it was when the text was written: once it is something else, the text is stale.
    """

    place: Name
    item: Name
    category: str = ""
    group: str = ""
    group_value: str = ""
    statistic: Literal["n", "pct", "mean", "verdict"] = "pct"
    profile: Literal["", "as_published", "recommended"] = ""
    was: float | str | None = None

    @model_validator(mode="after")
    def _was_of_its_kind(self) -> Citation:
        if self.was is not None and isinstance(self.was, str) != (self.statistic == "verdict"):
            raise ValueError("'was' of a verdict is a text such as supported, that of anything else a number")
        return self


class Quantity(Declared):
    """The words for a share, and when they hold: for a percentage from ``share`` up to but not including its second
    number, or for a count from ``number`` up to and including its second.

    ``text`` may name the ``{unit}`` or the ``{units}`` that are counted; ``verb`` is the number of the verb after it.
    """

    share: tuple[float, float] | None = None
    number: tuple[int, int] | None = None
    text: Label
    verb: Mapping[Language, Literal["one", "several"]] = {}

    @model_validator(mode="after")
    def _one_meaning(self) -> Quantity:
        if (self.share is None) == (self.number is None):
            raise ValueError("expected either 'share' or 'number'")
        low, high = self.share or self.number or (0, 0)
        if low > high:
            raise ValueError("the first limit is above the second")
        return self

    def holds(self, share: float | None, number: float | None) -> bool:
        """Whether these words are for this share (0 to 100) or this count."""
        if self.number is not None:
            return number is not None and self.number[0] <= number <= self.number[1]
        low, high = self.share or (0.0, 0.0)
        return share is not None and low <= share < high


class Sentence(Declared):
    """A sentence about a chart or a table, and the one that stands there if a number of it may not be shown.

    Without ``withheld`` what is said of any chart stands there.
    """

    name: Name
    about: Name
    cites: Annotated[Mapping[Name, Citation], Field(min_length=1)]
    text: Label
    withheld: Label | None = None


class Sentences(Declared):
    """``sentences.yaml``: the words for shares, tried in their order, and the sentences."""

    quantities: tuple[Quantity, ...] = ()
    sentences: Mapping[Name, Sentence] = {}


def placeholders(text: str) -> Iterator[tuple[str, str | None]]:
    """Every placeholder of a text: its name, and the form that is asked for, None for the number itself."""
    for match in PLACEHOLDER.finditer(text):
        yield match["name"], match["form"]


def wrong_placeholder(text: str, cites: Mapping[str, Citation]) -> str:
    """What is wrong with the first placeholder that cannot be filled; "" if all can."""
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        return "a { or } that belongs to no placeholder; expected such as {share}, {share:words} or {share:is|are}"
    for name, form in placeholders(text):
        if name != WAVE and name not in cites:
            return f"{{{name}}} is cited nowhere; expected one of {', '.join(cites) or 'none, as nothing is cited'}"
        if form is not None and (name == WAVE or (form not in WORDS and form.count("|") != 1)):
            return f"{{{name}:{form}}} is no form; expected {{{name}}}, {{{name}:words}} or {{{name}:is|are}}"
    return ""
