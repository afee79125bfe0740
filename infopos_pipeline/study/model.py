"""The models of what is asked: the study, its frame, items and derived variables. Those of what is shown and tested
stand in :mod:`infopos_pipeline.study.shown`.

Frozen; unknown fields are refused; names carry the field's standard terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
"""Never two underscores in a row: they join an item and an option in the name of a column."""
Language = Literal["nl", "en"]
Kind = Literal["single", "ordinal", "multiple", "number", "text"]


class Privacy(StrEnum):
    """What an answer gives away about who gave it."""

    NONE = "none"
    QUASI = "quasi-identifier"
    DIRECT = "direct identifier"
    OPEN = "open answer"


class Declared(BaseModel):
    """A part of a declaration file."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False)


class Label(Declared):
    """A text in the two languages of every output."""

    nl: str
    en: str

    def text(self, language: Language) -> str:
        """The text in ``language``."""
        return self.nl if language == "nl" else self.en


class Option(Label):
    """One answer of an item. ``score`` is its place on the scale of an ordinal item (default: 1, 2, … in order)."""

    score: float | None = None


class Group(Declared):
    """A declared merge of options with a label of its own."""

    options: Annotated[tuple[Name, ...], Field(min_length=2)]
    label: Label


class Variable(Declared):
    """What can stand in a table: an item, a fact of the frame, or a derived variable."""

    name: Name
    label: Label
    kind: Kind = "single"
    options: Mapping[Name, Option] = {}
    groups: Mapping[Name, Group] = {}

    @property
    def scores(self) -> dict[str, float]:
        """The score of every option: as declared, else its place in the order."""
        return {
            name: float(place) if option.score is None else option.score
            for place, (name, option) in enumerate(self.options.items(), start=1)
        }

    @property
    def grouping(self) -> bool:
        """Whether it puts every respondent into one group."""
        return self.kind in ("single", "ordinal")

    def category_label(self, category: str, language: Language) -> str:
        """The label of an option or a group; a category without one (a number) stands for itself."""
        if category in self.options:
            return self.options[category].text(language)
        return self.groups[category].label.text(language) if category in self.groups else category


class ItemVersion(Declared):
    """How a question was asked up to and with the wave ``until``; what it does not say is as in the item itself.

    ``comparability`` is how its answers compare with those to what was asked next. Of ``recoded`` ones ``recode`` says
    which option or group of the next version an option means; without an entry, the one of the same name.
    """

    until: str
    comparability: Literal["comparable", "not_comparable", "recoded"] | None = None
    recode: Mapping[Name, Name] = {}
    label: Label | None = None
    options: Mapping[Name, Option] | None = None
    groups: Mapping[Name, Group] | None = None
    page: Annotated[int, Field(ge=1)] | None = None
    asked_if: str | None = None
    exclusive: Name | None = None


class Item(Variable):
    """A question of the questionnaire, as it is asked now, and in ``versions`` as it was asked before.

    It is asked from the wave ``since`` on, up to and with the wave ``until``, but ``not_in`` some waves between;
    without these, always. An export that has no column of an item with a ``since`` counts as one that did not ask it.
    ``none_ticked`` says of tick boxes whether leaving all of them open is an answer ("none of these") or no answer.
    """

    page: Annotated[int, Field(ge=1)]
    asked_if: str | None = None
    privacy: Privacy = Privacy.NONE
    exclusive: Name | None = None
    none_ticked: Literal["skipped", "answer"] = "skipped"
    since: str | None = None
    until: str | None = None
    not_in: tuple[str, ...] = ()
    versions: tuple[ItemVersion, ...] = ()

    @property
    def identifying(self) -> bool:
        """Whether a cell of this item is never shown, not even in an error."""
        return self.privacy in (Privacy.DIRECT, Privacy.OPEN)

    def asked_in(self, wave: str) -> bool:
        """Whether it is in the questionnaire of a wave."""
        between = (self.since is None or self.since <= wave) and (self.until is None or wave <= self.until)
        return between and wave not in self.not_in

    def version_in(self, wave: str) -> int:
        """The place among ``versions`` of how it is asked in a wave; after the last one, how it is asked now."""
        return sum(version.until < wave for version in self.versions)

    def version(self, place: int) -> Item:
        """The item as the version at a place among ``versions`` has it; after the last one, as it is asked now."""
        if place == len(self.versions):
            return self.model_copy(update={"versions": ()})
        version = self.versions[place]
        changed = {
            name: value
            for name in ("label", "options", "page", "asked_if", "exclusive")
            if (value := getattr(version, name)) is not None
        }
        options = self.options if version.options is None else version.options
        groups = self.groups if version.groups is None else version.groups
        whole = {name: group for name, group in groups.items() if set(group.options) <= set(options)}
        exclusive = changed.get("exclusive", self.exclusive)
        kept = {"groups": whole, "exclusive": exclusive if exclusive in options else None, "versions": ()}
        return self.model_copy(update=changed | kept)

    @property
    def every_option(self) -> Mapping[Name, Option]:
        """The options of now, then those that it only had before."""
        before = {name: option for version in self.versions for name, option in (version.options or {}).items()}
        return {**self.options, **{name: option for name, option in before.items() if name not in self.options}}


class FrameOption(Option):
    """A category of a frame fact: the cell that means it (default: its Dutch label), or the class below a limit."""

    cell: str | None = None
    below: float | None = None


class FrameFact(Variable):
    """What the frame says of a municipality: a column read as it is, or a number put into classes."""

    column: str
    kind: Literal["single", "ordinal"] = "single"
    options: Annotated[Mapping[Name, FrameOption], Field(min_length=1)]


class Eligibility(Declared):
    """Which municipalities the study is about: those whose number in ``column`` lies below ``below``."""

    column: str
    below: float
    label: Label


class Frame(Declared):
    """The file of municipalities approached and what is taken from it.

    ``weights`` are the facts on whose margins respondents are weighted besides (default: none, nothing is weighted).
    """

    token: str
    municipality: str
    municipality_item: Name
    eligible: Eligibility | None = None
    facts: Mapping[Name, FrameFact] = {}
    weights: tuple[Name, ...] = ()


class WaveFacts(Declared):
    """Facts of a wave's fieldwork that no export holds."""

    fieldwork: Mapping[Name, int] = {}


class StudyFile(Declared):
    """``study.yaml``."""

    title: Label
    language: Language = "nl"
    owners: tuple[str, ...] = ()
    frame: Frame | None = None
    waves: Mapping[str, WaveFacts] = {}


class DerivedOption(Option):
    """An option of a derived variable and the condition under which it holds; the first that holds counts."""

    when: str | None = None


class Derived(Variable):
    """A variable computed from answers: options with conditions, options that ``value`` gives, or a number."""

    kind: Literal["single", "ordinal", "number"] = "single"
    options: Mapping[Name, DerivedOption] = {}
    value: str | None = None
