"""``bindings/<source>.yaml``: in which columns of an export, and under which codes, the answers to items stand."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Literal, get_args

from pydantic import Field

from infopos_pipeline.study.missing import Missing
from infopos_pipeline.study.model import Declared, Name

Format = Literal["limesurvey", "qualtrics", "forms", "spss", "table"]
"""Who made an export: a survey system, a statistics package, or nobody that is known (``table``)."""
FORMATS: tuple[Format, ...] = get_args(Format)
"""What ``--format`` may say."""
MissingName = Literal["skipped", "not_applicable", "not_reached", "not_asked", "dont_know"]
"""A missing state as declarations name it, without its mark."""


def missing_state(name: MissingName) -> Missing:
    """The missing state of this name."""
    return Missing(f"~{name}")


class BoundVersion(Declared):
    """Where an item stood up to and with the wave ``until``; what it does not say is as in the binding itself."""

    until: str
    column: str | None = None
    columns: Mapping[Name, str] | None = None
    codes: Mapping[str, Name] | None = None


class BoundItem(Declared):
    """Where an item stands in the export: one column, or one column a tick box.

    ``codes`` maps what the export writes to options; without it, options are told by their labels. ``delimiter`` joins
    the options of a multiple-response item that has one column. ``ticked`` and ``not_ticked`` are the words in a box's
    column, where the usual ones do not do. ``missing`` maps what the export writes for no answer to the reason.
    ``text`` is the question as it stands in headings that are questions (default: the item's labels).
    """

    column: str | None = None
    columns: Mapping[Name, str] = {}
    codes: Mapping[str, Name] = {}
    delimiter: str | None = Field(default=None, min_length=1)
    ticked: tuple[str, ...] = ()
    not_ticked: tuple[str, ...] = ()
    missing: Mapping[str, MissingName] = {}
    text: str | None = None
    versions: tuple[BoundVersion, ...] = ()

    def at(self, wave: str) -> BoundItem:
        """Where it stands in the export of a wave."""
        version = next((version for version in self.versions if wave <= version.until), None)
        changed = version.model_dump(exclude_none=True, exclude={"until"}) if version else {}
        return self.model_copy(update={**changed, "versions": ()})

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its columns."""
        return (self.column,) if self.column is not None else tuple(self.columns.values())


class Binding(Declared):
    """``bindings/<source>.yaml``: export columns to items.

    ``format`` is what writes such exports; of several bindings those of the format that a file is recognised as are
    tried first. ``progress`` is the column with the last page a respondent saw, ``finished`` one that is filled (and
    not 0, false or no) for whoever got to the end, ``complete`` says that the system keeps only those who did. Without
    any of these the last page is that of the last answer. ``missing`` holds for every item that does not say otherwise.
    ``strict`` makes a column that the binding does not know an error.
    """

    format: Format
    progress: str | None = None
    finished: str | None = None
    complete: bool = False
    token: str | None = None
    administration: tuple[str, ...] = ()
    missing: Mapping[str, MissingName] = {}
    strict: bool = False
    items: Mapping[Name, BoundItem]

    def without(self, items: Container[str]) -> Binding:
        """The binding of an export that lacks some items."""
        return self.model_copy(update={"items": {name: b for name, b in self.items.items() if name not in items}})

    def at(self, wave: str, asked: Container[str]) -> Binding:
        """The binding of a wave's export, in which only the items asked stand."""
        return self.model_copy(
            update={"items": {name: bound.at(wave) for name, bound in self.items.items() if name in asked}}
        )
