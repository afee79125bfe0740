"""The models of what is shown and tested: tables, charts, hypotheses, and whom they are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from infopos_pipeline.study.model import Declared, Label, Language, Name

Base = Literal["respondents", "mentions"]
TestName = Literal[
    "chi_square",
    "fisher",
    "spearman",
    "kendall",
    "mann_whitney_asymptotic",
    "mann_whitney_exact",
    "linear_by_linear",
    "linear_by_linear_exact",
    "student",
    "welch",
    "kruskal",
    "jonckheere",
    "cochran_armitage",
    "mcnemar_exact",
    "boschloo",
    "permutation_means",
]


class Filter(Declared):
    """Whom a table or a hypothesis is about: the respondents for whom a condition holds, and what they are called."""

    when: str
    label: Label | None = None

    def text(self, language: Language) -> str:
        """The filter in words: its label, else the condition as it is declared."""
        return self.label.text(language) if self.label else self.when


def _of_condition(declared: object) -> object:
    return {"when": declared} if isinstance(declared, str) else declared


Filtered = Annotated[Filter, BeforeValidator(_of_condition, json_schema_input_type=str | Filter)]
"""A filter, declared whole or as a condition alone."""

Probability = Annotated[float, Field(gt=0, le=1)]
Rule = Literal["any_star", "every_predictor"]
"""How tests make a verdict; :mod:`infopos_pipeline.statistics.verdicts` says what each gives when."""


class Stars(Declared):
    """The mark a table prints at a p-value below a threshold.

    ``readings`` are other thresholds that what was printed could mean, such as "0,00".
    """

    mark: str
    below: Probability
    readings: tuple[Probability, ...] = ()


class ProfileTest(Declared):
    """The test a profile takes for a hypothesis, on which outcome, with which star thresholds, and its rule.

    ``alpha`` is the level of adjusted p-values; ``smallest_effect`` the smallest effect of interest, in the units of
    the test's effect: without it nothing is ever shown not to hold.
    """

    test: TestName
    outcome: Name
    stars: tuple[Stars, ...] = ()
    rule: Rule = "any_star"
    alpha: Probability = 0.05
    smallest_effect: Annotated[float, Field(gt=0)] | None = None


class Hypothesis(Declared):
    """An expectation: predictors that go with an outcome, tested for each predictor or for each option of the outcome.

    Each box of a predictor with tick boxes is tested by itself. A ``filter`` says of whom it is expected.
    ``table`` is the place of its tests, ``place`` that of its verdict. An ``exploratory`` one was not expected
    beforehand: it has no verdict, and its tests stand apart from those of the others when p-values are adjusted.
    """

    name: Name
    place: Name
    table: Name
    statement: Label
    predictors: Annotated[tuple[Name, ...], Field(min_length=1)]
    each: Literal["predictor", "option"] = "predictor"
    exploratory: bool = False
    filter: Filtered | None = None
    profiles: Annotated[Mapping[Literal["as_published", "recommended"], ProfileTest], Field(min_length=1)]


class Fact(Declared):
    """A number of the fieldwork: counted from the frame or the responses, or declared in ``study.yaml``."""

    label: Label
    counted: Literal["approached", "respondents", "set_aside"] | None = None
    item: Name | None = None
    category: Name | None = None
    declared: Literal["fieldwork", "eligibility"] | None = None


class Table(Declared):
    """A place where figures stand: frequencies of ``items``, split ``by`` predictors where those are given.

    With a ``filter`` they are of those for whom that holds. ``order`` is, of a table that was printed so, in which
    order it shows the answers to an item (characteristics) or the groups of a predictor (means); others come after.
    """

    name: Name
    title: Label
    layout: Literal["frequencies", "characteristics", "crosstab", "means", "tests", "text"]
    items: tuple[Name, ...] = ()
    mentions: tuple[Name, ...] = ()
    by: tuple[Name, ...] = ()
    order: Mapping[Name, tuple[Name, ...]] = {}
    facts: Mapping[Name, Fact] = {}
    filter: Filtered | None = None
    note: Label | None = None

    def base(self, item: str) -> Base:
        """What the percentages of an item are of."""
        return "mentions" if item in self.mentions else "respondents"


class Chart(Declared):
    """A picture of one item's frequencies; its name is the place of those figures.

    Of a ``diverging`` one ``positive`` options stand right of the zero line, those in the ``middle`` across it, and all
    others left of it.
    """

    name: Name
    title: Label
    item: Name
    base: Base = "respondents"
    form: Literal["bars", "diverging"] = "bars"
    positive: tuple[Name, ...] = ()
    middle: tuple[Name, ...] = ()
