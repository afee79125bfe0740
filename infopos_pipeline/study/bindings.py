"""``bindings/<source>.yaml``: in which columns of an export, and under which codes, the answers to items stand."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Literal

from infopos_pipeline.study.model import Declared, Name


class BoundVersion(Declared):
    """Where an item stood up to and with the wave ``until``; what it does not say is as in the binding itself."""

    until: str
    column: str | None = None
    columns: Mapping[Name, str] | None = None
    codes: Mapping[str, Name] | None = None


class BoundItem(Declared):
    """Where an item stands in the export: one column with answer codes, or one column a tick box."""

    column: str | None = None
    columns: Mapping[Name, str] = {}
    codes: Mapping[str, Name] = {}
    versions: tuple[BoundVersion, ...] = ()

    def at(self, wave: str) -> BoundItem:
        """Where it stands in the export of a wave."""
        version = next((version for version in self.versions if wave <= version.until), None)
        changed = version.model_dump(exclude_none=True, exclude={"until"}) if version else {}
        return self.model_copy(update={**changed, "versions": ()})


class Binding(Declared):
    """``bindings/<source>.yaml``: export columns to items."""

    format: Literal["limesurvey"]
    progress: str
    token: str | None = None
    administration: tuple[str, ...] = ()
    items: Mapping[Name, BoundItem]

    def without(self, items: Container[str]) -> Binding:
        """The binding of an export that lacks some items."""
        return self.model_copy(update={"items": {name: b for name, b in self.items.items() if name not in items}})

    def at(self, wave: str, asked: Container[str]) -> Binding:
        """The binding of a wave's export, in which only the items asked stand."""
        return self.model_copy(
            update={"items": {name: bound.at(wave) for name, bound in self.items.items() if name in asked}}
        )
