"""The Dutch municipalities since 31 December 2000, and which of their names are ordinary words as well.

Belongs here: reading the two lists that lie beside this module; their headers say where they come from. Not here: the
guises of a name (dutch_places) and the search for them (redaction_places).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from infopos_pipeline.privacy.dutch_places import letters


@dataclass(frozen=True)
class Municipality:
    """A municipality as one row of the list: ``formed`` and ``abolished`` are ISO dates, empty outside the list's time.

    ``also`` are other names in use and the places it is put together from, ``derived`` irregular words made of them.
    """

    name: str
    formed: str
    abolished: str
    also: tuple[str, ...]
    derived: tuple[str, ...]


class Use(StrEnum):
    """What an ordinary word that is a place name as well does in a sentence."""

    WORD = "word"
    OPENER = "opener"
    BEGINNING = "beginning"


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All of them, by name."""
    return tuple(
        Municipality(row["name"], row["from"], row["until"], _several(row["also"]), _several(row["derived"]))
        for row in _rows("municipalities.csv")
    )


@cache
def ordinary_words() -> Mapping[str, Use]:
    """Names and derived words that are ordinary words as well, in the spelling of :func:`letters`."""
    return {letters(row["word"]): Use(row["use"]) for row in _rows("ordinary_words.csv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("infopos_pipeline.privacy").joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()
