"""What the texts in a column mean: an option, a tick, a number, a reason for no answer, or nothing that is known.

Belongs here: one distinct text at a time, whatever system wrote it. Not here: rows, pages and routing (states), and how
a text that is not known is told (schema).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from infopos_pipeline.ingest.cells import Cells
from infopos_pipeline.ingest.limesurvey_marks import NOT_SHOWN
from infopos_pipeline.study.bindings import BoundItem, MissingName, missing_state
from infopos_pipeline.study.missing import MISSING_STATES, Missing
from infopos_pipeline.study.model import Item
from infopos_pipeline.study.study import Study

TICK_WORDS: Mapping[str, bool] = {
    **dict.fromkeys(("Y", "Yes", "Ja", "1", "True", "Waar", "X", "Checked", "Selected", "Quoted", "Gekozen"), True),
    **dict.fromkeys(
        ("N", "No", "Nee", "0", "2", "False", "Onwaar", "Unchecked", "Not selected", "Not quoted", "Niet gekozen"),
        False,
    ),
}
"""What survey systems write in a box's cell, besides nothing at all for a box that was not ticked; SPSS files often
have 1 and 2."""
TICKED_CODE, NOT_TICKED_CODE = 0, 1

_NOT_SHOWN_WORDS = ("N/A", "N.v.t.", "Nvt", "Niet van toepassing", "Niet beschikbaar", "k.A.", "N/D", "S/O")
"""What LimeSurvey writes for a question that was not shown where answers are in full, in the languages it is likely to
be set to."""

Codes = NDArray[np.int16]
"""What every respondent, or every distinct text, has in a column, as a small number: a national survey has millions."""

NUMBER_PATTERN = r"[-+]?\d{1,15}([.,]\d{1,30})?"
BLANK, UNKNOWN = -1, -2
_FIRST_STATE = -10


def state_code(state: Missing) -> int:
    """The code of a missing state among those of options."""
    return _FIRST_STATE - MISSING_STATES.index(state)


def is_state(codes: Codes) -> NDArray[np.bool_]:
    """Which codes are missing states that the export itself states."""
    return codes <= _FIRST_STATE


def state_place(codes: Codes) -> Codes:
    """The places among ``MISSING_STATES`` of codes that are states."""
    return _FIRST_STATE - codes


def not_shown(text: str, system: str) -> bool:
    """Whether a text is what a survey system writes for a question that was not shown."""
    return text == NOT_SHOWN or (system == "limesurvey" and _plain(text) in _NOT_SHOWN)


def not_shown_words(cells: Cells, study: Study) -> frozenset[str]:
    """The words that this export has for questions not shown, by its columns of options.

    In free text only these count: somebody may well answer "n.v.t.".
    """
    columns = (
        cells.columns[name]
        for item in study.asked_items.values()
        if item.kind not in ("text", "number")
        for name in columns_of(item, cells.binding.items[item.name])
    )
    texts = {str(text).strip() for column in columns for text in column.categories}
    return frozenset(text for text in (*texts, NOT_SHOWN) if not_shown(text, cells.format))


@dataclass(frozen=True)
class Told:
    """How a text was understood that is not as it is declared: in another spelling, or by its label in a language."""

    text: str
    spelling: bool
    language: str


class Meanings:
    """The meaning of every distinct text in a column of an item.

    ``codes`` has one number a distinct text: the place of an option (of a box, whether it is ticked; of a number, 0),
    the code of a missing state, ``BLANK`` or ``UNKNOWN``.
    """

    def __init__(self, cells: Cells, item: Item, column: str) -> None:
        self.item = item
        self.column = column
        self.bound: BoundItem = cells.binding.items[item.name]
        self.texts = [str(text).strip() for text in cells.columns[column].categories]
        self.labels = cells.labels.get(column, {})
        self.marked = cells.marked.get(column, frozenset())
        self._system = cells.format
        self._missing = {**cells.binding.missing, **self.bound.missing}
        self.told: list[Told] = []
        self.codes = np.array([self._code(text) for text in self.texts], dtype=np.int16)

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Of a number item, the number that every distinct text is; what is no number is none."""
        return np.array(
            [_number(text) if code == 0 else np.nan for text, code in zip(self.texts, self.codes, strict=True)]
        )

    @cached_property
    def ticks(self) -> NDArray[np.bool_]:
        """Of an item whose boxes stand in one column: a row a distinct text, a column an option."""
        ticks = np.zeros((len(self.texts), len(self.item.options)), dtype=np.bool_)
        for place, text in enumerate(self.texts):
            if self.codes[place] == 0:
                ticks[place, list(self._several(text) or ())] = True
        return ticks

    def _code(self, text: str) -> int:
        if not text:
            return BLANK
        if (code := self._answer(text)) is not None:
            return code
        if (state := self._state(text)) is not None:
            return state_code(missing_state(state))
        if not_shown(text, self._system):
            return state_code(Missing.NOT_APPLICABLE)
        return UNKNOWN if text in self.marked else self._respelled(text)

    def _state(self, text: str) -> MissingName | None:
        """The missing state that a text is declared to mean: by itself, by the file's label, or as a whole number."""
        names = (text, self.labels.get(text), _whole(text))
        return next((self._missing[name] for name in names if name in self._missing), None)

    def _answer(self, text: str) -> int | None:
        """The code of a text that is an answer as it is declared."""
        if self._state(text) is not None:
            return None
        if self.item.kind == "number":
            return 0 if text not in self.marked and re.fullmatch(NUMBER_PATTERN, text) else None
        if self.item.kind == "multiple":
            return self._box(text) if self.bound.delimiter is None else 0 if self._several(text) is not None else None
        return self._option(text)

    def _option(self, text: str) -> int | None:
        """The place of the option that a text is: by its code, label or name, or the label the file has for it."""
        options = list(self.item.options)
        if text in self.bound.codes:
            return options.index(self.bound.codes[text])
        for language, places in self._by_label.items():
            if text in places:
                if sum(text in other for other in self._by_label.values()) == 1:
                    self.told.append(Told(text, False, language))
                return places[text]
        if text in self.item.options:
            return options.index(text)
        if text in self.labels and (label := self.labels[text]) != text:
            return self._option(label)
        return self._option(whole) if (whole := _whole(text)) else None

    @cached_property
    def _by_label(self) -> dict[str, dict[str, int]]:
        options = self.item.options.values()
        return {
            language: {label.text(language).strip(): place for place, label in enumerate(options)}
            for language in ("nl", "en")
        }

    def _box(self, text: str) -> int | None:
        """Whether a box is ticked: by its declared words, the label of its option, or the words that systems use."""
        if text in self.bound.ticked:
            return TICKED_CODE
        if text in self.bound.not_ticked:
            return NOT_TICKED_CODE
        if _plain(text) in self._own_words:
            return TICKED_CODE
        ticked = _TICKS.get(_plain(text))
        if ticked is not None and not (self.bound.ticked if ticked else self.bound.not_ticked):
            return TICKED_CODE if ticked else NOT_TICKED_CODE
        label = self.labels.get(text, text)
        if label != text:
            return self._box(label)
        return self._box(whole) if (whole := _whole(text)) else None

    @cached_property
    def _own_words(self) -> frozenset[str]:
        """Of a box, the name and labels of its option."""
        option = self.column.partition("__")[2]
        own = self.item.options[option]
        return frozenset(map(_plain, (own.nl, own.en, option)))

    def _several(self, text: str) -> frozenset[int] | None:
        """The options in a cell that holds several; labels may hold the delimiter, so the longest that fits counts."""
        delimiter = (self.bound.delimiter or "").strip()
        rest, found = text.strip().strip(delimiter).strip(), set()
        while rest:
            parts = rest.split(delimiter)
            for number in range(len(parts), 0, -1):
                place = self._option(delimiter.join(parts[:number]).strip())
                if place is not None:
                    break
            else:
                return None
            found.add(place)
            rest = delimiter.join(parts[number:]).strip().strip(delimiter).strip()
        return frozenset(found)

    def _respelled(self, text: str) -> int:
        """The place of the only option whose label differs from a text in capitals and spaces alone."""
        if self.item.kind not in ("single", "ordinal"):
            return UNKNOWN
        near = self._by_plain_label.get(_plain(text), frozenset())
        if len(near) != 1:
            return UNKNOWN
        self.told.append(Told(text, True, ""))
        return next(iter(near))

    @cached_property
    def _by_plain_label(self) -> dict[str, frozenset[int]]:
        found: dict[str, frozenset[int]] = {}
        for places in self._by_label.values():
            for label, place in places.items():
                found[_plain(label)] = found.get(_plain(label), frozenset()) | {place}
        return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


_NOT_SHOWN = frozenset(map(_plain, _NOT_SHOWN_WORDS))
_TICKS = {_plain(word): ticked for word, ticked in TICK_WORDS.items()}


def _whole(text: str) -> str | None:
    """The whole number that a text is which was written with decimals: 1 of 1.0."""
    whole = re.fullmatch(r"(-?\d+)\.0+", text) if "." in text else None
    return whole[1] if whole else None


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def columns_of(item: Item, bound: BoundItem) -> Iterable[str]:
    """The columns of cells in which the answers to an item stand."""
    if item.kind != "multiple" or bound.delimiter is not None:
        return (item.name,)
    return tuple(f"{item.name}__{option}" for option in item.options)
